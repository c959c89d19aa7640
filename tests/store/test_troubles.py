"""Troubles: each stands once, and is told once when it begins and once when it ends."""

import threading
from datetime import timedelta

from tests.store.samples import NOW, SOURCE, poll
from watcher.domain.publications import Outcome
from watcher.domain.troubles import Sighting, TroubleKind
from watcher.store import Store, sources, troubles

MINUTE = timedelta(minutes=1)
DOWN = Sighting(kind=TroubleKind.SENDING, what="nobody listens")


def test_a_trouble_stands_once_and_is_told_once_at_each_end(kept: Store) -> None:
    """Seen twice it is one; what was told is not told again; over and told, it is forgotten in time."""
    with kept.write() as conn:
        assert troubles.see(conn, DOWN, now=NOW)
        assert not troubles.see(conn, Sighting(kind=DOWN.kind, what="login refused"), now=NOW + MINUTE)
        (found,) = troubles.standing(conn)
        assert (found.what, found.since, found.seen_at) == ("login refused", NOW, NOW + MINUTE)
        assert troubles.untold(conn) == (found,)
        troubles.tell(conn, [found.id], now=NOW + MINUTE)
        assert troubles.untold(conn) == ()
        assert troubles.end(conn, [found.id], now=NOW + 2 * MINUTE) == 1
        assert troubles.end(conn, [found.id], now=NOW + 3 * MINUTE) == 0
        (over,) = troubles.untold(conn)
        assert (over.start_told_at, over.ended_at) == (NOW + MINUTE, NOW + 2 * MINUTE)
        assert troubles.forget(conn, NOW + timedelta(days=1)) == 0
        troubles.tell(conn, [over.id], now=NOW + 3 * MINUTE)
        assert (troubles.untold(conn), troubles.standing(conn)) == ((), ())
        assert troubles.last_told_at(conn) == NOW + 3 * MINUTE
        assert troubles.forget(conn, NOW + 2 * MINUTE) == 0
        assert troubles.forget(conn, NOW + 3 * MINUTE) == 1


def test_a_trouble_that_comes_again_before_its_end_is_told_goes_on(kept: Store) -> None:
    """It keeps its beginning; one that comes again afterwards is a new one. Those about other things are others."""
    with kept.write() as conn:
        troubles.see(conn, DOWN, now=NOW)
        (first,) = troubles.standing(conn)
        troubles.tell(conn, [first.id], now=NOW)
        troubles.end(conn, [first.id], now=NOW + MINUTE)
        assert troubles.see(conn, DOWN, now=NOW + 2 * MINUTE)
        (again,) = troubles.standing(conn)
        assert (again.id, again.since) == (first.id, NOW)
        assert troubles.untold(conn) == ()
        troubles.end(conn, [first.id], now=NOW + 3 * MINUTE)
        troubles.tell(conn, [first.id], now=NOW + 3 * MINUTE)
        troubles.see(conn, DOWN, now=NOW + 4 * MINUTE)
        troubles.see(conn, Sighting(kind=TroubleKind.SOURCES, about="borset", what="403"), now=NOW + 5 * MINUTE)
        ids = [each.id for each in troubles.standing(conn)]
    assert len(ids) == 2
    assert first.id not in ids


def test_two_processes_note_one_trouble(two_stores: tuple[Store, Store]) -> None:
    """Who notices the same at the same moment finds it noted."""
    start = threading.Barrier(2)

    def note(store: Store) -> None:
        start.wait()
        with store.write() as conn:
            troubles.see(conn, DOWN, now=NOW)

    threads = [threading.Thread(target=note, args=(store,)) for store in two_stores]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with two_stores[0].read() as conn:
        assert len(troubles.standing(conn)) == 1


def test_sources_that_fail_again_and_again_are_found(kept: Store) -> None:
    """Three failures in a row count, and one good attempt ends them; what is no longer watched does not."""
    with kept.write() as conn:
        sources.sync(conn, [SOURCE], NOW)
        sources.record_polls(conn, [poll(Outcome.BLOCKED)] * 2)
        assert sources.failing(conn, least=3) == ()
        sources.record_poll(conn, poll(Outcome.BLOCKED))
        (found,) = sources.failing(conn, least=3)
        assert (found.key, found.failures, found.trouble_since) == (SOURCE.key, 3, NOW)
        sources.sync(conn, [], NOW)
        assert sources.failing(conn, least=3) == ()
        sources.sync(conn, [SOURCE], NOW)
        sources.record_poll(conn, poll())
        assert sources.failing(conn, least=3) == ()
