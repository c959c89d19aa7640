"""Every form of a date is read back as what was written; nothing is turned into another moment without a word."""

import os
import random
from datetime import date, datetime, time, timedelta

import pytest

from tests.dates.forms import FORMS
from watcher.domain.publications import LONDON
from watcher.systems._dates import WEEKDAY_FLAG, read_meeting_time

MOMENTS = 20_000 if os.environ.get("WATCHER_SOAK") == "1" else 2_000

_OF_MODERNGOV = {
    "Tuesday, 8th March, 2022 2.00 pm": "2022-03-08T14:00",
    "Thursday 15 January 2026 7:30 pm": "2026-01-15T19:30",
    "Friday 20 September 2024 10.00 am": "2024-09-20T10:00",
    "15 Jan 2026 7:30 pm": "2026-01-15T19:30",
    "Wednesday, 6th March, 2024 2.00 pm": "2024-03-06T14:00",
    "Monday 4th October, 2021 10.30 am": "2021-10-04T10:30",
    "Monday 4th October, 2021 7.00 p.m.": "2021-10-04T19:00",
    "Monday 4th October, 2021 12 noon": "2021-10-04T12:00",
    "18-Nov-2025 19.30": "2025-11-18T19:30",
    "04th-Jun-2026 14.00": "2026-06-04T14:00",
    "22/10/2015": "2015-10-22",
    "Dydd Mawrth, 8fed Mawrth, 2022 10.00 am": "2022-03-08T10:00",
}


@pytest.mark.parametrize("words", _OF_MODERNGOV)
def test_each_form_of_the_notes_on_modern_gov_is_read(words: str) -> None:
    """All that moderngov.md lists, with nothing odd about it."""
    when, flags = read_meeting_time(words)
    assert (when.iso, flags) == (_OF_MODERNGOV[words], ())


def _moments(count: int) -> list[datetime]:
    """Moments of 1990 to 2100 that London's clocks show once and that no form leaves open, always the same ones."""
    chance = random.Random(20_26)
    found: list[datetime] = []
    while len(found) < count:
        day = date(1990, 1, 1) + timedelta(days=chance.randrange(40_500))
        clock = time(chance.randrange(1, 24), chance.choice((0, 30, chance.randrange(60))))
        moment = datetime.combine(day, clock, tzinfo=LONDON)
        if moment.utcoffset() == moment.replace(fold=1).utcoffset():
            found.append(moment)
    return found


@pytest.mark.parametrize("form", FORMS)
def test_two_thousand_moments_survive_being_written_in_every_form(form: str) -> None:
    """Reading what was written gives the moment back, without a flag."""
    for moment in _moments(MOMENTS // len(FORMS) + 1 if MOMENTS <= 2_000 else MOMENTS):
        words = FORMS[form](moment.date(), moment.time())
        when, flags = read_meeting_time(words)
        assert (when.day, when.clock, flags) == (moment.date(), moment.time(), ()), words


# What well-known libraries (dateutil, pendulum with its parser made lenient, dateparser) make of these without a word
# is in the comment; ours is the value.
_MISREAD = {
    "1st September, 2022 10.30 am": "2022-09-01T10:30",  # 10:00, or the 10th hour of another day
    "Monday 4th October, 2021 10.30 am": "2021-10-04T10:30",  # the minutes are lost
    "18-Nov-2025 19.30": "2025-11-18T19:30",  # 2025-11-18 00:00, or 19:00
    "04th-Jun-2026 14.00": "2026-06-04T14:00",  # midnight
    "04/05/2026": "2026-05-04",  # 5 April
    "04/05/2026 7.00 pm": "2026-05-04T19:00",  # 5 April
    "11.12.2026 10.00": "2026-12-11T10:00",  # 12 November, or 11:12
    "13/05/2026": "2026-05-13",  # day first here and month first elsewhere on one page
    "7 September 2026 7.00 p.m.": "2026-09-07T19:00",  # 7 in the morning
    "7 September 2026 12 noon": "2026-09-07T12:00",  # midnight, or the 12th
    "7 September 2026 12.30 pm": "2026-09-07T12:30",  # half past midnight
    "7 September 2026 1930 hours": "2026-09-07T19:30",  # the year 1930
    "Dydd Mawrth, 8fed Mawrth, 2022 2.00 yp": "2022-03-08T14:00",  # Mawrth is a Tuesday and March
    "7 September 2026": "2026-09-07",  # the time of the reading, or midnight
}


@pytest.mark.parametrize("words", _MISREAD)
def test_what_libraries_misread_is_read_right(words: str) -> None:
    """Each of these loses its minutes, its half of the day or its month elsewhere, without a word."""
    when, flags = read_meeting_time(words)
    assert (when.iso, flags) == (_MISREAD[words], ())


_GUESSED = {
    "31 June 2026": (None, "the date could not be read"),  # 1 July, or 30 June
    "29 February 2027 7.00 pm": (None, "the date could not be read"),
    "10/22/2015": (None, "the date could not be read"),  # taken for an American date
    "7 Sep 26 7.30 pm": (None, "the date could not be read"),  # 1926, 2026 or the 26th
    "September 2026": (None, "the date could not be read"),  # today's day of that month
    "Tuesday 7.30 pm": (None, "the date could not be read"),  # next Tuesday, or last
    "7.30 pm": (None, "the date could not be read"),  # today
    "7 September 2026 24.00": ("2026-09-07", "the time could not be read"),  # 00:00 of that day
    "7 September 2026 7.30": ("2026-09-07", "the time could not be read"),  # in the morning
    "7 September 2026 19.30 am": ("2026-09-07", "the time could not be read"),
    "7 September 2026 25.00": ("2026-09-07", "the time could not be read"),
    "7 September 2026 10.75": ("2026-09-07", "the time could not be read"),  # three quarters of an hour
    "7 September 2026 12 midnight": ("2026-09-07", "midnight may be the day before or after"),
    "7 September 2026 12.00 am": ("2026-09-07", "12 am may be noon or midnight"),
    "29 March 2026 1.30 am": ("2026-03-29", "the clocks skip this time"),  # 1.30, which never was
    "25 October 2026 1.30 am": ("2026-10-25T01:30", "the clocks show this time twice"),
    "Wednesday 18 November 2025 7:30 pm": ("2025-11-18T19:30", WEEKDAY_FLAG),  # moved to the next Wednesday
}


@pytest.mark.parametrize("words", _GUESSED)
def test_what_libraries_guess_is_flagged(words: str) -> None:
    """What cannot be meant as written, or could mean two moments, is said to be so and never another moment."""
    when, [flag] = read_meeting_time(words)
    assert (when.iso, flag.partition(":")[0]) == _GUESSED[words]
