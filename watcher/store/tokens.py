"""Tokens of links by their hashes: kept, found, used, forgotten.

Does not make or compare secrets (links does) or know how long one is good (its maker says). May import: domain, the
modules of store, sqlalchemy.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watcher.domain.tokens import Purpose, Token
from watcher.store import tables as t
from watcher.store.rows import insert_new


def keep(
    conn: sa.Connection,
    token_hash: str,
    subscriber_id: int,
    purpose: Purpose,
    *,
    now: datetime,
    expires_at: datetime | None,
) -> None:
    """Keep the hash of a token that goes out in a link."""
    row = {
        "hash": token_hash,
        "subscriber_id": subscriber_id,
        "purpose": purpose.value,
        "made_at": now,
        "expires_at": expires_at,
        "used_at": None,
    }
    conn.execute(insert_new(conn, t.tokens, row))


def find(conn: sa.Connection, token_hash: str, purpose: Purpose, *, now: datetime) -> Token | None:
    """The token with this hash, if it is for this purpose and has not expired; used or not."""
    c = t.tokens.c
    row = conn.execute(sa.select(t.tokens).where(c.hash == token_hash, c.purpose == purpose.value)).first()
    found = None if row is None else _from_row(row)
    return found if found is not None and found.is_good(now) else None


def use(conn: sa.Connection, token_hash: str, *, now: datetime) -> bool:
    """Note the first use; False if there was one before. Of two at the same moment one is the first."""
    c = t.tokens.c
    which = (c.hash == token_hash) & c.used_at.is_(None)
    return conn.execute(t.tokens.update().where(which).values(used_at=now)).rowcount == 1


def of_person(conn: sa.Connection, subscriber_id: int, purpose: Purpose | None = None) -> tuple[Token, ...]:
    """The tokens of a person, of all purposes or one, the oldest first."""
    c = t.tokens.c
    asked = sa.select(t.tokens).where(c.subscriber_id == subscriber_id).order_by(c.made_at, c.hash)
    if purpose is not None:
        asked = asked.where(c.purpose == purpose.value)
    return tuple(_from_row(row) for row in conn.execute(asked))


def revoke(conn: sa.Connection, subscriber_id: int, *purposes: Purpose) -> int:
    """Forget a person's tokens of these purposes. Returns how many."""
    c = t.tokens.c
    which = (c.subscriber_id == subscriber_id) & c.purpose.in_([each.value for each in purposes])
    return conn.execute(t.tokens.delete().where(which)).rowcount


def forget_expired(conn: sa.Connection, before: datetime) -> int:
    """Forget tokens that expired before this moment. Returns how many."""
    return conn.execute(t.tokens.delete().where(t.tokens.c.expires_at < before)).rowcount


def _from_row(row: sa.Row[Any]) -> Token:
    return Token(**{**row._mapping, "purpose": Purpose(row.purpose)})
