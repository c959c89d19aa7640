"""Meetings as rows and back: what is remembered loses nothing on the way.

Does not ask or write (meetings does). May import: domain, store.rows.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from typing import Any

import sqlalchemy as sa

from watcher.domain.changes import KnownMeeting
from watcher.domain.publications import (
    AgendaItem,
    Committee,
    Document,
    DocumentKind,
    Meeting,
    MeetingStatus,
    MeetingTime,
    Published,
)
from watcher.domain.ways import Lack
from watcher.store.rows import Key, Row

OWN = -1
"""The item position of documents that belong to the meeting itself."""

Keyed = dict[Key, Row]


def meeting_row(source_key: str, known: KnownMeeting) -> Row:
    """The row of a meeting in `meetings`."""
    meeting, starts_at = known.meeting, known.meeting.starts_at
    return {
        "source_key": source_key,
        "meeting_id": meeting.id,
        "committee_id": meeting.committee.id,
        "committee_name": meeting.committee.name,
        "day": starts_at.day.isoformat() if starts_at.day else None,
        "clock": starts_at.clock.isoformat() if starts_at.clock is not None else None,
        "raw_time": starts_at.raw,
        "url": meeting.url,
        "status": meeting.status.value,
        "published": sorted(published.value for published in meeting.published),
        "venue": meeting.venue,
        "notes": list(meeting.notes),
        "is_detailed": meeting.is_detailed,
        "row": known.row,
        "absences": dict(known.absences),
        # What merely is not shown in the way it is read in now is not looked for at each poll.
        "has_absences": any(count > 0 for count in known.absences.values()),
        "announced": dict(known.announced),
        "page_read_at": known.page_read_at,
        "documents_read_at": known.documents_read_at,
        "read_by": known.read_by,
        "lacks": sorted(lack.value for lack in meeting.lacks) or None,
    }


def item_rows(source_key: str, meeting: Meeting) -> Iterator[tuple[Key, Row]]:
    """The rows of a meeting's items in `items`, each with its key."""
    for position, item in enumerate(meeting.items):
        yield (
            (source_key, meeting.id, position),
            {
                "source_key": source_key,
                "meeting_id": meeting.id,
                "position": position,
                "item_id": item.id,
                "number": item.number,
                "title": item.title,
                "is_restricted": item.is_restricted,
                "is_to_follow": item.is_to_follow,
                "text": item.text,
                "decision": item.decision,
                "minutes": item.minutes,
                "minutes_are_cut": item.minutes_are_cut,
            },
        )


def document_rows(source_key: str, meeting: Meeting) -> Iterator[tuple[Key, Row]]:
    """The rows of a meeting's documents, and its items', in `documents`, each with its key."""
    holders = [(OWN, meeting.documents), *((place, item.documents) for place, item in enumerate(meeting.items))]
    for item_position, documents in holders:
        for position, document in enumerate(documents):
            yield (
                (source_key, meeting.id, item_position, position),
                {
                    "source_key": source_key,
                    "meeting_id": meeting.id,
                    "item_position": item_position,
                    "position": position,
                    "document_id": document.id,
                    "title": document.title,
                    "url": document.url,
                    "kind": document.kind.value,
                    "size": document.size,
                    "content_hash": document.content_hash,
                },
            )


_DOCUMENT_KINDS = {kind.value: kind for kind in DocumentKind}  # a look-up costs a fifth of a call of the enumeration


def documents_from(rows: Iterable[sa.Row[Any]]) -> dict[tuple[str, str], dict[int, list[Document]]]:
    """Documents by (source key, meeting id), then by item position. The rows come in the order of the key."""
    found: dict[tuple[str, str], dict[int, list[Document]]] = {}
    for row in rows:
        document = Document(
            id=row.document_id,
            title=row.title,
            url=row.url,
            kind=_DOCUMENT_KINDS[row.kind],
            size=row.size,
            content_hash=row.content_hash,
        )
        found.setdefault((row.source_key, row.meeting_id), {}).setdefault(row.item_position, []).append(document)
    return found


def items_from(
    rows: Iterable[sa.Row[Any]], documents: Mapping[tuple[str, str], Mapping[int, list[Document]]]
) -> dict[tuple[str, str], list[AgendaItem]]:
    """Items, with their documents, by (source key, meeting id). The rows come in the order of the key."""
    found: dict[tuple[str, str], list[AgendaItem]] = {}
    for row in rows:
        key = (row.source_key, row.meeting_id)
        item = AgendaItem(
            id=row.item_id,
            number=row.number,
            title=row.title,
            is_restricted=row.is_restricted,
            is_to_follow=row.is_to_follow,
            text=row.text,
            documents=tuple(documents.get(key, {}).get(row.position, ())),
            decision=row.decision,
            minutes=row.minutes,
            minutes_are_cut=row.minutes_are_cut,
        )
        found.setdefault(key, []).append(item)
    return found


def meeting_from(row: sa.Row[Any], items: Iterable[AgendaItem], documents: Iterable[Document]) -> Meeting:
    """A meeting from its row, with its items and its own documents."""
    return Meeting(
        id=row.meeting_id,
        committee=Committee(id=row.committee_id, name=row.committee_name),
        starts_at=MeetingTime(
            day=date.fromisoformat(row.day) if row.day is not None else None,
            clock=time.fromisoformat(row.clock) if row.clock is not None else None,
            raw=row.raw_time,
        ),
        url=row.url,
        status=MeetingStatus(row.status),
        published=frozenset(Published(word) for word in row.published),
        venue=row.venue,
        items=tuple(items),
        documents=tuple(documents),
        notes=tuple(row.notes),
        is_detailed=row.is_detailed,
        lacks=frozenset(map(Lack, row.lacks or ())),
    )


def known_meeting_from(row: sa.Row[Any], meeting: Meeting) -> KnownMeeting:
    """What is remembered of a meeting, from its row."""
    return KnownMeeting(
        meeting=meeting,
        row=row.row,
        absences=row.absences,
        announced=row.announced,
        page_read_at=row.page_read_at,
        documents_read_at=row.documents_read_at,
        read_by=row.read_by,
    )
