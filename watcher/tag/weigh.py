"""Adds up what was found of one topic in one thing: is the thing about it, or is it mentioned in passing?

The rules and their numbers come from labelled agenda items; tests/test_tag_corpus.py asserts precision and recall.
Does not find or quote. May import: domain, find, papers, the standard library.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from watcher.domain.topics import Place, Topic
from watcher.tag.find import Finding
from watcher.tag.papers import DENSE_HITS, DENSE_PER_1000, STRONG, Pages, PaperHits

PASSING = 5
"""The most that a mention in passing is given (less where a topic's threshold is lower)."""
BODY_ALONE = 9
"""What a body must bring by itself under a title of procedure, or of a report that goes through everything."""
SURE = 4
"""Points in a body of a term that cannot be taken for anything else."""
SHORT = 1200
"""Letters up to which a text is a summary, in which every place counts; a longer one mentions everything once."""
LEAD = 400
"""Letters at the beginning of a long text that say what it is for."""
AFTER_RESOLVED = 400
"""Letters after `Resolved` or `Recommended` that count like the beginning."""

_RESOLVED = re.compile(r"(?i)(?<![a-z])(?:resolved|recommend(?:ed|ations?)|purpose of (?:this|the) report)(?![a-z])")
_FIRST_SENTENCE = re.compile(r".{20,}?[.;!?](?= |$)", re.DOTALL)
_FIRST_CLAUSE = re.compile(r".{8,}?[,.;:!?](?= |$)", re.DOTALL)
# Reports that go through everything once: only a title of their own, or much in the body, makes them about a topic.
_ROUND_UP = re.compile(
    r"(?i)(?<![a-z])(?:(?:council|corporate|business|service|delivery) plan|performance|overview report|scorecard"
    r"|dashboard|data ?set|indicators|annual report|risk register|quarter(?:ly)? \d?|highlight report|round up"
    r"|newsletter)(?![a-z])"
)
# Procedure that brings a matter along, which its title may name: what follows then counts like any title.
_BRINGS = re.compile(
    r"(?i)(?<![a-z])(?:motions?|urgent|petitions?|questions?|deputations?|referr\w+|other business)(?![a-z])"
)
# A matter with procedure added to it: `Precept and work programme`.
_JOINED = re.compile(r"(?i)(?:,|;|/| and| &)(?: [\w'/]+){0,3} ?$")
# Titles that say nothing of the matter: there the first sentence is the title.
_OPEN = re.compile(
    r"(?i)^(?:\d+[a-z]?[.)]? )?(?:(?:such|any)? ?other (?:urgent )?business|a?\.?o\.?b|urgent (?:item|business)"
    r"|(?:notice of )?motions? (?:by|from|of|proposed by|submitted by) .{0,80}|member'?s'? items?|presentations?"
    r"|verbal (?:update|report)|late items?|updates?|reports?|report of the [a-z',&]+(?: [a-z',&]+){0,8})$"
)


@dataclass(frozen=True, slots=True)
class Thing:
    """What is weighed, folded: the title, the texts, the papers, and the topics that the committee's name has."""

    title: str
    texts: Sequence[str]
    papers: Sequence[Pages] = ()
    priors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Weighed:
    """One topic's result: score, verdict with its reason, and all findings, those inside better ones marked so."""

    score: int
    is_about: bool
    findings: tuple[Finding, ...]
    why: str = ""


class Weigher:
    """The rules, with the titles that are procedure."""

    def __init__(self, procedural: re.Pattern[str] | None) -> None:
        self._procedural = procedural

    def weigh(self, topic: Topic, thing: Thing, findings: Sequence[Finding]) -> Weighed:
        """Score one topic from all its findings in the title, the texts and the papers of a thing."""
        kept = best_of_overlapping(findings)
        counted = [finding for finding in kept if finding.counts]
        in_title = _distinct([finding for finding in counted if finding.text < 0])
        body = _Body(thing.texts, [finding for finding in counted if finding.text >= 0 and finding.page is None])
        title = thing.title
        title_score = sum(finding.points for finding in in_title)
        is_procedural = self._is_procedural(topic, title, [f for f in counted if f.text < 0])
        if title_score:
            score = title_score + (topic.key in thing.priors) + _sum(_distinct(body.placed, besides=in_title))
            is_about, why = score >= topic.threshold, "the title, with what stands below it"
        else:
            score = _sum(_distinct(body.placed))
            is_about = self._is_body_about(topic, title, body, is_procedural=is_procedural)
            why = "the body"
        if is_procedural and not self._is_body_about(topic, title, body, is_procedural=True):
            is_about, why = False, "the title is procedure, and the body alone makes no strong case"
        in_papers = [finding for finding in counted if finding.page is not None]
        if not is_about and not is_procedural and in_papers and self._is_paper_about(title, thing.papers, in_papers):
            is_about, why = True, "its paper comes back to it, or says so where it says what it is for"
        if is_about:
            return Weighed(max(score, topic.threshold), True, kept, why)
        mentioned = max(score, _sum(_distinct(body.hits)))
        # Every report has a budget somewhere: a weak word in a paper is not even a mention.
        if any(hit.points >= STRONG for hit in in_papers):
            mentioned = max(mentioned, _sum(_distinct(in_papers)))
        if not is_procedural:
            why = "mentioned, but neither often nor where it counts" if mentioned else "nothing that counts"
        return Weighed(min(mentioned, PASSING, topic.threshold - 1), False, kept, why)

    def _is_procedural(self, topic: Topic, title: str, hits: Sequence[Finding]) -> bool:
        """True if the title is one of procedure, and no title of its own for this topic."""
        found = self._procedural.search(title) if self._procedural else None
        if found is None:
            return False
        before = [hit for hit in hits if hit.end <= found.start() and _JOINED.search(title[hit.end : found.start()])]
        after = [hit for hit in hits if hit.start >= found.end()] if _BRINGS.search(found.group()) else []
        return max(_sum(_distinct(before)), _sum(_distinct(after))) < topic.threshold

    def _is_paper_about(self, title: str, papers: Sequence[Pages], hits: Sequence[Finding]) -> bool:
        """What the papers say under a title (and a text) that does not name the topic."""
        readings = [PaperHits(paper, [hit for hit in hits if hit.text in paper.words]) for paper in papers]
        if _ROUND_UP.search(title):
            return any(reading.is_throughout() for reading in readings)
        return any(reading.is_about(_sum(_distinct(reading.placed))) for reading in readings if reading.hits)

    def _is_body_about(self, topic: Topic, title: str, body: "_Body", *, is_procedural: bool) -> bool:
        """What the body says under a title that does not name the topic (or is not to be trusted)."""
        distinct = _distinct(body.placed)
        if _sum(distinct) >= BODY_ALONE or body.is_dense:
            return True
        if _OPEN.search(title):
            return any(f.points >= (SURE if is_procedural else STRONG) for f in body.first)
        if is_procedural or _ROUND_UP.search(title):
            return False
        if len(distinct) > 1 and _sum(distinct) >= topic.threshold:
            return True
        if any(f.points >= SURE for f in body.first):
            return True
        # A topic's bare name is often dropped in passing; other words of that weight say what is meant.
        if any(f.points >= STRONG and f.words.casefold() not in topic.name.casefold() for f in body.opening):
            return True
        return any(f.points >= STRONG and body.has_another(f) for f in body.first)


class _Body:
    """The counted hits of one topic outside the title, and where they stand."""

    def __init__(self, texts: Sequence[str], hits: Sequence[Finding]) -> None:
        self.hits = hits
        self.first: list[Finding] = []
        self.opening: list[Finding] = []
        self.placed: list[Finding] = []
        self.is_dense = False
        for index, words in enumerate(texts):
            here = [finding for finding in hits if finding.text == index]
            if not here:
                continue
            sentence = _first_sentence(words)
            clause = _first_clause(words)
            places = _places(words)
            is_dense = _is_dense(words, here)
            self.is_dense |= is_dense
            self.first += [f for f in here if f.start < sentence or f.place is Place.DECISION]
            self.opening += [f for f in here if f.start < clause]
            self.placed += [f for f in here if is_dense or _is_in(places, f.start)]

    def has_another(self, hit: Finding) -> bool:
        """True if a second hit counts: another of the same text, or of another term."""
        return any(
            other is not hit and (other.text == hit.text or not _is_within(other.words, hit.words))
            for other in self.placed
        )


def _first_sentence(words: str) -> int:
    """Where the first sentence ends. In a long text greetings come first: its second sentence is in, too."""
    found = _FIRST_SENTENCE.match(words[:LEAD])
    end = found.end() if found else min(len(words), LEAD)
    if len(words) > SHORT and (second := _FIRST_SENTENCE.match(words[end:LEAD])):
        end += second.end()
    return end


def _first_clause(words: str) -> int:
    """Where the first clause of a summary ends: what it opens with is its matter, what it adds may be an aside."""
    if len(words) > SHORT:
        return 0
    found = _FIRST_CLAUSE.match(words[:LEAD])
    return found.end() if found else min(len(words), LEAD)


def _places(words: str) -> list[tuple[int, int]]:
    """The stretches that count, in order: all of a summary; of a long text its beginning and what was resolved."""
    if len(words) <= SHORT:
        return [(0, len(words))]
    places = [(0, LEAD)]
    for found in _RESOLVED.finditer(words):
        low, high = places[-1]
        if found.start() <= high:
            places[-1] = (low, found.end() + AFTER_RESOLVED)
        else:
            places.append((found.start(), found.end() + AFTER_RESOLVED))
    return places


def _is_in(places: Sequence[tuple[int, int]], position: int) -> bool:
    index = bisect_right(places, position, key=lambda place: place[0]) - 1
    return index >= 0 and position < places[index][1]


def _is_dense(words: str, hits: Sequence[Finding]) -> bool:
    strong = sum(finding.points >= STRONG for finding in hits)
    return strong >= DENSE_HITS and strong * 1000 >= DENSE_PER_1000 * len(words)


def best_of_overlapping(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Of hits that overlap in one text only the best counts: most points, then longest. The order is kept."""
    taken: dict[int, bytearray] = {}
    beaten: set[int] = set()
    order = sorted(range(len(findings)), key=lambda i: (-findings[i].points, findings[i].start - findings[i].end, i))
    for index in order:
        finding = findings[index]
        if not finding.counts:
            continue
        letters = taken.setdefault(finding.text, bytearray())
        if len(letters) < finding.end:
            letters.extend(bytes(finding.end - len(letters)))
        if any(letters[finding.start : finding.end]):
            beaten.add(index)
        else:
            letters[finding.start : finding.end] = b"\x01" * (finding.end - finding.start)
    return tuple(
        finding._replace(counts=False, points=0, why="inside a better hit") if index in beaten else finding
        for index, finding in enumerate(findings)
    )


def _distinct(hits: Sequence[Finding], besides: Sequence[Finding] = ()) -> list[Finding]:
    """Each term once, the best first; words that stand in those of another (`SEND` in `SEND strategy`) add nothing."""
    chosen: list[Finding] = []
    seen = {finding.term for finding in besides}
    others = list(besides)
    within: set[str] = set()
    for finding in sorted(hits, key=lambda f: (-f.points, f.start - f.end)):
        if finding.term in seen or finding.words in within:
            continue
        if any(_is_within(finding.words, other.words) for other in others):
            within.add(finding.words)
            continue
        seen.add(finding.term)
        chosen.append(finding)
        others.append(finding)
    return chosen


def _is_within(words: str, others: str) -> bool:
    return f" {words} ".casefold() in f" {others} ".casefold()


def _sum(hits: Sequence[Finding]) -> int:
    return sum(finding.points for finding in hits)
