"""What printed minutes and decisions that were read say was resolved, item by item of the meeting they are of.

A paper's item is the agenda's by its title; what has no item is left out, because nobody could say what it is about.
Does not choose what is told (digest does). May import: minutes, domain.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from watcher.domain.changes import Change, ChangeKind
from watcher.domain.digests import Resolved
from watcher.domain.papers import PaperItem
from watcher.domain.publications import Document, DocumentKind, Meeting
from watcher.minutes import read_pages

KINDS = (ChangeKind.MINUTES_PUBLISHED, ChangeKind.DRAFT_MINUTES_PUBLISHED, ChangeKind.DECISIONS_PUBLISHED)
_PAPERS = (DocumentKind.MINUTES, DocumentKind.DRAFT_MINUTES, DocumentKind.DECISIONS)
"""The final ones first: what they say counts."""

PagesOf = Callable[[str], Sequence[str] | None]


def resolved_of(
    changes: Iterable[Change], meetings: Mapping[tuple[str, str], Meeting], pages_of: PagesOf
) -> dict[tuple[str, str], tuple[Resolved, ...]]:
    """By (source key, meeting id), for the meetings whose minutes or decisions came out."""
    keys = {(each.source_key, each.meeting_id or "") for each in changes if each.kind in KINDS}
    found = {key: _of_meeting(meetings[key], pages_of) for key in sorted(keys) if key in meetings}
    return {key: made for key, made in found.items() if made}


def _of_meeting(meeting: Meeting, pages_of: PagesOf) -> tuple[Resolved, ...]:
    made: dict[str, Resolved] = {}
    by_title = {_folded(item.title): item for item in meeting.items}
    for document in sorted(meeting.documents, key=lambda each: (_rank(each), each.id)):
        pages = pages_of(document.content_hash) if document.content_hash and document.kind in _PAPERS else None
        for paper_item in read_pages(pages).items if pages else ():
            item = by_title.get(_folded(paper_item.title))
            if item is not None and item.id not in made and (points := _points(paper_item)):
                made[item.id] = Resolved(item_id=item.id, points=points, paper=document.title or "the minutes")
    return tuple(made[item.id] for item in meeting.items if item.id in made)


def _rank(document: Document) -> int:
    return _PAPERS.index(document.kind) if document.kind in _PAPERS else len(_PAPERS)


def _points(item: PaperItem) -> tuple[str, ...]:
    """The points as they stand in the item's text: reading them gave some a capital letter."""
    text = " ".join(item.text.split())
    places = ((point, text.lower().find(point.lower())) for point in item.resolved)
    return tuple(text[at : at + len(point)] if at >= 0 else point for point, at in places)


def _folded(title: str) -> str:
    return " ".join(title.casefold().split()).strip(" .")
