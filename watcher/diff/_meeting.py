"""One known meeting and one new sight of it, a list row or its page: time, status, venue; then the rest of the page.

A row knows time and status, and only those are taken from it. Notes are followed and are never news by themselves.
Does not know new meetings (`_compare` does).
May import: domain, and the other parts of diff.
"""

from dataclasses import replace

from watcher.diff._agenda import compare_lists
from watcher.diff._facts import time_facts
from watcher.diff._identity import follow_ids
from watcher.diff._outputs import compare_outputs
from watcher.diff._telling import Telling
from watcher.diff._ways import fill_in, is_other_way, learned, still_lacking
from watcher.diff._words import fold
from watcher.domain.changes import ChangeKind, KnownMeeting
from watcher.domain.publications import NOT_SHOWN_NOTE, Committee, Meeting, MeetingStatus, MeetingTime

STATUS_KINDS = {
    MeetingStatus.SCHEDULED: ChangeKind.MEETING_REINSTATED,
    MeetingStatus.MOVED: ChangeKind.MEETING_REINSTATED,
    MeetingStatus.CANCELLED: ChangeKind.MEETING_CANCELLED,
    MeetingStatus.WITHDRAWN: ChangeKind.MEETING_CANCELLED,
    MeetingStatus.POSTPONED: ChangeKind.MEETING_POSTPONED,
    MeetingStatus.ADJOURNED: ChangeKind.MEETING_ADJOURNED,
}
"""What a meeting's coming into a status is called; two statuses of one kind are the same news."""


def compare_meeting(known: KnownMeeting, new: Meeting, telling: Telling, *, read_by: str) -> KnownMeeting:
    """Tell what is news about a known meeting, and give what is known of it now. `read_by` is the way of this sight."""
    old = known.meeting
    if new == old and not known.absences and known.read_by == read_by:
        return known
    starts_at = _follow_time(old.starts_at, new.starts_at, telling)
    seen = replace(new, starts_at=starts_at, committee=_follow_committee(old.committee, new.committee))
    _compare_time_and_status(old, seen, telling)
    if not new.is_detailed:
        url = old.url if old.is_detailed else new.url or old.url
        notes = _follow_notes(old, new)
        meeting = replace(old, starts_at=starts_at, status=new.status, committee=seen.committee, url=url, notes=notes)
        return replace(known, meeting=meeting, announced=telling.announced)
    seen = fill_in(old, seen)
    known = follow_ids(replace(known, meeting=learned(old, seen)), seen)
    old = known.meeting
    venue = _compare_venue(old, new, telling)
    lists = compare_lists(known, seen, telling, is_other_way=is_other_way(known.read_by, read_by))
    seen = replace(seen, venue=venue, url=new.url or old.url, items=lists.items, documents=lists.documents)
    meeting = replace(compare_outputs(old, seen, telling), lacks=still_lacking(old, seen))
    return replace(known, meeting=meeting, absences=lists.absences, announced=telling.announced, read_by=read_by)


def _follow_time(old: MeetingTime, new: MeetingTime, telling: Telling) -> MeetingTime:
    """The time to remember: what is empty or unreadable never takes the place of what was read."""
    if new.day is None and old.day is not None:
        if new.raw and new.raw != old.raw:
            telling.flag(f'the time "{new.raw}" cannot be read: {old.iso} is kept')
        return old
    if new.day == old.day and new.clock is None and old.clock is not None:
        return old
    return new


def _follow_notes(old: Meeting, new: Meeting) -> tuple[str, ...]:
    """The notes after a row: those of a page that was read stay, but the row shows that the meeting is still shown."""
    if not old.is_detailed:
        return new.notes
    of_page = tuple(note for note in old.notes if note != NOT_SHOWN_NOTE or note in new.notes)
    return of_page if new.starts_at.iso == old.starts_at.iso else tuple(dict.fromkeys(of_page + new.notes))


def _compare_time_and_status(old: Meeting, new: Meeting, telling: Telling) -> None:
    is_rescheduled = _is_other_time(old.starts_at, new.starts_at)
    kind = STATUS_KINDS[new.status]
    if kind is not STATUS_KINDS[old.status]:
        telling.tell(kind, before={"status": old.status.value}, after={"status": new.status.value})
    elif new.status is MeetingStatus.MOVED and old.status is not MeetingStatus.MOVED:
        # "MOVED" is news without another time as well: the council says so before it says when.
        is_rescheduled = True
    if is_rescheduled:
        telling.tell(ChangeKind.MEETING_RESCHEDULED, before=time_facts(old), after=time_facts(new))


def _is_other_time(old: MeetingTime, new: MeetingTime) -> bool:
    """Whether the time changed; filling in a time or an hour that was not known is no news."""
    if old.day is None or new.day is None:
        return False
    if old.day == new.day and old.clock is None:
        return False
    return old.iso != new.iso


def _compare_venue(old: Meeting, new: Meeting, telling: Telling) -> str | None:
    """Tell another venue, and give the one to remember."""
    if not new.venue or not fold(new.venue):
        return old.venue
    if old.is_detailed and old.venue and fold(old.venue) != fold(new.venue):
        telling.tell(ChangeKind.VENUE_CHANGED, before={"venue": old.venue}, after={"venue": new.venue})
    return new.venue


def _follow_committee(old: Committee, new: Committee) -> Committee:
    if new == old:
        return old
    return Committee(id=new.id or old.id, name=new.name or old.name)
