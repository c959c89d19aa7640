"""Ask the network everything that one poll of one source needs, and put the answers into one Reading.

    list page ---> rows that changed --.
    known meetings that are due -------+--> meeting pages --> item pages (minutes that are cut)
                                                        '--> documents of near meetings

A page that is the same as last time (304, or the same fingerprint) is neither parsed nor compared. What could not be
read is left marked, so that the next poll asks again: nothing is forgotten because one request failed.

Does not touch the database, compare or decide what is news. May import: fetch, systems, cadence, domain.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock
from typing import Protocol

from watcher import cadence
from watcher.actions.several_pages import completed, off_if_either_says_so
from watcher.domain.polls import MeetingGlance, StoredPage
from watcher.domain.publications import (
    AgendaItem,
    Document,
    Meeting,
    MeetingStatus,
    Outcome,
    Page,
    PageKind,
    Reading,
    Source,
    Validators,
)
from watcher.systems import System, row_status

_ONE_READS = Lock()
"""One thread reads at a time: one alone holds the interpreter, and taking turns at it costs. First polls of 20 sources
took 0.15 s of CPU time a source with this and 0.19 s without (median of six each, on a busy machine)."""


class Asks(Protocol):
    """The part of fetch.Fetcher that gathering uses."""

    def get(self, address: str, source: Source, validators: Validators = ...) -> Page:
        """Fetch one address; never raises for expected failures."""
        ...


class Remembers(Protocol):
    """What gathering may ask of the memory, between requests: the known meeting whose page came back unchanged."""

    def __call__(self, meeting_id: str) -> Meeting | None:
        """The known meeting, or None."""
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
    requests: int = 0
    bytes: int = 0
    retry_after_s: float | None = None


def gather(
    source: Source,
    system: System,
    *,
    fetcher: Asks,
    glances: Mapping[str, MeetingGlance],
    stored: Mapping[str, StoredPage],
    remembered: Remembers,
    now: datetime,
) -> Gathered:
    """Poll one source over the network. Raises nothing that is expected; see Gathered for what comes back."""
    return _Gathering(source, system, fetcher, glances, stored, remembered, now).run()


class _Gathering:
    """One run of `gather`; its attributes are what all steps share."""

    def __init__(
        self,
        source: Source,
        system: System,
        fetcher: Asks,
        glances: Mapping[str, MeetingGlance],
        stored: Mapping[str, StoredPage],
        remembered: Remembers,
        now: datetime,
    ) -> None:
        self.source, self.system, self.fetcher = source, system, fetcher
        self.glances, self.stored, self.remembered, self.now = glances, stored, remembered, now
        self.home = Gathered(source=source)

    def run(self) -> Gathered:
        lists: list[tuple[Page, Reading]] = []
        for address in self.system.first_requests(self.source):
            page = self._ask(address)
            if page.outcome is Outcome.UNCHANGED:
                continue
            if page.outcome is not Outcome.OK:
                return self._failed(page.outcome, page.why)
            reading = self._read(page)
            outcome = self._verdict(reading)
            if outcome is not Outcome.OK:
                return self._failed(outcome, reading.why or "the list is empty where there were meetings before")
            lists.append((page, reading))
        self._look_further(lists)
        return self.home

    def _verdict(self, reading: Reading) -> Outcome:
        """A list that says nothing where there was something is a wrong page, not the end of all meetings."""
        if reading.outcome is Outcome.OK and reading.kind is PageKind.MEETINGS:
            return Outcome.EMPTY_LIST if not reading.meetings and self.glances else Outcome.OK
        if reading.outcome is Outcome.OK and reading.kind is PageKind.EMPTY:
            return Outcome.EMPTY_LIST if self.glances else Outcome.OK
        return reading.outcome

    def _look_further(self, lists: list[tuple[Page, Reading]]) -> None:
        rows = {meeting.id: meeting for _, reading in lists for meeting in reading.meetings}
        prints = {key: self.system.row_fingerprint(row) for key, row in rows.items()}
        changed = {key for key, row in rows.items() if key not in self.glances or self.glances[key].row != prints[key]}
        told: list[Meeting] = []
        for key in _in_order(changed | self._due()):
            glance, row = self.glances.get(key), rows.get(key)
            url = row.url if row else glance.url if glance else ""
            meeting, is_dealt_with = self._meeting(key, url, glance, is_row_news=key in changed)
            before = row_status(glance.row) if glance is not None and glance.row is not None else None
            if meeting is not None:
                told.append(off_if_either_says_so(meeting, row.status if row else None if rows else before))
            elif row is not None and key in changed:
                told.append(self._row_alone(row, before))
            if is_dealt_with and key in prints:
                self.home.rows[key] = prints[key]
        self._conclude(lists, told, is_all_dealt_with=changed <= self.home.rows.keys())

    def _due(self) -> set[str]:
        """Known meetings whose page is read again: near ones each time, others weekly, and what failed before."""
        return {
            glance.meeting_id
            for glance in self.glances.values()
            if glance.row is None or glance.has_absences or cadence.page_is_due(glance, self.now)
        }

    def _row_alone(self, row: Meeting, before: MeetingStatus | None) -> Meeting:
        """A row whose page was not read. Only one that said so before can say that a meeting goes ahead after all:
        the page may say in a note of its own that it does not."""
        known = self.remembered(row.id) if row.status is before is MeetingStatus.SCHEDULED else None
        return replace(row, status=known.status) if known is not None else row

    def _meeting(
        self, key: str, url: str, glance: MeetingGlance | None, *, is_row_news: bool
    ) -> tuple[Meeting | None, bool]:
        """Read one meeting's page. Gives the meeting as far as it is news to us, and whether nothing is left to do."""
        must_read = glance is None or glance.has_absences or glance.page_read_at is None
        page = self._ask(url, must_read=must_read)
        if page.outcome is Outcome.UNCHANGED:
            self.home.pages_read.add(key)
            # Where the row is news and the page is not, the row is what there is to tell; the papers can wait.
            return None if is_row_news else self._documents_of_unchanged(key, glance), True
        if page.outcome is not Outcome.OK:
            self._missed(url, page.outcome, page.why)
            return None, False
        reading = self._read(page)
        meeting = next((each for each in reading.meetings if each.id == key), None)
        if reading.outcome is not Outcome.OK or meeting is None:
            outcome = reading.outcome if reading.outcome is not Outcome.OK else Outcome.NOT_A_PAGE
            self._missed(url, outcome, reading.why or f"the page does not show meeting {key}")
            return None, False
        if not reading.is_complete:
            # What is absent from a page that was not understood to its end was not withdrawn.
            self._missed(url, Outcome.TRUNCATED, "; ".join(reading.flags) or "the page was not understood to its end")
            return None, False
        self.home.flags += [f"meeting {key}: {flag}" for flag in reading.flags]
        meeting, is_whole = self._with_full_minutes(meeting, reading.follow)
        if is_whole:
            self._keep(page)
            self.home.pages_read.add(key)
        return self._with_documents(meeting, glance), is_whole

    def _with_full_minutes(self, meeting: Meeting, follow: Iterable[str]) -> tuple[Meeting, bool]:
        """Minutes on a meeting page are cut; the item's own page has them whole."""
        full: dict[str, AgendaItem] = {}
        is_whole = True
        for address in follow:
            page = self._ask(address, must_read=True)
            reading = self._read(page) if page.outcome is Outcome.OK else None
            if reading is None or reading.outcome is not Outcome.OK:
                missed = reading or page
                self._missed(address, missed.outcome, missed.why)
                is_whole = False
                continue
            full.update({item.id: item for item in reading.items})
        return replace(meeting, items=tuple(completed(item, full.get(item.id)) for item in meeting.items)), is_whole

    def _documents_of_unchanged(self, key: str, glance: MeetingGlance | None) -> Meeting | None:
        """A paper replaced under its address shows on no page: look at the papers although the page is the same."""
        if glance is None or not cadence.documents_are_due(glance, self.now):
            return None
        known = self.remembered(key)
        if known is None or not known.is_detailed:
            return None
        checked = self._with_documents(known, glance)
        return checked if checked != known else None

    def _with_documents(self, meeting: Meeting, glance: MeetingGlance | None) -> Meeting:
        is_due = (
            cadence.documents_are_due(glance, self.now)
            if glance is not None
            else cadence.near(meeting.starts_at.day, self.now)
        )
        if not is_due:
            return meeting
        before = len(self.home.failures)
        checked = replace(
            meeting,
            documents=tuple(self._document(each) for each in meeting.documents),
            items=tuple(
                replace(item, documents=tuple(self._document(each) for each in item.documents))
                for item in meeting.items
            ),
        )
        if len(self.home.failures) == before:
            self.home.documents_read.add(meeting.id)
        return checked

    def _document(self, document: Document) -> Document:
        if document.kind.is_generated or _is_behind_a_page(document.url):
            return document
        page = self._ask(document.url, is_document=True)
        if page.outcome is Outcome.UNCHANGED:
            known = self.stored.get(document.url)
            return replace(document, content_hash=known.fingerprint if known else document.content_hash)
        if page.outcome is Outcome.NOT_FOUND:
            self.home.flags.append(f"a paper is not there: {document.url}")
            return document  # An answer: one dead link must not make all else look unread for weeks.
        if page.outcome is not Outcome.OK:
            self._missed(document.url, page.outcome, page.why)
            return document
        if _looks_like_html(page.body):
            self._missed(document.url, Outcome.NOT_A_PAGE, "a web page came back under the address of a paper")
            return document
        content_hash = hashlib.sha256(page.body).hexdigest()
        self._keep(page, fingerprint=content_hash)
        return replace(document, content_hash=content_hash)

    def _ask(self, address: str, *, must_read: bool = False, is_document: bool = False) -> Page:
        """Fetch, conditionally where the page is remembered; an equal fingerprint counts as unchanged."""
        known = None if must_read else self.stored.get(address)
        page = self.fetcher.get(address, self.source, known.validators if known else Validators())
        self.home.requests += 1
        self.home.bytes += len(page.body)
        if page.retry_after_s is not None:
            self.home.retry_after_s = max(page.retry_after_s, self.home.retry_after_s or 0)
        if page.outcome is Outcome.OK and known is not None:
            # Pages are compared by what counts on them, documents by their bytes.
            seen = hashlib.sha256(page.body).hexdigest() if is_document else self.system.fingerprint(page)
            if seen == known.fingerprint:
                return replace(page, outcome=Outcome.UNCHANGED, body=b"")
        return page

    def _read(self, page: Page) -> Reading:
        with _ONE_READS:
            return self.system.read(self.source, page)

    def _keep(self, page: Page, *, fingerprint: str | None = None) -> None:
        self.home.pages.append(
            SeenPage(
                url=page.url,
                validators=page.validators,
                fingerprint=fingerprint or self.system.fingerprint(page),
                body=None if fingerprint else page.body,
                fetched_at=page.fetched_at,
            )
        )

    def _missed(self, address: str, outcome: Outcome, why: str) -> None:
        self.home.failures.append((address, outcome, why))

    def _failed(self, outcome: Outcome, why: str) -> Gathered:
        self.home.outcome, self.home.why = outcome, why
        return self.home

    def _conclude(self, lists: list[tuple[Page, Reading]], told: list[Meeting], *, is_all_dealt_with: bool) -> None:
        """Put what was read into one Reading, and say how the poll went."""
        home = self.home
        if home.failures:
            _, outcome, why = home.failures[0]
            home.outcome = Outcome.PARTIAL
            home.why = f"{len(home.failures)} of {home.requests} pages could not be read; the first: {outcome}: {why}"
        elif lists or told:
            home.outcome = Outcome.OK
        for page, reading in lists:
            home.flags += reading.flags
            # Only when everything it led to was read: otherwise an unchanged list would hide what is missing.
            if is_all_dealt_with:
                self._keep(page)
        if lists or told:
            home.reading = Reading(
                system=self.system.name,
                kind=lists[0][1].kind if lists else PageKind.MEETING,
                is_complete=bool(lists) and all(reading.is_complete for _, reading in lists),
                committees=tuple(each for _, reading in lists for each in reading.committees),
                meetings=tuple(told),
                entries=tuple(each for _, reading in lists for each in reading.entries),
            )


def _in_order(keys: Iterable[str]) -> list[str]:
    """Meeting ids in a total order, numbers by size."""
    return sorted(keys, key=lambda key: (len(key), key))


def _is_behind_a_page(address: str) -> bool:
    """The pack chooser is a page in front of large packs and supplements: its bytes are not the paper's."""
    return address.partition("?")[0].lower().endswith(".aspx")


def _looks_like_html(body: bytes) -> bool:
    """A firewall's or an error's page, whatever the address ends in."""
    start = body[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype", b"<html", b"<head", b"<script", b"<body"))
