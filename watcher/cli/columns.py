"""Rows of words -> lines: side by side where there is room, else folded, so that nothing is cut.

Does not print, and knows no terminal but its width. May import: nothing of ours.
"""

import textwrap
from collections.abc import Iterator, Sequence

GAP = "  "
SET_IN = "    "

WIDEST = 72
"""Columns are padded up to here: one long cell does not push the next column out of everybody's sight."""

NARROW = 26
"""In a folded row columns up to this width stay beneath each other."""


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """A line for each row, the cells beneath each other."""
    widths = [min(width, WIDEST) for width in _widths(rows)]
    return [GAP.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def folded_columns(rows: Sequence[Sequence[str]], width: int) -> list[list[str]]:
    """The lines of each row on a terminal of this width. What does not fit stands below, set in; nothing is cut."""
    lines = columns(rows)
    if max(map(len, lines), default=0) <= width:
        return [[line] for line in lines]
    widths = _widths(rows)
    return [list(_folded(row, widths, width)) for row in rows]


def folded(text: str, width: int, *, first: str = "", later: str = "") -> list[str]:
    """The text in lines of at most this width, each behind its indent; a longer word, as an address, is left whole."""
    return textwrap.wrap(
        text, width, initial_indent=first, subsequent_indent=later, break_long_words=False, break_on_hyphens=False
    )


def _folded(row: Sequence[str], widths: Sequence[int], width: int) -> Iterator[str]:
    line, is_first = "", True
    for cell, widest in zip(row, widths, strict=True):
        padded = cell.ljust(widest) if is_first and widest <= NARROW else cell
        if not padded:
            continue
        if not line:
            line = padded
        elif len(line + GAP + cell) <= width:
            line += GAP + padded
        else:
            yield line.rstrip()
            line, is_first = SET_IN + cell, False
        if len(line.rstrip()) > width:
            *full, line = folded(line.strip(), width, first="" if is_first else SET_IN, later=SET_IN)
            is_first = is_first and not full
            yield from full
    if line.strip():
        yield line.rstrip()


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(len, column)) for column in zip(*rows, strict=True)]
