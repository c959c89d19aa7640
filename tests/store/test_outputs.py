"""What feeds and calendars are made of, asked of every database."""

from datetime import date, timedelta

from tests.store import samples
from tests.store.samples import FEED, NOW, SOURCE
from watcher.domain.changes import Change, ChangeKind, Known
from watcher.domain.feeds import Revisions
from watcher.domain.topics import Match
from watcher.store import Store, changes, meetings, outputs, sources

MOVED = Change(kind=ChangeKind.MEETING_RESCHEDULED, source_key=SOURCE.key, meeting_id="501")
AGENDA = Change(kind=ChangeKind.AGENDA_PUBLISHED, source_key=SOURCE.key, meeting_id="501")
ENTRY = Change(kind=ChangeKind.FEED_ENTRY_PUBLISHED, source_key=FEED.key, entry_id="tag:1")
LATER = NOW + timedelta(hours=1)


def numbers(found: tuple[Change, ...]) -> list[int | None]:
    return [change.number for change in found]


def test_the_last_changes_of_each_source_and_of_all(store: Store) -> None:
    """Newest first, so many of each source, or so many of all of them together."""
    with store.write() as conn:
        changes.append(conn, [samples.change(), MOVED, ENTRY, AGENDA, ENTRY], noticed_at=NOW)
        found = outputs.latest_of_each(conn, [SOURCE.key, FEED.key, "borset/none"], limit=2)
        assert {key: numbers(each) for key, each in found.items()} == {SOURCE.key: [4, 2], FEED.key: [5, 3]}
        assert numbers(outputs.latest(conn, [SOURCE.key, FEED.key], limit=3)) == [5, 4, 3]
        assert numbers(outputs.latest(conn, [FEED.key], limit=3)) == [5, 3]


def test_the_last_changes_about_a_topic(store: Store) -> None:
    """Of things that are about it and of meetings that have one; a mention in passing is not enough, nor is a source
    that is no longer watched."""
    about, mention = Match(topic="send", score=9, is_about=True), Match(topic="budget", score=2, is_about=False)
    with store.write() as conn:
        sources.sync(conn, [SOURCE, FEED], NOW)
        meetings.save_known(
            conn, Known(source_key=SOURCE.key), samples.known(samples.meeting(), samples.meeting("502"))
        )
        meetings.save_matches(conn, SOURCE.key, "item:5012", [about, mention])
        meetings.save_matches(conn, FEED.key, "entry:tag:1", [about])
        other = Change(kind=ChangeKind.MEETING_CANCELLED, source_key=SOURCE.key, meeting_id="502")
        changes.append(conn, [samples.change("5011"), samples.change("5012"), MOVED, other, ENTRY], noticed_at=NOW)
        assert numbers(outputs.latest_about(conn, "send", limit=9)) == [5, 3, 2]
        assert numbers(outputs.latest_about(conn, "send", limit=1)) == [5]
        assert outputs.latest_about(conn, "budget", limit=9) == ()
        sources.sync(conn, [SOURCE], NOW)
        assert numbers(outputs.latest_about(conn, "send", limit=9)) == [3, 2]


def test_sittings_come_with_their_revisions_and_what_they_are_about(store: Store) -> None:
    """Days are included at both ends; an agenda dates a meeting but revises nothing that a calendar shows."""
    with store.write() as conn:
        sources.sync(conn, [SOURCE], NOW)
        known = samples.known(
            samples.meeting(), samples.meeting("502", "2026-09-18"), samples.meeting("9", "2026-09-30")
        )
        meetings.save_known(conn, Known(source_key=SOURCE.key), known)
        meetings.save_matches(conn, SOURCE.key, "item:5012", [Match(topic="send", score=9, is_about=True)])
        changes.append(conn, [MOVED, samples.change()], noticed_at=NOW)
        changes.append(conn, [AGENDA], noticed_at=LATER)
        days = date(2026, 9, 16), date(2026, 9, 30)
        ends = [outputs.horizon(conn, [SOURCE.key], *days, most=most) for most in (3, 2, 1, 0)]
        assert ends == [date(2026, 9, 30), date(2026, 9, 29), date(2026, 9, 17), date(2026, 9, 15)]
        first, second = outputs.sittings(conn, [SOURCE.key], date(2026, 9, 16), date(2026, 9, 18))
        assert (first.meeting.id, first.revisions) == ("501", Revisions(count=1, last_at=LATER))
        assert first.subjects == (("Item 2", ("send",)),)
        assert first.meeting.venue == "County Hall"
        assert (second.meeting.id, second.revisions, second.subjects) == ("502", Revisions(), ())
