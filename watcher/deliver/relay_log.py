"""The log file of the relay that takes our mail, searched for a Message-ID.

Postfix names a message when it arrives (`cleanup[7]: 4F1: message-id=<...>`) and under the same queue id what became of
it; Exim writes `<= sender ... id=...` only once it has accepted. Does not unpack old logs: the file and the one before
it (`mail.log.1`) are read. May import: deliver.witnesses.
"""

import mmap
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from watcher.deliver.witnesses import Finding, Testimony

_QUEUE_ID = re.compile(rb"([0-9A-Za-z]{5,20}): message-id=")
_REFUSED = (b"reject:", b"milter-reject", b"discard:")
"""Postfix says so of a message that it had named and then did not take."""


class RelayLog:
    """A Witness that reads a log file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def ask(self, message_id: str) -> Testimony:
        """See Witness. A log that cannot be read knows nothing."""
        wanted = message_id.strip("<>").encode("utf-8", "replace")
        previous = self._path.with_name(self._path.name + ".1")
        try:
            found = [_found(path, wanted) for path in (self._path, previous) if path == self._path or path.exists()]
        except OSError as error:
            return Testimony(finding=Finding.UNKNOWN, words=f"{self._path} cannot be read: {error.strerror}")
        if True in found:
            return Testimony(finding=Finding.SEEN, words=f"found in {self._path}")
        refused = ", but as refused" if False in found else ""
        return Testimony(finding=Finding.NOT_SEEN, words=f"not found in {self._path}{refused}")


def _found(path: Path, wanted: bytes) -> bool | None:
    """True if the message was taken, False if it was named and refused, None if it is not in the file."""
    with _content(path) as content:
        lines = list(_lines_with(content, wanted))
        if not lines:
            return None
        ids = {found[1] for found in map(_QUEUE_ID.search, lines) if found}
        refused = {each for each in ids if _is_refused(content, each)}
        return len(refused) < len(ids) or not ids


def _is_refused(content: "mmap.mmap | bytes", queue_id: bytes) -> bool:
    return any(any(sign in line for sign in _REFUSED) for line in _lines_with(content, queue_id + b":"))


def _lines_with(content: "mmap.mmap | bytes", wanted: bytes) -> Iterator[bytes]:
    at = content.find(wanted)
    while at >= 0:
        begin = content.rfind(b"\n", 0, at) + 1
        end = content.find(b"\n", at)
        end = len(content) if end < 0 else end
        yield content[begin:end]
        at = content.find(wanted, end)


@contextmanager
def _content(path: Path) -> Iterator["mmap.mmap | bytes"]:
    """The file, without reading it all into memory; an empty one cannot be mapped."""
    with path.open("rb") as file:
        if not path.stat().st_size:
            yield b""
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            yield content
