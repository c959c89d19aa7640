"""What a reader should know before trusting a meeting's time, in short sentences that quote the council's own words.

Does not read pages or dates. May import: domain, the systems' readers of dates and states.
"""

from datetime import date

from watcher.domain.publications import MeetingTime
from watcher.systems._dates import WEEKDAY_FLAG

MOST = 5
"""Notes of one page: beyond that it is not the time that is in doubt, but the page."""

NO_DATE_NOTE = "The page gives no date."

_QUOTED_AT_MOST = 200
_AFTER = ("words after the time were not understood: ", "words after the date were not understood: ")
_SENTENCES = {
    WEEKDAY_FLAG: "The weekday does not fit the date",
    "the date could not be read": "The date could not be read",
    "the time could not be read": "The time could not be read",
    "the clocks skip this time": "The clocks skip this time on that day",
    "the clocks show this time twice": "The clocks show this time twice on that day",
    "midnight may be the day before or after": "Midnight may be the day before or after",
    "12 am may be noon or midnight": "12 am may be noon or midnight",
}
"""By what the reader's flag says before its colon."""


def time_notes(starts_at: MeetingTime, flags: tuple[str, ...]) -> tuple[str, ...]:
    """What the flags of a reading of the time mean for a reader. Flags about other things give nothing."""
    notes = []
    for flag in flags:
        sentence = _SENTENCES.get(flag.partition(": ")[0])
        after = next((flag.removeprefix(words) for words in _AFTER if flag.startswith(words)), "")
        if sentence:
            notes.append(f"{sentence}: the council writes “{quoted(starts_at.raw)}”.")
        elif after:
            notes.append(f"After the time the council writes “{quoted(after)}”.")
    return tuple(notes)


def other_day_note(day: date) -> str:
    """The page's head has another day than its heading; which of them is right only the council knows."""
    return f"The same page also gives another day, {day.day} {day:%B %Y}."


def said_note(words: str) -> str:
    """The council's own note, verbatim."""
    return f"The council writes: “{quoted(words)}”"


def quoted(words: str) -> str:
    """The words, or their beginning up to the last whole one that fits."""
    return words if len(words) <= _QUOTED_AT_MOST else words[:_QUOTED_AT_MOST].rpartition(" ")[0] + " ..."
