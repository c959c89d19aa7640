"""Documents: bytes of a PDF to text by page, in a child process with limits; kept by content; compared by sentence.

    reader.py       starts the child, feeds it, ends it, and names how it ended
    child.py        a program of its own: the only place that opens a PDF
    _order.py       pieces of a page in the order in which a person reads them
    _running.py     headers, footers and page numbers that stand on every page
    _flow.py        lines to paragraphs, words broken at a line's end to words
    _difference.py  what differs between two versions of a document
    shelf.py        documents kept by content hash
    ocr.py          an optional text layer for scanned papers, by ocrmypdf
    ocr_child.py    a program of its own, which becomes ocrmypdf

Does not fetch or tag. May import: domain, structlog, the standard library (the child: pypdfium2).
"""

from watcher.documents._difference import difference
from watcher.documents.ocr import TextLayer
from watcher.documents.reader import DocumentReader, Limits
from watcher.documents.shelf import Kept, Shelf

__all__ = ["DocumentReader", "Kept", "Limits", "Shelf", "TextLayer", "difference"]
