"""The stage on which lives are ended: a mail server that may kill, an archive mailbox, and the process that forks them.

A life is one database in a folder of its own, with what the mail server keeps of it. Its news comes from no network and
its database is small: what is killed is composing and sending. Does not assert what a crash may do (crash_matrix).
"""

import contextlib
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.crash_points import SERVER, TOGETHER
from tests.fault_server import DROP, KEPT_THEN_DROP, MIDWAY, FaultyServer, Moment, faulty
from tests.imap_server import ImapServer, imap_server
from watcher.actions.periods import JOINING
from watcher.actions.send import LEASE_S
from watcher.store import tables

ROOT = Path(__file__).parent.parent
FIRST = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)
"""A Monday, 07:00 in London: week 0."""

SOURCES = """\
feeds:
  - {name: News, key: news, url: "http://127.0.0.1:9/atom", allow_private: true}
digest: {sender: Council watcher <watcher@example.org>}
sending: {workers: WORKERS, ambiguous: POLICY}
"""
POOL_SIZE = 8
KILLED = -signal.SIGKILL
RESTART = timedelta(seconds=LEASE_S + 300)

_MESSAGE_ID = re.compile(rb"^Message-ID: (\S+)", re.MULTILINE)

_UNSAID = dict.fromkeys(("history", "attempts", "changed_at"))

Kill = tuple[str, int]
"""Which point (tests/crash_points.py), and at which time of meeting it."""


@dataclass
class Life:
    """One database's story: where it is, and what the mail server keeps of it: recipient and content."""

    folder: Path
    policy: str = "resend_once"
    kept: list[tuple[str, bytes]] = field(default_factory=list)

    @property
    def database(self) -> Path:
        """Its file."""
        return self.folder / "state" / "watcher.db"

    def rows(self, question: str) -> list[sqlite3.Row]:
        """An answer of its database."""
        with closing(sqlite3.connect(self.database)) as connection:
            connection.row_factory = sqlite3.Row
            return connection.execute(question).fetchall()

    def arrived(self) -> Counter[str]:
        """How many copies of each Message-ID the mail server keeps."""
        return Counter(message_id_of(content) for _, content in self.kept)

    def state(self) -> str:
        """All that its future depends on: the database, the files, what the mail server keeps, and its policy, which
        is asked for nothing but emails whose answer may be lost."""
        is_doubtful = bool(self.rows("SELECT id FROM deliveries WHERE state = 'handover'"))
        return repr((self.remembered(), self.kept, self.policy if is_doubtful else ""))

    def remembered(self, *, but_how: bool = True) -> str:
        """The database and the files; without `but_how` not how and when those emails went that are at their end."""
        found: list[object] = []
        for name in sorted(tables.metadata.tables):
            rows = [dict(row) for row in self.rows(f"SELECT * FROM {name}")]
            if name == "deliveries" and not but_how:
                rows = [{**row, **_UNSAID} if row["state"] == "sent" else row for row in rows]
            found.append(rows)
        for path in sorted(self.folder.glob("digests/**/*")):
            if path.is_file() and not path.name.startswith("."):
                found.append((str(path.relative_to(self.folder)), path.read_bytes()))
        return repr(found)

    def counts(self) -> Counter[str]:
        """How often its last process, which ended by itself, met each point."""
        return Counter(json.loads((self.folder / "counts.json").read_bytes()))

    def said(self) -> list[list[str]]:
        """What each step of its processes had to say since this was asked last; only of those that ended themselves."""
        found = []
        for path in sorted(self.folder.glob("said-*.json")):
            found.append(list(json.loads(path.read_bytes())))
            path.unlink()
        return found


def message_id_of(content: bytes) -> str:
    """Of an email as it arrived."""
    found = _MESSAGE_ID.search(content)
    assert found is not None
    return found[1].decode("ascii")


@dataclass
class Relay:
    """The mail server's answers: it counts the verbs it is told, and at its point it kills who talks to it."""

    kill: Kill | None = None
    victim: Path | None = None
    verbs: Counter[str] = field(default_factory=Counter)
    server: FaultyServer | None = None
    meeting: threading.Barrier | None = None
    """So many conversations have to be there before the first email of any is begun."""

    def __post_init__(self) -> None:
        self.gathering = threading.Barrier(POOL_SIZE, action=self.execute)

    def __call__(self, moment: Moment) -> str | None:
        """The answer, None for the usual one."""
        assert self.server is not None
        if self.meeting is not None and moment.verb == "MAIL" and not moment.messages:
            self.meeting.wait(timeout=10)
        with self.server.lock:
            self.verbs[moment.verb] += 1
            times = self.verbs[moment.verb]
        if self.kill is None or SERVER.get(self.kill[0]) != moment.verb:
            return None
        if self.kill[0] == TOGETHER and times > 1:  # the first email goes alone: then the others of the pool join
            self.gathering.wait(timeout=10)
            return KEPT_THEN_DROP
        if times != self.kill[1]:
            return None
        if self.kill[0].endswith("in the middle of the text"):
            self.server.on_midway = self.execute
            return MIDWAY
        self.execute()
        return KEPT_THEN_DROP if self.kill[0].endswith("kept") else DROP

    def execute(self) -> None:
        """Kill -9."""
        assert self.victim is not None
        os.kill(int((self.victim / "pid").read_text(encoding="ascii")), signal.SIGKILL)


@dataclass
class Stage:
    """The world outside the processes, and the process that forks them."""

    folder: Path
    server: FaultyServer
    relay: Relay
    imap: ImapServer
    forks: "subprocess.Popen[str]"
    kills: int = 0

    def begin(self, name: str, origin: Life | None = None, *, policy: str = "resend_once", workers: int = 1) -> Life:
        """A life of its own, from a copy of the origin's folder if there is one."""
        life = Life(folder=self.folder / name, policy=policy, kept=list(origin.kept) if origin else [])
        shutil.rmtree(life.folder, ignore_errors=True)
        if origin:
            shutil.copytree(origin.folder, life.folder)
        else:
            life.folder.mkdir(parents=True)
        settings = SOURCES.replace("WORKERS", str(workers)).replace("POLICY", policy)
        (life.folder / "sources.yaml").write_text(settings, encoding="utf-8")
        return life

    def play(
        self,
        life: Life,
        *steps: str,
        week: int,
        late: timedelta = timedelta(),
        kill: Kill | None = None,
        people: int | None = None,
        processes: int = 1,
    ) -> int:
        """One process, or several at once: the exit code, of several one that is not 0.

        News comes at the week's beginning, the rest a little later.
        """
        self._prepare(life, kill)
        at = FIRST + timedelta(weeks=week) + late
        job = {
            "folder": str(life.folder),
            "environ": self._environ(life),
            "steps": [[each, (at if each.startswith("news") else at + JOINING).isoformat()] for each in steps],
            "kill": kill,
            "people": people,
            "processes": processes,
        }
        before = len(self.server.kept)
        assert self.forks.stdin is not None
        assert self.forks.stdout is not None
        self.forks.stdin.write(json.dumps(job) + "\n")
        self.forks.stdin.flush()
        code = int(self.forks.stdout.readline())
        self.server.wait_until_quiet()
        self.relay.kill = None
        life.kept += self.server.kept[before:]
        self.kills += code == KILLED
        return code

    def _prepare(self, life: Life, kill: Kill | None) -> None:
        self.relay.kill, self.relay.victim = kill, life.folder
        self.relay.verbs.clear()
        self.imap.message_ids = set(life.arrived())

    def _environ(self, life: Life) -> dict[str, str]:
        environ = {"WATCHER_SMTP_URL": f"smtp://127.0.0.1:{self.server.port}"}
        return environ | ({"WATCHER_ARCHIVE_URL": self.imap.url} if life.policy == "ask" else {})

    def end(self, life: Life) -> None:
        """Its folder is of no more use."""
        shutil.rmtree(life.folder)


@contextmanager
def stage() -> Iterator[Stage]:
    """Everything running, in memory where the machine has a folder for that: a kill loses nothing that was written."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as scratch:
        relay, folder = Relay(), Path(scratch)
        with faulty(relay) as server, imap_server(ImapServer()) as imap, forking(folder / "log") as forks:
            relay.server = server
            theatre = Stage(folder=folder, server=server, relay=relay, imap=imap, forks=forks)
            assert theatre.play(theatre.begin("warm"), "news 0", "readers", "news 1", "compose", "send", week=1) == 0
            yield theatre


@contextmanager
def forking(log: Path) -> Iterator["subprocess.Popen[str]"]:
    """The process that forks the ones to be killed. What they had to say is shown when a test fails."""
    command = [sys.executable, "-m", "tests.killed"]
    pipe = subprocess.PIPE
    try:
        with (
            log.open("w") as errors,
            subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=errors, text=True) as forks,
        ):
            yield forks
    finally:
        with contextlib.suppress(OSError):
            sys.stdout.write(log.read_text(encoding="utf-8"))
