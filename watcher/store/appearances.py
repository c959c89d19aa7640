"""When a council's papers appeared, as far as the change log and the polls can tell.

Does not learn from it (cadence does). May import: domain, the modules of store, sqlalchemy.
"""

from datetime import date, datetime

import sqlalchemy as sa

from watcher.domain.changes import ChangeKind
from watcher.domain.polls import Appearance
from watcher.domain.publications import Outcome
from watcher.store import tables as t

_GOOD = [outcome.value for outcome in Outcome if outcome.is_good]
_KINDS = [
    ChangeKind.AGENDA_PUBLISHED.value,
    ChangeKind.DECISIONS_PUBLISHED.value,
    ChangeKind.DRAFT_MINUTES_PUBLISHED.value,
    ChangeKind.MINUTES_PUBLISHED.value,
]


def appearances(conn: sa.Connection, council_key: str, *, since: datetime, limit: int = 200) -> tuple[Appearance, ...]:
    """The last papers of a council's committees that were noticed, the latest first.

    `not_before` is the start of the last good poll before; None where there was none, or it is forgotten.
    """
    c, p = t.changes.c, t.polls.c
    before = (
        sa.select(p.started_at)
        .where(p.source_key == c.source_key, p.started_at < c.noticed_at, p.ended_at < c.noticed_at)
        .where(p.outcome.in_(_GOOD))
        .order_by(p.started_at.desc())
        .limit(1)
        .scalar_subquery()
    )
    is_of_meeting = (t.meetings.c.source_key == c.source_key) & (t.meetings.c.meeting_id == c.meeting_id)
    keys = sa.select(t.sources.c.key).where(t.sources.c.council_key == council_key)
    asked = (
        sa.select(c.kind, c.noticed_at, before.label("not_before"), t.meetings.c.day)
        .select_from(t.changes.join(t.meetings, is_of_meeting))
        .where(c.source_key.in_(keys), c.kind.in_(_KINDS), c.noticed_at >= since)
        .order_by(c.number.desc())
        .limit(limit)
    )
    return tuple(
        Appearance(noticed_at=row.noticed_at, not_before=row.not_before, meeting_day=_notice_day(row.kind, row.day))
        for row in conn.execute(asked)
    )


def _notice_day(kind: str, day: str | None) -> date | None:
    return date.fromisoformat(day) if kind == ChangeKind.AGENDA_PUBLISHED and day else None
