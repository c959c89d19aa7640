"""Which digests should exist: the clock's side of a run.

A run is (frequency, period); its period follows from the calendar alone, so that late, early, doubled and missed
triggers are the same run. Missing work is found by asking which run the calendar wants and the database lacks.

Does not do any I/O. May import: config (for DigestSettings), domain.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from watcher.config import DigestSettings
from watcher.domain.digests import Frequency


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """One run that the calendar wants: its name, the days it covers (both included), when it falls due (UTC)."""

    frequency: Frequency
    period: str
    first_day: date
    last_day: date
    due_at: datetime
    next_on: date


IMMEDIATE_SLOT = timedelta(minutes=10)
"""What appears within ten minutes is told together (email.md)."""


def latest(frequency: Frequency, settings: DigestSettings, *, now: datetime) -> Due:
    """The most recent run that should exist at `now` (aware)."""
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    if frequency is Frequency.WEEKLY:
        return _weekly(settings, now)
    if frequency is Frequency.DAILY:
        return _daily(settings, now)
    return _immediate(now)


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
    )


def _immediate(now: datetime) -> Due:
    moment = now.astimezone(UTC)
    slot = moment.replace(minute=moment.minute - moment.minute % 10, second=0, microsecond=0)
    return Due(
        frequency=Frequency.IMMEDIATE,
        period=slot.strftime("%Y-%m-%dT%H%MZ"),
        first_day=slot.date(),
        last_day=slot.date(),
        due_at=slot,
        next_on=slot.date(),
    )
