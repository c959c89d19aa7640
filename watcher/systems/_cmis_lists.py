"""Lists of meetings on CMIS: a month of the calendar without JavaScript, and the list of the month at hand.

A day of the calendar has a weekday and no year: that is the asked month's, or else the one that the page names, or else
the nearest in which the weekday fits. Neither list says whether a meeting goes ahead, or what is out for it.
Does not read meetings' pages. May import: bs4, dates, domain, the readers beside it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import islice

from bs4 import Tag

from watcher.dates.reading import unreadable, year_day
from watcher.dates.words import MONTH, MONTH_NUMBERS, ORDINAL, WEEKDAY, WEEKDAY_NUMBERS
from watcher.domain.publications import Committee, Meeting, MeetingStatus, MeetingTime, Outcome, PageKind, Reading
from watcher.systems._cmis_links import meeting_link, meeting_links
from watcher.systems._dates import read_meeting_time
from watcher.systems._html import fold, has_class, plain_text
from watcher.systems._reader_notes import time_notes
from watcher.systems._states import read_status

SYSTEM = "cmis"
UNREADABLE_DAY = "a day of the calendar could not be read: "
NO_YEAR = "the page gives no year: it follows from the weekdays"

_ASKED = re.compile(r"/Date/(\d{4})-(\d{2})-(\d{2})(?=/|\Z)", re.IGNORECASE)
_DAY = re.compile(
    rf"(?:{WEEKDAY}\s*,?\s*)?(?P<day>\d{{1,2}})\s?{ORDINAL}?\s+{MONTH}(?:\s+(?P<year>\d{{4}}))?\Z", re.IGNORECASE
)
_MONTH_NAMED = re.compile(rf"\b{MONTH}\s+(?P<year>20\d{{2}})\b", re.IGNORECASE)
_ENTRY = re.compile(r"(?P<clock>\d{1,2}[:.]\d{2})\s+(?P<name>.+)", re.DOTALL)
_ROW = re.compile(r"(?P<when>\d.{0,60}?)\s+[-–]\s+(?P<name>.+)", re.DOTALL)
_OFF = re.compile(r"\s*[-–(\[]\s*(?P<word>cancelled|canceled|postponed|adjourned|withdrawn)\s*[)\]]?\Z", re.IGNORECASE)
_NEIGHBOURS = timedelta(days=45)
_MOST = 500
"""Meetings, or days, of one page: the busiest councils have some 150 meetings a month."""
TOO_MANY = f"more than {_MOST} rows: the rest was left out"
_LONGEST_DAY = 100
_YEARS_AROUND = 6
"""A weekday and a date come together again after five, six or eleven years."""


@dataclass(frozen=True, slots=True)
class _Row:
    meeting: Meeting
    flags: tuple[str, ...] = ()


def read_month(tree: Tag, address: str, of: Committee | None, today: date) -> Reading:
    """A month of the calendar; of a committee its own meetings, if one is given. `today` settles an unknown year."""
    asked = asked_month(address)
    named = None if asked else _named_month(tree)
    rows, flags, days = _walk(tree, address, asked or named or today, is_month_known=bool(asked or named))
    if asked is not None and days and all(abs(day - asked) > _NEIGHBOURS for day in days):
        why = f"asked for {asked:%B %Y}, answered with {days[0]:%B %Y}"
        return Reading(system=SYSTEM, kind=PageKind.UNREADABLE, outcome=Outcome.WRONG_ANSWER, why=why)
    is_whole = not flags
    if days and not asked and not named:
        flags.append(NO_YEAR)
    covers = _whole_month(asked) if asked else None
    return replace(_reading(rows, flags, of, is_whole=is_whole), covers=covers)


def read_list(tree: Tag, address: str, of: Committee | None) -> Reading:
    """The list of the month at hand: date, time and committee in the link, the venue in a column of its own."""
    rows: list[_Row] = []
    heads: dict[int, list[str]] = {}
    for link, url, meeting_id, committee_id in islice(meeting_links(tree, address), _MOST):
        found = _ROW.fullmatch(plain_text(link))
        words, name = (found["when"], found["name"]) if found else ("", plain_text(link))
        starts_at, flags = read_meeting_time(words)
        meeting = _meeting(meeting_id, Committee(id=committee_id, name=name), starts_at, url, flags)
        rows.append(_Row(replace(meeting, venue=_venue(link, heads)), flags if found else (unreadable("row", name),)))
    odd = [TOO_MANY] if len(rows) == _MOST else []
    return _reading(rows, odd, of, is_whole=not odd and all(row.meeting.starts_at.day for row in rows))


def asked_month(address: str) -> date | None:
    """The first of the month that an address asks for; None if it asks for none."""
    found = _ASKED.search(address)
    day = year_day(*map(int, found.groups())) if found else None
    return day.replace(day=1) if day else None


def _reading(rows: Iterable[_Row], flags: Iterable[str], of: Committee | None, *, is_whole: bool) -> Reading:
    meetings: dict[str, Meeting] = {}
    told = list(flags)
    for row in rows:
        told += [f"meeting {row.meeting.id}: {flag}" for flag in row.flags]
        meetings.setdefault(row.meeting.id, row.meeting)
    named = {each.committee.id: each.committee for each in meetings.values() if each.committee.id}
    ours = tuple(each for each in meetings.values() if of is None or each.committee.id == of.id)
    return Reading(
        system=SYSTEM,
        kind=PageKind.MEETINGS,
        is_complete=is_whole,
        flags=tuple(told),
        committees=tuple(each for each in named.values() if of is None or each.id == of.id),
        meetings=ours,
        others=len(meetings) - len(ours),
    )


def _walk(tree: Tag, address: str, near: date, *, is_month_known: bool) -> tuple[list[_Row], list[str], list[date]]:
    """The meetings below each day, in one pass: rows, what could not be read, and the days that could."""
    rows: list[_Row] = []
    flags: list[str] = []
    days: list[date] = []
    words, day = "", None
    for tag in tree.find_all(["td", "a"]):
        if has_class(tag, "SimpleCalendarDate"):
            words = plain_text(tag)[:_LONGEST_DAY]
            day = _day(words, near, is_month_known=is_month_known)
            if day is None:
                flags.append(f"{UNREADABLE_DAY}{words}")
            else:
                days.append(day)
        elif tag.name == "a":
            rows += _entry(tag, address, words, day)
        if max(len(rows), len(days), len(flags)) >= _MOST:
            flags.append(TOO_MANY)
            break
    return rows, flags, days


def _entry(link: Tag, address: str, words: str, day: date | None) -> Iterator[_Row]:
    url, meeting_id, committee_id = meeting_link(link, address)
    if meeting_id:
        said = plain_text(link)
        found = _ENTRY.fullmatch(said)
        clock, name = (found["clock"], found["name"]) if found else ("", said)
        starts_at, flags = _at(day, clock, words)
        yield _Row(_meeting(meeting_id, Committee(id=committee_id, name=name), starts_at, url, flags), flags)


def _at(day: date | None, clock: str, words: str) -> tuple[MeetingTime, tuple[str, ...]]:
    """The day with its hour, read as one; `raw` are the words of the page."""
    raw = fold(f"{words} {clock}")
    if day is None:
        return MeetingTime(day=None, raw=raw), ()
    found = _DAY.match(words)
    weekday = found["weekday"] or "" if found else ""
    when, flags = read_meeting_time(f"{weekday} {day.day} {day:%B} {day.year} {clock}")
    return replace(when, raw=raw), flags


def _meeting(
    meeting_id: str, committee: Committee, starts_at: MeetingTime, url: str, flags: tuple[str, ...]
) -> Meeting:
    status, name = MeetingStatus.SCHEDULED, committee.name
    if off := _OFF.search(name):
        status, name = read_status(off["word"])[0], name[: off.start()]
    return Meeting(
        id=meeting_id,
        committee=replace(committee, name=name),
        starts_at=starts_at,
        url=url,
        status=status,
        notes=time_notes(starts_at, flags),
    )


def _venue(link: Tag, heads_of: dict[int, list[str]]) -> str | None:
    """What stands in the column headed Venue. `heads_of` are the heads of tables that were looked at."""
    row, table = link.find_parent("tr"), link.find_parent("table")
    if row is None or table is None:
        return None
    if id(table) not in heads_of:
        heads_of[id(table)] = [plain_text(head).lower() for head in table.find_all("th", limit=_MOST)]
    heads = heads_of[id(table)]
    cells = row.find_all("td", recursive=False)
    place = heads.index("venue") if "venue" in heads else len(cells)
    return (plain_text(cells[place]) or None) if place < len(cells) else None


def _day(words: str, near: date, *, is_month_known: bool) -> date | None:
    """The day of a calendar's cell in the year nearest to `near`; where that is a guess, one whose weekday fits."""
    found = _DAY.match(words)
    if found is None:
        return None
    month, number = MONTH_NUMBERS[found["month"].lower()], int(found["day"])
    if found["year"]:
        return year_day(int(found["year"]), month, number)
    around = 1 if is_month_known else _YEARS_AROUND
    days = [year_day(near.year + shift, month, number) for shift in range(-around, around + 1)]
    possible = [day for day in days if day is not None]
    if not is_month_known and found["weekday"]:
        wanted = WEEKDAY_NUMBERS[found["weekday"].lower()]
        possible = [day for day in possible if day.weekday() == wanted]
    return min(possible, key=lambda day: abs(day - near), default=None)


def _named_month(tree: Tag) -> date | None:
    """The first of the month that the page names with its year, outside of the days' own rows."""
    found = _MONTH_NAMED.search(plain_text(tree, _is_day))
    return year_day(int(found["year"]), MONTH_NUMBERS[found["month"].lower()], 1) if found else None


def _is_day(tag: Tag) -> bool:
    return tag.name == "tr" and any(isinstance(cell, Tag) and has_class(cell, "SimpleCalendarDate") for cell in tag)


def _whole_month(first: date) -> tuple[date, date]:
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
