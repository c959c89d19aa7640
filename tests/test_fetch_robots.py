"""Tests of fetch: robots.txt."""

from collections.abc import Iterator

import pytest

from tests.fetch_server import Answer, Clock, Site, fetching, in_turn, page, serving, status
from watcher.domain.publications import Outcome
from watcher.fetch import Fetcher


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.answers["*"] = page()
        yield site


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with fetching() as fetcher:
        yield fetcher


def asked_for_robots(site: Site) -> int:
    return sum(path == "/robots.txt" for path, _ in site.asked)


def test_what_robots_txt_forbids_is_not_asked(site: Site, fetcher: Fetcher) -> None:
    """A forbidden address is FORBIDDEN_BY_ROBOTS and never asked; others are."""
    site.answers["/robots.txt"] = page(b"\xef\xbb\xbfUser-agent: *\nDisallow: /private\n")
    assert fetcher.get(site.url + "private/a", site.source()).outcome is Outcome.FORBIDDEN_BY_ROBOTS
    assert fetcher.get(site.url + "public", site.source()).outcome is Outcome.OK
    assert site.paths == ["/public"]


def test_rules_for_us_by_name_count(site: Site, fetcher: Fetcher) -> None:
    """A group that names our product is ours, whatever the version and the contact."""
    site.answers["/robots.txt"] = page(b"User-agent: councilwatcher\nDisallow: /\n\nUser-agent: *\nAllow: /\n")
    assert fetcher.get(site.url, site.source()).outcome is Outcome.FORBIDDEN_BY_ROBOTS


def test_a_source_may_be_excused(site: Site, fetcher: Fetcher) -> None:
    """A source whose politeness says so is read without robots.txt (its council was asked)."""
    site.answers["/robots.txt"] = page(b"User-agent: *\nDisallow: /\n")
    assert fetcher.get(site.url, site.source(obeys_robots=False)).outcome is Outcome.OK
    assert asked_for_robots(site) == 0


def test_robots_txt_is_remembered_for_a_day(site: Site) -> None:
    """It is read once for many pages, and again after 24 hours."""
    clock = Clock()
    with fetching(clock) as fetcher:
        for _ in range(5):
            fetcher.get(site.url, site.source())
        assert asked_for_robots(site) == 1
        clock.at += 24 * 3600
        fetcher.get(site.url, site.source())
        assert asked_for_robots(site) == 2


@pytest.mark.parametrize(
    "answer", [status(404), status(410), status(401), status(403), status(302, Location="/robots.txt")]
)
def test_no_robots_txt_means_no_rules(site: Site, fetcher: Fetcher, answer: Answer) -> None:
    """With 4xx, and where its redirects go in circles, everything is allowed (RFC 9309)."""
    site.answers["/robots.txt"] = answer
    assert fetcher.get(site.url, site.source()).outcome is Outcome.OK


def test_robots_txt_may_be_elsewhere(site: Site, fetcher: Fetcher) -> None:
    """Its redirects are followed, and the rules found there are those of the first host."""
    with serving("127.0.0.2") as other:
        other.answers["/rules"] = page(b"User-agent: *\nDisallow: /a")
        site.answers["/robots.txt"] = status(301, Location=other.url + "rules")
        assert fetcher.get(site.url + "a", site.source()).outcome is Outcome.FORBIDDEN_BY_ROBOTS


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (status(500), Outcome.RETRY_LATER),
        (status(503), Outcome.RETRY_LATER),
        (status(429), Outcome.RETRY_LATER),
        (status(503, b"Just a moment..."), Outcome.BLOCKED),
        (lambda asked: asked.raw(b""), Outcome.UNREACHABLE),
    ],
)
def test_an_unreadable_robots_txt_stops_us_by_its_own_name(
    site: Site, fetcher: Fetcher, answer: Answer, outcome: Outcome
) -> None:
    """If robots.txt fails, nothing else is asked, and the outcome says what failed and not that it was forbidden."""
    site.answers["/robots.txt"] = answer
    got = fetcher.get(site.url + "a", site.source())
    assert got.outcome is outcome
    assert got.why.startswith("robots.txt: ")
    assert (got.url, site.paths) == (site.url + "a", [])


def test_a_failed_robots_txt_is_tried_again_soon(site: Site) -> None:
    """A failure is remembered for sixty gaps of the host, so that twenty committees do not ask twenty times."""
    clock = Clock()
    site.answers["/robots.txt"] = in_turn(status(500), status(404))
    with fetching(clock) as fetcher:
        source = site.source(gap_s=1.0)
        assert fetcher.get(site.url, source).outcome is Outcome.RETRY_LATER
        assert fetcher.get(site.url, source).outcome is Outcome.RETRY_LATER
        assert asked_for_robots(site) == 1
        clock.at += 60
        assert fetcher.get(site.url, source).outcome is Outcome.OK


@pytest.mark.parametrize(("asked_s", "waited_s"), [("5", 5.0), ("3600", 30.0), ("0.1", 1.0), ("nonsense", 1.0)])
def test_a_crawl_delay_lengthens_the_gap(site: Site, asked_s: str, waited_s: float) -> None:
    """Crawl-delay is obeyed up to half a minute, from the first page on."""
    clock = Clock()
    site.answers["/robots.txt"] = page(f"User-agent: *\nCrawl-delay: {asked_s}".encode())
    with fetching(clock) as fetcher:
        fetcher.get(site.url, site.source(gap_s=1.0))
    assert clock.slept == [waited_s]


def test_an_endless_robots_txt_counts_as_far_as_it_is_read(site: Site, fetcher: Fetcher) -> None:
    """Half a megabyte is read, and its rules obeyed; the rest is not."""
    site.answers["/robots.txt"] = page(b"User-agent: *\nDisallow: /a\n" + b"# more\n" * 200_000)
    assert fetcher.get(site.url + "a", site.source()).outcome is Outcome.FORBIDDEN_BY_ROBOTS
    assert fetcher.get(site.url + "b", site.source(max_bytes=100)).outcome is Outcome.OK
