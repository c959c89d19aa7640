"""Councils, their committees, and which committee a name in sources.yaml turned out to mean.

Does not resolve names (actions do). May import: domain, the modules of store, sqlalchemy.
"""

from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from watcher.domain.publications import Committee, Council
from watcher.store import tables as t
from watcher.store.rows import Key, Row, write_difference


def save_councils(conn: sa.Connection, councils: Iterable[Council]) -> int:
    """Keep these councils, writing only what differs; others stay. Returns how many rows were written."""
    wanted = {(council.key,): {"key": council.key, "name": council.name, "url": council.url} for council in councils}
    if not wanted:
        return 0
    kept = {(row.key,): dict(row._mapping) for row in conn.execute(sa.select(t.councils))}
    return write_difference(conn, t.councils, kept, {**kept, **wanted})


def committees(conn: sa.Connection, council_key: str) -> tuple[Committee, ...]:
    """The committees of a council as its own list had them last, in its order."""
    c = t.committees.c
    asked = sa.select(t.committees).where(c.council_key == council_key).order_by(c.position)
    return tuple(Committee(id=row.committee_id, name=row.name) for row in conn.execute(asked))


def ever_listed(conn: sa.Connection, source_key: str) -> frozenset[str]:
    """The ids of all committees that a council's list ever named."""
    c = t.known_committees.c
    return frozenset(conn.scalars(sa.select(c.committee_id).where(c.source_key == source_key)))


def all_committees(conn: sa.Connection) -> dict[str, tuple[Committee, ...]]:
    """The same of every council, by its key; those without any are missing."""
    found: dict[str, list[Committee]] = {}
    c = t.committees.c
    for row in conn.execute(sa.select(t.committees).order_by(c.council_key, c.position)):
        found.setdefault(row.council_key, []).append(Committee(id=row.committee_id, name=row.name))
    return {key: tuple(each) for key, each in found.items()}


def save_committees(conn: sa.Connection, council: Council, committees: Sequence[Committee]) -> int:
    """Make this the list of a council's committees. Returns how many rows were written."""
    save_councils(conn, [council])
    after: dict[Key, Row] = {}
    for position, committee in enumerate(committees):
        row = {"council_key": council.key, "committee_id": committee.id, "name": committee.name, "position": position}
        after.setdefault((council.key, committee.id), row)  # a list may name a committee twice; its first place counts
    asked = sa.select(t.committees).where(t.committees.c.council_key == council.key)
    before = {(row.council_key, row.committee_id): dict(row._mapping) for row in conn.execute(asked)}
    return write_difference(conn, t.committees, before, after)


def resolved(conn: sa.Connection, council_key: str) -> dict[str, str]:
    """Names of committees as written in sources.yaml, to the ids they were found to mean."""
    asked = sa.select(t.resolved_names).where(t.resolved_names.c.council_key == council_key)
    return {row.name: row.committee_id for row in conn.execute(asked)}


def all_resolved(conn: sa.Connection) -> dict[str, dict[str, str]]:
    """The same of every council, by its key; those without any are missing."""
    found: dict[str, dict[str, str]] = {}
    for row in conn.execute(sa.select(t.resolved_names)):
        found.setdefault(row.council_key, {})[row.name] = row.committee_id
    return found


def save_resolved(conn: sa.Connection, council_key: str, names: Mapping[str, str]) -> int:
    """Make these the resolved names of a council. Returns how many rows were written."""
    asked = sa.select(t.resolved_names).where(t.resolved_names.c.council_key == council_key)
    before = {(row.council_key, row.name): dict(row._mapping) for row in conn.execute(asked)}
    after = {
        (council_key, name): {"council_key": council_key, "name": name, "committee_id": committee_id}
        for name, committee_id in names.items()
    }
    return write_difference(conn, t.resolved_names, before, after)
