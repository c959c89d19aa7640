"""Finds where expressions stand in a text, all of them in one pass.

What their matches can begin with (openings) is sought by an automaton; only where an opening stands is its expression
asked, and not even there if the opening is all of the match. An expression whose openings are not known is sought by
itself, from place to place.
Does not judge what it finds. May import: openings, ahocorasick_rs, the standard library.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from operator import itemgetter

from ahocorasick_rs import BytesAhoCorasick

from watcher.tag.openings import SIGNS, openings

MAX_STARTS, MAX_HITS = 20_000, 4000
"""Places looked at, and found, in one text: a page has fewer, and a text written to be slow must not be slow."""

Hit = tuple[int, int, int]
"""Where an expression stands, to its end, and which it is."""

_LOOKALIKES = (("\u017f", "s"), ("\u212a", "k"), ("\u0130", "i"), ("\u0131", "i"))
"""Letters beyond Latin that `re` takes for these where case does not count."""
_BEGINS_NUMBER = r"(?:(?=£)|(?<![0-9£])(?<![0-9£][.,]))"


class Sought:
    """A folded text made ready, and what is known of it. Each letter is one byte, so that places fit."""

    def __init__(self, words: str) -> None:
        self.words = words
        try:
            self.low = words.encode("latin-1").lower()
        except UnicodeEncodeError:
            for lookalike, letter in _LOOKALIKES:
                words = words.replace(lookalike, letter)
            self.low = words.encode("latin-1", "replace").lower()
        self.places: dict[AnyOf, list[tuple[int, int]]] = {}
        self.found: dict[Seeker, dict[int, list[tuple[int, int]]]] = {}

    @cached_property
    def small(self) -> bytes:
        """Small letters; all else is a space. A space before and after: what begins a word follows one."""
        return b" %b " % self.low.translate(SIGNS)


class Expression:
    """An expression on folded text: it begins with a word, or with a number, and then not inside one."""

    def __init__(self, expression: str) -> None:
        self.is_number = begins_with_number(expression)
        self.openings = openings(expression)
        begins = _BEGINS_NUMBER if self.is_number else ""
        self._pattern = rf"{begins}(?:{expression})(?![A-Za-z])"

    @cached_property
    def match(self) -> Callable[[str, int], re.Match[str] | None]:
        """To be asked where it may begin. Compiled when first asked."""
        return re.compile(self._pattern, re.IGNORECASE).match

    def search(self, words: str) -> Iterator[tuple[int, int]]:
        """Every place, from place to place: slow."""
        begins = "" if self.is_number else "(?<![A-Za-z])"
        for here in re.finditer(rf"{begins}(?=({self._pattern}))", words, re.IGNORECASE):
            if here.end(1) > here.start():
                yield here.span(1)


_SPACE = ord(" ")
_Probe = tuple[int, bytes | None, int]
"""How long the match is (0: the expression must be asked), its words if they must be compared, which expression."""


class Seeker:
    """Finds all of some expressions. Compiled once; safe to share between threads."""

    def __init__(self, expressions: Sequence[str]) -> None:
        self._expressions = [Expression(each) for each in expressions]
        self.slow = [number for number, each in enumerate(self._expressions) if each.openings is None]
        probes: dict[bytes, list[_Probe]] = {}
        self._signs: dict[tuple[bytes, int], list[int]] = {}
        for number, expression in enumerate(self._expressions):
            if expression.openings is None:
                continue
            for opening in expression.openings.words:
                # A number may follow a letter, and is asked where it begins.
                letters, words = (opening.letters[1:], None) if expression.is_number else opening
                compared = words if words and not words.isalpha() else None
                probes.setdefault(letters, []).append((len(words or ""), compared, number))
            for sign in expression.openings.signs:
                self._signs.setdefault(sign, []).append(number)
        self._probes = list(probes.values())
        self._automaton = BytesAhoCorasick(list(probes))

    def hits(self, text: Sought) -> list[Hit]:
        """Where an expression stands; in the order of the text, and then of the expressions."""
        found = self._quick(text)
        for number in self.slow:
            found += [(start, end, number) for start, end in self.search(text, number)]
        found.sort(key=_start_and_number)
        return found[:MAX_HITS]

    def places(self, text: Sought) -> Mapping[int, list[tuple[int, int]]]:
        """Where each expression stands that is not slow. Found out for all of them at once."""
        found = text.found.get(self)
        if found is None:
            found = text.found[self] = {}
            for start, end, number in self._quick(text):
                found.setdefault(number, []).append((start, end))
        return found

    def search(self, text: Sought, number: int) -> list[tuple[int, int]]:
        """Where one of those stands that are slow."""
        return list(islice(self._expressions[number].search(text.words), MAX_HITS))

    def _quick(self, text: Sought) -> list[Hit]:
        low, words, probes, expressions = text.low, text.words, self._probes, self._expressions
        found: list[Hit] = []
        opened = self._automaton.find_matches_as_indexes(text.small, overlapping=True)
        for opening, start, _ in opened[:MAX_STARTS]:
            for length, compared, number in probes[opening]:
                if not length:
                    expression = expressions[number]
                    at = start - expression.is_number
                    if at >= 0 and (here := expression.match(words, at)) and (end := here.end()) > at:
                        found.append((at, end, number))
                elif compared is None or low[start : start + length] == compared:
                    found.append((start, start + length, number))
        by_signs = set(self._by_signs(text))
        return list(by_signs.union(found) if by_signs else found)[:MAX_HITS]

    def _by_signs(self, text: Sought) -> Iterator[Hit]:
        """What begins without letters: few expressions do, with few signs."""
        for (sign, offset), numbers in self._signs.items():
            for place in islice(_places(text.low, sign, offset), MAX_STARTS):
                start = place - offset
                for number in numbers:
                    expression = self._expressions[number]
                    if expression.is_number or text.small[start] == _SPACE:
                        here = expression.match(text.words, start)
                        if here and here.end() > start:
                            yield start, here.end(), number


class AnyOf:
    """Some of a seeker's expressions, any of which will do."""

    def __init__(self, seeker: Seeker, numbers: Sequence[int]) -> None:
        self._seeker = seeker
        self._numbers = [number for number in numbers if number not in seeker.slow]
        self._slow = [number for number in numbers if number in seeker.slow]

    def places(self, text: Sought) -> list[tuple[int, int]]:
        """Where any of the expressions stands, in the order of the text."""
        found = text.places.get(self)
        if found is None:
            places = self._seeker.places(text)
            found = [place for number in self._numbers if number in places for place in places[number]]
            found += [place for number in self._slow for place in self._seeker.search(text, number)]
            found.sort(key=_start)  # at one place in the order of the expressions
            text.places[self] = found
        return found


def _places(low: bytes, sign: bytes, first: int) -> Iterator[int]:
    place = low.find(sign, first)
    while place >= 0:
        yield place
        place = low.find(sign, place + 1)


_start = itemgetter(0)
_start_and_number = itemgetter(0, 2)


def begins_with_number(expression: str) -> bool:
    """True if every match begins with a digit or a pound sign."""
    return "|" not in expression and bool(re.match(r"(?:\\d|[0-9£])(?![?*{])|\\d\{[1-9]", expression))
