"""A meeting that a council takes off its site and puts up anew under another id is one meeting, and told as one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from tests.ambleford import HEADING, LIST, MEETING, Ambleford, agenda_page, ambleford
from tests.diff_material import NOW, STEADY, detailed_meetings, item, kinds, known, meeting, reading, row, see
from tests.systems import pages
from tests.systems.pages import item_row
from watcher import store
from watcher.diff import compare
from watcher.domain.changes import KnownMeeting
from watcher.domain.digests import SectionKind
from watcher.domain.publications import NOT_SHOWN_NOTE, Committee, Meeting, MeetingStatus

ONE, TWO = item_row("1", "1", "SEND strategy"), item_row("2", "2", "Any other business")
OTHER = pages.list_row("4712", "1 Dec 2026 6.30 pm")
NEW = MEETING.replace("4711", "4811")


def listed(*rows: str) -> str:
    """The list with these rows, and a meeting in December that stays as it is."""
    return pages.meetings("".join(rows) + OTHER)


def begin(place: Ambleford) -> None:
    """Two meetings are known, and the agenda of the first, which is told of."""
    place.clock.at += timedelta(days=8)
    place.shows(LIST, listed(pages.list_row("4711", "22 Sep 2026 6.30 pm")))
    heading = HEADING.replace("Tuesday, 22nd September", "Tuesday, 1st December")
    place.shows(MEETING.replace("4711", "4712"), pages.meeting(h1="Meeting", h2=heading))
    place.shows(MEETING, pages.meeting(h1="Meeting", h2=HEADING))
    place.poll()
    place.shows(LIST, listed(pages.list_row("4711", "22 Sep 2026 6.30 pm", " - Agenda")))
    place.shows(MEETING, agenda_page(ONE, TWO))
    assert place.poll() == ["agenda_published"]


def put_up_anew(place: Ambleford, day: str = "22 Sep 2026", page: str = "") -> None:
    """4711 is gone, 4811 is there."""
    place.shows(MEETING, None)
    place.shows(NEW, page or agenda_page(ONE, TWO))
    place.shows(LIST, listed(pages.list_row("4811", f"{day} 6.30 pm", " - Agenda")))


def test_under_another_id_it_is_no_news_and_one_entry_in_the_digest(tmp_path: Path) -> None:
    """Not scheduled, not published, not cancelled: nothing. What was told before is told of the meeting as it is now,
    and what comes after is news of the same meeting."""
    with ambleford(tmp_path) as place:
        begin(place)
        put_up_anew(place)
        assert place.poll() == []
        assert place.poll() == []
        place.shows(NEW, agenda_page(ONE, TWO, item_row("3", "3", "Late matter")))
        assert place.poll() == ["item_added"]
        edition = place.edition()
        coming = [entry.key for section in edition.sections for entry in section.entries if "coming" in entry.key]
        assert coming == ["coming:ambleford:4811"]
        with place.tools.store.read() as conn:
            found = store.changes.find(conn)
            assert {change.meeting_id for change in found} == {"4811"}
            remembered = store.meetings.load_known(conn, "ambleford/31")
        assert (set(remembered.meetings), dict(remembered.renumbered)) == ({"4811", "4712"}, {"4711": "4811"})
        urls = {entry.url for section in edition.sections for entry in section.entries if entry.url}
        assert not [url for url in urls if "4711" in url]


def test_its_items_may_have_other_ids_too(tmp_path: Path) -> None:
    """The same agenda under another meeting with other ids of its items: nothing new, in the log or in the digest."""
    with ambleford(tmp_path) as place:
        begin(place)
        put_up_anew(
            place,
            page=agenda_page(item_row("51", "1", "SEND strategy"), item_row("52", "2", "Any other business")),
        )
        assert [place.poll() for _ in range(3)] == [[], [], []]
        sections = {section.kind: section.entries for section in place.edition().sections}
        assert [entry.title for entry in sections[SectionKind.NEEDS_ATTENTION]] == ["SEND strategy"]


def test_of_another_day_it_was_moved(tmp_path: Path) -> None:
    """One went, one came a week later, in one reading: told as moved from the one day to the other, no more."""
    with ambleford(tmp_path) as place:
        begin(place)
        heading = HEADING.replace("22nd", "29th")
        put_up_anew(place, day="29 Sep 2026", page=pages.meeting(ONE + TWO, h2=heading))
        (change,) = [change for each in place.polled() for change in each.changes]
        assert (change.kind, change.meeting_id) == ("meeting_rescheduled", "4811")
        assert (change.before or {})["starts_at"] == "2026-09-22T18:30"
        assert (change.after or {})["starts_at"] == "2026-09-29T18:30"
        assert place.poll() == []


def test_while_its_page_is_still_there_it_is_another(tmp_path: Path) -> None:
    """In no list, but its own page still answers: nobody knows whether it is off, and the new one is new."""
    with ambleford(tmp_path) as place:
        begin(place)
        page = place.site.answers[MEETING]
        put_up_anew(place)
        place.site.answers[MEETING] = page
        assert place.poll() == ["agenda_published"]


def test_an_id_that_comes_back_is_followed_back(tmp_path: Path) -> None:
    """The council thinks better of it: the first id is there again, and that is no news either."""
    with ambleford(tmp_path) as place:
        begin(place)
        page = place.site.answers[MEETING]
        put_up_anew(place)
        assert place.poll() == []
        place.shows(NEW, None)
        place.site.answers[MEETING] = page
        place.shows(LIST, listed(pages.list_row("4711", "22 Sep 2026 6.30 pm", " - Agenda")))
        assert place.poll() == []
        with place.tools.store.read() as conn:
            remembered = store.meetings.load_known(conn, "ambleford/31")
            assert {change.meeting_id for change in store.changes.find(conn)} == {"4711"}
        assert dict(remembered.renumbered) == {"4811": "4711"}


def test_two_that_were_taken_for_one_and_are_shown_together_are_two(tmp_path: Path) -> None:
    """The first id is back while the other is still there. What is told of the first is not told of the other."""
    with ambleford(tmp_path) as place:
        begin(place)
        page = place.site.answers[MEETING]
        put_up_anew(place)
        assert place.poll() == []
        place.site.answers[MEETING] = page
        other = pages.list_row("4811", "22 Sep 2026 6.30 pm", " - Agenda")
        place.shows(LIST, listed(other, pages.list_row("4711", "22 Sep 2026 6.30 pm", " - Agenda")))
        place.poll()
        place.shows(LIST, listed(other, pages.list_row("4711", "22 Sep 2026 6.30 pm", " - CANCELLED")))
        assert place.poll() == ["meeting_cancelled"]
        with place.tools.store.read() as conn:
            (off,) = [each for each in store.changes.find(conn) if each.kind == "meeting_cancelled"]
        assert off.meeting_id == "4711"


# The rules, one by one, on readings made by hand.

OLD = meeting(item("1", "Budget"), item("2", "Apologies"))


def gone(one: Meeting) -> Meeting:
    """How a reading shows a meeting that is in no list, and whose page is gone."""
    return replace(one, notes=(*one.notes, NOT_SHOWN_NOTE))


def new(*items: Any, **fields: Any) -> Meeting:
    """A meeting under another id."""
    return meeting(*items, **{"id": "200", "url": "https://x/200"} | fields)


def told(before: Sequence[Meeting], *after: Meeting) -> list[str]:
    """What is told when these were known, and all that is seen now are those."""
    return kinds(see(known(*before), *after))


@pytest.mark.parametrize(
    ("came", "expected"),
    [
        (new(*OLD.items), []),
        (new(*OLD.items, at="2026-09-17"), []),  # a list without hours
        (new(), []),  # put up anew, its agenda not yet
        (row(id="200"), []),
        (row(id="200", status=MeetingStatus.CANCELLED), ["meeting_cancelled"]),
        (new(*OLD.items, at="2026-09-17T14:00"), ["meeting_rescheduled"]),
        (row(id="200", at="2026-10-01T10:00"), ["meeting_rescheduled"]),
        (row(id="200", at="2026-11-05T10:00"), ["meeting_scheduled"]),  # too far
        (row(id="200", at="2026-10-01T10:00", status=MeetingStatus.CANCELLED), ["meeting_cancelled"]),
        (row(id="200", committee=Committee(id="7", name="Other")), ["meeting_scheduled"]),
        (new(item("9", "Libraries"), at="2026-10-01T10:00"), ["agenda_published"]),  # another agenda
    ],
)
def test_what_came_is_what_went_only_where_that_is_clear(came: Meeting, expected: list[str]) -> None:
    """The same committee at the same time; or moved by at most a month, both on, with no other matters."""
    assert told([OLD], gone(OLD), came) == expected


def test_one_that_was_gone_before_is_found_again_only_at_its_time() -> None:
    """Its memory waits under the old id: at the same time it goes on; on another day what comes is new."""
    lost = gone(OLD)
    assert told([lost], new(*OLD.items)) == []
    assert told([lost], row(id="200", at="2026-10-01T10:00")) == ["meeting_scheduled"]


def test_where_two_went_or_two_came_nobody_knows_which_was_moved() -> None:
    """Two that went and one that came, or the reverse: nothing is moved. At their own times each is found again."""
    second = replace(OLD, id="101", starts_at=replace(OLD.starts_at, day=date(2026, 9, 18)))
    moved = row(id="200", at="2026-10-01T10:00")
    assert told([OLD, second], gone(OLD), gone(second), moved) == ["meeting_scheduled"]
    assert told([OLD], gone(OLD), moved, row(id="201", at="2026-10-02T10:00")) == ["meeting_scheduled"] * 2
    assert told([OLD, second], gone(OLD), gone(second), new(*OLD.items), replace(second, id="201")) == []


def test_what_is_past_is_not_moved() -> None:
    """A council that takes an old meeting off its site as it schedules the next has moved nothing."""
    past = meeting(at="2026-08-27T10:00")
    assert told([past], gone(past), row(id="200", at="2026-09-10T10:00")) == ["meeting_scheduled"]


@STEADY
@given(detailed_meetings())
def test_whatever_is_known_goes_on_under_another_id(one: Meeting) -> None:
    """The same page under another id tells nothing, and is known afterwards as it was, but for the id."""
    before = known(one)
    after = compare(before, reading(gone(one), replace(one, id="200")), now=NOW)
    assert after.changes == ()
    assert set(after.known.meetings) == {"200"}
    assert after.known.meetings["200"].meeting == replace(one, id="200")
    again = compare(after.known, reading(replace(one, id="200")), now=NOW)
    assert again.changes == ()


@STEADY
@given(detailed_meetings(), detailed_meetings())
def test_news_under_another_id_is_the_news_there_is(one: Meeting, other: Meeting) -> None:
    """What differs is told as it would be under the old id, where the time is the same."""
    other = replace(other, starts_at=one.starts_at)
    straight = see(known(one), other)
    joined = compare(known(one), reading(gone(one), replace(other, id="200")), now=NOW)
    assert [replace(each, meeting_id="100") for each in joined.changes] == list(straight.changes)
    assert isinstance(joined.known.meetings["200"], KnownMeeting)
