"""Words of the web service as the pages would show them: entities undone, markup to text, free text to a status.

Does not know elements. May import: domain, _html, _states, the standard library.
"""

import html
import re
from html.entities import html5

from watcher.domain.publications import MeetingStatus
from watcher.systems._html import fold, has_class, parse, plain_text
from watcher.systems._reader_notes import said_note
from watcher.systems._states import read_status

Flags = tuple[str, ...]

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_LAYERS = 2
"""Titles come encoded once more than XML asks for, and some twice more."""

_GOES_AHEAD = re.compile(
    r"(?:re-?)?(?:confirmed|scheduled|provisional|proposed|new|held|occurred|cadarnhawyd)\b", re.IGNORECASE
)
_MOVED = re.compile(r"re-?scheduled\b|moved\b", re.IGNORECASE)
_OFF = re.compile(
    r"(?:meeting\s+)?(?:now\s+)?(?P<word>cancell?ed|postponed|adjourned|withdrawn|canslwyd|gohiriwyd)\b", re.IGNORECASE
)


def line(words: str) -> str:
    """A title or a name on one line, without entities and markup."""
    words = _undone(words)
    return plain_text(parse(words)) if _MARKUP.search(words) else fold(words)


def prose(markup: str) -> str:
    """The text of a fragment of HTML, white space folded; of one whose tags are encoded as well, likewise."""
    if "<" not in markup:
        markup = _undone(markup)
    if not markup.strip():
        return ""
    return plain_text(parse(markup), lambda tag: has_class(tag, "mgFileSize", "mgHide", "mgHelpLine"))


def service_status(words: str) -> tuple[MeetingStatus, tuple[str, ...], Flags]:
    """The status in front of free text; what the free text says as a note for readers; what was not understood.

    `Cancelled` · `Confirmed` · `Confirmed; Rescheduled from 24 September 2026`, whose second part is history.
    """
    words = line(words)
    said, _, rest = (part.strip() for part in words.partition(";"))
    status, unknown = read_status(said)
    if unknown:
        found = _OFF.match(said)
        if found:
            status = read_status(found.group("word"))[0]
        elif _MOVED.match(said):
            status = MeetingStatus.MOVED
        found = found or _MOVED.match(said) or _GOES_AHEAD.match(said)
        if found is None:
            return status, (said_note(words),), (f"the status was not understood: {words[:200]}",)
        rest = "; ".join(filter(None, (said[found.end() :].strip(" ,:-–—()."), rest)))
    return status, (said_note(rest),) if rest else (), ()


def _undone(words: str) -> str:
    """The words without further layers of entities. Only whole entities count: "&notice" is none."""
    for _ in range(_LAYERS):
        undone = _ENTITY.sub(_entity, words)
        if undone == words:
            break
        words = undone
    return words


def _entity(found: re.Match[str]) -> str:
    entity = found.group()
    return html.unescape(entity) if entity[1] == "#" or entity[1:] in html5 else entity
