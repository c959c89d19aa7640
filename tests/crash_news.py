"""What happens to the lives of tests/killed.py besides composing and sending: news, readers, full disks, decisions.

Does not assert anything.
"""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy import event

from watcher import store
from watcher.actions import outbox, subscribe
from watcher.actions.asking import Gathered
from watcher.actions.collaborators import Collaborators
from watcher.actions.remember import remember
from watcher.domain.digests import Frequency
from watcher.domain.polls import Poll
from watcher.domain.publications import FeedEntry, Outcome, PageKind, Reading
from watcher.domain.subscribers import DeliveryState, Subscription

PER_WEEK = 3

READERS = {
    "all": Subscription(),
    "also": Subscription(),
    "send": Subscription(topics=("send",), hears_quiet_weeks=False),
    "daily": Subscription(frequency=Frequency.DAILY),
    "soon": Subscription(frequency=Frequency.IMMEDIATE),
}
"""One is the first, one in the middle, one the last of a run; and each frequency is a run of its own."""


def headline(week: int, number: int) -> str:
    """The title of one piece of news, short enough to stand in one line of an email."""
    return f"SEND report {week}.{number}"


def bring_news(tools: Collaborators, until: str) -> int:
    """What a poll does when the feed lists these weeks (from 0, the baseline), without the network."""
    now = tools.clock()
    (source,) = tools.settings.sources()
    with tools.store.write() as conn:
        store.sources.sync(conn, [source], now)
        state = store.sources.state(conn, source.key)
    entries = tuple(
        FeedEntry(id=f"{week}.{number}", title=headline(week, number), url=f"{source.url}/{week}/{number}")
        for week in range(int(until) + 1)
        for number in range(PER_WEEK)
    )
    reading = Reading(system=source.system, kind=PageKind.FEED, entries=entries)
    draft = Poll(
        source_key=source.key,
        started_at=now,
        ended_at=now,
        outcome=Outcome.OK,
        why="",
        requests=1,
        bytes=1,
        changes=0,
        next_poll_at=now + timedelta(days=1),
        flags=(),
    )
    gathered = Gathered(source=source, outcome=Outcome.OK, reading=reading)
    return len(remember(tools, source, state, gathered, draft)[1])


def add_readers(tools: Collaborators, more: str = "0") -> None:
    """The five, and so many more who hear weekly of everything."""
    people = {**READERS, **{f"more{number:02}": Subscription() for number in range(int(more))}}
    for name, subscription in people.items():
        subscribe.add(tools, f"{name}@people.example", subscription)


def fill_disk(tools: Collaborators, pages: str) -> None:
    """From here on the database may grow by so many pages: SQLite says the same as on a disk that is full."""
    with tools.store.read() as conn:
        limit = conn.exec_driver_sql("PRAGMA page_count").scalar_one() + int(pages)

    @event.listens_for(sa.Engine, "begin")
    def limited(conn: sa.Connection) -> None:
        assert conn.connection.driver_connection is not None
        conn.connection.driver_connection.execute(f"PRAGMA max_page_count = {limit}")


def try_again(tools: Collaborators) -> int:
    """A person wants what failed to be sent after all, however late."""
    with tools.store.read() as conn:
        found = store.outbox.listed(conn, [DeliveryState.FAILED], limit=99)
    for each in found:
        outbox.retry(tools, each.id, is_late_wanted=True)
    return len(found)


def settle_doubts(tools: Collaborators, *arrived: str) -> int:
    """A person looks at each ambiguous email: these Message-IDs have arrived, the others are sent again."""
    with tools.store.read() as conn:
        found = store.outbox.listed(conn, [DeliveryState.AMBIGUOUS], limit=99)
    for each in found:
        is_there = each.message_id in arrived
        outbox.resolve(tools, each.id, outbox.Resolution.SENT if is_there else outbox.Resolution.RESEND)
    return len(found)
