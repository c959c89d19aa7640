"""With which letters a regular expression's matches can begin, so that all of them are looked for in one pass.

    inspections?         -> inspection, inspections                    (whole: that is all of the match)
    SEND? \\w+ deficit    -> sen , send                                 (more follows, and that is not known)
    (?:no|any) minutes   -> no minutes, any minutes

Does not understand everything: what it does not know it answers with None, and such an expression is sought the slow
way. May import: the standard library.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

_TOKENS = re.compile(
    r"[A-Za-z ]+(?![?*+{])|\\.|\(\?[aiLmsux-]*:|\(\?P?[<=!#]?|[()|]|\[\^?\]?(?:\\.|[^\]\\])*\]|\{\d*,?\d*\}|.",
    re.DOTALL,
)
_COUNTS = re.compile(r"\{(\d*)(,?)(\d*)\}")
_MOST = 1000
"""Openings of one expression; what would have more is known less far."""
_MOST_COPIES, _MOST_WAYS = 8, 100
"""How often a part is written out that may stand several times, and in how many ways."""
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
SIGN = "\0"
"""Stands in an opening for any one sign that is not a letter."""
_LETTER = re.compile("[a-z]")
_ITSELF = re.compile("[^\\x00?\\x7f-\\uffff]+")
"""What is the same in a text whose other letters have become question marks."""
_KNOWN = re.compile(r"[\x01-\xff]+")
SIGNS = bytes(code + 32 if 65 <= code <= 90 else code if 97 <= code <= 122 else 32 for code in range(256))
"""Small letters of A to Z; all else is a space."""


class Opening(NamedTuple):
    """What a match begins with: small letters, and a space for all that is no letter.

    `exactly` is all of the match, in small letters, where its words alone decide; else the expression must be asked.
    """

    letters: bytes
    exactly: bytes | None


@dataclass(frozen=True, slots=True)
class Openings:
    """What an expression's matches begin with.

    `signs` are for openings without letters: what stands in the text, and how far behind the beginning.
    """

    words: tuple[Opening, ...]
    signs: tuple[tuple[bytes, int], ...] = ()


class _Reading(NamedTuple):
    """A way to go on: these letters, in any case or not, and whether it is known what follows."""

    text: str = ""
    is_any_case: bool = True
    is_open: bool = True


_NOTHING = _Reading()
_VAGUE = _Reading(is_open=False)
_Readings = frozenset[_Reading]


def openings(expression: str) -> Openings | None:
    """With what the matches of a folded expression, followed by the end of a word, begin. None if that is not known.

    None of them begins with another: each match is to be found once.
    """
    reader = _Reader(_TOKENS.findall(expression))
    readings = reader.alternatives()
    if reader.position < len(reader.parts) or not readings:
        return None
    signs = {_sign(reading.text) for reading in readings if not _LETTER.search(reading.text)}
    if any(not sign.strip() for sign, _ in signs):
        return None
    return Openings(_words(readings), tuple((sign.encode("latin-1"), offset) for sign, offset in sorted(signs)))


def _sign(text: str) -> tuple[str, int]:
    """The longest part of the reading that is known letter by letter, and where it stands; nothing if there is none."""
    longest = max(_KNOWN.finditer(text), key=lambda part: len(part.group().strip()), default=None)
    return (longest.group(), longest.start()) if longest else ("", 0)


def _words(readings: _Readings) -> tuple[Opening, ...]:
    spelled: dict[bytes, list[_Reading]] = {}
    for reading in readings:
        if not _LETTER.search(reading.text):
            continue
        letters = f" {reading.text}{' ' * reading.is_open}".encode("latin-1", "replace").translate(SIGNS)
        spelled.setdefault(letters, []).append(reading)
    found: list[Opening] = []
    last = b""
    for letters in sorted(spelled):
        if last and letters.startswith(last):  # sorted, these follow each other
            found[-1] = Opening(last, None)
            continue
        here, *others = spelled[letters]
        is_all = here.is_any_case and here.is_open and _ITSELF.fullmatch(here.text) and not others
        found.append(Opening(letters, here.text.encode() if is_all else None))
        last = letters
    return tuple(found)


def _of_class(inside: str) -> Iterable[_Reading]:
    """What stands in a class, one by one; what has ranges, escapes (but digits) or negation could be anything."""
    plain = inside.replace(r"\d", "0")
    if plain.startswith("^") or "-" in plain or "\\" in plain or not plain.isascii():
        return _ANY
    return {_Reading(each.lower() if each.isalpha() else SIGN) for each in plain}


_ANY = frozenset(map(_Reading, _LETTERS + SIGN))
_APOSTROPHE = frozenset({_Reading(SIGN)} | {_Reading(each, is_open=False) for each in _LETTERS})
"""Any letter or sign, where there are many ways already: what is meant is nearly always a sign."""


class _Reader:
    """Reads tokens by recursive descent; each method returns the ways in which a match may go on."""

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.position = 0

    def _peek(self) -> str:
        return self.parts[self.position] if self.position < len(self.parts) else ""

    def alternatives(self) -> _Readings:
        """Sequences between bars."""
        found = self._sequence()
        while self._peek() == "|":
            self.position += 1
            found |= self._sequence()
        return found

    def _sequence(self) -> _Readings:
        found: _Readings = frozenset({_NOTHING})
        while self._peek() not in ("", "|", ")"):
            piece = self._piece()
            found = _joined(found, self._repeated(piece))
        return found

    def _piece(self) -> _Readings:
        part = self._peek()
        self.position += 1
        if part.startswith("("):
            return self._group(part)
        if part.startswith("["):
            return frozenset(_of_class(part[1:-1]))
        if part == ".":
            return _ANY
        if part == "^":
            return frozenset({_Reading(is_any_case=False)})
        if part == r"\d":
            return frozenset({_Reading(SIGN)})
        if part == "$" or (part[0] == "\\" and part[1].isalnum()):
            return frozenset({_VAGUE})
        return frozenset({_Reading(part.removeprefix("\\").lower())})

    def _group(self, part: str) -> _Readings:
        inner = self.alternatives()
        self.position += 1  # the closing bracket
        flags = part[2:-1]
        if part != "(" and (not part.endswith(":") or "x" in flags):
            return frozenset({_VAGUE})
        if "-" in flags:  # exact capitals: the expression must be asked
            return frozenset(each._replace(is_any_case=False) for each in inner)
        return inner

    def _repeated(self, piece: _Readings) -> _Readings:
        """Reads what says how often, if anything does."""
        found = self._peek()
        if not found or found[0] not in "?*+{" or found == "{":
            return piece
        self.position += 1
        if self._peek() in ("?", "+"):  # lazy, possessive
            self.position += 1
            return frozenset(each._replace(is_any_case=False) for each in self._copied(piece, found))
        return self._copied(piece, found)

    @staticmethod
    def _copied(piece: _Readings, found: str) -> _Readings:
        """The piece written out as often as it may stand."""
        least, most = _counts(found)
        if most > 1 and len(piece) >= len(_ANY):
            return _joined(piece, frozenset({_VAGUE})) if least else frozenset({_VAGUE})
        copies: _Readings = frozenset({_NOTHING})
        written = copies if least == 0 else frozenset()
        count = 0
        while count < min(most, _MOST_COPIES) and len(copies) * len(piece) <= _MOST_WAYS:
            count += 1
            copies = _joined(copies, piece)
            if count >= least:
                written |= copies
        return written | _joined(copies, frozenset({_VAGUE})) if count < most else written


def _counts(found: str) -> tuple[int, int]:
    """How often at least and at most, from `?`, `*`, `+`, `{2}`, `{2,}`, `{,3}`, `{2,3}`."""
    endless = 1 << 30
    if counts := _COUNTS.fullmatch(found):
        least, comma, most = counts.groups()
        return int(least or 0), int(most) if most else endless if comma else int(least or 0)
    return {"?": (0, 1), "*": (0, endless)}.get(found, (1, endless))


def _joined(before: _Readings, after: _Readings) -> _Readings:
    """Each with each. Where that would be too many, no more is known than before."""
    running = [each for each in before if each.is_open]
    if after >= _ANY and len(running) * len(after) > _MOST_WAYS:
        after = (after - _ANY) | _APOSTROPHE
    if len(running) * len(after) > _MOST:
        after = frozenset({_VAGUE})
    joined = {
        _Reading(first.text + second.text, first.is_any_case and second.is_any_case, second.is_open)
        for first in running
        for second in after
    }
    return frozenset(joined | {each for each in before if not each.is_open})
