"""How often to ask, hour by hour: the more likely something awaited is to appear, the oftener.

With a given number of requests the mean delay is least when a source is asked in proportion to the square root of how
likely something appears: asking k times an hour while papers appear at a rate r costs a delay of r / 2k in sum, and
that sum is least, for a fixed sum of k, where k is proportional to the root of r. Bounds keep it polite and awake.
Does not know what is awaited (outlook does). May import: domain, the modules of cadence.
"""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from math import sqrt

from watcher.cadence.habits import USUAL, Habits
from watcher.cadence.outlook import Outlook, awaited
from watcher.domain.publications import LONDON, Source

EAGERNESS = 11.0
"""Polls an hour at a rate of one an hour, for an average of six hours: set by the bench so that a year's requests are
those of a six-hourly poll."""

_BUDGET_S = 6 * 3600.0
_LONGEST_H = 22.5
"""In a recess too, a council is asked once in 24 hours, with jitter: meetings are called and cancelled at any time."""

_SHORTEST_H = 1.0
_REQUESTS = 240
"""A source asks again no sooner than its host could be asked so many times: hourly while a request takes up to 15
seconds (with the gap before it, or the host's own crawl delay), every four hours where it takes a minute."""

_VOUCHED = 0.4
"""How much of its eagerness a source keeps for which a page of news stands: that is asked hourly, and may miss."""


class Rhythm:
    """The rhythm of one source for one outlook. Pure; makes a day's plan when it is first asked for."""

    def __init__(
        self,
        source: Source,
        outlook: Outlook,
        habits: Habits = USUAL,
        *,
        is_vouched: bool = False,
        request_s: float = 0.0,
    ) -> None:
        """`is_vouched`: a page of news that was read stands for it. `request_s`: how long one took at the last poll."""
        self.outlook, self._habits = outlook, habits
        # A computer that slept through a request measured the night, not the host.
        by_host_h = max(source.politeness.gap_s, request_s) * _REQUESTS / 3600
        self._shortest_h = min(max(_SHORTEST_H, by_host_h), _LONGEST_H)
        self._eagerness = EAGERNESS * _BUDGET_S / source.poll_interval_s * (_VOUCHED if is_vouched else 1.0)
        self._days: dict[date, tuple[float, ...]] = {}

    def next_after(self, now: datetime, spread: float = 1.0) -> datetime:
        """The moment at which `spread` polls are due, counted from `now`. At least the shortest wait away."""
        local = now.astimezone(LONDON)
        offset = local.utcoffset() or timedelta(0)
        day = local.date()
        hour = local.hour + local.minute / 60 + local.second / 3600
        plan = self._plan(day)
        at = int(hour)
        target = plan[at] + (hour - at) * (plan[at + 1] - plan[at]) + spread
        while target >= plan[24]:
            target -= plan[24]
            day += timedelta(days=1)
            plan = self._plan(day)
        at = bisect_right(plan, target) - 1
        hours = at + (target - plan[at]) / (plan[at + 1] - plan[at])
        # A clock that changes tonight makes it an hour early or late, once.
        found = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours) - offset
        return max(found, now + timedelta(hours=self._shortest_h * spread))

    def interval_at(self, now: datetime) -> timedelta:
        """How far apart polls are at this hour."""
        local = now.astimezone(LONDON)
        plan = self._plan(local.date())
        return timedelta(hours=1 / (plan[local.hour + 1] - plan[local.hour]))

    def _plan(self, day: date) -> tuple[float, ...]:
        """The polls due from midnight to each full hour of the day."""
        found = self._days.get(day)
        if found is None:
            rate = sum(each.chance * each.weight for each in awaited(self.outlook, self._habits, day))
            found = _day_plan(round(self._eagerness * sqrt(rate), 3), self._habits, self._shortest_h)
            if len(self._days) > 60:
                self._days.clear()
            self._days[day] = found
        return found


@lru_cache(maxsize=1024)
def _day_plan(eagerness: float, habits: Habits, shortest_h: float) -> tuple[float, ...]:
    least, most = min(1 / _LONGEST_H, 1 / shortest_h), 1 / shortest_h
    return (0.0, *accumulate(min(max(eagerness * sqrt(share), least), most) for share in habits.hours))
