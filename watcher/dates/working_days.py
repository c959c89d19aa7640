"""Working days in England, and the notice that meetings are given in them.

English councils give five clear days' notice of council and executive meetings (SI 2002/715; SI 2012/2089 reg. 6),
counted without the day of publication, the day of the meeting, weekends and bank holidays.
Does not know of urgency, supplements or a council's own closing days. May import: the standard library, holidays.
"""

from collections.abc import Collection
from datetime import date, timedelta
from functools import lru_cache
from threading import Lock

CLEAR_DAYS = 5


def is_working_day(day: date, bank_holidays: Collection[date]) -> bool:
    """Monday to Friday, and no bank holiday."""
    return day.weekday() < 5 and day not in bank_holidays


def agenda_expected_by(day: date, bank_holidays: Collection[date]) -> date:
    """The last working day that leaves five clear ones before the meeting."""
    clear = 0
    expected = day
    while clear <= CLEAR_DAYS:
        expected -= timedelta(days=1)
        clear += is_working_day(expected, bank_holidays)
    return expected


def clear_days(published: date, meeting: date, bank_holidays: Collection[date]) -> int:
    """Working days between publication and meeting, neither counted."""
    between = (published + timedelta(days=each) for each in range(1, (meeting - published).days))
    return sum(is_working_day(day, bank_holidays) for day in between)


def english_bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England for last year, this and the next: a notice period may cross New Year."""
    with _ONE_LOOKS_UP:  # of 64 threads that ask at once, each would take 15 ms to find the same
        return _bank_holidays(year)


_ONE_LOOKS_UP = Lock()


@lru_cache(maxsize=8)
def _bank_holidays(year: int) -> frozenset[date]:
    import holidays  # here, because loading it takes 0.04 s of every command's start, and few need it

    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=range(year - 1, year + 2)))
