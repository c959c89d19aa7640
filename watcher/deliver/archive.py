"""A mailbox into which the relay copies all that it accepts from us, searched over IMAP for a Message-ID.

    imaps://user:password@host/Folder     the folder is INBOX if none is named; imap:// only on this machine

Does not fetch, change or keep anything: the folder is opened to read only. May import: mailbox, deliver.witnesses.
"""

import imaplib
import ssl

from watcher.deliver.witnesses import Finding, Testimony
from watcher.mailbox.accounts import parse_account
from watcher.mailbox.imap import TIMEOUT_S, connected, quoted


class ArchiveMailbox:
    """A Witness that searches a mailbox; each question is a connection of its own, for they are rare."""

    def __init__(self, url: str, *, timeout_s: float = TIMEOUT_S, tls: ssl.SSLContext | None = None) -> None:
        """Raises ConfigError if the address is none. `tls` replaces the system's trust."""
        self._account = parse_account(url, variable="WATCHER_ARCHIVE_URL")
        self._timeout_s, self._tls = timeout_s, tls

    def ask(self, message_id: str) -> Testimony:
        """See Witness."""
        where = f"the archive mailbox {self._account.name}"
        if not message_id.isascii() or '"' in message_id or "\\" in message_id or not message_id.isprintable():
            return Testimony(finding=Finding.UNKNOWN, words=f"{where} cannot be asked for such a Message-ID")
        try:
            is_there = self._search(message_id)
        except (imaplib.IMAP4.error, OSError, ValueError) as error:
            why = " ".join(str(error).split())[:200] or type(error).__name__
            return Testimony(finding=Finding.UNKNOWN, words=f"{where} could not be asked: {self._account.masked(why)}")
        finding = Finding.SEEN if is_there else Finding.NOT_SEEN
        return Testimony(finding=finding, words=f"{'found' if is_there else 'not found'} in {where}")

    def _search(self, message_id: str) -> bool:
        account = self._account
        with connected(account, timeout_s=self._timeout_s, tls=self._tls) as imap:
            answer, _ = imap.select(quoted(account.folder), readonly=True)
            if answer != "OK":
                raise imaplib.IMAP4.error(f"there is no folder {account.folder}")
            answer, found = imap.uid("SEARCH", "HEADER", "Message-ID", f'"{message_id}"')
            if answer != "OK":
                raise imaplib.IMAP4.error("the search was refused")
            return any(bool(each and each.split()) for each in found)
