"""How fast texts are searched for topics, beside what else could search them for the same words.

The texts are pages that are made up, and real minutes where WATCHER_CORPUS names the folder. Every searcher of the same
words must find the same number; the quickest of several tries counts. Does not print. May import: watcher.tag, config.
"""

import os
import random
import re
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ahocorasick_rs import AhoCorasick

from watcher.config import built_in_topics
from watcher.domain.documents import DocumentOutcome, DocumentText
from watcher.domain.topics import Place
from watcher.tag import Tagger
from watcher.tag.find import Finder, Surroundings
from watcher.tag.fold import fold, fold_words
from watcher.tag.seek import Seeker, Sought

GOAL_MB = 25.0
TRIES = 5
_PAGE = 3000
_PAGES = 300
_FILLER = (
    "The committee thanked officers for their report and asked that members be told of any further change to the "
    "programme before the summer. Residents of the eastern parishes had raised the state of the footway, the buses and "
    "the opening hours of the library, and the chair agreed to write. It was noted that the local plan, the high "
    "street and the council's own buildings would be looked at together by the end of the year."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """One searcher on one body of texts. `hits` is None where another thing is counted than the same words."""

    texts: str
    name: str
    mb_per_s: float
    hits: int
    is_same_words: bool
    goal: float | None = None


def measure(*, tries: int = TRIES) -> list[Speed]:
    """Every searcher on every body of texts. Raises AssertionError if searchers of the same words disagree."""
    speeds: list[Speed] = []
    for name, pages in _bodies():
        size = sum(len(page.encode()) for page in pages) / 1_000_000
        for searcher, goal, is_same, search in _searchers(pages):
            seconds, hits = _quickest(search, tries)
            speeds.append(
                Speed(
                    texts=f"{name}, {size:.2f} MB",
                    name=searcher,
                    mb_per_s=size / seconds,
                    hits=hits,
                    is_same_words=is_same,
                    goal=goal,
                )
            )
        same = {speed.hits for speed in speeds if speed.is_same_words and speed.texts.startswith(name)}
        assert len(same) == 1, f"searchers of the same words disagree on {name}: {same}"
    return speeds


def table(speeds: Sequence[Speed]) -> tuple[list[str], list[list[str]], list[str]]:
    """Headings, rows and remarks."""
    rows = [
        [each.texts, each.name, f"{each.mb_per_s:.1f}", f"{each.goal:.0f}" if each.goal else "", str(each.hits)]
        for each in speeds
    ]
    remarks = [
        f"FALLS SHORT: {each.name} does {each.mb_per_s:.1f} MB/s of {each.texts}; the goal is {each.goal:.0f}."
        for each in speeds
        if each.goal and each.mb_per_s < each.goal
    ]
    return ["texts", "searched by", "MB/s", "goal", "hits"], rows, remarks or ["The goal of tagging is met."]


def as_markdown(speeds: Sequence[Speed]) -> str:
    """The part of docs/bench.md on tagging."""
    headings, rows, remarks = table(speeds)
    lines = [
        "",
        "## Tagging",
        "",
        _line(headings),
        _line(["---", "---", "---:", "---:", "---:"]),
        *map(_line, rows),
        "",
    ]
    said = [
        "The same words are those topics' terms that are plain words; found by each, without regard to case, as whole "
        "words, the longest of those that begin at one place.",
        "All terms: patterns too, each hit judged (capitals, exclusions, needs). Tagged: weighed and quoted as well.",
        *remarks,
    ]
    return "\n".join([*lines, *(f"- {remark}" for remark in said), ""])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _bodies() -> Iterable[tuple[str, list[str]]]:
    yield "made-up pages", _made_up()
    if corpus := os.environ.get("WATCHER_CORPUS"):
        files = sorted((Path(corpus) / "minutes").glob("*.txt"))
        whole = "\n".join(file.read_text(encoding="utf-8", errors="replace") for file in files)
        yield "real minutes", [whole[start : start + _PAGE] for start in range(0, len(whole), _PAGE)]


def _made_up() -> list[str]:
    """Pages of ordinary words, with a term's word in every thirtieth place of each third page."""
    chance = random.Random(7)
    terms = _words()
    pages = []
    for number in range(_PAGES):
        words = chance.choices(_FILLER.split(), k=_PAGE // 6)
        if number % 3 == 0:
            for place in range(0, len(words), 30):
                words[place] = chance.choice(terms)
        pages.append(" ".join(words))
    return pages


def _words() -> list[str]:
    """Those terms of the topics that are plain words, with and without a plural s."""
    found: set[str] = set()
    for topic in built_in_topics().topics:
        for term in topic.terms:
            for words in () if "(" in term.words else term.words.split("|"):
                forms = [words[:-2], f"{words[:-2]}s"] if words.endswith("s?") else [words]
                found.update(
                    form.lower() for form in forms if re.fullmatch(r"[A-Za-z]{3,}(?: (?!and )[A-Za-z]+)*", form)
                )
    return sorted(found, key=lambda words: (-len(words), words))


Search = Callable[[], int]


def _searchers(pages: list[str]) -> Iterable[tuple[str, float | None, bool, Search]]:
    """Name, goal, whether it looks for the same words as the others, and the search: it returns how many it found."""
    words = _words()
    plain = re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, words))})(?![a-z])")
    seeker = Seeker([fold_words(each) for each in words])
    yield f"re, {len(words)} words", None, True, lambda: sum(len(plain.findall(page.lower())) for page in pages)
    automaton = _automaton(words)
    yield "ahocorasick_rs, the same words", None, True, lambda: sum(map(automaton, pages))
    yield (
        "seek, the same words",
        None,
        True,
        lambda: sum(_longest(hit[:2] for hit in seeker.hits(Sought(page))) for page in pages),
    )
    tagger = Tagger(built_in_topics())
    finder = Finder(built_in_topics())
    nothing = Sought("")
    around = Surroundings(Place.DOCUMENT, 0, nothing, 1)
    yield "all terms", GOAL_MB, False, lambda: sum(sum(1 for _ in finder.find(fold(page), around)) for page in pages)
    paper = DocumentText(outcome=DocumentOutcome.READ, content_hash="0" * 64, pages=tuple(pages))
    yield "tagged", GOAL_MB, False, lambda: len(tagger.match_texts("Report", [], papers=[paper]))


def _automaton(words: list[str]) -> Callable[[str], int]:
    """The fastest library there is, by itself; whole words are picked from what it finds."""
    automaton = AhoCorasick(words)

    def search(page: str) -> int:
        small = f" {page.lower()} "
        found = automaton.find_matches_as_indexes(small, overlapping=True)
        return _longest(
            (start, end) for _, start, end in found if not ("a" <= small[start - 1] <= "z" or "a" <= small[end] <= "z")
        )

    return search


def _longest(hits: Iterable[tuple[int, int]]) -> int:
    """How many hits there are when the longest at each place counts, and none that begins within another."""
    count = reached = 0
    at: dict[int, int] = {}
    for start, end in hits:
        at[start] = max(end, at.get(start, 0))
    for start in sorted(at):
        if start >= reached:
            count, reached = count + 1, at[start]
    return count


def _quickest(search: Search, tries: int) -> tuple[float, int]:
    hits = search()  # compiles what is compiled at first use
    best = float("inf")
    for _ in range(tries):
        began = time.process_time()
        hits = search()
        best = min(best, time.process_time() - began)
    return best, hits
