"""A pass over every council there is: 299 hosts with 30 committees each, of which nothing changed, 200 ms an answer.

One council is polled for real, and what is then known of it is copied for the others, but for agendas and texts, which
a poll of what is unchanged never reads. The same for thirty councils says what memory grows with.
Does not serve pages or measure in its own process. May import: bench, watcher.actions.poll for the number of threads.
"""

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.many_pages import COMMITTEES, NEAR, ids
from bench.runs import HOURS_LATER, Server, child, serving
from watcher.actions.poll import THREADS

COUNCILS = 299
FEW = 30
DELAY_S = 0.2

GOAL_TIMES = 1.2
GOAL_CPU_MS = 2.0
GOAL_KB = 4.0
"""Memory a committee more may cost while it is polled: its source, its settings and the record of its poll."""

HEADINGS = (
    "councils",
    "answers",
    "requests",
    "wall s",
    "ideal s",
    "times ideal",
    "goal",
    "CPU s",
    "CPU ms a page",
    "goal",
    "opened MB",
    "peak MB",
)

_YAML = """\
  - name: Council {number}
    url: http://{host}:{port}/
    committees: [{committees}]
    allow_private: true
    politeness: {{gap: 0, retries: 0}}
"""
_COPIES = {
    "councils": {"key": "'council-{n}'", "name": "'Council {n}'", "url": "'http://{host}:{port}/'"},
    "committees": {"council_key": "'council-{n}'"},
    "sources": {
        "key": "'council-{n}/' || substr(key, 11)",
        "council_key": "'council-{n}'",
        "name": "'Council {n}' || substr(name, 10)",
        "url": "'http://{host}:{port}/'",
    },
    "meetings": {"source_key": "'council-{n}/' || substr(source_key, 11)", "url": "replace(url, '{first}', '{host}')"},
    "pages": {
        "source_key": "'council-{n}/' || substr(source_key, 11)",
        "url": "replace(url, '{first}', '{host}')",
        "body": "NULL",
    },
}
"""By table, in the order of what hangs on what: the columns that differ from those of the first council."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pass:
    """One pass over so many councils. `answers` says in what way the server answered."""

    councils: int
    answers: str
    delay_s: float
    figures: dict[str, Any]
    given: dict[str, int] = field(default_factory=dict)

    @property
    def ideal_s(self) -> float:
        """The longest single host, or all delays shared out among the threads, whichever is more."""
        total = float(self.figures["requests"]) * self.delay_s
        return max(total / self.councils, total / min(THREADS, self.councils))

    @property
    def times(self) -> float:
        """How many times the ideal it took."""
        wall_s: float = self.figures["wall_s"]
        return wall_s / self.ideal_s

    @property
    def cpu_ms(self) -> float:
        """CPU time of an unchanged page, everything included that a pass costs."""
        pages: int = self.figures["requests"] - self.councils  # robots.txt is no page
        cpu_s: float = self.figures["cpu_s"]
        return cpu_s / pages * 1000

    @property
    def is_thrifty(self) -> bool:
        """True if nothing was news, and each committee without a near meeting cost one request."""
        is_same = self.figures["outcomes"] == {"unchanged": self.councils * COMMITTEES}
        return bool(is_same and self.figures["requests"] <= self.councils * (1 + COMMITTEES + 2 * NEAR))


def measure(*, councils: int = COUNCILS, few: int = FEW, delay_s: float = DELAY_S) -> tuple[Pass, ...]:
    """Three passes: few councils and all of them, far away; and all of them near by, with no validators."""
    with tempfile.TemporaryDirectory(prefix="council-bench-many-") as folder, serving("many") as server:
        first = Path(folder) / "first"
        _write_sources(first, 1, server.port)
        child("poll", first, 0.0)
        few_there, all_there = (
            _copied(first, Path(folder) / str(count), count, server.port) for count in (few, councils)
        )
        return (
            _pass(server, few_there, few, HOURS_LATER, delay_s),
            _pass(server, all_there, councils, HOURS_LATER, delay_s),
            _pass(server, _without_validators(all_there), councils, 2 * HOURS_LATER, 0.0),
        )


def _pass(server: Server, place: Path, councils: int, hours: float, delay_s: float) -> Pass:
    has_validators = delay_s > 0
    server.set(delay_s, sends_validators=has_validators)
    figures = child("poll", place, hours)
    given = server.set()
    answers = f"304, after {delay_s * 1000:.0f} ms" if has_validators else "whole pages, at once"
    return Pass(councils=councils, answers=answers, delay_s=delay_s, figures=figures, given=given)


def _host(number: int) -> str:
    return f"127.0.{2 + number // 250}.{1 + number % 250}"


def _write_sources(folder: Path, councils: int, port: int) -> None:
    folder.mkdir()
    entries = [
        _YAML.format(number=number + 1, host=_host(number), port=port, committees=", ".join(ids()))
        for number in range(councils)
    ]
    (folder / "sources.yaml").write_text("contact: bench@example.org\ncouncils:\n" + "".join(entries), encoding="utf-8")


def _copied(first: Path, place: Path, councils: int, port: int) -> Path:
    """A folder in which so many councils are known as the first one is."""
    _write_sources(place, councils, port)
    shutil.copytree(first / "state", place / "state")
    with closing(sqlite3.connect(_database(place))) as database:
        for number in range(1, councils):
            names = {"n": number + 1, "host": _host(number), "first": _host(0), "port": port}
            for table, differing in _COPIES.items():
                _copy(database, table, {column: each.format(**names) for column, each in differing.items()})
        database.commit()
    return place


def _copy(database: sqlite3.Connection, table: str, differing: dict[str, str]) -> None:
    columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(differing.get(column, f'"{column}"') for column in columns)
    key = {"councils": "key", "committees": "council_key", "sources": "council_key"}.get(table, "source_key")
    of_first = f"{key} = 'council-1'" if key != "source_key" else f"{key} >= 'council-1/' AND {key} < 'council-10'"
    names = ", ".join(f'"{column}"' for column in columns)
    database.execute(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} WHERE {of_first}")


def _without_validators(place: Path) -> Path:
    """As if no server had ever sent any."""
    with closing(sqlite3.connect(_database(place))) as database:
        database.execute("UPDATE pages SET etag = NULL, last_modified = NULL")
        database.commit()
    return place


def _database(place: Path) -> Path:
    return place / "state" / "watcher.db"


def table(passes: Sequence[Pass]) -> tuple[Sequence[str], list[list[str]], list[str]]:
    """The headings, rows and remarks."""
    return HEADINGS, [_cells(each) for each in passes], _remarks(passes)


def as_markdown(passes: Sequence[Pass]) -> str:
    """The section of docs/bench.md."""
    lines = ["", "## Every council", "", f"| {' | '.join(HEADINGS)} |"]
    lines.append("| --- | --- |" + " ---: |" * (len(HEADINGS) - 2))
    lines += [f"| {' | '.join(_cells(each))} |" for each in passes]
    return "\n".join([*lines, "", *(f"- {remark}" for remark in _remarks(passes)), ""])


def _cells(each: Pass) -> list[str]:
    found = each.figures
    is_far = each.delay_s > 0
    return [
        str(each.councils),
        each.answers,
        f"{found['requests']:,}",
        f"{found['wall_s']:.1f}",
        f"{each.ideal_s:.1f}" if is_far else "",
        f"{each.times:.2f}" if is_far else "",
        f"{GOAL_TIMES}" if is_far else "",
        f"{found['cpu_s']:.1f}",
        f"{each.cpu_ms:.2f}",
        f"{GOAL_CPU_MS:g}",
        f"{found['after_opening_mb']:.0f}",
        f"{found['peak_mb']:.0f}",
    ]


def slope_kb(passes: Sequence[Pass]) -> float:
    """How much the peak of memory grows with each committee, in kB."""
    few, many = passes[0], passes[1]
    grown = float(many.figures["peak_mb"] - few.figures["peak_mb"]) * 1000
    return grown / ((many.councils - few.councils) * COMMITTEES)


def _remarks(passes: Sequence[Pass]) -> list[str]:
    few, many = passes[0], passes[1]
    opened = float(many.figures["after_opening_mb"] - few.figures["after_opening_mb"])
    slope = slope_kb(passes)
    said = [
        f"Each council is a host of its own with {COMMITTEES} committees of 15 meetings; {NEAR} of them have near "
        f"meetings, whose pages are looked at as well. That is {many.figures['requests'] / many.councils:g} requests, "
        f"robots.txt among them, one after the other. {THREADS} threads ask. A committee without a near meeting is one "
        "request.",
        "Ideal is the longest single host, or all delays shared out among the threads, whichever is more.",
        "CPU is that of the whole pass, divided by its pages: asking, judging, writing down; not the imports.",
        f"When it ended {os.getloadavg()[1]:.1f} processes had wanted to run at once for five minutes, on "
        f"{os.cpu_count()} cores, the server and ours among them: CPU time is dearer then.",
        f"From {few.councils} to {many.councils} councils the peak grows by {slope:.1f} kB a committee; the goal is "
        f"{GOAL_KB:g}, for its settings and the record of its poll, which whoever asked for the pass is given. "
        f"{opened:.0f} MB of it are there before the first request.",
    ]
    return said + (_shortfalls(passes) or ["Every goal is met."])


def _shortfalls(passes: Sequence[Pass]) -> list[str]:
    short = [
        (f"{each.councils} councils take {each.times:.2f} times the ideal; the goal is {GOAL_TIMES}.")
        for each in passes
        if each.delay_s and each.times > GOAL_TIMES
    ]
    short += [
        f"{each.councils} councils, {each.answers}: {each.cpu_ms:.2f} ms of CPU a page; the goal is {GOAL_CPU_MS:g}."
        for each in passes
        if each.cpu_ms >= GOAL_CPU_MS
    ]
    if slope_kb(passes) > GOAL_KB:
        short.append(f"the peak grows by {slope_kb(passes):.1f} kB a committee; the goal is {GOAL_KB:g}.")
    if not all(each.is_thrifty for each in passes):
        short.append("something unchanged was taken for news, or asked for twice.")
    return [f"FALLS SHORT: {each}" for each in short]
