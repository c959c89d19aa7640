"""Letters that came to our mailbox: which ones were dealt with, and what came back of our emails.

Of a letter a name is kept that says nothing of its sender. Does not read letters (mailbox does) or decide what follows
(actions do). May import: domain, the modules of store, sqlalchemy.
"""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from watcher.domain.subscribers import Delivery, DeliveryState
from watcher.store import outbox
from watcher.store import tables as t
from watcher.store.rows import in_chunks, insert_new


def is_new_box(conn: sa.Connection, box: str) -> bool:
    """True if no letter of this mailbox was ever dealt with; the names of its letters begin with `box` and a colon."""
    c = t.letters_read.c.letter
    # ";" comes after ":": all that begin so, without LIKE and its signs.
    return conn.scalar(sa.select(c).where(c >= f"{box}:", c < f"{box};").limit(1)) is None


def dealt_with(conn: sa.Connection, names: Collection[str]) -> frozenset[str]:
    """Those of these letters that were dealt with."""
    c = t.letters_read.c.letter
    found: set[str] = set()
    for chunk in in_chunks(names):
        found.update(conn.scalars(sa.select(c).where(c.in_(chunk))))
    return frozenset(found)


def note(conn: sa.Connection, name: str, *, now: datetime) -> bool:
    """Note that a letter is dealt with; False if it was already. Of two at the same moment one is the first."""
    row = {"letter": name, "read_at": now}
    return conn.scalar(insert_new(conn, t.letters_read, row).returning(t.letters_read.c.letter)) is not None


def by_message_id(conn: sa.Connection, message_id: str) -> Delivery | None:
    """The email with this Message-ID."""
    found = conn.scalar(sa.select(t.deliveries.c.id).where(t.deliveries.c.message_id == message_id))
    return None if found is None else outbox.delivery(conn, found)


def count_bounce(conn: sa.Connection, delivery: Delivery) -> int:
    """Count that an email to a person came back; gives how many did in a row. An email between that did not ends it."""
    d, s = t.deliveries.c, t.subscribers.c
    before = (
        sa.select(d.state)
        .where(d.subscriber_id == delivery.subscriber_id, d.id < delivery.id)
        .order_by(d.id.desc())
        .limit(1)
    )
    has_arrived = conn.scalar(before) == DeliveryState.SENT.value
    which = s.id == delivery.subscriber_id
    conn.execute(t.subscribers.update().where(which).values(bounces=1 if has_arrived else s.bounces + 1))
    return conn.scalar(sa.select(s.bounces).where(which)) or 0
