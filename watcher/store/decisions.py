"""Decisions, taken and planned, as rows and back; the outline of them for polls, and themselves for whoever shows them.

Does not compare (diff does). May import: domain, the modules of store, sqlalchemy.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from watcher.domain.changes import KnownDecision
from watcher.domain.polls import DecisionGlance
from watcher.domain.publications import Decision, Document, DocumentKind, PlannedDecision
from watcher.store import tables as t
from watcher.store.rows import Key, Row, in_chunks, write_difference

AnyDecision = Decision | PlannedDecision

_COLUMNS = frozenset(("id", "title", "url", "documents", "is_detailed"))
"""Fields that stand elsewhere than among the facts."""
_HOLDERS = ("/decisions", "/plan")
"""How the keys of sources end that have any (domain's Source): the others, which are most, are not asked for."""
_DAYS = frozenset(("decided_on", "published_on", "applies_from", "due_on", "first_published"))


def load(conn: sa.Connection, source_key: str) -> dict[str, KnownDecision]:
    """Everything remembered of the decisions of one source, by their ids."""
    if not source_key.endswith(_HOLDERS):
        return {}
    return {
        row.decision_id: _known_from(row, each) for row, each in _found(conn, t.decisions.c.source_key == source_key)
    }


def save(conn: sa.Connection, source_key: str, old: Iterable[KnownDecision], new: Iterable[KnownDecision]) -> int:
    """Make the rows of `old` into those of `new`, writing only what differs. Returns how many rows that were."""
    old, new = list(old), list(new)
    written = write_difference(conn, t.decisions, _rows(source_key, old), _rows(source_key, new))
    return written + write_difference(
        conn, t.decision_papers, _paper_rows(source_key, old), _paper_rows(source_key, new)
    )


def by_keys(conn: sa.Connection, keys: Iterable[Key]) -> dict[tuple[str, str], AnyDecision]:
    """The decisions of these (source key, decision id); those not known are missing."""
    pair = sa.tuple_(t.decisions.c.source_key, t.decisions.c.decision_id)
    return {
        (row.source_key, row.decision_id): each
        for chunk in in_chunks(keys)
        for row, each in _found(conn, pair.in_(chunk))
    }


def glances_of(conn: sa.Connection, source_keys: Iterable[str]) -> dict[str, dict[str, DecisionGlance]]:
    """What tells which pages are due, by source key and decision id; sources without any are missing."""
    c = t.decisions.c
    found: dict[str, dict[str, DecisionGlance]] = {}
    for chunk in in_chunks(key for key in source_keys if key.endswith(_HOLDERS)):
        asked = sa.select(c.source_key, c.decision_id, c.url, c.day, c.row, c.page_read_at)
        for source_key, *outline in conn.execute(asked.where(c.source_key.in_(chunk))):
            glance = DecisionGlance(*outline)
            found.setdefault(source_key, {})[glance.decision_id] = glance
    return found


def looked_at(
    conn: sa.Connection, source_key: str, *, pages: Collection[str], rows: Mapping[str, str], at: datetime
) -> None:
    """Note that the pages of decisions were found unchanged at `at`, and which list rows are dealt with."""
    c = t.decisions.c
    for chunk in in_chunks(pages):
        which = (c.source_key == source_key) & c.decision_id.in_(chunk)
        conn.execute(t.decisions.update().where(which).values(page_read_at=at))
    for id_, row in rows.items():
        which = (c.source_key == source_key) & (c.decision_id == id_)
        conn.execute(t.decisions.update().where(which).values(row=row))


def _found(conn: sa.Connection, which: sa.ColumnElement[bool]) -> Iterator[tuple[sa.Row[Any], AnyDecision]]:
    """The rows with the decisions they mean, in two statements however many there are."""
    d, p = t.decisions.c, t.decision_papers.c
    rows = conn.execute(sa.select(t.decisions).where(which).order_by(d.source_key, d.decision_id)).all()
    papers: dict[Key, list[Document]] = {}
    if rows:
        of_decision = (p.source_key == d.source_key) & (p.decision_id == d.decision_id)
        asked = sa.select(t.decision_papers).join(t.decisions, of_decision).where(which)
        for row in conn.execute(asked.order_by(p.source_key, p.decision_id, p.position)):
            papers.setdefault((row.source_key, row.decision_id), []).append(_document_from(row))
    for row in rows:
        yield row, _decision_from(row, papers.get((row.source_key, row.decision_id), ()))


def _rows(source_key: str, known: Iterable[KnownDecision]) -> dict[Key, Row]:
    return {(source_key, each.decision.id): _row(source_key, each) for each in known}


def _row(source_key: str, known: KnownDecision) -> Row:
    decision = known.decision
    return {
        "source_key": source_key,
        "decision_id": decision.id,
        "is_planned": isinstance(decision, PlannedDecision),
        "title": decision.title,
        "url": decision.url,
        "day": _plain(decision.day),
        "is_detailed": decision.is_detailed,
        "facts": {
            each.name: _plain(getattr(decision, each.name)) for each in fields(decision) if each.name not in _COLUMNS
        },
        "row": known.row,
        "announced": dict(known.announced),
        "page_read_at": known.page_read_at,
    }


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _decision_from(row: sa.Row[Any], papers: Iterable[Document]) -> AnyDecision:
    made = PlannedDecision if row.is_planned else Decision
    known = {each.name for each in fields(made)}
    facts = {name: value for name, value in row.facts.items() if name in known}
    facts |= {name: date.fromisoformat(facts[name]) for name in _DAYS & facts.keys() if facts[name] is not None}
    return made(
        id=row.decision_id,
        title=row.title,
        url=row.url,
        is_detailed=row.is_detailed,
        documents=tuple(papers),
        **facts,
    )


def _known_from(row: sa.Row[Any], decision: AnyDecision) -> KnownDecision:
    return KnownDecision(decision=decision, row=row.row, announced=row.announced, page_read_at=row.page_read_at)


def _paper_rows(source_key: str, known: Iterable[KnownDecision]) -> dict[Key, Row]:
    return {
        (source_key, each.decision.id, position): {
            "source_key": source_key,
            "decision_id": each.decision.id,
            "position": position,
            "document_id": document.id,
            "title": document.title,
            "url": document.url,
            "kind": document.kind.value,
            "size": document.size,
            "content_hash": document.content_hash,
        }
        for each in known
        for position, document in enumerate(each.decision.documents)
    }


def _document_from(row: sa.Row[Any]) -> Document:
    return Document(
        id=row.document_id,
        title=row.title,
        url=row.url,
        kind=DocumentKind(row.kind),
        size=row.size,
        content_hash=row.content_hash,
    )
