"""Ask a council's site how it publishes and which committees there are: few questions, the likely ones first.

    a CMIS site, as its address or a page says: the calendar to which its pages lead
    each folder that it might be: each system's list of committees; modern.gov's other first pages
    none of them: what the page that was given leads to, feeds and committee pages elsewhere

A host that cannot be reached, or whose certificate fails, is not asked again. Does not decide what is watched, write or
remember anything. May import: fetch (as Asks), systems, config, domain.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import urlsplit

from watcher.actions.asking import Asks
from watcher.actions.in_english import InEnglish
from watcher.config import CALENDAR_SYSTEM, COUNCIL_SYSTEMS, CouncilSettings, is_loopback
from watcher.domain.calendars import calendar_folder
from watcher.domain.publications import Committee, Council, Outcome, Page, PageKind, Politeness, Reading, Source
from watcher.systems import SYSTEMS, is_at_home
from watcher.systems.whereabouts import (
    calendars_linked,
    feeds_offered,
    is_a_feed,
    pages_of_meetings,
    sites_linked,
    whereabouts,
)

_FIRST_PAGES = ("ieDocHome.aspx?bcr=1", "mgWhatsNew.aspx?bcr=1")
"""Of modern.gov, where its list of committees is not to be had."""

_MOST_LINKED = 2
"""Sites that a page links to and that are asked as well: a council has one, and may name its neighbour's."""

_PAGES = "moderngov-pages"
NO_CALENDAR = "leads to no meeting of a CMIS calendar; if it is a CMIS site, give the address of any of its meetings"
_NO_USE_TO_GO_ON = frozenset(
    (Outcome.UNREACHABLE, Outcome.TIMED_OUT, Outcome.TLS_FAILED, Outcome.PRIVATE_ADDRESS, Outcome.RETRY_LATER)
)
"""What holds for the whole host, whichever page is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One question and how it ended; `words` says what came, empty for what was of use."""

    address: str
    outcome: Outcome
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a site said. `system` is empty if it is of none that is known; `url` is then what was asked first.

    `committees` may be empty for a known system too: its list could not be read. `feeds` and `elsewhere` are what the
    page leads to that was asked last: addresses of feeds, and folders of committee pages on other sites.
    """

    url: str
    system: str = ""
    committees: tuple[Committee, ...] = ()
    tried: tuple[Tried, ...] = ()
    feeds: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()

    @property
    def worst(self) -> Tried | None:
        """What hindered most, of what was tried; None if something was found."""
        if self.system or not self.tried:
            return None
        grave = [each for each in self.tried if each.outcome in (Outcome.TLS_FAILED, Outcome.BLOCKED)]
        return (grave or list(self.tried))[0]


def settings_for(council: Council, system: str = _PAGES, *, tls_exception: str = "") -> CouncilSettings:
    """A council that stands in no file yet, as gently asked as one that does. Loopback is only what a person named."""
    is_near = is_loopback(council.url)
    return CouncilSettings(
        council=council,
        system=system,
        politeness=Politeness(gap_s=0.0 if is_near else 1.0, retries=1),
        tls_exception=tls_exception,
        allows_private=is_near,
    )


def discover(asks: Asks, like: CouncilSettings, bases: Sequence[str], *, page: str = "", today: date) -> Found:
    """Ask each folder until one is of a known system. `page`: what a person gave, looked through at the end."""
    search = _Search(InEnglish(asks), like, today)
    home = page or next(iter(bases), "")
    if any(is_at_home(CALENDAR_SYSTEM, each) for each in (home, *bases)) and (found := search.calendar(home)):
        return found
    for base in dict.fromkeys(bases):
        if not search.has_answered(base) and (found := search.folder(base)):
            return found
    if found := search.calendar(home):
        return found
    leads = search.leads(home)
    for base in leads.elsewhere[:_MOST_LINKED]:
        if found := search.folder(base):
            return found
    return replace(leads, tried=tuple(search.tried))


def committee_behind(asks: Asks, like: CouncilSettings, address: str) -> tuple[str, Page]:
    """The id of the committee whose page, meeting or item an address shows (empty: it says none), and what came."""
    page = InEnglish(asks).get(address, like.directory_source())
    if page.outcome is not Outcome.OK:
        return "", page
    reading = SYSTEMS[_PAGES].read(None, page)
    ids = [meeting.committee.id for meeting in reading.meetings]
    if reading.kind is not PageKind.COMMITTEES:
        ids += [committee.id for committee in reading.committees]
    return next((each for each in ids if each), ""), page


@dataclass(slots=True)
class _Search:
    asks: Asks
    like: CouncilSettings
    today: date
    tried: list[Tried] = field(default_factory=list)
    hopeless: set[str] = field(default_factory=set)
    looked_through: set[str] = field(default_factory=set)

    def folder(self, base: str) -> Found | None:
        """What is published in a folder; None if it is nothing that is known."""
        seen: Found | None = None
        is_calendar = bool(calendar_folder(base))
        for name in COUNCIL_SYSTEMS:
            if is_calendar is not (name == CALENDAR_SYSTEM):
                continue
            source = self._source(base, name)
            there, page = self._committees(source, name)
            if there:
                return self._found(base, page, name, there)
            is_blocked = bool(self.tried) and self.tried[-1].outcome is Outcome.BLOCKED
            if name == _PAGES and self._is_open(base) and not is_blocked:
                seen = self._first_pages(base, source)
                if seen is not None and seen.committees:
                    return seen
        return seen

    def _committees(self, source: Source, system: str) -> tuple[tuple[Committee, ...], Page | None]:
        """Those that the first pages of a system name, together, without those that have ended; the last page."""
        there: dict[str, Committee] = {}
        good: Page | None = None
        for address in SYSTEMS[system].first_requests(source, self.today):
            page, reading = self._ask(address, source, system)
            if reading is not None and reading.committees:
                good = page
                there |= {each.id: each for each in reading.committees if not each.has_ended}
        return tuple(there.values()), good

    def calendar(self, address: str) -> Found | None:
        """What a CMIS site has in its calendar, found from any page of it; None if it is no such site."""
        if not address or not self._is_open(address) or address in self.looked_through:
            return None
        self.looked_through.add(address)
        page = self.asks.get(address, self._source(address, CALENDAR_SYSTEM))
        if page.outcome is not Outcome.OK or not is_at_home(CALENDAR_SYSTEM, page.final_url, page):
            return None
        pages = (page, *(self.asks.get(each, self._source(each, _PAGES)) for each in self._about_meetings(page)))
        folders = [folder for each in pages if each.outcome is Outcome.OK for folder in calendars_linked(each)]
        for folder in dict.fromkeys(folders):
            if found := self.folder(folder):
                return found
        self._note(page, Outcome.NOT_A_PAGE, NO_CALENDAR)
        return None

    def _about_meetings(self, page: Page) -> tuple[str, ...]:
        """Where to look for the calendar, if the page itself does not lead there."""
        return () if calendars_linked(page) else pages_of_meetings(page)[:_MOST_LINKED]

    def has_answered(self, base: str) -> bool:
        """True for the https twin of a folder that was asked by http, and whose host answered."""
        twin = f"http://{base.removeprefix('https://')}"
        is_asked = any(each.address.startswith(twin) for each in self.tried)
        return base.startswith("https://") and is_asked and self._is_open(twin)

    def leads(self, address: str) -> Found:
        """What the page that was given, or the site's first page, leads to."""
        source = self._source(address, _PAGES)
        if not address or not self._is_open(address):
            return Found(url=address, tried=tuple(self.tried))
        page = self.asks.get(address, source)
        if page.outcome is not Outcome.OK:
            self._note(page, page.outcome, page.why)
            return Found(url=address, tried=tuple(self.tried))
        asked = {_folder(each.address) for each in self.tried}
        elsewhere = tuple(each for each in sites_linked(page) if each not in asked)
        feeds = (address,) if is_a_feed(page) else feeds_offered(page)
        return Found(url=address, tried=tuple(self.tried), feeds=feeds, elsewhere=elsewhere)

    def _first_pages(self, base: str, source: Source) -> Found | None:
        """modern.gov by its other pages: the committees, if one of them lists them."""
        seen: Found | None = None
        for name in _FIRST_PAGES:
            page, reading = self._ask(base + name, source, _PAGES)
            if reading is not None and reading.kind is PageKind.COMMITTEES and reading.committees:
                return self._found(base, page, _PAGES, reading.committees)
            if page is not None and page.outcome is Outcome.OK and _is_moderngov(page):
                seen = self._found(base, page, _PAGES, ())
        return seen

    def _ask(self, address: str, source: Source, system: str) -> tuple[Page | None, Reading | None]:
        """The answer and, if it is a page of the system, what it says. Notes what was tried."""
        if not self._is_open(address):
            return None, None
        page = self.asks.get(address, source)
        if page.outcome in _NO_USE_TO_GO_ON:
            self.hopeless.add(_host(address))
        if page.outcome is not Outcome.OK:
            self._note(page, page.outcome, page.why)
            return page, None
        reading = SYSTEMS[system].read(source, page)
        is_good = reading.outcome.is_good
        self._note(page, reading.outcome, "" if is_good and reading.committees else reading.why or "no committees")
        return page, reading if is_good else None

    def _note(self, page: Page, outcome: Outcome, words: str) -> None:
        self.tried.append(Tried(address=page.url, outcome=outcome, words=words))

    def _found(self, base: str, page: Page | None, system: str, committees: Iterable[Committee]) -> Found:
        """The folder as it stands now: where redirects led, if they led to the same page of another folder."""
        moved = whereabouts(page.final_url) if page is not None and page.final_url else None
        is_same = moved is not None and _file(moved.page) == _file(page.url if page else "")
        url = moved.base if moved is not None and is_same else base
        return Found(url=url, system=system, committees=tuple(committees), tried=tuple(self.tried))

    def _source(self, base: str, system: str) -> Source:
        council = replace(self.like.council, url=base)
        return replace(self.like, council=council, system=system).directory_source()

    def _is_open(self, address: str) -> bool:
        return _host(address) not in self.hopeless


def _is_moderngov(page: Page) -> bool:
    """A site is modern.gov if one of these pages has `#modgov` or `mgContent` (moderngov.md, "Addresses")."""
    return b"mgContent" in page.body or b'id="modgov"' in page.body


def _folder(address: str) -> str:
    place = whereabouts(address)
    return place.base if place else ""


def _host(address: str) -> str:
    """Scheme and host: https may fail where http answers."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _file(address: str) -> str:
    return urlsplit(address).path.rpartition("/")[2].lower()
