"""Twenty years of Mondays as a scheduler meets them: triggers late, early and doubled, machines off for days.

Does not assert anything.
"""

import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from pathlib import Path

from tests.world import world
from watcher import store
from watcher.actions import subscribe
from watcher.actions.compose import compose
from watcher.domain.digests import Frequency, Run
from watcher.domain.publications import LONDON
from watcher.domain.subscribers import Subscription

FIRST_MONDAY = date(2020, 1, 6)
WEEKS = 1043
"""The Mondays from 2020 to 2039."""


def seven(week: int) -> datetime:
    """07:00 on London's clocks on the Monday of a week, in UTC."""
    return datetime.combine(FIRST_MONDAY + timedelta(weeks=week), time(7), tzinfo=LONDON).astimezone(UTC)


def triggers(weeks: int, seed: int, first: int = 0) -> Iterator[tuple[int, datetime]]:
    """(week, moment), in their order: each week at least one trigger between its Monday's 07:00 and the next one's.

    They come up to an hour late by jitter, several at once, a little before 07:00 (which is still the week before), and
    after outages of up to six days and 20 hours.
    """
    chance = random.Random(seed)
    for week in range(first, first + weeks):
        start, end = seven(week), seven(week + 1)
        kind = chance.random()
        late = timedelta(seconds=chance.uniform(0, 3600))
        if kind < 0.2:
            late = timedelta(hours=chance.uniform(0, 164))
        elif kind < 0.3:
            late = timedelta(0)
        moments = [start + late, start + late + timedelta(milliseconds=chance.randint(0, 5))]
        moments += [start + late + (end - start - late) * chance.random() for _ in range(chance.randint(0, 3))]
        if chance.random() < 0.3:
            moments.append(end - timedelta(milliseconds=chance.randint(1, 60_000)))
        yield from ((week, moment) for moment in sorted(moments))


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """What the database has after some weeks, from `first` on: runs, and of each how many emails and which editions."""

    first: int
    runs: tuple[Run, ...]
    emails: tuple[int, ...]
    editions: tuple[tuple[str, ...], ...]

    @property
    def at_seven(self) -> int:
        """Weeks with a finished run of their own that fell due at 07:00 in London, with one email."""
        weeks = {
            run.period: seven(week) <= run.opened_at < seven(week + 1) for week, run in enumerate(self.runs, self.first)
        }
        is_done = [run.finished_at is not None for run in self.runs]
        return sum(
            weeks[run.period] and done and count == 1
            for run, done, count in zip(self.runs, is_done, self.emails, strict=True)
        )


def compose_weeks(folder: Path, weeks: int, seed: int = 7, *, first: int = 0) -> Composed:
    """Compose so many weeks by the real actions on a real database, each trigger as two threads at once."""
    with world(folder, committees="[118]") as place:
        place.clock.at = seven(first) - timedelta(days=1)
        place.poll()
        subscribe.add(place.tools, "reader@people.example", Subscription())
        with ThreadPoolExecutor(2) as both:
            for _, moments in groupby(triggers(weeks, seed, first), key=lambda each: each[0]):
                for _, moment in moments:
                    place.clock.at = moment
                    for each in [both.submit(compose, place.tools, frequencies=(Frequency.WEEKLY,)) for _ in range(2)]:
                        each.result()
        with place.tools.store.read() as conn:
            runs = store.outbox.runs(conn, Frequency.WEEKLY)
            return Composed(
                first=first,
                runs=runs,
                emails=tuple(sum(store.outbox.totals(conn, run.id).values()) for run in runs),
                editions=tuple(tuple(sorted(store.outbox.editions(conn, run.id))) for run in runs),
            )
