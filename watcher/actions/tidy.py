"""Retention: what is no longer needed is forgotten; changes and editions stay.

Raw pages are kept 30 days, polls 90, bodies of emails 14 days after their final state. Does not touch changes, what is
known, or editions. May import: store, domain.
"""

from dataclasses import dataclass
from datetime import timedelta

from watcher import store
from watcher.actions.collaborators import Collaborators

PAGES = timedelta(days=30)
POLLS = timedelta(days=90)
BODIES = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tidied:
    """How many of each were forgotten."""

    pages: int
    polls: int
    bodies: int


def tidy(tools: Collaborators) -> Tidied:
    """Forget what is past its time. Raises StoreError if the database cannot be used."""
    now = tools.clock()
    with tools.store.write() as conn:
        return Tidied(
            pages=store.sources.forget_pages(conn, now - PAGES),
            polls=store.sources.forget_polls(conn, now - POLLS),
            bodies=store.outbox.forget_bodies(conn, now - BODIES),
        )
