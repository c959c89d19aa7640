"""News as an Atom feed (RFC 4287).

An entry is the same in every feed it stands in: same id, same words. Titles and texts are sent as text, not as HTML.
Does not choose or word what is told (telling does). May import: domain, render, feeds.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from watcher.domain.feeds import Told
from watcher.feeds.names import name_of
from watcher.render import neutral_text, safe_url

MOST_ENTRIES = 50
"""Newest ones in a feed. A reader that asks weekly misses nothing of a council that has fewer a week."""

AUTHOR = "Council watcher"
_NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What a feed is: `kind` and `key` name it for good; `began_at` (UTC) is its date while it has no entry.

    `url` is the council's page, `publisher` the address of whoever publishes the feed, `own_url` that of the
    feed itself; empty if nobody said.
    """

    kind: str
    key: str
    title: str
    subtitle: str
    began_at: datetime
    url: str = ""
    publisher: str = ""
    own_url: str = ""


def write_atom(feed: Feed, told: Iterable[Told]) -> bytes:
    """The feed, newest entry first, at most MOST_ENTRIES. Raises ValueError for a naive moment."""
    newest = sorted(told, key=lambda each: (each.told_at, each.number, each.name), reverse=True)[:MOST_ENTRIES]
    root = ET.Element("feed", {"xmlns": _NAMESPACE, "xml:lang": "en-GB"})
    # With a public address two programs' feeds of one council are two feeds; without one nobody else sees this one.
    _text(root, "id", f"urn:uuid:{name_of('feed', feed.kind, feed.key, feed.publisher)}")
    _text(root, "title", neutral_text(feed.title))
    _text(root, "subtitle", neutral_text(feed.subtitle))
    _text(root, "updated", _moment(max((each.told_at for each in newest), default=feed.began_at)))
    _text(ET.SubElement(root, "author"), "name", AUTHOR)
    _text(root, "generator", AUTHOR)
    _link(root, "self", feed.own_url)
    _link(root, "alternate", feed.url)
    for each in newest:
        _entry(root, each)
    ET.indent(root, " ")
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made + b"\n"


def _entry(root: ET.Element, told: Told) -> None:
    entry = ET.SubElement(root, "entry")
    _text(entry, "id", f"urn:uuid:{told.name}")
    _text(entry, "title", neutral_text(told.title) or "Untitled")
    _text(entry, "updated", _moment(told.told_at))
    _text(entry, "published", _moment(told.told_at))
    _link(entry, "alternate", told.url)
    for link in told.links:
        _link(entry, "related", link.url, neutral_text(link.words))
    for topic in told.topics:
        ET.SubElement(entry, "category", {"term": neutral_text(topic)})
    lines = (neutral_text(line) for line in told.lines)
    content = _text(entry, "content", "\n".join(line for line in lines if line))
    content.set("type", "text")


def _text(parent: ET.Element, name: str, words: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = words
    return child


def _link(parent: ET.Element, relation: str, url: str, title: str = "") -> None:
    """A link, if the address is one of the web."""
    address = safe_url(url)
    if address:
        ET.SubElement(parent, "link", {"rel": relation, "href": address} | ({"title": title} if title else {}))


def _moment(at: datetime) -> str:
    if at.tzinfo is None:
        raise ValueError("the moment of an entry must be aware")
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
