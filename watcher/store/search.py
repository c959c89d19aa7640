"""Finds items, titles of documents, pages of papers and entries by their words: one function on both databases.

SQLite asks its FTS5, PostgreSQL a tsvector; both stem English, and both tell which words of a text are meant, around
which the snippet is cut here.
Does not index (search_index does). May import: domain, the modules of store, sqlalchemy.
"""

import re
from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa

from watcher.domain.documents import READ_BY_OCR
from watcher.domain.publications import LONDON
from watcher.domain.searches import Found
from watcher.domain.topics import Place
from watcher.store import tables as t
from watcher.store.excerpts import best_of
from watcher.store.rows import in_chunks
from watcher.store.search_gaps import Gaps, count_gaps, gaps
from watcher.store.search_index import (
    drop_papers,
    drop_unlisted,
    index_decisions,
    index_entries,
    index_meetings,
    index_paper,
    indexed_papers,
    rebuild,
)
from watcher.store.search_listings import listings
from watcher.store.search_words import WORD, Phrase, as_fts5, as_tsquery, read_words

__all__ = [
    "Gaps",
    "count_gaps",
    "drop_papers",
    "drop_unlisted",
    "find",
    "gaps",
    "index_decisions",
    "index_entries",
    "index_meetings",
    "index_paper",
    "indexed_papers",
    "rebuild",
]

_COLUMNS = ("text", "decision", "minutes", "title")
"""In this order a snippet is preferred: the title is shown anyway."""


def find(
    conn: sa.Connection,
    words: str,
    *,
    council: str | None = None,
    since: date | None = None,
    topic: str | None = None,
    limit: int = 20,
) -> tuple[Found, ...]:
    """What holds all the words, the best first and at most `limit`. Raises SearchError where there is no word in them.

    Words in double quotes stand side by side; `begin*` is the beginning of a word. `council` is a council's key,
    `since` the first day of meetings and entries. A paper is about a `topic` if its item is, or, where it is a paper of
    the meeting itself, any item of the meeting.
    """
    phrases = read_words(words)
    hits = _hits(conn, phrases).cte("hits")
    listed = listings(hits, council=_storable(council), topic=_storable(topic), since=since)
    best = conn.execute(listed.limit(max(0, limit))).all()
    shown = _shown(conn, phrases, {row.text_id for row in best})
    guessed = _guessed(conn, shown)
    return tuple(_found(row, *shown[row.text_id], is_by_ocr=row.text_id in guessed) for row in best)


def _storable(key: str | None) -> str | None:
    """Without what no database takes for a text: a key that holds it is nobody's, and that is no error."""
    return None if key is None else key.replace("\0", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()


_INDEX = sa.table("search_index", sa.column("rowid"))
_FTS5_MATCHES = sa.text("search_index MATCH :wanted")
_ENGLISH: sa.ColumnElement[Any] = sa.literal_column("CAST('watcher_english' AS regconfig)")


def _hits(conn: sa.Connection, phrases: tuple[Phrase, ...]) -> sa.Select[Any]:
    """The texts that hold all the phrases, each with how well: a title weighs most, then a decision."""
    if conn.dialect.name == "sqlite":
        bm25: sa.ColumnElement[float] = sa.literal_column("-bm25(search_index, 4.0, 1.0, 2.0, 1.0)")
        hits = sa.select(_INDEX.c.rowid.label("text_id"), bm25.label("score"))
        return hits.where(_FTS5_MATCHES.bindparams(wanted=as_fts5(phrases)))
    vector: sa.ColumnElement[Any] = sa.literal_column("search_words")
    wanted = sa.func.to_tsquery(_ENGLISH, as_tsquery(phrases))
    score = sa.func.ts_rank(vector, wanted, 1).label("score")  # 1: long texts count less
    return sa.select(t.search_texts.c.id.label("text_id"), score).where(vector.bool_op("@@")(wanted))


def _shown(conn: sa.Connection, phrases: tuple[Phrase, ...], ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """For each text, which of its columns shows most of the words, and the snippet."""
    shown: dict[int, tuple[str, str]] = {}
    for chunk in in_chunks(ids):
        c = t.search_texts.c
        rows = conn.execute(sa.select(c.id, *(c[name] for name in _COLUMNS)).where(c.id.in_(chunk))).all()
        forms = _forms_marked(conn, phrases, chunk) if conn.dialect.name == "sqlite" else _forms_in(conn, phrases, rows)
        for row in rows:
            texts = {name: row._mapping[name] for name in _COLUMNS if row._mapping[name]}
            name, best = best_of(texts, forms[row.id])
            shown[row.id] = (name, best.snippet)
    return shown


def _guessed(conn: sa.Connection, ids: Collection[int]) -> set[int]:
    """Those of the texts that a program guessed from a scan."""
    text, paper = t.search_texts.c, t.papers.c
    asked = sa.select(text.id).join(t.papers, paper.content_hash == text.content_hash)
    asked = asked.where(paper.why.startswith(READ_BY_OCR, autoescape=True))
    return {id_ for chunk in in_chunks(ids) for id_ in conn.scalars(asked.where(text.id.in_(chunk)))}


def _forms_marked(conn: sa.Connection, phrases: tuple[Phrase, ...], ids: Collection[int]) -> dict[int, set[str]]:
    """The words as they stand in each text, from what FTS5 marks in it."""
    marks: list[sa.ColumnElement[str]] = [
        sa.literal_column(f"highlight(search_index, {n}, char(2), char(3))") for n in range(len(_COLUMNS))
    ]
    asked = sa.select(_INDEX.c.rowid, *marks).where(
        _FTS5_MATCHES.bindparams(wanted=as_fts5(phrases)), _INDEX.c.rowid.in_(ids)
    )
    return {
        id_: {word for text in texts for marked in _MARKED.findall(text) for word in WORD.findall(marked.lower())}
        for id_, *texts in conn.execute(asked)
    }


_MARKED = re.compile("\x02([^\x03]*)\x03")


def _forms_in(conn: sa.Connection, phrases: tuple[Phrase, ...], rows: Collection[sa.Row[Any]]) -> dict[int, set[str]]:
    """The words as they stand in each text: those that PostgreSQL, asked of each by itself, takes for one of ours."""
    words = {row.id: set(WORD.findall(" ".join(row._mapping[name] for name in _COLUMNS).lower())) for row in rows}
    any_of = " | ".join(
        f"'{word}'" + (":*" if each.is_prefix and place == len(each.words) else "")
        for each in phrases
        for place, word in enumerate(each.words, start=1)
    )
    asked = sa.text(
        "SELECT word FROM unnest(CAST(:words AS text[])) AS word "
        "WHERE to_tsvector('watcher_english', word) @@ to_tsquery('watcher_english', :any_of)"
    )
    ours = set(conn.scalars(asked, {"words": sorted(set().union(*words.values())), "any_of": any_of}))
    return {id_: each & ours for id_, each in words.items()}


def _found(row: sa.Row[Any], column: str, snippet: str, *, is_by_ocr: bool) -> Found:
    day = date.fromisoformat(row.day) if row.day else None
    return Found(
        source_key=row.source_key,
        meeting_id=row.meeting_id,
        item_id=row.item_id,
        document_id=row.document_id,
        entry_id=row.entry_id,
        decision_id=row.decision_id,
        place=Place(column) if row.document_id is None else Place.DOCUMENT,
        page=row.page,
        title=row.title,
        url=row.url,
        day=row.published_at.astimezone(LONDON).date() if row.published_at else day,
        snippet=snippet,
        is_by_ocr=is_by_ocr,
    )
