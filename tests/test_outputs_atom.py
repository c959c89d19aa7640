"""News as Atom: read back by a feed reader, whole and harmless whatever councils write."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import digest_cases as cases
from watcher.domain.changes import ChangeKind
from watcher.domain.digests import Link
from watcher.domain.feeds import Told
from watcher.domain.publications import Outcome
from watcher.feeds import MOST_ENTRIES, Background, Feed, tell, tell_troubles, write_atom

BEGAN = datetime(2026, 8, 1, 6, tzinfo=UTC)
FEED = Feed(kind="topic", key="send", title="SEND", subtitle="What was noticed", began_at=BEGAN)
ATOM = "{http://www.w3.org/2005/Atom}"

HOSTILE = st.text(max_size=80) | st.sampled_from(
    ["</title><script>alert(1)</script>", "]]>", "&lt;", "\x00\x1b[2J", "\u202egnp.exe", "\ufffe\uffff", "\ud800", " "]
)
ADDRESSES = HOSTILE | st.sampled_from(["javascript:alert(1)", 'https://democracy.example/a b?"x', "//host", "http://["])


def background() -> Background:
    made = cases.material()
    return Background(
        sources=made.sources, topics=made.topics, meetings=made.meetings, matches=made.matches, entries=made.entries
    )


def read(made: bytes) -> Any:
    """What a feed reader understands; it must find nothing wrong."""
    found = feedparser.parse(made)
    assert not found.bozo, found.get("bozo_exception")
    return found


def told(number: int = 1, **fields: object) -> Told:
    plain: dict[str, object] = {
        "name": f"00000000-0000-5000-8000-{number:012}",
        "number": number,
        "told_at": BEGAN + timedelta(hours=number),
        "title": "Agenda published",
        "url": "https://democracy.example/1",
        "lines": ("A sentence.",),
    }
    return Told(**{**plain, **fields})  # type: ignore[arg-type]  # fields as the test names them


def test_a_reader_finds_every_change_with_its_evidence_newest_first() -> None:
    """Each change of a week is an entry that a reader understands; a passage stands in it word for word."""
    entries = read(write_atom(FEED, [tell(change, background()) for change in cases.CHANGES])).entries
    assert len(entries) == len(cases.CHANGES) == len({entry.id for entry in entries})
    assert entries[-1].title == (
        "Agenda published: Children and Families Overview and Scrutiny Committee, Wed 16 September 2026, "
        "with 2 items about Ofsted, SEND and Budget (Harrowmere)"
    )
    words = entries[-1].content[0].value
    assert (
        "“the cumulative deficit on the High Needs Block was forecast to peak at £41.2m” (page 14 of the report)"
        in words
    )
    assert [tag.term for tag in entries[-1].tags] == ["Ofsted", "SEND", "Budget"]
    assert entries[-1].link == cases.SCRUTINY_16.url
    moved = entries[-2].content[0].value
    assert "Moved: was Tue 8 September 2026, 2pm; now Thu 10 September 2026, 2pm." in moved


def test_an_id_follows_from_the_change_alone() -> None:
    """Whatever is known later of meeting and topics, the entry keeps its id; another change has another."""
    change = cases.CHANGES[0]
    bare = Background(sources={}, topics=cases.TOPICS)
    assert tell(change, background()).name == tell(change, bare).name
    others = [replace(change, number=99), replace(change, noticed_at=cases.NOW + timedelta(seconds=1))]
    others += [replace(change, kind=ChangeKind.MINUTES_PUBLISHED), replace(change, meeting_id="5", item_id="00")]
    assert len({tell(each, bare).name for each in [change, *others]}) == 5


def test_a_change_that_is_not_numbered_is_refused() -> None:
    """What was never committed is never told."""
    with pytest.raises(ValueError, match="number"):
        tell(replace(cases.CHANGES[0], number=None), background())


def test_a_feed_is_bounded_in_a_total_order() -> None:
    """The newest stand first, at most MOST_ENTRIES, and the order of the input does not matter."""
    many = [replace(told(number), told_at=BEGAN) for number in range(1, MOST_ENTRIES + 20)]
    made = write_atom(FEED, many)
    assert made == write_atom(FEED, reversed(many))
    assert [entry.id[-3:] for entry in read(made).entries[:2]] == ["069", "068"]
    assert len(read(made).entries) == MOST_ENTRIES


def test_an_empty_feed_is_a_feed() -> None:
    """Without news there is still an id, a title and a date: when watching began."""
    found = read(write_atom(replace(FEED, own_url="https://pages.example/feeds/send.atom"), ()))
    assert (found.feed.title, found.feed.updated) == ("SEND", "2026-08-01T06:00:00Z")
    assert found.feed.id.startswith("urn:uuid:")
    assert [link.rel for link in found.feed.links] == ["self"]


def test_a_source_in_trouble_is_news_of_its_own() -> None:
    """A feed that is silent because nobody could look says so, under one id while the trouble lasts."""
    state = cases.state("feed/ofsted", good=None, outcome=Outcome.BLOCKED)
    (found,) = tell_troubles([state], place="Ofsted news", url=state.url)
    assert found.title == "Could not be checked since Thu 3 September 2026: Ofsted news"
    assert found.told_at == state.trouble_since
    (again,) = tell_troubles([replace(state, failures=99)], place="Ofsted news", url=state.url)
    assert again == found
    assert tell_troubles([cases.state("harrowmere/7")], place="Harrowmere", url="") == ()


@settings(max_examples=150)
@given(title=HOSTILE, line=HOSTILE, topic=HOSTILE, url=ADDRESSES, words=HOSTILE)
def test_no_title_breaks_the_feed(title: str, line: str, topic: str, url: str, words: str) -> None:
    """Whatever strangers write, the file is well-formed, shows it as text and links to nothing but the web."""
    entry = told(title=title, lines=(line, "The end."), topics=(topic,), url=url, links=(Link(words=words, url=url),))
    root = ET.fromstring(write_atom(replace(FEED, title=title), [entry]))
    found = root.find(f"{ATOM}entry")
    assert found is not None
    assert {each.tag.removeprefix(ATOM) for each in found.iter()} <= {
        "entry", "id", "title", "updated", "published", "link", "category", "content"
    }  # fmt: skip
    content = found.find(f"{ATOM}content")
    assert content is not None
    assert content.get("type") == "text"
    assert (content.text or "").endswith("The end.")
    shown = "".join(root.itertext()) + json.dumps([each.attrib for each in root.iter()], ensure_ascii=False)
    assert not any(each in shown for each in "\x00\x1b\u202e\ufffe\uffff\ud800")
    assert all(link.get("href", "").startswith(("http://", "https://")) for link in root.iter(f"{ATOM}link"))
