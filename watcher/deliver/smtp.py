"""Hand a message over by SMTP, phase by phase, and say exactly where it ended.

    connect, TLS, AUTH -> MAIL -> RCPT -> on_handover() -> DATA, 354 -> content, dot, 250

aiosmtplib raises the same exception for a drop before 354, in mid-data and after the final dot, so DATA and the content
are sent one by one and the phase is recorded here: only after 354 may the server have the message. Does not retry
or decide what a deferral means (actions.send does). May import: domain, errors, aiosmtplib.
"""

import asyncio
import re
import ssl
from collections.abc import Callable
from email import policy
from email.parser import BytesHeaderParser
from email.utils import parseaddr

import aiosmtplib
import structlog

from watcher.deliver.answers import EXPECTED, Phase, one_line, verdict_of
from watcher.deliver.server import parse_server
from watcher.deliver.verdicts import Verdict
from watcher.domain.subscribers import Delivery, DeliveryState

log = structlog.get_logger()

AFTER_DOT_S = 600.0
"""RFC 5321 4.5.3.2.6: a server may think for ten minutes after the dot; an early time-out is a duplicate."""

GO_AHEAD = 354
CLOSING = 421

QUIT_S = 5.0
"""Politeness at the end must not hold up the program."""


def header_sender(delivery: Delivery) -> str:
    """The address in From: where bounces go unless somebody else is told to get them."""
    head = re.split(rb"\r?\n\r?\n", delivery.message or b"", maxsplit=1)[0]
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(head)
    return parseaddr(str(headers.get("From", "")))[1]


class SmtpMailer:
    """One connection, opened when needed, reused, and reopened when the server closed it. Not for several threads."""

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
        self._url, self._server = url, parse_server(url)
        self._timeout_s, self._after_dot_s, self._hello_name, self._tls = timeout_s, after_dot_s, hello_name, tls
        self._envelope_sender = envelope_sender
        self._runner: asyncio.Runner | None = None
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

    def send(self, delivery: Delivery, on_handover: Callable[[], None]) -> Verdict:
        """Try once; see Mailer."""
        if delivery.message is None:
            return Verdict(state=DeliveryState.FAILED, words="the message was deleted before it was sent")
        if self._runner is None:
            self._runner = asyncio.Runner()
        sender = self._envelope_sender(delivery)
        return self._runner.run(self._send(sender, delivery.address, delivery.message, on_handover))

    def close(self) -> None:
        """QUIT and close; never raises."""
        runner, self._runner = self._runner, None
        if runner is not None:
            with runner:
                runner.run(self._quit())

    async def _send(self, sender: str, recipient: str, message: bytes, on_handover: Callable[[], None]) -> Verdict:
        client = await self._enveloped(sender, recipient)
        if isinstance(client, Verdict):
            return client
        try:
            on_handover()
        except BaseException:
            await self._tidy()  # the caller objects: the server forgets the envelope
            raise
        return await self._content(client, message)

    async def _enveloped(self, sender: str, recipient: str) -> aiosmtplib.SMTP | Verdict:
        """A connection on which sender and recipient were accepted, or why not.

        A kept connection may be dead, or at the end of its number of messages: then a new one is opened, once.
        """
        was_open = self._client is not None and self._client.is_connected
        for is_last in (False, True) if was_open else (True,):
            phase = Phase.CONNECT
            try:
                if self._client is None or not self._client.is_connected:
                    self._client = await self._open()
                phase = Phase.MAIL
                await self._client.mail(sender, timeout=self._timeout_s)
                phase = Phase.RCPT
                await self._client.rcpt(recipient, timeout=self._timeout_s)
            except EXPECTED as error:
                is_stale = isinstance(error, ConnectionError) or getattr(error, "code", None) == CLOSING
                if is_last or not is_stale:
                    return await self._ended(error, phase)
                await self._drop()
            else:
                return self._client
        raise AssertionError("unreachable")  # the loop returns on its last round

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
        client = aiosmtplib.SMTP(
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

    async def _quit(self) -> None:
        try:
            if self._client is not None and self._client.is_connected:
                await self._client.quit(timeout=QUIT_S)
        except (aiosmtplib.SMTPException, OSError) as error:
            log.debug("the server did not say goodbye", why=str(error))
        await self._drop()


def _stuffed(message: bytes) -> bytes:
    """The content as it goes over the wire (RFC 5321 4.5.2): CRLF line ends, dots doubled, a dot at the end."""
    lines = message
    if not lines.count(b"\r\n") == lines.count(b"\n") == lines.count(b"\r"):  # ours are right already
        lines = re.sub(rb"\r\n|\r|\n", b"\r\n", message)
    lines += b"" if lines.endswith(b"\r\n") else b"\r\n"
    if lines.startswith(b"."):
        lines = b"." + lines
    return lines.replace(b"\n.", b"\n..") + b".\r\n"
