"""A text layer for scanned papers, by ocrmypdf (the extra `ocr`) and tesseract. Off unless sources.yaml switches it on.

What it reads is a guess: a pound sign becomes an X, and a sum another one. So its text carries that it was read by OCR.
It takes one to ten seconds for a page: one paper at a time, at low priority, within limits of time, memory and pages.
Does not read text. May import: documents, the standard library.
"""

import importlib.util
import shutil
import sys
import tempfile
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from watcher.documents._child_process import run

COMMAND = (sys.executable, "-I", str(Path(__file__).with_name("ocr_child.py")))
"""Gives up what it should not use, and becomes ocrmypdf."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrLimits:
    """What one scanned paper may cost. Sizes in bytes; the times are for the whole paper."""

    pages: int = 60
    wall_s: float = 300.0
    memory_bytes: int = 2 << 30
    """Address space of each process; a page at 300 dots an inch takes a quarter of that."""
    made_bytes: int = 128 << 20
    """The largest file that it may write, and the largest PDF that it may answer with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layered:
    """The PDF with a text layer; else None, and why. What was too slow or failed may succeed another day."""

    body: bytes | None
    why: str = ""
    was_too_slow: bool = False
    has_failed: bool = False


def missing() -> str:
    """What is not installed here, with how to get it; empty where everything is."""
    if importlib.util.find_spec("ocrmypdf") is None:
        return "ocrmypdf is not installed (pip install 'council-watcher[ocr]')"
    if shutil.which("tesseract") is None:
        return "tesseract is not installed (on Debian and Ubuntu: apt install tesseract-ocr)"
    return ""


class TextLayer:
    """Gives scanned PDFs a text layer, one after the other whatever the number of threads that ask."""

    def __init__(self, limits: OcrLimits = OcrLimits(), *, command: Sequence[str] = COMMAND) -> None:
        self.limits = limits
        self._command = tuple(command)
        self._turn = threading.Lock()

    def add(self, body: bytes, pages: int) -> Layered:
        """The PDF with its text layer. Never raises for what a PDF is or does."""
        if words := missing():
            return Layered(body=None, why=f"it could not be read by OCR: {words}")
        if pages > self.limits.pages:
            return Layered(body=None, why=f"its {pages:,} pages are more than the {self.limits.pages:,} that OCR reads")
        if not self._turn.acquire(timeout=self.limits.wall_s):
            return Layered(body=None, why="OCR is busy with other papers", was_too_slow=True)
        try:
            with tempfile.TemporaryDirectory(prefix="council-ocr-", ignore_cleanup_errors=True) as folder:
                return self._made(body, folder)
        except OSError as error:
            return Layered(body=None, why=f"OCR could not be started: {error.strerror}", has_failed=True)
        finally:
            self._turn.release()

    def _made(self, body: bytes, folder: str) -> Layered:
        limits, made = self.limits, bytearray()

        def take(chunk: bytes) -> bool:
            made.extend(chunk)
            return len(made) <= limits.made_bytes

        words = (folder, limits.memory_bytes, limits.made_bytes, int(limits.wall_s) + 1)
        ending = run((*self._command, *map(str, words)), body, take, wall_s=limits.wall_s)
        if ending.was_too_slow:
            return Layered(body=None, why="reading it by OCR took too long", was_too_slow=True)
        if len(made) > limits.made_bytes:
            return Layered(body=None, why="OCR made more of it than is read", has_failed=True)
        if ending.exit_code or not made:
            what = f"by {ending.signal}" if ending.signal else f"with exit code {ending.exit_code}"
            return Layered(body=None, why=f"OCR was ended {what}", has_failed=True)
        return Layered(body=bytes(made))


def terms(layer: TextLayer | None) -> str:
    """With what scanned papers are read, in one word that changes when that does."""
    if layer is None or missing():
        return "no-ocr"
    return f"ocr-{layer.limits.pages}-{layer.limits.wall_s:g}-{layer.limits.memory_bytes >> 20}"
