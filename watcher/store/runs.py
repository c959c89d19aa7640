"""Runs, and the editions that each composed.

Does not compose (digest does). May import: domain, the modules of store, sqlalchemy.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watcher.domain.digests import Frequency, Run
from watcher.store import tables as t
from watcher.store.rows import insert_new


def open_run(conn: sa.Connection, frequency: Frequency, period: str, *, up_to: int, now: datetime) -> Run:
    """The run of this frequency and period: as it was first opened, or, if there is none yet, with this `up_to`."""
    row = {"frequency": frequency.value, "period": period, "up_to": up_to, "opened_at": now, "finished_at": None}
    conn.execute(insert_new(conn, t.runs, row))
    c = t.runs.c
    return _run_from(conn.execute(sa.select(t.runs).where(c.frequency == frequency.value, c.period == period)).one())


def runs(conn: sa.Connection, frequency: Frequency) -> tuple[Run, ...]:
    """Every run of one frequency, in the order of their periods."""
    c = t.runs.c
    asked = sa.select(t.runs).where(c.frequency == frequency.value)
    return tuple(sorted((_run_from(row) for row in conn.execute(asked)), key=lambda run: run.period))


def finish_run(conn: sa.Connection, run_id: int, now: datetime) -> bool:
    """Note that a run has composed everything; False if it was finished already."""
    c = t.runs.c
    finished = t.runs.update().where(c.id == run_id, c.finished_at.is_(None)).values(finished_at=now)
    return conn.execute(finished).rowcount == 1


def _run_from(row: sa.Row[Any]) -> Run:
    return Run(**{**row._mapping, "frequency": Frequency(row.frequency)})


def add_edition(conn: sa.Connection, run_id: int, slug: str, edition: Mapping[str, Any], now: datetime) -> bool:
    """Keep what a digest said, as JSON. What was said once stays: False, and nothing written, if the slug is there."""
    row = {"run_id": run_id, "slug": slug, "edition": dict(edition), "composed_at": now}
    return conn.scalar(insert_new(conn, t.editions, row).returning(t.editions.c.slug)) is not None


def editions(conn: sa.Connection, run_id: int) -> dict[str, dict[str, Any]]:
    """The editions of a run, as JSON, by their slugs in order."""
    c = t.editions.c
    asked = sa.select(c.slug, c.edition).where(c.run_id == run_id).order_by(c.slug)
    return {row.slug: row.edition for row in conn.execute(asked)}


def last_edition(conn: sa.Connection, frequency: Frequency, slug: str) -> dict[str, Any] | None:
    """The newest edition of this slug, as JSON; None if there is none."""
    e, r = t.editions.c, t.runs.c
    asked = (
        sa.select(e.edition)
        .join(t.runs, r.id == e.run_id)
        .where(r.frequency == frequency.value, e.slug == slug)
        .order_by(r.id.desc())
    )
    found: dict[str, Any] | None = conn.scalar(asked.limit(1))
    return found
