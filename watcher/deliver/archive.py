"""A mailbox into which the relay copies all that it accepts from us, searched over IMAP for a Message-ID.

    imaps://user:password@host/Folder     the folder is INBOX if none is named; imap:// only on this machine

Does not fetch, change or keep anything: the folder is opened to read only. May import: errors, deliver.witnesses.
"""

import imaplib
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from watcher.deliver.server import is_loopback
from watcher.deliver.witnesses import Finding, Testimony
from watcher.errors import ConfigError, Problem

TIMEOUT_S = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """An IMAP address, taken apart."""

    host: str
    port: int
    is_tls: bool
    folder: str
    user: str = field(repr=False)
    password: str = field(repr=False)


def parse_mailbox(url: str) -> Mailbox:
    """Take an address apart. Raises ConfigError; its words do not repeat the address, which holds a password."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or parts.scheme not in ("imap", "imaps"):
        raise _problem("must be like imaps://user:password@imap.example.org/Folder")
    if parts.scheme == "imap" and not is_loopback(host):
        raise _problem("must begin with imaps:// (plain imap:// is for this machine only)")
    return Mailbox(
        host=host,
        port=port or (993 if parts.scheme == "imaps" else 143),
        is_tls=parts.scheme == "imaps",
        folder=unquote(parts.path.strip("/")) or "INBOX",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


class ArchiveMailbox:
    """A Witness that searches a mailbox; each question is a connection of its own, for they are rare."""

    def __init__(self, url: str, *, timeout_s: float = TIMEOUT_S, tls: ssl.SSLContext | None = None) -> None:
        """Raises ConfigError if the address is none. `tls` replaces the system's trust."""
        self._mailbox, self._timeout_s, self._tls = parse_mailbox(url), timeout_s, tls

    def ask(self, message_id: str) -> Testimony:
        """See Witness."""
        where = f"the archive mailbox {self._mailbox.folder} at {self._mailbox.host}"
        if not message_id.isascii() or '"' in message_id or "\\" in message_id or not message_id.isprintable():
            return Testimony(finding=Finding.UNKNOWN, words=f"{where} cannot be asked for such a Message-ID")
        try:
            is_there = self._search(message_id)
        except (imaplib.IMAP4.error, OSError, ValueError) as error:
            why = " ".join(str(error).split())[:200] or type(error).__name__
            return Testimony(finding=Finding.UNKNOWN, words=f"{where} could not be asked: {self._masked(why)}")
        finding = Finding.SEEN if is_there else Finding.NOT_SEEN
        return Testimony(finding=finding, words=f"{'found' if is_there else 'not found'} in {where}")

    def _search(self, message_id: str) -> bool:
        box = self._mailbox
        connect: Callable[[], imaplib.IMAP4] = (
            (
                lambda: imaplib.IMAP4_SSL(
                    box.host, box.port, ssl_context=self._tls or ssl.create_default_context(), timeout=self._timeout_s
                )
            )
            if box.is_tls
            else (lambda: imaplib.IMAP4(box.host, box.port, timeout=self._timeout_s))
        )
        with connect() as imap:
            imap.login(box.user, box.password)
            answer, _ = imap.select(f'"{_quoted(box.folder)}"', readonly=True)
            if answer != "OK":
                raise imaplib.IMAP4.error(f"there is no folder {box.folder}")
            answer, found = imap.uid("SEARCH", "HEADER", "Message-ID", f'"{message_id}"')
            if answer != "OK":
                raise imaplib.IMAP4.error("the search was refused")
            return any(bool(each and each.split()) for each in found)

    def _masked(self, words: str) -> str:
        password = self._mailbox.password
        return words.replace(password, "***") if password else words


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _problem(words: str) -> ConfigError:
    return ConfigError((Problem(file="environment", line=0, column=0, field="WATCHER_ARCHIVE_URL", words=words),))
