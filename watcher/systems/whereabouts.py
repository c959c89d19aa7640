"""What an address tells before it is asked: the folder of a council's committee pages, the committee, the meeting.

And what a page that is no committee page leads to: the feeds it offers, the committee pages it links to.
Does not ask anybody. May import: bs4, domain, the readers beside it.
"""

import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit, urlunsplit

from bs4 import Tag

from watcher.domain.calendars import calendar_folder
from watcher.domain.publications import Page
from watcher.systems._decode import decode
from watcher.systems._html import absolute, attribute, fold, number, page_name, parameters, parse
from watcher.systems.feed import is_feed, plain_words

# The folder ends where one of these begins (moderngov.md, "Addresses"; CMIS, "for later").
_OWN_PARTS = re.compile(r"/(?:documents/[a-z]\d+(?:/|\Z)|mgwebservice\.asmx(?:/|\Z)|[^/]+/tabid/)", re.IGNORECASE)
_VENDOR_PAGE = re.compile(r"(?:mg|ie|ce)[a-z0-9]+\.as[mp]x\Z")
_SESSION = re.compile(r"/(?:\(|%28)[A-Z](?:\(|%28)[^/]*?(?:\)|%29)(?:\)|%29)(?=/|\Z)", re.IGNORECASE)
_CMIS_COMMITTEE = re.compile(r"/Committee/(\d+)(?:/|\Z)", re.IGNORECASE)
_CMIS_MEETING = re.compile(r"/Meeting/(\d+)(?:/|\Z)", re.IGNORECASE)
_OF_MEETINGS = re.compile(r"meeting|calendar", re.IGNORECASE)
_FEED_TYPES = ("application/rss+xml", "application/atom+xml")
_TITLE = re.compile(r"<title\b[^<>]{0,200}>(.{0,400}?)</title", re.IGNORECASE | re.DOTALL)
_LOOKED_AT = 1_000_000
"""Characters of a page that are searched for links: a council's home page has some 100,000."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """`base` is the folder, ending in a slash. Ids are empty where the address does not carry them.

    `page` is the address without its session. `is_vendors`: only modern.gov names its pages like this one. `words`: a
    document's file name, which may hold the name of its committee.
    """

    base: str
    page: str
    committee_id: str = ""
    meeting_id: str = ""
    is_vendors: bool = False
    words: str = ""


def whereabouts(address: str) -> Whereabouts | None:
    """Where an address is; None for what is no address of the web, or one with a password in it."""
    try:
        parts = urlsplit(address.strip())
        is_web = parts.scheme.lower() in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    if not is_web or "@" in parts.netloc:
        return None
    path = _SESSION.sub("", parts.path) or "/"
    page = urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, parts.query, ""))
    name, given = page_name(page), parameters(page)
    own = _OWN_PARTS.search(path)
    folder = path[: own.start()] if own else path.rpartition("/")[0] if _is_file(path) else path.rstrip("/")
    of_cmis, meeting_of_cmis = _CMIS_COMMITTEE.search(path), _CMIS_MEETING.search(path)
    committee_id = number(given.get("committeeid") or given.get("cid") or given.get("lcommitteeid"))
    if name == "mgcommitteedetails.aspx":
        committee_id = number(given.get("id"))
    return Whereabouts(
        base=calendar_folder(page) or urlunsplit((parts.scheme.lower(), parts.netloc.lower(), folder + "/", "", "")),
        page=page,
        committee_id=of_cmis.group(1) if of_cmis else committee_id,
        meeting_id=meeting_of_cmis.group(1)
        if meeting_of_cmis
        else number(given.get("mid") or given.get("meetingid") or given.get("lmeetingid")),
        is_vendors=_VENDOR_PAGE.match(name) is not None or bool(own and "/tabid" not in own.group().lower()),
        words=fold(unquote(path.rpartition("/")[2])) if own and "/documents/" in own.group().lower() else "",
    )


def feeds_offered(page: Page) -> tuple[str, ...]:
    """The feeds that a page names as its own, each once, in its order."""
    address, text = page.final_url or page.url, decode(page.body, page.headers)[:_LOOKED_AT]
    links = parse(text).find_all("link", href=True)
    found = [absolute(address, attribute(one, "href")) for one in links if _is_feed_link(one)]
    return tuple(dict.fromkeys(url for url in found if url))


def sites_linked(page: Page) -> tuple[str, ...]:
    """The folders of committee pages of modern.gov that a page links to, each once, in its order."""
    address, text = page.final_url or page.url, decode(page.body, page.headers)[:_LOOKED_AT]
    links = (whereabouts(absolute(address, attribute(one, "href"))) for one in parse(text).find_all("a", href=True))
    return tuple(dict.fromkeys(place.base for place in links if place is not None and place.is_vendors))


def calendars_linked(page: Page) -> tuple[str, ...]:
    """The folders of CMIS calendars that a page links to, each once, in its order."""
    address, text = page.final_url or page.url, decode(page.body, page.headers)[:_LOOKED_AT]
    links = (absolute(address, attribute(one, "href")) for one in parse(text).find_all("a", href=True))
    found = (calendar_folder(link) for link in (address, *links))
    return tuple(dict.fromkeys(folder for folder in found if folder))


def pages_of_meetings(page: Page) -> tuple[str, ...]:
    """The pages of the same host that are about meetings, by their addresses, each once, in the order of the page."""
    address, text = page.final_url or page.url, decode(page.body, page.headers)[:_LOOKED_AT]
    host = urlsplit(address).netloc.lower()
    links = (absolute(address, attribute(one, "href")) for one in parse(text).find_all("a", href=True))
    there = (urlsplit(link) for link in links if link)
    found = (each for each in there if each.netloc.lower() == host and _OF_MEETINGS.search(each.path))
    return tuple(dict.fromkeys(urlunsplit(each._replace(fragment="")) for each in found))


def title_of(page: Page) -> str:
    """The title of a page or a feed, plain; empty if it has none."""
    found = _TITLE.search(decode(page.body, page.headers)[:_LOOKED_AT])
    return plain_words(re.sub(r"<!\[CDATA\[|\]\]>", "", found.group(1))) if found else ""


def is_a_feed(page: Page) -> bool:
    """True if the page itself is a feed."""
    return is_feed(decode(page.body, page.headers)[:_LOOKED_AT])


def _is_feed_link(tag: Tag) -> bool:
    kind = attribute(tag, "type").lower().partition(";")[0].strip()
    return "alternate" in attribute(tag, "rel").lower().split() and kind in _FEED_TYPES


def _is_file(path: str) -> bool:
    return "." in path.rpartition("/")[2]
