"""Ends answers that take for ever: a socket's time-out starts anew with every byte, so a server that sends one byte a
minute would hold a thread for years. One thread watches all running answers and shuts the socket of a late one.

Does not decide how long is too long, and does not read. May import: the standard library.
"""

import contextlib
import socket
import time
from contextvars import ContextVar
from threading import Condition, Thread


class Watch:
    """One running answer. `is_late` once its time was over; its socket is then shut and reading from it ends."""

    __slots__ = ("_dog", "_sock", "deadline", "is_late", "limit_s")

    def __init__(self, dog: "Watchdog", limit_s: float) -> None:
        self._dog = dog
        self._sock: socket.socket | None = None
        self.limit_s = limit_s
        self.deadline = float("inf")
        self.is_late = False

    def begin(self, sock: socket.socket) -> None:
        """The request was sent on this socket; the time runs from now."""
        self._sock = sock
        self.deadline = time.monotonic() + self.limit_s
        self._dog.add(self)

    def end(self) -> None:
        """The answer is complete, or given up."""
        self._dog.remove(self)
        self._sock = None

    def cut(self) -> None:
        """Shut the socket below TLS: whoever reads gets an end of file or an error at once."""
        self.is_late = True
        if self._sock is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self._sock, socket.SHUT_RDWR)


CURRENT: ContextVar[Watch | None] = ContextVar("current_watch", default=None)
"""The watch of the request this thread is sending; the connection, which knows the socket, begins it."""


class Watchdog:
    """The thread that looks at the clock. It starts with the first watch and sleeps until the next deadline."""

    def __init__(self) -> None:
        self._change = Condition()
        self._running: set[Watch] = set()
        self._wakes_at = float("inf")
        self._thread: Thread | None = None
        self._is_stopped = False

    def add(self, watch: Watch) -> None:
        """Look after a watch until it is removed."""
        with self._change:
            if self._is_stopped:
                watch.cut()
                return
            self._running.add(watch)
            if self._thread is None:
                self._thread = Thread(target=self._run, name="fetch-watchdog", daemon=True)
                self._thread.start()
            elif watch.deadline < self._wakes_at:
                self._change.notify()

    def remove(self, watch: Watch) -> None:
        """Its answer ended."""
        with self._change:
            self._running.discard(watch)

    def stop(self) -> None:
        """Cut everything that runs, and everything that is added from now on."""
        with self._change:
            self._is_stopped = True
            for watch in self._running:
                watch.cut()
            self._running.clear()
            self._change.notify()

    def join(self) -> None:
        """Wait for the thread; after `stop`."""
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        with self._change:
            while not self._is_stopped:
                now = time.monotonic()
                for watch in [watch for watch in self._running if watch.deadline <= now]:
                    watch.cut()
                    self._running.discard(watch)
                self._wakes_at = min((watch.deadline for watch in self._running), default=float("inf"))
                self._change.wait(self._wakes_at - now if self._running else None)
