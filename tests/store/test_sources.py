"""Sources, attempts to read them, pages and committees."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.store import samples
from tests.store.samples import COUNCIL, FEED, NOW, PANEL, SOURCE
from tests.store.test_known import statements
from watcher.domain.publications import Committee, Outcome, Validators
from watcher.store import Store, sources

HOUR = timedelta(hours=1)


def test_a_new_source_is_due_at_once_and_syncing_again_writes_nothing(store: Store) -> None:
    """What sources.yaml names is watched from now on; a second look at the same file costs no write."""
    with store.write() as conn:
        assert sources.sync(conn, [SOURCE, FEED], NOW) == 2
        assert sources.sync(conn, [SOURCE, FEED], NOW + HOUR) == 0
        assert sources.due(conn, NOW) == (SOURCE.key, FEED.key)
        assert sources.due(conn, NOW - HOUR) == ()
        state = sources.state(conn, SOURCE.key)
    assert (state.name, state.url, state.system, state.council_key) == (
        SOURCE.name,
        SOURCE.url,
        SOURCE.system,
        "borset",
    )
    assert (state.is_watched, state.next_poll_at, state.last_good_at, state.version) == (True, NOW, None, 0)


def test_a_source_no_longer_listed_rests_and_goes_on_when_it_is_back(store: Store) -> None:
    """It is not due and keeps its history; a changed name is taken over."""
    with store.write() as conn:
        sources.sync(conn, [SOURCE, FEED], NOW)
        sources.record_poll(conn, samples.poll())
        sources.sync(conn, [FEED], NOW)
        assert sources.due(conn, NOW) == (FEED.key,)
        assert not sources.state(conn, SOURCE.key).is_watched
        sources.sync(conn, [replace(SOURCE, name="Renamed"), FEED], NOW + HOUR)
        state = sources.state(conn, SOURCE.key)
        assert (state.is_watched, state.name, state.last_good_at) == (True, "Renamed", NOW)
        assert len(sources.polls(conn, SOURCE.key)) == 1
        assert [state.key for state in sources.states(conn)] == [SOURCE.key, FEED.key]


def test_a_source_never_listed_has_no_state(store: Store) -> None:
    """Asking for it is a mistake, and says so."""
    with pytest.raises(KeyError), store.read() as conn:
        sources.state(conn, "nobody/1")


def test_the_longest_overdue_source_comes_first(store: Store) -> None:
    """What has waited longest is read first."""
    with store.write() as conn:
        sources.sync(conn, [SOURCE, FEED], NOW)
        sources.record_polls(conn, [samples.poll(at=NOW), samples.poll(at=NOW - HOUR, key=FEED.key)])
        assert sources.due(conn, NOW) == (FEED.key, SOURCE.key)


def test_trouble_is_counted_until_a_good_poll(store: Store) -> None:
    """Failures in a row are counted from the first, the last good poll is remembered, a good one ends the trouble."""
    troubled = [samples.poll(Outcome.TIMED_OUT, NOW + n * HOUR) for n in (1, 2)]
    with store.write() as conn:
        sources.sync(conn, [SOURCE], NOW)
        sources.record_polls(conn, [samples.poll(), *(replace(poll, why="no answer in 60 s") for poll in troubled)])
        state = sources.state(conn, SOURCE.key)
        assert (state.failures, state.trouble_since, state.last_good_at) == (2, NOW + HOUR, NOW)
        assert (state.last_poll_at, state.last_outcome, state.why) == (
            NOW + 2 * HOUR, Outcome.TIMED_OUT, "no answer in 60 s",
        )  # fmt: skip
        sources.record_poll(conn, samples.poll(Outcome.UNCHANGED, NOW + 3 * HOUR))
        state = sources.state(conn, SOURCE.key)
        assert (state.failures, state.trouble_since, state.last_good_at) == (0, None, NOW + 3 * HOUR)
        latest = sources.polls(conn, SOURCE.key, limit=2)
    assert latest == (samples.poll(Outcome.UNCHANGED, NOW + 3 * HOUR), replace(troubled[1], why="no answer in 60 s"))


def test_recording_polls_takes_two_statements_however_many_there_are(store: Store) -> None:
    """An unchanged poll is one INSERT and one UPDATE; fifty share the same two."""
    many = [replace(FEED, key=f"feed/{n}") for n in range(50)]
    with store.write() as conn:
        sources.sync(conn, many, NOW)
        with statements(conn) as sent:
            sources.record_polls(conn, [samples.poll(key=source.key) for source in many])
        assert [statement.split()[0] for statement in sent] == ["INSERT", "UPDATE"]
        assert all(state.last_good_at == NOW for state in sources.states(conn))


def test_of_two_polls_of_one_source_the_second_is_discarded(two_stores: tuple[Store, Store]) -> None:
    """Both decided on the same version; the one that commits later finds that it must not write."""
    first, second = two_stores
    with first.write() as conn:
        sources.sync(conn, [SOURCE], NOW)
    with first.read() as conn:
        version = sources.state(conn, SOURCE.key).version
    with first.write() as conn:
        assert sources.bump_version(conn, SOURCE.key, version)
    with second.write() as conn:
        assert not sources.bump_version(conn, SOURCE.key, version)
        assert sources.bump_version(conn, SOURCE.key, version + 1)


def test_a_page_comes_back_with_its_bytes_and_validators(store: Store) -> None:
    """The latest version is kept, whatever the bytes; the list of pages leaves the bodies out."""
    body = bytes(range(256)) * 200
    validators = Validators(etag='W/"x"', last_modified="Mon, 07 Sep 2026 06:00:00 GMT")
    with store.write() as conn:
        sources.sync(conn, [SOURCE], NOW)
        assert sources.page(conn, SOURCE.key, "u") is None
        for marks, content in ((Validators(), b""), (validators, body)):
            sources.save_page(conn, SOURCE.key, "u", validators=marks, fingerprint="f1", body=content, fetched_at=NOW)
        page = sources.page(conn, SOURCE.key, "u")
        listed = sources.pages(conn, SOURCE.key)
    assert page is not None
    assert (page.body, page.validators, page.fingerprint, page.fetched_at) == (body, validators, "f1", NOW)
    assert listed == {"u": replace(page, body=None)}


def test_tidying_erases_old_bodies_and_keeps_what_spares_a_download(store: Store) -> None:
    """Bodies fetched long ago go, and their number is told; validators and fingerprints stay."""
    marks = Validators(etag="e")
    with store.write() as conn:
        sources.sync(conn, [SOURCE], NOW)
        for hours, url in enumerate(("a", "b")):
            at = NOW + hours * HOUR
            sources.save_page(conn, SOURCE.key, url, validators=marks, fingerprint="f", body=b"x", fetched_at=at)
        assert sources.forget_pages(conn, NOW) == 0
        assert sources.forget_pages(conn, NOW + HOUR) == 1
        assert sources.forget_pages(conn, NOW + HOUR) == 0
        old, new = sources.page(conn, SOURCE.key, "a"), sources.page(conn, SOURCE.key, "b")
    assert old is not None
    assert new is not None
    assert (old.body, old.validators, old.fingerprint) == (None, marks, "f")
    assert new.body == b"x"


def test_tidying_keeps_the_last_attempt_and_the_state_of_each_source(store: Store) -> None:
    """Old attempts go, but `status` still has something to show for a source that rests."""
    with store.write() as conn:
        sources.sync(conn, [SOURCE, FEED], NOW)
        sources.record_polls(conn, [samples.poll(at=NOW + n * HOUR) for n in range(3)])
        sources.record_poll(conn, samples.poll(Outcome.BLOCKED, key=FEED.key))
        before = sources.states(conn)
        assert sources.forget_polls(conn, NOW + 10 * HOUR) == 2
        assert [poll.started_at for poll in sources.polls(conn, SOURCE.key)] == [NOW + 2 * HOUR]
        assert [poll.outcome for poll in sources.polls(conn, FEED.key)] == [Outcome.BLOCKED]
        assert sources.states(conn) == before


def test_committees_keep_the_order_of_the_list(store: Store) -> None:
    """A committee that vanished from the list goes, a renamed one is renamed, one named twice is there once."""
    cabinet, forum = Committee(id="3", name="Cabinet"), Committee(id="1", name="Schools Forum")
    with store.write() as conn:
        assert sources.committees(conn, "borset") == ()
        sources.save_committees(conn, COUNCIL, [cabinet, PANEL])
        renamed = replace(PANEL, name="Children and Families Panel")
        sources.save_committees(conn, COUNCIL, [renamed, forum, renamed])
        assert sources.committees(conn, "borset") == (renamed, forum)
        assert sources.save_committees(conn, COUNCIL, [renamed, forum]) == 0


def test_resolved_names_are_those_saved_last(store: Store) -> None:
    """A name in sources.yaml means the committee it was last found to mean."""
    with store.write() as conn:
        sources.save_resolved(conn, "borset", {"Children's Panel": "12", "Cabinet": "3"})
        sources.save_resolved(conn, "other", {"Cabinet": "77"})
        sources.save_resolved(conn, "borset", {"Cabinet": "4"})
        assert sources.resolved(conn, "borset") == {"Cabinet": "4"}
        assert sources.resolved(conn, "other") == {"Cabinet": "77"}
