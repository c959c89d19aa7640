"""Who has which email, and how it moves on: each step is conditional on the one before, so that two never share one.

A claim is a lease with an end. Whoever moves an email on (`advance`) says which lease it goes by: a sender that slept
past the end of its own finds that the email is no longer its to mark, also if the next one has it in the same state.

Does not send (deliver does) or know a policy (actions do). May import: domain, the modules of store, sqlalchemy.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from watcher.domain.digests import Frequency
from watcher.domain.subscribers import Delivery, DeliveryState, Step, SubscriberState
from watcher.store import tables as t
from watcher.store.columns import Json, Moment
from watcher.store.delivery_rows import COLUMNS, FROM_BOTH, WITH_MESSAGE, delivery_from, history_of, step_as_json

_HELD = (DeliveryState.CLAIMED, DeliveryState.HANDOVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An email that was just claimed, with what decides whether it may still go.

    `subscriber` is what the person is to us now (None: no such person). `frequency` and `opened_at` are its run's.
    """

    delivery: Delivery
    subscriber: SubscriberState | None
    frequency: Frequency | None
    opened_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One step of an email: from the state and lease that `delivery` shows to `new`.

    `lease_s` gives a new lease; else a held email keeps its lease and any other has none. `if_heard`: only if the
    person, where there is one, still hears.
    """

    delivery: Delivery
    new: DeliveryState
    now: datetime
    words: str = ""
    next_attempt_at: datetime | None = None
    lease_s: float | None = None
    if_heard: bool = False


def take(conn: sa.Connection, *, now: datetime, lease_s: float, limit: int) -> tuple[Taken, ...]:
    """Claim the emails that may go and have waited longest, at most `limit`, each for `lease_s`.

    On PostgreSQL another sender's choice is skipped, on SQLite there is one writer at a time. The cost does not depend
    on how many were sent before: those have no `next_attempt_at`, by whose index the others are found.
    """
    rows = conn.execute(_WAITING, {"now": now, "most": limit}).all()
    moves = [Move(delivery=delivery_from(row), new=DeliveryState.CLAIMED, now=now, lease_s=lease_s) for row in rows]
    return tuple(
        Taken(
            delivery=claimed,
            subscriber=SubscriberState(row.subscriber_state) if row.subscriber_state else None,
            frequency=Frequency(row.frequency) if row.frequency else None,
            opened_at=row.opened_at,
        )
        for row, claimed in zip(rows, _hold(conn, moves), strict=True)
    )


def _hold(conn: sa.Connection, moves: Sequence[Move]) -> list[Delivery]:
    """Claims of emails that this transaction has locked: of those with one history (written together) in one step."""
    moved = [_moved(move) for move in moves]
    alike: dict[tuple[Step, ...], list[dict[str, Any]]] = {}
    for bound, each in zip(map(_bound, moves, moved), moved, strict=True):
        alike.setdefault(each.history, []).append(bound)
    for bounds in alike.values():
        held = {name: value for name, value in bounds[0].items() if name in _HELD_AS}
        conn.execute(_HOLD, {"ids": [each["old_id"] for each in bounds], **held})
    return moved


def claim(conn: sa.Connection, *, now: datetime, lease_s: float) -> Delivery | None:
    """Take one email; None if there is none."""
    taken = take(conn, now=now, lease_s=lease_s, limit=1)
    return taken[0].delivery if taken else None


def advance(conn: sa.Connection, move: Move) -> Delivery | None:
    """Make the step and give the email as it stands then; None, and nothing done, if it is no longer ours to move.

    A hand-over counts as an attempt. To stay in one state for the same reason is not said twice in the history.
    """
    moved = _moved(move)
    return moved if conn.execute(_ADVANCE, _bound(move, moved)).rowcount == 1 else None


class MovedMeanwhileError(Exception):
    """Of several steps at least one could not be made: give up the transaction, and make them one by one."""


def advance_all(conn: sa.Connection, moves: Sequence[Move]) -> list[Delivery]:
    """Make several steps, as `advance` does each: together they cost little more than one.

    Raises MovedMeanwhileError if one of the emails is no longer ours; then some of the others have been moved.
    """
    moved = [_moved(move) for move in moves]
    if moves and conn.execute(_ADVANCE, list(map(_bound, moves, moved))).rowcount != len(moves):
        raise MovedMeanwhileError
    return moved


def _moved(move: Move) -> Delivery:
    old, new = move.delivery, move.new
    is_said = bool(old.history) and (old.history[-1].state, old.history[-1].words) == (new, move.words)
    lease_until = old.lease_until if new in _HELD else None
    if move.lease_s is not None:
        lease_until = move.now + timedelta(seconds=move.lease_s)
    return replace(
        old,
        state=new,
        attempts=old.attempts + (new is DeliveryState.HANDOVER),
        next_attempt_at=move.next_attempt_at or (move.now if new is DeliveryState.RENDERED else None),
        lease_until=lease_until,
        history=old.history if is_said else (*old.history, Step(at=move.now, state=new, words=move.words)),
    )


def _bound(move: Move, moved: Delivery) -> dict[str, Any]:
    old = move.delivery
    return {
        "old_id": old.id,
        "old_state": old.state.value,
        "old_lease": old.lease_until,
        "anyone": not move.if_heard,
        "new_state": moved.state.value,
        "new_history": history_of(moved.history),
        "new_attempts": moved.attempts,
        "new_next": moved.next_attempt_at,
        "new_lease": moved.lease_until,
        "new_changed": move.now,
    }


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
    """Move an email from one state to another, whoever holds it. False if it was not in `expected`.

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
        "history": [*history, step_as_json(now, new, words)],
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
    """Emails whose sender took them and did not come back in time, the oldest first, without their messages."""
    c = t.deliveries.c
    asked = sa.select(*COLUMNS).where(c.lease_until <= now, c.state.in_([state.value for state in _HELD]))
    return tuple(delivery_from(row) for row in conn.execute(asked.order_by(c.id)))


def doubtful(conn: sa.Connection, now: datetime) -> tuple[Delivery, ...]:
    """Ambiguous emails of which it is time to ask again, without their messages."""
    c = t.deliveries.c
    asked = sa.select(*COLUMNS).where(c.next_attempt_at <= now, c.state == DeliveryState.AMBIGUOUS.value)
    return tuple(delivery_from(row) for row in conn.execute(asked.order_by(c.id)))


# Made once: to build a statement costs more than to run it.

_d, _s = t.deliveries.c, t.subscribers.c

_WAITING: sa.Select[Any] = (
    sa.select(*WITH_MESSAGE, _s.state.label("subscriber_state"), t.runs.c.frequency, t.runs.c.opened_at)
    .select_from(
        FROM_BOTH.outerjoin(t.subscribers, _s.id == _d.subscriber_id).outerjoin(t.runs, t.runs.c.id == _d.run_id)
    )
    # An ambiguous one waits to be asked about. (Not "in (rendered, deferred)": SQLite would go by the index of states.)
    .where(_d.next_attempt_at <= sa.bindparam("now", type_=Moment), _d.state != DeliveryState.AMBIGUOUS.value)
    .order_by(_d.next_attempt_at, _d.id)
    .limit(sa.bindparam("most", type_=sa.Integer))
    .with_for_update(skip_locked=True, of=t.deliveries)
)

# (Not "not in": such a list is put into the statement anew each time. Not bound either: that is paid for each email.)
_MAY_NOT_GO = [
    _s.state == sa.literal_column(f"'{state.value}'") for state in SubscriberState if not state.takes_what_is_written
]
_hears_not = sa.exists().where(_s.id == _d.subscriber_id, sa.or_(*_MAY_NOT_GO))

_ADVANCE = (
    t.deliveries.update()
    .where(
        _d.id == sa.bindparam("old_id"),
        _d.state == sa.bindparam("old_state"),
        _d.lease_until.is_not_distinct_from(sa.bindparam("old_lease", type_=Moment)),
        sa.or_(sa.bindparam("anyone", type_=sa.Boolean), ~_hears_not),
    )
    .values(
        state=sa.bindparam("new_state"),
        history=sa.bindparam("new_history", type_=Json),
        attempts=sa.bindparam("new_attempts"),
        next_attempt_at=sa.bindparam("new_next", type_=Moment),
        lease_until=sa.bindparam("new_lease", type_=Moment),
        changed_at=sa.bindparam("new_changed", type_=Moment),
    )
)

_HELD_AS = ("new_state", "new_history", "new_lease", "new_changed")

_HOLD = (
    t.deliveries.update()
    .where(_d.id.in_(sa.bindparam("ids", type_=sa.Integer, expanding=True)))
    .values(
        state=sa.bindparam("new_state"),
        history=sa.bindparam("new_history", type_=Json),
        next_attempt_at=None,
        lease_until=sa.bindparam("new_lease", type_=Moment),
        changed_at=sa.bindparam("new_changed", type_=Moment),
    )
)
