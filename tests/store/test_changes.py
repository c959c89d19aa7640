"""The log of changes: numbered in the order of commits, without gaps, never altered."""

import threading
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.store import samples
from tests.store.samples import FEED, NOW, SOURCE
from watcher.domain.changes import Change, ChangeKind, Known
from watcher.domain.digests import Window
from watcher.domain.topics import Match
from watcher.store import Store, changes, meetings, sources

ALL = Window(after=0, up_to=1_000_000)


def test_changes_come_back_as_they_were_with_number_and_time(store: Store) -> None:
    """Every field survives, and no facts are not empty facts."""
    given = [
        samples.change(),
        replace(samples.change(), before={}, after=None, document_id="7"),
        Change(
            kind=ChangeKind.FEED_ENTRY_PUBLISHED, source_key=FEED.key, entry_id="tag:1", after={"n": [1, {"x": None}]}
        ),
        Change(kind=ChangeKind.COMMITTEE_ADDED, source_key="borset/committees", committee_id="99"),
    ]
    with store.write() as conn:
        numbered = changes.append(conn, given, noticed_at=NOW)
        assert changes.append(conn, [], noticed_at=NOW) == ()
        assert changes.between(conn, ALL) == numbered
    assert numbered == tuple(replace(one, number=n, noticed_at=NOW) for n, one in enumerate(given, 1))


def test_a_window_is_after_one_number_and_up_to_another(store: Store) -> None:
    """The first is left out, the last is in; joined windows miss nothing and repeat nothing."""
    with store.write() as conn:
        changes.append(conn, [samples.change()] * 5, noticed_at=NOW)
        numbers = [change.number for change in changes.between(conn, Window(after=1, up_to=3))]
        assert numbers == [2, 3]
        assert changes.latest_number(conn) == 5


def test_numbers_are_given_in_the_order_of_commits_without_gaps(two_stores: tuple[Store, Store]) -> None:
    """Two writers, every third transaction undone: a reader always sees 1..n, and in the end nothing is missing."""
    done = threading.Event()
    torn: list[list[int | None]] = []

    def write(store: Store, name: str) -> None:
        for n in range(15):
            try:
                with store.write() as conn:
                    changes.append(conn, [samples.change(f"{name}{n}")] * 2, noticed_at=NOW)
                    if n % 3 == 0:
                        raise LookupError("undone")
            except LookupError:
                continue

    def read(store: Store) -> None:
        while not done.is_set():
            with store.read() as conn:
                numbers = [change.number for change in changes.between(conn, ALL)]
                latest = changes.latest_number(conn)
            if numbers != list(range(1, latest + 1)):
                torn.append(numbers)

    writers = [threading.Thread(target=write, args=(store, name)) for store, name in zip(two_stores, "ab", strict=True)]
    reader = threading.Thread(target=read, args=(two_stores[0],))
    for thread in (*writers, reader):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()
    assert torn == []
    with two_stores[0].read() as conn:
        assert [change.number for change in changes.between(conn, ALL)] == list(range(1, 41))


@pytest.mark.parametrize("statement", ["UPDATE changes SET kind = 'x'", "DELETE FROM changes"])
def test_the_database_itself_refuses_to_alter_the_log(store: Store, statement: str) -> None:
    """No code, and no hand at the database's prompt, changes or deletes a change by mistake."""
    with store.write() as conn:
        changes.append(conn, [samples.change()], noticed_at=NOW)
    with pytest.raises(sa.exc.DBAPIError, match="never altered"), store.write() as conn:
        conn.execute(sa.text(statement))
    with store.read() as conn:
        assert changes.between(conn, ALL)[0].kind is ChangeKind.ITEM_ADDED


def test_changes_are_found_by_time_council_topic_and_number(store: Store) -> None:
    """Each condition narrows; the last few come in the order of their numbers."""
    later = NOW + timedelta(hours=1)
    of_meeting = Change(kind=ChangeKind.AGENDA_PUBLISHED, source_key=SOURCE.key, meeting_id="501")
    of_entry = Change(kind=ChangeKind.FEED_ENTRY_PUBLISHED, source_key=FEED.key, entry_id="tag:1")
    match = Match(topic="send", score=9, is_about=True)
    with store.write() as conn:
        sources.sync(conn, [SOURCE, FEED], NOW)
        meetings.save_known(conn, Known(source_key=SOURCE.key), samples.known(samples.meeting()))
        meetings.save_matches(conn, SOURCE.key, "item:5012", [match])
        meetings.save_matches(conn, FEED.key, "entry:tag:1", [match])
        changes.append(conn, [samples.change("5011"), samples.change("5012"), of_meeting], noticed_at=NOW)
        changes.append(conn, [of_entry], noticed_at=later)

        def numbers(**conditions: object) -> list[int | None]:
            return [change.number for change in changes.find(conn, **conditions)]  # type: ignore[arg-type]  # a table of them

        assert numbers() == [1, 2, 3, 4]
        assert numbers(limit=2) == [3, 4]
        assert numbers(since=later) == [4]
        assert numbers(council="borset") == [1, 2, 3]
        assert numbers(topic="send") == [2, 3, 4]
        assert numbers(topic="send", council="borset", limit=1) == [3]
        assert numbers(topic="budget") == []
