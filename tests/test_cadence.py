"""Tests of the rhythm: when a source is due again and which meetings are looked at."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.cadence import documents_are_due, near, next_poll, page_is_due
from watcher.domain.polls import MeetingGlance
from watcher.domain.publications import Outcome, Source

SOURCE = Source(key="shire/1", system="feed", url="http://shire.test/", name="Shire", poll_interval_s=6 * 3600)
TROUBLES = [outcome for outcome in Outcome if not outcome.is_good]


def wait(
    now: datetime, outcome: Outcome, failures: int, retry_after_s: float | None = None, jitter: float = 0.5
) -> timedelta:
    due = next_poll(SOURCE, outcome=outcome, failures=failures, now=now, retry_after_s=retry_after_s, jitter=jitter)
    return due - now


def glance(
    day: date, *, page_read_at: datetime | None = None, documents_read_at: datetime | None = None
) -> MeetingGlance:
    return MeetingGlance(
        meeting_id="1",
        url="http://shire.test/1",
        day=day.isoformat(),
        row="r",
        page_read_at=page_read_at,
        documents_read_at=documents_read_at,
        has_absences=False,
    )


@pytest.mark.parametrize("outcome", [Outcome.OK, Outcome.UNCHANGED])
def test_a_good_poll_is_followed_by_the_interval(now: datetime, outcome: Outcome) -> None:
    """After a good poll the next is an interval away, give or take a twentieth."""
    assert wait(now, outcome, 0) == timedelta(hours=6)
    assert wait(now, outcome, 0, jitter=0.0) == timedelta(hours=6) * 0.95
    assert wait(now, outcome, 0, jitter=1.0) == timedelta(hours=6) * 1.05


def test_troubles_are_retried_at_growing_distances(now: datetime) -> None:
    """A lasting trouble is retried after 15 minutes, 30, an hour, and so on to a day."""
    minutes = [wait(now, Outcome.UNREACHABLE, failures) / timedelta(minutes=1) for failures in range(1, 10)]
    assert minutes == [15, 30, 60, 120, 240, 480, 960, 1440, 1440]


@pytest.mark.parametrize("outcome", [Outcome.PARTIAL, Outcome.EMPTY_LIST, Outcome.TRUNCATED])
def test_a_short_page_is_retried_soon_but_not_for_ever(now: datetime, outcome: Outcome) -> None:
    """A page that came short is retried every 15 minutes at first, and then like any other trouble."""
    minutes = [wait(now, outcome, failures) / timedelta(minutes=1) for failures in range(1, 7)]
    assert minutes == [15, 15, 15, 15, 30, 60]


@given(
    outcome=st.sampled_from(TROUBLES),
    failures=st.integers(0, 10**6),
    asked_s=st.none() | st.floats(0, 1e300),
    jitter=st.floats(0, 1),
)
def test_a_wait_after_trouble_has_bounds(outcome: Outcome, failures: int, asked_s: float | None, jitter: float) -> None:
    """However long a trouble lasts, the next try comes within a day, or when the server asked, within a week."""
    waited = wait(datetime(2026, 9, 7, 6, 0, tzinfo=UTC), outcome, failures, asked_s, jitter)
    assert timedelta(minutes=14) <= waited <= timedelta(days=7)
    if asked_s is None:
        assert waited <= timedelta(days=1)
    elif asked_s <= 7 * 24 * 3600:
        assert waited >= timedelta(seconds=asked_s)


def test_near_is_four_weeks_before_to_two_weeks_after(now: datetime) -> None:
    """A meeting is near from 28 days before its day to 14 days after, both included."""
    today = date(2026, 9, 7)
    days = [day for day in range(-20, 40) if near(today + timedelta(days=day), now)]
    assert days == list(range(-14, 29))


def test_near_counts_days_in_london() -> None:
    """Half past midnight in London is a new day, though it is still yesterday in UTC."""
    just_after_midnight = datetime(2026, 6, 9, 23, 30, tzinfo=UTC)
    assert near(date(2026, 7, 8), just_after_midnight)
    assert not near(date(2026, 7, 8), just_after_midnight - timedelta(hours=1))


def test_a_meeting_without_a_readable_day_is_near(now: datetime) -> None:
    """A day that could not be read makes the meeting near, so that it is looked at."""
    assert near(None, now)


def test_documents_are_looked_at_daily_while_near(now: datetime) -> None:
    """Documents of near meetings are due when never read or a day old; a daily poll that is early still counts."""
    soon = date(2026, 9, 10)
    assert documents_are_due(glance(soon), now)
    assert documents_are_due(glance(soon, documents_read_at=now - timedelta(hours=23)), now)
    assert not documents_are_due(glance(soon, documents_read_at=now - timedelta(hours=18)), now)
    assert not documents_are_due(glance(date(2025, 9, 10)), now)


def test_pages_are_read_at_each_poll_while_near_and_else_weekly(now: datetime) -> None:
    """A near meeting's page is always due; a far one's when never read or a week old."""
    a_moment_ago = now - timedelta(minutes=1)
    assert page_is_due(glance(date(2026, 9, 10), page_read_at=a_moment_ago), now)
    far = date(2026, 3, 10)
    assert page_is_due(glance(far), now)
    assert page_is_due(glance(far, page_read_at=now - timedelta(days=7)), now)
    assert not page_is_due(glance(far, page_read_at=now - timedelta(days=6)), now)


def test_a_meeting_long_past_is_left_alone(now: datetime) -> None:
    """A meeting of more than a year ago is read once, and then not again."""
    past = date(2025, 9, 1)
    assert page_is_due(glance(past), now)
    assert not page_is_due(glance(past, page_read_at=now - timedelta(days=100)), now)


def test_naive_times_are_refused() -> None:
    """A time without a zone is a mistake and said so."""
    naive = datetime(2026, 9, 7, 6, 0)  # noqa: DTZ001  the mistake that is tested
    with pytest.raises(ValueError, match="aware"):
        wait(naive, Outcome.OK, 0)
    with pytest.raises(ValueError, match="aware"):
        near(date(2026, 9, 7), naive)
