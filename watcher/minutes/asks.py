"""What an item asks somebody to do or bring, and the sums it names.

Does not read resolutions. May import: domain, the standard library.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from watcher.domain.papers import Money

_SENTENCE = re.compile(r"(?<=[.;?!])\s+(?=[\"'“‘(]?[A-Z£\d])|\n")
_THING = (
    r"(?:reports?|updates?|briefing(?: note)?s?|papers?|presentation|information|note|breakdown|response"
    r"|figures|details|letter|action plan|scoping report|findings|link)"
)
_ACTION = re.compile(
    rf"\b{_THING}\b[^.;]{{0,120}}\b(?<!could )be\s+(?:\w+ly\s+)?(?:presented|provided|submitted|brought"
    rf"|circulated|reported|shared|sent|made available|supplied|added|prepared)\b"
    r"|\bundertook\s+to\b|\b(?:agreed|promised|offered|committed)\s+to\s+(?:look|provide|share|circulate|report"
    r"|bring|send|write|find|check|raise|contact|arrange|prepare|supply|follow|come back|take|speak|liaise"
    r"|investigate|consider|confirm|update|include|feed|review|discuss)\b"
    r"|\b(?:be|was|were)\s+(?:requested|asked|instructed|invited)\s+to\s+(?:provide|report|bring|submit|prepare"
    r"|circulate|write|present|look|review|share|supply|investigate|consider|undertake|carry|arrange|send"
    r"|include|ensure|explore)\b"
    rf"|\b(?:requested|asked for|would receive|will receive|to receive|would like|sought)\s+(?:that\s+)?(?:an?"
    rf"|the|further|more|some|regular|another)?\s*(?:\w+\s+){{0,3}}{_THING}\b"
    rf"|\b(?:further|progress|follow[- ]up|update|another)\s+(?:\w+\s+){{0,3}}(?:report|update|briefing"
    rf"|paper)\b[^.;]{{0,80}}\b(?:to|at|in|by|on)\b[^.;]{{0,60}}\b(?:meeting|months?|20\d\d)\b"
    rf"|\b(?:report|update)s?\s+(?:back|be)\s+(?:to|at|in|provided|brought)\b|\bwould\s+(?:be\s+)?(?:circulate"
    rf"|report back|share|provide|bring back|circulated)\b",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?:ACTIONS?(?: POINTS?)?|Actions?(?: points?)?|Action required)\s*[:–-]\s*(?P<words>\S.*)", re.DOTALL
)
_MONEY = re.compile(
    r"(?<![\w£])[-–+]?£\s?\d{1,3}(?:,\d{3})*(?:\d*)(?:\.\d+)?(?:\s?(?:billion|million|thousand|bn|mn|mill?|m|k)\b)?",
    re.IGNORECASE,
)
_POINT = re.compile(r"\A\(?(?:[a-z]|[ivx]{1,5}|\d{1,2})[).]\s+", re.IGNORECASE)
_AROUND = 110
_MOST = 100
_LONGEST_ACTION = 600


def read_actions(text: str, resolved: Sequence[str]) -> tuple[str, ...]:
    """The sentences and resolved points that ask for something to be done or brought, each once."""
    found: dict[str, None] = {}
    for point in resolved:
        if _ACTION.search(point[:_LONGEST_ACTION]):
            found.setdefault(point)
    points = [point.casefold() for point in resolved]
    for sentence in _SENTENCE.split(text):
        words = sentence.strip(" .;–-")
        labelled = _LABELLED.match(words)
        is_ask = labelled is not None or _ACTION.search(words[:_LONGEST_ACTION]) is not None
        words = labelled.group("words") if labelled else words
        if is_ask and len(words) <= _LONGEST_ACTION and not _is_told(words, points) and len(found) < _MOST:
            found.setdefault(words)
    return tuple(found)


def _is_told(words: str, points: Sequence[str]) -> bool:
    """True if the sentence is a resolved point, with its letter or with "It was agreed" before it."""
    bare = _POINT.sub("", words).casefold()
    return any(bare in point or point in bare for point in points)


def read_money(text: str) -> tuple[Money, ...]:
    """Every sum with the words around it; the same sum in the same words once."""
    found: dict[Money, None] = {}
    for sum_found in _sums(text):
        found.setdefault(sum_found)
        if len(found) == _MOST:
            break
    return tuple(found)


def _sums(text: str) -> Iterator[Money]:
    for match in islice(_MONEY.finditer(text), 10 * _MOST):
        yield Money(amount=match.group().lstrip("-–+").strip(), about=_around(text, match.start(), match.end()))


def _around(text: str, start: int, end: int) -> str:
    """The clause around, cut at sentences and on word boundaries."""
    begin, finish = max(0, start - _AROUND), min(len(text), end + _AROUND)
    before, after = text[begin:start], text[end:finish]
    stop = max((found.end() for found in re.finditer(r"[.;:?!]\s+|\n", before)), default=None)
    if stop is not None:
        before = before[stop:]
    elif begin:
        before = before.partition(" ")[2]
    stop = next((found.start() for found in re.finditer(r"[.;?!](?:\s|\Z)|\n", after)), None)
    if stop is not None:
        after = after[:stop]
    elif finish < len(text):
        after = after.rpartition(" ")[0]
    return f"{_POINT.sub('', before.lstrip())}{text[start:end]}{after}".strip()
