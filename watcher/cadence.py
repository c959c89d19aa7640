"""When a source is due next, and which meetings are looked at again.

All rules of rhythm are here: polls at their interval, troubles at growing distances, near meetings at each poll, their
documents daily, everything else weekly. Does not read a clock or draw lots: `now` (aware) and `jitter` are given.
May import: domain, the standard library.
"""

from datetime import date, datetime, timedelta

from watcher.domain.polls import MeetingGlance
from watcher.domain.publications import LONDON, Outcome, Source

NEAR_BEFORE = timedelta(days=28)
"""A meeting is near from four weeks before its day: papers and dates move long before the agenda is out."""

NEAR_AFTER = timedelta(days=14)
"""... until two weeks after it, when the decisions and mostly the draft minutes are out."""

_FIRST_RETRY = timedelta(minutes=15)
_LONGEST_RETRY = timedelta(days=1)
_LONGEST_RETRY_AFTER = timedelta(days=7)  # beyond that, Retry-After is taken for a mistake: silence would be for ever
_PASSING = frozenset({Outcome.PARTIAL, Outcome.EMPTY_LIST, Outcome.TRUNCATED})
_PASSING_TRIES = 4  # as many first retries after a short page before that, too, counts as a lasting trouble
_DOCUMENTS_EVERY = timedelta(hours=23)  # daily, for a poll that is a little early each day
_PAGE_EVERY = timedelta(days=7)
_CLOSED_AFTER = timedelta(days=365)  # minutes older than that are history; a committee has hundreds of such pages


def next_poll(
    source: Source,
    *,
    outcome: Outcome,
    failures: int,
    now: datetime,
    retry_after_s: float | None,
    jitter: float,
) -> datetime:
    """The moment (UTC if `now` is) from which the source is due again.

    `failures` counts the polls in a row that were not good, this one included. `jitter`, 0 to 1, spreads sources that
    started together: plus or minus 5 %. After trouble: 15 minutes, 30, 1 hour, 2 ... at most a day, and never sooner
    than the server asked for. A page that came short is likely whole soon, and is retried in 15 minutes at first.
    """
    _refuse_naive(now)
    spread = 0.95 + 0.1 * jitter
    if outcome.is_good:
        return now + timedelta(seconds=source.poll_interval_s) * spread
    steps = max(failures, 1) - 1
    if outcome in _PASSING:
        steps = max(steps - (_PASSING_TRIES - 1), 0)
    # 2**7 quarters of an hour are more than a day; the exponent is bounded because failures may count for years.
    wait = min(_FIRST_RETRY * (1 << min(steps, 7)) * spread, _LONGEST_RETRY)
    asked = min(timedelta(seconds=min(retry_after_s or 0.0, 1e9)), _LONGEST_RETRY_AFTER)
    return now + max(wait, asked)


def near(day: date | None, now: datetime) -> bool:
    """True if the page of a meeting on this day (in London) is part of each poll; so is one whose day is unreadable."""
    _refuse_naive(now)
    if day is None:
        return True
    today = now.astimezone(LONDON).date()
    return today - NEAR_AFTER <= day <= today + NEAR_BEFORE


def documents_are_due(glance: MeetingGlance, now: datetime) -> bool:
    """True if the documents should be asked for again: daily while the meeting is near.

    A paper replaced under its own address shows in no list.
    """
    return near(_day(glance), now) and _is_older(glance.documents_read_at, _DOCUMENTS_EVERY, now)


def page_is_due(glance: MeetingGlance, now: datetime) -> bool:
    """True if the meeting's page should be read though its row did not change: always when near, else weekly.

    A meeting that the council took off its site is looked for weekly, however near. One that was held more than a year
    ago is left alone, unless its row changes.
    """
    day = _day(glance)
    if near(day, now) and not glance.is_gone:
        return True
    is_past = day is not None and day < now.astimezone(LONDON).date() - _CLOSED_AFTER
    return glance.page_read_at is None or (not is_past and _is_older(glance.page_read_at, _PAGE_EVERY, now))


def _day(glance: MeetingGlance) -> date | None:
    return None if glance.day is None else date.fromisoformat(glance.day)


def _is_older(moment: datetime | None, age: timedelta, now: datetime) -> bool:
    return moment is None or now - moment >= age


def _refuse_naive(now: datetime) -> None:
    if now.tzinfo is None:
        raise ValueError("now must be an aware datetime")
