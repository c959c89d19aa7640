"""What the operator must know: troubles that began, stand and end.

Does not notice any (actions do). May import: nothing of ours.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class TroubleKind(StrEnum):
    """What can be wrong, the gravest first."""

    SENDING = "sending"
    """The mail server has trouble as a whole: nothing is sent."""
    COMPOSING = "composing"
    """A template or an email cannot be made: digests are not written."""
    LATE = "late"
    """A digest is so late that it waits for a person."""
    REFUSED = "refused"
    """A server refuses what we send, for what it says or for who we are."""
    ACCOUNT = "account"
    """A round of sending did not add up."""
    BOUNCES = "bounces"
    """A person's emails keep coming back."""
    MAILBOX = "mailbox"
    """The mailbox with what came back cannot be read."""
    SOURCES = "sources"
    """A council, or a feed, could not be read again and again."""

    SHRUNK = "shrunk"
    """A council's list shows much less than it did."""
    QUIET = "quiet"
    """A feed, or a whole council, fell silent for much longer than ever."""
    ENDED = "ended"
    """A committee seems to be no more."""

    @property
    def is_doubt(self) -> bool:
        """True if perhaps nothing is wrong: what is read is read well, and only a person can say whether it is all."""
        return self in (TroubleKind.SHRUNK, TroubleKind.QUIET, TroubleKind.ENDED)

    @property
    def stops_digests(self) -> bool:
        """True if, as long as it stands, digests may not reach people as they should."""
        return self in _GRAVE


_GRAVE = (
    TroubleKind.SENDING,
    TroubleKind.COMPOSING,
    TroubleKind.LATE,
    TroubleKind.REFUSED,
    TroubleKind.ACCOUNT,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """Something that is wrong just now. `about` tells troubles of one kind apart (the key of a council)."""

    kind: TroubleKind
    what: str
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A trouble from its beginning to its end; `what` are the newest words. Moments are UTC.

    `seen_at` is the last sighting, `ended_at` None as long as it stands. `start_told_at` and `end_told_at` are when the
    operator was written to; None is not yet.
    """

    id: int
    kind: TroubleKind
    about: str
    what: str
    since: datetime
    seen_at: datetime
    ended_at: datetime | None = None
    start_told_at: datetime | None = None
    end_told_at: datetime | None = None
