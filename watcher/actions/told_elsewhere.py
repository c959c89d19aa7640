"""A decision that was taken at a watched committee's meeting is told there, and must not be told twice.

Its register entry says where to look: the meeting is read again at once. Only where that meeting's page was read on a
later day than the decision came out, and shows no decisions, is the decision told by itself: nothing is missed in
silence.
Does not compare (diff does). May import: store, actions.asking, domain.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from watcher import store
from watcher.actions.asking import Gathered
from watcher.domain.changes import ChangeKind, Comparison, Known
from watcher.domain.polls import MeetingGlance
from watcher.domain.publications import LONDON, Decision, Meeting, Published, Source

WAIT = timedelta(days=7)
"""So long after it came out a decision waits for a page that cannot be read; after two weeks it would be no news."""

_TOLD_BY = {Published.DECISIONS, Published.DRAFT_MINUTES, Published.MINUTES}


def without_told_elsewhere(
    conn: Connection, source: Source, comparison: Comparison, gathered: Gathered, *, now: datetime
) -> Comparison:
    """The comparison of a register without what its meetings tell; the meetings that are to tell it are read again.

    A decision that waits is not known yet: the pages that showed it are forgotten, so that the next poll sees it anew.
    """
    new = [each.decision_id or "" for each in comparison.changes if each.kind is ChangeKind.DECISION_PUBLISHED]
    meetings = _meetings(conn, source, comparison.known, new)
    today = now.astimezone(LONDON).date()
    glances = store.meetings.glances_of(conn, {key for key, _ in meetings.values()})
    told_there: set[str] = set()
    waiting: set[str] = set()
    hints: dict[str, set[str]] = {}
    for id_, (key, meeting) in meetings.items():
        decision = comparison.known.decisions[id_].decision
        assert isinstance(decision, Decision)
        hints.setdefault(key, set()).add(meeting.id)
        if meeting.published & _TOLD_BY:
            told_there.add(id_)
        elif decision.day is not None and not _was_read_since(glances[key][meeting.id], decision.day, today):
            waiting.add(id_)
    if not told_there and not waiting:
        return comparison
    store.meetings.look_again(conn, hints, now=now)
    if waiting:
        gathered.pages[:] = [page for page in gathered.pages if page.body is None]
    known = {id_: each for id_, each in comparison.known.decisions.items() if id_ not in waiting}
    return replace(
        comparison,
        changes=tuple(each for each in comparison.changes if each.decision_id not in told_there | waiting),
        known=replace(comparison.known, decisions=known),
        flags=(*comparison.flags, *(f"decision {id_}: waits for its meeting to tell it" for id_ in sorted(waiting))),
    )


def _was_read_since(glance: MeetingGlance, day: date, today: date) -> bool:
    """True if the meeting's page was read on a later day, or has had time enough."""
    read_on = glance.page_read_at.astimezone(LONDON).date() if glance.page_read_at else date.min
    return read_on > day or today - day > WAIT


def _meetings(conn: Connection, source: Source, known: Known, ids: list[str]) -> dict[str, tuple[str, Meeting]]:
    """The watched meetings at which these decisions were taken, with their sources, by decision."""
    taken_at = {
        id_: decision.meeting_id
        for id_ in ids
        if isinstance(decision := known.decisions[id_].decision, Decision) and decision.meeting_id is not None
    }
    if not taken_at:
        return {}
    watched = store.sources.watched_committees(conn, host_of=source.url)
    keys = store.meetings.sources_of(conn, watched.values(), set(taken_at.values()))
    found = store.meetings.by_keys(conn, [(key, meeting_id) for meeting_id, key in keys.items()])
    return {
        id_: (keys[meeting_id], found[keys[meeting_id], meeting_id])
        for id_, meeting_id in taken_at.items()
        if meeting_id in keys
    }
