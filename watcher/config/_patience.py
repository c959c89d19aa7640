"""Patterns that could keep the program busy for hours: tried on a page of words before they are let in.

A regular expression whose repeats can share the same letters in many ways, `(\\w+ ?)+ budget` or `.*.*.*cuts`, takes
seconds to years on one page of prose. Nothing can end it once it runs: a poll would stand still in silence. So each is
tried here with a limit of processor time, on words that lead into it: prose, and runs of letters and signs.

Where no such limit can be set (another thread than the main one, no such timer) nothing is tried.
Does not judge how an expression is written. May import: errors, config's tree, the standard library.
"""

import re
import signal
import threading
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import FrameType

from watcher.config._yaml import Plain, Steps, Tree
from watcher.errors import Problem

LIMIT_S = 1.0
"""Of processor time. An expression that is sought from place to place takes 0.03 s on this page."""

_PROSE = (
    "The committee considered the report of the director, who said that 1,250 pupils (12.4% of all) would need places "
    "in the county's schools by 2027, and that £3.4m of the grant for that year had been spent. Members asked why the "
    "plan was late; it was resolved that a further report be brought to the next meeting. "
)
_RUN = 40
_LITERALS = 8
"""So many words and letters of the expression lead into it: it may begin with any of them."""


_PATTERNS = frozenset(("pattern", "needs", "unless", "exclusions", "procedural"))


def check_patience(tree: Tree) -> Iterator[Problem]:
    """A problem for each expression under `topics:` that is too slow."""
    topics = tree.value.get("topics") if isinstance(tree.value, dict) else None
    for steps, expression in _expressions(topics, ("topics",)):
        if is_too_slow(expression):
            yield tree.problem(
                steps,
                "is a regular expression that takes too long: repeats that share letters, as in "
                "`(\\w+ ?)+` or `.*.*`, can be read in countless ways; say what stands between them",
            )


def _expressions(value: Plain, steps: Steps, *, is_within: bool = False) -> Iterator[tuple[Steps, str]]:
    if isinstance(value, str) and is_within:
        yield steps, value
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _expressions(each, (*steps, index), is_within=is_within)
    elif isinstance(value, dict):
        for name, each in value.items():
            yield from _expressions(each, (*steps, name), is_within=name in _PATTERNS)


def is_too_slow(expression: str) -> bool:
    """True if one page takes longer than the limit. False for what is no expression: the forms name that."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(expression)
        compiled = re.compile(rf"(?<![A-Za-z])(?=(?:{expression})(?![A-Za-z]))", re.IGNORECASE)
    except (re.error, Warning, OverflowError, RecursionError):
        return False
    try:
        with _limited(LIMIT_S):
            for page in _pages(expression):
                for _ in compiled.finditer(page):
                    pass
    except _TooLongError:
        return True
    return False


def _pages(expression: str) -> Iterator[str]:
    words = list(dict.fromkeys(re.findall(r"(?<!\\)[A-Za-z]{2,}", expression)))[:_LITERALS]
    letters = list(dict.fromkeys(re.findall(r"(?<!\\)[A-Za-z0-9]", expression)))[:_LITERALS]
    yield _PROSE * 8
    yield from _runs([*letters, "a", "0", ".", ", ", "a ", "0 "])
    for word in words:
        yield f"{word} {_PROSE}"
        yield f"{word}{word} " * _RUN
    yield f"{' '.join(words)} {_PROSE}"


def _runs(pieces: Iterable[str]) -> Iterator[str]:
    """Each piece again and again, and then what does not go on like it."""
    for piece in pieces:
        yield f"{piece * _RUN}!"
        yield f"{piece * _RUN}~ zq"


class _TooLongError(Exception):
    """The limit is reached."""


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raise _TooLongError in the middle of what takes longer; `re` looks for signals while it searches."""

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise _TooLongError

    before = signal.signal(signal.SIGVTALRM, ring)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
