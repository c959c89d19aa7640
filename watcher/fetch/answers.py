"""What a status and its headers mean.

Does not ask anything. May import: domain, the standard library.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from watcher.domain.publications import Outcome

PATIENCE_S = 120.0
"""The longest Retry-After that is waited for; beyond it the source's next poll is put off instead."""

KEPT_HEADERS = (
    "content-type",
    "etag",
    "last-modified",
    "content-length",
    "location",
    "retry-after",
    "content-language",
    "date",
)
REDIRECTS = frozenset({301, 302, 303, 307, 308})
_KEEP_OUT = frozenset({401, 403, 407})
_CHALLENGES = (b"just a moment", b"attention required", b"access denied", b"request unsuccessful", b"captcha")


def outcome_of(status: int, headers: Mapping[str, str], body: bytes, *, was_conditional: bool) -> tuple[Outcome, str]:
    """The outcome of an answer, with the reason in words. `headers` are of any case-insensitive mapping."""
    if status == 200:
        return Outcome.OK, ""
    if status == 304 and was_conditional:
        return Outcome.UNCHANGED, ""
    if "cf-mitigated" in headers or (status in (403, 503) and _is_challenge(body)):
        return Outcome.BLOCKED, f"HTTP {status} with a challenge for browsers"
    if status in _KEEP_OUT:
        return Outcome.BLOCKED, f"HTTP {status}"
    if status in (404, 410):
        return Outcome.NOT_FOUND, f"HTTP {status}"
    if status in (429, 503):
        return Outcome.RETRY_LATER, f"HTTP {status}"
    return Outcome.HTTP_ERROR, f"HTTP {status}"


def is_passing(status: int | None, outcome: Outcome) -> bool:
    """True if another attempt in a moment may do better. A time-out is not retried: a host that slow needs rest."""
    if outcome is Outcome.BLOCKED:
        return False
    if status is None:
        return outcome is Outcome.UNREACHABLE
    return status == 429 or (status >= 500 and status != 501)


def retry_after_s(words: str | None, now: datetime) -> float | None:
    """Retry-After in seconds, at least 0, from a number or an HTTP date (RFC 9110, 10.2.3); None if there is none."""
    if words is None:
        return None
    if words.strip().isdecimal() and words.isascii():
        return float(words)
    try:
        moment = parsedate_to_datetime(words)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())


def _is_challenge(body: bytes) -> bool:
    text = body.lower()
    return any(marker in text for marker in _CHALLENGES)
