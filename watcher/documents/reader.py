"""Bytes of a PDF to text by page. The PDF is opened by a child process with limits; here only its answers are read.

Whatever a document is or does, the answer is a DocumentText with an outcome: this process neither opens the PDF nor
grows with what is inside. The child gets an empty environment (no passwords), no files and no terminal, is a session of
its own, and is ended with everything it may have started.
Does not fetch, keep or judge what is said. May import: domain, documents, the standard library.
"""

import hashlib
import os
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from watcher.documents._answers import Answers
from watcher.documents._child_process import Ending, run
from watcher.documents._sniff import not_a_pdf, seems_cut_short
from watcher.documents._text import page_texts
from watcher.documents.ocr import Layered, TextLayer, terms
from watcher.documents.shelf import READER
from watcher.domain.documents import READ_BY_OCR, DocumentOutcome, DocumentText

CHILD = (sys.executable, "-I", str(Path(__file__).with_name("child.py")))
"""Isolated from environment and current folder; started by its path, so that nothing of the project is loaded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one document may cost. Sizes in bytes."""

    body_bytes: int = 64 << 20
    pages: int = 2_500
    """The longest packs that councils publish have about 1,500."""
    letters: int = 8_000_000
    answer_bytes: int = 16 << 20
    """What the child may say in all. It is what bounds this process: a pack of 300 pages comes to 1.2 MB."""
    memory_bytes: int = 512 << 20
    """Address space of the child; a pack of 300 pages takes 60 MB."""
    cpu_s: int = 20
    """A page takes 3 ms."""
    wall_s: float = 30.0
    at_once: int = max(1, min(4, os.cpu_count() or 1))
    """Children at one time, whatever the number of threads that read."""


class DocumentReader:
    """Reads documents; safe to share between threads.

    `ocr` gives a scanned PDF a text layer; without it scanned documents have no text. `child` is the command that opens
    the PDF.
    """

    def __init__(
        self,
        limits: Limits = Limits(),
        *,
        ocr: TextLayer | None = None,
        child: Sequence[str] = CHILD,
    ) -> None:
        self._limits, self._ocr, self._child = limits, ocr, tuple(child)
        self._turns = threading.BoundedSemaphore(limits.at_once)

    def read(self, body: bytes) -> DocumentText:
        """The text of a PDF by page, or why there is none. Never raises for what a document is or does."""
        content_hash = hashlib.sha256(body).hexdigest()
        at_sight = self._outcome_at_sight(body, content_hash)
        if at_sight is not None:
            return at_sight
        found, pages = self._read_in_child(body, content_hash)
        if found.outcome is DocumentOutcome.NO_TEXT and self._ocr is not None:
            return self._read_by_ocr(found, self._ocr.add(body, pages))
        return found

    @property
    def terms(self) -> str:
        """On what terms it reads: where they change, what could not be read before is worth another look."""
        limits = self._limits
        return f"{READER} {limits.pages} {limits.letters} {limits.memory_bytes >> 20} {limits.cpu_s} {terms(self._ocr)}"

    def _read_by_ocr(self, scanned: DocumentText, layered: Layered) -> DocumentText:
        """What the scanned document says by its new text layer; itself, with the reason, where there is none."""
        if layered.body is None:
            outcome = DocumentOutcome.TOO_SLOW if layered.was_too_slow else scanned.outcome
            outcome = DocumentOutcome.CRASHED if layered.has_failed else outcome
            return replace(scanned, outcome=outcome, why=f"{_SCANNED}; {layered.why}")
        found, _ = self._read_in_child(layered.body, scanned.content_hash)
        if not found.is_read:
            return replace(scanned, why=f"{_SCANNED}, in which OCR found none")
        return replace(found, is_by_ocr=True, why="; ".join(filter(None, (READ_BY_OCR, found.why))))

    def _outcome_at_sight(self, body: bytes, content_hash: str) -> DocumentText | None:
        """What needs no child: nothing there, too much of it, or something else than a PDF."""
        if not body.strip(b"\0 \t\r\n"):
            return _unread(DocumentOutcome.EMPTY, content_hash)
        if len(body) > self._limits.body_bytes:
            megabytes = f"{len(body) / 1e6:.0f} MB; the limit is {self._limits.body_bytes / 1e6:.0f}"
            return _unread(DocumentOutcome.TOO_LARGE, content_hash, f"it has {megabytes}")
        if (what := not_a_pdf(body)) is not None:
            return _unread(DocumentOutcome.NOT_A_PDF, content_hash, f"it is not a PDF but {what}")
        if seems_cut_short(body):
            return _unread(DocumentOutcome.DAMAGED, content_hash, "it is cut short: its end is missing")
        return None

    def _read_in_child(self, body: bytes, content_hash: str) -> tuple[DocumentText, int]:
        """What the child says, and how many pages there are."""
        limits = self._limits
        words = (limits.memory_bytes, limits.cpu_s, len(body), limits.pages, limits.letters)
        answers = Answers(max_pages=limits.pages, max_bytes=limits.answer_bytes)
        try:
            with self._turns:
                ending = run((*self._child, *map(str, words)), body, answers.take, wall_s=limits.wall_s)
        except OSError as error:  # no memory for a process, or too many of them: nothing that a document did
            return _unread(DocumentOutcome.NO_READER, content_hash, f"no reader could be started: {error.strerror}"), 0
        outcome, why = _how_it_ended(answers, ending, limits)
        if outcome is not DocumentOutcome.READ:
            return _unread(outcome, content_hash, why), answers.page_count or 0
        return _text_of(answers, content_hash), len(answers.pages)


def _text_of(answers: Answers, content_hash: str) -> DocumentText:
    """The text of a document that was read to its end, or that there is none."""
    pages = page_texts(answers.pages)
    if not any(map(str.strip, pages)) or _only_stamps(pages):
        return _unread(DocumentOutcome.DAMAGED if answers.damaged else DocumentOutcome.NO_TEXT, content_hash)
    unread = tuple(answers.damaged)
    why = f"page{'s' if len(unread) > 1 else ''} {', '.join(map(str, unread))} could not be read" if unread else ""
    return DocumentText(
        outcome=DocumentOutcome.READ, content_hash=content_hash, why=why, pages=pages, unread_pages=unread
    )


def _only_stamps(pages: Sequence[str]) -> bool:
    """A scanned pack has "Agenda Item 5" stamped on a page here and there, and nothing else."""
    return sum(map(len, pages)) < 8 * len(pages)


def _how_it_ended(answers: Answers, ending: Ending, limits: Limits) -> tuple[DocumentOutcome, str]:
    """The outcome, from what the child said and, where it did not come to an end, how it ended."""
    if answers.refusal is not None:
        return answers.refusal, ""
    if answers.page_count is not None and answers.page_count > limits.pages:
        return DocumentOutcome.TOO_MANY_PAGES, f"it has {answers.page_count:,} pages; the limit is {limits.pages:,}"
    if answers.page_count == 0:
        return DocumentOutcome.EMPTY, "it has no pages"
    if answers.is_whole:
        return DocumentOutcome.READ, ""
    if ending.was_too_slow:
        return DocumentOutcome.TOO_SLOW, ""
    if ending.signal == "SIGABRT" and ending.peak_bytes > limits.memory_bytes // 8:
        return DocumentOutcome.TOO_MUCH_MEMORY, ""  # an allocation that failed: PDFium ends itself
    what = f"by {ending.signal}" if ending.signal else f"with exit code {ending.exit_code}"
    return DocumentOutcome.CRASHED, f"its reader was ended {what}"


_SCANNED = "it is scanned: pictures of pages without text"

_WHY = {
    DocumentOutcome.NO_TEXT: _SCANNED,
    DocumentOutcome.ENCRYPTED: "it is encrypted",
    DocumentOutcome.DAMAGED: "it is damaged",
    DocumentOutcome.EMPTY: "it is empty",
    DocumentOutcome.TOO_LARGE: "it holds more text than is read",
    DocumentOutcome.TOO_SLOW: "reading it took too long",
    DocumentOutcome.TOO_MUCH_MEMORY: "reading it took too much memory",
    DocumentOutcome.CRASHED: "its reader said what makes no sense",
    DocumentOutcome.NO_READER: "no reader of PDFs is installed (pip install 'council-watcher[pdf]')",
}


def _unread(outcome: DocumentOutcome, content_hash: str, why: str = "") -> DocumentText:
    return DocumentText(outcome=outcome, content_hash=content_hash, why=why or _WHY[outcome])
