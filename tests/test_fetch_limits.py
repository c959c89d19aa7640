"""Tests of fetch: bodies that are too large, too short, too slow or oddly packed."""

import gzip
import time
import tracemalloc
import zlib
from collections.abc import Iterator

import pytest

from tests.fetch_server import Answer, Asked, Site, fetching, page, serving, status
from watcher.domain.publications import Outcome
from watcher.fetch import Fetcher

TEXT = b"<html>" + b"agenda item " * 5000 + b"</html>"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        site.answers["/robots.txt"] = status(404)
        yield site


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    with fetching() as fetcher:
        yield fetcher


def endless(asked: Asked) -> None:
    """100 MB without saying so first."""
    asked.send_response(200)
    asked.end_headers()
    for _ in range(1600):
        asked.wfile.write(b"x" * 65536)
    asked.close_connection = True


def test_a_huge_body_is_cut_off_and_takes_no_memory(site: Site, fetcher: Fetcher) -> None:
    """100 MB with a limit of 1 MB: TOO_LARGE, the server is hung up on, and memory stays small."""
    site.answers["/a"] = endless
    tracemalloc.start()
    got = fetcher.get(site.url + "a", site.source(max_bytes=1_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (got.outcome, got.body, got.why) == (Outcome.TOO_LARGE, b"", "larger than 1000000 bytes")
    assert fetcher.bytes_received < 1_200_000
    assert peak < 4_000_000
    assert site.cut_off.wait(5)


def test_a_body_that_says_it_is_huge_is_not_begun(site: Site, fetcher: Fetcher) -> None:
    """A Content-Length over the limit is enough."""
    site.answers["/a"] = page(b"x" * 2000)
    assert fetcher.get(site.url + "a", site.source(max_bytes=1999)).outcome is Outcome.TOO_LARGE
    assert fetcher.bytes_received == 0
    assert fetcher.get(site.url + "a", site.source(max_bytes=2000)).outcome is Outcome.OK


def test_a_bomb_counts_as_what_comes_out_of_it(site: Site, fetcher: Fetcher) -> None:
    """50 kB of gzip that become 50 MB are TOO_LARGE, and are not unpacked to find out."""
    site.answers["/a"] = page(gzip.compress(bytes(50_000_000)), Content_Encoding="gzip")
    tracemalloc.start()
    got = fetcher.get(site.url + "a", site.source(max_bytes=1_000_000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert got.outcome is Outcome.TOO_LARGE
    assert peak < 6_000_000


def test_a_packed_body_that_comes_to_nothing_has_an_end(site: Site, fetcher: Fetcher) -> None:
    """A stream of empty gzip members is limited by what came over the wire."""
    site.answers["/a"] = chunked(gzip.compress(b"") * 10_000, "gzip")
    assert fetcher.get(site.url + "a", site.source(max_bytes=100_000)).outcome is Outcome.TOO_LARGE


def raw_deflate(text: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(text) + packer.flush()


@pytest.mark.parametrize(
    ("packed", "encoding"),
    [
        (gzip.compress(TEXT), "gzip"),
        (gzip.compress(TEXT[:100]) + gzip.compress(TEXT[100:]), "x-gzip"),
        (gzip.compress(TEXT) + b"\0\0\0", "GZIP"),
        (zlib.compress(TEXT), "deflate"),
        (raw_deflate(TEXT), "deflate"),
        (TEXT, "identity"),
        (TEXT, ""),
    ],
)
def test_bodies_are_unpacked(site: Site, fetcher: Fetcher, packed: bytes, encoding: str) -> None:
    """gzip and both forms of deflate come out as the page they hold, in one piece or dripping byte by byte."""
    site.answers |= {"/a": page(packed, Content_Encoding=encoding), "/b": chunked(packed, encoding)}
    assert fetcher.get(site.url + "a", site.source()).body == TEXT
    assert fetcher.get(site.url + "b", site.source()).body == TEXT


def chunked(body: bytes, encoding: str = "", end: bytes = b"0\r\n\r\n") -> Answer:
    """The body in chunks, the first ones of a byte each."""

    def answer(asked: Asked) -> None:
        asked.send_response(200)
        asked.send_header("Transfer-Encoding", "chunked")
        asked.send_header("Content-Encoding", encoding)
        asked.end_headers()
        pieces = [body[at : at + 1] for at in range(20)] + [body[20:]]
        asked.wfile.write(b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + end)
        asked.close_connection = True

    return answer


@pytest.mark.parametrize(
    "answer",
    [
        lambda asked: asked.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<html>"),
        chunked(TEXT, end=b""),
        chunked(TEXT, end=b"fff\r\nabc"),
        page(gzip.compress(TEXT)[:-20], Content_Encoding="gzip"),
        page(zlib.compress(TEXT)[:-20], Content_Encoding="deflate"),
        page(b"not gzip at all", Content_Encoding="gzip"),
        page(b"x", Content_Encoding="deflate"),
    ],
)
def test_a_body_cut_short_is_truncated(site: Site, fetcher: Fetcher, answer: Answer) -> None:
    """A page that did not come whole is TRUNCATED and its part is not kept, also where only the packing shows it."""
    site.answers["/a"] = answer
    got = fetcher.get(site.url + "a", site.source())
    assert (got.outcome, got.body) == (Outcome.TRUNCATED, b"")
    assert got.why


def test_an_encoding_nobody_asked_for_is_an_error(site: Site, fetcher: Fetcher) -> None:
    """A body we cannot read is not a page."""
    site.answers["/a"] = page(b"...", Content_Encoding="br")
    got = fetcher.get(site.url + "a", site.source())
    assert (got.outcome, got.why) == (Outcome.HTTP_ERROR, "encoded as br, which was not asked for")


def test_an_empty_body_may_claim_any_packing(site: Site, fetcher: Fetcher) -> None:
    """Nothing, gzipped, is nothing."""
    site.answers["/a"] = page(b"", Content_Encoding="gzip")
    assert fetcher.get(site.url + "a", site.source()).outcome is Outcome.OK


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 503 no\r\n\r\n"])
def test_a_dripping_server_does_not_hold_us(site: Site, fetcher: Fetcher, head: bytes) -> None:
    """A byte now and then, in the headers or in the body, is TIMED_OUT after twice the read time-out."""

    def drip(asked: Asked) -> None:
        asked.wfile.write(head)
        while not site.cut_off.wait(0.02):
            asked.wfile.write(b"X")

    site.answers["/a"] = drip
    started = time.monotonic()
    got = fetcher.get(site.url + "a", site.source(read_timeout_s=0.15))
    assert got.outcome is Outcome.TIMED_OUT
    assert 0.25 < time.monotonic() - started < 2
    assert site.cut_off.wait(5)
