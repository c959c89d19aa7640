"""The section "Changed": what is no longer as it was told before, old -> new in words.

Changes of a meeting are shown for every followed committee; changes of an item only if the item is, or was, about a
followed topic. Does not tell what is new (items does), scheduled (coming does) or resolved (minutes does).
May import: domain, digest.
"""

from collections.abc import Callable

from watcher.digest.items import (
    TITLE_LENGTH,
    agenda_link,
    best_evidence,
    document_link,
    item_key,
    meeting_key,
    meeting_sort,
)
from watcher.digest.material import Scope, council_of
from watcher.digest.notes import short_note
from watcher.digest.passages import passage_lines
from watcher.digest.sentences import change_sentence, text_fact
from watcher.digest.unread import unread_lines
from watcher.digest.words import shortened, when_words
from watcher.domain.changes import Change, ChangeKind
from watcher.domain.digests import Entry, Link
from watcher.domain.publications import Document

RANKS = tuple(
    ChangeKind(kind)
    for kind in (
        "meeting_cancelled",
        "meeting_postponed",
        "meeting_adjourned",
        "meeting_reinstated",
        "meeting_rescheduled",
        "venue_changed",
        "item_withdrawn",
        "supplement_published",
        "document_replaced",
        "document_added",
        "document_withdrawn",
        "item_retitled",
        "minutes_amended",
        "meeting_scheduled",
        "committee_added",
    )
)
"""The kinds of this section, what upsets a diary first: they order the list, and the first names an entry."""

_OF_ITEMS = (ChangeKind.ITEM_WITHDRAWN, ChangeKind.ITEM_RETITLED)
_DOCUMENTS_LINKED = (ChangeKind.DOCUMENT_ADDED, ChangeKind.DOCUMENT_REPLACED, ChangeKind.SUPPLEMENT_PUBLISHED)

Groups = dict[str, list[Change]]


def rank(change: Change) -> int:
    """Where in RANKS the change stands."""
    return RANKS.index(change.kind)


def group_changes(scope: Scope) -> Groups:
    """All changes of this section by the key of the thing they are about, in the order of their numbers."""
    groups: Groups = {}
    for change in scope.changes:
        if change.kind in RANKS and _is_told(scope, change):
            groups.setdefault(_key(change), []).append(change)
    return groups


def changed_entries(scope: Scope, groups: Groups) -> list[tuple[ChangeKind, Entry]]:
    """The entries in their order, each with the kind that counts for it in the summary."""
    rows = []
    for key, changes in groups.items():
        main = min(changes, key=lambda change: (rank(change), change.number or 0))
        rows.append((rank(main), meeting_sort(scope.meeting(main)), key, main.kind, _entry(scope, key, changes, main)))
    return [(kind, entry) for _, _, _, kind, entry in sorted(rows, key=lambda row: row[:3])]


def sentences(scope: Scope, changes: list[Change]) -> tuple[str, ...]:
    """One sentence a change, and the passages of a replaced paper; without repeats, the weightiest first."""
    words: list[str] = []
    for each in _ordered(changes):
        words.append(change_sentence(each, scope.today, document_title=_document_title(scope, each)))
        words += passage_lines(each)
    return tuple(dict.fromkeys(words))


def _key(change: Change) -> str:
    council = council_of(change.source_key)
    if change.item_id is not None:
        return item_key(change.source_key, change.item_id)
    if change.meeting_id is not None:
        return f"meeting:{council}:{change.meeting_id}"
    return f"committee:{council}:{change.committee_id}"


def _is_told(scope: Scope, change: Change) -> bool:
    if change.kind is ChangeKind.MEETING_SCHEDULED:
        return _took_place(scope, change)
    is_about_item = change.item_id is not None or change.kind in _OF_ITEMS
    return not is_about_item or bool(scope.about(change.source_key, f"item:{change.item_id}"))


def _took_place(scope: Scope, change: Change) -> bool:
    """A new date is news of Coming up, unless it is past when it is first listed."""
    meeting = scope.meeting(change)
    return meeting is not None and scope.has_begun(meeting)


def _entry(scope: Scope, key: str, changes: list[Change], main: Change) -> Entry:
    build: Callable[[Scope, Change], dict[str, object]] = (
        _item_fields if main.item_id else _meeting_fields if main.meeting_id else _committee_fields
    )
    fields = build(scope, main)
    links = dict.fromkeys((*_links_of(scope, main), *_paper_links(scope, changes)))
    return Entry(
        key=key,
        title=shortened(str(fields["title"]), TITLE_LENGTH),
        url=str(fields["url"]),
        where=str(fields["where"]),
        when=str(fields["when"]),
        lines=(*sentences(scope, changes), *_doubts(scope, main)),
        remarks=_unread(scope, changes),
        topics=scope.all_topics(main.source_key, f"item:{main.item_id}") if main.item_id else (),
        why=scope.why(main.source_key, f"item:{main.item_id}") if main.item_id else "",
        meeting=meeting_key(main.source_key, main.meeting_id) if main.meeting_id else "",
        evidence=best_evidence(scope.about(main.source_key, f"item:{main.item_id}")) if main.item_id else (),
        links=tuple(links),
        change_numbers=tuple(change.number for change in changes if change.number is not None),
    )


def _unread(scope: Scope, changes: list[Change]) -> tuple[str, ...]:
    """Of new and replaced papers of an item; what was not readable before was told with the item."""
    told = [change for change in _ordered(changes) if change.item_id and change.kind in _DOCUMENTS_LINKED]
    papers = dict.fromkeys(_document(scope, change) for change in told)
    return unread_lines(scope, changes[0].source_key, (each for each in papers if each is not None))


def _ordered(changes: list[Change]) -> list[Change]:
    return sorted(changes, key=lambda change: (rank(change), change.number or 0))


def _doubts(scope: Scope, change: Change) -> tuple[str, ...]:
    """What puts the time in doubt; of a meeting that was held nobody needs to know."""
    meeting = scope.meeting(change)
    return short_note(meeting) if meeting is not None and not scope.has_begun(meeting) else ()


def _item_fields(scope: Scope, change: Change) -> dict[str, object]:
    item = scope.item(change)
    facts = text_fact(change.before or {}, "title") or text_fact(change.after or {}, "title")
    meeting = scope.meeting(change)
    where = f"{scope.council_name(change.source_key)} · {scope.committee_name(change.source_key, meeting)}"
    return {**_meeting_fields(scope, change), "title": item.title if item else facts or "Agenda item", "where": where}


def _meeting_fields(scope: Scope, change: Change) -> dict[str, object]:
    meeting = scope.meeting(change)
    source = scope.material.sources.get(change.source_key)
    return {
        "title": scope.committee_name(change.source_key, meeting),
        "url": meeting.url if meeting else source.url if source else "",
        "where": scope.council_name(change.source_key),
        "when": when_words(meeting.starts_at, scope.today) if meeting else "",
    }


def _committee_fields(scope: Scope, change: Change) -> dict[str, object]:
    source = scope.material.sources.get(change.source_key)
    return {
        "title": text_fact(change.after or {}, "name") or f"Committee {change.committee_id}",
        "url": text_fact(change.after or {}, "url") or (source.url if source else ""),
        "where": scope.council_name(change.source_key),
        "when": "",
    }


def _links_of(scope: Scope, change: Change) -> tuple[Link, ...]:
    meeting = scope.meeting(change)
    return (agenda_link(meeting),) if meeting and change.item_id else ()


def _paper_links(scope: Scope, changes: list[Change]) -> tuple[Link, ...]:
    papers = [_document(scope, change) for change in changes if change.kind in _DOCUMENTS_LINKED]
    return tuple(document_link(each) for each in papers if each is not None)


def _document(scope: Scope, change: Change) -> Document | None:
    meeting = scope.meeting(change)
    papers = meeting.all_documents() if meeting else ()
    return next((each for each in papers if each.id == change.document_id), None)


def _document_title(scope: Scope, change: Change) -> str:
    document = _document(scope, change) if change.document_id else None
    return document.title if document else ""
