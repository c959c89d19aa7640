"""Troubles that the operator must know of: which stand, and what has been said of them.

A trouble that comes again before its end was told goes on: the operator hears of a beginning and an end, not of every
turn between them. Does not notice troubles or write to anybody (actions do). May import: domain, the modules of store,
sqlalchemy.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watcher.domain.troubles import Sighting, Trouble, TroubleKind
from watcher.store import tables as t
from watcher.store.rows import insert_new

_c = t.troubles.c
_stands = _c.ended_at.is_(None)
_start_untold = _c.start_told_at.is_(None)
_end_untold = _c.ended_at.is_not(None) & _c.end_told_at.is_(None)


def see(conn: sa.Connection, sighting: Sighting, *, now: datetime) -> bool:
    """Note a trouble; False if it stood already, and then its words are the new ones."""
    which = (_c.kind == sighting.kind.value) & (_c.about == sighting.about)
    fresh = {"what": sighting.what, "seen_at": now}
    if conn.execute(t.troubles.update().where(which, _stands).values(fresh)).rowcount:
        return False
    last = sa.select(sa.func.max(_c.id)).where(which, _end_untold).scalar_subquery()
    again = t.troubles.update().where(_c.id == last).values(ended_at=None, **fresh)
    if conn.execute(again).rowcount:
        return True
    row = {"kind": sighting.kind.value, "about": sighting.about, "since": now, **fresh}
    return conn.scalar(insert_new(conn, t.troubles, row).returning(_c.id)) is not None


def end(conn: sa.Connection, ids: Collection[int], *, now: datetime) -> int:
    """Note that these are over; gives how many stood."""
    return conn.execute(t.troubles.update().where(_c.id.in_(ids), _stands).values(ended_at=now)).rowcount


def standing(conn: sa.Connection) -> tuple[Trouble, ...]:
    """What is wrong now, the oldest first."""
    return _found(conn, _stands)


def untold(conn: sa.Connection, *, is_locked: bool = False) -> tuple[Trouble, ...]:
    """Those of which the operator has not heard that they began, or ended, the oldest first.

    `is_locked`: whoever asks the same way waits until this transaction ends, and then gets what is left.
    """
    return _found(conn, sa.or_(_start_untold, _end_untold), is_locked=is_locked)


def tell(conn: sa.Connection, ids: Collection[int], *, now: datetime) -> None:
    """Note that all there is to say of these has been said."""
    these = _c.id.in_(ids)
    conn.execute(t.troubles.update().where(these, _start_untold).values(start_told_at=now))
    conn.execute(t.troubles.update().where(these, _end_untold).values(end_told_at=now))


def last_told_at(conn: sa.Connection) -> datetime | None:
    """When something was last said; None if nothing ever was."""
    moments = conn.execute(sa.select(sa.func.max(_c.start_told_at), sa.func.max(_c.end_told_at))).one()
    return max((each for each in moments if each is not None), default=None)


def forget(conn: sa.Connection, before: datetime) -> int:
    """Delete those that were over before, and said to be. Returns how many."""
    return conn.execute(t.troubles.delete().where(_c.ended_at < before, ~_end_untold)).rowcount


def _found(conn: sa.Connection, which: sa.ColumnElement[bool], *, is_locked: bool = False) -> tuple[Trouble, ...]:
    asked = sa.select(t.troubles).where(which).order_by(_c.since, _c.id)
    if is_locked:
        asked = asked.with_for_update()  # SQLite has one writer anyway
    return tuple(_from_row(row) for row in conn.execute(asked))


def _from_row(row: sa.Row[Any]) -> Trouble:
    return Trouble(**{**row._mapping, "kind": TroubleKind(row.kind)})
