"""A text layer for scanned papers, by ocrmypdf (the extra `ocr`). Off unless a DocumentReader is given it.

It takes seconds for a page, wants tesseract and ghostscript on the machine, and what it reads is a guess: quoted words
may be wrong. Does not read text. May import: the standard library.
"""

import importlib.util
import subprocess
import sys
from collections.abc import Callable

_COMMAND = (sys.executable, "-m", "ocrmypdf", "--skip-text", "--quiet", "--jobs", "1", "--output-type", "pdf", "-", "-")


def is_installed() -> bool:
    """True if the extra `ocr` is there."""
    return importlib.util.find_spec("ocrmypdf") is not None


def with_text_layer(*, timeout_s: float = 600.0) -> Callable[[bytes], bytes | None]:
    """What gives a PDF a text layer, for `DocumentReader(ocr=...)`; it answers None where that did not succeed."""

    def add(body: bytes) -> bytes | None:
        try:
            done = subprocess.run(_COMMAND, input=body, capture_output=True, timeout=timeout_s, check=True)  # noqa: S603
        except (subprocess.SubprocessError, OSError):
            return None
        return done.stdout

    return add
