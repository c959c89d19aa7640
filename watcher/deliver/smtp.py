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
from enum import StrEnum

import aiosmtplib
import structlog

from watcher.deliver.server import parse_server
from watcher.deliver.verdicts import MOST_WORDS, Verdict
from watcher.domain.subscribers import Delivery, DeliveryState

log = structlog.get_logger()

AFTER_DOT_S = 600.0
"""RFC 5321 4.5.3.2.6: a server may think for ten minutes after the dot; an early time-out is a duplicate."""

GO_AHEAD = 354

EXPECTED = (aiosmtplib.SMTPException, OSError, ValueError)
"""What may go wrong with a server: an answer, the connection, an address that cannot be said."""

QUIT_S = 5.0
"""Politeness at the end must not hold up the program."""


class Phase(StrEnum):
    """How far one attempt got, in words for people."""

    CONNECT = "connecting"
    MAIL = "at MAIL"
    RCPT = "at RCPT"
    DATA = "at DATA"
    CONTENT = "after the content"


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
    ) -> None:
        """Raises ConfigError if the address is none. `tls` replaces the system's trust (for a private authority)."""
        self._server = parse_server(url)
        self._timeout_s, self._after_dot_s, self._hello_name, self._tls = timeout_s, after_dot_s, hello_name, tls
        self._runner: asyncio.Runner | None = None
        self._client: aiosmtplib.SMTP | None = None

    def __repr__(self) -> str:
        return f"SmtpMailer({self._server.name})"

    def send(self, delivery: Delivery, on_handover: Callable[[], None]) -> Verdict:
        """Try once; see Mailer."""
        if delivery.message is None:
            return Verdict(state=DeliveryState.FAILED, words="the message was deleted before it was sent")
        if self._runner is None:
            self._runner = asyncio.Runner()
        sender = _envelope_sender(delivery.message)
        return self._runner.run(self._send(sender, delivery.address, delivery.message, on_handover))

    def close(self) -> None:
        """QUIT and close; never raises."""
        runner, self._runner = self._runner, None
        if runner is not None:
            with runner:
                runner.run(self._quit())

    async def _send(self, sender: str, recipient: str, message: bytes, on_handover: Callable[[], None]) -> Verdict:
        client = await self._connected(sender)
        if isinstance(client, Verdict):
            return client
        try:
            await client.rcpt(recipient, timeout=self._timeout_s)
        except EXPECTED as error:
            return await self._ended(error, Phase.RCPT)
        try:
            on_handover()
        except BaseException:
            await self._tidy()  # the caller objects: the server forgets the envelope
            raise
        return await self._content(client, message)

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
        return Verdict(state=DeliveryState.SENT, words=_words(f"{answer.code} {answer.message}"))

    async def _ended(self, error: Exception, phase: Phase) -> Verdict:
        verdict = _verdict(error, phase, self._server.name)
        await (self._tidy() if isinstance(error, aiosmtplib.SMTPResponseException) else self._drop())
        return verdict

    async def _connected(self, sender: str) -> aiosmtplib.SMTP | Verdict:
        """A connection on which MAIL was accepted. A kept connection may be dead: then a new one is opened, once."""
        was_open = self._client is not None and self._client.is_connected
        phase = Phase.CONNECT
        for is_last in (False, True) if was_open else (True,):
            try:
                if self._client is None or not self._client.is_connected:
                    phase = Phase.CONNECT
                    self._client = await self._open()
                phase = Phase.MAIL
                await self._client.mail(sender, timeout=self._timeout_s)
            except EXPECTED as error:
                is_stale = isinstance(error, ConnectionError) or getattr(error, "code", None) == 421
                await self._drop()
                if is_last or not is_stale:
                    return _verdict(error, phase, self._server.name)
            else:
                return self._client
        raise AssertionError("unreachable")  # the loop returns on its last round

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


def _verdict(error: Exception, phase: Phase, server: str) -> Verdict:
    """Read an answer with its phase: the same class and code mean different things at MAIL and at RCPT."""
    code = getattr(error, "code", None)
    words = _words(f"{phase}: {_answer(error)}")
    if phase is Phase.CONNECT:
        return Verdict(state=DeliveryState.DEFERRED, words=f"{server} {words}", is_sender_fault=True)
    if code is None or not 400 <= code < 600:
        if phase is Phase.CONTENT:
            lost = f"the connection ended {words}: the server may have the message"
            return Verdict(state=DeliveryState.AMBIGUOUS, words=lost)
        is_ours = not isinstance(error, ValueError)  # an address that cannot be said is the recipient's
        state = DeliveryState.DEFERRED if is_ours else DeliveryState.FAILED
        return Verdict(state=state, words=f"{server} {words}", is_sender_fault=is_ours)
    is_ours = code == 421 or code in (530, 535) or phase is Phase.MAIL
    state = DeliveryState.FAILED if code >= 500 and not is_ours else DeliveryState.DEFERRED
    return Verdict(state=state, words=words, is_sender_fault=is_ours)


def _stuffed(message: bytes) -> bytes:
    """The content as it goes over the wire (RFC 5321 4.5.2): CRLF line ends, dots doubled, a dot at the end."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", message)
    lines += b"" if lines.endswith(b"\r\n") else b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", lines) + b".\r\n"


def _answer(error: Exception) -> str:
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return f"{error.code} the server did not accept our login"  # some servers echo what was sent
    if isinstance(error, aiosmtplib.SMTPResponseException):
        return f"{error.code} {error.message}"
    return str(error) or type(error).__name__


def _words(text: str) -> str:
    """One printable line of bounded length."""
    return " ".join("".join(each if each.isprintable() else " " for each in text).split())[:MOST_WORDS]


def _envelope_sender(message: bytes) -> str:
    """The address in From: where bounces go."""
    headers = BytesHeaderParser(policy=policy.compat32).parsebytes(message)
    return parseaddr(str(headers.get("From", "")))[1]
