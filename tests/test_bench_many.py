"""The bench of many councils measures what it says: a pass over councils of which nothing changed."""

import os

import pytest

from bench import many
from bench.many import Pass
from watcher.actions.poll import THREADS


def figures(councils: int, **more: float) -> dict[str, object]:
    """Of a pass in which all went as it should."""
    usual = {"requests": 34 * councils, "wall_s": 0.2 * 34 * councils / THREADS, "cpu_s": 0.03 * councils}
    memory = {"after_opening_mb": 100.0, "peak_mb": 130.0}
    return {**usual, **memory, "outcomes": {"unchanged": 30 * councils}, "changes": 0, **more}


def passes(**more: float) -> tuple[Pass, ...]:
    """Three passes, the second with figures of its own."""
    return (
        Pass(councils=64, answers="304", delay_s=0.2, figures=figures(64)),
        Pass(councils=299, answers="304", delay_s=0.2, figures=figures(299, **more)),
        Pass(councils=299, answers="whole pages", delay_s=0.0, figures=figures(299)),
    )


def test_what_falls_short_is_said() -> None:
    """All goals met says so; each that is missed is named with its figure and its goal."""
    assert "- Every goal is met." in many.as_markdown(passes())
    slow = many.as_markdown(passes(wall_s=40.0, cpu_s=30.0, peak_mb=230.0, requests=10166 + 2000))
    assert "Every goal is met" not in slow
    assert "FALLS SHORT: 299 councils, 304: 2.53 ms of CPU a page; the goal is 2." in slow
    assert "FALLS SHORT: the peak grows by 14.2 kB a committee; the goal is 4." in slow
    assert "FALLS SHORT: something unchanged was taken for news, or asked for twice." in slow
    late = many.as_markdown(passes(wall_s=50.0))
    assert "FALLS SHORT: 299 councils take 1.57 times the ideal; the goal is 1.2." in late


@pytest.mark.skipif(not os.environ.get("WATCHER_SOAK"), reason="four processes, half a minute: with WATCHER_SOAK")
def test_a_pass_asks_once_for_each_committee_and_takes_nothing_for_news() -> None:
    """Of two councils and of three, far away and near by: one request a committee, but for those with near meetings;
    bodies come only where there are no validators, and are no news."""
    measured = many.measure(councils=3, few=2, delay_s=0.001)
    few, all_of_them, near = measured
    for each in measured:
        assert each.is_thrifty
        assert 31 * each.councils <= each.figures["requests"] <= 37 * each.councils
        assert each.figures["changes"] == 0
    assert few.given.get("bodies", 0) == all_of_them.given.get("bodies", 0) == 0
    assert near.given["bodies"] == near.figures["requests"] - 3
    assert "| 3 | whole pages, at once |" in many.as_markdown(measured)
