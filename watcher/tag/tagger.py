"""The tagger: topics in, matches out.

Does not know where topics come from. May import: domain, its own package, the standard library.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property, lru_cache

from watcher.domain.documents import AttachedText, DocumentText
from watcher.domain.publications import AgendaItem, Decision, FeedEntry, PlannedDecision
from watcher.domain.topics import Evidence, Match, Place, Topic, Topics
from watcher.tag.find import Finder, Finding, Surroundings, union
from watcher.tag.fold import Folded, fold, fold_title
from watcher.tag.papers import Pages
from watcher.tag.quote import MOST_TELLING, quote, telling
from watcher.tag.seek import Sought
from watcher.tag.weigh import Thing, Weighed, Weigher

EVIDENCES = 3
"""Pieces of evidence kept for a match: a digest shows one or two."""
_LEAD = 1500
"""Letters at the beginning of each text in which a word may stand that a title's term needs."""
_OCCURRENCES = 12
"""Occurrences of one term that are compared for the most telling snippet."""

Texts = Sequence[tuple[Place, str]]


class Tagger:
    """Finds topics. Safe to share between threads; a pure function of the words given.

    Compiled when the first words come, and once for all taggers of the same Topics: it takes 0.1 s, and most commands
    and most polls bring nothing to be read.
    """

    def __init__(self, topics: Topics) -> None:
        self._all = topics
        self._topics = topics.topics

    @cached_property
    def _finder(self) -> Finder:
        return _finder_of(self._all)

    @cached_property
    def _weigher(self) -> Weigher:
        return Weigher(union(self._all.procedural))

    def match_item(
        self, item: AgendaItem, *, committee_name: str = "", papers: Sequence[DocumentText] = ()
    ) -> tuple[Match, ...]:
        """The topics of an agenda item: its title, text, decision, minutes, its documents' titles and its papers."""
        texts = [(Place.TEXT, item.text), (Place.DECISION, item.decision), (Place.MINUTES, item.minutes)]
        texts += [(Place.DOCUMENT, document.title) for document in item.documents]
        return self.match_texts(item.title, texts, committee_name=committee_name, papers=papers)

    def match_entry(self, entry: FeedEntry) -> tuple[Match, ...]:
        """The topics of a feed's entry."""
        return self.match_texts(entry.title, [(Place.TEXT, entry.text)])

    def match_decision(
        self, decision: Decision | PlannedDecision, *, papers: Sequence[DocumentText] = ()
    ) -> tuple[Match, ...]:
        """The topics of a decision, taken or planned: its title, text, its documents' titles and its papers.

        Whoever decides stands where a committee does: a "Cabinet Member for Children" decides of other things too.
        """
        place = Place.DECISION if isinstance(decision, Decision) else Place.TEXT
        texts = [(place, decision.text), *((Place.DOCUMENT, document.title) for document in decision.documents)]
        return self.match_texts(decision.title, texts, committee_name=decision.decision_maker, papers=papers)

    def match_texts(
        self, title: str, texts: Texts, *, committee_name: str = "", papers: Sequence[DocumentText] = ()
    ) -> tuple[Match, ...]:
        """The topics of any titled thing, in the order of the topics; `is_about` False: mentioned in passing."""
        sheet = self._read(title, texts, committee_name, papers)
        matches = (self._match(topic, sheet) for topic in self._topics)
        return tuple(match for match in matches if match is not None)

    def explain(self, title: str, texts: Texts = (), *, committee_name: str = "") -> tuple[Finding, ...]:
        """Every hit of every topic, with its points and why it counts or does not, in the order of the texts."""
        weighed = self.weigh(title, texts, committee_name=committee_name)
        return tuple(finding for topic in self._topics for finding in weighed[topic.key].findings)

    def weigh(
        self, title: str, texts: Texts = (), *, committee_name: str = "", papers: Sequence[DocumentText] = ()
    ) -> Mapping[str, Weighed]:
        """By topic, in their order: the score, the verdict with its reason, and every hit."""
        return self._read(title, texts, committee_name, papers).weighed

    def _read(self, title: str, texts: Texts, committee_name: str, papers: Sequence[DocumentText] = ()) -> "_Sheet":
        head = fold_title(title)
        bodies = [fold(text) for _, text in texts]
        committee = fold(committee_name)
        context = Sought(" ; ".join([head.words, committee.words]))
        lead = Sought(" ; ".join([context.words, *(body.words[:_LEAD] for body in bodies)]))
        findings = list(self._finder.find(head, Surroundings(Place.TITLE, -1, lead)))
        for index, (place, _) in enumerate(texts):
            findings += self._finder.find(bodies[index], Surroundings(place, index, context))
        shelf: list[Pages] = []
        by_text: dict[int, DocumentText] = {}
        for paper in papers:
            first = len(bodies)
            bodies += map(fold, paper.pages)
            by_text |= dict.fromkeys(range(first, len(bodies)), paper)
            if not (isinstance(paper, AttachedText) and paper.is_appendix):
                shelf.append(Pages({index: bodies[index].words for index in range(first, len(bodies))}))
            for index in range(first, len(bodies)):
                where = Surroundings(Place.DOCUMENT, index, context, index - first + 1)
                findings += self._finder.find(bodies[index], where)
        prior = {
            f.topic for f in self._finder.find(committee, Surroundings(Place.TITLE, -1, Sought(""))) if f.points >= 6
        }
        thing = Thing(head.words, [body.words for body in bodies[: len(texts)]], shelf, frozenset(prior))
        return _Sheet(head, bodies, by_text, self._weighed(thing, findings))

    def _weighed(self, thing: Thing, findings: Sequence[Finding]) -> dict[str, Weighed]:
        by_topic: dict[str, list[Finding]] = {topic.key: [] for topic in self._topics}
        for finding in findings:
            by_topic[finding.topic].append(finding)
        return {topic.key: self._weigher.weigh(topic, thing, by_topic[topic.key]) for topic in self._topics}

    def _match(self, topic: Topic, sheet: "_Sheet") -> Match | None:
        weighed = sheet.weighed[topic.key]
        if weighed.score <= 0:
            return None
        return Match(topic=topic.key, score=weighed.score, is_about=weighed.is_about, evidence=sheet.evidence(weighed))


@lru_cache(maxsize=4)
def _finder_of(topics: Topics) -> Finder:
    return Finder(topics)


class _Sheet:
    """What was read of one thing: the folded texts, the papers whose pages some of them are, the weighed findings."""

    def __init__(
        self, head: Folded, bodies: Sequence[Folded], papers: Mapping[int, DocumentText], weighed: dict[str, Weighed]
    ) -> None:
        self._head = head
        self._bodies = bodies
        self._papers = papers
        self._told: dict[tuple[int, int, int], int] = {}
        self.weighed = weighed

    def _folded(self, finding: Finding) -> Folded:
        return self._head if finding.text < 0 else self._bodies[finding.text]

    def _named(self, finding: Finding) -> str:
        """The title of the paper that the finding stands in; empty for a report, and for what is no paper."""
        paper = self._papers.get(finding.text)
        return paper.title if isinstance(paper, AttachedText) else ""

    def evidence(self, weighed: Weighed) -> tuple[Evidence, ...]:
        """The best pieces of evidence: each term and snippet once, most points first, the title before all."""
        pieces: dict[str, Evidence] = {}
        terms: set[str] = set()
        for finding in self._best_first(weighed.findings, terms):
            snippet, term = quote(self._folded(finding), finding.start, finding.end)
            if snippet not in pieces:
                paper = self._papers.get(finding.text)
                pieces[snippet] = Evidence(
                    term=term,
                    place=finding.place,
                    snippet=snippet,
                    page=finding.page,
                    document=self._named(finding),
                    is_by_ocr=paper is not None and paper.is_by_ocr,
                )
                terms.add(finding.term)
            if len(pieces) == EVIDENCES:
                break
        return tuple(pieces.values())

    def _best_first(self, findings: Sequence[Finding], without: set[str]) -> Iterator[Finding]:
        """The best occurrence of each term in each text, the best first; none of terms that are `without` by then."""
        occurrences: dict[tuple[int, str], list[Finding]] = {}
        for finding in findings:
            if finding.counts:
                found = occurrences.setdefault((finding.text, finding.term), [])
                if len(found) < _OCCURRENCES:
                    found.append(finding)
        ranks: dict[tuple[bool, int, bool], list[list[Finding]]] = {}
        for found in occurrences.values():
            if len({finding.points for finding in found}) > 1:
                found = [max(found, key=self._tells)]
            ranks.setdefault(self._rank(found[0]), []).append(found)
        for _, equals in sorted(ranks.items(), key=lambda item: item[0]):
            yield from self._most_telling_first(equals, without)

    def _rank(self, finding: Finding) -> tuple[bool, int, bool]:
        return (finding.text >= 0, -finding.points, bool(self._named(finding)))

    def _most_telling_first(self, equals: Sequence[list[Finding]], without: set[str]) -> Iterator[Finding]:
        """Of each list its most telling. How telling one is takes time to find out: nothing beats the most there is."""
        told: set[int] = set()
        for number, finding in sorted(
            ((number, each) for number, found in enumerate(equals) for each in found), key=lambda pair: pair[1].start
        ):
            if number not in told and finding.term not in without and self._tells(finding) == MOST_TELLING:
                told.add(number)
                yield finding
        rest = [found for number, found in enumerate(equals) if number not in told and found[0].term not in without]
        best = [max(found, key=self._tells) for found in rest]
        best.sort(key=lambda finding: (-self._tells(finding), finding.start))
        yield from (finding for finding in best if finding.term not in without)

    def _tells(self, finding: Finding) -> int:
        at = (finding.text, finding.start, finding.end)
        if at not in self._told:
            self._told[at] = telling(self._folded(finding).words, finding.start, finding.end)
        return self._told[at]
