"""What a server answered, or that it did not, read with the phase in which it was: a Verdict.

The same class and code mean different things at MAIL and at RCPT, and only what came after 354 can leave a doubt. Pure.
Does not talk (smtp does) or decide what follows (actions do). May import: domain, aiosmtplib for its errors.
"""

import errno
import re
import socket
from enum import StrEnum

import aiosmtplib

from watcher.deliver.verdicts import MOST_WORDS, Verdict
from watcher.domain.subscribers import DeliveryState

EXPECTED = (aiosmtplib.SMTPException, OSError, ValueError)
"""What may go wrong with a server: an answer, the connection, an address that cannot be said."""


class Phase(StrEnum):
    """How far one attempt got, in words for people."""

    CONNECT = "connecting"
    MAIL = "at MAIL"
    RCPT = "at RCPT"
    DATA = "at DATA"
    CONTENT = "after the content"


_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
"""RFC 2034: the enhanced code is the first word of the answer."""

_ERRNO = re.compile(r"\[Errno (\d+)\]")
_NO_WAY = frozenset((errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.ECONNREFUSED))

_OF_ALL = (421, 530, 535)
"""Closing, TLS wanted, login refused: said of us, not of one recipient (RFC 5321, 3207, 4954)."""

_ABOUT_SENDER = ("5.1.7", "5.1.8")
"""RFC 3463, 3.2: the sender's address, which some servers judge at RCPT only."""


def verdict_of(error: Exception, phase: Phase, server: str) -> Verdict:
    """Read what went wrong in a phase. `server` is its name, for words about the connection."""
    code = getattr(error, "code", None)
    words = one_line(f"{phase}: {_said(error)}")
    if phase is Phase.CONNECT:
        words = _unreached(error, *server.rsplit(":", 1)) or f"{server} {words}"
        return Verdict(state=DeliveryState.DEFERRED, words=words, is_sender_fault=True)
    if code is None or not 400 <= code < 600:
        return _without_answer(error, phase, words, server)
    status = _status(error)
    if code in _OF_ALL or phase is Phase.MAIL:
        # 421 after a recipient or a message was named may be about them: whoever asks next will show.
        is_doubtful = phase is not Phase.MAIL or code not in _OF_ALL
        return Verdict(state=DeliveryState.DEFERRED, words=words, is_sender_fault=True, is_doubtful=is_doubtful)
    if code < 500:
        return Verdict(state=DeliveryState.DEFERRED, words=words)
    is_gone = phase is Phase.RCPT and _is_no_address(status, words)
    is_refusal = not is_gone and (phase is not Phase.RCPT or status.startswith("5.7.") or status in _ABOUT_SENDER)
    return Verdict(state=DeliveryState.FAILED, words=words, is_gone=is_gone, is_refusal=is_refusal)


def _unreached(error: Exception, host: str, port: str = "") -> str:
    """Why there was no server, in plain words; empty if there was one, or where only Python has words for it."""
    cause, place = error.__cause__, f"{host} port {port}"
    if not isinstance(error, aiosmtplib.SMTPConnectError):
        return ""
    if isinstance(error, aiosmtplib.SMTPConnectTimeoutError):
        return f"nobody answers at {place}"
    if isinstance(cause, socket.gaierror):
        is_known_unknown = cause.errno in (socket.EAI_NONAME, socket.EAI_NODATA)
        return f"no host is called {host}" if is_known_unknown else f"{host} could not be looked up: {cause.strerror}"
    if isinstance(cause, ConnectionResetError | aiosmtplib.SMTPServerDisconnected):
        return f"{place} hung up at once"
    # A host of several addresses fails with the words of all, and without a number of its own.
    numbers = {int(each) for each in _ERRNO.findall(str(cause))} if isinstance(cause, OSError) else set()
    if numbers == {errno.ECONNREFUSED}:
        return f"nobody listens at {place}"
    if numbers and numbers <= _NO_WAY:
        return f"there is no way to {place} from here: is there a network?"
    return ""


def _without_answer(error: Exception, phase: Phase, words: str, server: str) -> Verdict:
    if phase is Phase.CONTENT:
        lost = f"the connection ended {words}: the server may have the message"
        return Verdict(state=DeliveryState.AMBIGUOUS, words=lost)
    if isinstance(error, ValueError):  # an address that cannot be said is the recipient's
        return Verdict(state=DeliveryState.FAILED, words=f"{server} {words}")
    is_doubtful = phase is not Phase.MAIL
    return Verdict(
        state=DeliveryState.DEFERRED, words=f"{server} {words}", is_sender_fault=True, is_doubtful=is_doubtful
    )


def _is_no_address(status: str, words: str) -> bool:
    """5.1.x says that there is no such address, unless it is the sender's that is meant."""
    return status.startswith("5.1.") and status not in _ABOUT_SENDER and "sender" not in words.lower()


def _status(error: Exception) -> str:
    found = _STATUS.match(str(getattr(error, "message", "")))
    return found[1] if found else ""


def _said(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return f"{error.code} the server did not accept our login"  # some servers echo what was sent
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}"
    return str(error) or type(error).__name__


def one_line(text: str) -> str:
    """One printable line of bounded length."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:MOST_WORDS]
