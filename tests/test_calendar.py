"""1,043 weeks from 2020 to 2039 are 1,043 runs, whatever becomes of the triggers."""

from datetime import datetime, time, timedelta
from pathlib import Path

import pytest

from tests.calendar_runs import FIRST_MONDAY, WEEKS, compose_weeks, seven, triggers
from watcher.actions.periods import Due, latest
from watcher.config import DigestSettings
from watcher.domain.digests import Frequency
from watcher.domain.publications import LONDON

WEEKLY = Frequency.WEEKLY
MONDAY_7 = DigestSettings(weekday=0, hour=7, minute=0, time_zone=LONDON, sender="w@example.org")
COMPOSED = 12
"""A soak ends with all 1,043 of them (tests.proof)."""


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
    in the archive a week."""
    done = compose_weeks(tmp_path, COMPOSED)
    assert len({run.period for run in done.runs}) == len(done.runs) == done.at_seven == COMPOSED
    assert done.emails == (1,) * COMPOSED
    assert all("everything" in slugs for slugs in done.editions)
