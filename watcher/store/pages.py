"""Pages as they were last fetched: validators for the next request, and the bytes for a second look.

Does not fetch (fetch does). May import: domain, the modules of store, sqlalchemy.
"""

import zlib
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from watcher.domain.polls import UNREAD, StoredPage
from watcher.domain.publications import Outcome, Validators
from watcher.store import tables as t
from watcher.store.rows import in_chunks, upsert

_MARKS = [column for column in t.pages.c if column.name != "body"]


def page(conn: sa.Connection, source_key: str, url: str) -> StoredPage | None:
    """One page of a source with its body, None if it is not kept."""
    c = t.pages.c
    row = conn.execute(sa.select(t.pages).where(c.source_key == source_key, c.url == url)).first()
    return None if row is None else _from_row(row, None if row.body is None else zlib.decompress(row.body))


def pages(conn: sa.Connection, source_key: str) -> dict[str, StoredPage]:
    """Every page of a source by its address, without the bodies: one cheap statement before a poll."""
    return pages_of(conn, [source_key]).get(source_key, {})


def pages_of(
    conn: sa.Connection, source_keys: Iterable[str], *, only: Collection[str] | None = None
) -> dict[str, dict[str, StoredPage]]:
    """The same for many sources at once, by source key; those without any page are missing. `only` are addresses."""
    found: dict[str, dict[str, StoredPage]] = {}
    c = t.pages.c
    for chunk in in_chunks(source_keys):
        asked = sa.select(*_MARKS).where(c.source_key.in_(chunk))
        for wanted in in_chunks(only) if only is not None else (None,):
            for row in conn.execute(asked if wanted is None else asked.where(c.url.in_(wanted))):
                found.setdefault(row.source_key, {})[row.url] = _from_row(row, None)
    return found


def unread_papers(conn: sa.Connection, source_keys: Iterable[str]) -> dict[tuple[str, str], Outcome]:
    """The papers of these sources that could not be had when last asked for, by (source key, address)."""
    c = t.pages.c
    is_unread = c.fingerprint.startswith(UNREAD, autoescape=True)
    return {
        (row.source_key, row.url): Outcome(row.fingerprint.removeprefix(UNREAD))
        for chunk in in_chunks(source_keys)
        for row in conn.execute(sa.select(*_MARKS).where(c.source_key.in_(chunk), is_unread))
    }


def _from_row(row: sa.Row[Any], body: bytes | None) -> StoredPage:
    return StoredPage(
        source_key=row.source_key,
        url=row.url,
        fetched_at=row.fetched_at,
        validators=Validators(etag=row.etag, last_modified=row.last_modified),
        fingerprint=row.fingerprint,
        body=body,
    )


def save_page(
    conn: sa.Connection,
    source_key: str,
    url: str,
    *,
    validators: Validators,
    fingerprint: str,
    body: bytes | None,
    fetched_at: datetime,
) -> None:
    """Keep a page in place of what was kept under this address. The body is compressed here."""
    row = {
        "source_key": source_key,
        "url": url,
        "etag": validators.etag,
        "last_modified": validators.last_modified,
        "fingerprint": fingerprint,
        "body": None if body is None else zlib.compress(body),
        "fetched_at": fetched_at,
    }
    upsert(conn, t.pages, [row])


def forget_pages(conn: sa.Connection, before: datetime) -> int:
    """Erase the bodies of pages last fetched before. Returns how many.

    Validators and fingerprints stay: a page that has not changed for a year is still not downloaded again.
    """
    c = t.pages.c
    return conn.execute(t.pages.update().where(c.fetched_at < before, c.body.is_not(None)).values(body=None)).rowcount


def forget_seen(conn: sa.Connection, source_key: str) -> int:
    """Forget the pages of a source, but not its papers: it was read in another way, so "unchanged since" says nothing.

    Returns how many went.
    """
    of_papers = sa.select(t.documents.c.url).where(t.documents.c.source_key == source_key)
    c = t.pages.c
    return conn.execute(t.pages.delete().where(c.source_key == source_key, c.url.not_in(of_papers))).rowcount
