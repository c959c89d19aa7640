"""What the child says, line by line, with a cap: a flood ends the child and not this process.

A page is put in order as it comes, while the child reads the next one.

The child is not trusted: it runs a library that a document may have taken over. Does not start it.
May import: domain, documents, the standard library.
"""

import json
from typing import Any

from watcher.documents._order import in_order
from watcher.documents._running import edges
from watcher.documents._sheets import Sheet, pieces_of
from watcher.documents._text import Page
from watcher.domain.documents import DocumentOutcome

_MAX_LINE = 16 << 20
"""The longest answer, which is a page: 16 MB of JSON."""


class Answers:
    """What was said until now."""

    def __init__(self, *, max_pages: int, max_bytes: int) -> None:
        self._max_pages, self._left = max_pages, max_bytes
        self._begun = bytearray()
        self.page_count: int | None = None
        self.refusal: DocumentOutcome | None = None
        self.is_whole = False
        self.pages: list[Page] = []
        self.damaged: list[int] = []

    def take(self, chunk: bytes) -> bool:
        """Read on; False once nothing more is wanted."""
        self._left -= len(chunk)
        self._begun += chunk
        try:
            while (end := self._begun.find(b"\n")) >= 0:
                self._read(bytes(self._begun[:end]))
                del self._begun[: end + 1]
        except (ValueError, TypeError, KeyError, IndexError, RecursionError):
            self.refusal = DocumentOutcome.CRASHED
        if self._left < 0 or len(self._begun) > _MAX_LINE or len(self.pages) > self._max_pages:
            self.refusal = self.refusal or DocumentOutcome.TOO_LARGE
        if self.refusal is not None:
            self._begun.clear()
            self.pages.clear()
        return self.refusal is None and not self.is_whole

    def _read(self, line: bytes) -> None:
        answer = json.loads(line)
        if "outcome" in answer:
            self.refusal = DocumentOutcome(answer["outcome"])
            if self.refusal is DocumentOutcome.READ:
                raise ValueError
        elif "pages" in answer:
            self.page_count = int(answer["pages"])
        elif "end" in answer:
            self.is_whole = len(self.pages) == self.page_count
        else:
            self._read_page(answer)

    def _read_page(self, answer: dict[str, Any]) -> None:
        if answer["page"] != len(self.pages) + 1:
            raise ValueError(answer["page"])
        if answer.get("is_damaged"):
            self.damaged.append(len(self.pages) + 1)
            self.pages.append(Page(width=0.0, lines=[], edges=[]))
            return
        width, height = answer["size"]
        sheet = Sheet(width=float(width), height=float(height), pieces=pieces_of(answer))
        lines = in_order(sheet)
        self.pages.append(Page(width=sheet.width, lines=lines, edges=edges(lines, sheet.height)))
