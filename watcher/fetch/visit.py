"""A visit: one call of get, or one reading of robots.txt, on its way through its redirects.

Does not ask anything. May import: domain, requests' cookies, the standard library.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from requests.cookies import RequestsCookieJar

from watcher.domain.publications import Outcome, Page, Source, Validators
from watcher.fetch.connect import Policy

NO_VALIDATORS = Validators()


@dataclass(slots=True, kw_only=True)
class Visit:
    """What was asked for, on whose behalf, and what happened so far.

    `cookies` live as long as the visit: some sites answer the first request with a cookie and a redirect to the same
    address.
    """

    asked: str
    source: Source
    max_bytes: int
    now: Callable[[], datetime]
    validators: Validators = NO_VALIDATORS
    is_for_robots: bool = False
    cookies: RequestsCookieJar | None = None
    seen: set[tuple[str, str]] = field(default_factory=set)

    @property
    def policy(self) -> Policy:
        """What this source may do that others may not."""
        return Policy(self.source.allows_private, not self.source.tls_exception)

    def is_going_round(self, address: str) -> bool:
        """True if this address was asked before with the same cookies."""
        cookies = "" if self.cookies is None else repr(sorted(self.cookies.items()))
        if (address, cookies) in self.seen:
            return True
        self.seen.add((address, cookies))
        return False

    def is_conditional(self, address: str) -> bool:
        """True if the validators may be sent there.

        They belong to the host that gave them: a date from the old host says nothing of a page on the new one.
        """
        if self.validators == NO_VALIDATORS:
            return False
        return urlsplit(address).hostname == urlsplit(self.asked).hostname

    def page(self, address: str, outcome: Outcome, why: str) -> Page:
        """A page that ends the visit at this address."""
        return Page(url=self.asked, final_url=address, outcome=outcome, fetched_at=self.now(), why=why)
