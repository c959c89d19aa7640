"""One meeting in two ways of reading: what the new way does not carry is kept, what it alone carries is learned.

A switch of ways must tell nothing that did not happen. So what a way never carries is filled in from what is known, and
what no way carried before is no news when it is first seen.
Does not tell anything. May import: domain.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from watcher.domain.changes import Known
from watcher.domain.publications import Document, Meeting, Published
from watcher.domain.ways import Lack

_DRAFT_AND_FINAL = frozenset((Published.DRAFT_MINUTES, Published.MINUTES))


def fill_in(old: Meeting, new: Meeting) -> Meeting:
    """The new sight of a meeting with what its way does not carry, as it is known."""
    if not new.lacks or not old.is_detailed:
        return new
    if Lack.DRAFT in new.lacks and _DRAFT_AND_FINAL & old.published == {Published.DRAFT_MINUTES}:
        new = replace(new, published=_as_drafts(new.published))
    if Lack.STATE in new.lacks:
        known_time = old.starts_at if new.starts_at.day is None else new.starts_at
        new = replace(new, starts_at=known_time, status=old.status, venue=new.venue or old.venue)
    if Lack.ITEMS in new.lacks:
        new = replace(new, items=old.items)
    if Lack.OWN_PAPERS in new.lacks:
        in_items = {document.id for item in new.items for document in item.documents}
        own = tuple(document for document in old.documents if document.id not in in_items)
        new = replace(new, documents=own)
    if Lack.PAPER_FORMS in new.lacks:
        forms = {document.id: document for document in old.all_documents()}
        items = tuple(replace(item, documents=_formed(item.documents, forms)) for item in new.items)
        new = replace(new, items=items, documents=_formed(new.documents, forms))
    return new


def learned(old: Meeting, new: Meeting) -> Meeting:
    """What is known, with what could not be told before and can be now: that minutes which are out are drafts."""
    is_learned = Lack.DRAFT in old.lacks and Lack.DRAFT not in new.lacks
    if is_learned and _DRAFT_AND_FINAL & new.published == {Published.DRAFT_MINUTES}:
        return replace(old, published=_as_drafts(old.published))
    return old


def still_lacking(old: Meeting, new: Meeting) -> frozenset[Lack]:
    """What no reading ever carried, after this one; and whether minutes that it was the first to show are drafts."""
    lacks = old.lacks & new.lacks if old.is_detailed else new.lacks
    has_other_minutes = Published.MINUTES in new.published and Published.MINUTES not in old.published
    return lacks | ({Lack.DRAFT} & new.lacks) if has_other_minutes else lacks


def is_other_way(before: str | None, now: str) -> bool:
    """True if what is known was last read in another way."""
    return before is not None and before != now


def was_always_there(known: Known, meeting: Meeting) -> bool:
    """True for a meeting that a list in another way shows and the known one did not reach: it may have stood for long.

    Between the first and the last day that are known, the list of before would have shown it.
    """
    days = [each.meeting.starts_at.day for each in known.meetings.values()]
    reached: list[date] = [day for day in days if day is not None]
    day = meeting.starts_at.day
    return day is None or not reached or not min(reached) <= day <= max(reached)


def _as_drafts(published: frozenset[Published]) -> frozenset[Published]:
    if Published.MINUTES not in published:
        return published
    return published - {Published.MINUTES} | {Published.DRAFT_MINUTES}


def _formed(documents: tuple[Document, ...], forms: Mapping[str, Document]) -> tuple[Document, ...]:
    return tuple(_as_known(each, forms[each.id]) if each.id in forms else each for each in documents)


def _as_known(new: Document, known: Document) -> Document:
    """The paper by the name and under the address that is known: there its content can be compared."""
    return replace(
        new, title=known.title or new.title, url=known.url or new.url, kind=known.kind, size=new.size or known.size
    )
