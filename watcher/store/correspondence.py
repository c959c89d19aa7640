"""All emails of one person together: stopped when they leave, erased when they are forgotten, listed when they ask.

Does not put emails in the outbox or send them on their way (outbox does). May import: domain, the modules of store,
sqlalchemy.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watcher.domain.subscribers import Delivery, DeliveryKind, DeliveryState, SubscriberState
from watcher.store import outbox
from watcher.store import tables as t

_OPEN = [state.value for state in DeliveryState if not state.is_final]


def stop(conn: sa.Connection, subscriber_id: int, *, now: datetime, words: str) -> int:
    """Stop whatever is on its way to a person; says how many emails that were.

    An email in hand-over is stopped as well: if it does leave, its sender finds that it is no longer the one to say so.
    """
    c = t.deliveries.c
    stopped = 0
    asked = sa.select(c.id, c.state).where(c.subscriber_id == subscriber_id, c.state.in_(_OPEN)).order_by(c.id)
    for row in conn.execute(asked).all():
        state = DeliveryState(row.state)
        stopped += outbox.mark(conn, row.id, state, DeliveryState.SUPPRESSED, now=now, words=words)
    return stopped


def struck_off_in_a_row(conn: sa.Connection, begins: str) -> int:
    """How many people cannot be reached, for reasons that begin with these words, since any email was taken last."""
    d = t.deliveries.c
    is_sent = (d.state == DeliveryState.SENT.value) & (d.kind != DeliveryKind.NOTICE.value)
    last = conn.scalar(sa.select(sa.func.max(d.changed_at)).where(is_sent))
    asked = _struck_off(begins)
    return conn.scalar(asked if last is None else asked.where(d.changed_at > last)) or 0


def struck_off_at(conn: sa.Connection, domain: str, begins: str, *, since: datetime) -> int:
    """How many people of a domain cannot be reached, for reasons that begin with these words, since a moment."""
    of_domain = t.subscribers.c.address_key.endswith(f"@{domain.lower()}", autoescape=True)
    return conn.scalar(_struck_off(begins).where(of_domain, t.deliveries.c.changed_at > since)) or 0


def _struck_off(begins: str) -> sa.Select[int]:
    d, s = t.deliveries.c, t.subscribers.c
    asked = sa.select(sa.func.count(sa.distinct(s.id))).join_from(t.deliveries, t.subscribers, s.id == d.subscriber_id)
    asked = asked.where(d.state == DeliveryState.FAILED.value, s.state == SubscriberState.SUPPRESSED.value)
    return asked.where(s.trouble.startswith(begins, autoescape=True))


def erase(conn: sa.Connection, subscriber_id: int, *, now: datetime) -> None:
    """Stop what is on its way to a person, and erase address, message and all words from what they got.

    Servers like to repeat the address in their answers, as in `550 5.1.1 <jo@example.org>: no such user`.
    """
    c = t.deliveries.c
    for row in conn.execute(sa.select(c.id, c.history).where(c.subscriber_id == subscriber_id)).all():
        wordless = [{**step, "words": ""} for step in row.history]
        if wordless != row.history:
            conn.execute(t.deliveries.update().where(c.id == row.id).values(history=wordless))
    outbox.suppress(conn, subscriber_id, now=now)


def message_ids(conn: sa.Connection, subscriber_id: int) -> tuple[str, ...]:
    """The Message-IDs of all emails to a person, the oldest first."""
    c = t.deliveries.c
    return tuple(conn.scalars(sa.select(c.message_id).where(c.subscriber_id == subscriber_id).order_by(c.id)))


def of_person(conn: sa.Connection, subscriber_id: int) -> tuple[Delivery, ...]:
    """All emails to a person, the oldest first."""
    ids = conn.scalars(sa.select(t.deliveries.c.id).where(t.deliveries.c.subscriber_id == subscriber_id)).all()
    found = (outbox.delivery(conn, each) for each in sorted(ids))
    return tuple(each for each in found if each is not None)


def threads_of(conn: sa.Connection, subscriber_id: int) -> tuple[dict[str, Any], ...]:
    """The first email to a person about each meeting: the meeting, the Message-ID, when."""
    c = t.threads.c
    asked = sa.select(c.meeting_key, c.message_id, c.told_at).where(c.subscriber_id == subscriber_id)
    return tuple(dict(row._mapping) for row in conn.execute(asked.order_by(c.told_at, c.meeting_key)))


def forget_threads(conn: sa.Connection, before: datetime) -> int:
    """Forget which email was the first about a meeting, where that was before this moment. Returns how many."""
    return conn.execute(t.threads.delete().where(t.threads.c.told_at < before)).rowcount


def forget_letters(conn: sa.Connection, before: datetime) -> int:
    """Forget which letters of the mailbox were acted on before this moment. Returns how many."""
    return conn.execute(t.letters_read.delete().where(t.letters_read.c.read_at < before)).rowcount
