"""People who hear from us, and what they follow.

Does not check that an address can be mailed (actions do). May import: errors, domain, the modules of store, sqlalchemy.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watcher.domain.digests import Frequency
from watcher.domain.subscribers import Subscriber, SubscriberState, Subscription
from watcher.domain.tokens import Purpose
from watcher.errors import AddressError
from watcher.store import changes, correspondence
from watcher.store import tables as t
from watcher.store.rows import Row, in_chunks, insert_new


def add(
    conn: sa.Connection,
    address: str,
    subscription: Subscription,
    *,
    now: datetime,
    state: SubscriberState = SubscriberState.ACTIVE,
    consent: str = "",
) -> Subscriber:
    """Add a person, who hears of what is noticed from now on. Raises AddressError for an address that is there already.

    Whether it is there is asked without regard to case: two people whose mailboxes differ in case only do not exist.
    """
    row = {
        "address": _with_lower_domain(address),
        "address_key": _key(address),
        "told_up_to": changes.latest_number(conn),
        "is_new": True,
        "state": state.value,
        "created_at": now,
        "confirmed_at": now if state is SubscriberState.ACTIVE else None,
        "left_at": None,
        "consent": consent,
        "trouble": "",
        "bounces": 0,
    }
    # One statement, so that of two people who add one address at a time the second is told, not stopped by an error.
    added = insert_new(conn, t.subscribers, row).returning(t.subscribers.c.id)
    subscriber_id = conn.scalar(added)
    if subscriber_id is None:
        raise AddressError(f"{address.strip()} is subscribed already.")
    conn.execute(t.subscriptions.insert().values(subscriber_id=subscriber_id, **_to_row(subscription)))
    subscriber = get(conn, subscriber_id)
    assert subscriber is not None
    return subscriber


def begin_again(
    conn: sa.Connection,
    subscriber_id: int,
    subscription: Subscription,
    *,
    now: datetime,
    state: SubscriberState,
    consent: str,
) -> Subscriber:
    """Somebody who left, or could not be reached, comes back as if new: what was noticed meanwhile is no news."""
    conn.execute(
        t.subscribers.update()
        .where(t.subscribers.c.id == subscriber_id)
        .values(
            told_up_to=changes.latest_number(conn),
            is_new=True,
            state=state.value,
            created_at=now,
            confirmed_at=now if state is SubscriberState.ACTIVE else None,
            left_at=None,
            consent=consent,
            trouble="",
            bounces=0,
        )
    )
    set_subscription(conn, subscriber_id, subscription)
    subscriber = get(conn, subscriber_id)
    assert subscriber is not None
    return subscriber


def set_subscription(conn: sa.Connection, subscriber_id: int, subscription: Subscription) -> None:
    """Note what a person follows from now on. What they were told up to stays: a switch repeats and drops nothing."""
    which = t.subscriptions.c.subscriber_id == subscriber_id
    conn.execute(t.subscriptions.update().where(which).values(**_to_row(subscription)))


def move(
    conn: sa.Connection,
    subscriber_id: int,
    expected: Collection[SubscriberState],
    new: SubscriberState,
    *,
    now: datetime,
    words: str = "",
) -> bool:
    """Make a person what they are to us now; False, and nothing changed, if they were none of `expected`.

    `words` are put behind the consent of who becomes active, and are the trouble of who is suppressed.
    """
    c = t.subscribers.c
    values: Row = {"state": new.value}
    if new is SubscriberState.ACTIVE:
        consent = (c.consent + words) if words else c.consent
        confirmed_at = sa.func.coalesce(c.confirmed_at, now)
        values = {**values, "consent": consent, "confirmed_at": confirmed_at, "trouble": "", "bounces": 0}
    elif new is SubscriberState.LEFT:
        values = {**values, "left_at": now}
    elif new is SubscriberState.SUPPRESSED:
        values = {**values, "trouble": words}
    which = (c.id == subscriber_id) & c.state.in_([each.value for each in expected])
    return conn.execute(t.subscribers.update().where(which).values(**values)).rowcount == 1


def get(conn: sa.Connection, subscriber_id: int) -> Subscriber | None:
    """One person, None if there is no such."""
    row = conn.execute(_PEOPLE.where(t.subscribers.c.id == subscriber_id)).first()
    return None if row is None else _from_row(row)


def lock(conn: sa.Connection, subscriber_id: int) -> Subscriber | None:
    """One person, whom no other transaction changes until this one ends; None if there is no such.

    Who writes an email and who stops all emails both begin with this: else, on PostgreSQL, neither would see the other.
    """
    asked = _PEOPLE.where(t.subscribers.c.id == subscriber_id).with_for_update(of=t.subscribers)
    row = conn.execute(asked).first()
    return None if row is None else _from_row(row)


def lock_all(conn: sa.Connection, subscriber_ids: Collection[int]) -> dict[int, Subscriber]:
    """The same for many people, by their ids, always in the same order: two who lock the same people must not meet."""
    found: dict[int, Subscriber] = {}
    for chunk in in_chunks(subscriber_ids):
        which = t.subscribers.c.id.in_(chunk)
        asked = _PEOPLE.where(which).order_by(t.subscribers.c.id).with_for_update(of=t.subscribers)
        found |= {row.id: _from_row(row) for row in conn.execute(asked)}
    return found


def by_address(conn: sa.Connection, address: str) -> Subscriber | None:
    """The person with this address, in whatever case, None if there is no such."""
    row = conn.execute(_PEOPLE.where(t.subscribers.c.address_key == _key(address))).first()
    return None if row is None else _from_row(row)


def list_all(conn: sa.Connection, frequency: Frequency | None = None) -> tuple[Subscriber, ...]:
    """Everyone, or everyone who hears at this frequency, in the order they came."""
    asked = _PEOPLE if frequency is None else _PEOPLE.where(t.subscriptions.c.frequency == frequency.value)
    return tuple(_from_row(row) for row in conn.execute(asked.order_by(t.subscribers.c.id)))


def remove(conn: sa.Connection, subscriber_id: int, *, now: datetime) -> bool:
    """Forget a person: the address, what was followed, tokens, and whatever was on its way. False if there is no such.

    What is left of their emails are states and moments: address, message and the servers' words are erased.
    """
    lock(conn, subscriber_id)
    correspondence.erase(conn, subscriber_id, now=now)
    return conn.execute(t.subscribers.delete().where(t.subscribers.c.id == subscriber_id)).rowcount == 1


def gone_before(conn: sa.Connection, before: datetime) -> tuple[int, ...]:
    """The ids of those who left before this moment."""
    c = t.subscribers.c
    asked = sa.select(c.id).where(c.state == SubscriberState.LEFT.value, c.left_at < before).order_by(c.id)
    return tuple(conn.scalars(asked))


def never_confirmed(conn: sa.Connection, before: datetime, *, now: datetime) -> tuple[int, ...]:
    """The ids of those who were asked before this moment and can no longer confirm: no link of theirs is good."""
    c, k = t.subscribers.c, t.tokens.c
    is_good = (k.subscriber_id == c.id) & (k.purpose == Purpose.CONFIRM.value) & (k.expires_at > now)
    which = (c.state == SubscriberState.PENDING.value) & (c.created_at < before) & ~sa.exists().where(is_good)
    return tuple(conn.scalars(sa.select(c.id).where(which).order_by(c.id)))


def set_told(conn: sa.Connection, subscriber_id: int, number: int) -> bool:
    """Note that a person was told everything up to this change; never goes back. False if that was so already."""
    c = t.subscribers.c
    which = (c.id == subscriber_id) & ((c.told_up_to < number) | (c.is_new & (c.told_up_to == number)))
    return conn.execute(t.subscribers.update().where(which).values(told_up_to=number, is_new=False)).rowcount == 1


_PEOPLE = sa.select(
    t.subscribers, *(column for column in t.subscriptions.c if column.name != "subscriber_id")
).join_from(t.subscribers, t.subscriptions)


def _key(address: str) -> str:
    return address.strip().lower()


def _with_lower_domain(address: str) -> str:
    local, at, domain = address.strip().rpartition("@")
    return f"{local}{at}{domain.lower()}"


def _to_row(subscription: Subscription) -> Row:
    return {
        "councils": list(subscription.councils),
        "committees": list(subscription.committees),
        "topics": list(subscription.topics),
        "frequency": subscription.frequency.value,
        "hears_quiet_weeks": subscription.hears_quiet_weeks,
    }


def _from_row(row: sa.Row[Any]) -> Subscriber:
    subscription = Subscription(
        councils=tuple(row.councils),
        committees=tuple(row.committees),
        topics=tuple(row.topics),
        frequency=Frequency(row.frequency),
        hears_quiet_weeks=row.hears_quiet_weeks,
    )
    return Subscriber(
        id=row.id,
        address=row.address,
        subscription=subscription,
        told_up_to=row.told_up_to,
        is_new=row.is_new,
        state=SubscriberState(row.state),
        created_at=row.created_at,
        confirmed_at=row.confirmed_at,
        left_at=row.left_at,
        consent=row.consent,
        trouble=row.trouble,
        bounces=row.bounces,
    )
