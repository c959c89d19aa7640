"""Pieces of a page to lines in the order in which a person reads them.

A PDF's own order is right nearly always, and better than any guess from places: a table's cells come one by one. It is
changed only on evidence: two columns of prose side by side, a file written from the bottom up, a heading written last.
Does not join lines to paragraphs. May import: the standard library, documents.
"""

import itertools
import re
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from watcher.documents._sheets import Piece, Sheet

_SIDE = 6
"""So many lines on each side make a column."""

_PROSE_LETTERS = 22
"""The middle line of a column of prose has more letters than this; cells of tables have fewer."""

_WIDE_SET = 0.62
"""A line with more room for each letter than this, in ems, has gaps in it: it is a row of a table."""

_BAD_JUMPS = 0.3
"""A file with this share of its lines above the one before, and not beside it, is not in reading order."""

MARKER = re.compile(
    r"^(?:[•●○▪■◦‣–—*-]|\(?[0-9]{1,3}[.)]|[a-z][.)]|\([a-z]{1,5}\)|[ivx]{1,5}[.)]|[A-Z][.)]|[0-9]+(?:\.[0-9]+)+\.?)(?=\s|$)"
)
"""What begins a numbered paragraph or a bullet."""


class Line(NamedTuple):
    """A line as a person reads it. `column` is 0 for the whole width, 1 and 2 for the sides of a gutter.

    A tuple, as a pack has tens of thousands of them: a frozen dataclass takes five times as long to make.
    """

    words: str
    left: float
    bottom: float
    right: float
    top: float
    em: float
    is_broken: bool = False
    is_row: bool = False
    column: int = 0


def in_order(sheet: Sheet) -> list[Line]:
    """The page's lines, first one first."""
    pieces = [piece for piece in sheet.pieces if piece.words]
    if sum(map(_is_sideways, pieces)) * 2 > len(pieces):
        return [_line([piece], 0) for piece in pieces]
    if (gutter := _gutter(pieces, sheet.width)) is not None:
        return list(_by_columns(pieces, gutter))
    lines = list(_joined_rows(pieces))
    if _bad_jumps(lines) > _BAD_JUMPS * len(lines):
        lines = list(_joined_rows(_top_down(pieces)))
    return _edges_in_place(lines)


def _is_sideways(piece: Piece) -> bool:
    """True for words that a viewer shows upright: a table turned on its page."""
    return piece.top - piece.bottom > 1.5 * (piece.right - piece.left) and len(piece.words) > 3


def _gutter(pieces: Sequence[Piece], width: float) -> float | None:
    """Where the right one of two columns of prose begins; None if there are no two."""
    starts = Counter(round(piece.left / 3) for piece in pieces if 0.3 * width < piece.left < 0.7 * width)
    for start, count in starts.most_common(3):
        if count >= _SIDE and _are_columns(pieces, start * 3 - 3):
            return start * 3 - 3
    return None


def _are_columns(pieces: Sequence[Piece], x: float) -> bool:
    left = [piece for piece in pieces if piece.right <= x + 2]
    right = [piece for piece in pieces if piece.left >= x]
    if min(len(left), len(right)) < _SIDE or len(left) + len(right) < 0.6 * len(pieces):
        return False
    if any(statistics.median(len(piece.words) for piece in side) < _PROSE_LETTERS for side in (left, right)):
        return False
    low, high = min(piece.bottom for piece in right), max(piece.top for piece in right)
    beside = sum(1 for piece in left if piece.top > low and piece.bottom < high)
    return beside >= _SIDE and all(_is_filled(side) for side in (left, right))


def _is_filled(side: Sequence[Piece]) -> bool:
    """Prose goes to the edge of its column in most of its lines."""
    edge, start = max(piece.right for piece in side), min(piece.left for piece in side)
    return sum(1 for piece in side if piece.right > start + 0.75 * (edge - start)) >= 0.5 * len(side)


def _by_columns(pieces: Sequence[Piece], gutter: float) -> Iterator[Line]:
    """Bands between what goes over the whole width; in each the left column, then the right one."""
    band: list[Piece] = []
    for piece in [*_top_down(pieces), None]:
        if piece is not None and (piece.right <= gutter + 2 or piece.left >= gutter):
            band.append(piece)
            continue
        yield from _joined_rows([each for each in band if each.left < gutter], column=1)
        yield from _joined_rows([each for each in band if each.left >= gutter], column=2)
        band.clear()
        if piece is not None:
            yield _line([piece], 0)


def _top_down(pieces: Iterable[Piece]) -> list[Piece]:
    """By rows from the top, each from the left."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda each: (-(each.top + each.bottom), each.left)):
        if rows and _same_row(rows[-1][0], piece):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [piece for row in rows for piece in sorted(row, key=lambda each: each.left)]


def _joined_rows(pieces: Iterable[Piece], column: int = 0) -> Iterator[Line]:
    """Neighbours in the same row are one line."""
    row: list[Piece] = []
    for piece in pieces:
        if row and not (_same_row(row[-1], piece) and piece.left >= row[-1].right - 1):
            yield _line(row, column)
            row = []
        row.append(piece)
    if row:
        yield _line(row, column)


def _same_row(one: Piece, other: Piece) -> bool:
    shared = min(one.top, other.top) - max(one.bottom, other.bottom)
    return shared > 0.5 * min(one.top - one.bottom, other.top - other.bottom)


def _line(row: Sequence[Piece], column: int) -> Line:
    if len(row) == 1:
        words, left, bottom, right, top, em, is_broken = row[0]
        is_row = right - left > _WIDE_SET * len(words) * em
        return Line(words, left, bottom, right, top, em, is_broken, is_row, column)
    cells = row[1:] if MARKER.match(row[0].words) else row
    is_wide_set = all(piece.right - piece.left > _WIDE_SET * len(piece.words) * piece.em for piece in cells)
    return Line(
        words=" ".join(piece.words for piece in row),
        left=min(piece.left for piece in row),
        bottom=min(piece.bottom for piece in row),
        right=max(piece.right for piece in row),
        top=max(piece.top for piece in row),
        em=max(piece.em for piece in row),
        is_broken=row[-1].is_broken,
        is_row=len(cells) > 1 or is_wide_set,
        column=column,
    )


def _bad_jumps(lines: Sequence[Line]) -> int:
    """How often a line stands above the one before and not beside it."""
    return sum(
        1
        for before, line in itertools.pairwise(lines)
        if line.bottom > before.bottom + 0.5 * before.em and line.left < before.right and line.right > before.left
    )


def _edges_in_place(lines: list[Line]) -> list[Line]:
    """A heading that was written last comes first, a footer that was written first comes last."""
    for _ in range(4):
        if len(lines) > 1 and all(lines[-1].bottom >= line.top - 1 for line in lines[:-1]):
            lines = [lines[-1], *lines[:-1]]
        elif len(lines) > 1 and all(lines[0].top <= line.bottom + 1 for line in lines[1:]):
            lines = [*lines[1:], lines[0]]
        else:
            break
    return lines
