"""CMIS pages in the ways they may vary: days without a year, labels by their words, kinds by titles, junk."""

import random
import time
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests import cmis_site as site
from tests.cmis_site import BOARD, PANEL
from tests.systems.pages import page_of
from watcher.domain.publications import (
    Committee,
    Council,
    DocumentKind,
    MeetingStatus,
    Outcome,
    PageKind,
    Published,
    Reading,
    Source,
)
from watcher.domain.ways import Lack
from watcher.systems import SYSTEMS, detect
from watcher.systems._cmis_lists import NO_YEAR
from watcher.systems._cmis_meeting import NO_ITEMS, NO_SUMMARY
from watcher.systems._cmis_papers import kind_of
from watcher.systems.whereabouts import whereabouts

SYSTEM = SYSTEMS["cmis"]
BASE = "https://fernbury.cmis.uk.com"
MONTH = site.month((date(2026, 9, 22), "18:30", "4711", PANEL), (date(2026, 9, 9), "10:00", "4690", BOARD))
MEETING = site.meeting(site.paper("Agenda", "a"))


def read_month(body: str, path: str = "/fernbury/Meetings.aspx", at: datetime | None = None) -> Reading:
    """What a month says, fetched on that day."""
    page = page_of(body, BASE + path)
    return SYSTEM.read(None, replace(page, fetched_at=at) if at else page)


def read_meeting(body: str, path: str | None = None) -> Reading:
    """What a meeting's page says."""
    return SYSTEM.read(None, page_of(body, BASE + (path or site.meeting_path("4711"))))


@pytest.mark.parametrize(
    ("asked", "day", "expected"),
    [
        (date(2026, 9, 1), "Tuesday, 22 September", "2026-09-22T18:30"),
        (date(2027, 1, 1), "Thursday, 31 December", "2026-12-31T18:30"),
        (date(2026, 12, 1), "Friday, 1 January", "2027-01-01T18:30"),
        (date(2026, 9, 1), "22nd September", "2026-09-22T18:30"),
        (date(2026, 9, 1), "Tuesday 22 September 2026", "2026-09-22T18:30"),
    ],
)
def test_a_day_takes_its_year_from_the_month_that_was_asked_for(asked: date, day: str, expected: str) -> None:
    """Of the days before and after the month it is that of the neighbour."""
    body = site.month((date(2026, 9, 22), "18:30", "4711", PANEL), day=day)
    reading = read_month(body, site.month_path(asked))
    assert reading.flags == ()
    assert reading.meetings[0].starts_at.iso == expected
    assert reading.meetings[0].notes == ()


@pytest.mark.parametrize(
    ("at", "expected"),
    [(2026, "2026-06-01T10:00"), (2025, "2026-06-01T10:00"), (2022, "2020-06-01T10:00"), (2029, "2026-06-01T10:00")],
)
def test_without_an_asked_month_the_weekday_tells_the_year(at: int, expected: str) -> None:
    """The nearest year in which the first of June is a Monday; that it is a guess is said."""
    body = site.month((date(2026, 6, 1), "10:00", "4711", PANEL))
    reading = read_month(body, at=datetime(at, 3, 1, tzinfo=UTC))
    assert reading.meetings[0].starts_at.iso == expected
    assert reading.flags == (NO_YEAR,)


def test_a_page_that_names_its_month_is_believed() -> None:
    """The year above the table is the page's own."""
    body = MONTH.replace('<table class="rgMasterTable">', '<h2>September 2026</h2><table class="rgMasterTable">')
    reading = read_month(body, at=datetime(2022, 1, 1, tzinfo=UTC))
    assert reading.flags == ()
    assert reading.meetings[0].starts_at.iso == "2026-09-22T18:30"


def test_a_weekday_that_does_not_fit_is_said() -> None:
    """The date is kept as it is written, and a reader sees the words."""
    body = site.month((date(2026, 9, 22), "18:30", "4711", PANEL), day="Monday, 22 September")
    reading = read_month(body, site.month_path(date(2026, 9, 1)))
    [meeting] = reading.meetings
    assert meeting.starts_at.iso == "2026-09-22T18:30"
    assert reading.flags == ("meeting 4711: the weekday does not fit the date",)
    assert "Monday, 22 September 18:30" in meeting.notes[0]


def test_a_day_that_cannot_be_read_makes_the_list_incomplete() -> None:
    """Its meetings are there, without a day; that others are absent says nothing then."""
    body = site.month((date(2026, 9, 22), "18:30", "4711", PANEL), day="Someday, 41 Septober")
    reading = read_month(body, site.month_path(date(2026, 9, 1)))
    assert not reading.is_complete
    assert reading.meetings[0].starts_at.day is None


def test_a_committee_has_its_own_rows_and_a_directory_the_committees() -> None:
    """How many stand there of others is known, so that an empty month is told from a month of others."""
    path = site.month_path(date(2026, 9, 1))
    source = _source(Committee(id="31", name="Schools Panel"))
    reading = SYSTEM.read(source, page_of(MONTH, BASE + path))
    assert ([each.id for each in reading.meetings], reading.others) == (["4711"], 1)
    assert reading.covers == (date(2026, 9, 1), date(2026, 9, 30))
    listed = SYSTEM.read(_source(None), page_of(MONTH, BASE + path))
    assert (listed.kind, listed.meetings) == (PageKind.COMMITTEES, ())
    assert {each.name for each in listed.committees} == {"Schools Panel", "Harbour Board"}


@pytest.mark.parametrize(
    ("today", "months"),
    [
        (date(2026, 9, 14), ["2026-08-01", "2026-09-01"]),
        (date(2026, 9, 15), ["2026-09-01", "2026-10-01"]),
        (date(2027, 1, 3), ["2026-12-01", "2027-01-01"]),
        (date(2026, 12, 31), ["2026-12-01", "2027-01-01"]),
    ],
)
def test_two_months_are_asked_for_by_their_first_days(today: date, months: list[str]) -> None:
    """The addresses are the same for a month, so that they can be asked for conditionally."""
    asked = SYSTEM.first_requests(_source(Committee(id="31", name="")), today)
    assert list(asked) == [f"{BASE}{site.CALENDAR}Date/{month}/Default.aspx" for month in months]
    assert len(SYSTEM.first_requests(_source(None), today)) == 7


@pytest.mark.parametrize(
    ("words", "status", "noted"),
    [
        ("Scheduled", MeetingStatus.SCHEDULED, False),
        ("Cancelled", MeetingStatus.CANCELLED, False),
        ("Postponed", MeetingStatus.POSTPONED, False),
        ("Awaiting the tide", MeetingStatus.SCHEDULED, True),
    ],
)
def test_the_status_is_told_by_its_label(words: str, status: MeetingStatus, noted: bool) -> None:
    """It stands under a VenueLabel like the venue; words that are not known are shown and flagged."""
    reading = read_meeting(site.meeting(status=words, venue="Room 2"))
    [meeting] = reading.meetings
    assert (meeting.status, meeting.venue) == (status, "Room 2")
    assert bool(meeting.notes) is noted
    assert any("not understood" in flag for flag in reading.flags) is noted


def test_what_a_page_cannot_carry_is_said() -> None:
    """No items ever; without a summary not even the time, which the calendar has."""
    reading = read_meeting(MEETING)
    assert reading.meetings[0].lacks == {Lack.ITEMS}
    assert NO_ITEMS in reading.flags
    bare = site.skin('<ul class="DocumentList CmisDocumentList">' + site.paper("Agenda", "a") + "</ul>")
    reading = read_meeting(bare)
    assert reading.meetings[0].lacks == {Lack.ITEMS, Lack.STATE}
    assert NO_SUMMARY in reading.flags


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Final Agenda Reports - 9th July 2026", DocumentKind.PACK),
        ("Agenda", DocumentKind.FRONT_SHEET),
        ("Supplementary Agenda", DocumentKind.SUPPLEMENT),
        ("Draft Minutes", DocumentKind.DRAFT_MINUTES),
        ("Final_Planning_Minutes 16042026", DocumentKind.MINUTES),
        ("Decision Notice", DocumentKind.DECISIONS),
        ("Notice of Executive Decisions", DocumentKind.DECISIONS),
        ("Delegated decision report", DocumentKind.REPORT),
        ("Five minute guide", DocumentKind.OTHER),
        ("Travel agendas of others", DocumentKind.OTHER),
    ],
)
def test_what_a_paper_is_follows_from_its_title(title: str, kind: DocumentKind) -> None:
    """Only words that say so make minutes or decisions of a paper."""
    assert kind_of(title) is kind


@pytest.mark.parametrize(
    ("titles", "published"),
    [
        (["Agenda", "Minutes"], {Published.AGENDA, Published.MINUTES}),
        (["Minutes of the previous meeting"], set()),
        (["Minutes of the meeting of 14 July 2026"], set()),
        (["Minutes 14072026"], set()),
        (["Minutes 22.09.2026", "Draft minutes"], {Published.MINUTES, Published.DRAFT_MINUTES}),
        (["Decisions of the last meeting", "Decision list"], {Published.DECISIONS}),
    ],
)
def test_minutes_of_another_day_are_another_meetings(titles: list[str], published: set[Published]) -> None:
    """What is out for a meeting is what its own papers say."""
    papers = [site.paper(title, str(number)) for number, title in enumerate(titles)]
    assert read_meeting(site.meeting(*papers)).meetings[0].published == published


def test_papers_of_one_title_are_told_apart() -> None:
    """By their order, and it is said; one paper that is listed twice is one."""
    reading = read_meeting(site.meeting(*(site.paper("Map", address) for address in ("a", "b", "a", "b"))))
    assert [each.id for each in reading.meetings[0].documents] == ["4711-other-map", "4711-other-map--2"]
    assert any("two papers of one kind" in flag for flag in reading.flags)


def test_addresses_tell_the_calendar_the_committee_and_the_meeting() -> None:
    """As far as an address has them."""
    place = whereabouts(BASE + site.meeting_path("4711"))
    assert place is not None
    assert (place.base, place.committee_id, place.meeting_id) == (BASE + site.CALENDAR, "31", "4711")


def test_the_state_of_forms_and_scripts_is_no_change() -> None:
    """They are written anew at each request; a word of the page is a change."""
    prints = [SYSTEM.fingerprint(page_of(site.meeting(state=state, venue=venue))) for state, venue in _VARIANTS]
    assert prints[0] == prints[1] != prints[2]


_VARIANTS = (("x", "Town Hall"), ("y", "Town Hall"), ("x", "Guildhall"))


def test_detection_prefers_what_is_on_the_page() -> None:
    """A page with its marks is CMIS; an empty one of its vendor's host is read as that, and is a wrong page."""
    for body in (MONTH, MEETING, ""):
        found = detect(page_of(body, BASE + "/fernbury/"))
        assert found is SYSTEM
    other = detect(page_of("<html><body><p>Hello</p></body></html>", "https://www.fernbury.gov.uk/"))
    assert other is not SYSTEM


_JUNK = st.text(max_size=20) | st.sampled_from(["<div>", "</div>", "</table>", "</td>", "<!--", "<script>", "\x00"])
_SEEDS = st.sampled_from([MONTH, MEETING, site.empty(date(2026, 9, 1))])
_PATHS = st.sampled_from([site.month_path(date(2026, 9, 1)), site.meeting_path("4711"), "/"])


@given(
    body=_SEEDS, path=_PATHS, places=st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 300), _JUNK), max_size=5)
)
def test_torn_pages_give_readings(body: str, path: str, places: list[tuple[int, int, str]]) -> None:
    """Whatever is cut out or put in: a Reading or a named outcome."""
    for place, length, junk in places:
        body = body[:place] + junk + body[place + length :]
    _check(SYSTEM.read(None, page_of(body.encode("utf-8", errors="replace"), BASE + path)))


@given(body=_SEEDS, path=_PATHS, seed=st.integers())
def test_shuffled_pages_give_readings(body: str, path: str, seed: int) -> None:
    """The tags of a page in any order."""
    parts = body.replace("<", "\n<").split("\n")
    random.Random(seed).shuffle(parts)
    _check(SYSTEM.read(None, page_of("".join(parts), BASE + path)))


_MARK = '<div class="ModCMISMeetingsC">'
_HOSTILE = {
    "levels of labels": _MARK + '<div class="DNNLabel">' * 5000 + "deep" + "</div>" * 5000 + "</body>",
    "levels of rows": _MARK + "<table><tr><td>" * 5000 + '<td class="SimpleCalendarDate">Monday, 1 June</td></body>',
    "days": _MARK + '<table><tr><td class="SimpleCalendarDate">1 June</td>' * 5_000 + "</body>",
    "labels": _MARK + '<p class="DNNLabel">Venue</p>' * 20_000 + "</body>",
    "ten megabytes": _MARK + "<p>word</p>" * 900_000 + "</body>",
    "marks never closed": '<div class="' * 200_000,
    "months": _MARK + "<table class=rgMasterTable>" + "September 20" * 100_000 + "</body>",
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_anything_takes_bounded_time(name: str) -> None:
    """A page made to be slow is not."""
    page = page_of(_HOSTILE[name], BASE + site.month_path(date(2026, 6, 1)))
    start = time.process_time()
    SYSTEM.fingerprint(page)
    _check(SYSTEM.read(None, page))
    assert time.process_time() - start < 5


def _source(committee: Committee | None) -> Source:
    council = Council(key="fernbury", name="Fernbury", url=BASE + site.CALENDAR)
    key = f"fernbury/{committee.id if committee else 'committees'}"
    return Source(key=key, system="cmis", url=council.url, name="Fernbury", council=council, committee=committee)


def _check(reading: Reading) -> None:
    if reading.outcome is not Outcome.OK:
        assert reading.why
        assert reading == Reading(system="cmis", kind=PageKind.UNREADABLE, outcome=reading.outcome, why=reading.why)
    assert all(each.id or reading.flags for each in reading.meetings)
