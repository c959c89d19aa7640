"""Sessions that check where they are connected to before they send a byte, and share no connection across policies.

A name may resolve to one address when checked and to another when used, so the check is on the connected socket.
Does not retry, redirect, keep cookies or read the environment. May import: requests, urllib3, the standard library.
"""

import socket
import ssl
from collections.abc import Callable
from http.cookiejar import DefaultCookiePolicy
from threading import Lock
from typing import NamedTuple, cast
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.util.ssl_ import create_urllib3_context

from watcher.fetch.watchdog import CURRENT

_KEPT_HOSTS = 128  # twice the threads of a poll; beyond it the connection used longest ago is closed


class PrivateAddressError(Exception):
    """The connection led to a private address; nothing was sent."""


class Policy(NamedTuple):
    """What a source may do that others may not. Each policy has connections of its own."""

    allows_private: bool
    verifies: bool


Refuses = Callable[[str], bool]
"""Whether a connection to this network address is given up."""


def _refuse_none(_: str) -> bool:
    return False


class _Watched(HTTPConnection):
    """Tells the watchdog which socket the running request is on."""

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]  # as urllib3's own does
        watch = CURRENT.get()
        if watch is not None and self.sock is not None:
            watch.begin(self.sock)
        return super().getresponse()


class _Guarded(_Watched):
    """Refuses an address once connected to it, before the first byte."""

    refuses: Refuses

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        peer = str(sock.getpeername()[0])
        if type(self).refuses(peer):
            sock.close()
            raise PrivateAddressError(f"{self.host} is at {peer}, a private address")
        return sock


class _GuardedTLS(_Guarded, HTTPSConnection):
    """The same over TLS."""

    def connect(self) -> None:
        super().connect()
        # Otherwise urllib3 warns on each request of a source with a TLS exception; ours is stated in sources.yaml,
        # with its reason, and shown in the status.
        self.is_verified = True


def _pools(refuses: Refuses) -> dict[str, type[HTTPConnectionPool]]:
    """Pools, by scheme, whose connections refuse these addresses."""
    plain = type("Plain", (_Guarded,), {"refuses": staticmethod(refuses)})
    tls = type("TLS", (_GuardedTLS,), {"refuses": staticmethod(refuses)})
    return {
        "http": type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("TLSPool", (HTTPSConnectionPool,), {"ConnectionCls": tls}),
    }


class _Adapter(HTTPAdapter):
    """One policy's connections. One TLS context serves all: requests loads the authorities anew per host (20 ms)."""

    def __init__(self, policy: Policy, refuses: Refuses) -> None:
        self._policy = policy
        self._tls: ssl.SSLContext | None = None
        self._tls_lock = Lock()
        self._kept: dict[tuple[str, str, int | None], HTTPConnectionPool] = {}
        self._kept_lock = Lock()
        self._pool_classes = _pools(refuses)
        super().__init__()

    def get_connection_with_tls_context(  # the signature is requests'
        self,
        request: requests.PreparedRequest,
        verify: object,  # noqa: ARG002 - the signature is requests'
        proxies: object = None,  # noqa: ARG002 - the signature is requests'
        cert: object = None,  # noqa: ARG002 - the signature is requests'
    ) -> HTTPConnectionPool:
        """The connections to the request's host. What is verified is the policy's business and not the caller's.

        Kept by us and not by urllib3's manager, which makes each host's connections under one lock: of 32
        threads at 100 new hosts, six stood before it on average.
        """
        parts = urlsplit(str(request.url))
        key = (parts.scheme, parts.hostname or "", parts.port)
        with self._kept_lock:
            kept = self._kept.pop(key, None)
            if kept is not None:
                self._kept[key] = kept  # at the end: the first is the one used longest ago
                return kept
        made = self._new_pool(*key)
        with self._kept_lock:
            pool = self._kept.setdefault(key, made)
            oldest = self._kept.pop(next(iter(self._kept))) if len(self._kept) > _KEPT_HOSTS else None
        if oldest is not None:
            oldest.close()
        return pool

    def _new_pool(self, scheme: str, host: str, port: int | None) -> HTTPConnectionPool:
        if scheme == "http":
            return self._pool_classes[scheme](host, port, maxsize=1)
        needs = ssl.CERT_REQUIRED if self._policy.verifies else ssl.CERT_NONE
        pool = cast("type[HTTPSConnectionPool]", self._pool_classes[scheme])
        return pool(host, port, maxsize=1, ssl_context=self._context(), cert_reqs=needs)

    def close(self) -> None:
        """Close the connections that nobody uses now."""
        with self._kept_lock:
            kept, self._kept = self._kept, {}
        for pool in kept.values():
            pool.close()

    def cert_verify(self, conn: object, url: object, verify: object, cert: object) -> None:
        """Nothing: the context of the policy has it all."""

    def _context(self) -> ssl.SSLContext:
        with self._tls_lock:
            if self._tls is None:
                context = create_urllib3_context()
                if self._policy.verifies:
                    context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)
                else:
                    context.check_hostname = False
                    context.verify_mode = ssl.CERT_NONE
                self._tls = context
            return self._tls


class _Session(requests.Session):
    """A session that keeps no cookies and leaves redirects alone."""

    def get_redirect_target(self, resp: requests.Response) -> None:  # noqa: ARG002 - the signature is requests'
        """None: to prepare the next hop, requests would first read the whole body of this one, without a limit."""
        return


def make_session(policy: Policy, is_private: Refuses) -> requests.Session:
    """A session for one policy. Safe to share between threads: it keeps nothing but idle connections."""
    session = _Session()
    session.trust_env = False
    session.headers.clear()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.adapters.clear()
    adapter = _Adapter(policy, _refuse_none if policy.allows_private else is_private)
    session.mount("http://", adapter)
    session.mount("https://", adapter)
    return session
