"""Dates and times are read as written, or not at all."""

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.domain.publications import MeetingStatus
from watcher.systems._dates import WEEKDAY_FLAG, read_meeting_time, split_heading

_READ = {
    "Tuesday, 8th March, 2022 2.00 pm": "2022-03-08T14:00",
    "Thursday 15 January 2026 7:30 pm": "2026-01-15T19:30",
    "Friday 20 September 2024 10.00 am": "2024-09-20T10:00",
    "15 Jan 2026 7:30 pm": "2026-01-15T19:30",
    "15 Jan 2026\xa07:30 pm": "2026-01-15T19:30",
    "Wednesday, 6th March, 2024 2.00 pm": "2024-03-06T14:00",
    "Monday 4th October, 2021 10.30 am": "2021-10-04T10:30",
    "1st September, 2022 10.30 am": "2022-09-01T10:30",
    "Monday, 7 September 2026 7.00 p.m.": "2026-09-07T19:00",
    "Monday, 7 September 2026, 12 noon": "2026-09-07T12:00",
    "Monday, 7 September 2026 at 12.00 noon": "2026-09-07T12:00",
    "18-Nov-2025 19.30": "2025-11-18T19:30",
    "04th-Jun-2026 14.00": "2026-06-04T14:00",
    "22/10/2015": "2015-10-22",
    "22/10/2015 10.00 am": "2015-10-22T10:00",
    "2025-11-05": "2025-11-05",
    "Dydd Llun, 12fed Hydref, 2026 6.30 pm": "2026-10-12T18:30",
    "Dydd Mawrth, 8fed Mawrth, 2022 10.00 am": "2022-03-08T10:00",
    "Dydd Mercher 14 Ionawr 2026 2.00 yp": "2026-01-14T14:00",
    "Dydd Iau, 1af Mai, 2025 hanner dydd": "2025-05-01T12:00",
    "7 September 2026 7pm": "2026-09-07T19:00",
    "7 September 2026 09.30": "2026-09-07T09:30",
    "7 September 2026 12.30 pm": "2026-09-07T12:30",
    "Mon 7 Sept 2026 6:05 PM": "2026-09-07T18:05",
    "7 September 2026": "2026-09-07",
    "Dydd Gwener, 2il Hydref, 2026 6.30 yr hwyr": "2026-10-02T18:30",
    "Dydd Mawrth 6ed Hydref 2026 10.00 o'r gloch y bore": "2026-10-06T10:00",
    "Nos Iau, 8fed Hydref, 2026 12.30 y prynhawn": "2026-10-08T12:30",
    "7 September 2026 2 o'clock pm": "2026-09-07T14:00",
    "7 September 2026 @ 7 pm": "2026-09-07T19:00",
    "7-09-2026 - 7 pm": "2026-09-07T19:00",
}


@pytest.mark.parametrize("words", _READ)
def test_each_form_that_councils_use_is_read(words: str) -> None:
    """Every form seen gives its day and time, and nothing odd."""
    when, flags = read_meeting_time(words)
    assert (when.iso, flags) == (_READ[words], ())


_UNREADABLE = [
    "to be confirmed",
    "31 February 2026 7.30 pm",
    "Tuesday 8 March 22 2.00 pm",
    "32/10/2015",
    "10/22/2015",
    "next Tuesday at 7",
    "7 Smarch 2026 7.30 pm",
    "7 September 20266 7.30 pm",
]


@pytest.mark.parametrize("words", _UNREADABLE)
def test_what_is_no_date_is_kept_as_words_and_flagged(words: str) -> None:
    """An unreadable date is None, never a guess; its words stay."""
    when, flags = read_meeting_time(words)
    assert (when.day, when.clock, when.raw) == (None, None, words)
    assert flags == (f"the date could not be read: {words}",)


_TIMES_IN_DOUBT = [
    "7 September 2026 7.30",
    "7 September 2026 7",
    "7 September 2026 19.75",
    "7 September 2026 19.30 am",
    "7 September 2026 0.30 pm",
    "7 September 2026 12 midnight",
    "7 September 2026 12.30 am",
    "7 September 2026 12.30 yr hwyr",
    "29 March 2026 1.30 am",
    "7 September 2026 7.30 ish",
    "7 September 2026 TBC",
]


@pytest.mark.parametrize("words", _TIMES_IN_DOUBT)
def test_a_time_in_doubt_leaves_the_day_and_is_flagged(words: str) -> None:
    """Morning or evening, before or after the clocks change: not guessed."""
    when, flags = read_meeting_time(words)
    assert when.day is not None
    assert when.clock is None
    assert len(flags) == 1


def test_nothing_at_all_is_nothing() -> None:
    """No words are no date, and nothing odd."""
    when, flags = read_meeting_time("  ")
    assert (when.iso, when.raw, flags) == (None, "", ())


def test_a_weekday_that_does_not_fit_is_flagged_and_the_date_kept() -> None:
    """The date counts, the weekday warns."""
    when, flags = read_meeting_time("Wednesday 18 November 2025 7:30 pm")
    assert (when.iso, flags) == ("2025-11-18T19:30", (WEEKDAY_FLAG,))


def test_an_hour_that_comes_twice_is_kept_and_flagged() -> None:
    """In October the clocks show one hour twice."""
    when, flags = read_meeting_time("25 October 2026 1.30 am")
    assert when.clock == time(1, 30)
    assert "twice" in flags[0]


def test_words_after_the_time_are_flagged() -> None:
    """An end time does not become part of the start."""
    when, flags = read_meeting_time("7 September 2026 10.00 am - 12.00 noon")
    assert when.clock == time(10)
    assert "12.00 noon" in flags[0]


_HEADINGS = {
    "Extraordinary Budget, Council - Wednesday, 6th March, 2024 2.00 pm": (
        "Extraordinary Budget, Council",
        "2024-03-06T14:00",
        "scheduled",
    ),
    "Health - Sub-Committee - Thursday 4 December 2025 7:30 pm, CANCELLED": (
        "Health - Sub-Committee",
        "2025-12-04T19:30",
        "cancelled",
    ),
    "Cabinet - Thursday 4 December 2025 7:30 pm, MOVED": ("Cabinet", "2025-12-04T19:30", "moved"),
    "Cabinet - Thursday 4 December 2025, POSTPONED": ("Cabinet", "2025-12-04", "postponed"),
    "Cabinet - Thursday 4 December 2025 7:30 pm - ADJOURNED": ("Cabinet", "2025-12-04T19:30", "adjourned"),
    "Cabinet - Thursday 4 December 2025 7:30 pm, NEW": ("Cabinet", "2025-12-04T19:30", "scheduled"),
    "Cabinet - Thursday 4 December 2025 7:30 pm (Withdrawn)": ("Cabinet", "2025-12-04T19:30", "withdrawn"),
    "Cabinet - Thursday 4 December 2025 7:30 pm": ("Cabinet", "2025-12-04T19:30", "scheduled"),
    "Cabinet - Thursday 4 December 2025 7:30 pm - THIS MEETING HAS BEEN CANCELLED": (
        "Cabinet",
        "2025-12-04T19:30",
        "cancelled",
    ),
    "Cabinet - Thursday 4 December 2025 7:30 pm, RE-SCHEDULED": ("Cabinet", "2025-12-04T19:30", "moved"),
    "Cabinet - Thursday 4 December 2025 7:30 pm, WEDI'I GANSLO": ("Cabinet", "2025-12-04T19:30", "cancelled"),
    "Cabinet - Thursday 4 December 2025 7:30 pm, GOHIRIWYD": ("Cabinet", "2025-12-04T19:30", "postponed"),
    "Cabinet- Thursday 4 December 2025 7:30 pm": ("Cabinet", "2025-12-04T19:30", "scheduled"),
    "Budget, Council, Thursday 4 December 2025 7:30 pm, NEW": ("Budget, Council", "2025-12-04T19:30", "scheduled"),
    "Scrutiny Panel - Sub-Committee": ("Scrutiny Panel - Sub-Committee", None, "scheduled"),
}


@pytest.mark.parametrize("words", _HEADINGS)
def test_a_heading_is_split_from_the_right(words: str) -> None:
    """Names contain dashes and commas; the date is the last part."""
    committee, when, status, flags = split_heading(words)
    assert (committee, when.iso, str(status)) == _HEADINGS[words]
    assert flags == ()


def test_an_unknown_word_after_the_date_is_flagged_and_the_date_kept() -> None:
    """What is not understood changes nothing, and is shown."""
    _, when, status, flags = split_heading("Cabinet - Thursday 4 December 2025 7:30 pm, INQUORATE")
    assert (when.iso, status) == ("2025-12-04T19:30", MeetingStatus.SCHEDULED)
    assert "INQUORATE" in flags[0]


@pytest.mark.parametrize("time_words", ["Time not specified", "On the rising of Council", "7.30"])
def test_a_time_that_cannot_be_read_does_not_hide_a_status(time_words: str) -> None:
    """The meeting is cancelled all the same."""
    _, when, status, flags = split_heading(f"Cabinet - Thursday 4 December 2025 {time_words}, CANCELLED")
    assert (when.iso, status) == ("2025-12-04", MeetingStatus.CANCELLED)
    assert time_words in flags[0]


@pytest.mark.parametrize("words", ["POSTPONED as a mark of respect", "MEETING NOW POSTPONED UNTIL 12 JANUARY"])
def test_a_status_with_more_words_is_a_status_and_the_words_are_shown(words: str) -> None:
    """Why, or until when, is said in the council's own words."""
    _, _, status, flags = split_heading(f"Cabinet - Thursday 4 December 2025 7:30 pm, {words}")
    assert (status, flags) == (MeetingStatus.POSTPONED, (f"words after the date were not understood: {words}",))


def test_a_heading_with_an_unreadable_date_keeps_name_status_and_words() -> None:
    """The meeting is kept, flagged, its words shown."""
    committee, when, status, flags = split_heading("Cabinet - Thursday 31 November 2025 7:30 pm, CANCELLED")
    assert (committee, when.day, status) == ("Cabinet", None, MeetingStatus.CANCELLED)
    assert when.raw == "Thursday 31 November 2025 7:30 pm"
    assert flags == ("the date could not be read: Thursday 31 November 2025 7:30 pm",)


@given(words=st.text(max_size=80) | st.text(alphabet="0123456789 .:,-/thJanMayMondaypm", max_size=60))
def test_any_words_give_a_value(words: str) -> None:
    """Nothing raises; a time never stands without a day."""
    when, _ = read_meeting_time(words)
    split_heading(words)
    assert when.day is not None or when.clock is None
