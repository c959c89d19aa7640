"""Emails on their way: each state change is conditional on the state before, so that two senders never share one.

Does not send (deliver does) or know a policy (actions do). May import: domain, the modules of store, sqlalchemy.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from watcher.domain.subscribers import Delivery, DeliveryKind, DeliveryState, Step
from watcher.store import tables as t
from watcher.store.rows import insert_new
from watcher.store.runs import add_edition, editions, finish_run, last_edition, open_run, runs

__all__ = [
    "add_delivery",
    "add_edition",
    "claim",
    "deliveries",
    "delivery",
    "editions",
    "expired",
    "finish_run",
    "forget_bodies",
    "has_delivery",
    "last_edition",
    "mark",
    "open_run",
    "pending_count",
    "runs",
    "suppress",
    "totals",
]

_FINAL = [state.value for state in DeliveryState if state.is_final]
_HELD = (DeliveryState.CLAIMED, DeliveryState.HANDOVER)
_COLUMNS = [column for column in t.deliveries.c if column.name not in ("edition_slug", "changed_at")]


def add_delivery(
    conn: sa.Connection,
    run_id: int,
    subscriber_id: int,
    edition_slug: str,
    address: str,
    message_id: str,
    subject: str,
    message: bytes,
    now: datetime,
    expires_at: datetime | None = None,
) -> Delivery:
    """Put an email in the outbox. A person gets one per run: if it is there already, that one is returned unchanged.

    From `expires_at` on it is old news.
    """
    row = {
        "run_id": run_id,
        "subscriber_id": subscriber_id,
        "kind": DeliveryKind.DIGEST.value,
        "edition_slug": edition_slug,
        "address": address,
        "message_id": message_id,
        "subject": subject,
        "state": DeliveryState.RENDERED.value,
        "attempts": 0,
        "next_attempt_at": now,
        "lease_until": None,
        "expires_at": expires_at,
        "message": message,
        "history": [_step(now, DeliveryState.RENDERED, "")],
        "changed_at": now,
    }
    conn.execute(insert_new(conn, t.deliveries, row, unless=("run_id", "subscriber_id")))
    c = t.deliveries.c
    which = (c.run_id == run_id) & (c.subscriber_id == subscriber_id)
    return _from_row(conn.execute(sa.select(*_COLUMNS).where(which)).one())


def claim(conn: sa.Connection, *, now: datetime, lease_s: float) -> Delivery | None:
    """Take the email that may go and has waited longest, for `lease_s`; None if there is none.

    On PostgreSQL another sender's choice is skipped, on SQLite there is one writer at a time.
    """
    c = t.deliveries.c
    asked = sa.select(*_COLUMNS).where(c.next_attempt_at <= now).order_by(c.next_attempt_at, c.id)
    row = conn.execute(asked.limit(1).with_for_update(skip_locked=True)).first()
    if row is None:
        return None
    before = DeliveryState(row.state)
    if not mark(conn, row.id, before, DeliveryState.CLAIMED, now=now, words="", lease_s=lease_s):
        return None
    return delivery(conn, row.id)


def mark(
    conn: sa.Connection,
    delivery_id: int,
    expected: DeliveryState,
    new: DeliveryState,
    *,
    now: datetime,
    words: str,
    next_attempt_at: datetime | None = None,
    lease_s: float | None = None,
) -> bool:
    """Move an email from one state to another and write it in its history. False if it was not in `expected`.

    A hand-over counts as an attempt. The lease is `lease_s` from now; without it, it stays as it is while the email is
    held, and ends otherwise.
    """
    c = t.deliveries.c
    which = (c.id == delivery_id) & (c.state == expected.value)
    history = conn.scalar(sa.select(c.history).where(which).with_for_update())
    if history is None:
        return False
    values: dict[str, Any] = {
        "state": new.value,
        "history": [*history, _step(now, new, words)],
        "next_attempt_at": next_attempt_at or (now if new is DeliveryState.RENDERED else None),
        "changed_at": now,
    }
    if new is DeliveryState.HANDOVER:
        values["attempts"] = c.attempts + 1
    if lease_s is not None:
        values["lease_until"] = now + timedelta(seconds=lease_s)
    elif new not in _HELD:
        values["lease_until"] = None
    return conn.execute(t.deliveries.update().where(which).values(values)).rowcount == 1


def expired(conn: sa.Connection, now: datetime) -> tuple[Delivery, ...]:
    """Emails whose sender took them and did not come back in time, the oldest first."""
    c = t.deliveries.c
    which = c.state.in_([state.value for state in _HELD]) & (c.lease_until <= now)
    return _all(conn, which)


def delivery(conn: sa.Connection, delivery_id: int) -> Delivery | None:
    """One email, None if there is no such."""
    row = conn.execute(sa.select(*_COLUMNS).where(t.deliveries.c.id == delivery_id)).first()
    return None if row is None else _from_row(row)


def deliveries(conn: sa.Connection, run_id: int) -> tuple[Delivery, ...]:
    """The emails of a run, in the order they were put here."""
    return _all(conn, t.deliveries.c.run_id == run_id)


def pending_count(conn: sa.Connection) -> int:
    """How many emails are not at their end: to be sent, on their way, waiting, or ambiguous."""
    asked = sa.select(sa.func.count()).select_from(t.deliveries).where(t.deliveries.c.state.not_in(_FINAL))
    return conn.scalar(asked) or 0


def has_delivery(conn: sa.Connection, run_id: int, subscriber_id: int) -> bool:
    """True if this run wrote to this person already."""
    c = t.deliveries.c
    asked = sa.select(c.id).where(c.run_id == run_id, c.subscriber_id == subscriber_id)
    return conn.scalar(asked) is not None


def totals(conn: sa.Connection, run_id: int | None = None) -> dict[DeliveryState, int]:
    """How many emails of a run, or of all runs, are in which state; states without any are missing."""
    c = t.deliveries.c
    asked = sa.select(c.state, sa.func.count().label("number")).group_by(c.state)
    if run_id is not None:
        asked = asked.where(c.run_id == run_id)
    return {DeliveryState(row.state): row.number for row in conn.execute(asked)}


def suppress(conn: sa.Connection, subscriber_id: int, *, now: datetime) -> int:
    """Stop whatever is on its way to a person, and erase address and message of all they got. Returns how many stopped.

    An email in hand-over is stopped as well: if it does leave, its sender finds that it is no longer the one to say so.
    """
    c = t.deliveries.c
    theirs = c.subscriber_id == subscriber_id
    stopped = 0
    for found in _all(conn, theirs & c.state.not_in(_FINAL)):
        stopped += mark(conn, found.id, found.state, DeliveryState.SUPPRESSED, now=now, words="the person left")
    conn.execute(t.deliveries.update().where(theirs).values(address="", message=None))
    return stopped


def forget_bodies(conn: sa.Connection, before: datetime) -> int:
    """Erase the messages of emails that reached their end before. Returns how many."""
    c = t.deliveries.c
    which = c.state.in_(_FINAL) & (c.changed_at < before) & c.message.is_not(None)
    return conn.execute(t.deliveries.update().where(which).values(message=None)).rowcount


def _all(conn: sa.Connection, which: sa.ColumnElement[bool]) -> tuple[Delivery, ...]:
    asked = sa.select(*_COLUMNS).where(which).order_by(t.deliveries.c.id)
    return tuple(_from_row(row) for row in conn.execute(asked))


def _step(at: datetime, state: DeliveryState, words: str) -> dict[str, str]:
    return {"at": at.isoformat(), "state": state.value, "words": words}


def _from_row(row: sa.Row[Any]) -> Delivery:
    kept = {
        "state": DeliveryState(row.state),
        "kind": DeliveryKind(row.kind),
        "history": tuple(_steps(row.history)),
    }
    return Delivery(**{**row._mapping, **kept})


def _steps(history: Iterable[dict[str, str]]) -> Iterable[Step]:
    for step in history:
        yield Step(at=datetime.fromisoformat(step["at"]), state=DeliveryState(step["state"]), words=step["words"])
