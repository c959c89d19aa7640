"""The ways of reading a council's site: their names, and what one of them may not carry, which says nothing there.

One council may publish the same meeting in two ways, on pages for people and in answers for programs, and each leaves
out something. What a way never shows it cannot take back either.
Does not read (systems do). May import: the standard library.
"""

from dataclasses import dataclass
from enum import StrEnum

COUNCILS, FEEDS = "councils", "feeds"
NEWS = "moderngov-news"


@dataclass(frozen=True, slots=True)
class Way:
    """One way: its reader, as `module:class` of watcher.systems, and under which field of sources.yaml it may stand.

    Under None stands what a council's entry asks for by a field of its own.
    """

    reader: str
    under: str | None = COUNCILS


WAYS: dict[str, Way] = {
    "moderngov-pages": Way("moderngov_pages:ModernGovPages"),
    "moderngov-service": Way("moderngov_service:ModernGovService"),
    "cmis": Way("cmis:Cmis"),
    "moderngov-feed": Way("moderngov_feed:ModernGovFeed", FEEDS),
    NEWS: Way("moderngov_news:ModernGovNews", None),
    "feed": Way("feed:AnyFeed", FEEDS),
}
"""Every system, by the name that sources.yaml and `watcher inspect` use. Those of councils are tried in this order."""


class Lack(StrEnum):
    """One side of a meeting that a way does not carry."""

    OWN_PAPERS = "own_papers"
    """The meeting's own papers: front sheet, pack, supplements, printed minutes."""

    PAPER_FORMS = "paper_forms"
    """How a paper is called and addressed on the pages, and which one is an item's report."""

    DRAFT = "draft"
    """Whether minutes that are out are drafts."""

    ITEMS = "items"
    """The agenda's items with all that is said on them. Papers are then files that people put up: none is made by the
    site from its records."""

    STATE = "state"
    """When and where it is, and whether it goes ahead."""
