"""Pages as the child saw them to pages of text. Does not open PDFs. May import: documents, the standard library."""

from collections.abc import Sequence

from watcher.documents._flow import leading, page_text, vocabulary
from watcher.documents._order import in_order
from watcher.documents._running import without_running
from watcher.documents._sheets import Sheet


def page_texts(sheets: Sequence[Sheet]) -> tuple[str, ...]:
    """The text of each page, first page first; what only runs along the edges is left out."""
    pages = without_running([in_order(sheet) for sheet in sheets], [sheet.height for sheet in sheets])
    has_breaks = any(line.is_broken or line.words.endswith("-") for lines in pages for line in lines)
    words = vocabulary(pages) if has_breaks else frozenset()
    usual = leading(pages)
    return tuple(page_text(lines, sheet.width, words, usual) for lines, sheet in zip(pages, sheets, strict=True))
