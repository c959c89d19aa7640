"""The night's work. Retention: what is no longer needed is forgotten; changes and editions stay. And papers that could
not be read have another try, where it is time for one (reread).

Raw pages are kept 30 days, polls 90, papers that nobody lists any more 90; what is about people as long as `forget`
says. Does not touch changes, what is known, or editions. May import: store, domain.
"""

from dataclasses import dataclass
from datetime import timedelta

from watcher import store
from watcher.actions.collaborators import Collaborators
from watcher.actions.forget import forget
from watcher.actions.reread import reread

PAGES = timedelta(days=30)
POLLS = timedelta(days=90)
PAPERS = timedelta(days=90)
"""A paper that no meeting lists any more, such as the old version of one that was replaced."""
TROUBLES = timedelta(days=90)
"""What was wrong once, and is over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidied:
    """How many of each were forgotten; and how many papers can be read now that could not be."""

    pages: int
    polls: int
    bodies: int
    papers: int
    papers_read: int
    people: int
    tokens: int
    threads: int
    letters: int


def tidy(tools: Collaborators) -> Tidied:
    """Forget what is past its time. Raises StoreError if the database cannot be used."""
    now = tools.clock()
    with tools.store.write() as conn:
        pages = store.sources.forget_pages(conn, now - PAGES)
        polls = store.sources.forget_polls(conn, now - POLLS)
        store.troubles.forget(conn, now - TROUBLES)
        store.search.drop_unlisted(conn)
        listed = store.papers.listed(conn)
    # After the commit: a file gone too early is worse than one that is kept a day longer.
    papers = tools.library.shelf.forget(frozenset(listed), now - PAPERS)
    people = forget(tools)
    again = reread(tools)
    return Tidied(
        pages=pages,
        polls=polls,
        bodies=people.bodies,
        papers=papers,
        papers_read=again.read,
        people=people.people,
        tokens=people.tokens,
        threads=people.threads,
        letters=people.letters,
    )
