"""What is understood of a letter: bounces of several mail servers, automatic answers, wishes, and hostile ones."""

import random
import time

import pytest

from tests.letter_box import written
from watcher.deliver import read_verp, verp
from watcher.mailbox import Letter, LetterKind, Severity, read_letter
from watcher.mailbox.bounces import severity

SECRET = "a secret of the tests, long enough"
OWN = verp("letters@watch.example", 17, SECRET)
MESSAGE_ID = "<abc@watch.example>"
PERSON = "reader@people.example"


def read(name: str, **words: str) -> Letter:
    """A letter of tests/letters, read."""
    return read_letter(written(name, verp=OWN, recipient=PERSON, message_id=MESSAGE_ID, **words))


@pytest.mark.parametrize(
    ("name", "expected", "status"),
    [
        ("postfix", Severity.HARD, "5.1.1"),
        ("exim", Severity.HARD, "5.0.0"),
        ("microsoft365", Severity.HARD, "5.1.10"),
        ("qmail", Severity.HARD, "5.1.1"),
        ("postfix-full", Severity.SOFT, "5.2.2"),
        ("postfix-refused", Severity.REFUSED, "5.7.1"),
        ("postfix-delayed", Severity.NONE, "4.4.1"),
        ("postfix-delivered", Severity.NONE, "2.0.0"),
    ],
)
def test_a_bounce_is_understood(name: str, expected: Severity, status: str) -> None:
    """What became of the email is read from the report, not from the text that is returned with it."""
    letter = read(name)
    assert letter.kind is LetterKind.BOUNCE
    assert letter.bounce is not None
    assert (letter.bounce.severity, letter.bounce.recipient) == (expected, PERSON)
    assert letter.bounce.status in (status, "")  # a report of success needs no status
    assert read_verp(letter.written_to, SECRET) == 17


@pytest.mark.parametrize("name", ["postfix", "exim", "microsoft365"])
def test_a_bounce_says_of_which_email_it_is(name: str) -> None:
    """The Message-ID is read from the email that is returned, whole or headers only."""
    bounce = read(name).bounce
    assert bounce is not None
    assert bounce.message_id == MESSAGE_ID


@pytest.mark.parametrize(
    ("status", "words", "expected"),
    [
        ("5.1.1", "550 5.1.1 user unknown", Severity.HARD),
        ("5.2.1", "550 5.2.1 The account is disabled", Severity.HARD),
        ("5.0.0", "550 5.1.1 no", Severity.HARD),
        ("5.0.0", "550 Unrouteable address", Severity.HARD),
        ("5.0.0", "550 we do not want this", Severity.SOFT),
        ("5.1.8", "550 5.1.8 bad outbound sender", Severity.REFUSED),
        ("5.1.1", "550 5.1.1 blocked, see the spamhaus blocklist", Severity.REFUSED),
        ("5.7.26", "550 5.7.26 DMARC", Severity.REFUSED),
        ("5.0.0", "554 5.7.1 no such user, says our policy", Severity.REFUSED),
        ("5.6.0", "554 5.6.0 invalid", Severity.REFUSED),
        ("5.2.2", "552 5.2.2 over quota", Severity.SOFT),
        ("4.2.2", "452 4.2.2 over quota, given up", Severity.SOFT),
        ("4.4.7", "delivery time expired", Severity.SOFT),
        ("", "", Severity.SOFT),
    ],
)
def test_only_addresses_that_are_gone_are_hard(status: str, words: str, expected: Severity) -> None:
    """5.1.x and 5.2.1 say of the address that it is gone; what is said of us or of the content never does."""
    assert severity(status, words) is expected


def test_an_automatic_answer_is_no_bounce_and_no_wish() -> None:
    """Out of office comes from the empty sender to the bounce address, and means nothing."""
    letter = read("out-of-office")
    assert (letter.kind, letter.bounce) == (LetterKind.AUTOMATIC, None)


@pytest.mark.parametrize(
    ("subject", "is_wish"),
    [
        ("unsubscribe", True),
        ("Re: Unsubscribe me, please.", True),
        ("=?utf-8?q?Please_remove_me?=", True),
        ("STOP", True),
        ("Please do not unsubscribe me", False),
        ("Re: Council to stop emails about SEND", False),
        ("", False),
    ],
)
def test_a_wish_to_leave_says_nothing_else(subject: str, is_wish: bool) -> None:
    """Without a token only a subject that is nothing but the wish counts."""
    letter = read("personal", subject=subject)
    assert (letter.kind, letter.sender, letter.wants_to_leave) == (LetterKind.PERSONAL, PERSON, is_wish)


@pytest.mark.parametrize(
    "sender",
    [
        "reader@people.example, other@people.example",
        "<reader@people.example> <other@people.example>",
        "reader@people.example)other@people.example",
        '"reader@people.example" <>',
        "",
    ],
)
def test_a_sender_is_one_address_or_none(sender: str) -> None:
    """Nobody is taken for somebody else by a From that can be read in two ways."""
    raw = f"From: {sender}\r\nSubject: unsubscribe\r\n\r\n".encode()
    assert read_letter(raw).sender == ""


def test_an_address_of_its_own_cannot_be_made_up() -> None:
    """A number with another's signs, or signs of another secret, is nobody's; letters in either case are the same."""
    assert read_verp([f"<{OWN.upper()}>"], SECRET) == 17
    assert read_verp([OWN.replace("+b17-", "+b18-")], SECRET) is None
    assert read_verp([OWN], SECRET + "!") is None
    assert read_verp(["letters+b17-@watch.example", "", "x" * 100_000], SECRET) is None
    assert read_verp([OWN.replace("+b17-", "+b18-"), OWN], SECRET) == 17


def hostile() -> dict[str, bytes]:
    """Letters written to hurt."""
    nested = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(3000))
    report = written("postfix", verp=OWN, recipient=PERSON, message_id=MESSAGE_ID)
    return {
        "nested": nested,
        "nested messages": b"Content-Type: message/rfc822\r\n\r\n" * 5000,
        "headers": b"X: y\r\n" * 40_000,
        "one long header": b"Subject: " + b"=?utf-8?q?=61?= " * 15_000,
        "unknown charset": b"Subject: =?rot-26?q?unsubscribe?=\r\nContent-Type: text/plain; charset=\xff\r\n\r\n\xff",
        "nothing": b"",
        "NULs": b"\0" * 250_000,
        "brackets": b"From: " + b"<" * 200_000 + b"\r\n\r\n",
        "recipients": report.replace(
            b"Action: failed", b"Action: failed\r\n\r\nFinal-Recipient: rfc822; x@y.example" * 4000
        ),
        "cut": report[: len(report) // 2],
        "status of bytes": report.replace(b"Status: 5.1.1", b"Status: \xff\xfe=?utf-8?b?////?="),
    }


@pytest.mark.parametrize("name", hostile())
def test_a_hostile_letter_is_read_or_left_in_time(name: str) -> None:
    """Whatever is written, reading ends within a second or so and raises nothing."""
    began = time.perf_counter()
    assert isinstance(read_letter(hostile()[name]), Letter)
    assert time.perf_counter() - began < 3.0


def test_any_damage_is_survived() -> None:
    """A bounce with bytes changed, cut and doubled at random is read as something, and nothing is raised."""
    chance = random.Random(4)
    whole = [written(each, verp=OWN, recipient=PERSON, message_id=MESSAGE_ID) for each in ("postfix", "microsoft365")]
    for _ in range(300):
        broken = bytearray(chance.choice(whole))
        for _ in range(chance.randrange(1, 30)):
            at = chance.randrange(len(broken))
            broken[at : at + chance.randrange(3)] = bytes(chance.randrange(256) for _ in range(chance.randrange(4)))
        read_letter(bytes(broken))
