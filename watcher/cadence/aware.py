"""Times without a zone are a mistake. Does not convert any. May import: the standard library."""

from datetime import datetime


def refuse_naive(now: datetime) -> None:
    """Raise ValueError for a time without a zone."""
    if now.tzinfo is None:
        raise ValueError("now must be an aware datetime")
