"""Cuts from a text the words around what was searched: verbatim, short, on word boundaries.

Does not find texts (search does). May import: domain, store.search_words, the standard library.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from watcher.domain.searches import MAX_SNIPPET
from watcher.store.search_words import WORD

_MOST_HITS = 2000
"""Hits looked at in one text: what repeats a word more often is not told better further on."""

_BEFORE = 3
"""One part in three of the spare room is given to the words before the first hit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """A snippet and how much it shows: how many of the different words, and how many of them side by side."""

    snippet: str
    worth: tuple[int, int] = (0, 0)


def best_of(texts: Mapping[str, str], forms: Collection[str]) -> tuple[str, Excerpt]:
    """Which of several texts shows most of the words, and its excerpt. Of equals, the first."""
    found = [(name, excerpt(text, forms)) for name, text in texts.items()]
    return max(found, key=lambda each: each[1].worth)


def excerpt(text: str, forms: Collection[str]) -> Excerpt:
    """The stretch of a text that shows most of the words (`forms`: as they stand in it, in lower case), with its worth.

    Where none stands in the text, its beginning.
    """
    hits = []
    for word in WORD.finditer(text):
        if word.group().lower() in forms:
            hits.append((word.start(), word.end(), word.group().lower()))
            if len(hits) == _MOST_HITS:
                break
    if not hits:
        return Excerpt(snippet=_around(text, 0, 0))
    start, end, worth = _best_stretch(hits)
    return Excerpt(snippet=_around(text, start, end), worth=worth)


def _best_stretch(hits: list[tuple[int, int, str]]) -> tuple[int, int, tuple[int, int]]:
    best = (hits[0][0], hits[0][1], (0, 0))
    for place, (start, _, _) in enumerate(hits):
        forms: set[str] = set()
        beside, last_end, last_form = 0, -1, ""
        for begin, end, form in hits[place : place + MAX_SNIPPET]:
            if end - start > MAX_SNIPPET:
                break
            forms.add(form)
            # Words of a phrase have a space or a dash between them; a word doubled is no phrase.
            beside += last_end >= 0 and begin - last_end <= 1 and form != last_form
            last_end, last_form = end, form
            if (len(forms), beside) > best[2]:
                best = (start, end, (len(forms), beside))
    return best


def _around(text: str, start: int, end: int) -> str:
    """At most 240 letters with this stretch in them, begun and ended between words."""
    end = min(end, start + MAX_SNIPPET)
    low = max(0, start - max(0, MAX_SNIPPET - (end - start)) // _BEFORE)
    high = min(len(text), low + MAX_SNIPPET)
    low = max(0, min(low, high - MAX_SNIPPET))
    while low < start and _is_inside_word(text, low):
        low += 1
    while high > end and _is_inside_word(text, high):
        high -= 1
    return text[low:high].strip()


def _is_inside_word(text: str, place: int) -> bool:
    return 0 < place < len(text) and not text[place - 1].isspace() and not text[place].isspace()
