"""Secrets in links: made, hashed, compared, and put into addresses and subject lines.

A token is 256 random bits. Only its SHA-256 is kept: whoever reads the database cannot act for anybody. It is written
in base32 without padding: 52 letters and digits that survive a mail program that folds case or cuts punctuation off the
end of an address.

Does not keep tokens (store does) or act on them (actions do). May import: domain, the standard library.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote, urlsplit

from watcher.domain.tokens import Purpose

BITS = 256
LENGTH = 52
"""Characters of a token: 256 bits at 5 a letter."""

LIFETIMES: dict[Purpose, timedelta | None] = {
    Purpose.CONFIRM: timedelta(days=7),
    Purpose.MANAGE: timedelta(hours=48),
    Purpose.UNSUBSCRIBE: None,
}
"""How long a token of each purpose is good; None is for ever: a digest of years ago must still let people leave."""

_TOKEN = re.compile(rf"[a-z2-7]{{{LENGTH}}}")
# %20: some programs put what stands behind a mailto: link into the letter as it is (RFC 6068 says they should not).
_ASKED = re.compile(rf"\b(unsubscribe|confirm)\b(?:(?:[\s:=+]|%20)+([a-z2-7]{{{LENGTH}}})(?![a-z0-9]))?", re.IGNORECASE)


def new_token(random_bytes: Callable[[int], bytes]) -> tuple[str, str]:
    """A token for the link, and its hash for the database. `random_bytes` is `secrets.token_bytes` outside of tests."""
    drawn = random_bytes(BITS // 8)
    if len(drawn) != BITS // 8:
        raise ValueError(f"a token needs {BITS // 8} random bytes, not {len(drawn)}")
    token = base64.b32encode(drawn).decode("ascii").rstrip("=").lower()
    return token, hash_token(token)


def hash_token(token: str) -> str:
    """SHA-256 of a token as hexadecimal; letters count the same in either case."""
    return hashlib.sha256(token.strip().lower().encode("utf-8", "replace")).hexdigest()


def is_token(text: str) -> bool:
    """True if this has the form of a token; anything else need not be looked up."""
    return _TOKEN.fullmatch(text.strip().lower()) is not None


def is_same(token: str, kept_hash: str) -> bool:
    """Compare a token with what was kept, in a time that does not depend on where they differ."""
    return hmac.compare_digest(hash_token(token), kept_hash)


def expiry(purpose: Purpose, now: datetime) -> datetime | None:
    """Until when a token made now is good; None is for ever."""
    lifetime = LIFETIMES[purpose]
    return None if lifetime is None else now + lifetime


def confirm_url(base: str, token: str) -> str:
    """Where a subscription is confirmed. Raises ValueError for a base that is not https."""
    return _page(base, "confirm", token)


def manage_url(base: str, token: str) -> str:
    """Where a person changes what they follow. Raises ValueError for a base that is not https."""
    return _page(base, "manage", token)


def unsubscribe_url(base: str, token: str) -> str:
    """Where a person leaves, with one click (RFC 8058). Raises ValueError for a base that is not https."""
    return _page(base, "unsubscribe", token)


def unsubscribe_mailto(mailbox: str, token: str) -> str:
    """A letter that asks to leave: `mailto:box@example.org?subject=unsubscribe%20<token>` (RFC 6068)."""
    return f"mailto:{quote(mailbox, safe='@')}?subject=unsubscribe%20{token}"


def confirm_mailto(mailbox: str, token: str) -> str:
    """A letter that confirms, for those who run no web pages."""
    return f"mailto:{quote(mailbox, safe='@')}?subject=confirm%20{token}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a subject line asks for. Without a token it is for a person to read who it came from."""

    purpose: Purpose
    token: str | None


def read_subject(subject: str) -> Asked | None:
    """What the subject of a letter asks for, however it was folded or prefixed (`Re:`, `AW:`); None if nothing.

    Of several wishes the first that carries a token counts.
    """
    found = [
        Asked(purpose=Purpose(match[1].lower()), token=match[2].lower() if match[2] else None)
        for match in _ASKED.finditer(subject[:1000])
    ]
    return next((each for each in found if each.token), found[0] if found else None)


def _page(base: str, page: str, token: str) -> str:
    parts = urlsplit(base)
    if parts.scheme != "https" or not parts.hostname:
        raise ValueError(f"the pages' address must begin with https://, not {base!r}")
    return f"{base.rstrip('/')}/{page}/{quote(token, safe='')}"
