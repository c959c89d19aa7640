"""Harrowmere County Council, which does not exist: what it publishes from 7 September 2026, a week at a time.

Does not serve or render anything. May import: watcher.sample.model.
"""

from datetime import UTC, datetime, timedelta

from watcher.sample.model import LONG_AGO, Committee, Weekly
from watcher.sample.scenario.cabinet import CABINET
from watcher.sample.scenario.children import CHILDREN
from watcher.sample.scenario.others import PLANNING, TASK_GROUP
from watcher.sample.scenario.schools import SCHOOLS

NAME = "Harrowmere County Council"
HOST_WORDS = "harrowmere.example"
"""The domain of its email addresses; .example never exists (RFC 2606)."""

LAST_WEEK = 7
FIRST_MONDAY = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)

COMMITTEES: tuple[Committee, ...] = (CABINET, CHILDREN, TASK_GROUP, SCHOOLS, PLANNING)
WATCHED = ("101", "118", "124")
"""The committees that the demo and the tests follow."""

NOTICE: Weekly = {
    LONG_AGO: "The register of electors is being renewed.",
    4: "County Hall is closed to visitors on 8 October.",
    7: "The clocks went back on Sunday.",
}
"""What the council's own skin says around the pages: it changes, and is no news."""

HEADLINES: dict[int, str] = {
    0: "The first look. Nothing is news yet.",
    1: "Cabinet's agenda for 22 September is out. Scrutiny takes a letter from Ofsted late, and a SEND report is "
    "replaced under its address. A figure in Cabinet's minutes of 1 September is amended. The Schools Forum "
    "moves to 1 October.",
    2: "A supplement comes to Cabinet's agenda and the leisure centre goes from it. The Schools Forum's agenda "
    "is out. Scrutiny will hold an extraordinary meeting.",
    3: "Cabinet's decisions and Scrutiny's draft minutes are out, and Cabinet's agenda for 13 October. A paper that "
    "was to follow is there. A venue changes. A new task group is set up.",
    4: "Scrutiny's agenda for 8 October is out. The Schools Forum cancels its November meeting.",
    5: "Cabinet retitles an item, withdraws an appendix, calls an urgent meeting and postpones the one in November.",
    6: "Scrutiny's minutes of 17 September are final and its October agenda is out. The Schools Forum will meet "
    "in November after all.",
    7: "A quiet week: only the notice above the pages is new.",
}
"""What happens in each week, for a person who turns the weeks by hand."""


def now(week: int) -> datetime:
    """The moment at which week `week` is looked at (UTC): Mondays, 06:00."""
    return FIRST_MONDAY + timedelta(weeks=week)
