"""Papers that could not be read are named in the digest at their item: on a real server, with real PDFs."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import digest_cases as cases
from tests.ambleford import MEETING, Ambleford, agenda_page, ambleford
from tests.documents.hostile import one_page, paper, plain, stream
from tests.systems.pages import item_row
from tests.test_attached import links, matches, report
from watcher import render
from watcher.digest.material import Scope
from watcher.digest.unread import unread_lines
from watcher.domain.digests import SectionKind
from watcher.domain.documents import DocumentOutcome, UnreadPaper
from watcher.domain.publications import Document, DocumentKind
from watcher.domain.subscribers import Subscription

PAPER = "/documents/s10/Report.pdf"
TITLE_ONLY = "we looked at its title only."


def lines_of(place: Ambleford, kind: SectionKind = SectionKind.NEEDS_ATTENTION) -> dict[str, tuple[str, ...]]:
    """The sentences of each entry of a section, by title, with what is remarked on papers."""
    sections = {section.kind: section.entries for section in place.edition().sections}
    return {entry.title: entry.lines + entry.remarks for entry in sections.get(kind, ())}


TROUBLES: dict[str, tuple[Callable[[], bytes | None], str]] = {
    "a scan": (lambda: one_page(stream(b"72 72 400 600 re f")), "it is a scan without text"),
    "locked": (lambda: paper(password="secret"), "it is locked with a password"),
    "cut short": (lambda: paper()[:300], "the file is damaged"),
    "a text": (lambda: b"Dear all, the report follows by post.", "it is not a PDF"),
    "too large": (lambda: paper() + b" " * 1_100_000, "it is too large"),
    "not there": (lambda: None, "its link on the council's page leads nowhere"),
}


@pytest.mark.parametrize("name", TROUBLES)
def test_a_report_that_could_not_be_read_is_named_at_its_item(tmp_path: Path, name: str) -> None:
    """Why, in plain words, in text and HTML; the item keeps the matches of its title; items that are not shown say
    nothing; and once the report can be read, nothing is said any more."""
    make, why = TROUBLES[name]
    said = f"The report could not be read by us ({why}): {TITLE_ONLY}"
    with ambleford(tmp_path) as place:
        place.poll()
        place.shows(PAPER, make())
        rows = (
            item_row("2", "2", report("SEND sufficiency plan")),
            item_row("3", "3", report("Bridges", "documents/s12/Again.pdf")),
        )
        place.shows("/documents/s12/Again.pdf", make())
        place.shows(MEETING, agenda_page(*rows))
        place.poll()
        assert lines_of(place) == {"SEND sufficiency plan": (said,)}
        assert matches(place, "2")["send"].is_about
        made = render.render(place.edition())
        assert said in " ".join(made.text.split())
        assert said.replace("'", "&#39;") in " ".join(made.html.split()) or said in " ".join(made.html.split())
        place.poll()
        assert lines_of(place) == {"SEND sufficiency plan": (said,)}
        place.shows(PAPER, plain("The strategy for SEND."))
        place.poll()
        assert not [line for lines in lines_of(place).values() for line in lines if TITLE_ONLY in line]


def test_a_new_paper_that_cannot_be_read_is_named_with_the_change(tmp_path: Path) -> None:
    """An appendix that is added later, and a report replaced by a scan: each said beside the news of it, by name."""
    scan = one_page(stream(b"72 72 400 600 re f"))
    with ambleford(tmp_path) as place:
        place.shows(PAPER, plain("The strategy for SEND."))
        place.shows(MEETING, agenda_page(item_row("1", "1", report("SEND strategy"))))
        place.poll()
        place.shows(PAPER, scan)
        place.shows("/documents/s11/A.pdf", paper(password="secret"))
        appendix = links(("documents/s11/A.pdf", "Appendix A"))
        place.shows(MEETING, agenda_page(item_row("1", "1", report("SEND strategy"), appendix)))
        place.poll()
        assert lines_of(place, SectionKind.CHANGED)["SEND strategy"][2:] == (
            f"The report could not be read by us (it is a scan without text): {TITLE_ONLY}",
            f"“Appendix A” could not be read by us (it is locked with a password): {TITLE_ONLY}",
        )


def test_many_papers_that_could_not_be_read_take_four_lines() -> None:
    """Three are named and the others counted; a paper that was read in part says which pages were not."""
    papers = [
        Document(id=str(number), title=f"Appendix {number}", url="", kind=DocumentKind.OTHER) for number in range(6)
    ]
    unread = {("harrowmere/7", each.id): UnreadPaper(outcome=DocumentOutcome.CRASHED) for each in papers[1:]}
    unread["harrowmere/7", "0"] = UnreadPaper(outcome=DocumentOutcome.READ, why="pages 3, 5 could not be read")
    scope = Scope(cases.material(unread=unread), Subscription(), cases.NOW)
    assert unread_lines(scope, "harrowmere/7", papers) == (
        "“Appendix 0” was read in part: pages 3, 5 could not be read.",
        f"“Appendix 1” could not be read by us (our reader failed on it): {TITLE_ONLY}",
        f"“Appendix 2” could not be read by us (our reader failed on it): {TITLE_ONLY}",
        "Nor could 3 other papers of this item.",
    )
    assert unread_lines(scope, "harrowmere/3", papers) == ()


@pytest.mark.parametrize("outcome", [each for each in DocumentOutcome if each is not DocumentOutcome.READ])
def test_every_outcome_has_its_words(outcome: DocumentOutcome) -> None:
    """No outcome is told without its reason."""
    scope = Scope(
        cases.material(unread={("harrowmere/7", "1"): UnreadPaper(outcome=outcome)}), Subscription(), cases.NOW
    )
    document = Document(id="1", title="", url="", kind=DocumentKind.REPORT)
    (line,) = unread_lines(scope, "harrowmere/7", [document])
    assert line.startswith("The report could not be read by us (")
