"""Any RSS or Atom feed, as entries.

A feed holds days, not weeks: absence in it means nothing, so a reading of one is never complete.
Does not know any council's feed. May import: feedparser, nh3, domain, the readers beside it.
"""

import hashlib
import html
import io
import re
from calendar import timegm
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from time import struct_time

import feedparser
import nh3

from watcher.domain.publications import FeedEntry, Meeting, Outcome, Page, PageKind, Reading, Source
from watcher.systems._decode import decode
from watcher.systems._html import absolute, fold, without_session
from watcher.systems._stretch import cut_stretch
from watcher.systems._wrong_pages import find_wrong

NAME = "feed"

_LARGEST_FEED = 4_000_000
"""Characters. GOV.UK's largest feeds have some 100,000; the parser needs seconds for a few millions."""

_TEXT_AT_MOST = 4000
"""Characters of an entry's text that are kept: enough to find topics in, and no whole articles."""

_ROOT = re.compile(r"<(?P<name>rss|feed|rdf:rdf)\b", re.IGNORECASE)
_ROOT_IS_WITHIN = 4000
_DECLARATION = re.compile(r"\A\s*<\?xml\b[^<>]{0,300}\?>", re.IGNORECASE)
_FIRST_ENTRY = re.compile(r"<(?:item|entry)\b", re.IGNORECASE)
# What a server writes anew at each request, before the first entry: when it did so.
_STAMP = re.compile(r"<(lastBuildDate|pubDate|updated|dc:date)\b[^<>]{0,200}>[^<]{0,200}</\1\s{0,3}>", re.IGNORECASE)
_BLOCK = re.compile(r"<(?=/?(?:p|br|li|div|td|th|tr|h[1-6])\b)", re.IGNORECASE)


class AnyFeed:
    """The system of that name; keeps nothing between calls, so one serves all threads."""

    name = NAME

    def first_requests(self, source: Source, today: date) -> tuple[str, ...]:  # noqa: ARG002 - for others
        """The feed itself."""
        return (source.url,)

    def meeting_request(self, source: Source, meeting_id: str, url: str) -> str:  # noqa: ARG002 - for others
        """A meeting is read on its page."""
        return url

    def read(self, source: Source | None, page: Page) -> Reading:  # noqa: ARG002 - a feed says all itself
        """The feed's entries, in its order; for a wrong page, its outcome. Does not raise for any page."""
        return read_feed(page, NAME)

    def fingerprint(self, page: Page) -> str:
        """SHA-256 (hex) of the body without the times of its making."""
        return fingerprint(page)

    def row_fingerprint(self, meeting: Meeting) -> str:
        """Feeds have no rows of meetings: the meeting's id."""
        return meeting.id


def read_feed(page: Page, system: str, understood: Callable[[FeedEntry], FeedEntry] | None = None) -> Reading:
    """The entries of a feed, each id once; an entry's event and meeting are for `understood` to find."""
    text = decode(page.body, page.headers)
    outcome, why = _wrong(text)
    if outcome is not None:
        return Reading(system=system, kind=PageKind.UNREADABLE, outcome=outcome, why=why)
    base = page.final_url or page.url
    parsed = _parse(text, base)
    entries: dict[str, FeedEntry] = {}
    for found in parsed.entries:
        entry = _entry(found, base)
        if entry is not None:
            entry = understood(entry) if understood is not None else entry
            entries.setdefault(entry.id, entry)
    flags = ("the feed is not well-formed; what could be read was read",) if parsed.bozo else ()
    return Reading(system=system, kind=PageKind.FEED, flags=flags, entries=tuple(entries.values()))


def is_feed(text: str) -> bool:
    """True if the text's first element is that of a feed."""
    found = re.search(r"<[a-z]", text[:_ROOT_IS_WITHIN], re.IGNORECASE)
    return found is not None and _ROOT.match(text, found.start()) is not None


def fingerprint(page: Page) -> str:
    """SHA-256 (hex) of a feed without the times of its making and the cookieless sessions in its addresses."""
    text = without_session(decode(page.body, page.headers))
    first = _FIRST_ENTRY.search(text)
    start = first.start() if first else len(text)
    kept = _STAMP.sub("", text[:start]) + text[start:]
    return hashlib.sha256(b"feed 1\x00" + kept.encode("utf-8", errors="replace")).hexdigest()


def plain_words(markup: str) -> str:
    """Words without markup, on one line; entities encoded twice are decoded twice, as councils' feeds have them."""
    bare = nh3.clean(_BLOCK.sub(" <", markup), tags=set())
    words = html.unescape(bare)
    return fold(html.unescape(words) if re.search(r"&(?:amp|nbsp|#\d{1,5}|[lg]t|quot);", words) else words)


def _wrong(text: str) -> tuple[Outcome | None, str]:
    """The outcome of what is no whole feed; None for a feed."""
    if not is_feed(text):
        if cut_stretch(text) is not None:
            return Outcome.NOT_A_PAGE, "a page instead of a feed"
        return find_wrong(text)
    if len(text) > _LARGEST_FEED:
        return Outcome.TOO_LARGE, f"a feed of {len(text)} characters"
    root = _ROOT.search(text)
    name = root.group("name").lower() if root else ""
    if f"</{name}" not in text[-2000:].lower():
        return Outcome.TRUNCATED, "the feed ends before its end"
    return None, ""


def _parse(text: str, base: str) -> feedparser.FeedParserDict:
    """What the library reads. It is given bytes of one known charset in a file: it neither guesses nor fetches."""
    body = _DECLARATION.sub("", text.lstrip("\ufeff \t\r\n"))
    whole = '<?xml version="1.0" encoding="utf-8"?>\n' + body
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": base}
    return feedparser.parse(io.BytesIO(whole.encode("utf-8", errors="replace")), response_headers=headers)


def _entry(found: Mapping[str, object], base: str) -> FeedEntry | None:
    """One entry; None if it has neither id, link nor title."""
    title = plain_words(_text(found, "title"))
    link = _text(found, "link")
    url = absolute(base, link) if link else ""
    published_at = _moment(found, "published_parsed") or _moment(found, "updated_parsed")
    entry_id = without_session(fold(_text(found, "id"))) or url
    if not entry_id and title:
        entry_id = "sha256:" + hashlib.sha256(f"{title}\x00{published_at}".encode()).hexdigest()
    if not entry_id:
        return None
    text = plain_words(_text(found, "summary"))[:_TEXT_AT_MOST]
    return FeedEntry(id=entry_id, title=title, url=url, published_at=published_at, text="" if text == title else text)


def _text(found: Mapping[str, object], name: str) -> str:
    """A field as the feed has it. `dict.get`, for the library's own lookup warns and substitutes other fields."""
    value = dict.get(found, name) if isinstance(found, dict) else None
    return value if isinstance(value, str) else ""


def _moment(found: Mapping[str, object], name: str) -> datetime | None:
    """A time of an entry, aware, UTC; None when it is absent or no time."""
    value = dict.get(found, name) if isinstance(found, dict) else None
    if not isinstance(value, struct_time | tuple):
        return None
    try:
        return datetime.fromtimestamp(timegm(tuple(value)), tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None
