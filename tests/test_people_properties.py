"""Whatever people do between digests, every one of them is told each change once: nothing twice, nothing dropped.

The real program composes on the sample council's database; hypothesis says who switches, rests, joins or leaves when.
"""

import itertools
import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.world import World, world
from watcher import digest, store
from watcher.actions import leave, preferences, subscribe
from watcher.actions.compose import compose
from watcher.domain.changes import Change
from watcher.domain.digests import Frequency, Window
from watcher.domain.subscribers import SubscriberState, Subscription
from watcher.store import Store, tables

HOUR = timedelta(hours=1)
NAMES = ("ann", "bob")
EXAMPLES = 400 if os.environ.get("WATCHER_SOAK") else 8


@dataclass
class Start:
    """The sample council after a week: a database without people to copy, and a change that every digest tells."""

    place: World
    database: bytes
    news: Change


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Polled once for all examples."""
    with world(tmp_path_factory.mktemp("start"), committees="[101]") as place:
        place.baseline()
        place.next_week()
        place.poll()
        (composed,) = compose(place.tools)
        told = [
            number
            for each in composed.editions[0].sections
            for entry in each.entries
            for number in entry.change_numbers
        ]
        with place.tools.store.read() as conn:
            (news,) = store.changes.between(conn, Window(after=told[0] - 1, up_to=told[0]))
        assert place.tools.store.empty_log()
        yield Start(place=place, database=(place.folder / "state" / "watcher.db").read_bytes(), news=news)


@dataclass
class Life:
    """One example: a database of its own. `joined` is the last change before each person's present stay."""

    place: World
    news: Change
    joined: dict[str, int] = field(default_factory=dict)

    def latest(self) -> int:
        """The number of the last change."""
        with self.place.tools.store.read() as conn:
            return store.changes.latest_number(conn)

    def state(self, name: str) -> SubscriberState | None:
        """What a person is."""
        with self.place.tools.store.read() as conn:
            found = store.subscribers.by_address(conn, address(name))
        return found.state if found else None

    def told(self, name: str) -> list[Window]:
        """The windows of the digests to a person, those without any change left out."""
        d = tables.deliveries.c
        with self.place.tools.store.read() as conn:
            asked = tables.deliveries.select().where(d.address == address(name)).order_by(d.id)
            editions = [store.outbox.editions(conn, row.run_id)[row.edition_slug] for row in conn.execute(asked)]
        return [each for each in (digest.from_json(edition).window for edition in editions) if each.after < each.up_to]


def address(name: str) -> str:
    """A person's."""
    return f"{name}@people.example"


@contextmanager
def life(start: Start) -> Iterator[Life]:
    """A copy of the start."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "watcher.db"
        path.write_bytes(start.database)
        with closing(Store.open(f"sqlite:///{path}")) as opened:
            tools = start.place.tools
            own = replace(tools, store=opened, settings=replace(tools.settings, digests_dir=Path(folder) / "digests"))
            start.place.clock.at = start.place.council.now(1)
            yield Life(place=replace(start.place, tools=own), news=start.news)


def happen(now: Life, event: tuple[str, str, object]) -> None:
    """One event; what is not possible at the moment (to resume who is active) does not happen."""
    what, name, value = event
    tools, state = now.place.tools, now.state(name)
    if what == "noticed":
        with tools.store.write() as conn:
            store.changes.append(conn, [now.news] * int(str(value)), noticed_at=tools.clock())
    elif what == "composed":
        now.place.clock.at += int(str(value)) * HOUR
        compose(tools, late=True)  # a week may pass between two events, as in an outage that a person knows of
    elif what == "joined" and state in (None, SubscriberState.LEFT):
        now.joined[name] = now.latest()
        subscribe.add(tools, address(name), Subscription(frequency=Frequency(str(value))))
    elif what == "switched" and state in (SubscriberState.ACTIVE, SubscriberState.PAUSED):
        preferences.change(tools, address(name), lambda old: replace(old, frequency=Frequency(str(value))))
    elif what == "paused" and state is SubscriberState.ACTIVE:
        preferences.pause(tools, address(name))
    elif what == "resumed" and state is SubscriberState.PAUSED:
        preferences.resume(tools, address(name))
    elif what == "left" and state in (SubscriberState.ACTIVE, SubscriberState.PAUSED):
        leave.leave(tools, address(name))


WHO = st.sampled_from(NAMES)
HOW_OFTEN = st.sampled_from([each.value for each in Frequency])
EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("noticed"), WHO, st.integers(1, 3)),
        st.tuples(st.just("composed"), WHO, st.sampled_from([0, 1, 24, 72, 168])),
        st.tuples(st.just("joined"), WHO, HOW_OFTEN),
        st.tuples(st.just("switched"), WHO, HOW_OFTEN),
        st.tuples(st.sampled_from(["paused", "resumed", "left"]), WHO, st.none()),
    ),
    max_size=14,
)


A_YEAR_IN_A_LIFE: list[tuple[str, str, object]] = [
    ("noticed", "", 2),
    ("switched", "ann", "daily"),
    ("composed", "", 24),
    ("noticed", "", 1),
    ("paused", "ann", None),
    ("joined", "bob", "immediate"),
    ("noticed", "", 1),
    ("composed", "", 1),
    ("switched", "ann", "weekly"),
    ("left", "bob", None),
    ("noticed", "", 1),
    ("composed", "", 168),
    ("resumed", "ann", None),
    ("joined", "bob", "daily"),
    ("noticed", "", 3),
    ("switched", "bob", "weekly"),
    ("composed", "", 24),
]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EVENTS)
@example(A_YEAR_IN_A_LIFE)
def test_each_change_is_told_once_to_each_person(start: Start, events: list[tuple[str, str, object]]) -> None:
    """Through switches, rests, late joining, leaving and coming back: the digests of a person never overlap, begin
    where they joined, leave no gap while they are here, and a week after the last rest everything is told."""
    with life(start) as now:
        for event in [("joined", NAMES[0], "weekly"), *events]:
            happen(now, event)
        for name in NAMES:
            happen(now, ("resumed", name, None))
        happen(now, ("composed", "", 169))
        for name in NAMES:
            told = now.told(name)
            assert all(one.up_to <= other.after for one, other in itertools.pairwise(told)), "nothing is told twice"
            if now.state(name) is SubscriberState.ACTIVE:
                stay = [each for each in told if each.up_to > now.joined[name]]
                ends = [now.joined[name], *(each.up_to for each in stay)]
                assert [each.after for each in stay] == ends[:-1], "no gap since they joined"
                assert ends[-1] == now.latest(), "everything is told in the end"


@settings(max_examples=EXAMPLES // 2, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(HOW_OFTEN, st.booleans(), st.integers(0, 2), st.sampled_from([1, 24, 168])), max_size=6))
def test_a_restless_reader_is_told_what_a_steady_one_is(start: Start, steps: list[tuple[str, bool, int, int]]) -> None:
    """One switches and rests all the time, another never does: in the end both were told up to the same change, and
    each change that a digest of the restless one names is named once."""
    with life(start) as now:
        for name in NAMES:
            happen(now, ("joined", name, "weekly"))
        for frequency, rests, count, hours in steps:
            happen(now, ("switched", NAMES[0], frequency))
            happen(now, ("paused" if rests else "resumed", NAMES[0], None))
            if count:
                happen(now, ("noticed", "", count))
            happen(now, ("composed", "", hours))
        happen(now, ("resumed", NAMES[0], None))
        happen(now, ("composed", "", 169))
        restless, steady = (now.told(name) for name in NAMES)
        covered = [[n for each in told for n in range(each.after + 1, each.up_to + 1)] for told in (restless, steady)]
        assert covered[0] == covered[1] == list(range(now.joined[NAMES[0]] + 1, now.latest() + 1))
