"""People, what they follow, and emails on their way to them.

Does not check addresses (deliver does) or decide what is sent. May import: errors, domain.digests.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from watcher.domain.digests import Frequency


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """What a person follows. An empty tuple means all. `committees` are source keys."""

    councils: tuple[str, ...] = ()
    committees: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    frequency: Frequency = Frequency.WEEKLY
    hears_quiet_weeks: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A person who hears from us. `told_up_to` is the last change told; `is_new` until the first digest."""

    id: int
    address: str
    subscription: Subscription
    told_up_to: int
    is_new: bool = True
    is_confirmed: bool = True
    created_at: datetime | None = None


class DeliveryState(StrEnum):
    """Where an email is on its way: rendered -> claimed -> handover -> one of the others."""

    RENDERED = "rendered"
    CLAIMED = "claimed"
    HANDOVER = "handover"
    SENT = "sent"
    DEFERRED = "deferred"
    FAILED = "failed"
    SUPPRESSED = "suppressed"
    AMBIGUOUS = "ambiguous"

    @property
    def is_final(self) -> bool:
        """True if nothing more will happen to the delivery by itself."""
        return self in (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.SUPPRESSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of a delivery's history: when (UTC), which state, and the server's or our words."""

    at: datetime
    state: DeliveryState
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One email to one subscriber on its way. `message` are the frozen bytes, sent as they are or not at all.

    `attempts` counts hand-overs tried. `next_attempt_at` and `lease_until` are UTC. `message` is None after retention.
    """

    id: int
    run_id: int
    subscriber_id: int
    address: str
    message_id: str
    subject: str
    state: DeliveryState
    attempts: int
    next_attempt_at: datetime | None
    lease_until: datetime | None
    message: bytes | None
    history: tuple[Step, ...] = field(default=())
