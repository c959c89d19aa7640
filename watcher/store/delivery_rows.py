"""A row of the outbox as a Delivery, and back. The message stands in a table of its own.

Does not ask or write. May import: domain, the modules of store, sqlalchemy.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watcher.domain.subscribers import Delivery, DeliveryKind, DeliveryState, Step
from watcher.store import tables as t

COLUMNS = [column for column in t.deliveries.c if column.name not in ("edition_slug", "changed_at")]
"""What a Delivery is made of, but for its message."""

WITH_MESSAGE = [*COLUMNS, t.messages.c.content.label("message")]
FROM_BOTH = t.deliveries.outerjoin(t.messages, t.messages.c.delivery_id == t.deliveries.c.id)

_NAMES = frozenset([*(column.name for column in COLUMNS), "message"])


def delivery_from(row: sa.Row[Any]) -> Delivery:
    """A Delivery of a row of COLUMNS or WITH_MESSAGE; columns of other tables beside them do no harm."""
    kept = {name: value for name, value in row._mapping.items() if name in _NAMES}
    return Delivery(
        **{
            "message": None,
            **kept,
            "state": DeliveryState(row.state),
            "kind": DeliveryKind(row.kind),
            "history": tuple(_steps(row.history)),
        }
    )


def history_of(steps: Iterable[Step]) -> list[dict[str, str]]:
    """Steps as JSON."""
    return [step_as_json(step.at, step.state, step.words) for step in steps]


def step_as_json(at: datetime, state: DeliveryState, words: str) -> dict[str, str]:
    """One line of a history as JSON."""
    return {"at": at.isoformat(), "state": state.value, "words": words}


def _steps(history: Iterable[dict[str, str]]) -> Iterable[Step]:
    for step in history:
        yield Step(at=datetime.fromisoformat(step["at"]), state=DeliveryState(step["state"]), words=step["words"])
