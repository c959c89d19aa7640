"""Brings a database to the newest schema when it is opened; two processes may try at the same moment.

Does not know what a migration does (migrations/ does). May import: errors, store.engines, store.tables, sqlalchemy;
Alembic only when there is something to do, because loading it costs more than opening the database.
"""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from watcher.errors import StoreBusyError, StoreTooNewError
from watcher.store.engines import MIGRATION_LOCK
from watcher.store.tables import HEAD

if TYPE_CHECKING:
    from alembic.config import Config

    from watcher.store import Store

_MIGRATIONS = Path(__file__).parent / "migrations"


def bring_up_to_date(store: "Store") -> None:
    """Run the migrations that are missing, in one transaction. Raises StoreTooNewError where one is unknown to us."""
    if store.is_sqlite:
        _use_wal(store)
    with store.read() as connection:
        if schema_version(connection) == HEAD:
            return
    with store.write(durable=True) as connection:
        if not store.is_sqlite:
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATION_LOCK)))
        version = schema_version(connection)  # again: whoever held the lock before us may have done it all
        if version != HEAD:
            _upgrade(connection, version)


def schema_version(connection: sa.Connection) -> str | None:
    """The migration the database stands at, None for an empty one."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return version


def alembic_config(connection: sa.Connection) -> "Config":
    """Alembic's settings for our migrations on this connection, without a file."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _upgrade(connection: sa.Connection, version: str | None) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    config = alembic_config(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if version is not None and version not in known:
        raise StoreTooNewError(f"The database has the schema {version}, which this version does not know.")
    command.upgrade(config, "head")


def _use_wal(store: "Store") -> None:
    """Switch a file to the write-ahead log, where readers and the writer do not wait for each other.

    SQLite does not wait by itself for another process that switches at the same moment, so we do.
    """
    give_up_at = time.monotonic() + store.busy_timeout_s
    while True:
        try:
            with store.raw() as connection:
                driver = connection.connection.cursor()
                if driver.execute("PRAGMA journal_mode").fetchone() != ("wal",):
                    driver.execute("PRAGMA journal_mode = WAL")
            return
        except StoreBusyError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.02)
