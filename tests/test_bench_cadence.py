"""The simulation of the bench, small: the goal holds for a few councils too."""

from statistics import median

import pytest

from bench.cadence import GOAL, Played, adaptive, as_markdown, fixed, sooner
from bench.publishing import Event, play


@pytest.fixture(scope="module")
def rows() -> list[Played]:
    """The year of three councils, polled every six hours, by the rhythm, and by it with a page of news."""
    year = play(3, seed=6)
    return [fixed(year, 6), adaptive(year), adaptive(year, has_news=True)]


def test_the_rhythm_notices_agendas_three_times_sooner(rows: list[Played]) -> None:
    """Agendas are noticed three times sooner than by a six-hourly poll, with no more requests; all else sooner."""
    six, ours, _ = rows
    assert sooner(rows) >= GOAL
    assert ours.per_day <= six.per_day
    for event in (Event.SUPPLEMENT, Event.DECISIONS, Event.MINUTES):
        assert median(ours.delays[event]) < median(six.delays[event])
    assert "| adaptive |" in as_markdown(rows)


def test_a_page_of_news_saves_requests(rows: list[Played]) -> None:
    """Where What's New stands for the committees, less is asked and agendas are noticed no later."""
    _, alone, vouched = rows
    assert vouched.per_day < alone.per_day
    assert median(vouched.delays[Event.AGENDA]) <= median(alone.delays[Event.AGENDA])


def test_every_event_is_noticed_in_each_way_of_asking(rows: list[Played]) -> None:
    """What happened in the year is noticed in each way, but for what the year's end cuts off."""
    for event in Event:
        counts = [len(each.delays[event]) for each in rows]
        assert max(counts) - min(counts) <= 8, (event, counts)
