"""The bytes of a letter -> who wrote it, what its subject says, and whether a person or a machine wrote it.

    Bounce      a mail server says what became of an email of ours (bounces)
    AUTOMATIC   out of office, read receipts: nothing is meant by them
    PERSONAL    the rest
    UNREADABLE  nested or cut so that it cannot be told

Everything here was written by anybody: what is read is bounded, and nothing is believed (actions decide). Pure.
Does not fetch (imap does). May import: mailbox.bounces, the standard library.
"""

import re
from dataclasses import dataclass
from email import policy
from email.header import decode_header
from email.message import Message
from email.parser import BytesParser
from enum import StrEnum

from watcher.mailbox.bounces import Bounce, read_bounce

MOST_HEADER = 2000
MOST_PARTS = 60
"""Real bounces have four parts, three levels deep; a parser's time and stack grow with both."""
MOST_HEADERS = 400

_NESTS = re.compile(rb"boundary\s*=|content-type:\s*message/", re.IGNORECASE)
_WRITTEN_TO = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Failed-Recipients")
_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]\\]{1,64}@[^\s<>@,;:\"()\[\]\\]{1,253}")
_BRACKETS = re.compile(r"<([^<>]*)>")
_AWAY = re.compile(
    r"\s*(?:re:\s*)?(?:automatic reply|auto(?:matic)?[ -]?reply|auto[ -]?response|out of (?:the )?office|away from)",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    r"(?:(?:re|fwd?|aw)\s*:\s*)*(?:please\s+)?"
    r"(?:unsubscribe(?:\s+me)?|remove\s+me|opt[ -]?out|stop(?:\s+(?:these\s+)?e-?mails)?)(?:\s*,?\s*please)?[\s.!]*",
    re.IGNORECASE,
)


class LetterKind(StrEnum):
    """What a letter is."""

    BOUNCE = "bounce"
    AUTOMATIC = "automatic"
    PERSONAL = "personal"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What was read of one letter. `sender` is a bare address, or empty if there is not exactly one.

    `written_to` are headers in which the address stands to which it was sent, as they are.
    """

    kind: LetterKind
    sender: str = ""
    subject: str = ""
    written_to: tuple[str, ...] = ()
    bounce: Bounce | None = None

    @property
    def wants_to_leave(self) -> bool:
        """True if the subject says nothing but that. "Please do not unsubscribe me" is for a person to read."""
        return _LEAVE.fullmatch(self.subject) is not None


def read_letter(content: bytes) -> Letter:
    """Read a letter, or the first part of one. Never raises on any content."""
    if len(_NESTS.findall(content)) > MOST_PARTS:
        return Letter(kind=LetterKind.UNREADABLE)
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(content)
        if len(message) > MOST_HEADERS:
            return Letter(kind=LetterKind.UNREADABLE)
        return _read(message)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError):
        return Letter(kind=LetterKind.UNREADABLE)  # the library does stumble over what is broken on purpose


def _read(message: Message) -> Letter:
    sender, subject = _sender(message), header(message, "Subject")
    written_to = tuple(str(value)[:MOST_HEADER] for name in _WRITTEN_TO for value in (message.get_all(name) or [])[:20])
    bounce = read_bounce(message, is_from_server=_is_from_server(message, sender))
    if bounce is not None:
        kind = LetterKind.BOUNCE
    elif _is_automatic(message, subject):
        kind = LetterKind.AUTOMATIC
    else:
        kind = LetterKind.PERSONAL
    return Letter(kind=kind, sender=sender, subject=subject, written_to=written_to, bounce=bounce)


def header(message: Message, name: str) -> str:
    """One header as one line of text, decoded, of bounded length; empty if there is none."""
    raw = str(message.get(name, ""))[:MOST_HEADER]
    try:
        decoded = "".join(
            part.decode(charset or "ascii", "replace") if isinstance(part, bytes) else part
            for part, charset in decode_header(raw)
        )
    except (ValueError, LookupError):
        decoded = raw
    return " ".join("".join(each if each.isprintable() else " " for each in decoded).split())


def _sender(message: Message) -> str:
    """The one address in From. The library's reader is not asked: it can be led to another one (CVE-2023-27043)."""
    values = message.get_all("From") or []
    if len(values) != 1:
        return ""
    value = str(values[0])[:MOST_HEADER]
    inside = _BRACKETS.findall(value)
    found = inside or [value.strip()]
    return found[0].strip() if len(found) == 1 and _ADDRESS.fullmatch(found[0].strip()) else ""


def _is_from_server(message: Message, sender: str) -> bool:
    """The empty sender, or a name that mail servers have (RFC 3834 2; RFC 2142)."""
    local = sender.partition("@")[0].lower()
    return (
        str(message.get("Return-Path", "x")).strip() == "<>"
        or local in ("mailer-daemon", "postmaster", "microsoftexchange329e71ec88ae4615bbc36ab6ce41109e")
        or "X-Failed-Recipients" in message
    )


def _is_automatic(message: Message, subject: str) -> bool:
    """RFC 3834 5, what came before it, and receipts (RFC 8098)."""
    auto = header(message, "Auto-Submitted").lower()
    precedence = header(message, "Precedence").lower()
    return (
        (auto != "" and not auto.startswith("no"))
        or any(name in message for name in ("X-Autoreply", "X-Autorespond", "X-Autoresponder"))
        or precedence in ("auto_reply", "bulk", "junk")
        or str(message.get_param("report-type", "")).lower() == "disposition-notification"
        or _AWAY.match(subject) is not None
    )
