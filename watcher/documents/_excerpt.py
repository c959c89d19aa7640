"""How much a changed sentence tells, and the part of it that shows the change. Verbatim, on word boundaries.

Does not find changes. May import: the standard library.
"""

import re

LONGEST = 240
_BEFORE = 70
"""So many letters are kept in front of the first word that changed, where the whole is too long."""

_WORD = re.compile(r"\S+")
_SUM = re.compile(r"£\s?\d|\d\s?(?:%|per cent|million|billion|m\b|bn\b|k\b)", re.IGNORECASE)
_DATE = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|20\d\d(?:[/-]\d\d)?)\b",
    re.IGNORECASE,
)
_JUDGEMENT = re.compile(
    r"\b(?:inadequate|requires improvement|outstanding|good|not|no longer|agree[ds]?|approve[ds]?|reject\w*|refuse\w*|"
    r"clos(?:e|ed|es|ing|ure|ures)|cut|cuts|sav(?:e|es|ing|ings)|overspen\w*|underspen\w*|deficit|surplus|"
    r"recommend\w*|resolve[ds]?|defer\w*|withdraw\w*|increase\w*|reduc\w*|must|statutory|improvement notice)\b",
    re.IGNORECASE,
)
_KINDS = ((_SUM, 4.0), (_DATE, 2.0), (_JUDGEMENT, 2.0))
_ALONE = 0.6
"""The weight of a sentence that is only new or only gone, beside one of which both versions can be shown."""

_FIGURE = re.compile(r"\d")


def telling(old: str, new: str) -> float:
    """How much the change from one sentence to the other tells; 0 for nothing that a reader would call news."""
    before, after = _words(old), _words(new)
    changed = [word for word in after if word not in before] + [word for word in before if word not in after]
    said = " ".join(changed)
    if not re.search(r"\w", said):
        return 0.0
    score = sum(weight for pattern, weight in _KINDS if pattern.search(said))
    if _FIGURE.search(said):  # "8,000" alone changed, beside a pound sign; "11" in front of March
        score += max(2.0 * bool(_SUM.search(new or old)), 1.5 * bool(_DATE.search(new or old)))
    score += 0.5 + min(len(changed), 20) / 40
    return score + 1.0 if old and new else score * _ALONE


def excerpts(old: str, new: str) -> tuple[str, str]:
    """The part of each that shows the change, at most 240 letters long."""
    before, after = _WORD.findall(old), _WORD.findall(new)
    same = 0
    while same < min(len(before), len(after)) and before[same] == after[same]:
        same += 1
    return _from(old, same), _from(new, same)


def _from(words: str, changed: int) -> str:
    """As it is if short enough; else from a little before the changed word on."""
    if len(words) <= LONGEST:
        return words
    places = [match.span() for match in _WORD.finditer(words)]
    target = places[min(changed, len(places) - 1)][0]
    start = next(begin for begin, _ in places if begin >= min(max(0, target - _BEFORE), len(words) - LONGEST))
    ends = [end for begin, end in places if begin >= start and end - start <= LONGEST]
    return words[start : ends[-1]] if ends else words[start : start + LONGEST]


def _words(sentence: str) -> set[str]:
    return {word.strip(".,;:()'\"“”‘’").casefold() for word in _WORD.findall(sentence)}
