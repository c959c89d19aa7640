"""The section "Coming up": meetings of the next 14 days, soonest first, dates that are new, and dates nobody can read.

A state, not an event: a meeting may stand here each week until it took place. Does not tell what is on the
agenda (items does). May import: domain, digest.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from watcher.digest.checks import is_checked
from watcher.digest.items import meeting_sort
from watcher.digest.material import Scope, council_of
from watcher.digest.notes import note_lines
from watcher.digest.notice import agenda_words
from watcher.digest.words import counted, moment_words, when_words
from watcher.domain.changes import ChangeKind
from watcher.domain.digests import Entry, Frequency
from watcher.domain.publications import Meeting, MeetingStatus

AHEAD = timedelta(days=14)
NEW_DATE = "New date."
_NOT_HELD = (MeetingStatus.CANCELLED, MeetingStatus.POSTPONED, MeetingStatus.WITHDRAWN)


def coming_entries(scope: Scope, frequency: Frequency, *, changed_meetings: Collection[str]) -> list[Entry]:
    """The entries, soonest first. `changed_meetings` are the keys (`meeting:...`) that stand in Changed."""
    last_seen = {state.key: state.last_good_at for state in scope.states if not is_checked(state, scope, frequency)}
    new_dates = _new_dates(scope)
    rows: dict[str, tuple[str, Entry]] = {}
    for source_key, meeting in _listed(scope, new_dates):
        number = new_dates.get((source_key, meeting.id))
        if not _is_shown(scope, meeting, is_new=number is not None):
            continue
        key = f"{council_of(source_key)}:{meeting.id}"
        is_changed = f"meeting:{key}" in changed_meetings
        entry = _entry(scope, source_key, meeting, key=key, number=number, is_changed=is_changed)
        if source_key in last_seen:
            entry = replace(entry, lines=(*entry.lines, _doubt(last_seen[source_key], scope)))
        if key not in rows or number is not None:
            rows[key] = (meeting_sort(meeting), entry)
    return [entry for _, entry in sorted(rows.values(), key=lambda row: (row[0], row[1].key))]


def coming_line(scope: Scope, entries: Sequence[Entry]) -> str:
    """`3 meetings are coming up in the next 14 days.` New dates are listed however far they are, and said apart."""
    if not entries:
        return ""
    listed = {f"{council_of(key)}:{meeting.id}": meeting for key, meeting in _listed(scope, _new_dates(scope))}
    days = [listed[entry.meeting].starts_at.day for entry in entries]
    near = sum(day is not None and day <= scope.today + AHEAD for day in days)
    words = f"{counted(len(entries), 'meeting')} {'is' if len(entries) == 1 else 'are'} coming up"
    horizon = f"the next {AHEAD.days} days"
    if near == len(entries):
        return f"{words} in {horizon}."
    if near:
        return f"{words}, {near} of them in {horizon}."
    return f"{words}." if None in days else f"{words} after {horizon}."


def _listed(scope: Scope, new_dates: Collection[tuple[str, str]]) -> list[tuple[str, Meeting]]:
    """Meetings that may stand here, with the keys of their sources."""
    return [*scope.upcoming, *((key[0], scope.material.meetings[key]) for key in new_dates)]


def _new_dates(scope: Scope) -> dict[tuple[str, str], int]:
    """Meetings first listed in this window, with the number of the change."""
    return {
        (change.source_key, change.meeting_id): change.number or 0
        for change in scope.changes
        if change.kind is ChangeKind.MEETING_SCHEDULED
        and change.meeting_id is not None
        and (change.source_key, change.meeting_id) in scope.material.meetings
    }


def _is_shown(scope: Scope, meeting: Meeting, *, is_new: bool) -> bool:
    if meeting.status in _NOT_HELD:
        return False
    day = meeting.starts_at.day
    return not scope.has_begun(meeting) and (day is None or is_new or day <= scope.today + AHEAD)


def _entry(scope: Scope, source_key: str, meeting: Meeting, *, key: str, number: int | None, is_changed: bool) -> Entry:
    lines = [NEW_DATE] if number is not None else []
    if meeting.status is not MeetingStatus.SCHEDULED:
        lines.append(f"{meeting.status.value.capitalize()}.")
    if is_changed:
        lines.append("See Changed, above.")
    lines += note_lines(meeting)
    lines.append(agenda_words(scope, source_key, meeting))
    return Entry(
        key=f"coming:{key}",
        title=scope.committee_name(source_key, meeting),
        url=meeting.url,
        where=scope.council_name(source_key),
        when=when_words(meeting.starts_at, scope.today),
        lines=tuple(lines),
        change_numbers=(number,) if number else (),
        meeting=key,
    )


def _doubt(last_good_at: datetime | None, scope: Scope) -> str:
    """What stands here is only as true as the last time that the source could be read."""
    seen = moment_words(last_good_at, scope.today) if last_good_at else ""
    return f"As last seen on {seen}: the source could not be checked since." if seen else "Not checked yet."
