"""Feeds, the vendor's and any other; all synthetic, for no real modern.gov feed could be had."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest

from tests.systems import pages
from tests.systems.pages import page_of
from watcher.domain.publications import FeedEntry, Outcome, PageKind
from watcher.systems import SYSTEMS

BASE = "https://meetings.ambleford.example/"
MINUTES = "ieListDocuments.aspx?CId=31&amp;MId=4711&amp;Ver=4"


def _rss(items: str, *, channel: str = "") -> str:
    declaration = '<?xml version="1.0" encoding="utf-8"?>'
    return f'{declaration}<rss version="2.0"><channel><title>New</title>{channel}{items}</channel></rss>'


def _item(title: str, link: str = BASE + MINUTES, more: str = "") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{more}</item>"


def _entries(body: str | bytes, system: str = "moderngov-feed") -> tuple[FeedEntry, ...]:
    reading = SYSTEMS[system].read(None, page_of(body, BASE + "mgRss.aspx?CID=31"))
    assert (reading.outcome, reading.kind, reading.is_complete) == (Outcome.OK, PageKind.FEED, False)
    return reading.entries


_EVENTS = {
    "Agenda published: Meeting of Monday, 12th October, 2026 6.30 pm, Schools Panel": "agenda published",
    "Decision Sheet Published: Meeting of Monday": "decision sheet published",
    "Issue Published: School places": "issue published",
    "Publication of plan: Forward Plan": "publication of plan",
    "Meeting held: Schools Panel": "meeting held",
    "ePetition started: Save our library": "epetition started",
    "Ofsted: a new framework": None,
    "Schools Panel": None,
}


@pytest.mark.parametrize("title", _EVENTS)
def test_the_event_stands_before_the_first_colon(title: str) -> None:
    """Known events in any case; other words before a colon belong to the title."""
    [entry] = _entries(_rss(_item(title)))
    assert (entry.event, entry.title, entry.meeting_id) == (_EVENTS[title], title, "4711")
    assert entry.url == BASE + "ieListDocuments.aspx?CId=31&MId=4711&Ver=4"


def test_what_comes_out_of_one_meeting_one_after_the_other_is_each_told() -> None:
    """Agenda and minutes lead to one page, and have no guid or that page's address as theirs."""
    guid = f"<guid>{BASE}{MINUTES}</guid>"
    body = _rss(_item("Agenda published: Panel", more=guid) + _item("Minutes published: Panel", more=guid))
    assert [entry.event for entry in _entries(body)] == ["agenda published", "minutes published"]
    assert [entry.id for entry in _entries(body)] == [entry.id for entry in _entries(body.replace("https:", "http:"))]
    assert [entry.id for entry in _entries(body)] == [entry.id for entry in _entries(body.replace(guid, ""))]


def test_a_decision_counts_once_for_all_who_signed_it() -> None:
    """Feeds repeat it for each of them, with other guids."""
    link = BASE + "ieDecisionDetails.aspx?ID=13149"
    body = _rss("".join(_item(f"Decision published: Grants ({name})", link, f"<guid>{name}</guid>") for name in "abc"))
    assert [entry.title for entry in _entries(body)] == ["Decision published: Grants (a)"]


def test_entries_repeat_and_count_once() -> None:
    """By guid, else by link, else by title and time."""
    body = _rss(
        _item("One", more="<guid>g1</guid>")
        + _item("One again", more="<guid>g1</guid>")
        + _item("Two", link=BASE + "b")
        + _item("Two again", link=BASE + "b")
        + "<item><title>Three</title></item>" * 2
    )
    assert [entry.title for entry in _entries(body)] == ["One", "Two", "Three"]


def test_titles_are_plain_words() -> None:
    """Markup and entities, also those encoded twice, become the words that are meant."""
    title = "&lt;b&gt;SEND&lt;/b&gt; &amp;amp;amp; Inclusion &amp;lt; 25"
    more = "<description>&lt;p&gt;One&lt;/p&gt;&lt;script&gt;x()&lt;/script&gt;&lt;p&gt;Two&lt;/p&gt;</description>"
    [entry] = _entries(_rss(_item(title, more=more)))
    assert (entry.title, entry.text) == ("SEND & Inclusion < 25", "One Two")


_TIMES = {
    "Mon, 12 Oct 2026 10:00:00 GMT": datetime(2026, 10, 12, 10, tzinfo=UTC),
    "Mon, 12 Oct 2026 10:00:00 +0100": datetime(2026, 10, 12, 9, tzinfo=UTC),
    "the day before yesterday": None,
}


@pytest.mark.parametrize("words", _TIMES)
def test_times_are_aware_or_none(words: str) -> None:
    """The feed's own clock, in UTC; what cannot be read is None."""
    [entry] = _entries(_rss(_item("One", more=f"<pubDate>{words}</pubDate>")))
    assert entry.published_at == _TIMES[words]


def test_an_atom_feed_is_read() -> None:
    """Relative links are joined; `updated` serves where nothing else says when."""
    body = (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><title>News</title>'
        "<updated>2026-09-07T06:00:00Z</updated><entry><id>tag:1</id><title>Report</title>"
        '<link rel="alternate" href="/news/1"/><updated>2026-09-06T10:00:00+01:00</updated>'
        '<summary type="html">&lt;i&gt;Inspection&lt;/i&gt; outcome</summary></entry></feed>'
    )
    [entry] = _entries(body, "feed")
    assert (entry.id, entry.url, entry.text) == ("tag:1", BASE + "news/1", "Inspection outcome")
    assert (entry.published_at, entry.event) == (datetime(2026, 9, 6, 9, tzinfo=UTC), None)


def test_a_byte_order_mark_blanks_and_a_wrong_label_do_no_harm() -> None:
    """The words are read as they were written."""
    body = b"\xef\xbb\xbf\r\n  " + _rss(_item("Siân’s café")).replace('"utf-8"', '"iso-8859-1"').encode()
    assert _entries(body)[0].title == "Siân’s café"


_WRONG = {
    "a page": (pages.meetings(""), Outcome.NOT_A_PAGE),
    "a challenge": ("<html><title>Just a moment...</title></html>", Outcome.BLOCKED),
    "a stub": ("no", Outcome.STUB),
    "half a feed": (_rss(_item("One") + _item("Two"))[:-60], Outcome.TRUNCATED),
    "nothing": ("", Outcome.STUB),
}


@pytest.mark.parametrize("system", ["feed", "moderngov-feed"])
@pytest.mark.parametrize("name", _WRONG)
def test_what_is_no_feed_is_named(name: str, system: str) -> None:
    """A page, a challenge or half a feed is an outcome, not an empty feed."""
    body, outcome = _WRONG[name]
    reading = SYSTEMS[system].read(None, page_of(body))
    assert (reading.outcome, reading.entries) == (outcome, ())


def test_an_empty_feed_is_a_feed() -> None:
    """Days without news are normal."""
    assert _entries(_rss("")) == ()


def test_the_fingerprint_ignores_when_a_feed_was_made_and_nothing_else() -> None:
    """Stamps of the channel change with each request; anything of an entry is news."""
    system = SYSTEMS["feed"]
    stamp = "<lastBuildDate>{0}</lastBuildDate><pubDate>{0}</pubDate>"
    same = {system.fingerprint(page_of(_rss(_item("One"), channel=stamp.format(day)))) for day in ("Mon", "Tue")}
    assert len(same) == 1
    bodies = [
        _rss(_item("One")),
        _rss(_item("Two")),
        _rss(_item("One", more="<pubDate>Mon, 12 Oct 2026 10:00:00 GMT</pubDate>")),
        _rss(_item("One", more="<pubDate>Tue, 13 Oct 2026 10:00:00 GMT</pubDate>")),
    ]
    prints = [system.fingerprint(page_of(body)) for body in bodies]
    assert all(one != other for one, other in pairwise(prints))
