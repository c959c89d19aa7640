"""Subjects of interest, and where they were found.

Does not match (tag does). May import: errors, the standard library.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Case(StrEnum):
    """How a term looks at letters: ANY ignores case; UPPER wants capitals, with a fallback in titles in capitals."""

    ANY = "any"
    UPPER = "upper"


class Place(StrEnum):
    """Where in an item a term was found."""

    TITLE = "title"
    TEXT = "text"
    DECISION = "decision"
    MINUTES = "minutes"
    DOCUMENT = "document"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One term of a topic: words as written, or a regular expression when `is_pattern`.

    `title` and `body` are the points for a hit in the title and elsewhere. `needs` are words one of which must stand
    in the same text for the hit to count. `unless` are words that, found around the hit, undo it.
    """

    words: str
    title: int
    body: int
    case: Case = Case.ANY
    is_pattern: bool = False
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A subject of interest with its terms. `key` is a slug (`send`), `name` is what people read (`SEND`).

    `synonyms` are what other nations call it, by nation (`wales`); they are terms only where somebody asks for them.
    """

    key: str
    name: str
    terms: tuple[Term, ...]
    exclusions: tuple[str, ...] = ()
    threshold: int = 6
    synonyms: tuple[tuple[str, tuple[Term, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Topics:
    """All topics in force, with the titles that are procedure and not substance (`procedural`, words or patterns)."""

    topics: tuple[Topic, ...]
    procedural: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Why a topic was found: the term as it stands in the text, where, on which page, in which words.

    `snippet` is a verbatim part of the text of that place, at most 240 characters, on word boundaries. `page` is a page
    of a document, starting at 1, or None. `document` is the title of the document with that page, empty for an item's
    report. `is_by_ocr`: the document was scanned, and the words are what a program guessed from its pictures.
    """

    term: str
    place: Place
    snippet: str
    page: int | None = None
    document: str = ""
    is_by_ocr: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A topic found. `is_about`: the thing is about the topic; otherwise the topic is mentioned in passing."""

    topic: str
    score: int
    is_about: bool
    evidence: tuple[Evidence, ...] = field(default=())
