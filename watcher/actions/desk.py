"""Gives out the emails that wait, each to one connection, and writes down what became of them.

    next() -> claimed (commit) ... handover() (commit) -> DATA ... settle() -> sent | deferred | failed (commit)

Every step goes by the lease: what was stopped or taken over meanwhile (somebody left, another sender) is noticed and
left alone. Does not speak SMTP or judge the server (rounds do). May import: store, deliver, domain.
"""

import asyncio
from collections import Counter, deque
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from watcher import store
from watcher.actions.collaborators import Collaborators
from watcher.actions.doubts import doubt
from watcher.actions.outbox import LATE
from watcher.actions.outcomes import Outcome, ends_at, objection, outcome
from watcher.actions.scribe import Scribe
from watcher.deliver import Verdict
from watcher.deliver.answers import Phase
from watcher.domain.addresses import without_addresses
from watcher.domain.subscribers import Delivery, DeliveryKind, DeliveryState, SubscriberState
from watcher.domain.troubles import Sighting, TroubleKind
from watcher.store.outbox import Move, Taken

log = structlog.get_logger()

LEASE_S = 900.0
"""Longer than the ten minutes a server may take after the final dot (RFC 5321 4.5.3.2.6)."""

ASIDE = timedelta(minutes=1)
"""So long an email waits of which it is not clear whether it or the server has the trouble."""


class LeaseLostError(Exception):
    """The email is no longer ours to send; raised inside the mailer's hand-over to stop before DATA."""


class Desk:
    """Shared by the connections of one round."""

    def __init__(self, tools: Collaborators, *, is_late_wanted: bool = False) -> None:
        self._tools, self._is_late_wanted = tools, is_late_wanted
        self.scribe = Scribe(tools.store)
        self._door = asyncio.Lock()
        self._soon: set[asyncio.Task[None]] = set()
        self._failed: list[BaseException] = []
        self._ready: deque[Taken] = deque()
        self.outcomes: Counter[DeliveryState] = Counter()
        self.last: dict[int, DeliveryState] = {}
        self.alerts: list[str] = []
        self.batch = 1
        """How many are claimed in one commit."""
        self._next_batch: asyncio.Task[int] | None = None
        self._is_more_likely = False

    async def next(self) -> Taken | None:
        """The email that waited longest, claimed for the caller; None if none may go now."""
        async with self._door:
            while not self._ready:
                if not await (self._next_batch or self._fetch()):
                    return None
            taken = self._ready.popleft()
            if self._is_more_likely and self._next_batch is None and len(self._ready) * 4 < self.batch:
                self._next_batch = asyncio.create_task(self._fetch())  # so that nobody has to wait for it
            return taken

    async def _fetch(self) -> int:
        """Claim a batch; says how many were claimed."""
        claimed = await self.scribe.write(self._claim)
        self._is_more_likely = 1 < self.batch == len(claimed)
        for taken, refused in claimed:
            if refused is None:
                self._ready.append(taken)
                self._remember(taken.delivery, DeliveryState.CLAIMED)
            else:
                self._note(taken.delivery, refused)
        self._next_batch = None
        return len(claimed)

    def struck_off_in_a_row(self) -> int:
        """How many people a server's "no such address" struck off since anything was taken last."""
        with self._tools.store.read() as conn:
            return store.correspondence.struck_off_in_a_row(conn, f"{Phase.RCPT}: 5")

    async def has_more(self) -> bool:
        """True if another connection would find something to do."""
        taken = await self.next()
        if taken is not None:
            self._ready.appendleft(taken)
        return taken is not None

    def _claim(self, conn: Connection) -> list[tuple[Taken, Outcome | None]]:
        """In one transaction with the claim it is asked once more whether the email may go."""
        now = self._tools.clock()
        claimed = []
        for taken in store.outbox.take(conn, now=now, lease_s=LEASE_S, limit=self.batch):
            if self._is_late_wanted:
                taken = _prolonged(conn, taken, now)
            refused = objection(taken, now=now)
            if refused is not None:
                words = refused.words
                store.outbox.advance(conn, Move(delivery=taken.delivery, new=refused.state, now=now, words=words))
            claimed.append((taken, refused))
        return claimed

    async def handover(self, delivery: Delivery) -> Delivery:
        """Note, for good, that from here on the server may have it. Raises LeaseLostError if it is not ours now."""
        is_digest = delivery.kind is DeliveryKind.DIGEST  # a confirmation is for somebody who does not hear yet
        now = self._tools.clock()
        move = Move(delivery=delivery, new=DeliveryState.HANDOVER, now=now, lease_s=LEASE_S, if_heard=is_digest)
        (handed,) = await self.scribe.move(move)
        if handed is None:
            raise LeaseLostError(delivery.message_id)
        return handed

    async def settle(self, taken: Taken, delivery: Delivery, verdict: Verdict) -> None:
        """Write down what came of it. `delivery` is as it stood last: claimed, handed over, or put aside.

        Where several are sent at once, the next one need not wait until a success is on the disk.
        """
        now = self._tools.clock()
        found = outcome(delivery, verdict, now=now, ends_at=ends_at(taken), chance=self._tools.chance)

        at = found.next_attempt_at
        move = Move(delivery=delivery, new=found.state, now=now, words=found.words, next_attempt_at=at)

        def write(conn: Connection) -> Delivery | None:
            if found.state is DeliveryState.AMBIGUOUS:
                return doubt(self._tools, conn, delivery, now, found.words)
            _suppress_person(conn, delivery, found, now)
            return store.outbox.advance(conn, move)

        async def done() -> None:
            is_plain = found.state is not DeliveryState.AMBIGUOUS and not found.is_gone
            moved = (await self.scribe.move(move))[0] if is_plain else await self.scribe.write(write)
            self._note(delivery, found if moved is not None else self._as_it_is(delivery))

        if found.is_refusal:
            await self._alert(delivery, found, now)
        if found.state is DeliveryState.SENT and self.batch > 1:
            self._soon.add(task := asyncio.create_task(done()))
            task.add_done_callback(self._is_done)
        else:
            await done()

    async def lost(self, delivery: Delivery) -> Outcome:
        """The email was not ours any more at the hand-over. If that is because the person left, it is stopped here."""
        words = "not sent: the person does not hear any more"
        move = Move(delivery=delivery, new=DeliveryState.SUPPRESSED, now=self._tools.clock(), words=words)
        (stopped,) = await self.scribe.move(move)
        found = Outcome(state=DeliveryState.SUPPRESSED, words=words)
        if stopped is None:
            found = self._as_it_is(delivery)
        self._note(delivery, found)
        return found

    async def give_back(self, delivery: Delivery, words: str, *, aside: bool = False) -> Delivery:
        """It waits again, as if nobody had tried; for a little if it was put `aside`."""
        now = self._tools.clock()
        at = now + ASIDE if aside else now
        move = Move(delivery=delivery, new=DeliveryState.RENDERED, now=now, words=words, next_attempt_at=at)
        (given,) = await self.scribe.move(move)
        self._remember(delivery, DeliveryState.RENDERED)
        return given or delivery

    async def close(self) -> None:
        """Give back whatever was claimed and not begun, and wait until all is written. Raises what went wrong there."""
        now, words = self._tools.clock(), "not begun: the round ended"
        try:
            await asyncio.gather(*self._soon, return_exceptions=True)
            if self._failed:
                raise self._failed[0]
            if self._next_batch is not None:
                await self._next_batch
            rest = [taken.delivery for taken in self._ready]
            self._ready.clear()
            for delivery in rest:
                self._remember(delivery, DeliveryState.RENDERED)
            if rest:
                await self.scribe.move(
                    *(Move(delivery=each, new=DeliveryState.RENDERED, now=now, words=words) for each in rest)
                )
        finally:
            await self.scribe.close()

    def _is_done(self, task: asyncio.Task[None]) -> None:
        self._soon.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._failed.append(error)

    def _note(self, delivery: Delivery, found: Outcome) -> None:
        self.outcomes[found.state] += 1
        self._remember(delivery, found.state)

    def _remember(self, delivery: Delivery, state: DeliveryState) -> None:
        """For the account, which is of subscribers: words to the operator are nobody's digest."""
        if delivery.kind is not DeliveryKind.NOTICE:
            self.last[delivery.id] = state

    async def _alert(self, delivery: Delivery, found: Outcome, now: datetime) -> None:
        log.error("refused", message_id=delivery.message_id, why=found.words)
        if delivery.kind is DeliveryKind.NOTICE:  # or telling of it would be the next thing to tell of
            return
        words = f"the mail server refuses what we send (email {delivery.id}): {found.words}"
        self.alerts.append(words)
        sighting = Sighting(kind=TroubleKind.REFUSED, what=without_addresses(words))
        await self.scribe.write(lambda conn: store.troubles.see(conn, sighting, now=now))

    def _as_it_is(self, delivery: Delivery) -> Outcome:
        """Somebody else moved it: what they made of it counts."""
        with self._tools.store.read() as conn:
            current = store.outbox.delivery(conn, delivery.id)
        state = current.state if current else DeliveryState.SUPPRESSED
        log.warning("an email was taken out of our hands", message_id=delivery.message_id, state=str(state))
        return Outcome(state=state, words="taken out of our hands")


def _prolonged(conn: Connection, taken: Taken, now: datetime) -> Taken:
    """Old news that a person wants sent: as news again for a while, or the first "later" of a server would end it."""
    end = ends_at(taken)
    if end is None or end > now:
        return taken
    store.outbox.set_end(conn, taken.delivery.id, now + LATE)
    return replace(taken, delivery=replace(taken.delivery, expires_at=now + LATE))


def _suppress_person(conn: Connection, delivery: Delivery, found: Outcome, now: datetime) -> None:
    """There is no such address: nothing more is written there."""
    who = (SubscriberState.ACTIVE, SubscriberState.PAUSED, SubscriberState.PENDING)
    store.subscribers.move(conn, delivery.subscriber_id, who, SubscriberState.SUPPRESSED, now=now, words=found.words)
