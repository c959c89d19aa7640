"""Which meetings are looked at again: near ones often, their documents daily, everything else weekly.

Does not read a clock: `now` (aware) is given. May import: domain, cadence.aware.
"""

from datetime import date, datetime, timedelta

from watcher.cadence.aware import refuse_naive
from watcher.domain.polls import MeetingGlance
from watcher.domain.publications import LONDON, Published

NEAR_BEFORE = timedelta(days=28)
"""A meeting is near from four weeks before its day: papers and dates move long before the agenda is out."""

NEAR_AFTER = timedelta(days=14)
"""... until two weeks after it, when the decisions and mostly the draft minutes are out."""

_DOCUMENTS_EVERY = timedelta(hours=23)  # daily, for a poll that is a little early each day
_PAGE_EVERY = timedelta(days=7)
_AT_ITS_HEIGHT = timedelta(hours=2)
_BEFORE_AND_AFTER = timedelta(hours=11)
_CLOSED_AFTER = timedelta(days=365)  # minutes older than that are history; a committee has hundreds of such pages


def near(day: date | None, now: datetime) -> bool:
    """True if the page of a meeting on this day (in London) is part of each poll; so is one whose day is unreadable."""
    refuse_naive(now)
    if day is None:
        return True
    today = now.astimezone(LONDON).date()
    return today - NEAR_AFTER <= day <= today + NEAR_BEFORE


def near_page_wait(day: date | None, today: date, *, has_agenda: bool) -> timedelta:
    """How long the page of a near meeting is good for, where its list would show an agenda, decisions or minutes.

    Supplements, late items and other papers show on the page alone: they come between the agenda and the day.
    """
    if day is None or (has_agenda and day >= today):
        return _AT_ITS_HEIGHT
    return _BEFORE_AND_AFTER


def documents_are_due(glance: MeetingGlance, now: datetime) -> bool:
    """True if the documents should be asked for again: daily while the meeting is near.

    A paper replaced under its own address shows in no list.
    """
    return near(_day(glance), now) and _is_older(glance.documents_read_at, _DOCUMENTS_EVERY, now)


def page_is_due(glance: MeetingGlance, now: datetime, *, is_paced: bool = False) -> bool:
    """True if the meeting's page should be read though its row did not change: always when near, else weekly.

    `is_paced`: polls come hourly, and the list tells what is out; a near page is then read when it is a few hours old.
    A meeting that the council took off its site is looked for weekly, however near. One that was held more than a year
    ago is left alone, unless its row changes.
    """
    day = _day(glance)
    if near(day, now) and not glance.is_gone:
        if not is_paced:
            return True
        has_agenda = Published.AGENDA in glance.published
        wait = near_page_wait(day, now.astimezone(LONDON).date(), has_agenda=has_agenda)
        return _is_older(glance.page_read_at, wait, now)
    is_past = day is not None and day < now.astimezone(LONDON).date() - _CLOSED_AFTER
    return glance.page_read_at is None or (not is_past and _is_older(glance.page_read_at, _PAGE_EVERY, now))


def _day(glance: MeetingGlance) -> date | None:
    return None if glance.day is None else date.fromisoformat(glance.day)


def _is_older(moment: datetime | None, age: timedelta, now: datetime) -> bool:
    return moment is None or now - moment >= age
