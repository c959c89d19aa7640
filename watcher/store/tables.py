"""The tables, and the column types and statements in which the two databases differ.

Does not open databases (engines does), ask or write by itself. May import: errors, domain, sqlalchemy.
The tables as they stand; how a database gets from an older shape to this one is in migrations/.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

HEAD = "0001"
"""The migration that makes these tables; stands here so that opening an up-to-date database need not load Alembic."""

Row = Mapping[str, Any]
"""One row to be written or as read: column names to values, already in the database's own plain types."""


class Moment(sa.types.TypeDecorator[datetime]):
    """A moment. Naive ones are refused on the way in; on the way out it is always aware and UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002 - the base class's signature
        """Turn an aware moment into UTC. Raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002 - the base class's signature
        """Give SQLite's naive text its zone back, and bring PostgreSQL's session zone to UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = sa.JSON(none_as_null=True)

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _words(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=optional)


def _key(name: str, foreign: str | None = None) -> sa.Column[Any]:
    if foreign is None:
        return sa.Column(name, sa.Text, primary_key=True)
    return sa.Column(name, sa.Text, sa.ForeignKey(foreign), primary_key=True)


def _count(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer, nullable=False)


def _flag(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean, nullable=False)


def _moment(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Moment, nullable=optional)


def _json(name: str, *, optional: bool = False) -> sa.Column[Any]:
    return sa.Column(name, Json, nullable=optional)


def _number() -> sa.Column[Any]:
    return sa.Column("id", sa.Integer, primary_key=True, autoincrement=True)


# What is watched

councils = sa.Table("councils", metadata, _key("key"), _words("name"), _words("url"))

committees = sa.Table(
    "committees",
    metadata,
    _key("council_key", "councils.key"),
    _key("committee_id"),
    _words("name"),
    _count("position"),
)

resolved_names = sa.Table("resolved_names", metadata, _key("council_key"), _key("name"), _words("committee_id"))

sources = sa.Table(
    "sources",
    metadata,
    _key("key"),
    _words("name"),
    _words("url"),
    _words("system"),
    sa.Column("council_key", sa.Text, sa.ForeignKey("councils.key"), nullable=True),
    _words("committee_id", optional=True),
    _flag("is_watched"),
    _flag("is_baselined"),
    _moment("next_poll_at"),
    _moment("last_good_at", optional=True),
    _moment("last_poll_at", optional=True),
    _words("last_outcome", optional=True),
    _words("why"),
    _moment("trouble_since", optional=True),
    _count("failures"),
    _count("version"),
)

polls = sa.Table(
    "polls",
    metadata,
    _number(),
    sa.Column("source_key", sa.Text, sa.ForeignKey("sources.key"), nullable=False),
    _moment("started_at"),
    _moment("ended_at"),
    _words("outcome"),
    _words("why"),
    _count("requests"),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    _count("changes"),
    _moment("next_poll_at"),
    _json("flags"),
    sa.Index(None, "source_key", "started_at"),
    sqlite_autoincrement=True,
)

pages = sa.Table(
    "pages",
    metadata,
    _key("source_key", "sources.key"),
    _key("url"),
    _words("etag", optional=True),
    _words("last_modified", optional=True),
    _words("fingerprint"),
    sa.Column("body", sa.LargeBinary, nullable=True),  # zlib
    _moment("fetched_at"),
)

# What is known

meetings = sa.Table(
    "meetings",
    metadata,
    _key("source_key", "sources.key"),
    _key("meeting_id"),
    _words("committee_id"),
    _words("committee_name"),
    _words("day", optional=True),  # ISO, London's calendar: sorts as text
    _words("clock", optional=True),  # ISO, London's clock
    _words("raw_time"),
    _words("url"),
    _words("status"),
    _json("published"),
    _words("venue", optional=True),
    _flag("is_detailed"),
    _words("row", optional=True),
    _json("absences"),
    _flag("has_absences"),
    _json("announced"),
    _moment("page_read_at", optional=True),
    _moment("documents_read_at", optional=True),
    sa.Index(None, "day"),
)


def _of_meeting() -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["source_key", "meeting_id"], ["meetings.source_key", "meetings.meeting_id"], ondelete="CASCADE"
    )


# Items and documents are keyed by their place, not their id: pages do list one document twice, and that must not be
# a reason to lose the page.
items = sa.Table(
    "items",
    metadata,
    _key("source_key"),
    _key("meeting_id"),
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    _words("item_id"),
    _words("number"),
    _words("title"),
    _flag("is_restricted"),
    _flag("is_to_follow"),
    _words("text"),
    _words("decision"),
    _words("minutes"),
    _flag("minutes_are_cut"),
    _of_meeting(),
    sa.Index(None, "source_key", "item_id"),
)

documents = sa.Table(
    "documents",
    metadata,
    _key("source_key"),
    _key("meeting_id"),
    sa.Column("item_position", sa.Integer, primary_key=True, autoincrement=False),  # -1: the meeting's own
    sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
    _words("document_id"),
    _words("title"),
    _words("url"),
    _words("kind"),
    _words("size", optional=True),
    _words("content_hash", optional=True),
    _of_meeting(),
    sa.Index(None, "source_key", "document_id"),
)

known_committees = sa.Table(
    "known_committees", metadata, _key("source_key", "sources.key"), _key("committee_id"), _words("name")
)

known_entries = sa.Table("known_entries", metadata, _key("source_key", "sources.key"), _key("entry_id"))

entries = sa.Table(
    "entries",
    metadata,
    _key("source_key", "sources.key"),
    _key("entry_id"),
    _words("title"),
    _words("url"),
    _moment("published_at", optional=True),
    _words("event", optional=True),
    _words("meeting_id", optional=True),
    _words("text"),
)

matches = sa.Table(
    "matches",
    metadata,
    _key("source_key", "sources.key"),
    _key("subject"),  # item:<id> or entry:<id>
    _key("topic"),
    _count("position"),
    _count("score"),
    _flag("is_about"),
    _json("evidence"),
)

# What is news. Append-only: triggers made by the first migration refuse UPDATE and DELETE.

counters = sa.Table("counters", metadata, _key("name"), sa.Column("value", sa.BigInteger, nullable=False))

changes = sa.Table(
    "changes",
    metadata,
    sa.Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    _words("kind"),
    _words("source_key"),
    _words("meeting_id", optional=True),
    _words("item_id", optional=True),
    _words("document_id", optional=True),
    _words("entry_id", optional=True),
    _words("committee_id", optional=True),
    _json("before", optional=True),
    _json("after", optional=True),
    _moment("noticed_at"),
    sa.Index(None, "source_key"),
    sa.Index(None, "noticed_at"),
)

# Who hears, and what is on its way. Ids of people are never used twice (autoincrement): a delivery outlives its person.

subscribers = sa.Table(
    "subscribers",
    metadata,
    _number(),
    _words("address"),
    sa.Column("address_key", sa.Text, nullable=False, unique=True),
    sa.Column("told_up_to", sa.BigInteger, nullable=False),
    _flag("is_new"),
    _flag("is_confirmed"),
    _moment("created_at"),
    sqlite_autoincrement=True,
)

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("subscriber_id", sa.ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True),
    _json("councils"),
    _json("committees"),
    _json("topics"),
    _words("frequency"),
    _flag("hears_quiet_weeks"),
)

runs = sa.Table(
    "runs",
    metadata,
    _number(),
    _words("frequency"),
    _words("period"),
    sa.Column("up_to", sa.BigInteger, nullable=False),
    _moment("opened_at"),
    _moment("finished_at", optional=True),
    sa.UniqueConstraint("frequency", "period"),
    sqlite_autoincrement=True,
)

editions = sa.Table(
    "editions",
    metadata,
    sa.Column("run_id", sa.ForeignKey("runs.id"), primary_key=True),
    _key("slug"),
    _json("edition"),
    _moment("composed_at"),
)

deliveries = sa.Table(
    "deliveries",
    metadata,
    _number(),
    sa.Column("run_id", sa.ForeignKey("runs.id"), nullable=False),
    sa.Column("subscriber_id", sa.Integer, nullable=False),
    _words("edition_slug"),
    _words("address"),
    sa.Column("message_id", sa.Text, nullable=False, unique=True),
    _words("subject"),
    _words("state"),
    _count("attempts"),
    _moment("next_attempt_at", optional=True),
    _moment("lease_until", optional=True),
    sa.Column("message", sa.LargeBinary, nullable=True),
    _json("history"),
    _moment("changed_at"),
    sa.UniqueConstraint("run_id", "subscriber_id"),
    sa.Index(None, "state"),
    sa.Index(None, "subscriber_id"),
    sqlite_autoincrement=True,
)


def _insert(conn: sa.Connection, table: sa.Table) -> "postgresql.Insert | sqlite.Insert":
    return postgresql.insert(table) if conn.dialect.name == "postgresql" else sqlite.insert(table)


def upsert(conn: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert rows; where the primary key is there already, update the row."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    insert = _insert(conn, table)
    changed = {name: insert.excluded[name] for name in rows[0] if name not in keys}
    conn.execute(insert.on_conflict_do_update(index_elements=keys, set_=changed), list(rows))


def insert_new(
    conn: sa.Connection, table: sa.Table, row: Row, *, unless: Sequence[str] = ()
) -> "postgresql.Insert | sqlite.Insert":
    """The statement that inserts a row, and does nothing where one is there: any the same, or the same in `unless`."""
    return _insert(conn, table).values(row).on_conflict_do_nothing(index_elements=list(unless) or None)
