"""Pages that refuse us, and the web service beside them: when it is taken, what is said, and the way back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.sample_expected import EXPECTED_CHANGES
from tests.world import World, outline, world
from watcher import store
from watcher.actions.poll import Polled
from watcher.actions.ways import NOTE, OPEN_AGAIN
from watcher.domain.polls import SourceState
from watcher.domain.publications import Outcome


@pytest.fixture
def place(tmp_path: Path) -> Iterator[World]:
    """Scrutiny of the sample council, which has much of everything."""
    with world(tmp_path, committees="[118]") as made:
        yield made


def is_page(path: str) -> bool:
    """True for the pages for people, not for the service, papers or robots.txt."""
    return ".aspx" in path and "asmx" not in path.lower() and "mgConvert2PDF" not in path


def poll(place: World, *, later: timedelta = timedelta(minutes=20)) -> Polled:
    """Some time later, poll the one source."""
    place.clock.at += later
    place.council.clear_requests()
    [polled] = place.poll()
    return polled


def asked(place: World) -> list[str]:
    """Which pages and methods were asked for in the last poll, by name."""
    names = (each.path.partition("?")[0].rpartition("/")[2] for each in place.council.requests)
    return [name for name in names if name and not name.endswith((".pdf", ".txt"))]


def state(place: World) -> SourceState:
    """How the source stands."""
    with place.tools.store.read() as conn:
        return store.sources.state(conn, "harrowmere/118")


def test_a_council_whose_pages_were_never_open_is_read_by_its_service(place: World) -> None:
    """At the first poll: the pages are tried once, the service is read, and it is said."""
    place.council.misbehave("challenge_403", when=is_page)
    polled = poll(place)
    assert (polled.poll.outcome, polled.poll.why) == (Outcome.OK, NOTE)
    assert NOTE in polled.poll.flags
    assert asked(place)[:2] == ["ieListMeetings.aspx", "GetMeetings"]
    assert state(place).shut_at is not None
    assert state(place).read_by == "moderngov-service"
    with place.tools.store.read() as conn:
        assert len(store.meetings.load_known(conn, "harrowmere/118").meetings) > 3


@pytest.mark.parametrize("fault", ["challenge_403", "stub_200"])
def test_what_was_read_changes_its_way_at_the_third_refusal(place: World, fault: str) -> None:
    """One refusal is a bad day; the third in a row is a closed door."""
    poll(place)
    place.council.misbehave(fault, when=is_page)
    assert [poll(place).poll.outcome for _ in range(3)] == [Outcome.BLOCKED, Outcome.BLOCKED, Outcome.OK]
    assert state(place).failures == 0
    assert state(place).read_by == "moderngov-service"


def test_a_list_without_its_meetings_is_a_closed_door_too(place: World) -> None:
    """Where the list is open and every meeting refused, the service is read: at once, or at the third time."""
    place.council.misbehave("challenge_403", when=lambda path: "ieListDocuments" in path)
    polled = poll(place)
    assert (polled.poll.outcome, polled.poll.why, polled.changes) == (Outcome.OK, NOTE, ())
    with place.tools.store.read() as conn:
        known = store.meetings.load_known(conn, "harrowmere/118").meetings
    assert any(each.meeting.items for each in known.values())
    polled = poll(place, later=timedelta(hours=24))
    assert (polled.poll.why, polled.changes) == (NOTE, ())
    place.council.heal()
    polled = poll(place, later=timedelta(hours=24))
    assert (polled.poll.outcome, polled.poll.why, polled.changes) == (Outcome.OK, "", ())


def test_one_closed_meeting_is_no_closed_door(place: World) -> None:
    """Of one meeting alone the page may be shut for reasons of its own."""
    place.council.misbehave("challenge_403", when=lambda path: "ieListDocuments" in path and "MId=2303" in path)
    assert [poll(place).poll.outcome for _ in range(4)] == [Outcome.PARTIAL] * 4
    assert "GetMeetings" not in asked(place)


def test_other_troubles_change_no_way(place: World) -> None:
    """A site that is down or answers with errors has a service that is as well."""
    poll(place)
    place.council.misbehave("error_500", when=is_page)
    assert [poll(place).poll.outcome for _ in range(4)] == [Outcome.HTTP_ERROR] * 4
    assert "GetMeetings" not in asked(place)


def test_the_pages_are_tried_again_each_day_and_taken_when_open(place: World) -> None:
    """Within a day the service alone is asked; then the pages once; open, they are read, and nothing is told."""
    place.council.misbehave("challenge_403", when=is_page)
    poll(place)
    polled = poll(place, later=timedelta(hours=6))
    assert asked(place)[0] == "GetMeetings"
    assert "ieListMeetings.aspx" not in asked(place)
    assert polled.poll.why == NOTE
    poll(place, later=timedelta(hours=18))
    assert asked(place)[:2] == ["ieListMeetings.aspx", "GetMeetings"]
    place.council.heal()
    assert "GetMeetings" in asked(place)
    polled = poll(place, later=timedelta(hours=24))
    assert "GetMeetings" not in asked(place)
    assert (polled.poll.outcome, polled.poll.why, polled.changes) == (Outcome.OK, "", ())
    assert OPEN_AGAIN in polled.poll.flags
    assert (state(place).shut_at, state(place).read_by) == (None, "moderngov-pages")
    poll(place)
    assert "GetMeetings" not in asked(place)


def test_where_the_service_is_shut_too_the_pages_trouble_stands(place: World) -> None:
    """Blocked, with what the service said; nothing is diffed."""
    place.council.misbehave("challenge_403", when=lambda path: ".as" in path)
    polled = poll(place)
    assert polled.poll.outcome is Outcome.BLOCKED
    assert "; the web service: " in polled.poll.why
    assert state(place).shut_at is None
    assert not state(place).last_good_at


def test_a_service_that_fails_is_left_for_the_pages(place: World) -> None:
    """While the pages are shut for a day the service breaks: the pages are asked again in the same poll."""
    place.council.misbehave("challenge_403", when=is_page)
    poll(place)
    place.council.heal()
    place.council.misbehave("error_500", when=lambda path: "asmx" in path)
    polled = poll(place)
    assert (polled.poll.outcome, polled.changes) == (Outcome.OK, ())
    assert state(place).read_by == "moderngov-pages"


def test_news_is_told_while_the_pages_are_shut(place: World) -> None:
    """What happens in a week without pages is noticed by the service, and nothing of it again when they open."""
    poll(place)
    place.council.misbehave("challenge_403", when=is_page)
    for _ in range(3):
        poll(place)
    place.next_week()
    found = [outline(each) for each in poll(place).changes]
    place.council.heal()
    found += [outline(each) for _ in range(2) for each in poll(place, later=timedelta(hours=24)).changes]
    assert sorted(found, key=repr) == sorted((each for each in EXPECTED_CHANGES[1] if each[1] == "118"), key=repr)


def test_what_was_unchanged_is_read_anew_after_the_way_changed(place: World) -> None:
    """A page that is as it was before the service was read may differ from what the service told: it is read."""
    poll(place)
    poll(place)
    place.council.misbehave("challenge_403", when=is_page)
    for _ in range(3):
        poll(place)
    place.council.heal()
    poll(place, later=timedelta(hours=24))
    statuses = {each.status for each in place.council.requests if is_page(each.path)}
    assert statuses == {200}, "nothing is asked for conditionally: what the pages were is forgotten"
