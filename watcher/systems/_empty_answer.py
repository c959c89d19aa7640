"""Tell an answer of nothing from an error: well-formed XML whose elements hold no text and no value.

A look at the tags is enough for that, and no parser means no entities to be careful of.
Does not read answers. May import: the standard library.
"""

import re

_LARGEST_ANSWER = 100_000
"""Characters. An answer of nothing is short; a longer one holds something."""

_TAG = re.compile(r"<(/?)([a-z][\w.:-]{0,100})\s{0,100}(/?)>", re.IGNORECASE)
_PROLOGUE = re.compile(r"<\?xml\b[^<>]{0,300}\?>\s{0,1000}(?:<!--[^<>]{0,1000}-->)?", re.IGNORECASE)
# "A count with no committees is a valid answer. Counts have a leading space" (moderngov.md, "The web service").
_COUNT = re.compile(r"<(\w{1,100}count)>\s{0,10}\d{0,9}\s{0,10}</\1>", re.IGNORECASE)

# Error pages may be well-formed XML as well; only their root tells.
_ROOTS_OF_OTHERS = frozenset(("html", "script", "rss", "feed", "rdf"))


def is_empty_answer(text: str) -> bool:
    """True for a valid answer with nothing in it."""
    text = text.strip()
    prologue = _PROLOGUE.match(text)
    if prologue is None or len(text) > _LARGEST_ANSWER:
        return False
    body = _COUNT.sub("", text[prologue.end() :])
    tags = [(bool(close), name, bool(alone)) for close, name, alone in _TAG.findall(body)]
    if not tags or tags[0][1].lower() in _ROOTS_OF_OTHERS or _TAG.sub("", body).strip():
        return False
    return _is_balanced(tags)


def _is_balanced(tags: list[tuple[bool, str, bool]]) -> bool:
    """True if each tag is closed by its own name and one element holds all others."""
    is_open: list[str] = []
    for place, (closes, name, is_alone) in enumerate(tags):
        if not is_open and place > 0:
            return False
        if closes:
            if not is_open or is_open.pop() != name:
                return False
        elif not is_alone:
            is_open.append(name)
    return not is_open and not tags[0][0]
