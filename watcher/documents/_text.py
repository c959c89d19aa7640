"""Pages in order to pages of text. Does not open PDFs. May import: documents, the standard library."""

from collections.abc import Sequence
from dataclasses import dataclass

from watcher.documents._flow import leading, page_text, vocabulary
from watcher.documents._order import Line
from watcher.documents._running import Edge, without_running


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page's width in points, its lines in the order of reading, and those of them that may run from page to page."""

    width: float
    lines: list[Line]
    edges: list[Edge]


def page_texts(pages: Sequence[Page]) -> tuple[str, ...]:
    """The text of each page, first page first; what only runs along the edges is left out."""
    kept = without_running([page.lines for page in pages], [page.edges for page in pages])
    has_breaks = any(line.is_broken or line.words.endswith("-") for lines in kept for line in lines)
    words = vocabulary(kept) if has_breaks else frozenset()
    usual = leading(kept)
    return tuple(page_text(lines, page.width, words, usual) for lines, page in zip(kept, pages, strict=True))
