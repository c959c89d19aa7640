"""What lets somebody act on a person's behalf: a secret from a link, good for one purpose.

Does not make or check secrets (links does) or keep them (store does). May import: the standard library.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """What a token is good for; for nothing else."""

    CONFIRM = "confirm"
    MANAGE = "manage"
    UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What is kept of a secret: its SHA-256, never itself. Moments are UTC; `expires_at` None means never."""

    hash: str
    subscriber_id: int
    purpose: Purpose
    made_at: datetime
    expires_at: datetime | None
    used_at: datetime | None = None

    def is_good(self, now: datetime) -> bool:
        """True until it expires; whether it may be used a second time is for its purpose to say."""
        return self.expires_at is None or now < self.expires_at
