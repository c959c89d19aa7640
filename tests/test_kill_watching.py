"""kill -9 of the whole program at the sample council: no change is lost and none told twice, wherever a poll ends.

A council and a mail server live here; the program lives in processes of its own (tests/killed.py), each on a copy of
one database file. They are killed, started again after the leases have run out, and live through another week. A few
commits are tried in each run of the tests, every one in a soak; composing and sending have a matrix of their own
(tests/test_kill.py).
"""

import json
import os
import shutil
import sqlite3
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from email import message_from_bytes
from itertools import pairwise, product
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.crash_points import AFTER, BEFORE
from tests.crash_world import KILLED, RESTART, forking
from tests.sample_expected import EXPECTED_CHANGES, Expected
from tests.smtp_servers import receiving
from tests.world import World, outline, world, write_sources
from watcher import digest, publish, store
from watcher.actions import subscribe
from watcher.actions.compose import compose
from watcher.actions.periods import JOINING
from watcher.actions.send import send
from watcher.domain.digests import Edition, Frequency
from watcher.domain.subscribers import Delivery, DeliveryState, Subscription
from watcher.store import Store, tables

COMMITTEES = "[101, 118, Schools Forum]"
"""One by name, so that the committee list is polled too."""

ONE_AT_A_TIME = "sending: {{workers: 1}}\n"
"""Then the n-th commit is the same in each life, and a kill finds one email in hand-over. (A pool has more there.)"""

SUBSCRIPTIONS = {
    "all@people.example": Subscription(),
    "send@people.example": Subscription(topics=("send",), hears_quiet_weeks=False),
    "daily@people.example": Subscription(frequency=Frequency.DAILY),
    "soon@people.example": Subscription(frequency=Frequency.IMMEDIATE),
}
WORK = ("poll", "poll", "compose", "send")
"""Twice, because what is absent counts on two readings only."""

Kill = tuple[str, int]
"""Before or after which verb's commits (as tests/killed.py names the point), and at its how manieth one."""

IS_SOAK = bool(os.environ.get("WATCHER_SOAK"))

WEEK_ONE = len(EXPECTED_CHANGES[1])
"""The number of the last change before the lives part."""

LEAST_COMMITS = {"poll": 7, "compose": 9}
"""So many there are at least: less would mean that the counting is broken."""


@dataclass
class Inbox:
    """Keeps what arrives."""

    messages: list[bytes] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002 - aiosmtpd's
        """Keep one message."""
        assert isinstance(envelope.content, bytes)
        self.messages.append(envelope.content)
        return "250 kept"


@dataclass
class Life:
    """One database's story: where it is, and what reached the mail server of it."""

    folder: Path
    mails: list[bytes]

    def opened(self) -> Store:
        """Its database, from here."""
        return Store.open(f"sqlite:///{self.folder}/state/watcher.db", create=False)


@dataclass
class Stage:
    """The world outside the processes, and the process that forks them."""

    place: World
    inbox: Inbox
    smtp_url: str
    forks: "subprocess.Popen[str]"

    def begin(self, name: str, origin: Life | None = None) -> Life:
        """A life of its own from a copy of the origin's database, or of the one that lived through week 1 here."""
        life = Life(folder=self.place.folder / name, mails=list(self.inbox.messages[: len(SUBSCRIPTIONS)]))
        (life.folder / "state").mkdir(parents=True)
        write_sources(life.folder, self.place.base_url, committees=COMMITTEES, more=ONE_AT_A_TIME)
        with closing(origin.opened()) if origin else nullcontext(self.place.tools.store) as source:
            source.backup(life.folder / "state" / "watcher.db")
        if origin and (origin.folder / "digests").exists():
            shutil.copytree(origin.folder / "digests", life.folder / "digests")
        return life

    def play(
        self, life: Life, verbs: Sequence[str] = WORK, *, late: timedelta = timedelta(), kill: Kill | None = None
    ) -> int:
        """One process: its exit code."""
        at = self.place.clock.at + late
        # What is told at once waits for its companions, so that composing comes later than polling.
        steps = [[verb, (at if verb == "poll" else at + JOINING).isoformat()] for verb in verbs]
        environ = {"WATCHER_SMTP_URL": self.smtp_url}
        job = {"folder": str(life.folder), "environ": environ, "steps": steps, "kill": kill}
        before = len(self.inbox.messages)
        assert self.forks.stdin is not None
        assert self.forks.stdout is not None
        self.forks.stdin.write(json.dumps(job) + "\n")
        self.forks.stdin.flush()
        code = int(self.forks.stdout.readline())
        life.mails += self.inbox.messages[before:]
        return code

    def state(self, life: Life) -> str:
        """All that its future depends on: the database, the files and what the mail server has."""
        with closing(life.opened()) as opened:
            opened.backup(life.folder / "as_it_was.db")
        with closing(sqlite3.connect(life.folder / "as_it_was.db")) as copy:
            rows = "\n".join(copy.iterdump())
        files = sorted(str(path.relative_to(life.folder)) for path in life.folder.glob("digests/**/*"))
        return repr((rows, files, life.mails))


@contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    """Week 0 (the baseline) and week 1 (a first digest to everyone) are over; week 2 has come."""
    inbox = Inbox()
    with receiving(inbox) as port, forking(folder / "log") as forks:
        smtp_url = f"smtp://127.0.0.1:{port}"
        with world(folder, committees=COMMITTEES, environ={"WATCHER_SMTP_URL": smtp_url}) as place:
            place.poll()
            for address, subscription in SUBSCRIPTIONS.items():
                subscribe.add(place.tools, address, subscription)
            place.next_week()
            place.poll()
            place.clock.at += JOINING
            compose(place.tools)
            send(place.tools)
            assert len(inbox.messages) == len(SUBSCRIPTIONS)
            place.next_week()
            theatre = Stage(place=place, inbox=inbox, smtp_url=smtp_url, forks=forks)
            assert theatre.play(theatre.begin("warm")) == 0
            yield theatre


@dataclass
class Told:
    """What one database and its mail server say at the end of the story."""

    changes: list[Expected]
    deliveries: list[Delivery]
    editions: dict[str, list[Edition]]
    archive: list[Edition]
    files: list[Path]

    def by_address(self) -> dict[str, list[list[Expected]]]:
        """Digest by digest, the changes that it tells; each is in the digest's window, so in no other digest."""
        return {address: [self._told_in(each) for each in editions] for address, editions in self.editions.items()}

    def _told_in(self, edition: Edition) -> list[Expected]:
        entries = [entry for section in edition.sections for entry in section.entries]
        numbers = {number for entry in entries for number in entry.change_numbers}
        assert all(edition.window.after < number <= edition.window.up_to for number in numbers)
        return in_order(self.changes[number - 1] for number in numbers)


def in_order(changes: Iterable[Expected]) -> list[Expected]:
    """Sorted: the order of sources in one poll means nothing."""
    return sorted(changes, key=repr)


def expected_until(*, week: int) -> list[Expected]:
    """What a careful person wrote down for the weeks up to this one."""
    return in_order(each for past in range(week + 1) for each in EXPECTED_CHANGES[past])


def told(life: Life) -> Told:
    """Read everything that was noticed, composed and sent."""
    d = tables.deliveries.c
    found = Told(changes=[], deliveries=[], editions=defaultdict(list), archive=[], files=[])
    with closing(life.opened()) as opened, opened.read() as conn:
        found.changes += map(outline, store.changes.find(conn))
        for frequency in Frequency:
            for run in store.outbox.runs(conn, frequency):
                found.deliveries += store.outbox.deliveries(conn, run.id)
                kept = {slug: digest.from_json(each) for slug, each in store.outbox.editions(conn, run.id).items()}
                found.archive += [each for slug, each in kept.items() if slug == "everything"]
                if run.up_to > WEEK_ONE:
                    found.files += [life.folder / "digests" / f"{publish.stem(each)}.html" for each in kept.values()]
                for row in conn.execute(sa.select(d.address, d.edition_slug).where(d.run_id == run.id)):
                    found.editions[row.address].append(kept[row.edition_slug])
    return found


def assert_told_once(life: Life, unharmed: Told) -> None:
    """Nothing lost, nothing twice, and every email arrived once."""
    found, name = told(life), life.folder.name
    assert in_order(found.changes) == in_order(unharmed.changes), name
    for editions in (*found.editions.values(), found.archive):
        for one, next_one in pairwise(editions):
            assert one.window.up_to == next_one.window.after, name
        assert (editions[0].window.after, editions[-1].window.up_to) == (0, len(found.changes)), name
    assert found.by_address() == unharmed.by_address(), name
    assert not [path for path in found.files if not path.exists()], name
    copies = Counter(str(message_from_bytes(mail)["Message-ID"]) for mail in life.mails)
    assert copies == Counter(each.message_id for each in found.deliveries), name
    assert all(each.state is DeliveryState.SENT for each in found.deliveries), name


def kill_everywhere(theatre: Stage, verb: str) -> tuple[Life, list[Life]]:
    """A life unharmed, and one for each state in which a kill at a commit of this verb leaves things; all restarted.

    Just after a commit is often, to the last byte, just before the next one: such a state is restarted once. Unless it
    is a soak, only the first commits, the middle one and the last are tried, and only before them.
    """
    begun, rest = WORK[: WORK.index(verb)], WORK[WORK.index(verb) :]
    origin = theatre.begin("origin")
    assert not begun or theatre.play(origin, begun) == 0
    unharmed = theatre.begin("unharmed", origin)
    assert theatre.play(unharmed, rest) == 0
    counts = json.loads((unharmed.folder / "counts.json").read_text(encoding="ascii"))
    commits = counts[f"{verb} commit: {BEFORE}"]
    assert commits >= LEAST_COMMITS[verb]
    tried = range(1, commits + 1) if IS_SOAK else sorted({2, (commits + 1) // 2, commits})
    harmed: dict[str, Life] = {}
    for number, side in product(tried, (BEFORE, AFTER) if IS_SOAK else (BEFORE,)):
        life = theatre.begin(f"{verb}-{number}-{side}", origin)
        assert theatre.play(life, rest, kill=(f"{verb} commit: {side}", number)) == KILLED
        if harmed.setdefault(theatre.state(life), life) is life:
            assert theatre.play(life, (*rest, "send"), late=RESTART) == 0
    assert len(harmed) > (commits if IS_SOAK else 1)
    return unharmed, list(harmed.values())


@pytest.mark.parametrize("verb", ["poll", "compose"] if IS_SOAK else ["poll"])
def test_killed_while_polling_or_composing(tmp_path: Path, verb: str) -> None:
    """Killed just before and just after each commit and started again, then another week: every change stands in one
    digest of each subscriber, and every email arrives once."""
    with stage(tmp_path) as theatre:
        unharmed, harmed = kill_everywhere(theatre, verb)
        theatre.place.next_week()
        for life in (unharmed, *harmed):
            assert theatre.play(life, ("poll", "compose", "send")) == 0, life.folder.name
        control = told(unharmed)
        assert in_order(control.changes) == expected_until(week=3)
        for life in (unharmed, *harmed):
            assert_told_once(life, control)
