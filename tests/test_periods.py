"""When digests exist and what each covers: the calendar names the runs, change numbers cut the windows."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from tests.world import World, world
from watcher import digest, store
from watcher.actions import subscribe
from watcher.actions.compose import Composed, compose
from watcher.actions.periods import JOINING, as_told, latest, missed
from watcher.config import DigestSettings
from watcher.domain.digests import Edition, Frequency, Run
from watcher.domain.publications import LONDON
from watcher.domain.subscribers import Subscription
from watcher.store import tables

WEEKLY, DAILY, IMMEDIATE = Frequency.WEEKLY, Frequency.DAILY, Frequency.IMMEDIATE
MONDAY_7 = DigestSettings(weekday=0, hour=7, minute=0, time_zone=LONDON, sender="w@example.org")
FIRST_MONDAY = date(2020, 1, 6)
WEEKS = 1043
"""The Mondays from 2020 to 2039."""


def wall(day: date, at: time) -> datetime:
    """A moment as London's clocks show it, in UTC."""
    return datetime.combine(day, at, tzinfo=LONDON).astimezone(UTC)


def test_each_of_1043_weeks_is_one_run_at_seven() -> None:
    """From 2020 to 2039, through 40 clock changes and four years of 53 weeks, each Monday at 07:00 in London begins a
    run of its own that covers the seven days before."""
    days = [FIRST_MONDAY + timedelta(weeks=week) for week in range(WEEKS)]
    dues = [latest(WEEKLY, MONDAY_7, now=wall(day, time(7))) for day in days]
    assert days[-1].year == 2039
    assert (days[-1] + timedelta(weeks=1)).year == 2040
    assert len({due.period for due in dues}) == WEEKS
    assert [due.period for due in dues] == sorted(due.period for due in dues)
    for day, due in zip(days, dues, strict=True):
        assert due.due_at.astimezone(LONDON).timetz().replace(tzinfo=None) == time(7)
        assert due.due_at == wall(day, time(7))
        assert (due.first_day, due.last_day) == (day - timedelta(days=7), day - timedelta(days=1))
        assert due.next_on == day + timedelta(days=7)
    assert all(one.last_day + timedelta(days=1) == other.first_day for one, other in pairwise(dues))


@pytest.mark.parametrize("late", [timedelta(seconds=1), timedelta(hours=3), timedelta(days=3), timedelta(days=6.9)])
def test_late_and_doubled_triggers_are_the_same_week(late: timedelta) -> None:
    """A trigger that comes late or twice asks for the run of its Monday, in all 1,043 weeks."""
    for week in range(WEEKS):
        at = wall(FIRST_MONDAY + timedelta(weeks=week), time(7))
        due = latest(WEEKLY, MONDAY_7, now=at)
        assert latest(WEEKLY, MONDAY_7, now=at + late) == due
        assert latest(WEEKLY, MONDAY_7, now=at + late) == latest(WEEKLY, MONDAY_7, now=at + late)


def test_an_early_trigger_asks_for_the_week_before() -> None:
    """A second before 07:00 the run of this Monday does not exist yet, in all 1,043 weeks."""
    for week in range(1, WEEKS):
        at = wall(FIRST_MONDAY + timedelta(weeks=week), time(7))
        before = wall(FIRST_MONDAY + timedelta(weeks=week - 1), time(7))
        assert latest(WEEKLY, MONDAY_7, now=at - timedelta(seconds=1)) == latest(WEEKLY, MONDAY_7, now=before)


@pytest.mark.parametrize("weekday", range(7))
def test_any_weekday_at_any_time(weekday: int) -> None:
    """Whatever day and time sources.yaml names, also 01:30, which clocks skip and repeat: one run a week, in order."""
    settings = replace(MONDAY_7, weekday=weekday, hour=1, minute=30)
    hours = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=step) for step in range(24 * 365))
    dues = list(dict.fromkeys(latest(WEEKLY, settings, now=at) for at in hours))
    assert len({due.period for due in dues}) == len(dues) >= 53
    assert all(one.next_on == other.last_day + timedelta(days=1) for one, other in pairwise(dues))
    assert {due.next_on.weekday() for due in dues} == {weekday}


def test_each_day_is_one_run() -> None:
    """Every day of a year with its two clock changes has one daily run, at 07:00 in London."""
    minutes = (datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=20 * step) for step in range(3 * 24 * 365))
    dues = list(dict.fromkeys(latest(DAILY, MONDAY_7, now=at) for at in minutes))
    assert [due.period for due in dues] == [
        (date(2025, 12, 31) + timedelta(days=day)).isoformat() for day in range(366)
    ]
    assert {due.due_at.astimezone(LONDON).hour for due in dues} == {7}


def test_an_immediate_run_is_a_minute_at_most() -> None:
    """Named in UTC, so that an hour repeated by the clocks is not the same runs; two triggers in a minute are one."""
    start = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)  # at 01:00 UTC the clocks go back
    periods = [latest(IMMEDIATE, MONDAY_7, now=start + timedelta(seconds=30 * step)).period for step in range(360)]
    assert len(set(periods)) == 180
    assert periods == sorted(periods)


@pytest.mark.parametrize(("frequency", "days"), [(WEEKLY, 7), (DAILY, 1)])
def test_missing_runs_are_counted_back_to_one_that_exists(frequency: Frequency, days: int) -> None:
    """Through New Year and the clock change; none are missing before the first one."""
    for start in (date(2026, 12, 7), date(2026, 3, 2), date(2026, 10, 5)):
        dues = [latest(frequency, MONDAY_7, now=wall(start + timedelta(days=days * n), time(8))) for n in range(9)]
        for count in range(8):
            assert missed(dues[count + 1], MONDAY_7, {dues[0].period}) == count
        assert missed(dues[8], MONDAY_7, {dues[0].period, dues[5].period}) == 2
        assert missed(dues[0], MONDAY_7, {dues[3].period}) == 0
        assert missed(dues[0], MONDAY_7, {dues[0].period}) == 0
        assert missed(dues[0], MONDAY_7, set()) == 0
        assert all(one.next_at == other.due_at for one, other in pairwise(dues))


def test_a_time_without_a_zone_is_refused() -> None:
    """Nobody's 07:00 is no time at all."""
    with pytest.raises(ValueError, match="aware"):
        latest(WEEKLY, MONDAY_7, now=datetime(2026, 9, 7, 7, 0))  # noqa: DTZ001 - the point


@contextmanager
def watched(folder: Path, **people: Subscription) -> Iterator[World]:
    """The baseline is taken on Monday of week 0, an hour after the digest fell due; these people subscribe then."""
    with world(folder) as place:
        place.clock.at += timedelta(hours=1)
        place.baseline()
        for name, subscription in people.items():
            subscribe.add(place.tools, f"{name}@people.example", subscription)
        yield place


def a_week(place: World) -> tuple[Composed, ...]:
    """The next week, polled until nothing is pending, and composed when the news has waited for its companions."""
    place.next_week()
    place.poll()
    place.poll()
    place.clock.at += JOINING
    return compose(place.tools)


def runs(place: World, frequency: Frequency) -> tuple[Run, ...]:
    """What the database has."""
    with place.tools.store.read() as conn:
        return store.outbox.runs(conn, frequency)


def told(place: World, name: str) -> list[Edition]:
    """The editions emailed to a person, in the order of their windows."""
    d = tables.deliveries.c
    found = []
    with place.tools.store.read() as conn:
        asked = d.address == f"{name}@people.example"
        for row in conn.execute(tables.deliveries.select().where(asked).order_by(d.id)):
            found.append(digest.from_json(store.outbox.editions(conn, row.run_id)[row.edition_slug]))
    return found


def archived(place: World) -> list[Edition]:
    """The archive's own weekly editions, in the order of their runs."""
    with place.tools.store.read() as conn:
        kept = [store.outbox.editions(conn, run.id) for run in store.outbox.runs(conn, WEEKLY)]
    return [digest.from_json(each["everything"]) for each in kept]


def latest_number(place: World) -> int:
    """The number of the last change."""
    with place.tools.store.read() as conn:
        return store.changes.latest_number(conn)


def assert_tiles(editions: list[Edition], up_to: int) -> None:
    """Each begins where the one before ended; together they cover everything up to a number."""
    assert [each.window.after for each in editions] == [0, *(each.window.up_to for each in editions[:-1])]
    assert editions[-1].window.up_to == up_to


def test_nothing_is_composed_before_the_first_poll(tmp_path: Path) -> None:
    """A new installation does not make up a digest of a week it has not watched, unless it is asked to."""
    with world(tmp_path) as place:
        assert compose(place.tools) == ()  # nothing was ever polled
    with watched(tmp_path, all=Subscription()) as place:
        assert compose(place.tools) == ()
        assert runs(place, WEEKLY) == ()
        (forced,) = compose(place.tools, force=True)
        assert (forced.run.period, forced.deliveries) == ("2026-W36", 1)
        today = place.tools.clock().date()
        assert {(each.first_day, each.last_day) for each in forced.editions} == {(today, today)}


def test_the_title_names_the_days_that_are_told() -> None:
    """None from before watching began, and where a digest is composed days late, all until it is."""
    due = latest(WEEKLY, MONDAY_7, now=datetime(2026, 11, 23, 9, tzinfo=UTC))
    for began, opened, days in ((1, 23, (16, 22)), (19, 23, (19, 22)), (19, 25, (19, 25)), (23, 23, (23, 23))):
        began_at, opened_at = (datetime(2026, 11, day, 9, tzinfo=UTC) for day in (began, opened))
        told = as_told(due, MONDAY_7, opened_at=opened_at, began_at=began_at)
        assert (told.first_day.day, told.last_day.day) == days


def test_composing_twice_is_composing_once(tmp_path: Path) -> None:
    """The second call, at once or days later, finds nothing to do; the archive's files stay as they are."""
    with watched(tmp_path, all=Subscription()) as place:
        (composed,) = a_week(place)
        before = {path: path.stat().st_mtime_ns for path in (tmp_path / "digests").rglob("*.*")}
        assert compose(place.tools) == ()
        place.clock.at += timedelta(days=5)
        assert compose(place.tools) == ()
        assert {path: path.stat().st_mtime_ns for path in (tmp_path / "digests").rglob("*.*")} == before
        assert runs(place, WEEKLY) == (replace(composed.run, finished_at=runs(place, WEEKLY)[0].finished_at),)
        assert len(told(place, "all")) == 1
    assert {Path(path) for path in composed.files} <= before.keys()


def test_weeks_follow_one_another_without_gap_or_overlap(tmp_path: Path) -> None:
    """Six weeks of digests, one person's and the archive's, cover every change once."""
    with watched(tmp_path, all=Subscription()) as place:
        for _ in range(6):
            a_week(place)
        assert_tiles(told(place, "all"), latest_number(place))
        assert_tiles(archived(place), latest_number(place))
        assert len(told(place, "all")) == len(archived(place)) == 6


def test_a_missed_week_is_told_by_the_next(tmp_path: Path) -> None:
    """The machine was off on a Monday: the next digest tells both weeks, and no run is made up for the missed one."""
    with watched(tmp_path, all=Subscription()) as place:
        a_week(place)
        place.next_week()
        place.poll()
        a_week(place)
        assert [run.period for run in runs(place, WEEKLY)] == ["2026-W37", "2026-W39"]
        assert_tiles(told(place, "all"), latest_number(place))


def test_the_archive_is_kept_without_subscribers(tmp_path: Path) -> None:
    """The weekly edition of everything is written for its own sake; a day without daily readers is noted, so that it
    does not count as missed later on, and nothing is written for it."""
    with watched(tmp_path) as place:
        (composed,) = a_week(place)
        assert composed.deliveries == 0
        assert [each.slug for each in composed.editions] == ["everything"]
        assert {Path(path).name for path in composed.files} == {
            f"2026-W37-everything{ending}" for ending in (".html", ".txt", ".json")
        }
        assert (tmp_path / "digests" / "index.html").exists()
        assert [(each.period, each.finished_at is not None) for each in runs(place, DAILY)] == [("2026-09-14", True)]
        assert runs(place, IMMEDIATE) == ()


def test_quiet_weeks_are_said_to_those_who_want_them(tmp_path: Path) -> None:
    """A week without news sends one short mail; who asked not to hear of it hears nothing, and misses nothing."""
    silent = Subscription(hears_quiet_weeks=False)
    with watched(tmp_path, all=Subscription(), silent=silent) as place:
        a_week(place)
        place.clock.at += timedelta(weeks=1)
        place.poll()
        (quiet,) = compose(place.tools)
        assert quiet.deliveries == 1
        assert [each.is_quiet for each in told(place, "all")] == [False, True]
        place.council.advance()
        a_week(place)
        assert [each.is_quiet for each in told(place, "silent")] == [False, False]
        assert_tiles(told(place, "silent"), latest_number(place))
        assert_tiles(told(place, "all"), latest_number(place))


def test_a_quiet_day_or_slot_is_silent(tmp_path: Path) -> None:
    """Daily and immediate readers hear only of news; an immediate run is not even opened without any."""
    people = {"daily": Subscription(frequency=DAILY), "soon": Subscription(frequency=IMMEDIATE)}
    with watched(tmp_path, **people) as place:
        a_week(place)
        slots = len(runs(place, IMMEDIATE))
        for _ in range(3):
            place.clock.at += timedelta(days=1)
            place.poll()
            compose(place.tools)
        assert [len(told(place, name)) for name in people] == [1, 1]
        assert len(runs(place, IMMEDIATE)) == slots
        a_week(place)
        for name in people:
            assert_tiles(told(place, name), latest_number(place))


def is_list_of(committees: tuple[str, ...], path: str) -> bool:
    """Whether a path is the list of one of these committees."""
    return path.endswith(tuple(f"CommitteeId={each}" for each in committees))


def test_a_day_on_which_half_could_not_be_read_is_told(tmp_path: Path) -> None:
    """Silence must not be mistaken for no news: a daily reader hears that two of three committees could not be read,
    though nothing is new; with one of three, and in a slot of ten minutes, nothing is sent."""
    people = {"daily": Subscription(frequency=DAILY), "soon": Subscription(frequency=IMMEDIATE)}
    with watched(tmp_path, **people) as place:
        a_week(place)
        for refused in (("118",), ("118", "124")):
            place.council.misbehave("challenge_403", when=partial(is_list_of, refused))
            place.clock.at += timedelta(days=1)
            place.poll()
            compose(place.tools)
        assert [len(told(place, name)) for name in people] == [2, 1]
        last = told(place, "daily")[-1]
        assert (last.is_quiet, last.checked, last.sources) == (True, 1, 3)


def test_immediate_news_waits_for_its_companions(tmp_path: Path) -> None:
    """Told when the oldest of it is ten minutes old, together with what came meanwhile; what comes later waits anew."""
    with watched(tmp_path, soon=Subscription(frequency=IMMEDIATE)) as place:
        place.next_week()
        place.poll()
        assert latest_number(place) > 0
        place.clock.at += JOINING - timedelta(seconds=1)
        compose(place.tools)
        assert told(place, "soon") == []
        assert runs(place, IMMEDIATE) == ()
        place.council.advance()
        place.poll()
        place.clock.at += timedelta(seconds=1)
        compose(place.tools)
        assert_tiles(told(place, "soon"), latest_number(place))
        compose(place.tools)
        place.council.advance()
        place.poll()
        place.clock.at += timedelta(minutes=9)
        compose(place.tools)
        assert len(told(place, "soon")) == 1
        place.clock.at += timedelta(minutes=1)
        compose(place.tools)
        assert_tiles(told(place, "soon"), latest_number(place))


@pytest.mark.parametrize(("old", "new"), [(WEEKLY, DAILY), (DAILY, WEEKLY), (WEEKLY, IMMEDIATE), (IMMEDIATE, WEEKLY)])
def test_switching_frequency_neither_repeats_nor_drops(tmp_path: Path, old: Frequency, new: Frequency) -> None:
    """What was told up to goes with the person, not with the frequency."""
    with watched(tmp_path, reader=Subscription(frequency=old)) as place:
        a_week(place)
        place.next_week()
        place.poll()
        with place.tools.store.write() as conn:
            conn.execute(tables.subscriptions.update().values(frequency=new.value))
        place.clock.at += JOINING
        compose(place.tools)
        a_week(place)
        assert [each.frequency for each in told(place, "reader")] == [old, new, new]
        assert_tiles(told(place, "reader"), latest_number(place))


def test_who_comes_late_is_not_told_what_was_before(tmp_path: Path) -> None:
    """A subscriber hears of changes from the day of subscribing, beside one who hears of all."""
    with watched(tmp_path, all=Subscription()) as place:
        a_week(place)
        before = latest_number(place)
        subscribe.add(place.tools, "late@people.example", Subscription())
        a_week(place)
        (first,) = told(place, "late")
        assert (first.window.after, first.window.up_to) == (before, latest_number(place))
        assert_tiles(told(place, "all"), latest_number(place))
