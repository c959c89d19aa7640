"""What a mail server says became of an email of ours: for good or for now, and of which email it speaks.

By RFC 3464 where the server writes so, else by flufl.bounce (the extra `mail`), where that is installed. Pure.
Does not believe what it reads: whether the letter is about an email of ours is for deliver.verp and actions to say.
May import: flufl.bounce, the standard library.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from email import policy
from email.message import Message
from email.parser import Parser
from enum import StrEnum

MOST_WORDS = 300
MOST_TEXT = 20_000
MOST_WALKED = 60


class Severity(StrEnum):
    """What follows from a bounce."""

    HARD = "hard"
    """There is no such address (5.1.x), or it takes no mail any more (5.2.1)."""
    SOFT = "soft"
    """It did not arrive; the next one may."""
    REFUSED = "refused"
    """For what it says, or who we are (5.7.x): nothing that the recipient can mend, and a matter for the operator."""
    NONE = "none"
    """No failure: delayed, relayed, delivered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounce:
    """One report. `status` is `5.1.1` or empty; `words` are the server's, one line.

    `message_id` (with its brackets) and `return_path` are of the email that is returned, where it is.
    """

    severity: Severity
    status: str = ""
    words: str = ""
    recipient: str = ""
    message_id: str = ""
    return_path: str = ""


_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_SENDER = ("5.1.7", "5.1.8")
"""RFC 3463, 3.2: the sender's address."""
_OURS = re.compile(r"[45]\.(?:7|6)\.|[45]\.5\.|5\.3\.4")
"""RFC 3463: security and policy, content, protocol, size."""
_REPUTATION = re.compile(
    r"\b(?:spam\w*|(?:black|block)[ -]?list\w*|dmarc|spf|dkim|reputation|barracuda|dnsbl|rbl)\b", re.IGNORECASE
)
_UNKNOWN = re.compile(
    r"\b(?:no such (?:user|mailbox|recipient|address)|(?:user|recipient|mailbox|address)(?: is)? (?:unknown|not found)"
    r"|unknown (?:user|recipient|mailbox)|does(?: not|n't) exist|unrout[e]?able address)\b",
    re.IGNORECASE,
)


def severity(status: str, words: str) -> Severity:
    """Read a failure. Where the status says nothing (Exim's 5.0.0), the server's own words are read."""
    code = status
    if not code or code.endswith(".0.0"):
        said = _STATUS.search(words)
        code = said[1] if said else status
    if code in _SENDER or _OURS.match(code):
        return Severity.REFUSED
    if code == "5.2.1":
        return Severity.HARD
    if _REPUTATION.search(words):
        return Severity.REFUSED
    is_for_good = code.startswith("5.") or (not code and re.search(r"\b5[05]\d\b", words) is not None)
    if code.startswith("5.1.") or (code in ("", "5.0.0") and is_for_good and _UNKNOWN.search(words)):
        return Severity.HARD
    return Severity.SOFT


def read_bounce(message: Message, *, is_from_server: bool) -> Bounce | None:
    """What a letter reports; None if it is no report. `is_from_server`: words without form are looked through too."""
    parts = [part for part, _ in zip(_walk(message), range(MOST_WALKED), strict=False)]
    report = next((part for part in parts if part.get_content_type() == "message/delivery-status"), None)
    found = _by_form(report) if report is not None else None
    if found is None and is_from_server:
        found = _by_words(message, parts)
    if found is None:
        return None
    returned = _returned(parts)
    return replace(
        found, message_id=_field(returned, "Message-ID"), return_path=_field(returned, "Return-Path").strip("<>")
    )


def _walk(message: Message) -> Iterator[Message]:
    """Like Message.walk, without going into the email that is returned: what stands there is ours, not the server's."""
    yield message
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        return
    if message.get_content_type() == "message/delivery-status":
        return
    for part in message.get_payload():
        if isinstance(part, Message):
            yield from _walk(part)


def _by_form(report: Message) -> Bounce | None:
    """RFC 3464: a block of fields on the whole, then one for each recipient. Ours have one recipient."""
    blocks = report.get_payload()
    made = (
        [_of_recipient(each) for each in blocks[:20] if isinstance(each, Message)] if isinstance(blocks, list) else []
    )
    known = [each for each in made if each is not None]
    return next((each for each in known if each.severity is not Severity.NONE), known[0] if known else None)


def _of_recipient(block: Message) -> Bounce | None:
    action, status = _field(block, "Action").lower(), _STATUS.match(_field(block, "Status"))
    if not action:
        return None
    recipient = _field(block, "Original-Recipient") or _field(block, "Final-Recipient")
    words = _field(block, "Diagnostic-Code").partition(";")[2].strip() or _field(block, "Diagnostic-Code")
    code = status[1] if status else ""
    return Bounce(
        severity=severity(code, words) if action == "failed" else Severity.NONE,
        status=code,
        words=" ".join(f"{code} {words}".split())[:MOST_WORDS] or action,
        recipient=recipient.partition(";")[2].strip() or recipient,
    )


def _by_words(message: Message, parts: list[Message]) -> Bounce | None:
    """What others found out about how mail servers say it in their own way (qmail, Exim, Exchange ...)."""
    try:
        from flufl.bounce import all_failures
    except ImportError:
        return None
    try:
        temporary, permanent = all_failures(message)
    except Exception:  # noqa: BLE001 - forty readers of strangers' texts, none of them ours: what fails has found nothing
        return None
    addresses = sorted(each.decode("ascii", "replace") for each in permanent or temporary)
    if not addresses:
        return None
    text = " ".join(_text(parts).split())
    at = text.find(addresses[0])
    words = text[at : at + MOST_WORDS] if at >= 0 else text[:MOST_WORDS]
    status = _STATUS.search(words)
    code = status[1] if status else ""
    return Bounce(
        severity=severity(code, words) if permanent else Severity.NONE,
        status=code,
        words=words or "came back",
        recipient=addresses[0],
    )


def _text(parts: list[Message]) -> str:
    for part in parts:
        if part.get_content_type() == "text/plain":
            raw = part.get_payload(decode=True)
            if isinstance(raw, bytes):
                return raw[:MOST_TEXT].decode("utf-8", "replace")
    return ""


def _returned(parts: list[Message]) -> Message | None:
    """The headers of the email that came back, whole or headers only."""
    for part in parts[1:]:
        kind, payload = part.get_content_type(), part.get_payload()
        if kind == "message/rfc822" and isinstance(payload, list) and payload and isinstance(payload[0], Message):
            return payload[0]
        if kind in ("text/rfc822-headers", "message/rfc822-headers"):
            raw = part.get_payload(decode=True)
            text = raw if isinstance(raw, bytes) else str(payload).encode("utf-8", "replace")
            head = text[:MOST_TEXT].decode("utf-8", "replace")
            return Parser(policy=policy.compat32).parsestr(head, headersonly=True)
    return None


def _field(message: Message | None, name: str) -> str:
    value = "" if message is None else str(message.get(name, ""))[: 4 * MOST_WORDS]
    return " ".join("".join(each if each.isprintable() else " " for each in value).split())
