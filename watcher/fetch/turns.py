"""One request at a time per host, with a gap between them, and waits that end at once when we are stopped.

A host that cannot be reached, or asks to be left alone for long, is left alone by every source of it for a while:
a dead host with twenty committees must not hold twenty threads through four attempts each.
Does not connect or know robots.txt (the gap is given). May import: domain, the standard library.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Event, Lock

from watcher.domain.publications import Page
from watcher.fetch.addresses import Origin

_LONG_AGO = float("-inf")


class StoppedError(Exception):
    """The fetcher was told to stop while somebody waited."""


@dataclass(slots=True)
class Host:
    """What is remembered of one host. Moments are of the monotonic clock, in seconds."""

    lock: Lock = field(default_factory=Lock)
    last_end: float = _LONG_AGO
    held_until: float = _LONG_AGO
    trouble_until: float = _LONG_AGO
    trouble: Page | None = None

    def hold(self, until: float) -> None:
        """Nobody asks this host before then."""
        self.held_until = max(self.held_until, until)


class Turns:
    """Whose turn it is, for every host. `sleep` is for tests; without it a wait ends as soon as `stop` is called."""

    def __init__(self, *, sleep: Callable[[float], object] | None, monotonic: Callable[[], float]) -> None:
        self._stopped = Event()
        self._sleep = sleep or self._stopped.wait
        self.monotonic = monotonic
        self._hosts: dict[Origin, Host] = {}

    @property
    def is_stopped(self) -> bool:
        """True once `stop` was called."""
        return self._stopped.is_set()

    def stop(self) -> None:
        """End every wait, and refuse new turns."""
        self._stopped.set()

    @contextmanager
    def turn(self, origin: Origin, gap_s: float) -> Iterator[Host]:
        """Be the only one that asks this host, at least `gap_s` after the last answer ended. Raises StoppedError."""
        host = self._hosts.get(origin) or self._hosts.setdefault(origin, Host())
        with host.lock:
            wait_s = max(host.last_end + gap_s, host.held_until) - self.monotonic()
            if wait_s > 0 and not self.is_stopped:
                self._sleep(wait_s)
            if self.is_stopped:
                raise StoppedError
            try:
                yield host
            finally:
                host.last_end = self.monotonic()

    def trouble(self, host: Host) -> tuple[Page, float] | None:
        """The answer that says to leave this host alone, and for how many seconds still; None if it may be asked."""
        left_s = host.trouble_until - self.monotonic()
        return (host.trouble, left_s) if host.trouble is not None and left_s > 0 else None
