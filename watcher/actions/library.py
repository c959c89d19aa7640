"""The papers that were read and kept: what a poll brings home is put here, and what is told of papers comes from here.

What could not be read is tried again: the next night where it was too slow, took too much memory or crashed its reader
(the machine may have had a bad moment), three times at most; and whenever the terms have changed: another version of
the reader, other limits, or OCR, which was not there. The bytes stand on the shelf, so no council is asked for it.

Does not fetch, tag or decide what is news. May import: documents, domain, errors.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from watcher.actions.attached import HasPapers, attached
from watcher.documents import Kept, Shelf, difference
from watcher.domain.changes import Change, ChangeKind, Facts
from watcher.domain.documents import AttachedText, DocumentOutcome, DocumentText
from watcher.errors import StoreFullError

TRIES = 3
REST = timedelta(hours=20)
"""Once a night, also where last night's turn came late."""

_PASSING = frozenset({DocumentOutcome.TOO_SLOW, DocumentOutcome.TOO_MUCH_MEMORY, DocumentOutcome.CRASHED})
"""What another day may mend."""

_FINAL = frozenset({DocumentOutcome.EMPTY, DocumentOutcome.NOT_A_PDF, DocumentOutcome.ENCRYPTED})
"""What lies in the bytes, whoever reads them."""


class Reads(Protocol):
    """The part of documents.DocumentReader that is used."""

    def read(self, body: bytes) -> DocumentText:
        """The text of a document, or why there is none; never raises for what a document is."""
        ...

    @property
    def terms(self) -> str:
        """On what terms it reads; where they change, what could not be read before may be read now."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """A reader and a shelf. Threads may share one. `clock` gives the current moment, aware."""

    reader: Reads
    shelf: Shelf
    clock: Callable[[], datetime]

    def take_in(self, body: bytes) -> DocumentText:
        """Read a paper and keep it; bytes that were read before are not read again, unless it is time to.

        Raises StoreFullError if it cannot be kept: then nothing of the poll at hand is remembered as seen.
        """
        content_hash = hashlib.sha256(body).hexdigest()
        kept = self.shelf.kept(content_hash)
        try:
            if kept is None or self._is_due(kept):
                return self._read(body, kept)
            self.shelf.put_bytes(content_hash, body)
        except OSError as error:
            raise StoreFullError(f"A paper could not be kept under state/documents: {error.strerror}.") from error
        return kept.text

    def read_again(
        self, hashes: Iterable[str], *, at_most: int, stopping: Callable[[], bool] = lambda: False
    ) -> Iterator[DocumentText]:
        """Read those of these papers again for which it is time, each from its kept bytes; what is read of each.

        A paper's text from another version of the reader counts as none. Ends early where there is no reader.
        Raises StoreFullError as `take_in` does.
        """
        for content_hash in hashes:
            if at_most <= 0 or stopping():
                return
            kept = self.shelf.kept(content_hash)
            if kept is not None and not self._is_due(kept):
                continue
            body = self.shelf.body(content_hash)
            if body is None:
                continue
            text = self.take_in(body)
            if text.outcome is DocumentOutcome.NO_READER:
                return
            at_most -= 1
            yield text

    def _is_due(self, kept: Kept) -> bool:
        """True if reading the paper once more may give what it did not give before."""
        if kept.text.is_read or kept.text.outcome in _FINAL:
            return False
        if kept.terms != self.reader.terms:
            return True
        is_rested = kept.read_at is None or self.clock() - kept.read_at >= REST
        return kept.text.outcome in _PASSING and kept.tries < TRIES and is_rested

    def _read(self, body: bytes, kept: Kept | None) -> DocumentText:
        text, terms = self.reader.read(body), self.reader.terms
        tries = kept.tries + 1 if kept is not None and kept.terms == terms else 1
        self.shelf.put(body, text, terms=terms, tries=tries, read_at=self.clock())
        return text

    def papers_of(self, item: HasPapers) -> Sequence[AttachedText]:
        """The kept papers of an agenda item or decision that could be read, each with what it is to the matter."""
        return attached(item, self.shelf.text)

    def text_of(self, content_hash: str) -> DocumentText | None:
        """What was read of one paper, None where it is not kept."""
        return self.shelf.text(content_hash)

    def is_kept(self, content_hash: str) -> bool:
        """True if the paper need not be fetched again to be read."""
        return self.shelf.text(content_hash) is not None or self.shelf.body(content_hash) is not None

    def pages(self, content_hash: str) -> Sequence[str] | None:
        """The pages of one paper, None where it is not kept or has no text."""
        text = self.shelf.text(content_hash)
        return text.pages if text is not None and text.is_read else None

    def says_the_same(self, change: Change) -> bool:
        """True for a paper "replaced" that merely came from another address, in other bytes: the site's converter made
        them. Where the words cannot be compared, nothing shows that it was replaced.
        """
        if change.kind is not ChangeKind.DOCUMENT_REPLACED or not _is_from_elsewhere(change):
            return False
        old, new = self._version(change.before), self._version(change.after)
        if old is None or new is None or not (old.is_read and new.is_read):
            return True
        return [page.split() for page in old.pages] == [page.split() for page in new.pages]

    def with_passages(self, change: Change) -> Change:
        """A replaced paper with what differs between its two versions, in its own words, old and new."""
        if change.kind is not ChangeKind.DOCUMENT_REPLACED:
            return change
        old, new = self._version(change.before), self._version(change.after)
        if old is None or new is None or not (old.is_read and new.is_read):
            return change
        if old.is_by_ocr or new.is_by_ocr:
            return change  # two guesses at the same words differ: that is no change of the paper's
        found = difference(old, new)
        passages = [{"page": each.page, "old": each.old, "new": each.new} for each in found.passages]
        pages = {"pages_added": list(found.pages_added), "pages_removed": list(found.pages_removed)}
        return replace(change, after={**(change.after or {}), "passages": passages, **pages})

    def _version(self, facts: Facts | None) -> DocumentText | None:
        content_hash = (facts or {}).get("content_hash")
        return self.shelf.text(content_hash) if isinstance(content_hash, str) else None


def _is_from_elsewhere(change: Change) -> bool:
    """True if one of the two versions was given out by a program and the other one lay there as a file."""
    before, after = (
        str((facts or {}).get("url", "")).partition("?")[0].lower() for facts in (change.before, change.after)
    )
    return before.endswith(".aspx") != after.endswith(".aspx")
