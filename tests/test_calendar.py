"""1,043 weeks from 2020 to 2039 are 1,043 runs, whatever becomes of the triggers."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from itertools import groupby
from pathlib import Path

import pytest

from tests.calendar_runs import FIRST_MONDAY, WEEKS, seven, triggers
from tests.world import world
from watcher import store
from watcher.actions import subscribe
from watcher.actions.compose import compose
from watcher.actions.periods import Due, latest
from watcher.config import DigestSettings
from watcher.domain.digests import Frequency
from watcher.domain.publications import LONDON
from watcher.domain.subscribers import Subscription

WEEKLY = Frequency.WEEKLY
MONDAY_7 = DigestSettings(weekday=0, hour=7, minute=0, time_zone=LONDON, sender="w@example.org")
COMPOSED = WEEKS if os.environ.get("WATCHER_SOAK") else 12


@pytest.mark.parametrize("seed", range(5))
def test_twenty_years_of_triggers_are_one_run_a_week(seed: int) -> None:
    """Under jitter, doubled triggers and outages of days, each week's run is asked for, in its week, and no other."""
    opened: dict[str, tuple[Due, datetime]] = {}
    for week, moment in triggers(WEEKS, seed):
        due = latest(WEEKLY, MONDAY_7, now=moment)
        assert due.due_at == seven(week) <= moment < due.next_at == seven(week + 1)
        assert due.due_at.astimezone(LONDON).time() == time(7)
        opened.setdefault(due.period, (due, moment))
    assert len(opened) == WEEKS
    dues = [due for due, _ in opened.values()]
    assert [due.first_day for due in dues] == [FIRST_MONDAY + timedelta(weeks=week - 1) for week in range(WEEKS)]


def test_each_week_is_composed_once(tmp_path: Path) -> None:
    """By the real actions on a real database, two triggers at once as two threads: one run, one email and one edition
    in the archive a week, all 1,043 in a soak."""
    with world(tmp_path, committees="[118]") as place:
        place.clock.at = seven(0) - timedelta(days=1)
        place.poll()
        subscribe.add(place.tools, "reader@people.example", Subscription())
        with ThreadPoolExecutor(2) as both:
            for _, moments in groupby(triggers(COMPOSED, seed=7), key=lambda each: each[0]):
                for _, moment in moments:
                    place.clock.at = moment
                    for each in [both.submit(compose, place.tools, frequencies=(WEEKLY,)) for _ in range(2)]:
                        each.result()
        with place.tools.store.read() as conn:
            runs = store.outbox.runs(conn, WEEKLY)
            sent = [sum(store.outbox.totals(conn, run.id).values()) for run in runs]
            archived = [sorted(store.outbox.editions(conn, run.id)) for run in runs]
    assert len({run.period for run in runs}) == len(runs) == COMPOSED
    assert all(run.finished_at is not None for run in runs)
    assert [run.opened_at >= seven(week) for week, run in enumerate(runs)] == [True] * COMPOSED
    assert sent == [1] * COMPOSED
    assert all("everything" in slugs for slugs in archived)
