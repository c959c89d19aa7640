"""The emails that wait, copied into another database: what would be sent can be tried without touching the real one.

Does not send or change anything where it reads. May import: domain, the modules of store, sqlalchemy.
"""

from typing import Any

import sqlalchemy as sa

from watcher.domain.subscribers import DeliveryState
from watcher.store import tables as t

_ON_THEIR_WAY = (DeliveryState.RENDERED, DeliveryState.DEFERRED, DeliveryState.CLAIMED, DeliveryState.HANDOVER)
_ROWS = 500
"""So many at a time: a round of 10,000 emails of 30 KB is 300 MB."""


def copy_waiting(source: sa.Connection, target: sa.Connection) -> None:
    """Copy the emails on their way, and what decides whether they may go, into an empty database of ours of any kind.

    Doubtful ones stay behind: what became of them is not to be tried.
    """
    d = t.deliveries.c
    waits = d.state.in_([state.value for state in _ON_THEIR_WAY])

    def theirs(column: sa.ColumnElement[Any]) -> sa.Select[Any]:
        return sa.select(column).where(waits)

    for table, which in (
        (t.runs, t.runs.c.id.in_(theirs(d.run_id))),
        (t.subscribers, t.subscribers.c.id.in_(theirs(d.subscriber_id))),
        (t.deliveries, waits),
        (t.messages, t.messages.c.delivery_id.in_(theirs(d.id))),
    ):
        asked = sa.select(table).where(which).execution_options(yield_per=_ROWS)
        for rows in source.execute(asked).mappings().partitions():
            target.execute(table.insert(), [dict(row) for row in rows])
