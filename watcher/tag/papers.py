"""What a paper of an item (its report, page by page) says of one topic, and whether the item is about it because of it.

A report of thirty pages mentions everything once. So it makes an item about a topic only by coming back to it, or by
what stands where it says what it is for: its heading, its purpose, its summary, its recommendations. Sections on
implications stand in every report alike and make nothing.
Does not find or quote. May import: domain, find, the standard library.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from watcher.tag.find import Finding

HEADING = 250
"""Letters at the beginning of a paper in which its own title stands."""
AFTER_PURPOSE = 400
"""Letters after `Purpose of report` and the like that say what the paper is for."""
FIRST_PAGES = 3
"""Pages on which a purpose, a summary and recommendations stand."""
AFTER_IMPLICATIONS = 1200
"""Letters of a section on implications."""
STRONG = 3
"""Points in a body from which a term is one that seldom stands there by accident."""
BACK_AGAIN = 4
"""Strong hits that a whole paper must have, where its heading or purpose names the topic."""
ENOUGH = 9
"""What the places that say what the paper is for must bring by themselves."""
DENSE_HITS, DENSE_PER_1000 = 4, 2.0
"""A page that keeps coming back to a topic: so many strong hits, and so many in a thousand letters."""
DENSE_SHARE = 1 / 8
"""The share of a paper's pages that must be so: one of seven, four of thirty."""

_PURPOSE = re.compile(
    r"(?i)(?<![a-z])(?:purpose of (?:this |the )?(?:report|paper)|reasons? for (?:this |the )?report"
    r"|recommend(?:ed|ations?)|(?:executive )?summary(?= [A-Z0-9])|report title|subject)(?![a-z])"
)
_IMPLICATIONS = re.compile(r"(?i)(?<![a-z])implications?(?: of| for|:| [A-Z0-9])")


@dataclass(frozen=True)
class Pages:
    """The folded pages of one paper by the index that its findings carry in `text`, in order."""

    words: Mapping[int, str]

    @cached_property
    def places(self) -> Mapping[int, Sequence[tuple[int, int]]]:
        """By page index, the stretches that say what the paper is for."""
        found: dict[int, list[tuple[int, int]]] = {}
        for number, (index, words) in enumerate(self.words.items()):
            if number == FIRST_PAGES:
                break
            found[index] = [(0, HEADING)] if number == 0 else []
            found[index] += [(hit.start(), hit.end() + AFTER_PURPOSE) for hit in _PURPOSE.finditer(words)]
        return found

    @cached_property
    def _implications(self) -> dict[int, Sequence[tuple[int, int]]]:
        return {}

    def has_implications(self, hit: Finding) -> bool:
        """True if the hit stands in a stretch that stands in every report alike. Only pages with hits are searched."""
        found = self._implications.get(hit.text)
        if found is None:
            words = self.words[hit.text]
            stretches = _IMPLICATIONS.finditer(words) if "implication" in words.lower() else ()
            found = self._implications[hit.text] = [(at.start(), at.end() + AFTER_IMPLICATIONS) for at in stretches]
        return any(low <= hit.start < high for low, high in found)


@dataclass(frozen=True)
class PaperHits:
    """One topic's counted hits in one paper."""

    pages: Pages
    hits: Sequence[Finding] = field(default=())

    @cached_property
    def placed(self) -> list[Finding]:
        """Those that stand where the paper says what it is for."""
        return [hit for hit in self.hits if _within(self.pages.places, hit)]

    @cached_property
    def is_dense(self) -> bool:
        """True if the paper, or a fair share of its pages, keeps coming back to the topic."""
        strong: dict[int, int] = {}
        for hit in self.hits:
            if hit.points >= STRONG and not self.pages.has_implications(hit):
                strong[hit.text] = strong.get(hit.text, 0) + 1
        written = {index: len(words) for index, words in self.pages.words.items() if words.strip()}
        if _is_dense(sum(strong.values()), sum(written.values())):
            return True
        dense = sum(_is_dense(count, written[index]) for index, count in strong.items())
        return dense > 0 and dense >= DENSE_SHARE * len(written)

    def is_throughout(self) -> bool:
        """True if the paper as a whole is dense: needed under a title that goes through everything."""
        strong = sum(hit.points >= STRONG and not self.pages.has_implications(hit) for hit in self.hits)
        return _is_dense(strong, sum(map(len, self.pages.words.values())))

    def is_about(self, points: int) -> bool:
        """True if the paper makes its item about the topic. `points`: what the distinct placed hits bring together."""
        if self.is_dense or points >= ENOUGH:
            return True
        returning = sum(hit.points >= STRONG for hit in self.hits)
        return returning >= BACK_AGAIN and sum(hit.points >= STRONG for hit in self.placed) > 1


def _is_dense(strong: int, letters: int) -> bool:
    return strong >= DENSE_HITS and strong * 1000 >= DENSE_PER_1000 * letters


def _within(places: Mapping[int, Sequence[tuple[int, int]]], hit: Finding) -> bool:
    return any(low <= hit.start < high for low, high in places.get(hit.text, ()))
