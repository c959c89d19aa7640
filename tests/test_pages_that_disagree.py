"""What is told when a council's pages contradict each other, are gone, or change their ids."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests import fetch_server
from tests.ambleford import HEADING, LIST, MEETING, Ambleford, agenda_page, ambleford
from tests.systems import pages
from tests.systems.pages import item_row
from watcher.domain.digests import SectionKind
from watcher.domain.polls import Poll
from watcher.domain.publications import Outcome

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


def committee_poll(place: Ambleford) -> Poll:
    """Poll a day later; how the committee's poll went."""
    (committee,) = [each.poll for each in place.polled() if each.source.key == "ambleford/31"]
    return committee


def coming(place: Ambleford) -> dict[str, tuple[str, ...]]:
    """The lines of Coming up, by key."""
    sections = {section.kind: section.entries for section in place.edition().sections}
    return {entry.key: entry.lines for entry in sections.get(SectionKind.COMING_UP, ())}


SOON = timedelta(days=8)
"""From here on meeting 4711 is within the two weeks of Coming up."""

OTHER = pages.list_row("4712", "1 Dec 2026 6.30 pm")
BOTH = pages.meetings(pages.list_row("4711", "22 Sep 2026 6.30 pm", " - Agenda") + OTHER)
NOT_SHOWN = ("The council's site no longer shows this meeting.", "Agenda out.")


def two_meetings(place: Ambleford) -> None:
    """A second meeting in the list, so that the list is not empty without the first; both are known."""
    place.clock.at += SOON
    place.shows(LIST, BOTH)
    heading = HEADING.replace("Tuesday, 22nd September", "Tuesday, 1st December")
    place.shows(MEETING.replace("4711", "4712"), pages.meeting(h1="Meeting", h2=heading))
    place.poll()


@pytest.mark.parametrize("is_list_first", [True, False])
def test_a_meeting_that_was_taken_off_the_site_is_noted_and_no_trouble(tmp_path: Path, is_list_first: bool) -> None:
    """Its row gone and its page 404, whether the list was read in that poll or days before: the committee was checked,
    nothing is told as cancelled, Coming up says that the site shows it no longer, and it is looked for once a week;
    when its page comes back, even the same page, the note goes."""
    with ambleford(tmp_path) as place:
        two_meetings(place)
        page = place.site.answers[MEETING]
        if is_list_first:
            place.shows(LIST, pages.meetings(OTHER))
            assert committee_poll(place).outcome.is_good
        place.shows(MEETING, None)
        place.shows(LIST, pages.meetings(OTHER))
        gone = committee_poll(place)
        assert (gone.outcome.is_good, gone.changes) == (True, 0)
        assert [flag for flag in gone.flags if "4711" in flag]
        assert coming(place)["coming:ambleford:4711"] == NOT_SHOWN
        place.site.asked.clear()
        polls = [committee_poll(place) for _ in range(6)]
        assert all(each.outcome.is_good for each in polls)
        assert MEETING not in place.site.paths
        place.site.answers[MEETING] = page
        assert place.poll() == []
        assert MEETING in place.site.paths
        assert coming(place)["coming:ambleford:4711"] == ("Agenda out.",)


def test_a_meeting_still_listed_whose_page_is_gone_is_trouble(tmp_path: Path) -> None:
    """A row without a page is a site in disorder: partial until it is mended, and no note. Listed again after it was
    gone, it is shown again, whatever becomes of its page."""
    with ambleford(tmp_path) as place:
        two_meetings(place)
        page = place.site.answers[MEETING]
        place.shows(MEETING, None)
        assert committee_poll(place).outcome is Outcome.PARTIAL
        assert NOT_SHOWN[0] not in coming(place)["coming:ambleford:4711"]
        place.shows(LIST, pages.meetings(OTHER))
        assert committee_poll(place).outcome.is_good
        assert coming(place)["coming:ambleford:4711"] == NOT_SHOWN
        place.shows(LIST, BOTH)
        assert committee_poll(place).outcome is Outcome.PARTIAL
        assert NOT_SHOWN[0] not in coming(place)["coming:ambleford:4711"]
        place.site.answers[MEETING] = page
        assert committee_poll(place).outcome.is_good


def test_a_page_gone_while_the_list_cannot_be_read_is_trouble(tmp_path: Path) -> None:
    """A list that cannot be read whole says nothing about what is not in it."""
    with ambleford(tmp_path) as place:
        two_meetings(place)
        place.shows(MEETING, None)
        place.shows(LIST, pages.meetings(OTHER + pages.list_row("", "a date whose link names no meeting")))
        assert committee_poll(place).outcome is Outcome.PARTIAL
        assert NOT_SHOWN[0] not in coming(place)["coming:ambleford:4711"]


def test_a_paper_too_large_does_not_make_a_source_unread(tmp_path: Path) -> None:
    """A paper over the limit is flagged like a dead link, and is not downloaded again with each poll of the day."""
    with ambleford(tmp_path) as place:
        papers = '<ul class="mgBulletList"><li><a href="documents/s9/Strategy.pdf">Strategy</a></li></ul>'
        place.shows(MEETING, agenda_page(item_row("1", "1", "SEND strategy", papers)))
        place.shows("/documents/s9/Strategy.pdf", b"%PDF-1" + b" " * 1_000_000)
        found = committee_poll(place)
        assert found.outcome.is_good
        assert [flag for flag in found.flags if "too large" in flag and "documents/s9/Strategy.pdf" in flag]
        place.site.asked.clear()
        place.clock.at -= timedelta(hours=23)
        assert committee_poll(place).outcome.is_good
        assert "/documents/s9/Strategy.pdf" not in place.site.paths


def test_a_doubt_about_the_time_stands_wherever_the_time_does(tmp_path: Path) -> None:
    """A notice on the page gives another hour than its heading: no change by itself, but quoted in Needs attention and
    in Coming up; gone from the page, it is gone from the digest."""
    with ambleford(tmp_path) as place:
        place.clock.at += SOON
        place.poll()
        note = "The meeting will now commence at 3:30pm."
        place.shows(MEETING, agenda_page(ONE, note=note))
        assert place.poll() == []
        expected = f"Check the time: The council writes: “{note}”"
        assert coming(place)["coming:ambleford:4711"] == (expected, "Agenda out.")
        place.shows(MEETING, agenda_page(ONE, item_row("3", "2", "SEND transport"), note=note))
        assert place.poll() == ["item_added"]
        (entry,) = place.edition().sections[0].entries
        assert expected in entry.lines
        place.shows(MEETING, agenda_page(ONE, item_row("3", "2", "SEND transport")))
        assert place.poll() == []
        assert coming(place)["coming:ambleford:4711"] == ("Agenda out.",)


def test_a_date_that_becomes_unreadable_is_quoted_beside_the_one_that_was_read(tmp_path: Path) -> None:
    """The heading now says "31 September": the day read before is kept, and the reader is told what stands there."""
    with ambleford(tmp_path) as place:
        place.clock.at += SOON
        place.poll()
        heading = HEADING.replace("22nd September", "31st September")
        place.shows(MEETING, pages.meeting(ONE, h2=heading))
        assert place.poll() == []
        doubt, _ = coming(place)["coming:ambleford:4711"]
        words = "Tuesday, 31st September, 2026 6.30 pm"
        assert doubt == f"Check the time: The date could not be read: the council writes “{words}”."


def test_a_meeting_whose_date_was_never_readable_stands_at_the_end_of_coming_up(tmp_path: Path) -> None:
    """Known from the baseline with a date that nobody can read: in Coming up with the council's words, last, until
    decisions or minutes say that it was held."""
    with ambleford(tmp_path) as place:
        place.clock.at += SOON
        place.shows(LIST, pages.meetings(pages.list_row("4711", "22 Sep 2026") + pages.list_row("4713", "to be fixed")))
        path, heading = MEETING.replace("4711", "4713"), HEADING.replace("22nd September", "31st September")
        place.shows(path, pages.meeting(ONE.replace("AI1", "AI8"), h2=heading))
        place.poll()
        shown = coming(place)
        assert list(shown)[-1] == "coming:ambleford:4713"
        words = "Tuesday, 31st September, 2026 6.30 pm"
        assert shown["coming:ambleford:4713"][0] == f"The date could not be read: the council writes “{words}”."
        place.shows(path, pages.meeting(ONE.replace("AI1", "AI8"), h1="Agenda and minutes", h2=heading))
        place.poll()
        assert "coming:ambleford:4713" not in coming(place)


def test_a_site_that_sends_everybody_to_its_first_page_is_not_read(tmp_path: Path) -> None:
    """A list of committees where a list of meetings was asked for: named as what it is, no committee is news."""
    with ambleford(tmp_path) as place:
        place.poll()
        link = '<a href="mgCommitteeDetails.aspx?ID={0}">Panel {0}</a>'
        place.shows("/ieDocHome.aspx?bcr=1", pages.skin(link.format(31) + link.format(32), h1="Committees"))
        for path in (LIST, MEETING):
            place.site.answers[path] = lambda asked: asked.reply(302, Location="/ieDocHome.aspx?bcr=1")
        for _ in range(2):
            polled = {each.source.key: each for each in place.polled()}["ambleford/31"]
            assert (polled.poll.outcome, polled.changes) == (Outcome.NOT_A_PAGE, ())
            assert "another kind (committees)" in polled.poll.why
