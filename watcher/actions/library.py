"""The papers that were read and kept: what a poll brings home is put here, and what is told of papers comes from here.

Does not fetch, tag or decide what is news. May import: documents, domain, errors.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from watcher.actions.attached import attached
from watcher.documents import Shelf, difference
from watcher.domain.changes import Change, ChangeKind, Facts
from watcher.domain.documents import AttachedText, DocumentText
from watcher.domain.publications import AgendaItem
from watcher.errors import StoreFullError


class Reads(Protocol):
    """The part of documents.DocumentReader that is used."""

    def read(self, body: bytes) -> DocumentText:
        """The text of a document, or why there is none; never raises for what a document is."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """A reader and a shelf. Threads may share one."""

    reader: Reads
    shelf: Shelf

    def take_in(self, body: bytes) -> DocumentText:
        """Read a paper and keep it; bytes that were read before are not read again.

        Raises StoreFullError if it cannot be kept: then nothing of the poll at hand is remembered as seen.
        """
        kept = self.shelf.text(hashlib.sha256(body).hexdigest())
        text = kept or self.reader.read(body)
        try:
            self.shelf.put(body, text)
        except OSError as error:
            raise StoreFullError(f"A paper could not be kept under state/documents: {error.strerror}.") from error
        return text

    def papers_of(self, item: AgendaItem) -> Sequence[AttachedText]:
        """The kept papers of an agenda item that could be read, each with what it is to the item."""
        return attached(item, self.shelf.text)

    def is_kept(self, content_hash: str) -> bool:
        """True if the paper need not be fetched again to be read."""
        return self.shelf.text(content_hash) is not None or self.shelf.body(content_hash) is not None

    def pages(self, content_hash: str) -> Sequence[str] | None:
        """The pages of one paper, None where it is not kept or has no text."""
        text = self.shelf.text(content_hash)
        return text.pages if text is not None and text.is_read else None

    def with_passages(self, change: Change) -> Change:
        """A replaced paper with what differs between its two versions, in its own words, old and new."""
        if change.kind is not ChangeKind.DOCUMENT_REPLACED:
            return change
        old, new = self._version(change.before), self._version(change.after)
        if old is None or new is None or not (old.is_read and new.is_read):
            return change
        found = difference(old, new)
        passages = [{"page": each.page, "old": each.old, "new": each.new} for each in found.passages]
        pages = {"pages_added": list(found.pages_added), "pages_removed": list(found.pages_removed)}
        return replace(change, after={**(change.after or {}), "passages": passages, **pages})

    def _version(self, facts: Facts | None) -> DocumentText | None:
        content_hash = (facts or {}).get("content_hash")
        return self.shelf.text(content_hash) if isinstance(content_hash, str) else None
