"""`python -m tests.proof` measures what an email has to keep, prints it beside its goal and writes docs/delivery.md.

The tests ask the same of every change; this says by how much. Takes some minutes: all 100,000 titles and 1,043 weeks.
What is not installed is said to be not measured. Other rows of the table are left as they are.
"""

import shutil
import tempfile
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests import browser, spam
from tests.calendar_runs import WEEKS, compose_weeks
from tests.hostile import attack
from tests.mails import GOLDEN, parts
from tests.test_mails import html_bytes
from tests.test_signing import signer, verifies
from watcher.render.ladder import MOST_BYTES

PAGE = Path(__file__).parent.parent / "docs" / "delivery.md"
HEADING = "## Figures"
HEAD = ("| what | goal | measured | by | on |", "|---|---|---|---|---|")
TITLES = 100_000
SHARES = 10

Row = tuple[str, str, str]
"""What was measured, its goal, the figure."""


def size(mails: dict[str, bytes]) -> Row:
    """The largest page of the golden mails."""
    sizes = {name: html_bytes(message) for name, message in mails.items()}
    worst = max(sizes, key=lambda name: sizes[name])
    return ("encoded HTML part, golden mails", f"under {MOST_BYTES:,} bytes", f"{sizes[worst]:,} at most ({worst})")


def signatures(mails: dict[str, bytes]) -> Row:
    """Which of them verify."""
    good = sum(verifies(signer().sign(message)) for message in mails.values())
    return ("DKIM signatures that verify, golden mails", "all", f"{good} of {len(mails)}")


def points(mails: dict[str, bytes]) -> Row:
    """What SpamAssassin's local rules have against them."""
    what, goal = "SpamAssassin, local rules, sum of positive ones", "0.1 at most on each; 0.5 on a licensing agenda"
    if shutil.which("spamassassin") is None:
        return (what, goal, "not measured: spamassassin is not installed")
    with tempfile.TemporaryDirectory() as scratch:
        found = {name: sum(rules.values()) for name, rules in spam.points_against(mails, Path(scratch)).items()}
    hard = found.pop("hard-licensing-agenda")
    return (what, goal, f"{max(found.values()):.3f} at most; {hard:.3f} on the licensing agenda")


def access(mails: dict[str, bytes]) -> Row:
    """What axe finds on them."""
    what, goal = "axe, WCAG A and AA, 320 and 600 px, light and dark", "0 violations, 0 incomplete"
    if lacking := browser.lacking():
        return (what, goal, f"not measured: {lacking} is not installed")
    with tempfile.TemporaryDirectory() as scratch:
        rows = browser.look({name: parts(message).html for name, message in mails.items()}, Path(scratch))
    bad, open_ = (sum(len(row[kind]) for row in rows) for kind in ("violations", "incomplete"))
    return (what, goal, f"{bad} violations, {open_} incomplete on {len(rows)} views")


def headers(_: dict[str, bytes]) -> Row:
    """What 100,000 hostile titles add."""
    with ProcessPoolExecutor() as pool:
        done = list(pool.map(attack, [TITLES // SHARES] * SHARES, range(SHARES)))
    found, refused = sum(len(each) for each, _ in done), sum(count for _, count in done)
    said = f"{found} extra headers ({refused:,} refused as a sender's name, none as a subject)"
    return (f"header fuzz, {TITLES:,} titles", "no extra header", said)


def weeks(_: dict[str, bytes]) -> Row:
    """How many weeks of twenty years have their run."""
    with tempfile.TemporaryDirectory() as scratch:
        done = compose_weeks(Path(scratch), WEEKS)
    said = f"{len(done.runs):,} runs, {done.at_seven:,} in their week from 07:00 on, {sum(done.emails):,} emails"
    return (f"calendar, {WEEKS:,} weeks from 2020 to 2039", f"{WEEKS:,} runs at 07:00 London time", said)


MEASURES: tuple[Callable[[dict[str, bytes]], Row], ...] = (size, signatures, points, access, headers, weeks)


def put(page: str, rows: list[Row], by: str, day: str) -> str:
    """The page with these rows in its table of figures, in place of those of the same name."""
    lines = page.rstrip("\n").split("\n")
    if HEADING not in lines:
        lines += ["", HEADING, "", *HEAD]
    start = lines.index(HEAD[1], lines.index(HEADING)) + 1
    end = next((at for at in range(start, len(lines)) if not lines[at].startswith("|")), len(lines))
    table = {line.split(" | ")[0]: line for line in lines[start:end]}
    for what, goal, figure in rows:
        table[f"| {what}"] = f"| {what} | {goal} | {figure} | {by} | {day} |"
    return "\n".join([*lines[:start], *table.values(), *lines[end:]]) + "\n"


def main() -> None:
    """Measure, print and write."""
    mails = {path.stem: path.read_bytes() for path in sorted(GOLDEN.glob("*.eml"))}
    rows = [measure(mails) for measure in MEASURES]
    table = Table("what", "goal", "measured", box=None, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    Console(width=150 if not Console().is_terminal else None).print(table)
    day = f"{datetime.now(UTC):%d %B %Y}"
    PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), rows, "`make proof`", day), encoding="utf-8")


if __name__ == "__main__":
    main()
