"""Events as an iCalendar file (RFC 5545), line by line.

Written by hand: a library would put its own bytes under ours at each upgrade, and equal meetings must give equal files.
Does not decide what an event shows (events does). May import: domain, digest, feeds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from watcher import digest
from watcher.feeds.events import Event

LINE = 75
"""Octets in a line, without its end (3.1)."""

# The rules since 1996 (Summer Time Order 2002, SI 2002/262): the last Sundays of March and October, at 1 am GMT.
_LONDON = """\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
DTSTART:19960331T010000
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
DTSTART:19961027T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """What a calendar is. `until` is its last day where later meetings are left out.

    `url` is where it is published, empty if nobody said.
    """

    title: str
    description: str
    until: date | None = None
    url: str = ""


def write_calendar(calendar: Calendar, events: Iterable[Event]) -> bytes:
    """The calendar, earliest event first, one for each uid (the most revised)."""
    latest: dict[str, Event] = {}
    for event in events:
        kept = latest.get(event.uid)
        if kept is None or event.sequence > kept.sequence:
            latest[event.uid] = event
    ordered = sorted(latest.values(), key=lambda each: (each.day, each.clock or time.min, each.uid))
    description = calendar.description
    if calendar.until is not None:
        description += f" Meetings after {digest.full_day_words(calendar.until)} are left out, being too many."
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Council watcher//Meetings//EN",
        "CALSCALE:GREGORIAN",
        _property("NAME", calendar.title),
        _property("X-WR-CALNAME", calendar.title),
        _property("DESCRIPTION", description),
        _property("X-WR-CALDESC", description),
        "X-WR-TIMEZONE:Europe/London",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
        *([f"SOURCE;VALUE=URI:{calendar.url}"] if calendar.url else []),
        *_LONDON.splitlines(),
        *(line for event in ordered for line in _event(event)),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _event(event: Event) -> list[str]:
    """One VEVENT. No DTEND: the council does not state one, and RFC 5545 3.6.1 says what stands without it."""
    if event.clock is None:
        start = f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    else:
        start = f"DTSTART;TZID=Europe/London:{event.day:%Y%m%d}T{event.clock:%H%M%S}"
    lines = [
        "BEGIN:VEVENT",
        f"UID:{event.uid}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTAMP:{_moment(event.revised_at)}",
        f"LAST-MODIFIED:{_moment(event.revised_at)}",
        start,
        f"STATUS:{event.status}",
        "TRANSP:TRANSPARENT",  # following a council does not make anybody busy
        _property("SUMMARY", event.summary),
        _property("DESCRIPTION", event.description),
    ]
    if event.place:
        lines.append(_property("LOCATION", event.place))
    if event.url:
        lines.append(f"URL:{event.url}")
    if event.topics:
        lines.append(f"CATEGORIES:{','.join(_escaped(topic) for topic in event.topics)}")
    return [*lines, "END:VEVENT"]


def _property(name: str, text: str) -> str:
    return f"{name}:{_escaped(text)}"


def _escaped(text: str) -> str:
    """A value of type TEXT (3.3.11)."""
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """The line with its end, in pieces of at most 75 octets, never cut within a character."""
    pieces: list[bytes] = []
    rest = line.encode("utf-8", "replace")
    while len(rest) > (limit := LINE - bool(pieces)):
        while rest[limit] & 0xC0 == 0x80:  # the next piece must not begin within a character
            limit -= 1
        pieces.append(rest[:limit])
        rest = rest[limit:]
    return b"\r\n ".join((*pieces, rest)) + b"\r\n"


def _moment(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("the moment of an event must be aware")
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
