"""The part of a modern.gov page that is modern.gov's, cut out by slices, without a parser.

Only what is inside `#modgov` counts: the rest is the council's own skin and changes any day. The reader parses this
stretch and the fingerprint hashes it, so two pages whose readings differ cannot have one fingerprint.
Every step takes time in proportion to the page, whatever is in it. Does not understand any of it.
May import: the standard library, _html.
"""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass

from watcher.systems._html import without_session

# Repeats are bounded so that a tag of ten megabytes costs no more than its length.
_CLASS = r"\b[^<>]{0,400}?\bclass\s{0,3}=\s{0,3}[\"']?[^\"'<>]{0,200}?\b"
_START = re.compile(r"<div\b[^<>]{0,400}?[\s\"']id\s{0,3}=\s{0,3}[\"']?modgov(?=[\"'\s>])", re.IGNORECASE)
# Pages without #modgov but with the vendor's classes are modern.gov too; the heading stands before the content.
_OTHER_START = re.compile(rf"<(?:div|h1|h2){_CLASS}(?:mgHeader|mgMainTitleTxt|mgSubTitle|mgSubTitleTxt|mgContent)\b")
# A list of decisions saved without the page around it.
_TABLE = re.compile(rf"<table{_CLASS}mgTabTable\b")
_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)
_FOOTER = re.compile(rf"<div{_CLASS}mgFooter\b")
_HELP = re.compile(rf"<div{_CLASS}mgHelpLine\b[^<>]{{0,200}}>(?>[^<]*(?:<(?!/?div\b)[^<]*)*+)</div\s{{0,3}}>")
_DIV = re.compile(r"<(/?)div\b", re.IGNORECASE)
_HIDDEN_STATE = re.compile(r"<input\b[^<>]{0,400}?\bname\s{0,3}=\s{0,3}[\"']?__[^<>]*>", re.IGNORECASE)
_END = re.compile(r"</(?:html|body)\s*>", re.IGNORECASE)
_DATE = re.compile(
    r"<meta\b[^<>]{0,200}?\bname\s{0,3}=\s{0,3}[\"']DC\.date[\"'][^<>]{0,200}?\bcontent\s{0,3}=\s{0,3}[\"']([^\"'<>]{0,40})",
    re.IGNORECASE,
)
_HEAD_IS_WITHIN = 200_000
# Line breaks and indentation come and go with templates. Runs of plain spaces stay: they may be part of a file's name.
_LINE_BREAKS = re.compile(r"(?<! ) *[\t\r\n\f]\s*")
_COMMENT = re.compile("<!--")
_SCRIPT = re.compile(r"<(script|style)\b", re.IGNORECASE)

_VERSION = "2"
"""Part of every fingerprint; raise it when the stretch is cut differently: pages are then read anew once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What counts of a page. `is_closed` is False when the page ends inside it. `dc_date` is the head's `DC.date`."""

    text: str
    is_closed: bool
    dc_date: str

    @property
    def fingerprint(self) -> str:
        """SHA-256 over all that a reading is made of."""
        parts = "\x00".join((_VERSION, str(self.is_closed), self.dc_date, self.text))
        return hashlib.sha256(parts.encode("utf-8", errors="replace")).hexdigest()


def cut_stretch(page: str) -> Stretch | None:
    """The stretch of a page; None if it has nothing of modern.gov. A page cut short keeps what there is of it."""
    start = _START.search(page)
    other = None if start else _OTHER_START.search(page)
    table = None if start or other else _TABLE.search(page)
    found = start or other or table
    if found is None:
        return None
    body = without_scripts(page[found.start() :])
    closed = _END.search(body)
    end = closed.start() if closed else None
    if (footer := _FOOTER.search(body)) is not None:
        end = footer.start()
    elif start is not None and (closing := _closing(body)) is not None:
        end = closing
    elif end is None and table is not None and (last := _last(_TABLE_END, body)) is not None:
        end = last
    date = _DATE.search(page, 0, min(found.start(), _HEAD_IS_WITHIN))
    text = without_noise(body if end is None else body[:end])
    return Stretch(text=text, is_closed=end is not None, dc_date=date.group(1).strip() if date else "")


def _last(pattern: re.Pattern[str], text: str) -> int | None:
    """Where the last match ends."""
    end = None
    for found in pattern.finditer(text):
        end = found.end()
    return end


def without_noise(text: str) -> str:
    """Without session segments, help lines and the state that ASP.NET keeps in fields; line breaks as one."""
    text = _HIDDEN_STATE.sub("", without_session(text))
    return _LINE_BREAKS.sub("\n", _HELP.sub("", text))


def without_scripts(text: str) -> str:
    """Without scripts, styles and comments. One that is never closed takes the rest, as in a browser."""
    return _without(_without(text, _COMMENT, _end_of_comment), _SCRIPT, _end_of_script)


def _without(text: str, start: re.Pattern[str], end_of: Callable[[str, re.Match[str]], int | None]) -> str:
    """The text without every stretch from a match of `start` to where `end_of` says; None there means the rest."""
    kept, position = [], 0
    while (found := start.search(text, position)) is not None:
        kept.append(text[position : found.start()])
        end = end_of(text, found)
        if end is None:
            return "".join(kept)
        position = end
    return "".join([*kept, text[position:]]) if kept else text


def _end_of_comment(text: str, found: re.Match[str]) -> int | None:
    end = text.find("-->", found.end())
    return end + 3 if end >= 0 else None


def _end_of_script(text: str, found: re.Match[str]) -> int | None:
    closing = re.compile(rf"</{found.group(1)}\b[^<>]*>", re.IGNORECASE).search(text, found.end())
    return closing.end() if closing else None


def _closing(text: str) -> int | None:
    """Where the div that opens first ends, counting the divs between; None if the text ends before."""
    depth = 0
    for found in _DIV.finditer(text):
        depth += -1 if found.group(1) else 1
        if depth == 0:
            end = text.find(">", found.end())
            return end + 1 if end >= 0 else None
    return None
