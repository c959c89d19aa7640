"""What robots.txt allows, read with Protego and remembered in memory for a day (RFC 9309, 2.4).

Does not fetch: the reading of an address is given. May import: domain, protego, the standard library.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from urllib.parse import urljoin

from protego import Protego

from watcher.domain.publications import Outcome, Page, Source
from watcher.fetch.addresses import Origin, origin_of
from watcher.fetch.connect import Policy

MAX_BYTES = 512_000
"""RFC 9309, 2.5: at least 500 kibibytes are read; what comes after is not."""

_KEPT_S = 24 * 3600.0
_LONGEST_DELAY_S = 30.0
_FAILURE_KEPT_GAPS = 60


@dataclass(slots=True)
class Rules:
    """The rules of one origin. With a `failure`, unreadable: nothing may be asked (RFC 9309, 2.3.1.4)."""

    lock: Lock = field(default_factory=Lock)
    parsed: Protego | None = None
    crawl_delay_s: float = 0.0
    failure: Page | None = None
    kept_until: float = float("-inf")


class Robots:
    """The rules of all origins, per policy: what a source without verification was told binds nobody else."""

    def __init__(self, *, product: str, monotonic: Callable[[], float], read: Callable[[str, Source], Page]) -> None:
        self._product = product
        self._monotonic = monotonic
        self._read = read
        self._rules: dict[tuple[Origin, Policy], Rules] = {}

    def rules(self, address: str, source: Source, policy: Policy) -> Rules:
        """The rules for a clean address, read first if need be."""
        key = (origin_of(address), policy)
        rules = self._rules.get(key) or self._rules.setdefault(key, Rules())
        if self._monotonic() < rules.kept_until:
            return rules
        with rules.lock:
            if self._monotonic() >= rules.kept_until:
                self._learn(rules, self._read(urljoin(address, "/robots.txt"), source), source)
        return rules

    def allows(self, rules: Rules, address: str) -> bool:
        """True if the rules let us ask for this address."""
        return rules.parsed is None or bool(rules.parsed.can_fetch(address, self._product))

    def _learn(self, rules: Rules, page: Page, source: Source) -> None:
        rules.parsed, rules.crawl_delay_s, rules.failure = None, 0.0, None
        kept_s = _KEPT_S
        if page.outcome is Outcome.OK:
            rules.parsed = Protego.parse(page.body.decode("utf-8-sig", "replace"))
            delay_s = rules.parsed.crawl_delay(self._product) or 0.0
            rules.crawl_delay_s = min(max(float(delay_s), 0.0), _LONGEST_DELAY_S)
        elif not _means_none(page):
            rules.failure = page
            kept_s = _FAILURE_KEPT_GAPS * source.politeness.gap_s
        rules.kept_until = self._monotonic() + kept_s


def _means_none(page: Page) -> bool:
    """RFC 9309, 2.3.1.3: with 4xx, and where redirects lead nowhere, there are no rules. 429 is not meant."""
    if page.outcome is Outcome.REDIRECT_LOOP:
        return True
    return page.status is not None and 400 <= page.status < 500 and page.status != 429
