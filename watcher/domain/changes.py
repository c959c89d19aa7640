"""What is remembered, and what is news.

Known is the memory of one source; a Change is one difference that a person would call news.
Does not compare (diff does) or remember (store does). May import: errors, domain.publications.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from watcher.domain.publications import Committee, Decision, Meeting, PlannedDecision

Facts = Mapping[str, object]
"""A JSON object: what a facet was before or is after, small enough to be shown whole."""


class Facet(StrEnum):
    """Which side of a thing a change is about: changes of one facet of one thing cancel out or add up (diff.net)."""

    EXISTENCE = "existence"
    TIME = "time"
    STATUS = "status"
    VENUE = "venue"
    AGENDA = "agenda"
    SUPPLEMENT = "supplement"
    PRESENCE = "presence"
    TITLE = "title"
    CONTENT = "content"
    DECISIONS = "decisions"
    DRAFT_MINUTES = "draft_minutes"
    MINUTES = "minutes"
    MINUTES_TEXT = "minutes_text"
    ENTRY = "entry"


class ChangeKind(StrEnum):
    """Every kind of news there is. The value is what the database, the JSON and `watcher changes` say."""

    COMMITTEE_ADDED = "committee_added"
    MEETING_SCHEDULED = "meeting_scheduled"
    MEETING_RESCHEDULED = "meeting_rescheduled"
    MEETING_POSTPONED = "meeting_postponed"
    MEETING_ADJOURNED = "meeting_adjourned"
    MEETING_CANCELLED = "meeting_cancelled"
    MEETING_REINSTATED = "meeting_reinstated"
    VENUE_CHANGED = "venue_changed"
    AGENDA_PUBLISHED = "agenda_published"
    SUPPLEMENT_PUBLISHED = "supplement_published"
    ITEM_ADDED = "item_added"
    ITEM_WITHDRAWN = "item_withdrawn"
    ITEM_RETITLED = "item_retitled"
    DOCUMENT_ADDED = "document_added"
    DOCUMENT_REPLACED = "document_replaced"
    DOCUMENT_WITHDRAWN = "document_withdrawn"
    DECISIONS_PUBLISHED = "decisions_published"
    DRAFT_MINUTES_PUBLISHED = "draft_minutes_published"
    MINUTES_PUBLISHED = "minutes_published"
    MINUTES_AMENDED = "minutes_amended"
    FEED_ENTRY_PUBLISHED = "feed_entry_published"
    DECISION_PUBLISHED = "decision_published"
    DECISION_AMENDED = "decision_amended"
    KEY_DECISION_ANNOUNCED = "key_decision_announced"
    KEY_DECISION_REDATED = "key_decision_redated"

    @property
    def facet(self) -> Facet:
        """The facet this kind is about."""
        return _FACETS[self]


_FACETS = {
    ChangeKind.COMMITTEE_ADDED: Facet.EXISTENCE,
    ChangeKind.MEETING_SCHEDULED: Facet.EXISTENCE,
    ChangeKind.MEETING_RESCHEDULED: Facet.TIME,
    ChangeKind.MEETING_POSTPONED: Facet.STATUS,
    ChangeKind.MEETING_ADJOURNED: Facet.STATUS,
    ChangeKind.MEETING_CANCELLED: Facet.STATUS,
    ChangeKind.MEETING_REINSTATED: Facet.STATUS,
    ChangeKind.VENUE_CHANGED: Facet.VENUE,
    ChangeKind.AGENDA_PUBLISHED: Facet.AGENDA,
    ChangeKind.SUPPLEMENT_PUBLISHED: Facet.SUPPLEMENT,
    ChangeKind.ITEM_ADDED: Facet.PRESENCE,
    ChangeKind.ITEM_WITHDRAWN: Facet.PRESENCE,
    ChangeKind.ITEM_RETITLED: Facet.TITLE,
    ChangeKind.DOCUMENT_ADDED: Facet.PRESENCE,
    ChangeKind.DOCUMENT_REPLACED: Facet.CONTENT,
    ChangeKind.DOCUMENT_WITHDRAWN: Facet.PRESENCE,
    ChangeKind.DECISIONS_PUBLISHED: Facet.DECISIONS,
    ChangeKind.DRAFT_MINUTES_PUBLISHED: Facet.DRAFT_MINUTES,
    ChangeKind.MINUTES_PUBLISHED: Facet.MINUTES,
    ChangeKind.MINUTES_AMENDED: Facet.MINUTES_TEXT,
    ChangeKind.FEED_ENTRY_PUBLISHED: Facet.ENTRY,
    ChangeKind.DECISION_PUBLISHED: Facet.EXISTENCE,
    ChangeKind.DECISION_AMENDED: Facet.CONTENT,
    ChangeKind.KEY_DECISION_ANNOUNCED: Facet.EXISTENCE,
    ChangeKind.KEY_DECISION_REDATED: Facet.TIME,
}


LAST_TOLD = "is_last_told"
"""A fact in `after`: this thing has changed so often that later changes of it are not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One piece of news about one thing of one source.

    `number` and `noticed_at` (UTC) are given by the store when the change is committed, None until then. The thing is
    the most particular id that is set: document, item, meeting, else the entry, the committee or the decision (of a
    council's register, or planned). `before` and `after` hold the facet's facts; None where there was, or is, nothing.
    """

    kind: ChangeKind
    source_key: str
    meeting_id: str | None = None
    item_id: str | None = None
    document_id: str | None = None
    entry_id: str | None = None
    committee_id: str | None = None
    decision_id: str | None = None
    before: Facts | None = None
    after: Facts | None = None
    number: int | None = None
    noticed_at: datetime | None = None

    @property
    def subject(self) -> tuple[str | None, ...]:
        """What the change is about: equal for all changes of one thing."""
        named = (self.decision_id,) if self.decision_id is not None else ()
        return (
            self.source_key,
            self.meeting_id,
            self.item_id,
            self.document_id,
            self.entry_id,
            self.committee_id,
            *named,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMeeting:
    """What is remembered of one meeting.

    `row` is the fingerprint of the list row that was last fully dealt with (None: look again). `absences` counts, by
    `item:<id>` or `document:<id>`, the complete readings in a row that lacked the thing (-1: one in another way than
    that which showed it, which says nothing). `announced` counts, by facet and thing, how often it was announced (the
    limit for what flaps). `page_read_at` and `documents_read_at` are UTC. `read_by` is the system that last read it in
    detail, None where that was not noted.
    """

    meeting: Meeting
    row: str | None = None
    absences: Mapping[str, int] = field(default_factory=dict)
    announced: Mapping[str, int] = field(default_factory=dict)
    page_read_at: datetime | None = None
    documents_read_at: datetime | None = None
    read_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownDecision:
    """What is remembered of one decision, taken or planned. The fields are as in KnownMeeting."""

    decision: Decision | PlannedDecision
    row: str | None = None
    announced: Mapping[str, int] = field(default_factory=dict)
    page_read_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is remembered of one source from earlier readings. Not `is_baselined`: nothing was ever read to the end.

    `read_by` is the system of the last reading, None where that was not noted. `renumbered` are ids that meetings had,
    with the id that each of them has now.
    """

    source_key: str
    is_baselined: bool = False
    read_by: str | None = None
    meetings: Mapping[str, KnownMeeting] = field(default_factory=dict)
    entry_ids: frozenset[str] = frozenset()
    committees: Mapping[str, Committee] = field(default_factory=dict)
    decisions: Mapping[str, KnownDecision] = field(default_factory=dict)
    renumbered: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What a comparison decided: the news, and the memory as it is now. `flags` say what was odd or held back."""

    changes: tuple[Change, ...]
    known: Known
    flags: tuple[str, ...] = ()
