"""What was looked at, and what is to be looked at again."""

from dataclasses import replace
from datetime import timedelta

from tests.store import samples
from tests.store.samples import FEED, NOW, SOURCE
from watcher.domain.changes import Known
from watcher.store import Store, meetings, sources

HOUR = timedelta(hours=1)


def test_looking_without_news_moves_only_what_was_looked_at(store: Store) -> None:
    """Pages, papers and rows are noted each for its own meetings, and nothing else of them changes."""
    before = samples.known(*(samples.meeting(id_) for id_ in "123"))
    at = NOW + HOUR
    with store.write() as conn:
        sources.sync(conn, [SOURCE], NOW)
        meetings.save_known(conn, Known(source_key=SOURCE.key), before)
        meetings.looked_at(conn, SOURCE.key, pages=["1"], documents=["1", "2"], rows={"3": "r2"}, at=at)
        after = meetings.load_known(conn, SOURCE.key)
    expected = {
        "1": replace(before.meetings["1"], page_read_at=at, documents_read_at=at),
        "2": replace(before.meetings["2"], documents_read_at=at),
        "3": replace(before.meetings["3"], row="r2"),
    }
    assert after == replace(before, meetings=expected)


def test_a_hint_makes_a_meeting_and_its_source_due(store: Store) -> None:
    """The row is no longer dealt with and the committee is polled now; other meetings and sources are left alone."""
    before = samples.known(samples.meeting("1"), samples.meeting("2"))
    with store.write() as conn:
        sources.sync(conn, [SOURCE, FEED], NOW)
        meetings.save_known(conn, Known(source_key=SOURCE.key), before)
        sources.record_polls(
            conn, [replace(samples.poll(key=key), next_poll_at=NOW + 6 * HOUR) for key in (SOURCE.key, FEED.key)]
        )
        meetings.look_again(conn, {SOURCE.key: ["1"]}, now=NOW + HOUR)
        assert meetings.sources_of(conn, [SOURCE.key], ["1", "9"]) == {"1": SOURCE.key}
        assert sources.due(conn, NOW + HOUR) == (SOURCE.key,)
        assert {glance.meeting_id: glance.row for glance in meetings.known_summary(conn, SOURCE.key)} == {
            "1": None, "2": "r1",
        }  # fmt: skip


def test_committees_are_found_by_their_host(store: Store) -> None:
    """Only watched committees of the same host count, however the address goes on."""
    elsewhere = replace(SOURCE, key="other/12", url="https://other.example/")
    with store.write() as conn:
        assert sources.first_poll_at(conn) is None
        sources.sync(conn, [SOURCE, elsewhere, FEED], NOW)
        found = sources.watched_committees(conn, host_of="https://BORSET.example/mgRss.aspx?XXR=0")
        assert found == {"12": SOURCE.key}
        sources.record_polls(conn, [samples.poll(at=NOW + HOUR), samples.poll(at=NOW)])
        assert sources.first_poll_at(conn) == NOW
