"""What a person decides about one email: try it again, or say what became of one whose answer was lost.

Does not send (send does). May import: store, domain, errors.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from watcher import store
from watcher.actions.collaborators import Collaborators
from watcher.domain.subscribers import Delivery, DeliveryState
from watcher.errors import StoreError
from watcher.store.outbox import Move

LATE = timedelta(hours=48)
"""So long an email may be tried that a person wants sent although it is old news."""


class Resolution(StrEnum):
    """What a person says of an email whose answer was lost."""

    SENT = "sent"
    RESEND = "resend"
    GIVE_UP = "give up"


_RESOLVED = {
    Resolution.SENT: (DeliveryState.SENT, "a person found that it had arrived"),
    Resolution.RESEND: (DeliveryState.DEFERRED, "sent again because a person wants it"),
    Resolution.GIVE_UP: (DeliveryState.FAILED, "given up by a person"),
}


def find(tools: Collaborators, delivery_id: int) -> Delivery:
    """One email. Raises StoreError if there is no such."""
    with tools.store.read() as conn:
        return _found(conn, delivery_id)


def retry(tools: Collaborators, delivery_id: int, *, is_late_wanted: bool = False) -> Delivery:
    """Let an email that is deferred or failed be tried now; with `is_late_wanted` also if it is old news.

    Raises StoreError if that makes no sense, and says why.
    """

    def move(conn: Connection, delivery: Delivery, now: datetime) -> Move:
        if delivery.state not in (DeliveryState.DEFERRED, DeliveryState.FAILED):
            raise StoreError(f"Email {delivery.id} is {delivery.state}.", hint=_WHY_NOT.get(delivery.state, ""))
        if delivery.message is None:
            raise StoreError(f"The text of email {delivery.id} was deleted: it cannot be sent any more.")
        if is_late_wanted:
            store.outbox.set_end(conn, delivery.id, now + LATE)
        words = "tried again because a person wants it"
        return Move(delivery=delivery, new=DeliveryState.DEFERRED, now=now, words=words, next_attempt_at=now)

    return _moved(tools, delivery_id, move)


def resolve(tools: Collaborators, delivery_id: int, resolution: Resolution) -> Delivery:
    """End the doubt about an ambiguous email. Raises StoreError for any other."""

    def move(_conn: Connection, delivery: Delivery, now: datetime) -> Move:
        if delivery.state is not DeliveryState.AMBIGUOUS:
            words = f"Email {delivery.id} is {delivery.state}, not ambiguous: there is nothing to resolve."
            raise StoreError(words)
        state, words = _RESOLVED[resolution]
        at = now if state is DeliveryState.DEFERRED else None
        return Move(delivery=delivery, new=state, now=now, words=words, next_attempt_at=at)

    return _moved(tools, delivery_id, move)


_WHY_NOT = {
    DeliveryState.RENDERED: "It waits already: `watcher send` sends it.",
    DeliveryState.CLAIMED: "It is being sent just now.",
    DeliveryState.HANDOVER: "It is being sent just now.",
    DeliveryState.SENT: "It arrived; a second copy is not sent.",
    DeliveryState.SUPPRESSED: "The person left, or the address does not exist: nothing is sent there.",
    DeliveryState.AMBIGUOUS: "Say what became of it: `watcher outbox resolve`.",
}


def _moved(
    tools: Collaborators, delivery_id: int, choose: Callable[[Connection, Delivery, datetime], Move]
) -> Delivery:
    with tools.store.write(durable=True) as conn:
        moved = store.outbox.advance(conn, choose(conn, _found(conn, delivery_id), tools.clock()))
    if moved is None:
        raise StoreError(f"Email {delivery_id} was moved on by another command at this moment.")
    return moved


def _found(conn: Connection, delivery_id: int) -> Delivery:
    delivery = store.outbox.delivery(conn, delivery_id)
    if delivery is None:
        raise StoreError(f"There is no email {delivery_id}.", hint="`watcher outbox list` shows which there are.")
    return delivery
