"""One change as a piece of news for feed readers: a title, and sentences with their evidence.

Days carry their year and are counted from the day of the change, never from today: the same change gives the same
words next month. Does not choose what is told. May import: domain, digest, render, feeds.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date

from watcher import digest
from watcher.domain.changes import Change, ChangeKind
from watcher.domain.digests import Entry, Link
from watcher.domain.feeds import Told
from watcher.domain.publications import AgendaItem, FeedEntry, Meeting, MeetingStatus, Source
from watcher.domain.topics import Match, Topics
from watcher.feeds.names import name_of
from watcher.render import evidence_source

MOST_TITLES = 40
"""Items of an agenda that are listed; the council's page has them all."""
_MOST_DOCUMENTS = 4
_TITLE = 200
_LONG_AGO = date.min
"""A year that is nobody's "this year", so that every day is written with its own."""

_LABELS = {
    ChangeKind.COMMITTEE_ADDED: "New committee",
    ChangeKind.MEETING_SCHEDULED: "New date",
    ChangeKind.MEETING_RESCHEDULED: "Meeting moved",
    ChangeKind.MEETING_POSTPONED: "Meeting postponed",
    ChangeKind.MEETING_ADJOURNED: "Meeting adjourned",
    ChangeKind.MEETING_CANCELLED: "Meeting cancelled",
    ChangeKind.MEETING_REINSTATED: "Meeting goes ahead after all",
    ChangeKind.VENUE_CHANGED: "Venue changed",
    ChangeKind.AGENDA_PUBLISHED: "Agenda published",
    ChangeKind.SUPPLEMENT_PUBLISHED: "Supplement published",
    ChangeKind.ITEM_ADDED: "Item added",
    ChangeKind.ITEM_WITHDRAWN: "Item withdrawn",
    ChangeKind.ITEM_RETITLED: "Item retitled",
    ChangeKind.DOCUMENT_ADDED: "Paper added",
    ChangeKind.DOCUMENT_REPLACED: "Paper replaced",
    ChangeKind.DOCUMENT_WITHDRAWN: "Paper taken down",
    ChangeKind.DECISIONS_PUBLISHED: "Decisions published",
    ChangeKind.DRAFT_MINUTES_PUBLISHED: "Draft minutes published",
    ChangeKind.MINUTES_PUBLISHED: "Minutes published",
    ChangeKind.MINUTES_AMENDED: "Minutes amended",
    ChangeKind.FEED_ENTRY_PUBLISHED: "Published",
    ChangeKind.DECISION_PUBLISHED: "Decision published",
    ChangeKind.DECISION_AMENDED: "Decision amended",
    ChangeKind.KEY_DECISION_ANNOUNCED: "Decision announced",
    ChangeKind.KEY_DECISION_REDATED: "To be decided at another time",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """What is known around some changes, with the keys of digest.Material."""

    sources: Mapping[str, Source]
    topics: Topics
    meetings: Mapping[tuple[str, str], Meeting] = field(default_factory=dict)
    matches: Mapping[tuple[str, str], tuple[Match, ...]] = field(default_factory=dict)
    entries: Mapping[tuple[str, str], FeedEntry] = field(default_factory=dict)

    def about(self, source_key: str, subject: str) -> tuple[Match, ...]:
        """The topics that a thing is about, best first."""
        found = [match for match in self.matches.get((source_key, subject), ()) if match.is_about]
        return tuple(sorted(found, key=lambda match: (-match.score, match.topic)))

    def topic_names(self, matches: Iterable[Match]) -> tuple[str, ...]:
        """The names people read, in the order of the topics file."""
        keys = {match.topic for match in matches}
        return tuple(topic.name for topic in self.topics.topics if topic.key in keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Subject:
    """What a change is about, as it is known now."""

    change: Change
    background: Background
    meeting: Meeting | None
    entry: FeedEntry | None

    @property
    def item(self) -> AgendaItem | None:
        items = self.meeting.items if self.meeting else ()
        return next((each for each in items if each.id == self.change.item_id), None)

    @property
    def source(self) -> Source | None:
        return self.background.sources.get(self.change.source_key)

    @property
    def place(self) -> str:
        """Council and committee, or the feed."""
        source = self.source
        council = source.council.name if source and source.council else source.name if source else ""
        return " · ".join(each for each in (council, self.committee) if each)

    @property
    def committee(self) -> str:
        known = self.meeting.committee.name if self.meeting else _text(self.change.after, "decision_maker")
        return known or (self.source.committee.name if self.source and self.source.committee else "")

    @property
    def title(self) -> str:
        """The thing's own title, or the committee whose meeting it is about."""
        facts = (_text(self.change.after, "title"), _text(self.change.before, "title"))
        if self.entry is not None:
            return self.entry.title
        if self.change.kind is ChangeKind.COMMITTEE_ADDED:
            return _text(self.change.after, "name") or f"committee {self.change.committee_id}"
        if self.change.item_id is not None and self.item is not None and self.change.document_id is None:
            return self.item.title
        return facts[0] or facts[1] or self.committee or self.place

    @property
    def day(self) -> str:
        """Of a meeting as a whole: the day that the change knows, else the one known now."""
        if self.change.meeting_id is None or self.change.item_id is not None or self.change.document_id is not None:
            return ""
        try:
            day = date.fromisoformat(_text(self.change.after, "starts_at")[:10])
        except ValueError:
            known = self.meeting.starts_at.day if self.meeting else None
            return f", {digest.day_words(known, _LONG_AGO)}" if known else ""
        return f", {digest.day_words(day, _LONG_AGO)}"

    @property
    def url(self) -> str:
        if self.entry is not None:
            return self.entry.url
        if self.meeting is not None:
            return self.meeting.url
        return _text(self.change.after, "url") or (self.source.url if self.source else "")


def tell(change: Change, background: Background) -> Told:
    """The news of one numbered change. Raises ValueError for one that the store has not numbered."""
    if change.number is None or change.noticed_at is None:
        raise ValueError("only a change with its number and time can be told")
    key = (change.source_key, change.meeting_id or "")
    entry = background.entries.get((change.source_key, change.entry_id)) if change.entry_id else None
    subject = _Subject(change=change, background=background, meeting=background.meetings.get(key), entry=entry)
    found = _found(subject)
    return Told(
        name=name_of(
            "change",
            str(change.number),
            change.kind.value,
            *(part or "" for part in change.subject),
            change.noticed_at.astimezone(UTC).isoformat(),
        ),
        number=change.number,
        told_at=change.noticed_at,
        title=_headline(subject, found),
        url=subject.url,
        lines=tuple(_lines(subject, found)),
        topics=background.topic_names(match for _, matches in found for match in matches),
        links=_links(subject),
    )


def _found(subject: _Subject) -> list[tuple[str, tuple[Match, ...]]]:
    """The items, or the entry, that the change brings and that are about a topic: their titles and matches."""
    change, about = subject.change, subject.background.about
    if change.decision_id is not None:
        things = [(subject.title, f"decision:{change.decision_id}")]
    elif change.entry_id is not None:
        things = [(subject.title, f"entry:{change.entry_id}")]
    elif change.item_id is not None:
        item = subject.item
        things = [(item.title if item else subject.title, f"item:{change.item_id}")]
    else:
        things = [(title, f"item:{id_}") for id_, title, _ in _listed(change)]
        things += [(title, f"paper:{id_}") for id_, title, _ in _listed(change, "documents")]
    matched = [(title, about(change.source_key, thing)) for title, thing in things]
    return [(title, matches) for title, matches in matched if matches]


def _headline(subject: _Subject, found: Sequence[tuple[str, tuple[Match, ...]]]) -> str:
    change = subject.change
    words = f"{_LABELS[change.kind]}: {digest.shortened(subject.title, _TITLE)}{subject.day}"
    if change.kind is ChangeKind.AGENDA_PUBLISHED and found:
        names = subject.background.topic_names(match for _, matches in found for match in matches)
        noun = "item" if _listed(change) else "paper"
        words += f", with {digest.counted(len(found), noun)} about {digest.listed(names)}"
    where = subject.committee if change.item_id or change.document_id else ""
    council = subject.source.council.name if subject.source and subject.source.council else ""
    rest = ", ".join(each for each in (where, council) if each and each not in words)
    return f"{words} ({rest})" if rest else words


def _lines(subject: _Subject, found: Sequence[tuple[str, tuple[Match, ...]]]) -> Iterable[str]:
    change, meeting = subject.change, subject.meeting
    yield subject.place
    document = (
        next((each for each in meeting.all_documents() if each.id == change.document_id), None) if meeting else None
    )
    yield digest.change_sentence(change, _LONG_AGO, document_title=document.title if document else "")
    yield from digest.passage_lines(change)
    if change.kind is ChangeKind.MEETING_SCHEDULED and change.after:
        yield _first_date(change.after)
    if meeting is not None:
        yield _now_words(meeting)
        yield from digest.note_lines(meeting)
    for title, matches in found:
        yield from _evidence(subject, title, matches)
    listed = _listed(change)
    if change.kind is ChangeKind.AGENDA_PUBLISHED:
        yield from _agenda(listed)
    else:
        about = {title for title, _ in found}
        yield from (f"{title}: {digest.first_sentence(text)}" for _, title, text in listed if text and title in about)


def _first_date(facts: Mapping[str, object]) -> str:
    """A new meeting's first date; where it moved since, the next line says when it is now."""
    raw = _text(facts, "starts_at") or _text(facts, "raw")
    return f"First listed for {raw.replace('T', ', ')}." if raw else ""


def _now_words(meeting: Meeting) -> str:
    when = digest.when_words(meeting.starts_at, _LONG_AGO)
    state = "" if meeting.status is MeetingStatus.SCHEDULED else f", {meeting.status.value}"
    return digest.sentence(f"The meeting as listed now: {when}{state}")


def _evidence(subject: _Subject, title: str, matches: tuple[Match, ...]) -> Iterable[str]:
    """The title with its topics, then each passage as it stands in the source, with where it stands."""
    names = digest.listed(subject.background.topic_names(matches))
    yield f"About {names}: {digest.shortened(title, _TITLE)}"
    change = subject.change
    key = f"entry:{change.entry_id}" if change.entry_id else "item:"
    if change.decision_id:
        is_planned = change.kind in (ChangeKind.KEY_DECISION_ANNOUNCED, ChangeKind.KEY_DECISION_REDATED)
        key = f"{'planned' if is_planned else 'decision'}:{change.decision_id}"
    of = Entry(key=key, title=title, url=subject.url)
    yield from (f"“{each.snippet}” ({evidence_source(each, of)})" for each in digest.best_evidence(matches))


def _agenda(listed: Sequence[tuple[str, str, str]]) -> Iterable[str]:
    titles = [digest.shortened(title, _TITLE) for _, title, _ in listed if title]
    if titles:
        yield f"{digest.counted(len(titles), 'item')}: {'; '.join(titles[:MOST_TITLES])}."
    if len(titles) > MOST_TITLES:
        yield f"And {len(titles) - MOST_TITLES} more: the agenda has them."


def _links(subject: _Subject) -> tuple[Link, ...]:
    """The papers that the change is about."""
    change, meeting = subject.change, subject.meeting
    if meeting is None:
        return ()
    if change.document_id is not None:
        papers = tuple(each for each in meeting.all_documents() if each.id == change.document_id)
    else:
        papers = subject.item.documents if subject.item else ()
    return tuple(Link(words=each.title, url=each.url) for each in papers[:_MOST_DOCUMENTS])


def items_of(change: Change) -> tuple[str, ...]:
    """The ids of the items that a change lists."""
    return tuple(id_ for id_, _, _ in _listed(change))


def papers_of(change: Change) -> tuple[str, ...]:
    """The ids of the papers that a change lists."""
    return tuple(id_ for id_, _, _ in _listed(change, "documents"))


def _listed(change: Change, name: str = "items") -> list[tuple[str, str, str]]:
    """(id, title, text) of the items, or the `documents`, that a change lists."""
    items = (change.after or {}).get(name)
    if not isinstance(items, Sequence) or isinstance(items, str):
        return []
    rows = [each for each in items if isinstance(each, Mapping) and "id" in each]
    return [(str(each["id"]), _text(each, "title"), _text(each, "text")) for each in rows]


def _text(facts: Mapping[str, object] | None, name: str) -> str:
    value = (facts or {}).get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""
