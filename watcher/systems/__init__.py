"""The ways in which councils publish: one module each, chosen by name.

A system is given a page and says what it lists and what to ask for next; it never fetches, so a saved page is a test.
Does not compare, store or tag. May import: domain, the systems.
"""

import re
from datetime import date
from importlib import import_module
from typing import Protocol, runtime_checkable

from watcher.domain.publications import Meeting, MeetingStatus, Page, Published, Reading, Source
from watcher.domain.ways import WAYS, Way
from watcher.systems._decode import decode
from watcher.systems._empty_answer import is_empty_answer
from watcher.systems._html import page_name
from watcher.systems._stretch import cut_stretch
from watcher.systems.feed import is_feed
from watcher.systems.moderngov_service import is_service_address, is_service_answer


class System(Protocol):
    """How a council publishes. All methods are pure and safe to call from several threads."""

    name: str

    def first_requests(self, source: Source, today: date) -> tuple[str, ...]:
        """The addresses to read first for a source.

        `today` is London's, for those that ask by date: the first or last of months, as an address that is another one
        each day could never be asked for conditionally.
        """

    def meeting_request(self, source: Source, meeting_id: str, url: str) -> str:
        """The address at which a meeting is read in detail; `url` is its page for people."""

    def read(self, source: Source | None, page: Page) -> Reading:
        """What a page whose outcome is OK says. A wrong page gives a Reading with its outcome; none raises."""

    def fingerprint(self, page: Page) -> str:
        """A hash of all that a reading is made of: equal means that reading again would tell nothing new."""

    def row_fingerprint(self, meeting: Meeting) -> str:
        """What a list row says of a meeting: equal means that its page need not be looked at for news.

        Where rows say whether a meeting goes ahead, that is its second word, and `row_status` reads it.
        """


@runtime_checkable
class Recognises(Protocol):
    """A system that knows its own pages when it sees them."""

    def recognises(self, text: str, address: str) -> bool:
        """True if a page with this text, from this address, is one of a site that publishes in this way."""


def _reader(way: Way) -> System:
    module, _, name = way.reader.partition(":")
    reader: System = getattr(import_module(f"watcher.systems.{module}"), name)()
    return reader


SYSTEMS: dict[str, System] = {name: _reader(way) for name, way in WAYS.items()}
"""Every system that can be read, by its name."""

_STATUSES = {status.value: status for status in MeetingStatus}


def row_status(row_fingerprint: str) -> MeetingStatus:
    """Whether the row said that the meeting goes ahead; a row that says nothing of it says that it does."""
    _, _, rest = row_fingerprint.partition(" ")
    return _STATUSES.get(rest.partition(" ")[0], MeetingStatus.SCHEDULED)


_PAPERS = frozenset(each.value for each in Published)


def row_tells_papers(row_fingerprint: str) -> bool:
    """True if the row says that something is out: then the others of its list would say so too."""
    return _PAPERS.issuperset(row_fingerprint.rpartition(" ")[2].split(","))


def is_at_home(name: str, address: str, page: Page | None = None) -> bool:
    """True if an address, or the page that came from it, is of a site that publishes in the way of this name."""
    system = SYSTEMS[name]
    text = decode(page.body, page.headers) if page is not None else ""
    return isinstance(system, Recognises) and system.recognises(text, address)


_VENDOR = re.compile(
    r"\b(?:ieListDocuments|ieDecisionDetails|ieIssueDetails|mgWhatsNew|mgRss|mgAi)\.aspx", re.IGNORECASE
)
_VENDOR_PAGE = re.compile(r"(?:mg|ie)[a-z0-9]+\.aspx\Z")


def detect(page: Page) -> System | None:
    """Which system wrote a page: by what is in it, then by its address. None when neither says."""
    text = decode(page.body, page.headers)
    name = page_name(page.final_url or page.url)
    if is_feed(text):
        is_vendors = name == "mgrss.aspx" or _VENDOR.search(text) is not None
        return SYSTEMS["moderngov-feed" if is_vendors else "feed"]
    if is_service_answer(text) or is_service_address(page.final_url or page.url):
        return SYSTEMS["moderngov-service"]
    if cut_stretch(text) is not None or is_empty_answer(text):
        return SYSTEMS["moderngov-pages"]
    for system in SYSTEMS.values():
        if isinstance(system, Recognises) and system.recognises(text, page.final_url or page.url):
            return system
    if name == "mgrss.aspx":
        return SYSTEMS["moderngov-feed"]
    if _VENDOR_PAGE.match(name):
        return SYSTEMS["moderngov-pages"]
    return SYSTEMS["feed"] if name.endswith((".atom", ".rss")) else None
