"""Secrets in links: what they are made of, how they are compared, and how they come back."""

import hashlib
import hmac
import re
import secrets
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from io import BytesIO
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watcher import links
from watcher.domain.tokens import Purpose

NOW = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)
BASE = "https://news.example/"


def token() -> str:
    """A token as they are made in earnest."""
    return links.new_token(secrets.token_bytes)[0]


def test_a_token_is_256_random_bits_and_kept_as_its_sha_256() -> None:
    """Every bit drawn is in the token; what is kept is its SHA-256, from which it cannot be had back."""
    drawn = [bytes([1]) * 32, bytes([1]) * 31 + b"\x00", bytes([0]) + bytes([1]) * 31]
    made = [links.new_token(BytesIO(each).read) for each in drawn]
    assert len({token for token, _ in made}) == len({kept for _, kept in made}) == 3
    for token, kept in made:
        assert len(token) == links.LENGTH
        assert links.is_token(token)
        assert kept == hashlib.sha256(token.encode()).hexdigest()
        assert token not in kept
    with pytest.raises(ValueError, match="32 random bytes"):
        links.new_token(lambda count: b"x" * (count - 1))


def test_a_comparison_is_of_whole_hashes_in_constant_time() -> None:
    """A token is compared by hmac.compare_digest over hashes of one length: where two differ does not show."""
    one, kept = links.new_token(secrets.token_bytes)
    assert links.is_same(one, kept)
    assert links.is_same(f" {one.upper()}\n", kept)
    assert not links.is_same(token(), kept)
    assert not links.is_same("", kept)
    assert not links.is_same(one[:-1], kept)
    assert hmac.compare_digest.__name__ in links.is_same.__code__.co_names
    assert len({len(links.hash_token(text)) for text in ("", "x", one, one * 1000, "é\udc80")}) == 1


def test_each_purpose_has_its_time() -> None:
    """Confirming is possible for 7 days, managing for 48 hours, leaving for ever."""
    assert links.expiry(Purpose.CONFIRM, NOW) == NOW + timedelta(days=7)
    assert links.expiry(Purpose.MANAGE, NOW) == NOW + timedelta(hours=48)
    assert links.expiry(Purpose.UNSUBSCRIBE, NOW) is None
    assert set(links.LIFETIMES) == set(Purpose)


def test_addresses_of_pages_are_https_and_hold_the_token_last() -> None:
    """Three pages under the public address; another scheme is refused, because the link is a secret."""
    secret = token()
    made = [each(BASE, secret) for each in (links.confirm_url, links.manage_url, links.unsubscribe_url)]
    assert [urlsplit(each).path for each in made] == [
        f"/{page}/{secret}" for page in ("confirm", "manage", "unsubscribe")
    ]
    assert (
        links.unsubscribe_url("https://news.example/watch", secret)
        == f"https://news.example/watch/unsubscribe/{secret}"
    )
    for base in ("http://news.example/", "news.example", "", "javascript:alert(1)"):
        with pytest.raises(ValueError, match="https"):
            links.unsubscribe_url(base, secret)


def test_a_letter_from_its_mailto_comes_back_as_what_it_asks() -> None:
    """The subject of each mailto, sent as mail programs send it, is read as its purpose and its token."""
    secret = token()
    for builder, purpose in ((links.unsubscribe_mailto, Purpose.UNSUBSCRIBE), (links.confirm_mailto, Purpose.CONFIRM)):
        made = urlsplit(builder("news+box@example.org", secret))
        assert (made.scheme, unquote(made.path)) == ("mailto", "news+box@example.org")
        name, _, subject = made.query.partition("=")
        assert (name, " " in subject) == ("subject", False)
        letter = EmailMessage()
        letter["Subject"] = unquote(subject)
        sent = BytesParser(policy=policy.default).parsebytes(letter.as_bytes())
        assert links.read_subject(sent["Subject"]) == links.Asked(purpose=purpose, token=secret)


@pytest.mark.parametrize(
    "written",
    [
        "Re: unsubscribe {}",
        "UNSUBSCRIBE {}",
        "AW: Fwd:  unsubscribe\r\n {}",
        "unsubscribe: {}.",
        "unsubscribe%20{}",
        "unsubscribe%20 unsubscribe+{}",
        "<unsubscribe {}>",
    ],
)
def test_subjects_as_people_and_programs_write_them(written: str) -> None:
    """Prefixes, capitals, folding and punctuation do not hide the token."""
    secret = token()
    for each in (secret, secret.upper()):
        found = links.read_subject(written.format(each))
        assert found == links.Asked(purpose=Purpose.UNSUBSCRIBE, token=secret)


def test_a_wish_without_a_token_is_told_as_that() -> None:
    """The bare word is a wish for a person to read; a token cut short or grown is none; other subjects ask nothing."""
    bare = links.Asked(purpose=Purpose.UNSUBSCRIBE, token=None)
    secret = token()
    for subject in ("unsubscribe", "please UNSUBSCRIBE me", f"unsubscribe {secret[:-1]}", f"unsubscribe {secret}7"):
        assert links.read_subject(subject) == bare
    for subject in ("", "unsubscribed", "Your council week", secret, f"manage {secret}"):
        assert links.read_subject(subject) is None
    assert links.read_subject(f"how to unsubscribe? unsubscribe {secret}") == links.Asked(
        purpose=Purpose.UNSUBSCRIBE, token=secret
    )


@given(st.text(max_size=200))
def test_any_subject_can_be_read(subject: str) -> None:
    """Whatever strangers write there, it is read without an error, and a token found has a token's form."""
    found = links.read_subject(subject)
    assert found is None or found.token is None or re.fullmatch("[a-z2-7]{52}", found.token)
