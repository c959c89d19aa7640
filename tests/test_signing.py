"""DKIM: what is sent verifies with the published key, and nothing that matters can be changed or added on the way."""

import re
import shutil
import subprocess
import sys
from dataclasses import replace
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import dkim
import pytest

from tests.commands import ROOT
from tests.post import NOW
from tests.run_command import Run
from tests.world import world
from watcher import config, render, store
from watcher.actions import subscribe
from watcher.actions.compose import compose
from watcher.deliver import DkimSigner, Unsigned
from watcher.deliver.sign import SIGNED, load_signer
from watcher.domain.subscribers import Subscription
from watcher.errors import ConfigError
from watcher.render import Rendered, Unsubscribe

KEYS = Path(__file__).parent / "dkim"
RECORD = (KEYS / "record.txt").read_bytes().strip()
SETTINGS = "dkim: {{domain: example.org, selector: watcher}}\n"


def published(name: bytes, timeout: int = 5) -> bytes | None:  # noqa: ARG001 - dkimpy's
    """The domain name system, as far as we are concerned."""
    return RECORD if name == b"watcher._domainkey.example.org." else None


def verifies(message: bytes) -> bool:
    """True if a mail server would find the signature right."""
    return bool(dkim.verify(message, dnsfunc=published))


def signer() -> DkimSigner:
    """Signs with the key of the tests."""
    return DkimSigner(domain="example.org", selector="watcher", key=(KEYS / "signing.pem").read_bytes())


def a_message(**more: str | None) -> bytes:
    """An email of ours with both ways to leave."""
    return render.build_message(
        Rendered(subject="3 new items: SEND, Ofsted – £2m", text="Hello.\n", html="<p>Hello.</p>\n"),
        sender="Council watcher <watcher@example.org>",
        recipient="jo@people.example",
        message_id="<abc@example.org>",
        date=NOW,
        list_id="<council-watcher.example.org>",
        unsubscribe=Unsubscribe(url="https://watch.example.org/unsubscribe/x", mailto="watcher@example.org"),
        **more,
    )


def names(message: bytes) -> list[str]:
    """The names of the headers, in order."""
    parsed = BytesParser(policy=policy.default).parsebytes(message)
    assert isinstance(parsed, EmailMessage)
    return list(parsed.keys())


def test_a_signed_email_verifies_and_is_otherwise_the_same() -> None:
    """One header is added on top; what stands below is the message, byte by byte."""
    message = a_message()
    signed = signer().sign(message)
    assert verifies(signed)
    assert signed.endswith(message)
    assert names(signed) == ["DKIM-Signature", *names(message)]
    assert max(map(len, signed[: -len(message)].split(b"\r\n"))) <= 78


@pytest.mark.parametrize(
    "name",
    [
        "From",
        "To",
        "Subject",
        "Date",
        "Message-ID",
        "MIME-Version",
        "Content-Type",
        "List-Id",
        "List-Unsubscribe",
        "List-Unsubscribe-Post",
    ],
)
def test_a_header_that_was_changed_or_taken_away_breaks_the_signature(name: str) -> None:
    """Both ways to leave are among what is signed."""
    signed = signer().sign(a_message())
    header = re.search(rf"^{name}: .*\r\n(?:[ \t].*\r\n)*".encode(), signed, re.MULTILINE)
    assert header is not None
    assert not verifies(signed.replace(header[0], header[0].replace(b"\r\n", b"x\r\n", 1)))
    assert not verifies(signed.replace(header[0], b""))


@pytest.mark.parametrize("name", ["From", "Subject", "Reply-To", "References"])
def test_nobody_adds_a_second_sender_or_subject(name: str) -> None:
    """From and Subject are signed once more than they are there; Reply-To cannot be added where there is none."""
    signed = signer().sign(a_message())
    added = f"{name}: somebody@else.example\r\n".encode()
    assert not verifies(added + signed)
    assert not verifies(signed.replace(b"\r\n\r\n", b"\r\n" + added + b"\r\n", 1))


def test_what_relays_do_does_no_harm() -> None:
    """White space folded anew, Received lines on top and empty lines at the end are let through."""
    signed = signer().sign(a_message())
    refolded = signed.replace(b"Subject: ", b"Subject:\r\n ") + b"\r\n\r\n"
    assert verifies(b"Received: from a by b; Mon, 7 Sep 2026 06:00:00 +0000\r\n" + refolded)
    assert not verifies(signed.replace(b"Hello.", b"Hallo."))


def test_what_is_signed_has_the_ways_to_leave() -> None:
    """RFC 8058 wants both headers signed."""
    assert {"list-unsubscribe", "list-unsubscribe-post"} <= set(SIGNED)
    assert (SIGNED.count("from"), SIGNED.count("subject")) == (2, 2)


def environ(folder: Path, *, mode: int = 0o600) -> dict[str, str]:
    """The key as an operator keeps it."""
    key = folder / "dkim.pem"
    shutil.copy(KEYS / "signing.pem", key)
    key.chmod(mode)
    return {"WATCHER_DKIM_KEY_FILE": str(key)}


def test_the_question_to_confirm_is_signed(tmp_path: Path) -> None:
    """The frozen bytes in the outbox are the signed ones."""
    with world(tmp_path, environ=environ(tmp_path), more=SETTINGS) as place:
        subscribe.ask(place.tools, "new@people.example", Subscription())
        with place.tools.store.read() as conn:
            asked = store.subscribers.by_address(conn, "new@people.example")
            assert asked is not None
            (email,) = store.correspondence.of_person(conn, asked.id)
    assert email.message is not None
    assert verifies(email.message)


def test_a_digest_is_signed_with_both_ways_to_leave(tmp_path: Path) -> None:
    """What compose freezes verifies, and its headers are those of the message and the signature."""
    with world(tmp_path, environ=environ(tmp_path), more=SETTINGS) as place:
        settings = replace(
            place.tools.settings,
            digest=replace(place.tools.settings.digest, public_base_url="https://watch.example.org/"),
        )
        tools = replace(place.tools, settings=settings)
        place.poll()
        reader = subscribe.add(tools, "reader@people.example", Subscription())
        place.next_week()
        place.poll()
        compose(tools)
        with place.tools.store.read() as conn:
            (email,) = store.correspondence.of_person(conn, reader.id)
    assert email.message is not None
    assert verifies(email.message)
    assert {"List-Unsubscribe", "List-Unsubscribe-Post"} <= set(names(email.message))
    assert names(email.message)[0] == "DKIM-Signature"
    assert not verifies(email.message.replace(b"One-Click", b"Two-Click"))


def complaint(folder: Path, **keyword: str) -> str:
    """What is said of a key, without its problem's place."""
    with pytest.raises(ConfigError) as caught:
        load_signer(domain="example.org", selector="watcher", key_file=folder / keyword.get("name", "dkim.pem"))
    (problem,) = caught.value.problems
    assert problem.field == "WATCHER_DKIM_KEY_FILE"
    assert "\n" not in problem.words
    return problem.words


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "not a private RSA key"),
        (b"rubbish", "not a private RSA key"),
        (
            b"-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIO0=\n-----END PRIVATE KEY-----\n",
            "not a private RSA key",
        ),
        (b"-----BEGIN RSA PRIVATE KEY-----\n\xff\xff\n-----END RSA PRIVATE KEY-----\n", "not a private RSA key"),
        ((KEYS / "short.pem").read_bytes(), "768 bits"),
    ],
)
def test_what_is_no_key_is_one_clear_line(tmp_path: Path, content: bytes, said: str) -> None:
    """The program says so before it does anything, and never shows what is in the file."""
    (tmp_path / "dkim.pem").write_bytes(content)
    (tmp_path / "dkim.pem").chmod(0o600)
    assert said in complaint(tmp_path)


def test_a_key_that_is_not_there_or_open_to_others_is_refused(tmp_path: Path) -> None:
    """Missing, a folder, readable by everyone: each in words that say what to do."""
    assert "No such file" in complaint(tmp_path)
    assert "not a file" in complaint(tmp_path, name=".")
    environ(tmp_path, mode=0o644)
    assert "chmod 600" in complaint(tmp_path)


def test_a_key_with_windows_line_ends_works() -> None:
    """Keys are copied through many programs."""
    key = (KEYS / "signing.pem").read_bytes().replace(b"\n", b"\r\n")
    assert verifies(DkimSigner(domain="example.org", selector="watcher", key=key).sign(a_message()))


def test_key_and_settings_belong_together(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """One without the other is a mistake: emails would go out unsigned in silence."""
    feed = "feeds: [{name: F, url: https://x.org/f}]\n"
    path = tmp_path / "sources.yaml"
    path.write_text(feed + "dkim: {domain: example.org, selector: watcher}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="set WATCHER_DKIM_KEY_FILE"):
        config.load(path, {})
    path.write_text(feed, encoding="utf-8")
    with pytest.raises(ConfigError, match="nothing is signed"):
        config.load(path, environ(tmp_path))
    monkeypatch.setenv("WATCHER_DKIM_KEY_FILE", str(tmp_path / "nowhere.pem"))
    path.write_text(feed + "dkim: {domain: example.org, selector: watcher}\n", encoding="utf-8")
    for command in ("status", "validate"):
        ran = run(command)
        assert ran.code == 1
        assert "nowhere.pem, which cannot be read: No such file" in ran.err


def test_without_the_extra_it_is_said_what_to_install(tmp_path: Path) -> None:
    """Where dkimpy or flufl.bounce is not installed, a key is refused in words, and a strange bounce is no bounce."""
    key = environ(tmp_path)["WATCHER_DKIM_KEY_FILE"]
    program = f"""
import sys
sys.modules["dkim"] = sys.modules["flufl.bounce"] = sys.modules["dns"] = None
from pathlib import Path
from watcher.deliver import load_signer
from watcher.deliver.records import look_up
from watcher.errors import ConfigError
from watcher.mailbox import read_letter
qmail = Path({str(KEYS.parent / "letters" / "qmail.eml")!r}).read_bytes()
assert read_letter(qmail).kind == "personal"
assert look_up("example.org") is None
try:
    load_signer(domain="example.org", selector="x", key_file=Path({key!r}))
except ConfigError as error:
    print(error)
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT)
    assert "dkimpy is not installed: pip install" in ran.stdout


def test_without_a_key_nothing_is_signed() -> None:
    """Most mail servers that people have an account on sign by themselves."""
    assert Unsigned().sign(b"x") == b"x"
