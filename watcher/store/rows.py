"""Statements that several tables share: write only what differs, add what is new, ask for many keys at once.

Does not know what the tables mean. May import: sqlalchemy.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

Row = Mapping[str, Any]
"""One row to be written or as read: column names to values."""

Key = tuple[Any, ...]
"""The values of a primary key, in the table's order."""

_CHUNK = 400
"""Keys asked for in one statement: SQLite took 999 parameters before 3.32, and a pair is two."""


def write_difference(conn: sa.Connection, table: sa.Table, before: Mapping[Key, Row], after: Mapping[Key, Row]) -> int:
    """Make the table's rows `before` into `after`, touching only what differs. Returns how many rows were written.

    Both are keyed by the primary key, and the rows hold them too.
    """
    keys = [column.name for column in table.primary_key]
    where = sa.and_(*(table.c[name] == sa.bindparam(f"old_{name}") for name in keys))
    gone = [_named(keys, key) for key in before.keys() - after.keys()]
    new = [row for key, row in after.items() if key not in before]
    changed = [{**row, **_named(keys, key)} for key, row in after.items() if key in before and before[key] != row]
    if gone:
        conn.execute(table.delete().where(where), gone)
    if changed:
        # The columns to set are those of the first row: all of them but the key.
        values = [{name: value for name, value in row.items() if name not in keys} for row in changed]
        conn.execute(table.update().where(where), values)
    if new:
        conn.execute(table.insert(), new)
    return len(gone) + len(changed) + len(new)


def _named(keys: Sequence[str], key: Key) -> dict[str, Any]:
    return {f"old_{name}": value for name, value in zip(keys, key, strict=True)}


def in_chunks(keys: Iterable[Any]) -> Iterator[list[Any]]:
    """The distinct keys, sorted, in lists short enough for one statement."""
    ordered = sorted(set(keys))
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]


def _insert(conn: sa.Connection, table: sa.Table) -> "postgresql.Insert | sqlite.Insert":
    return postgresql.insert(table) if conn.dialect.name == "postgresql" else sqlite.insert(table)


def upsert(conn: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert rows; where the primary key is there already, update the row."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    insert = _insert(conn, table)
    changed = {name: insert.excluded[name] for name in rows[0] if name not in keys}
    conn.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed), list(rows))


def insert_new(
    conn: sa.Connection, table: sa.Table, row: Row, *, unless: Sequence[str] = ()
) -> "postgresql.Insert | sqlite.Insert":
    """The statement that inserts a row, and does nothing where one is there: any the same, or the same in `unless`."""
    return _insert(conn, table).values(row).on_conflict_do_nothing(index_elements=list(unless) or None)


def insert_all_new(conn: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert rows; where another process was faster with the same, its row stays."""
    if rows:
        conn.execute(_insert(conn, table).on_conflict_do_nothing(), list(rows))
