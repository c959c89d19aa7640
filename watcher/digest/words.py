"""Days, times, counts and lists as people write them: `Wed 25 November, 2pm`, `3 items`, `SEND, Ofsted and Budget`.

Does not know what is told (the sections do). May import: domain.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, time

from watcher.domain.publications import LONDON, MeetingTime

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

SNIPPET_LENGTH = 240
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+(?=[A-Z(\"'“‘0-9])")
_MARKS_AT_END = ".!?…"


def day_words(day: date, today: date) -> str:
    """`Wed 25 November`; the year is added when it is not this one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{DAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1]}{year}"


def full_day_words(day: date) -> str:
    """`22 November 2026`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def clock_words(clock: time) -> str:
    """`2pm`, `7.30pm`, `12 noon`, `12 midnight`: a wall clock as letters to residents have it."""
    if clock.minute == 0 and clock.hour in (0, 12):
        return "12 noon" if clock.hour else "12 midnight"
    hour = clock.hour % 12 or 12
    minutes = f".{clock.minute:02d}" if clock.minute else ""
    return f"{hour}{minutes}{'am' if clock.hour < 12 else 'pm'}"


def when_words(starts_at: MeetingTime, today: date) -> str:
    """`Wed 25 November, 2pm`; the council's own words where they could not be read."""
    if starts_at.day is None:
        return f"date given as “{starts_at.raw}”" if starts_at.raw else "date not given"
    day = day_words(starts_at.day, today)
    return f"{day}, {clock_words(starts_at.clock)}" if starts_at.clock else day


def moment_words(moment: datetime, today: date) -> str:
    """The day of a moment on London's wall."""
    return day_words(moment.astimezone(LONDON).date(), today)


def range_words(first: date, last: date) -> str:
    """`16 to 22 November 2026`, `30 November to 6 December 2026`, `28 December 2026 to 3 January 2027`."""
    if first == last:
        return f"{DAYS[last.weekday()]} {full_day_words(last)}"
    if first.year != last.year:
        return f"{full_day_words(first)} to {full_day_words(last)}"
    if first.month != last.month:
        return f"{first.day} {MONTHS[first.month - 1]} to {full_day_words(last)}"
    return f"{first.day} to {full_day_words(last)}"


def counted(count: int, one: str, many: str = "") -> str:
    """`1 item`, `3 items`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def listed(names: Sequence[str]) -> str:
    """`SEND`, `SEND and Ofsted`, `SEND, Ofsted and Budget`."""
    if len(names) <= 1:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def sentence(words: str) -> str:
    """With a full stop, unless there is an end already."""
    stripped = words.strip()
    return stripped if not stripped or stripped[-1] in _MARKS_AT_END else f"{stripped}."


def shortened(text: str, limit: int = SNIPPET_LENGTH) -> str:
    """At most `limit` characters, cut between words and marked with an ellipsis."""
    folded = " ".join(text.split())
    if len(folded) <= limit:
        return folded
    head = folded[: limit - 1]
    cut = head.rfind(" ")
    return f"{head[:cut] if cut > limit // 2 else head}…"


def first_sentence(text: str, limit: int = SNIPPET_LENGTH) -> str:
    """The first sentence of a text, shortened if it is a long one."""
    return shortened(_SENTENCE_END.split(" ".join(text.split()), maxsplit=1)[0], limit)
