"""Addresses as they may be sent, and which network addresses are private.

Does not resolve names or connect. May import: the standard library, requests' quoting.
"""

import re
from contextlib import suppress
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, urljoin, urlsplit

from requests.utils import requote_uri

# One of these, and the libraries encode every other percent sign of the address a second time.
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_PORTS = {"http": 80, "https": 443}
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # RFC 4291: everything else is local, special or not given out
_NAT64 = IPv6Network("64:ff9b::/96")  # RFC 6052: an IPv4 address in the last four bytes

Origin = tuple[str, str, int]
"""Scheme, host and port: what robots.txt and turns belong to."""


class RefusedAddressError(Exception):
    """An address that is never asked; the message says why."""


def clean_address(address: str) -> str:
    """The address as it goes over the wire: percent-encoded, host in ASCII, without fragment.

    Real pages hold raw spaces (they become %20, never +) and line ends inside addresses (they are removed).
    Raises RefusedAddressError for anything but http and https, for a missing host and for credentials.
    """
    bare = "".join(character for character in address if character not in "\r\n\t").strip()
    try:
        parts = urlsplit(bare)
        whole = parts._replace(scheme=parts.scheme.lower(), netloc=_netloc(parts), path=parts.path or "/", fragment="")
        return requote_uri(_STRAY_PERCENT.sub("%25", whole.geturl()))
    except ValueError as error:
        raise RefusedAddressError(f"not an address: {error}") from error


def _netloc(parts: SplitResult) -> str:
    if parts.scheme.lower() not in _PORTS:
        raise RefusedAddressError(f"only http and https are asked, not {parts.scheme or 'an address without a scheme'}")
    if "@" in parts.netloc:
        raise RefusedAddressError("an address with a user name or password in it is never asked")
    host = (parts.hostname or "").rstrip(".")
    if not host or any(character.isspace() for character in host):
        raise RefusedAddressError("an address without a host")
    if not host.isascii():
        host = host.encode("idna").decode("ascii")
    if ":" in host:
        host = f"[{host}]"
    return host if parts.port is None else f"{host}:{parts.port}"


def origin_of(address: str) -> Origin:
    """Scheme, host and port of a clean address, with the port that is meant when none is written."""
    parts = urlsplit(address)
    return parts.scheme, parts.hostname or "", parts.port or _PORTS[parts.scheme]


def join(base: str, location: str) -> str:
    """Where a Location header leads. Headers are read as Latin-1; servers that send raw letters mean UTF-8."""
    with suppress(UnicodeError):  # it was what it seemed to be
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urljoin(base, location.strip())
    except ValueError:
        return location  # which clean_address refuses, with the reason


def is_private(address: str) -> bool:
    """True unless the network address is one that anybody on the internet could mean.

    Private, loopback, link-local, shared (100.64.0.0/10), multicast and reserved addresses are private, also when they
    hide in an IPv6 address (mapped, NAT64, 6to4). What cannot be read is private.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return True
    if isinstance(found, IPv6Address):
        inner = _inside(found)
        if inner is None:
            return found not in _GLOBAL_UNICAST or not found.is_global
        found = inner
    return not found.is_global or found.is_multicast or found.is_reserved


def _inside(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address carries, or None."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
