"""What is known and cannot be found by its words yet: a database from before there was a search has all of it.

Asks the database itself, so that nobody has to remember who upgraded what. Does not index (search_index does).
May import: domain, the modules of store, sqlalchemy.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from watcher.domain.documents import DocumentOutcome
from watcher.store import tables as t

_text = t.search_texts.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """What is not indexed. `meetings` are (source key, meeting id), `entries` keys of sources, `papers` hashes.

    A paper whose bytes were never kept stays among them until a poll fetches it again.
    """

    meetings: tuple[tuple[str, str], ...]
    entries: tuple[str, ...]
    papers: tuple[str, ...]


def gaps(conn: sa.Connection) -> Gaps:
    """Everything that is known and not indexed, in order."""
    meetings = conn.execute(_meetings().order_by(t.items.c.source_key, t.items.c.meeting_id))
    entries = sa.select(t.entries.c.source_key).where(_is_entry_unindexed()).distinct()
    return Gaps(
        meetings=tuple((row.source_key, row.meeting_id) for row in meetings),
        entries=tuple(conn.scalars(entries.order_by(t.entries.c.source_key))),
        papers=tuple(conn.scalars(_papers())),
    )


def count_gaps(conn: sa.Connection) -> int:
    """How many meetings and feeds with entries cannot be found."""
    meetings = sa.select(sa.func.count()).select_from(_meetings().subquery())
    feeds = sa.select(sa.func.count(t.entries.c.source_key.distinct())).where(_is_entry_unindexed())
    return (conn.scalar(meetings) or 0) + (conn.scalar(feeds) or 0)


def _meetings() -> sa.Select[tuple[str, str]]:
    c = t.items.c
    is_there = sa.exists().where(_text.source_key == c.source_key, _text.meeting_id == c.meeting_id)
    return sa.select(c.source_key, c.meeting_id).where(~is_there).distinct()


def _is_entry_unindexed() -> sa.ColumnElement[bool]:
    c = t.entries.c
    subject = sa.literal("entry:").concat(c.entry_id)
    return ~sa.exists().where(_text.source_key == c.source_key, _text.meeting_id.is_(None), _text.subject == subject)


def _papers() -> sa.Select[tuple[str | None]]:
    """Those that nobody tried to read, too: only of what was found to have no text there is nothing to index."""
    c = t.documents.c
    is_there = sa.exists().where(_text.content_hash == c.content_hash)
    is_textless = sa.exists().where(
        t.papers.c.content_hash == c.content_hash, t.papers.c.outcome != DocumentOutcome.READ.value
    )
    listed = sa.select(c.content_hash).where(c.content_hash.is_not(None), ~is_there, ~is_textless)
    return listed.distinct().order_by(c.content_hash)
