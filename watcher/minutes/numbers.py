"""The numbers before titles, in every habit seen: `40.`, `271`, `(12)`, `Item 4 –`, `Min. 14`, `PL1`, `32/19`.

Does not decide whether a numbered line is an item: titles and chains do. May import: dates, the standard library.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from watcher.dates.words import MONTH_NUMBERS

_NUMBER = re.compile(
    r"(?P<word>(?:agenda\s+)?item\s*(?:no\b\.?|number)?\s*|min(?:ute)?s?\b\.?\s*(?:no\b\.?|number)?\s*|eitem\s+)?"
    r"(?P<open>[\[(])?"
    r"(?P<prefix>(?:[A-Z&]{1,6}[./-]{0,2}|[A-Z&]{1,3}\.?\s)(?=\d))?"
    r"(?P<number>\d{1,5}(?:/\d{1,5}){0,2})(?P<letter>[A-Za-z])?"
    r"(?P<close>[\])])?"
    r"(?P<stop>\s*[.):](?!\d)|\s+[-–—](?=\s)|[-–—](?=\s))?(?P<rest>\s.*|)\Z",
    re.IGNORECASE | re.DOTALL,
)
_MONTHS = "|".join(sorted(MONTH_NUMBERS, key=len, reverse=True))
_NO_TITLE = re.compile(
    rf"\s*(?:(?:{_MONTHS})\b\.?\s*(?:,?\s*\d|\Z)|[ap]\.?\s?m\b|noon\b|hours\b|[-–—]\s*\d+\W*\Z|%|to\s+\d)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_].*?[^\W\d_]")
_NO_PREFIXES = frozenset(("A", "Q", "COVID", "NO", "THE", "G", "TEL", "FAX"))
"""A4, Q3, Covid-19, G20: things that are called by a letter and a number."""
_LONGEST = 600
"""Letters of a line that are looked at: no title is longer, and some lines are whole files."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A line's number. `printed` as it stands without its stop; `ways`: the habits it may follow, each with its value.

    "32/19" may be the 32nd of 2019 or the 19th of 2032: which one counts on is seen from the others.
    """

    printed: str
    letter: str
    stop: str
    ways: tuple[tuple[str, int], ...]
    rest: str


def numbered(text: str) -> Numbered | None:
    """The number at the start of a line, None if there is none that could be an item's."""
    first = text[:1]
    if not first or not (first.isdigit() or first in "[(" or first.isupper() or first in "emi"):
        return None
    found = _parsed(text[:_LONGEST])
    return found if found is None or len(text) <= _LONGEST else replace(found, rest=found.rest + text[_LONGEST:])


@lru_cache(maxsize=2048)
def _parsed(head: str) -> Numbered | None:
    """Asked several times of each line: whether it is an item, and whether it ends the title or the head above it."""
    found = _NUMBER.match(head)
    if found is None:
        return None
    prefix = found.group("prefix") or ""
    if prefix and not _is_prefix(prefix):
        return None
    letter, rest = found.group("letter") or "", found.group("rest")
    if not rest[:1].isspace() and rest:
        return None
    if bool(found.group("open")) != bool(found.group("close")) and not (found.group("close") and not prefix):
        return None
    rest = rest.strip()
    if (
        _NO_TITLE.match(rest)
        or (rest and not _WORD.search(rest[:80]))
        or (rest and not (rest[0].isupper() or rest[0].isdigit() or rest[0] in "'\"‘“(£["))
    ):
        return None
    word = "word " if found.group("word") else ""
    printed = (prefix + found.group("number") + letter).strip()
    return Numbered(printed, letter.lower(), (found.group("stop") or "").strip(), tuple(_ways(found, word)), rest)


def _is_prefix(prefix: str) -> bool:
    """Letters of a committee: `PL`, `CAB.`, `C/`, `Cllr` not; capitals only."""
    letters = re.sub(r"[^A-Za-z&]", "", prefix)
    return letters.isupper() and letters not in _NO_PREFIXES and letters.lower() not in MONTH_NUMBERS


def _ways(found: re.Match[str], word: str) -> Iterator[tuple[str, int]]:
    prefix = re.sub(r"[\s.]", "", found.group("prefix") or "")
    parts = found.group("number").split("/")
    if len(parts) == 1:
        yield f"{word}{prefix}#", int(parts[0])
    else:
        yield f"{word}{prefix}{'/'.join(parts[:-1])}/#", int(parts[-1])
        yield f"{word}{prefix}#/{'/'.join(parts[1:])}", int(parts[0])
