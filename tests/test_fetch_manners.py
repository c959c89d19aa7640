"""Tests of fetch: gaps, turns, retries, Retry-After, and stopping."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.fetch_server import Asked, Clock, Site, fetching, in_turn, page, serving, status
from watcher.domain.publications import Outcome, Page


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_there_is_a_gap_between_requests(site: Site, clock: Clock) -> None:
    """Every request after the first, the one after robots.txt too, waits for the gap; time that passed counts."""
    site.answers["/a"] = page()
    with fetching(clock) as fetcher:
        fetcher.get(site.url + "a", site.source(gap_s=1.0))
        clock.at += 0.75
        fetcher.get(site.url + "a", site.source(gap_s=1.0))
        clock.at += 60
        fetcher.get(site.url + "a", site.source(gap_s=1.0))
    assert clock.slept == [1.0, 0.25]


def test_hosts_do_not_wait_for_each_other(site: Site, clock: Clock) -> None:
    """The gap of one host is not the gap of another."""
    with serving("127.0.0.2") as other, fetching(clock) as fetcher:
        for place in (site, other):
            place.answers["/a"] = page()
            fetcher.get(place.url + "a", place.source(gap_s=1.0, obeys_robots=False))
    assert clock.slept == []


def test_one_request_at_a_time_per_host_and_many_hosts_at_once(site: Site) -> None:
    """Eight threads ask one host one after the other, and two hosts at the same time."""
    both = threading.Barrier(2, timeout=5)

    def meet(asked: Asked) -> None:
        both.wait()  # breaks if the two hosts are not asked at once
        asked.reply(200)

    with serving("127.0.0.2") as other, fetching() as fetcher, ThreadPoolExecutor(8) as pool:
        site.answers |= {"/a": page(), "/meet": meet}
        other.answers |= {"/meet": meet}
        list(pool.map(lambda _: fetcher.get(site.url + "a", site.source()), range(24)))
        assert site.most_at_once == 1
        assert len(site.asked) == 25
        got = list(pool.map(lambda place: fetcher.get(place.url + "meet", place.source()), (site, other)))
    assert [page.outcome for page in got] == [Outcome.OK, Outcome.OK]


def test_a_passing_trouble_is_retried(site: Site, clock: Clock) -> None:
    """5xx, 429 and dropped connections are tried again, at growing distances, until one is good."""
    site.answers["/a"] = in_turn(status(500), status(429), lambda asked: asked.raw(b""), page(b"at last"))
    with fetching(clock) as fetcher:
        got = fetcher.get(site.url + "a", site.source(gap_s=1.0, retries=3, obeys_robots=False))
    assert got.body == b"at last"
    assert clock.slept == [1.0, 2.0, 4.0]


def test_retries_end(site: Site, clock: Clock) -> None:
    """After the retries the last answer is the outcome."""
    site.answers["/a"] = status(502)
    with fetching(clock) as fetcher:
        got = fetcher.get(site.url + "a", site.source(retries=2))
    assert (got.outcome, len(site.paths)) == (Outcome.HTTP_ERROR, 3)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 501])
def test_a_lasting_trouble_is_not_retried(site: Site, clock: Clock, code: int) -> None:
    """What will be the same in a minute is not asked again."""
    site.answers["/a"] = status(code)
    with fetching(clock) as fetcher:
        fetcher.get(site.url + "a", site.source(retries=3))
    assert site.paths == ["/a"]


@pytest.mark.parametrize(
    ("words", "waited_s"),
    [("7", 7.0), ("Mon, 07 Sep 2026 06:00:09 GMT", 9.0), ("Mon, 07 Sep 2026 05:00:00 GMT", 1.0), ("soon", 1.0)],
)
def test_retry_after_is_obeyed(site: Site, clock: Clock, words: str, waited_s: float) -> None:
    """A Retry-After in seconds or as a date is waited for; one that is past or unreadable leaves our own back-off."""
    site.answers["/a"] = in_turn(status(503, Retry_After=words), page())
    with fetching(clock) as fetcher:
        got = fetcher.get(site.url + "a", site.source(gap_s=1.0, retries=1, obeys_robots=False))
    assert got.outcome is Outcome.OK
    assert clock.slept == [waited_s]


def test_a_long_retry_after_ends_the_visit(site: Site, clock: Clock) -> None:
    """More than two minutes are not waited for: RETRY_LATER says how long, and the host is left alone until then."""
    site.answers |= {"/a": status(429, Retry_After="3600"), "/b": page()}
    with fetching(clock) as fetcher:
        source = site.source(gap_s=1.0, retries=3, obeys_robots=False)
        got = fetcher.get(site.url + "a", source)
        assert (got.outcome, got.retry_after_s, clock.slept) == (Outcome.RETRY_LATER, 3600.0, [])
        clock.at += 600
        got = fetcher.get(site.url + "b", source)
        assert (got.outcome, got.retry_after_s) == (Outcome.RETRY_LATER, 3000.0)
        assert site.paths == ["/a"]
        clock.at += 3000
        assert fetcher.get(site.url + "b", source).outcome is Outcome.OK


def test_a_dead_host_is_left_alone_for_a_while(site: Site, clock: Clock) -> None:
    """After one visit found nobody, others of the same host are told so without asking, for sixty gaps."""
    site.answers |= {"/a": lambda asked: asked.raw(b""), "/b": page()}
    with fetching(clock) as fetcher:
        source = site.source(gap_s=1.0, obeys_robots=False)
        assert fetcher.get(site.url + "a", source).outcome is Outcome.UNREACHABLE
        got = fetcher.get(site.url + "b", source)
        assert (got.outcome, site.paths) == (Outcome.UNREACHABLE, ["/a"])
        assert got.why.endswith("not asked again)")
        clock.at += 60
        assert fetcher.get(site.url + "b", source).outcome is Outcome.OK


def test_stop_ends_waits_and_answers_at_once(site: Site) -> None:
    """A thread in a slow answer, one in a Retry-After and one in the queue of a host all end when stopped."""
    asked, ended = threading.Event(), threading.Event()

    def slow(request: Asked) -> None:
        asked.set()
        ended.wait(10)
        request.reply(200)

    with serving("127.0.0.2") as second, fetching() as fetcher, ThreadPoolExecutor(4) as pool:
        site.answers["/slow"] = slow
        second.answers |= {"/": status(503, Retry_After="100")}
        runs = [
            pool.submit(fetcher.get, site.url + "slow", site.source()),
            pool.submit(fetcher.get, second.url, second.source(retries=1)),
        ]
        assert asked.wait(5)
        runs.append(pool.submit(fetcher.get, site.url + "queue", site.source(gap_s=100.0)))
        assert not fetcher.is_stopped
        fetcher.stop()
        assert fetcher.is_stopped
        got: list[Page] = [run.result(timeout=5) for run in runs]
        ended.set()
        assert [(page.outcome, page.why) for page in got] == [(Outcome.UNREACHABLE, "stopped")] * 3
        assert fetcher.get(site.url, site.source()).why == "stopped"
