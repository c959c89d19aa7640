"""Finds every place where a term stands in a text, and judges whether it counts there.

Where terms stand is found in one pass (seek); only those are judged: capitals, exclusions, needs, undoing words.
Does not weigh (weigh does). May import: domain, fold, seek, the standard library.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from watcher.domain.topics import Case, Place, Term, Topics
from watcher.tag.fold import Folded, fold_pattern, fold_words, is_capitals
from watcher.tag.seek import AnyOf, Seeker, Sought

AROUND = 40
"""Letters on each side in which an undoing word counts."""
STRETCH = 120
"""Letters on each side that an excluded stretch may reach."""
NEARBY = 400
"""Letters on each side in which a needed word counts: about the same paragraph."""

_NEIGHBOUR = re.compile(  # What follows an acronym in a title all in capitals, and hardly ever a verb.
    r"(?i)(?<![a-z])(?:strateg(?:y|ies)|inspections?|plans?|transport|provision|sufficiency|updates?|green paper"
    r"|reforms?|boards?|partnerships?|pupils?|child(?:ren)?|tribunals?|needs|services?|schools?|reports?|review|polic(?:y|ies)"
    r"|programme|budgets?|funding|deficit|panel|team|framework|performance|allocations?|grant|code of practice"
    r"|visits?|outcomes?|committee|places?|support|capital|improvements?|monitoring|forecast|statement"
    r"|systems?|travel|assessments?|area|consultation|education|disabilit(?:y|ies)|notice|formula)(?![a-z])"
)


class Finding(NamedTuple):
    """A term at one place of one text, the points it brings there, and why it counts or does not.

    `text` is the index of the text (-1: the title); `start` and `end` are places in the folded text, `words` is
    what stands there (folded), `term` the term as the topic gives it. `points` are 0 unless `counts`. `page` is the
    page of a paper (each page is a text), None elsewhere. A tuple, because a pack of papers has thousands.
    """

    topic: str
    term: str
    words: str
    place: Place
    text: int
    start: int
    end: int
    points: int
    counts: bool
    why: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A term made ready."""

    topic: str
    term: Term
    needs: AnyOf | None
    unless: AnyOf | None
    excluded: AnyOf | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a text stands: its place, its index, and what else of the item a needed word may stand in; its page."""

    place: Place
    text: int
    context: Sought
    page: int | None = None


class Finder:
    """All terms of a set of topics, compiled once. Safe to share between threads."""

    def __init__(self, topics: Topics) -> None:
        numbers: dict[str, int] = {}

        def numbered(patterns: tuple[str, ...]) -> list[int]:
            return [numbers.setdefault(fold_pattern(pattern), len(numbers)) for pattern in patterns]

        asked = {patterns: numbered(patterns) for patterns in _conditions(topics) if patterns}
        seeker = Seeker(list(numbers))
        any_of = {patterns: AnyOf(seeker, found) for patterns, found in asked.items()}
        rules: dict[str, list[Rule]] = {}
        for topic in topics.topics:
            excluded = any_of.get(topic.exclusions)
            for term in topic.terms:
                expression = fold_pattern(term.words) if term.is_pattern else fold_words(term.words)
                rule = Rule(topic.key, term, any_of.get(term.needs), any_of.get(term.unless), excluded)
                rules.setdefault(expression, []).append(rule)
        self._seeker = Seeker(list(rules))
        self._rules = list(rules.values())

    def find(self, folded: Folded, around: Surroundings) -> Iterator[Finding]:
        """Every term that stands in the text, in the order of the text, each judged."""
        text = Sought(folded.words)
        for start, end, number in self._seeker.hits(text):
            for rule in self._rules[number]:
                yield _judged(rule, text, start, end, around)


def _conditions(topics: Topics) -> Iterator[tuple[str, ...]]:
    """The lists of patterns of which one must, or must not, stand near a term."""
    for topic in topics.topics:
        yield topic.exclusions
        for term in topic.terms:
            yield term.needs
            yield term.unless


def _judged(rule: Rule, text: Sought, start: int, end: int, around: Surroundings) -> Finding:
    term, place = rule.term, around.place
    points = term.title if place is Place.TITLE else term.body
    objection = _objection(rule, text, start, end, around)
    if not objection and points <= 0:
        objection = "no points in this place"
    words = text.words[start:end]
    if objection:
        return Finding(rule.topic, term.words, words, place, around.text, start, end, 0, False, objection, around.page)
    why = f"{points} points"
    return Finding(rule.topic, term.words, words, place, around.text, start, end, points, True, why, around.page)


def _objection(rule: Rule, text: Sought, start: int, end: int, around: Surroundings) -> str:
    """Why the term does not count here, or nothing."""
    words = text.words
    if rule.term.case is Case.UPPER:
        if not _stands_upper(words[start:end]):
            return "not in capitals"
        if not _is_sure_in_capitals(words, start, end, around.place):
            return "all in capitals, and no word beside it that makes it sure"
    if rule.excluded and (stretch := _covering(rule.excluded.places(text), start)):
        return f"inside “{words[slice(*stretch)]}”"
    if rule.unless and (undoing := _between(rule.unless.places(text), start - AROUND, end + AROUND)):
        return f"undone by “{words[slice(*undoing)]}”"
    if rule.needs and not _is_met(rule.needs, text, start, end, around):
        return "needs one of " + ", ".join(rule.term.needs)
    return ""


def _stands_upper(hit: str) -> bool:
    """True for SEND, EHCPs and WSoA's kin: capitals, with at most a small plural s."""
    return is_capitals(hit) or (len(hit) > 2 and hit[-1] == "s" and is_capitals(hit[:-1]))


def _is_sure_in_capitals(words: str, start: int, end: int, place: Place) -> bool:
    """In a text (or a line of it) all in capitals an acronym may be a verb: then a neighbour must stand near."""
    reach = 240 if place is Place.TITLE else 60
    low, high = max(0, start - reach), end + reach
    before, after = words[low:start], words[end:high]
    rest = before + " " + after
    if not is_capitals(rest):  # small letters near, or no other letters at all
        return True
    return bool(_NEIGHBOUR.search(after[:AROUND]) or _NEIGHBOUR.search(before[-AROUND:]))


def _covering(places: Sequence[tuple[int, int]], start: int) -> tuple[int, int] | None:
    """The excluded stretch that the hit lies in, or begins in: `carbon budget` undoes `budget for 2027`."""
    for index in range(bisect_left(places, (start - STRETCH, 0)), len(places)):
        low, high = places[index]
        if low > start:
            return None
        if high > start:
            return low, high
    return None


def _between(places: Sequence[tuple[int, int]], low: int, high: int) -> tuple[int, int] | None:
    """The first of the places that lies between these, whole."""
    for index in range(bisect_left(places, (low, 0)), len(places)):
        start, end = places[index]
        if start > high:
            return None
        if end <= high:
            return start, end
    return None


def _is_met(needs: AnyOf, text: Sought, start: int, end: int, around: Surroundings) -> bool:
    """A needed word must stand beside the hit, not within it."""
    places = needs.places(text)
    return bool(
        _between(places, start - NEARBY, start) or _between(places, end, end + NEARBY) or needs.places(around.context)
    )


def union(patterns: Sequence[str]) -> re.Pattern[str] | None:
    """One expression for any of the patterns, on whole words; None for none."""
    if not patterns:
        return None
    expression = "|".join(f"(?:{fold_pattern(pattern)})" for pattern in patterns)
    return re.compile(rf"(?<![A-Za-z])(?:{expression})(?![A-Za-z])", re.IGNORECASE)
