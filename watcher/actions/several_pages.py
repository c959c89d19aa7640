"""One meeting or item as several pages tell of it: the list's row, the meeting's page, the item's own page.

Does not fetch or compare with what is known. May import: domain.
"""

from dataclasses import replace
from datetime import date

from watcher.domain.polls import MeetingGlance
from watcher.domain.publications import NOT_SHOWN_NOTE, AgendaItem, Meeting, MeetingStatus, PageKind, Reading


def off_if_either_says_so(meeting: Meeting, of_row: MeetingStatus | None) -> Meeting:
    """A meeting whose row in the list says that it is off is off, though its page says nothing of it."""
    if meeting.status is MeetingStatus.SCHEDULED and of_row is not None:
        return replace(meeting, status=of_row)
    return meeting


def named_as_in_the_list(meeting: Meeting, row: Meeting | None) -> Meeting:
    """The meeting with its committee's name, where only the list gives it."""
    if row is None or meeting.committee.name or not row.committee.name:
        return meeting
    return replace(meeting, committee=row.committee)


def is_asked_for(covers: tuple[date, date] | None, glance: MeetingGlance) -> bool:
    """True if a known meeting should be in a list of these days; of a list of the site's own, every one may be."""
    if covers is None or glance.day is None:
        return True
    return not glance.is_gone and covers[0] <= date.fromisoformat(glance.day) <= covers[1]


def ids_listed(reading: Reading) -> frozenset[str] | None:
    """The meetings in a list that was read whole; None where absence from it would say nothing."""
    is_whole = reading.outcome.is_good and reading.kind is PageKind.MEETINGS and reading.is_complete
    return frozenset(meeting.id for meeting in reading.meetings) if is_whole and reading.meetings else None


def no_longer_shown(known: Meeting) -> Meeting:
    """A known meeting that is in no list and has no page any more: all stays as it was told, with a note."""
    return replace(known, notes=(*known.notes, NOT_SHOWN_NOTE))


def completed(item: AgendaItem, full: AgendaItem | None) -> AgendaItem:
    """The item of the meeting page with the longer texts of its own page."""
    if full is None:
        return item
    return replace(
        item,
        minutes=full.minutes or item.minutes,
        decision=full.decision or item.decision,
        minutes_are_cut=item.minutes_are_cut and not full.minutes,
    )
