"""Runs, editions, and emails that never have two senders."""

import threading
from datetime import datetime, timedelta

from sqlalchemy import Connection

from tests.store.samples import NOW
from watcher.domain.digests import Frequency
from watcher.domain.subscribers import Delivery, DeliveryState, Step
from watcher.store import Store, outbox

S = DeliveryState
MINUTE = timedelta(minutes=1)


def put(conn: Connection, subscriber_id: int = 1, now: datetime = NOW) -> Delivery:
    """An email to a person in this week's run."""
    run = outbox.open_run(conn, Frequency.WEEKLY, "2026-W37", up_to=9, now=now)
    address, message_id = f"p{subscriber_id}@example.org", f"<{subscriber_id}@example.org>"
    return outbox.add_delivery(conn, run.id, subscriber_id, "all", address, message_id, "S", b"From: a\r\n\xff", now)


def test_a_run_is_opened_once_and_keeps_its_end(store: Store) -> None:
    """A second trigger of one (frequency, period) gets the same run with the same last change."""
    with store.write() as conn:
        first = outbox.open_run(conn, Frequency.WEEKLY, "2026-W37", up_to=9, now=NOW)
        assert outbox.open_run(conn, Frequency.WEEKLY, "2026-W37", up_to=12, now=NOW + MINUTE) == first
        daily = outbox.open_run(conn, Frequency.DAILY, "2026-W37", up_to=12, now=NOW)
        earlier = outbox.open_run(conn, Frequency.WEEKLY, "2026-W36", up_to=9, now=NOW)
        assert daily.id != first.id
        assert outbox.finish_run(conn, first.id, NOW + MINUTE)
        assert not outbox.finish_run(conn, first.id, NOW + 2 * MINUTE)
        runs = outbox.runs(conn, Frequency.WEEKLY)
    assert [(run.id, run.finished_at) for run in runs] == [(earlier.id, None), (first.id, NOW + MINUTE)]
    assert (first.frequency, first.period, first.up_to, first.opened_at) == (Frequency.WEEKLY, "2026-W37", 9, NOW)


def test_two_processes_open_one_run(two_stores: tuple[Store, Store]) -> None:
    """Whoever comes second, even a moment later, finds the run of the first."""
    found: list[int] = []

    def open_it(store: Store) -> None:
        with store.write() as conn:
            found.append(outbox.open_run(conn, Frequency.DAILY, "2026-09-07", up_to=len(found), now=NOW).id)

    threads = [threading.Thread(target=open_it, args=(store,)) for store in two_stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert len(set(found)) == 1


def test_an_edition_once_kept_is_not_overwritten(store: Store) -> None:
    """What a digest said stays what it said; the JSON comes back as it was."""
    edition = {"title": "Week 37 – “café”", "counts": [["SEND", 2]], "next_on": None}
    with store.write() as conn:
        run = outbox.open_run(conn, Frequency.WEEKLY, "2026-W37", up_to=9, now=NOW)
        assert outbox.add_edition(conn, run.id, "send", edition, NOW)
        assert outbox.add_edition(conn, run.id, "all", {}, NOW)
        assert not outbox.add_edition(conn, run.id, "send", {"title": "Another"}, NOW)
        assert outbox.editions(conn, run.id) == {"all": {}, "send": edition}


def test_a_person_gets_one_email_per_run(store: Store) -> None:
    """Putting a second one there returns the first, unchanged."""
    with store.write() as conn:
        first = put(conn)
        assert put(conn, now=NOW + MINUTE) == first
        assert first.run_id is not None
        assert outbox.deliveries(conn, first.run_id) == (first,)
    assert first.message == b"From: a\r\n\xff"
    assert (first.state, first.attempts, first.history) == (S.RENDERED, 0, (Step(at=NOW, state=S.RENDERED),))


def test_an_email_goes_its_way_with_its_history(store: Store) -> None:
    """Each step is conditional on the one before and is written down; a hand-over counts."""
    with store.write() as conn:
        put(conn)
        claimed = outbox.claim(conn, now=NOW + MINUTE, lease_s=120)
        assert claimed is not None
        assert (claimed.state, claimed.lease_until, claimed.attempts) == (S.CLAIMED, NOW + 3 * MINUTE, 0)
        id_ = claimed.id
        assert outbox.mark(conn, id_, S.CLAIMED, S.HANDOVER, now=NOW + MINUTE, words="")
        held = outbox.delivery(conn, id_)
        assert held is not None
        assert (held.attempts, held.lease_until) == (1, NOW + 3 * MINUTE)
        assert not outbox.mark(conn, id_, S.CLAIMED, S.HANDOVER, now=NOW, words="the slower one")
        assert outbox.mark(conn, id_, S.HANDOVER, S.SENT, now=NOW + 2 * MINUTE, words="250 OK")
        sent = outbox.delivery(conn, id_)
    assert sent is not None
    assert (sent.state, sent.lease_until, sent.history[-1]) == (
        S.SENT, None, Step(at=NOW + 2 * MINUTE, state=S.SENT, words="250 OK"),
    )  # fmt: skip
    assert [step.state for step in sent.history] == [S.RENDERED, S.CLAIMED, S.HANDOVER, S.SENT]


def test_a_deferred_email_waits_for_its_time(store: Store) -> None:
    """It is not claimed before, and is afterwards; others go meanwhile."""
    with store.write() as conn:
        first, second = put(conn, 1), put(conn, 2)
        assert outbox.claim(conn, now=NOW, lease_s=60) is not None
        for old, new in ((S.CLAIMED, S.HANDOVER), (S.HANDOVER, S.DEFERRED)):
            assert outbox.mark(conn, first.id, old, new, now=NOW, words="451", next_attempt_at=NOW + 5 * MINUTE)
        claimed = [outbox.claim(conn, now=NOW + minutes * MINUTE, lease_s=60) for minutes in (1, 4, 5)]
    assert [delivery.id if delivery else None for delivery in claimed] == [second.id, None, first.id]


def test_an_expired_lease_is_found_and_can_be_given_back(store: Store) -> None:
    """Who took an email and did not come back loses it: what that sender says later no longer counts."""
    with store.write() as conn:
        delivery = put(conn)
        outbox.claim(conn, now=NOW, lease_s=60)
        assert outbox.expired(conn, NOW) == ()
        assert [found.id for found in outbox.expired(conn, NOW + MINUTE)] == [delivery.id]
        assert outbox.mark(conn, delivery.id, S.CLAIMED, S.RENDERED, now=NOW + MINUTE, words="the sender vanished")
        assert not outbox.mark(conn, delivery.id, S.CLAIMED, S.HANDOVER, now=NOW + MINUTE, words="")
        assert outbox.expired(conn, NOW + MINUTE) == ()
        assert outbox.claim(conn, now=NOW + MINUTE, lease_s=60) is not None


def test_two_senders_never_take_one_email(two_stores: tuple[Store, Store]) -> None:
    """Racing for twenty emails, two senders take each exactly once."""
    with two_stores[0].write() as conn:
        ids = [put(conn, n).id for n in range(20)]
    taken: list[int] = []
    start = threading.Barrier(2)

    def send_all(store: Store) -> None:
        start.wait()
        while True:
            with store.write(durable=True) as conn:
                delivery = outbox.claim(conn, now=NOW, lease_s=60)
            if delivery is None:
                return
            taken.append(delivery.id)

    threads = [threading.Thread(target=send_all, args=(store,)) for store in two_stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == ids


def test_the_outbox_counts_what_is_where(store: Store) -> None:
    """Totals are by state and run; pending is whatever has not reached its end, the ambiguous too."""
    with store.write() as conn:
        deliveries = [put(conn, n) for n in range(4)]
        for delivery, new in zip(deliveries, (S.SENT, S.FAILED, S.AMBIGUOUS), strict=False):
            assert outbox.mark(conn, delivery.id, S.RENDERED, new, now=NOW, words="")
        totals = outbox.totals(conn, deliveries[0].run_id)
        assert outbox.pending_count(conn) == 2
    assert totals == {S.SENT: 1, S.FAILED: 1, S.AMBIGUOUS: 1, S.RENDERED: 1}


def test_tidying_erases_bodies_of_what_is_over(store: Store) -> None:
    """Messages of emails at their end for long enough go; the record, and messages still to be sent, stay."""
    with store.write() as conn:
        done, late, waiting = (put(conn, n) for n in range(3))
        assert outbox.mark(conn, done.id, S.RENDERED, S.SENT, now=NOW, words="")
        assert outbox.mark(conn, late.id, S.RENDERED, S.FAILED, now=NOW + MINUTE, words="")
        assert outbox.forget_bodies(conn, NOW + MINUTE) == 1
        assert outbox.forget_bodies(conn, NOW + MINUTE) == 0
        left = [outbox.delivery(conn, delivery.id) for delivery in (done, late, waiting)]
        assert outbox.mark(conn, waiting.id, S.RENDERED, S.AMBIGUOUS, now=NOW, words="")
        outbox.set_end(conn, waiting.id, NOW + MINUTE)
        assert outbox.forget_bodies(conn, NOW + MINUTE) == 0  # somebody may still say that it did not arrive
        assert outbox.forget_bodies(conn, NOW + 2 * MINUTE) == 2
    assert [found.message is None for found in left if found] == [True, False, False]
