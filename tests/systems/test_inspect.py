"""`watcher inspect` in the form that programs rely on."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.systems import pages
from tests.systems.pages import MEETING, item_row, page_of
from watcher.actions.inspect import UNKNOWN_ADDRESS, inspect_page, page_from_file
from watcher.domain.publications import Outcome, Page
from watcher.domain.topics import Term, Topic, Topics
from watcher.errors import WatcherError
from watcher.sample import papers
from watcher.tag import Tagger

TAGGER = Tagger(
    Topics(topics=(Topic(key="budget", name="Budget", terms=(Term(words="school budget", title=10, body=3),)),))
)


def _understood(body: str, url: str = MEETING, **options: Any) -> dict[str, Any]:
    return dict(inspect_page(page_of(body, url), **options))


def test_items_carry_what_they_are_about_and_what_they_mention() -> None:
    """Matches are what an item is about, mentions what it names in passing; both with their evidence."""
    aside = "<p>The minutes were agreed. Thanks went to those at the school budget talks.</p>"
    rows = item_row("5", "1.", "School Budget 2026") + item_row("6", "2.", "Minutes", aside)
    [meeting] = _understood(pages.meeting(rows), tagger=TAGGER)["meetings"]
    about, passing = meeting["items"]
    assert [match["topic"] for match in about["matches"]] == ["budget"]
    assert about["matches"][0]["evidence"][0]["place"] == "title"
    assert passing["matches"] == []
    assert [match["topic"] for match in passing["mentions"]] == ["budget"]


def test_an_item_has_every_field_of_the_form() -> None:
    """Names are kept; fields a page does not carry are null."""
    [meeting] = _understood(pages.meeting(item_row("5", "", "Apologies")))["meetings"]
    assert meeting["items"] == [
        {
            "id": "5", "number": None, "title": "Apologies", "is_restricted": False, "is_to_follow": False,
            "text": None, "documents": [], "decision": None, "minutes": None, "minutes_are_cut": False,
            "matches": [], "mentions": [],
        }
    ]  # fmt: skip


def test_times_of_feeds_are_londons() -> None:
    """Feeds write UTC; people read the clock on the wall."""
    body = (
        "<rss><channel><item><title>Report: x</title><link>https://a.example/1</link>"
        "<pubDate>Mon, 12 Oct 2026 10:00:00 GMT</pubDate></item></channel></rss>"
    )
    understood = _understood(body, "https://a.example/feed.rss")
    assert (understood["system"], understood["page"]) == ("feed", "feed")
    [entry] = understood["entries"]
    assert (entry["published_at"], entry["event"], entry["meeting_id"]) == ("2026-10-12T11:00", None, None)


def test_a_pdf_is_read_and_one_that_cannot_be_says_why() -> None:
    """A report gives its matter, with the page of each match; a PDF that was cut short its outcome."""
    parts = (("Report by the Director of Education", ""), ("Purpose of Report", "To agree what is to come."))
    more = (("Recommendations", "That the plan be agreed."), ("Money", "The school budget is £3m."))
    body = papers.listing("Harrowmere", "Cabinet, 8 September 2026", "The year ahead", parts + more)
    page = page_of("", MEETING)
    understood: dict[str, Any] = dict(inspect_page(replace(page, body=body), tagger=TAGGER))
    assert (understood["system"], understood["page"], understood["pages"]) == ("pdf", "report", 1)
    [item] = understood["items"]
    assert item["title"] == "The year ahead"
    [evidence] = [one for match in item["matches"] + item["mentions"] for one in match["evidence"]]
    assert (evidence["place"], evidence["page"]) == ("document", 1)
    damaged = inspect_page(replace(page, body=body[:-30]))
    assert (damaged["page"], damaged["outcome"]) == ("unreadable", "damaged")
    assert damaged["why"] == "it is cut short: its end is missing"


def test_an_answer_that_is_cut_short_is_named() -> None:
    """An answer of the web service is recognised by its first element, and said to end too early."""
    understood = _understood('<?xml version="1.0"?><getmeetings>')
    assert (understood["system"], understood["outcome"]) == ("moderngov-service", "truncated")


def test_a_page_that_never_came_is_told_with_its_outcome() -> None:
    """The fetcher's outcome and words are shown."""
    at = datetime(2026, 9, 7, tzinfo=UTC)
    page = Page(url="https://a.example/", final_url="", outcome=Outcome.BLOCKED, fetched_at=at, why="403")
    understood = inspect_page(page)
    assert (understood["page"], understood["outcome"], understood["why"]) == ("unreadable", "blocked", "403")


def test_a_system_can_be_named_and_must_exist() -> None:
    """Given a system, the page is read as that; an unknown name is explained."""
    assert _understood(pages.meetings(""), system="feed")["outcome"] == "not_a_page"
    assert _understood(pages.meetings(""), system="cmis")["outcome"] == "stub"
    with pytest.raises(WatcherError) as caught:
        _understood(pages.meetings(""), system="moderngov")
    assert "moderngov-pages" in caught.value.hint


def test_a_saved_page_needs_no_address(tmp_path: Path) -> None:
    """Links then stand on a placeholder, and a flag says so."""
    saved = tmp_path / "page.html"
    saved.write_text(pages.meetings(""), encoding="utf-8")
    understood = inspect_page(page_from_file(saved))
    assert understood["flags"] == [f"address unknown: links are relative to {UNKNOWN_ADDRESS}"]
    assert page_from_file(saved, "https://a.example/x").final_url == "https://a.example/x"
