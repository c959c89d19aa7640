"""People: added once, told once, forgotten on request."""

from datetime import timedelta

import pytest

from tests.store import samples
from tests.store.samples import NOW
from watcher.domain.digests import Frequency
from watcher.domain.subscribers import DeliveryState, Subscription
from watcher.errors import AddressError
from watcher.store import Store, changes, outbox, subscribers

EVERYTHING = Subscription()


def test_a_person_comes_back_as_added(store: Store) -> None:
    """What is followed survives; the domain is stored in lower case, the rest as written."""
    subscription = Subscription(
        councils=("borset",),
        committees=("borset/12", "feed/inspections"),
        topics=("send", "ofsted"),
        frequency=Frequency.DAILY,
        hears_quiet_weeks=False,
    )
    with store.write() as conn:
        added = subscribers.add(conn, " Jo.Bloggs@Example.ORG ", subscription, now=NOW)
        assert subscribers.get(conn, added.id) == added
        assert subscribers.by_address(conn, "JO.bloggs@example.org") == added
        assert subscribers.list_all(conn) == (added,)
        assert subscribers.list_all(conn, Frequency.WEEKLY) == ()
    assert (added.address, added.subscription, added.created_at) == ("Jo.Bloggs@example.org", subscription, NOW)
    assert added.is_new
    assert added.hears


def test_a_person_hears_of_what_is_noticed_from_now_on(store: Store) -> None:
    """Changes from before the subscription are not news to anybody."""
    with store.write() as conn:
        changes.append(conn, [samples.change()] * 3, noticed_at=NOW)
        assert subscribers.add(conn, "jo@example.org", EVERYTHING, now=NOW).told_up_to == 3


def test_one_address_subscribes_once_in_whatever_case(store: Store) -> None:
    """A second subscription of an address is refused in words, and the transaction goes on."""
    with store.write() as conn:
        first = subscribers.add(conn, "jo@example.org", EVERYTHING, now=NOW)
        with pytest.raises(AddressError, match="subscribed already"):
            subscribers.add(conn, "JO@EXAMPLE.org", EVERYTHING, now=NOW)
        assert subscribers.list_all(conn) == (first,)


def test_what_was_told_never_goes_back(store: Store) -> None:
    """The mark moves forward only; the first digest, even one without news, ends being new."""
    with store.write() as conn:
        id_ = subscribers.add(conn, "jo@example.org", EVERYTHING, now=NOW).id
        assert subscribers.set_told(conn, id_, 0)
        told = subscribers.get(conn, id_)
        assert told is not None
        assert (told.told_up_to, told.is_new) == (0, False)
        assert [subscribers.set_told(conn, id_, number) for number in (0, 7, 5, 7)] == [False, True, False, False]
        told = subscribers.get(conn, id_)
        assert told is not None
        assert told.told_up_to == 7


def test_who_leaves_is_forgotten_and_gets_nothing_more(store: Store) -> None:
    """The person, the address and the messages go; what was on its way stops; what was sent stays counted."""
    with store.write() as conn:
        leaving = subscribers.add(conn, "jo@example.org", EVERYTHING, now=NOW)
        staying = subscribers.add(conn, "sam@example.org", EVERYTHING, now=NOW)
        runs = [outbox.open_run(conn, Frequency.WEEKLY, period, up_to=0, now=NOW) for period in ("1", "2", "3")]
        ids = [
            outbox.add_delivery(conn, run.id, leaving.id, "all", leaving.address, f"<{run.id}@x>", "S", b"m", NOW).id
            for run in runs
        ]
        other = outbox.add_delivery(conn, runs[0].id, staying.id, "all", staying.address, "<o@x>", "S", b"m", NOW)
        for new, old in (("claimed", "rendered"), ("handover", "claimed"), ("sent", "handover")):
            assert outbox.mark(conn, ids[0], DeliveryState(old), DeliveryState(new), now=NOW, words="")
        assert outbox.mark(conn, ids[1], DeliveryState.RENDERED, DeliveryState.CLAIMED, now=NOW, words="", lease_s=60)

        assert subscribers.remove(conn, leaving.id, now=NOW + timedelta(hours=1))
        assert not subscribers.remove(conn, leaving.id, now=NOW)
        assert subscribers.list_all(conn) == (staying,)
        left = [outbox.delivery(conn, id_) for id_ in ids]
        assert [(found.state, found.address, found.message) for found in left if found] == [
            (DeliveryState.SENT, "", None),
            (DeliveryState.SUPPRESSED, "", None),
            (DeliveryState.SUPPRESSED, "", None),
        ]
        assert not outbox.mark(conn, ids[1], DeliveryState.CLAIMED, DeliveryState.HANDOVER, now=NOW, words="")
        assert outbox.delivery(conn, other.id) == other
        assert outbox.pending_count(conn) == 1


def test_a_number_of_a_person_is_never_used_again(store: Store) -> None:
    """Who subscribes after somebody left does not inherit that person's deliveries."""
    with store.write() as conn:
        first = subscribers.add(conn, "jo@example.org", EVERYTHING, now=NOW)
        subscribers.remove(conn, first.id, now=NOW)
        assert subscribers.add(conn, "jo@example.org", EVERYTHING, now=NOW).id > first.id
