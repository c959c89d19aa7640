"""Handing over: every phase of SMTP ends in its stated verdict, against real servers on loopback."""

import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import policy
from email.parser import BytesParser
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests import digest_cases as cases
from tests.smtp_servers import DROP, receiving, scripted
from tests.test_render_messages import NAMES, build
from watcher.deliver import AllowListMailer, LogMailer, SmtpMailer, Verdict
from watcher.deliver.server import parse_server
from watcher.domain.subscribers import Delivery, DeliveryState
from watcher.errors import ConfigError
from watcher.render import render

MESSAGE = build(render(cases.edition()))


def delivery(address: str = "reader@people.example", message: bytes | None = MESSAGE) -> Delivery:
    return Delivery(
        id=1,
        run_id=1,
        subscriber_id=1,
        address=address,
        message_id="<abc@watch.example>",
        subject="s",
        state=DeliveryState.CLAIMED,
        attempts=0,
        next_attempt_at=None,
        lease_until=None,
        message=message,
    )


@dataclass
class Inbox:
    """aiosmtpd's handler: keeps what arrives."""

    received: list[tuple[str | None, list[str], bytes]] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802, ARG002 - aiosmtpd's
        """Keep one message."""
        assert isinstance(envelope.content, bytes)
        self.received.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        return "250 kept"


@pytest.fixture
def inbox() -> Iterator[tuple[Inbox, int]]:
    handler = Inbox()
    with receiving(handler) as port:
        yield handler, port


def send(script: dict[str, str], address: str = "reader@people.example") -> tuple[Verdict, list[str], list[bytes]]:
    """One delivery to a scripted server: the verdict, the steps told to the caller, what the server kept."""
    steps: list[str] = []
    with scripted(script) as server:
        mailer = SmtpMailer(f"smtp://127.0.0.1:{server.port}", timeout_s=5, after_dot_s=5, hello_name="watch.example")
        try:
            verdict = mailer.send(delivery(address), lambda: steps.append("handover"))
        finally:
            mailer.close()
    return verdict, steps, server.messages


def test_a_real_server_receives_the_message_as_it_was_frozen(inbox: tuple[Inbox, int]) -> None:
    """Byte for byte, with the envelope given explicitly, parsing back to the headers meant and no others."""
    handler, port = inbox
    mailer = SmtpMailer(f"smtp://127.0.0.1:{port}", hello_name="watch.example")
    verdict = mailer.send(delivery(), lambda: None)
    mailer.close()
    assert (verdict.state, verdict.words) == (DeliveryState.SENT, "250 kept")
    ((sender, recipients, content),) = handler.received
    assert (sender, recipients) == ("digest@watch.example", ["reader@people.example"])
    assert content == MESSAGE
    assert BytesParser(policy=policy.default).parsebytes(content).keys() == NAMES


def test_one_connection_carries_many_and_comes_back(inbox: tuple[Inbox, int]) -> None:
    """Deliveries share a connection; after close the mailer opens another by itself."""
    handler, port = inbox
    mailer = SmtpMailer(f"smtp://127.0.0.1:{port}", hello_name="watch.example")
    states = [mailer.send(delivery(f"p{number}@people.example"), lambda: None).state for number in range(3)]
    mailer.close()
    states.append(mailer.send(delivery("p3@people.example"), lambda: None).state)
    mailer.close()
    assert states == [DeliveryState.SENT] * 4
    assert [recipients for _, recipients, _ in handler.received] == [
        [f"p{number}@people.example"] for number in range(4)
    ]


CASES = [
    # phase, answer -> state, sender's fault, hand-over told
    ("CONNECT", "421 busy", DeliveryState.DEFERRED, True, False),
    ("CONNECT", "554 go away", DeliveryState.DEFERRED, True, False),
    ("CONNECT", DROP, DeliveryState.DEFERRED, True, False),
    ("EHLO", DROP, DeliveryState.DEFERRED, True, False),
    ("MAIL", "421 closing", DeliveryState.DEFERRED, True, False),
    ("MAIL", "451 try later", DeliveryState.DEFERRED, True, False),
    ("MAIL", "530 must issue STARTTLS", DeliveryState.DEFERRED, True, False),
    ("MAIL", "550 sender not allowed", DeliveryState.DEFERRED, True, False),
    ("MAIL", DROP, DeliveryState.DEFERRED, True, False),
    ("RCPT", "450 greylisted", DeliveryState.DEFERRED, False, False),
    ("RCPT", "452 mailbox full", DeliveryState.DEFERRED, False, False),
    ("RCPT", "550 5.1.1 no such user", DeliveryState.FAILED, False, False),
    ("RCPT", "421 closing", DeliveryState.DEFERRED, True, False),
    ("RCPT", DROP, DeliveryState.DEFERRED, True, False),
    ("DATA", "451 not now", DeliveryState.DEFERRED, False, True),
    ("DATA", "554 no valid recipients", DeliveryState.FAILED, False, True),
    ("DATA", DROP, DeliveryState.DEFERRED, True, True),
    ("DOT", "451 4.3.0 try later", DeliveryState.DEFERRED, False, True),
    ("DOT", "554 5.7.1 content refused", DeliveryState.FAILED, False, True),
    ("DOT", "421 shutting down", DeliveryState.DEFERRED, True, True),
    ("DOT", DROP, DeliveryState.AMBIGUOUS, False, True),
    ("DOT", "nonsense", DeliveryState.AMBIGUOUS, False, True),
]


@pytest.mark.parametrize(("phase", "answer", "state", "is_sender_fault", "is_told"), CASES)
def test_each_fault_ends_in_its_verdict(
    phase: str, answer: str, state: DeliveryState, is_sender_fault: bool, is_told: bool
) -> None:
    """4xx defers, 5xx fails, what is wrong with the sender pauses, and only a drop after the content is ambiguous."""
    verdict, steps, kept = send({phase: answer})
    assert (verdict.state, verdict.is_sender_fault, bool(steps)) == (state, is_sender_fault, is_told), verdict.words
    assert bool(kept) == (phase == "DOT" and answer == DROP)
    if answer[:3].isdigit() and phase != "EHLO":
        assert answer in verdict.words


def test_nobody_listening_is_the_senders_trouble() -> None:
    """A refused connection is deferred, costs no attempt and never raises."""
    with scripted() as server:
        port = server.port
    mailer = SmtpMailer(f"smtp://127.0.0.1:{port}", timeout_s=5)
    verdict = mailer.send(delivery(), lambda: None)
    mailer.close()
    assert (verdict.state, verdict.is_sender_fault) == (DeliveryState.DEFERRED, True)


def test_a_server_that_closes_after_each_message_is_asked_again() -> None:
    """A kept connection that died in between is opened anew, without anybody's attempt."""
    with scripted() as server:
        mailer = SmtpMailer(f"smtp://127.0.0.1:{server.port}", timeout_s=5, hello_name="watch.example")
        first = mailer.send(delivery(), lambda: None)
        server.script = {"MAIL": DROP}
        dropped = mailer.send(delivery(), lambda: server.commands.append("told"))
        server.script = {}
        last = mailer.send(delivery(), lambda: None)
        mailer.close()
    assert [each.state for each in (first, dropped, last)] == [
        DeliveryState.SENT,
        DeliveryState.DEFERRED,
        DeliveryState.SENT,
    ]
    assert "told" not in server.commands
    assert server.connections == 3


class RefusalError(Exception):
    """The caller's objection."""


def test_the_caller_may_stop_before_data() -> None:
    """What on_handover raises comes through, DATA is never said, and the connection stays usable."""
    with scripted() as server:
        mailer = SmtpMailer(f"smtp://127.0.0.1:{server.port}", timeout_s=5, hello_name="watch.example")

        def refuse() -> None:
            raise RefusalError

        with pytest.raises(RefusalError):
            mailer.send(delivery(), refuse)
        assert "DATA" not in server.commands
        assert mailer.send(delivery(), lambda: None).state is DeliveryState.SENT
        mailer.close()
    assert server.connections == 1


def test_dots_and_line_ends_arrive_as_they_were() -> None:
    """A line that begins with a dot, or is one, does not end the message early."""
    content = b"From: a@watch.example\r\n\r\n.\r\n..two\r\n.hidden\r\nend\r\n"
    with scripted() as server:
        mailer = SmtpMailer(f"smtp://127.0.0.1:{server.port}", timeout_s=5, hello_name="watch.example")
        assert mailer.send(delivery(message=content), lambda: None).state is DeliveryState.SENT
        mailer.close()
    assert server.messages == [content]


def test_a_password_never_shows(caplog: pytest.LogCaptureFixture) -> None:
    """A refused login is the sender's trouble; neither words, repr nor log carry the password."""

    def refuse(*_: object) -> AuthResult:
        return AuthResult(success=False, handled=False)

    with receiving(Inbox(), authenticator=refuse, auth_require_tls=False) as port:
        mailer = SmtpMailer(f"smtp://me:s3cr%2Ft@127.0.0.1:{port}", timeout_s=5, hello_name="watch.example")
        verdict = mailer.send(delivery(), lambda: None)
        mailer.close()
    assert (verdict.state, verdict.is_sender_fault) == (DeliveryState.DEFERRED, True)
    assert "535" in verdict.words
    assert not any("s3cr" in text for text in (verdict.words, repr(mailer), caplog.text))
    with pytest.raises(ConfigError) as caught:
        SmtpMailer("https://me:s3cret@x.example")
    assert "s3cret" not in str(caught.value)


def test_plain_text_is_refused_beyond_loopback() -> None:
    """STARTTLS is required unless the host is this machine; smtps wraps from the first byte."""
    assert parse_server("smtp://mail.watch.example").needs_starttls
    assert parse_server("smtp://mail.watch.example").port == 587
    assert not parse_server("smtp://localhost:25").needs_starttls
    assert not parse_server("smtp://[::1]:25").needs_starttls
    secure = parse_server("smtps://mail.watch.example")
    assert (secure.wraps_tls, secure.port, secure.needs_starttls) == (True, 465, False)


def test_a_server_without_tls_where_tls_is_expected_gets_nothing() -> None:
    """smtps to a server that speaks plainly is the sender's trouble: no fall-back, no command in plain text."""
    with scripted({"CONNECT": "220 plain"}) as server:
        tls = ssl.create_default_context()
        mailer = SmtpMailer(f"smtps://127.0.0.1:{server.port}", timeout_s=5, tls=tls)
        verdict = mailer.send(delivery(), lambda: None)
        mailer.close()
    assert (verdict.state, verdict.is_sender_fault) == (DeliveryState.DEFERRED, True)
    assert not any(command.startswith(("MAIL", "AUTH")) for command in server.commands)


def test_without_an_smtp_address_files_are_written(tmp_path: Path) -> None:
    """The log mailer goes through the same steps and says where the message is and why."""
    steps: list[str] = []
    verdict = LogMailer(tmp_path, clock=lambda: cases.NOW).send(delivery(), lambda: steps.append("handover"))
    path = tmp_path / "2026-09-07" / "abc@watch.example.eml"
    assert path.read_bytes() == MESSAGE
    assert steps == ["handover"]
    assert verdict.state is DeliveryState.SENT
    assert verdict.words == f"written to {path}: no SMTP address is configured"
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_a_folder_that_cannot_be_written_is_the_senders_trouble(tmp_path: Path) -> None:
    """The run pauses; nobody's delivery fails."""
    (tmp_path / "file").write_text("")
    verdict = LogMailer(tmp_path / "file").send(delivery(), lambda: None)
    assert (verdict.state, verdict.is_sender_fault) == (DeliveryState.DEFERRED, True)


def test_only_listed_addresses_get_real_mail(tmp_path: Path, inbox: tuple[Inbox, int]) -> None:
    """Others go to the fallback, whatever their case."""
    handler, port = inbox
    real = SmtpMailer(f"smtp://127.0.0.1:{port}", hello_name="watch.example")
    mailer = AllowListMailer(real, ["Me@people.example"], LogMailer(tmp_path))
    assert mailer.send(delivery("me@PEOPLE.example"), lambda: None).state is DeliveryState.SENT
    assert mailer.send(delivery("other@people.example"), lambda: None).state is DeliveryState.SENT
    mailer.close()
    assert [recipients for _, recipients, _ in handler.received] == [["me@PEOPLE.example"]]
    assert len(list(tmp_path.rglob("*.eml"))) == 1
