"""The papers of a meeting as CMIS lists them: a title, a size, an address without meaning.

`Document.ashx?<opaque>` has no number that would stay: a paper is known by its meeting, its kind and its title. What
is out for a meeting is told from the titles as well, and only from those that say so.
Does not walk pages for anything but lists of papers. May import: bs4, dates, domain, the readers beside it.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bs4 import Tag

from watcher.dates.finding import find_days
from watcher.dates.reading import year_day
from watcher.domain.publications import Document, DocumentKind, Published
from watcher.systems._html import absolute, attribute, has_class, plain_text

Flags = tuple[str, ...]

BY_TITLE = "CMIS gives papers no numbers that stay: one that is renamed counts as another one"

_MOST = 500
"""Papers of one meeting: real ones have some ten, a planning committee fifty."""
_WORDS_OF_ID = 80
_KINDS = (
    (r"\b(?:supplement\w*|late\s+(?:material|items?|papers?|reports?)|addend(?:um|a)|to\s+follow)\b", "SUPPLEMENT"),
    (r"\bdraft\b.*\bminutes\b|\bminutes\b.*\bdraft\b", "DRAFT_MINUTES"),
    (r"\bminutes\b", "MINUTES"),
    (r"\bdecisions?\s+(?:sheet|list|notice|record|summary|statement|schedule)s?\b", "DECISIONS"),
    (r"\b(?:notice|record|summary|schedule|list|statement)\s+of\s+(?:\w+\s+){0,2}decisions?\b", "DECISIONS"),
    (r"\A(?:final\s+|draft\s+|printed\s+)?decisions?\Z", "DECISIONS"),
    (r"\bagenda\b.*\b(?:reports?|packs?|papers)\b|\b(?:reports?|papers)\s+packs?\b|\bpacks?\b.*\bagenda\b", "PACK"),
    (r"\bagenda\b", "FRONT_SHEET"),
    (r"\breports?\b", "REPORT"),
)
_BY_WORDS = tuple((re.compile(words), DocumentKind[kind]) for words, kind in _KINDS)
_OUT = {
    DocumentKind.PACK: Published.AGENDA,
    DocumentKind.FRONT_SHEET: Published.AGENDA,
    DocumentKind.DECISIONS: Published.DECISIONS,
    DocumentKind.DRAFT_MINUTES: Published.DRAFT_MINUTES,
    DocumentKind.MINUTES: Published.MINUTES,
}
_OF_ANOTHER = re.compile(r"\b(?:previous|last|preceding|past|prior)\b|\bminutes?\s+for\s+(?:approval|signature)\b")
_EIGHT_DIGITS = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{4})(?!\d)")


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers of one meeting, what they say is out for it, and what was odd."""

    documents: tuple[Document, ...]
    published: frozenset[Published]
    flags: Flags
    is_whole: bool


def read_papers(tree: Tag, address: str, meeting_id: str, day: date | None) -> Papers:
    """Every paper that is listed, in the order of the page. `day` is the meeting's, None where the page has none."""
    found: dict[str, Document] = {}
    flags: list[str] = []
    addresses: set[str] = set()
    listed = tree.find_all("li", class_="DocumentListItem", limit=_MOST)
    for row in listed:
        document = _document(row, address, meeting_id)
        if document is None:
            flags.append(f"a paper without a link was left out: {plain_text(row)[:100]}")
            continue
        if document.url in addresses:
            continue
        addresses.add(document.url)
        if document.id in found:
            flags.append(f"two papers of one kind are called “{document.title[:100]}”")
            document = _numbered(document, found)
        found[document.id] = document
    documents = tuple(found.values())
    published, doubts = _published(documents, day)
    said = (*flags, *doubts, *((BY_TITLE,) if documents else ()))
    return Papers(documents, published, said, is_whole=len(listed) < _MOST)


def kind_of(title: str) -> DocumentKind:
    """What a paper is, as its title says."""
    words = " ".join(title.lower().replace("_", " ").split())
    return next((kind for pattern, kind in _BY_WORDS if pattern.search(words)), DocumentKind.OTHER)


def days_in(title: str) -> tuple[date, ...]:
    """The days that a title names: `9th July 2026`, `09/07/2026`, `09072026`."""
    digits = (year_day(int(year), int(month), int(day)) for day, month, year in _EIGHT_DIGITS.findall(title))
    return (*(found.day for found in find_days(title)), *(day for day in digits if day is not None))


def _document(row: Tag, address: str, meeting_id: str) -> Document | None:
    link = row.find("a", class_="TitleLink") or row.find("a", href=True)
    url = absolute(address, attribute(link, "href")) if isinstance(link, Tag) else ""
    title = plain_text(link) if isinstance(link, Tag) else ""
    if not url or not title:
        return None
    size = plain_text(row.find(lambda tag: has_class(tag, "FileSize"))).strip(" ()")
    kind = kind_of(title)
    return Document(id=_id(meeting_id, kind, title), title=title, url=url, kind=kind, size=size or None)


def _id(meeting_id: str, kind: DocumentKind, title: str) -> str:
    """`15042-minutes-final-planning-minutes-16042026`: what is left of a paper when its address changes."""
    words = re.sub(r"[\W_]+", "-", title.casefold()).strip("-")
    if len(words) > _WORDS_OF_ID:
        words = f"{words[:_WORDS_OF_ID]}-{hashlib.sha256(words.encode()).hexdigest()[:8]}"
    return f"{meeting_id}-{kind}-{words}".lstrip("-")


def _numbered(document: Document, found: dict[str, Document]) -> Document:
    number = next(n for n in range(2, len(found) + 3) if f"{document.id}--{n}" not in found)
    return Document(
        id=f"{document.id}--{number}", title=document.title, url=document.url, kind=document.kind, size=document.size
    )


def _published(documents: Iterable[Document], day: date | None) -> tuple[frozenset[Published], Flags]:
    """What the papers say is out. Minutes and decisions of another meeting hang on this one to be agreed."""
    out: set[Published] = set()
    flags = []
    agenda_days = {each for one in documents if _OUT.get(one.kind) is Published.AGENDA for each in days_in(one.title)}
    of_meeting = {day} if day is not None else agenda_days
    for document in documents:
        state = _OUT.get(document.kind)
        if state is None:
            continue
        days = set(days_in(document.title))
        is_of_other_day = bool(days and of_meeting and not days & of_meeting)
        if state is not Published.AGENDA and (is_of_other_day or _OF_ANOTHER.search(document.title.lower())):
            flags.append(f"of another meeting, as it seems: {document.title[:100]}")
            continue
        out.add(state)
    return frozenset(out), tuple(flags)
