"""What one poll of one source asks of the network, and all that it brings home.

Pages are asked for conditionally and counted; what could not be read is noted. Does not know what to ask for (gather
and papers do), touch the database or compare. May import: fetch, systems, domain.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock
from typing import Protocol

from watcher.domain.documents import DocumentText
from watcher.domain.polls import UNREAD, Shortfall, StoredPage
from watcher.domain.publications import Outcome, Page, Reading, Source, Validators
from watcher.systems import System
from watcher.systems.languages import InTwoLanguages

_ONE_READS = Lock()
"""One thread reads at a time: one alone holds the interpreter, and taking turns at it costs. First polls of 20 sources
took 0.15 s of CPU time a source with this and 0.19 s without (median of six each, on a busy machine)."""


class Asks(Protocol):
    """The part of fetch.Fetcher that gathering uses."""

    def get(self, address: str, source: Source, validators: Validators = ...) -> Page:
        """Fetch one address; never raises for expected failures."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPage:
    """A page to remember: its validators and fingerprint; `body` is None for documents, of which the hash is kept."""

    url: str
    validators: Validators
    fingerprint: str
    body: bytes | None
    fetched_at: datetime


@dataclass(slots=True, kw_only=True)
class Gathered:
    """All that one poll brought home. `reading` is None when nothing changed or nothing could be read.

    `rows` are the fingerprints of rows fully dealt with; `pages_read` and `documents_read` are meetings whose page or
    documents were looked at and found whole; `failures` are (address, outcome, why) of what could not be read.
    `papers` are those that came, by content hash; they stand on the shelf already. `shortfall` is what the lists lack,
    if `is_list_read`: they were read anew and whole. `shut_at` is to be remembered (see
    SourceState) if `is_way_noted`.
    """

    source: Source
    outcome: Outcome = Outcome.UNCHANGED
    why: str = ""
    reading: Reading | None = None
    rows: dict[str, str] = field(default_factory=dict)
    pages: list[SeenPage] = field(default_factory=list)
    pages_read: set[str] = field(default_factory=set)
    documents_read: set[str] = field(default_factory=set)
    failures: list[tuple[str, Outcome, str]] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    papers: dict[str, DocumentText] = field(default_factory=dict)
    requests: int = 0
    bytes: int = 0
    retry_after_s: float | None = None
    is_list_read: bool = False
    shortfall: Shortfall | None = None
    is_way_noted: bool = False
    shut_at: datetime | None = None


class Asking:
    """The requests of one poll; `home` is what came of them so far."""

    def __init__(
        self,
        source: Source,
        system: System,
        fetcher: Asks,
        stored: Mapping[str, StoredPage],
        take_in: Callable[[bytes], DocumentText],
        is_kept: Callable[[str], bool],
    ) -> None:
        self.home = Gathered(source=source)
        self._source, self._system, self._fetcher, self._stored = source, system, fetcher, stored
        self._take_in, self._is_kept = take_in, is_kept
        self._is_in_welsh = False

    def ask(self, address: str, *, must_read: bool = False, is_document: bool = False) -> Page:
        """Fetch, conditionally where the page is remembered; an equal fingerprint counts as unchanged.

        A page that comes in Welsh is asked for in English, from then on at once, and remembered by that address. One
        that is not there in English may be there without asking for a language.
        """
        system = self._system
        if is_document or not isinstance(system, InTwoLanguages) or not (english := system.in_english(address)):
            return self._ask(address, must_read=must_read, is_document=is_document)
        if self._is_in_welsh or english in self._stored:
            page = self._ask(english, must_read=must_read)
            is_there = page.outcome is not Outcome.NOT_FOUND
            return page if is_there else self._without_english(system, address, page, must_read=must_read)
        page = self._ask(address, must_read=must_read)
        if page.outcome is not Outcome.OK or not system.is_in_welsh(page):
            return page
        other = self._ask(english, must_read=must_read)
        if other.outcome not in (Outcome.OK, Outcome.UNCHANGED):
            return page
        self._is_in_welsh = True
        return other

    def _without_english(self, system: InTwoLanguages, address: str, missing: Page, *, must_read: bool) -> Page:
        """The page as the site gives it. One that was read in English is not read in Welsh: each title would be new."""
        page = self._ask(address, must_read=must_read)
        is_news = page.outcome is Outcome.OK and not (missing.url in self._stored and system.is_in_welsh(page))
        return page if is_news or page.outcome is Outcome.UNCHANGED else missing

    def _ask(self, address: str, *, must_read: bool, is_document: bool = False) -> Page:
        known = None if must_read else self._stored.get(address)
        page = self._fetcher.get(address, self._source, known.validators if known else Validators())
        self.home.requests += 1
        self.home.bytes += len(page.body)
        if page.retry_after_s is not None:
            self.home.retry_after_s = max(page.retry_after_s, self.home.retry_after_s or 0)
        if page.outcome is Outcome.OK and known is not None:
            # Pages are compared by what counts on them, documents by their bytes.
            seen = hashlib.sha256(page.body).hexdigest() if is_document else self._system.fingerprint(page)
            if seen == known.fingerprint:
                return replace(page, outcome=Outcome.UNCHANGED, body=b"")
        return page

    def read(self, page: Page) -> Reading:
        """What the page says."""
        with _ONE_READS:
            return self._system.read(self._source, page)

    def keep(self, page: Page, *, fingerprint: str | None = None) -> None:
        """Bring the page home to be remembered; with a `fingerprint` of its own, without its body."""
        self.home.pages.append(
            SeenPage(
                url=page.url,
                validators=page.validators,
                fingerprint=fingerprint or self._system.fingerprint(page),
                body=None if fingerprint else page.body,
                fetched_at=page.fetched_at,
            )
        )

    def take_in(self, page: Page, *, at: str = "") -> str:
        """Read a paper and keep it; its content hash. `at` is the address it is remembered by, if not its own."""
        text = self._take_in(page.body)
        self.home.papers[text.content_hash] = text
        if not text.is_read:
            self.home.flags.append(f"a paper could not be read: {text.why}: {page.url}")
        self.keep(replace(page, url=at or page.url), fingerprint=text.content_hash)
        return text.content_hash

    def is_on_the_shelf(self, address: str) -> bool:
        """False for a paper that was seen but not kept, as by versions that did not read papers."""
        known = self.remembered_hash(address)
        return known is None or self._is_kept(known)

    def is_known(self, address: str) -> bool:
        """True for a page that was read before, to its end."""
        return address in self._stored

    def remembered_hash(self, address: str) -> str | None:
        """The fingerprint of what was last fetched from an address, None if nothing was."""
        known = self._stored.get(address)
        return known.fingerprint if known and not known.fingerprint.startswith(UNREAD) else None

    def keep_unread(self, page: Page) -> None:
        """Remember that a paper could not be had. The next request for it is not conditional: limits change."""
        known, fingerprint = self._stored.get(page.url), f"{UNREAD}{page.outcome}"
        if known is None or known.fingerprint != fingerprint:
            self.home.pages.append(
                SeenPage(
                    url=page.url,
                    validators=Validators(),
                    fingerprint=fingerprint,
                    body=None,
                    fetched_at=page.fetched_at,
                )
            )

    def missed(self, address: str, outcome: Outcome, why: str) -> None:
        """Note what could not be read."""
        self.home.failures.append((address, outcome, why))
