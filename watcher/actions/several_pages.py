"""One meeting or item as several pages tell of it: the list's row, the meeting's page, the item's own page.

Does not fetch or compare with what is known. May import: diff, domain.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from watcher.diff import FARTHEST_MOVE
from watcher.domain.polls import MeetingGlance
from watcher.domain.publications import NOT_SHOWN_NOTE, AgendaItem, Meeting, MeetingStatus, PageKind, Reading
from watcher.domain.ways import Lack

_MOST_MOVED = 3


def off_if_either_says_so(meeting: Meeting, of_row: MeetingStatus | None) -> Meeting:
    """A meeting whose row in the list says that it is off is off, though its page says nothing of it."""
    if meeting.status is MeetingStatus.SCHEDULED and of_row is not None:
        return replace(meeting, status=of_row)
    return meeting


def named_as_in_the_list(meeting: Meeting, row: Meeting | None) -> Meeting:
    """The meeting with its committee's name and its time, where only the list gives them."""
    if row is None:
        return meeting
    if not meeting.committee.name and row.committee.name:
        meeting = replace(meeting, committee=row.committee)
    if Lack.STATE in meeting.lacks and meeting.starts_at.day is None:
        meeting = replace(meeting, starts_at=row.starts_at, notes=row.notes)
    return meeting


def is_asked_for(covers: tuple[date, date] | None, glance: MeetingGlance) -> bool:
    """True if a known meeting should be in a list of these days; of a list of the site's own, every one may be."""
    if covers is None or glance.day is None:
        return True
    return not glance.is_gone and covers[0] <= date.fromisoformat(glance.day) <= covers[1]


def ids_listed(reading: Reading) -> frozenset[str] | None:
    """The meetings in a list that was read whole; None where absence from it would say nothing."""
    is_whole = reading.outcome.is_good and reading.kind is PageKind.MEETINGS and reading.is_complete
    # Of a list that was asked for by days it is known that these are the days: nobody meets in August.
    has_rows = bool(reading.meetings) or reading.covers is not None
    return frozenset(meeting.id for meeting in reading.meetings) if is_whole and has_rows else None


def all_covered(readings: Iterable[Reading]) -> tuple[date, date] | None:
    """The first and the last day of lists that were all asked for by days; None if one of them was not."""
    spans = [reading.covers for reading in readings]
    known = [span for span in spans if span is not None]
    if not known or len(known) < len(spans):
        return None
    return min(first for first, _ in known), max(last for _, last in known)


def is_of_a_month(reading: Reading) -> bool:
    """True for a list of one month: what it shows for the first time may have stood in the calendar for long.

    A list of a year or more moves by a month at a time as well, but what is a year ahead is new when it is shown.
    """
    return reading.covers is not None and reading.covers[1] - reading.covers[0] < timedelta(days=31)


def may_be_replaced(glances: Mapping[str, MeetingGlance], rows: Mapping[str, Meeting], today: date) -> set[str]:
    """Known meetings that lists read whole lack while they show new ones: of the same day, or to come and near it.

    Of those that may have been moved none where they are several: which of them it was nobody could say.
    """
    new = {row.starts_at.day for id_, row in rows.items() if id_ not in glances and row.starts_at.day is not None}
    same, moved = set(), set()
    for id_, glance in glances.items():
        if id_ in rows or glance.is_gone or glance.day is None:
            continue
        day = date.fromisoformat(glance.day)
        if day in new:
            same.add(id_)
        elif day >= today and any(abs(day - each) <= FARTHEST_MOVE for each in new):
            moved.add(id_)
    return same | moved if len(moved) <= _MOST_MOVED else same


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
