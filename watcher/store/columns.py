"""Kinds of columns, alike on both databases.

Does not know any table. May import: sqlalchemy.
"""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa


class Moment(sa.types.TypeDecorator[datetime]):
    """A moment. Naive ones are refused on the way in; on the way out it is always aware and UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Turn an aware moment into UTC. Raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value.isoformat()}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Give SQLite's naive text its zone back, and bring PostgreSQL's session zone to UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""Of all tables; the names of keys and indexes are the same on both databases."""

Json = sa.JSON(none_as_null=True)


def words(name: str, *, optional: bool = False) -> sa.Column[Any]:
    """A text; not `optional` means never NULL (unknown words are empty)."""
    return sa.Column(name, sa.Text, nullable=optional)


def key(name: str, foreign: str | None = None) -> sa.Column[Any]:
    """A text that is the primary key or part of it, and perhaps a key of another table."""
    if foreign is None:
        return sa.Column(name, sa.Text, primary_key=True)
    return sa.Column(name, sa.Text, sa.ForeignKey(foreign), primary_key=True)


def count(name: str) -> sa.Column[Any]:
    """A whole number."""
    return sa.Column(name, sa.Integer, nullable=False)


def flag(name: str) -> sa.Column[Any]:
    """True or false."""
    return sa.Column(name, sa.Boolean, nullable=False)


def moment(name: str, *, optional: bool = False) -> sa.Column[Any]:
    """A moment in UTC."""
    return sa.Column(name, Moment, nullable=optional)


def json(name: str, *, optional: bool = False) -> sa.Column[Any]:
    """A list or object as JSON; None is NULL."""
    return sa.Column(name, Json, nullable=optional)


def number() -> sa.Column[Any]:
    """The id that the database gives."""
    return sa.Column("id", sa.Integer, primary_key=True, autoincrement=True)
