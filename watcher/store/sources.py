"""Sources: what is watched, how each stands, and every attempt to read it.

Does not decide when a source is due next (cadence does). May import: domain, the modules of store, sqlalchemy.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from watcher.domain.polls import Poll, Shortfall, SourceState
from watcher.domain.publications import Outcome, Source
from watcher.store import tables as t
from watcher.store.columns import Moment
from watcher.store.committees import (
    all_committees,
    all_resolved,
    committees,
    ever_listed,
    resolved,
    save_committees,
    save_councils,
    save_resolved,
)
from watcher.store.pages import forget_pages, forget_seen, page, pages, pages_of, save_page, unread_papers
from watcher.store.rows import Key, Row, in_chunks, write_difference
from watcher.store.shortfalls import shortfall_from, shortfall_row
from watcher.store.visits import first_poll_at, watched_committees

__all__ = [
    "all_committees",
    "all_resolved",
    "bump_version",
    "committees",
    "due",
    "ever_listed",
    "failing",
    "falling_short",
    "first_poll_at",
    "forget_pages",
    "forget_polls",
    "forget_seen",
    "hold",
    "page",
    "pages",
    "pages_of",
    "polls",
    "record_poll",
    "record_polls",
    "resolved",
    "save_committees",
    "save_page",
    "save_resolved",
    "set_shortfall",
    "set_shut",
    "state",
    "states",
    "states_of",
    "sync",
    "unread_papers",
    "watched_committees",
]


def sync(conn: sa.Connection, sources: Sequence[Source], now: datetime) -> int:
    """Make these the sources that are watched; returns how many rows were written, 0 when nothing is new.

    A new source is due at once. One no longer listed keeps its history and is not watched; listed again, it goes on.
    """
    save_councils(conn, [source.council for source in sources if source.council is not None])
    wanted = {source.key: source for source in sources}
    before: dict[Key, Row] = {}
    after: dict[Key, Row] = {}
    # Row by row, with what may differ alone: of 9,000 sources whole rows are 30 MB.
    for row in conn.execute(sa.select(*(t.sources.c[name] for name in _LISTED))):
        source = wanted.pop(row.key, None)
        listed = _listed(source) if source is not None else {**row._mapping, "is_watched": False}
        if tuple(row) != tuple(listed.values()):
            before[row.key,], after[row.key,] = dict(row._mapping), listed
    after |= {(source.key,): {**_unread(now), **_listed(source)} for source in wanted.values()}
    return write_difference(conn, t.sources, before, after)


_LISTED = ("key", "name", "url", "system", "council_key", "committee_id", "is_watched")


def _listed(source: Source) -> dict[str, Any]:
    return {
        "key": source.key,
        "name": source.name,
        "url": source.url,
        "system": source.system,
        "council_key": source.council.key if source.council else None,
        "committee_id": source.committee.id if source.committee else None,
        "is_watched": True,
    }


def _unread(now: datetime) -> dict[str, Any]:
    return {
        "is_baselined": False,
        "next_poll_at": now,
        "last_good_at": None,
        "last_poll_at": None,
        "last_outcome": None,
        "why": "",
        "trouble_since": None,
        "failures": 0,
        "version": 0,
        "read_by": None,
        "shut_at": None,
        "shortfall": None,
    }


def due(conn: sa.Connection, now: datetime) -> tuple[str, ...]:
    """Keys of the watched sources whose time has come, the longest overdue first.

    What was polled an hour from now was polled by a clock that was wrong, and its next time is as wrong.
    """
    c = t.sources.c
    is_time = sa.or_(c.next_poll_at <= now, c.last_poll_at > now + timedelta(hours=1))
    asked = sa.select(c.key).where(c.is_watched, is_time).order_by(c.next_poll_at, c.key)
    return tuple(conn.scalars(asked))


_STATE = [column for column in t.sources.c if column.name not in ("is_baselined", "committee_id")]


def state(conn: sa.Connection, key: str) -> SourceState:
    """How one source stands. Raises KeyError for one that was never listed."""
    row = conn.execute(sa.select(*_STATE).where(t.sources.c.key == key)).first()
    if row is None:
        raise KeyError(key)
    return _state_from(row)


def states(conn: sa.Connection) -> tuple[SourceState, ...]:
    """How every source stands, those no longer watched too, in the order of their keys."""
    return tuple(_state_from(row) for row in conn.execute(sa.select(*_STATE).order_by(t.sources.c.key)))


def failing(conn: sa.Connection, *, least: int) -> tuple[SourceState, ...]:
    """How the watched sources stand whose last attempts, at least so many in a row, all failed."""
    c = t.sources.c
    asked = sa.select(*_STATE).where(c.is_watched, c.failures >= least).order_by(c.key)
    return tuple(_state_from(row) for row in conn.execute(asked))


def falling_short(conn: sa.Connection) -> tuple[SourceState, ...]:
    """How the watched sources stand whose list, when it was last read, lacked something."""
    c = t.sources.c
    asked = sa.select(*_STATE).where(c.is_watched, c.shortfall.is_not(sa.null())).order_by(c.key)
    return tuple(_state_from(row) for row in conn.execute(asked))


def states_of(conn: sa.Connection, keys: Iterable[str]) -> dict[str, SourceState]:
    """How these sources stand, by their keys; those never listed are missing."""
    return {
        row.key: _state_from(row)
        for chunk in in_chunks(keys)
        for row in conn.execute(sa.select(*_STATE).where(t.sources.c.key.in_(chunk)))
    }


def _state_from(row: sa.Row[Any]) -> SourceState:
    outcome = None if row.last_outcome is None else Outcome(row.last_outcome)
    return SourceState(**{**row._mapping, "last_outcome": outcome, "shortfall": shortfall_from(row.shortfall)})


def bump_version(conn: sa.Connection, key: str, expected: int) -> bool:
    """Claim the right to write what was decided on the version `expected`; False if somebody was faster."""
    c = t.sources.c
    bumped = t.sources.update().where(c.key == key, c.version == expected).values(version=c.version + 1)
    return conn.execute(bumped).rowcount == 1


def set_shut(conn: sa.Connection, key: str, at: datetime | None) -> None:
    """Note when the way that a source is to be read in was last found shut; None when it is open."""
    conn.execute(t.sources.update().where(t.sources.c.key == key).values(shut_at=at))


def set_shortfall(conn: sa.Connection, key: str, shortfall: Shortfall | None) -> None:
    """Note what a source's list, just read, lacks; None if it lacks nothing."""
    c = t.sources.c
    noted = None if shortfall is None else shortfall_row(shortfall)
    conn.execute(t.sources.update().where(c.key == key).values(shortfall=noted))


def hold(conn: sa.Connection, key: str) -> None:
    """Let no poll of this source write until the transaction ends. SQLite has one writer anyway."""
    conn.execute(sa.select(t.sources.c.key).where(t.sources.c.key == key).with_for_update())


def record_poll(conn: sa.Connection, poll: Poll) -> None:
    """Record one attempt and what it means for its source: one INSERT and one UPDATE."""
    record_polls(conn, [poll])


def record_polls(conn: sa.Connection, polls: Sequence[Poll]) -> None:
    """Record attempts in this order, so that many unchanged sources can share one transaction."""
    if not polls:
        return
    conn.execute(t.polls.insert(), [_poll_row(poll) for poll in polls])
    conn.execute(
        _AFTER_POLL,
        [
            {
                "of_source": poll.source_key,
                "ended": poll.ended_at,
                "outcome": poll.outcome.value,
                "words": poll.why,
                "next": poll.next_poll_at,
                "is_good": poll.outcome.is_good,
            }
            for poll in polls
        ],
    )


def _after_poll() -> sa.Update:
    c = t.sources.c
    is_good = sa.bindparam("is_good", type_=sa.Boolean)
    ended_at = sa.bindparam("ended", type_=Moment)
    return (
        t.sources.update()
        .where(c.key == sa.bindparam("of_source"))
        .values(
            last_poll_at=ended_at,
            last_outcome=sa.bindparam("outcome"),
            why=sa.bindparam("words"),
            next_poll_at=sa.bindparam("next", type_=Moment),
            last_good_at=sa.case((is_good, ended_at), else_=c.last_good_at),
            failures=sa.case((is_good, 0), else_=c.failures + 1),
            trouble_since=sa.case((is_good, sa.null()), else_=sa.func.coalesce(c.trouble_since, ended_at)),
        )
    )


_AFTER_POLL = _after_poll()


def _poll_row(poll: Poll) -> Row:
    return {
        "source_key": poll.source_key,
        "started_at": poll.started_at,
        "ended_at": poll.ended_at,
        "outcome": poll.outcome.value,
        "why": poll.why,
        "requests": poll.requests,
        "bytes": poll.bytes,
        "changes": poll.changes,
        "next_poll_at": poll.next_poll_at,
        "flags": list(poll.flags),
    }


def polls(conn: sa.Connection, source_key: str, *, limit: int = 20) -> tuple[Poll, ...]:
    """The last attempts to read one source, the latest first."""
    c = t.polls.c
    wanted = [column for column in c if column.name != "id"]
    asked = sa.select(*wanted).where(c.source_key == source_key).order_by(c.id.desc()).limit(limit)
    return tuple(
        Poll(**{**row._mapping, "outcome": Outcome(row.outcome), "flags": tuple(row.flags)})
        for row in conn.execute(asked)
    )


def forget_polls(conn: sa.Connection, before: datetime) -> int:
    """Delete older attempts, but each source's last; how the source stands is untouched. Returns how many went."""
    last_of_each = sa.select(sa.func.max(t.polls.c.id)).group_by(t.polls.c.source_key)
    gone = t.polls.delete().where(t.polls.c.ended_at < before, t.polls.c.id.not_in(last_of_each))
    return conn.execute(gone).rowcount
