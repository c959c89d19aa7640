"""Words of the web service as the pages would show them: entities undone, markup to text, free text to a status.

Does not know elements. May import: domain, _html, _states, the standard library.
"""

import re

from watcher.domain.publications import MeetingStatus
from watcher.systems._html import fold, has_class, parse, plain_text, without_entities
from watcher.systems._reader_notes import said_note
from watcher.systems._states import read_status

Flags = tuple[str, ...]

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
    words = without_entities(words, _LAYERS)
    return plain_text(parse(words)) if _MARKUP.search(words) else fold(words)


def prose(markup: str) -> str:
    """The text of a fragment of HTML, white space folded; of one whose tags are encoded as well, likewise."""
    if "<" not in markup:
        markup = without_entities(markup, _LAYERS)
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
