"""A council on CMIS from its calendar to the digest: what is told, what is not, and what never happened."""

from datetime import UTC, date, datetime
from pathlib import Path

from tests.ambleford import Ambleford
from tests.cmis_site import (
    BOARD,
    PANEL,
    document_path,
    empty,
    fernbury,
    meeting,
    meeting_path,
    month,
    month_path,
    paper,
    september,
    skin,
)
from tests.documents.hostile import plain
from watcher import feeds, render, store
from watcher.actions.material import Materials
from watcher.actions.retag import retag
from watcher.domain.changes import ChangeKind
from watcher.domain.digests import SectionKind, Window
from watcher.domain.publications import Outcome
from watcher.domain.topics import Match
from watcher.store.outputs import latest_about

PACK = paper("Agenda and reports pack", "aXr81")
HOME = meeting_path("4711")
AGENDA = plain("The agenda.")
REPORTS = (
    "Schools Panel\nTuesday 22 September 2026 at 6.30 pm\nAGENDA\n1. Apologies for absence\n2. SEND strategy\n"
    "3. Bridges",
    "Report to the Schools Panel\nSEND strategy\nThe SEND deficit grew. Pupils with EHC plans wait for a place.",
)


def matches(place: Ambleford, subject: str) -> dict[str, Match]:
    """What was found in a paper, by topic."""
    key = ("fernbury/31", subject)
    with place.tools.store.read() as conn:
        return {each.topic: each for each in store.matches.matches(conn, [key]).get(key, ())}


def outcomes(place: Ambleford) -> list[Outcome]:
    """How each source's poll a day later ended, told nothing."""
    polled = place.polled()
    assert [change for each in polled for change in each.changes] == []
    return [each.poll.outcome for each in polled]


def test_an_agenda_is_told_with_what_its_pack_says(tmp_path: Path) -> None:
    """The pack is read; what is printed in it is about a topic, and is quoted with its page."""
    with fernbury(tmp_path) as place:
        assert place.poll() == []
        place.shows(document_path("aXr81"), plain(*REPORTS))
        place.shows(HOME, meeting(PACK))
        assert place.poll() == ["agenda_published"]
        assert place.poll() == []
        found = matches(place, "paper:4711-pack-agenda-and-reports-pack")
        assert found["send"].is_about
        assert {each.page for each in found["send"].evidence} <= {1, 2}
        edition = place.edition()
        [section] = [each for each in edition.sections if each.kind is SectionKind.NEEDS_ATTENTION]
        [entry] = section.entries
        assert (entry.title, entry.where) == ("Agenda and reports pack", "Fernbury · Schools Panel")
        text = " ".join(render.render(edition).text.split())
        assert "of Agenda and reports pack" in text
        assert retag(place.tools).came == 0
        with place.tools.store.read() as conn:
            assert [each.kind for each in store.changes.find(conn, topic="send")] == [ChangeKind.AGENDA_PUBLISHED]
            assert not store.changes.find(conn, topic="ofsted")
            [change] = latest_about(conn, "send", limit=5)
            material = Materials(place.tools, place.clock.at).of(conn, Window(after=0, up_to=change.number or 0))
        around = feeds.Background(
            sources=material.sources, topics=material.topics, meetings=material.meetings, matches=material.matches
        )
        assert "with 1 paper about SEND" in feeds.tell(change, around).title


def test_matches_that_nobody_reads_into_a_pack(tmp_path: Path) -> None:
    """A pack that mentions a topic in passing is not about it, though it is known to mention it."""
    passing = REPORTS[0].replace("SEND strategy", "Harbour dues"), "Harbour dues\nThanks went to the SEND team as well."
    with fernbury(tmp_path) as place:
        place.poll()
        place.shows(document_path("aXr81"), plain(*passing))
        place.shows(HOME, meeting(PACK))
        place.poll()
        assert not any(each.is_about for each in matches(place, "paper:4711-pack-agenda-and-reports-pack").values())


def test_what_changes_on_the_pages_is_told_once(tmp_path: Path) -> None:
    """Papers come and are replaced, the venue changes, the meeting is called off, minutes come out."""
    with fernbury(tmp_path) as place:
        place.shows(document_path("aXr81"), AGENDA)
        place.shows(HOME, meeting(PACK))
        assert place.poll() == []
        place.shows(document_path("late"), AGENDA)
        place.shows(HOME, meeting(PACK, paper("Late report on bridges", "late")))
        assert place.poll() == ["supplement_published"]
        place.shows(document_path("late"), plain("A late report, with other words in it now."))
        assert place.poll() == ["document_replaced"]
        place.shows(HOME, meeting(PACK, paper("Late report on bridges", "late"), venue="Guildhall"))
        assert place.poll() == ["venue_changed"]
        place.shows(HOME, meeting(PACK, paper("Late report on bridges", "late"), venue="Guildhall", status="Cancelled"))
        assert place.poll() == ["meeting_cancelled"]
        assert place.poll() == []
        minutes = paper("Draft Minutes", "m1")
        place.shows(document_path("m1"), AGENDA)
        place.shows(HOME, meeting(PACK, paper("Late report on bridges", "late"), minutes, venue="Guildhall"))
        assert place.poll() == ["meeting_reinstated", "draft_minutes_published"]
        assert place.poll() == []


def test_a_paper_under_another_address_is_the_same_paper(tmp_path: Path) -> None:
    """Addresses have no meaning on CMIS, and the state of a form is no news: nothing of it is told."""
    with fernbury(tmp_path) as place:
        for address in ("aXr81", "bYs92"):
            place.shows(document_path(address), AGENDA)
        place.shows(HOME, meeting(PACK))
        place.poll()
        place.shows(HOME, meeting(paper("Agenda and reports pack", "bYs92"), state="y"))
        assert place.poll() == []
        place.shows(HOME, meeting(paper("Agenda and reports pack", "bYs92"), state="z"))
        assert outcomes(place) == [Outcome.UNCHANGED]


def test_minutes_of_the_meeting_before_are_not_this_ones(tmp_path: Path) -> None:
    """They hang here to be agreed; that this meeting's came out is not told before they do."""
    earlier = paper("Minutes of the previous meeting", "p1") + paper("Minutes 14072026", "p2")
    with fernbury(tmp_path) as place:
        for address in ("aXr81", "p1", "p2", "own"):
            place.shows(document_path(address), AGENDA)
        place.poll()
        place.shows(HOME, meeting(PACK, earlier))
        assert place.poll() == ["agenda_published"]
        place.shows(HOME, meeting(PACK, earlier, paper("Minutes 22 September 2026", "own")))
        assert place.poll() == ["minutes_published"]


def test_only_the_committee_that_is_watched_is_told(tmp_path: Path) -> None:
    """The calendar is the whole council's; other bodies' meetings are not even asked for."""
    with fernbury(tmp_path) as place:
        place.poll()
        more = (date(2026, 9, 24), "10:00", "4720", BOARD), (date(2026, 9, 29), "09:30", "4730", PANEL)
        place.shows(month_path(date(2026, 9, 1)), september(*more))
        place.shows(meeting_path("4730"), meeting(when="29 Sep 2026 - 09:30"))
        assert place.poll() == ["meeting_scheduled"]
        assert not any("/Committee/7/" in path for path in place.site.paths)


def test_the_months_asked_move_on_without_news(tmp_path: Path) -> None:
    """What a month shows when it is asked for the first time may have stood there for long; later it is news."""
    with fernbury(tmp_path) as place:
        place.poll()
        october = (date(2026, 10, 6), "18:30", "4800", PANEL)
        place.shows(meeting_path("4800"), meeting(when="6 Oct 2026 - 18:30"))
        place.shows(month_path(date(2026, 10, 1)), month(october))
        place.clock.at = datetime(2026, 9, 14, 6, tzinfo=UTC)
        assert place.poll() == []
        assert month_path(date(2026, 10, 1)) in place.site.paths
        later = (date(2026, 10, 20), "18:30", "4810", PANEL)
        place.shows(meeting_path("4810"), meeting(when="20 Oct 2026 - 18:30"))
        place.shows(month_path(date(2026, 10, 1)), month(october, later))
        assert place.poll() == ["meeting_scheduled"]


def test_a_month_that_comes_back_empty_is_not_believed(tmp_path: Path) -> None:
    """Where a meeting is known an empty month is a wrong page; one with other bodies' meetings only is not."""
    with fernbury(tmp_path) as place:
        place.poll()
        place.shows(month_path(date(2026, 9, 1)), empty(date(2026, 9, 1)))
        assert outcomes(place) == [Outcome.EMPTY_LIST]
        place.shows(month_path(date(2026, 9, 1)), month((date(2026, 9, 9), "10:00", "4690", BOARD)))
        assert outcomes(place) == [Outcome.OK]


def test_a_month_whose_only_meeting_was_taken_off_is_empty(tmp_path: Path) -> None:
    """Its page is gone too: the calendar is right, the source is well, and the other month is read."""
    with fernbury(tmp_path) as place:
        place.shows(month_path(date(2026, 9, 1)), month((date(2026, 9, 22), "18:30", "4711", PANEL)))
        place.poll()
        place.shows(month_path(date(2026, 9, 1)), empty(date(2026, 9, 1)))
        place.shows(HOME, None)
        assert outcomes(place) == [Outcome.OK]
        assert outcomes(place) == [Outcome.UNCHANGED]


def test_a_meeting_that_is_gone_is_not_called_cancelled(tmp_path: Path) -> None:
    """In no month and without a page: noted, and nothing is told."""
    with fernbury(tmp_path) as place:
        place.poll()
        place.shows(month_path(date(2026, 9, 1)), month((date(2026, 9, 9), "10:00", "4690", BOARD)))
        place.shows(HOME, None)
        [polled] = place.polled()
        assert polled.changes == ()
        assert any("its page is gone" in flag for flag in polled.poll.flags)


def test_wrong_pages_are_outcomes(tmp_path: Path) -> None:
    """Another month than the one asked for, half a page and a login tell nothing."""
    with fernbury(tmp_path) as place:
        place.poll()
        other = month((date(2026, 3, 3), "10:00", "1", PANEL))
        for wrong, outcome in (
            (other, Outcome.WRONG_ANSWER),
            (september()[:-40], Outcome.TRUNCATED),
            (skin("<h1>Councillors</h1>"), Outcome.NOT_A_PAGE),
            ("<html><title>Log in</title><body><input type=password></body></html>", Outcome.LOGIN),
        ):
            place.shows(month_path(date(2026, 9, 1)), wrong)
            assert outcomes(place) == [outcome]


def test_committees_are_those_that_meet(tmp_path: Path) -> None:
    """Names are looked for in seven months of the calendar; one that appears later is watched, and no news."""
    with fernbury(tmp_path, committees="all") as place:
        assert place.poll() == []
        with place.tools.store.read() as conn:
            assert {each.name for each in store.sources.committees(conn, "fernbury")} == {PANEL[1], BOARD[1]}
        third = ("50", "Bridges Forum")
        place.shows(month_path(date(2026, 11, 1)), month((date(2026, 11, 3), "10:00", "4900", third)))
        assert place.poll() == []
        with place.tools.store.read() as conn:
            keys = [each.key for each in store.sources.states(conn) if each.is_watched]
        assert sorted(keys) == ["fernbury/31", "fernbury/50", "fernbury/7", "fernbury/committees"]
