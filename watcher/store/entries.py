"""Entries of feeds, kept for the digest that quotes them.

Does not say which are new (diff does). May import: domain, the modules of store, sqlalchemy.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from watcher.domain.publications import FeedEntry
from watcher.store import tables as t
from watcher.store.rows import in_chunks, upsert


def save_entries(conn: sa.Connection, source_key: str, entries: Iterable[FeedEntry]) -> None:
    """Keep these entries, in place of those with the same id."""
    rows = {
        entry.id: {
            "source_key": source_key,
            "entry_id": entry.id,
            "title": entry.title,
            "url": entry.url,
            "published_at": entry.published_at,
            "event": entry.event,
            "meeting_id": entry.meeting_id,
            "text": entry.text,
        }
        for entry in entries
    }
    upsert(conn, t.entries, list(rows.values()))


def entries(conn: sa.Connection, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], FeedEntry]:
    """The entries of these (source key, entry id); those not kept are missing."""
    pair = sa.tuple_(t.entries.c.source_key, t.entries.c.entry_id)
    return {
        (row.source_key, row.entry_id): _from_row(row)
        for chunk in in_chunks(keys)
        for row in conn.execute(sa.select(t.entries).where(pair.in_(chunk)))
    }


def entries_of(conn: sa.Connection, source_key: str) -> tuple[FeedEntry, ...]:
    """Every entry kept of one source, by id."""
    asked = sa.select(t.entries).where(t.entries.c.source_key == source_key).order_by(t.entries.c.entry_id)
    return tuple(map(_from_row, conn.execute(asked)))


def _from_row(row: sa.Row[Any]) -> FeedEntry:
    return FeedEntry(
        id=row.entry_id,
        title=row.title,
        url=row.url,
        published_at=row.published_at,
        event=row.event,
        meeting_id=row.meeting_id,
        text=row.text,
    )
