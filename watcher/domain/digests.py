"""What a digest says, before it is anybody's email.

Equal input gives an equal Edition: every order is total and every count is the length of the list it heads.
Does not choose (digest does) or render (render does). May import: errors, other domain modules.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from watcher.domain.topics import Evidence


class Frequency(StrEnum):
    """How often a subscriber hears."""

    WEEKLY = "weekly"
    DAILY = "daily"
    IMMEDIATE = "immediate"


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A range of change numbers: after < number <= up_to. Never of time."""

    after: int
    up_to: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One digest day of one frequency. (frequency, period) is unique: late, doubled and missed triggers are one run.

    `up_to` is the last change number any of its digests may tell. `finished_at` (UTC) is None until all is composed.
    """

    id: int
    frequency: Frequency
    period: str
    up_to: int
    opened_at: datetime
    finished_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaOut:
    """When an agenda came out, as far as we can tell: it was there at `noticed_at`, and not yet at `not_before`.

    Both are UTC; `not_before` is None where nobody looked in the days before.
    """

    noticed_at: datetime
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What printed minutes or decisions say was resolved on one item of a meeting, verbatim. `paper` is their title."""

    item_id: str
    points: tuple[str, ...]
    paper: str


class SectionKind(StrEnum):
    """The sections, in the order of the digest."""

    NEEDS_ATTENTION = "needs_attention"
    CHANGED = "changed"
    COMING_UP = "coming_up"
    MINUTES_PUBLISHED = "minutes_published"
    DECISIONS = "decisions"
    BY_COUNCIL = "by_council"
    NOT_CHECKED = "not_checked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Words and the http(s) address behind them. `note` is small print such as `PDF 230 KB`."""

    words: str
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was resolved on one item. `title` and `url` are the item's, `words` verbatim, `source` where they stand.

    `since` says since when the item was on the agenda, in words; empty if that is not known.
    """

    title: str
    url: str
    words: str
    source: str = ""
    since: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing told. `key` is unique within an Edition and stable: `item:<council>:<id>`, `meeting:...`, `source:...`.

    `where` is Council and Committee; `when` is the meeting's time as people write it. `lines` are sentences (what
    changed, old -> new). `topics` are names in the order of the topics file; `why` says which of them, or what else,
    the reader follows. `remarks` are sentences on what could not be read. `meeting` is `<council>:<id>` of the meeting
    it is about, for those who thread.
    """

    key: str
    title: str
    url: str
    where: str = ""
    when: str = ""
    lines: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    topics: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    change_numbers: tuple[int, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    remarks: tuple[str, ...] = ()
    why: str = ""
    meeting: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading and its list; `count` in the heading is always len(entries)."""

    kind: SectionKind
    heading: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What a digest says. `period` is `2026-W47` or `2026-11-22`; `slug` names the edition in the archive.

    `composed_at` is UTC. `follows` says in words what this edition covers ("everything", "SEND in Leicestershire").
    `topic_counts` are (topic name, items) for items of the first section; `tally_note` says why they may add up to
    more. `checked` and `sources` count sources.
    """

    slug: str
    frequency: Frequency
    period: str
    first_day: date
    last_day: date
    composed_at: datetime
    window: Window
    title: str
    subject: str
    summary: tuple[str, ...]
    topic_counts: tuple[tuple[str, int], ...]
    sections: tuple[Section, ...]
    follows: str
    next_on: date | None = None
    checked: int = 0
    sources: int = 0
    is_quiet: bool = False
    flags: tuple[str, ...] = field(default=())
    tally_note: str = ""
