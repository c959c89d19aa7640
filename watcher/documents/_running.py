"""Headers, footers and page numbers: what stands at the same edge of page after page. Dropped; a header is kept once.

It is kept where it stands first, because it may name the committee and the day. A pack is several papers bound
together, so what counts is a run of pages and not the whole. Does not join lines.
May import: the standard library, documents.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple

from watcher.documents._order import Line

Place = tuple[int, int]
"""A page and a line on it, both counted from 0."""

Places = dict[Any, list[Place]]

_TOP, _FOOT = 0.88, 0.1
"""A header stands above this share of the page's height, a footer below that."""

_RUN = 3
"""So many pages in a row, or every page of a paper of two."""

_HEADING_WORDS = "".join(
    f"(?<!{word})"
    for word in ("appendix", "annex", "table", "figure", "section", "part", "item", "schedule", "option", r"no\.")
)
"""A number behind one of these is a heading's and no page's."""

_PAGE_OF = re.compile(r"\bpage\s*:?\s*\d+(?:\s*(?:of|/)\s*\d+)?", re.IGNORECASE)
_AT_START = re.compile(r"^\W*\d{1,4}(?=\W|$)")
_AT_END = re.compile(_HEADING_WORDS + r"(?:^|\s)\W*\d{1,4}\W*$", re.IGNORECASE)
_ONLY_PAGE = re.compile(r"^\W*page\s*:?\s*\d+(?:\s*(?:of|/)\s*\d+)?\W*$", re.IGNORECASE)
_FIGURE, _FIGURE_AT_END = re.compile(r"\d"), re.compile(r"\d\W*$")
"""What costs little to look for, and is not in most lines: the others are then not looked for."""

_ONLY_NUMBER = re.compile(r"^[\s|–—-]*(\d{1,4})[\s|–—-]*$")


class Edge(NamedTuple):
    """A line at a page's edge: which of the page's lines it is, and what makes it the same as one of another page."""

    place: int
    is_top: bool
    words: str
    """With the page's number, whichever that is, made equal."""
    number: int | None
    """The number that the line is, if it is nothing else."""
    is_page: bool
    """True for "Page 3 of 9", which needs no other page to be known."""


def edges(lines: Sequence[Line], height: float) -> list[Edge]:
    """The lines at a page's edges. This needs no other page, and so is done while the child reads the next one."""
    low, high, found = _FOOT * height, _TOP * height, []
    for place, line in enumerate(lines):
        if (is_top := line.bottom > high) or line.top < low:
            number = _ONLY_NUMBER.match(line.words)
            is_page = number is None and _ONLY_PAGE.match(line.words) is not None
            words = "" if number is not None or is_page else _folded(line.words)
            found.append(Edge(place, is_top, words, int(number[1]) if number else None, is_page))
    return found


def without_running(pages: Sequence[Sequence[Line]], found_edges: Sequence[Sequence[Edge]]) -> list[list[Line]]:
    """The pages without their headers, footers and page numbers."""
    headings: Places = defaultdict(list)
    numbers: Places = defaultdict(list)
    dropped: set[Place] = set()
    for page, found_on_page in enumerate(found_edges):
        for each in found_on_page:
            place = (page, each.place)
            if each.is_page:
                dropped.add(place)
            elif each.number is not None:
                numbers[each.number - page].append(place)
            else:
                headings[each.is_top, each.words].append(place)
    for found in numbers.values():  # the distance from a page's number to what stands on it is the same
        if _runs(found) or (len(pages) == 1 and found[0] == (0, len(pages[0]) - 1)):
            dropped.update(found)
    for (is_top, _), found in headings.items():
        for run in _runs(found):
            if run[-1][0] - run[0][0] + 1 >= min(_RUN, max(2, len(pages))):
                dropped.update(place for place in run if not is_top or place[0] != run[0][0])
    return [
        [line for place, line in enumerate(lines) if (page, place) not in dropped] for page, lines in enumerate(pages)
    ]


def _folded(words: str) -> str:
    """The line with its page number, whichever that is, made equal."""
    if _FIGURE.search(words) is None:
        return words.casefold()
    words = _AT_START.sub("# ", _PAGE_OF.sub("#", words))
    return (_AT_END.sub(" #", words) if _FIGURE_AT_END.search(words) else words).casefold()


def _runs(found: Sequence[Place]) -> list[list[Place]]:
    """Runs of pages; one page may be missing, as left and right pages have headers of their own."""
    runs: list[list[Place]] = []
    for each in found:
        if runs and each[0] - runs[-1][-1][0] <= 2:
            runs[-1].append(each)
        else:
            runs.append([each])
    return [run for run in runs if len({page for page, _ in run}) > 1]
