"""What is remembered of asking: how a source stands, one attempt, one page, and the outline of its meetings.

Does not decide when to ask (cadence does) or write (store does). May import: errors, other domain modules.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from watcher.domain.publications import Outcome, Validators


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """What a list, read whole, lacked of what it had shown before: of a list of meetings, the days (ISO) of those to
    come; of a list of committees, their ids. `has` is how much of the kind it showed.

    `since` (UTC) is when so much was missing at once that the list is in doubt; None for what may well be so.
    """

    lacks: tuple[str, ...]
    has: int
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How a source stands. Times are UTC; None where it never happened.

    `failures` are attempts in a row without a good outcome and `trouble_since` the end of the first of them.
    `why` are the words of the last attempt. `version` grows with every committed poll that changed what is known:
    whoever read an older version must not write. `read_by` is the system of the last reading, `shut_at` when `system`
    was last found shut and another way taken; None while it is open. `shortfall` is of its list when that was last
    read, None where nothing lacked.
    """

    key: str
    name: str
    url: str
    system: str
    council_key: str | None = None
    is_watched: bool = True
    next_poll_at: datetime
    last_good_at: datetime | None = None
    last_poll_at: datetime | None = None
    last_outcome: Outcome | None = None
    why: str = ""
    trouble_since: datetime | None = None
    failures: int = 0
    version: int = 0
    read_by: str | None = None
    shut_at: datetime | None = None
    shortfall: Shortfall | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Poll:
    """One attempt to read a source. `bytes` were received in `requests`; `changes` is how many were noticed."""

    source_key: str
    started_at: datetime
    ended_at: datetime
    outcome: Outcome
    next_poll_at: datetime
    why: str = ""
    requests: int = 0
    bytes: int = 0
    changes: int = 0
    flags: tuple[str, ...] = ()


UNREAD = "unread:"
"""What the fingerprint of a paper that could not be had begins with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """A page as it was last fetched: enough to ask conditionally and to see that nothing changed.

    `body` is None when it was not asked for; `fingerprint` is the system's hash of what counts on the page. Of a paper
    it is the hash of the bytes; of one that could not be had, UNREAD and the outcome.
    """

    source_key: str
    url: str
    fetched_at: datetime
    validators: Validators = field(default_factory=Validators)
    fingerprint: str = ""
    body: bytes | None = None


_GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingGlance:
    """What tells whether a meeting's page is due, without its items. `day` is ISO, None when it could not be read.

    `row`, `page_read_at` and `documents_read_at` are those of domain.changes.KnownMeeting; `status` and `published`
    are the values of the meeting's.
    """

    meeting_id: str
    url: str
    day: str | None
    row: str | None
    page_read_at: datetime | None
    documents_read_at: datetime | None
    has_absences: bool
    status: str = "scheduled"
    published: Sequence[str] = ()

    @property
    def is_gone(self) -> bool:
        """True if the meeting was in no list and had no page when it was last looked for."""
        return (self.row or "").startswith(f"{_GONE} ")

    @property
    def row_if_gone(self) -> str:
        """What stands for the list's row once there is none: no row equals it, its second word stays the status."""
        _, _, rest = (self.row or "").partition(" ")
        return f"{_GONE} {rest.partition(' ')[0]}"


@dataclass(frozen=True, slots=True)
class DecisionGlance:
    """What tells whether the page of a decision, taken or planned, is due. `day` is ISO, None when none was given."""

    decision_id: str
    url: str
    day: str | None
    row: str | None
    page_read_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Appearance:
    """A paper came out between two looks (UTC). `meeting_day` is None where notice is not given: of minutes."""

    noticed_at: datetime
    not_before: datetime | None = None
    meeting_day: date | None = None
