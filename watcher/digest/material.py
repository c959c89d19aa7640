"""What a digest is made of, and the part of it that one subscription follows.

Changes come in net (diff.net over the window): a meeting moved and moved back is no news, and only the caller knows how
to say so. Does not put anything into words or sections. May import: domain.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from watcher.domain.changes import Change
from watcher.domain.digests import AgendaOut, Entry, Resolved
from watcher.domain.documents import UnreadPaper
from watcher.domain.polls import SourceState
from watcher.domain.publications import LONDON, AgendaItem, Decision, FeedEntry, Meeting, PlannedDecision, Source
from watcher.domain.subscribers import Subscription
from watcher.domain.topics import Match, Topics

FEED_PREFIX = "feed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything known that a digest may tell; the same for all subscribers with the same window.

    `changes` are numbered and net. `matches` are by (source key, `item:<id>`, `entry:<id>` or `decision:<id>`);
    `earlier_matches` are those a thing had before it was retitled or withdrawn. `meetings` are those that changes speak
    of, by (source key, meeting id). `upcoming` are (source key, meeting) from today on, and those without a readable
    day. `entries` are by (source key, entry id). `states` are of all watched sources. `unread` are the papers of these
    meetings' items that could not be read, by (source key, document id). `agendas` say when those of these meetings
    came out, `resolved` what papers of a meeting say was resolved, both by (source key, meeting id). `decisions` are
    those that changes speak of, taken or planned, by (source key, decision id).
    """

    changes: tuple[Change, ...]
    matches: Mapping[tuple[str, str], tuple[Match, ...]]
    meetings: Mapping[tuple[str, str], Meeting]
    upcoming: tuple[tuple[str, Meeting], ...]
    sources: Mapping[str, Source]
    states: tuple[SourceState, ...]
    topics: Topics
    entries: Mapping[tuple[str, str], FeedEntry] = field(default_factory=dict)
    earlier_matches: Mapping[tuple[str, str], tuple[Match, ...]] = field(default_factory=dict)
    unread: Mapping[tuple[str, str], UnreadPaper] = field(default_factory=dict)
    bank_holidays: frozenset[date] = frozenset()
    agendas: Mapping[tuple[str, str], AgendaOut] = field(default_factory=dict)
    resolved: Mapping[tuple[str, str], tuple[Resolved, ...]] = field(default_factory=dict)
    decisions: Mapping[tuple[str, str], Decision | PlannedDecision] = field(default_factory=dict)


def council_of(source_key: str) -> str:
    """The council's key, which is the first part of a source's; `feed` for feeds."""
    return source_key.partition("/")[0]


def is_followed(source_key: str, subscription: Subscription) -> bool:
    """True if the subscription covers the source.

    Nothing named: all sources. Committees named: those, and they narrow their own council. Councils named: all their
    sources but no feeds, since a feed belongs to no council; a feed can be named by its key among the committees.
    """
    if not subscription.councils and not subscription.committees:
        return True
    if source_key in subscription.committees:
        return True
    narrowed = {council_of(key) for key in subscription.committees}
    council = council_of(source_key)
    return council in subscription.councils and council not in narrowed


class Scope:
    """The part of the material that a subscription follows, with the look-ups that all sections need."""

    def __init__(self, material: Material, subscription: Subscription, now: datetime) -> None:
        if now.tzinfo is None:
            msg = "now must be aware"
            raise ValueError(msg)
        self.material, self.subscription, self.now = material, subscription, now
        self.today = now.astimezone(LONDON).date()
        self.changes = tuple(
            sorted(
                (each for each in material.changes if self.follows(each.source_key)), key=lambda each: each.number or 0
            )
        )
        self.states = tuple(
            sorted(
                (each for each in material.states if each.is_watched and self.follows(each.key)),
                key=lambda each: each.key,
            )
        )
        self.upcoming = tuple(pair for pair in material.upcoming if self.follows(pair[0]))
        self._names = {topic.key: topic.name for topic in material.topics.topics}

    def follows(self, source_key: str) -> bool:
        """True if the subscription covers the source."""
        return is_followed(source_key, self.subscription)

    def about(self, source_key: str, subject: str) -> tuple[Match, ...]:
        """The matches of a thing, now or earlier, that say it is about a topic followed, best first."""
        wanted = self.subscription.topics or self._names
        return tuple(match for match in self.all_about(source_key, subject) if match.topic in wanted)

    def all_about(self, source_key: str, subject: str) -> tuple[Match, ...]:
        """The same for all topics: a thing that is shown is shown with all of its topics."""
        key = (source_key, subject)
        found = {
            match.topic: match
            for match in (*self.material.earlier_matches.get(key, ()), *self.material.matches.get(key, ()))
            if match.is_about and (match.topic in self._names or match.topic in self.subscription.topics)
        }
        return tuple(sorted(found.values(), key=lambda match: (-match.score, match.topic)))

    def all_topics(self, source_key: str, subject: str) -> tuple[str, ...]:
        """The names of all topics that a thing is about, followed or not."""
        return self.topic_names({match.topic for match in self.all_about(source_key, subject)})

    @property
    def all_topic_names(self) -> tuple[str, ...]:
        """The names of all topics, in the order of the topics file."""
        return tuple(dict.fromkeys(self._names.values()))

    def why(self, source_key: str, subject: str) -> str:
        """`because you follow SEND in this council`; nothing to those who follow everything."""
        wanted = self.subscription
        followed = {match.topic for match in self.about(source_key, subject)} if wanted.topics else set[str]()
        places = "committee" if source_key in wanted.committees else "council" if wanted.councils else ""
        what = [" and ".join(self.topic_names(followed))] if followed else []
        where = f"this {'feed' if source_key.startswith(f'{FEED_PREFIX}/') else places}" if places else ""
        return f"because you follow {' in '.join([*what, where] if where else what)}" if what or where else ""

    def topic_names(self, topics: set[str]) -> tuple[str, ...]:
        """The names people read, in the order of the topics file; a topic no longer there keeps its key."""
        known = tuple(name for key, name in self._names.items() if key in topics)
        return known + tuple(sorted(topics - self._names.keys()))

    def topic_names_of(self, entries: Iterable[Entry]) -> tuple[str, ...]:
        """The names of the topics of some entries that are followed, in the order of the topics file."""
        followed = {self._names.get(key, key) for key in self.subscription.topics or self._names}
        present = {name for entry in entries for name in entry.topics} & followed
        known = tuple(name for name in self.all_topic_names if name in present)
        return known + tuple(sorted(present - set(known)))

    def meeting(self, change: Change) -> Meeting | None:
        """The meeting a change is about, as it is known now."""
        return self.material.meetings.get((change.source_key, change.meeting_id or ""))

    def has_begun(self, meeting: Meeting) -> bool:
        """True if the meeting's hour is past; without an hour, its day."""
        day, start = meeting.starts_at.day, meeting.starts_at.aware
        if day is None or start is None:
            return False
        return day < self.today or (meeting.starts_at.clock is not None and start < self.now)

    def item(self, change: Change) -> AgendaItem | None:
        """The agenda item a change is about, None if it is no longer there."""
        meeting = self.meeting(change)
        return next((item for item in meeting.items if item.id == change.item_id), None) if meeting else None

    def council_name(self, source_key: str) -> str:
        """The council's name, or the feed's."""
        source = self.material.sources.get(source_key)
        if source is None:
            return council_of(source_key)
        return source.council.name if source.council else source.name

    def committee_name(self, source_key: str, meeting: Meeting | None = None) -> str:
        """The committee's name: the meeting's own word for it first."""
        if meeting is not None and meeting.committee.name:
            return meeting.committee.name
        source = self.material.sources.get(source_key)
        if source is None:
            return source_key
        return source.committee.name if source.committee and source.committee.name else source.name
