"""Fetcher.get: from an address to a Page, by the rules of a good guest.

    get -> for each hop: robots.txt -> for each attempt: turn -> exchange -> outcome

Does not raise for what networks and servers do: the Page says what happened. May import: domain, this package, the
standard library.
"""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from random import SystemRandom
from types import TracebackType
from typing import Self

from watcher.domain.publications import Outcome, Page, Source, Validators
from watcher.fetch import robots
from watcher.fetch.addresses import RefusedAddressError, clean_address, is_private, join, origin_of
from watcher.fetch.answers import PATIENCE_S, REDIRECTS, is_passing
from watcher.fetch.exchange import Exchange
from watcher.fetch.tally import Tallies, Tally
from watcher.fetch.turns import Host, StoppedError, Turns
from watcher.fetch.visit import NO_VALIDATORS, Visit
from watcher.fetch.watchdog import Watchdog

_MAX_REDIRECTS = 5
_SHORTEST_BACK_OFF_S = 0.05
_LONGEST_BACK_OFF_S = 30.0
_LEFT_ALONE_GAPS = 60  # how long a host in trouble is left alone, in gaps: a minute, and no time on loopback
_LONGEST_LEFT_ALONE_S = 24 * 3600.0
_chance = SystemRandom().random


class Fetcher:
    """Gets pages. One per process, shared by its threads; a context manager that closes its connections.

    `now` (aware) dates the pages. `monotonic` counts gaps and how long robots.txt is remembered. `sleep`, `jitter` (0
    to 1) and `is_private` are for tests; without `sleep` every wait ends at once on `stop`.
    """

    def __init__(
        self,
        *,
        user_agent: str,
        now: Callable[[], datetime],
        sleep: Callable[[float], object] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = _chance,
        is_private: Callable[[str], bool] = is_private,
    ) -> None:
        self._now = now
        self._jitter = jitter
        self._turns = Turns(sleep=sleep, monotonic=monotonic)
        product = user_agent.partition("/")[0].strip()
        self._robots = robots.Robots(product=product, monotonic=monotonic, read=self._read_robots)
        self._watchdog = Watchdog()
        self._tallies = Tallies()
        self._exchange = Exchange(
            user_agent=user_agent, is_private=is_private, watchdog=self._watchdog, tallies=self._tallies
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    @property
    def requests_made(self) -> int:
        """How many requests were tried so far, robots.txt, redirects and retries among them."""
        return self._tallies.total.requests

    @property
    def bytes_received(self) -> int:
        """How many bytes of bodies came over the wire so far."""
        return self._tallies.total.bytes

    @property
    def is_stopped(self) -> bool:
        """True once `stop` was called: pages that say "stopped" then say nothing about their source."""
        return self._turns.is_stopped

    def tally(self) -> AbstractContextManager[Tally]:
        """Count what this thread asks within the block: `with fetcher.tally() as tally`. Not to be nested."""
        return self._tallies.open()

    def get(self, address: str, source: Source, validators: Validators = NO_VALIDATORS) -> Page:
        """Ask for an address as the source allows. Never raises for what the network or the server does.

        With validators, and on the host asked first, the request is conditional: the answer may be UNCHANGED, and its
        headers then hold the validators still in force. Waits for the host's turn and, up to 120 s, for Retry-After.
        """
        visit = Visit(
            asked=address,
            source=source,
            max_bytes=source.politeness.max_bytes,
            now=self._now,
            validators=validators,
        )
        try:
            return self._follow(visit)
        except StoppedError:
            return visit.page(address, Outcome.UNREACHABLE, "stopped")

    def stop(self) -> None:
        """End waiting and running gets soon, and all later ones at once: UNREACHABLE, "stopped"."""
        self._turns.stop()
        self._watchdog.stop()

    def close_idle(self) -> None:
        """Close the connections that nobody uses now; after a round of polls, the next one is hours away."""
        self._exchange.close_idle()

    def close(self) -> None:
        """Stop, and close all connections."""
        self.stop()
        self._watchdog.join()
        self.close_idle()

    def _follow(self, visit: Visit) -> Page:
        """Ask, and go where redirects lead, each hop by the same rules."""
        address = visit.asked
        for _ in range(_MAX_REDIRECTS + 1):
            try:
                address = clean_address(address)
            except RefusedAddressError as refused:
                return visit.page(address, Outcome.UNREACHABLE, f"not asked: {refused}")
            if visit.is_going_round(address):
                return visit.page(address, Outcome.REDIRECT_LOOP, "the redirects go round in a circle")
            page = self._hop(address, visit)
            if page.status not in REDIRECTS or "location" not in page.headers:
                return page
            address = join(address, page.headers["location"])
        return visit.page(address, Outcome.REDIRECT_LOOP, f"more than {_MAX_REDIRECTS} redirects")

    def _hop(self, address: str, visit: Visit) -> Page:
        politeness = visit.source.politeness
        if visit.is_for_robots or not politeness.obeys_robots:
            return self._attempt(address, visit, politeness.gap_s)
        rules = self._robots.rules(address, visit.source, visit.policy)
        if rules.failure is not None:
            return _without_rules(visit, address, rules.failure)
        if not self._robots.allows(rules, address):
            return visit.page(address, Outcome.FORBIDDEN_BY_ROBOTS, "robots.txt does not allow this address")
        return self._attempt(address, visit, max(politeness.gap_s, rules.crawl_delay_s))

    def _attempt(self, address: str, visit: Visit, gap_s: float) -> Page:
        """Ask until the answer is final.

        Our own loop and not urllib3's Retry: that one sleeps where nobody can stop it, keeps the host's turn while it
        sleeps, and waits for any Retry-After however long.
        """
        retries = visit.source.politeness.retries
        back_off_s = max(gap_s, _SHORTEST_BACK_OFF_S)
        while True:
            with self._turns.turn(origin_of(address), gap_s) as host:
                if (trouble := self._turns.trouble(host)) is not None:
                    return _left_alone(visit, address, *trouble)
                page = self._exchange.ask(address, visit)
                if self._turns.is_stopped:
                    raise StoppedError
                if not is_passing(page.status, page.outcome):
                    return page
                asked_s = page.retry_after_s or 0.0
                if retries <= 0 or asked_s > PATIENCE_S:
                    self._leave_alone(host, page, visit.source.politeness.gap_s)
                    return page
                wait_s = max(asked_s, back_off_s * (0.5 + self._jitter() / 2))
                host.hold(self._turns.monotonic() + wait_s)
            retries -= 1
            back_off_s = min(2 * back_off_s, _LONGEST_BACK_OFF_S)

    def _leave_alone(self, host: Host, page: Page, gap_s: float) -> None:
        asked_s = page.retry_after_s
        if asked_s is None and (page.outcome is Outcome.UNREACHABLE or page.status == 429):
            asked_s = _LEFT_ALONE_GAPS * gap_s
        if asked_s and gap_s > 0:
            host.trouble = replace(page, body=b"")
            host.trouble_until = self._turns.monotonic() + min(asked_s, _LONGEST_LEFT_ALONE_S)

    def _read_robots(self, address: str, source: Source) -> Page:
        visit = Visit(asked=address, source=source, max_bytes=robots.MAX_BYTES, now=self._now, is_for_robots=True)
        return self._follow(visit)


def _without_rules(visit: Visit, address: str, failure: Page) -> Page:
    """robots.txt could not be read, so nothing may be asked.

    Not FORBIDDEN_BY_ROBOTS: nobody forbade anything, and the operator should see what went wrong.
    """
    outcome = failure.outcome
    if outcome is Outcome.HTTP_ERROR and (failure.status or 0) >= 500:
        outcome = Outcome.RETRY_LATER
    page = visit.page(address, outcome, f"robots.txt: {failure.why}")
    return replace(page, retry_after_s=failure.retry_after_s)


def _left_alone(visit: Visit, address: str, trouble: Page, left_s: float) -> Page:
    page = visit.page(address, trouble.outcome, f"{trouble.why} (a moment ago; not asked again)")
    return replace(page, retry_after_s=left_s if trouble.outcome is Outcome.RETRY_LATER else None)
