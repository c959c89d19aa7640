"""A mailbox over IMAP (RFC 3501): which letters lie there, the first part of one, and the mark that it was dealt with.

Letters are looked at without marking them (BODY.PEEK) and only their first 256 KB are fetched: what comes to a mailbox
is written by anybody. Does not understand letters (letters does). May import: errors, mailbox.accounts.
"""

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from watcher.errors import MailboxError
from watcher.mailbox.accounts import Account

TIMEOUT_S = 30.0
MOST_BYTES = 256 * 1024
"""Of one letter. A bounce that returns a whole digest has about 120 KB."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """A letter that lies in a mailbox; `is_seen` if a person, or this program, has opened or marked it."""

    uid: int
    is_seen: bool


@contextmanager
def connected(
    account: Account, *, timeout_s: float = TIMEOUT_S, tls: ssl.SSLContext | None = None
) -> Iterator[imaplib.IMAP4]:
    """A connection, logged in. The server's certificate is verified; `tls` replaces the system's trust.

    Raises OSError and imaplib's errors, whose words may repeat a password (Account.masked).
    """
    if account.is_tls:
        context = tls or ssl.create_default_context()
        imap: imaplib.IMAP4 = imaplib.IMAP4_SSL(account.host, account.port, ssl_context=context, timeout=timeout_s)
    else:
        imap = imaplib.IMAP4(account.host, account.port, timeout=timeout_s)
    try:
        imap.login(account.user, account.password)
        yield imap
    finally:
        with suppress(imaplib.IMAP4.error, OSError):
            imap.logout()
        with suppress(OSError):
            imap.shutdown()  # whatever became of the goodbye


def quoted(text: str) -> str:
    """A quoted string of IMAP."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class Box:
    """A folder that is open. Every method raises MailboxError, in words for people."""

    def __init__(self, imap: imaplib.IMAP4, account: Account) -> None:
        self._imap, self._account = imap, account
        self._ask("open the folder", lambda: imap.select(quoted(account.folder)))
        self.validity = _number(imap.response("UIDVALIDITY")[1])
        """Numbers of letters hold as long as this does (RFC 3501 2.3.1.1)."""

    def lying(self, since: datetime) -> tuple[Lying, ...]:
        """The letters that came on or after this day, the oldest first."""
        day = f"{since.day:02d}-{_MONTHS[since.month - 1]}-{since.year}"
        lying = self._uids("UNDELETED", "SINCE", day)
        unseen = set(self._uids("UNDELETED", "UNSEEN", "SINCE", day))
        return tuple(Lying(uid=uid, is_seen=uid not in unseen) for uid in sorted(lying))

    def letter(self, uid: int) -> bytes | None:
        """The first part of a letter; None if it is not there any more."""
        wanted = f"(BODY.PEEK[]<0.{MOST_BYTES}>)"
        for each in self._ask("give a letter", lambda: self._imap.uid("FETCH", str(uid), wanted)):
            if isinstance(each, tuple) and len(each) > 1 and isinstance(each[1], bytes):
                return each[1][:MOST_BYTES]
        return None

    def mark_seen(self, uid: int) -> None:
        """Show people who open the mailbox that this letter was dealt with."""
        self._ask("mark a letter", lambda: self._imap.uid("STORE", str(uid), "+FLAGS.SILENT", "(\\Seen)"))

    def _uids(self, *criteria: str) -> list[int]:
        found = self._ask("search", lambda: self._imap.uid("SEARCH", *criteria))
        words = b" ".join(each for each in found if isinstance(each, bytes)).split()
        return [int(word) for word in words if word.isdigit()]

    def _ask(self, what: str, command: Callable[[], tuple[str, list[Any]]]) -> list[Any]:
        with _troubles(self._account):
            answer, found = command()
            if answer != "OK":
                said = found[0].decode("ascii", "replace") if found and isinstance(found[0], bytes) else answer
                raise imaplib.IMAP4.error(f"it would not {what}: {said}")
            return found


@contextmanager
def opened(account: Account, *, timeout_s: float = TIMEOUT_S, tls: ssl.SSLContext | None = None) -> Iterator[Box]:
    """The account's folder. Raises MailboxError for whatever is wrong with the mailbox."""
    with ExitStack() as closing:
        with _troubles(account):
            imap = closing.enter_context(connected(account, timeout_s=timeout_s, tls=tls))
            box = Box(imap, account)
        yield box


@contextmanager
def _troubles(account: Account) -> Iterator[None]:
    try:
        yield
    except (imaplib.IMAP4.error, OSError, ValueError) as error:
        why = account.masked(" ".join(str(error).split())[:200]) or type(error).__name__
        raise MailboxError(f"The mailbox {account.name} cannot be read: {why}") from None


def _number(found: list[bytes | None] | None) -> int:
    match = re.search(rb"\d+", (found or [None])[0] or b"")
    return int(match[0]) if match else 0
