"""What lists lacked, as JSON and back. Does not ask or write. May import: domain, store.rows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from watcher.domain.polls import Shortfall
from watcher.store.rows import Row


def shortfall_row(shortfall: Shortfall) -> Row:
    """As it stands in the column `shortfall` of `sources`."""
    since = shortfall.since.isoformat() if shortfall.since is not None else None
    return {"lacks": list(shortfall.lacks), "has": shortfall.has, "since": since}


def shortfall_from(found: Mapping[str, Any] | None) -> Shortfall | None:
    """And back."""
    if found is None:
        return None
    since = datetime.fromisoformat(found["since"]) if found["since"] else None
    return Shortfall(lacks=tuple(found["lacks"]), has=found["has"], since=since)
