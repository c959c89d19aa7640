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


class SubscriberState(StrEnum):
    """What a person is to us. Only those who are active hear."""

    PENDING = "pending"
    """Asked for, not confirmed yet."""
    ACTIVE = "active"
    PAUSED = "paused"
    """Wants a rest; is told everything afterwards."""
    LEFT = "left"
    """Unsubscribed; forgotten for good 28 days later."""
    SUPPRESSED = "suppressed"
    """Nothing can be delivered there; `trouble` says why."""

    @property
    def takes_what_is_written(self) -> bool:
        """True if a digest that was composed already may still go out. A pause stops the writing, not the post."""
        return self in (SubscriberState.ACTIVE, SubscriberState.PAUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """A person who hears from us. `told_up_to` is the last change told; `is_new` until the first digest.

    `consent` says where and when it was given, `trouble` why nothing is sent, `bounces` how many letters in a row came
    back. All moments are UTC.
    """

    id: int
    address: str
    subscription: Subscription
    told_up_to: int
    is_new: bool = True
    state: SubscriberState = SubscriberState.ACTIVE
    created_at: datetime | None = None
    confirmed_at: datetime | None = None
    left_at: datetime | None = None
    consent: str = ""
    trouble: str = ""
    bounces: int = 0

    @property
    def hears(self) -> bool:
        """True if digests are written to this person."""
        return self.state is SubscriberState.ACTIVE


class DeliveryKind(StrEnum):
    """What an email is for."""

    DIGEST = "digest"
    CONFIRMATION = "confirmation"
    NOTICE = "notice"
    """Words to the operator."""


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

    `attempts` counts hand-overs tried. `next_attempt_at` (of those that wait), `lease_until` and `expires_at` (later it
    is old news and not sent) are UTC. `message` is None after retention. A confirmation is of no run.
    """

    id: int
    run_id: int | None
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
    kind: DeliveryKind = DeliveryKind.DIGEST
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pause:
    """Why nothing is tried at a relay, since when and until when (UTC). `failures` counts the tries in a row."""

    relay: str
    until: datetime
    why: str
    since: datetime
    failures: int = 1
