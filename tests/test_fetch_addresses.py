"""Tests of fetch: addresses as they are sent, and which network addresses are private."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher.fetch.addresses import RefusedAddressError, clean_address, is_private, join, origin_of


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("http://a.test/x y.pdf", "http://a.test/x%20y.pdf"),
        ("http://a.test/x%20y+z.pdf?T=10", "http://a.test/x%20y+z.pdf?T=10"),
        ("http://a.test/x\r\n y\t.pdf", "http://a.test/x%20y.pdf"),
        (" HTTP://A.Test ", "http://a.test/"),
        ("http://a.test./x#part", "http://a.test/x"),
        ("https://a.test:8443/ŵ?q=é", "https://a.test:8443/%C5%B5?q=%C3%A9"),
        ("https://bücher.test/", "https://xn--bcher-kva.test/"),
        ("http://[2001:DB8::1]:80/", "http://[2001:db8::1]:80/"),
        ("http://a.test/100%", "http://a.test/100%25"),
        ("http://a.test/a%20b 5%off?%", "http://a.test/a%20b%205%25off?%25"),
    ],
)
def test_an_address_is_sent_percent_encoded(written: str, sent: str) -> None:
    """What pages write is sent as servers expect it, and cleaning twice changes nothing."""
    assert clean_address(written) == sent
    assert clean_address(sent) == sent


@pytest.mark.parametrize(
    "address",
    [
        "",
        "/a",
        "a.test/x",
        "mailto:a@b.test",
        "ftp://a.test/",
        "javascript:alert(1)",
        "http://",
        "http:///x",
        "http://a b.test/",
        "http://user@a.test/",
        "http://good.test\\@evil.test/",
        "http://a.test:x/",
        "http://[::1/",
        "http://a.test/\ud800",
    ],
)
def test_other_addresses_are_refused(address: str) -> None:
    """Only http and https, with a host and without credentials."""
    with pytest.raises(RefusedAddressError):
        clean_address(address)


@given(st.text())
def test_any_text_is_cleaned_or_refused(text: str) -> None:
    """Nothing that a page can write raises anything else, and what is sent is plain ASCII."""
    try:
        sent = clean_address(join("http://a.test/b/", text))
    except RefusedAddressError:
        return
    assert sent.isascii()
    assert not set(" \r\n\t") & set(sent)
    assert origin_of(sent)[2] > 0


def test_an_origin_knows_the_port_that_is_meant() -> None:
    """http means 80 and https 443, and another port is another origin."""
    assert origin_of("http://a.test/x") == ("http", "a.test", 80)
    assert origin_of("https://a.test/x") == ("https", "a.test", 443)
    assert origin_of("http://a.test:8080/x") == ("http", "a.test", 8080)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::127.0.0.1",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "nonsense",
    ],
)
def test_private_addresses_are_known_in_every_dress(address: str) -> None:
    """Private, loopback, link-local, shared, multicast, reserved, and those hidden in IPv6."""
    assert is_private(address)


@pytest.mark.parametrize("address", ["151.101.0.144", "2a04:4e42::144", "::ffff:151.101.0.144", "64:ff9b::9765:90"])
def test_public_addresses_are_not_private(address: str) -> None:
    """What anybody on the internet may be, also by way of NAT64."""
    assert not is_private(address)
