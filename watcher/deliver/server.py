"""An SMTP address, `smtp://user:password@host:587` or `smtps://host:465`, taken apart.

A password never shows: not in the repr, not in words, not in the log. Does not connect (smtp does). May import: errors.
"""

import ipaddress
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from watcher.errors import ConfigError, Problem

_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where mail is handed over. `wraps_tls`: TLS from the first byte; `needs_starttls`: plain text is refused."""

    host: str
    port: int
    wraps_tls: bool
    needs_starttls: bool
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """`mail.example.org:587`, for people."""
        return f"{self.host}:{self.port}"


def parse_server(url: str) -> Server:
    """Take an address apart. Raises ConfigError; its words do not repeat the address, which may hold a password."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _problem("is not an address such as smtp://user:password@mail.example.org:587") from None
    if parts.scheme not in _PORTS:
        raise _problem("must begin with smtp:// or smtps://")
    if not host:
        raise _problem("names no host")
    return Server(
        host=host,
        port=port or _PORTS[parts.scheme],
        wraps_tls=parts.scheme == "smtps",
        needs_starttls=parts.scheme == "smtp" and not is_loopback(host),
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
    )


def is_loopback(host: str) -> bool:
    """True for this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _problem(words: str) -> ConfigError:
    return ConfigError((Problem(file="environment", line=0, column=0, field="WATCHER_SMTP_URL", words=words),))
