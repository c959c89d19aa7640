"""What is told when a council's pages contradict each other, are gone, or change their ids."""

from pathlib import Path

from tests import fetch_server
from tests.ambleford import HEADING, MEETING, agenda_page, ambleford
from tests.systems import pages
from tests.systems.pages import item_row
from watcher.domain.digests import SectionKind

ONE, TWO = item_row("1", "1", "SEND strategy"), item_row("2", "2", "Any other business")
NOTE = "Note: Meeting postponed until further notice"


def test_a_cancellation_that_only_the_list_tells_is_told_once_and_stays(tmp_path: Path) -> None:
    """The list says CANCELLED and the page never does: told, though both changed at once, and not taken back by a page
    that says nothing of it; told to go ahead only when the list says so no more."""
    with ambleford(tmp_path) as place:
        place.poll()
        place.lists(" - CANCELLED")
        place.shows(MEETING, agenda_page(ONE, TWO))
        assert place.poll() == ["meeting_cancelled", "item_added"]
        place.shows(MEETING, agenda_page(ONE))
        assert place.poll() == []
        place.shows(MEETING, agenda_page(ONE, TWO, item_row("3", "3", "Late matter")))
        assert place.poll() == ["item_added"]
        place.lists(" - Agenda")
        assert place.poll() == ["meeting_reinstated"]
        assert place.poll() == []


def test_a_row_does_not_take_back_what_the_page_says(tmp_path: Path) -> None:
    """Postponed by a note on its page, of which the list says nothing: when the list changes and the page cannot be
    read, nobody is told that the meeting goes ahead after all."""
    with ambleford(tmp_path) as place:
        place.poll()
        place.shows(MEETING, agenda_page(ONE, note=NOTE))
        assert place.poll() == ["meeting_postponed"]
        place.site.answers[MEETING] = fetch_server.status(500)
        place.lists(" - Agenda, Decisions")
        assert place.poll() == []
        place.shows(MEETING, agenda_page(ONE, note=NOTE))
        assert place.poll() == []
        place.shows(MEETING, agenda_page(ONE))
        assert place.poll() == ["meeting_reinstated"]


def test_an_agenda_published_again_with_other_ids_is_told_once(tmp_path: Path) -> None:
    """Out on one day and published anew with other ids on the next: one agenda in the log, each matter once in the
    digest of the week, and nothing withdrawn."""
    with ambleford(tmp_path) as place:
        place.lists()
        place.shows(MEETING, pages.meeting(h1="Meeting", h2=HEADING))
        place.poll()
        place.lists(" - Agenda")
        place.shows(MEETING, agenda_page(ONE, TWO))
        assert place.poll() == ["agenda_published"]
        place.shows(
            MEETING, agenda_page(item_row("51", "1", "SEND strategy"), item_row("52", "2", "Any other business"))
        )
        assert [place.poll() for _ in range(3)] == [[], [], []]
        sections = {section.kind: section.entries for section in place.edition().sections}
        assert [entry.title for entry in sections[SectionKind.NEEDS_ATTENTION]] == ["SEND strategy"]
        assert SectionKind.CHANGED not in sections


def test_one_dead_link_does_not_make_a_source_unread(tmp_path: Path) -> None:
    """A paper that is not there (404) is flagged for the operator at each look; the committee was checked all the same,
    and a paper that comes to be there is nothing but itself."""
    with ambleford(tmp_path) as place:
        papers = '<ul class="mgBulletList"><li><a href="documents/s9/Strategy.pdf">Strategy</a></li></ul>'
        place.shows(MEETING, agenda_page(item_row("1", "1", "SEND strategy", papers)))
        for _ in range(2):
            (committee,) = [each.poll for each in place.polled() if each.source.key == "ambleford/31"]
            assert committee.outcome.is_good
            assert [flag for flag in committee.flags if "documents/s9/Strategy.pdf" in flag]
        assert place.edition().checked == place.edition().sources == 2
        place.shows("/documents/s9/Strategy.pdf", b"%PDF-1")
        assert place.poll() == []
        place.shows("/documents/s9/Strategy.pdf", b"%PDF-2")
        assert place.poll() == ["document_replaced"]
