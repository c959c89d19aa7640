"""What is known comes back as it was, and costs little to keep."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from sqlalchemy import event

from tests.store import samples
from tests.store.samples import FEED, KNOWN, NOW, SOURCE, known
from watcher.domain.changes import Known
from watcher.domain.publications import FeedEntry, MeetingStatus
from watcher.domain.topics import Evidence, Match, Place
from watcher.store import Store, meetings, sources


@contextmanager
def statements(connection: sa.Connection) -> Iterator[list[str]]:
    """Collects the statements sent meanwhile."""
    sent: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield sent
    event.remove(connection, "before_cursor_execute", note)


@given(first=KNOWN, second=KNOWN)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_known_loses_nothing_on_its_way_through_the_store(store: Store, first: Known, second: Known) -> None:
    """Whatever is saved, over whatever was there, is loaded equal; saving it again writes nothing."""
    with store.write() as conn:
        sources.sync(conn, [SOURCE], NOW)
        before = meetings.load_known(conn, SOURCE.key)
        for after in (first, second):
            meetings.save_known(conn, before, after)
            before = meetings.load_known(conn, SOURCE.key)
            assert before == after
            assert meetings.save_known(conn, before, after) == 0


def test_a_source_never_read_is_known_to_be_nothing(store: Store) -> None:
    """Loading what was never saved gives an empty memory without a baseline."""
    with store.read() as conn:
        assert meetings.load_known(conn, "borset/12") == Known(source_key="borset/12")


def test_a_meeting_at_midnight_keeps_its_clock(store: Store) -> None:
    """Midnight is a time that was given, not a missing one."""
    sitting = samples.meeting(day="2026-09-16T00:00")
    with store.write() as conn:
        sources.sync(conn, [SOURCE], NOW)
        meetings.save_known(conn, Known(source_key=SOURCE.key), known(sitting))
        assert meetings.meeting(conn, SOURCE.key, "501") == sitting


def test_loading_takes_the_same_statements_for_one_meeting_and_for_forty(store: Store) -> None:
    """The number of statements does not grow with what is known."""
    counts = []
    with store.write() as conn:
        sources.sync(conn, [SOURCE], NOW)
        before = Known(source_key=SOURCE.key)
        for number in (1, 40):
            after = known(*(samples.meeting(str(n)) for n in range(number)))
            meetings.save_known(conn, before, after)
            with statements(conn) as sent:
                before = meetings.load_known(conn, SOURCE.key)
            counts.append(len(sent))
    assert counts[0] == counts[1] <= 7


def test_saving_writes_only_what_differs(store: Store) -> None:
    """One retitled item among many is one row, and nothing new is no statement at all."""
    before = known(*(samples.meeting(str(n)) for n in range(10)))
    sitting = before.meetings["3"]
    items = (replace(sitting.meeting.items[0], title="Another"), *sitting.meeting.items[1:])
    changed = replace(sitting, meeting=replace(sitting.meeting, items=items))
    after = replace(before, meetings={**before.meetings, "3": changed})
    with store.write() as conn:
        sources.sync(conn, [SOURCE], NOW)
        meetings.save_known(conn, Known(source_key=SOURCE.key), before)
        with statements(conn) as sent:
            assert meetings.save_known(conn, before, before) == 0
        assert sent == []
        assert meetings.save_known(conn, before, after) == 1
        assert meetings.load_known(conn, SOURCE.key) == after


def test_one_document_listed_twice_is_kept_twice(store: Store) -> None:
    """A page that lists a document at the meeting, and twice at an item, is stored as it stands."""
    twice = samples.meeting().documents * 2
    sitting = samples.meeting()
    sitting = replace(sitting, documents=twice, items=(replace(sitting.items[0], documents=twice), *sitting.items))
    with store.write() as conn:
        sources.sync(conn, [SOURCE], NOW)
        meetings.save_known(conn, Known(source_key=SOURCE.key), known(sitting))
        assert meetings.meeting(conn, SOURCE.key, "501") == sitting


def test_the_glance_tells_what_is_due_without_the_items(store: Store) -> None:
    """One statement gives address, day, row, reading times and absences of every meeting, in the order of days."""
    after = known(samples.meeting("2", day="2026-10-01"), samples.meeting("1"))
    absent = replace(after.meetings["1"], absences={"item:11": 1})
    after = replace(after, meetings={**after.meetings, "1": absent})
    with store.write() as conn:
        sources.sync(conn, [SOURCE], NOW)
        meetings.save_known(conn, Known(source_key=SOURCE.key), after)
        with statements(conn) as sent:
            first, second = meetings.known_summary(conn, SOURCE.key)
    assert len(sent) == 1
    assert (first.meeting_id, first.day, first.row, first.page_read_at, first.documents_read_at) == (
        "1", "2026-09-16", "r1", NOW, None,
    )  # fmt: skip
    assert first.has_absences
    assert not second.has_absences
    assert second.url == after.meetings["2"].meeting.url


def test_upcoming_meetings_come_in_the_order_of_time_and_from_watched_sources(store: Store) -> None:
    """Both days are included, cancelled meetings are among them, sources no longer watched are not."""
    other = replace(SOURCE, key="borset/99", committee=replace(samples.PANEL, id="99"))
    inside = [
        samples.meeting("1", "2026-09-16T14:00"),
        replace(samples.meeting("2", "2026-09-16T10:30"), status=MeetingStatus.CANCELLED),
        samples.meeting("3", "2026-09-30"),
    ]
    outside = [samples.meeting("4", "2026-09-15T23:59"), samples.meeting("5", "2026-10-01T00:00")]
    with store.write() as conn:
        sources.sync(conn, [SOURCE, other], NOW)
        meetings.save_known(conn, Known(source_key=SOURCE.key), known(*inside, *outside))
        unwatched = known(samples.meeting("6"), source_key=other.key)
        meetings.save_known(conn, Known(source_key=other.key), unwatched)
        sources.sync(conn, [SOURCE], NOW)
        found = meetings.upcoming(conn, None, date(2026, 9, 16), date(2026, 9, 30))
        named = meetings.upcoming(conn, [other.key], date(2026, 9, 16), date(2026, 9, 30))
        nobody = meetings.upcoming(conn, [], date(2026, 9, 16), date(2026, 9, 30))
    assert found == tuple((SOURCE.key, inside[n]) for n in (1, 0, 2))
    assert [sitting.id for _, sitting in named] == ["6"]
    assert nobody == ()


def test_meetings_of_many_keys_come_at_once(store: Store) -> None:
    """A thousand keys, most of them unknown, give the meetings that are known."""
    after = known(samples.meeting("1"), samples.meeting("2"))
    keys = [(SOURCE.key, str(n)) for n in range(1000)]
    with store.write() as conn:
        sources.sync(conn, [SOURCE], NOW)
        meetings.save_known(conn, Known(source_key=SOURCE.key), after)
        found = meetings.by_keys(conn, keys)
        assert meetings.meeting(conn, SOURCE.key, "3") is None
    assert found == {(SOURCE.key, id_): after.meetings[id_].meeting for id_ in ("1", "2")}


def test_matches_come_back_in_order_and_replace_earlier_ones(store: Store) -> None:
    """The matches of a subject are those saved last, with their evidence, in their order."""
    evidence = (Evidence(term="SEND", place=Place.DOCUMENT, snippet="“SEND” – café", page=3),)
    send = Match(topic="send", score=9, is_about=True, evidence=evidence)
    budget = Match(topic="budget", score=2, is_about=False)
    subject = (SOURCE.key, "item:5011")
    with store.write() as conn:
        sources.sync(conn, [SOURCE], NOW)
        meetings.save_matches(conn, *subject, [budget, replace(send, score=1)])
        meetings.save_matches(conn, *subject, [send, budget])
        assert meetings.matches(conn, [subject, (SOURCE.key, "item:none")]) == {subject: (send, budget)}
        meetings.save_matches(conn, *subject, [])
        assert meetings.matches(conn, [subject]) == {}


def test_entries_come_back_and_the_later_version_counts(store: Store) -> None:
    """A feed's entries are kept by id, with the feed's own clock as a moment."""
    summer = datetime(2026, 9, 7, 7, 0, tzinfo=timezone(timedelta(hours=1)))
    first = FeedEntry(id="tag:1", title="Report", url="https://feed.example/1", published_at=summer, text="Long")
    later = replace(first, title="Report (corrected)", event="agenda", meeting_id="501")
    with store.write() as conn:
        sources.sync(conn, [FEED], NOW)
        meetings.save_entries(conn, FEED.key, [first, replace(first, id="tag:2", published_at=None)])
        meetings.save_entries(conn, FEED.key, [later])
        found = meetings.entries(conn, [(FEED.key, "tag:1"), (FEED.key, "tag:2"), (FEED.key, "tag:3")])
    assert found[(FEED.key, "tag:1")] == later
    assert found[(FEED.key, "tag:1")].published_at == datetime(2026, 9, 7, 6, 0, tzinfo=UTC)
    assert found[(FEED.key, "tag:2")].published_at is None
    assert len(found) == 2


def test_a_time_without_a_zone_is_refused(store: Store) -> None:
    """Nothing stores a naive moment: it would be read back as another one."""
    entry = FeedEntry(id="1", title="", url="", published_at=datetime(2026, 9, 7))  # noqa: DTZ001 - the point
    with pytest.raises(sa.exc.StatementError, match="without a zone"), store.write() as conn:
        meetings.save_entries(conn, FEED.key, [entry])
