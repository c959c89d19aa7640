"""Dates and times are found in the middle of sentences."""

from datetime import date

import pytest

from watcher.dates import find_clock, find_days


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("held on Tuesday, 5 November 2019.", ["2019-11-05"]),
        ("meetings are on 7 June and 5 September 2027", ["2027-06-07", "2027-09-05"]),
        ("on Tuesday 7 December and Tuesday 8 February 2028", ["2027-12-07", "2028-02-08"]),
        ("between 1 April 2018 – 31 March 2019", ["2018-04-01", "2019-03-31"]),
        ("Cynhelir ar ddydd Llun, 12fed Hydref, 2026 am 10.00 yb", ["2026-10-12"]),
        ("by 31 February 2026, or 123 March 2026", []),
        ("in March or April 2020", []),
    ],
)
def test_days_are_found_in_order(words: str, days: list[str]) -> None:
    """Every full date is found, and the one that shares the next one's year."""
    assert [found.day.isoformat() for found in find_days(words)] == days


@pytest.mark.parametrize(
    ("words", "clock"),
    [
        ("at 9.30 am in the Hall", "09:30"),
        ("commencing at 7pm", "19:00"),
        ("at 12 noon", "12:00"),
        ("Time: 18:30", "18:30"),
        ("at 1400 hours", "14:00"),
        ("14.00 hrs", "14:00"),
        ("HELD ON TUESDAY, 6:30 - 9:10PM", "18:30"),
        ("from 9.30 to 12.30 pm", "09:30"),
        ("at 10 until 1pm", "10:00"),
        ("7.00 pm - 9.00 pm", "19:00"),
        ("at 1.00 - 11.00 pm", None),
        ("Committee Room 5 - 6.30 pm", "18:30"),
        ("at 2.00", None),
        ("5.29 children and paragraph 12.30", None),
        ("£10.30 a head", None),
    ],
)
def test_clear_times_are_found(words: str, clock: str | None) -> None:
    """A time is taken only if it says which half of the day is meant."""
    found = find_clock(words, date(2026, 9, 7))
    assert (f"{found:%H:%M}" if found else None) == clock
