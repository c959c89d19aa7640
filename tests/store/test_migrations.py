"""The migrations make the tables, whoever comes first."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from tests.store import samples
from watcher.domain.changes import Known
from watcher.store import Store, changes, engines, meeting_rows, meetings, search, tables, upgrading


def test_the_migrations_equal_the_tables(empty_url: str) -> None:
    """On both databases, what the migrations make and what tables.py says do not differ; the full-text index aside,
    which is in each database's own words."""
    store = Store.open(empty_url)

    with store.write() as conn:
        ours = {"include_name": _is_declared, "include_object": _is_declared_object}
        context = MigrationContext.configure(conn, opts=ours)
        assert compare_metadata(context, tables.metadata) == []
    store.close()


def _is_declared(name: str | None, *_: object) -> bool:
    return not (name or "").startswith(tables.MADE_BY_HAND)


def _is_declared_object(_thing: object, name: str | None, *_: object) -> bool:
    return _is_declared(name)


def test_the_head_is_the_last_migration(store: Store) -> None:
    """The constant that saves loading Alembic names the newest migration, and a new database stands there."""
    with store.read() as conn:
        script = ScriptDirectory.from_config(upgrading.alembic_config(conn))
        assert script.get_current_head() == tables.HEAD == upgrading.schema_version(conn)


def test_a_database_of_the_first_schema_is_brought_up_to_date(empty_url: str) -> None:
    """What it knew is still known, and can be found once it is indexed."""
    url = engines.read_url(empty_url)
    first = Store(engines.make_engine(url, busy_timeout_s=5), url, busy_timeout_s=5)
    meeting = samples.meeting()
    with first.write() as conn:
        command.upgrade(upgrading.alembic_config(conn), "0001")
        _write_as_then(conn, samples.known(meeting))
    first.close()
    store = Store.open(empty_url)
    with store.write() as conn:
        assert upgrading.schema_version(conn) == tables.HEAD
        assert meetings.meeting(conn, samples.SOURCE.key, meeting.id) == meeting
        known = meetings.load_known(conn, samples.SOURCE.key)
        assert {known.read_by, known.meetings[meeting.id].read_by} == {samples.SOURCE.system}
        assert search.find(conn, "item") == ()
        search.index_meetings(conn, samples.SOURCE.key, [meeting])
        assert [each.title for each in search.find(conn, "item")] == ["Item 1", "Item 2"]
    store.close()


def _write_as_then(conn: sa.Connection, known: Known) -> None:
    """Write a source and its meetings into tables that lack what was added since."""
    key, council = known.source_key, samples.COUNCIL
    then = sa.MetaData()
    then.reflect(conn, only=["councils", "sources", "meetings", "items", "documents"])
    source = {"key": key, "name": "", "url": "", "system": samples.SOURCE.system, "is_watched": True, "why": ""}
    source |= {"is_baselined": True, "next_poll_at": samples.NOW, "failures": 0, "version": 1}
    rows: list[tuple[str, Mapping[str, Any]]] = [
        ("councils", {"key": council.key, "name": council.name, "url": council.url}),
        ("sources", source),
        *(("meetings", meeting_rows.meeting_row(key, each)) for each in known.meetings.values()),
        *(("items", row) for each in known.meetings.values() for _, row in meeting_rows.item_rows(key, each.meeting)),
        *(
            ("documents", row)
            for each in known.meetings.values()
            for _, row in meeting_rows.document_rows(key, each.meeting)
        ),
    ]
    for name, row in rows:
        table = then.tables[name]
        conn.execute(table.insert().values({column: row[column] for column in row if column in table.c}))


OPEN = """
import sys
from watcher.store import Store
print("ready", flush=True)
sys.stdin.readline()
Store.open(sys.argv[1]).close()
"""


def test_two_processes_may_open_a_new_database_at_once(empty_url: str) -> None:
    """Both succeed, and there is one schema."""
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, empty_url], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=20)
    assert [process.returncode for process in processes] == [0, 0]
    store = Store.open(empty_url, create=False)
    with store.read() as conn:
        assert changes.latest_number(conn) == 0
        assert conn.scalar(sa.text("SELECT count(*) FROM counters")) == 1
    store.close()


def test_opening_a_present_database_does_not_load_alembic(migrated_file: Path) -> None:
    """Every command opens the database; the migrations' tool is loaded only by the one that needs it."""
    url = f"sqlite:///{migrated_file}"
    asked = (
        "import sys; from watcher.store import Store; Store.open(sys.argv[1]).close(); print('alembic' in sys.modules)"
    )
    result = subprocess.run([sys.executable, "-c", asked, url], capture_output=True, text=True, check=True)
    assert result.stdout == "False\n"
