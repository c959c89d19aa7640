"""The page of what is new: where to look. Its form is told by those who scrape it; the pages here are made up."""

import time

import pytest

from tests.systems import pages
from tests.systems.pages import BASE, page_of
from watcher.domain.publications import Outcome, PageKind
from watcher.systems import SYSTEMS

SYSTEM = SYSTEMS["moderngov-news"]
ADDRESS = BASE + "mgWhatsNew.aspx?bcr=1"
LINE = (
    '<li>22&#47;10&#47;2026&nbsp;- <a href="ieListDocuments.aspx?CId=31&amp;MId=4711&amp;Ver=4">Agenda published:'
    " Meeting of Monday, 2nd November, 2026 6.30 pm, Schools Forum</a></li>"
)


def news(*lines: str) -> str:
    """The page with these lines in its list."""
    return pages.skin(f'<ul class="mgBulletList">{"".join(lines)}</ul>', h1="What's New")


def test_an_entry_says_where_to_look() -> None:
    """The day, the event and the meeting; a line twice is one entry; what is no line of news is none."""
    reading = SYSTEM.read(None, page_of(news(LINE, LINE, "<li>Contact us</li>", "<li>99/99/2026 - ?</li>"), ADDRESS))
    assert (reading.outcome, reading.kind) == (Outcome.OK, PageKind.FEED)
    [entry] = reading.entries
    assert entry.published_at is not None
    assert entry.published_at.date().isoformat() == "2026-10-22"
    assert (entry.event, entry.meeting_id) == ("agenda published", "4711")
    assert entry.url == f"{BASE}ieListDocuments.aspx?CId=31&MId=4711&Ver=4"


@pytest.mark.parametrize("block", ["<p>{}</p>", "<table><tr><td>{}</td></tr></table>", "<dl><dd>{}</dd></dl>"])
def test_other_blocks_with_a_date_are_entries_too(block: str) -> None:
    """Nobody has shown us the page: a paragraph or a cell that begins with a day says as much as a line of a list."""
    [entry] = SYSTEM.read(None, page_of(news(block.format("22/10/2026 Decision published: Fees")), ADDRESS)).entries
    assert (entry.event, entry.meeting_id) == ("decision published", None)


def test_a_page_without_a_dated_line_vouches_for_nothing() -> None:
    """It is no page of news, in whatever form councils may have it; nor is a page of another kind, or half a page."""
    for body in (news(), news("<li>Yesterday - Agenda published</li>"), "<html><body>hello</body></html>", ""):
        assert not SYSTEM.read(None, page_of(body, ADDRESS)).outcome.is_good
    whole = news(LINE)
    assert SYSTEM.read(None, page_of(whole[: whole.index("</ul>")], ADDRESS)).outcome is Outcome.TRUNCATED


def test_deep_nests_take_no_time() -> None:
    """Five thousand lists within lists are read at once."""
    began = time.process_time()
    SYSTEM.read(None, page_of(news("<li>1/1<ul>" * 5000 + LINE + "</ul></li>" * 5000), ADDRESS))
    assert time.process_time() - began < 2
