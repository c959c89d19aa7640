"""Everything remembered; the only SQL. A Store gives connections, the modules beside it say what to do with them.

Does not decide anything and knows no order of work (actions do). May import: errors, domain, sqlalchemy, alembic.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import URL

from watcher.errors import StoreBusyError, StoreError, StoreFullError
from watcher.store import (
    changes,
    clocks,
    correspondence,
    decisions,
    engines,
    histories,
    matches,
    meetings,
    outbox,
    papers,
    search,
    sources,
    subscribers,
    tokens,
    troubles,
    upgrading,
    writing,
)

__all__ = [
    "Store",
    "changes",
    "clocks",
    "correspondence",
    "decisions",
    "histories",
    "matches",
    "meetings",
    "outbox",
    "papers",
    "search",
    "sources",
    "subscribers",
    "tokens",
    "troubles",
    "writing",
]


class Store:
    """One open database, at the newest schema. Safe to share between threads; each `with` is one transaction."""

    def __init__(self, engine: sa.Engine, url: URL, *, busy_timeout_s: float) -> None:
        self._engine = engine
        self._url = url
        self._busy_timeout_s = busy_timeout_s
        # A database in memory is one connection: its transactions stand in a queue.
        self._only_one = threading.Lock() if engines.is_memory(url) else None

    @classmethod
    def open(cls, url: str, *, create: bool = True, busy_timeout_s: float = 30.0) -> "Store":
        """Open a database and bring it to the newest schema; made anew where there is none, unless not `create`.

        Raises StoreTooNewError, StoreBusyError, StoreFullError, and StoreError for all else that is wrong with it.
        """
        parsed = engines.read_url(url)
        _make_folder(parsed, create=create)
        store = cls(engines.make_engine(parsed, busy_timeout_s=busy_timeout_s), parsed, busy_timeout_s=busy_timeout_s)
        try:
            upgrading.bring_up_to_date(store)
        except BaseException:
            store.close()
            raise
        return store

    @property
    def is_sqlite(self) -> bool:
        """True if this is a file or in memory, False if it is a server."""
        return self._engine.dialect.name == "sqlite"

    @property
    def busy_timeout_s(self) -> float:
        """How long a transaction waits for another one."""
        return self._busy_timeout_s

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        """One snapshot: whatever is committed meanwhile is not seen. Refuses writes."""
        with engines.troubles_told(self._url), self._turn(), self._engine.connect() as connection:
            if self.is_sqlite:
                _set_pragma(connection, "query_only", "ON")
            else:
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[sa.Connection]:
        """One transaction: all of it or nothing. `durable`: it also survives a power cut right after the commit."""
        with engines.troubles_told(self._url), self._turn(), self._engine.connect() as connection:
            if self.is_sqlite:
                _set_pragma(connection, "query_only", "OFF")
                _set_pragma(connection, "synchronous", "FULL" if durable else "NORMAL")
                connection = connection.execution_options(begin_with="BEGIN IMMEDIATE")
            with connection.begin():
                yield connection

    def backup(self, path: Path) -> None:
        """Copy the database, as of one moment, to a new file while others go on. Raises StoreError."""
        if not self.is_sqlite:
            raise StoreError(
                "A PostgreSQL database is not copied by this program.", hint="Use pg_dump, which comes with PostgreSQL."
            )
        if self._url.database and Path(self._url.database).resolve() == path.resolve():
            raise StoreError(f"{path} is the database itself; a backup needs another name.")
        unfinished = path.with_name(path.name + ".part")
        try:
            with engines.troubles_told(self._url), self._turn(), self._engine.connect() as connection:
                _copy(_driver(connection), unfinished)
            os.replace(unfinished, path)
        except OSError as error:
            raise StoreError(f"The backup could not be written to {path}: {error.strerror}.") from error
        finally:
            unfinished.unlink(missing_ok=True)

    def empty_log(self, *, patience_s: float = 1.0) -> bool:
        """Write what is in SQLite's log (the file beside the database) into the database, and empty the log.

        What was erased is in the log until then. False if somebody held it all the time; PostgreSQL keeps its own log.
        """
        if not self.is_sqlite or engines.is_memory(self._url):
            return True
        with self.raw() as connection:
            driver = _driver(connection)
            driver.execute(f"PRAGMA busy_timeout = {int(patience_s * 1000)}")
            try:
                busy, _, _ = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                driver.execute(f"PRAGMA busy_timeout = {int(self._busy_timeout_s * 1000)}")
        return not busy

    def close(self) -> None:
        """Close every connection. A database in memory is gone then."""
        self._engine.dispose()

    @contextmanager
    def raw(self) -> Iterator[sa.Connection]:
        """A connection outside any transaction, for the settings of a file. For store.upgrading only."""
        with engines.troubles_told(self._url), self._turn(), self._engine.connect() as connection:
            yield connection

    def _turn(self) -> AbstractContextManager[None]:
        return nullcontext() if self._only_one is None else self._in_turn(self._only_one)

    @contextmanager
    def _in_turn(self, lock: threading.Lock) -> Iterator[None]:
        if not lock.acquire(timeout=self._busy_timeout_s):
            raise StoreBusyError("The database in memory is in use by another thread.")
        try:
            yield
        finally:
            lock.release()


def _driver(connection: sa.Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver


def _set_pragma(connection: sa.Connection, name: str, value: str) -> None:
    """Set a PRAGMA of a pooled SQLite connection, outside any transaction (inside one, some are silently ignored)."""
    if connection.info.get(name) != value:
        _driver(connection).execute(f"PRAGMA {name} = {value}")
        connection.info[name] = value


def _make_folder(url: URL, *, create: bool) -> None:
    if engines.is_memory(url) or url.get_backend_name() != "sqlite":
        return
    path = Path(url.database or "")
    if not create and not path.exists():
        raise StoreError(f"There is no database at {path} yet.", hint="`watcher poll` or `watcher run` makes it.")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The folder {path.parent} for the database cannot be made: {error.strerror}.") from error


def _copy(source: sqlite3.Connection, path: Path) -> None:
    path.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(path)) as target:
            source.backup(target)
    except sqlite3.Error as error:
        is_full = getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL
        raise (StoreFullError if is_full else StoreError)(
            f"The backup could not be written to {path}: {error}."
        ) from error
