"""What a clock that was wrong has dated far ahead, and would keep waiting until then when it has been put right.

Nothing waits for a day by itself: retries come within two and a half hours, leases end after a quarter of an hour,
pauses after an hour. Does not know what follows (actions do). May import: domain, the modules of store, sqlalchemy.
"""

from datetime import datetime, timedelta

import sqlalchemy as sa

from watcher.domain.subscribers import DeliveryState
from watcher.store import tables as t

FAR = timedelta(days=1)

_HELD = [DeliveryState.CLAIMED.value, DeliveryState.HANDOVER.value]


def put_right(conn: sa.Connection, now: datetime) -> int:
    """Let what is dated more than a day ahead be due now: emails that wait, those that are held, and pauses.

    Returns how many. An email in hand-over is doubtful then, as after any lease that ended.
    """
    d, r, far = t.deliveries.c, t.relays.c, now + FAR
    steps = (
        t.deliveries.update().where(d.next_attempt_at > far).values(next_attempt_at=now),
        t.deliveries.update().where(d.state.in_(_HELD), d.lease_until > far).values(lease_until=now),
        t.relays.update().where(r.paused_until > far).values(paused_until=now),
    )
    return sum(conn.execute(step).rowcount for step in steps)
