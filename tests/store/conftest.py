"""One suite, three databases: every test that takes `store` runs on each of them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.store.databases import KINDS, SHARED, PostgresServer, header
from watcher.store import Store

NewUrl = Callable[[str], str]


def pytest_report_header() -> str:
    return header()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A real PostgreSQL; tests that need it are skipped, by name and with the reason, where it cannot start."""
    try:
        server = PostgresServer()
    except Exception as error:  # noqa: BLE001 - whatever it was, the reason is shown
        pytest.skip(f"PostgreSQL could not be started: {error}")
    yield server
    server.stop()


@pytest.fixture
def new_url(tmp_path: Path, request: pytest.FixtureRequest) -> NewUrl:
    """Gives the address of an empty database of a kind."""

    def new(kind: str) -> str:
        if kind == "sqlite-memory":
            return "sqlite://"
        if kind == "sqlite-file":
            return f"sqlite:///{tmp_path / 'watcher.db'}"
        server: PostgresServer = request.getfixturevalue("postgres")
        return server.new_url()

    return new


@pytest.fixture(params=KINDS)
def store(request: pytest.FixtureRequest, new_url: NewUrl) -> Iterator[Store]:
    """An empty store, on each kind of database."""
    opened = Store.open(new_url(request.param))
    yield opened
    opened.close()


@pytest.fixture(params=SHARED)
def shared_url(request: pytest.FixtureRequest, new_url: NewUrl) -> str:
    """The address of an empty database that can be opened more than once."""
    return new_url(request.param)


@pytest.fixture
def two_stores(shared_url: str) -> Iterator[tuple[Store, Store]]:
    """The same database opened twice, as two processes would. Neither waits long for the other."""
    first, second = (Store.open(shared_url, busy_timeout_s=5) for _ in range(2))
    yield first, second
    first.close()
    second.close()
