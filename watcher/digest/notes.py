"""The notes of a meeting beside its time: the council's own words where they put it in doubt.

A wrong meeting time is the worst thing a digest could say, so a doubt stands wherever the time does.
Does not decide what is in doubt (the systems do). May import: domain, digest.words.
"""

from watcher.digest.words import shortened
from watcher.domain.publications import NOT_SHOWN_NOTE, Meeting, MeetingStatus

CHECK = "Check the time: "
_OFF = (MeetingStatus.CANCELLED, MeetingStatus.POSTPONED, MeetingStatus.WITHDRAWN)
_NOTE = 320
_SHORT = 240


def note_lines(meeting: Meeting) -> tuple[str, ...]:
    """A line for each note; where no date could be read, that comes first."""
    notes = meeting.notes
    if meeting.starts_at.day is None:
        undated = _undated(meeting)
        return (undated, *(_line(meeting, note) for note in notes if note != undated))
    return tuple(_line(meeting, note) for note in notes)


def short_note(meeting: Meeting | None) -> tuple[str, ...]:
    """All notes in one line, for entries that have other things to tell; nothing if there are none."""
    if meeting is None or not meeting.notes:
        return ()
    return (shortened(_line(meeting, " ".join(meeting.notes)), _SHORT),)


def _undated(meeting: Meeting) -> str:
    raw = meeting.starts_at.raw
    if not raw:
        return "The date could not be read: please look at the council's page."
    return f"The date could not be read: the council writes “{shortened(raw, 200)}”."


def _line(meeting: Meeting, note: str) -> str:
    """That a meeting is not shown or is off is no reason to check its time."""
    is_about_time = meeting.status not in _OFF and note != NOT_SHOWN_NOTE
    return shortened(f"{CHECK}{note}" if is_about_time else note, _NOTE)
