"""The table of figures in docs/delivery.md: rows that a measurement writes, in place of those of the same name.

Does not measure. May import: the standard library.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "delivery.md"
HEADING = "## Figures"
HEAD = ("| what | goal | measured | by | on |", "|---|---|---|---|---|")
SHORT = "FALLS SHORT: "

Row = tuple[str, str, str]
"""What was measured, its goal, the figure."""


def figure(words: str, *, is_met: bool) -> str:
    """A figure as it stands in the table: one that misses its goal says so first."""
    return words if is_met else f"{SHORT}{words}"


def write(rows: Sequence[Row], by: str) -> None:
    """Put rows into the page, as measured today by this command."""
    page = put(PAGE.read_text(encoding="utf-8"), rows, f"`{by}`", f"{datetime.now(UTC):%d %B %Y}")
    PAGE.write_text(page, encoding="utf-8")


def put(page: str, rows: Sequence[Row], by: str, day: str) -> str:
    """The page with these rows in its table of figures, in place of those of the same name; new ones come last."""
    lines = page.rstrip("\n").split("\n")
    if HEADING not in lines:
        lines += ["", HEADING, "", *HEAD]
    start = lines.index(HEAD[1], lines.index(HEADING)) + 1
    end = next((at for at in range(start, len(lines)) if not lines[at].startswith("|")), len(lines))
    table = {line.split(" | ")[0]: line for line in lines[start:end]}
    for what, goal, measured in rows:
        table[f"| {what}"] = f"| {what} | {goal} | {measured} | {by} | {day} |"
    return "\n".join([*lines[:start], *table.values(), *lines[end:]]) + "\n"
