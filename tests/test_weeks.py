"""The sample council watched through all its weeks: exactly what happened is noticed, each thing once."""

import os
from pathlib import Path

import pytest

from tests.sample_expected import EXPECTED_CHANGES, EXPECTED_ELSEWHERE, Expected
from tests.world import World, outline, world
from watcher.actions.directory import current_sources, to_be_listed
from watcher.domain.publications import Outcome
from watcher.sample import FAULTS, SampleCouncil

SEEDS = 12 if os.environ.get("WATCHER_SOAK") else 2


def noticed(place: World) -> list[Expected]:
    """Poll once; what was noticed, in outline."""
    return [outline(change) for each in place.poll() for change in each.changes]


def test_every_week_gives_its_exact_list_of_changes(tmp_path: Path) -> None:
    """Polled three times a week, the council's weeks give the list that a careful person wrote by hand, and no more."""
    with world(tmp_path) as place:
        found: dict[int, list[Expected]] = {}
        for week in range(SampleCouncil.last_week + 1):
            if week:
                place.next_week()
            found[week] = sorted(noticed(place) + noticed(place) + noticed(place), key=repr)
        assert found == {week: sorted(expected, key=repr) for week, expected in EXPECTED_CHANGES.items()}


def test_watching_all_committees_notices_the_new_one(tmp_path: Path) -> None:
    """Who watches all committees is told of one that appears, and of what it publishes from then on."""
    with world(tmp_path, committees="all") as place:
        for week in range(SampleCouncil.last_week + 1):
            if week:
                place.next_week()
            found = sorted(noticed(place) + noticed(place), key=repr)
            assert found == sorted(EXPECTED_CHANGES[week] + EXPECTED_ELSEWHERE.get(week, []), key=repr), week


def test_what_a_list_will_bring_is_said_before_it_was_read(tmp_path: Path) -> None:
    """Until a council's list was read, `watcher run` says which committees come on top of the sources it counts."""
    with world(tmp_path, committees="all") as place:
        settings = place.tools.settings
        with place.tools.store.read() as conn:
            assert len(current_sources(settings, conn)) == 1
            assert to_be_listed(settings, conn) == ("all committees of Harrowmere County Council",)
        place.poll()
        with place.tools.store.read() as conn:
            assert len(current_sources(settings, conn)) > 3
            assert to_be_listed(settings, conn) == ()


@pytest.mark.parametrize("seed", range(SEEDS))
def test_faults_change_nothing_in_what_is_noticed(tmp_path: Path, seed: int) -> None:
    """While one request in five fails, in ten ways drawn evenly, each week polled until complete and at least twice
    gives the same list as without faults."""
    with world(tmp_path, read_timeout_s=0.1) as place:
        for week in range(SampleCouncil.last_week + 1):
            if week:
                place.next_week()
            place.council.misbehave_randomly(share=0.2, seed=seed * 100 + week)
            found = _until_complete(place)
            assert sorted(found, key=repr) == sorted(EXPECTED_CHANGES[week], key=repr), (
                week,
                place.council.faults_played,
            )
        assert set(place.council.faults_played) == set(FAULTS)


def _until_complete(place: World) -> list[Expected]:
    """Poll until every source was read whole at least twice since the week began."""
    found: list[Expected] = []
    good: dict[str, int] = {}
    for _ in range(60):
        for each in place.poll():
            found += [outline(change) for change in each.changes]
            good[each.source.key] = good.get(each.source.key, 0) + each.poll.outcome.is_good
        if all(count >= 2 for count in good.values()):
            return found
    raise AssertionError(f"not complete after 60 polls: {good}")


def test_a_source_in_trouble_does_not_stop_the_others(tmp_path: Path) -> None:
    """One committee's list blocked: it is recorded as blocked, the others are read, nothing known is lost."""
    with world(tmp_path) as place:
        place.poll()
        place.next_week()
        place.council.misbehave("challenge_403", when=lambda path: "ieListMeetings" in path and "118" in path)
        outcomes = {each.source.key: each.poll.outcome for each in place.poll()}
        assert outcomes == {
            "harrowmere/101": Outcome.OK,
            "harrowmere/118": Outcome.BLOCKED,
            "harrowmere/124": Outcome.OK,
        }
        place.council.heal()
        found = noticed(place) + noticed(place)
        assert sorted(found, key=repr) == sorted((each for each in EXPECTED_CHANGES[1] if each[1] == "118"), key=repr)
