"""The notice that each day before a meeting would give, counted once for each meeting's day.

Does not know when papers appear. May import: dates, the standard library.
"""

from datetime import date, timedelta
from functools import lru_cache

from watcher.dates.working_days import is_working_day

DAYS_BEFORE = 28


@lru_cache(maxsize=4096)
def notices(meeting_day: date, bank_holidays: frozenset[date]) -> tuple[int, ...]:
    """Clear working days between a day and the meeting, by how many days before it that is: 0 to DAYS_BEFORE."""
    found, count = [0], 0
    for ahead in range(1, DAYS_BEFORE + 1):
        found.append(count)
        count += is_working_day(meeting_day - timedelta(days=ahead), bank_holidays)
    return tuple(found)
