"""How much was asked and received: in all, and by the part of a thread's work that wants to know.

Does not fetch. May import: the standard library.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock, local


@dataclass(slots=True)
class Tally:
    """Requests sent, robots.txt and redirects among them, and bytes of bodies as they came over the wire."""

    requests: int = 0
    bytes: int = 0


class Tallies:
    """The total of a fetcher and the open tallies of each thread."""

    def __init__(self) -> None:
        self.total = Tally()
        self._lock = Lock()
        self._mine = local()

    def count(self, received: int) -> None:
        """One request was sent and `received` bytes came back."""
        with self._lock:
            self.total.requests += 1
            self.total.bytes += received
        mine: Tally | None = getattr(self._mine, "tally", None)
        if mine is not None:
            mine.requests += 1
            mine.bytes += received

    @contextmanager
    def open(self) -> Iterator[Tally]:
        """Count what this thread does until the end of the block. Not to be nested."""
        self._mine.tally = tally = Tally()
        try:
            yield tally
        finally:
            self._mine.tally = None
