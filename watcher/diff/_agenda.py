"""Items and papers of a meeting whose page was read: which came, went or were retitled.

Before the agenda is out, and when it comes out, the lists simply follow the page: publication is one piece of news.
Does not compare papers (`_documents` does) or publication states (`_outputs` does).
May import: domain, and the other parts of diff.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from watcher.diff._absence import judge_absence
from watcher.diff._documents import Places, compare_documents, follow_document
from watcher.diff._facts import item_facts
from watcher.diff._outputs import merge_minutes
from watcher.diff._telling import Telling
from watcher.diff._words import fold_title, is_marked_withdrawn
from watcher.domain.changes import ChangeKind, KnownMeeting
from watcher.domain.publications import AgendaItem, Document, Meeting, Published
from watcher.domain.ways import Lack


@dataclass(frozen=True, slots=True, kw_only=True)
class Lists:
    """The lists as they are known now, and what is absent from the page though still known."""

    items: tuple[AgendaItem, ...]
    documents: tuple[Document, ...]
    absences: Mapping[str, int]


def compare_lists(known: KnownMeeting, new: Meeting, telling: Telling, *, is_other_way: bool = False) -> Lists:
    """Compare the lists of a detailed meeting, if its agenda was out before; else follow the page.

    `is_other_way`: what is known was last read in another way, which may have shown other things.
    """
    old = known.meeting
    old_items = {item.id: item for item in old.items}
    places = Places(old)
    page = _merged(old_items, places, new)
    agenda_comes_out = Published.AGENDA in new.published and Published.AGENDA not in old.published
    if not old.is_detailed or not old.published or agenda_comes_out:
        return Lists(items=page.items, documents=page.documents, absences={})
    new_ids = {item.id for item in page.items}
    kept, counts = _absent_items(known, new_ids, telling, is_other_way=is_other_way)
    silent: frozenset[str | None] = _compare_items(old_items, page.items, telling)
    if Lack.OWN_PAPERS in old.lacks - new.lacks:
        silent |= {None}
    waiting, document_counts = compare_documents(known, places, page, silent, telling, is_other_way=is_other_way)
    if Lack.OWN_PAPERS in new.lacks:
        # Neither there nor absent: they are counted on when they can be looked for again.
        own = {f"document:{document.id}" for document in old.documents}
        counts |= {key: count for key, count in known.absences.items() if key in own}
    return Lists(
        items=_with_kept(old, page, kept, waiting),
        documents=page.documents + tuple(waiting.get(None, ())),
        absences={**counts, **document_counts},
    )


def _merged(old_items: Mapping[str, AgendaItem], places: Places, new: Meeting) -> Meeting:
    """The new page, with what is known filled into its empty fields."""
    items = {}
    for item in new.items:
        if item.id not in items:
            items[item.id] = _merge_item(old_items.get(item.id), item, places)
    documents = tuple(follow_document(places.document(document.id), document) for document in new.documents)
    return replace(new, items=tuple(items.values()), documents=documents)


def _merge_item(old: AgendaItem | None, new: AgendaItem, places: Places) -> AgendaItem:
    if old == new:
        return new
    documents = tuple(follow_document(places.document(document.id), document) for document in new.documents)
    if old is None:
        return replace(new, documents=documents)
    minutes, are_cut = merge_minutes(old, new)
    return replace(
        new,
        number=new.number or old.number,
        title=new.title if fold_title(new.title) else old.title,
        text=new.text or old.text,
        decision=new.decision or old.decision,
        minutes=minutes,
        minutes_are_cut=are_cut,
        documents=documents,
    )


def _absent_items(
    known: KnownMeeting, new_ids: set[str], telling: Telling, *, is_other_way: bool
) -> tuple[frozenset[str], dict[str, int]]:
    """Tell the items that are gone; the ids of those that are kept for now, and their counts."""
    # An item that says it was withdrawn may leave the page without another word.
    present = {item.id: item for item in known.meeting.items if not is_marked_withdrawn(item.title)}
    absent = [id_ for id_ in present if id_ not in new_ids]
    gone, counts = judge_absence(
        "item", present, absent, known.absences, telling, shortest_emptied=1, is_other_way=is_other_way
    )
    for id_ in gone:
        telling.tell(ChangeKind.ITEM_WITHDRAWN, item_id=id_, before=item_facts(present[id_]))
    return frozenset(absent) - gone, counts


def _compare_items(
    old_items: Mapping[str, AgendaItem], new_items: tuple[AgendaItem, ...], telling: Telling
) -> frozenset[str | None]:
    """Tell what came or was renamed; the ids of items whose papers are no news of their own now."""
    silent: set[str | None] = set()
    for item in new_items:
        old = old_items.get(item.id)
        if old is None or old.title != item.title:
            _compare_item(old, item, telling)
        is_withdrawn = is_marked_withdrawn(item.title)
        if is_withdrawn or old is None or is_marked_withdrawn(old.title):
            silent.add(item.id)
    return frozenset(silent)


def _compare_item(old: AgendaItem | None, new: AgendaItem, telling: Telling) -> None:
    was_there = old is not None and not is_marked_withdrawn(old.title)
    is_there = not is_marked_withdrawn(new.title)
    if is_there and not was_there:
        telling.tell(ChangeKind.ITEM_ADDED, item_id=new.id, after=item_facts(new))
    elif old is None:
        telling.flag(f"item {new.id} was withdrawn when it was first seen: {new.title}")
    elif was_there and not is_there:
        evidence = {"title": new.title, "is_withdrawn": True}
        telling.tell(ChangeKind.ITEM_WITHDRAWN, item_id=new.id, before=item_facts(old), after=evidence)
    elif was_there and fold_title(old.title) and fold_title(old.title) != fold_title(new.title):
        titles = {"title": old.title}, {"title": new.title}
        telling.tell(ChangeKind.ITEM_RETITLED, item_id=new.id, before=titles[0], after=titles[1])


def _with_kept(
    old: Meeting, page: Meeting, kept: frozenset[str], waiting: Mapping[str | None, list[Document]]
) -> tuple[AgendaItem, ...]:
    """The items of the page, and at their old places those that are merely absent, with papers likewise."""
    items = [
        replace(item, documents=item.documents + tuple(waiting[item.id])) if item.id in waiting else item
        for item in page.items
    ]
    if not kept:
        return tuple(items)
    on_page = {document.id for document in page.all_documents()}
    for position, item in enumerate(old.items):
        if item.id in kept:
            documents = tuple(document for document in item.documents if document.id not in on_page)
            items.insert(position, replace(item, documents=documents))
    return tuple(items)
