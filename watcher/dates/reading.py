"""Dates and times as English and Welsh councils write them; our own reader, because it must never guess.

Well-known date libraries turn "1st September, 2022 10.30 am" into 10:00 without a word; a wrong meeting time is the
worst thing this program could send. What cannot be read is None, with a flag that quotes the words.
Does not look at the clock, and does not fold white space: words come folded. May import: domain, its own words.
"""

import re
from datetime import UTC, date, datetime, time

from watcher.dates.words import HALF, MIDNIGHT, MONTH, MONTH_NUMBERS, NOON, OCLOCK, ORDINAL, WEEKDAY, WEEKDAY_NUMBERS
from watcher.domain.publications import LONDON, MeetingTime

Flags = tuple[str, ...]

WEEKDAY_FLAG = "the weekday does not fit the date"

# Each form is tried at the start of the words. A year has four digits: "25" might be a day.
_FORMS = (
    re.compile(
        rf"(?:{WEEKDAY}\s*,?\s*)?(?:the\s+)?(?P<day>\d{{1,2}})\s?{ORDINAL}?(?:\s+of|\s+o)?[\s,-]+{MONTH}[\s,-]*(?P<year>\d{{4}})\b",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?:{WEEKDAY}\s*,?\s*)?(?P<day>\d{{1,2}})(?P<gap>[/.-])(?P<month>\d{{1,2}})(?P=gap)(?P<year>\d{{4}})\b",
        re.IGNORECASE,
    ),
    re.compile(rf"(?:{WEEKDAY}\s*,?\s*)?(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}})(?!\d)", re.IGNORECASE),
)
_GAP_BEFORE_TIME = re.compile(
    r"(?:\s*,\s*|\s+(?:[-–—]\s+(?=\d{1,2}(?:[.:]\d{2}|\s?[ap]\.?m)))?|T(?=\d))"
    r"(?:(?:at|from|am|starting\s+at|@)\s*(?=\d))?",
    re.IGNORECASE,
)
_NOON = re.compile(rf"{NOON}\b", re.IGNORECASE)
_MIDNIGHT = re.compile(rf"{MIDNIGHT}\b", re.IGNORECASE)
_CLOCK = re.compile(
    rf"(?P<hour>\d{{1,2}})(?:\s?[.:]\s?(?P<minute>\d{{2}})(?::\d{{2}})?)?(?!\d){OCLOCK}\s*(?:{HALF})?(?:\s*(?:hours|hrs)\b)?",
    re.IGNORECASE,
)
_FOUR = re.compile(r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)\s?(?:hours|hrs|h)\b", re.IGNORECASE)
_REST = re.compile(r"\s*(?:[,;()\[–—-]|\Z)|\s+(?:to|until|till?|tan|or|on|and)\b", re.IGNORECASE)

_FIRST_CLEAR_HOUR = 10
"""Without am or pm, "7.30" may be the evening: only hours from 10 on, or with a leading zero, are clear."""

_YEARS = range(1900, 2101)


def read_start(words: str) -> tuple[MeetingTime, str, Flags]:
    """The date and time at the start of folded words, and the words that are left."""
    found = next((match for form in _FORMS if (match := form.match(words))), None)
    day = day_of(found) if found else None
    if found is None or day is None:
        return MeetingTime(day=None, raw=words), "", (unreadable("date", words),) if words else ()
    flags: Flags = ()
    weekday = found.group("weekday")
    if weekday and WEEKDAY_NUMBERS[weekday.lower()] != day.weekday():
        flags = (WEEKDAY_FLAG,)
    clock, end, clock_flags = _read_clock(words, found.end(), day)
    if not _REST.match(words, end):
        return MeetingTime(day=day, raw=words), "", (*flags, unreadable("time", words[found.end() :].strip(" ,")))
    return MeetingTime(day=day, clock=clock, raw=words[:end]), words[end:].strip(" ,;"), flags + clock_flags


def day_of(found: re.Match[str]) -> date | None:
    """The date a form found, None if the calendar does not have it."""
    month = found.group("month").lower()
    return year_day(int(found.group("year")), MONTH_NUMBERS.get(month) or int(month), int(found.group("day")))


def year_day(year: int, month: int, day: int) -> date | None:
    """The date, None if the calendar does not have it or no meeting is of that year."""
    if year not in _YEARS:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_forms() -> tuple[re.Pattern[str], ...]:
    """The forms of a date, to be looked for in longer words."""
    return _FORMS


def _read_clock(words: str, start: int, day: date) -> tuple[time | None, int, Flags]:
    """The time at `start`, where its words end, and flags. One that cannot be meant as written is None, flagged."""
    gap = _GAP_BEFORE_TIME.match(words, start)
    begin = gap.end() if gap else start
    if found := _NOON.match(words, begin):
        return time(12, 0), found.end(), ()
    if found := _MIDNIGHT.match(words, begin):
        return None, found.end(), (f"midnight may be the day before or after: {found.group()}",)
    if gap is not None and (found := _FOUR.match(words, begin)):
        clock, flags = on_london_clock(day, time(int(found.group("hour")), int(found.group("minute"))))
        return clock, found.end(), flags
    found = _CLOCK.match(words, begin)
    if found is None or gap is None:
        return None, start, ()
    clock = clock_of(found)
    if clock is None:
        if is_twelve_am(found):
            return None, found.end(), (f"12 am may be noon or midnight: {found.group().strip()}",)
        return None, found.end(), (unreadable("time", found.group().strip()),)
    clock, flags = on_london_clock(day, clock)
    return clock, found.end(), flags


def clock_of(found: re.Match[str]) -> time | None:
    """The time of day a match says; None when it says none, or leaves open which half of the day is meant."""
    hour, minute, half = int(found.group("hour")), found.group("minute"), (found.group("half") or "").lower()
    is_morning = half.startswith("a") or "b" in half
    is_evening = half.rstrip(" .").endswith(("h", "r"))
    if half and hour <= 12:
        if hour == 0 or (hour == 12 and (is_morning or is_evening)):
            return None
        hour = hour % 12 + (0 if is_morning else 12)
    elif half:
        if is_morning:
            return None
    elif minute is None or not (hour >= _FIRST_CLEAR_HOUR or found.group("hour").startswith("0")):
        return None
    try:
        return time(hour, int(minute or 0))
    except ValueError:
        return None


def is_twelve_am(found: re.Match[str]) -> bool:
    """True for "12.00 am": midnight by the book, and noon as some clerks write it. Councils do not meet at midnight."""
    return found.group("hour") == "12" and (found.group("half") or "").lower().startswith("a")


def on_london_clock(day: date, clock: time) -> tuple[time | None, Flags]:
    """The time if London's clocks show it on that day; None and a flag in the hour they skip in March."""
    moment = datetime.combine(day, clock, tzinfo=LONDON)
    shown = moment.astimezone(UTC).astimezone(LONDON)
    if shown.replace(tzinfo=None) != moment.replace(tzinfo=None):
        return None, (f"the clocks skip this time: {day.isoformat()} {clock:%H:%M}",)
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        return clock, (f"the clocks show this time twice: {day.isoformat()} {clock:%H:%M}",)
    return clock, ()


def unreadable(what: str, words: str) -> str:
    """The flag for words that are no date or time."""
    return f"the {what} could not be read: {words}"
