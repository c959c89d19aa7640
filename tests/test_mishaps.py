"""Composing and sending when the machine fails: full disks, two of us at once, clocks that jump, backups put back.

Real processes on real databases (tests/crash_world.py); what readers got is counted from the emails that arrived.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.crash_matrix import Figures, judged
from tests.crash_world import FIRST, KILLED, RESTART, ROOT, Life, Stage, stage
from watcher import store
from watcher.publish import write_files
from watcher.store import Store

HOUR, YEAR = timedelta(hours=1), timedelta(days=365)
TOLD = Figures(states=1)
"""Everybody was told everything, once."""

Origins = tuple[Stage, Life, Life]


@pytest.fixture(scope="module")
def origins() -> Iterator[Origins]:
    """A stage; a life in which the second week's news has come; the same, composed."""
    with stage() as theatre:
        come = theatre.begin("come")
        for week, steps in enumerate((("news 0", "readers"), ("news 1", "compose", "send"), ("news 2",))):
            assert theatre.play(come, *steps, week=week) == 0
        composed = theatre.begin("composed", come)
        assert theatre.play(composed, "compose", week=2) == 0
        for life in (come, composed):
            life.said()
        yield theatre, come, composed


def next_week(theatre: Stage, life: Life) -> Figures:
    """Another week as it should be, and what its readers have got by then."""
    assert theatre.play(life, "news 3", "compose", "send", week=3) == 0
    return judged(life, weeks=3)


@pytest.mark.parametrize("pages", [0, 2, 5, 9])
def test_a_full_disk_while_composing(origins: Origins, pages: int) -> None:
    """Whatever page is the last: a sentence with what to do; with room again everybody is told everything once."""
    theatre, come, _ = origins
    life = theatre.begin("full", come)
    assert theatre.play(life, f"disk {pages}", "compose", week=2) == 0
    ((_, said),) = life.said()
    assert said.startswith("StoreFullError: The database")
    assert said.endswith("could not be written: the disk is full.")
    assert theatre.play(life, "compose", "send", week=2, late=HOUR) == 0
    assert next_week(theatre, life) == TOLD


@pytest.mark.parametrize("policy", ["ask", "resend_once"])
def test_a_full_disk_while_sending(origins: Origins, policy: str) -> None:
    """No room for the next step of an email, which then is not sent, or for the mark that it was: with room again it
    is, as after a crash: not twice where it can be asked, else one copy more at most, on record."""
    theatre, _, composed = origins
    full, pages = 0, 0
    while full == pages:
        life = theatre.begin("full", composed, policy=policy)
        assert theatre.play(life, f"disk {pages}", "send", week=2) == 0
        ((_, said),) = life.said()
        full += said.startswith("StoreFullError: The database")
        assert theatre.play(life, "send", week=2, late=RESTART) == 0
        found = next_week(theatre, life)
        assert found.doubled <= (policy != "ask")
        assert replace(found, doubled=0, most_at_once=0) == TOLD
        pages += 1
    assert full


WRITES = """
import resource
from pathlib import Path
from watcher import store
from watcher.publish import write_files
from watcher.store import Store
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    write_files(Path("digests"), {"index.html": b"new" * 4096})
except OSError as error:
    print(f"{error.filename}: {error.strerror}")
"""


def test_a_full_disk_while_files_are_written(tmp_path: Path) -> None:
    """The file that was there stays whole, nothing is left beside it, and the error says which file and why (which the
    commands print as one line)."""
    write_files(tmp_path / "digests", {"index.html": b"old"})
    ran = subprocess.run(
        [sys.executable, "-c", WRITES],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": str(ROOT)},
    )
    assert ran.stdout == "digests/index.html: File too large\n"
    assert {each.name: each.read_bytes() for each in (tmp_path / "digests").iterdir()} == {"index.html": b"old"}


@pytest.mark.parametrize("workers", [1, 4])
def test_two_senders_at_once(origins: Origins, workers: int) -> None:
    """Two processes that begin to send at the same moment: each email arrives once, and both have sent some."""
    theatre, _, composed = origins
    life = theatre.begin("racing", composed, workers=workers)
    theatre.relay.meeting = threading.Barrier(2) if workers == 1 else None
    assert theatre.play(life, "send", week=2, processes=2) == 0
    theatre.relay.meeting = None
    lines = [line for (line,) in life.said()]
    assert len(lines) == 2
    assert workers > 1 or not any(line.startswith(("0", "5")) for line in lines), lines
    assert next_week(theatre, life) == TOLD


def test_two_composers_at_once(origins: Origins) -> None:
    """Two processes that compose and send at the same moment: everybody is told everything once."""
    theatre, come, _ = origins
    life = theatre.begin("racing", come)
    assert theatre.play(life, "compose", "send", week=2, people=1, processes=2) == 0
    assert theatre.play(life, "send", week=2, late=HOUR) == 0
    assert next_week(theatre, life) == TOLD


@pytest.mark.parametrize("step", [HOUR, -HOUR, -YEAR], ids=["hour on", "hour back", "year back"])
@pytest.mark.parametrize("verb", ["compose", "send"])
def test_a_clock_that_jumps(origins: Origins, step: timedelta, verb: str) -> None:
    """Composed, or sent, by a clock that jumped and is put right later: everybody is told everything once. Only a daily
    digest composed an hour before the next one is due, and sent after, is old news, and says so."""
    theatre, come, composed = origins
    life = theatre.begin("jumped", come if verb == "compose" else composed)
    assert theatre.play(life, verb, week=2, late=step) == 0
    assert theatre.play(life, "compose", "send", week=2, late=2 * HOUR) == 0
    failed = life.rows("SELECT address, history FROM deliveries WHERE state = 'failed'")
    late = ["daily@people.example"] if (verb, step) == ("compose", -HOUR) else []
    assert [row["address"] for row in failed if "old news" in row["history"]] == late
    assert theatre.play(life, "retry", "send", week=2, late=2 * HOUR) == 0
    assert next_week(theatre, life) == TOLD


@pytest.mark.parametrize("step", [HOUR, -HOUR, YEAR, -YEAR], ids=["hour on", "hour back", "year on", "year back"])
def test_a_clock_that_jumps_between_two_rounds(origins: Origins, step: timedelta) -> None:
    """Killed with two of five sent; the next round has another clock; then it is right again. What was not sent a year
    later is named old news, and a person who wants it all the same has it sent, once."""
    theatre, _, composed = origins
    life = theatre.begin("between", composed, policy="ask")
    theatre.play(life, "send", week=2, kill=("server: after the dot, kept", 3))
    assert theatre.play(life, "send", week=2, late=step) == 0
    failed = life.rows("SELECT history FROM deliveries WHERE state = 'failed'")
    assert len(failed) == (2 if step == YEAR else 0)
    assert all("old news" in row["history"] for row in failed)
    assert theatre.play(life, "retry", "send", week=2, late=2 * HOUR) == 0
    assert next_week(theatre, life) == TOLD


def test_a_year_ahead_nothing_is_composed(origins: Origins) -> None:
    """By a clock a year ahead weekly and daily digests wait for a person; by the right one they are composed after."""
    theatre, come, _ = origins
    life = theatre.begin("ahead", come)
    assert theatre.play(life, "compose", week=2, late=YEAR) == 0
    ((said,),) = life.said()
    assert said.startswith("LateRunError: The weekly digest 2027-")
    assert theatre.play(life, "compose", "send", week=2, late=2 * HOUR) == 0
    assert next_week(theatre, life) == TOLD


def test_killed_by_a_clock_three_days_ahead(origins: Origins) -> None:
    """A sender that dies while its clock is ahead leaves leases of that time: by the right clock they are over."""
    theatre, _, composed = origins
    life = theatre.begin("leased", composed, policy="ask")
    kill = ("server: after the dot, kept", 2)
    assert theatre.play(life, "send", week=2, late=timedelta(days=3), kill=kill) == KILLED
    assert theatre.play(life, "send", "retry", "send", week=2, late=HOUR) == 0
    assert next_week(theatre, life) == TOLD


def test_polled_by_a_clock_a_year_ahead(origins: Origins) -> None:
    """With the right clock the source is due at once, not in a year."""
    theatre, come, _ = origins
    life = theatre.begin("polled", come)
    assert theatre.play(life, "news 3", week=2, late=YEAR) == 0
    with closing(Store.open(f"sqlite:///{life.database}")) as opened, opened.read() as conn:
        assert store.sources.due(conn, FIRST + timedelta(weeks=2, hours=1)) == ("feed/news",)


def sent_and_put_back(theatre: Stage, composed: Life) -> Life:
    """A life that sent its emails, with its database as it was before."""
    life = theatre.begin("put back", composed)
    backup = life.database.read_bytes()
    assert theatre.play(life, "send", week=2) == 0
    for path in life.database.parent.glob("watcher.db*"):
        path.unlink()
    life.database.write_bytes(backup)
    life.said()
    return life


def test_a_backup_put_back_in_its_own_week(origins: Origins) -> None:
    """It does not know that its emails went: they go once more, to the byte the same, so that one email is seen."""
    theatre, _, composed = origins
    life = sent_and_put_back(theatre, composed)
    assert theatre.play(life, "send", week=2, late=HOUR) == 0
    found = next_week(theatre, life)
    assert found.doubled == 5
    assert (found.lost, found.told_twice, found.astray) == (0, 0, 0)


@pytest.mark.parametrize("weeks", [1, 4])
def test_a_backup_put_back_later(origins: Origins, weeks: int) -> None:
    """After its week its emails are old news: none goes out. After more than two weeks no digest is composed either."""
    theatre, _, composed = origins
    life = sent_and_put_back(theatre, composed)
    assert theatre.play(life, "send", "news 3", "compose", "send", week=2 + weeks) == 0
    ((first, _, said, _),) = life.said()
    old = life.rows("SELECT subscriber_id, history FROM deliveries WHERE state = 'failed'")
    assert first == "5 subscribers = 0 sent + 5 failed"
    assert all("old news" in row["history"] for row in old)
    assert said.startswith("LateRunError") == (weeks == 4)
    assert set(life.arrived().values()) == {1}
