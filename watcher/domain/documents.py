"""What was read of a document: its text by page, or why there is none, and what differs between two versions of it.

Does not read documents. May import: publications, the standard library.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from watcher.domain.publications import Outcome


class DocumentOutcome(StrEnum):
    """How the reading of one document ended. Everything but READ means: there is no text."""

    READ = "read"
    NO_TEXT = "no_text"
    """Pictures of pages: a scanned document without a text layer."""
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    EMPTY = "empty"
    NOT_A_PDF = "not_a_pdf"
    TOO_LARGE = "too_large"
    TOO_MANY_PAGES = "too_many_pages"
    TOO_SLOW = "too_slow"
    TOO_MUCH_MEMORY = "too_much_memory"
    CRASHED = "crashed"
    NO_READER = "no_reader"
    """The extra `pdf` is not installed: a fact about this machine, not about the document."""


READ_BY_OCR = "read by OCR; words may be wrong"
"""What is to stand beside words that a program guessed from a picture of them; `why` of such a text begins with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentText:
    """A document's text by page: page n, as a viewer counts, is `pages[n - 1]`.

    A line of a page is a paragraph, a heading or a table's row; an empty line stands where the page leaves room.
    `why` completes "could not be read: ..."; of a READ document it is a remark, or empty. `content_hash` is the SHA-256
    of the bytes, in hex.
    `unread_pages` are pages of a READ document that were damaged: their text is empty, and nothing is known of them.
    `is_by_ocr`: it was scanned, and its words are what a program guessed from the pictures.
    """

    outcome: DocumentOutcome
    content_hash: str
    why: str = ""
    pages: tuple[str, ...] = ()
    unread_pages: tuple[int, ...] = ()
    is_by_ocr: bool = False

    @property
    def is_read(self) -> bool:
        """True if there is text."""
        return self.outcome is DocumentOutcome.READ


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachedText(DocumentText):
    """The text of a paper that hangs on an agenda item. `title` is empty for the item's report, else the paper's own.

    An appendix mentions everything once: what it says is evidence, and never makes its item about a topic.
    """

    title: str = ""
    is_appendix: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadPaper:
    """A paper, or pages of one, that nobody here could read: how the reading or the fetching ended.

    With DocumentOutcome.READ, `why` says which pages could not be read.
    """

    outcome: DocumentOutcome | Outcome
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One place where two versions differ: verbatim parts of their texts, each at most 240 characters.

    `old` is empty for words that are new, `new` for words that are gone. `page` is where `new` stands in the new
    version; for words that are gone, where they stood in the old one.
    """

    page: int | None
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDifference:
    """What differs between two versions of a document. All empty: nothing that a reader would call news.

    `pages_added` are pages of the new version of which nothing stood in the old one; `pages_removed` the reverse, as
    the old version counts them. `passages` begins with the most telling one.
    """

    pages_added: tuple[int, ...] = ()
    pages_removed: tuple[int, ...] = ()
    passages: tuple[Passage, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True if there is nothing to tell."""
        return not (self.pages_added or self.pages_removed or self.passages)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperState:
    """What is remembered of reading one document's bytes, wherever they were published. `read_at` is UTC."""

    content_hash: str
    outcome: DocumentOutcome
    why: str
    page_count: int
    read_at: datetime
