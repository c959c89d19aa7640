"""What was typed into a search, as phrases; and phrases in the query languages of the two databases.

    "safety valve" send*  -> the two words side by side, and a word that begins with send

Nothing typed is an operator but double quotes and a star at the end: all else that is not a letter or a digit only sets
words apart. So nothing typed can be wrong in the database's language.
Does not search. May import: errors, the standard library.
"""

import re
from dataclasses import dataclass

from watcher.errors import SearchError

_MOST_LETTERS = 400
"""More is not a search; and PostgreSQL takes no word of 2 KB."""

_PIECE = re.compile(r'"([^"]*)"?|([^\s"]+)')
_QUOTES = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'))
WORD = re.compile(r"[^\W_]+")
"""A word as both databases see it: letters and digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """Words that stand side by side, in this order. `is_prefix`: the last one is the beginning of a word."""

    words: tuple[str, ...]
    is_prefix: bool = False


def read_words(typed: str) -> tuple[Phrase, ...]:
    """The phrases, all of which are to stand in one text. Raises SearchError where there is nothing to look for."""
    if len(typed) > _MOST_LETTERS:
        raise SearchError(f"A search of more than {_MOST_LETTERS} letters is too long.")
    phrases = []
    for piece in _PIECE.finditer(typed.translate(_QUOTES)):
        told = piece.group().rstrip('"').rstrip()
        words = tuple(WORD.findall(told))
        if words:
            is_prefix = told.endswith("*") or typed.translate(_QUOTES)[piece.end() :].startswith("*")
            phrases.append(Phrase(words=words, is_prefix=is_prefix))
    if not phrases:
        raise SearchError("There is no word to search for.", hint='Give words, or "words side by side", or begin*.')
    return tuple(dict.fromkeys(phrases))


def as_fts5(phrases: tuple[Phrase, ...]) -> str:
    """In the language of SQLite's FTS5."""
    return " AND ".join(f'"{" ".join(each.words)}"{" *" if each.is_prefix else ""}' for each in phrases)


def as_tsquery(phrases: tuple[Phrase, ...]) -> str:
    """In the language of PostgreSQL's to_tsquery."""
    return " & ".join(
        "(" + " <-> ".join(f"'{word}'" for word in each.words) + (":*" if each.is_prefix else "") + ")"
        for each in phrases
    )
