"""Who hears from us: added by the operator, or asked to confirm and confirmed (double opt-in).

    ask      pending, with an email that holds a link     same answer whether or not the address is known
    confirm  the link's token, once                       active; a second time is fine as well

What a person asked for counts from the moment of asking: nothing noticed before they confirmed is dropped.
Does not let anybody go (leave does) or write the email (confirmation does). May import: store, deliver, config, domain.
"""

from datetime import timedelta
from enum import StrEnum

from sqlalchemy import Connection

from watcher import store
from watcher.actions import confirmation, leave, tokens
from watcher.actions.collaborators import Collaborators
from watcher.actions.people import check_wishes, locked, person
from watcher.deliver import check_address
from watcher.domain.subscribers import Subscriber, SubscriberState, Subscription
from watcher.domain.tokens import Purpose
from watcher.errors import AddressError

BETWEEN = timedelta(minutes=15)
MOST = 5
"""Confirmations to one address: a form on the web must not become a way to fill a stranger's mailbox."""

_HEARS = (SubscriberState.ACTIVE, SubscriberState.PAUSED)


class Asked(StrEnum):
    """What came of asking. For the operator and the log: whoever fills in a form is told the same in each case."""

    WRITTEN = "written"
    KNOWN = "known"
    """Subscribed already; nothing was changed and nothing is sent."""
    ENOUGH = "enough"
    """A confirmation went out a moment ago, or several did: no further one is sent for now."""


class Confirmed(StrEnum):
    """What came of a confirmation."""

    NOW = "now"
    ALREADY = "already"
    UNKNOWN = "unknown"
    """The link is too old, or none of ours."""


def add(tools: Collaborators, address: str, subscription: Subscription, *, consent: str = "") -> Subscriber:
    """Add a subscriber, active at once. `consent` says where and when it was given.

    Raises AddressError for an address or a wish that cannot be met, and says which.
    """
    checked = check_address(address)
    with tools.store.write(durable=True) as conn:
        check_wishes(tools, conn, subscription)
        return enlist(tools, conn, checked, subscription, consent=consent or by_hand(tools))


def enlist(
    tools: Collaborators, conn: Connection, address: str, subscription: Subscription, *, consent: str
) -> Subscriber:
    """Make a person active in the transaction at hand; who was asked, left or was unreachable begins again.

    Raises AddressError for somebody who is subscribed.
    """
    now = tools.clock()
    known = locked(conn, address)
    if known is None or known.state in _HEARS:
        return store.subscribers.add(conn, address, subscription, now=now, consent=consent)  # raises for the latter
    return store.subscribers.begin_again(
        conn, known.id, subscription, now=now, state=SubscriberState.ACTIVE, consent=consent
    )


def ask(tools: Collaborators, address: str, subscription: Subscription, *, origin: str = "") -> Asked:
    """Ask an address to confirm. `origin` says where the wish came from (never words that the visitor typed).

    Raises AddressError for an address or a wish that cannot be met: that does not depend on who is known.
    """
    checked = check_address(address)
    with tools.store.write(durable=True) as conn:
        check_wishes(tools, conn, subscription)
        return invite(tools, conn, checked, subscription, origin=origin)


def invite(tools: Collaborators, conn: Connection, address: str, subscription: Subscription, *, origin: str) -> Asked:
    """Ask a checked address in the transaction at hand."""
    now = tools.clock()
    consent = f"asked{' ' + origin if origin else ''} on {now:%Y-%m-%d %H:%M} UTC"
    known = locked(conn, address)
    if known is None:
        pending = SubscriberState.PENDING
        known = store.subscribers.add(conn, address, subscription, now=now, state=pending, consent=consent)
    elif known.state in _HEARS:
        return Asked.KNOWN
    else:
        # Also of an address that gave trouble: else a form could write to one that does not exist again and again.
        made = [each.made_at for each in store.tokens.of_person(conn, known.id, Purpose.CONFIRM)]
        if len(made) >= MOST or (made and now - made[-1] < BETWEEN):
            return Asked.ENOUGH
        if known.state is SubscriberState.PENDING:
            store.subscribers.set_subscription(conn, known.id, subscription)
        else:
            known = store.subscribers.begin_again(
                conn, known.id, subscription, now=now, state=SubscriberState.PENDING, consent=consent
            )
    confirmation.write(tools, conn, known)
    return Asked.WRITTEN


def confirm(tools: Collaborators, token: str) -> Confirmed:
    """The holder of a confirmation's token wants to hear from us."""
    with tools.store.write(durable=True) as conn:
        return confirm_by_token(tools, conn, token)


def confirm_by_token(
    tools: Collaborators, conn: Connection, token: str, *, how: str = "by the link in our email"
) -> Confirmed:
    """As `confirm`, in the transaction at hand."""
    held = tokens.holder(tools, conn, token, Purpose.CONFIRM)
    if held is None:
        return Confirmed.UNKNOWN
    kept, subscriber = held
    if subscriber.state in _HEARS:
        return Confirmed.ALREADY
    if not store.tokens.use(conn, kept.hash, now=tools.clock()):
        return Confirmed.UNKNOWN
    return _confirmed(tools, conn, subscriber, f"confirmed {how}")


def confirm_by_hand(tools: Collaborators, address: str, *, consent: str = "") -> Confirmed:
    """The operator knows that a person who was asked said yes. Raises AddressError for somebody who was not asked."""
    with tools.store.write(durable=True) as conn:
        subscriber = person(conn, address)
        if subscriber.state in _HEARS:
            return Confirmed.ALREADY
        if subscriber.state is not SubscriberState.PENDING:
            raise AddressError(f"{subscriber.address} is {subscriber.state} and was not asked again.")
        return _confirmed(tools, conn, subscriber, consent or "confirmed by the operator")


def remove(tools: Collaborators, address: str) -> None:
    """Forget a subscriber; what still waits for them is not sent. Raises AddressError for an unknown one."""
    leave.erase(tools, address)


def by_hand(tools: Collaborators) -> str:
    """What is noted where the operator says nothing of a consent."""
    return f"added by the operator on {tools.clock():%Y-%m-%d}"


def _confirmed(tools: Collaborators, conn: Connection, subscriber: Subscriber, words: str) -> Confirmed:
    now = tools.clock()
    noted = f"; {words} on {now:%Y-%m-%d %H:%M} UTC"
    expected = (SubscriberState.PENDING,)
    is_new = store.subscribers.move(conn, subscriber.id, expected, SubscriberState.ACTIVE, now=now, words=noted)
    return Confirmed.NOW if is_new else Confirmed.UNKNOWN
