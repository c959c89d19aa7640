"""Lines of a page to paragraphs; words broken at a line's end to words.

A line goes on in the next one if the next one's first word would not have fitted: what a typesetter did is undone, and
headings, rows and addresses stay lines of their own. Does not order lines. May import: the standard library, documents.
"""

import itertools
import re
import statistics
from collections.abc import Iterable, Sequence

from watcher.documents._order import MARKER, Line

_OTHER_TYPE = 1.18
"""Lines whose types differ by more are a heading and its text."""

_OPEN = 1.35
"""Lines further apart than this, in usual distances, are two paragraphs."""

_RAGGED, _SHOWN, _LEAST_EDGE, _USUAL_EDGE = 0.06, 3, 0.55, 0.72
"""Line ends within the first, in widths of a page, are one edge if so many lines show it and it is not further left
than the third; else the fourth stands in for it."""

_MANY = 12
"""A page with more lines has its own usual distance; one with fewer has the document's."""

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_ENDED = re.compile(r"[.:;!?][\"'”’)\]]*$")
_BREAK = re.compile(r"([A-Za-z]{2,})-?$")
_HYPHEN = re.compile(r"\w-$")
_NEXT = re.compile(r"^([a-z]+)")

_COMPOUNDS = frozenset({
    "all", "co", "cross", "decision", "ex", "five", "follow", "four", "full", "half", "high", "in", "inter", "long",
    "low", "medium", "mid", "multi", "needs", "non", "off", "on", "one", "out", "over", "part", "post", "pre", "re",
    "self", "semi", "short", "six", "so", "sub", "ten", "three", "two", "under", "up", "well", "year",
})  # fmt: skip
"""What a hyphen in councils' prose usually stands behind: long-term, co-ordination, self-evaluation, year-end."""


def page_text(lines: Sequence[Line], width: float, vocabulary: frozenset[str], usual_leading: float) -> str:
    """The text of a page: a line a paragraph, with an empty line before it where the page leaves room."""
    edges = {
        column: _edge([line for line in lines if line.column == column], 0.0 if column else width)
        for column in {line.column for line in lines}
    }
    step = leading([lines]) if len(lines) > _MANY else usual_leading
    paragraphs: list[str] = []
    first = before = None
    for line in lines:
        if before is None or first is None or _begins(first, before, line, edges[before.column], step):
            gap = "\n" if before is not None and _is_apart(before, line, step) else ""
            paragraphs.append(gap + line.words)
            first = line
        else:
            paragraphs[-1] = _joined(paragraphs[-1], before, line, vocabulary)
        before = line
    if before is not None and before.is_broken:
        paragraphs[-1] += "-"
    return "\n".join(paragraphs)


def vocabulary(pages: Iterable[Iterable[Line]]) -> frozenset[str]:
    """The words that the document has within its lines, in lower case: they decide whether a hyphen belongs."""
    return frozenset(
        word.casefold() for lines in pages for line in lines for word in _WORD.findall(line.words)[: -1 or None]
    )


def _edge(lines: Sequence[Line], width: float) -> float:
    """Where lines end at the right: nearly the furthest, as a table may stick out.

    A page of headings and short answers has no line that shows it; what prose usually leaves free stands in for it.
    """
    widest = max((line.right - line.left for line in lines), default=0.0)
    ends = sorted(line.right for line in lines if line.right - line.left > 0.5 * widest)
    edge = ends[int(0.85 * (len(ends) - 1))] if ends else 0.0
    shown = sum(1 for end in ends if end > edge - _RAGGED * width)
    is_prose = shown >= _SHOWN and edge > _LEAST_EDGE * width
    return edge if is_prose else max(edge, _USUAL_EDGE * width)


def leading(pages: Iterable[Sequence[Line]]) -> float:
    """The usual distance from a line to the next one, in heights of its type; 0 where there are no two lines."""
    steps = [
        (a.bottom - b.bottom) / a.em
        for lines in pages
        for a, b in itertools.pairwise(lines)
        if a.bottom - b.bottom > 0.5 * a.em > 0
    ]
    return statistics.median_low(steps) if steps else 0.0


def _begins(first: Line, before: Line, line: Line, edge: float, usual: float) -> bool:
    """True if `line` begins a paragraph. `first` is the first line of the one that `before` is in."""
    if before.is_broken or (before.words.endswith("-") and _HYPHEN.search(before.words) and line.words[0].isalnum()):
        return False
    if before.is_row or line.is_row or max(before.em, line.em) > _OTHER_TYPE * min(before.em, line.em):
        return True
    if line.bottom > before.bottom or line.column != before.column:  # the top of the next column
        return bool(_ENDED.search(before.words)) or not line.words[:1].islower()
    if _is_apart(before, line, usual):
        return True
    if MARKER.match(line.words) and _is_outdented(first, before, line):
        return True
    return before.right + (len(line.words.split(" ", 1)[0]) + 1) * _letter(line) < edge - 1


def _is_apart(before: Line, line: Line, usual: float) -> bool:
    """True if there is room between the lines, or the second one is elsewhere."""
    step = before.bottom - line.bottom
    return step > max(_OPEN * usual, 1.1) * before.em or step < -0.5 * before.em


def _is_outdented(first: Line, before: Line, line: Line) -> bool:
    """True if a number at the line's start is a paragraph's and not a part of the sentence before."""
    if not line.words[0].isalnum() and line.words[0] != "(":
        return True  # a bullet
    is_like_first = bool(MARKER.match(first.words)) and abs(line.left - first.left) < 3
    return line.left < before.left - 2 or is_like_first or bool(_ENDED.search(before.words))


def _letter(line: Line) -> float:
    """The width of a letter."""
    return (line.right - line.left) / max(1, len(line.words))


def _joined(text: str, before: Line, line: Line, words: frozenset[str]) -> str:
    if not before.is_broken and not before.words.endswith("-"):
        return f"{text} {line.words}"
    start, end = _NEXT.match(line.words), _BREAK.search(before.words)
    stem = text.removesuffix("-") if not before.is_broken else text
    if start is None or end is None:  # numbers, dashes, names: 2025-26, Smith-Jones
        return f"{stem}-{line.words}" if not before.words.endswith(" -") else f"{text} {line.words}"
    first, second = end[1].casefold(), start[1]
    keeps = first + second not in words and (
        first in _COMPOUNDS or f"{first}-{second}" in words or {first, second} <= words
    )
    return f"{stem}-{line.words}" if keeps else stem + line.words
