"""Retention of what is about people. The periods stand here and, with their reasons, in docs/privacy.md.

Does not forget on request (leave.erase does). May import: store, deliver.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from watcher import store
from watcher.actions.collaborators import Collaborators
from watcher.actions.simulate import remove_copies
from watcher.deliver import forget_files_before
from watcher.domain.subscribers import SubscriberState

BODIES = timedelta(days=14)
"""Messages after their final state, also those that were written to files: long enough to look into a complaint."""
LEFT = timedelta(days=28)
"""Who left: long enough that a list imported again, or a doubled request, finds that they did."""
PENDING = timedelta(days=7)
"""Who was asked and did not confirm: as long as the link is good."""
THREADS = timedelta(days=365)
"""Which email was a person's first about a meeting: later ones are no answer to it any more."""
COPIES = timedelta(days=1)
"""A copy of the database that a killed simulation left: none takes so long."""
LETTERS = timedelta(days=365)
"""Which letters of the mailbox were acted on: by then they are gone from it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """How many of each."""

    bodies: int
    people: int
    tokens: int
    threads: int
    letters: int


def forget(tools: Collaborators) -> Forgotten:
    """Forget what about people is past its time. Raises StoreError if the database cannot be used."""
    now = tools.clock()
    unsent = tools.settings.digests_dir / "unsent"
    with tools.store.write(durable=True) as conn:
        gone = _remove(conn, store.subscribers.gone_before(conn, now - LEFT), SubscriberState.LEFT, now)
        silent = store.subscribers.never_confirmed(conn, now - PENDING, now=now)
        gone += _remove(conn, silent, SubscriberState.PENDING, now)
        forgotten = Forgotten(
            bodies=store.outbox.forget_bodies(conn, now - BODIES),
            people=gone,
            tokens=store.tokens.forget_expired(conn, now),
            threads=store.correspondence.forget_threads(conn, now - THREADS),
            letters=store.correspondence.forget_letters(conn, now - LETTERS),
        )
    forget_files_before(unsent, (now - BODIES).date())
    remove_copies(tools.settings.state_dir, now - COPIES)
    tools.store.empty_log()  # also of those who were erased while somebody held it
    return forgotten


def _remove(conn: Connection, ids: Iterable[int], state: SubscriberState, now: datetime) -> int:
    """Remove those who are still what they were when they were chosen: somebody may come back at this moment."""
    count = 0
    for subscriber_id in ids:
        person = store.subscribers.lock(conn, subscriber_id)
        if person is not None and person.state is state:
            count += store.subscribers.remove(conn, subscriber_id, now=now)
    return count
