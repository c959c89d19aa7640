"""A page as the child saw it: pieces of text with their places, in the file's order; and its words, made clean.

Does not order or join them. May import: the standard library.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

_DROPPED = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufff0-\uffff\ud800-\udfff]+"
)
"""Control characters (a NUL is refused by PostgreSQL), marks without width, and what is no character."""

_REPLACED = str.maketrans(
    {
        "\xa0": " ", "\u2002": " ", "\u2003": " ", "\u2007": " ", "\u2009": " ", "\u202f": " ", "\t": " ",
        "ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st",
        "\uf0b7": "•", "\uf0a7": "•", "\uf0d8": "•", "\uf0fc": "•", "\uf076": "•",  # bullets of Word's symbol fonts
    }
)  # fmt: skip
_ODD = re.compile("|".join(("  ", _DROPPED.pattern, f"[{''.join(map(chr, _REPLACED))}]")))
"""What is in few lines: the others are clean already."""

_ODD_IN_PRINT = re.compile("[ﬀ-ﬆ\ufff0-\uffff]")
"""What is odd and printable at once: all else that is odd is a mark or a space that str.isprintable refuses."""

_SPACES = re.compile(" {2,}")


def clean(words: str) -> str:
    """The words without what nobody sees."""
    if _ODD.search(words) is None:
        return words.strip()
    return _SPACES.sub(" ", _DROPPED.sub("", words.translate(_REPLACED))).strip()


def _is_clean(words: str) -> bool:
    """True for most pages, at a tenth of what the search for all that is odd would take."""
    return words.isprintable() and "  " not in words and (words.isascii() or _ODD_IN_PRINT.search(words) is None)


class Piece(NamedTuple):
    """A line, or a part of a line between two gutters. Points from the page's lower left corner."""

    words: str
    left: float
    bottom: float
    right: float
    top: float
    em: float
    is_broken: bool = False
    """True if the line ends within a word, at a hyphen that is not among the words."""


def pieces_of(answer: Mapping[str, Any]) -> tuple[Piece, ...]:
    """The pieces of a page, from the child's answer. Raises ValueError, TypeError or KeyError for other forms."""
    text: str = answer["words"]
    words = text.split("\n") if text else []
    if not _is_clean(text.replace("\n", "")):
        words = [clean(each) for each in words]
    found = iter([each / 10 for each in answer["places"]])
    pieces = [Piece(*each) for each in zip(words, found, found, found, found, found, strict=True)]
    for place in answer["broken"]:
        pieces[place] = pieces[place]._replace(is_broken=True)
    return tuple(pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page: its size in points and its pieces."""

    width: float
    height: float
    pieces: tuple[Piece, ...]
