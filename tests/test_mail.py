"""The weekly digest as mail: composed, sent through a real server, and read as a mail program reads it."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from html.parser import HTMLParser
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.smtp_servers import DROP, receiving, scripted
from tests.world import World, world
from watcher import digest, store
from watcher.actions import subscribe
from watcher.actions.compose import Composed, compose
from watcher.actions.send import GIVE_UP_AFTER, send
from watcher.deliver import SmtpMailer
from watcher.domain.digests import Edition, Frequency
from watcher.domain.subscribers import Delivery, DeliveryState, Subscription

READER = "reader@people.example"
NAMES = [
    "From",
    "To",
    "Reply-To",
    "Subject",
    "Date",
    "Message-ID",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
    "List-Id",
    "List-Unsubscribe",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Precedence",
]
"""No List-Unsubscribe-Post: until there is a page that answers, leaving is a letter."""

S = DeliveryState


@dataclass
class Inbox:
    """Keeps what arrives, and refuses recipients as told."""

    received: list[tuple[str | None, list[str], bytes]] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Accept or refuse one recipient."""
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Keep one message."""
        assert isinstance(envelope.content, bytes)
        self.received.append((envelope.mail_from, list(envelope.rcpt_tos), envelope.content))
        return "250 kept"


@contextmanager
def a_week(folder: Path, smtp_url: str = "", *addresses: str) -> Iterator[World]:
    """A week with news is composed for these subscribers; nothing is sent yet."""
    environ = {"WATCHER_SMTP_URL": smtp_url} if smtp_url else {}
    with world(folder, environ=environ) as place:
        place.baseline()
        for address in addresses or (READER,):
            subscribe.add(place.tools, address, Subscription())
        place.next_week()
        place.poll()
        yield place


def weekly(place: World) -> Composed:
    """The weekly run, composed now."""
    (composed,) = compose(place.tools)
    return composed


def outbox(place: World) -> dict[str, Delivery]:
    """Every delivery, by its subscriber's address."""
    with place.tools.store.read() as conn:
        found = [
            each for run in store.outbox.runs(conn, Frequency.WEEKLY) for each in store.outbox.deliveries(conn, run.id)
        ]
    return {each.address: each for each in found}


def states(delivery: Delivery) -> list[DeliveryState]:
    """What a delivery went through."""
    return [step.state for step in delivery.history]


def edition_sent(place: World, run_id: int) -> Edition:
    """The edition behind the email."""
    with place.tools.store.read() as conn:
        (edition,) = (each for slug, each in store.outbox.editions(conn, run_id).items() if slug != "everything")
    return digest.from_json(edition)


class Words(HTMLParser):
    """The words of a page, as a reader sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        """Keep a piece of text."""
        self.found.append(data)


def words_of(html: str) -> str:
    """All words of a page, in one line."""
    reader = Words()
    reader.feed(re.sub(r"(?s)<(style|head).*?</\1>", "", html))
    return " ".join(" ".join(reader.found).split())


def test_the_digest_arrives_with_the_headers_meant_and_no_others(tmp_path: Path) -> None:
    """A real server receives the weekly digest: the envelope, every header, one text and one HTML part."""
    inbox = Inbox()
    with receiving(inbox) as port, a_week(tmp_path, f"smtp://127.0.0.1:{port}") as place:
        composed = weekly(place)
        assert send(place.tools).states == {S.SENT: 1}
        edition = edition_sent(place, composed.run.id)
        delivery = outbox(place)[READER]
    ((sender, recipients, content),) = inbox.received
    assert (sender, recipients) == ("watcher@example.org", [READER])
    mail = BytesParser(policy=policy.default).parsebytes(content)
    assert isinstance(mail, EmailMessage)
    assert mail.keys() == NAMES
    assert mail["From"] == "Council watcher <watcher@example.org>"
    assert (mail["To"], mail["Reply-To"]) == (READER, "editor@example.org")
    assert (mail["Subject"], mail["Message-ID"]) == (edition.subject, delivery.message_id)
    assert mail["Date"].datetime == place.clock.at
    assert mail["List-Unsubscribe"].startswith("<mailto:editor@example.org")
    assert not mail.defects
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_both_parts_list_the_same(tmp_path: Path) -> None:
    """Whoever reads the text and whoever reads the HTML is told the same entries, in the same order, with the links."""
    inbox = Inbox()
    with receiving(inbox) as port, a_week(tmp_path, f"smtp://127.0.0.1:{port}") as place:
        composed = weekly(place)
        send(place.tools)
        edition = edition_sent(place, composed.run.id)
    mail = BytesParser(policy=policy.default).parsebytes(inbox.received[0][2])
    assert isinstance(mail, EmailMessage)
    text, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert text is not None
    assert html is not None
    seen = {"text": " ".join(text.get_content().split()), "html": words_of(html.get_content())}
    entries = [entry for section in edition.sections for entry in section.entries]
    assert entries
    for name, words in seen.items():
        at = -1
        for entry in entries:
            at = words.find(" ".join(entry.title.split()), at + 1)
            assert at >= 0, f"{name} misses, or has elsewhere: {entry.title}"
        for section in edition.sections:
            assert section.heading.casefold() in words.casefold(), name
    for entry in entries:
        assert entry.url in text.get_content()
        assert entry.url.replace("&", "&amp;") in html.get_content()


def test_again_sends_nothing(tmp_path: Path) -> None:
    """Composing and sending a second and third time, and a day later, sends nothing more."""
    inbox = Inbox()
    with receiving(inbox) as port, a_week(tmp_path, f"smtp://127.0.0.1:{port}") as place:
        weekly(place)
        send(place.tools)
        for _ in range(2):
            assert compose(place.tools) == ()
            assert send(place.tools).states == {}
            place.clock.at += timedelta(days=1)
    assert len(inbox.received) == 1


def test_deferred_then_sent_and_refused_for_good(tmp_path: Path) -> None:
    """4xx waits and is tried again, the same bytes; 5xx fails at once; the third reader is not held up by either."""
    inbox = Inbox(refusals={"later@people.example": "450 4.2.1 greylisted", "gone@people.example": "550 5.1.1 unknown"})
    people = ("later@people.example", "gone@people.example", READER)
    with receiving(inbox) as port, a_week(tmp_path, f"smtp://127.0.0.1:{port}", *people) as place:
        weekly(place)
        first = send(place.tools)
        assert first.states == {S.DEFERRED: 1, S.FAILED: 1, S.SENT: 1}
        assert not first.is_well
        later, gone = outbox(place)["later@people.example"], outbox(place)["gone@people.example"]
        assert "greylisted" in later.history[-1].words
        assert "5.1.1" in gone.history[-1].words
        assert send(place.tools).states == {}  # not before its time
        inbox.refusals.clear()
        assert later.next_attempt_at is not None
        place.clock.at = later.next_attempt_at
        assert send(place.tools).states == {S.SENT: 1}
        assert states(outbox(place)["later@people.example"])[-1] is S.SENT
    assert [recipients for _, recipients, _ in inbox.received] == [[READER], ["later@people.example"]]


def test_a_digest_deferred_for_two_days_is_given_up(tmp_path: Path) -> None:
    """A mailbox that says later for 48 hours gets no old news: the delivery fails and says why."""
    inbox = Inbox(refusals={READER: "452 4.2.2 mailbox full"})
    with receiving(inbox) as port, a_week(tmp_path, f"smtp://127.0.0.1:{port}") as place:
        weekly(place)
        began = place.clock.at
        send(place.tools)
        while (delivery := outbox(place)[READER]).state is S.DEFERRED:
            assert delivery.next_attempt_at is not None
            assert delivery.next_attempt_at > place.clock.at
            place.clock.at = delivery.next_attempt_at
            send(place.tools)
        assert (delivery.state, place.clock.at - began > GIVE_UP_AFTER) == (S.FAILED, True)
        assert "48 hours" in delivery.history[-1].words
    assert states(delivery).count(S.DEFERRED) < 40


def test_a_server_that_is_down_costs_nobody_an_attempt(tmp_path: Path) -> None:
    """The sender's own trouble pauses the round after one try: nobody is deferred or failed, and later all is sent."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    people = ("one@people.example", "two@people.example")
    with a_week(tmp_path, f"smtp://127.0.0.1:{port}", *people) as place:
        weekly(place)
        for _ in range(3):
            paused = send(place.tools)
            assert (paused.states, bool(paused.paused), paused.is_well) == ({}, True, False)
        found = outbox(place)
        assert {each.state for each in found.values()} == {S.RENDERED}
        assert {each.attempts for each in found.values()} == {0}
        assert S.DEFERRED not in states(found["one@people.example"])
        inbox = Inbox()
        with receiving(inbox) as other:
            tools = replace(place.tools, mailer=SmtpMailer(f"smtp://127.0.0.1:{other}"))
            assert send(tools).states == {S.SENT: 2}
    assert [recipients for _, recipients, _ in inbox.received] == [["one@people.example"], ["two@people.example"]]


def test_a_lost_reply_is_sent_once_more_and_then_held(tmp_path: Path) -> None:
    """A server that takes the message and hangs up: one more copy, both on record, then a person decides."""
    with scripted({"DOT": DROP}) as server, a_week(tmp_path, f"smtp://127.0.0.1:{server.port}") as place:
        weekly(place)
        assert not send(place.tools).is_well
        place.clock.at += timedelta(days=1)
        send(place.tools)
        delivery = outbox(place)[READER]
    assert delivery.state is S.AMBIGUOUS
    assert states(delivery).count(S.AMBIGUOUS) == 2
    assert len(server.messages) == 2
    assert len(set(server.messages)) == 1


def test_who_left_between_composing_and_sending_is_not_written_to(tmp_path: Path) -> None:
    """A removed subscriber's waiting mail is not sent, and nothing of the address is kept."""
    inbox = Inbox()
    people = ("left@people.example", READER)
    with receiving(inbox) as port, a_week(tmp_path, f"smtp://127.0.0.1:{port}", *people) as place:
        weekly(place)
        subscribe.remove(place.tools, "left@people.example")
        assert send(place.tools).states == {S.SENT: 1}
        found = outbox(place)
        assert {each.state for each in found.values()} == {S.SUPPRESSED, S.SENT}
        place.tools.store.close()
        kept = b"".join(path.read_bytes() for path in (tmp_path / "state").iterdir() if path.is_file())
        assert b"left@people.example" not in kept
    assert [recipients for _, recipients, _ in inbox.received] == [[READER]]


def test_without_a_server_the_mail_stands_in_the_archive(tmp_path: Path) -> None:
    """Without an SMTP address the same bytes become a file, and the delivery says so."""
    with a_week(tmp_path) as place:
        weekly(place)
        message = outbox(place)[READER].message
        assert send(place.tools).states == {S.SENT: 1}
        delivery = outbox(place)[READER]
    (path,) = (tmp_path / "digests" / "unsent").rglob("*.eml")
    assert path.read_bytes() == message
    assert states(delivery) == [S.RENDERED, S.CLAIMED, S.HANDOVER, S.SENT]
    assert "no SMTP address is configured" in delivery.history[-1].words
