"""Emails on their way: what is put there, what is there, and what is erased.

Who has one and how it moves on is in store.claims, whose functions are here too. Does not send (deliver does) or know a
policy (actions do). May import: domain, the modules of store, sqlalchemy.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watcher.domain.subscribers import Delivery, DeliveryKind, DeliveryState, Step
from watcher.store import tables as t
from watcher.store.claims import Move, Taken, advance, advance_all, claim, doubtful, expired, mark, take
from watcher.store.delivery_rows import COLUMNS, FROM_BOTH, WITH_MESSAGE, delivery_from, history_of
from watcher.store.rows import in_chunks, insert_new
from watcher.store.runs import add_edition, editions, finish_run, last_edition, open_run, runs

__all__ = [
    "Move",
    "Taken",
    "add_delivery",
    "add_edition",
    "advance",
    "advance_all",
    "claim",
    "deliveries",
    "delivery",
    "doubtful",
    "editions",
    "expired",
    "finish_run",
    "forget_bodies",
    "has_delivery",
    "hasten",
    "is_waiting",
    "last_edition",
    "listed",
    "mark",
    "open_run",
    "pending_count",
    "recipient_count",
    "runs",
    "set_end",
    "states_of",
    "suppress",
    "take",
    "totals",
]

_FINAL = [state.value for state in DeliveryState if state.is_final]
_OPEN = [state.value for state in DeliveryState if not state.is_final]


def add_delivery(
    conn: sa.Connection,
    run_id: int | None,
    subscriber_id: int,
    edition_slug: str,
    address: str,
    message_id: str,
    subject: str,
    message: bytes,
    now: datetime,
    expires_at: datetime | None = None,
    *,
    kind: DeliveryKind = DeliveryKind.DIGEST,
) -> Delivery:
    """Put an email in the outbox. A person gets one per run: if it is there already, that one is returned unchanged.

    From `expires_at` on it is old news. What is of no run (a confirmation) may be there any number of times.
    """
    row = {
        "run_id": run_id,
        "subscriber_id": subscriber_id,
        "kind": kind.value,
        "edition_slug": edition_slug,
        "address": address,
        "message_id": message_id,
        "subject": subject,
        "expires_at": expires_at,
        **_beginning(now),
    }
    c = t.deliveries.c
    added = conn.scalar(insert_new(conn, t.deliveries, row, unless=("run_id", "subscriber_id")).returning(c.id))
    if added is not None:
        conn.execute(t.messages.insert(), {"delivery_id": added, "content": message})
    which = c.id == added if added is not None else (c.run_id == run_id) & (c.subscriber_id == subscriber_id)
    return delivery_from(conn.execute(sa.select(*WITH_MESSAGE).select_from(FROM_BOTH).where(which)).one())


def _beginning(now: datetime) -> dict[str, Any]:
    """Of an email that was just written, and may go at once."""
    first = Step(at=now, state=DeliveryState.RENDERED)
    return {
        "state": first.state.value,
        "attempts": 0,
        "next_attempt_at": now,
        "lease_until": None,
        "history": history_of([first]),
        "changed_at": now,
    }


def delivery(conn: sa.Connection, delivery_id: int) -> Delivery | None:
    """One email, None if there is no such."""
    asked = sa.select(*WITH_MESSAGE).select_from(FROM_BOTH).where(t.deliveries.c.id == delivery_id)
    row = conn.execute(asked).first()
    return None if row is None else delivery_from(row)


def deliveries(conn: sa.Connection, run_id: int) -> tuple[Delivery, ...]:
    """The emails of a run, in the order they were put here."""
    c = t.deliveries.c
    asked = sa.select(*WITH_MESSAGE).select_from(FROM_BOTH).where(c.run_id == run_id).order_by(c.id)
    return tuple(delivery_from(row) for row in conn.execute(asked))


def listed(conn: sa.Connection, states: Collection[DeliveryState], *, limit: int) -> tuple[Delivery, ...]:
    """The newest emails in these states, the newest first, without their messages."""
    c = t.deliveries.c
    asked = sa.select(*COLUMNS).where(c.state.in_([state.value for state in states]))
    return tuple(delivery_from(row) for row in conn.execute(asked.order_by(c.id.desc()).limit(limit)))


def set_end(conn: sa.Connection, delivery_id: int, expires_at: datetime) -> None:
    """From this moment on, and no earlier, the email is old news."""
    c = t.deliveries.c
    conn.execute(t.deliveries.update().where(c.id == delivery_id).values(expires_at=expires_at))


def hasten(conn: sa.Connection, now: datetime) -> int:
    """Let everything that waits go at once (in a copy, to see what would be sent). Returns how many."""
    c = t.deliveries.c
    waiting = c.state.in_([DeliveryState.RENDERED.value, DeliveryState.DEFERRED.value])
    return conn.execute(t.deliveries.update().where(waiting).values(next_attempt_at=now)).rowcount


def pending_count(conn: sa.Connection) -> int:
    """How many emails are not at their end: to be sent, on their way, waiting, or ambiguous."""
    # Not "not in": the few that are on their way are found by their states, however many were sent before.
    asked = sa.select(sa.func.count()).select_from(t.deliveries).where(t.deliveries.c.state.in_(_OPEN))
    return conn.scalar(asked) or 0


def is_waiting(conn: sa.Connection) -> bool:
    """True if there is an email to try a server with, now or later."""
    c = t.deliveries.c
    asked = sa.select(c.id).where(c.next_attempt_at.is_not(None), c.state != DeliveryState.AMBIGUOUS.value).limit(1)
    return conn.scalar(asked) is not None


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
    asked = sa.select(c.id, c.state).where(theirs, c.state.in_(_OPEN)).order_by(c.id)
    for row in conn.execute(asked).all():
        found, state = row.id, DeliveryState(row.state)
        stopped += mark(conn, found, state, DeliveryState.SUPPRESSED, now=now, words="the person left")
    conn.execute(t.deliveries.update().where(theirs).values(address=""))
    conn.execute(t.messages.delete().where(t.messages.c.delivery_id.in_(sa.select(c.id).where(theirs))))
    return stopped


def forget_bodies(conn: sa.Connection, before: datetime) -> int:
    """Erase the messages of emails that reached their end before. Returns how many.

    One of which nobody ever said whether it arrived has its end when it is old news: then it is not sent again.
    """
    c = t.deliveries.c
    is_unresolved = c.state == DeliveryState.AMBIGUOUS.value
    over = sa.select(c.id).where(
        sa.or_(
            sa.and_(c.state.in_(_FINAL), c.changed_at < before),
            sa.and_(is_unresolved, sa.func.coalesce(c.expires_at, c.changed_at) < before),
        )
    )
    return conn.execute(t.messages.delete().where(t.messages.c.delivery_id.in_(over))).rowcount


def recipient_count(conn: sa.Connection, run_id: int) -> int:
    """To how many people a run wrote."""
    c = t.deliveries.c
    return conn.scalar(sa.select(sa.func.count(sa.distinct(c.subscriber_id))).where(c.run_id == run_id)) or 0


def states_of(conn: sa.Connection, ids: Iterable[int]) -> dict[DeliveryState, int]:
    """How many of these emails are in which state."""
    c = t.deliveries.c
    found: Counter[DeliveryState] = Counter()
    for chunk in in_chunks(ids):
        asked = sa.select(c.state, sa.func.count().label("number")).where(c.id.in_(chunk)).group_by(c.state)
        found.update({DeliveryState(row.state): row.number for row in conn.execute(asked)})
    return dict(found)
