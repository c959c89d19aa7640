"""What a list, read whole, lacks of what it showed before, and when that is so much that the list itself is in doubt.

A list may lose one meeting because the council took it off, and old ones because a list is a window. One that shows two
meetings to come and showed nine has been cut short somewhere, however well its page reads.
Does not fetch, store or tell. May import: systems, domain.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from watcher.domain.polls import MeetingGlance, Shortfall
from watcher.domain.publications import LONDON, Meeting, MeetingStatus
from watcher.systems import row_status

FEWEST = 3
"""So many are missing at least, and more than are there: a sub-committee may lose its only two meetings."""
USUAL_AFTER = timedelta(days=28)
"""A list of committees that stays short for so long is what there is now."""


def of_meetings(glances: Mapping[str, MeetingGlance], rows: Mapping[str, Meeting], today: date) -> Shortfall | None:
    """What a list of meetings lacks: those to come that are known, were not called off, and whose day it does not show.

    A meeting under another id is not missing: its day is shown.
    """
    shown = {row.starts_at.day for row in rows.values()}
    lacks = [
        glance.day
        for id_, glance in glances.items()
        if id_ not in rows
        and glance.day is not None
        and (day := date.fromisoformat(glance.day)) >= today
        and day not in shown
        and row_status(glance.row or "") in (MeetingStatus.SCHEDULED, MeetingStatus.MOVED)
    ]
    has = sum(row.starts_at.day is not None and row.starts_at.day >= today for row in rows.values())
    return Shortfall(lacks=tuple(sorted(lacks)), has=has) if lacks else None


def of_committees(known: Collection[str], listed: Collection[str]) -> Shortfall | None:
    """What a list of committees lacks of all that it ever named."""
    lacks = sorted(set(known) - set(listed))
    return Shortfall(lacks=tuple(lacks), has=len(listed)) if lacks else None


def judge(found: Shortfall | None, before: Shortfall | None, now: datetime, *, is_first: bool) -> Shortfall | None:
    """The shortfall to remember: in doubt since now, if more went at once than is left; still, if it was and is.

    What lacked before without a doubt does not count once more: committees that ended one after the other, or what only
    another way of reading shows. `is_first`: this is the first list read in this way, with which the next is compared.
    """
    if found is None or is_first:
        return found
    if before is not None and before.since is not None and _is_much(len(found.lacks), found.has):
        return replace(found, since=before.since)
    went = set(found.lacks) - set(before.lacks if before is not None else ())
    return replace(found, since=now) if _is_much(len(went), found.has) else found


def is_in_doubt(shortfall: Shortfall | None, now: datetime, *, is_directory: bool) -> bool:
    """Whether a list, read a while ago, is still in doubt: until its missing meetings are past, or it became usual."""
    if shortfall is None or shortfall.since is None:
        return False
    if is_directory:
        return now - shortfall.since < USUAL_AFTER
    return len(to_come(shortfall, now)) >= FEWEST


def to_come(shortfall: Shortfall, now: datetime) -> tuple[str, ...]:
    """The days of the missing meetings that are not past."""
    today = now.astimezone(LONDON).date().isoformat()
    return tuple(day for day in shortfall.lacks if day >= today)


def _is_much(missing: int, has: int) -> bool:
    return missing >= FEWEST and missing > has
