"""What differs between two versions of a paper: what a reader of the first one does not know, in its own words."""

import time

from hypothesis import given
from hypothesis import strategies as st

from watcher.documents import difference
from watcher.domain.documents import DocumentDifference, DocumentOutcome, DocumentText

WORDS = st.text(alphabet="abc £12.\n ", max_size=80)


def text(*pages: str) -> DocumentText:
    """A document with these pages."""
    return DocumentText(outcome=DocumentOutcome.READ, content_hash="0" * 64, pages=pages)


def test_a_changed_sum_is_shown_old_and_new() -> None:
    """The sentence and its page, and nothing of what stands around it."""
    old = text("1. Introduction.", "The deficit is £13.5m in 2021/22. Officers will report back.")
    new = text("1. Introduction.", "The deficit is £14.2m in 2021/22. Officers will report back.")
    (passage,) = difference(old, new).passages
    assert (passage.page, passage.old, passage.new) == (
        2,
        "The deficit is £13.5m in 2021/22.",
        "The deficit is £14.2m in 2021/22.",
    )


def test_the_most_telling_comes_first_and_there_are_five_at_most() -> None:
    """A sum is before a date, a judgement before other words; the ninth change is not shown."""
    old = text(
        "\n".join([f"The colour of door {n} is blue." for n in range(9)] + ["It meets on 4 March.", "It costs £3m."])
    )
    new = text(
        "\n".join([f"The colour of door {n} is red." for n in range(9)] + ["It meets on 11 March.", "It costs £4m."])
    )
    shown = [passage.new for passage in difference(old, new).passages]
    assert shown[:2] == ["It costs £4m.", "It meets on 11 March."]
    assert len(shown) == 5


def test_pages_that_came_and_went_are_listed() -> None:
    """An appendix in the middle is a page added, not a change of everything behind it."""
    old = text("What is first.", "What is last.")
    new = text("What is first.", "Appendix A. It has figures.", "What is last.")
    assert difference(old, new).pages_added == (2,)
    assert difference(new, old).pages_removed == (2,)
    assert difference(new, old).pages_added == ()


def test_text_that_only_moved_or_is_broken_otherwise_is_no_news() -> None:
    """Other page ends, other line ends, other quotes and dashes, paragraphs in another order."""
    old = text("One paragraph here.\nThe second one goes over", "the page’s end – as it does.\nThe third.")
    new = text("The third.\nOne paragraph  here.", "The second one goes over the page's end - as it does.")
    assert difference(old, new).is_empty
    assert difference(new, old).is_empty


def test_a_long_sentence_is_cut_to_where_it_differs() -> None:
    """At most 240 characters on word boundaries, and the changed words among them."""
    long = "and so on and so forth " * 30
    old, new = (text(f"The plan, {long}costs £{sum_}m, {long}in the end.") for sum_ in (3, 4))
    (passage,) = difference(old, new).passages
    assert "£3m" in passage.old
    assert "£4m" in passage.new
    for shown, whole in ((passage.old, old.pages[0]), (passage.new, new.pages[0])):
        assert len(shown) <= 240
        assert f" {shown} " in f" {whole} "


def test_what_could_not_be_read_differs_in_nothing() -> None:
    """A version that is encrypted, or of which a page is damaged, says nothing about what changed."""
    whole = text("One.", "Two.")
    encrypted = DocumentText(outcome=DocumentOutcome.ENCRYPTED, content_hash="1" * 64)
    damaged = DocumentText(outcome=DocumentOutcome.READ, content_hash="2" * 64, pages=("One.", ""), unread_pages=(2,))
    for other in (encrypted, damaged):
        assert difference(whole, other) == difference(other, whole) == DocumentDifference()


@given(st.lists(WORDS, max_size=5), st.lists(WORDS, max_size=5))
def test_whatever_the_texts_passages_are_verbatim_and_short(old: list[str], new: list[str]) -> None:
    """Each passage is a part of its page, at most 240 characters long, and the same text differs in nothing."""
    before, after = text(*old), text(*new)
    found = difference(before, after)
    assert difference(before, before).is_empty
    assert len(found.passages) <= 5
    for passage in found.passages:
        assert passage.page is not None
        assert passage.old or passage.new
        assert max(len(passage.old), len(passage.new)) <= 240
        if passage.new:
            assert passage.new in new[passage.page - 1]
            assert not passage.old or any(passage.old in page for page in old)
        else:
            assert passage.old in old[passage.page - 1]


def test_the_cost_grows_with_the_length() -> None:
    """Two versions of three hundred pages, of which every sentence changed, take seconds."""
    old, new = (
        text(*("\n".join(f"Line {n} of page {page} says {word} {n * page}." for n in range(40)) for page in range(300)))
        for word in ("this", "that")
    )
    began = time.process_time()
    assert len(difference(old, new).passages) == 5
    assert time.process_time() - began < 4
