"""The round of sending: a pool, who may still be written to, old news, pauses, and an account that adds up."""

import asyncio
import os
import threading
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.fault_server import DROP, Moment, always, faulty, to
from tests.post import NOW, Post, empty_database, hasty, post, steps
from tests.run_command import Run
from watcher import store
from watcher.actions import outbox as deciding
from watcher.actions.accounting import Account, account_of_run
from watcher.actions.forget import forget
from watcher.actions.outcomes import GIVE_UP_AFTER
from watcher.actions.pauses import TRY_AFTER_MIN
from watcher.actions.scribe import Scribe
from watcher.actions.send import LEASE_S, send
from watcher.actions.simulate import simulate
from watcher.deliver.pace import Pace
from watcher.domain.digests import Frequency
from watcher.domain.subscribers import DeliveryState, SubscriberState
from watcher.errors import StoreError
from watcher.store import Store, claims, outbox, relays
from watcher.store.outbox import Move

S = DeliveryState
FINE = always()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_database(tmp_path_factory.mktemp("empty") / "watcher.db")


def names(count: int) -> list[str]:
    """So many people."""
    return [f"p{number:03}" for number in range(count)]


def test_a_pool_sends_each_email_once(tmp_path: Path, empty: Path) -> None:
    """Four connections share sixty emails; each arrives once, and no connection was opened twice."""
    with (
        faulty(FINE) as server,
        post(tmp_path, empty, hasty(server.port), *names(60), more="sending: {workers: 4}\n") as office,
    ):
        result = office.send()
        assert set(office.states().values()) == {S.SENT}
        assert {tuple(steps(each)) for each in office.emails().values()} == {
            (S.RENDERED, S.CLAIMED, S.HANDOVER, S.SENT)
        }
    assert sorted(address for address, _ in server.kept) == [f"{name}@people.example" for name in names(60)]
    assert server.conversations == 4
    assert result.account.line == "60 subscribers = 60 sent"
    assert result.is_well


def test_two_senders_share_the_work(tmp_path: Path, empty: Path) -> None:
    """Two processes that send at the same time: each email arrives once."""
    more = "sending: {workers: 2}\n"
    with faulty(FINE) as server, post(tmp_path, empty, hasty(server.port), *names(40), more=more) as office:
        url = office.tools.settings.database_url
        with closing(Store.open(url)) as another:
            tools = replace(office.tools, store=another, mailer=hasty(server.port))
            other = threading.Thread(target=send, args=(tools,))
            other.start()
            office.send()
            other.join()
        assert set(office.states().values()) == {S.SENT}
    assert len(server.kept) == len({address for address, _ in server.kept}) == 40


def test_one_email_that_no_server_takes_does_not_stop_the_others(tmp_path: Path, empty: Path) -> None:
    """A server that hangs up at one recipient: the others are sent in the same round, and that one is tried later."""
    with faulty(to("p000", RCPT=DROP)) as server, post(tmp_path, empty, hasty(server.port), *names(5)) as office:
        result = office.send()
        assert not result.paused
        assert office.states() == {"p000": S.DEFERRED, **dict.fromkeys(names(5)[1:], S.SENT)}
        assert result.account.line == "5 subscribers = 4 sent + 1 deferred"
        (waiting,) = (each for each in office.emails().values() if each.state is S.DEFERRED)
        assert waiting.next_attempt_at == NOW + timedelta(minutes=5)


@pytest.mark.parametrize("state", [SubscriberState.LEFT, SubscriberState.SUPPRESSED])
def test_who_stopped_hearing_is_not_written_to(tmp_path: Path, empty: Path, state: SubscriberState) -> None:
    """Left or not to be reached between composing and sending: stopped in the claim, with words."""
    with faulty(FINE) as server, post(tmp_path, empty, hasty(server.port), "ann", "bob") as office:
        with office.tools.store.write() as conn:
            assert store.subscribers.move(conn, office.person("ann").id, [SubscriberState.ACTIVE], state, now=NOW)
        result = office.send()
        assert office.states() == {"ann": S.SUPPRESSED, "bob": S.SENT}
        assert str(state) in office.emails()["ann"].history[-1].words
    assert result.account.line == "2 subscribers = 1 sent + 1 suppressed"
    assert [address for address, _ in server.kept] == ["bob@people.example"]


def test_leaving_at_the_last_moment_wins(tmp_path: Path, empty: Path) -> None:
    """Somebody who leaves after the claim, while the server is told the recipient, is not written to: no DATA."""
    offices: list[Post] = []
    verbs: list[str] = []

    def answers(moment: Moment) -> None:
        verbs.append(moment.verb)
        if moment.verb == "RCPT":
            with offices[0].tools.store.write() as conn:
                who, was = offices[0].person("ann").id, [SubscriberState.ACTIVE]
                store.subscribers.move(conn, who, was, SubscriberState.LEFT, now=NOW)

    with faulty(answers) as server, post(tmp_path, empty, hasty(server.port), "ann") as office:
        offices.append(office)
        result = office.send()
        assert office.states() == {"ann": S.SUPPRESSED}
    assert "DATA" not in verbs
    assert server.kept == []
    assert (result.states, result.account.adds_up) == ({S.SUPPRESSED: 1}, True)


def test_old_news_is_not_sent_unless_told(tmp_path: Path, empty: Path) -> None:
    """From `expires_at` on, or where the run's period is over (a restored backup), an email fails as old news."""
    with faulty(FINE) as server, post(tmp_path, empty, hasty(server.port), "ann") as office:
        office.put("bob", expires_at=NOW + timedelta(hours=1), period="2026-W36")
        office.later(hours=2)
        first = office.send()
        assert office.states() == {"ann": S.SENT, "bob": S.FAILED}
        assert "old news" in office.emails()["bob"].history[-1].words
        assert not first.is_well
        office.put("cyd", period="2026-W38")
        office.later(days=8)
        office.send()
        assert office.states()["cyd"] is S.FAILED
        office.put("dee", period="2026-W39")
        office.later(days=8)
        office.send(late=True)
        assert office.states()["dee"] is S.SENT
    assert [address.partition("@")[0] for address, _ in server.kept] == ["ann", "dee"]


def test_retries_keep_to_their_times(tmp_path: Path, empty: Path) -> None:
    """5, 15, 30, 60, then every 120 minutes, until 48 hours are over."""
    with faulty(always(RCPT="450 later")) as server, post(tmp_path, empty, hasty(server.port), "ann") as office:
        waits: list[float] = []
        while not waits or office.states()["ann"] is S.DEFERRED:
            office.send()
            at = office.emails()["ann"].next_attempt_at
            waits.append((at - office.clock.at).total_seconds() / 60 if at else 0)
            office.clock.at = at or office.clock.at
        passed = office.clock.at - NOW
        assert "48 hours" in office.emails()["ann"].history[-1].words
        assert office.person("ann").state is SubscriberState.ACTIVE
    assert waits[:6] == [5, 15, 30, 60, 120, 120]
    assert GIVE_UP_AFTER < passed < GIVE_UP_AFTER + timedelta(hours=2.1)


def test_a_retry_is_never_past_the_end_of_the_news(tmp_path: Path, empty: Path) -> None:
    """If the next try would be of old news, it is given up now, and says so."""
    with faulty(always(RCPT="450 later")) as server, post(tmp_path, empty, hasty(server.port)) as office:
        office.put("ann", expires_at=NOW + timedelta(minutes=15))
        office.send()
        assert office.states() == {"ann": S.DEFERRED}
        office.later(minutes=5)
        office.send()
        assert office.states() == {"ann": S.FAILED}
        assert "old news" in office.emails()["ann"].history[-1].words


def test_a_pause_is_kept_and_ended(tmp_path: Path, empty: Path) -> None:
    """1, 5, 15, 30, 60 and 60 minutes; in between only `watcher send` by hand tries; success ends it for good."""
    with faulty(always(CONNECT="421 busy")) as server, post(tmp_path, empty, hasty(server.port), "ann") as office:
        waits: list[float] = []
        for _ in range(6):
            pause = office.send().pause
            assert pause is not None
            waits.append((pause.until - office.clock.at).total_seconds() / 60)
            tried = server.conversations
            assert office.send().paused
            assert server.conversations == tried
            office.clock.at = pause.until
        assert waits == [*TRY_AFTER_MIN, 60]
        assert pause is not None
        assert pause.since == NOW
        office.send()
        server.answers = FINE
        assert office.send().paused
        assert office.send(by_hand=True).states == {S.SENT: 1}
        with office.tools.store.read() as conn:
            assert relays.pauses(conn) == ()
        assert S.DEFERRED not in steps(office.emails()["ann"])


def test_the_pace_is_kept() -> None:
    """Sixty a minute: the first at once, each other one a second later; a stop is obeyed while waiting."""
    at = [0.0]

    async def wait(seconds: float) -> None:
        at[0] += seconds

    pace = Pace(60, monotonic=lambda: at[0], wait=wait)
    turns = []

    async def take(pace: Pace, count: int) -> None:
        for _ in range(count):
            assert await pace.take_turn()
            turns.append(round(at[0], 6))

    asyncio.run(take(pace, 4))
    assert turns == [0, 1, 2, 3]
    assert not asyncio.run(pace.take_turn(lambda: True))
    began = at[0]
    asyncio.run(take(Pace(600, monotonic=lambda: at[0], wait=wait), 610))
    assert at[0] - began == pytest.approx(60, abs=0.1)


def test_a_limited_round_waits_its_turn(tmp_path: Path, empty: Path) -> None:
    """With `rate_per_minute` a round of four connections takes as long as it should, on a stated clock."""
    at = [0.0]

    async def wait(seconds: float) -> None:
        at[0] += seconds

    more = "sending: {workers: 4, rate_per_minute: 120}\n"
    with faulty(FINE) as server, post(tmp_path, empty, hasty(server.port), *names(12), more=more) as office:
        office.send(pace=Pace(120, monotonic=lambda: at[0], wait=wait))
        assert set(office.states().values()) == {S.SENT}
    assert at[0] >= 5.0  # twelve, less the two that may go at once, at two a second


def test_a_sender_that_slept_too_long_marks_nothing(tmp_path: Path, empty: Path) -> None:
    """Its lease ran out and somebody else holds the email: what the sleeper says no longer counts."""
    with faulty(FINE) as server, post(tmp_path, empty, hasty(server.port), "ann") as office:
        with office.tools.store.write() as conn:
            sleeper = outbox.claim(conn, now=NOW, lease_s=60)
        assert sleeper is not None
        office.later(minutes=2)
        with office.tools.store.write() as conn:
            (expired,) = outbox.expired(conn, office.clock.at)
            assert outbox.advance(conn, Move(delivery=expired, new=S.RENDERED, now=office.clock.at))
            other = outbox.claim(conn, now=office.clock.at, lease_s=60)
            assert other is not None
            assert (other.id, other.state) == (sleeper.id, sleeper.state)
            assert outbox.advance(conn, Move(delivery=sleeper, new=S.HANDOVER, now=office.clock.at)) is None
            assert outbox.advance(conn, Move(delivery=other, new=S.HANDOVER, now=office.clock.at))


def test_a_crashed_sender_gives_back_what_it_held(tmp_path: Path, empty: Path) -> None:
    """What was claimed and not handed over waits again when the lease is over, as if nothing had been."""
    with faulty(FINE) as server, post(tmp_path, empty, hasty(server.port), "ann") as office:
        with office.tools.store.write() as conn:
            outbox.claim(conn, now=NOW, lease_s=LEASE_S)
        assert office.send().states == {}
        office.later(seconds=LEASE_S)
        assert (office.send().recovered, office.states()) == (1, {"ann": S.SENT})
    assert len(server.kept) == 1


def test_what_waits_is_found_by_its_index(tmp_path: Path, empty: Path) -> None:
    """However many were sent: neither claiming nor looking for what was left behind reads the whole table."""
    with post(tmp_path, empty, hasty(9), "ann") as office, office.tools.store.read() as conn:
        asked = claims._WAITING.compile(conn).string.replace("?", "1")
        plan = [row.detail for row in conn.execute(sa.text(f"EXPLAIN QUERY PLAN {asked}"))]
    assert any("ix_deliveries_next_attempt_at_id" in step for step in plan), plan
    assert not any(step.startswith("SCAN") or "TEMP B-TREE" in step for step in plan), plan


def test_the_scribe_writes_for_all_who_wait(tmp_path: Path, empty: Path) -> None:
    """Sixteen get their own answers in few commits; the failure of one is raised there and undoes nobody else's."""
    with post(tmp_path, empty, hasty(9), *names(16)) as office:
        commits: list[object] = []
        emails = office.emails()

        def count(conn: object) -> None:
            commits.append(conn)

        sa.event.listen(sa.Engine, "commit", count)

        def fail(_conn: sa.Connection) -> bool:
            raise ValueError("p007")

        async def write(scribe: Scribe, name: str) -> object:
            move = Move(delivery=emails[name], new=S.FAILED, now=NOW, words=name)
            return await (scribe.write(fail) if name == "p007" else scribe.move(move))

        async def write_all(*some: str) -> list[object]:
            scribe = Scribe(office.tools.store)
            try:
                return await asyncio.gather(*(write(scribe, name) for name in some), return_exceptions=True)
            finally:
                await scribe.close()

        first = asyncio.run(write_all(*names(4)))
        sa.event.remove(sa.Engine, "commit", count)
        assert len(commits) == 1
        # Two of these were moved already: they are told so, the others are moved.
        answers = asyncio.run(write_all(*names(16)[2:]))
        assert [isinstance(each, list) and each[0] is not None for each in (*first, *answers)] == [
            *[True] * 4, False, False, True, True, True, False, *[True] * 8,
        ]  # fmt: skip
        assert str(answers[5]) == "p007"
        assert office.states() == {name: S.RENDERED if name == "p007" else S.FAILED for name in names(16)}


def test_an_account_that_does_not_add_up_is_not_well(tmp_path: Path, empty: Path) -> None:
    """A subscriber without an email in a stated state, or one that the server took and the database does not know."""
    assert Account(subscribers=2, states={S.SENT: 1, S.AMBIGUOUS: 1}, sent=1).adds_up
    assert not Account(subscribers=3, states={S.SENT: 2}, sent=2).adds_up
    lost = Account(subscribers=2, states={S.SENT: 1, S.RENDERED: 1}, sent=2)
    assert not lost.adds_up
    assert lost.line == "2 subscribers = 1 sent + 1 waiting (DOES NOT ADD UP: the server took 2)"
    with (
        faulty(to("bob", RCPT="450 later")) as server,
        post(tmp_path, empty, hasty(server.port), "ann", "bob") as office,
    ):
        office.send()
        with office.tools.store.read() as conn:
            (run,) = outbox.runs(conn, Frequency.WEEKLY)
        assert account_of_run(office.tools, run.id).line == "2 subscribers = 1 sent + 1 deferred"


def test_a_simulation_sends_all_that_waits_and_records_nothing(tmp_path: Path, empty: Path) -> None:
    """Also what is deferred until later, to a server of our own; the real one and the real database see nothing."""
    with faulty(to("bob", RCPT="450 later")) as server, post(tmp_path, empty, hasty(server.port), "bob") as office:
        office.send()
        office.put(*names(5))
        before = office.emails()
        found = simulate(office.tools)
        assert office.emails() == before
        assert list((tmp_path / "state").glob("simulation-*")) == []
        left, fresh = (tmp_path / "state" / f"simulation-{each}" for each in ("killed", "running"))
        for folder, age_h in ((left, 30), (fresh, 1)):
            folder.mkdir()
            at = office.clock.at.timestamp() - age_h * 3600
            os.utime(folder, (at, at))
        forget(office.tools)
        assert (left.exists(), fresh.exists()) == (False, True)
    assert (found.messages, found.account.line) == (6, "6 subscribers = 6 sent")
    assert found.bytes == sum(len(each.message or b"") for each in before.values())
    assert server.kept == []


def test_a_person_may_decide(tmp_path: Path, empty: Path) -> None:
    """Retry what failed, with the right to be late; resolve what is ambiguous; anything else is refused with words."""
    more = "sending: {workers: 1, ambiguous: hold}\n"
    faults = lambda moment: to("ann", RCPT="550 no")(moment) or to("bob", DOT=DROP)(moment)  # noqa: E731 - two faults
    with faulty(faults) as server, post(tmp_path, empty, hasty(server.port), "ann", "bob", more=more) as office:
        office.send()
        ids = {name: each.id for name, each in office.emails().items()}
        assert office.states() == {"ann": S.FAILED, "bob": S.AMBIGUOUS}
        server.answers = FINE
        with pytest.raises(StoreError, match="ambiguous"):
            deciding.retry(office.tools, ids["bob"])
        with pytest.raises(StoreError, match="no email 99"):
            deciding.find(office.tools, 99)
        office.later(days=9)
        deciding.retry(office.tools, ids["ann"])
        office.send()
        assert office.states()["ann"] is S.FAILED  # old news
        deciding.retry(office.tools, ids["ann"], is_late_wanted=True)
        deciding.resolve(office.tools, ids["bob"], deciding.Resolution.SENT)
        office.send()
        assert office.states() == {"ann": S.SENT, "bob": S.SENT}
        with pytest.raises(StoreError, match="nothing to resolve"):
            deciding.resolve(office.tools, ids["bob"], deciding.Resolution.RESEND)
    assert [address.partition("@")[0] for address, _ in server.kept] == ["ann"]


def test_the_commands_of_the_outbox(tmp_path: Path, empty: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """list, show, retry, resolve and send as a person types them: words, exit codes, JSON."""
    more = "sending: {workers: 1, ambiguous: hold}\n"
    with faulty(to("bob", DOT=DROP)) as server:
        monkeypatch.setenv("WATCHER_SMTP_URL", f"smtp://127.0.0.1:{server.port}")
        with post(tmp_path, empty, hasty(server.port), "ann", "bob", more=more) as office:
            bob = office.emails()["bob"].id
        sent = run("send", "--late")
        assert (sent.code, sent.out.splitlines()[-1]) == (1, "2 subscribers = 1 sent + 1 ambiguous")
        listed = run("outbox", "list")
        assert listed.code == 0
        assert "bob@people.example" in listed.out
        assert "ann@people.example" not in listed.out
        assert "weekly 2026-W37: 2 subscribers = 1 sent + 1 ambiguous" in listed.out
        shown = run("outbox", "show", str(bob))
        assert "the server may have the message" in shown.out
        assert run("outbox", "show", "99").code == 1
        assert run("outbox", "retry", str(bob)).err.strip().endswith("`watcher outbox resolve`.")
        assert run("outbox", "resolve", str(bob)).code == 2
        assert run("outbox", "resolve", str(bob), "--resend").out == f"Email {bob} is deferred.\n"
        simulated = run("send", "--simulate")
        assert simulated.out.startswith("1 email, ")
        assert "nothing was recorded" in simulated.out
        server.answers = FINE
        found = run("send", "--late", "--json").json
        assert isinstance(found, dict)
        assert (found["states"], found["adds_up"]) == ({"sent": 1}, True)
        assert run("outbox", "list").out.startswith("No email waits or failed.")


def test_a_wrong_server_is_one_line(tmp_path: Path, empty: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who is wrong, what was said, that nobody was counted, and when it is tried again."""
    with faulty(always(CONNECT="554 not you")) as server:
        monkeypatch.setenv("WATCHER_SMTP_URL", f"smtp://127.0.0.1:{server.port}")
        with post(tmp_path, empty, hasty(server.port), "ann"):
            pass
        ran = run("send", "--late")
    (line,) = (each for each in ran.err.splitlines() if each.startswith("Paused"))
    assert ran.code == 1
    assert "554 not you" in line
    assert "Nobody's email was counted" in line
