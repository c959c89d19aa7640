"""What is awaited of a committee, and how likely it is to appear today.

    far ahead ----------> agenda awaited ------> agenda out ---------> held: decisions, minutes awaited -----> done
    (nothing)             by notice and weekday  supplements           in the weeks after

Does not choose when to ask (rhythm does). May import: dates, domain, the modules of cadence.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from watcher.cadence.habits import Habits
from watcher.cadence.notices import DAYS_BEFORE, notices
from watcher.dates.working_days import is_working_day
from watcher.domain.polls import MeetingGlance
from watcher.domain.publications import Meeting, MeetingStatus, Published

_AGENDA_AHEAD = timedelta(days=DAYS_BEFORE)
_NEVER = 0.08
"""How many of a hundred meetings have no agenda before the day: so long is one awaited that does not come."""

_DECISIONS_FOR = timedelta(days=14)
_MINUTES_FOR = timedelta(days=45)
_TOMORROWS = timedelta(days=3)  # a next poll is planned no further ahead


class Paper(StrEnum):
    """What may appear next."""

    AGENDA = "agenda"
    SUPPLEMENT = "supplement"
    DECISIONS = "decisions"
    MINUTES = "minutes"


# How likely on a working day, and how much it matters that it is noticed soon. An agenda is what people wait for, and
# its chance is counted, not given; the others are about what notice, decision sheets and minutes show over a year.
_CHANCE = {Paper.SUPPLEMENT: 0.08, Paper.DECISIONS: 0.1, Paper.MINUTES: 0.04}
_WEIGHT = {Paper.AGENDA: 1.0, Paper.SUPPLEMENT: 0.8, Paper.DECISIONS: 0.3, Paper.MINUTES: 0.15}
_AT_WEEKENDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """One meeting as far as the rhythm needs it; `is_off`: it does not take place, nothing more is awaited."""

    day: date
    published: frozenset[Published] = frozenset()
    is_off: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The meetings of a source, or of all that a council's page of news stands for, and the days when nobody works."""

    sittings: tuple[Sitting, ...] = ()
    bank_holidays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """A paper of the meeting of a day, the chance that it appears today if it has not before, and its weight."""

    paper: Paper
    meeting_day: date
    chance: float
    weight: float


def awaited(outlook: Outlook, habits: Habits, today: date) -> tuple[Awaited, ...]:
    """What may appear on this day, the most wanted first."""
    found = []
    for each in outlook.sittings:
        paper = _next_paper(each, today)
        if paper is None:
            continue
        if paper is Paper.AGENDA:
            chance = agenda_chances(each.day, habits, outlook.bank_holidays).get(today, 0.0)
        else:
            is_working = is_working_day(today, outlook.bank_holidays)
            chance = _CHANCE[paper] * (1.0 if is_working else _AT_WEEKENDS)
        if chance > 0:
            found.append(Awaited(paper=paper, meeting_day=each.day, chance=chance, weight=_WEIGHT[paper]))
    return tuple(sorted(found, key=lambda each: (-each.chance * each.weight, each.meeting_day)))


def _next_paper(sitting: Sitting, today: date) -> Paper | None:
    if sitting.is_off:
        return None
    ahead = sitting.day - today
    out = sitting.published
    if ahead >= timedelta(0):
        if Published.AGENDA in out:
            return Paper.SUPPLEMENT
        return Paper.AGENDA if ahead <= _AGENDA_AHEAD else None
    has_minutes = bool(out & {Published.MINUTES, Published.DRAFT_MINUTES})
    if not has_minutes and Published.DECISIONS not in out and -ahead <= _DECISIONS_FOR:
        return Paper.DECISIONS
    return Paper.MINUTES if not has_minutes and -ahead <= _MINUTES_FOR else None


_OFF = frozenset((MeetingStatus.CANCELLED, MeetingStatus.POSTPONED, MeetingStatus.WITHDRAWN))


def outlook_of(
    glances: Iterable[MeetingGlance], read: Iterable[Meeting], *, today: date, bank_holidays: frozenset[date]
) -> Outlook:
    """The near meetings that are known, as they stand after those in `read` were read."""
    newer = {each.id: each for each in read}
    sittings = [
        Sitting(
            day=date.fromisoformat(each.day),
            published=frozenset(map(Published, each.published)),
            is_off=each.is_gone or each.status in _OFF,
        )
        for each in glances
        if each.day is not None and each.meeting_id not in newer
    ]
    sittings += [
        Sitting(day=each.starts_at.day, published=each.published, is_off=each.status in _OFF)
        for each in newer.values()
        if each.starts_at.day is not None
    ]
    near = (each for each in sittings if -_MINUTES_FOR <= each.day - today <= _AGENDA_AHEAD + _TOMORROWS)
    return Outlook(sittings=tuple(near), bank_holidays=bank_holidays)


@lru_cache(maxsize=1024)
def agenda_chances(meeting_day: date, habits: Habits, bank_holidays: frozenset[date]) -> Mapping[date, float]:
    """For each day before a meeting: how likely its agenda appears on it, if it has not appeared before."""
    by_notice = notices(meeting_day, bank_holidays)
    days = [meeting_day - timedelta(days=ahead) for ahead in range(DAYS_BEFORE, -1, -1)]
    weekdays = [6 if day in bank_holidays else day.weekday() for day in days]
    weights = [
        habits.notice[notice] * habits.weekdays[weekday]
        for notice, weekday in zip(reversed(by_notice), weekdays, strict=True)
    ]
    whole = sum(weights) / (1 - _NEVER)
    chances, left = {}, 1.0
    for day, weight in zip(days, weights, strict=True):
        chances[day] = min(weight / whole / left, 1.0)
        left -= weight / whole
    return chances
