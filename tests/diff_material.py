"""Meetings for the tests of diff: builders for examples, strategies for properties, and the newsworthy projection."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st

from watcher.diff import compare
from watcher.diff._words import fold, fold_title, is_marked_withdrawn
from watcher.domain.changes import Change, ChangeKind, Comparison, Facet, Known, KnownMeeting
from watcher.domain.publications import (
    AgendaItem,
    Committee,
    Document,
    DocumentKind,
    Meeting,
    MeetingStatus,
    MeetingTime,
    PageKind,
    Published,
    Reading,
)

STEADY = settings(deadline=None)
"""No time limit for an example: the machines that run these tests are busy with others."""

KEY = "barchester/105"
PAGES, SERVICE = "moderngov-pages", "moderngov-service"
NOW = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)
AGENDA_OUT = frozenset({Published.AGENDA})


def paper(id_: str = "71", **fields: Any) -> Document:
    """A report."""
    return Document(
        **{"id": id_, "title": f"Report {id_}", "url": f"https://x/{id_}", "kind": DocumentKind.REPORT} | fields
    )


def item(id_: str = "1", title: str = "", *documents: Document, **fields: Any) -> AgendaItem:
    """An item, numbered like its id."""
    return AgendaItem(**{"id": id_, "number": id_, "title": title or f"Matter {id_}", "documents": documents} | fields)


def meeting(*items: AgendaItem, **fields: Any) -> Meeting:
    """A meeting whose page was read: on 17 September 2026, agenda out."""
    starts_at = MeetingTime.from_iso(fields.pop("at", "2026-09-17T10:00"), raw=fields.pop("raw", ""))
    usual: dict[str, Any] = {
        "id": "100",
        "committee": Committee(id="105", name="Children"),
        "url": "https://x/100",
        "published": AGENDA_OUT,
        "venue": "County Hall",
        "is_detailed": True,
    }
    return Meeting(items=items, starts_at=starts_at, **usual | fields)


def row(**fields: Any) -> Meeting:
    """A meeting as the list has it: nothing out."""
    return meeting(**{"is_detailed": False, "venue": None, "published": frozenset()} | fields)


def known(*meetings: Meeting, **fields: Any) -> Known:
    """A baselined source that knows these meetings."""
    usual: dict[str, Any] = {
        "source_key": KEY,
        "is_baselined": True,
        "read_by": PAGES,
        "meetings": {one.id: KnownMeeting(meeting=one, read_by=PAGES if one.is_detailed else None) for one in meetings},
    }
    return Known(**usual | fields)


def reading(*meetings: Meeting, **fields: Any) -> Reading:
    """A complete reading of these meetings."""
    usual: dict[str, Any] = {
        "system": PAGES,
        "kind": PageKind.MEETINGS,
        "is_complete": True,
        "meetings": meetings,
    }
    return Reading(**usual | fields)


def see(before: Known | Comparison, *meetings: Meeting) -> Comparison:
    """Compare what is known with a complete reading of these meetings."""
    return compare(before.known if isinstance(before, Comparison) else before, reading(*meetings), now=NOW)


def kinds(changes: Iterable[Change] | Comparison) -> list[str]:
    """The kinds alone."""
    return [change.kind.value for change in (changes.changes if isinstance(changes, Comparison) else changes)]


# Strategies. Values come from small pools, so that meetings often agree in part.

_TITLES = (
    "Ofsted inspection",
    "SEND strategy",
    "Budget 2027",
    "ITEM WITHDRAWN - Budget 2027",
    "School places (withdrawn)",
)
_STAGES = (
    frozenset[Published](),
    AGENDA_OUT,
    AGENDA_OUT | {Published.DECISIONS},
    AGENDA_OUT | {Published.DRAFT_MINUTES},
    AGENDA_OUT | {Published.DECISIONS, Published.MINUTES},
)


@st.composite
def _documents(draw: st.DrawFn, owner: str) -> tuple[Document, ...]:
    ids = draw(st.lists(st.integers(1, 4), unique=True, max_size=3))
    kind = st.sampled_from((DocumentKind.REPORT, DocumentKind.SUPPLEMENT, DocumentKind.PACK))
    hashes = st.sampled_from((None, "aa", "bb"))
    return tuple(paper(f"{owner}-{n}", kind=draw(kind), content_hash=draw(hashes)) for n in ids)


@st.composite
def items_of(draw: st.DrawFn) -> tuple[AgendaItem, ...]:
    """Items in any order, each with its own papers."""
    ids = [str(n) for n in draw(st.lists(st.integers(1, 12), unique=True, max_size=7))]
    minutes = st.sampled_from(("Noted.", "The report was noted.", "Resolved to spend £5m."))
    return tuple(
        item(id_, draw(st.sampled_from(_TITLES)), *draw(_documents(id_)), minutes=draw(minutes), decision="Agreed.")
        for id_ in ids
    )


@st.composite
def detailed_meetings(draw: st.DrawFn, id_: str = "100") -> Meeting:
    """A meeting whose page was read, at any stage of its life."""
    return meeting(
        *draw(items_of()),
        id=id_,
        at=draw(st.sampled_from(("2026-09-17T10:00", "2026-09-18T10:00", "2026-09-18T14:30"))),
        status=draw(st.sampled_from(MeetingStatus)),
        venue=draw(st.sampled_from(("County Hall", "Town Hall", "Online"))),
        published=draw(st.sampled_from(_STAGES)),
        documents=draw(_documents("m")),
    )


@st.composite
def readings(draw: st.DrawFn) -> tuple[Meeting, ...]:
    """A few meetings: pages, and rows."""
    ids = draw(st.lists(st.integers(98, 102).map(str), unique=True, max_size=4))
    return tuple(as_row(one) if draw(st.booleans()) else one for one in (draw(detailed_meetings(id_)) for id_ in ids))


def as_row(one: Meeting) -> Meeting:
    """What the list says of a meeting."""
    return replace(one, is_detailed=False, items=(), documents=(), venue=None)


# The newsworthy projection: what a person would want to hear of, and how each change alters it.

View = dict[str, Any]


def view(one: Meeting) -> View:
    """Everything about a meeting that can be news."""
    items = [each for each in one.items if not is_marked_withdrawn(each.title)] if one.published else []
    papers = [(document, None) for document in one.documents] if one.published else []
    papers += [(document, each.id) for each in items for document in each.documents]  # type: ignore[misc]  # None stands for the meeting itself
    has_minutes = bool(one.published & {Published.MINUTES, Published.DRAFT_MINUTES})
    return {
        "time": one.starts_at.iso,
        "status": _status(one.status.value),
        "venue": one.venue,
        "out": one.published,
        "items": {each.id: fold_title(each.title) for each in items},
        "documents": {document.id: owner for document, owner in papers if not document.kind.is_generated},
        "hashes": {document.id: document.content_hash for document, _ in papers if not document.kind.is_generated},
        "minutes": {each.id: fold(each.minutes) for each in items} if has_minutes else {},
    }


def replay(before: View, changes: Iterable[Change]) -> View:
    """The view after the changes were applied one by one, and nothing else."""
    after: View = {key: dict(value) if isinstance(value, dict) else value for key, value in before.items()}
    for change in changes:
        facts: Any = change.after or {}
        match change.kind.facet:
            case Facet.TIME:
                after["time"] = facts["starts_at"]
            case Facet.STATUS:
                after["status"] = _status(facts["status"])
            case Facet.VENUE:
                after["venue"] = facts["venue"]
            case Facet.AGENDA | Facet.DECISIONS | Facet.DRAFT_MINUTES | Facet.MINUTES:
                after["out"] |= {Published(change.kind.facet.value)}
                _replay_output(after, change.kind, facts)
            case Facet.MINUTES_TEXT:
                after["minutes"] |= {each["id"]: fold(each["after"]) for each in facts["items"]}
            case Facet.TITLE:
                after["items"][change.item_id] = fold_title(facts["title"])
            case Facet.CONTENT:
                after["hashes"][change.document_id] = facts["content_hash"]
            case _:
                _replay_presence(after, change, facts)
    return after


def _replay_output(after: View, kind: ChangeKind, facts: Mapping[str, Any]) -> None:
    if kind is ChangeKind.AGENDA_PUBLISHED:
        after["items"] = {
            each["id"]: fold_title(each["title"]) for each in facts["items"] if not is_marked_withdrawn(each["title"])
        }
        after["documents"] = dict.fromkeys(each["id"] for each in facts["documents"])
    elif kind is not ChangeKind.DECISIONS_PUBLISHED:
        after["minutes"] = {each["id"]: fold(each["text"]) for each in facts["items"]}


def _replay_presence(after: View, change: Change, facts: Mapping[str, Any]) -> None:
    if change.kind is ChangeKind.ITEM_ADDED:
        after["items"][change.item_id] = fold_title(facts["title"])
        after["documents"] |= {each["id"]: change.item_id for each in facts["documents"]}
    elif change.kind is ChangeKind.ITEM_WITHDRAWN:
        del after["items"][change.item_id]
        after["documents"] = {id_: owner for id_, owner in after["documents"].items() if owner != change.item_id}
    elif change.kind is ChangeKind.DOCUMENT_WITHDRAWN:
        del after["documents"][change.document_id]
    else:
        after["documents"][change.document_id] = change.item_id


def _status(status: str) -> str:
    return {"moved": "scheduled", "withdrawn": "cancelled"}.get(status, status)
