"""The log file of the relay that takes our mail, searched for a Message-ID.

Postfix names a message when its headers come (`cleanup[7]: 4F1: message-id=<...>`), perhaps before a connection broke,
and says under the same queue id that it has it (`qmgr[3]: 4F1: ... (queue active)`); Exim writes `<= sender ... id=...`
only once it has accepted. Does not unpack old logs: the file and the one before it (`mail.log.1`) are read, as one.
May import: deliver.witnesses.
"""

import mmap
import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from watcher.deliver.witnesses import Finding, Testimony

_QUEUE_ID = re.compile(rb"([0-9A-Za-z]{5,20}): message-id=")
_REFUSED = (b"reject:", b"discard:")
"""Postfix says so of a message that it had named and then did not take."""
_TAKEN = (b"(queue active)", b" status=", b": removed")
_ANOTHER = (b": client=", b": uid=", b": message-id=")
"""With these another message begins: queue ids are used again."""


class RelayLog:
    """A Witness that reads a log file."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def ask(self, message_id: str) -> Testimony:
        """See Witness. A log that cannot be read knows nothing."""
        wanted = message_id.strip("<>").encode("utf-8", "replace")
        previous = self._path.with_name(self._path.name + ".1")
        try:
            with ExitStack() as open_files:
                paths = (*([previous] if previous.exists() else []), self._path)
                logs = [open_files.enter_context(_content(path)) for path in paths]
                found = [each for place in range(len(logs)) for each in _found(logs[place:], wanted)]
        except OSError as error:
            return Testimony(finding=Finding.UNKNOWN, words=f"{self._path} cannot be read: {error.strerror}")
        named = [fate for fate in found if fate is not None] or [True for _ in found]
        if True in named:
            return Testimony(finding=Finding.SEEN, words=f"found in {self._path}")
        refused = ", but as not taken" if named else ""
        return Testimony(finding=Finding.NOT_SEEN, words=f"not found in {self._path}{refused}")


def _found(logs: "Sequence[mmap.mmap | bytes]", wanted: bytes) -> Iterator[bool | None]:
    """For each line of the first log with the Message-ID: was it taken? None where the line has no queue id."""
    for line, end in _lines_with(logs[0], wanted):
        queue_id = _QUEUE_ID.search(line)
        yield None if queue_id is None else _is_taken(logs, end, queue_id[1])


def _is_taken(logs: "Sequence[mmap.mmap | bytes]", start: int, queue_id: bytes) -> bool:
    """What the lines say that follow under this queue id; a message of which nothing follows was never there whole."""
    for place, log in enumerate(logs):
        for line, _ in _lines_with(log, b" " + queue_id + b":", 0 if place else start):
            if any(sign in line for sign in _REFUSED) or any(sign in line for sign in _ANOTHER):
                return False
            if any(sign in line for sign in _TAKEN):
                return True
    return False


def _lines_with(content: "mmap.mmap | bytes", wanted: bytes, start: int = 0) -> Iterator[tuple[bytes, int]]:
    """Each line, and where it ends."""
    at = content.find(wanted, start)
    while at >= 0:
        begin = content.rfind(b"\n", 0, at) + 1
        end = content.find(b"\n", at)
        end = len(content) if end < 0 else end
        yield content[begin:end], end
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
