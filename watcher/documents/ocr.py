"""A text layer for scanned papers, by ocrmypdf (the extra `ocr`). Off unless a DocumentReader is given it.

It takes seconds for a page, wants tesseract and ghostscript on the machine, and what it reads is a guess: quoted words
may be wrong. Does not read text. May import: documents, the standard library.
"""

import importlib.util
import sys
from collections.abc import Callable

from watcher.documents._child_process import run

_COMMAND = (sys.executable, "-m", "ocrmypdf", "--skip-text", "--quiet", "--jobs", "1", "--output-type", "pdf", "-", "-")

_LARGEST = 128 << 20
"""Bytes of a PDF with its text layer."""


def is_installed() -> bool:
    """True if the extra `ocr` is there."""
    return importlib.util.find_spec("ocrmypdf") is not None


def with_text_layer(*, timeout_s: float = 600.0) -> Callable[[bytes], bytes | None]:
    """What gives a PDF a text layer, for `DocumentReader(ocr=...)`; it answers None where that did not succeed."""

    def add(body: bytes) -> bytes | None:
        made = bytearray()

        def take(chunk: bytes) -> bool:
            made.extend(chunk)
            return len(made) <= _LARGEST

        ending = run(_COMMAND, body, take, wall_s=timeout_s)
        return bytes(made) if ending.exit_code == 0 and len(made) <= _LARGEST else None

    return add
