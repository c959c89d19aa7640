"""Papers of a meeting whose agenda was out before: which came, went or were replaced under the same address.

A document is identified over the whole meeting: moving between an item and the meeting's own list is no news. What the
site generates itself is never news. Does not compare items. May import: domain, and the other parts of diff.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from watcher.diff._absence import judge_absence
from watcher.diff._facts import document_facts
from watcher.diff._telling import Telling
from watcher.domain.changes import ChangeKind, KnownMeeting
from watcher.domain.publications import Document, DocumentKind, Meeting, Published


class Places:
    """Where each document of a meeting stands: in which item, or (None) in the meeting's own list."""

    def __init__(self, meeting: Meeting) -> None:
        self._places: dict[str, tuple[Document, str | None]] = {}
        self.awaits = {item.id for item in meeting.items if item.is_to_follow}
        for document in meeting.documents:
            self._places.setdefault(document.id, (document, None))
        for item in meeting.items:
            for document in item.documents:
                self._places.setdefault(document.id, (document, item.id))

    def document(self, document_id: str) -> Document | None:
        """The document of this id, if there is one."""
        place = self._places.get(document_id)
        return place[0] if place else None

    def __contains__(self, document_id: str) -> bool:
        return document_id in self._places

    def every(self) -> tuple[tuple[Document, str | None], ...]:
        """Each document once, with the id of its item."""
        return tuple(self._places.values())


def follow_document(old: Document | None, new: Document) -> Document:
    """The document as the page has it, with what is known filled into its empty fields."""
    if old is None or old == new:
        return new
    return replace(
        new,
        title=new.title or old.title,
        size=new.size or old.size,
        content_hash=new.content_hash or old.content_hash,
    )


def compare_documents(
    known: KnownMeeting,
    old: Places,
    page: Meeting,
    silent: frozenset[str | None],
    telling: Telling,
    *,
    is_other_way: bool = False,
) -> tuple[Mapping[str | None, list[Document]], dict[str, int]]:
    """Tell what came, went or was replaced; those merely absent by the item they stood in, and their counts.

    `silent` are the items whose papers are no news of their own: new ones, withdrawn ones; None among them stands for
    the meeting's own list, where that is seen for the first time.
    """
    new = Places(page)
    for document, item_id in new.every():
        if not page.is_generated(document) and item_id not in silent and not _is_told_by(document, known.meeting, page):
            was_awaited = item_id in old.awaits - new.awaits
            _compare_document(old.document(document.id), document, item_id, telling, was_awaited=was_awaited)
    # The papers of an item that is absent wait, or go, with their item.
    readable = {None, *(item.id for item in page.items)} - silent
    present = {
        document.id: (document, item_id)
        for document, item_id in old.every()
        if not page.is_generated(document) and item_id in readable
    }
    absent = [id_ for id_ in present if id_ not in new]
    # One paper that went while its item is still there is believed; of two or more, not all at once.
    gone, counts = judge_absence(
        "document", present, absent, known.absences, telling, shortest_emptied=2, is_other_way=is_other_way
    )
    waiting: defaultdict[str | None, list[Document]] = defaultdict(list)
    for id_ in absent:
        document, item_id = present[id_]
        if id_ in gone:
            before = document_facts(document)
            telling.tell(ChangeKind.DOCUMENT_WITHDRAWN, item_id=item_id, document_id=id_, before=before)
        else:
            waiting[item_id].append(document)
    return waiting, counts


_OUTPUTS = {
    DocumentKind.DECISIONS: Published.DECISIONS,
    DocumentKind.DRAFT_MINUTES: Published.DRAFT_MINUTES,
    DocumentKind.MINUTES: Published.MINUTES,
}


def _is_told_by(document: Document, old: Meeting, new: Meeting) -> bool:
    """True for minutes or decisions as a file, when it is told that those came out."""
    output = _OUTPUTS.get(document.kind)
    return output is not None and output in new.published - old.published


def _compare_document(
    old: Document | None, new: Document, item_id: str | None, telling: Telling, *, was_awaited: bool
) -> None:
    if old is None:
        is_supplement = new.kind is DocumentKind.SUPPLEMENT and item_id is None
        kind = ChangeKind.SUPPLEMENT_PUBLISHED if is_supplement else ChangeKind.DOCUMENT_ADDED
        after = document_facts(new)
        if was_awaited:
            after = {**after, "was_to_follow": True}
        telling.tell(kind, item_id=item_id, document_id=new.id, after=after)
    elif old.content_hash and new.content_hash and old.content_hash != new.content_hash:
        before, after = document_facts(old), document_facts(new)
        telling.tell(ChangeKind.DOCUMENT_REPLACED, item_id=item_id, document_id=new.id, before=before, after=after)
