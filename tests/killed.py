"""A process that is killed on purpose: one real process per job, with the whole program in it.

Run as `python -m tests.killed`. Reads a job a line on standard input, forks, plays it in the child and writes the
child's exit code, a line each. It imports and warms up once and has no threads, so a fork costs milliseconds where a
start costs a second. The first job is played without a fork, for the warmth.

A job is {"folder", "smtp_url", "steps": [[verb, moment], ...], "kill": [verb, n, "before" | "after"] | null}: the child
kills itself with SIGKILL just before or just after the n-th commit of that verb. The commits are counted by listening
to SQLAlchemy, and their numbers by verb are left in `commits.json`; the program knows nothing of this.
"""

import json
import os
import random
import signal
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from tests.read_once import READER
from tests.world import StatedClock
from watcher import config
from watcher.actions.collaborators import Collaborators
from watcher.actions.compose import compose
from watcher.actions.poll import poll
from watcher.actions.send import send
from watcher.app import collaborators

VERBS: dict[str, Callable[[Collaborators], object]] = {
    "poll": lambda tools: poll(tools, everything=True),
    "compose": compose,
    "send": send,
}


class Executioner:
    """Counts the commits that write something, verb by verb, and ends the process at the one it was told."""

    def __init__(self, kill: list[Any] | None) -> None:
        self.kill = kill
        self.verb = ""
        self.counts: Counter[str] = Counter()

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Listen to every engine of this process."""
        listeners = (
            (sa.Engine, "begin", self._begin),
            (sa.Engine, "commit", self._before_commit),
            (sa.pool.Pool, "checkin", self._given_back),
        )
        for listener in listeners:
            event.listen(*listener)
        yield
        for listener in listeners:
            event.remove(*listener)

    def _begin(self, conn: sa.Connection) -> None:
        conn.info["rows_before"] = self._rows_written(conn)

    def _before_commit(self, conn: sa.Connection) -> None:
        if self._rows_written(conn) == conn.info["rows_before"]:
            return  # a snapshot that was only read ends in a commit too
        self.counts[self.verb] += 1
        if self.kill == [self.verb, self.counts[self.verb], "before"]:
            os.kill(os.getpid(), signal.SIGKILL)
        conn.info["is_last"] = self.kill == [self.verb, self.counts[self.verb], "after"]

    def _given_back(self, _driver: object, record: Any) -> None:
        """The connection returns to its pool: the first moment after the commit."""
        if record.info.pop("is_last", False):
            os.kill(os.getpid(), signal.SIGKILL)

    @staticmethod
    def _rows_written(conn: sa.Connection) -> int:
        return int(conn.connection.driver_connection.total_changes)  # type: ignore[union-attr]  # sqlite3's


def play(folder: Path, smtp_url: str, steps: list[list[str]], kill: list[Any] | None) -> None:
    """One process's life. Leaves its number in `pid` first, so that a server may kill it too."""
    (folder / "pid").write_text(str(os.getpid()), encoding="ascii")
    os.chdir(folder)  # then the templates' folder has the same name in all forks, and what was compiled once is kept
    executioner = Executioner(kill)
    clock = StatedClock(datetime.fromisoformat(steps[0][1]))
    settings = config.load(Path("sources.yaml"), {"WATCHER_SMTP_URL": smtp_url})
    built = collaborators(settings, clock=clock, chance=lambda: 0.5, reader=READER)
    with built as tools, executioner.watching():
        for verb, moment in steps:
            executioner.verb, clock.at = verb, datetime.fromisoformat(moment)
            # Equal lives have equal tokens, so that equal states are seen to be equal.
            VERBS[verb](replace(tools, random_bytes=random.Random(moment).randbytes))
    (folder / "commits.json").write_text(json.dumps(executioner.counts), encoding="ascii")


def _fork(job: dict[str, Any]) -> int:
    assert threading.active_count() == 1, "a thread does not survive a fork"
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    status = 1
    try:
        _play(job)
        status = 0
    except BaseException:  # noqa: BLE001 - whatever it was, a fork must not go on to read its parent's jobs
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _play(job: dict[str, Any]) -> int:
    with redirect_stdout(sys.stderr):  # the log must not stand between the answers
        play(Path(job["folder"]), job["smtp_url"], job["steps"], job["kill"])
    return 0


if __name__ == "__main__":
    obey = _play
    for line in sys.stdin:
        sys.stdout.write(f"{obey(json.loads(line))}\n")
        sys.stdout.flush()
        obey = _fork
