"""What is known of each source, and its meetings for whoever shows them.

Does not compare (diff does). May import: domain, the modules of store, sqlalchemy.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

import sqlalchemy as sa

from watcher.domain.changes import Known, KnownMeeting
from watcher.domain.polls import MeetingGlance
from watcher.domain.publications import Committee, Meeting
from watcher.store import decisions, heirs
from watcher.store import meeting_rows as shape
from watcher.store import tables as t
from watcher.store.entries import entries, entries_of, save_entries
from watcher.store.matches import matches, save_matches
from watcher.store.rows import in_chunks, write_difference
from watcher.store.visits import look_again, looked_at, sources_of

__all__ = [
    "by_keys",
    "entries",
    "entries_of",
    "glances_of",
    "known_summary",
    "load_known",
    "look_again",
    "looked_at",
    "matches",
    "meeting",
    "save_entries",
    "save_known",
    "save_matches",
    "sources_of",
    "upcoming",
]


def load_known(conn: sa.Connection, source_key: str) -> Known:
    """Everything remembered of one source, in few statements. A source never read is known to be nothing."""
    found = [(row, sitting) for row, sitting in _meetings(conn, t.meetings.c.source_key == source_key)]
    committees = conn.execute(sa.select(t.known_committees).where(t.known_committees.c.source_key == source_key))
    entry_ids = conn.scalars(sa.select(t.known_entries.c.entry_id).where(t.known_entries.c.source_key == source_key))
    asked = sa.select(t.sources.c.is_baselined, t.sources.c.read_by).where(t.sources.c.key == source_key)
    is_baselined, read_by = conn.execute(asked).one_or_none() or (False, None)
    return Known(
        source_key=source_key,
        is_baselined=is_baselined,
        read_by=read_by,
        meetings={row.meeting_id: shape.known_meeting_from(row, sitting) for row, sitting in found},
        entry_ids=frozenset(entry_ids),
        committees={row.committee_id: Committee(id=row.committee_id, name=row.name) for row in committees},
        decisions=decisions.load(conn, source_key),
        renumbered=heirs.load(conn, source_key),
    )


def save_known(conn: sa.Connection, before: Known, after: Known) -> int:
    """Make what is remembered as `before` into `after`, writing only what differs. Returns how many rows that were.

    `before` must be what load_known gave in this transaction, or in one since which the version of the source's state
    has not moved. The source must have been named to sources.sync.
    """
    key = after.source_key
    old = [sitting for id_, sitting in before.meetings.items() if after.meetings.get(id_) is not sitting]
    new = [sitting for id_, sitting in after.meetings.items() if before.meetings.get(id_) is not sitting]
    # Meetings first: what hangs on a vanished one goes with it, and what hangs on a new one needs it.
    written = write_difference(conn, t.meetings, _meeting_rows(key, old), _meeting_rows(key, new))
    for table, rows_of in ((t.items, shape.item_rows), (t.documents, shape.document_rows)):
        written += write_difference(
            conn,
            table,
            {place: row for sitting in old for place, row in rows_of(key, sitting.meeting)},
            {place: row for sitting in new for place, row in rows_of(key, sitting.meeting)},
        )
    written += write_difference(conn, t.known_entries, _entry_rows(before), _entry_rows(after))
    written += write_difference(conn, t.known_committees, _committee_rows(before), _committee_rows(after))
    written += decisions.save(
        conn,
        key,
        [each for id_, each in before.decisions.items() if after.decisions.get(id_) is not each],
        [each for id_, each in after.decisions.items() if before.decisions.get(id_) is not each],
    )
    written += heirs.save(conn, key, before.renumbered, after.renumbered)
    if (before.is_baselined, before.read_by) != (after.is_baselined, after.read_by):
        now = {"is_baselined": after.is_baselined, "read_by": after.read_by}
        written += conn.execute(t.sources.update().where(t.sources.c.key == key).values(now)).rowcount
    return written


def known_summary(conn: sa.Connection, source_key: str) -> tuple[MeetingGlance, ...]:
    """The outline of what is known, in one statement: what tells which meeting pages are due. In the order of days."""
    return tuple(glances_of(conn, [source_key]).get(source_key, {}).values())


def glances_of(conn: sa.Connection, source_keys: Iterable[str]) -> dict[str, dict[str, MeetingGlance]]:
    """The same for many sources at once, by source key and meeting id; those without a meeting are missing."""
    c = t.meetings.c
    columns = [c[name] for name in _OUTLINE]
    found: dict[str, dict[str, MeetingGlance]] = {}
    for chunk in in_chunks(source_keys):
        asked = sa.select(c.source_key, *columns).where(c.source_key.in_(chunk)).order_by(c.day, c.meeting_id)
        for source_key, *outline in conn.execute(asked):
            glance = MeetingGlance(**dict(zip(_OUTLINE, outline, strict=True)))
            found.setdefault(source_key, {})[glance.meeting_id] = glance
    return found


_OUTLINE = tuple(each.name for each in fields(MeetingGlance))


def meeting(conn: sa.Connection, source_key: str, meeting_id: str) -> Meeting | None:
    """One meeting with all that is known of it, None if it is not known."""
    return by_keys(conn, [(source_key, meeting_id)]).get((source_key, meeting_id))


def by_keys(conn: sa.Connection, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Meeting]:
    """The meetings of these (source key, meeting id); those not known are missing."""
    pair = sa.tuple_(t.meetings.c.source_key, t.meetings.c.meeting_id)
    return {
        (row.source_key, row.meeting_id): sitting
        for chunk in in_chunks(keys)
        for row, sitting in _meetings(conn, pair.in_(chunk))
    }


def upcoming(
    conn: sa.Connection, source_keys: Sequence[str] | None, from_day: date, to_day: date
) -> tuple[tuple[str, Meeting], ...]:
    """(source key, meeting) of every meeting from one day to another, both included, in the order of time.

    `source_keys` None means every source that is watched. Meetings that will not take place are among them.
    """
    c = t.meetings.c
    which = sa.and_(c.day >= from_day.isoformat(), c.day <= to_day.isoformat())
    if source_keys is None:
        watched = sa.select(t.sources.c.key).where(t.sources.c.is_watched)
        found = [(row.source_key, sitting) for row, sitting in _meetings(conn, which & c.source_key.in_(watched))]
    else:
        found = [
            (row.source_key, sitting)
            for chunk in in_chunks(source_keys)
            for row, sitting in _meetings(conn, which & c.source_key.in_(chunk))
        ]
    return tuple(sorted(found, key=lambda pair: (pair[1].starts_at.iso or "", pair[0], pair[1].id)))


def undated(conn: sa.Connection) -> tuple[tuple[str, Meeting], ...]:
    """(source key, meeting) of every watched meeting whose day could not be read: a person has to look."""
    c = t.meetings.c
    watched = sa.select(t.sources.c.key).where(t.sources.c.is_watched)
    found = [(row.source_key, sitting) for row, sitting in _meetings(conn, c.day.is_(None) & c.source_key.in_(watched))]
    return tuple(sorted(found, key=lambda pair: (pair[0], len(pair[1].id), pair[1].id)))


def _meetings(conn: sa.Connection, which: sa.ColumnElement[bool]) -> Iterator[tuple[sa.Row[Any], Meeting]]:
    """The rows of meetings with the meetings they mean, in three statements however many there are."""
    m, i, d = t.meetings.c, t.items.c, t.documents.c
    of_items = (i.source_key == m.source_key) & (i.meeting_id == m.meeting_id)
    of_documents = (d.source_key == m.source_key) & (d.meeting_id == m.meeting_id)
    documents = shape.documents_from(
        conn.execute(
            sa.select(t.documents)
            .join(t.meetings, of_documents)
            .where(which)
            .order_by(d.source_key, d.meeting_id, d.item_position, d.position)
        )
    )
    items = shape.items_from(
        conn.execute(
            sa.select(t.items).join(t.meetings, of_items).where(which).order_by(i.source_key, i.meeting_id, i.position)
        ),
        documents,
    )
    for row in conn.execute(sa.select(t.meetings).where(which)).all():
        key = (row.source_key, row.meeting_id)
        yield row, shape.meeting_from(row, items.get(key, ()), documents.get(key, {}).get(shape.OWN, ()))


def _meeting_rows(source_key: str, sittings: Iterable[KnownMeeting]) -> shape.Keyed:
    return {(source_key, sitting.meeting.id): shape.meeting_row(source_key, sitting) for sitting in sittings}


def _entry_rows(known: Known) -> shape.Keyed:
    key = known.source_key
    return {(key, entry_id): {"source_key": key, "entry_id": entry_id} for entry_id in known.entry_ids}


def _committee_rows(known: Known) -> shape.Keyed:
    key = known.source_key
    return {
        (key, committee.id): {"source_key": key, "committee_id": committee.id, "name": committee.name}
        for committee in known.committees.values()
    }
