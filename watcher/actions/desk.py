"""Gives out the emails that wait, each to one thread, and writes down what became of them.

    next() -> claimed (commit) ... handover() (commit) -> DATA ... settle() -> sent | deferred | failed (commit)

Every step goes by the lease: what was stopped or taken over meanwhile (somebody left, another sender) is noticed and
left alone. Does not speak SMTP or judge the server (rounds do). May import: store, deliver, domain.
"""

import threading
from collections import Counter, deque
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from watcher import store
from watcher.actions.collaborators import Collaborators
from watcher.actions.doubts import doubt
from watcher.actions.outcomes import Outcome, ends_at, objection, outcome
from watcher.actions.scribe import Scribe
from watcher.deliver import Verdict
from watcher.domain.subscribers import Delivery, DeliveryKind, DeliveryState, SubscriberState
from watcher.store.outbox import Move, Taken

log = structlog.get_logger()

LEASE_S = 900.0
"""Longer than the ten minutes a server may take after the final dot (RFC 5321 4.5.3.2.6)."""

ASIDE = timedelta(minutes=1)
"""So long an email waits of which it is not clear whether it or the server has the trouble."""


class LeaseLostError(Exception):
    """The email is no longer ours to send; raised inside the mailer's hand-over to stop before DATA."""


class Desk:
    """Shared by the threads of one round."""

    def __init__(self, tools: Collaborators, *, is_late_wanted: bool = False) -> None:
        self._tools, self._is_late_wanted = tools, is_late_wanted
        self._scribe = Scribe(tools.store)
        self._lock = threading.Lock()
        self._ready: deque[Taken] = deque()
        self.outcomes: Counter[DeliveryState] = Counter()
        self.last: dict[int, DeliveryState] = {}
        self.alerts: list[str] = []
        self.batch = 1
        """How many are claimed in one commit."""

    def next(self) -> Taken | None:
        """The email that waited longest, claimed for the caller; None if none may go now."""
        with self._lock:
            while not self._ready:
                claimed = self._scribe.write(self._claim)
                if not claimed:
                    return None
                for taken, refused in claimed:
                    if refused is None:
                        self._ready.append(taken)
                        self.last[taken.delivery.id] = DeliveryState.CLAIMED
                    else:
                        self._note(taken.delivery, refused)
            return self._ready.popleft()

    def has_more(self) -> bool:
        """True if another thread would find something to do."""
        taken = self.next()
        if taken is not None:
            with self._lock:
                self._ready.appendleft(taken)
        return taken is not None

    def _claim(self, conn: Connection) -> list[tuple[Taken, Outcome | None]]:
        """In one transaction with the claim it is asked once more whether the email may go."""
        now = self._tools.clock()
        claimed = []
        for taken in store.outbox.take(conn, now=now, lease_s=LEASE_S, limit=self.batch):
            refused = objection(taken, now=now, is_late_wanted=self._is_late_wanted)
            if refused is not None:
                words = refused.words
                store.outbox.advance(conn, Move(delivery=taken.delivery, new=refused.state, now=now, words=words))
            claimed.append((taken, refused))
        return claimed

    def handover(self, delivery: Delivery) -> Delivery:
        """Note, for good, that from here on the server may have it. Raises LeaseLostError if it is not ours now."""
        is_digest = delivery.kind is DeliveryKind.DIGEST  # a confirmation is for somebody who does not hear yet
        now = self._tools.clock()
        move = Move(delivery=delivery, new=DeliveryState.HANDOVER, now=now, lease_s=LEASE_S, if_heard=is_digest)
        handed = self._scribe.write(lambda conn: store.outbox.advance(conn, move))
        if handed is None:
            raise LeaseLostError(delivery.message_id)
        return handed

    def settle(self, taken: Taken, delivery: Delivery, verdict: Verdict) -> Outcome:
        """Write down what came of it. `delivery` is as it stood last: claimed, handed over, or put aside."""
        now = self._tools.clock()
        found = outcome(delivery, verdict, now=now, ends_at=ends_at(taken), chance=self._tools.chance)

        def write(conn: Connection) -> Delivery | None:
            if found.state is DeliveryState.AMBIGUOUS:
                return doubt(self._tools, conn, delivery, now, found.words)
            if found.is_gone:
                _suppress_person(conn, delivery, found, now)
            at = found.next_attempt_at
            move = Move(delivery=delivery, new=found.state, now=now, words=found.words, next_attempt_at=at)
            return store.outbox.advance(conn, move)

        written = self._scribe.write(write)
        if found.is_refusal:
            self._alert(delivery, found)
        with self._lock:
            self._note(delivery, found if written is not None else self._as_it_is(delivery))
        return found

    def lost(self, delivery: Delivery) -> Outcome:
        """The email was not ours any more at the hand-over. If that is because the person left, it is stopped here."""
        words = "not sent: the person does not hear any more"
        move = Move(delivery=delivery, new=DeliveryState.SUPPRESSED, now=self._tools.clock(), words=words)
        stopped = self._scribe.write(lambda conn: store.outbox.advance(conn, move))
        found = Outcome(state=DeliveryState.SUPPRESSED, words=words)
        if stopped is None:
            found = self._as_it_is(delivery)
        with self._lock:
            self._note(delivery, found)
        return found

    def give_back(self, delivery: Delivery, words: str, *, aside: bool = False) -> Delivery:
        """It waits again, as if nobody had tried; for a little if it was put `aside`."""
        now = self._tools.clock()
        at = now + ASIDE if aside else now
        move = Move(delivery=delivery, new=DeliveryState.RENDERED, now=now, words=words, next_attempt_at=at)
        given = self._scribe.write(lambda conn: store.outbox.advance(conn, move))
        with self._lock:
            self.last[delivery.id] = DeliveryState.RENDERED
        return given or delivery

    def close(self) -> None:
        """Give back whatever was claimed and not begun."""
        with self._lock:
            rest = list(self._ready)
            self._ready.clear()
        for taken in rest:
            self.give_back(taken.delivery, "not begun: the round ended")

    def _note(self, delivery: Delivery, found: Outcome) -> None:
        self.outcomes[found.state] += 1
        self.last[delivery.id] = found.state

    def _alert(self, delivery: Delivery, found: Outcome) -> None:
        words = f"the mail server refuses what we send (email {delivery.id}): {found.words}"
        log.error("refused", message_id=delivery.message_id, why=found.words)
        with self._lock:
            self.alerts.append(words)

    def _as_it_is(self, delivery: Delivery) -> Outcome:
        """Somebody else moved it: what they made of it counts."""
        with self._tools.store.read() as conn:
            current = store.outbox.delivery(conn, delivery.id)
        state = current.state if current else DeliveryState.SUPPRESSED
        log.warning("an email was taken out of our hands", message_id=delivery.message_id, state=str(state))
        return Outcome(state=state, words="taken out of our hands")


def _suppress_person(conn: Connection, delivery: Delivery, found: Outcome, now: datetime) -> None:
    """There is no such address: nothing more is written there."""
    who = (SubscriberState.ACTIVE, SubscriberState.PAUSED, SubscriberState.PENDING)
    store.subscribers.move(conn, delivery.subscriber_id, who, SubscriberState.SUPPRESSED, now=now, words=found.words)
