"""The section "Needs attention": what is new and about a followed topic, best evidence first.

Does not tell changes of things already told (changed does).
May import: domain, digest.material, digest.notes, digest.sentences, digest.unread,
digest.words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from watcher.digest.material import Scope, council_of
from watcher.digest.notes import short_note
from watcher.digest.sentences import text_fact
from watcher.digest.unread import unread_lines
from watcher.digest.words import day_words, shortened, when_words
from watcher.domain.changes import Change, ChangeKind
from watcher.domain.digests import Entry, Link
from watcher.domain.publications import (
    LONDON,
    AgendaItem,
    Document,
    DocumentKind,
    FeedEntry,
    Meeting,
    MeetingStatus,
    Published,
)
from watcher.domain.topics import Evidence, Match, Place
from watcher.domain.ways import Lack

ALREADY_OUT = "Already out when you joined."
TITLE_LENGTH = 300
MOST_EVIDENCE = 3
_OUTPUTS = (DocumentKind.DECISIONS, DocumentKind.DRAFT_MINUTES, DocumentKind.MINUTES)
MOST_DOCUMENTS = 4
"""Papers of an item that are linked; the agenda page has the others."""


@dataclass(slots=True, kw_only=True)
class Found:
    """One new thing on its way to an Entry. `sort` is (day, clock) of the meeting as text, so that it is total."""

    key: str
    matches: tuple[Match, ...]
    entry: Entry
    sort: str
    numbers: set[int] = field(default_factory=set)


def item_key(source_key: str, item_id: str) -> str:
    """`item:<council>:<id>`: the same item through two committees of a council is one thing."""
    return f"item:{council_of(source_key)}:{item_id}"


def meeting_key(source_key: str, meeting_id: str) -> str:
    """`<council>:<id>`: what emails about one meeting have in common."""
    return f"{council_of(source_key)}:{meeting_id}"


def find_new(scope: Scope, *, is_first: bool) -> dict[str, Found]:
    """Every new thing about a followed topic, by key; for a first digest also what was already out."""
    withdrawn = {
        item_key(change.source_key, change.item_id)
        for change in scope.changes
        if change.kind is ChangeKind.ITEM_WITHDRAWN and change.item_id is not None
    }
    found: dict[str, Found] = {}
    for change in scope.changes:
        for candidate in _of_change(scope, change):
            if candidate.key in withdrawn:
                continue  # it came and went: Changed tells that it went
            kept = found.setdefault(candidate.key, candidate)
            kept.numbers |= {change.number} if change.number is not None else set()
    if is_first:
        for source_key, meeting in scope.upcoming:
            out = [_of_item(scope, source_key, meeting, item, lines=(ALREADY_OUT,)) for item in meeting.items]
            out += [
                _of_paper(scope, source_key, meeting, paper, lines=(ALREADY_OUT,)) for paper in papers_alone(meeting)
            ]
            for candidate_or_none in out:
                if candidate_or_none is not None:
                    found.setdefault(candidate_or_none.key, candidate_or_none)
    return found


def in_order(found: Iterable[Found]) -> list[Found]:
    """Best evidence first, then the sooner meeting, then the key."""
    return sorted(found, key=lambda each: (-max(match.score for match in each.matches), each.sort, each.key))


def _of_change(scope: Scope, change: Change) -> Iterable[Found]:
    if change.kind is ChangeKind.FEED_ENTRY_PUBLISHED:
        feed_entry = scope.material.entries.get((change.source_key, change.entry_id or ""))
        found = _of_feed_entry(scope, change.source_key, feed_entry) if feed_entry else None
        return [found] if found else []
    meeting = scope.meeting(change)
    if meeting is None:
        return []
    papers: Iterable[Document] = ()
    if change.kind is ChangeKind.AGENDA_PUBLISHED:
        papers = _papers_listed(change, meeting)
        listed = items_listed(change)
    elif change.kind is ChangeKind.ITEM_ADDED:
        listed = {change.item_id or "": text_fact(change.after or {}, "title")}
    else:
        return []
    items = meeting.items if listed is None else _still_there(meeting, listed)
    candidates = [_of_item(scope, change.source_key, meeting, item) for item in items]
    candidates += [_of_paper(scope, change.source_key, meeting, paper) for paper in papers]
    return [candidate for candidate in candidates if candidate is not None]


def papers_alone(meeting: Meeting) -> tuple[Document, ...]:
    """The papers of a meeting whose site lists no items, which stand for what is on its agenda; none of others.

    Minutes and decisions are told where those are told, and minutes of an earlier meeting are news there.
    """
    if Lack.ITEMS not in meeting.lacks:
        return ()
    return tuple(document for document in meeting.documents if document.kind not in _OUTPUTS)


def _papers_listed(change: Change, meeting: Meeting) -> list[Document]:
    """Of those the ones that came with the agenda."""
    listed = (change.after or {}).get("documents")
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        return []
    ids = {str(each["id"]) for each in listed if isinstance(each, Mapping) and "id" in each}
    return [document for document in papers_alone(meeting) if document.id in ids]


def items_listed(change: Change) -> Mapping[str, str] | None:
    """The items that came with an agenda, id -> title; None if the change does not list them.

    An item that came later is a change of its own, perhaps of the next window, and must not be told here as well.
    """
    listed = (change.after or {}).get("items")
    if not isinstance(listed, Sequence) or isinstance(listed, str):
        return None
    return {str(each["id"]): text_fact(each, "title") for each in listed if isinstance(each, Mapping) and "id" in each}


def _still_there(meeting: Meeting, listed: Mapping[str, str]) -> list[AgendaItem]:
    """The items listed, by id; or by title, where an agenda published again gave the same matter another id."""
    ids = {item.id for item in meeting.items}
    titles = {title.casefold() for id_, title in listed.items() if title and id_ not in ids}
    return [item for item in meeting.items if item.id in listed or " ".join(item.title.split()).casefold() in titles]


def _of_item(
    scope: Scope, source_key: str, meeting: Meeting, item: AgendaItem, *, lines: tuple[str, ...] = ()
) -> Found | None:
    matches = scope.about(source_key, f"item:{item.id}")
    if not matches:
        return None
    entry = item_entry(scope, source_key, meeting, item, matches, lines=lines)
    return Found(key=entry.key, matches=matches, entry=entry, sort=meeting_sort(meeting))


def _of_paper(
    scope: Scope, source_key: str, meeting: Meeting, paper: Document, *, lines: tuple[str, ...] = ()
) -> Found | None:
    """A paper about a followed topic, as an item is shown."""
    subject = f"paper:{paper.id}"
    matches = scope.about(source_key, subject)
    if not matches:
        return None
    entry = Entry(
        key=f"paper:{council_of(source_key)}:{paper.id}",
        title=shortened(paper.title, TITLE_LENGTH),
        url=meeting.url,
        where=f"{scope.council_name(source_key)} · {scope.committee_name(source_key, meeting)}",
        when=when_words(meeting.starts_at, scope.today),
        lines=lines + _doubts(scope, meeting),
        remarks=unread_lines(scope, source_key, (paper,)),
        evidence=best_evidence(matches),
        topics=scope.all_topics(source_key, subject),
        why=scope.why(source_key, subject),
        meeting=meeting_key(source_key, meeting.id),
        links=(agenda_link(meeting), document_link(paper)),
    )
    return Found(key=entry.key, matches=matches, entry=entry, sort=meeting_sort(meeting))


def _doubts(scope: Scope, meeting: Meeting) -> tuple[str, ...]:
    """What a reader must know of the meeting before going there."""
    lines: tuple[str, ...] = ()
    if meeting.status in (MeetingStatus.CANCELLED, MeetingStatus.POSTPONED):
        lines = (f"This meeting has been {meeting.status.value}.",)
    return lines if scope.has_begun(meeting) else (*lines, *short_note(meeting))


def meeting_sort(meeting: Meeting | None) -> str:
    """A text that sorts meetings by time, those without a readable one last."""
    return (meeting.starts_at.iso if meeting else None) or "9999"


def item_entry(
    scope: Scope,
    source_key: str,
    meeting: Meeting,
    item: AgendaItem,
    matches: tuple[Match, ...],
    *,
    lines: tuple[str, ...] = (),
) -> Entry:
    """An agenda item as a digest shows it."""
    lines += _doubts(scope, meeting)
    if item.is_restricted:
        lines += ("To be discussed without the public: papers may stay closed.",)
    return Entry(
        key=item_key(source_key, item.id),
        title=shortened(item.title, TITLE_LENGTH),
        url=meeting.url,
        where=f"{scope.council_name(source_key)} · {scope.committee_name(source_key, meeting)}",
        when=when_words(meeting.starts_at, scope.today),
        lines=lines,
        remarks=unread_lines(scope, source_key, item.documents),
        evidence=best_evidence(matches),
        topics=scope.all_topics(source_key, f"item:{item.id}"),
        why=scope.why(source_key, f"item:{item.id}"),
        meeting=meeting_key(source_key, meeting.id),
        links=(
            agenda_link(meeting),
            *(document_link(each, under=item.title) for each in item.documents[:MOST_DOCUMENTS]),
        ),
    )


def agenda_link(meeting: Meeting) -> Link:
    """The meeting's page, called by what is on it."""
    return Link(words="Agenda" if Published.AGENDA in meeting.published else "Meeting page", url=meeting.url)


def document_link(document: Document, *, under: str = "") -> Link:
    """A paper by its title, with the size the council states; `Report` if it stands under the same title."""
    is_repeated = document.title.casefold() == under.casefold() or not document.title
    words = "Report" if is_repeated else shortened(document.title, 120)
    return Link(words=words, url=document.url, note=document.size or "")


def best_evidence(matches: tuple[Match, ...]) -> tuple[Evidence, ...]:
    """At most three passages, one of each topic first; words of the title only where there is nothing else.

    The title stands above in full, so quoting it again tells the reader nothing.
    """
    chosen: list[Evidence] = []
    for round_ in range(MOST_EVIDENCE):
        for match in matches:
            passages = [each for each in match.evidence if each.place is not Place.TITLE]
            chosen += passages[round_ : round_ + 1]
    titles = [match.evidence[0] for match in matches if match.evidence]
    distinct = {(each.snippet, each.document, each.page): each for each in reversed(chosen or titles)}
    return tuple(reversed(distinct.values()))[:MOST_EVIDENCE]


def _of_feed_entry(scope: Scope, source_key: str, feed_entry: FeedEntry) -> Found | None:
    matches = scope.about(source_key, f"entry:{feed_entry.id}")
    if not matches:
        return None
    when = _feed_day(feed_entry.published_at, scope.today)
    entry = Entry(
        key=f"entry:{source_key}:{feed_entry.id}",
        title=shortened(feed_entry.title, TITLE_LENGTH),
        url=feed_entry.url,
        where=scope.council_name(source_key),
        when=f"published {when}" if when else "",
        evidence=best_evidence(matches),
        topics=scope.all_topics(source_key, f"entry:{feed_entry.id}"),
        why=scope.why(source_key, f"entry:{feed_entry.id}"),
    )
    sort = feed_entry.published_at.isoformat() if feed_entry.published_at else "9999"
    return Found(key=entry.key, matches=matches, entry=entry, sort=sort)


def _feed_day(moment: datetime | None, today: date) -> str:
    return day_words(moment.astimezone(LONDON).date(), today) if moment else ""
