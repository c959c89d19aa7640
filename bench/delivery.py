"""From the changes in the database to the mail server: 10,000 digests composed, rendered, sent; and what a queue costs.

    python -m bench.delivery [--people 10000]

The digests are those of bench.composing, sent as they stand to a sink with eight connections, by turns with a bare
aiosmtplib loop that sends one of them again and again over as many. Then the cost of an email with a short and a long
queue. Each of both is a process of its own, for the peak of its memory. May import: bench, watcher.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bench import composing
from bench.figures import Row, figure, write
from bench.memory import now_and_peak
from bench.sending import CONNECTIONS, TURNS, Queued, Turn, queued, sink_process, turn
from bench.table import print_section
from watcher import config
from watcher.store import Store, tables

PEOPLE, EDITIONS = 10_000, 60
QUEUES = (1_000, 100_000)
GOAL_S, GOAL_RATIO, GOAL_MIB = 60.0, 0.70, 200.0
"""email.md: for 10,000 digests, of the bare loop's speed, at the peak."""

GROWTH_GOAL = 1.25
"""The cost of an email with the longest queue, in those with the shortest: more than noise would be growth."""

_ROOT = Path(__file__).resolve().parent.parent
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """The whole way: seconds by stage of composing, the turns of sending, and the most memory that it ever had.

    `load` is how many processes wanted to run at once in its last minute: on a busy machine seconds say little.
    """

    people: int
    email_kb: float
    composed_s: float
    stages: dict[str, float]
    turns: tuple[Turn, ...]
    peak_mib: float
    load: float

    @property
    def sent_s(self) -> float:
        """All turns of ours."""
        return sum(each.ours_s for each in self.turns)

    @property
    def total_s(self) -> float:
        """Composing, rendering and sending."""
        return self.composed_s + self.sent_s

    @property
    def ratio(self) -> float:
        """Our speed as a part of the bare loop's, over all turns."""
        return sum(each.bare_s for each in self.turns) / self.sent_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Both measurements."""

    whole: Whole
    queues: tuple[Queued, ...]

    @property
    def growth(self) -> float:
        """What an email costs with the longest queue, in those with the shortest."""
        first, *_, last = sorted(self.queues, key=lambda each: each.queue)
        return last.ours_ms / first.ours_ms


def measure(*, people: int = PEOPLE, queues: Sequence[int] = QUEUES) -> Delivery:
    """Both, each in a process of its own."""
    whole = _child("whole", people)
    turns = tuple(Turn(**each) for each in whole.pop("turns"))
    waiting = tuple(Queued(**each) for each in _child("queued", *queues))
    return Delivery(whole=Whole(turns=turns, **whole), queues=waiting)


def _child(*words: object) -> Any:  # noqa: ANN401 - what the other process printed
    command = [sys.executable, "-m", "bench.delivery", "--child", *map(str, words)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=_ROOT, timeout=900)
    return json.loads(done.stdout.splitlines()[-1])  # the program's log goes before it


def whole_way(folder: Path, people: int, *, editions: int = EDITIONS, turns: int = TURNS) -> Whole:
    """Compose for so many, then send it all; in this process."""
    composed = composing.measure(folder, people=people, editions=editions)
    settings = config.load(folder / "sources.yaml", {})
    opened = Store.open(settings.database_url)
    with opened.read() as conn:
        content: bytes = conn.scalars(sa.select(tables.messages.c.content).limit(1)).one()
    opened.close()
    with sink_process() as port:
        done = tuple(turn(settings, port, people // turns, content) for _ in range(turns))
    assert sum(each.emails for each in done) == people, "not all were sent"
    return Whole(
        people=people,
        email_kb=composed.email_kb,
        composed_s=composed.wall_s,
        stages=composed.stages,
        turns=done,
        peak_mib=now_and_peak()[1] / _MIB,
        load=os.getloadavg()[0],
    )


def table(found: Delivery) -> tuple[list[str], list[list[str]], list[str]]:
    """Headings, rows and remarks."""
    whole = found.whole
    each_ms = 1000 / whole.people
    bare_s = sum(each.bare_s for each in whole.turns)
    turns = sorted(each.ratio for each in whole.turns)
    rows = [
        *([stage, "", f"{seconds:.2f} s", f"{seconds * each_ms:.3f}", ""] for stage, seconds in whole.stages.items()),
        ["composing", "all of these", f"{whole.composed_s:.1f} s", f"{whole.composed_s * each_ms:.3f}", ""],
        ["sending", f"{CONNECTIONS} connections", f"{whole.sent_s:.1f} s", f"{whole.sent_s * each_ms:.3f}", ""],
        [
            "total",
            f"{whole.people:,} emails",
            f"{whole.total_s:.1f} s",
            f"{whole.total_s * each_ms:.3f}",
            _goal_s(whole),
        ],
        ["bare loop", "the same emails", f"{bare_s:.1f} s", f"{bare_s * each_ms:.3f}", ""],
        [
            "sending, of the bare loop",
            f"{turns[0]:.0%} to {turns[-1]:.0%}",
            f"{whole.ratio:.0%}",
            "",
            f"{GOAL_RATIO:.0%}",
        ],
        ["peak memory", "of all this", f"{whole.peak_mib:.0f} MiB", "", f"{GOAL_MIB:.0f} MiB"],
        *(["sending", f"{each.queue:,} queued", "", f"{each.ours_ms:.3f}", ""] for each in found.queues),
        ["longest queue, of the shortest", "", f"{found.growth:.2f}", "", f"{GROWTH_GOAL}"],
    ]
    return ["delivery", "of", "measured", "ms an email", "goal"], rows, _remarks(found)


def _goal_s(whole: Whole) -> str:
    return f"{GOAL_S * whole.people / PEOPLE:.0f} s"


def _misses(found: Delivery) -> list[str]:
    whole = found.whole
    return [
        words
        for is_missed, words in (
            (whole.total_s > GOAL_S * whole.people / PEOPLE, f"the whole takes {whole.total_s:.1f} s"),
            (whole.ratio < GOAL_RATIO, f"sending has {whole.ratio:.0%} of the bare loop's speed"),
            (whole.peak_mib > GOAL_MIB, f"the peak is {whole.peak_mib:.0f} MiB"),
            (found.growth > GROWTH_GOAL, f"with the longest queue an email costs {found.growth:.2f} times as much"),
        )
        if is_missed
    ]


def _remarks(found: Delivery) -> list[str]:
    turns = found.whole.turns
    bare, ours = sum(each.bare_cpu_s for each in turns), sum(each.ours_cpu_s for each in turns)
    return [
        f"Emails of {found.whole.email_kb:.0f} KB. Sending and the bare loop take turns, {len(turns)} each, with the "
        "same sink, a process of its own. Ours commits each hand-over to the disk before DATA; the bare loop keeps "
        "nothing.",
        f"In processor time sending has {bare / ours:.0%} of the bare loop's speed.",
        f"While this ran: {_busy(found.whole)}.",
        "Queues: the median of turns of 1,000 emails of 30 KB, with as many more sent before as wait.",
        *([f"FALLS SHORT: {words}." for words in _misses(found)] or ["Every goal of delivery is met."]),
    ]


def _busy(whole: Whole) -> str:
    return f"{whole.load:.0f} processes on {os.cpu_count()} cores, some two of them ours"


def as_markdown(found: Delivery) -> str:
    """The part of docs/bench.md on delivery."""
    headings, rows, remarks = table(found)
    lines = [
        "",
        "## Delivery",
        "",
        _line(headings),
        _line(["---", "---", "---:", "---:", "---:"]),
        *map(_line, rows),
        "",
    ]
    return "\n".join([*lines, *(f"- {remark}" for remark in remarks), ""])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def figures(found: Delivery) -> list[Row]:
    """The rows of the table in docs/delivery.md."""
    whole, misses = found.whole, _misses(found)
    said = (
        f"{whole.total_s:.0f} s ({whole.composed_s:.0f} s composing, {whole.sent_s:.0f} s sending) for "
        f"{whole.email_kb:.0f} KB each; {whole.ratio:.0%} of the raw loop; {whole.peak_mib:.0f} MiB; {_busy(whole)}"
    )
    queue = " and ".join(f"{each.ours_ms:.2f} ms with {each.queue:,}" for each in found.queues)
    return [
        (
            f"speed, {whole.people:,} digests",
            f"{GOAL_S:.0f} s including rendering; {GOAL_RATIO:.0%} of a raw loop over the same connections; under "
            f"{GOAL_MIB:.0f} MiB",
            figure(said, is_met=not [each for each in misses if "queue" not in each]),
        ),
        (
            "cost of an email by deliveries queued",
            "does not grow",
            figure(queue, is_met=found.growth <= GROWTH_GOAL),
        ),
    ]


def note(found: Delivery) -> None:
    """Keep the figures in docs/delivery.md."""
    write(figures(found), "make bench")


def main() -> int:
    """Measure and print; the exit code is 1 if a goal was missed."""
    options = argparse.ArgumentParser(prog="python -m bench.delivery", description="Measure composing and sending.")
    options.add_argument("--people", type=int, default=PEOPLE)
    options.add_argument("--child", nargs="+", help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.child:
        what, *numbers = chosen.child
        with tempfile.TemporaryDirectory(prefix="council-bench-") as folder:
            if what == "whole":
                print(json.dumps(asdict(whole_way(Path(folder), int(numbers[0])))))
            else:
                print(json.dumps([asdict(each) for each in queued(Path(folder), tuple(map(int, numbers)))]))
        return 0
    found = measure(people=chosen.people)
    print_section(*table(found))
    return int(bool(_misses(found)))


if __name__ == "__main__":
    raise SystemExit(main())
