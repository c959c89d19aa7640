"""An agenda that is published again with other ids is the same agenda: nothing is new, and nothing was withdrawn."""

from dataclasses import replace
from typing import Any

from tests.diff_material import AGENDA_OUT, item, kinds, known, meeting, paper, see
from watcher.domain.publications import Document, Meeting, Published

TITLES = ("Apologies", "SEND strategy", "Budget", "Exempt minutes", "Exempt minutes")


def _agenda(first: int, *, content: str | None = "aa", size: str = "2 KB") -> tuple[tuple[str, Document], ...]:
    return tuple(
        (title, paper(str(700 + first + n), title=f"Report {n}", content_hash=content, size=size))
        for n, title in enumerate(TITLES)
    )


def _meeting(first: int, content: str | None = "aa", size: str = "2 KB", **fields: Any) -> Meeting:
    agenda = _agenda(first, content=content, size=size)
    return meeting(*(item(str(first + n), title, one) for n, (title, one) in enumerate(agenda)), **fields)


def test_an_agenda_with_other_ids_is_no_news() -> None:
    """Every item and every paper has another id and nothing else is another: nothing is told, now or later, and the
    new ids are known, so that what happens next is told by itself."""
    again = _meeting(50)
    seen = see(see(known(_meeting(1)), again), again)
    assert (seen.changes, seen.flags) == ((), ())
    assert seen.known.meetings["100"].meeting == again
    longer = replace(again, items=(*again.items, item("77", "Late matter")))
    then = see(seen, longer)
    assert kinds(then) == ["item_added"]
    assert kinds(see(see(then, longer), longer)) == []


def test_a_paper_with_another_id_is_replaced_if_it_is_another() -> None:
    """The report's new version under a new id is told as replaced as soon as it is read, perhaps a day later."""
    before = known(_meeting(1))
    assert kinds(see(before, _meeting(1, "bb"))) == ["document_replaced"] * 5
    assert kinds(see(before, _meeting(50, "bb"))) == ["document_replaced"] * 5
    unread = see(before, _meeting(50, None))
    assert kinds(unread) == []
    assert kinds(see(unread, _meeting(50, "bb"))) == ["document_replaced"] * 5


def test_a_paper_that_was_never_read_is_the_same_by_its_size() -> None:
    """Without a known content, another size means another paper: it is told, since nothing else would tell it."""
    before = known(_meeting(1, None))
    assert kinds(see(before, _meeting(50, None))) == []
    assert kinds(see(before, _meeting(50, None, "9 KB"))) == ["document_added"] * 5


def test_another_title_is_another_matter() -> None:
    """One item gone and another in its place is a withdrawal and an addition."""
    old, new = meeting(item("1", "Budget"), item("2", "SEND")), meeting(item("1", "Budget"), item("3", "Ofsted"))
    first = see(known(old), new)
    assert kinds(first) == ["item_added"]
    assert kinds(see(first, new)) == ["item_withdrawn"]


def test_amended_minutes_are_noticed_across_ids() -> None:
    """Minutes published again with other ids and another text were amended."""
    out = AGENDA_OUT | {Published.MINUTES}
    old = meeting(item("1", "Budget", minutes="Three voted for it."), published=out)
    new = meeting(item("9", "Budget", minutes="Nine voted for it."), published=out)
    assert kinds(see(known(old), new)) == ["minutes_amended"]
