"""The commands. The one place where errors become words and exit codes, and records become tables or JSON.

Exit codes: 0 all is well, 1 something failed and is named, 2 wrong use.
Does not decide, fetch or remember anything. May import: everything below.
"""

from functools import partial

from watcher.cli import (
    adding,
    digests,
    directory,
    doctoring,
    evaluating,
    inspecting,
    keeping,
    letters,
    looking,
    outputs,
    people,
    rosters,
    running,
    searching,
    sending,
    settings,
    standing,
    subjects,
    trying,
)
from watcher.cli.frame import app, guarded

__all__ = ["app", "main"]

_BY_HAND = (people, rosters, keeping, trying)
_CHAPTERS = (
    running,
    digests,
    sending,
    letters,
    standing,
    looking,
    searching,
    outputs,
    inspecting,
    subjects,
    evaluating,
    adding,
    directory,
    settings,
    doctoring,
    *_BY_HAND,
)
"""`watcher --help` lists the commands chapter by chapter, what is needed daily first."""

app.registered_commands.sort(
    key=lambda each: [chapter.__name__ for chapter in _CHAPTERS].index(getattr(each.callback, "__module__", ""))
)


def main() -> None:
    """Run the command that the process was started with, and end the process with its exit code."""
    raise SystemExit(guarded(partial(app, prog_name="watcher")))
