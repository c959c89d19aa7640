"""The named points of composing and sending at which a process is killed, and how each is recognised from outside.

A crash can be told from another only by the last thing that left the process: a row, a commit, a file, a line to the
mail server. So the points stand before and after these, and nothing in the program knows of them:

    rows and commits    SQLAlchemy's events in the process itself        (statements, below)
    files               Python's audit events in the process itself      (files, below)
    the conversation    the mail server kills instead of answering       (SERVER: which verb, which answer)

A point is met several times in a life, once for each run, recipient or file; tests/killed.py counts how often. Does not
kill or assert anything.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

STATEMENTS = {
    r"INSERT INTO runs\b": "run opened",
    r"UPDATE runs SET finished_at": "run closed",
    r"INSERT INTO editions\b": "edition kept",
    r"INSERT INTO deliveries\b": "email written",
    r"INSERT INTO messages\b": "email's bytes written",
    r"INSERT INTO tokens\b": "email's token written",
    r"UPDATE subscribers SET .*told_up_to": "person told",
}
_PATTERNS = {re.compile(pattern, re.DOTALL): name for pattern, name in STATEMENTS.items()}
_STEP = re.compile(r"UPDATE deliveries SET .*\bstate=", re.DOTALL)

STEPS = {"claimed": "claimed", "handover": "handed over", "sent": "marked sent"}
"""The steps of an email by the state that they lead to; others have the name of the state."""

DONE, BEFORE, AFTER = "done, not committed", "before the commit", "after the commit"
BEGUN, IN_PLACE = "not begun", "not in its place"


def statements(statement: str, parameters: Any) -> Iterator[str]:
    """What a statement does, once for each row of it; nothing for one that is no point of composing or sending."""
    rows: Sequence[Any] = parameters if isinstance(parameters, list) else [parameters]
    for pattern, name in _PATTERNS.items():
        if pattern.match(statement):
            yield from [name] * len(rows)
    if _STEP.match(statement):
        for row in rows:
            values = row.values() if isinstance(row, Mapping) else row
            yield next((STEPS[value] for value in values if isinstance(value, str) and value in STEPS), "moved")


def files(event: str, arguments: Sequence[Any]) -> str:
    """The point before a file of digests/ or state/ is begun, or put into its place; empty for any other event."""
    if event == "open" and isinstance(arguments[0], str) and (arguments[2] or 0) & os.O_CREAT:
        name = _file(Path(arguments[0]))
        return f"{name}: {BEGUN}" if name and Path(arguments[0]).name.startswith(".") else ""
    if event == "os.rename":
        name = _file(Path(str(arguments[1])))
        return f"{name}: {IN_PLACE}" if name else ""
    return ""


def _file(path: Path) -> str:
    name = path.name.lstrip(".")
    if "feeds" in path.parts or "calendar" in path.parts:
        return "feed or calendar"
    if name.startswith("outputs.json"):
        return "stamp of the feeds"
    if "digests" in path.parts:
        return "index or schema" if name.startswith(("index.html", "edition.schema", "feeds")) else "edition's file"
    return ""


def _around(name: str, *moments: str) -> tuple[str, ...]:
    return tuple(f"{name}: {moment}" for moment in moments)


COMPOSE = (
    *_around("run opened", DONE, BEFORE, AFTER),
    *_around("edition kept", DONE, BEFORE, AFTER),  # its commit is the archive's; those of people are in "person told"
    *_around("email written", DONE),
    *_around("email's bytes written", DONE),
    *_around("email's token written", DONE),
    *_around("person told", DONE, BEFORE, AFTER),
    *_around("edition's file", BEGUN, IN_PLACE),
    *_around("index or schema", BEGUN, IN_PLACE),
    *_around("run closed", DONE, BEFORE, AFTER),
    *_around("feed or calendar", BEGUN, IN_PLACE),
    *_around("stamp of the feeds", BEGUN, IN_PLACE),
)
"""In the order in which they are first met. `person told` is one commit with edition, email, bytes and token."""

SEND = (
    *_around("claimed", DONE, BEFORE, AFTER),
    "server: connected",
    "server: EHLO",
    "server: MAIL",
    "server: RCPT",
    *_around("handed over", DONE, BEFORE, AFTER),
    "server: DATA",
    "server: in the middle of the text",
    "server: after the dot, lost",
    "server: after the dot, kept",
    *_around("marked sent", DONE, BEFORE, AFTER),
    "server: QUIT",
)
"""In their order. Between `marked sent: before the commit` and `after` the answer has been read and is not kept yet."""

TOGETHER = "server: all connections after the dot, kept"
"""Every connection of the pool is where its answer is lost: the worst moment there is."""

POOL = (*_around("handed over", DONE), "server: after the dot, kept", *_around("marked sent", DONE))
"""For a pool, where commits are shared and so are not counted; each is met once for each recipient."""

SERVER = {
    TOGETHER: "DOT",
    "server: connected": "CONNECT",
    "server: EHLO": "EHLO",
    "server: MAIL": "MAIL",
    "server: RCPT": "RCPT",
    "server: DATA": "DATA",
    "server: in the middle of the text": "DATA",
    "server: after the dot, lost": "DOT",
    "server: after the dot, kept": "DOT",
    "server: QUIT": "QUIT",
}
"""The verb at which the server kills instead of answering."""


FEW = (BEGUN, IN_PLACE, *(f"{name}: {DONE}" for name in ("email's bytes written", "email's token written")))
"""Of files a life writes dozens that are nobody's in particular; what is written between others in one commit is undone
with them."""


def positions(point: str, times: int, *, all_of_them: bool) -> list[int]:
    """At which of the times that a point is met the process is killed, from 1.

    Each run, each recipient; of the few, only the first and the last unless `all_of_them`.
    """
    if all_of_them or not point.endswith(FEW):
        return list(range(1, times + 1))
    return sorted({1, times})
