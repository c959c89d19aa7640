"""Tests of fetch: certificates."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.fetch_server import Site, fetching, page, serving
from watcher.domain.publications import Outcome


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(tls=True) as site:
        site.answers["*"] = page(b"secret")
        yield site


def test_a_certificate_nobody_signed_is_refused(site: Site) -> None:
    """A self-signed certificate is TLS_FAILED, in words, and nothing was asked."""
    with fetching() as fetcher:
        got = fetcher.get(site.url, site.source())
    assert got.outcome is Outcome.TLS_FAILED
    assert got.why == "robots.txt: self-signed certificate"
    assert site.asked == []


def test_an_exception_is_for_its_source_alone(site: Site) -> None:
    """A source with a stated TLS exception is read; another one of the same host is not, before or after."""
    strict = site.source(obeys_robots=False)
    excused = replace(strict, tls_exception="the council's chain lacks an intermediate certificate")
    with fetching() as fetcher:
        got = [fetcher.get(site.url, source) for source in (strict, excused, strict, excused)]
    assert [page.outcome for page in got] == [Outcome.TLS_FAILED, Outcome.OK] * 2
    assert len(site.asked) == 2


def test_https_on_a_port_of_http_is_a_failure_of_tls() -> None:
    """A server that answers plain text where TLS is expected is TLS_FAILED."""
    with serving() as plain, fetching() as fetcher:
        got = fetcher.get(plain.url.replace("http:", "https:"), plain.source())
    assert got.outcome is Outcome.TLS_FAILED


def test_the_guard_also_stands_before_tls(site: Site) -> None:
    """A private address is refused before the handshake."""
    with fetching() as fetcher:
        got = fetcher.get(site.url, replace(site.source(), allows_private=False))
    assert got.outcome is Outcome.PRIVATE_ADDRESS
