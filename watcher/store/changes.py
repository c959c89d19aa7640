"""The log of changes: numbered in the order of commits, never altered. Read, it names meetings by their ids of now.

Does not decide what is news (diff does). May import: domain, the modules of store, sqlalchemy.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watcher.domain.changes import Change, ChangeKind
from watcher.domain.digests import Window
from watcher.store import tables as t
from watcher.store.heirs import CHANGES, MEETING_NOW
from watcher.store.rows import Row


def append(conn: sa.Connection, changes: Iterable[Change], *, noticed_at: datetime) -> tuple[Change, ...]:
    """Write changes at the end of the log; returns them with their numbers and time.

    The counter's row stays locked until the commit: a later number is never seen before an earlier one, and a
    transaction rolled back leaves no gap.
    """
    unnumbered = tuple(changes)
    if not unnumbered:
        return ()
    counted = t.counters.update().where(t.counters.c.name == "change")
    last = conn.scalar(counted.values(value=t.counters.c.value + len(unnumbered)).returning(t.counters.c.value))
    if last is None:
        raise LookupError("the counter of changes is missing from the database")
    first = last - len(unnumbered) + 1
    numbered = tuple(
        replace(change, number=number, noticed_at=noticed_at) for number, change in enumerate(unnumbered, first)
    )
    conn.execute(t.changes.insert(), [_to_row(change) for change in numbered])
    return numbered


def latest_number(conn: sa.Connection) -> int:
    """The number of the last change committed, 0 before the first."""
    return conn.scalar(sa.select(t.counters.c.value).where(t.counters.c.name == "change")) or 0


def between(conn: sa.Connection, window: Window) -> tuple[Change, ...]:
    """The changes of a window, in the order of their numbers."""
    c = t.changes.c
    asked = sa.select(*CHANGES).where(c.number > window.after, c.number <= window.up_to).order_by(c.number)
    return tuple(from_row(row) for row in conn.execute(asked))


def find(
    conn: sa.Connection,
    *,
    since: datetime | None = None,
    council: str | None = None,
    topic: str | None = None,
    limit: int | None = None,
) -> tuple[Change, ...]:
    """The last `limit` changes that fit, in the order of their numbers.

    `council` is a council's key. A change fits a `topic` if its item, entry or decision matches it, or, where it is
    about a meeting as a whole, any item of the meeting does (any paper, where there are no items).
    """
    c = t.changes.c
    asked = sa.select(*CHANGES).order_by(c.number.desc())
    if since is not None:
        asked = asked.where(c.noticed_at >= since)
    if council is not None:
        asked = asked.where(c.source_key.in_(sa.select(t.sources.c.key).where(t.sources.c.council_key == council)))
    if topic is not None:
        asked = asked.where(_is_about(topic))
    if limit is not None:
        asked = asked.limit(limit)
    return tuple(from_row(row) for row in reversed(conn.execute(asked).all()))


def _is_about(topic: str) -> sa.ColumnElement[bool]:
    c, m, i = t.changes.c, t.matches.c, t.items.c
    found = sa.select(m.topic).where(m.topic == topic, m.source_key == c.source_key)
    in_item = found.where(m.subject == sa.literal("item:").concat(c.item_id)).exists()
    in_entry = found.where(m.subject == sa.literal("entry:").concat(c.entry_id)).exists()
    in_decision = found.where(m.subject == sa.literal("decision:").concat(c.decision_id)).exists()
    of_meeting = (i.source_key == c.source_key) & (i.meeting_id == MEETING_NOW)
    in_meeting = found.where(
        sa.select(i.item_id).where(of_meeting, m.subject == sa.literal("item:").concat(i.item_id)).exists()
    )
    d = t.documents.c
    of_papers = (d.source_key == c.source_key) & (d.meeting_id == MEETING_NOW)
    in_papers = found.where(
        sa.select(d.document_id).where(of_papers, m.subject == sa.literal("paper:").concat(d.document_id)).exists()
    )
    is_whole = sa.and_(c.item_id.is_(None), c.meeting_id.is_not(None))
    return sa.or_(in_item, in_entry, in_decision, sa.and_(is_whole, sa.or_(in_meeting.exists(), in_papers.exists())))


def _to_row(change: Change) -> Row:
    return {
        "number": change.number,
        "kind": change.kind.value,
        "source_key": change.source_key,
        "meeting_id": change.meeting_id,
        "item_id": change.item_id,
        "document_id": change.document_id,
        "entry_id": change.entry_id,
        "committee_id": change.committee_id,
        "decision_id": change.decision_id,
        "before": None if change.before is None else dict(change.before),
        "after": None if change.after is None else dict(change.after),
        "noticed_at": change.noticed_at,
    }


def from_row(row: sa.Row[Any]) -> Change:
    """A change, of a row with all columns of the table."""
    return Change(**{**row._mapping, "kind": ChangeKind(row.kind)})
