"""Rendered -> the frozen bytes of emails, and their proof: every message is read back before it is kept.

    Letter(rendered)       once an edition: bodies encoded, headers of all its emails checked
      .addressed(...)      once a person: their headers and their lines put into place, the headers read back

What is one person's stands in the rendered text as a `blank`, which nobody else can have written. The first email of a
letter is read back whole, by the strictest parser at hand; the others by their headers and their own lines.
Does not send (deliver does). May import: domain, errors, render.
"""

import binascii
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesHeaderParser, BytesParser
from email.utils import format_datetime, getaddresses

from watcher.errors import MessageError
from watcher.render.editions import Rendered
from watcher.render.headers import Headers, Unsubscribe, header, list_headers, mailbox, neutral_subject

MOST_LINE = 998
"""RFC 5322 2.1.1."""
MOST_REFERENCES = 10

_STRICT = BytesParser(policy=policy.default)
_HEADS = BytesHeaderParser(policy=policy.compat32)


class Letter:
    """An edition as an email, but for what is one person's. Raises MessageError for what cannot be said safely.

    `sender` and `reply_to` are `Name <address>` or an address. `blank` stands in the bodies where a person's own words
    go; without one the bodies are the same for everybody.
    """

    def __init__(
        self,
        rendered: Rendered,
        *,
        sender: str,
        list_id: str,
        reply_to: str | None = None,
        archive_url: str | None = None,
        blank: str = "",
    ) -> None:
        self.subject = neutral_subject(rendered.subject)
        self._rendered, self._blank, self._archive_url = rendered, blank, archive_url
        self._head: Headers = [("From", mailbox(sender))]
        self._answer: Headers = [("Reply-To", mailbox(reply_to))] if reply_to else []
        self._list_id = list_id
        mark = hashlib.sha256(f"{rendered.text}\0{rendered.html}".encode("utf-8", "replace")).hexdigest()[:32]
        self._boundary = f"=_{mark}"
        self._text, self._html = _pieces(rendered.text, blank), _pieces(rendered.html, blank)
        self._is_proved = False
        self._kept: dict[tuple[str, str], str] = {}

    def addressed(
        self,
        *,
        recipient: str,
        message_id: str,
        date: datetime,
        unsubscribe: Unsubscribe | None = None,
        references: Sequence[str] = (),
        own: str = "",
    ) -> bytes:
        """One person's email with CRLF line ends, in ASCII. `own` takes the blank's place; `date` is aware.

        `references` are Message-IDs of earlier emails on the same matter, the nearest first. Raises MessageError if
        what is read back is not what was meant.
        """
        if date.tzinfo is None:
            raise MessageError("the date of a message must be aware")
        meant = self._meant(recipient, message_id, date, unsubscribe or Unsubscribe(), references)
        head = "\r\n".join(self._lines(meant))
        body = "\r\n".join(self._body(own))
        message = f"{head}\r\n\r\n{body}\r\n".encode("ascii")
        self._prove(message, meant, own)
        return message

    def _meant(
        self, recipient: str, message_id: str, date: datetime, unsubscribe: Unsubscribe, references: Sequence[str]
    ) -> Headers:
        earlier = list(dict.fromkeys(references))[:MOST_REFERENCES]
        return [
            *self._head,
            ("To", mailbox(recipient)),
            *self._answer,
            ("Subject", self.subject),
            ("Date", format_datetime(date.astimezone(UTC))),
            ("Message-ID", message_id),
            *([("In-Reply-To", earlier[0]), ("References", " ".join(reversed(earlier)))] if earlier else []),
            ("MIME-Version", "1.0"),
            ("Content-Type", f'multipart/alternative; boundary="{self._boundary}"'),
            ("Content-Language", "en-GB"),
            ("List-Id", self._list_id),
            *list_headers(unsubscribe, self._archive_url),
            ("Auto-Submitted", "auto-generated"),
            ("X-Auto-Response-Suppress", "All"),
            ("Precedence", "bulk"),
        ]

    def _lines(self, meant: Headers) -> list[str]:
        """Folded and encoded; what all emails of the letter have in common only once."""
        lines = []
        for name, value in meant:
            if (name, value) not in self._kept:
                made = header(name, value)
                if name in _PERSONAL:
                    lines.append(made)
                    continue
                self._kept[name, value] = made
            lines.append(self._kept[name, value])
        return lines

    def _body(self, own: str) -> list[str]:
        made: list[str] = []
        for kind, pieces in (("plain", self._text), ("html", self._html)):
            made += [
                f"--{self._boundary}",
                f'Content-Type: text/{kind}; charset="utf-8"',
                "Content-Transfer-Encoding: quoted-printable",
                "",
                *(_encoded(piece.replace(self._blank, own)) if is_own else piece for piece, is_own in pieces),
            ]
        return [*made, f"--{self._boundary}--"]

    def _prove(self, message: bytes, meant: Headers, own: str) -> None:
        if self._is_proved:
            opening = f"--{self._boundary}\r\n"
            # What ends the headers too early or too late is seen without the bodies, which would take most of the time.
            _read_heads(message[: message.index(opening.encode("ascii")) + len(opening)], meant, opening)
            return
        _read_back(message, meant, self.filled(own))
        self._is_proved = True

    def filled(self, own: str) -> tuple[str, str]:
        """Text and page with a person's own words in their place."""
        text, html = self._rendered.text, self._rendered.html
        return (text.replace(self._blank, own), html.replace(self._blank, own)) if self._blank else (text, html)


_PERSONAL = frozenset({"To", "Message-ID", "In-Reply-To", "References", "List-Unsubscribe", "Date"})


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
    """One email of its own. Raises MessageError if what is read back is not what was meant."""
    letter = Letter(rendered, sender=sender, list_id=list_id, reply_to=reply_to, archive_url=archive_url)
    return letter.addressed(recipient=recipient, message_id=message_id, date=date, unsubscribe=unsubscribe)


def _pieces(body: str, blank: str) -> list[tuple[str, bool]]:
    """The body in pieces: what is the same for all is encoded, lines with the blank in them are left as they are.

    Quoted-printable is written line by line, so that pieces of whole lines are encoded as the whole would be.
    """
    pieces: list[tuple[str, bool]] = []
    common: list[str] = []
    for line in body.rstrip("\n").splitlines():
        if blank and blank in line:
            pieces += [(_encoded("\r\n".join(common)), False)] if common else []
            pieces.append((line, True))
            common = []
        else:
            common.append(line)
    return [*pieces, *([(_encoded("\r\n".join(common)), False)] if common or not pieces else [])]


def _encoded(lines: str) -> str:
    # Python breaks long lines as the first line ends: without one it would be by a bare LF.
    return binascii.b2a_qp(f"{lines}\r\n".encode("utf-8", "replace"), istext=True).decode("ascii").removesuffix("\r\n")


def _read_back(message: bytes, meant: Headers, bodies: tuple[str, str]) -> None:
    """The header names and values are exactly the ones meant, each once, and both parts say what they should."""
    parsed = _STRICT.parsebytes(message)
    assert isinstance(parsed, EmailMessage)
    _expect_names(parsed.keys(), meant)
    for name, value in meant:
        read = parsed[name]  # read anew each time it is asked for
        if _same(str(read)) != _same(value):
            raise MessageError(f"the header {name} reads back as {str(read)!r}")
        if name in ("From", "To", "Reply-To") and len(read.addresses) != 1:
            raise MessageError(f"the header {name} has not exactly one address")
    parts = [_body(part.get_content()) for part in parsed.iter_parts()]
    if parts != [_body(each) for each in bodies]:
        raise MessageError("the parts do not read back as they were written")
    if max(map(len, message.split(b"\r\n"))) > MOST_LINE:
        raise MessageError("a line of the message is too long")


def _read_heads(message: bytes, meant: Headers, opening: str) -> None:
    """The same of the headers of a further email, whose bodies were proved with the first one's.

    Its own ones (all in ASCII) are compared by value, those of all emails by their names: their lines are the same.
    """
    parsed = _HEADS.parsebytes(message)
    _expect_names(parsed.keys(), meant)
    for name, value in meant:
        if name in _PERSONAL and _same(str(parsed[name])) != _same(value):
            raise MessageError(f"the header {name} reads back as {str(parsed[name])!r}")
    if len(getaddresses([str(parsed["To"])])) != 1:
        raise MessageError("the header To has not exactly one address")
    if not str(parsed.get_payload()).startswith(opening):
        raise MessageError("the body does not begin where the headers end")


def _expect_names(names: Sequence[str], meant: Headers) -> None:
    if list(names) != [name for name, _ in meant]:
        raise MessageError(f"the headers read back as {', '.join(names)}")


def _same(value: str) -> str:
    return " ".join(value.replace('"', "").split())


def _body(text: str) -> list[str]:
    return text.rstrip("\n").splitlines()
