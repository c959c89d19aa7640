"""Tokens for links in emails: made for a person, and the person found again who holds one.

Does not decide what a token's holder may do (subscribe, leave and preferences do). May import: links, store, domain.
"""

from sqlalchemy import Connection

from watcher import links, store
from watcher.actions.collaborators import Collaborators
from watcher.config import Settings
from watcher.domain.subscribers import Subscriber
from watcher.domain.tokens import Purpose, Token


def issue(tools: Collaborators, conn: Connection, subscriber_id: int, purpose: Purpose) -> str:
    """Make a token for a link to a person, and keep its hash, in the transaction that writes the email."""
    now = tools.clock()
    token, token_hash = links.new_token(tools.random_bytes)
    expires_at = links.expiry(purpose, now)
    store.tokens.keep(conn, token_hash, subscriber_id, purpose, now=now, expires_at=expires_at)
    return token


def holder(tools: Collaborators, conn: Connection, token: str, purpose: Purpose) -> tuple[Token, Subscriber] | None:
    """Whose token this is, locked until the transaction ends; None if it is nobody's, for something else or too old."""
    if not links.is_token(token):
        return None
    found = store.tokens.find(conn, links.hash_token(token), purpose, now=tools.clock())
    if found is None or not links.is_same(token, found.hash):
        return None
    subscriber = store.subscribers.lock(conn, found.subscriber_id)
    return None if subscriber is None else (found, subscriber)


def pages_base(settings: Settings) -> str | None:
    """Where our pages are, if they may be linked to: without https the secret in a link is open to all on its way."""
    base = settings.digest.public_base_url
    return base if base is not None and base.startswith("https://") else None
