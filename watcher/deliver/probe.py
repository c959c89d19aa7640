"""Knock at the mail server as the mailer does, and look around: TLS, its certificate, the login. Nothing is sent.

Does not judge what it finds (actions do). May import: deliver, aiosmtplib.
"""

import asyncio
import ssl
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

import aiosmtplib

from watcher.deliver.answers import EXPECTED, Phase, verdict_of
from watcher.deliver.server import Server, is_loopback, parse_server


class Stage(StrEnum):
    """How far it got."""

    CONNECT = "connect"
    TLS = "TLS"
    LOGIN = "login"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class Probed:
    """What was found. `trouble` says what went wrong at `stage`; it is empty when all was DONE.

    `tls` is the version, None for plain text; `names` and `expires_at` are the certificate's, which was verified.
    `is_reached`: there is a server. `has_login`: a name and a password are configured. `most_bytes` is what the server
    says it takes (RFC 1870).
    """

    server: str
    is_loopback: bool
    has_login: bool
    stage: Stage = Stage.CONNECT
    is_reached: bool = False
    trouble: str = ""
    tls: str | None = None
    names: tuple[str, ...] = ()
    expires_at: datetime | None = None
    most_bytes: int | None = None


def probe(url: str, *, timeout_s: float = 30.0, tls: ssl.SSLContext | None = None) -> Probed:
    """Connect, encrypt, log in, say goodbye. Raises ConfigError for an address that is none; all else is told."""
    server = parse_server(url)
    return asyncio.run(_probe(server, timeout_s, tls))


async def _probe(server: Server, timeout_s: float, tls: ssl.SSLContext | None) -> Probed:
    found = Probed(server=server.name, is_loopback=is_loopback(server.host), has_login=server.user is not None)
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        timeout=timeout_s,
        use_tls=server.wraps_tls,
        start_tls=False,
        tls_context=tls,
    )
    stage = Stage.CONNECT
    try:
        await client.connect()
        found = replace(found, is_reached=True)
        await _greet(client)
        if server.needs_starttls:
            stage = Stage.TLS
            await client.starttls(tls_context=tls)
            await _greet(client)
        found = _seen(found, client)
        stage = Stage.LOGIN
        if server.user is not None:
            await client.login(server.user, server.password or "")
        await client.quit()
    except (*EXPECTED, ssl.SSLError) as error:
        # Words of a refused login are left out there: some servers repeat what they were told.
        words = verdict_of(error, Phase.CONNECT, server.name).words.removeprefix(f"{server.name} {Phase.CONNECT}: ")
        is_certificate = "CERTIFICATE_VERIFY" in words or "certificate" in words.lower()
        reached = found.is_reached or isinstance(error, aiosmtplib.SMTPResponseException)
        return replace(found, stage=Stage.TLS if is_certificate else stage, is_reached=reached, trouble=words)
    finally:
        client.close()
        await asyncio.sleep(0)  # lets the transport close before the loop does
    return replace(found, stage=Stage.DONE)


async def _greet(client: aiosmtplib.SMTP) -> None:
    """EHLO, or HELO to whom knows no other, as the mailer does."""
    try:
        await client.ehlo()
    except aiosmtplib.SMTPHeloError:
        await client.helo()


def _seen(found: Probed, client: aiosmtplib.SMTP) -> Probed:
    wrapped = client.transport.get_extra_info("ssl_object") if client.transport else None
    size = client.esmtp_extensions.get("size", "")
    most = int(size) if size.isdigit() and int(size) else None
    if wrapped is None:
        return replace(found, most_bytes=most)
    certificate = wrapped.getpeercert() or {}
    ends = certificate.get("notAfter")
    return replace(
        found,
        tls=wrapped.version(),
        names=tuple(str(name) for _, name in certificate.get("subjectAltName", ())),
        expires_at=datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if ends else None,
        most_bytes=most,
    )
