"""How the reading of each paper ended, by its content: the same bytes are not read twice.

Does not read papers (documents does) or keep them (the shelf does). May import: domain, the modules of store,
sqlalchemy.
"""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from watcher.domain.documents import DocumentOutcome, PaperState
from watcher.store import tables as t
from watcher.store.rows import in_chunks, upsert


def save_paper(
    conn: sa.Connection, content_hash: str, *, outcome: DocumentOutcome, why: str, page_count: int, read_at: datetime
) -> None:
    """Remember how the reading of these bytes ended, in place of what was remembered of an earlier reading."""
    row = {
        "content_hash": content_hash,
        "outcome": outcome.value,
        "why": why,
        "page_count": page_count,
        "read_at": read_at,
    }
    upsert(conn, t.papers, [row])


def papers(conn: sa.Connection, hashes: Iterable[str]) -> dict[str, PaperState]:
    """What is remembered of these papers, by content hash; those never read are missing."""
    return {
        row.content_hash: PaperState(**{**row._mapping, "outcome": DocumentOutcome(row.outcome)})
        for chunk in in_chunks(hashes)
        for row in conn.execute(sa.select(t.papers).where(t.papers.c.content_hash.in_(chunk)))
    }


def listed(conn: sa.Connection) -> tuple[str, ...]:
    """The content hashes of all documents that are listed anywhere now, in order."""
    of_meetings, of_decisions = t.documents.c.content_hash, t.decision_papers.c.content_hash
    found = sa.union(*(sa.select(each).where(each.is_not(None)) for each in (of_meetings, of_decisions))).subquery()
    return tuple(conn.scalars(sa.select(found.c.content_hash).order_by(found.c.content_hash)))
