"""Dates as a page of a committee system gives them: alone, or at the end of a heading with a status.

Does not know how dates are written (dates does). May import: dates, domain, _html, _states, the standard library.
"""

import re
from datetime import date

from watcher.dates import WEEKDAY_FLAG, Flags, read_start, unreadable
from watcher.dates.words import WEEKDAY
from watcher.domain.publications import MeetingStatus, MeetingTime
from watcher.systems._html import fold
from watcher.systems._states import read_status

__all__ = ["WEEKDAY_FLAG", "read_day", "read_meeting_time", "split_heading"]

_BEFORE_STATUS = re.compile(r"\s*,\s*|\s[-–—]\s")
_WEEKDAY = re.compile(rf"\s*[,–—-]?\s+(?=(?:{WEEKDAY}))", re.IGNORECASE)


def read_meeting_time(words: str) -> tuple[MeetingTime, Flags]:
    """When a meeting starts, from all of the words, and what was odd about them."""
    when, rest, flags = read_start(fold(words))
    if when.day is not None and rest:
        flags = (*flags, f"words after the time were not understood: {rest}")
    return when, flags


def split_heading(words: str) -> tuple[str, MeetingTime, MeetingStatus, Flags]:
    """`<committee> - <date> <time>[, STATUS]`, split from the right: names contain dashes and commas themselves.

    Without a date at the end the whole is the committee's name, unless the last part looks like an attempt at a date.
    """
    heading = fold(words)
    for dash in reversed(list(re.finditer(r"(?:\A|\s[-–—]\s)", heading))):
        if (found := _when_and_status(heading[dash.end() :])) is not None:
            return heading[: dash.start()], *found
    for gap in _WEEKDAY.finditer(heading):
        # Without the dash, only a day of the week with its whole date is no part of the name.
        if (found := _when_and_status(heading[gap.end() :])) is not None:
            return heading[: gap.start()], *found
    committee, dash_found, last = heading.rpartition(" - ")
    if not dash_found or not re.search(r"\d", last):
        return heading, MeetingTime(day=None), MeetingStatus.SCHEDULED, ()
    bare, comma, after = last.rpartition(",")
    status, _ = read_status(after) if comma else (MeetingStatus.SCHEDULED, ())
    raw = bare if status is not MeetingStatus.SCHEDULED else last
    return committee, MeetingTime(day=None, raw=raw), status, (unreadable("date", raw),)


def _when_and_status(words: str) -> tuple[MeetingTime, MeetingStatus, Flags] | None:
    """`<date> <time>[, STATUS]`; None without a date. A time that cannot be read does not hide the status behind it."""
    when, rest, flags = read_start(words)
    if when.day is None:
        return None
    if when.clock is None and not rest:
        before, status, status_flags = _status_behind(words)
        when, rest, flags = read_start(before)
        return when, status, flags + status_flags
    status, status_flags = read_status(rest)
    if status is MeetingStatus.SCHEDULED and status_flags:
        before, status, status_flags = _status_behind(rest)
        status_flags = read_status(before)[1] + status_flags
    return when, status, flags + status_flags


def _status_behind(words: str) -> tuple[str, MeetingStatus, Flags]:
    """The words before a status that stands behind a comma or a dash, the status, and flags; all words if none does."""
    for gap in _BEFORE_STATUS.finditer(words):
        status, flags = read_status(words[gap.end() :])
        if status is not MeetingStatus.SCHEDULED:
            return words[: gap.start()], status, flags
    return words, MeetingStatus.SCHEDULED, ()


def read_day(words: str) -> date | None:
    """The date alone, as in `DC.date`; None if there is none at the start."""
    return read_start(fold(words))[0].day
