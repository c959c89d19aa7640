"""What feed readers and calendars are given: news one by one, and sittings with how often they were revised.

Does not choose, word (feeds does) or write. May import: errors, other domain modules.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from watcher.domain.digests import Link
from watcher.domain.publications import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisions:
    """How often a known meeting changed in what a calendar shows, and when anything of it last did (UTC)."""

    count: int = 0
    last_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A meeting for a calendar, without its items.

    `subjects` are the titles of items that are about topics, each with the keys of those.
    """

    source_key: str
    meeting: Meeting
    subjects: Sequence[tuple[str, tuple[str, ...]]] = ()
    revisions: Revisions = field(default_factory=Revisions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One piece of news for feed readers. `name` never changes and names it alone; `told_at` is UTC.

    `number` is the change's, 0 if it is of none. `lines` are plain sentences, one a paragraph. `url` is the page of the
    council that it is about. `topics` are names.
    """

    name: str
    number: int = 0
    told_at: datetime
    title: str
    url: str
    lines: tuple[str, ...]
    topics: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
