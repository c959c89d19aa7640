"""Which numbered lines are the items: those whose numbers count on, under titles.

A paragraph, a list or a table has numbers too. Titles weigh more than doubtful ones, counting on by one more than a
gap, and the heaviest chain of one habit wins. Does not read what stands under a title. May import: its own package.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from watcher.minutes.lines import Line, is_capitals
from watcher.minutes.numbers import Numbered, numbered
from watcher.minutes.titles import Heading, read_heading
from watcher.minutes.words import is_usual

_WIDEST_GAP = 6
"""Numbers that may be missing between two items: a page that was lost, an item that nobody could read."""
_LIGHTEST = 2.5
"""What a chain must weigh: two good titles that count on."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A numbered line that has a title."""

    line: int
    number: Numbered
    heading: Heading

    @property
    def is_usual(self) -> bool:
        """True if the title stands on every agenda."""
        return is_usual(self.heading.title)


@dataclass(slots=True)
class _Link:
    weight: float
    candidate: Candidate
    before: "_Link | None"


def candidates(lines: Sequence[Line]) -> list[Candidate]:
    """Every numbered line with a title, in order."""
    found = []
    for index, line in enumerate(lines):
        number = numbered(line.text)
        if number is None or (line.is_bullet and number.stop == ")"):
            continue
        heading = read_heading(lines, index)
        if heading is not None:
            found.append(Candidate(index, number, heading))
    return found


def best_chain(found: Sequence[Candidate], lines: Sequence[Line]) -> list[Candidate]:
    """The heaviest chain; empty if none is heavy enough."""
    habits: dict[str, dict[int, list[_Link]]] = {}
    best: _Link | None = None
    for candidate in found:
        weight = _weight(candidate, lines[candidate.line])
        for habit, value in candidate.number.ways:
            link = _linked(candidate, value, weight, habits.setdefault(habit, {}))
            if best is None or link.weight > best.weight:
                best = link
    chain: list[Candidate] = []
    total = best.weight if best else 0.0
    while best is not None:
        chain.append(best.candidate)
        best = best.before
    return chain[::-1] if total >= _LIGHTEST else []


def _weight(candidate: Candidate, line: Line) -> float:
    title = candidate.heading.title
    weight = 1.0 + 0.3 * line.after_gap + 0.3 * (line.is_bold or line.is_heading or is_capitals(title))
    weight += 1.2 * candidate.is_usual + 0.6 * (candidate.heading.pages is not None)
    words = len(title.split())
    return weight - (0.4 if words > 25 else 0.0) - (0.6 if words > 45 else 0.0) - (0.5 if line.is_bullet else 0.0)


def _linked(candidate: Candidate, value: int, weight: float, ends: dict[int, list[_Link]]) -> _Link:
    """The heaviest chain that ends in this candidate; `ends` keeps the heaviest one for each number and letter."""
    best = _Link(weight, candidate, None)
    for step in range(_WIDEST_GAP + 1):
        for before in ends.get(value - step, ()):
            total = before.weight + weight + _fit(before.candidate, candidate, step)
            if total > best.weight and _counts_on(before.candidate.number, candidate.number, step):
                best = _Link(total, candidate, before)
    kept = ends.setdefault(value, [])
    same = next(
        (index for index, link in enumerate(kept) if link.candidate.number.letter == candidate.number.letter), None
    )
    if same is None:
        kept.append(best)
    elif best.weight > kept[same].weight:
        kept[same] = best
    return best


def _counts_on(before: Numbered, after: Numbered, step: int) -> bool:
    """5 then 6, 5 then 5a, 5a then 5b, 5b then 6."""
    if step == 0:
        return ord(after.letter or "`") == ord(before.letter or "`") + 1
    return after.letter in ("", "a")


def _fit(before: Candidate, after: Candidate, step: int) -> float:
    fit = 0.4 if before.number.stop == after.number.stop else -0.4
    return fit + (0.5 if step <= 1 else -0.7 * (step - 1))
