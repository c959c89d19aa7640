"""When the next meeting is, from an item that says it or a sentence that does.

Does not infer a year or half of a day that is not said. May import: dates, domain, the standard library.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from watcher.dates import find_clock, find_days
from watcher.domain.papers import PaperItem
from watcher.domain.publications import MeetingTime

_TITLE = re.compile(
    r"\b(?:dates?|time|schedule)\b.*\b(?:next|future|forthcoming)\b.*\bmeetings?\b|\A(?:next"
    r"|future) meetings?\b|\bmeeting dates\b|"
    r"\bnext meeting\b|\bdyddiad(?:au)?\b.*\bcyfarfod",
    re.IGNORECASE,
)
_SENTENCE = re.compile(
    r"\b(?:next|future)\s+(?:\w+\s+){0,2}meetings?\b[^.]{0,80}?\b(?:will|would|is|was|to|are|were|be|on|takes?|:)\b",
    re.IGNORECASE,
)
_REACH = 220
_MOST = 40
"""Sentences of one text in which a next meeting is looked for."""
_UPCOMING = re.compile(r"\b(?:deadline|previous|last|minutes of)\b", re.IGNORECASE)


def read_next_meeting(items: Sequence[PaperItem], rest: Iterable[str], after: MeetingTime | None) -> MeetingTime | None:
    """The next meeting: as the item about it says, else as a sentence says, else None. Never one before `after`."""
    for item in items:
        if _TITLE.search(item.title) and (found := _first(f"{item.title} {item.text[:1500]}", after)):
            return found
    for text in (*(item.text for item in reversed(items)), *rest):
        for sentence in islice(_SENTENCE.finditer(text), _MOST):
            words = text[sentence.start() : sentence.start() + _REACH].partition("\n")[0]
            if not _UPCOMING.search(words) and (found := _first(words, after)):
                return found
    return None


def _first(words: str, after: MeetingTime | None) -> MeetingTime | None:
    """The first date that is later than this meeting, with its time."""
    days = list(find_days(words))
    for index, found in enumerate(days):
        if after is not None and after.day is not None and found.day <= after.day:
            continue
        ends = days[index + 1].start if index + 1 < len(days) else found.end + 60
        begins = days[index - 1].end if index else max(0, found.start - 40)
        clock = find_clock(words[found.end : ends], found.day) or find_clock(words[begins : found.start], found.day)
        return MeetingTime(day=found.day, clock=clock, raw=words[found.start : found.end])
    return None
