"""Dates and times anywhere in a sentence, as printed papers have them.

Does not decide which date of several is meant. May import: dates' other modules, domain, the standard library.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from watcher.dates.reading import WEEKDAY_FLAG, Flags, clock_of, day_forms, day_of, on_london_clock, year_day
from watcher.dates.words import HALF, MONTH, MONTH_NUMBERS, NOON, ORDINAL, WEEKDAY_NUMBERS

_YEARLESS_BEFORE = re.compile(
    rf"(?<!\d)(?P<day>\d{{1,2}})\s?{ORDINAL}?\s+{MONTH}\s*(?:,|;|and\b|&|\s)+\Z", re.IGNORECASE
)
_BEFORE = 40
"""Letters before a date in which another one may stand that shares its year: "7 June and 5 September 2022"."""

_CLOCK = re.compile(
    rf"(?<![\d.:/£])(?:(?P<noon>{NOON})\b|(?P<hour>\d{{1,2}})(?:\s?[.:]\s?(?P<minute>\d{{2}}))?(?![\d.:/]*\d)"
    rf"\s?(?:{HALF}|(?P<clear>(?:hours|hrs)\b))?|(?P<four>[01]\d[0-5]\d|2[0-3][0-5]\d)\s?(?:hours|hrs|h)\b)",
    re.IGNORECASE,
)
_SAID_TO_BE_A_TIME = re.compile(
    r"(?:\bat|\bfrom|\btime|\bstart\w*|\bcommenc\w+|\bbegan|\bopened|[,–-])\s*:?\s*\Z", re.IGNORECASE
)
_BEGUN = re.compile(
    r"(?<![\d.:/£])(?P<hour>\d{1,2})(?:\s?[.:]\s?(?P<minute>\d{2}))?\s*(?:[-–—]|to\b|until\b|till?\b)\s*\Z",
    re.IGNORECASE,
)
_BEFORE_CLOCK = 20
_IS_A_NAME = re.compile(
    r"\b(?:room|item|hall|floor|suite|no\.?|number|page|part|theatre|phase|stage)\s*\Z", re.IGNORECASE
)
_LONGEST_MEETING = 8 * 60
"""Minutes: "6.30 - 9.10 pm" begins in the evening, because from the morning on it would be longer than this."""


@dataclass(frozen=True, slots=True)
class FoundDay:
    """A date with where its words stand; `flags` say if its weekday does not fit."""

    day: date
    start: int
    end: int
    flags: Flags = ()


def find_days(words: str) -> Iterator[FoundDay]:
    """Every full date in the words, in order; one that shares the year of the next is found as well."""
    matches = sorted((match for form in day_forms() for match in form.finditer(words)), key=lambda match: match.start())
    last_end = 0
    for match in matches:
        day = day_of(match)
        if day is None or match.start() < last_end or words[max(0, match.start() - 1) : match.start()].isdigit():
            continue
        yield from _sharing(words, max(last_end, match.start() - _BEFORE), match.start(), day)
        weekday = match.group("weekday")
        fits = not weekday or WEEKDAY_NUMBERS[weekday.lower()] == day.weekday()
        yield FoundDay(day, match.start(), match.end(), () if fits else (WEEKDAY_FLAG,))
        last_end = match.end()


def _sharing(words: str, begin: int, end: int, day: date) -> Iterator[FoundDay]:
    found = _YEARLESS_BEFORE.search(words[begin:end])
    if found is None:
        return
    month = MONTH_NUMBERS[found.group("month").lower()]
    number = int(found.group("day"))
    year = day.year if (month, number) <= (day.month, day.day) else day.year - 1
    other = year_day(year, month, number)
    if other is not None:
        yield FoundDay(other, begin + found.start(), begin + found.end())


def find_clock(words: str, day: date) -> time | None:
    """The first time of day that the words clearly say; None where it could be another half of the day.

    Of "6.30 - 9.10 pm" it is the beginning, never the end.
    """
    for found in _CLOCK.finditer(words):
        clock = _meant(words, found)
        if clock is not None:
            begins = _beginning(words[max(0, found.start() - _BEFORE_CLOCK) : found.start()], clock)
            return on_london_clock(day, begins)[0] if begins else None
    return None


def _beginning(before: str, clock: time) -> time | None:
    """The time itself, or when what ends at it began; None if that could be in another half of the day."""
    begun = _BEGUN.search(before)
    if begun is None or int(begun.group("hour")) > 23 or _IS_A_NAME.search(before[: begun.start()]):
        return clock
    hour, minute, end = int(begun.group("hour")), int(begun.group("minute") or 0), clock.hour * 60 + clock.minute
    hours = {hour % 12, hour % 12 + 12} if hour <= 12 else {hour}
    fits = [each for each in hours if 0 < end - each * 60 - minute <= _LONGEST_MEETING]
    return time(fits[0], minute) if len(fits) == 1 and minute < 60 else None


def _meant(words: str, found: re.Match[str]) -> time | None:
    if found.group("noon"):
        return time(12, 0)
    if four := found.group("four"):
        return time(int(four[:2]), int(four[2:]))
    if found.group("half"):
        return clock_of(found)
    if found.group("clear"):
        return _plain(found)
    is_said = _SAID_TO_BE_A_TIME.search(words[max(0, found.start() - 12) : found.start()])
    is_alone = not words[: found.start()].strip() and not words[found.end() :].strip()
    return clock_of(found) if is_said or is_alone else None


def _plain(found: re.Match[str]) -> time | None:
    hour, minute = int(found.group("hour")), int(found.group("minute") or 0)
    return time(hour, minute) if hour < 24 and minute < 60 and found.group("minute") else None
