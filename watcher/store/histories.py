"""What sources showed in the course of time: days of meetings, days of entries, how the last attempts ended.

Does not judge it. May import: domain, the modules of store, sqlalchemy.
"""

from collections.abc import Iterable
from datetime import date, datetime

import sqlalchemy as sa

from watcher.domain.publications import MeetingStatus, Outcome
from watcher.store import tables as t
from watcher.store.rows import in_chunks

_OFF = [MeetingStatus.CANCELLED.value, MeetingStatus.WITHDRAWN.value]


def last_meetings(conn: sa.Connection) -> dict[str, date]:
    """The last day, past or to come, for which each watched source has a meeting that was not called off."""
    c = t.meetings.c
    watched = sa.select(t.sources.c.key).where(t.sources.c.is_watched)
    asked = (
        sa.select(c.source_key, sa.func.max(c.day))
        .where(c.day.is_not(None), c.status.not_in(_OFF), c.source_key.in_(watched))
        .group_by(c.source_key)
    )
    return {source_key: date.fromisoformat(day) for source_key, day in conn.execute(asked)}


def meeting_days(conn: sa.Connection, source_keys: Iterable[str]) -> dict[str, list[date]]:
    """The days of all meetings of these sources that were not called off."""
    c = t.meetings.c
    found: dict[str, list[date]] = {}
    for chunk in in_chunks(source_keys):
        asked = sa.select(c.source_key, c.day).where(c.source_key.in_(chunk), c.day.is_not(None), c.status.not_in(_OFF))
        for source_key, day in conn.execute(asked):
            found.setdefault(source_key, []).append(date.fromisoformat(day))
    return found


def entry_moments(conn: sa.Connection, source_keys: Iterable[str]) -> dict[str, list[datetime]]:
    """When the entries of these feeds were published (UTC), by the feeds' own clocks."""
    c = t.entries.c
    found: dict[str, list[datetime]] = {}
    for chunk in in_chunks(source_keys):
        asked = sa.select(c.source_key, c.published_at).where(c.source_key.in_(chunk), c.published_at.is_not(None))
        for source_key, at in conn.execute(asked):
            found.setdefault(source_key, []).append(at)
    return found


def last_outcomes(conn: sa.Connection, source_key: str, *, limit: int) -> tuple[Outcome, ...]:
    """How the last attempts to read a source ended, the latest first."""
    c = t.polls.c
    asked = sa.select(c.outcome).where(c.source_key == source_key).order_by(c.id.desc()).limit(limit)
    return tuple(map(Outcome, conn.scalars(asked)))
