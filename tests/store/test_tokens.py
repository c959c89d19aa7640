"""Tokens by their hashes: one purpose each, an end, one use, and gone with their person."""

from datetime import timedelta

from sqlalchemy import Connection, select

from tests.store.samples import NOW
from watcher.domain.subscribers import Subscription
from watcher.domain.tokens import Purpose
from watcher.store import Store, subscribers, tables, tokens

WEEK = timedelta(days=7)


def person(conn: Connection, address: str = "jo@example.org") -> int:
    """Somebody to have tokens."""
    return subscribers.add(conn, address, Subscription(), now=NOW).id


def test_a_token_is_found_for_its_purpose_until_it_expires(store: Store) -> None:
    """Another purpose, another hash or the moment of expiry itself: nothing is found. Without an end it is for ever."""
    with store.write() as conn:
        jo = person(conn)
        tokens.keep(conn, "c1", jo, Purpose.CONFIRM, now=NOW, expires_at=NOW + WEEK)
        tokens.keep(conn, "u1", jo, Purpose.UNSUBSCRIBE, now=NOW, expires_at=None)
        found = tokens.find(conn, "c1", Purpose.CONFIRM, now=NOW)
        assert found is not None
        assert (found.subscriber_id, found.purpose, found.expires_at, found.used_at) == (
            jo,
            Purpose.CONFIRM,
            NOW + WEEK,
            None,
        )
        assert tokens.find(conn, "c1", Purpose.UNSUBSCRIBE, now=NOW) is None
        assert tokens.find(conn, "c2", Purpose.CONFIRM, now=NOW) is None
        assert tokens.find(conn, "c1", Purpose.CONFIRM, now=NOW + WEEK - timedelta(seconds=1)) is not None
        assert tokens.find(conn, "c1", Purpose.CONFIRM, now=NOW + WEEK) is None
        assert tokens.find(conn, "u1", Purpose.UNSUBSCRIBE, now=NOW + 5000 * WEEK) is not None


def test_the_first_use_is_noted_once(store: Store) -> None:
    """The second use is told to be the second, and the first one's moment stays."""
    with store.write() as conn:
        tokens.keep(conn, "c1", person(conn), Purpose.CONFIRM, now=NOW, expires_at=None)
        assert tokens.use(conn, "c1", now=NOW + WEEK)
        assert not tokens.use(conn, "c1", now=NOW + 2 * WEEK)
        assert not tokens.use(conn, "other", now=NOW)
        found = tokens.find(conn, "c1", Purpose.CONFIRM, now=NOW)
    assert found is not None
    assert found.used_at == NOW + WEEK


def test_tokens_go_by_purpose_by_age_and_with_their_person(store: Store) -> None:
    """What expired is forgotten, what a person's leaving revokes too, and all of them with the person."""
    with store.write() as conn:
        jo, sam = person(conn), person(conn, "sam@example.org")
        for who in (jo, sam):
            tokens.keep(conn, f"c{who}", who, Purpose.CONFIRM, now=NOW, expires_at=NOW + WEEK)
            tokens.keep(conn, f"m{who}", who, Purpose.MANAGE, now=NOW, expires_at=NOW + 2 * WEEK)
            tokens.keep(conn, f"u{who}", who, Purpose.UNSUBSCRIBE, now=NOW, expires_at=None)
        assert tokens.revoke(conn, jo, Purpose.CONFIRM, Purpose.MANAGE) == 2
        assert [each.purpose for each in tokens.of_person(conn, jo)] == [Purpose.UNSUBSCRIBE]
        assert tokens.forget_expired(conn, NOW + WEEK + timedelta(seconds=1)) == 1
        assert {each.hash for each in tokens.of_person(conn, sam)} == {f"m{sam}", f"u{sam}"}
        assert [each.hash for each in tokens.of_person(conn, sam, Purpose.MANAGE)] == [f"m{sam}"]
        subscribers.remove(conn, sam, now=NOW)
        assert set(conn.scalars(select(tables.tokens.c.hash))) == {f"u{jo}"}
