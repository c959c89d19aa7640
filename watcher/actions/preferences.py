"""What a person follows, how often they hear, and a rest from it.

None of it touches `told_up_to`: whatever was noticed and not told yet is told by the next digest, of whatever
frequency, after however long a rest, and nothing twice. A digest that was written before a pause still goes out.
Does not subscribe or let go (subscribe and leave do). May import: store, domain.
"""

from collections.abc import Callable
from dataclasses import replace

from watcher import store
from watcher.actions import tokens
from watcher.actions.collaborators import Collaborators
from watcher.actions.people import Wishes, person
from watcher.domain.subscribers import Subscriber, SubscriberState, Subscription
from watcher.domain.tokens import Purpose
from watcher.errors import AddressError

_STATES = SubscriberState


def change(tools: Collaborators, address: str, wish: Callable[[Subscription], Subscription]) -> Subscriber:
    """Change what a person follows: `wish` makes the new subscription of the old one, in one transaction.

    Raises AddressError for an unknown address, somebody who left, or a wish that cannot be met.
    """
    with tools.store.write(durable=True) as conn:
        subscriber = person(conn, address)
        if subscriber.state is _STATES.LEFT:
            raise AddressError(f"{subscriber.address} left.", hint="`watcher subscribers add` takes them back.")
        wanted = wish(subscriber.subscription)
        Wishes(tools, conn).check(wanted, before=subscriber.subscription)
        store.subscribers.set_subscription(conn, subscriber.id, wanted)
        return replace(subscriber, subscription=wanted)


def pause(tools: Collaborators, address: str) -> Subscriber:
    """A rest: no digests are written until `resume`, which tells everything. Raises AddressError where none is due."""
    return _move(tools, address, (_STATES.ACTIVE,), _STATES.PAUSED)


def resume(tools: Collaborators, address: str) -> Subscriber:
    """The end of a rest, or of trouble with the address. Raises AddressError for who has neither."""
    return _move(tools, address, (_STATES.PAUSED, _STATES.SUPPRESSED), _STATES.ACTIVE)


def of_token(tools: Collaborators, token: str) -> Subscriber | None:
    """The person who may change things by this link; None if it is none of ours or too old."""
    with tools.store.write() as conn:
        held = tokens.holder(tools, conn, token, Purpose.MANAGE)
    return None if held is None or held[1].state is _STATES.LEFT else held[1]


def _move(
    tools: Collaborators, address: str, expected: tuple[SubscriberState, ...], new: SubscriberState
) -> Subscriber:
    with tools.store.write(durable=True) as conn:
        subscriber = person(conn, address)
        if not store.subscribers.move(conn, subscriber.id, expected, new, now=tools.clock()):
            raise AddressError(f"{subscriber.address} is {subscriber.state}, not {' or '.join(expected)}.")
        return replace(subscriber, state=new)
