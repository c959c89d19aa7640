"""How a host is asked: how gently, and with what it gave us last time.

Does not ask. May import: the standard library.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Politeness:
    """How gently a host is asked. Times in seconds, size in bytes."""

    gap_s: float = 1.0
    connect_timeout_s: float = 20.0
    read_timeout_s: float = 60.0
    retries: int = 3
    max_bytes: int = 25_000_000
    obeys_robots: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What lets the next request be conditional; sent back exactly as the server gave it."""

    etag: str | None = None
    last_modified: str | None = None
