"""When agendas came out, as far as the change log and the polls can tell.

Does not count notice (digest does). May import: domain, the modules of store, sqlalchemy.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from watcher.domain.changes import ChangeKind
from watcher.domain.digests import AgendaOut
from watcher.domain.publications import Outcome
from watcher.store import tables as t
from watcher.store.heirs import MEETING_NOW
from watcher.store.rows import in_chunks

_GOOD = [outcome.value for outcome in Outcome if outcome.is_good]


def agendas_out(conn: sa.Connection, keys: Collection[tuple[str, str]]) -> dict[tuple[str, str], AgendaOut]:
    """For (source key, meeting id): when the agenda was first noticed; those that were there from the start lack."""
    wanted = defaultdict(set)
    for source_key, meeting_id in keys:
        wanted[source_key].add(meeting_id)
    found: dict[tuple[str, str], AgendaOut] = {}
    for source_key, ids in sorted(wanted.items()):
        for meeting_id, noticed_at in _first_noticed(conn, source_key, ids):
            not_before = _looked_before(conn, source_key, noticed_at)
            found[source_key, meeting_id] = AgendaOut(noticed_at=noticed_at, not_before=not_before)
    return found


def _first_noticed(conn: sa.Connection, source_key: str, ids: Collection[str]) -> list[tuple[str, datetime]]:
    c = t.changes.c
    rows: dict[str, datetime] = {}
    for chunk in in_chunks(sorted(ids)):
        is_agenda = (c.source_key == source_key) & (c.kind == ChangeKind.AGENDA_PUBLISHED.value)
        now = MEETING_NOW.label("meeting_id")
        asked = sa.select(now, c.noticed_at).where(is_agenda, MEETING_NOW.in_(chunk)).order_by(c.number)
        for row in conn.execute(asked):
            rows.setdefault(row.meeting_id, row.noticed_at)
    return sorted(rows.items())


def _looked_before(conn: sa.Connection, source_key: str, moment: datetime) -> datetime | None:
    """The last good poll of the source before the one that noticed."""
    c = t.polls.c
    was_good = (c.source_key == source_key) & c.outcome.in_(_GOOD) & (c.ended_at < moment)
    asked = sa.select(c.started_at).where(was_good).order_by(c.started_at.desc()).limit(1)
    found: datetime | None = conn.scalar(asked)
    return found
