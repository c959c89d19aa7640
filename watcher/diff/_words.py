"""When two texts say the same: folding, the mark of a withdrawn item, an order for ids, excerpts.

Does not know meetings. May import: the standard library.
"""

import hashlib
import re
import unicodedata
from itertools import takewhile

EXCERPT_CHARS = 500
"""How much of a text a change carries: enough to judge by, small enough for an email."""

_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+|[£€$%]")
_TO_FOLLOW = re.compile(r"[(\[]\s*to follow\s*[)\]]|[-–—:]\s*to follow\W*$", re.IGNORECASE)
_DIGITS = re.compile(r"(\d+)")
_THING = r"(?:(?:this|agenda)\s+)*(?:item|report|paper|motion)\s+(?:(?:has|have)\s+been\s+|is\s+|was\s+)?(?:now\s+)?"
_WITHDRAWN = re.compile(
    rf"[(\[]\s*(?:{_THING})?withdrawn\b[^)\]]*[)\]]"  # Budget (withdrawn), Budget [report withdrawn by the director]
    rf"|^\W*(?:{_THING})?withdrawn\b\s*(?:[-–—:;.*]|from\s+(?:the\s+)?agenda|$)"  # ITEM WITHDRAWN - Budget
    rf"|[-–—:;.,*]\s*(?:{_THING})?withdrawn\W*$",  # Budget - withdrawn
    re.IGNORECASE,
)
_WITHDRAWN_ALOUD = re.compile(r"^\W*(?:ITEM |REPORT )?WITHDRAWN\b")  # WITHDRAWN Budget


def fold(text: str) -> str:
    """The words and figures of a text, without case, punctuation and white space; `1,500` and `10.30` stay whole."""
    return " ".join(_TOKEN.findall(unicodedata.normalize("NFKC", text).casefold()))


def fold_title(title: str) -> str:
    """A title as `fold` gives it, without `(to follow)`, which says something of the report and not of the matter."""
    return fold(_TO_FOLLOW.sub(" ", title))


def is_marked_withdrawn(title: str) -> bool:
    """Whether a title says that its item was withdrawn.

    Only where a clerk would put it: in front or at the end with a dash, in brackets, or in front in capitals.
    "Applications withdrawn" and "Withdrawn bus routes" are matters of their own: withdrawn is said only on evidence.
    """
    if "withdrawn" not in title.casefold():
        return False
    is_aloud = not title.isupper() and _WITHDRAWN_ALOUD.search(title) is not None
    return is_aloud or _WITHDRAWN.search(title) is not None


def natural(identifier: str | None) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """A total order in which 9 stands before 10, and nothing before everything."""
    text = identifier or ""
    parts = (part for part in _DIGITS.split(text) if part)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in parts), text


def digest(text: str) -> str:
    """Equal for texts that fold to the same."""
    return hashlib.sha256(fold(text).encode()).hexdigest()[:16]


def opening(text: str, chars: int = EXCERPT_CHARS) -> str:
    """The beginning of a text, verbatim, cut between words."""
    if len(text) <= chars:
        return text
    head = text[: chars + 1]
    return head[: head.rfind(" ")] if " " in head else text[:chars]


def around_difference(before: str, after: str) -> tuple[str, str]:
    """The part of each text, verbatim, from shortly before the first letter in which they differ."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after, strict=False)))
    start = before.rfind(" ", 0, max(same - EXCERPT_CHARS // 4, 0)) + 1
    return opening(before[start:]), opening(after[start:])
