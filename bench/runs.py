"""The rows of the bench: each a fresh process, over a copy of one database that an earlier process filled.

Does not print or judge. May import: bench, watcher.actions.poll for the number of threads.
"""

import json
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from bench.pages import COMMITTEE
from watcher.actions.poll import THREADS

SOURCES = 200
TRIES = 3
"""How often a row with a goal is measured; the quickest counts, as whatever else the machine does only ever adds."""

HOURS_LATER = 7.0
"""The second poll is one interval later: the same day, so papers of near meetings are not due."""

_YAML = """\
  - name: Council {number}
    url: http://{host}:{port}/
    committees: [{committee}]
    allow_private: true
    poll_interval: 6h
    politeness: {{gap: 0, retries: 0}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One poll of all sources: what its process measured, what the server gave, and the bare loop beside it."""

    name: str
    delay_s: float
    goal_s: float | None
    figures: dict[str, Any]
    given: dict[str, int]
    bare: dict[str, float] | None = None
    sends_validators: bool = True

    @property
    def is_first(self) -> bool:
        """True for the poll that filled the database."""
        return self.bare is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """All rows, how many sources were polled, and how long the whole bench took."""

    sources: int
    threads: int
    rows: tuple[Row, ...] = field(default=())
    took_s: float = 0.0

    @property
    def is_thrifty(self) -> bool:
        """True if no body was sent again by a server that sends validators, and nothing was taken for news."""
        again = [row for row in self.rows if not row.is_first]
        return all(row.figures["outcomes"] == {"unchanged": self.sources} for row in again) and not any(
            row.given.get("bodies", 0) for row in again if row.sends_validators
        )


class Server:
    """The process that serves."""

    def __init__(self, lines_in: IO[str], lines_out: IO[str]) -> None:
        self._in, self._out = lines_in, lines_out
        self.port: int = json.loads(self._out.readline())["port"]

    def set(self, delay_s: float = 0.0, *, sends_validators: bool = True) -> dict[str, int]:
        """Serve so from now on; what was given since the last time."""
        self._in.write(f"serve {delay_s} {int(sends_validators)}\n")
        self._in.flush()
        given: dict[str, int] = json.loads(self._out.readline())
        return given


def run_all(folder: Path, *, sources: int, say: Callable[[str], None], tries: int = TRIES) -> Report:
    """Fill a database by a first poll, then measure each row on a copy of it."""
    began = time.monotonic()
    with serving() as server:
        hosts = [f"127.0.{2 + number // 250}.{1 + number % 250}" for number in range(sources)]
        base = folder / "first"
        base.mkdir()
        _write_sources(base, hosts, server.port)
        say(f"first poll of {sources} sources ...")
        rows = [_row(server, "first poll", base, hours=0.0)]
        _write_addresses(base, hosts, server.port)
        for name, delay_s, goal_s, validators in (
            ("unchanged", 0.0, 1.0, True),
            ("unchanged, 100 ms per answer", 0.1, 2.5, True),
            ("unchanged, no validators", 0.0, None, False),
        ):
            say(f"{name} ...")
            place = folder / name
            shutil.copytree(base, place)
            if not validators:
                _forget_validators(place)
            row = _row(
                server,
                name,
                place,
                HOURS_LATER,
                delay_s=delay_s,
                goal_s=goal_s,
                validators=validators,
                tries=tries if goal_s is not None else 1,
            )
            rows.append(row)
    return Report(sources=sources, threads=THREADS, rows=tuple(rows), took_s=time.monotonic() - began)


def _row(
    server: Server,
    name: str,
    place: Path,
    hours: float,
    *,
    delay_s: float = 0.0,
    goal_s: float | None = None,
    validators: bool = True,
    tries: int = 1,
) -> Row:
    server.set(delay_s, sends_validators=validators)
    polls: list[tuple[dict[str, Any], dict[str, int]]] = []
    for _ in range(tries):
        figures = child("poll", place, str(hours))
        polls.append((figures, server.set(delay_s, sends_validators=validators)))
    figures, given = min(polls, key=lambda each: each[0]["wall_s"])
    bare = min((child("bare", place) for _ in range(tries)), key=lambda each: each["wall_s"]) if hours else None
    server.set()
    return Row(
        name=name,
        delay_s=delay_s,
        goal_s=goal_s,
        figures=figures,
        given=given,
        bare=bare,
        sends_validators=validators,
    )


def child(*words: object) -> dict[str, Any]:
    """What a process of its own measured (bench.measured)."""
    command = [sys.executable, "-m", "bench.measured", *map(str, words)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=_ROOT, timeout=300)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


_ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def serving(*words: str) -> Iterator[Server]:
    """The server in a process of its own; `many` lets it serve many_pages."""
    command = [sys.executable, "-m", "bench.server", *words]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_ROOT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield Server(process.stdin, process.stdout)
        finally:
            process.stdin.close()


def _write_sources(folder: Path, hosts: list[str], port: int) -> None:
    councils = [
        _YAML.format(number=number, host=host, port=port, committee=COMMITTEE) for number, host in enumerate(hosts, 1)
    ]
    (folder / "sources.yaml").write_text("contact: bench@example.org\ncouncils:\n" + "".join(councils))
    (folder / "threads").write_text(str(THREADS))


def _write_addresses(folder: Path, hosts: list[str], port: int) -> None:
    """What an unchanged poll asks, host by host, for the bare loop: with the validators that the first poll kept."""
    with closing(sqlite3.connect(_database(folder))) as database:
        near = database.execute(
            "SELECT url, etag FROM pages WHERE source_key LIKE 'council-1/%' AND url LIKE '%/ieList%' ORDER BY url DESC"
        ).fetchall()
    wanted = [(url.split("/", 3)[3], etag) for url, etag in near if "ieListMeetings" in url or _is_near(url)]
    lists: list[list[tuple[str, dict[str, str]]]] = [
        [(f"http://{host}:{port}/robots.txt", {})]
        + [(f"http://{host}:{port}/{path}", {"If-None-Match": etag}) for path, etag in wanted]
        for host in hosts
    ]
    (folder / "addresses.json").write_text(json.dumps(lists))


def _is_near(url: str) -> bool:
    return "MId=2343&" in url or "MId=2344&" in url


def _forget_validators(folder: Path) -> None:
    """As if the first poll had met a server that sends none."""
    with closing(sqlite3.connect(_database(folder))) as database:
        database.execute("UPDATE pages SET etag = NULL, last_modified = NULL")
        database.commit()


def _database(folder: Path) -> Path:
    return folder / "state" / "watcher.db"
