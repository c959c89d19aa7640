"""Days, times and lists as people write them, and the stored form of an edition."""

import dataclasses
import json
from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import digest_cases as cases
from watcher.digest import from_json, to_json
from watcher.digest.words import clock_words, day_words, first_sentence, listed, range_words, shortened, when_words
from watcher.domain.digests import Edition
from watcher.domain.publications import MeetingTime

TODAY = date(2026, 9, 7)


@pytest.mark.parametrize(
    ("clock", "words"),
    [
        (time(14), "2pm"),
        (time(19, 30), "7.30pm"),
        (time(12), "12 noon"),
        (time(0), "12 midnight"),
        (time(0, 5), "12.05am"),
        (time(12, 30), "12.30pm"),
        (time(9, 45), "9.45am"),
    ],
)
def test_a_clock_reads_as_in_a_letter(clock: time, words: str) -> None:
    """Whole hours have no minutes; noon and midnight are named."""
    assert clock_words(clock) == words


def test_a_meeting_time_reads_as_in_a_letter() -> None:
    """The year stands only when it is another one; an unreadable date keeps the council's words."""
    assert when_words(MeetingTime(day=date(2026, 11, 25), clock=time(14)), TODAY) == "Wed 25 November, 2pm"
    assert when_words(MeetingTime(day=date(2027, 1, 13)), TODAY) == "Wed 13 January 2027"
    assert when_words(MeetingTime(day=None, raw="25th of Nov-ish"), TODAY) == "date given as “25th of Nov-ish”"
    assert day_words(date(2026, 9, 1), TODAY) == "Tue 1 September"


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 11, 16), date(2026, 11, 22), "16 to 22 November 2026"),
        (date(2026, 11, 30), date(2026, 12, 6), "30 November to 6 December 2026"),
        (date(2026, 12, 28), date(2027, 1, 3), "28 December 2026 to 3 January 2027"),
        (date(2026, 11, 22), date(2026, 11, 22), "Sunday 22 November 2026"),
    ],
)
def test_days_of_a_range_name_what_differs(first: date, last: date, words: str) -> None:
    """Month and year are said once if they are the same."""
    assert range_words(first, last) == words


def test_lists_and_sentences_are_cut_where_people_would() -> None:
    """A list ends in "and"; a text is cut after its first sentence or between words."""
    assert listed(["SEND", "Ofsted", "Budget"]) == "SEND, Ofsted and Budget"
    assert first_sentence("Resolved: That it be noted. Members asked more.") == "Resolved: That it be noted."
    assert shortened("one two three four", 12) == "one two…"


@settings(deadline=None)
@given(st.text(max_size=600), st.integers(min_value=2, max_value=300))
def test_a_shortened_text_keeps_its_limit(text: str, limit: int) -> None:
    """Whatever the text, the limit holds."""
    assert len(shortened(text, limit)) <= limit


TEXT = st.text(max_size=30)


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """The sample edition with every free text drawn anew."""
    base = cases.edition(is_first=draw(st.booleans()))
    sections = tuple(
        dataclasses.replace(
            section,
            heading=draw(TEXT),
            entries=tuple(
                dataclasses.replace(
                    entry,
                    title=draw(TEXT),
                    lines=tuple(draw(st.lists(TEXT, max_size=3))),
                    topics=tuple(draw(st.lists(TEXT, max_size=3))),
                    change_numbers=tuple(draw(st.lists(st.integers(), max_size=3))),
                )
                for entry in section.entries
            ),
        )
        for section in base.sections
    )
    next_on = draw(st.none() | st.dates())
    return dataclasses.replace(base, sections=sections, next_on=next_on, follows=draw(TEXT), subject=draw(TEXT))


@settings(deadline=None)
@given(editions())
def test_an_edition_survives_json(edition: Edition) -> None:
    """What is stored reads back equal, through real JSON text."""
    assert from_json(json.loads(json.dumps(to_json(edition)))) == edition


def test_another_form_of_edition_is_refused() -> None:
    """A later program's edition is not half read."""
    with pytest.raises(ValueError, match="form 2"):
        from_json({**to_json(cases.edition()), "form": 2})
