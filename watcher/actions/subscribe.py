"""Who hears from us: add and remove, with what they follow checked against what is watched.

Does not confirm by email (that comes with the pages). May import: store, deliver, config, domain.
"""

import difflib
from collections.abc import Iterable

from watcher import store
from watcher.actions.collaborators import Collaborators
from watcher.actions.directory import current_sources
from watcher.deliver import check_address
from watcher.domain.subscribers import Subscriber, Subscription
from watcher.errors import AddressError


def add(tools: Collaborators, address: str, subscription: Subscription) -> Subscriber:
    """Add a subscriber. Raises AddressError for an address or a wish that cannot be met, and says which."""
    checked = check_address(address)
    with tools.store.write(durable=True) as conn:
        sources = current_sources(tools.settings, conn)
        councils = {source.council.key for source in sources if source.council is not None}
        _check("council", subscription.councils, councils)
        _check("committee", subscription.committees, {source.key for source in sources})
        _check("topic", subscription.topics, {topic.key for topic in tools.settings.topics.topics})
        return store.subscribers.add(conn, checked, subscription, now=tools.clock())


def remove(tools: Collaborators, address: str) -> None:
    """Forget a subscriber; what still waits for them is not sent. Raises AddressError for an unknown one."""
    with tools.store.write(durable=True) as conn:
        subscriber = store.subscribers.by_address(conn, address.strip())
        if subscriber is not None:
            store.subscribers.remove(conn, subscriber.id, now=tools.clock())
            return
    raise AddressError(f"{address} is not subscribed.", hint="`watcher subscribers list` shows who is.")


def _check(what: str, wanted: Iterable[str], known: Iterable[str]) -> None:
    known = sorted(known)
    for each in wanted:
        if each not in known:
            near = difflib.get_close_matches(each, known, n=3, cutoff=0.4)
            hint = f"The nearest: {', '.join(near)}." if near else f"Known: {', '.join(known)}."
            raise AddressError(f'No {what} "{each}" is watched.', hint=hint)
