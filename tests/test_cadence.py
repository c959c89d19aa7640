"""Tests of the rhythm: when a source is due again and which meetings are looked at."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.cadence import (
    USUAL,
    Outlook,
    Rhythm,
    Sitting,
    documents_are_due,
    learn,
    near,
    next_poll,
    outlook_of,
    page_is_due,
    why_then,
)
from watcher.dates.working_days import english_bank_holidays
from watcher.domain.polls import Appearance, MeetingGlance
from watcher.domain.publications import LONDON, Outcome, Politeness, Published, Source

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


HOLIDAYS = english_bank_holidays(2026)
MEETING = date(2026, 10, 14)  # a Wednesday; its agenda is due by Tuesday the 6th
AGENDA = frozenset({Published.AGENDA})


def at(day: int, hour: int, month: int = 10) -> datetime:
    """A moment of 2026 on London's clock."""
    return datetime(2026, month, day, hour, tzinfo=LONDON)


def rhythm(*sittings: Sitting, source: Source = SOURCE, request_s: float = 0.0) -> Rhythm:
    return Rhythm(source, Outlook(sittings=sittings, bank_holidays=HOLIDAYS), USUAL, request_s=request_s)


def hours_after(found: Rhythm, now: datetime) -> float:
    return (found.next_after(now) - now) / timedelta(hours=1)


def test_an_agenda_that_is_due_is_asked_for_hourly() -> None:
    """On the afternoon of the last day that leaves five clear days the next poll is an hour away."""
    awaiting = rhythm(Sitting(day=MEETING))
    assert hours_after(awaiting, at(6, 14)) == pytest.approx(1, abs=0.05)
    assert hours_after(awaiting, at(4, 3)) > 3  # a Sunday, at night
    assert hours_after(rhythm(Sitting(day=MEETING, published=AGENDA)), at(6, 9)) > 1.2
    assert why_then(awaiting, awaiting.outlook, USUAL, at(6, 14)) == "hourly: the agenda of 14 October is due"


def test_nothing_is_awaited_in_a_recess() -> None:
    """Without a near meeting a source is asked once within a day; a meeting that is off changes nothing."""
    for resting in (rhythm(), rhythm(Sitting(day=MEETING, is_off=True)), rhythm(Sitting(day=date(2026, 12, 9)))):
        assert 20 < hours_after(resting, at(6, 14)) < 24
        assert why_then(resting, resting.outlook, USUAL, at(6, 14)) == "daily: no paper is awaited"


def test_after_a_meeting_decisions_and_minutes_are_awaited() -> None:
    """In the week after, several times in office hours; seven weeks later, once a day."""
    held = rhythm(Sitting(day=MEETING, published=AGENDA))
    assert 1 < hours_after(held, at(16, 14)) < 4
    assert why_then(held, held.outlook, USUAL, at(16, 14)).endswith("the decisions of 14 October are awaited")
    assert why_then(held, held.outlook, USUAL, at(2, 14, 11)).endswith("the minutes of 14 October are awaited")
    assert hours_after(held, at(4, 14, 12)) > 20


@pytest.mark.parametrize(("gap_s", "request_s"), [(60.0, 0.0), (1.0, 60.0)])
def test_a_host_that_wants_to_be_left_alone_is(gap_s: float, request_s: float) -> None:
    """A minute between requests, by sources.yaml or by the site's own slowness: four hours between polls at least."""
    source = Source(
        key="shire/1", system="moderngov-pages", url="http://shire.test/", name="S", politeness=Politeness(gap_s=gap_s)
    )
    assert hours_after(rhythm(Sitting(day=MEETING), source=source, request_s=request_s), at(6, 14)) >= 4


@given(
    day=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
    minute=st.integers(0, 24 * 60 - 1),
    ahead=st.lists(st.integers(-60, 60), max_size=6),
    out=st.sets(st.sampled_from(list(Published))),
    jitter=st.floats(0, 1),
)
def test_a_rhythm_has_bounds(day: date, minute: int, ahead: list[int], out: set[Published], jitter: float) -> None:
    """Whatever is awaited: never sooner than an hour, less jitter, never later than a day."""
    now = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(minutes=minute)
    sittings = [Sitting(day=day + timedelta(days=each), published=frozenset(out)) for each in ahead]
    due = next_poll(
        SOURCE, outcome=Outcome.OK, failures=0, now=now, retry_after_s=None, jitter=jitter, rhythm=rhythm(*sittings)
    )
    # An hour more or less in the nights when clocks change.
    assert timedelta(minutes=57) <= due - now <= timedelta(hours=25)


@pytest.mark.parametrize("request_s", [8 * 3600.0, 10 * 86400.0])
def test_a_computer_that_slept_through_a_poll_asks_again_within_the_day(request_s: float) -> None:
    """A request that took a night, or a clock that was put right meanwhile, puts no source off for weeks."""
    assert hours_after(rhythm(request_s=request_s), at(5, 9)) <= 24


def test_habits_are_learned_from_when_papers_were_noticed() -> None:
    """A council that publishes on Friday evenings, eight clear days ahead, is asked then, and no longer on Tuesdays."""
    seen = [
        Appearance(
            not_before=datetime(2026, 3, 6, 18, tzinfo=LONDON) + timedelta(days=7 * week),
            noticed_at=datetime(2026, 3, 6, 20, tzinfo=LONDON) + timedelta(days=7 * week),
            meeting_day=date(2026, 3, 19) + timedelta(days=7 * week),
        )
        for week in range(12)
    ]
    habits = learn(seen, HOLIDAYS)
    assert habits.seen == 12
    assert max(range(7), key=lambda each: habits.weekdays[each]) == 4
    assert max(range(24), key=lambda each: habits.hours[each]) in (18, 19)
    assert max(range(21), key=lambda each: habits.notice[each]) == 8
    outlook = Outlook(sittings=(Sitting(day=date(2026, 10, 15)),), bank_holidays=HOLIDAYS)
    usual, learned = Rhythm(SOURCE, outlook), Rhythm(SOURCE, outlook, habits)
    friday, tuesday = at(2, 18), at(6, 11)
    assert learned.interval_at(friday) < usual.interval_at(friday)
    assert learned.interval_at(tuesday) > usual.interval_at(tuesday)


def test_a_daily_poll_teaches_no_hour() -> None:
    """What lies somewhere between two daily looks is spread over that day; what nobody looked for teaches nothing."""
    noticed = datetime(2026, 3, 6, 7, tzinfo=LONDON)
    daily = [Appearance(not_before=noticed - timedelta(days=1), noticed_at=noticed)] * 20
    assert learn(daily, HOLIDAYS).hours[7] < 0.05
    blind = [Appearance(not_before=noticed - timedelta(days=9), noticed_at=noticed)] * 20
    assert learn(blind, HOLIDAYS) is USUAL


def test_an_outlook_is_what_is_known_after_the_poll() -> None:
    """What was read counts for more than what was known; what is off, gone or far is not awaited."""
    known = [
        replace(glance(MEETING), meeting_id="1", published=["agenda"]),
        replace(glance(MEETING), meeting_id="2", status="cancelled"),
        replace(glance(MEETING), meeting_id="3", row="gone scheduled"),
        replace(glance(date(2025, 1, 1)), meeting_id="4"),
    ]
    outlook = outlook_of(known, (), today=date(2026, 10, 6), bank_holidays=HOLIDAYS)
    assert [(each.published, each.is_off) for each in outlook.sittings] == [
        (AGENDA, False), (frozenset(), True), (frozenset(), True),
    ]  # fmt: skip


def test_near_pages_have_a_pace_of_their_own_where_polls_come_hourly() -> None:
    """Between agenda and meeting a page is good for two hours, else for eleven."""
    now = at(8, 12)
    read = replace(glance(MEETING, page_read_at=now - timedelta(hours=3)), published=["agenda"])
    assert page_is_due(read, now, is_paced=True)
    assert not page_is_due(replace(read, published=[]), now, is_paced=True)
    assert page_is_due(replace(read, published=[]), now)
