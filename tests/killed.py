"""A process that is killed on purpose: one real process per job, with the whole program in it.

Run as `python -m tests.killed`. Reads a job a line on standard input, forks, plays it in the child and writes the
child's exit code, a line each. It imports and warms up once and has no threads, so a fork costs milliseconds where a
start costs a second. The first job is played without a fork, for the warmth.

A job is {"folder", "environ", "steps": [[verb, moment], ...], "kill": [point, n] | null} and, if wanted, "people" (so
many are written to in one commit) and "processes" (so many at once). The child kills itself with SIGKILL when it comes
to that point (tests/crash_points.py) for the n-th time. How often it came to each is left in `counts.json`, what the
verbs had to say in `said-<pid>.json`; the program knows nothing of this.
"""

import gc
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
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

import sqlalchemy as sa
from sqlalchemy import event

from tests import crash_points
from tests.crash_news import add_readers, bring_news, fill_disk, settle_doubts, try_again
from tests.read_once import READER
from tests.world import StatedClock
from watcher import config
from watcher.actions import writing
from watcher.actions.compose import compose
from watcher.actions.poll import poll
from watcher.actions.send import send
from watcher.app import collaborators
from watcher.config import built_in_topics
from watcher.errors import WatcherError
from watcher.tag import Tagger

VERBS: dict[str, Callable[..., object]] = {
    "poll": lambda tools: poll(tools, everything=True),
    "compose": compose,
    "send": lambda tools: send(tools).account.line,
    "news": bring_news,
    "readers": add_readers,
    "settle": settle_doubts,
    "disk": fill_disk,
    "retry": try_again,
}
"""A step may carry an argument: `news 3`."""


class Executioner:
    """Counts how often each point is met, and ends the process at the one it was told."""

    def __init__(self, kill: list[Any] | None) -> None:
        self._kill = kill
        self._lock = threading.Lock()
        self.verb = ""
        self.counts: Counter[str] = Counter()

    def reach(self, point: str) -> None:
        """The process is at this point."""
        with self._lock:
            self.counts[point] += 1
            if self._kill == [point, self.counts[point]]:
                os.kill(os.getpid(), signal.SIGKILL)

    @contextmanager
    def watching(self) -> Iterator[None]:
        """Listen to every engine of this process, and to its files."""
        listeners = (
            (sa.Engine, "begin", self._begin),
            (sa.Engine, "after_cursor_execute", self._executed),
            (sa.Engine, "commit", self._committing),
            (sa.pool.Pool, "checkin", self._given_back),
        )
        for listener in listeners:
            event.listen(*listener)
        _audience.append(self)
        yield
        _audience.remove(self)
        for listener in listeners:
            event.remove(*listener)

    def audited(self, name: str, arguments: tuple[Any, ...]) -> None:
        """Python's own events."""
        if name in ("open", "os.rename") and (point := crash_points.files(name, arguments)):
            self.reach(point)

    def _begin(self, conn: sa.Connection) -> None:
        conn.info.update(rows_before=_rows_written(conn), done=[], committed=[])

    def _executed(self, conn: sa.Connection, _cursor: object, statement: str, parameters: Any, *_: Any) -> None:
        for name in crash_points.statements(statement, parameters):
            conn.info["done"].append(name)
            self.reach(f"{name}: {crash_points.DONE}")

    def _committing(self, conn: sa.Connection) -> None:
        if _rows_written(conn) == conn.info["rows_before"]:
            return  # a snapshot that was only read ends in a commit too
        names = [f"{self.verb} commit", *conn.info["done"][-1:]]
        for name in names:
            self.reach(f"{name}: {crash_points.BEFORE}")
        conn.info["committed"] = names

    def _given_back(self, _driver: object, record: Any) -> None:
        """The connection returns to its pool: the first moment after the commit."""
        for name in record.info.pop("committed", ()):
            self.reach(f"{name}: {crash_points.AFTER}")


_audience: list[Executioner] = []
sys.addaudithook(lambda name, arguments: _audience[-1].audited(name, arguments) if _audience else None)


def _rows_written(conn: sa.Connection) -> int:
    return int(conn.connection.driver_connection.total_changes)  # type: ignore[union-attr]  # sqlite3's


@cache
def _tagger() -> Tagger:
    """Made once for all forks: it takes a third of a second. Nobody here has topics of their own."""
    return Tagger(built_in_topics())


def play(folder: Path, environ: dict[str, str], steps: list[list[str]], kill: list[Any] | None) -> None:
    """One process's life. Leaves its number in `pid` first, so that a server may kill it too."""
    (folder / "pid").write_text(str(os.getpid()), encoding="ascii")
    os.chdir(folder)  # then the templates' folder has the same name in all forks, and what was compiled once is kept
    executioner = Executioner(kill)
    clock = StatedClock(datetime.fromisoformat(steps[0][1]))
    settings = config.load(Path("sources.yaml"), environ)
    built = collaborators(settings, clock=clock, chance=lambda: 0.5, reader=READER)
    said: list[str] = []
    with built as tools, executioner.watching():
        for step, moment in steps:
            verb, *arguments = step.split()
            executioner.verb, clock.at = verb, datetime.fromisoformat(moment)
            # Equal lives have equal tokens, so that equal states are seen to be equal.
            own = replace(tools, tagger=_tagger(), random_bytes=random.Random(moment).randbytes)
            try:
                said.append(str(VERBS[verb](own, *arguments)))
            except WatcherError as error:
                said.append(f"{type(error).__name__}: {error}")
    (folder / "counts.json").write_text(json.dumps(executioner.counts), encoding="ascii")
    (folder / f"said-{os.getpid()}.json").write_text(json.dumps(said), encoding="ascii")


def _fork(job: dict[str, Any]) -> int:
    assert threading.active_count() == 1, "a thread does not survive a fork"
    pids = []
    for _ in range(job.get("processes") or 1):
        pids.append(os.fork())
        if not pids[-1]:
            _live(job)
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    return next((code for code in codes if code), 0)


def _live(job: dict[str, Any]) -> NoReturn:
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
    writing.BATCH = job.get("people") or 50
    with redirect_stdout(sys.stderr):  # the log must not stand between the answers
        play(Path(job["folder"]), job["environ"], job["steps"], job["kill"])
    return 0


if __name__ == "__main__":
    obey = _play
    for line in sys.stdin:
        sys.stdout.write(f"{obey(json.loads(line))}\n")
        sys.stdout.flush()
        if obey is _play:
            gc.freeze()  # what all forks share is not touched by their collectors, and so not copied
        obey = _fork
