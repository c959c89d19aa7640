"""A reader of papers that reads each paper once in a run of the tests: a child process a paper adds up.

The sample council's papers are the same in every test; what is kept here was read by the real reader in this very run.
"""

import hashlib
import os
import tempfile
from functools import cached_property
from pathlib import Path

from watcher.documents import DocumentReader, Shelf
from watcher.domain.documents import DocumentText

FOLDER = "PAPERS_READ_BY_THESE_TESTS"
"""The variable by which all processes of one run share what they read; tests/conftest.py sets it."""


class ReadOnce:
    """DocumentReader with a memory that processes share."""

    def __init__(self) -> None:
        self._reader = DocumentReader()

    @cached_property
    def _shelf(self) -> Shelf:
        return Shelf(Path(os.environ.get(FOLDER) or tempfile.mkdtemp(prefix="papers-")))

    @property
    def terms(self) -> str:
        """The reader's."""
        return self._reader.terms

    def read(self, body: bytes) -> DocumentText:
        """The text of a document."""
        kept = self._shelf.text(hashlib.sha256(body).hexdigest())
        if kept is None:
            kept = self._reader.read(body)
            self._shelf.put(body, kept)
        return kept


READER = ReadOnce()
