"""With which letters a regular expression's matches can begin, so that few terms are tried at each place.

Does not understand everything: what it does not know it answers with None, "any letter".
May import: the standard library.
"""

import re

_TOKENS = re.compile(r"\\.|\(\?[aiLmsux-]*:|\(\?P?[<=!#]?|[()|]|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|.", re.DOTALL)
_GROUP = re.compile(r"\((?:\?[aiLmsux-]*:)?$")


_ANY = "any"
"""Among first letters: could be any."""


def begins(expression: str) -> frozenset[str] | None:
    """The letters (small) a match can begin with; None if not known, or if it can be empty."""
    reader = _Reader(_TOKENS.findall(expression))
    letters, can_be_empty = reader.alternatives()
    is_known = not can_be_empty and _ANY not in letters and reader.position == len(reader.parts)
    return frozenset(letters) if is_known else None


class _Reader:
    """Reads tokens by recursive descent; each method returns (first letters, whether it can match nothing)."""

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.position = 0

    def _peek(self) -> str:
        return self.parts[self.position] if self.position < len(self.parts) else ""

    def alternatives(self) -> tuple[set[str], bool]:
        """Sequences between bars."""
        letters, can_be_empty = self._sequence()
        while self._peek() == "|":
            self.position += 1
            more, empty = self._sequence()
            letters |= more
            can_be_empty |= empty
        return letters, can_be_empty

    def _sequence(self) -> tuple[set[str], bool]:
        letters: set[str] = set()
        is_open = True
        while self._peek() not in ("", "|", ")"):
            first, can_be_empty = self._piece()
            can_be_empty |= self._is_optional()
            if is_open:
                letters |= first
                is_open = can_be_empty
        return letters, is_open

    def _piece(self) -> tuple[set[str], bool]:
        part = self._peek()
        self.position += 1
        if part.startswith("("):
            letters, can_be_empty = self.alternatives()
            self.position += 1  # the closing bracket
            return (letters, can_be_empty) if _GROUP.match(part) else ({_ANY}, can_be_empty)
        if part == "^":
            return set(), True
        if part == r"\d":
            return set("0123456789"), False
        if len(part) == 2 and not part[1].isalnum():
            return {part[1]}, False
        return ({part.lower()} if len(part) == 1 and part not in ".$" else {_ANY}), False

    def _is_optional(self) -> bool:
        """Reads what says how often, if anything does."""
        found = self._peek()
        if not found or (found[0] not in "?*+{" or (found[0] == "{" and len(found) == 1)):
            return False
        self.position += 1
        if self._peek() in ("?", "+"):  # lazy, possessive
            self.position += 1
        return found[0] in "?*" or found.startswith(("{0", "{,"))
