"""`watcher doctor mail`: what is wrong with the mail is said in one line each, with what to do."""

import shutil
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from tests.imap_server import imap_server
from tests.letter_box import LetterBox
from tests.post import Post, empty_database, hasty, post
from tests.run_command import Run
from tests.smtp_servers import Scripted, receiving, scripted
from tests.test_mail import Inbox
from watcher.actions.doctor_mail import Asking, examine
from watcher.actions.mail_records import Check, Finding, check_alignment, check_dmarc, check_spf
from watcher.deliver import SmtpMailer
from watcher.deliver.probe import probe
from watcher.deliver.records import look_nothing_up
from watcher.deliver.spam import SpamScore, spam_score
from watcher.errors import AddressError

HERE = Path(__file__).parent
RECORD = (HERE / "dkim" / "record.txt").read_text(encoding="ascii").strip()
PUBLISHED = {
    "example.org": ("v=spf1 include:mail.example.org ~all", "something-else=1"),
    "watcher._domainkey.example.org": (RECORD,),
    "_dmarc.example.org": ("v=DMARC1; p=quarantine; rua=mailto:dmarc@example.org",),
}
SIGNED = "dkim: {domain: example.org, selector: watcher}\n"
Records = Mapping[str, tuple[str, ...]]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_database(tmp_path_factory.mktemp("empty") / "watcher.db")


@contextmanager
def office(folder: Path, empty: Path, port: int, *, more: str = SIGNED, login: str = "") -> Iterator[Post]:
    """A post office that signs and sends to this port."""
    key = folder / "dkim.pem"
    shutil.copy(HERE / "dkim" / "signing.pem", key)
    key.chmod(0o600)
    environ = {"WATCHER_SMTP_URL": f"smtp://{login}127.0.0.1:{port}"}
    if "dkim" in more:
        environ["WATCHER_DKIM_KEY_FILE"] = str(key)
    with post(folder, empty, hasty(port, login=login), more=more, environ=environ) as made:
        yield made


def checks(place: Post, *, records: Records | None = PUBLISHED, **asked: object) -> dict[str, Check]:
    """Every check by its name."""
    lookup = look_nothing_up if records is None else lambda name: records.get(name, ())
    asking = Asking(lookup=lookup, score=lambda _message: None)
    return {each.name: each for each in examine(place.tools, "me@people.example", replace(asking, **asked))}  # type: ignore[arg-type]


def findings(found: Mapping[str, Check]) -> dict[str, Finding]:
    """How each ended."""
    return {name: each.finding for name, each in found.items()}


def test_all_is_well_and_the_email_arrives(tmp_path: Path, empty: Path) -> None:
    """One email, signed, goes to the address; what is fine says so, what is open says what to do."""
    inbox = Inbox()
    with receiving(inbox) as port, office(tmp_path, empty, port) as place:
        found = checks(place)
        assert place.states() == {}  # nothing is written down
    assert findings(found) == {
        "connect": Finding.OK,
        "TLS": Finding.OK,
        "login": Finding.OK,
        "headers": Finding.OK,
        "size": Finding.OK,
        "sender": Finding.WARNING,  # example.org
        "alignment": Finding.OK,
        "SPF": Finding.OK,
        "DKIM": Finding.OK,
        "DMARC": Finding.OK,
        "unsubscribe": Finding.WARNING,
        "bounces": Finding.WARNING,
        "spam": Finding.UNKNOWN,
        "sent": Finding.OK,
    }
    assert all(each.advice for each in found.values() if each.finding is not Finding.OK)
    ((sender, recipients, content),) = inbox.received
    assert (sender, recipients) == ("watcher@example.org", ["me@people.example"])
    assert content.startswith(b"DKIM-Signature: ")


def test_without_a_resolver_nothing_fails(tmp_path: Path, empty: Path) -> None:
    """What cannot be looked up is unknown, which is no failure."""
    with receiving(Inbox()) as port, office(tmp_path, empty, port) as place:
        found = checks(place, lookup=lambda _name: None)
        unasked = checks(place, records=None, is_sent=False)
    assert {found[name].finding for name in ("SPF", "DKIM", "DMARC")} == {Finding.UNKNOWN}
    assert Finding.WRONG not in findings(found).values()
    assert found["SPF"].words == "example.org could not be looked up"
    assert unasked["SPF"].words == "example.org was not looked up: --no-dns"


@pytest.mark.parametrize(
    ("records", "name", "said"),
    [
        ({}, "DKIM", "nothing is published"),
        ({"watcher._domainkey.example.org": (RECORD[:-40] + "A" * 38 + "AB",)}, "DKIM", "does not fit"),
        ({"watcher._domainkey.example.org": ("v=DKIM1; p=",)}, "DKIM", "does not fit"),
        ({"watcher._domainkey.example.org": ("rubbish",)}, "DKIM", "does not fit"),
    ],
)
def test_a_key_that_is_not_published_is_wrong(
    tmp_path: Path, empty: Path, records: Records, name: str, said: str
) -> None:
    """A signature that nobody can verify is worse than none."""
    with scripted() as server, office(tmp_path, empty, server.port) as place:
        found = checks(place, records=records, is_sent=False)
    assert found[name].finding is Finding.WRONG
    assert said in found[name].words


@pytest.mark.parametrize(
    ("records", "finding", "said"),
    [
        ((), Finding.WARNING, "has no SPF"),
        (("v=spf10 x",), Finding.WARNING, "has no SPF"),
        (("v=spf1 a ~all", "v=spf1 mx -all"), Finding.WRONG, "2 SPF records"),
        (("v=spf1 a +all",), Finding.WRONG, "lets everybody"),
        (("v=spf1 all",), Finding.WRONG, "lets everybody"),
        (("v=spf1 " + "include:a.example " * 11 + "-all",), Finding.WRONG, "11 lookups"),
        (("v=spf1 a",), Finding.WARNING, "does not say"),
        (("v=spf1 redirect=_spf.example.org",), Finding.OK, "redirect"),
        (("v=spf1 ip4:192.0.2.0/24 -all",), Finding.OK, "ip4"),
    ],
)
def test_spf_records(records: tuple[str, ...], finding: Finding, said: str) -> None:
    """None, several, too wide, too long, unfinished and good ones are told apart."""
    found = check_spf("example.org", lambda _name: records)
    assert found.finding is finding
    assert said in found.words


@pytest.mark.parametrize(
    ("records", "is_aligned", "finding"),
    [
        ({}, True, Finding.WARNING),
        ({"_dmarc.example.org": ("v=DMARC1; p=none",)}, False, Finding.OK),
        ({"_dmarc.example.org": ("v=DMARC1; p=reject",)}, True, Finding.OK),
        ({"_dmarc.example.org": ("v=DMARC1; p=reject",)}, False, Finding.WRONG),
        ({"_dmarc.example.org": ("v=DMARC1; q=reject",)}, True, Finding.WRONG),
        ({"_dmarc.news.example.org": ("v=DMARC1; p=none", "v=DMARC1; p=none")}, True, Finding.WRONG),
    ],
)
def test_dmarc_records(records: Records, is_aligned: bool, finding: Finding) -> None:
    """The domain's own or the one above it; a policy that our own emails would fail is wrong."""
    found = check_dmarc("news.example.org", lambda name: records.get(name, ()), is_aligned=is_aligned)
    assert found.finding is finding


def test_from_agrees_with_the_sender_or_the_signature() -> None:
    """One of the two is enough, and a subdomain agrees with what is above it."""
    assert check_alignment("example.org", "bounces.example.org", None).finding is Finding.OK
    assert check_alignment("example.org", "relay.example", "example.org").finding is Finding.OK
    assert check_alignment("example.org", "relay.example", "other.example").finding is Finding.WRONG
    assert check_alignment("notexample.org", "example.org", None).finding is Finding.WRONG


def test_a_server_that_is_not_there_is_one_line(tmp_path: Path, empty: Path) -> None:
    """Nothing is claimed about encryption or login then, and the rest is still checked."""
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with office(tmp_path, empty, port) as place:
        found = checks(place)
    assert findings(found)["connect"] is Finding.WRONG
    assert found["connect"].words == f"nobody listens at 127.0.0.1 port {port}"
    assert {"TLS", "login", "sent"}.isdisjoint(found)
    assert found["DKIM"].finding is Finding.OK


def test_a_refused_login_does_not_show_the_password(tmp_path: Path, empty: Path) -> None:
    """Also where the server repeats what it was told."""
    script = {"EHLO": "250-x\r\n250-AUTH PLAIN\r\n250 SIZE 50000", "AUTH": "535 5.7.8 wrong: hunter2"}
    with scripted(script) as server, office(tmp_path, empty, server.port, login="me:hunter2@") as place:
        found = checks(place, is_sent=False)
    assert found["login"].finding is Finding.WRONG
    assert "hunter2" not in str(found)
    assert (found["size"].finding, "50,000" in found["size"].words) == (Finding.WARNING, True)


def test_no_server_configured_is_wrong_and_nothing_is_sent(tmp_path: Path, empty: Path) -> None:
    """Emails that are only written to files are no failure elsewhere, but here they are what is wrong."""
    with post(tmp_path, empty, hasty(9)) as place:
        found = checks(place)
    assert found["connect"].finding is Finding.WRONG
    assert "sent" not in found
    assert "nothing is signed here" in found["DKIM"].words


@contextmanager
def encrypted(server: Scripted) -> Iterator[int]:
    """The scripted server behind TLS from the first byte, for conversations one after the other; its port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(HERE / "tls" / "loopback.pem", HERE / "tls" / "loopback.key")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        stopping = threading.Event()

        def serve() -> None:
            while True:
                connection, _ = listening.accept()
                with connection, suppress(OSError):
                    if stopping.is_set():
                        return
                    with context.wrap_socket(connection, server_side=True) as wrapped:
                        server.talk(wrapped)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            stopping.set()
            socket.create_connection(listening.getsockname(), timeout=5).close()
            thread.join(timeout=10)


def test_encryption_and_certificate_are_told(tmp_path: Path, empty: Path) -> None:
    """The version and the names, if they verify; if they do not, that nothing is sent."""
    trusting = ssl.create_default_context(cafile=str(HERE / "tls" / "loopback.pem"))
    server = Scripted(script={})
    with encrypted(server) as port:
        url = f"smtps://127.0.0.1:{port}"
        with post(tmp_path, empty, SmtpMailer(url, tls=trusting), environ={"WATCHER_SMTP_URL": url}) as place:
            good = checks(place, knock=lambda asked: probe(asked, tls=trusting))
            bad = checks(place, is_sent=False)
    assert good["TLS"].words == "TLSv1.3"
    assert "localhost, 127.0.0.1" in good["certificate"].words
    assert good["sent"].finding is Finding.OK
    assert len(server.messages) == 1
    assert bad["TLS"].finding is Finding.WRONG
    assert "certificate" not in bad


def test_the_mailbox_is_tried(tmp_path: Path, empty: Path) -> None:
    """Where one is configured it must open."""
    with imap_server(LetterBox()) as box, scripted() as server:
        environ = {
            "WATCHER_SMTP_URL": f"smtp://127.0.0.1:{server.port}",
            "WATCHER_MAILBOX_URL": box.url,
            "WATCHER_SECRET_KEY": "x" * 20,
        }
        with post(tmp_path, empty, hasty(server.port), environ=environ) as place:
            assert findings(checks(place, is_sent=False))["bounces"] is Finding.OK
            box.refuses = "LOGIN"
            found = checks(place, is_sent=False)
    assert (found["bounces"].finding, found["unsubscribe"].finding) == (Finding.WRONG, Finding.OK)


REPORT = """\
X-Spam-Status: No, score={score} required=5.0
Content analysis details:   ({score} points, 5.0 required)

 pts rule name              description
---- ---------------------- --------------------------------------------------
 0.0 URIBL_BLOCKED          ADMINISTRATOR NOTICE
-0.0 NO_RELAYS              Informational: message was not relayed via SMTP
{rules}
"""


def fake_spamassassin(folder: Path, score: float, rules: str = "") -> str:
    """A program of that name that reports this, in SpamAssassin's form; the PATH to it."""
    report = folder / "report.txt"
    report.write_text(REPORT.format(score=score, rules=rules), encoding="utf-8")
    program = folder / "spamassassin"
    program.write_text(
        f'#!/bin/sh\n[ "$1 $2" = "--local --test-mode" ] || exit 1\n/bin/cat >/dev/null\n/bin/cat {report}\n'
    )
    program.chmod(0o755)
    return str(folder)


@pytest.mark.parametrize(
    ("score", "rules", "finding"),
    [
        (-0.1, "", Finding.OK),
        (1.2, " 1.2 HTML_IMAGE_ONLY_08     BODY: HTML: images with 400-800 bytes", Finding.WARNING),
        (6.0, " 6.0 GTUBE                  BODY: Generic Test", Finding.WRONG),
    ],
)
def test_spam_scores(tmp_path: Path, empty: Path, score: float, rules: str, finding: Finding) -> None:
    """What counts against us is named with its points; from the threshold on it is wrong."""
    path = fake_spamassassin(tmp_path, score, rules)
    with scripted() as server, office(tmp_path, empty, server.port) as place:
        found = checks(place, is_sent=False, score=lambda message: spam_score(message, path=path))
    assert found["spam"].finding is finding
    assert (rules.split() or ["", "no rule against it"])[1] in found["spam"].words


def test_without_spamassassin_there_is_no_score(tmp_path: Path) -> None:
    """A program that is not there, or says something else, is none."""
    assert spam_score(b"", path=str(tmp_path)) is None
    (tmp_path / "spamassassin").write_text("#!/bin/sh\necho nonsense\n")
    (tmp_path / "spamassassin").chmod(0o755)
    assert spam_score(b"", path=str(tmp_path)) is None


@pytest.mark.skipif(shutil.which("spamassassin") is None, reason="SpamAssassin is not on this machine")
def test_our_test_email_is_no_spam(tmp_path: Path, empty: Path) -> None:
    """By the real program's local rules nothing counts against the email."""
    scores: list[SpamScore | None] = []
    with scripted() as server, office(tmp_path, empty, server.port) as place:
        checks(place, is_sent=False, score=lambda message: scores.append(spam_score(message)))
    assert scores[0] is not None
    assert scores[0].against <= 0.1


def test_two_recipients_are_refused(tmp_path: Path, empty: Path) -> None:
    """Nothing is sent to an address that is none."""
    with post(tmp_path, empty, hasty(9)) as place, pytest.raises(AddressError):
        list(examine(place.tools, "a@b.example, c@d.example", Asking(lookup=look_nothing_up)))


def test_the_command_says_each_in_a_line(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The exit code is 1 only if something is wrong; --json gives the same to programs."""
    (tmp_path / "sources.yaml").write_text("feeds: [{name: F, url: https://x.org/f}]\n", encoding="utf-8")
    ran = run("doctor", "mail", "--to", "me@people.example", "--no-dns")
    assert ran.code == 1
    assert ran.out.startswith("wrong    connect      WATCHER_SMTP_URL is not set")
    with scripted() as server:
        monkeypatch.setenv("WATCHER_SMTP_URL", f"smtp://127.0.0.1:{server.port}")
        monkeypatch.setenv("PATH", str(tmp_path))
        ran = run("doctor", "mail", "--to", "me@people.example", "--no-dns", "--json")
    assert ran.code == 0, ran.out
    assert isinstance(ran.json, list)
    assert {each["name"]: each["finding"] for each in ran.json}["sent"] == "ok"
    assert len(server.messages) == 1
