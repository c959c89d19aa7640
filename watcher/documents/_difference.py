"""What differs between two versions of a document, by sentence.

A sentence is news if it stands nowhere in the other version: what only moved, or was broken over pages in another way,
is none. An old and a new sentence are shown as one passage if they follow the same sentence and share enough words.
The cost grows with the length of the texts and nothing else: sentences are looked up, never compared each with each.
Does not read documents. May import: domain, documents, the standard library.
"""

import heapq
import itertools
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from watcher.documents._excerpt import excerpts, telling
from watcher.documents._sentences import Sentence, sentences
from watcher.domain.documents import DocumentDifference, DocumentText, Passage

PASSAGES = 5
_MOST = 500
"""So many changed sentences are looked at."""

_KIN = 0.3
"""Sentences that share this part of their words are two versions of one."""

_CROWD = 40
"""A changed sentence is compared with so many that are gone: with all of them, cost would grow with the square."""


def difference(old: DocumentText, new: DocumentText) -> DocumentDifference:
    """What a reader of the old version does not know. Empty if one of the two could not be read, or not all of it.

    At most five passages, the most telling first: sums, dates and judgements that changed.
    """
    if not (old.is_read and new.is_read) or old.unread_pages or new.unread_pages:
        return DocumentDifference()
    before, after = _Version.of(old), _Version.of(new)
    gone, came = before.not_in(after), after.not_in(before)
    removed, added = _whole_pages(before, gone), _whole_pages(after, came)
    cancelled = min(len(removed), len(added))  # as many pages came as went: they were rewritten
    removed, added = removed[cancelled:], added[cancelled:]
    pairs = _paired(before.behind(before.most_telling(gone), after), after.behind(after.most_telling(came), before))
    passages = sorted(((_score(a, b), _passage(a, b)) for a, b in pairs), key=_most_telling)
    return DocumentDifference(
        pages_added=tuple(added),
        pages_removed=tuple(removed),
        passages=tuple(passage for score, passage in passages if score > 0)[:PASSAGES],
    )


@dataclass(frozen=True, slots=True)
class _Version:
    """A document's sentences, and what stands in it. `joined` are pairs around a page's end, read as one sentence."""

    sentences: Sequence[Sentence]
    keys: frozenset[str]
    joined: Mapping[int, str]

    @classmethod
    def of(cls, text: DocumentText) -> "_Version":
        found = tuple(sentences(text.pages))
        joined = {
            place: f"{a.key} {b.key}" for place, (a, b) in enumerate(itertools.pairwise(found)) if a.page != b.page
        }
        return cls(found, frozenset(each.key for each in found), joined)

    def not_in(self, other: "_Version") -> list[int]:
        """Places of the sentences that stand nowhere in the other version, even if only a page's end came between."""
        there = other.keys.union(other.joined.values())
        across = {place for place, key in self.joined.items() if key in there}
        return [
            place
            for place, each in enumerate(self.sentences)
            if each.key not in there and place not in across and place - 1 not in across
        ]

    def most_telling(self, places: Sequence[int]) -> Sequence[int]:
        """These places, or where a paper was written anew the most telling of them."""
        if len(places) <= _MOST:
            return places
        return sorted(heapq.nlargest(_MOST, places, key=lambda place: telling("", self.sentences[place].words)))

    def behind(self, places: Iterable[int], other: "_Version") -> Mapping[str, list[Sentence]]:
        """The sentences at these places, by the last one before them that both versions have."""
        wanted = set(places)
        found: dict[str, list[Sentence]] = defaultdict(list)
        before = ""
        for place, each in enumerate(self.sentences):
            if place in wanted:
                found[before].append(each)
            elif each.key in other.keys:
                before = each.key
        return found


def _whole_pages(version: _Version, places: Sequence[int]) -> list[int]:
    """Pages of which every sentence is among these."""
    pages = {version.sentences[place].page for place in places}
    wanted = set(places)
    return sorted(pages - {each.page for place, each in enumerate(version.sentences) if place not in wanted})


def _paired(
    old: Mapping[str, list[Sentence]], new: Mapping[str, list[Sentence]]
) -> Iterator[tuple[Sentence | None, Sentence | None]]:
    """Old and new sentences side by side; None beside what is only gone or only new."""
    gone: list[Sentence] = []
    came: list[Sentence] = []
    for anchor in dict.fromkeys((*new, *old)):
        left = list(old.get(anchor, ()))
        for each in new.get(anchor, ()):
            match = _kin(each, left[:_CROWD])
            if match is None:
                came.append(each)
            else:
                left.remove(match)
                yield match, each
        gone += left
    for each in came:  # what stood before them changed as well
        match = _kin(each, gone[:_CROWD])
        if match is not None:
            gone.remove(match)
        yield match, each
    for each in gone:
        yield each, None


def _kin(sentence: Sentence, candidates: Sequence[Sentence]) -> Sentence | None:
    """The candidate that shares most words with the sentence, if that is enough."""
    words = set(sentence.key.split())
    best, share = None, _KIN
    for each in candidates:
        others = set(each.key.split())
        common = len(words & others) / len(words | others)
        if common > share:
            best, share = each, common
    return best


def _score(old: Sentence | None, new: Sentence | None) -> float:
    return telling(old.words if old else "", new.words if new else "")


def _passage(old: Sentence | None, new: Sentence | None) -> Passage:
    before, after = excerpts(old.words if old else "", new.words if new else "")
    stands = new or old
    return Passage(page=stands.page if stands else None, old=before, new=after)


def _most_telling(scored: tuple[float, Passage]) -> tuple[float, int]:
    score, passage = scored
    return -score, passage.page or 0
