"""What a change carries of a thing: small JSON objects, enough for a digest to show it after the page has moved on.

Does not decide what is news. May import: domain, _words.
"""

from collections.abc import Iterable

from watcher.diff._words import opening
from watcher.domain.changes import Facts
from watcher.domain.publications import AgendaItem, Document, FeedEntry, Meeting


def meeting_facts(meeting: Meeting) -> Facts:
    """A meeting seen for the first time."""
    return {
        "starts_at": meeting.starts_at.iso,
        "raw": meeting.starts_at.raw,
        "venue": meeting.venue,
        "status": meeting.status.value,
    }


def time_facts(meeting: Meeting) -> Facts:
    """When a meeting is; with its status, because `moved` without another time is news as well."""
    return {"starts_at": meeting.starts_at.iso, "status": meeting.status.value}


def agenda_facts(meeting: Meeting, items: Iterable[AgendaItem], documents: Iterable[Document]) -> Facts:
    """An agenda that came out, with everything on it, in the order of the page."""
    return {
        "starts_at": meeting.starts_at.iso,
        "items": [{"id": item.id, "number": item.number, "title": item.title} for item in items],
        "documents": [_named(document) for document in documents],
    }


def item_facts(item: AgendaItem) -> Facts:
    """An item with its papers."""
    return {
        "number": item.number,
        "title": item.title,
        "documents": [_named(document) for document in item.documents],
    }


def document_facts(document: Document) -> Facts:
    """A paper."""
    return {
        "title": document.title,
        "kind": document.kind.value,
        "url": document.url,
        "size": document.size,
        "content_hash": document.content_hash,
    }


def text_facts(texts: Iterable[tuple[AgendaItem, str]]) -> Facts:
    """Items with what was decided or minuted, each opened for a look."""
    return {
        "items": [
            {"id": item.id, "number": item.number, "title": item.title, "text": opening(text)}
            for item, text in texts
            if text
        ]
    }


def entry_facts(entry: FeedEntry) -> Facts:
    """An entry of a feed."""
    published_at = entry.published_at.isoformat() if entry.published_at else None
    return {"title": entry.title, "url": entry.url, "published_at": published_at}


def _named(document: Document) -> dict[str, object]:
    return {"id": document.id, "title": document.title, "kind": document.kind.value}
