"""The fault matrix: whatever a mail server does, each email ends in its stated state, and nobody is dropped for a 4xx.

Each row is asserted on our database and on what the server kept.
"""

import re
import socket
import ssl
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fault_server import (
    DROP,
    KEPT_THEN_DROP,
    MIDWAY,
    SILENCE,
    START_TLS,
    THEN_DROP,
    Answers,
    Moment,
    always,
    faulty,
    to,
)
from tests.post import empty_database, hasty, post
from watcher.domain.subscribers import DeliveryState, SubscriberState

S = DeliveryState
TLS = Path(__file__).parent / "tls"
PEOPLE = ("ann", "bob", "cyd")
ALL_WAIT = "waits waits waits"
ALL_SENT = "sent sent sent"
BOB = "sent {} sent"
WORDS = {"waits": S.RENDERED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A fault, and where it leaves the emails to Ann, Bob and Cyd after one round.

    `kept` is how many messages the server has then; `pauses` if nothing more is tried for a while; `is_gone` if Bob is
    no longer written to; `alerts` is how many refusals the operator is told of.
    """

    name: str
    answers: Answers
    ends: str
    kept: int = 0
    pauses: bool = False
    is_gone: bool = False
    alerts: int = 0
    workers: int = 1
    host: str = "127.0.0.1"
    login: str = ""
    is_tls: bool = False
    timeout_s: float = 5.0
    people: Sequence[str] = PEOPLE

    def __str__(self) -> str:
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower())


def _second_mail(answer: str) -> Answers:
    seen: list[str] = []

    def answers(moment: Moment) -> str | None:
        if moment.verb != "MAIL":
            return None
        seen.append(moment.line)
        return answer if len(seen) == 2 else None

    return answers


def _one_a_connection(moment: Moment) -> str | None:
    return "421 too many messages" + THEN_DROP if moment.verb == "MAIL" and moment.messages else None


def _one_connection(moment: Moment) -> str | None:
    return "421 too many connections" + THEN_DROP if moment.verb == "CONNECT" and moment.open > 1 else None


def _lost_once(moment: Moment) -> str | None:
    is_it = moment.verb == "DOT" and moment.recipient.startswith("bob") and moment.tries == 1
    return KEPT_THEN_DROP if is_it else None


def _auth(answer: str) -> Answers:
    return always(EHLO="250-faulty\r\n250 AUTH PLAIN", AUTH=answer)


def _offered(answer: str) -> Answers:
    return always(EHLO="250-faulty\r\n250 STARTTLS", STARTTLS=answer)


LONG = "x" * 8_300
TO_ALL = tuple(f"p{number}" for number in range(7))


def before_the_recipient() -> list[Row]:
    """What is wrong with the server, or with us: nothing is tried for a while, and it costs nobody an attempt."""
    tls = {"host": "127.1", "pauses": True, "ends": ALL_WAIT}  # not written as loopback is: STARTTLS is wanted
    login = {"login": "me:secret@", "pauses": True, "ends": ALL_WAIT}
    return [
        Row(name="nothing is said", answers=always(CONNECT=SILENCE), ends=ALL_WAIT, pauses=True, timeout_s=0.3),
        Row(name="banner 421", answers=always(CONNECT="421 busy"), ends=ALL_WAIT, pauses=True),
        Row(name="banner 554", answers=always(CONNECT="554 no mail from you"), ends=ALL_WAIT, pauses=True),
        Row(name="drop before the banner", answers=always(CONNECT=DROP), ends=ALL_WAIT, pauses=True),
        Row(name="banner of 9 KB", answers=always(CONNECT=f"220 {LONG}"), ends=ALL_WAIT, pauses=True),
        Row(name="EHLO garbage", answers=always(EHLO="\x00\xfe garbage"), ends=ALL_WAIT, pauses=True),
        Row(name="EHLO drop", answers=always(EHLO=DROP), ends=ALL_WAIT, pauses=True),
        Row(name="EHLO unknown, HELO known", answers=always(EHLO="502 what"), ends=ALL_SENT, kept=3),
        Row(name="no STARTTLS", answers=always(), **tls),  # type: ignore[arg-type]
        Row(name="STARTTLS refused", answers=_offered("454 not now"), **tls),  # type: ignore[arg-type]
        Row(name="STARTTLS cut", answers=_offered(DROP), **tls),  # type: ignore[arg-type]
        Row(name="STARTTLS cut after 220", answers=_offered("220 go" + THEN_DROP), **tls),  # type: ignore[arg-type]
        Row(name="bad certificate", answers=_offered(START_TLS), is_tls=True, **tls),  # type: ignore[arg-type]
        Row(name="AUTH 535", answers=_auth("535 5.7.8 wrong password"), **login),  # type: ignore[arg-type]
        Row(name="AUTH 454", answers=_auth("454 4.7.0 not now"), **login),  # type: ignore[arg-type]
        Row(name="MAIL 421", answers=always(MAIL="421 closing"), ends=ALL_WAIT, pauses=True),
        Row(name="MAIL 530", answers=always(MAIL="530 STARTTLS first"), ends=ALL_WAIT, pauses=True),
        Row(name="MAIL drop", answers=always(MAIL=DROP), ends=ALL_WAIT, pauses=True),
        Row(name="MAIL 451 to all", answers=always(MAIL="451 not now"), ends=ALL_WAIT, pauses=True),
        Row(name="MAIL 552 to all", answers=always(MAIL="552 full"), ends=ALL_WAIT, pauses=True),
        Row(name="MAIL 451 once", answers=_second_mail("451 not now"), ends=BOB.format("deferred"), kept=2),
    ]


def at_the_recipient() -> list[Row]:
    """A recipient's own trouble is that recipient's alone."""
    deferred, failed = BOB.format("deferred"), BOB.format("failed")
    rows = [
        Row(name=f"RCPT {answer}", answers=to("bob", RCPT=answer), ends=deferred, kept=2)
        for answer in ("450 4.2.0 greylisted", "451 4.3.0 local error", "452 4.2.2 full", "450 4.1.1 not known yet")
    ]
    rows += [
        Row(name=f"RCPT {answer}", answers=to("bob", RCPT=answer), ends=failed, kept=2)
        for answer in ("550 no", "551 elsewhere", "552 5.2.2 full", "553 name not allowed")
    ]
    return [
        *rows,
        Row(name="RCPT 5.1.1", answers=to("bob", RCPT="550 5.1.1 unknown"), ends=failed, kept=2, is_gone=True),
        Row(name="RCPT 5.1.10", answers=to("bob", RCPT="556 5.1.10 null MX"), ends=failed, kept=2, is_gone=True),
        Row(name="RCPT 5.1.8", answers=to("bob", RCPT="550 5.1.8 who are you"), ends=failed, kept=2, alerts=1),
        Row(name="RCPT 5.1.0", answers=to("bob", RCPT="550 5.1.0 Sender rejected"), ends=failed, kept=2),
        Row(name="RCPT 5.7.1", answers=to("bob", RCPT="550 5.7.1 blocked"), ends=failed, kept=2, alerts=1),
        Row(name="RCPT 421", answers=to("bob", RCPT="421 4.7.0 go away" + THEN_DROP), ends=deferred, kept=2),
        Row(name="RCPT drop", answers=to("bob", RCPT=DROP), ends=deferred, kept=2),
        Row(name="RCPT silence", answers=to("bob", RCPT=SILENCE), ends=deferred, kept=2, timeout_s=1),
        Row(name="RCPT 9 KB", answers=to("bob", RCPT=f"550 {LONG}"), ends=deferred, kept=2),
        Row(name="RCPT 450 to all", answers=always(RCPT="450 later"), ends="deferred deferred deferred"),
        Row(name="RCPT 421 to all", answers=always(RCPT="421 closing" + THEN_DROP), ends=ALL_WAIT, pauses=True),
        Row(
            name="RCPT 5.7.1 to all",
            answers=always(RCPT="550 5.7.1 your address is blocked"),
            ends="failed failed failed failed waits waits waits",
            people=TO_ALL,
            pauses=True,
            alerts=4,
        ),
    ]


def at_the_content() -> list[Row]:
    """Until 354 nothing can have arrived; after it, only an answer tells."""
    deferred, failed, doubtful = (BOB.format(each) for each in ("deferred", "failed", "ambiguous"))
    return [
        Row(name="DATA 451", answers=to("bob", DATA="451 not now"), ends=deferred, kept=2),
        Row(name="DATA 554", answers=to("bob", DATA="554 no"), ends=failed, kept=2, alerts=1),
        Row(name="DATA drop", answers=to("bob", DATA=DROP), ends=deferred, kept=2),
        Row(name="DATA silence", answers=to("bob", DATA=SILENCE), ends=deferred, kept=2, timeout_s=1),
        Row(name="drop in mid-data", answers=to("bob", DATA=MIDWAY), ends=doubtful, kept=2),
        Row(name="drop after the dot", answers=to("bob", DOT=DROP), ends=doubtful, kept=2),
        Row(name="kept, answer lost", answers=to("bob", DOT=KEPT_THEN_DROP), ends=doubtful, kept=4),
        Row(name="kept, answer lost once", answers=_lost_once, ends=ALL_SENT, kept=4),
        Row(name="silence after the dot", answers=to("bob", DOT=SILENCE), ends=doubtful, kept=2, timeout_s=1),
        Row(name="nonsense after the dot", answers=to("bob", DOT="well..."), ends=doubtful, kept=2),
        Row(name="9 KB after the dot", answers=to("bob", DOT=f"250 {LONG}"), ends=doubtful, kept=4),
        Row(name="8 KB after the dot", answers=to("bob", DOT=f"250 {LONG[:8000]}"), ends=ALL_SENT, kept=3),
        Row(name="421 after the dot", answers=to("bob", DOT="421 closing" + THEN_DROP), ends=deferred, kept=2),
        Row(name="451 after the dot", answers=to("bob", DOT="451 4.3.0 later"), ends=deferred, kept=2),
        Row(name="452 after the dot", answers=to("bob", DOT="452 4.3.1 full"), ends=deferred, kept=2),
        Row(name="552 after the dot", answers=to("bob", DOT="552 5.3.4 too big"), ends=failed, kept=2, alerts=1),
        Row(name="554 after the dot", answers=to("bob", DOT="554 5.7.1 spam"), ends=failed, kept=2, alerts=1),
        Row(name="5.1.1 after the dot", answers=to("bob", DOT="550 5.1.1 no"), ends=failed, kept=2, alerts=1),
        Row(name="slow after the dot", answers=to("bob", DOT="slowly 250 kept"), ends=ALL_SENT, kept=3),
    ]


def of_the_connection() -> list[Row]:
    """A connection that ends between two messages, or is one too many, costs nothing."""
    return [
        Row(name="250, then drop", answers=always(DOT="250 kept" + THEN_DROP), ends=ALL_SENT, kept=3),
        Row(name="421 unasked, then drop", answers=always(DOT="250 ok\r\n421 idle" + THEN_DROP), ends=ALL_SENT, kept=3),
        Row(name="one message a connection", answers=_one_a_connection, ends=ALL_SENT, kept=3),
        Row(name="one connection at a time", answers=_one_connection, ends=ALL_SENT, kept=3, workers=4),
        Row(name="RSET refused", answers=always(RSET="500 what"), ends=ALL_SENT, kept=3),
        Row(name="QUIT ignored", answers=always(QUIT=DROP), ends=ALL_SENT, kept=3),
    ]


ROWS = [*before_the_recipient(), *at_the_recipient(), *at_the_content(), *of_the_connection()]


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_database(tmp_path_factory.mktemp("empty") / "watcher.db")


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_fault_ends_in_its_state(tmp_path: Path, empty: Path, row: Row) -> None:
    """After one round the emails are where the table says, the server has what it says, and the account adds up."""
    tls = None
    if row.is_tls:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(TLS / "loopback.pem", TLS / "loopback.key")
    more = f"sending: {{workers: {row.workers}}}\n"
    with faulty(row.answers, tls=tls) as server:
        mailer = hasty(server.port, host=row.host, login=row.login, timeout_s=row.timeout_s)
        with post(tmp_path, empty, mailer, *row.people, more=more) as office:
            result = office.send()
            emails = office.emails()
            people = {name: office.person(name).state for name in row.people}
    words = {name: each.history[-1].words for name, each in emails.items()}
    expected = [WORDS.get(each) or S(each) for each in row.ends.split()]
    assert [emails[name].state for name in row.people] == expected, words
    assert len(server.kept) == row.kept
    assert bool(result.paused) == row.pauses, result.paused
    assert len(result.alerts) == row.alerts
    gone = {name for name, state in people.items() if state is SubscriberState.SUPPRESSED}
    assert gone == ({"bob"} if row.is_gone else set())
    assert result.account.adds_up
    assert_no_attempt_was_lost(row, [step.state for name in row.people for step in emails[name].history])
    assert "secret" not in repr(words) + result.paused
    copies = Counter(server.kept)
    assert max(copies.values(), default=0) <= 2
    ambiguous = {name for name, each in emails.items() if any(step.state is S.AMBIGUOUS for step in each.history)}
    assert {address.partition("@")[0] for (address, _), count in copies.items() if count > 1} <= ambiguous


def assert_no_attempt_was_lost(row: Row, states: Sequence[DeliveryState]) -> None:
    """What is the server's trouble as a whole defers nobody."""
    if row.pauses and "deferred" not in row.ends:
        assert S.DEFERRED not in states


def test_there_are_rows_enough() -> None:
    """The table has every fault that is promised, and no row twice."""
    assert len(ROWS) >= 30
    assert len({str(row) for row in ROWS}) == len(ROWS)


def test_nobody_listens(tmp_path: Path, empty: Path) -> None:
    """A refused connection pauses; nobody's email was tried."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with post(tmp_path, empty, hasty(port), *PEOPLE) as office:
        result = office.send()
        assert set(office.states().values()) == {S.RENDERED}
        assert {each.attempts for each in office.emails().values()} == {0}
    assert result.paused
    assert not result.is_well
