"""Letting go: unsubscribe by a link, leave by the operator's hand, erase at once.

Who leaves hears nothing more from the moment of it, also not what is on its way already; after 28 days (tidy) nothing
is kept of them. Who asks to be erased is forgotten at once: in the database, its log, the outbox and emails kept as
files.
Does not know how long anything is kept (tidy does). May import: store, deliver, domain.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection

from watcher import store
from watcher.actions import tokens
from watcher.actions.collaborators import Collaborators
from watcher.actions.people import person
from watcher.deliver import forget_files
from watcher.domain.subscribers import Subscriber, SubscriberState
from watcher.domain.tokens import Purpose

_HERE = tuple(state for state in SubscriberState if state is not SubscriberState.LEFT)


class Gone(StrEnum):
    """What came of a wish to leave. To the person all three are the same: they hear nothing more."""

    NOW = "now"
    BEFORE = "before"
    UNKNOWN = "unknown"
    """Nobody has this token (any more)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was done. `log_is_empty` is False while a reader holds the database's log, in which the address still is."""

    files: int
    log_is_empty: bool


def unsubscribe(tools: Collaborators, token: str) -> Gone:
    """The holder of a token from one of our emails leaves; a second time is fine as well."""
    with tools.store.write(durable=True) as conn:
        return by_token(tools, conn, token)


def by_token(tools: Collaborators, conn: Connection, token: str) -> Gone:
    """As `unsubscribe`, in the transaction at hand."""
    held = tokens.holder(tools, conn, token, Purpose.UNSUBSCRIBE)
    return Gone.UNKNOWN if held is None else let_go(tools, conn, held[1])


def leave(tools: Collaborators, address: str) -> Gone:
    """Somebody said so in other words. Raises AddressError for an unknown address."""
    with tools.store.write(durable=True) as conn:
        return let_go(tools, conn, person(conn, address))


def erase(tools: Collaborators, address: str) -> Erased:
    """Forget a person at once. Raises AddressError for an unknown address."""
    with tools.store.write(durable=True) as conn:
        subscriber = person(conn, address)
        message_ids = store.correspondence.message_ids(conn, subscriber.id)
        store.subscribers.remove(conn, subscriber.id, now=tools.clock())
    files = forget_files(tools.settings.digests_dir / "unsent", message_ids)
    return Erased(files=files, log_is_empty=tools.store.empty_log())


def let_go(tools: Collaborators, conn: Connection, subscriber: Subscriber) -> Gone:
    """A person, locked in the transaction at hand, leaves."""
    now = tools.clock()
    has_left = store.subscribers.move(conn, subscriber.id, _HERE, SubscriberState.LEFT, now=now)
    # No link of an older email may bring back who left; the one by which they left stays good.
    store.tokens.revoke(conn, subscriber.id, Purpose.CONFIRM, Purpose.MANAGE)
    store.correspondence.stop(conn, subscriber.id, now=now, words="the person left")
    return Gone.NOW if has_left else Gone.BEFORE
