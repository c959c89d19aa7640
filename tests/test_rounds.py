"""A server that will not have what we send costs the first few people their email, not one more at every try."""

from collections import Counter
from pathlib import Path

import pytest

from tests.fault_server import Moment, always, faulty
from tests.post import empty_database, hasty, post
from watcher import store
from watcher.actions import leave
from watcher.domain.subscribers import DeliveryState
from watcher.store import relays

S = DeliveryState
PEOPLE = tuple(f"p{number:02}" for number in range(12))


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database at the newest schema."""
    return empty_database(tmp_path_factory.mktemp("empty") / "watcher.db")


def test_after_a_pause_one_refusal_is_enough(tmp_path: Path, empty: Path) -> None:
    """Four fail before it is clear that it is us; at the next tries nobody; when the server relents all are sent."""
    spam = always(DOT="554 5.7.1 you are spam")
    with faulty(spam) as server, post(tmp_path, empty, hasty(server.port), *PEOPLE) as office:
        for _ in range(4):
            assert office.send().paused
            assert Counter(office.states().values()) == {S.FAILED: 4, S.RENDERED: 8}
            office.later(hours=2)
        server.answers = lambda _moment: None
        assert not office.send().paused
        assert Counter(office.states().values()) == {S.FAILED: 4, S.SENT: 8}


def test_one_who_is_refused_does_not_hold_up_the_others(tmp_path: Path, empty: Path) -> None:
    """After a pause whoever is first may have a trouble of their own: the next try begins with somebody else."""
    blocks = always(CONNECT="421 busy")

    def answers(moment: Moment) -> str | None:
        if moment.verb == "RCPT" and "p00@" in moment.line:
            return "550 5.7.1 members only"
        return None

    with faulty(blocks) as server, post(tmp_path, empty, hasty(server.port), *PEOPLE) as office:
        assert office.send().paused
        server.answers = answers
        for _ in range(2):
            office.later(hours=2)
            office.send()
        assert Counter(office.states().values()) == {S.FAILED: 1, S.SENT: 11}


def test_a_pause_names_nobody(tmp_path: Path, empty: Path) -> None:
    """Servers repeat the address in their answers: who is erased is in no reason why sending paused either."""
    busy = always(RCPT="421 4.7.0 <p00@people.example> and P01@People.Example must wait")
    with faulty(busy) as server, post(tmp_path, empty, hasty(server.port), "p00", "p01") as office:
        assert "must wait" in office.send().paused
        for name in ("p00", "p01"):
            leave.erase(office.tools, f"{name}@people.example")
        with office.tools.store.read() as conn:
            (pause,) = relays.pauses(conn)
            assert store.subscribers.list_all(conn) == ()
    assert "people.example" not in pause.why.lower()
    assert b"people.example" not in (tmp_path / "state" / "watcher.db").read_bytes().lower()


def test_old_news_that_is_wanted_survives_a_server_that_says_later(tmp_path: Path, empty: Path) -> None:
    """Who says --late means it: the first "later" of a greylisting server does not end what was old news before."""
    later = always(RCPT="450 4.2.0 greylisted, come back")
    with faulty(later) as server, post(tmp_path, empty, hasty(server.port), "p00") as office:
        office.later(days=8)
        office.send(late=True)
        assert office.states() == {"p00": S.DEFERRED}
        server.answers = lambda _moment: None
        office.later(hours=1)
        office.send()
        assert office.states() == {"p00": S.SENT}
