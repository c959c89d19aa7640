"""Send what is waiting, each email once.

    claim (commit, with a lease) -> MAIL, RCPT -> handover (commit) -> DATA -> sent | deferred | failed (commit)

A crash before `handover` gives the delivery back when its lease ends. A crash in `handover` is ambiguous: the server
may have it. Then it is recorded as ambiguous and sent once more with the same Message-ID; a second time it is held for
the operator.

Does not write emails (compose does) or speak SMTP (deliver does). May import: store, deliver, domain.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from watcher import store
from watcher.actions.collaborators import Collaborators
from watcher.deliver import Verdict
from watcher.domain.subscribers import Delivery, DeliveryState

log = structlog.get_logger()

LEASE_S = 900.0
"""Longer than the ten minutes a server may take after the final dot (RFC 5321 4.5.3.2.6)."""

RETRY_AFTER_MIN = (5, 15, 30, 60, 120)
"""Minutes before the next attempt, by attempts made; the last one repeats."""

GIVE_UP_AFTER = timedelta(hours=48)
"""A digest that could not be handed over for two days is old news."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How one round of sending went. `paused` says why it stopped early (the sender's own trouble), or is empty."""

    states: Counter[DeliveryState] = field(default_factory=Counter)
    recovered: int = 0
    paused: str = ""

    @property
    def is_well(self) -> bool:
        """True if nothing failed, waits for a person or had to pause."""
        return not self.paused and not (self.states[DeliveryState.FAILED] or self.states[DeliveryState.AMBIGUOUS])


def send(
    tools: Collaborators,
    *,
    on_sent: Callable[[Delivery, Verdict], None] = lambda _delivery, _verdict: None,
    stopping: Callable[[], bool] = lambda: False,
) -> Sending:
    """Send every delivery that is due. Raises StoreError; what is wrong with the mail is in the result."""
    recovered = _recover(tools)
    states: Counter[DeliveryState] = Counter()
    paused = ""
    try:
        while not stopping():
            now = tools.clock()
            with tools.store.write(durable=True) as conn:
                delivery = store.outbox.claim(conn, now=now, lease_s=LEASE_S)
            if delivery is None:
                break
            verdict = _hand_over(tools, delivery)
            if verdict.is_sender_fault:
                paused = verdict.words
                break
            states[verdict.state] += 1
            on_sent(delivery, verdict)
    finally:
        tools.mailer.close()
    if paused:
        log.error("sending paused", why=paused)
    return Sending(states=states, recovered=recovered, paused=paused)


def _hand_over(tools: Collaborators, delivery: Delivery) -> Verdict:
    """One attempt. What is wrong with the sender gives the delivery back: it costs no recipient an attempt."""
    state = DeliveryState.CLAIMED

    def on_handover() -> None:
        nonlocal state
        with tools.store.write(durable=True) as conn:
            if not store.outbox.mark(
                conn, delivery.id, DeliveryState.CLAIMED, DeliveryState.HANDOVER, now=tools.clock(), words=""
            ):
                raise LeaseLostError(delivery.message_id)
        state = DeliveryState.HANDOVER

    try:
        verdict = tools.mailer.send(delivery, on_handover)
    except LeaseLostError:
        # Somebody removed the subscriber, or another sender took over: it is theirs now.
        return Verdict(state=DeliveryState.SUPPRESSED, words="the claim was lost before the hand-over")
    now = tools.clock()
    with tools.store.write(durable=True) as conn:
        if verdict.is_sender_fault:
            store.outbox.mark(conn, delivery.id, state, DeliveryState.RENDERED, now=now, words=verdict.words)
        elif verdict.state is DeliveryState.AMBIGUOUS:
            _resolve(conn, delivery, state, now, verdict.words)
        else:
            verdict = _given_up(delivery, verdict, now)
            at = _next_attempt(delivery, now) if verdict.state is DeliveryState.DEFERRED else None
            store.outbox.mark(conn, delivery.id, state, verdict.state, now=now, words=verdict.words, next_attempt_at=at)
    return verdict


class LeaseLostError(Exception):
    """The delivery is no longer ours to send; raised inside the mailer's hand-over to stop before DATA."""


def _given_up(delivery: Delivery, verdict: Verdict, now: datetime) -> Verdict:
    first = next((step.at for step in delivery.history if step.state is DeliveryState.CLAIMED), now)
    if verdict.state is DeliveryState.DEFERRED and now - first > GIVE_UP_AFTER:
        return Verdict(state=DeliveryState.FAILED, words=f"given up after 48 hours; last answer: {verdict.words}")
    return verdict


def _next_attempt(delivery: Delivery, now: datetime) -> datetime:
    deferred = sum(step.state is DeliveryState.DEFERRED for step in delivery.history)
    step = min(deferred, len(RETRY_AFTER_MIN) - 1)
    return now + timedelta(minutes=RETRY_AFTER_MIN[step])


def _recover(tools: Collaborators) -> int:
    """Deliveries whose sender died: claimed ones wait again; those in hand-over are ambiguous."""
    now = tools.clock()
    with tools.store.write(durable=True) as conn:
        expired = store.outbox.expired(conn, now)
        for delivery in expired:
            if delivery.state is DeliveryState.HANDOVER:
                _resolve(conn, delivery, delivery.state, now, "the sender stopped during the hand-over")
            else:
                words = "the sender stopped before the hand-over"
                store.outbox.mark(conn, delivery.id, delivery.state, DeliveryState.RENDERED, now=now, words=words)
    return len(expired)


def _resolve(conn: Connection, delivery: Delivery, state: DeliveryState, now: datetime, why: str) -> None:
    """Record the doubt; the first time send once more with the same Message-ID, then leave it to a person."""
    was_ambiguous = any(step.state is DeliveryState.AMBIGUOUS for step in delivery.history)
    store.outbox.mark(conn, delivery.id, state, DeliveryState.AMBIGUOUS, now=now, words=why)
    log.warning("delivery is ambiguous", message_id=delivery.message_id, why=why, resent_before=was_ambiguous)
    if not was_ambiguous:
        words = "resent once with the same Message-ID"
        store.outbox.mark(
            conn,
            delivery.id,
            DeliveryState.AMBIGUOUS,
            DeliveryState.DEFERRED,
            now=now,
            words=words,
            next_attempt_at=now,
        )
