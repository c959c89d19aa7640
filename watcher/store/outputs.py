"""What feeds and calendars are made of: the last changes of many sources, and meetings without their items.

Does not choose or word anything (feeds does). May import: domain, the modules of store, sqlalchemy.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, timedelta

import sqlalchemy as sa

from watcher.domain.changes import Change, ChangeKind
from watcher.domain.feeds import Revisions, Sitting
from watcher.store import tables as t
from watcher.store.changes import from_row
from watcher.store.heirs import CHANGES, MEETING_NOW
from watcher.store.meeting_rows import meeting_from
from watcher.store.rows import in_chunks

SHOWN_BY_CALENDARS = (
    ChangeKind.MEETING_RESCHEDULED,
    ChangeKind.MEETING_POSTPONED,
    ChangeKind.MEETING_ADJOURNED,
    ChangeKind.MEETING_CANCELLED,
    ChangeKind.MEETING_REINSTATED,
    ChangeKind.VENUE_CHANGED,
)
"""News of a meeting itself that follows its first sight."""

Key = tuple[str, str]
"""(source key, meeting id)."""


def latest_of_each(conn: sa.Connection, source_keys: Iterable[str], *, limit: int) -> dict[str, tuple[Change, ...]]:
    """The last `limit` changes of each of these sources, newest first; sources without any are missing."""
    c = t.changes.c
    found: dict[str, list[Change]] = {}
    for chunk in in_chunks(source_keys):
        place = sa.func.row_number().over(partition_by=c.source_key, order_by=c.number.desc())
        ranked = sa.select(c.number, place.label("place")).where(c.source_key.in_(chunk)).subquery()
        wanted = sa.select(ranked.c.number).where(ranked.c.place <= limit)
        for row in conn.execute(sa.select(*CHANGES).where(c.number.in_(wanted)).order_by(c.number.desc())):
            found.setdefault(row.source_key, []).append(from_row(row))
    return {key: tuple(changes) for key, changes in found.items()}


def latest(conn: sa.Connection, source_keys: Collection[str], *, limit: int) -> tuple[Change, ...]:
    """The last `limit` changes of these sources together, newest first."""
    c = t.changes.c
    found = [
        from_row(row)
        for chunk in in_chunks(source_keys)
        for row in conn.execute(
            sa.select(*CHANGES).where(c.source_key.in_(chunk)).order_by(c.number.desc()).limit(limit)
        )
    ]
    return tuple(sorted(found, key=lambda change: -(change.number or 0))[:limit])


def latest_about(conn: sa.Connection, topic: str, *, limit: int) -> tuple[Change, ...]:
    """The last `limit` changes of watched sources that may concern a topic, newest first.

    That is: of an item, entry or decision that is about it, or of a meeting as a whole that has such an item (such a
    paper, where it has no items).
    """
    c, m, i = t.changes.c, t.matches.c, t.items.c
    about = sa.select(m.subject).where(m.topic == topic, m.is_about, m.source_key == c.source_key)
    of_meeting = (i.source_key == c.source_key) & (i.meeting_id == MEETING_NOW)
    in_meeting = sa.select(i.item_id).where(of_meeting, sa.literal("item:").concat(i.item_id).in_(about)).exists()
    d = t.documents.c
    of_papers = (d.source_key == c.source_key) & (d.meeting_id == MEETING_NOW)
    in_papers = (
        sa.select(d.document_id).where(of_papers, sa.literal("paper:").concat(d.document_id).in_(about)).exists()
    )
    fits = sa.or_(
        sa.literal("item:").concat(c.item_id).in_(about),
        sa.literal("entry:").concat(c.entry_id).in_(about),
        sa.literal("decision:").concat(c.decision_id).in_(about),
        sa.and_(c.item_id.is_(None), c.meeting_id.is_not(None), sa.or_(in_meeting, in_papers)),
    )
    watched = sa.select(t.sources.c.key).where(t.sources.c.is_watched)
    asked = sa.select(*CHANGES).where(fits, c.source_key.in_(watched)).order_by(c.number.desc()).limit(limit)
    return tuple(from_row(row) for row in conn.execute(asked))


def horizon(conn: sa.Connection, source_keys: Iterable[str], first_day: date, last_day: date, *, most: int) -> date:
    """The last day up to which these sources have at most so many meetings; `last_day` if all of them are no more."""
    c = t.meetings.c
    days: Counter[str] = Counter()
    for chunk in in_chunks(source_keys):
        which = c.source_key.in_(chunk) & (c.day >= first_day.isoformat()) & (c.day <= last_day.isoformat())
        asked = sa.select(c.day, sa.func.count()).where(which).group_by(c.day)
        for day, count in conn.execute(asked):
            days[day] += count
    total = 0
    for day, count in sorted(days.items()):
        total += count
        if total > most:
            return date.fromisoformat(day) - timedelta(days=1)
    return last_day


def sittings(conn: sa.Connection, source_keys: Iterable[str], first_day: date, last_day: date) -> tuple[Sitting, ...]:
    """Every meeting of these sources from one day to another, both included, in the order of day, source and id.

    The meetings come without items and documents; what is on their agendas about a topic stands beside them.
    """
    c = t.meetings.c
    keys = tuple(source_keys)
    found: list[Sitting] = []
    for chunk in in_chunks(keys):
        which = c.source_key.in_(chunk) & (c.day >= first_day.isoformat()) & (c.day <= last_day.isoformat())
        subjects = _subjects(conn, which)
        revisions = _revisions(conn, which)
        for row in conn.execute(sa.select(t.meetings).where(which)):
            key = (row.source_key, row.meeting_id)
            sitting = Sitting(
                source_key=row.source_key,
                meeting=meeting_from(row, (), ()),
                subjects=tuple(subjects.get(key, {}).items()),
                revisions=revisions.get(key, Revisions()),
            )
            found.append(sitting)
    return tuple(sorted(found, key=lambda each: (each.meeting.starts_at.iso or "", each.source_key, each.meeting.id)))


def _subjects(conn: sa.Connection, which: sa.ColumnElement[bool]) -> dict[Key, dict[str, tuple[str, ...]]]:
    """The titles of items that are about a topic, in the order of the agenda, each with its topics."""
    i, m = t.items.c, t.matches.c
    of_meeting = (i.source_key == t.meetings.c.source_key) & (i.meeting_id == t.meetings.c.meeting_id)
    of_item = (m.source_key == i.source_key) & (m.subject == sa.literal("item:").concat(i.item_id))
    asked = (
        sa.select(i.source_key, i.meeting_id, i.title, m.topic)
        .join(t.meetings, of_meeting)
        .join(t.matches, of_item)
        .where(which, m.is_about)
        .order_by(i.source_key, i.meeting_id, i.position, m.position, m.topic)
    )
    found: dict[Key, dict[str, tuple[str, ...]]] = {}
    for row in conn.execute(asked):
        titles = found.setdefault((row.source_key, row.meeting_id), {})
        titles[row.title] = tuple(dict.fromkeys((*titles.get(row.title, ()), row.topic)))
    return found


def _revisions(conn: sa.Connection, which: sa.ColumnElement[bool]) -> dict[Key, Revisions]:
    c = t.changes.c
    of_meeting = (c.source_key == t.meetings.c.source_key) & (c.meeting_id == t.meetings.c.meeting_id)
    is_shown = sa.case((c.kind.in_([kind.value for kind in SHOWN_BY_CALENDARS]), 1), else_=0)
    asked = (
        sa.select(c.source_key, c.meeting_id, sa.func.sum(is_shown), sa.func.max(c.noticed_at))
        .join(t.meetings, of_meeting)
        .where(which)
        .group_by(c.source_key, c.meeting_id)
    )
    return {
        (source_key, meeting_id): Revisions(count=int(count), last_at=last_at)
        for source_key, meeting_id, count, last_at in conn.execute(asked)
    }
