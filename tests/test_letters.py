"""Letters in the mailbox are acted on once: who asks leaves, who confirms hears, what came back is noted."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from email.parser import BytesParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.imap_server import imap_server
from tests.letter_box import LetterBox, written
from tests.post import Post, empty_database, post
from tests.run_command import Run
from tests.smtp_servers import Scripted, receiving
from tests.test_doctor_mail import encrypted
from tests.test_mail import Inbox
from tests.world import world
from watcher import config, links, schedule, store
from watcher.actions import subscribe, tokens
from watcher.actions.compose import compose
from watcher.actions.letters import MOST_A_ROUND, Dealt, LettersRead, read_letters
from watcher.app import mailer_for
from watcher.deliver import LogMailer, verp
from watcher.domain.subscribers import DeliveryState, SubscriberState, Subscription
from watcher.domain.tokens import Purpose
from watcher.errors import ConfigError, MailboxError
from watcher.mailbox import parse_account

SECRET = "a secret of the tests, long enough"
MAILBOX = "mailbox: {address: letters@watch.example}\n"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_database(tmp_path_factory.mktemp("empty") / "watcher.db")


@contextmanager
def office(
    folder: Path, empty: Path, box: LetterBox, *names: str, smtp: int = 9, more: str = MAILBOX
) -> Iterator[Post]:
    """A post office that reads this mailbox."""
    environ = {
        "WATCHER_MAILBOX_URL": box.url,
        "WATCHER_SECRET_KEY": SECRET,
        "WATCHER_SMTP_URL": f"smtp://127.0.0.1:{smtp}",
    }
    with post(folder, empty, LogMailer(folder / "unsent"), *names, more=more, environ=environ) as made:
        yield made


@pytest.fixture
def box() -> Iterator[LetterBox]:
    with imap_server(LetterBox()) as running:
        yield running


@pytest.fixture
def jo(tmp_path: Path, empty: Path, box: LetterBox) -> Iterator[Post]:
    """Jo and Al have been sent an email each."""
    with office(tmp_path, empty, box, "jo", "al") as made:
        assert made.send().states[DeliveryState.SENT] == 2
        read_letters(made.tools)  # nothing has come yet
        yield made


def bounce(place: Post, name: str, *, of: str = "jo", own: bool = True) -> bytes:
    """A bounce of somebody's email, to the sender of its own or to the plain one."""
    email = place.emails()[of]
    sender = verp("letters@watch.example", email.id, SECRET) if own else "letters@watch.example"
    return written(name, verp=sender, recipient=email.address, message_id=email.message_id)


def dealt(result: LettersRead) -> dict[Dealt, int]:
    """What became of the letters of a round."""
    return dict(result.dealt)


def test_a_bounce_comes_to_the_sender_of_its_own_and_ends_the_emails(
    tmp_path: Path, empty: Path, box: LetterBox
) -> None:
    """The envelope's sender is the email's own; a hard bounce to it suppresses that person and nobody else."""
    inbox = Inbox()
    with receiving(inbox) as port, office(tmp_path, empty, box, "jo", "al", smtp=port) as place:
        mailer = mailer_for(place.tools.settings, place.clock)
        assert place.send(mailer=mailer).states[DeliveryState.SENT] == 2
        senders = {recipients[0]: sender or "" for sender, recipients, _ in inbox.received}
        own = senders["jo@people.example"]
        assert own.startswith("letters+b")
        assert own != senders["al@people.example"]
        box.put(written("postfix", verp=own, recipient="jo@people.example", message_id="<x@y>"))
        assert dealt(read_letters(place.tools)) == {Dealt.SUPPRESSED: 1}
        jo = place.person("jo")
        assert (jo.state, place.person("al").state) == (SubscriberState.SUPPRESSED, SubscriberState.ACTIVE)
        assert jo.trouble.startswith("came back: 5.1.1 550 5.1.1")
        assert place.states() == {"jo": DeliveryState.FAILED, "al": DeliveryState.SENT}
        assert box.seen == {1}


def test_a_domain_that_forgets_everybody_costs_nine(tmp_path: Path, empty: Path, box: LetterBox) -> None:
    """From the tenth of a domain within a day on nobody is struck off, and the operator is told; a day later it is."""
    people = [f"p{number:02}" for number in range(12)]
    with office(tmp_path, empty, box, *people) as place:
        place.send()
        read_letters(place.tools)
        box.put(*(bounce(place, "postfix", of=name) for name in people[:11]))
        result = read_letters(place.tools)
        assert dealt(result) == {Dealt.SUPPRESSED: 9, Dealt.COUNTED: 2}
        assert "9 people at people.example were struck off within a day" in result.alerts[0]
        assert sum(place.person(name).state is SubscriberState.ACTIVE for name in people) == 3
        place.later(days=2)
        box.put(bounce(place, "postfix", of=people[11]))
        assert dealt(read_letters(place.tools)) == {Dealt.SUPPRESSED: 1}


@pytest.mark.parametrize("name", ["postfix", "exim", "microsoft365", "qmail"])
def test_every_mail_server_is_understood(jo: Post, box: LetterBox, name: str) -> None:
    """There is no such address, in the words of four mail servers."""
    box.put(bounce(jo, name))
    assert dealt(read_letters(jo.tools)) == {Dealt.SUPPRESSED: 1}
    assert jo.person("jo").state is SubscriberState.SUPPRESSED


def test_no_letter_is_acted_on_twice(jo: Post, box: LetterBox) -> None:
    """Also if it stays unseen, is copied to another number, or comes again: each email comes back once."""
    box.put(bounce(jo, "postfix-full"))
    assert dealt(read_letters(jo.tools)) == {Dealt.COUNTED: 1}
    box.seen.clear()
    assert dealt(read_letters(jo.tools)) == {}
    box.put(bounce(jo, "postfix-full"))
    assert dealt(read_letters(jo.tools)) == {Dealt.IGNORED: 1}
    assert (jo.person("jo").bounces, jo.person("jo").state) == (1, SubscriberState.ACTIVE)


def test_a_forged_bounce_stops_nobody(jo: Post, box: LetterBox) -> None:
    """A hard bounce that knows the Message-ID but not the sender of its own is counted, and the operator told."""
    other = jo.emails()["al"].id
    forged = bounce(jo, "postfix", own=False).replace(
        b"letters@watch.example", f"letters+b{other}-{'a' * 16}@x.example".encode()
    )
    box.put(forged, bounce(jo, "postfix", own=False))
    result = read_letters(jo.tools)
    assert dealt(result) == {Dealt.COUNTED: 1, Dealt.IGNORED: 1}
    assert "not suppressed" in result.alerts[0]
    assert {jo.person("jo").state, jo.person("al").state} == {SubscriberState.ACTIVE}
    assert jo.states() == {"jo": DeliveryState.FAILED, "al": DeliveryState.SENT}


def test_what_is_refused_suppresses_nobody_and_is_told(jo: Post, box: LetterBox) -> None:
    """5.7.1 says something of us: the person stays, nothing is counted, the operator reads it."""
    box.put(bounce(jo, "postfix-refused"))
    result = read_letters(jo.tools)
    assert dealt(result) == {Dealt.REFUSED: 1}
    assert "dnsbl.example" in result.alerts[0]
    assert (jo.person("jo").state, jo.person("jo").bounces) == (SubscriberState.ACTIVE, 0)


def test_delays_and_automatic_answers_change_nothing(jo: Post, box: LetterBox) -> None:
    """A report that it is late or has arrived, and out of office, are marked as seen and forgotten."""
    box.put(*(bounce(jo, name) for name in ("postfix-delayed", "postfix-delivered", "out-of-office")))
    assert dealt(read_letters(jo.tools)) == {Dealt.IGNORED: 3}
    assert jo.states() == {"jo": DeliveryState.SENT, "al": DeliveryState.SENT}
    assert box.seen == {1, 2, 3}


def test_soft_bounces_are_counted_in_a_row(jo: Post, box: LetterBox) -> None:
    """Three in a row are told to the operator; an email between them that did not come back begins the count anew."""
    counts: list[int] = []
    alerts: list[str] = []
    for week, comes_back in enumerate([True, True, True, False, True], start=40):
        jo.later(days=7)
        jo.put("jo", period=f"2026-W{week}")
        jo.send()
        if comes_back:
            box.put(bounce(jo, "postfix-full"))
        alerts += read_letters(jo.tools).alerts
        counts.append(jo.person("jo").bounces)
    assert counts == [1, 2, 3, 3, 1]
    assert len(alerts) == 1
    assert alerts[0].startswith("3 emails in a row came back")


def letter(subject: str, sender: str = "jo@people.example") -> bytes:
    """A letter of a person."""
    return written("personal", recipient=sender, subject=subject)


def test_who_asks_to_leave_leaves(jo: Post, box: LetterBox) -> None:
    """By the token, from whatever address and in whatever mail program's words; without one, from one's own address."""
    with jo.tools.store.write() as conn:
        token = tokens.issue(jo.tools, conn, jo.person("jo").id, Purpose.UNSUBSCRIBE)
    by_program = letter(f"Unsubscribe {token.upper()}", "elsewhere@home.example").replace(
        b"MIME-Version", b"Auto-Submitted: auto-generated\r\nMIME-Version"
    )
    box.put(by_program, letter("unsubscribe", "AL@people.example"), letter("unsubscribe", "nobody@home.example"))
    assert dealt(read_letters(jo.tools)) == {Dealt.LEFT: 2, Dealt.FOR_A_PERSON: 1}
    assert {jo.person("jo").state, jo.person("al").state} == {SubscriberState.LEFT}
    assert box.seen == {1, 2}


def test_the_letter_that_a_digest_offers_is_understood(tmp_path: Path, box: LetterBox) -> None:
    """The mailto of a real digest, sent as a mail program would, lets its reader leave."""
    environ = {"WATCHER_MAILBOX_URL": box.url, "WATCHER_SECRET_KEY": SECRET}
    with world(tmp_path, environ=environ, more=MAILBOX.replace("{", "{{").replace("}", "}}")) as place:
        place.baseline()
        reader = subscribe.add(place.tools, "reader@people.example", Subscription())
        place.next_week()
        place.poll()
        compose(place.tools)
        with place.tools.store.read() as conn:
            (email,) = store.correspondence.of_person(conn, reader.id)
        parsed = BytesParser(policy=policy.default).parsebytes(email.message or b"")
        mailto = urlsplit(str(parsed["List-Unsubscribe"]).strip("<>"))
        assert (mailto.scheme, mailto.path) == ("mailto", "letters@watch.example")
        box.put(letter(parse_qs(mailto.query)["subject"][0], "other@people.example"))
        assert dealt(read_letters(place.tools)) == {Dealt.LEFT: 1}


def test_the_daemon_reads_the_mailbox(tmp_path: Path, empty: Path, box: LetterBox) -> None:
    """Where one is configured it is read as soon as the daemon runs; elsewhere there is no such job."""
    box.put(letter("unsubscribe"))
    stop = threading.Event()
    with office(tmp_path, empty, box, "jo") as place:
        thread = threading.Thread(target=schedule.run, args=(place.tools,), kwargs={"stop": stop})
        thread.start()
        try:
            assert box.marked.wait(timeout=30)
        finally:
            stop.set()
            thread.join(timeout=30)
        assert place.person("jo").state is SubscriberState.LEFT


def test_an_old_token_from_ones_own_address_is_enough(jo: Post, box: LetterBox) -> None:
    """A token that was cut or is nobody's any more does not keep a person from leaving."""
    box.put(letter(f"unsubscribe {'a' * links.LENGTH}"), letter(f"unsubscribe {'a' * links.LENGTH}", "x@y.example"))
    assert dealt(read_letters(jo.tools)) == {Dealt.LEFT: 1, Dealt.FOR_A_PERSON: 1}


def test_who_confirms_by_letter_hears(jo: Post, box: LetterBox) -> None:
    """The letter that our question asks for confirms, once; automatic answers with another subject do not."""
    subscribe.ask(jo.tools, "new@people.example", Subscription())
    with jo.tools.store.read() as conn:
        asked = store.subscribers.by_address(conn, "new@people.example")
        assert asked is not None
        (email,) = store.correspondence.of_person(conn, asked.id)
    text = (email.message or b"").decode().replace("=\r\n", "")
    assert "mailto:letters@watch.example" in text.replace("=40", "@").replace("%40", "@")
    token = links.read_subject(text[text.index("confirm%20") :].replace("%20", " ")[:100])
    assert token is not None
    box.put(letter(f"Re: confirm {token.token}", "new@people.example"), letter(f"confirm {'b' * links.LENGTH}"))
    assert dealt(read_letters(jo.tools)) == {Dealt.CONFIRMED: 1, Dealt.FOR_A_PERSON: 1}
    new = jo.person("new")
    assert new.state is SubscriberState.ACTIVE
    assert "confirmed by a letter to our mailbox" in new.consent


def test_everything_else_is_left_for_a_person(jo: Post, box: LetterBox) -> None:
    """A letter to people stays unread, is not read again by us, and stands in nobody's way."""
    box.put(letter("Thank you"), b"\xff" * 1000, letter("Please do not unsubscribe me"))
    assert dealt(read_letters(jo.tools)) == {Dealt.FOR_A_PERSON: 3}
    assert box.seen == set()
    assert dealt(read_letters(jo.tools)) == {}
    assert jo.person("jo").state is SubscriberState.ACTIVE


def test_what_people_opened_before_us_is_read_but_not_what_lay_there_first(
    tmp_path: Path, empty: Path, box: LetterBox
) -> None:
    """On the first round letters that were opened are people's; later an opened wish to leave counts all the same."""
    box.put(letter("unsubscribe"), letter("unsubscribe", "al@people.example"))
    box.seen = {1}
    with office(tmp_path, empty, box, "jo", "al", "ed") as place:
        assert dealt(read_letters(place.tools)) == {Dealt.LEFT: 1}
        box.put(letter("unsubscribe", "ed@people.example"))
        box.seen.add(3)
        assert dealt(read_letters(place.tools)) == {Dealt.LEFT: 1}
        states = [place.person(name).state for name in ("jo", "al", "ed")]
    assert states == [SubscriberState.ACTIVE, SubscriberState.LEFT, SubscriberState.LEFT]


def test_a_flood_waits_for_the_next_round(jo: Post, box: LetterBox) -> None:
    """A round reads so many letters and says how many wait."""
    box.put(*[letter("Thank you")] * (MOST_A_ROUND + 3))
    first, second = read_letters(jo.tools), read_letters(jo.tools)
    assert (sum(first.dealt.values()), first.waiting) == (MOST_A_ROUND, 3)
    assert (sum(second.dealt.values()), second.waiting) == (3, 0)


@pytest.mark.parametrize("fault", ["LOGIN", "SELECT", "SEARCH", "FETCH"])
def test_a_mailbox_that_cannot_be_read_says_why(tmp_path: Path, empty: Path, fault: str) -> None:
    """What is wrong is one explainable error without the password, and nothing was acted on."""
    with imap_server(LetterBox(refuses=fault)) as running:
        running.put(letter("unsubscribe"))
        with office(tmp_path, empty, running, "jo") as place:
            with pytest.raises(MailboxError, match=r"INBOX at 127\.0\.0\.1") as caught:
                read_letters(place.tools)
            assert place.person("jo").state is SubscriberState.ACTIVE
    assert "open sesame" not in str(caught.value)


def test_a_letter_is_acted_on_though_it_cannot_be_marked(jo: Post, box: LetterBox) -> None:
    """When the server will not mark it as seen, it was still acted on, once."""
    box.put(letter("unsubscribe"))
    box.refuses = "STORE"
    with pytest.raises(MailboxError):
        read_letters(jo.tools)
    assert jo.person("jo").state is SubscriberState.LEFT
    box.refuses = ""
    assert dealt(read_letters(jo.tools)) == {}


def test_the_command_tells_what_it_did(
    tmp_path: Path, run: Run, box: LetterBox, monkeypatch: pytest.MonkeyPatch, empty: Path
) -> None:
    """`watcher mailbox` says how many of what, for people and for programs."""
    with office(tmp_path, empty, box, "jo") as place:
        place.send()
        read_letters(place.tools)
        box.put(bounce(place, "postfix-refused"), letter("Thank you"))
    monkeypatch.setenv("WATCHER_MAILBOX_URL", box.url)
    monkeypatch.setenv("WATCHER_SECRET_KEY", SECRET)
    ran = run("mailbox")
    assert ran.code == 0, ran.err
    assert "1 refused for what we send" in ran.out
    assert "1 for a person: left unread" in ran.out
    assert "dnsbl.example" in ran.err
    assert run("mailbox", "--json").json == {"letters": {}, "alerts": [], "waiting": 0}


def test_without_a_mailbox_the_command_says_what_to_set(run: Run, tmp_path: Path) -> None:
    """One line that names the variable."""
    (tmp_path / "sources.yaml").write_text("feeds: [{name: F, url: https://x.org/f}]\n", encoding="utf-8")
    ran = run("mailbox")
    assert ran.code == 1
    assert "WATCHER_MAILBOX_URL" in ran.err


def test_the_mailbox_is_read_over_verified_tls_only(tmp_path: Path, empty: Path) -> None:
    """A certificate that nobody vouches for ends it before the password is said; plain IMAP is for this machine."""
    with pytest.raises(ConfigError, match="imaps://"):
        parse_account("imap://me:secret@mail.example.org/INBOX", variable="WATCHER_MAILBOX_URL")
    server = Scripted(script={})
    with encrypted(server) as port:
        environ = {"WATCHER_MAILBOX_URL": f"imaps://me:secret@127.0.0.1:{port}/", "WATCHER_SECRET_KEY": SECRET}
        with (
            post(tmp_path, empty, LogMailer(tmp_path), environ=environ) as place,
            pytest.raises(MailboxError, match="certificate"),
        ):
            read_letters(place.tools)
    assert server.commands == []


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("mailbox: {address: letters@watch.example}", "mailbox.address: is of no use without WATCHER_MAILBOX_URL"),
        (
            "mailbox: {address: 'Us <letters@watch.example>'}",
            "mailbox.address: must be one e-mail address",
        ),
        ("mailbox: {verp: perhaps}", "mailbox.verp: "),
        ("mailbox: {adress: a@b.example}", "did you mean `address`?"),
        ("dkim: {domain: 'example org', selector: x}", "dkim.domain: must be a name of the domain name system"),
        ("dkim: {domain: example.org}", "dkim.selector"),
    ],
)
def test_a_slip_in_the_settings_is_named_with_its_line(tmp_path: Path, more: str, said: str) -> None:
    """As everywhere in sources.yaml."""
    path = tmp_path / "sources.yaml"
    path.write_text(f"feeds: [{{name: F, url: https://x.org/f}}]\n{more}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        config.load(path, {})
    assert said in str(caught.value)
    assert "sources.yaml:2:" in str(caught.value)


def test_an_address_too_long_for_one_of_each_email_is_refused(tmp_path: Path) -> None:
    """64 characters may stand before the @: what is put behind the address must fit; without `verp` it need not."""
    path = tmp_path / "sources.yaml"
    environ = {"WATCHER_MAILBOX_URL": "imaps://a:b@c.example/", "WATCHER_SECRET_KEY": SECRET}
    text = "feeds: [{name: F, url: https://x.org/f}]\nmailbox: {address: %s@watch.example, verp: %s}\n"
    path.write_text(text % ("a" * 31, "yes"), encoding="utf-8")
    with pytest.raises(ConfigError, match="too long before the @"):
        config.load(path, environ)
    for address, own in (("a" * 31, "no"), ("a" * 30, "yes")):
        path.write_text(text % (address, own), encoding="utf-8")
        mailbox = config.load(path, environ).mailbox
        assert mailbox is not None
        assert len(verp(mailbox.address, 10**13, SECRET).partition("@")[0]) <= 64 or not mailbox.verp


def test_a_mailbox_needs_the_secret(tmp_path: Path, empty: Path) -> None:
    """Without it nobody could tell a real bounce: refused with one line."""
    with (
        pytest.raises(ConfigError, match="needs WATCHER_SECRET_KEY"),
        post(tmp_path, empty, LogMailer(tmp_path), environ={"WATCHER_MAILBOX_URL": "imaps://a:b@c.example/"}),
    ):
        pass
