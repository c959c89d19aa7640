"""A matter or a paper that got another id and is the same: an agenda that was published anew.

Some sites give every item and every paper a new number when a clerk publishes again. Told by their ids alone, twelve
items would be new and twelve withdrawn, and not one word of the agenda would be another. What went and what came under
the same title, at the same time and in the same place, is one thing.
Does not tell anything. May import: domain, and the other parts of diff.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from watcher.diff._words import fold_title, is_marked_withdrawn, natural
from watcher.domain.changes import KnownMeeting
from watcher.domain.publications import AgendaItem, Document, Meeting


def follow_ids(known: KnownMeeting, new: Meeting) -> KnownMeeting:
    """What is known, with the ids that the page has now for the same things, so that it can be compared by id."""
    old = known.meeting
    if not (old.is_detailed and new.is_detailed) or _ids(old) <= _ids(new):
        return known
    heirs = _heirs(_matters(old.items, new.items), _matters(new.items, old.items))
    items = tuple(replace(item, id=heirs.get(item.id, item.id)) for item in old.items)
    papers = _paper_heirs(replace(old, items=items), new)
    if not heirs and not papers:
        return known
    meeting = replace(
        old,
        items=tuple(replace(item, documents=_renamed(item.documents, papers)) for item in items),
        documents=_renamed(old.documents, papers),
    )
    gone = {f"item:{id_}" for id_ in heirs} | {f"document:{id_}" for id_ in papers}
    absences = {key: count for key, count in known.absences.items() if key not in gone}
    return replace(known, meeting=meeting, absences=absences)


def _ids(meeting: Meeting) -> set[str]:
    return {f"item:{item.id}" for item in meeting.items} | {f"document:{one.id}" for one in meeting.all_documents()}


def _matters(items: Iterable[AgendaItem], others: Iterable[AgendaItem]) -> Mapping[str, list[str]]:
    """The ids, by title, of the items that the others lack."""
    theirs = {item.id for item in others}
    found: defaultdict[str, list[str]] = defaultdict(list)
    for item in items:
        if item.id not in theirs and not is_marked_withdrawn(item.title):
            found[fold_title(item.title)].append(item.id)
    return found


def _heirs(went: Mapping[str, list[str]], came: Mapping[str, list[str]]) -> dict[str, str]:
    """Old id -> new id, where as many came as went under one title; several in the order of their ids."""
    return {
        old: new
        for title, ids in went.items()
        if title and len(ids) == len(came.get(title, ()))
        for old, new in zip(sorted(ids, key=natural), sorted(came[title], key=natural), strict=True)
    }


def _paper_heirs(old: Meeting, new: Meeting) -> dict[str, str]:
    """The same for papers, each within its item, and only where other content would be noticed or size is the same."""
    old_ids, new_ids = ({document.id for document in one.all_documents()} for one in (old, new))
    places: dict[str | None, tuple[Document, ...]] = {item.id: item.documents for item in new.items}
    places[None] = new.documents
    heirs: dict[str, str] = {}
    for place, documents in ((None, old.documents), *((item.id, item.documents) for item in old.items)):
        went = [one for one in documents if one.id not in new_ids and not new.is_generated(one)]
        came = [one for one in places.get(place, ()) if one.id not in old_ids and not new.is_generated(one)]
        by_id = {one.id: one for one in (*went, *came)}
        paired = _heirs(_by_title(went), _by_title(came))
        heirs |= {before: after for before, after in paired.items() if _is_safe(by_id[before], by_id[after])}
    return heirs


def _is_safe(old: Document, new: Document) -> bool:
    """Whether taking one for the other can hide nothing: the content is compared now or at the next look."""
    return old.content_hash is not None or (old.size is not None and old.size == new.size)


def _by_title(documents: Iterable[Document]) -> Mapping[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for document in documents:
        found[fold_title(document.title)].append(document.id)
    return found


def _renamed(documents: tuple[Document, ...], heirs: Mapping[str, str]) -> tuple[Document, ...]:
    return tuple(replace(document, id=heirs.get(document.id, document.id)) for document in documents)
