"""What composing writes for many people in one transaction, and what it asks before.

What was told and what was written are one commit: a crash leaves both or neither. Does not compose (digest does) or
know when something falls due (actions do). May import: domain, the modules of store, sqlalchemy.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watcher.domain.subscribers import DeliveryKind, DeliveryState, Step
from watcher.domain.tokens import Purpose
from watcher.store import tables as t
from watcher.store.delivery_rows import history_of
from watcher.store.rows import Row, in_chunks, insert_all_new


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One person's digest, to be put into the outbox. `token_hash` is of the token in its link to unsubscribe.

    `meetings` are the keys of those that it is the first email about, as far as is known.
    """

    subscriber_id: int
    edition_slug: str
    address: str
    message_id: str
    subject: str
    message: bytes
    token_hash: str
    expires_at: datetime | None
    meetings: tuple[str, ...] = ()


def written_to(conn: sa.Connection, run_id: int, subscriber_ids: Collection[int]) -> frozenset[int]:
    """Those of these people whom the run wrote to already."""
    c = t.deliveries.c
    found: set[int] = set()
    for chunk in in_chunks(subscriber_ids):
        asked = sa.select(c.subscriber_id).where(c.run_id == run_id, c.subscriber_id.in_(chunk))
        found.update(conn.scalars(asked))
    return frozenset(found)


def edition(conn: sa.Connection, run_id: int, slug: str) -> dict[str, Any] | None:
    """One edition of a run as JSON, None if there is none."""
    e = t.editions.c
    found: dict[str, Any] | None = conn.scalar(sa.select(e.edition).where(e.run_id == run_id, e.slug == slug))
    return found


def kept_of(conn: sa.Connection, run_id: int, *, address: str = "") -> list[tuple[int, str]]:
    """The ids and editions of a run's emails whose messages are kept, of all or of one address."""
    d = t.deliveries.c
    asked = sa.select(d.id, d.edition_slug).join(t.messages, t.messages.c.delivery_id == d.id).where(d.run_id == run_id)
    if address:
        asked = asked.where(sa.func.lower(d.address) == address.strip().lower())
    return [(row.id, row.edition_slug) for row in conn.execute(asked.order_by(d.id))]


def oldest_after(conn: sa.Connection, number: int) -> dict[str, datetime]:
    """When the oldest change above this number was noticed, by source."""
    c = t.changes.c
    asked = sa.select(c.source_key, sa.func.min(c.noticed_at)).where(c.number > number).group_by(c.source_key)
    return {row[0]: row[1] for row in conn.execute(asked)}


def earlier_emails(
    conn: sa.Connection, subscriber_ids: Collection[int], meetings: Collection[str]
) -> dict[tuple[int, str], str]:
    """The Message-ID of the first email about a meeting, by person and the meeting's key."""
    c = t.threads.c
    found: dict[tuple[int, str], str] = {}
    for chunk in in_chunks(subscriber_ids):
        for keys in in_chunks(meetings):
            asked = sa.select(t.threads).where(c.subscriber_id.in_(chunk), c.meeting_key.in_(keys))
            found.update({(row.subscriber_id, row.meeting_key): row.message_id for row in conn.execute(asked)})
    return found


def keep(conn: sa.Connection, run_id: int, letters: Sequence[Letter], *, now: datetime) -> int:
    """Put digests into the outbox, with their tokens and threads; says how many. The caller has locked the people."""
    if not letters:
        return 0
    rows = [_row(run_id, each, now) for each in letters]
    insert = t.deliveries.insert().returning(t.deliveries.c.id, t.deliveries.c.subscriber_id)
    ids = {row.subscriber_id: row.id for row in conn.execute(insert, rows)}
    conn.execute(
        t.messages.insert(), [{"delivery_id": ids[each.subscriber_id], "content": each.message} for each in letters]
    )
    insert_all_new(conn, t.tokens, [_token(each, now) for each in letters])
    threads = [
        {"subscriber_id": each.subscriber_id, "meeting_key": key, "message_id": each.message_id, "told_at": now}
        for each in letters
        for key in each.meetings
    ]
    insert_all_new(conn, t.threads, threads)
    return len(ids)


def set_told(conn: sa.Connection, numbers: Mapping[int, int]) -> None:
    """Note up to which change these people, locked by the caller, were told; nobody is new any more."""
    if not numbers:
        return
    which = t.subscribers.c.id == sa.bindparam("who")
    told = t.subscribers.update().where(which).values(told_up_to=sa.bindparam("number"), is_new=False)
    conn.execute(told, [{"who": who, "number": number} for who, number in numbers.items()])


def _row(run_id: int, letter: Letter, now: datetime) -> Row:
    return {
        "run_id": run_id,
        "subscriber_id": letter.subscriber_id,
        "kind": DeliveryKind.DIGEST.value,
        "edition_slug": letter.edition_slug,
        "address": letter.address,
        "message_id": letter.message_id,
        "subject": letter.subject,
        "state": DeliveryState.RENDERED.value,
        "attempts": 0,
        "next_attempt_at": now,
        "lease_until": None,
        "expires_at": letter.expires_at,
        "history": history_of([Step(at=now, state=DeliveryState.RENDERED)]),
        "changed_at": now,
    }


def _token(letter: Letter, now: datetime) -> Row:
    """A token to unsubscribe never expires."""
    return {
        "hash": letter.token_hash,
        "subscriber_id": letter.subscriber_id,
        "purpose": Purpose.UNSUBSCRIBE.value,
        "made_at": now,
        "expires_at": None,
        "used_at": None,
    }
