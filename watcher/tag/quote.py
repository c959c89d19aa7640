"""Cuts the words around a hit out of its text: verbatim, short, on word boundaries, and telling.

Does not choose which hit to show (tagger does). May import: fold, the standard library.
"""

import re
from bisect import bisect_left, bisect_right

from watcher.tag.fold import Folded

MAX_SNIPPET = 240
"""Letters in a snippet: about two lines of an email."""
MOST_TELLING = 3
"""Telling words from which on more of them do not make a snippet better."""

_BACK = (40, 80, 120, 160)
_TELLING = re.compile(  # Sums of money, shares, judgements and decisions: what a reader looks for.
    r"£ ?\d|\d ?%|(?<![a-z])(?:\d ?(?:million|billion|m|bn|k)|inadequate|requires improvement|outstanding|judged"
    r"|rated|overspends?|deficit|shortfall|savings|gap|resolved|agreed|approved|recommended|concerns?|weakness(?:es)?"
    r"|failings?|increased?|rise|cuts?|closure|delays?|deadline|target)(?![a-z])"
)
_TELLING_ANY_CASE = re.compile(_TELLING.pattern, re.IGNORECASE)
_SENTENCE_END = re.compile(r'[.!?;:]["\')]* ')


def telling(words: str, start: int, end: int) -> int:
    """How much a reader would learn from the words around the hit: a count of telling words, MOST_TELLING at most."""
    low = max(0, start - MAX_SNIPPET // 2)
    before = min(low, 1)  # whether the first word is whole
    # Asked of many hits: with letters made small beforehand it takes less than half the time.
    around = words[low - before : end + MAX_SNIPPET // 2].lower()
    return min(MOST_TELLING, len(_TELLING.findall(around, before)))


def quote(folded: Folded, start: int, end: int) -> tuple[str, str]:
    """A snippet (at most 240 letters, a verbatim part of the original) and the term as it stands in it.

    Starts and ends with a sentence where that fits, and takes in telling words near the hit where it can.
    """
    words = folded.words
    low, high = max(0, end - MAX_SNIPPET), min(len(words), start + MAX_SNIPPET)
    low, high = _within_line(folded, (start, end), (low, high))
    ends = [match.end() for match in _SENTENCE_END.finditer(words, low, high)]
    starts = {position for position in ends if position <= start} | ({low} if _is_edge(folded, low) else set())
    stops = {position - 1 for position in ends if position > end} | ({high} if _is_edge(folded, high) else set())
    best_start, best_stop = _choose(words, (start, end), (low, high), (starts, stops))
    while best_start < start and _width(folded, best_start, best_stop) > MAX_SNIPPET:
        best_start = _next_word(words, best_start, start)
    while best_stop > end and _width(folded, best_start, best_stop) > MAX_SNIPPET:
        best_stop = max(end, words.rfind(" ", end, best_stop))
    # A term full of white space may itself be too long: then its beginning is shown.
    snippet = folded.stretch(best_start, best_stop).strip()[:MAX_SNIPPET].rstrip()
    return snippet, folded.stretch(start, end).strip()[:MAX_SNIPPET].rstrip()


def _within_line(folded: Folded, hit: tuple[int, int], bounds: tuple[int, int]) -> tuple[int, int]:
    """The bounds drawn in to the line of the hit: in a paper a line is a paragraph, a heading or a row of a table."""
    (start, end), (low, high) = hit, bounds
    before = folded.stretch(low, start).rfind("\n")
    after = folded.stretch(end, high).find("\n")
    if before >= 0:
        low += bisect_right(range(low, start), folded.origin(low) + before, key=folded.origin)
    if after >= 0:
        high = end + bisect_left(range(end, high), folded.origin(end) + after, key=folded.origin)
    return low, high


def _is_edge(folded: Folded, position: int) -> bool:
    """True at the beginning and end of the text and of its lines."""
    if position in (0, len(folded.words)):
        return True
    around = folded.original[folded.origin(position - 1) : folded.origin(position) + 1]
    return "\n" in around


def _width(folded: Folded, start: int, stop: int) -> int:
    return folded.origin(stop - 1) + 1 - folded.origin(start)


def _next_word(words: str, position: int, limit: int) -> int:
    """Where the next word begins, at most at `limit`."""
    space = words.find(" ", position, limit)
    return limit if space < 0 else space + 1


def _choose(
    words: str, hit: tuple[int, int], bounds: tuple[int, int], sentences: tuple[set[int], set[int]]
) -> tuple[int, int]:
    """The best window in the bounds. Whole sentences first, then telling words, then length."""
    (start, end), (low, high), (begins, ends) = hit, bounds, sentences
    first = low if low in begins or low == 0 or words[low - 1] == " " else _next_word(words, low, start)
    best, best_worth = (start, end), -1
    tells = [found.start() for found in _TELLING_ANY_CASE.finditer(words, low, high)]
    # Windows that begin a sentence, or else a few places spread over the room before the hit.
    spread = sorted(begins | {first} | {_next_word(words, max(low, start - back), start) for back in _BACK})
    for begin in spread:
        limit = min(high, begin + MAX_SNIPPET)
        cut = limit if limit == len(words) or words[limit : limit + 1] == " " else words.rfind(" ", end, limit)
        for stop in {max(cut, end)} | {position for position in ends if position <= limit}:
            is_whole = (begin in begins) * 2 + (stop in ends)
            told = min(MOST_TELLING, sum(begin <= position < stop for position in tells))
            worth = is_whole * 400 + told * 300 + (stop - begin)
            if worth > best_worth:
                best, best_worth = (begin, stop), worth
    return best
