"""Keeps what can be found by its words: items, titles of documents, entries, decisions; papers page by page.

Writes only what differs: to index again what has not changed costs one question. The database keeps the index of words
beside the texts by itself (migration 0002). A page's text is kept once, wherever its paper is published; snippets are
cut from it.
Does not search. May import: domain, the modules of store, sqlalchemy.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from watcher.domain.publications import Decision, FeedEntry, Meeting, PlannedDecision
from watcher.store import tables as t
from watcher.store.rows import Row, in_chunks, insert_all_new

_MOST_LETTERS = 20_000
"""In one row: three such columns are well below the megabyte of words that PostgreSQL takes."""

_MOST_IN_TITLE = 2_000

_Place = tuple[Any, ...]
"""What tells the rows of one owner apart."""


def index_meetings(conn: sa.Connection, source_key: str, meetings: Iterable[Meeting]) -> int:
    """Make what is found of these meetings what they say now: items with their minutes, and titles of documents.

    The meetings must be stored. Returns how many rows were written. A meeting that is forgotten takes its rows along.
    """
    c = t.search_texts.c
    wanted = {meeting.id: meeting for meeting in meetings}
    written = 0
    for chunk in in_chunks(wanted):
        after: dict[_Place, Row] = {}
        for id_ in chunk:
            after |= _rows_of_meeting(source_key, wanted[id_])
        which = sa.and_(c.source_key == source_key, c.meeting_id.in_(chunk))
        written += _replace(conn, which, ("meeting_id", "subject", "part"), after)
    return written


def index_entries(conn: sa.Connection, source_key: str, entries: Iterable[FeedEntry]) -> int:
    """Make what is found of these entries what they say now; others stay. Returns how many rows were written."""
    texts = {f"entry:{entry.id}": list(_parts(entry.title, text=entry.text)) for entry in entries}
    return _index_subjects(conn, source_key, texts)


def index_decisions(conn: sa.Connection, source_key: str, decisions: Iterable[Decision | PlannedDecision]) -> int:
    """Make what is found of these decisions what they say now; others stay. Returns how many rows were written."""
    texts = {f"decision:{each.id}": list(_parts(each.title, text=each.text)) for each in decisions}
    return _index_subjects(conn, source_key, texts)


def index_paper(conn: sa.Connection, content_hash: str, pages: Sequence[str]) -> int:
    """Make these the pages that are found of a paper, wherever it is listed. Returns how many rows were written."""
    after: dict[_Place, Row] = {}
    for page, text in enumerate(pages, start=1):
        for part, row in enumerate(_parts("", text=text.replace("\0", " "))):  # PostgreSQL stores no NUL
            if row["text"].strip():
                after[(page, part)] = {**_NOTHING, **row, "content_hash": content_hash, "page": page, "part": part}
    return _replace(conn, t.search_texts.c.content_hash == content_hash, ("page", "part"), after)


def indexed_papers(conn: sa.Connection, hashes: Iterable[str]) -> frozenset[str]:
    """Those of the papers that have a page that can be found."""
    c = t.search_texts.c
    return frozenset(
        content_hash
        for chunk in in_chunks(hashes)
        for content_hash in conn.scalars(sa.select(c.content_hash).where(c.content_hash.in_(chunk)).distinct())
    )


def drop_papers(conn: sa.Connection, hashes: Iterable[str]) -> int:
    """Let these papers no longer be found. Returns how many rows went."""
    gone = [t.search_texts.delete().where(t.search_texts.c.content_hash.in_(chunk)) for chunk in in_chunks(hashes)]
    return sum(conn.execute(each).rowcount for each in gone)


def drop_unlisted(conn: sa.Connection) -> int:
    """Drop the pages of papers that nothing lists any more, which nobody can find. Returns how many rows went."""
    c = t.search_texts.c
    listed = (
        sa.select(each).where(each.is_not(None))
        for each in (t.documents.c.content_hash, t.decision_papers.c.content_hash)
    )
    gone = t.search_texts.delete().where(c.content_hash.is_not(None), *(c.content_hash.not_in(each) for each in listed))
    return conn.execute(gone).rowcount


def rebuild(conn: sa.Connection) -> None:
    """Make the index of words anew from the texts, should the file have been damaged. PostgreSQL sees to its own."""
    if conn.dialect.name == "sqlite":
        conn.exec_driver_sql("INSERT INTO search_index(search_index) VALUES ('rebuild')")


def _index_subjects(conn: sa.Connection, source_key: str, texts: Mapping[str, Sequence[Row]]) -> int:
    """Things that belong to no meeting, each with its rows."""
    c = t.search_texts.c
    written = 0
    for chunk in in_chunks(texts):
        after: dict[_Place, Row] = {
            (subject, part): {**_NOTHING, **row, "source_key": source_key, "subject": subject, "part": part}
            for subject in chunk
            for part, row in enumerate(texts[subject])
        }
        which = sa.and_(c.source_key == source_key, c.meeting_id.is_(None), c.subject.in_(chunk))
        written += _replace(conn, which, ("subject", "part"), after)
    return written


_NOTHING: Row = {"source_key": None, "meeting_id": None, "subject": None, "content_hash": None, "page": None}


def _rows_of_meeting(source_key: str, meeting: Meeting) -> dict[_Place, Row]:
    found: dict[_Place, Row] = {}
    texts: list[tuple[str, Iterator[Row]]] = [
        (f"item:{item.id}", _parts(item.title, text=item.text, decision=item.decision, minutes=item.minutes))
        for item in meeting.items
    ]
    # "Agenda frontsheet" and "Public reports pack" are the site's words, the same everywhere.
    titled = [document for document in meeting.all_documents() if not meeting.is_generated(document)]
    texts += [(f"document:{document.id}", _parts(document.title)) for document in titled]
    for subject, rows in texts:
        for part, row in enumerate(rows):
            place = {"source_key": source_key, "meeting_id": meeting.id, "subject": subject, "part": part}
            # A page may list a thing twice: the first counts.
            found.setdefault((meeting.id, subject, part), {**_NOTHING, **place, **row})
    return found


def _parts(title: str, *, text: str = "", decision: str = "", minutes: str = "") -> Iterator[Row]:
    """The rows of one thing's words: one, but for what is very long. The title stands in the first."""
    cut = {"text": _cut(text), "decision": _cut(decision), "minutes": _cut(minutes)}
    for part in range(max(1, *map(len, cut.values()))):
        columns = {name: pieces[part] if part < len(pieces) else "" for name, pieces in cut.items()}
        yield {"title": title[:_MOST_IN_TITLE] if part == 0 else "", **columns}


def _cut(text: str) -> list[str]:
    """The text in pieces, cut between words where there are any."""
    pieces = []
    while len(text) > _MOST_LETTERS:
        space = text.rfind(" ", _MOST_LETTERS // 2, _MOST_LETTERS)
        place = space if space > 0 else _MOST_LETTERS
        pieces.append(text[:place])
        text = text[place:]
    return [*pieces, text] if text else pieces


def _replace(conn: sa.Connection, which: sa.ColumnElement[bool], names: Sequence[str], after: dict[_Place, Row]) -> int:
    """Make the rows that are `which` into `after`, keyed by the columns in `names`. Returns how many were written."""
    kept: dict[_Place, sa.Row[Any]] = {}
    gone: list[int] = []
    for row in conn.execute(sa.select(t.search_texts).where(which)):
        place = tuple(row._mapping[name] for name in names)
        if place in after and place not in kept:
            kept[place] = row
        else:
            gone.append(row.id)
    changed = [
        {**row, "old_id": kept[place].id}
        for place, row in after.items()
        if place in kept and {**row, "id": kept[place].id} != dict(kept[place]._mapping)
    ]
    for chunk in in_chunks(gone):
        conn.execute(t.search_texts.delete().where(t.search_texts.c.id.in_(chunk)))
    if changed:
        conn.execute(t.search_texts.update().where(t.search_texts.c.id == sa.bindparam("old_id")), changed)
    new = [row for place, row in after.items() if place not in kept]
    insert_all_new(conn, t.search_texts, new)  # two sources may list one paper, and be polled at once
    return len(gone) + len(changed) + len(new)
