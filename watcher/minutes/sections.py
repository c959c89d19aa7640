"""The parts of a paper: its agenda, minutes bound into it, and the reports behind it.

Does not read items. May import: its own package, the standard library.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from watcher.minutes.lines import Line, is_capitals
from watcher.minutes.numbers import numbered
from watcher.minutes.words import is_sentence


class PartKind(StrEnum):
    """What a part of a paper is; PLAIN where nothing says it."""

    AGENDA = "agenda"
    MINUTES = "minutes"
    REPORT = "report"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Part:
    """Lines `start` to `end` (not included) of a paper."""

    kind: PartKind
    start: int
    end: int


_MINUTES_OF = re.compile(
    r"(?:the\s+)?(?:(?:draft|unconfirmed|unapproved|public|open|printed)\s+)*(?:minutes|notes|record"
    r"|proceedings|cofnodion)\s+"
    r"(?:(?:and decisions|of proceedings)\s+)?(?:of|from|at|o|(?:y\s+)?cyfarfod)\b"
    r"|at\s+an?\s+(?:[\w-]+\s+){0,4}meeting\s+of\b|"
    r"(?:minutes of )?(?:an? |the )?meeting of (?:the )?.{3,120}\bheld\s+(?:at|on|in|via)\b",
    re.IGNORECASE,
)
_MINUTES = re.compile(
    r"(?:(?:draft|unconfirmed|public|printed)\s+)*(?:minutes|m i n u t e s|cofnodion|record of decisions"
    r"|decision (?:notice|list|sheet))\W*",
    re.IGNORECASE,
)
_HELD = re.compile(r"\b(?:held|meeting|cyfarfod|\d{4})\b", re.IGNORECASE)
_PRESENT = re.compile(
    r"(?:members? |councillors? )?(?:present|attendance|in attendance|attendees|presennol|yn bresennol)\b",
    re.IGNORECASE,
)
_AGENDA = re.compile(
    r"(?:public |supplementary )?(?:agenda|a g e n d a|rhaglen|order of business|agenda items?"
    r"|notice of (?:the )?meeting|business to be transacted)\W*"
    r"|(?:agenda )?item(?:\s+no\.?)?\s+(?:title|subject|report by|page|business|description)\b.{0,40}",
    re.IGNORECASE,
)
_REPORT = re.compile(
    r"(?:(?:joint|officer|covering|information)\s+)*report\s+(?:of|by|from|to|author|title)\b|subject\s*:|report of\b"
    r"|agenda item(?: no\.?| number)?\s*:?\s*\d{1,3}\Z",
    re.IGNORECASE,
)
_BODY = re.compile(
    r"(?:\d{1,2}(?:\.\d{0,2})?\.?\s+)?(?:(?:purpose|summary|reasons?)(?: of| for)?(?: the| this)? (?:report"
    r"|summary|decision|recommendations?)?|"
    r"recommendations?|executive summary|background(?: information)?|introduction|policy framework.*"
    r"|report author.*)\W*"
    r"|\d{1,2}(?:\.\d{1,2})?\.?\s+(?:the purpose of this report|this report|to (?:inform|provide|seek|present"
    r"|update)).*",
    re.IGNORECASE,
)
_HEAD_LINES = 14
"""Lines above "Report of ..." that may still belong to the report's head: body, date, title."""
_BODY_LINES = 30
"""Lines below it in which a report's own headings must begin; an agenda's "Report of ..." has none."""
_PRESENT_LINES = 60


def parts_of(lines: Sequence[Line]) -> list[Part]:
    """The parts in order; the first begins with the first line."""
    starts = [(0, PartKind.PLAIN)]
    for index in range(len(lines)):
        kind = _begins(lines, index)
        if kind is None:
            continue
        head = _head(lines, index, starts[-1][0], kind)
        if kind is PartKind.REPORT and starts[-1][1] is PartKind.REPORT and _same_head(lines, starts[-1][0], index):
            continue
        starts.append((head, kind))
    return _joined(starts, len(lines), lines)


def _begins(lines: Sequence[Line], index: int) -> PartKind | None:
    line = lines[index]
    text = line.text
    if len(text) > 300 or line.is_bullet or numbered(text) is not None:
        return None
    if _MINUTES_OF.match(text) or _MINUTES.fullmatch(text):
        return PartKind.MINUTES if _is_minutes_head(lines, index) else None
    if _AGENDA.fullmatch(text):
        return PartKind.AGENDA
    if _REPORT.match(text) and not text.endswith((".", ";")) and _has_body(lines, index):
        return PartKind.REPORT
    return None


def _is_minutes_head(lines: Sequence[Line], index: int) -> bool:
    """True for minutes' own heading; the title of an item that confirms some has no list of the present below."""
    above = lines[index - 1].text if index and not lines[index].opens_page else ""
    if numbered(above) is not None and not _REPORT.match(above):
        return False
    if _MINUTES_OF.match(lines[index].text):
        words = " ".join(line.text[:300] for line in lines[index : index + 5])
        if not _HELD.search(words) or re.match(r".{0,200}?\b(?:were|was)\b", words[: len(lines[index].text)]):
            return False
    if index < _HEAD_LINES:
        return True
    return any(_PRESENT.match(line.text) for line in lines[index : index + _PRESENT_LINES])


def _has_body(lines: Sequence[Line], index: int) -> bool:
    return any(_BODY.fullmatch(line.text[:200]) for line in lines[index + 1 : index + _BODY_LINES])


def _head(lines: Sequence[Line], index: int, earliest: int, kind: PartKind) -> int:
    """Where the part's head begins: the page's top, or the body, date and title above the words that gave it away."""
    first = index
    while first > earliest and index - first < _HEAD_LINES:
        if lines[first].opens_page:
            return first
        above = lines[first - 1]
        if numbered(above.text) is not None or is_sentence(above.text) or above.is_bullet or len(above.text) > 160:
            return first if kind is not PartKind.REPORT or first == index else _without_tail(lines, first, index)
        first -= 1
    return first


def _without_tail(lines: Sequence[Line], first: int, index: int) -> int:
    """A report's head in the middle of a page: only what stands in capitals or bold above it."""
    while first < index and not (is_capitals(lines[first].text) or lines[first].is_bold or lines[first].is_heading):
        first += 1
    return first


def _same_head(lines: Sequence[Line], start: int, index: int) -> bool:
    """A report's head says several things that give it away; only a new page or a long text begins another."""
    return index - start <= 2 * _HEAD_LINES and not any(line.opens_page for line in lines[start + 1 : index + 1])


def _joined(starts: Sequence[tuple[int, PartKind]], total: int, lines: Sequence[Line]) -> list[Part]:
    """Parts from their starts. A head without items of its own belongs to what it heads; an agenda stays one."""
    merged: list[tuple[int, PartKind]] = []
    for start, kind in starts:
        if merged:
            before, before_kind = merged[-1]
            is_head = before_kind is PartKind.PLAIN and not _has_items(lines, before, start)
            is_same = before_kind is kind and kind is not PartKind.REPORT and not _has_items(lines, before, start)
            if is_head or is_same or start <= before:
                merged[-1] = (before, kind)
                continue
            if kind is PartKind.AGENDA and before_kind is not PartKind.PLAIN:
                continue
        merged.append((start, kind))
    ends = [start for start, _ in merged[1:]] + [total]
    return [Part(kind, start, end) for (start, kind), end in zip(merged, ends, strict=True)]


def _has_items(lines: Sequence[Line], start: int, end: int) -> bool:
    return sum(numbered(line.text) is not None for line in lines[start:end]) >= 2
