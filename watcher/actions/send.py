"""Send what is waiting, each email once.

    claim (commit, with a lease) -> MAIL, RCPT -> handover (commit) -> DATA -> sent | deferred | failed (commit)

A crash before `handover` gives the delivery back when its lease ends. A crash in `handover` is ambiguous: the server
may have it; what follows is a policy (doubts). One connection begins; when it works, the others of the pool join.

Does not write emails (compose does), speak SMTP (deliver does), keep the books (desk does) or judge the server (rounds
do). May import: store, deliver, domain.
"""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from watcher import store
from watcher.actions.accounting import Account, account_of
from watcher.actions.collaborators import Collaborators
from watcher.actions.desk import LEASE_S, Desk, LeaseLostError
from watcher.actions.doubts import ask, recover, witness_for
from watcher.actions.outcomes import GIVE_UP_AFTER
from watcher.actions.pauses import begin_pause, end_pause, pause_in_force, standing_pause
from watcher.actions.rounds import MANY_GONE, Round, Ruling
from watcher.deliver import Mailer, Verdict
from watcher.deliver.pace import Pace
from watcher.deliver.witnesses import Witness
from watcher.domain.subscribers import Delivery, DeliveryState, Pause
from watcher.domain.troubles import Sighting, TroubleKind
from watcher.store.outbox import Taken

__all__ = ["GIVE_UP_AFTER", "LEASE_S", "Sending", "send"]

log = structlog.get_logger()

BATCH = 32
"""So many are claimed in one commit: of those a crash gives back only when their lease ends."""

MOST_WORKERS = 64

Told = Callable[[Delivery, Verdict], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """How one round of sending went.

    `paused` says why it stopped early, or was not begun (the server's trouble as a whole), `pause` until when; `alerts`
    are refusals that the operator must know of. `recovered` emails were left by a sender that died, `resolved` were
    ambiguous and found to be sent or not.
    """

    states: Counter[DeliveryState] = field(default_factory=Counter)
    recovered: int = 0
    resolved: int = 0
    paused: str = ""
    pause: Pause | None = None
    alerts: tuple[str, ...] = ()
    account: Account = field(default_factory=lambda: Account(subscribers=0))

    @property
    def is_well(self) -> bool:
        """True if nothing failed, waits for a person or had to pause, and the account adds up."""
        is_bad = self.states[DeliveryState.FAILED] or self.states[DeliveryState.AMBIGUOUS]
        return not self.paused and not is_bad and self.account.adds_up


def send(
    tools: Collaborators,
    *,
    by_hand: bool = False,
    is_late_wanted: bool = False,
    is_gone_believed: bool = False,
    pace: Pace | None = None,
    witness: Witness | None = None,
    on_sent: Told = lambda _delivery, _verdict: None,
    stopping: Callable[[], bool] = lambda: False,
) -> Sending:
    """Send every delivery that is due. Raises StoreError; what is wrong with the mail is in the result.

    `by_hand` tries although the server is left alone just now; `is_late_wanted` sends old news as well;
    `is_gone_believed` believes a server that says of many in a row that there is no such address.
    """
    recovered = recover(tools)
    resolved = ask(tools, witness or witness_for(tools))
    pause = None if by_hand else pause_in_force(tools)
    if pause is not None:
        return Sending(recovered=recovered, resolved=resolved, paused=pause.why, pause=pause)
    rate = tools.settings.sending.rate_per_minute
    senders = Senders(tools, Desk(tools, is_late_wanted=is_late_wanted), pace or Pace(rate), on_sent, stopping)
    before = standing_pause(tools)
    senders.round.is_on_trial, senders.round.believes_gone = before is not None, is_gone_believed
    senders.round.doubts_gone = before is not None and before.why.startswith(MANY_GONE)
    asyncio.run(senders.run())
    if senders.round.paused:
        pause = begin_pause(tools, senders.round.paused, is_new=senders.round.has_sent, by_hand=by_hand)
    elif senders.round.has_sent or (is_gone_believed and senders.round.doubts_gone):
        end_pause(tools)
    return Sending(
        states=senders.desk.outcomes,
        recovered=recovered,
        resolved=resolved,
        paused=senders.round.paused,
        pause=pause,
        alerts=tuple(senders.desk.alerts),
        account=_accounted(tools, senders.desk),
    )


def _accounted(tools: Collaborators, desk: Desk) -> Account:
    """The account of the round, told in the log; one that does not add up is a trouble."""
    account = account_of(tools, desk.last)
    if account.subscribers:
        (log.info if account.adds_up else log.error)("round of sending", account=account.line)
    if not account.adds_up:
        with tools.store.write(durable=True) as conn:
            wrong = Sighting(kind=TroubleKind.ACCOUNT, what=account.line)
            store.troubles.see(conn, wrong, now=tools.clock())
    return account


class Senders:
    """The connections of one round, all in one loop."""

    def __init__(
        self, tools: Collaborators, desk: Desk, pace: Pace, on_sent: Told, stopping: Callable[[], bool]
    ) -> None:
        self._tools, self._pace, self._on_sent, self._stopping = tools, pace, on_sent, stopping
        self.desk = desk
        self.round = Round()
        self._aside: dict[int, tuple[Taken, Delivery]] = {}
        self._others: list[asyncio.Task[None]] = []
        self._has_failed = False

    async def run(self) -> None:
        """Send until nothing may go any more. Raises what went wrong at any connection."""
        try:
            await self._work(self._tools.mailer, is_first=True)
            await asyncio.gather(*self._others)
            self.round.workers = 1
            await self._work(self._tools.mailer)  # what a connection gave back that ended after the others
        finally:
            await asyncio.gather(*self._others, return_exceptions=True)
            self.round.close()
            try:
                await self._settle_cleared()
            finally:
                await self.desk.close()

    def _is_over(self) -> bool:
        return bool(self.round.paused) or self._has_failed or self._stopping()

    async def _work(self, mailer: Mailer, *, is_first: bool = False) -> None:
        try:
            while not self._is_over() and (taken := await self.desk.next()) is not None:
                if not await self._pace.take_turn(self._is_over):
                    await self.desk.give_back(taken.delivery, "not begun: the round ended")
                elif not await self._attempt(mailer, taken):
                    break
                elif is_first and self.round.has_worked and not self._others:
                    await self._call_others()
        except BaseException:
            self._has_failed = True
            raise
        finally:
            await mailer.leave()

    async def _call_others(self) -> None:
        """The first connection works: more may be opened, if there is anything for them to do."""
        rate = self._tools.settings.sending.rate_per_minute
        # Whoever waits for its turn holds a claim, which must not run out meanwhile: five minutes' worth at most.
        count = min(self._tools.settings.sending.workers, rate * 5 if rate else MOST_WORKERS)
        self.desk.batch = 1 if rate or count < 2 else BATCH
        if count < 2 or self._is_over() or not await self.desk.has_more():
            return
        self.round.workers = count
        self._others = [asyncio.create_task(self._work(self._tools.mailer.another())) for _ in range(1, count)]

    async def _attempt(self, mailer: Mailer, taken: Taken) -> bool:
        """One attempt; False if this connection is of no more use."""
        at = taken.delivery

        async def on_handover() -> None:
            nonlocal at
            at = await self.desk.handover(at)

        try:
            verdict = await mailer.attempt(taken.delivery, on_handover)
        except LeaseLostError:
            found = await self.desk.lost(at)
            self._on_sent(at, Verdict(state=found.state, words=found.words))
            return True
        if verdict.is_gone and self.round.gone_before is None:
            self.round.gone_before = self.desk.struck_off_in_a_row()
        return await self._obey(self.round.judge(at, verdict), taken, at, verdict)

    async def _obey(self, ruling: Ruling, taken: Taken, at: Delivery, verdict: Verdict) -> bool:
        if ruling is Ruling.SETTLE:
            await self.desk.settle(taken, at, verdict)
            self._on_sent(at, verdict)
            await self._settle_cleared()
            return True
        given = await self.desk.give_back(at, verdict.words, aside=ruling is Ruling.PUT_ASIDE)
        if ruling is Ruling.RETIRE:
            log.warning("one connection less", relay=self._tools.mailer.relay, why=verdict.words)
        elif ruling is Ruling.PUT_ASIDE:
            self._aside[at.id] = (taken, given)
        return ruling is Ruling.PUT_ASIDE

    async def _settle_cleared(self) -> None:
        """What was put aside, while others were sent, has a trouble of its own."""
        found, self.round.cleared = self.round.cleared, []
        for delivery, verdict in found:
            if delivery.id not in self._aside:  # it is being given back at this moment
                self.round.cleared.append((delivery, verdict))
                continue
            taken, given = self._aside.pop(delivery.id)
            await self.desk.settle(taken, given, verdict)
            self._on_sent(given, verdict)
