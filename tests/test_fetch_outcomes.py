"""Tests of fetch: what each answer of a server becomes."""

import socket
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.fetch_server import NOW, Answer, Site, fetching, page, serving, status
from watcher.domain.publications import Outcome, Validators
from watcher.fetch import Fetcher


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with fetching() as fetcher:
        yield fetcher


def test_a_page_is_what_the_server_sent(site: Site, fetcher: Fetcher) -> None:
    """A good answer becomes a page with its bytes, its place, its time and the headers that are needed."""
    site.answers["/a"] = page(b"<html>\xa3</html>", ETag='"1"', Content_Type="text/html; charset=utf-8", X_Other="no")
    got = fetcher.get(site.url + "a", site.source())
    assert (got.outcome, got.status, got.body) == (Outcome.OK, 200, b"<html>\xa3</html>")
    assert (got.url, got.final_url, got.fetched_at) == (site.url + "a", site.url + "a", NOW)
    assert got.headers.keys() == {"etag", "content-type", "content-length", "date"}
    assert got.validators == Validators(etag='"1"')


def test_we_say_who_we_are(site: Site, fetcher: Fetcher) -> None:
    """Every request, robots.txt too, carries the User-Agent that was given, and no cookie or credential."""
    site.answers["*"] = page(Set_Cookie="a=b")
    fetcher.get(site.url + "a", site.source())
    fetcher.get(site.url + "b", site.source())
    assert [headers["User-Agent"] for _, headers in site.asked] == ["CouncilWatcher/0 (+test)"] * 3
    assert not any({"Cookie", "Authorization"} & headers.keys() for _, headers in site.asked)


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (status(204), Outcome.HTTP_ERROR),
        (status(304), Outcome.HTTP_ERROR),
        (status(301), Outcome.HTTP_ERROR),
        (status(400), Outcome.HTTP_ERROR),
        (status(401), Outcome.BLOCKED),
        (status(403), Outcome.BLOCKED),
        (status(404), Outcome.NOT_FOUND),
        (status(407), Outcome.BLOCKED),
        (status(410), Outcome.NOT_FOUND),
        (status(429), Outcome.RETRY_LATER),
        (status(500), Outcome.HTTP_ERROR),
        (status(502), Outcome.HTTP_ERROR),
        (status(503), Outcome.RETRY_LATER),
        (status(503, b"<title>Just a moment...</title>"), Outcome.BLOCKED),
        (status(503, cf_mitigated="challenge"), Outcome.BLOCKED),
        (status(429, cf_mitigated="challenge"), Outcome.BLOCKED),
    ],
)
def test_each_status_has_its_outcome(site: Site, fetcher: Fetcher, answer: Answer, outcome: Outcome) -> None:
    """A status that is not 200 becomes the outcome that says what to do about it, and why names it."""
    site.answers["/a"] = answer
    got = fetcher.get(site.url + "a", site.source())
    assert got.outcome is outcome
    assert got.why.startswith(f"HTTP {got.status}")


def test_the_body_of_a_refusal_is_kept(site: Site, fetcher: Fetcher) -> None:
    """What a site says when it refuses can be shown to a person."""
    site.answers["/a"] = status(403, b"<h1>Attention Required!</h1>")
    got = fetcher.get(site.url + "a", site.source())
    assert (got.outcome, got.body) == (Outcome.BLOCKED, b"<h1>Attention Required!</h1>")
    assert got.why == "HTTP 403 with a challenge for browsers"


def test_a_conditional_request_may_find_nothing_new(site: Site, fetcher: Fetcher) -> None:
    """With validators the request is conditional; a 304 is UNCHANGED, and the validators stay in force."""
    site.answers["/a"] = status(304, ETag='"2"')
    validators = Validators(etag='W/"1"', last_modified="Mon, 07 Sep 2026 05:00:00 GMT")
    got = fetcher.get(site.url + "a", site.source(), validators)
    assert (got.outcome, got.body) == (Outcome.UNCHANGED, b"")
    assert got.validators == Validators(etag='"2"', last_modified="Mon, 07 Sep 2026 05:00:00 GMT")
    sent = site.asked[-1][1]
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('W/"1"', "Mon, 07 Sep 2026 05:00:00 GMT")


def test_nobody_listening_is_unreachable(fetcher: Fetcher) -> None:
    """A refused connection is UNREACHABLE, in words a person understands."""
    with serving() as gone:
        source = gone.source()
    got = fetcher.get(gone.url, source)
    assert (got.outcome, got.why) == (Outcome.UNREACHABLE, "robots.txt: Connection refused")


def test_a_connection_that_is_never_made_is_unreachable(fetcher: Fetcher) -> None:
    """A host that does not take connections is given up after the connect time-out."""
    with socket.create_server(("127.0.0.1", 0), backlog=0) as server:
        address = server.getsockname()
        with socket.create_connection(address):  # the only place in the queue
            with serving() as site:
                source = site.source(connect_timeout_s=0.2, obeys_robots=False)
            got = fetcher.get(f"http://127.0.0.1:{address[1]}/", source)
    assert (got.outcome, got.why) in [
        (Outcome.UNREACHABLE, "no connection in time"),
        (Outcome.TIMED_OUT, "no answer in time"),  # where the system's queue is longer than asked for
    ]


def test_garbage_is_unreachable(site: Site, fetcher: Fetcher) -> None:
    """What does not speak HTTP is not a site."""
    site.answers["/a"] = lambda asked: asked.raw(b"SSH-2.0-OpenSSH_9.6\r\n")
    assert fetcher.get(site.url + "a", site.source()).outcome is Outcome.UNREACHABLE


def test_silence_is_timed_out(site: Site, fetcher: Fetcher) -> None:
    """A server that takes the request and says nothing is TIMED_OUT after the read time-out."""
    site.answers["/a"] = lambda asked: _wait_for_hang_up(asked.connection)
    got = fetcher.get(site.url + "a", site.source(read_timeout_s=0.1))
    assert (got.outcome, got.why) == (Outcome.TIMED_OUT, "no answer in time")


def test_requests_and_bytes_are_counted(site: Site, fetcher: Fetcher) -> None:
    """The totals and the tally of a block count robots.txt and the bytes on the wire."""
    site.answers["/a"] = page(b"x" * 1000)
    with fetcher.tally() as tally:
        fetcher.get(site.url + "a", site.source())
    fetcher.get(site.url + "a", site.source())
    assert (tally.requests, tally.bytes) == (2, 1000)
    assert (fetcher.requests_made, fetcher.bytes_received) == (3, 2000)


def test_policies_share_no_connection(site: Site, fetcher: Fetcher) -> None:
    """A source that may not reach loopback does not get there over the open connection of one that may."""
    site.answers["*"] = page()
    source = site.source()
    assert fetcher.get(site.url, source).outcome is Outcome.OK
    asked = len(site.asked)
    got = fetcher.get(site.url, replace(source, allows_private=False))
    assert got.outcome is Outcome.PRIVATE_ADDRESS
    assert len(site.asked) == asked


def _wait_for_hang_up(connection: socket.socket) -> None:
    connection.settimeout(5)
    assert connection.recv(1) == b""
