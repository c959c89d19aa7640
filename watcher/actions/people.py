"""Whom an address means, and whether what they wish to follow is watched.

Does not change anything. May import: store, config, domain.
"""

import difflib
from collections.abc import Iterable

from sqlalchemy import Connection

from watcher import store
from watcher.actions.collaborators import Collaborators
from watcher.actions.directory import current_sources
from watcher.domain.addresses import as_kept
from watcher.domain.subscribers import Subscriber, Subscription
from watcher.errors import AddressError


def locked(conn: Connection, address: str) -> Subscriber | None:
    """The person with this address, whom nobody else changes until the transaction ends."""
    found = store.subscribers.by_address(conn, as_kept(address))
    return None if found is None else store.subscribers.lock(conn, found.id)


def person(conn: Connection, address: str) -> Subscriber:
    """The person with this address, whatever they are to us, locked. Raises AddressError for an unknown one."""
    found = locked(conn, address)
    if found is None:
        raise unknown(address)
    return found


def unknown(address: str) -> AddressError:
    """What is said of an address that nobody has."""
    return AddressError(f"{address.strip()} is not subscribed.", hint="`watcher subscribers list` shows who is.")


class Wishes:
    """What can be followed; looked up once for many people."""

    def __init__(self, tools: Collaborators, conn: Connection) -> None:
        sources = current_sources(tools.settings, conn)
        self._councils = sorted({source.council.key for source in sources if source.council is not None})
        self._committees = sorted(source.key for source in sources)
        self._topics = sorted(topic.key for topic in tools.settings.topics.topics)

    def check(self, subscription: Subscription, *, before: Subscription | None = None) -> None:
        """Everything wanted is watched, or was wanted `before`. Raises AddressError with the nearest names."""
        old = before or Subscription()
        _check("council", subscription.councils, old.councils, self._councils)
        _check("committee", subscription.committees, old.committees, self._committees)
        _check("topic", subscription.topics, old.topics, self._topics)


def check_wishes(tools: Collaborators, conn: Connection, subscription: Subscription) -> None:
    """Everything that is wanted is watched. Raises AddressError with the nearest names."""
    if subscription.councils or subscription.committees or subscription.topics:
        Wishes(tools, conn).check(subscription)


def _check(what: str, wanted: Iterable[str], before: Iterable[str], known: list[str]) -> None:
    for each in wanted:
        if each not in known and each not in before:
            near = difflib.get_close_matches(each, known, n=3, cutoff=0.4)
            hint = f"The nearest: {', '.join(near)}." if near else f"Known: {', '.join(known)}."
            raise AddressError(f'No {what} "{each}" is watched.', hint=hint)
