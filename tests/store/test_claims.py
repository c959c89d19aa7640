"""Steps of emails, pauses of relays, and letters that were dealt with: the same on each database."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection

from tests.store.samples import NOW
from watcher import store as st
from watcher.domain.digests import Frequency
from watcher.domain.subscribers import Delivery, DeliveryKind, DeliveryState, Pause, SubscriberState, Subscription
from watcher.store import Store, claims, copying, letters, outbox, relays
from watcher.store.claims import Move, MovedMeanwhileError

S = DeliveryState
MINUTE = timedelta(minutes=1)


def put(conn: Connection, name: str, period: str = "2026-W37", kind: DeliveryKind = DeliveryKind.DIGEST) -> Delivery:
    """An email to somebody who hears."""
    address = f"{name}@example.org"
    person = st.subscribers.by_address(conn, address) or st.subscribers.add(conn, address, Subscription(), now=NOW)
    run = outbox.open_run(conn, Frequency.WEEKLY, period, up_to=9, now=NOW)
    run_id, message_id = (run.id if kind is DeliveryKind.DIGEST else None), f"<{kind}.{period}.{address}>"
    return outbox.add_delivery(conn, run_id, person.id, "all", address, message_id, "S", b"Hello", NOW, kind=kind)


def test_a_step_goes_by_the_lease(kept: Store) -> None:
    """Who slept past the end of a claim moves nothing, also if the next one holds the email in the same state."""
    with kept.write() as conn:
        put(conn, "ann")
        (sleeper,) = claims.take(conn, now=NOW, lease_s=60, limit=5)
        later = NOW + 2 * MINUTE
        (expired,) = claims.expired(conn, later)
        assert claims.advance(conn, Move(delivery=expired, new=S.RENDERED, now=later))
        (other,) = claims.take(conn, now=later, lease_s=60, limit=5)
        assert claims.advance(conn, Move(delivery=sleeper.delivery, new=S.HANDOVER, now=later)) is None
        handed = claims.advance(conn, Move(delivery=other.delivery, new=S.HANDOVER, now=later, lease_s=900))
        assert handed is not None
        assert (handed.attempts, handed.lease_until) == (1, later + timedelta(seconds=900))
        sent = claims.advance(conn, Move(delivery=handed, new=S.SENT, now=later, words="250"))
        assert sent is not None
        assert outbox.delivery(conn, sent.id) == sent
        assert claims.take(conn, now=later, lease_s=60, limit=5) == ()


def test_what_is_taken_says_who_and_of_which_run(kept: Store) -> None:
    """The person as they are now, the run's frequency; an email of no run to nobody known has neither. Doubt waits."""
    with kept.write() as conn:
        put(conn, "ann")
        held = put(conn, "bob")
        put(conn, "cyd", kind=DeliveryKind.CONFIRMATION)
        address = "operator@example.org"
        outbox.add_delivery(conn, None, 0, "", address, "<n@x>", "S", b"Look", NOW, kind=DeliveryKind.NOTICE)
        ambiguous = Move(delivery=held, new=S.AMBIGUOUS, now=NOW, words="lost", next_attempt_at=NOW + MINUTE)
        assert claims.advance(conn, ambiguous)
        assert claims.doubtful(conn, NOW) == ()
        assert [each.id for each in claims.doubtful(conn, NOW + MINUTE)] == [held.id]
        taken = claims.take(conn, now=NOW + MINUTE, lease_s=60, limit=9)
    assert [(each.delivery.kind, each.subscriber, each.frequency) for each in taken] == [
        (DeliveryKind.DIGEST, SubscriberState.ACTIVE, Frequency.WEEKLY),
        (DeliveryKind.CONFIRMATION, SubscriberState.ACTIVE, None),
        (DeliveryKind.NOTICE, None, None),
    ]
    assert {each.delivery.message for each in taken} == {b"Hello", b"Look"}


def test_steps_together_are_all_or_none(kept: Store) -> None:
    """Of several steps one that cannot be made undoes the transaction; then each is made by itself."""
    with kept.write() as conn:
        for name in ("ann", "bob", "cyd"):
            put(conn, name)
        moves = [
            Move(delivery=each.delivery, new=S.HANDOVER, now=NOW)
            for each in claims.take(conn, now=NOW, lease_s=9, limit=3)
        ]
        assert outbox.suppress(conn, moves[1].delivery.subscriber_id, now=NOW) == 1
    with pytest.raises(MovedMeanwhileError), kept.write() as conn:
        claims.advance_all(conn, moves)
    with kept.write() as conn:
        assert outbox.totals(conn) == {S.CLAIMED: 2, S.SUPPRESSED: 1}
        assert [claims.advance(conn, move) is not None for move in moves] == [True, False, True]
        assert claims.advance_all(conn, []) == []


@pytest.mark.parametrize("state", [SubscriberState.LEFT, SubscriberState.SUPPRESSED, SubscriberState.PAUSED])
def test_a_step_may_ask_whether_the_person_hears(kept: Store, state: SubscriberState) -> None:
    """Who left is not handed over; a pause stops the writing, not the post; a notice is for nobody on the list."""
    with kept.write() as conn:
        put(conn, "ann")
        (taken,) = claims.take(conn, now=NOW, lease_s=60, limit=1)
        was = [SubscriberState.ACTIVE]
        assert st.subscribers.move(conn, taken.delivery.subscriber_id, was, state, now=NOW)
        handed = claims.advance(conn, Move(delivery=taken.delivery, new=S.HANDOVER, now=NOW, if_heard=True))
    assert (handed is not None) is (state is SubscriberState.PAUSED)


def test_a_relay_is_paused_and_goes_on(kept: Store) -> None:
    """The newest reason and end count; a relay of another name is another, until mail is taken again anywhere."""
    first = Pause(relay="mx", until=NOW + MINUTE, why="421", since=NOW)
    second = Pause(relay="mx", until=NOW + 6 * MINUTE, why="535 login", since=NOW, failures=2)
    other = Pause(relay="backup", until=NOW, why="DNS", since=NOW)
    with kept.write() as conn:
        assert relays.pause(conn, "mx") is None
        for pause in (first, second, other):
            relays.set_pause(conn, pause)
        assert relays.pause(conn, "mx") == second
        assert relays.pauses(conn) == (other, second)
        assert relays.end_pauses(conn) == 2
        assert relays.end_pauses(conn) == 0
        assert relays.pauses(conn) == ()


def test_a_letter_is_dealt_with_once(kept: Store) -> None:
    """Of two who note it one is the first; a mailbox is new until something of it was noted, whatever its name."""
    with kept.write() as conn:
        assert letters.is_new_box(conn, "a%_:1")
        assert letters.note(conn, "a%_:1:7", now=NOW)
        assert not letters.note(conn, "a%_:1:7", now=NOW)
        assert not letters.is_new_box(conn, "a%_:1")
        assert letters.is_new_box(conn, "a%_") is False
        assert letters.is_new_box(conn, "axx:1")
        assert letters.dealt_with(conn, [f"a%_:1:{n}" for n in range(900)]) == {"a%_:1:7"}


def test_bounces_in_a_row_are_counted(kept: Store) -> None:
    """An email between two that did arrive begins the count anew; it is found by its Message-ID."""
    with kept.write() as conn:
        counts = []
        for week, arrived in ((37, False), (38, False), (39, True), (40, False)):
            delivery = put(conn, "ann", f"2026-W{week}")
            found = letters.by_message_id(conn, delivery.message_id)
            assert found is not None
            assert found.id == delivery.id
            assert outbox.mark(conn, delivery.id, S.RENDERED, S.SENT if arrived else S.FAILED, now=NOW, words="")
            if not arrived:
                counts.append(letters.count_bounce(conn, delivery))
        assert letters.by_message_id(conn, "<none@x>") is None
    assert counts == [1, 2, 1]


def test_what_waits_is_copied_and_nothing_else(kept: Store) -> None:
    """The emails on their way with runs, people and bytes, also to another kind of database; not what is doubtful."""
    copy = Store.open("sqlite://")
    with kept.write() as conn:
        found = {name: put(conn, name) for name in ("ann", "bob", "cyd")}
        assert outbox.mark(conn, found["bob"].id, S.RENDERED, S.SENT, now=NOW, words="")
        assert outbox.mark(conn, found["cyd"].id, S.RENDERED, S.AMBIGUOUS, now=NOW, words="")
        put(conn, "dee", kind=DeliveryKind.CONFIRMATION)
    with kept.read() as conn, copy.write() as other:
        copying.copy_waiting(conn, other)
        assert outbox.totals(other) == {S.RENDERED: 2}
        assert outbox.delivery(other, found["ann"].id) == outbox.delivery(conn, found["ann"].id)
        assert len(claims.take(other, now=NOW, lease_s=9, limit=9)) == 2
    copy.close()
