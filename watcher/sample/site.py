"""What the sample council answers to an address in a week: bytes, kind, validators. Made once, then remembered.

Does not speak HTTP (server does) or misbehave (faults does). May import: its neighbours.
"""

import hashlib
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlsplit

from watcher.sample import decisions, pages, papers, service, words
from watcher.sample.scenario import NAME, now
from watcher.sample.view import ENGLISH, WELSH, SeenItem, SeenMeeting, SeenPaper, Week

HTML = "text/html; charset=utf-8"
PDF = "application/pdf"
RSS = "text/xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"

ROBOTS = b"User-agent: *\nDisallow: /mgSearchResults.aspx\n"
NO_SUCH = "What you asked for is not here. It may have been moved or withdrawn."

_SESSION = re.compile(r"/\(S\([^/)]*\)\)", re.IGNORECASE)
_METHOD = re.compile(r"mgwebservice\.asmx/(\w+)$", re.IGNORECASE)
_FILE = re.compile(r"documents/([sgb])(\d+)/[^/]+$", re.IGNORECASE)

Route = tuple[str, ...]
"""An address without its variants: the kind of page, then the ids in it; of a page in Welsh, then WELSH."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer. `etag` and `last_modified` are None where the server sends no validators."""

    status: int
    body: bytes
    kind: str = HTML
    location: str | None = None
    etag: str | None = None
    last_modified: datetime | None = None


class Site:
    """The council's pages of every week. Threads may share one."""

    def __init__(self) -> None:
        self._bodies: dict[tuple[int, Route, str], tuple[str, bytes] | None] = {}
        self._changed: dict[tuple[int, Route, str], int] = {}
        self._lock = threading.RLock()

    def answer(self, week: int, target: str, base_url: str, *, languages: Sequence[str] = (ENGLISH,)) -> Answer:
        """What is answered in `week` to the request target `target` (path and query, from the base on).

        In the first of the languages, or in English, if that is among them and asked for (LLL=0).
        """
        route = route_of(target, languages)
        if route == ("home",):
            return Answer(status=302, body=b"", location="mgListCommittees.aspx?bcr=1")
        if route == ("robots",):
            return Answer(status=200, body=ROBOTS, kind=TEXT)
        where = base_url if route[0] in ("feed", "service") else ""
        with self._lock:
            made = self._made(week, route, where)
            changed = self._changed_in(week, route, where) if made else 0
        if made is None and route[0] == "service":
            return Answer(status=500, body=b"Request format is unrecognized.", kind=TEXT)
        if made is None:
            return Answer(status=404, body=_not_found(week))
        kind, body = made
        if route[0] == "service":
            return Answer(status=200, body=body, kind=kind)  # made on demand, without validators
        etag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        return Answer(status=200, body=body, kind=kind, etag=etag, last_modified=now(changed))

    def empty(self, week: int, target: str) -> bytes:
        """The page at `target` without anything on it: a list without its meetings, any other without its content."""
        kind, number, *_ = (*route_of(target), "")
        listed = pages.meetings(_seen(week), number, is_empty=True) if kind == "meetings" else None
        return (listed or pages.wrong(_seen(week), "Browse", "")).encode()

    def control(self, week: int) -> bytes:
        """The page on which a person turns the weeks."""
        return pages.control(_seen(week)).encode()

    def _made(self, week: int, route: Route, base_url: str) -> tuple[str, bytes] | None:
        # Weeks in which a paper's bytes are the same share them.
        key = (_paper_week(week, route), route, base_url)
        if key not in self._bodies:
            self._bodies[key] = _make(week, route, base_url)
        return self._bodies[key]

    def _changed_in(self, week: int, route: Route, base_url: str) -> int:
        """The last week in which this answer became what it is."""
        if route[0] == "g":
            return week  # made on demand, as real ones are: dating them would mean making them for every week before
        key = (week, route, base_url)
        if key not in self._changed:
            same = week > 0 and self._made(week - 1, route, base_url) == self._made(week, route, base_url)
            self._changed[key] = self._changed_in(week - 1, route, base_url) if same else week
        return self._changed[key]


def route_of(target: str, languages: Sequence[str] = (ENGLISH,)) -> Route:
    """The route of a request target; names of pages and parameters are read without regard to case."""
    parts = urlsplit(target)
    path = _SESSION.sub("", unquote(parts.path)).lstrip("/")
    asked = {name.lower(): value.strip() for name, value in parse_qsl(parts.query)}
    if path.lower() in ("", "iedochome.aspx"):
        return ("home",)
    if path.lower() == "robots.txt":
        return ("robots",)
    if file := _FILE.match(path):
        letter, number = file.group(1).lower(), file.group(2)
        return (letter, number, asked.get("t", "0")) if letter == "g" else (letter, number)
    if method := _METHOD.match(path):
        return ("service", method.group(1).lower(), *(f"{name}={value}" for name, value in sorted(asked.items())))
    page, names = _PAGES.get(path.lower(), ("none", ()))
    is_english = ENGLISH in (languages if asked.get("lll") == "0" else languages[:1])
    language = () if is_english or page not in _MAKERS else (WELSH,)
    return (page, next((asked[name] for name in names if name in asked), ""), *language)


_PAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    # page, then the parameters that may carry its id, the first found counts
    "mglistcommittees.aspx": ("committees", ()),
    "mgcommitteestructure.aspx": ("committees", ()),
    "mgcommitteedetails.aspx": ("committee", ("id",)),
    "ielistmeetings.aspx": ("meetings", ("committeeid", "cid")),
    "ielistdocuments.aspx": ("meeting", ("mid", "meetingid")),
    "mgai.aspx": ("item", ("id",)),
    "mgchoosedocpack.aspx": ("chooser", ("sid",)),
    "mgdelegateddecisions.aspx": ("decisions", ("dr",)),
    "iedecisiondetails.aspx": ("decision", ("id",)),
    "mgplanshome.aspx": ("plans", ()),
    "mglistplans.aspx": ("editions", ("rpid",)),
    "mglistplanitems.aspx": ("plan", ("planid",)),
    "mgissuehistoryhome.aspx": ("issue", ("iid",)),
    "mgrss.aspx": ("feed", ("cid",)),
    "mgconvert2pdf.aspx": ("s", ("id",)),
}

_MAKERS: dict[str, Callable[[Week, str], str | None]] = {
    "committees": lambda week, _: pages.committees(week),
    "committee": pages.committee,
    "meetings": pages.meetings,
    "meeting": pages.meeting,
    "item": pages.item,
    "chooser": pages.chooser,
    **decisions.PAGES,
}


@lru_cache(maxsize=2048)
def _make(week_number: int, route: Route, base_url: str) -> tuple[str, bytes] | None:
    """Shared by all sample councils of a process: a paper takes 20 ms to make, and tests serve dozens of councils."""
    kind, number, *rest = route
    week = _seen(week_number, WELSH if WELSH in rest else ENGLISH)
    if kind == "feed":
        return RSS, pages.feed(week, number or None, base_url).encode()
    if kind == "service":
        asked = dict(pair.split("=", 1) for pair in rest)
        answered = service.answer(week, number, asked, base_url)
        return (service.KIND, answered.encode()) if answered is not None else None
    if kind in _MAKERS:
        text = _MAKERS[kind](week, number)
        return (HTML, text.encode()) if text is not None else None
    body = _pdf(week, kind, number, rest)
    return (PDF, body) if body is not None else None


def _pdf(week: Week, letter: str, number: str, rest: list[str]) -> bytes | None:
    if letter == "s":
        paper, of_decision = week.papers.get(number), decisions.paper(week, number)
        if paper is None and of_decision is not None:
            who, title, body = of_decision
            return papers.listing(NAME, who, title, (("", body),))
        return papers.paper(NAME, paper) if paper else None
    if letter == "b":
        found = week.supplement(number)
        return papers.listing(NAME, _where(found[0]), found[1].title, (("", found[1].body),)) if found else None
    meeting = week.by_agenda(number) if letter == "g" else None
    return _generated(meeting, rest[0]) if meeting else None


def _generated(meeting: SeenMeeting, kind: str) -> bytes | None:
    is_out = {
        "0": meeting.has_agenda,
        "10": meeting.has_agenda,
        "2": meeting.has_decisions,
        "1": bool(meeting.minutes_state),
    }
    if not is_out.get(kind):
        return None
    title = {
        "0": "Agenda",
        "10": "Public reports pack",
        "2": "Decisions",
        "1": f"{meeting.minutes_state.title()} minutes",
    }[kind]
    said: Callable[[SeenItem], str] = {
        "0": lambda _: "",
        "1": lambda item: item.minutes,
        "2": lambda item: item.decision,
        "10": lambda item: "\n\n".join(filter(None, (item.text, *map(_body, (item.report, *item.papers))))),
    }[kind]
    parts = tuple((f"{item.number} {item.title}", said(item)) for item in meeting.items)
    return papers.listing(NAME, _where(meeting), f"{title}: {meeting.committee.name}", parts)


def _body(paper: SeenPaper | None) -> str:
    return paper.body if paper else ""


def _where(meeting: SeenMeeting) -> str:
    return f"{meeting.committee.name}, {words.long_date(meeting.starts_at)}"


def _paper_week(week: int, route: Route) -> int:
    """The week that names a route's bytes in memory: for a paper, the one its present bytes date from."""
    if route[0] == "s" and (paper := _seen(week).papers.get(route[1])):
        return paper.begun
    if route[0] == "b" and (found := _seen(week).supplement(route[1])):
        return found[1].since
    return week


@lru_cache(maxsize=16)
def _seen(week: int, language: str = ENGLISH) -> Week:
    return Week(week, language)


@lru_cache(maxsize=16)
def _not_found(week: int) -> bytes:
    return pages.wrong(_seen(week), "Page not found", NO_SUCH).encode()
