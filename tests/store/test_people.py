"""People's states and their emails as rows, on each database; and two who act on one person at a moment."""

import threading
from datetime import timedelta

from sqlalchemy import Connection

from tests.store import samples
from tests.store.samples import NOW
from watcher.domain.digests import Frequency
from watcher.domain.subscribers import DeliveryKind, DeliveryState, SubscriberState, Subscription
from watcher.domain.tokens import Purpose
from watcher.store import Store, changes, correspondence, outbox, subscribers, tables, tokens

S = SubscriberState
DAY = timedelta(days=1)
EVERYTHING = Subscription()


def person(conn: Connection, name: str, state: SubscriberState = S.ACTIVE) -> int:
    """Somebody."""
    return subscribers.add(conn, f"{name}@example.org", EVERYTHING, now=NOW, state=state, consent="asked").id


def email(conn: Connection, subscriber_id: int, number: int = 1) -> int:
    """An email of no run on its way to somebody."""
    address, message_id = f"p{subscriber_id}@example.org", f"<{number}.{subscriber_id}@example.org>"
    kind = DeliveryKind.CONFIRMATION
    return outbox.add_delivery(conn, None, subscriber_id, "", address, message_id, "S", b"m", NOW, kind=kind).id


def test_a_state_is_changed_only_from_the_states_meant(store: Store) -> None:
    """Confirming notes moment and words; leaving notes when; trouble says why; what does not fit changes nothing."""
    with store.write() as conn:
        jo = person(conn, "jo", S.PENDING)
        assert not subscribers.move(conn, jo, (S.ACTIVE,), S.PAUSED, now=NOW)
        assert subscribers.move(conn, jo, (S.PENDING,), S.ACTIVE, now=NOW + DAY, words="; confirmed")
        assert not subscribers.move(conn, jo, (S.PENDING,), S.ACTIVE, now=NOW + 2 * DAY)
        active = subscribers.lock(conn, jo)
        assert active is not None
        assert (active.state, active.confirmed_at, active.consent) == (S.ACTIVE, NOW + DAY, "asked; confirmed")
        assert subscribers.move(conn, jo, tuple(S), S.SUPPRESSED, now=NOW, words="550 no such user")
        troubled = subscribers.get(conn, jo)
        assert troubled is not None
        assert (troubled.trouble, troubled.hears) == ("550 no such user", False)
        assert subscribers.move(conn, jo, (S.SUPPRESSED,), S.ACTIVE, now=NOW + 3 * DAY)
        again = subscribers.get(conn, jo)
        assert again is not None
        assert (again.trouble, again.confirmed_at) == ("", NOW + DAY)
        assert subscribers.move(conn, jo, (S.ACTIVE,), S.LEFT, now=NOW + 4 * DAY)
        assert subscribers.gone_before(conn, NOW + 4 * DAY) == ()
        assert subscribers.gone_before(conn, NOW + 5 * DAY) == (jo,)
        assert not subscribers.move(conn, 999, tuple(S), S.ACTIVE, now=NOW)


def test_who_begins_again_is_as_if_new(store: Store) -> None:
    """Everything of the former stay is replaced, but for the id; what was noticed meanwhile is behind them."""
    with store.write() as conn:
        jo = person(conn, "jo")
        subscribers.set_told(conn, jo, 0)
        subscribers.move(conn, jo, (S.ACTIVE,), S.LEFT, now=NOW)
        changes.append(conn, [samples.change()] * 3, noticed_at=NOW)
        wanted = Subscription(topics=("send",), frequency=Frequency.DAILY)
        back = subscribers.begin_again(conn, jo, wanted, now=NOW + DAY, state=S.PENDING, consent="asked again")
    assert (back.id, back.state, back.subscription, back.told_up_to, back.is_new) == (jo, S.PENDING, wanted, 3, True)
    assert (back.created_at, back.confirmed_at, back.left_at, back.consent) == (NOW + DAY, None, None, "asked again")


def test_who_never_confirmed_is_found_once_no_link_is_good(store: Store) -> None:
    """Neither a young question nor one whose link still works counts; an active person never does."""
    with store.write() as conn:
        late, hopeful = person(conn, "late", S.PENDING), person(conn, "hopeful", S.PENDING)
        person(conn, "here")
        tokens.keep(conn, "l", late, Purpose.CONFIRM, now=NOW, expires_at=NOW + 7 * DAY)
        tokens.keep(conn, "h", hopeful, Purpose.CONFIRM, now=NOW + DAY, expires_at=NOW + 8 * DAY)
        assert subscribers.never_confirmed(conn, NOW, now=NOW + 7 * DAY) == ()
        assert subscribers.never_confirmed(conn, NOW + DAY, now=NOW + 7 * DAY) == (late,)
        assert subscribers.never_confirmed(conn, NOW + DAY, now=NOW + 8 * DAY) == (late, hopeful)


def test_stopping_keeps_and_erasing_does_not(store: Store) -> None:
    """Who leaves gets nothing more, with the record of it kept; who is erased leaves states and moments, no words."""
    with store.write() as conn:
        jo, sam = person(conn, "jo"), person(conn, "sam")
        waiting, sent, other = email(conn, jo), email(conn, jo, 2), email(conn, sam)
        for old, new in ((DeliveryState.RENDERED, DeliveryState.CLAIMED), (DeliveryState.CLAIMED, DeliveryState.SENT)):
            assert outbox.mark(conn, sent, old, new, now=NOW, words="250 for p1@example.org")
        assert correspondence.stop(conn, jo, now=NOW, words="the person left") == 1
        assert correspondence.stop(conn, jo, now=NOW, words="the person left") == 0
        kept = correspondence.of_person(conn, jo)
        assert [(each.id, each.state, bool(each.message), bool(each.address)) for each in kept] == [
            (waiting, DeliveryState.SUPPRESSED, True, True),
            (sent, DeliveryState.SENT, True, True),
        ]
        assert len(correspondence.message_ids(conn, jo)) == 2
        subscribers.remove(conn, jo, now=NOW)
        erased = correspondence.of_person(conn, jo)
        assert [(each.state, each.message, each.address) for each in erased] == [
            (DeliveryState.SUPPRESSED, None, ""),
            (DeliveryState.SENT, None, ""),
        ]
        assert {step.words for each in erased for step in each.history} == {""}
        untouched = outbox.delivery(conn, other)
    assert untouched is not None
    assert (untouched.state, untouched.message) == (DeliveryState.RENDERED, b"m")


def test_old_threads_and_letters_are_forgotten(store: Store) -> None:
    """By age alone; a person's threads are told to that person."""
    with store.write() as conn:
        jo = person(conn, "jo")
        for day, key in ((0, "borset:1"), (2, "borset:2")):
            row = {"subscriber_id": jo, "meeting_key": key, "message_id": f"<{key}@x>", "told_at": NOW + day * DAY}
            conn.execute(tables.threads.insert().values(row))
            conn.execute(tables.letters_read.insert().values(letter=key, read_at=NOW + day * DAY))
        assert [each["meeting_key"] for each in correspondence.threads_of(conn, jo)] == ["borset:1", "borset:2"]
        assert correspondence.forget_threads(conn, NOW + DAY) == correspondence.forget_letters(conn, NOW + DAY) == 1
        assert [each["meeting_key"] for each in correspondence.threads_of(conn, jo)] == ["borset:2"]


def test_an_email_written_at_the_moment_of_erasing_is_erased_too(two_stores: tuple[Store, Store]) -> None:
    """Composing and erasing one person take turns: whoever comes second sees what the first one did."""
    writer, eraser = two_stores
    with writer.write() as conn:
        jo = person(conn, "jo")
    is_written = threading.Event()

    def erase() -> None:
        is_written.wait(5)
        with eraser.write() as conn:
            subscribers.remove(conn, jo, now=NOW)

    erasing = threading.Thread(target=erase)
    erasing.start()
    with writer.write() as conn:
        assert subscribers.lock(conn, jo) is not None
        email(conn, jo)
        is_written.set()
        erasing.join(0.3)  # it waits for us, on both databases
        assert erasing.is_alive()
    erasing.join(5)
    with writer.read() as conn:
        (left,) = correspondence.of_person(conn, jo)
        assert (left.address, left.message, left.state) == ("", None, DeliveryState.SUPPRESSED)
        assert subscribers.get(conn, jo) is None
