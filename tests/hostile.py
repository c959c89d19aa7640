"""Titles as an attacker would write them, any number of them, and what a stranger's parser finds in the emails.

Does not assert anything.
"""

import random
import re
from collections.abc import Iterator
from email.header import decode_header, make_header
from email.parser import BytesHeaderParser

from tests import digest_cases as cases
from watcher.errors import MessageError
from watcher.render import Rendered, Unsubscribe, build_message

NAMES = (
    "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Language",
    "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Archive", "Auto-Submitted",
    "X-Auto-Response-Suppress", "Precedence",
)  # fmt: skip
"""What an email of ours has, in this order, and nothing else."""

PIECES = (
    "Bcc: all@people.example", "\r\nBcc: all@people.example", "\n\n<script>", "\r", "\n", "\0", "\x0b", "\x0c",
    "\x1b[2J", "\x85", "\u2028", "\u2029", "\u202e", "\u2066", "\u200b", "\ufeff", "\u00ad", "\ud800", "\U000e0001",
    "\t", "  ", "=?utf-8?q?=0D=0ABcc:_all@people.example?=", "=?utf-8?b?DQpCY2M6IGFAYi5j?=", "=?", "?=", "=", "?",
    "=\u200b?", "=0D=0A", "=?utf-8?q?x", "utf-8?q?x?=", "=?iso-2022-jp?b?GyRC?=", "%0d%0a", "\\r\\n", "<", ">", '"',
    "'", "(", ")", ",", ";", ":", "@", "Content-Type: text/html", "--=_", "£", "ŵ", "ŷ", "é", "\U0001f600",
    "\u0600", "Ⅷ", "ﬁ", "High needs block", "cyllideb", "SEND", " ", " ", " ", "a", "0",
)  # fmt: skip

_HEADS = BytesHeaderParser()
"""The older of Python's two parsers: the builder reads back with the other one."""


def titles(count: int, seed: int) -> Iterator[str]:
    """So many titles, the same each time: pieces that have fooled programs, any characters, now and then 5,000."""
    chance = random.Random(seed)
    for _ in range(count):
        made = "".join(_piece(chance) for _ in range(chance.choice((1, 2, 3, 5, 8, 13))))
        yield (made * 5000)[:5000] if chance.random() < 0.02 and made else made


def _piece(chance: random.Random) -> str:
    if chance.random() < 0.7:
        return chance.choice(PIECES)
    top = chance.choice((0x7F, 0xFF, 0x2FFF, 0x10FFFF))
    return "".join(chr(chance.randint(0, top)) for _ in range(chance.randint(1, 6)))


def build(subject: str, *, sender: str = "Council watcher", recipient: str = "reader@people.example") -> bytes:
    """An email with every header that we ever send, of this subject and sender's name. Raises MessageError."""
    return build_message(
        Rendered(subject=subject, text="t\n", html="<p>h</p>\n"),
        sender=f"{sender} <digest@watch.example>",
        recipient=recipient,
        message_id="<abc@watch.example>",
        date=cases.NOW,
        list_id="<council-watcher.watch.example>",
        reply_to="desk@watch.example",
        unsubscribe=Unsubscribe(url=f"https://watch.example/leave/{'t' * 52}", mailto="leave@watch.example"),
        archive_url="https://watch.example/archive/",
    )


def beyond(message: bytes) -> list[str]:
    """What two readings of the headers find that is not meant: line by line, and by Python's older parser."""
    head, _, body = message.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")]
    raw = [line.partition(b":")[0].decode("ascii", "replace") for line in lines]
    parsed = _HEADS.parsebytes(message)
    found = [f"{names}" for names in (raw, parsed.keys()) if names != list(NAMES)]
    unfolded = [re.sub(r"\r\n(?=[ \t])", "", parsed[name]) for name in ("Subject", "From")]
    if any(ord(each) < 32 for value in unfolded for each in str(make_header(decode_header(value)))):
        found.append(f"a control character in {unfolded}")
    if not body.startswith(b"--=_") or b"\n" in head.replace(b"\r\n", b""):
        found.append(f"a body that begins with {body[:40]!r}")
    return found


def attack(count: int, seed: int = 1) -> tuple[list[str], int]:
    """Send so many titles through the header builder, as the subject and as the sender's name.

    Gives what was found that should not be there, and how many names were refused: then only the subject is the title.
    """
    found: list[str] = []
    refused = 0
    for title in titles(count, seed):
        try:
            made = build(title, sender=title)
        except MessageError:
            refused += 1
            made = build(title)
        found += [f"{title[:200]!r}: {each}" for each in beyond(made)]
    return found, refused
