"""Which digests should exist: the clock's side of a run.

A run is (frequency, period); its period follows from the calendar alone, so that late, early, doubled and missed
triggers are the same run. Missing work is found by asking which run the calendar wants and the database lacks.

Does not do any I/O. May import: config (for DigestSettings), domain.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from watcher.config import DigestSettings
from watcher.domain.digests import Frequency
from watcher.domain.publications import LONDON


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One run that the calendar wants: its name, the days it covers (both included), when it falls due (UTC).

    `next_at` is when the next one does; what was not handed over by then is old news.
    """

    frequency: Frequency
    period: str
    first_day: date
    last_day: date
    due_at: datetime
    next_on: date
    next_at: datetime


JOINING = timedelta(minutes=10)
"""Immediate: the oldest news waits so long for what appears together with it."""

NEWS_LASTS = timedelta(hours=48)
"""Immediate: after this an email that could not be handed over is old news."""

MOST_MISSED = {Frequency.WEEKLY: 2, Frequency.DAILY: 6}
"""Runs that may be missing before one that is still composed by itself. After more of them nobody knows whether the
program was off or its database was put back from a backup, and what was told already would be told again."""


def latest(frequency: Frequency, settings: DigestSettings, *, now: datetime) -> Due:
    """The most recent run that should exist at `now` (aware)."""
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    if frequency is Frequency.WEEKLY:
        return _weekly(settings, now)
    if frequency is Frequency.DAILY:
        return _daily(settings, now)
    return _immediate(now)


def missed(due: Due, settings: DigestSettings, periods: Collection[str]) -> int:
    """How many runs before this one do not exist, back to one that does; 0 if none of `periods` is older."""
    if not periods or due.frequency is Frequency.IMMEDIATE:
        return 0
    count = 0
    each = previous(due, settings)
    while each.period not in periods:
        count += 1
        each = previous(each, settings)
        if each.period < min(periods):  # weeks and days sort as text
            return 0
    return count


def as_told(due: Due, settings: DigestSettings, *, opened_at: datetime, began_at: datetime | None) -> Due:
    """The same run with the days that it tells of: none from before watching began, and all until it was opened.

    On the day on which it falls due the morning's news is told with the days before, and not named.
    """
    if due.frequency is Frequency.IMMEDIATE:
        return due
    opened, wanted = (each.astimezone(settings.time_zone).date() for each in (opened_at, due.due_at))
    began = began_at.astimezone(settings.time_zone).date() if began_at else due.first_day
    is_late = opened > wanted or began > due.last_day
    last_day = max(due.last_day, opened) if is_late else due.last_day
    return replace(due, first_day=min(max(due.first_day, began), last_day), last_day=last_day)


def coming(frequency: Frequency, settings: DigestSettings, *, now: datetime) -> Due:
    """The next run that will fall due; what is told at once falls due now."""
    due = latest(frequency, settings, now=now)
    return due if frequency is Frequency.IMMEDIATE else latest(frequency, settings, now=due.next_at)


def previous(due: Due, settings: DigestSettings) -> Due:
    """The run before a weekly or daily one."""
    return latest(due.frequency, settings, now=due.due_at - timedelta(minutes=1))


def _at(day: date, settings: DigestSettings) -> datetime:
    """The moment of sending on `day`, in UTC. On a clock change the wall's hour counts: 07:00 stays 07:00."""
    wall = datetime.combine(day, time(settings.hour, settings.minute), tzinfo=settings.time_zone)
    return wall.astimezone(UTC)


def _weekly(settings: DigestSettings, now: datetime) -> Due:
    today = now.astimezone(settings.time_zone).date()
    day = today - timedelta(days=(today.weekday() - settings.weekday) % 7)
    if _at(day, settings) > now:
        day -= timedelta(days=7)
    last_day = day - timedelta(days=1)
    year, week, _ = last_day.isocalendar()
    return Due(
        frequency=Frequency.WEEKLY,
        period=f"{year}-W{week:02}",
        first_day=day - timedelta(days=7),
        last_day=last_day,
        due_at=_at(day, settings),
        next_on=day + timedelta(days=7),
        next_at=_at(day + timedelta(days=7), settings),
    )


def _daily(settings: DigestSettings, now: datetime) -> Due:
    day = now.astimezone(settings.time_zone).date()
    if _at(day, settings) > now:
        day -= timedelta(days=1)
    return Due(
        frequency=Frequency.DAILY,
        period=day.isoformat(),
        first_day=day - timedelta(days=1),
        last_day=day,
        due_at=_at(day, settings),
        next_on=day + timedelta(days=1),
        next_at=_at(day + timedelta(days=1), settings),
    )


def _immediate(now: datetime) -> Due:
    """A run a minute at most: when there is news, and when it has waited, the database says."""
    minute = now.astimezone(UTC).replace(second=0, microsecond=0)
    today = minute.astimezone(LONDON).date()
    return Due(
        frequency=Frequency.IMMEDIATE,
        period=minute.strftime("%Y-%m-%dT%H%MZ"),
        first_day=today,
        last_day=today,
        due_at=minute,
        next_on=today,
        next_at=minute + NEWS_LASTS,
    )
