"""An IMAP address, `imaps://user:password@host/Folder`, taken apart.

A password never shows: not in the repr, not in words. Does not connect (imap does). May import: config, errors.
"""

from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from watcher.config import is_loopback
from watcher.errors import ConfigError, Problem

_PORTS = {"imaps": 993, "imap": 143}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A folder of a mailbox, and how to get there."""

    host: str
    port: int
    is_tls: bool
    folder: str
    user: str = field(repr=False)
    password: str = field(repr=False)

    @property
    def name(self) -> str:
        """`INBOX at imap.example.org`, for people."""
        return f"{self.folder} at {self.host}"

    def masked(self, words: str) -> str:
        """Words of a server, which may repeat what it was told, without the password."""
        return words.replace(self.password, "***") if self.password else words


def parse_account(url: str, *, variable: str) -> Account:
    """Take an address apart; the folder is INBOX if none is named, and plain `imap://` is for this machine only.

    Raises ConfigError; its words do not repeat the address, which holds a password.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or parts.scheme not in _PORTS:
        raise _problem(variable, "must be like imaps://user:password@imap.example.org/Folder")
    if parts.scheme == "imap" and not is_loopback(url):
        raise _problem(variable, "must begin with imaps:// (plain imap:// is for this machine only)")
    return Account(
        host=host,
        port=port or _PORTS[parts.scheme],
        is_tls=parts.scheme == "imaps",
        folder=unquote(parts.path.strip("/")) or "INBOX",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def _problem(variable: str, words: str) -> ConfigError:
    return ConfigError((Problem(file="environment", line=0, column=0, field=variable, words=words),))
