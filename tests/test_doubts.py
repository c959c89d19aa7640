"""Emails whose answer was lost: held, resent once, or asked about in a mailbox or a log."""

from pathlib import Path

import pytest

from tests.fault_server import DROP, KEPT_THEN_DROP, faulty, to
from tests.imap_server import ImapServer, imap_server
from tests.post import Post, empty_database, hasty, post, steps
from watcher import store
from watcher.actions.doubts import ASK_AFTER, ASK_AGAIN_AFTER
from watcher.actions.send import LEASE_S
from watcher.deliver.archive import ArchiveMailbox
from watcher.deliver.relay_log import RelayLog
from watcher.deliver.witnesses import Finding
from watcher.domain.subscribers import DeliveryState
from watcher.errors import ConfigError
from watcher.store.outbox import Move

S = DeliveryState
ASK_LOG = "sending: {workers: 1, ambiguous: ask, relay_log: mail.log}\n"
MESSAGE_ID = "<1.bob@watch.example>"
TAKEN = (
    "Nov 22 07:00:01 mx postfix/cleanup[7]: 4F1AB2: message-id={}\n"
    "Nov 22 07:00:01 mx postfix/qmgr[3]: 4F1AB2: from=<watcher@example.org>, size=30290, nrcpt=1 (queue active)\n"
)
REFUSED = (
    "Nov 22 07:00:01 mx postfix/cleanup[7]: 4F1AB2: message-id={}\n"
    "Nov 22 07:00:01 mx postfix/cleanup[7]: 4F1AB2: milter-reject: END-OF-MESSAGE from localhost: 5.7.1 no\n"
)
CUT_SHORT = (
    "Nov 22 07:00:01 mx postfix/smtpd[5]: 4F1AB2: client=localhost[127.0.0.1]\n"
    "Nov 22 07:00:01 mx postfix/cleanup[7]: 4F1AB2: message-id={}\n"
    "Nov 22 07:00:02 mx postfix/smtpd[5]: lost connection after DATA (4096 bytes) from localhost[127.0.0.1]\n"
)
USED_AGAIN = (
    CUT_SHORT + "Nov 22 07:00:09 mx postfix/smtpd[5]: 4F1AB2: client=localhost[127.0.0.1]\n"
    "Nov 22 07:00:09 mx postfix/cleanup[7]: 4F1AB2: message-id=<another@watch.example>\n"
    "Nov 22 07:00:09 mx postfix/qmgr[3]: 4F1AB2: from=<watcher@example.org>, size=30290, nrcpt=1 (queue active)\n"
)
EXIM = "2026-11-22 07:00:01 1tE0aB-0001 <= watcher@example.org H=localhost P=esmtp S=30290 id={}\n"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_database(tmp_path_factory.mktemp("empty") / "watcher.db")


def crash_in_handover(office: Post) -> None:
    """As after kill -9: an email in hand-over whose lease has run out."""
    now = office.clock.at
    with office.tools.store.write() as conn:
        claimed = store.outbox.claim(conn, now=now, lease_s=LEASE_S)
        assert claimed is not None
        assert store.outbox.advance(conn, Move(delivery=claimed, new=S.HANDOVER, now=now, lease_s=LEASE_S))
    office.later(seconds=LEASE_S + 1)


def test_held_for_a_person(tmp_path: Path, empty: Path) -> None:
    """`hold`: no second copy, whatever time passes."""
    more = "sending: {workers: 1, ambiguous: hold}\n"
    with (
        faulty(to("bob", DOT=KEPT_THEN_DROP)) as server,
        post(tmp_path, empty, hasty(server.port), "bob", more=more) as office,
    ):
        assert office.send().states == {S.AMBIGUOUS: 1}
        office.later(days=1)
        assert office.send().states == {}
        assert office.states() == {"bob": S.AMBIGUOUS}
    assert len(server.kept) == 1


@pytest.mark.parametrize(
    ("log", "copies"),
    [
        (TAKEN, 1),
        (EXIM, 1),
        (REFUSED, 2),
        (CUT_SHORT, 2),
        (USED_AGAIN, 2),
        ("Nov 22 07:00:01 mx postfix/other: nothing\n", 2),
    ],
)
def test_the_log_is_asked(tmp_path: Path, empty: Path, log: str, copies: int) -> None:
    """Found in the relay's log: sent, no second copy. Not found, refused or cut short: sent again, the same bytes."""
    with (
        faulty(to("bob", DOT=KEPT_THEN_DROP)) as server,
        post(tmp_path, empty, hasty(server.port), "bob", more=ASK_LOG) as office,
    ):
        office.send()
        server.answers = lambda _: None
        (tmp_path / "mail.log").write_text(log.format(MESSAGE_ID), encoding="ascii")
        assert office.send().resolved == 0  # the log may lag a little
        office.clock.at += ASK_AFTER
        assert office.send().resolved == 1
        bob = office.emails()["bob"]
    assert bob.state is S.SENT
    assert S.AMBIGUOUS in steps(bob)
    assert len(server.kept) == copies
    assert len(set(server.kept)) == 1


def test_after_a_crash_the_log_is_asked_at_once(tmp_path: Path, empty: Path) -> None:
    """The lease has run a quarter of an hour: what the server took is in the log by now, and is not sent twice."""
    with faulty(lambda _: None) as server, post(tmp_path, empty, hasty(server.port), "bob", more=ASK_LOG) as office:
        crash_in_handover(office)
        (tmp_path / "mail.log").write_text(TAKEN.format(MESSAGE_ID), encoding="ascii")
        result = office.send()
        assert (result.recovered, result.resolved, office.states()) == (1, 1, {"bob": S.SENT})
    assert server.kept == []


def test_while_nobody_can_say_it_waits(tmp_path: Path, empty: Path) -> None:
    """A log that cannot be read: neither sent nor given up, asked again later, said once in the history."""
    with (
        faulty(to("bob", DOT=DROP)) as server,
        post(tmp_path, empty, hasty(server.port), "bob", more=ASK_LOG) as office,
    ):
        office.send()
        server.answers = lambda _: None
        for _ in range(4):
            office.clock.at += ASK_AGAIN_AFTER
            assert office.send().states == {}
        bob = office.emails()["bob"]
        assert bob.state is S.AMBIGUOUS
        assert "cannot be read" in bob.history[-1].words
        assert steps(bob).count(S.AMBIGUOUS) == 2
        (tmp_path / "mail.log").write_text("", encoding="ascii")
        office.clock.at += ASK_AGAIN_AFTER
        office.send()
        assert office.states() == {"bob": S.SENT}
    assert len(server.kept) == 1


@pytest.mark.parametrize("is_there", [True, False])
def test_the_archive_is_asked(tmp_path: Path, empty: Path, is_there: bool) -> None:
    """A mailbox with copies of all that the relay took, over IMAP, opened to read only."""
    with (
        imap_server(ImapServer(message_ids={MESSAGE_ID} if is_there else set())) as imap,
        faulty(to("bob", DOT=KEPT_THEN_DROP)) as server,
        post(
            tmp_path, empty, hasty(server.port), "bob", more="sending: {workers: 1, ambiguous: ask}\n",
            environ={"WATCHER_ARCHIVE_URL": imap.url},
        ) as office,
    ):  # fmt: skip
        office.send()
        server.answers = lambda _: None
        office.clock.at += ASK_AFTER
        office.send()
        assert office.states() == {"bob": S.SENT}
    assert len(server.kept) == (1 if is_there else 2)
    assert not any(command.startswith("SELECT") for command in imap.commands)


@pytest.mark.parametrize(
    "server",
    [ImapServer(password="another"), ImapServer(folder="Elsewhere"), ImapServer(refuses="UID")],
    ids=["login", "folder", "search"],
)
def test_an_archive_that_does_not_answer_knows_nothing(server: ImapServer) -> None:
    """Login, folder or search refused: unknown, in words that hold no password."""
    with imap_server(server) as imap:
        url = ImapServer(port=imap.port).url
        testimony = ArchiveMailbox(url, timeout_s=5).ask(MESSAGE_ID)
    assert testimony.finding is Finding.UNKNOWN
    assert "sesame" not in testimony.words


def test_an_archive_that_is_away_knows_nothing() -> None:
    """Nobody listens: unknown. A Message-ID that would break out of the search is not asked for."""
    with imap_server(ImapServer()) as imap:
        url = imap.url
        assert ArchiveMailbox(url, timeout_s=5).ask('<a"b@x>').finding is Finding.UNKNOWN
    assert ArchiveMailbox(url, timeout_s=5).ask(MESSAGE_ID).finding is Finding.UNKNOWN


def test_plain_imap_is_for_this_machine_only() -> None:
    """A password is not sent in the clear to another machine."""
    with pytest.raises(ConfigError, match="imaps"):
        ArchiveMailbox("imap://me:secret@mail.example.org/Sent")


def test_the_log_before_the_last_is_read_too(tmp_path: Path) -> None:
    """Rotation between the hand-over and the question does not hide a message."""
    (tmp_path / "mail.log").write_text("new\n", encoding="ascii")
    (tmp_path / "mail.log.1").write_text(TAKEN.format(MESSAGE_ID), encoding="ascii")
    assert RelayLog(tmp_path / "mail.log").ask(MESSAGE_ID).finding is Finding.SEEN
    named, taken = TAKEN.format(MESSAGE_ID).splitlines(keepends=True)
    (tmp_path / "mail.log.1").write_text(named, encoding="ascii")
    assert RelayLog(tmp_path / "mail.log").ask(MESSAGE_ID).finding is Finding.NOT_SEEN
    (tmp_path / "mail.log").write_text(taken, encoding="ascii")
    assert RelayLog(tmp_path / "mail.log").ask(MESSAGE_ID).finding is Finding.SEEN
