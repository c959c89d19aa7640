"""With which words a regular expression's matches can begin, so that a text is looked through for words, not patterns.

Does not understand everything: what it does not know it answers with None, and such a term is sought the slow way.
May import: the standard library.
"""

import re
from dataclasses import dataclass
from enum import Enum

_TOKENS = re.compile(r"\\.|\(\?[aiLmsux-]*:|\(\?P?[<=!#]?|[()|]|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|.", re.DOTALL)
_PLAIN_GROUP = re.compile(r"\((?:\?[aiLmsux-]*:)?$")
_MOST = 400
"""Words that one term may begin with; a term with more is sought the slow way."""
_LEAST_PREFIX = 3
"""Letters that must be known of a word whose end is not."""


class _End(Enum):
    """Where a reading of the first word stands."""

    RUNNING = 1
    """More letters may follow in the expression."""
    CLOSED = 2
    """Something that is no letter followed: the word is whole."""
    VAGUE = 3
    """Something followed that could be a letter or not: only a prefix is known."""


_Reading = tuple[str, _End]


@dataclass(frozen=True, slots=True)
class Firsts:
    """The whole first words (small letters), and the beginnings of those whose end is not known."""

    words: frozenset[str]
    prefixes: frozenset[str]


def firsts(expression: str) -> Firsts | None:
    """The first words of a folded expression that is followed by the end of a word. None if they are not known."""
    reader = _Reader(_TOKENS.findall(expression))
    readings = reader.alternatives()
    if reader.position < len(reader.parts) or not readings or len(readings) > _MOST:
        return None
    vague = {word for word, end in readings if end is _End.VAGUE}
    whole = {word for word, end in readings if end is not _End.VAGUE}
    if "" in whole or any(len(word) < _LEAST_PREFIX for word in vague):
        return None
    # Each match is to be found once: under the shortest beginning that it has.
    prefixes = {word for word in vague if not any(word[:length] in vague for length in range(len(word)))}
    words = {word for word in whole if not any(word[:length] in prefixes for length in range(len(word) + 1))}
    return Firsts(frozenset(words), frozenset(prefixes))


def begins_with_number(expression: str) -> bool:
    """True if every match begins with a digit or a pound sign."""
    return "|" not in expression and bool(re.match(r"(?:\\d|[0-9£])(?![?*{])|\\d\{[1-9]", expression))


def needed_letters(expression: str) -> tuple[str, ...]:
    """The runs of letters (small) that every match of the expression has."""
    runs, depth = [""], 0
    for part in _TOKENS.findall(expression):
        depth += part.startswith("(") - (part == ")")
        if part == "|" and depth == 0:
            return ()
        if depth == 0 and (part[0] in "?*" or part.startswith(("{0", "{,"))):
            runs[-1:] = [runs[-1][:-1], ""]
        elif depth == 0 and len(part) == 1 and part.isascii() and part.isalpha():
            runs[-1] += part.lower()
        else:
            runs.append("")
    return tuple(run for run in runs if run)


def _of_letter(letter: str) -> _Reading:
    return (letter.lower(), _End.RUNNING) if letter.isascii() and letter.isalpha() else ("", _End.CLOSED)


def _of_class(inside: str) -> set[_Reading]:
    """Letters and signs one by one; a class with ranges, escapes (but digits) or negation could be any letter."""
    plain = inside.replace(r"\d", "0")
    if plain.startswith("^") or "-" in plain or "\\" in plain:
        return {("", _End.VAGUE)}
    return set(map(_of_letter, plain))


class _Reader:
    """Reads tokens by recursive descent; each method returns the ways in which the first word may go on."""

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.position = 0

    def _peek(self) -> str:
        return self.parts[self.position] if self.position < len(self.parts) else ""

    def alternatives(self) -> set[_Reading]:
        """Sequences between bars."""
        found = self._sequence()
        while self._peek() == "|":
            self.position += 1
            found |= self._sequence()
        return found

    def _sequence(self) -> set[_Reading]:
        running, ended = {""}, set[_Reading]()
        while self._peek() not in ("", "|", ")"):
            piece = self._piece()
            piece |= self._quantified(piece)
            if len(running) * len(piece) > _MOST:
                piece = {("", _End.VAGUE)}
            following = {(word + more, end) for word in running for more, end in piece}
            running = {word for word, end in following if end is _End.RUNNING}
            ended |= {reading for reading in following if reading[1] is not _End.RUNNING}
        return ended | {(word, _End.RUNNING) for word in running}

    def _piece(self) -> set[_Reading]:
        part = self._peek()
        self.position += 1
        if part.startswith("("):
            inner = self.alternatives()
            self.position += 1  # the closing bracket
            return inner if _PLAIN_GROUP.match(part) else {("", _End.VAGUE)}
        if part == "^":
            return {("", _End.RUNNING)}
        if part.startswith("["):
            return _of_class(part[1:-1])
        if part in (".", "$") or len(part) > 2 or (len(part) == 2 and part[1].isalnum() and part != r"\d"):
            return {("", _End.VAGUE)}
        return {_of_letter(part) if len(part) == 1 else ("", _End.CLOSED)}

    def _quantified(self, piece: set[_Reading]) -> set[_Reading]:
        """Reads what says how often, if anything does: perhaps nothing, perhaps more (then the end is not known)."""
        found = self._peek()
        if not found or found[0] not in "?*+{" or found == "{":
            return set()
        self.position += 1
        if self._peek() in ("?", "+"):  # lazy, possessive
            self.position += 1
        can_be_none = found[0] in "?*" or found.startswith(("{0", "{,"))
        more = {("", _End.RUNNING)} if can_be_none else set[_Reading]()
        if found[0] != "?":
            more |= {(word, _End.VAGUE) for word, end in piece if end is _End.RUNNING}
        return more
