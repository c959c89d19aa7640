"""Opening one of the two databases, and telling their troubles in our words.

Does not know the tables. May import: errors, sqlalchemy and the drivers under it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as NoFreeConnectionError
from sqlalchemy.pool import StaticPool

from watcher.errors import StoreBusyError, StoreError, StoreFullError

MIGRATION_LOCK = 0x77617463
"""PostgreSQL's advisory lock for migrations: `watc`."""


def read_url(url: str) -> URL:
    """The address of a database. `postgresql://` means psycopg. Raises StoreError for what is neither of the two."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError("The database's address cannot be read.", hint=_FORMS) from None
    if parsed.drivername in ("postgresql", "postgres"):
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername not in ("sqlite", "sqlite+pysqlite", "postgresql+psycopg"):
        raise StoreError(f"{parsed.drivername} is not a database this program can use.", hint=_FORMS)
    return parsed


_FORMS = "Write sqlite:///folder/watcher.db or postgresql://user:password@host/database."


def is_memory(url: URL) -> bool:
    """True for a SQLite database that lives in this process only."""
    return url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:")


def make_engine(url: URL, *, busy_timeout_s: float) -> sa.Engine:
    """The engine of one database; nothing is connected yet. Raises StoreError when the driver is not installed."""
    try:
        if url.get_backend_name() == "postgresql":
            return _postgresql_engine(url, busy_timeout_s)
        return _sqlite_engine(url, busy_timeout_s)
    except ImportError as error:
        raise StoreError(
            "PostgreSQL needs the driver psycopg.", hint="Install council-watcher with the extra `postgres`."
        ) from error


# hide_parameters: an error that is logged must not tell the address of a person (docs/privacy.md).


def _sqlite_engine(url: URL, busy_timeout_s: float) -> sa.Engine:
    # check_same_thread is off because the pool hands connections from thread to thread, never to two at once.
    arguments: dict[str, Any] = {"timeout": busy_timeout_s, "check_same_thread": False}
    if is_memory(url):
        engine = sa.create_engine(url, connect_args=arguments, poolclass=StaticPool, hide_parameters=True)
    else:
        # No upper limit: a thread that waits for a connection while it holds the write lock would stop everyone.
        engine = sa.create_engine(url, connect_args=arguments, max_overflow=-1, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # We say BEGIN ourselves: the driver would say it late, and never IMMEDIATE.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        # The log is written back at 16 MB, not at 4: a round of sending writes the same few pages again and again.
        connection.execute("PRAGMA wal_autocheckpoint = 4000")
        # What is deleted or written over is gone from the file, as people who leave are promised (Debian's default).
        connection.execute("PRAGMA secure_delete = ON")

    @event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("begin_with", "BEGIN"))

    return engine


def _postgresql_engine(url: URL, busy_timeout_s: float) -> sa.Engine:
    # The ping lets a daemon outlive a restart of the server; connecting may take 10 s before it counts as unreachable.
    arguments = {"connect_timeout": 10}
    engine = sa.create_engine(url, connect_args=arguments, max_overflow=-1, pool_pre_ping=True, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:  # noqa: ANN401 - psycopg may not be installed
        connection.execute(f"SET lock_timeout = {int(busy_timeout_s * 1000)}")
        connection.commit()

    return engine


@contextmanager
def troubles_told(url: URL) -> Iterator[None]:
    """Turn the drivers' troubles into StoreErrors. What would be our own mistake stays as it is, and loud."""
    try:
        yield
    except NoFreeConnectionError as error:
        raise StoreBusyError(f"The database {_shown(url)} is busy.") from error
    except (DBAPIError, sqlite3.Error) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if isinstance(cause, sqlite3.Error):
            told = _sqlite_trouble(cause, url)
        else:
            told = _postgresql_trouble(error, url) if isinstance(error, DBAPIError) else None
        if told is None:
            raise
        raise told from error


def _sqlite_trouble(error: sqlite3.Error, url: URL) -> StoreError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF  # the primary code: the extended ones say where
    shown = _shown(url)
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return StoreBusyError(f"The database {shown} is in use by another command.")
    if code == sqlite3.SQLITE_FULL:
        return StoreFullError(f"The database {shown} could not be written: the disk is full.")
    if code == sqlite3.SQLITE_READONLY:
        return StoreFullError(f"The database {shown} could not be written: the file or its folder is read-only.")
    if code == sqlite3.SQLITE_CANTOPEN:
        return StoreError(
            f"The database {shown} could not be opened.", hint="Does its folder exist, and may we read it?"
        )
    if code == sqlite3.SQLITE_NOTADB:
        return StoreError(f"{shown} is not a database.", hint="Move the file away, or correct the address.")
    if code == sqlite3.SQLITE_CORRUPT:
        return StoreError(f"The database {shown} is damaged.", hint="Put the last backup in its place.")
    if str(error).startswith("no such module: fts"):
        return StoreError(
            "This SQLite cannot search texts: it was built without FTS5.",
            hint="Use a Python whose sqlite3 has it (python.org's, Debian's and Docker's do), or PostgreSQL.",
        )
    if code == sqlite3.SQLITE_IOERR:
        return StoreError(f"The database {shown} could not be read or written: the disk reports an error.")
    return None


_BUSY_STATES = frozenset({"55P03", "40001", "40P01", "53300"})  # lock timeout, serialization, deadlock, connections
_FULL_STATES = frozenset({"53100", "25006"})  # disk full, read-only
"""PostgreSQL's codes: https://www.postgresql.org/docs/current/errcodes-appendix.html"""


def _postgresql_trouble(error: DBAPIError, url: URL) -> StoreError | None:
    state = getattr(error.orig, "sqlstate", None)
    if state in _BUSY_STATES:
        return StoreBusyError(f"The database {_shown(url)} is busy.")
    if state in _FULL_STATES:
        return StoreFullError(f"The database {_shown(url)} could not be written: the disk is full or it is read-only.")
    is_about_connection = error.connection_invalidated or state is None or state.startswith(("08", "28", "3D", "57P"))
    if not isinstance(error, sa.exc.OperationalError) or not is_about_connection:
        return None
    words = " ".join(str(error.orig).split())
    if url.password:
        words = words.replace(str(url.password), "***")
    return StoreError(f"The database {_shown(url)} cannot be reached: {words}")


def _shown(url: URL) -> str:
    """The address as it may be shown: the file's path, or the URL without its password."""
    if url.get_backend_name() == "sqlite":
        return str(Path(url.database)) if url.database else "in memory"
    return url.render_as_string(hide_password=True)
