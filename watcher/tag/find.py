"""Finds every place where a term stands in a text, and judges whether it counts there.

One scan of the text (a trie of all words of all topics, patterns as further branches) finds where a term may begin.
Only there, and only among terms with that first letter, is asked which terms stand; only those are judged: capitals,
exclusions, needs, undoing words.
Does not weigh (weigh does). May import: domain, fold, trie, the standard library.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from watcher.domain.topics import Case, Place, Term, Topics
from watcher.tag.begins import begins
from watcher.tag.fold import Folded, fold, fold_pattern, fold_words, is_capitals, lower_pattern
from watcher.tag.trie import trie_expression

MAX_STARTS = 4000
"""Places looked at in one text: a 300-page pack has fewer, and a text written to be slow must not be."""
AROUND = 40
"""Letters on each side in which an undoing word counts."""
STRETCH = 120
"""Letters on each side that an excluded stretch may reach."""
NEARBY = 400
"""Letters on each side in which a needed word counts: about the same paragraph."""

_SMALL = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
"""Not str.lower: that makes some letters two, and places would no longer fit."""

_NEIGHBOUR = re.compile(  # What follows an acronym in a title all in capitals, and hardly ever a verb.
    r"(?i)(?<![a-z])(?:strateg(?:y|ies)|inspections?|plans?|transport|provision|sufficiency|updates?|green paper"
    r"|reforms?|boards?|partnerships?|pupils?|child(?:ren)?|tribunals?|needs|services?|schools?|reports?|review|polic(?:y|ies)"
    r"|programme|budgets?|funding|deficit|panel|team|framework|performance|allocations?|grant|code of practice"
    r"|visits?|outcomes?|committee|places?|support|capital|improvements?|monitoring|forecast|statement"
    r"|systems?|travel|assessments?|area|consultation|education|disabilit(?:y|ies)|notice|formula)(?![a-z])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A term at one place of one text, the points it brings there, and why it counts or does not.

    `text` is the index of the text (-1: the title); `start` and `end` are places in the folded text, `words` is
    what stands there (folded), `term` the term as the topic gives it. `points` are 0 unless `counts`. `page` is the
    page of a paper (each page is a text), None elsewhere.
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
class _Rule:
    """A term made ready."""

    topic: str
    term: Term
    needs: re.Pattern[str] | None
    unless: re.Pattern[str] | None
    excluded: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a text stands: its place, its index, and what else of the item a needed word may stand in; its page."""

    place: Place
    text: int
    context: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class _Desk:
    """The terms that can begin with one letter: an expression that tries them all, and the rules by its groups."""

    expression: re.Pattern[str]
    rules: tuple[tuple[int, tuple[_Rule, ...]], ...]


class Finder:
    """All terms of a set of topics, compiled once. Safe to share between threads."""

    def __init__(self, topics: Topics) -> None:
        rules: dict[str, list[_Rule]] = {}
        for topic in topics.topics:
            excluded = union(topic.exclusions)
            for term in topic.terms:
                expression = fold_pattern(term.words) if term.is_pattern else fold_words(term.words)
                rule = _Rule(topic.key, term, union(term.needs), union(term.unless), excluded)
                rules.setdefault(expression, []).append(rule)
        words = [term.words for topic in topics.topics for term in topic.terms if not term.is_pattern]
        patterns = [fold_pattern(term.words) for topic in topics.topics for term in topic.terms if term.is_pattern]
        branches = [f"(?:{lower_pattern(pattern)})" for pattern in dict.fromkeys(patterns)]
        if words:
            branches.insert(0, trie_expression(form for word in words for form in _forms(word)))
        # "(?!)" matches nowhere: no topics, no findings.
        self._scan = re.compile(rf"(?<![a-z])(?=(?:{'|'.join(branches) or '(?!)'})(?![a-z]))")
        self._desks = _desks(rules)

    def find(self, folded: Folded, around: Surroundings) -> Iterator[Finding]:
        """Every term that stands in the text, in the order of the text, each judged."""
        words = folded.words
        small = words.translate(_SMALL)
        for index, found in enumerate(self._scan.finditer(small)):
            if index >= MAX_STARTS:
                return
            start = found.start()
            desk = self._desks.get(small[start]) or self._desks[""]
            here = desk.expression.match(words, start)
            assert here is not None, "a row of optional lookaheads matches everywhere"
            spans = here.regs
            for group, rules in desk.rules:
                begin, end = spans[group]
                if end > begin >= 0:
                    for rule in rules:
                        yield self._judge(rule, folded, begin, end, around)

    def _judge(self, rule: _Rule, folded: Folded, start: int, end: int, around: Surroundings) -> Finding:
        term = rule.term
        points = term.title if around.place is Place.TITLE else term.body
        objection = _objection(rule, folded.words, start, end, around)
        if not objection and points <= 0:
            objection = "no points in this place"
        return Finding(
            topic=rule.topic,
            term=term.words,
            words=folded.words[start:end],
            place=around.place,
            text=around.text,
            start=start,
            end=end,
            points=0 if objection else points,
            counts=not objection,
            why=objection or f"{points} points",
            page=around.page,
        )


def _desks(rules: Mapping[str, Sequence[_Rule]]) -> dict[str, _Desk]:
    """A desk for each letter that terms begin with, and one (``""``) for all other letters."""
    first = {expression: begins(expression) for expression in rules}
    letters = {letter for known in first.values() if known for letter in known}
    return {letter: _desk(rules, first, letter) for letter in sorted(letters | {""})}


def _desk(rules: Mapping[str, Sequence[_Rule]], first: Mapping[str, frozenset[str] | None], letter: str) -> _Desk:
    here = [expression for expression in rules if (known := first[expression]) is None or letter in known]
    expression = re.compile(
        "".join(f"(?=(?P<e{number}>(?:{expression})(?![A-Za-z]))?)" for number, expression in enumerate(here)),
        re.IGNORECASE,
    )
    groups = expression.groupindex
    return _Desk(expression, tuple((groups[f"e{number}"], tuple(rules[found])) for number, found in enumerate(here)))


def _objection(rule: _Rule, words: str, start: int, end: int, around: Surroundings) -> str:
    """Why the term does not count here, or nothing."""
    if rule.term.case is Case.UPPER:
        if not _stands_upper(words[start:end]):
            return "not in capitals"
        if not _is_sure_in_capitals(words, start, end, around.place):
            return "all in capitals, and no word beside it that makes it sure"
    if rule.excluded and (stretch := _covering(rule.excluded, words, start, end)):
        return f"inside “{stretch}”"
    if rule.unless and (undoing := rule.unless.search(words, max(0, start - AROUND), end + AROUND)):
        return f"undone by “{undoing.group()}”"
    if rule.needs and not _is_met(rule.needs, words, start, end, around):
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


def _covering(excluded: re.Pattern[str], words: str, start: int, end: int) -> str:
    """The excluded stretch that the hit lies in, or begins in: `carbon budget` undoes `budget for 2027`. Or nothing."""
    position, high = max(0, start - STRETCH), end + STRETCH
    while found := excluded.search(words, position, high):
        if found.start() > start:
            return ""
        if found.end() > start:
            return found.group()
        position = found.start() + 1
    return ""


def _is_met(needs: re.Pattern[str], words: str, start: int, end: int, around: Surroundings) -> bool:
    """A needed word must stand beside the hit, not within it."""
    return bool(
        needs.search(words, max(0, start - NEARBY), start)
        or needs.search(words, end, end + NEARBY)
        or needs.search(around.context)
    )


def _forms(words: str) -> tuple[str, ...]:
    """The words as they may stand in folded text, in small letters: `fees and charges`, `fees & charges`."""
    plain = fold(words).words.strip().lower()
    return (plain, re.sub(r"(?<![a-z])and(?![a-z])", "&", plain))


def union(patterns: Sequence[str]) -> re.Pattern[str] | None:
    """One expression for any of the patterns, on whole words; None for none."""
    if not patterns:
        return None
    expression = "|".join(f"(?:{fold_pattern(pattern)})" for pattern in patterns)
    return re.compile(rf"(?<![A-Za-z])(?:{expression})(?![A-Za-z])", re.IGNORECASE)
