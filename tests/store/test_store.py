"""Opening, transactions, backups, and what is said when the database cannot be used."""

import re
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.store import samples
from tests.store.conftest import NewUrl
from tests.store.samples import NOW, SOURCE
from watcher.domain.publications import Validators
from watcher.errors import StoreBusyError, StoreError, StoreFullError, StoreTooNewError
from watcher.store import Store, changes, sources


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "watcher.db"


@pytest.fixture
def file_store(path: Path) -> Iterator[Store]:
    opened = Store.open(f"sqlite:///{path}")
    yield opened
    opened.close()


class BrokenOffError(Exception):
    """What stops a transaction in these tests."""


def test_what_was_written_is_there_when_opened_again(shared_url: str) -> None:
    """A committed change survives closing; opening an up-to-date database changes nothing."""
    for count in (0, 1):
        store = Store.open(shared_url)
        with store.write(durable=True) as conn:
            assert changes.latest_number(conn) == count
            changes.append(conn, [samples.change()], noticed_at=NOW)
        store.close()


def test_a_transaction_that_fails_leaves_nothing(store: Store) -> None:
    """An error inside `write` undoes all of it and is passed on."""

    def break_off() -> None:
        with store.write() as conn:
            sources.sync(conn, [SOURCE], NOW)
            raise BrokenOffError

    with pytest.raises(BrokenOffError):
        break_off()
    with store.read() as conn:
        assert sources.states(conn) == ()


def test_a_read_refuses_to_write_and_the_next_write_may(store: Store) -> None:
    """`read` is for reading on every database, and does not spoil the connection for `write`."""
    with pytest.raises((sa.exc.DBAPIError, StoreFullError)), store.read() as conn:
        sources.sync(conn, [SOURCE], NOW)
    with store.write() as conn:
        assert sources.sync(conn, [SOURCE], NOW) == 1


def test_a_read_sees_one_moment(two_stores: tuple[Store, Store]) -> None:
    """What is committed while a read is open is not seen by it, and does not wait for it."""
    reading, writing = two_stores
    with reading.read() as seen:
        assert changes.latest_number(seen) == 0
        with writing.write() as conn:
            changes.append(conn, [samples.change()], noticed_at=NOW)
        assert changes.latest_number(seen) == 0
    with reading.read() as seen:
        assert changes.latest_number(seen) == 1


def test_a_store_in_memory_is_shared_by_threads_one_at_a_time() -> None:
    """Threads that write to one database in memory wait for each other and lose nothing."""
    store = Store.open("sqlite://")

    def write_ten() -> None:
        for _ in range(10):
            with store.write() as conn:
                changes.append(conn, [samples.change()], noticed_at=NOW)

    threads = [threading.Thread(target=write_ten) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as conn:
        assert changes.latest_number(conn) == 40
    store.close()


@pytest.mark.parametrize(("durable", "level"), [(False, 1), (True, 2)])
def test_only_durable_transactions_wait_for_the_disk(file_store: Store, durable: bool, level: int) -> None:
    """SQLite's synchronous is FULL (2) in a durable transaction and NORMAL (1) in others, over a write-ahead log."""
    with file_store.write(durable=not durable):
        pass
    with file_store.write(durable=durable) as conn:
        assert conn.scalar(sa.text("PRAGMA synchronous")) == level
        assert conn.scalar(sa.text("PRAGMA journal_mode")) == "wal"
        assert conn.scalar(sa.text("PRAGMA foreign_keys")) == 1


def test_a_database_held_too_long_is_busy(shared_url: str) -> None:
    """Who waits longer than the time-out is told that another command is at work, not shown a driver's error."""
    first = Store.open(shared_url)
    second = Store.open(shared_url, busy_timeout_s=0.05)
    with first.write() as conn:
        changes.append(conn, [samples.change()], noticed_at=NOW)
        with pytest.raises(StoreBusyError), second.write() as other:
            changes.append(other, [samples.change()], noticed_at=NOW)
    first.close()
    second.close()


def test_a_memory_held_too_long_is_busy() -> None:
    """The same for threads that share a database in memory."""
    store = Store.open("sqlite://", busy_timeout_s=0.05)
    with store.write(), pytest.raises(StoreBusyError), store.read():
        pass
    store.close()


def test_a_newer_schema_is_refused_and_left_alone(shared_url: str) -> None:
    """A database of a later version is not touched."""
    store = Store.open(shared_url)
    with store.write() as conn:
        conn.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(StoreTooNewError, match="9999") as refusal:
        Store.open(shared_url)
    assert "newer version" in refusal.value.hint


def test_a_full_disk_is_said_and_nothing_is_half_written(file_store: Store) -> None:
    """When the file cannot grow the transaction is undone as a whole, and the store goes on once there is room."""
    with file_store.raw() as conn:
        cursor = conn.connection.cursor()
        size = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {size + 4}")

    def fill() -> None:
        with file_store.write() as conn:
            sources.sync(conn, [SOURCE], NOW)
            for n in range(200):
                sources.save_page(
                    conn, SOURCE.key, str(n), validators=Validators(), fingerprint="f" * 4000, body=None, fetched_at=NOW
                )

    with pytest.raises(StoreFullError, match="full") as refusal:
        fill()
    assert "space" in refusal.value.hint
    with file_store.read() as conn:
        assert sources.states(conn) == ()
    with file_store.raw() as conn:
        conn.connection.cursor().execute("PRAGMA max_page_count = 100000")
    fill()


def test_a_file_that_is_no_database_is_named(path: Path) -> None:
    """Somebody's letter is not overwritten."""
    path.write_text("Dear Sir or Madam, " * 100)
    with pytest.raises(StoreError, match=r"watcher\.db is not a database"):
        Store.open(f"sqlite:///{path}")
    assert path.read_text().startswith("Dear Sir")


def test_a_damaged_database_is_named(path: Path) -> None:
    """A file whose inside was overwritten says that it is damaged and what to do."""
    Store.open(f"sqlite:///{path}").close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StoreError, match="damaged") as refusal:
        Store.open(f"sqlite:///{path}")
    assert "backup" in refusal.value.hint


def test_nothing_is_made_where_nothing_is_wanted(path: Path) -> None:
    """With `create=False` a missing file is an error and stays missing."""
    with pytest.raises(StoreError, match="no database"):
        Store.open(f"sqlite:///{path}", create=False)
    assert not path.exists()


def test_the_folder_is_made_where_it_is_missing(tmp_path: Path) -> None:
    """A first start needs no preparation, and a folder with odd characters is one like any other."""
    path = tmp_path / "100% new" / "state" / "watcher.db"
    Store.open(f"sqlite:///{path}").close()
    assert path.exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file in the place of the folder is an error in words."""
    (tmp_path / "state").write_text("")
    with pytest.raises(StoreError, match="state"):
        Store.open(f"sqlite:///{tmp_path}/state/watcher.db")


@pytest.mark.parametrize("url", ["", "watcher.db", "mysql://user:secret@host/db", "sqlite+nonsense:///x"])
def test_other_addresses_are_refused_in_words(url: str) -> None:
    """What is neither SQLite nor PostgreSQL says which forms there are, and shows no password."""
    with pytest.raises(StoreError) as refusal:
        Store.open(url)
    assert "sqlite:///" in refusal.value.hint
    assert "secret" not in str(refusal.value)


def test_an_unreachable_server_is_named_without_its_password() -> None:
    """The error names host and user, never the password."""
    with pytest.raises(StoreError, match="cannot be reached") as refusal:
        Store.open("postgresql://reader:s3cret@127.0.0.1:1/watcher")
    assert "reader" in str(refusal.value)
    assert "s3cret" not in str(refusal.value)


def test_a_missing_database_on_a_server_is_named(new_url: NewUrl) -> None:
    """A server that has no such database is a StoreError, with the server's words."""
    url = re.sub(r"/test_\d+\?", "/nowhere?", new_url("postgresql"))
    with pytest.raises(StoreError, match="nowhere"):
        Store.open(url)


@pytest.mark.parametrize("kind", ["sqlite-memory", "sqlite-file"])
def test_a_backup_is_a_whole_database(new_url: NewUrl, kind: str, tmp_path: Path) -> None:
    """A backup, made over an older one, opens and holds what was committed."""
    store = Store.open(new_url(kind))
    with store.write() as conn:
        changes.append(conn, [samples.change()], noticed_at=NOW)
    copy = tmp_path / "copy.db"
    copy.write_text("an older backup")
    store.backup(copy)
    store.close()
    restored = Store.open(f"sqlite:///{copy}", create=False)
    with restored.read() as conn:
        assert changes.latest_number(conn) == 1
    restored.close()
    assert sqlite3.connect(copy).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_backup_that_cannot_be_written_leaves_nothing(file_store: Store, path: Path, tmp_path: Path) -> None:
    """A missing folder, or the database itself, is refused in words."""
    with pytest.raises(StoreError, match="could not be written"):
        file_store.backup(tmp_path / "missing" / "copy.db")
    with pytest.raises(StoreError, match="another name"):
        file_store.backup(path)


def test_a_server_is_not_backed_up_by_us(new_url: NewUrl, tmp_path: Path) -> None:
    """On PostgreSQL the error names the tool that does it."""
    store = Store.open(new_url("postgresql"))
    with pytest.raises(StoreError) as refusal:
        store.backup(tmp_path / "copy.db")
    assert "pg_dump" in refusal.value.hint
    store.close()
