"""Committees are asked when something is awaited of them: on the sample council, through the whole program."""

from datetime import timedelta
from pathlib import Path

from tests.world import world
from watcher.actions.pacing import habits_of, paces
from watcher.cadence import USUAL

DAY = timedelta(days=1)


def test_a_poll_an_hour_later_takes_one_request(tmp_path: Path) -> None:
    """The list of meetings is asked for, which tells what is out; the pages of near meetings are good for longer."""
    with world(tmp_path) as place:
        first = place.poll()
        assert all(timedelta(hours=0.9) < each.poll.next_poll_at - place.clock.at < DAY for each in first)
        place.clock.at += timedelta(hours=1)
        assert {each.poll.requests for each in place.poll()} == {1}
        place.clock.at += timedelta(hours=11)
        assert {each.poll.requests > 1 for each in place.poll()} == {True}


def test_a_fixed_interval_is_the_operators_word(tmp_path: Path) -> None:
    """With `poll_interval: 2h` the next poll is two hours away, and near pages are read each time."""
    with world(tmp_path, committees="[101]\n    poll_interval: 2h") as place:
        place.poll()
        place.clock.at += timedelta(hours=1)
        [again] = place.poll()
        assert again.poll.requests > 1
        assert timedelta(hours=1.9) <= again.poll.next_poll_at - place.clock.at <= timedelta(hours=2.1)
        assert paces(place.tools) == {}


def test_it_is_said_why_and_habits_are_learned(tmp_path: Path) -> None:
    """Each committee has its reason; what the council published within the week shows in its habits."""
    with world(tmp_path) as place:
        place.poll()
        assert habits_of(place.tools, "harrowmere", place.clock.at) is USUAL
        said = paces(place.tools)
        assert sorted(said) == ["harrowmere/101", "harrowmere/118", "harrowmere/124"]
        assert all(": the agenda of " in each or ": papers may be added for " in each for each in said.values())
        place.clock.at += 6 * DAY
        place.poll()
        place.next_week()
        place.poll()
        assert habits_of(place.tools, "harrowmere", place.clock.at + DAY).seen > 0
