"""Statements that several tables share: write only what differs, and ask for many keys at once.

Does not know what the tables mean. May import: store.tables, sqlalchemy.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from watcher.store.tables import Row

_CHUNK = 400
"""Keys asked for in one statement: SQLite took 999 parameters before 3.32, and a pair is two."""


def write_difference(
    conn: sa.Connection, table: sa.Table, before: Mapping[tuple[Any, ...], Row], after: Mapping[tuple[Any, ...], Row]
) -> int:
    """Make the table's rows `before` into `after`, touching only what differs. Returns how many rows were written.

    Both are keyed by the primary key's values in the table's order, and the rows hold them too.
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


def _named(keys: Sequence[str], key: tuple[Any, ...]) -> dict[str, Any]:
    return {f"old_{name}": value for name, value in zip(keys, key, strict=True)}


def in_chunks(keys: Iterable[Any]) -> Iterator[list[Any]]:
    """The distinct keys, sorted, in lists short enough for one statement."""
    ordered = sorted(set(keys))
    for start in range(0, len(ordered), _CHUNK):
        yield ordered[start : start + _CHUNK]
