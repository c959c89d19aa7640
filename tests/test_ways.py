"""One council read in two ways, on the sample council: pages, web service, and from one to the other and back."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.sample_by_service import EXPECTED_BY_SERVICE
from tests.sample_expected import EXPECTED_CHANGES, EXPECTED_ELSEWHERE, Expected
from tests.world import World, outline, world
from watcher.actions.collaborators import Collaborators
from watcher.actions.picking import by_topic
from watcher.domain.publications import Committee
from watcher.sample import SampleCouncil

IS_SOAK = bool(os.environ.get("WATCHER_SOAK"))
PAGES, SERVICE = "moderngov-pages", "moderngov-service"


def by(place: World, system: str) -> World:
    """The same program on the same database, with another `system:` in the council's entry."""
    council = replace(place.tools.settings.councils[0], system=system)
    tools: Collaborators = replace(place.tools, settings=replace(place.tools.settings, councils=(council,)))
    return replace(place, tools=tools)


def noticed(place: World, *ways: str) -> list[Expected]:
    """Poll once in each of the ways, in their order; what was noticed, in outline and in order."""
    found = [outline(change) for way in ways for each in by(place, way).poll() for change in each.changes]
    return sorted(found, key=repr)


def through_the_weeks(
    folder: Path, ways: dict[int, Sequence[str]], *, last: int = SampleCouncil.last_week
) -> dict[int, list[Expected]]:
    """What is noticed week by week, each week polled in the ways given for even and odd weeks."""
    with world(folder) as place:
        found = {}
        for week in range(last + 1):
            if week:
                place.next_week()
            found[week] = noticed(place, *ways[week % 2])
        return found


def in_order(expected: dict[int, list[Expected]]) -> dict[int, list[Expected]]:
    """The expectation as `noticed` orders it."""
    return {week: sorted(changes, key=repr) for week, changes in expected.items()}


def test_the_service_gives_the_exact_list_of_changes(tmp_path: Path) -> None:
    """Read by the web service alone, each week gives what the service carries of the list written by hand, no more."""
    twice = (SERVICE, SERVICE)
    assert through_the_weeks(tmp_path, {0: twice, 1: twice}) == in_order(EXPECTED_BY_SERVICE)


@pytest.mark.parametrize("ways", [(PAGES, SERVICE, PAGES), *([(PAGES, SERVICE) * 2] if IS_SOAK else [])])
def test_read_alternately_everything_is_noticed_once(tmp_path: Path, ways: Sequence[str]) -> None:
    """Read by pages and service in turns, the weeks give the list of the pages, each thing once."""
    last = SampleCouncil.last_week if IS_SOAK else 3
    expected = {week: changes for week, changes in in_order(EXPECTED_CHANGES).items() if week <= last}
    assert through_the_weeks(tmp_path, {0: ways, 1: ways}, last=last) == expected


@pytest.mark.skipif(not IS_SOAK, reason="takes half a minute: make soak")
@pytest.mark.parametrize("first", [PAGES, SERVICE])
def test_weeks_in_one_way_and_weeks_in_the_other(tmp_path: Path, first: str) -> None:
    """A week of pages, a week of the service: nothing is told that is not on one of the lists, and nothing twice."""
    second = SERVICE if first is PAGES else PAGES
    found = through_the_weeks(tmp_path, {0: (first,) * 3, 1: (second,) * 3})
    told = [change for changes in found.values() for change in changes]
    expected = {change for each in (EXPECTED_CHANGES, EXPECTED_BY_SERVICE) for week in each.values() for change in week}
    assert set(told) <= expected
    assert len(told) - len(set(told)) <= sum(change[0] == "minutes_published" for change in told) - 1
    late = {each for each in EXPECTED_CHANGES[2] + EXPECTED_CHANGES[5] if "withdrawn" in each[0]}
    assert late <= set(told), "what went when the way changed is told when both ways lack it"


def test_a_week_of_changing_ways_tells_nothing(tmp_path: Path) -> None:
    """While the council stands still, going from one way to the other and back says nothing."""
    with world(tmp_path, week=6, committees="[101, 118]") as place:
        noticed(place, PAGES)
        assert noticed(place, SERVICE, SERVICE, PAGES, SERVICE, PAGES, PAGES) == []


def test_a_whole_council_by_its_service(tmp_path: Path) -> None:
    """`system: moderngov-service` and `all`: the list of committees is the service's, and a new one is told."""
    with world(tmp_path, week=2, committees="all\n    system: moderngov-service") as place:
        first = place.poll()
        assert {each.source.system for each in first} == {SERVICE}
        place.next_week()
        expected = [*EXPECTED_BY_SERVICE[3], *EXPECTED_ELSEWHERE[3]]
        place.council.clear_requests()
        assert sorted((outline(change) for each in place.poll() for change in each.changes), key=repr) == sorted(
            expected, key=repr
        )
        pages = [each.path for each in place.council.requests if ".aspx" in each.path and "asmx" not in each.path]
        assert all("mgConvert2PDF" in path for path in pages)


def test_a_topic_is_found_in_either_way(tmp_path: Path) -> None:
    """Where lists say of no meeting what is out, the newest meetings are looked at: the committees are the same."""
    with world(tmp_path, week=3) as place:
        tagger, today = place.tools.tagger, place.clock.at.date()
        committees = [Committee(id=id_, name="A body") for id_ in ("101", "118", "124", "137")]
        about = {}
        for way in (PAGES, SERVICE):
            [council] = by(place, way).tools.settings.councils
            asked = by_topic(place.tools.fetcher, council, committees, tagger, "send", today, tell=lambda *_: None)
            about[way] = [each.committee.id for each in asked]
        assert about[PAGES] == about[SERVICE]
        assert "118" in about[SERVICE]
