"""When pages and papers of meetings were last looked at, and which are to be looked at again.

Does not decide what is due (cadence does). May import: domain, the modules of store, sqlalchemy.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from urllib.parse import urlsplit

import sqlalchemy as sa

from watcher.store import tables as t
from watcher.store.rows import in_chunks


def looked_at(
    conn: sa.Connection,
    source_key: str,
    *,
    pages: Collection[str],
    documents: Collection[str],
    rows: Mapping[str, str],
    at: datetime,
) -> None:
    """Note that meeting pages and papers were found unchanged at `at`, and which list rows are dealt with."""
    for statement, meeting_ids in ((_PAGE_READ, pages), (_DOCUMENTS_READ, documents)):
        if meeting_ids:
            conn.execute(statement, [{"of": source_key, "meeting": each, "at": at} for each in meeting_ids])
    if rows:
        conn.execute(_ROW_SEEN, [{"of": source_key, "meeting": each, "seen": row} for each, row in rows.items()])


# Built once: building them for each source costs more than running them.
_c = t.meetings.c
_which = (_c.source_key == sa.bindparam("of")) & (_c.meeting_id == sa.bindparam("meeting"))
_PAGE_READ = t.meetings.update().where(_which).values(page_read_at=sa.bindparam("at"))
_DOCUMENTS_READ = t.meetings.update().where(_which).values(documents_read_at=sa.bindparam("at"))
_ROW_SEEN = (
    t.meetings.update().where(_which, _c.row.is_distinct_from(sa.bindparam("seen"))).values(row=sa.bindparam("seen"))
)


def look_again(conn: sa.Connection, hints: Mapping[str, Collection[str]], *, now: datetime) -> None:
    """Hints came that meetings changed (source key -> meeting ids): read their pages anew, and poll their sources now.

    A meeting that is not known yet is found by reading its committee's list, which may answer that it is unchanged
    since it was last asked: so the source's pages, not its papers, are forgotten as well.
    """
    c = t.meetings.c
    for source_key, meeting_ids in hints.items():
        for chunk in in_chunks(meeting_ids):
            which = (c.source_key == source_key) & c.meeting_id.in_(chunk)
            conn.execute(t.meetings.update().where(which).values(row=None))
        papers = sa.select(t.documents.c.url).where(t.documents.c.source_key == source_key)
        conn.execute(t.pages.delete().where(t.pages.c.source_key == source_key, t.pages.c.url.not_in(papers)))
        conn.execute(t.sources.update().where(t.sources.c.key == source_key).values(next_poll_at=now))


def sources_of(conn: sa.Connection, source_keys: Collection[str], meeting_ids: Collection[str]) -> dict[str, str]:
    """Which of these sources know these meetings: meeting id -> source key."""
    c = t.meetings.c
    found: dict[str, str] = {}
    for chunk in in_chunks(sorted(meeting_ids)):
        which = c.source_key.in_(list(source_keys)) & c.meeting_id.in_(chunk)
        found |= {
            row.meeting_id: row.source_key for row in conn.execute(sa.select(c.meeting_id, c.source_key).where(which))
        }
    return found


def watched_committees(conn: sa.Connection, *, host_of: str) -> dict[str, str]:
    """The committees that are watched on the host of an address: committee id -> source key."""
    host = urlsplit(host_of).netloc.casefold()
    c = t.sources.c
    asked = sa.select(c.key, c.url, c.committee_id).where(c.is_watched, c.committee_id.is_not(None))
    return {row.committee_id: row.key for row in conn.execute(asked) if urlsplit(row.url).netloc.casefold() == host}


def first_poll_at(conn: sa.Connection) -> datetime | None:
    """When the first attempt that is still remembered began, None if there was none."""
    began: datetime | None = conn.scalar(sa.select(sa.func.min(t.polls.c.started_at)))
    return began
