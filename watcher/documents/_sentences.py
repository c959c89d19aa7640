"""Pages to sentences, each with its page and a key that is equal where a reader sees the same words.

Does not compare. May import: the standard library.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_END = re.compile(r"(?<=[.!?;:])[\"'”’)\]]*\s+(?=[A-Z0-9£“‘\"'(•●])")
_LIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})
_LETTERS = re.compile(r"[^\W_]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A verbatim part of a page."""

    words: str
    key: str
    page: int


def key_of(words: str) -> str:
    """The words without what is no difference: white space, the form of quotes and dashes."""
    return " ".join(words.translate(_LIKE).split())


def sentences(pages: Sequence[str]) -> Iterator[Sentence]:
    """The sentences of all pages; lines without a letter or a figure are none."""
    for number, page in enumerate(pages, start=1):
        for line in page.split("\n"):
            for words in _END.split(line):
                if _LETTERS.search(words):
                    yield Sentence(words.strip(), key_of(words), number)
