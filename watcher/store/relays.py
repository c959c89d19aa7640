"""The server that takes our mail, by name: since when, why and until when nothing is tried there.

Does not decide how long (actions do). May import: domain, the modules of store, sqlalchemy.
"""

from typing import Any

import sqlalchemy as sa

from watcher.domain.subscribers import Pause
from watcher.store import tables as t
from watcher.store.rows import upsert


def pause(conn: sa.Connection, name: str) -> Pause | None:
    """The pause of a relay; None if all is well."""
    c = t.relays.c
    row = conn.execute(sa.select(t.relays).where(c.name == name, c.paused_until.is_not(None))).first()
    return None if row is None else _from_row(row)


def pauses(conn: sa.Connection) -> tuple[Pause, ...]:
    """Every relay that is paused, by name."""
    c = t.relays.c
    asked = sa.select(t.relays).where(c.paused_until.is_not(None)).order_by(c.name)
    return tuple(_from_row(row) for row in conn.execute(asked))


def set_pause(conn: sa.Connection, pause: Pause) -> None:
    """Remember a pause."""
    row = {
        "name": pause.relay,
        "paused_until": pause.until,
        "why": pause.why,
        "since": pause.since,
        "failures": pause.failures,
    }
    upsert(conn, t.relays, [row])


def end_pauses(conn: sa.Connection) -> int:
    """Mail is taken again, also where a relay of another name was paused before. Returns how many were."""
    return conn.execute(t.relays.delete()).rowcount


def _from_row(row: sa.Row[Any]) -> Pause:
    return Pause(relay=row.name, until=row.paused_until, why=row.why, since=row.since, failures=row.failures)
