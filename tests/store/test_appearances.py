"""When papers appeared: between the poll that noticed them and the good one before."""

from dataclasses import replace
from datetime import date, timedelta

from tests.store import samples
from tests.store.samples import NOW, SOURCE
from watcher.domain.changes import Change, ChangeKind, Known
from watcher.domain.polls import Appearance
from watcher.domain.publications import Outcome
from watcher.store import Store, changes, meetings, sources
from watcher.store.appearances import appearances

HOUR = timedelta(hours=1)


def test_papers_appeared_between_two_looks(store: Store) -> None:
    """The start of the last good poll before, not of one that failed; notice is given for agendas alone."""
    known = samples.known(samples.meeting("1"))
    with store.write() as conn:
        sources.sync(conn, [SOURCE], NOW)
        meetings.save_known(conn, Known(source_key=SOURCE.key), known)
        good, failed = samples.poll(at=NOW + HOUR), replace(samples.poll(at=NOW + 2 * HOUR), outcome=Outcome.BLOCKED)
        sources.record_polls(conn, [samples.poll(at=NOW), good, failed])
        told = (ChangeKind.AGENDA_PUBLISHED, ChangeKind.MINUTES_PUBLISHED, ChangeKind.VENUE_CHANGED)
        of_meeting = [Change(kind=kind, source_key=SOURCE.key, meeting_id="1") for kind in told]
        changes.append(conn, of_meeting, noticed_at=NOW + 3 * HOUR)
        assert SOURCE.council is not None
        found = appearances(conn, SOURCE.council.key, since=NOW)
        assert appearances(conn, SOURCE.council.key, since=NOW + 4 * HOUR) == ()
        assert appearances(conn, "elsewhere", since=NOW) == ()
    day = known.meetings["1"].meeting.starts_at.day
    assert isinstance(day, date)
    between = {"noticed_at": NOW + 3 * HOUR, "not_before": NOW + HOUR}
    assert found == (Appearance(**between), Appearance(**between, meeting_day=day))
