"""One suite, three databases: every test that takes `store` runs on each of them."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.store.databases import KINDS, SHARED, PostgresServer
from watcher.store import Store

NewUrl = Callable[[str], str]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL; tests that need it are skipped, by name and with the reason, where it cannot start."""
    try:
        server = PostgresServer()
    except Exception as error:  # noqa: BLE001 - whatever it was, the reason is shown
        pytest.skip(f"PostgreSQL could not be started: {error}")
    yield server
    server.stop()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database without content at the newest schema: to copy it takes a tenth of migrating anew."""
    path = tmp_path_factory.mktemp("migrated") / "watcher.db"
    Store.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def new_url(tmp_path: Path, migrated_file: Path, request: pytest.FixtureRequest) -> NewUrl:
    """Gives the address of a database of a kind, without content."""

    def new(kind: str) -> str:
        if kind == "sqlite-memory":
            return "sqlite://"
        if kind == "sqlite-file":
            shutil.copy(migrated_file, tmp_path / "watcher.db")
            return f"sqlite:///{tmp_path / 'watcher.db'}"
        server: PostgresServer = request.getfixturevalue("postgres")
        return server.new_url(template=server.migrated)

    return new


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, new_url: NewUrl) -> Iterator[Store]:
    """An empty store, on each kind of database."""
    opened = Store.open(new_url(request.param))
    yield opened
    opened.close()


@pytest.fixture
def kept(shared_url: str) -> Iterator[Store]:
    """An empty store on each kind of database that outlives its process; in memory is no third way to write SQL."""
    opened = Store.open(shared_url)
    yield opened
    opened.close()


@pytest.fixture(params=SHARED)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database in which nothing was ever made."""
    if request.param == "sqlite-file":
        return f"sqlite:///{tmp_path / 'new.db'}"
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_url()


@pytest.fixture(params=SHARED)
def shared_url(request: pytest.FixtureRequest, new_url: NewUrl) -> str:
    """The address of a database that can be opened more than once."""
    return new_url(request.param)


@pytest.fixture
def two_stores(shared_url: str) -> Iterator[tuple[Store, Store]]:
    """The same database opened twice, as two processes would. Neither waits long for the other."""
    first, second = (Store.open(shared_url, busy_timeout_s=5) for _ in range(2))
    yield first, second
    first.close()
    second.close()
