"""Whatever strangers write in titles, names, papers and addresses: an email has our headers, our markup, our links."""

import os
from dataclasses import replace
from email import policy
from email.parser import BytesParser
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests import digest_cases as cases
from tests.hostile import PIECES, attack, beyond, build
from watcher.domain.addresses import check_address
from watcher.domain.digests import Edition, Entry, Link, Outcome, Section, SectionKind
from watcher.domain.topics import Evidence, Place
from watcher.errors import AddressError, MessageError
from watcher.render import FooterLinks, render
from watcher.render.headers import mailbox
from watcher.render.ladder import cut
from watcher.render.neutral import neutral_text

IS_SOAK = bool(os.environ.get("WATCHER_SOAK"))
SHARES = 2
TITLES = 1_000
"""A soak ends with all 100,000 of them (tests.proof)."""

OURS = FooterLinks(
    web_url="https://watch.example/archive/2026-W36.html",
    manage_url="https://watch.example/manage",
    unsubscribe_mailto="leave@watch.example",
    reply_to="desk@watch.example",
)
SOURCES = {"democracy.harrowmere.example", "feeds.example"}
TAGS = {
    "html", "head", "meta", "title", "style", "body", "table", "tbody", "tr", "td", "div", "h1", "h2", "h3", "p", "a",
    "b", "br", "span", "strong",
}  # fmt: skip
ATTRIBUTES = {
    "lang", "charset", "name", "content", "data-css-inline", "role", "class", "style", "width", "cellpadding",
    "cellspacing", "border", "align", "href",
}  # fmt: skip


@pytest.mark.parametrize("share", range(SHARES))
def test_no_title_adds_a_header(share: int) -> None:
    """Of 1,000 titles, as subjects and as names of senders, none adds, ends or splits a header, by either of Python's
    parsers or line by line; what could not be said safely was refused."""
    found, refused = attack(TITLES // SHARES, seed=share)
    assert found == []
    assert 0 < refused < TITLES // SHARES


@pytest.mark.parametrize("address", ["=?utf-8?q?=0D=0Ax?=@people.example", "a@=?utf-8?q?people?=.example"])
def test_an_address_that_reads_as_an_encoded_word_is_refused(address: str) -> None:
    """Letters like these may stand in an address, and some programs would decode them: to a line's end, for one."""
    with pytest.raises(MessageError, match="not one email address"):
        mailbox(address)


@settings(max_examples=2_000 if IS_SOAK else 100, deadline=None)
@given(st.text("=?aAqQbB_0D'`{|}~!#$%&*+/^-.", min_size=1, max_size=64))
@example("=?utf-8?q?=0D=0Ax?=")
def test_an_address_taken_at_sign_up_can_be_written_to(local: str) -> None:
    """Or one person's address would stop everybody's digest: what is not refused at sign-up reads back as it was."""
    try:
        address = check_address(f"{local}@people.example")
    except AddressError:
        return
    made = build("News", recipient=address)
    assert beyond(made) == []
    assert BytesParser(policy=policy.default).parsebytes(made)["To"].addresses[0].addr_spec == address


@pytest.mark.parametrize("name", ["," * 5000, "(" * 5000, "<a@b.example>," * 400, "x" * 5000, '"' * 4999])
def test_a_name_without_end_is_refused(name: str) -> None:
    """As a message's error, whatever Python's parser of addresses would make of it."""
    with pytest.raises(MessageError, match="not one email address"):
        build("News", sender=name)


def test_a_long_title_is_cut_and_stays_one_line() -> None:
    """5,000 characters, with nothing to break them at, become a subject of 200 at most."""
    for title in ("x" * 5000, "ŵ" * 5000, "=?" * 2500, "\u202e" * 5000 + "x"):
        parsed = BytesParser(policy=policy.default).parsebytes(build(title))
        assert len(str(parsed["Subject"])) <= 200
        assert str(parsed["Subject"]).isprintable()


WORDS = st.lists(
    st.sampled_from(
        (
            *PIECES, "<script>alert(1)</script>", '" onmouseover="x', "' style='x", "</td></table><h1>", "<!--", "-->",
            "]]>", "&lt;b&gt;", "&#60;", "&amp;", "{{ 7 * 7 }}", "{% include 'x' %}", "{#", "<style>", "</title>",
            "</style>", "<a href='https://evil.example/'>", "javascript:alert(1)", "<img src=x onerror=y>",
            "<svg/onload=x>",
        )
    )
    | st.text(max_size=12),
    max_size=6,
).map("".join)  # fmt: skip
ADDRESSES = st.sampled_from(
    (
        "https://council.example/a?b=1&c=2#d", "http://council.example/ŵ £", "https://council.example/\" onclick=\"x",
        "https://council.example/\r\nBcc: x", "https://council.example/'><script>", "HTTPS://COUNCIL.EXAMPLE/A",
        "javascript:alert(1)", " javascript:alert(1)", "java\tscript:alert(1)", "data:text/html,<script>",
        "//evil.example/", "file:///etc/passwd", "mailto:all@people.example", "ftp://evil.example/", "https://",
        "https://[", "", "evil", "vbscript:x", "\u202ehttps://council.example/x", "https:/\\evil.example",
    )
)  # fmt: skip


@st.composite
def editions(draw: st.DrawFn) -> Edition:
    """Every field that a stranger may have written, in every section, in full and in one line."""
    sections = []
    for kind in SectionKind:
        words = draw(st.lists(WORDS, min_size=6, max_size=6))
        url, other = draw(ADDRESSES), draw(ADDRESSES)
        entry = Entry(
            key=str(kind),
            title=words[0],
            url=url,
            where=words[1],
            when=words[2],
            lines=(words[3], words[4]),
            evidence=(
                Evidence(term=words[5], place=Place.DOCUMENT, page=2, snippet=words[5] + words[0], document=words[1]),
            ),
            topics=(words[2],),
            why=words[3],
            links=(Link(words=words[4], url=other, note=words[5]),),
            outcomes=(Outcome(title=words[0], url=other, words=words[1], source=words[2], since=words[3]),),
        )
        entries = tuple(replace(entry, key=f"{kind}:{each}") for each in range(draw(st.sampled_from((1, 1, 14)))))
        sections.append(Section(kind=kind, heading="Heading", entries=entries))
    words = draw(st.lists(WORDS, min_size=5, max_size=5))
    return replace(
        cases.edition(),
        sections=tuple(sections),
        title=words[0] or "t",
        subject=words[1],
        follows=words[2],
        summary=(words[3],),
        topic_counts=((words[4], 1),),
        tally_note=words[0],
    )


@settings(
    max_examples=1_000 if IS_SOAK else 20,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(editions())
@example(replace(cases.edition(), title="<h3>{{ title }}</h3>", subject="\r\n\r\n", summary=("</td><script>",)))
def test_strangers_words_stay_words(edition: Edition) -> None:
    """No tag, attribute or link but ours and the sources' own; each title is read as it was written; the text has no
    character that moves a cursor or turns a line around."""
    rendered = render(edition, links=OURS)
    page = BeautifulSoup(rendered.html, "lxml")
    assert {tag.name for tag in page.find_all()} <= TAGS
    assert {name for tag in page.find_all() for name in tag.attrs} <= ATTRIBUTES
    for link in page.find_all(href=True):
        assert_leads_home(str(link["href"]))
    written = [
        cut(neutral_text(each.title) or "Untitled", 300) for section in edition.sections for each in section.entries
    ]
    read = [" ".join(tag.get_text().split()) for tag in page.find_all("h3")]
    assert len(read) >= len(edition.sections) - 1  # by council has lines only
    assert set(read) <= {" ".join(each.split()) for each in written}
    assert all(each.isprintable() or each in "\n\u200c\u200d" for each in rendered.text)
    assert all(each.isprintable() or each in "\u200c\u200d" for each in rendered.subject)


def assert_leads_home(address: str) -> None:
    """By https to us or to the source, by the source's own http, or by a letter to leave."""
    if address.startswith("mailto:"):
        assert address == "mailto:leave@watch.example?subject=unsubscribe"
        return
    parts = urlsplit(address)
    assert parts.scheme == "https" or (parts.scheme, parts.hostname) == ("http", "council.example")
    assert parts.hostname in {"watch.example", "council.example", *SOURCES}
    assert all(each not in address for each in '"<>\r\n ')
