"""What's New of a modern.gov site: `<li>dd/mm/yyyy - Event: detail`, some days of all committees. Hints, no source.

Nobody could show us the page as it is sent (its form is known from those who scrape it), so any short block that begins
with a date is taken for an entry, and a page without one is no page of news: it then vouches for nothing.
Does not decide what is news. May import: domain, the modern.gov readers beside it.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import date, datetime

from bs4.element import NavigableString, Tag

from watcher.domain.publications import LONDON, FeedEntry, Meeting, Outcome, Page, PageKind, Reading, Source
from watcher.systems._decode import decode
from watcher.systems._html import absolute, attribute, fold, page_name, parse, walk
from watcher.systems._stretch import cut_stretch
from watcher.systems._wrong_pages import find_wrong
from watcher.systems.moderngov_feed import understood

NAME = "moderngov-news"

_BLOCKS = frozenset(("li", "p", "td", "dd"))
_ENTRY = re.compile(r"\A(\d{2})/(\d{2})/(\d{4})\s*[-\u2013:]?\s*(\S.*)\Z", re.DOTALL)
_LONGEST = 600
_LARGEST = 2_000_000
_LIKELY_LINKS = ("ielistdocuments.aspx", "ielistmeetings.aspx", "mgcommitteedetails.aspx")


class ModernGovNews:
    """The system of that name; keeps nothing between calls, so one serves all threads."""

    name = NAME

    def first_requests(self, source: Source, today: date) -> tuple[str, ...]:  # noqa: ARG002 - for others
        """The page of the last days."""
        return (f"{source.url}mgWhatsNew.aspx?bcr=1",)

    def meeting_request(self, source: Source, meeting_id: str, url: str) -> str:  # noqa: ARG002 - for others
        """A meeting is read on its page."""
        return url

    def read(self, source: Source | None, page: Page) -> Reading:  # noqa: ARG002 - the page says all itself
        """The entries, newest first as the page has them. Does not raise for any page."""
        text = decode(page.body, page.headers)
        stretch = cut_stretch(text)
        if stretch is None:
            return _unreadable(*find_wrong(text))
        if not stretch.is_closed:
            return _unreadable(Outcome.TRUNCATED, "the page ends inside its content")
        if len(stretch.text) > _LARGEST:
            return _unreadable(Outcome.TOO_LARGE, f"{len(stretch.text)} characters of content")
        address = page.final_url or page.url
        entries: dict[str, FeedEntry] = {}
        for words, links in _blocks(parse(stretch.text)):
            entry = _entry(words, links, address)
            if entry is not None:
                entries.setdefault(entry.id, entry)
        if not entries:
            return _unreadable(Outcome.NOT_A_PAGE, "nothing on it begins with a date: not read as What's New")
        return Reading(system=NAME, kind=PageKind.FEED, entries=tuple(entries.values()))

    def fingerprint(self, page: Page) -> str:
        """SHA-256 (hex) of what is modern.gov's on the page."""
        stretch = cut_stretch(decode(page.body, page.headers))
        return stretch.fingerprint if stretch else hashlib.sha256(b"news 1\x00" + page.body).hexdigest()

    def row_fingerprint(self, meeting: Meeting) -> str:
        """News has no rows of meetings: the meeting's id."""
        return meeting.id


def _blocks(tree: Tag) -> Iterator[tuple[str, list[str]]]:
    """The words and links of each innermost block, in one pass: deep nests exist."""
    open_block: Tag | None = None
    words: list[str] = []
    links: list[str] = []
    for node, is_entering in walk(tree):
        if isinstance(node, NavigableString):
            words.append(str(node))
        elif is_entering and node.name in _BLOCKS:
            open_block, words, links = node, [], []
        elif is_entering and node.name == "a":
            links.append(attribute(node, "href"))
        elif not is_entering and node is open_block:
            yield fold("".join(words)), links
            open_block = None


def _entry(words: str, hrefs: list[str], address: str) -> FeedEntry | None:
    found = _ENTRY.match(words[:_LONGEST])
    if found is None:
        return None
    try:
        published_at = datetime(int(found[3]), int(found[2]), int(found[1]), tzinfo=LONDON)
    except ValueError:
        return None
    links = [absolute(address, href) for href in hrefs]
    url = next((each for name in _LIKELY_LINKS for each in links if page_name(each) == name), links[0] if links else "")
    id_ = hashlib.sha256(f"{found[0]}\x00{url}".encode("utf-8", errors="replace")).hexdigest()[:32]
    return understood(FeedEntry(id=id_, title=found[4], url=url or address, published_at=published_at))


def _unreadable(outcome: Outcome, why: str) -> Reading:
    return Reading(system=NAME, kind=PageKind.UNREADABLE, outcome=outcome, why=why)
