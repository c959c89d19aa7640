"""What follows from one attempt to hand an email over, and whether it may be tried at all. Pure.

    4xx -> again after 5, 15, 30 min, 1 h, then every 2 h, for 48 h and never past the end of its news
    5xx -> failed; where there is no such address (5.1.x at RCPT), nothing is sent there again
    refused for what it says or who we are (5.7.x, content) -> failed, and the operator is told

Does not write anything down (desk does) or judge the server as a whole (rounds do). May import: store, deliver, domain.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from watcher.deliver import Verdict
from watcher.domain.digests import Frequency
from watcher.domain.subscribers import Delivery, DeliveryKind, DeliveryState, SubscriberState
from watcher.store.outbox import Taken

RETRY_AFTER_MIN = (5, 15, 30, 60, 120)
"""Minutes before the next attempt, by attempts made; the last one repeats."""

JITTER = 0.2
"""So much of a wait, more or less, is left to chance: what was deferred together does not come back together."""

GIVE_UP_AFTER = timedelta(hours=48)
"""A digest that could not be handed over for two days is old news."""

PERIODS = {
    Frequency.WEEKLY: timedelta(days=7),
    Frequency.DAILY: timedelta(days=1),
    Frequency.IMMEDIATE: timedelta(days=1),
}
"""How long the news of a run stays news where the email itself does not say: then the next run has the word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The state that an email gets, in whose words; when it is tried again, if it is.

    `is_gone`: there is no such address, whoever has it hears nothing more. `is_refusal`: the operator must know.
    """

    state: DeliveryState
    words: str
    next_attempt_at: datetime | None = None
    is_gone: bool = False
    is_refusal: bool = False


def outcome(
    delivery: Delivery, verdict: Verdict, *, now: datetime, ends_at: datetime | None, chance: Callable[[], float]
) -> Outcome:
    """What becomes of an email after this verdict, which is on the email and not on the server as a whole.

    An ambiguous verdict stays what it is: what follows is a policy of its own (doubts).
    """
    if verdict.state is not DeliveryState.DEFERRED:
        return Outcome(state=verdict.state, words=verdict.words, is_gone=verdict.is_gone, is_refusal=verdict.is_refusal)
    began = next((step.at for step in delivery.history if step.state is DeliveryState.DEFERRED), now)
    if now - began > GIVE_UP_AFTER:
        return _failed(f"given up after 48 hours; last answer: {verdict.words}")
    at = now + _wait(delivery, chance)
    if ends_at is not None and at >= ends_at:
        return _failed(f"given up: by the next try it would be old news; last answer: {verdict.words}")
    return Outcome(state=DeliveryState.DEFERRED, words=verdict.words, next_attempt_at=at)


def _wait(delivery: Delivery, chance: Callable[[], float]) -> timedelta:
    deferred = sum(step.state is DeliveryState.DEFERRED for step in delivery.history)
    minutes = RETRY_AFTER_MIN[min(deferred, len(RETRY_AFTER_MIN) - 1)]
    return timedelta(minutes=minutes * (1 + JITTER * (2 * chance() - 1)))


def ends_at(taken: Taken) -> datetime | None:
    """From when on it is old news; None if that never comes (a confirmation says itself until when it is good)."""
    if taken.delivery.expires_at is not None or taken.frequency is None or taken.opened_at is None:
        return taken.delivery.expires_at
    return taken.opened_at + PERIODS[taken.frequency]


def objection(taken: Taken, *, now: datetime) -> Outcome | None:
    """Why an email that was just claimed may not go after all; None if it may."""
    if not _is_for(taken.delivery.kind, taken.subscriber):
        return Outcome(state=DeliveryState.SUPPRESSED, words=f"not sent: the person is {taken.subscriber} by now")
    if taken.delivery.message is None:
        return _failed("the message was deleted before it was sent")
    end = ends_at(taken)
    if end is not None and end <= now:
        return _failed(f"old news: not sent after {end:%d %b %Y %H:%M} UTC without being told to (--late)")
    return None


def _is_for(kind: DeliveryKind, subscriber: SubscriberState | None) -> bool:
    """Digests are for those who hear, confirmations for whoever has not left. Who is unknown left nothing to send."""
    if subscriber is None or kind is DeliveryKind.NOTICE:
        return True
    if kind is DeliveryKind.CONFIRMATION:
        return subscriber not in (SubscriberState.LEFT, SubscriberState.SUPPRESSED)
    return subscriber.takes_what_is_written


def _failed(words: str) -> Outcome:
    return Outcome(state=DeliveryState.FAILED, words=words)
