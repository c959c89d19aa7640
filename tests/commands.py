"""The program as a person starts it: a process of its own, with its exit code, its words and its signals.

Does not assert anything.
"""

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE_S = 30.0
"""How long a busy machine may take for what should take a second."""


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Ours, without what would point the program at somebody's real mail or database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WATCHER_")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error", **(more or {})}


def watcher(
    folder: Path, *arguments: str, environ: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one command in a folder, to its end."""
    return subprocess.run(
        [sys.executable, "-m", "watcher", *arguments],
        cwd=folder,
        env=environment(environ),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )


class Daemon:
    """`watcher run` in a folder, and what it has said so far."""

    def __init__(self, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "watcher", "run"],
            cwd=folder,
            env=environment(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.said: list[str] = []
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._listen)
        self._reader.start()

    def wait_for(self, words: str) -> str:
        """The next line that contains these words; fails if the daemon ends or falls silent."""
        while (line := self._next()) is not None:
            self.said.append(line)
            if words in line:
                return line
        raise AssertionError(f"the daemon did not say {words!r}:\n{''.join(self.said)}")

    def _next(self) -> str | None:
        try:
            return self._lines.get(timeout=PATIENCE_S)
        except queue.Empty:
            return None

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal; the exit code."""
        self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE_S)

    def close(self) -> None:
        """End it whatever it does, and everything that listens to it."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(timeout=PATIENCE_S)
        self._reader.join(timeout=PATIENCE_S)
        assert self.process.stderr is not None
        self.process.stderr.close()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self._lines.put(line)
        self._lines.put(None)


@contextmanager
def daemon(folder: Path) -> Iterator[Daemon]:
    """A daemon until the end of the block."""
    running = Daemon(folder)
    try:
        yield running
    finally:
        running.close()
