"""How the sites of councils differ though all are modern.gov: below folders, with sessions, in Welsh, in other letters.

A variant changes addresses and who is sent on to where; what is published stays the same.
Does not know pages or sockets. May import: watcher.errors, its neighbours.
"""

import hashlib
import itertools
import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from watcher.errors import SampleError
from watcher.sample.site import HTML, Answer
from watcher.sample.view import ENGLISH, WELSH

VARIANTS = {
    "sub-path": "the pages lie some folders below the host: /council/moderngov/",
    "sessions": "each visit is sent on to an address with a session in it, and the links hold it: /(S(x1y2))/",
    "welsh": "pages are in Welsh unless LLL=0 is asked for",
    "welsh-alone": "pages are in Welsh, and there are no others",
    "careless": "letters of page and parameter names are large or small, addresses are broken into lines",
    "two-hosts": "the council has two names of a host, and each week the other one sends on to it",
}
"""What each variant is, in words."""

SUB_PATH = "/council/moderngov/"
HOSTS = ("localhost", "127.0.0.1")
"""By week: the one that answers in even weeks, and the one in odd weeks."""

_SESSION = re.compile(r"/?(\(S\([^/)]*\)\))/", re.IGNORECASE)
_LINK = re.compile(r'(?P<before>\b(?:href|action)=")(?P<page>(?:mg|ie)\w+\.aspx|documents/)(?P<rest>[^"]*)')
_NAME = re.compile(r"(?<=[?;])\w+(?==)")
_OTHER_NAMES = {"cid": "CommitteeId", "mid": "MeetingId"}


class Variants:
    """The chosen variants of one site. Threads may share one."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.names = frozenset(names)
        self._visits = itertools.count(1)
        if unknown := sorted(self.names - VARIANTS.keys()):
            raise SampleError(f"There is no variant {unknown[0]!r}.", hint=f"There are: {', '.join(VARIANTS)}.")

    @property
    def languages(self) -> tuple[str, ...]:
        """Those of the pages, the one first in which who asks for none is answered."""
        return (WELSH,) if "welsh-alone" in self.names else (WELSH, ENGLISH) if "welsh" in self.names else (ENGLISH,)

    def folder(self, base_path: str) -> str:
        """Where the pages lie, if it is left to us."""
        return SUB_PATH if "sub-path" in self.names and base_path == "/" else base_path

    def sent_on(self, week: int, host: str, path: str, base_path: str) -> str | None:
        """Where who asks for this path is sent: to the host of the week, then to a session of the visit's own."""
        name, colon, port = host.partition(":")
        if "two-hosts" in self.names and name != HOSTS[week % 2]:
            return f"http://{HOSTS[week % 2]}{colon}{port}{path}"
        is_page = path.startswith(base_path)
        if "sessions" in self.names and is_page and not _SESSION.match(path, len(base_path) - 1):
            session = hashlib.sha256(str(next(self._visits)).encode()).hexdigest()[:24]
            return f"{base_path}(S({session}))/{path[len(base_path) :]}"
        return None

    def written(self, answer: Answer, week: int, path: str, base_path: str) -> Answer:
        """The answer with its links as this site writes them; `path` is the one that was asked for."""
        if answer.kind != HTML or not self.names & {"careless", "sessions"}:
            return answer
        text = answer.body.decode()
        if "careless" in self.names:
            text = _LINK.sub(_carelessly(week), text)
        session = _SESSION.match(path, len(base_path) - 1)
        if session is not None and "sessions" in self.names:
            text = _LINK.sub(_with_session(base_path, session.group(1)), text)
        body = text.encode()
        etag = None if session else f'"{hashlib.sha256(body).hexdigest()[:20]}"'
        return replace(answer, body=body, etag=etag if answer.etag else None, last_modified=None)


def _carelessly(week: int) -> Callable[[re.Match[str]], str]:
    """Which letters are large changes from page to page and from week to week; so does how parameters are called."""

    def write(link: re.Match[str]) -> str:
        page, rest = link["page"], link["rest"]
        is_large = (week + len(page)) % 2 == 0
        if page == "documents/":
            # A browser drops the line break; the space that it stands beside is part of the file's name.
            return f"{link['before']}{'Documents/' if is_large else page}{rest.replace(' ', f' {chr(13)}{chr(10)}', 1)}"
        return link["before"] + (page.upper() if is_large else page.lower()) + _NAME.sub(name, rest)

    def name(found: re.Match[str]) -> str:
        said = found.group()
        if week % 2:
            return _OTHER_NAMES.get(said.lower(), said.lower())
        return said.upper()

    return write


def _with_session(base_path: str, session: str) -> Callable[[re.Match[str]], str]:
    """Every other page is linked from the root of the host, the session with it, now and then with coded brackets."""
    coded = session.replace("(", "%28").replace(")", "%29")

    def write(link: re.Match[str]) -> str:
        shape = len(link["page"] + link["rest"]) % 3
        root = ("", f"{base_path}{session}/", f"{base_path}{coded}/")[shape]
        return f"{link['before']}{root}{link['page']}{link['rest']}"

    return write
