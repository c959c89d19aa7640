"""Hand a message over by SMTP, phase by phase, and say exactly where it ended.

    connect, TLS, AUTH -> MAIL -> RCPT -> on_handover() -> DATA, 354 -> content, dot, 250

aiosmtplib raises the same exception for a drop before 354, in mid-data and after the final dot, so DATA and the content
are sent one by one and the phase is recorded here: only after 354 may the server have the message. Does not retry
or decide what a deferral means (actions.send does). May import: domain, errors, aiosmtplib.
"""

import asyncio
import functools
import re
import ssl
from collections.abc import Callable
from email.utils import parseaddr

import aiosmtplib
import structlog

from watcher.deliver.answers import EXPECTED, Phase, one_line, verdict_of
from watcher.deliver.server import parse_server
from watcher.deliver.verdicts import Alone, HandedOver, Verdict
from watcher.domain.subscribers import Delivery, DeliveryState

log = structlog.get_logger()

AFTER_DOT_S = 600.0
"""RFC 5321 4.5.3.2.6: a server may think for ten minutes after the dot; an early time-out is a duplicate."""

_NOT_SAID = frozenset("<> \t\r\n\0")
"""Would end an address, or the command, within angle brackets."""

GO_AHEAD = 354
CLOSING = 421

QUIT_S = 5.0
"""Politeness at the end must not hold up the program."""


_FROM = re.compile(rb"^From:((?:[^\r\n]|\r?\n[ \t])*)", re.IGNORECASE | re.MULTILINE)


def header_sender(delivery: Delivery) -> str:
    """The address in From: where bounces go unless somebody else is told to get them."""
    found = _FROM.search(delivery.message or b"")
    return _address_in(found[1]) if found else ""


@functools.cache
def _address_in(header: bytes) -> str:
    """Of all emails of a run the same."""
    return parseaddr(re.sub(r"\r?\n", "", header.decode("ascii", "replace")))[1]


class SmtpMailer(Alone):
    """One connection, opened when needed, reused, and reopened when the server closed it. One attempt at a time."""

    def __init__(
        self,
        url: str,
        *,
        timeout_s: float = 60.0,
        after_dot_s: float = AFTER_DOT_S,
        hello_name: str | None = None,
        tls: ssl.SSLContext | None = None,
        envelope_sender: Callable[[Delivery], str] = header_sender,
    ) -> None:
        """Raises ConfigError if the address is none. `tls` replaces the system's trust (for a private authority).

        `envelope_sender` says at the moment of sending who gets the bounces; the frozen message does not say it.
        """
        super().__init__()
        self._url, self._server = url, parse_server(url)
        self._timeout_s, self._after_dot_s, self._hello_name, self._tls = timeout_s, after_dot_s, hello_name, tls
        self._envelope_sender = envelope_sender
        self._client: aiosmtplib.SMTP | None = None

    def __repr__(self) -> str:
        return f"SmtpMailer({self._server.name})"

    @property
    def relay(self) -> str:
        """`mail.example.org:587`."""
        return self._server.name

    def another(self) -> "SmtpMailer":
        """A further connection to the same server."""
        return SmtpMailer(
            self._url,
            timeout_s=self._timeout_s,
            after_dot_s=self._after_dot_s,
            hello_name=self._hello_name,
            tls=self._tls,
            envelope_sender=self._envelope_sender,
        )

    async def attempt(self, delivery: Delivery, on_handover: HandedOver) -> Verdict:
        """Try once; see Mailer."""
        if delivery.message is None:
            return Verdict(state=DeliveryState.FAILED, words="the message was deleted before it was sent")
        client = await self._enveloped(self._envelope_sender(delivery), delivery.address)
        if isinstance(client, Verdict):
            return client
        try:
            await on_handover()
        except BaseException:
            await self._tidy()  # the caller objects: the server forgets the envelope
            raise
        return await self._content(client, delivery.message)

    async def _enveloped(self, sender: str, recipient: str) -> aiosmtplib.SMTP | Verdict:
        """A connection on which sender and recipient were accepted, or why not.

        A kept connection may be dead, or at the end of its number of messages: then a new one is opened, once.
        """
        was_open = self._client is not None and self._client.is_connected
        for is_last in (False, True) if was_open else (True,):
            phase = Phase.CONNECT
            try:
                client = self._client
                if client is None or not client.is_connected:
                    client = await self._open()
                phase = Phase.MAIL
                await self._say(client, b"MAIL", b"FROM:", sender)
                phase = Phase.RCPT
                await self._say(client, b"RCPT", b"TO:", recipient)
            except EXPECTED as error:
                is_stale = isinstance(error, ConnectionError) or getattr(error, "code", None) == CLOSING
                if is_last or not is_stale:
                    return await self._ended(error, phase)
                await self._drop()
            else:
                return client
        raise AssertionError("unreachable")  # the loop returns on its last round

    async def _say(self, client: aiosmtplib.SMTP, verb: bytes, what: bytes, address: str) -> None:
        """A command with an address. (aiosmtplib's own read the address anew each time, which costs as much again.)"""
        if any(each in _NOT_SAID for each in address):
            raise ValueError(f"{address!r} cannot be said in a command")
        argument = what + b"<" + address.encode("ascii") + b">"
        answer = await client.execute_command(verb, argument, timeout=self._timeout_s)
        if not 200 <= answer.code < 300:
            raise aiosmtplib.SMTPResponseException(answer.code, answer.message)

    async def _content(self, client: aiosmtplib.SMTP, message: bytes) -> Verdict:
        """DATA, and after 354 the content. Until 354 nothing can have been delivered."""
        phase = Phase.DATA
        try:
            answer = await client.execute_command(b"DATA", timeout=self._timeout_s)
            if answer.code == GO_AHEAD and client.protocol is not None:
                phase = Phase.CONTENT
                client.protocol.write(_stuffed(message))
                answer = await client.protocol.read_response(timeout=self._after_dot_s)
            if not 200 <= answer.code < 300:
                raise aiosmtplib.SMTPDataError(answer.code, answer.message)
        except EXPECTED as error:
            return await self._ended(error, phase)
        return Verdict(state=DeliveryState.SENT, words=one_line(f"{answer.code} {answer.message}"))

    async def _ended(self, error: Exception, phase: Phase) -> Verdict:
        verdict = verdict_of(error, phase, self._server.name)
        code = getattr(error, "code", None) or 0  # what cannot be understood has a code below 200
        is_usable = 400 <= code < 600 and code != CLOSING and phase not in (Phase.CONNECT, Phase.MAIL)
        await (self._tidy() if is_usable else self._drop())
        return verdict

    async def _open(self) -> aiosmtplib.SMTP:
        server = self._server
        client = self._client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            local_hostname=self._hello_name,
            timeout=self._timeout_s,
            use_tls=server.wraps_tls,
            start_tls=server.needs_starttls,  # on loopback plain: local relays have certificates nobody can verify
            tls_context=self._tls,
        )
        await client.connect()
        if client.is_ehlo_or_helo_needed:
            try:
                await client.ehlo()
            except aiosmtplib.SMTPHeloError:
                await client.helo()
        return client

    async def _tidy(self) -> None:
        """Leave the connection as it was before MAIL, or close it."""
        try:
            if self._client is not None and self._client.is_connected:
                await self._client.rset(timeout=QUIT_S)
        except (aiosmtplib.SMTPException, OSError):
            await self._drop()

    async def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.close()
            await asyncio.sleep(0)  # lets the transport close before the loop does

    async def leave(self) -> None:
        """QUIT and close; never raises."""
        try:
            if self._client is not None and self._client.is_connected:
                await self._client.quit(timeout=QUIT_S)
        except (aiosmtplib.SMTPException, OSError) as error:
            log.debug("the server did not say goodbye", why=str(error))
        await self._drop()


def _stuffed(message: bytes) -> bytes:
    """The content as it goes over the wire (RFC 5321 4.5.2): CRLF line ends, dots doubled, a dot at the end."""
    lines = message
    # Ours are right already: then each line has one CR and one LF. (To count CRLF takes twice as long.)
    if not len(message.splitlines()) == message.count(b"\n") == message.count(b"\r"):
        lines = re.sub(rb"\r\n|\r|\n", b"\r\n", message)
    lines += b"" if lines.endswith(b"\r\n") else b"\r\n"
    if lines.startswith(b"."):
        lines = b"." + lines
    return lines.replace(b"\r\n.", b"\r\n..") + b".\r\n"
