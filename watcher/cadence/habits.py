"""When a council's papers usually appear: learned from when ours noticed them, and when it had looked before.

We never witness a publication: it lies between two polls. An observation is spread over the hours between them, in
proportion to what was thought likely before, so that a daily poll at seven does not teach that papers appear at seven.
Does not know of polls or changes (store does). May import: domain, cadence.notices, the standard library.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from watcher.cadence.notices import DAYS_BEFORE, notices
from watcher.domain.polls import Appearance
from watcher.domain.publications import LONDON

_BLIND = timedelta(days=4)
"""A longer time without a look says too little about when a paper came out."""

_GUESSED_GAP = timedelta(hours=12)
"""Polls are forgotten after 90 days: what was noticed before that lies some time before it was noticed."""

_WEIGHT_OF_USUAL = 3.0
"""What is usual everywhere counts as much as so many papers of a council's own."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Habits:
    """How likely a council's papers are to appear when; each tuple adds up to one. Compared by identity, for speed.

    `notice` is by clear working days before the meeting, `weekdays` from Monday, `hours` of the day in London. `seen`
    is how many appearances they were learned from.
    """

    notice: tuple[float, ...]
    weekdays: tuple[float, ...]
    hours: tuple[float, ...]
    seen: int = 0


def _shares(weights: Sequence[float]) -> tuple[float, ...]:
    whole = sum(weights)
    return tuple(each / whole for each in weights)


USUAL = Habits(
    # Five clear working days are the rule, most councils allow one or two more, some a fortnight; late ones are few.
    notice=_shares((1, 2, 2, 3, 5, 34, 19, 12, 7, 4, 3, 2, 1, 1, 1, 1, 0.5, 0.5, 0.3, 0.3, 0.3)),
    weekdays=_shares((14, 18, 20, 22, 23, 1.5, 1.5)),
    # Office hours with their emphasis on the afternoon, when what was agreed that day is put up.
    hours=_shares((*[0.3] * 7, 1, 3, 5, 7, 8, 7, 8, 10, 12, 13, 10, 5, 2, 1, 1, 0.5, 0.5)),
)
"""Until a council has shown its own habits: what the notice rule and office hours make likely."""


def learn(appearances: Iterable[Appearance], bank_holidays: frozenset[date], usual: Habits = USUAL) -> Habits:
    """The habits that these appearances show, on top of what is usual."""
    notice = [_WEIGHT_OF_USUAL * each for each in usual.notice]
    weekdays = [_WEIGHT_OF_USUAL * each for each in usual.weekdays]
    hours = [_WEIGHT_OF_USUAL * each for each in usual.hours]
    seen = 0
    for each in appearances:
        parts = _spread(each, usual)
        seen += bool(parts)
        for moment, share in parts:
            weekdays[moment.weekday()] += share
            hours[moment.hour] += share
            if each.meeting_day is not None and 0 < (ahead := (each.meeting_day - moment.date()).days) <= DAYS_BEFORE:
                notice[notices(each.meeting_day, bank_holidays)[ahead]] += share
    if not seen:
        return usual
    return Habits(notice=_shares(notice), weekdays=_shares(weekdays), hours=_smooth(_shares(hours)), seen=seen)


def _spread(appearance: Appearance, usual: Habits) -> list[tuple[datetime, float]]:
    """The hours in which it may have appeared, on London's clock, with the share of each. They add up to one."""
    ended = appearance.noticed_at.astimezone(LONDON)
    began = (appearance.not_before or appearance.noticed_at - _GUESSED_GAP).astimezone(LONDON)
    if not timedelta(0) <= ended - began <= _BLIND:
        return []
    hours: list[datetime] = []
    # By the hour's middle: a look at a quarter past four says little of the hour from four.
    moment = began.replace(minute=30, second=0, microsecond=0)
    while moment <= ended or not hours:
        hours.append(moment)
        moment += timedelta(hours=1)
    weights = [usual.hours[each.hour] * usual.weekdays[each.weekday()] for each in hours]
    return list(zip(hours, _shares(weights), strict=True))


def _smooth(hours: tuple[float, ...]) -> tuple[float, ...]:
    """Somebody who is at it by four may be at it by five: an hour lends a part of its weight to its neighbours."""
    return tuple(0.6 * hours[at] + 0.2 * hours[at - 1] + 0.2 * hours[(at + 1) % 24] for at in range(24))
