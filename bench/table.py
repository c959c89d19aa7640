"""The figures beside their goals: as a table for a person at a terminal, and as the page docs/bench.md.

Does not measure. May import: bench.runs, rich, the standard library.
"""

import os
from collections.abc import Sequence
from datetime import UTC, datetime

from rich.console import Console
from rich.table import Table

from bench.runs import TRIES, Report, Row

_PEAK_GOAL_MB = 40.0
_HEADINGS = (
    "poll of {sources} sources",
    "requests",
    "bodies",
    "304",
    "wall s",
    "goal s",
    "ideal s",
    "bare loop s",
    "CPU s",
    "peak MB",
    "after imports MB",
    "above MB",
    "goal MB",
)
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight")


def print_table(report: Report) -> None:
    """Print the table and what is to be said of it."""
    table = Table(title=None, box=None, pad_edge=False)
    for place, heading in enumerate(_headings(report)):
        table.add_column(heading, justify="right" if place else "left")
    for row in report.rows:
        table.add_row(*_cells(report, row))
    Console(width=150 if not Console().is_terminal else None).print(table)
    print()
    print("\n".join(_remarks(report)))


def print_section(headings: Sequence[str], rows: Sequence[Sequence[str]], remarks: Sequence[str]) -> None:
    """Print another table of the bench, its first two columns words and the others numbers."""
    table = Table(title=None, box=None, pad_edge=False)
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="right" if place > 1 else "left")
    for row in rows:
        table.add_row(*row)
    print()
    Console(width=150 if not Console().is_terminal else None).print(table)
    print()
    print("\n".join(remarks))


def as_markdown(report: Report) -> str:
    """The page docs/bench.md."""
    lines = [
        "# What a poll costs",
        "",
        "Written by `make bench`; do not edit.",
        f"Last run on {datetime.now(UTC):%d %B %Y} on {_machine()}, in {report.took_s:.0f} s. In its last minute"
        f" {os.getloadavg()[0]:.1f} processes wanted to run at once, ours among them.",
        "",
        _line(_headings(report)),
        _line(["---"] + ["---:"] * (len(_HEADINGS) - 1)),
        *(_line(_cells(report, row)) for row in report.rows),
        "",
        *(f"- {remark}" for remark in _remarks(report)),
        "",
    ]
    return "\n".join(lines)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _machine() -> str:
    cores = os.cpu_count() or 1
    count = _NUMBERS[cores] if cores < len(_NUMBERS) else str(cores)
    return f"a machine with {count} core{'s' if cores != 1 else ''} (the server that is asked runs on it too)"


def _headings(report: Report) -> list[str]:
    return [heading.format(sources=report.sources) for heading in _HEADINGS]


def _cells(report: Report, row: Row) -> list[str]:
    found = row.figures
    return [
        row.name,
        str(found["requests"]),
        str(row.given.get("bodies", 0)),
        str(row.given.get("304", 0)),
        f"{found['wall_s']:.2f}",
        "" if row.goal_s is None else f"{row.goal_s:.1f}",
        f"{_ideal_s(report, row):.2f}" if row.delay_s else "",
        "" if row.bare is None else f"{row.bare['wall_s']:.2f}",
        f"{found['cpu_s']:.2f}",
        f"{found['peak_mb']:.0f}",
        f"{found['after_imports_mb']:.0f}",
        f"{_above_mb(row):.0f}",
        "" if row.is_first else f"{_PEAK_GOAL_MB:.0f}",
    ]


def _ideal_s(report: Report, row: Row) -> float:
    """All delays, one after the other for each host, shared out evenly among the threads: nothing else costs time."""
    return float(row.figures["requests"]) * row.delay_s / min(report.threads, report.sources)


def _above_mb(row: Row) -> float:
    return float(row.figures["peak_mb"] - row.figures["after_imports_mb"])


def _remarks(report: Report) -> list[str]:
    again = [row for row in report.rows if not row.is_first]
    each = again[0].figures["requests"] / report.sources
    opening = again[0].figures
    said = [
        f"Each source is a host of its own and takes {each:g} requests: robots.txt (a new process asks again), a list "
        "of 15 meetings, and the pages of its two near meetings.",
        f"Wall and CPU time are those of the poll, without the imports ({opening['import_s']:.2f} s) and the reading "
        f"of sources.yaml and opening of the database ({opening['open_s']:.2f} s). {report.threads} threads ask.",
        "Ideal is the servers' delay divided among the threads; the bare loop asks for the same addresses with "
        "requests in as many threads, and does nothing with the answers.",
        "Above is the peak less what the process had after its imports. Each row is a process of its own; "
        f"of those with a goal in seconds the quickest of {TRIES} is shown.",
    ]
    said += [
        f"{row.name}: {row.figures['wall_s'] / row.bare['wall_s']:.1f} times the bare loop."
        for row in again
        if row.bare is not None
    ]
    said.append(
        "No body was downloaded twice from a server that sends validators, and nothing unchanged was taken for news."
        if report.is_thrifty
        else "FALLS SHORT: a body was downloaded twice, or something unchanged was taken for news."
    )
    return said + _shortfalls(again)


def _shortfalls(rows: list[Row]) -> list[str]:
    short = [
        f"FALLS SHORT: {row.name} takes {row.figures['wall_s']:.2f} s; the goal is under {row.goal_s:.1f} s."
        for row in rows
        if row.goal_s is not None and row.figures["wall_s"] >= row.goal_s
    ]
    short += [
        f"FALLS SHORT: {row.name} needs {_above_mb(row):.0f} MB above the imports; the goal is {_PEAK_GOAL_MB:.0f}."
        for row in rows
        if _above_mb(row) >= _PEAK_GOAL_MB
    ]
    return short or ["Every goal is met."]
