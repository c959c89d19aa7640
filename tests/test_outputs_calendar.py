"""Meetings as iCalendar: read back by a library that had no part in writing them."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import icalendar
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import digest_cases as cases
from watcher.domain.feeds import Revisions, Sitting
from watcher.domain.publications import LONDON, NOT_SHOWN_NOTE, Meeting, MeetingStatus, MeetingTime
from watcher.feeds import Calendar, Event, event_of, write_calendar

BEGAN = datetime(2026, 8, 1, 6, tzinfo=UTC)
CALENDAR = Calendar(title="Meetings: Harrowmere", description="As the council's pages give them.")
TOPICS = {"ofsted": "Ofsted", "send": "SEND"}
HOSTILE = st.text(max_size=120) | st.sampled_from(
    [
        "x\r\nATTENDEE:mailto:a@b.example",
        '\\n;,:"',
        "END:VEVENT\nBEGIN:VALARM",
        "£" * 90,
        "\ud800\x00",
        "👩‍👧" * 30,
        "\\",
    ]
)


def event(meeting: Meeting, *, count: int = 0, last_at: datetime | None = None, **fields: object) -> Event:
    revisions = Revisions(count=count, last_at=last_at)
    sitting = Sitting(source_key="harrowmere/7", meeting=meeting, revisions=revisions, **fields)  # type: ignore[arg-type]  # fields as the test names them
    made = event_of(sitting, cases.SOURCES["harrowmere/7"], TOPICS, began_at=BEGAN)
    assert made is not None
    return made


def read(made: bytes) -> list[icalendar.Event]:
    """The events that a calendar program understands, in a file whose lines are all short."""
    assert made.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in made.split(b"\r\n"))
    assert b"\n" not in made.replace(b"\r\n", b"")
    calendar = icalendar.Calendar.from_ical(made)
    assert isinstance(calendar, icalendar.Calendar)
    assert not calendar.errors
    return list(calendar.events)


def written(*events: Event) -> list[icalendar.Event]:
    return read(write_calendar(CALENDAR, events))


def with_status(status: MeetingStatus) -> Meeting:
    return replace(cases.SCRUTINY_16, status=status)


def test_a_meeting_stands_at_its_hour_on_londons_clock() -> None:
    """Hour, zone, place, page and what its agenda holds are there; an end is not, as nobody stated one."""
    meeting = replace(cases.SCRUTINY_16, venue="County Hall; Room 1, first floor")
    (found,) = written(event(meeting, subjects=(("High needs, deficit", ("send",)),)))
    assert datetime(2026, 9, 16, 14, tzinfo=LONDON) == found.DTSTART
    assert found["DTSTART"].params["TZID"] == "Europe/London"
    assert "DTEND" not in found
    assert str(found["SUMMARY"]) == "Children and Families Overview and Scrutiny Committee, Harrowmere"
    assert str(found["LOCATION"]) == "County Hall; Room 1, first floor"
    assert str(found["URL"]) == meeting.url
    assert str(found["STATUS"]) == "CONFIRMED"
    assert str(found["DESCRIPTION"]).splitlines() == [
        "Agenda: out.", "About SEND: High needs, deficit", "The council does not say when it ends.", meeting.url
    ]  # fmt: skip


def test_without_an_hour_it_is_a_whole_day_and_without_a_day_it_is_not_there() -> None:
    """What the council did not state is not made up."""
    undated = Sitting(source_key="harrowmere/7", meeting=replace(cases.SCRUTINY_16, starts_at=MeetingTime(day=None)))
    assert event_of(undated, cases.SOURCES["harrowmere/7"], TOPICS, began_at=BEGAN) is None
    day_only = MeetingTime(day=date(2026, 9, 16))
    (found,) = written(event(replace(cases.SCRUTINY_16, starts_at=day_only)))
    assert date(2026, 9, 16) == found.DTSTART
    assert found["DTSTART"].params["VALUE"] == "DATE"


def test_what_the_council_says_of_a_meeting_is_its_status() -> None:
    """Cancelled is said only of what is cancelled; what is postponed, moved or in doubt is tentative, and says why."""
    found = {status: written(event(with_status(status)))[0] for status in MeetingStatus}
    assert {status: str(each["STATUS"]) for status, each in found.items()} == {
        MeetingStatus.SCHEDULED: "CONFIRMED",
        MeetingStatus.CANCELLED: "CANCELLED",
        MeetingStatus.WITHDRAWN: "CANCELLED",
        MeetingStatus.POSTPONED: "TENTATIVE",
        MeetingStatus.MOVED: "TENTATIVE",
        MeetingStatus.ADJOURNED: "TENTATIVE",
    }
    assert str(found[MeetingStatus.POSTPONED]["SUMMARY"]).startswith("Postponed: Children")
    for note in ("The notice says 2.30pm.", NOT_SHOWN_NOTE):
        (doubtful,) = written(event(replace(cases.SCRUTINY_16, notes=(note,))))
        assert str(doubtful["STATUS"]) == "TENTATIVE"
        assert note in str(doubtful["DESCRIPTION"])


def test_every_change_that_a_calendar_shows_raises_the_sequence() -> None:
    """Also an hour or a place that is filled in, and a day that loses its hour; the uid stays through all of them."""
    plain = replace(cases.SCRUTINY_16, starts_at=MeetingTime(day=date(2026, 9, 16)))
    placed = replace(plain, venue="County Hall")
    timed = replace(placed, starts_at=MeetingTime(day=date(2026, 9, 16), clock=time(14)))
    other_day = replace(timed, starts_at=MeetingTime(day=date(2026, 9, 18)))
    life = [event(plain), event(placed), event(timed), event(other_day, count=1)]
    life.append(event(replace(other_day, status=MeetingStatus.CANCELLED), count=2))
    sequences = [each.sequence for each in life]
    assert sequences == sorted(set(sequences))
    assert len({each.uid for each in life}) == 1
    assert event(replace(plain, id="other")).uid != life[0].uid


def test_one_meeting_of_two_committees_is_one_event_and_order_does_not_matter() -> None:
    """A joint meeting is told once, as revised most; equal meetings give equal bytes."""
    early, late = event(cases.SCRUTINY_16), event(cases.SCRUTINY_16, count=1, last_at=cases.NOW)
    other = event(cases.SCRUTINY_JULY)
    assert write_calendar(CALENDAR, [early, late, other]) == write_calendar(CALENDAR, [other, late, early])
    assert [each["SEQUENCE"] for each in written(early, late, other)] == [other.sequence, late.sequence]
    assert [each.DTSTAMP for each in written(early, late, other)] == [BEGAN, cases.NOW]


def test_what_is_left_out_is_said() -> None:
    """A calendar that ends before the last meeting known says where it ends."""
    made = write_calendar(replace(CALENDAR, until=date(2026, 11, 3)), [event(cases.SCRUTINY_16)])
    calendar = icalendar.Calendar.from_ical(made)
    assert "Meetings after 3 November 2026 are left out" in str(calendar["X-WR-CALDESC"])
    assert len(read(made)) == 1


def test_the_time_zone_is_londons_through_every_year() -> None:
    """The file's own rules give the hours that London's clocks show, before, in and after each change, 1997 to 2040."""
    calendar = icalendar.Calendar.from_ical(write_calendar(CALENDAR, ()))
    (zone,) = calendar.walk("VTIMEZONE")
    assert isinstance(zone, icalendar.Timezone)
    clock = zone.to_tz(lookup_tzid=False)
    days = [date(1997, 1, 1) + timedelta(days=number) for number in range(44 * 365)]
    for day in days:
        for hour in (0, 3, 14):
            moment = datetime.combine(day, time(hour, 30))
            assert moment.replace(tzinfo=clock).utcoffset() == moment.replace(tzinfo=LONDON).utcoffset(), moment


@settings(max_examples=150)
@given(name=HOSTILE, venue=HOSTILE, note=HOSTILE, title=HOSTILE, url=HOSTILE, topic=HOSTILE)
def test_no_title_breaks_the_calendar(name: str, venue: str, note: str, title: str, url: str, topic: str) -> None:
    """Whatever strangers write is text of one property: no line, property or component is added by it."""
    committee = replace(cases.SCRUTINY, name=name)
    meeting = replace(cases.SCRUTINY_16, committee=committee, venue=venue, notes=(note,), url=url)
    sitting = Sitting(source_key="harrowmere/7", meeting=meeting, subjects=((title, ("send",)),))
    made = event_of(sitting, cases.SOURCES["harrowmere/7"], {"send": topic}, began_at=BEGAN)
    assert made is not None
    (found,) = written(made)
    assert set(found) <= {
        "UID", "SEQUENCE", "DTSTAMP", "LAST-MODIFIED", "DTSTART", "STATUS", "TRANSP", "SUMMARY", "DESCRIPTION",
        "LOCATION", "URL", "CATEGORIES",
    }  # fmt: skip
    assert found.subcomponents == []
    assert str(found["SUMMARY"]) == made.summary
    assert str(found["DESCRIPTION"]) == made.description
    assert str(found.get("LOCATION", "")) == made.place
