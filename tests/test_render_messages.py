"""The bytes of an email: exactly the headers meant, whatever titles say."""

from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests import digest_cases as cases
from watcher.errors import MessageError
from watcher.render import Letter, Rendered, Unsubscribe, build_message, new_message_id, render

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
    "List-Unsubscribe-Post",
    "List-Archive",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "Precedence",
]
SENDER = "Council watcher <digest@watch.example>"
MESSAGE_ID = new_message_id("weekly", "2026-W36", 7, sender=SENDER)


def build(rendered: Rendered, **fields: object) -> bytes:
    """A message with everything set."""
    made: dict[str, object] = {
        "sender": SENDER,
        "recipient": "reader@people.example",
        "message_id": MESSAGE_ID,
        "date": cases.NOW,
        "list_id": "Council watcher <digest.watch.example>",
        "reply_to": "desk@watch.example",
        "unsubscribe": Unsubscribe(url=f"https://watch.example/leave/{'t' * 43}", mailto="leave@watch.example"),
        "archive_url": "https://watch.example/archive/",
    }
    return build_message(rendered, **{**made, **fields})  # type: ignore[arg-type]


def test_a_message_parses_back_to_what_was_meant() -> None:
    """The standard parser finds exactly the headers meant, and both parts with their words."""
    rendered = render(cases.edition())
    message = BytesParser(policy=policy.default).parsebytes(build(rendered))
    assert list(message.keys()) == NAMES
    assert message["Subject"] == rendered.subject
    assert message["From"].addresses[0].addr_spec == "digest@watch.example"
    assert message["To"] == "reader@people.example"
    assert message["Date"].datetime == cases.NOW
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert text.get_content().splitlines() == rendered.text.splitlines()
    assert {part["Content-Transfer-Encoding"] for part in (text, html)} == {"quoted-printable"}
    assert "£41.2m" in html.get_content()


def test_a_message_is_plain_ascii_in_short_lines() -> None:
    """ASCII, CRLF only, no line over 998 and no line of a part over 76 characters."""
    made = build(render(cases.edition()))
    assert made.isascii()
    assert made.count(b"\n") == made.count(b"\r\n") == made.count(b"\r")
    head, _, body = made.partition(b"\r\n\r\n")
    assert max(map(len, head.split(b"\r\n"))) <= 200
    assert max(map(len, body.split(b"\r\n"))) <= 76


@pytest.mark.parametrize("blank", ["", "own"])
def test_each_line_ends_as_mail_lines_do(blank: str) -> None:
    """CR and LF, never one alone: also where a long line is broken that is one person's, or the only one."""
    rendered = Rendered(subject="News", text=f"own {'x' * 300}\n", html=f"<p>own {'x' * 300}</p>\n")
    letter = Letter(rendered, sender=SENDER, list_id="<digest.watch.example>", blank=blank)
    for own in ("token", "t" * 200):
        made = letter.addressed(recipient="a@people.example", message_id=MESSAGE_ID, date=cases.NOW, own=own)
        assert made.count(b"\r\n") == made.count(b"\n") == made.count(b"\r")


def test_the_same_delivery_gives_the_same_bytes() -> None:
    """Message-ID, boundary and all follow from what goes in; another delivery has another Message-ID."""
    rendered = render(cases.edition())
    assert build(rendered) == build(rendered)
    assert new_message_id("weekly", "2026-W36", 7, sender=SENDER) == MESSAGE_ID
    assert new_message_id("weekly", "2026-W36", 8, sender=SENDER) != MESSAGE_ID
    assert MESSAGE_ID.endswith("@watch.example>")


def test_without_a_public_address_there_is_no_one_click() -> None:
    """Only the mailto remains, and with neither no header at all."""
    rendered = render(cases.edition())
    mailto = BytesParser().parsebytes(
        build(rendered, unsubscribe=Unsubscribe(mailto="leave@watch.example"), archive_url=None, reply_to=None)
    )
    assert mailto["List-Unsubscribe"] == "<mailto:leave@watch.example?subject=unsubscribe>"
    left_out = {"List-Unsubscribe-Post", "List-Archive", "Reply-To"}
    assert mailto.keys() == [name for name in NAMES if name not in left_out]
    neither = BytesParser().parsebytes(build(rendered, unsubscribe=None, archive_url=None))
    assert "List-Unsubscribe" not in neither


@pytest.mark.parametrize(
    "subject",
    [
        "=?utf-8?q?x=0D=0ABcc:_all@people.example?=",
        "one\r\nBcc: all@people.example",
        "one\r\n\r\nbody",
        "=\u200b?utf-8?q?x?=",
        "==??utf-8?q?x?=",
        "Cyngor Sir Gâr: £4m o ddiffyg, ŵ ŷ " * 5,
        "a" * 5000,
        "\U0001f600" * 60,
        "",
    ],
)
def test_no_title_becomes_a_header(subject: str) -> None:
    """An encoded word, a line break or an endless title leaves the header names as they are (CVE-2024-6923)."""
    made = build(Rendered(subject=subject, text="t\n", html="<p>h</p>\n"))
    for parser in (BytesParser(), BytesParser(policy=policy.default)):
        assert parser.parsebytes(made).keys() == NAMES
    assert b"\r\nBcc" not in made


HEADERISH = st.text(
    alphabet=st.sampled_from("=?utf8-qQbB_\r\n\t :;,.<>@\"'()[]\\£ŵé\u200b\u202e\u2028\x00\x0b\x85aB0=D=A")
    | st.characters(),
    max_size=160,
)


@settings(max_examples=250, deadline=None)
@given(HEADERISH, HEADERISH)
@example("=?utf-8?b?DQpCY2M6IGFAYi5j?=", "=?utf-8?q?=0D=0ABcc:x?=")
def test_header_fuzz(subject: str, name: str) -> None:
    """Whatever stands in a title or a sender's name, the headers are the ones meant, or the message is refused."""
    rendered = Rendered(subject=subject, text="t\n", html="<p>h</p>\n")
    made = build(rendered)
    assert BytesParser(policy=policy.default).parsebytes(made).keys() == NAMES
    try:
        made = build(rendered, sender=f"{name} <digest@watch.example>")
    except MessageError:
        return
    assert BytesParser(policy=policy.default).parsebytes(made).keys() == NAMES


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=500), st.text(max_size=500))
def test_bodies_survive_their_encoding(text: str, html: str) -> None:
    """Whatever stands in the parts, they read back or the message is refused, never silently changed."""
    try:
        build(Rendered(subject="s", text=text, html=html))
    except MessageError:
        assert any(not each.isprintable() for each in text + html)


@pytest.mark.parametrize(
    "fields",
    [
        {"recipient": "a@people.example, b@people.example"},
        {"recipient": "a@people.example\r\nBcc: b@people.example"},
        {"recipient": ""},
        {"recipient": "müller@people.example"},
        {"message_id": "<x@y>\r\nBcc: b@people.example"},
        {"archive_url": "https://x.example/\r\nBcc: b@people.example"},
        {"date": datetime(2026, 9, 7, 6, 0, tzinfo=UTC).replace(tzinfo=None)},
    ],
)
def test_what_cannot_be_said_safely_is_refused(fields: dict[str, object]) -> None:
    """Several recipients, line breaks in addresses and naive dates raise MessageError."""
    with pytest.raises(MessageError):
        build(render(cases.edition()), **fields)


def test_a_name_that_is_not_ascii_is_encoded() -> None:
    """A sender with accents parses back to the same name and address."""
    made = build(render(cases.edition()), sender="Gwyliwr Cyngor Sir Gâr <digest@watch.example>")
    (address,) = BytesParser(policy=policy.default).parsebytes(made)["From"].addresses
    assert (address.display_name, address.addr_spec) == ("Gwyliwr Cyngor Sir Gâr", "digest@watch.example")
