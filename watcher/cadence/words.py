"""Why a source is asked as often as it is, in a few words for whoever looks at its state.

Does not decide anything. May import: domain, the modules of cadence.
"""

from datetime import datetime, timedelta

from watcher.cadence.habits import Habits
from watcher.cadence.outlook import Awaited, Outlook, Paper, awaited
from watcher.cadence.rhythm import Rhythm
from watcher.domain.publications import LONDON

_LIKELY = 0.1
_AWAITED = {
    Paper.AGENDA: "the agenda of {} is awaited",
    Paper.SUPPLEMENT: "papers may be added for {}",
    Paper.DECISIONS: "the decisions of {} are awaited",
    Paper.MINUTES: "the minutes of {} are awaited",
}


def why_then(rhythm: Rhythm, outlook: Outlook, habits: Habits, at: datetime) -> str:
    """`hourly: the agenda of 14 October is due`, of the hour in which `at` lies."""
    waiting = awaited(outlook, habits, at.astimezone(LONDON).date())
    reason = _reason(waiting[0]) if waiting else "no paper is awaited"
    return f"{_interval_words(rhythm.interval_at(at))}: {reason}"


def _reason(first: Awaited) -> str:
    is_due = first.paper is Paper.AGENDA and first.chance >= _LIKELY
    words = "the agenda of {} is due" if is_due else _AWAITED[first.paper]
    return words.format(f"{first.meeting_day.day} {first.meeting_day:%B}")


def _interval_words(interval: timedelta) -> str:
    hours = round(interval / timedelta(hours=1))
    if hours <= 1:
        return "hourly"
    return "daily" if hours >= 20 else f"about every {hours} hours"
