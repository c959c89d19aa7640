"""Finds where the terms of all topics stand in a text, all in one pass.

Most pages hold few of the words that terms begin with. So the words of a text are first looked up in the set of those
(whole words, by hash, in C); only where one stands is asked which of its terms do.
Does not judge what it finds. May import: firsts, fold, the standard library.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar

from watcher.tag.firsts import begins_with_number, firsts, needed_letters
from watcher.tag.fold import lower_pattern

R = TypeVar("R")

MAX_STARTS, MAX_HITS = 20_000, 4000
"""Places looked at, and found, in one text: a 300-page pack has fewer, and a text written to be slow must not be."""

_LETTERS = bytes(code + 32 if 65 <= code <= 90 else code if 97 <= code <= 122 else 32 for code in range(256))
"""Small letters of A to Z; all else is a space. A letter of the text is a byte here, so that places fit."""


@dataclass(frozen=True, slots=True)
class _Desk(Generic[R]):
    """Terms that can begin with one word: an expression that tries them all, and their owners by its groups.

    `needed` are, for each of the terms, letters without which it stands nowhere in a text; empty if one needs none.
    """

    expression: re.Pattern[str]
    owners: tuple[tuple[int, Sequence[R]], ...]
    needed: tuple[tuple[bytes, ...], ...]

    def is_idle(self, small: bytes) -> bool:
        """True if none of the terms can stand in this text."""
        return bool(self.needed) and not any(all(map(small.__contains__, each)) for each in self.needed)


class Sought:
    """A folded text, its letters made small, and its words; where expressions stand in it is found out once."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.small = b" " + words.encode("latin-1", "replace").translate(_LETTERS) + b" "
        self.known = frozenset(self.small.split())
        self._places: dict[int, list[tuple[int, int]]] = {}

    def places(self, seeker: "Seeker[None]") -> list[tuple[int, int]]:
        """Where any of the expressions stands, in the order of the text."""
        found = self._places.get(id(seeker))
        if found is None:
            found = self._places[id(seeker)] = [(start, end) for start, end, _ in seeker.hits(self)]
        return found


class Seeker(Generic[R]):
    """Expressions on folded text with their owners. Compiled once; safe to share between threads."""

    def __init__(self, owners: Mapping[str, Sequence[R]]) -> None:
        words: dict[bytes, list[str]] = {}
        prefixes: dict[bytes, list[str]] = {}
        heads, slow, numbers = [], [], []
        for expression in owners:
            if _is_head(expression):
                heads.append(expression)
            elif begins_with_number(expression):
                numbers.append(expression)
            elif (first := firsts(expression)) is None:
                slow.append(expression)
            else:
                for word in first.words:
                    words.setdefault(word.encode(), []).append(expression)
                for prefix in first.prefixes:
                    prefixes.setdefault(b" " + prefix.encode(), []).append(expression)
        self._words = {word: _desk(owners, found, word) for word, found in words.items()}
        self._known = frozenset(words)
        self._prefixes = [(prefix, _desk(owners, found, prefix.strip())) for prefix, found in sorted(prefixes.items())]
        self._slow = [(_scan(each), _desk(owners, [each])) for each in slow]
        self._numbers = _desk(owners, numbers)
        self._heads = _desk(owners, heads)

    def hits(self, text: "Sought") -> Iterator[tuple[int, int, Sequence[R]]]:
        """Where an expression stands, to its end, with its owners; in the order of the text."""
        return islice(self._hits(text), MAX_HITS)

    def _hits(self, text: "Sought") -> Iterator[tuple[int, int, Sequence[R]]]:
        for start, desk in self._starts(text):
            here = desk.expression.match(text.words, start)
            if here is None:
                continue
            spans = here.regs
            for group, owners in desk.owners:
                begin, end = spans[group]
                if end > begin >= 0:
                    yield begin, end, owners

    def _starts(self, text: "Sought") -> list[tuple[int, _Desk[R]]]:
        """Where terms may begin, with those that may; at most MAX_STARTS places."""
        small = text.small
        found: list[tuple[int, _Desk[R]]] = [(0, self._heads)] if self._heads.owners else []
        for word in self._known & text.known:
            if not (desk := self._words[word]).is_idle(small):
                found += _places(small, b" " + word + b" ", desk)
        for prefix, desk in self._prefixes:
            if prefix in small and not desk.is_idle(small):
                found += _places(small, prefix, desk)
        if self._numbers.owners and not self._numbers.is_idle(small):
            found += ((number.start(), self._numbers) for number in _NUMBER.finditer(text.words))
        for scan, desk in self._slow:
            if not desk.is_idle(small):
                plain = text.words.translate(_SMALL)
                found += ((hit.start(), desk) for hit, _ in zip(scan.finditer(plain), range(MAX_STARTS), strict=False))
        found.sort(key=_start)
        return found[:MAX_STARTS]


_NUMBER = re.compile("[0-9£][0-9.,]*")
_SMALL = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
"""Not str.lower: that makes some letters two, and places would no longer fit."""


def _start(found: tuple[int, object]) -> int:
    return found[0]


def _places(small: bytes, word: bytes, desk: _Desk[R]) -> list[tuple[int, _Desk[R]]]:
    """Every place of the word (with its space before), which are places of the text: a space was put before it."""
    found: list[tuple[int, _Desk[R]]] = []
    position = small.find(word)
    while position >= 0 and len(found) < MAX_STARTS:
        found.append((position, desk))
        position = small.find(word, position + 1)
    return found


def _desk(owners: Mapping[str, Sequence[R]], here: Sequence[str], word: bytes = b"") -> _Desk[R]:
    """`word`: what the text is known to have where this desk is asked."""
    expression = re.compile(
        "".join(f"(?=(?P<e{number}>(?:{each})(?![A-Za-z]))?)" for number, each in enumerate(here)), re.IGNORECASE
    )
    groups = expression.groupindex
    needed = tuple(tuple(run.encode() for run in needed_letters(each) if run.encode() not in word) for each in here)
    return _Desk(
        expression,
        tuple((groups[f"e{number}"], tuple(owners[each])) for number, each in enumerate(here)),
        needed if all(needed) else (),
    )


def _scan(expression: str) -> re.Pattern[str]:
    """Where an expression stands whose first words are not known."""
    return re.compile(rf"(?<![a-z])(?=(?:{lower_pattern(expression)})(?![a-z]))")


def _is_head(expression: str) -> bool:
    """True if it can only stand at the beginning of a text."""
    return expression.startswith("^") and "|" not in expression
