"""The headers of an email: written by hand, line by line, and neutral whatever a title says.

On some Python 3.11 and 3.12 releases the library emits an encoded word of a stranger's title as a header of its own
(CVE-2024-6923), and folds long addresses into encoded words. Does not make bodies (messages does).
May import: errors, render.neutral.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from email.header import Header
from email.utils import formataddr, getaddresses, parseaddr
from urllib.parse import quote

from watcher.errors import MessageError
from watcher.render.neutral import neutral_text

MOST_SUBJECT = 200
"""A cap far above what digest writes; a template or a title may not grow a header without end."""
MOST_ADDRESS = 254
MOST_MAILBOX = 400
"""Longer ones are no mailboxes, and Python's parser of addresses recurses once for each comma."""
LINE = 76

Headers = list[tuple[str, str]]
"""Names and values, not yet folded or encoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubscribe:
    """How to leave: `url` (https, one click; only with a public base address) and `mailto` (an address).

    A letter to it has `subject`, which may hold a token.
    """

    url: str | None = None
    mailto: str | None = None
    subject: str = "unsubscribe"


def new_message_id(*parts: object, sender: str) -> str:
    """A Message-ID that follows from its parts alone: composing the same delivery again gives the same one."""
    digest = hashlib.sha256(json.dumps([str(part) for part in parts]).encode()).digest()
    name = base64.b32encode(digest[:20]).decode().lower()
    _, address = parseaddr(sender)
    return f"<{name}@{address.rpartition('@')[2] or 'localhost'}>"


def neutral_subject(subject: str) -> str:
    """One line without control characters, in which nothing could be taken for an encoded word."""
    line = neutral_text(subject)
    while "=?" in line:
        line = line.replace("=?", "= ?")
    return line[:MOST_SUBJECT].rstrip()


def list_headers(unsubscribe: Unsubscribe, archive_url: str | None) -> Headers:
    """RFC 2369 and RFC 8058: one-click only where an https address answers it."""
    ways = [unsubscribe.url, _letter(unsubscribe)]
    leave = ", ".join(f"<{way}>" for way in ways if way)
    made = [("List-Unsubscribe", leave)] if leave else []
    if unsubscribe.url:
        made.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    if archive_url:
        made.append(("List-Archive", f"<{archive_url}>"))
    return made


def _letter(unsubscribe: Unsubscribe) -> str | None:
    """RFC 6068."""
    if not unsubscribe.mailto:
        return None
    return f"mailto:{quote(unsubscribe.mailto, safe='@')}?subject={quote(unsubscribe.subject)}"


def mailbox(text: str) -> str:
    """`Name <address>` with the name quoted as needed; not yet encoded."""
    pairs = getaddresses([text]) if len(text) <= MOST_MAILBOX else []
    name, address = pairs[0] if len(pairs) == 1 else ("", "")
    is_one = address.count("@") == 1 and address.isascii() and len(address) <= MOST_ADDRESS and "=?" not in address
    if not is_one or any(ord(each) < 32 or each == " " for each in address) or "\r" in text or "\n" in text:
        raise MessageError(f"not one email address: {text[:MOST_MAILBOX]!r}")
    name = neutral_subject(name)[:100]
    if not name:
        return address
    return formataddr((name, address)) if name.isascii() else f"{name} <{address}>"


def header(name: str, value: str) -> str:
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
