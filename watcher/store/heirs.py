"""Meetings that got another id: kept beside the log of changes, which is never altered, and laid over it when read.

Does not know why an id changed (diff does). May import: domain, the modules of store, sqlalchemy.
"""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from watcher.store import tables as t
from watcher.store.rows import Key, Row, write_difference

_r, _c = t.renumbered.c, t.changes.c

MEETING_NOW: sa.ColumnElement[Any] = sa.func.coalesce(
    sa.select(_r.id_now).where(_r.source_key == _c.source_key, _r.meeting_id == _c.meeting_id).scalar_subquery(),
    _c.meeting_id,
)
"""The id that the meeting of a change has now, in a statement about changes."""

CHANGES = tuple(column if column is not _c.meeting_id else MEETING_NOW.label("meeting_id") for column in _c)
"""What to select of changes, so that they are about meetings by the ids of now."""


def load(conn: sa.Connection, source_key: str) -> dict[str, str]:
    """Ids that meetings of a source had, with the id of now."""
    asked = sa.select(_r.meeting_id, _r.id_now).where(_r.source_key == source_key)
    return {row.meeting_id: row.id_now for row in conn.execute(asked)}


def save(conn: sa.Connection, source_key: str, before: Mapping[str, str], after: Mapping[str, str]) -> int:
    """Make `before` into `after`. Returns how many rows were written."""
    return write_difference(conn, t.renumbered, _rows(source_key, before), _rows(source_key, after))


def _rows(source_key: str, ids: Mapping[str, str]) -> dict[Key, Row]:
    return {(source_key, old): {"source_key": source_key, "meeting_id": old, "id_now": now} for old, now in ids.items()}
