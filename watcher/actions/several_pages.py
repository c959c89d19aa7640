"""One meeting or item as several pages tell of it: the list's row, the meeting's page, the item's own page.

Does not fetch or compare with what is known. May import: domain.
"""

from dataclasses import replace

from watcher.domain.publications import AgendaItem, Meeting, MeetingStatus


def off_if_either_says_so(meeting: Meeting, of_row: MeetingStatus | None) -> Meeting:
    """A meeting whose row in the list says that it is off is off, though its page says nothing of it."""
    if meeting.status is MeetingStatus.SCHEDULED and of_row is not None:
        return replace(meeting, status=of_row)
    return meeting


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
