"""Tests of fetch: redirects, and the addresses they lead to."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.fetch_server import Asked, Clock, Site, fetching, page, serving, status
from watcher.domain.publications import Outcome, Validators
from watcher.fetch import Fetcher

TO = "Location"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with fetching() as fetcher:
        yield fetcher


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(site: Site, fetcher: Fetcher, code: int) -> None:
    """The page is the one at the end; it remembers what was asked and where it was found."""
    site.answers |= {"/a": status(code, Location="sub/b%20c?x=1#part"), "/sub/b%20c?x=1": page(b"there")}
    got = fetcher.get(site.url + "a", site.source())
    assert (got.outcome, got.body) == (Outcome.OK, b"there")
    assert (got.url, got.final_url) == (site.url + "a", site.url + "sub/b%20c?x=1")


def test_raw_letters_in_a_location_are_utf_8(site: Site, fetcher: Fetcher) -> None:
    """A Location with raw spaces and letters is encoded as browsers do."""
    site.answers |= {"/a": lambda asked: _location(asked, "/y gweithgor â".encode()), "/y%20gweithgor%20%C3%A2": page()}
    assert fetcher.get(site.url + "a", site.source()).outcome is Outcome.OK


def test_a_circle_ends(site: Site, fetcher: Fetcher) -> None:
    """Redirects in a circle are a REDIRECT_LOOP once an address comes again."""
    site.answers |= {"/a": status(302, Location="/b"), "/b": status(302, Location="/a")}
    got = fetcher.get(site.url + "a", site.source())
    assert got.outcome is Outcome.REDIRECT_LOOP
    assert site.paths == ["/a", "/b"]


def test_a_long_way_ends(site: Site, fetcher: Fetcher) -> None:
    """Five redirects are followed, not six."""
    site.answers |= {f"/{step}": status(302, Location=f"/{step + 1}") for step in range(6)}
    site.answers["/6"] = page()
    assert fetcher.get(site.url + "1", site.source()).outcome is Outcome.OK
    got = fetcher.get(site.url + "0", site.source())
    assert (got.outcome, got.why) == (Outcome.REDIRECT_LOOP, "more than 5 redirects")


def test_a_cookie_may_end_a_circle(site: Site, fetcher: Fetcher) -> None:
    """A site that sets a cookie and redirects to the same address is followed; the cookie is forgotten afterwards."""

    def answer(asked: Asked) -> None:
        if asked.headers["Cookie"] == "seen=1":
            asked.reply(200, b"in")
        else:
            asked.reply(302, Location="/a", Set_Cookie="seen=1; Path=/")

    site.answers["/a"] = answer
    assert fetcher.get(site.url + "a", site.source()).body == b"in"
    assert fetcher.get(site.url + "a", site.source()).body == b"in"
    assert site.paths == ["/a"] * 4


def test_a_redirect_to_a_private_address_is_refused_before_a_byte_is_sent(site: Site) -> None:
    """A public site cannot send the fetcher into a private network: the connection is closed unused."""
    with serving("127.0.0.2") as inner, fetching(is_private=lambda peer: peer == "127.0.0.2") as fetcher:
        inner.answers["*"] = page(b"secret")
        site.answers["/a"] = status(302, Location=inner.url + "b")
        for obeys_robots in (True, False):
            source = replace(site.source(obeys_robots=obeys_robots), allows_private=False)
            got = fetcher.get(site.url + "a", source)
            assert got.outcome is Outcome.PRIVATE_ADDRESS
            assert got.why.endswith("127.0.0.2 is at 127.0.0.2, a private address")
        assert inner.asked == []


def test_the_address_connected_to_is_what_counts(site: Site, fetcher: Fetcher) -> None:
    """A harmless name that resolves to loopback is refused all the same."""
    address = site.url.replace("127.0.0.1", "localhost")
    got = fetcher.get(address, replace(site.source(), allows_private=False))
    assert (got.outcome, site.asked) == (Outcome.PRIVATE_ADDRESS, [])
    assert "localhost is at 127.0.0.1" in got.why


@pytest.mark.parametrize(
    ("location", "why"),
    [
        ("ftp://127.0.0.1/a", "only http and https are asked, not ftp"),
        ("file:///etc/passwd", "only http and https are asked, not file"),
        ("http://user:secret@127.0.0.1/", "user name or password"),
        ("http://[::1/", "not an address"),
        ("http://127.0.0.1:99999/", "not an address"),
    ],
)
def test_a_redirect_to_what_we_never_ask_is_the_end(site: Site, fetcher: Fetcher, location: str, why: str) -> None:
    """Other schemes, credentials and nonsense are not asked, wherever they come from."""
    site.answers["/a"] = status(302, Location=location)
    got = fetcher.get(site.url + "a", site.source())
    assert got.outcome is Outcome.UNREACHABLE
    assert why in got.why
    assert "secret" not in got.why


def test_each_hop_obeys_the_rules_of_its_host(site: Site, fetcher: Fetcher) -> None:
    """A redirect to a host whose robots.txt says no is not followed."""
    with serving("127.0.0.2") as other:
        other.answers |= {"/robots.txt": page(b"User-agent: *\nDisallow: /b"), "/b": page()}
        site.answers["/a"] = status(302, Location=other.url + "b")
        got = fetcher.get(site.url + "a", site.source())
        assert (got.outcome, got.final_url) == (Outcome.FORBIDDEN_BY_ROBOTS, other.url + "b")
        assert other.paths == []


def test_each_hop_waits_for_the_gap_of_its_host(site: Site) -> None:
    """A redirect on the same host comes a gap after the answer that gave it."""
    clock = Clock()
    site.answers |= {"/a": status(302, Location="/b"), "/b": page()}
    with fetching(clock) as fetcher:
        fetcher.get(site.url + "a", site.source(gap_s=1.0))
    assert clock.slept == [1.0, 1.0]


def test_validators_stay_with_their_host(site: Site, fetcher: Fetcher) -> None:
    """A redirect to another host is asked without condition, one on the same host with it."""
    validators = Validators(last_modified="Mon, 07 Sep 2026 05:00:00 GMT")
    with serving("127.0.0.2") as other:
        other.answers["/c"] = page(b"new home")
        site.answers |= {"/a": status(301, Location="/b"), "/b": status(301, Location=other.url + "c")}
        assert fetcher.get(site.url + "a", site.source(), validators).body == b"new home"
        sent = dict(site.asked + other.asked)
    assert "If-Modified-Since" in sent["/b"]
    assert "If-Modified-Since" not in sent["/c"]


def test_the_endless_body_of_a_redirect_is_not_read(site: Site, fetcher: Fetcher) -> None:
    """A redirect is followed though its body never ends."""

    def answer(asked: Asked) -> None:
        asked.send_response(302)
        asked.send_header("Location", "/b")
        asked.end_headers()
        while True:
            asked.wfile.write(b"x" * 65536)

    site.answers |= {"/a": answer, "/b": page(b"there")}
    assert fetcher.get(site.url + "a", site.source()).body == b"there"
    assert fetcher.bytes_received < 1_000_000


def _location(asked: Asked, location: bytes) -> None:
    # `raw` hangs up afterwards; unannounced, the next request could go into the closing line.
    asked.raw(b"HTTP/1.1 302 Found\r\nConnection: close\r\nContent-Length: 0\r\nLocation: " + location + b"\r\n\r\n")
