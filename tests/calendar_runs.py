"""Twenty years of Mondays as a scheduler meets them: triggers late, early and doubled, machines off for days.

Does not assert anything.
"""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

from watcher.domain.publications import LONDON

FIRST_MONDAY = date(2020, 1, 6)
WEEKS = 1043
"""The Mondays from 2020 to 2039."""


def seven(week: int) -> datetime:
    """07:00 on London's clocks on the Monday of a week, in UTC."""
    return datetime.combine(FIRST_MONDAY + timedelta(weeks=week), time(7), tzinfo=LONDON).astimezone(UTC)


def triggers(weeks: int, seed: int) -> Iterator[tuple[int, datetime]]:
    """(week, moment), in their order: each week at least one trigger between its Monday's 07:00 and the next one's.

    They come up to an hour late by jitter, several at once, a little before 07:00 (which is still the week before), and
    after outages of up to six days and 20 hours.
    """
    chance = random.Random(seed)
    for week in range(weeks):
        start, end = seven(week), seven(week + 1)
        kind = chance.random()
        late = timedelta(seconds=chance.uniform(0, 3600))
        if kind < 0.2:
            late = timedelta(hours=chance.uniform(0, 164))
        elif kind < 0.3:
            late = timedelta(0)
        moments = [start + late, start + late + timedelta(milliseconds=chance.randint(0, 5))]
        moments += [start + late + (end - start - late) * chance.random() for _ in range(chance.randint(0, 3))]
        if chance.random() < 0.3:
            moments.append(end - timedelta(milliseconds=chance.randint(1, 60_000)))
        yield from ((week, moment) for moment in sorted(moments))
