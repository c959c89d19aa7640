"""Rendered -> the frozen bytes of one email, and its proof: every message is read back before it is kept.

Headers are written here by hand, line by line: on some Python 3.11 and 3.12 releases the library emits an encoded word
of a stranger's title as a header of its own (CVE-2024-6923), and folds long addresses into encoded words.
Does not send (deliver does). May import: domain, errors, render.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.header import Header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime, formataddr, getaddresses, parseaddr

from watcher.errors import MessageError
from watcher.render.editions import Rendered
from watcher.render.neutral import neutral_text

MOST_SUBJECT = 200
"""A cap far above what digest writes; a template or a title may not grow a header without end."""
MOST_ADDRESS = 254
LINE = 76
MOST_LINE = 998
"""RFC 5322 2.1.1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubscribe:
    """How to leave: `url` (https, one click; only with a public base address) and `mailto` (an address)."""

    url: str | None = None
    mailto: str | None = None


def new_message_id(*parts: object, sender: str) -> str:
    """A Message-ID that follows from its parts alone: composing the same delivery again gives the same one."""
    digest = hashlib.sha256(json.dumps([str(part) for part in parts]).encode()).digest()
    name = base64.b32encode(digest[:20]).decode().lower()
    _, address = parseaddr(sender)
    return f"<{name}@{address.rpartition('@')[2] or 'localhost'}>"


def build_message(
    rendered: Rendered,
    *,
    sender: str,
    recipient: str,
    message_id: str,
    date: datetime,
    list_id: str,
    reply_to: str | None = None,
    unsubscribe: Unsubscribe | None = None,
    archive_url: str | None = None,
) -> bytes:
    """The message with CRLF line ends, in ASCII. Raises MessageError if what is read back is not what was meant.

    `sender` and `reply_to` are `Name <address>` or an address; `recipient` is an address; `date` is aware.
    """
    if date.tzinfo is None:
        raise MessageError("the date of a message must be aware")
    boundary = f"=_{hashlib.sha256(message_id.encode()).hexdigest()[:32]}"
    meant = [
        ("From", _mailbox(sender)),
        ("To", _mailbox(recipient)),
        *([("Reply-To", _mailbox(reply_to))] if reply_to else []),
        ("Subject", neutral_subject(rendered.subject)),
        ("Date", format_datetime(date.astimezone(UTC))),
        ("Message-ID", message_id),
        ("MIME-Version", "1.0"),
        ("Content-Type", f'multipart/alternative; boundary="{boundary}"'),
        ("Content-Language", "en-GB"),
        ("List-Id", list_id),
        *_list_headers(unsubscribe or Unsubscribe(), archive_url),
        ("Auto-Submitted", "auto-generated"),
        ("X-Auto-Response-Suppress", "All"),
        ("Precedence", "bulk"),
    ]
    lines = [_header(name, value) for name, value in meant]
    message = "\r\n".join([*lines, "", *_parts(rendered, boundary), ""]).encode("ascii")
    _read_back(message, meant, rendered)
    return message


def neutral_subject(subject: str) -> str:
    """One line without control characters, in which nothing could be taken for an encoded word."""
    line = neutral_text(subject)
    while "=?" in line:
        line = line.replace("=?", "= ?")
    return line[:MOST_SUBJECT].rstrip()


def _list_headers(unsubscribe: Unsubscribe, archive_url: str | None) -> list[tuple[str, str]]:
    """RFC 2369 and RFC 8058: one-click only where an https address answers it."""
    ways = [unsubscribe.url, f"mailto:{unsubscribe.mailto}?subject=unsubscribe" if unsubscribe.mailto else None]
    leave = ", ".join(f"<{way}>" for way in ways if way)
    made = [("List-Unsubscribe", leave)] if leave else []
    if unsubscribe.url:
        made.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    if archive_url:
        made.append(("List-Archive", f"<{archive_url}>"))
    return made


def _mailbox(text: str) -> str:
    """`Name <address>` with the name quoted as needed; not yet encoded."""
    pairs = getaddresses([text])
    name, address = pairs[0] if len(pairs) == 1 else ("", "")
    is_one = address.count("@") == 1 and address.isascii() and len(address) <= MOST_ADDRESS
    if not is_one or any(ord(each) < 32 or each == " " for each in address) or "\r" in text or "\n" in text:
        raise MessageError(f"not one email address: {text!r}")
    name = neutral_subject(name)[:100]
    if not name:
        return address
    return formataddr((name, address)) if name.isascii() else f"{name} <{address}>"


def _header(name: str, value: str) -> str:
    """One header, folded between words; what is not ASCII becomes encoded words (RFC 2047)."""
    if any(ord(each) < 32 or ord(each) == 127 for each in value):
        raise MessageError(f"a control character in the header {name}")
    if value.isascii():
        return _folded(f"{name}: {value}")
    head, bracket, address = value.rpartition(" <") if name != "Subject" else (value, "", "")
    encoded = Header(head or value, "utf-8", header_name=name, maxlinelen=LINE).encode(linesep="\r\n")
    return f"{name}: {encoded}" + (f"\r\n <{address}" if bracket else "")


def _folded(line: str) -> str:
    lines = [""]
    for word in line.split(" "):
        candidate = f"{lines[-1]} {word}" if lines[-1] else word
        if len(candidate) > LINE and lines[-1] and word and len(lines[-1].split(" ")) > 1:
            lines.append(f" {word}")
        else:
            lines[-1] = candidate
    return "\r\n".join(lines)


def _parts(rendered: Rendered, boundary: str) -> Sequence[str]:
    made: list[str] = []
    for kind, body in (("plain", rendered.text), ("html", rendered.html)):
        made += [
            f"--{boundary}",
            f'Content-Type: text/{kind}; charset="utf-8"',
            "Content-Transfer-Encoding: quoted-printable",
            "",
            _quoted_printable(body),
        ]
    return [*made, f"--{boundary}--"]


def _quoted_printable(body: str) -> str:
    lines = "\r\n".join(body.rstrip("\n").splitlines())
    return binascii.b2a_qp(lines.encode("utf-8", "replace"), istext=True).decode("ascii")


def _read_back(message: bytes, meant: Sequence[tuple[str, str]], rendered: Rendered) -> None:
    """The header names and values are exactly the ones meant, each once, and both parts say what they should."""
    parsed = BytesParser(policy=policy.default).parsebytes(message)
    assert isinstance(parsed, EmailMessage)
    names = [name for name, _ in parsed.items()]
    if names != [name for name, _ in meant]:
        raise MessageError(f"the headers read back as {', '.join(names)}")
    for name, value in meant:
        if _same(str(parsed[name])) != _same(value):
            raise MessageError(f"the header {name} reads back as {str(parsed[name])!r}")
    for name in ("From", "To", "Reply-To"):
        if name in parsed and len(parsed[name].addresses) != 1:
            raise MessageError(f"the header {name} has not exactly one address")
    parts = [part.get_content() for part in parsed.iter_parts()]
    if [_body(each) for each in parts] != [_body(rendered.text), _body(rendered.html)]:
        raise MessageError("the parts do not read back as they were written")
    if max(map(len, message.split(b"\r\n"))) > MOST_LINE:
        raise MessageError("a line of the message is too long")


def _same(value: str) -> str:
    return " ".join(value.replace('"', "").split())


def _body(text: str) -> list[str]:
    return text.rstrip("\n").splitlines()
