"""Topics found in items and entries, with their evidence.

Does not find them (tag does). May import: domain, the modules of store, sqlalchemy.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from watcher.domain.topics import Evidence, Match, Place
from watcher.store import tables as t
from watcher.store.rows import Key, Row, in_chunks, write_difference

Subject = tuple[str, str]
"""(source key, `item:<id>` or `entry:<id>`)."""


def save_matches(conn: sa.Connection, source_key: str, subject: str, matches: Sequence[Match]) -> None:
    """Make these the matches of one subject, in this order; earlier ones that are not among them are forgotten."""
    save_many(conn, {(source_key, subject): matches})


def save_many(conn: sa.Connection, found: Mapping[Subject, Sequence[Match]]) -> int:
    """The same for many subjects at once. Writes only what differs and returns how many rows that were."""
    before: dict[Key, Row] = {}
    for row in _rows(conn, found):
        before[(row.source_key, row.subject, row.topic)] = dict(row._mapping)
    after = {
        (source_key, subject, match.topic): _to_row(source_key, subject, position, match)
        for (source_key, subject), listed in found.items()
        for position, match in enumerate(listed)
    }
    return write_difference(conn, t.matches, before, after)


def matches(conn: sa.Connection, subjects: Iterable[Subject]) -> dict[Subject, tuple[Match, ...]]:
    """The matches of these subjects, each in the order they were saved; a subject without any is missing."""
    found: dict[Subject, list[Match]] = {}
    for row in _rows(conn, subjects):
        found.setdefault((row.source_key, row.subject), []).append(_from_row(row))
    return {subject: tuple(listed) for subject, listed in found.items()}


def _rows(conn: sa.Connection, subjects: Iterable[Subject]) -> Iterable[sa.Row[Any]]:
    c = t.matches.c
    pair = sa.tuple_(c.source_key, c.subject)
    for chunk in in_chunks(subjects):
        yield from conn.execute(sa.select(t.matches).where(pair.in_(chunk)).order_by(c.position, c.topic))


def _to_row(source_key: str, subject: str, position: int, match: Match) -> Row:
    evidence = [
        {"term": found.term, "place": found.place.value, "snippet": found.snippet, "page": found.page}
        | ({"document": found.document} if found.document else {})  # as in rows from before there were others
        | ({"is_by_ocr": True} if found.is_by_ocr else {})
        for found in match.evidence
    ]
    return {
        "source_key": source_key,
        "subject": subject,
        "topic": match.topic,
        "position": position,
        "score": match.score,
        "is_about": match.is_about,
        "evidence": evidence,
    }


def _from_row(row: sa.Row[Any]) -> Match:
    evidence = tuple(
        Evidence(
            term=found["term"],
            place=Place(found["place"]),
            snippet=found["snippet"],
            page=found["page"],
            document=found.get("document", ""),
            is_by_ocr=found.get("is_by_ocr", False),
        )
        for found in row.evidence
    )
    return Match(topic=row.topic, score=row.score, is_about=row.is_about, evidence=evidence)
