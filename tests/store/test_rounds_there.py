"""Rounds of sending where PostgreSQL keeps the outbox: one email each, doubts by policy, people who leave, a rehearsal.

The same rounds on SQLite, and many more, are in tests/test_sending.py, test_doubts.py and test_people.py.
"""

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.fault_server import KEPT_THEN_DROP, Moment, always, faulty, to
from tests.post import NOW, Post, hasty, post, steps
from watcher import store as st
from watcher.actions import leave, tokens
from watcher.actions.alerts import look, send_and_tell
from watcher.actions.collaborators import Collaborators
from watcher.actions.send import LEASE_S, send
from watcher.actions.simulate import simulate
from watcher.domain.subscribers import DeliveryState, SubscriberState
from watcher.domain.tokens import Purpose
from watcher.domain.troubles import Sighting, TroubleKind
from watcher.store import Store, relays
from watcher.store.outbox import Move

S = DeliveryState
FINE = always()


@pytest.fixture
def environ(new_url: Callable[[str], str]) -> dict[str, str]:
    """An environment whose database is an empty one of a real PostgreSQL."""
    return {"WATCHER_DATABASE_URL": new_url("postgresql")}


def test_two_senders_share_the_work(tmp_path: Path, migrated_file: Path, environ: dict[str, str]) -> None:
    """Two processes with two connections each; every email arrives once, and the accounts add up."""
    names = [f"p{number:02}" for number in range(30)]
    with (
        faulty(FINE) as server,
        post(
            tmp_path, migrated_file, hasty(server.port), *names, more="sending: {workers: 2}\n", environ=environ
        ) as office,
    ):
        accounts = []
        with closing(Store.open(office.tools.settings.database_url)) as another:
            tools = replace(office.tools, store=another, mailer=hasty(server.port))
            other = threading.Thread(target=lambda: accounts.append(send(tools).account))
            other.start()
            accounts.append(office.send().account)
            other.join()
        assert not office.tools.store.is_sqlite
        assert set(office.states().values()) == {S.SENT}
        assert [each.adds_up for each in accounts] == [True, True]
    assert sorted(address for address, _ in server.kept) == [f"{name}@people.example" for name in names]


def test_a_lost_answer_and_a_crash_are_resent_once(
    tmp_path: Path, migrated_file: Path, environ: dict[str, str]
) -> None:
    """Whatever took the answer, there is one more copy with the same Message-ID, and then it is held."""
    with (
        faulty(to("bob", DOT=KEPT_THEN_DROP)) as server,
        post(tmp_path, migrated_file, hasty(server.port), "ann", "bob", environ=environ) as office,
    ):
        with office.tools.store.write() as conn:
            (taken,) = st.outbox.take(conn, now=NOW, lease_s=LEASE_S, limit=1)
            assert st.outbox.advance(conn, Move(delivery=taken.delivery, new=S.HANDOVER, now=NOW))
        office.later(seconds=LEASE_S + 1)
        assert office.send().recovered == 1
        assert office.states() == {"ann": S.SENT, "bob": S.AMBIGUOUS}
        assert S.AMBIGUOUS in steps(office.emails()["ann"])
    assert [who for who, _ in server.kept].count("bob@people.example") == 2
    assert len(set(server.kept)) == 2


def test_leaving_wins_at_the_last_moment(tmp_path: Path, migrated_file: Path, environ: dict[str, str]) -> None:
    """By the token of the link, while the server is told the recipient: no DATA."""
    offices: list[Post] = []

    def answers(moment: Moment) -> None:
        if moment.verb == "RCPT":
            with offices[0].tools.store.write() as conn:
                token = tokens.issue(offices[0].tools, conn, offices[0].person("ann").id, Purpose.UNSUBSCRIBE)
                assert leave.by_token(offices[0].tools, conn, token) is leave.Gone.NOW

    with (
        faulty(answers) as server,
        post(tmp_path, migrated_file, hasty(server.port), "ann", environ=environ) as office,
    ):
        offices.append(office)
        result = office.send()
        assert (office.states(), result.account.adds_up) == ({"ann": S.SUPPRESSED}, True)
        assert office.person("ann").state is SubscriberState.LEFT
    assert server.kept == []


def test_pauses_troubles_and_their_end(tmp_path: Path, migrated_file: Path, environ: dict[str, str]) -> None:
    """A server that is down pauses, is told of once it is back, and takes everything."""
    more = "operator: op@watch.example\n"
    with (
        faulty(always(CONNECT="421 no")) as server,
        post(tmp_path, migrated_file, hasty(server.port), "ann", more=more, environ=environ) as office,
    ):
        send_and_tell(office.tools)
        with office.tools.store.read() as conn:
            assert [each.why for each in relays.pauses(conn)] != []
        server.answers = FINE
        office.later(minutes=2)
        send_and_tell(office.tools)
        send_and_tell(office.tools)
        with office.tools.store.read() as conn:
            assert (relays.pauses(conn), st.troubles.standing(conn)) == ((), ())
    assert [who for who, _ in server.kept] == ["ann@people.example", "op@watch.example"]


def test_a_rehearsal_records_nothing(tmp_path: Path, migrated_file: Path, environ: dict[str, str]) -> None:
    """`watcher send --simulate`: what waits goes to a server of our own, and waits as before."""
    with (
        faulty(FINE) as server,
        post(tmp_path, migrated_file, hasty(server.port), "ann", "bob", environ=environ) as office,
    ):
        before = office.emails()
        found = simulate(office.tools)
        assert office.emails() == before
    assert (found.messages, found.account.line) == (2, "2 subscribers = 2 sent")
    assert found.bytes == sum(len(each.message or b"") for each in before.values())
    assert server.kept == []


def test_two_who_look_at_once_tell_it_once(tmp_path: Path, migrated_file: Path, environ: dict[str, str]) -> None:
    """The daemon and a command notice the same moment that somebody must be told: one email."""
    more = "operator: op@watch.example\n"
    with post(tmp_path, migrated_file, hasty(9), more=more, environ=environ) as office:
        for number in range(5):
            sighting = Sighting(kind=TroubleKind.REFUSED, about=str(number), what="spam")
            with office.tools.store.write() as conn:
                st.troubles.see(conn, sighting, now=office.clock.at)
            start = threading.Barrier(2)

            def look_at_once(tools: Collaborators, start: threading.Barrier = start) -> None:
                start.wait()
                look(tools)

            with closing(Store.open(office.tools.settings.database_url)) as another:
                sides = (office.tools, replace(office.tools, store=another))
                threads = [threading.Thread(target=look_at_once, args=(tools,)) for tools in sides]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
            office.later(hours=1)
        with office.tools.store.read() as conn:
            assert st.outbox.totals(conn) == {S.RENDERED: 5}
