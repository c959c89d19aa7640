"""`python -m tests.proof` measures what delivery has to keep, prints it beside its goal and writes docs/delivery.md.

The tests ask the same of every change; this says by how much, with all 100,000 titles and all 1,043 weeks, which no
test takes. A few minutes. What falls short says so, and the exit code is 1; what is not installed is said to be not
measured. The speeds among the figures are written by `make bench`.
"""

import json
import logging
import multiprocessing
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from xml.etree import ElementTree as Xml

import structlog
from rich.console import Console
from rich.table import Table

from bench.figures import SHORT, Row, figure, write
from tests import browser, spam
from tests.calendar_runs import WEEKS, Composed, compose_weeks
from tests.crash_world import POOL_SIZE
from tests.hostile import attack
from tests.mails import GOLDEN, parts
from tests.test_faults import ROWS
from tests.test_mails import html_bytes
from tests.test_signing import signer, verifies
from watcher.render.ladder import MOST_BYTES

TITLES = 100_000
SHARES = 20
WEEKS_A_SHARE = 149
"""A seventh of the twenty years."""
LEAST_KILLS, LEAST_FAULTS = 150, 30
ROOT = Path(__file__).parent.parent

Mails = dict[str, bytes]


def kills(found: dict[str, int]) -> list[Row]:
    """What a matrix of kills came to: with one connection, and with as many as there can be."""
    wrong = {name: found[name] + found[f"{name}_by_pool"] for name in ("lost", "told_twice", "unrecorded", "astray")}
    asked = found["doubled_though_asked"] + found["doubled_though_asked_by_pool"]
    at_once, by_pool = found["most_at_once"], found["most_at_once_by_pool"]
    is_kept = found["kills"] >= LEAST_KILLS and not any(wrong.values()) and not asked
    said = (
        f"{found['kills']} kills: {wrong['lost']} lost, {wrong['told_twice']} told twice; {asked} second copies where "
        f"it can be asked, elsewhere {at_once} at most, {wrong['unrecorded']} of them not recorded"
    )
    pool = f"{by_pool} at most, those in hand-over; {found['doubled_though_asked_by_pool']} where it can be asked"
    return [
        (
            "kill -9 at every step and recipient",
            f"{LEAST_KILLS} kills; 0 lost; 0 twice where it can be asked; elsewhere at most one per crash, with the "
            "same Message-ID, recorded as ambiguous",
            figure(said, is_met=is_kept and at_once <= 1),
        ),
        (
            f"the same with {POOL_SIZE} connections at once: second copies by one crash",
            "0 where it can be asked; elsewhere at most one",
            figure(pool, is_met=by_pool <= 1),
        ),
    ]


def faults(_: Mails) -> Row:
    """How many rows of the fault matrix end in their stated states, by the tests that assert it."""
    with tempfile.TemporaryDirectory() as scratch:
        report = Path(scratch) / "faults.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-n0", "tests/test_faults.py", f"--junitxml={report}"]
        subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL, timeout=300)
        cases = [each for each in Xml.parse(report).iter("testcase") if "each_fault" in each.get("name", "")]
    good = sum(len(case) == 0 for case in cases)
    gone = [row.name for row in ROWS if row.is_gone]
    by_4xx = sum(name.startswith("4") or " 4" in name for name in gone)
    said = f"{good} of {len(ROWS)} end in it; {by_4xx} suppressed by a 4xx"
    is_met = good == len(ROWS) >= LEAST_FAULTS and by_4xx == 0
    goal = f"{LEAST_FAULTS} or more, each ends in its stated state; no 4xx suppresses anyone"
    return ("SMTP faults", goal, figure(said, is_met=is_met))


def size(mails: Mails) -> Row:
    """The largest page of the golden mails."""
    sizes = {name: html_bytes(message) for name, message in mails.items()}
    worst = max(sizes, key=lambda name: sizes[name])
    said = figure(f"{sizes[worst]:,} at most ({worst})", is_met=sizes[worst] < MOST_BYTES)
    return ("encoded HTML part, golden mails", f"under {MOST_BYTES:,} bytes", said)


def signatures(mails: Mails) -> Row:
    """Which of them verify."""
    good = sum(verifies(signer().sign(message)) for message in mails.values())
    said = figure(f"{good} of {len(mails)}", is_met=good == len(mails))
    return ("DKIM signatures that verify, golden mails", "all", said)


def points(mails: Mails) -> Row:
    """What SpamAssassin's local rules have against them."""
    what, goal = "SpamAssassin, local rules, sum of positive ones", "0.1 at most on each; 0.5 on a licensing agenda"
    if shutil.which("spamassassin") is None:
        return (what, goal, "not measured: spamassassin is not installed")
    with tempfile.TemporaryDirectory() as scratch:
        found = {name: sum(rules.values()) for name, rules in spam.points_against(mails, Path(scratch)).items()}
    is_met = all(count <= spam.MOST.get(name, spam.MOST[""]) for name, count in found.items())
    hard = found.pop("hard-licensing-agenda")
    said = f"{max(found.values()):.3f} at most; {hard:.3f} on the licensing agenda; {len(mails)} golden mails"
    return (what, goal, figure(said, is_met=is_met))


def access(mails: Mails) -> Row:
    """What axe finds on them."""
    what, goal = "axe, WCAG A and AA, 320 and 600 px, light and dark", "0 violations, 0 incomplete"
    if lacking := browser.lacking():
        return (what, goal, f"not measured: {lacking} is not installed")
    with tempfile.TemporaryDirectory() as scratch:
        rows = browser.look({name: parts(message).html for name, message in mails.items()}, Path(scratch))
    bad, open_ = (sum(len(row[kind]) for row in rows) for kind in ("violations", "incomplete"))
    said = f"{bad} violations, {open_} incomplete on {len(rows)} views of {len(mails)} golden mails"
    return (what, goal, figure(said, is_met=not bad and not open_))


def headers(done: list[tuple[list[str], int]]) -> Row:
    """What 100,000 hostile titles added."""
    found, refused = sum(len(each) for each, _ in done), sum(count for _, count in done)
    said = f"{found} extra headers ({refused:,} refused as a sender's name, none as a subject)"
    return (f"header fuzz, {TITLES:,} titles", "no extra header", figure(said, is_met=not found))


def weeks(done: list[Composed]) -> Row:
    """How many weeks of twenty years have their run."""
    periods = {run.period for each in done for run in each.runs}
    runs, at_seven = sum(len(each.runs) for each in done), sum(each.at_seven for each in done)
    emails = sum(sum(each.emails) for each in done)
    said = f"{runs:,} runs, {at_seven:,} of 07:00 in their week, {emails:,} emails"
    is_met = len(periods) == runs == at_seven == emails == WEEKS
    goal = f"{WEEKS:,} runs at 07:00 London time"
    return (f"calendar, {WEEKS:,} weeks from 2020 to 2039", goal, figure(said, is_met=is_met))


def all_kills() -> dict[str, int]:
    """The matrix in a process of its own: its lives log what they do, each, and the figures come last."""
    command = [sys.executable, "-m", "tests.crash_matrix"]
    done = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True, timeout=900)
    found: dict[str, int] = json.loads(done.stdout.splitlines()[-1])
    return found


def some_weeks(first: int) -> Composed:
    """Some years on a real database: a list of all editions is written each week, which grows with them."""
    with tempfile.TemporaryDirectory() as scratch:
        return compose_weeks(Path(scratch), WEEKS_A_SHARE, seed=first, first=first)


MEASURES: tuple[Callable[[Mails], Row], ...] = (faults, points, access, size, signatures)


def measure() -> list[Row]:
    """All rows; what takes minutes in processes of its own, as many as there are cores."""
    mails = {path.stem: path.read_bytes() for path in sorted(GOLDEN.glob("*.eml"))}
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(mp_context=fresh, initializer=_quiet) as pool:
        crashes = pool.submit(all_kills)
        calendar = [pool.submit(some_weeks, first) for first in range(0, WEEKS, WEEKS_A_SHARE)]
        fuzz = [pool.submit(attack, TITLES // SHARES, share) for share in range(SHARES)]
        _say("kills")
        rows = kills(crashes.result())
        for each in MEASURES:
            _say(each.__name__)
            rows.append(each(mails))
        _say("weeks and titles")
        return [*rows, headers([each.result() for each in fuzz]), weeks([each.result() for each in calendar])]


def _say(what: str) -> None:
    """What is being measured, for whoever waits."""
    sys.stderr.write(f"{what} ...\n")


def _quiet() -> None:
    """Thousands of runs and kills are no news to whoever reads the table."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def main() -> int:
    """Measure, print and write; 1 if anything falls short."""
    rows = measure()
    table = Table("what", "goal", "measured", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    Console(width=150 if not Console().is_terminal else None).print(table)
    write(rows, "make soak")
    return int(any(found.startswith(SHORT) for _, _, found in rows))


if __name__ == "__main__":
    raise SystemExit(main())
