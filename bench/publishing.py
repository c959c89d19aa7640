"""A year of 150 councils: when their committees meet and when their papers appear. Made up, seeded, and nothing else.

What is known: the notice rule (five clear days: Local Government Act 1972, section 100B), bank holidays, that councils
rest in August, around Christmas and before elections, that a sitting's decisions come within days and its minutes
within weeks, and that papers are put up in office hours (vendor's guides, and the days and hours that pages of some 100
councils show). How often each happens is a guess: each council draws habits of its own, a tenth of them odd ones, and
no two are the same. What the program takes for usual (cadence.habits.USUAL) is not looked at here.
Does not poll. May import: watcher.dates.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from random import Random
from zoneinfo import ZoneInfo

from watcher.dates.working_days import agenda_expected_by, english_bank_holidays, is_working_day

YEAR = 2027
COUNCILS = 150
_LONDON = ZoneInfo("Europe/London")
_DAY = timedelta(days=1)
HOLIDAYS = english_bank_holidays(YEAR)


class Event(StrEnum):
    """What a council does. All but supplements are seen in the committee's list of meetings."""

    AGENDA = "agenda"
    SUPPLEMENT = "supplement"
    DECISIONS = "decisions"
    MINUTES = "minutes"
    CANCELLED = "cancelled"


@dataclass(slots=True)
class Sat:
    """A meeting and what happens around it, in order of time (UTC)."""

    day: date
    events: list[tuple[datetime, Event]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ways:
    """A council's habits. `weekday` is None where papers go up as soon as they are ready."""

    weekday: int | None
    keeps_weekday: float
    clear_days: int
    hour: float
    spread_h: float
    has_decision_sheets: bool
    minutes_days: int
    rests_before_elections: bool


def play(councils: int = COUNCILS, seed: int = 5) -> list[list[list[Sat]]]:
    """The meetings of each committee of each council, from January to December."""
    luck = Random(seed)
    return [_council(luck) for _ in range(councils)]


def _council(luck: Random) -> list[list[Sat]]:
    is_odd = luck.random() < 0.1  # papers are released by a timer in the night, or by somebody working late
    ways = Ways(
        weekday=luck.choices([None, 0, 1, 2, 3, 4], [25, 5, 10, 18, 20, 22])[0],
        keeps_weekday=luck.uniform(0.6, 0.95),
        clear_days=luck.choices([5, 6, 7, 8, 10], [55, 20, 12, 8, 5])[0],
        hour=luck.choice([0.5, 6.0, 20.0, 22.5]) if is_odd else luck.uniform(10.5, 17.0),
        spread_h=luck.uniform(0.3, 2.5),
        has_decision_sheets=luck.random() < 0.5,
        minutes_days=luck.randint(7, 24),
        rests_before_elections=luck.random() < 0.5,
    )
    return [list(_committee(luck, ways)) for _ in range(luck.randint(6, 18))]


def _committee(luck: Random, ways: Ways) -> Iterator[Sat]:
    every = luck.choices([21, 28, 35, 42, 63, 91], [5, 30, 15, 25, 15, 10])[0]
    day = date(YEAR, 1, 1) + luck.randint(0, every - 1) * _DAY
    day += (luck.choice([0, 1, 1, 2, 2, 3, 3]) - day.weekday()) % 7 * _DAY
    while day.year == YEAR:
        if is_working_day(day, HOLIDAYS) and not _rests(day, ways):
            yield _sat(luck, ways, day)
        day += every * _DAY


def _rests(day: date, ways: Ways) -> bool:
    month_day = (day.month, day.day)
    before_elections = ways.rests_before_elections and (3, 25) <= month_day <= (5, 10)
    return day.month == 8 or month_day >= (12, 19) or month_day <= (1, 5) or before_elections


def _sat(luck: Random, ways: Ways, day: date) -> Sat:
    sat = Sat(day)
    if luck.random() < 0.04:
        called_off = _clock(luck, ways, _working(day - luck.randint(1, 12) * _DAY, back=True))
        sat.events.append((called_off, Event.CANCELLED))
        if luck.random() < 0.6:
            return sat
    if luck.random() < 0.03:
        return sat  # no agenda before the day, and nothing after
    out = _clock(luck, ways, _agenda_day(luck, ways, day))
    sat.events.append((out, Event.AGENDA))
    for _ in range(luck.choices([0, 1, 2, 3], [60, 25, 10, 5])[0]):
        days = max((day - out.date()).days, 1)
        late = _clock(luck, ways, _working(day - luck.randint(0, days - 1) * _DAY, back=True), is_any=True)
        sat.events.append((max(late, out + timedelta(hours=2)), Event.SUPPLEMENT))
    if ways.has_decision_sheets and luck.random() < 0.85:
        after = _working(day + luck.randint(1, 6) * _DAY)
        sat.events.append((_clock(luck, ways, after, is_any=True), Event.DECISIONS))
    if luck.random() < 0.9:
        after = _working(day + max(round(luck.gauss(ways.minutes_days, 4)), 4) * _DAY)
        sat.events.append((_clock(luck, ways, after, is_any=True), Event.MINUTES))
    sat.events.sort()
    return sat


def _agenda_day(luck: Random, ways: Ways, day: date) -> date:
    expected = agenda_expected_by(day, HOLIDAYS)
    for _ in range(ways.clear_days - 5):
        expected = _working(expected - _DAY, back=True)
    if luck.random() < 0.07:  # late
        return _working(min(expected + luck.randint(1, 4) * _DAY, day - _DAY), back=True)
    if ways.weekday is not None and luck.random() < ways.keeps_weekday:
        expected -= (expected.weekday() - ways.weekday) % 7 * _DAY
    else:
        expected -= luck.choice([0, 0, 0, 1, 1, 2, 3]) * _DAY
    return _working(expected, back=True)


def _working(day: date, *, back: bool = False) -> date:
    while not is_working_day(day, HOLIDAYS):
        day += -_DAY if back else _DAY
    return day


def _clock(luck: Random, ways: Ways, day: date, *, is_any: bool = False) -> datetime:
    """A moment of the day: at the council's usual hour, or somewhere in office hours."""
    usual = luck.gauss(ways.hour, ways.spread_h)
    hour = luck.uniform(9.0, 17.5) if is_any or luck.random() < 0.15 else usual
    midnight = datetime(day.year, day.month, day.day, tzinfo=_LONDON).astimezone(UTC)
    return midnight + timedelta(hours=min(max(hour, 0.0), 23.9))
