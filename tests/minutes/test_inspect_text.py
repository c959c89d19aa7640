"""`watcher inspect` of a text file."""

from datetime import UTC, datetime
from typing import Any

import pytest

from watcher.actions.inspect import inspect_page
from watcher.config import built_in_topics
from watcher.domain.publications import Outcome, Page
from watcher.tag import Tagger

_MINUTES = """Minutes of the Schools Panel held on 1 May 2026 at 7 pm in the Town Hall

Present: Councillor Ash

1. Apologies

None.

2. Area SEND inspection – progress

The cost was £2m.

RESOLVED: That a report be brought to the meeting in June 2026.
"""


def _inspected(body: bytes, **options: Any) -> dict[str, Any]:
    at = datetime(2026, 9, 7, tzinfo=UTC)
    page = Page(url="x", final_url="x", outcome=Outcome.OK, status=200, fetched_at=at, body=body)
    return inspect_page(page, **options)


def test_a_text_is_shown_in_the_form_of_papers() -> None:
    """Committee, time, venue and items stand at the top, with what each item is about."""
    told = _inspected(_MINUTES.encode(), tagger=Tagger(built_in_topics()))
    assert [told[name] for name in ("system", "page", "committee", "starts_at", "venue", "next_meeting", "pages")] == [
        "text", "minutes", "Schools Panel", "2026-05-01T19:00", "Town Hall", None, None,
    ]  # fmt: skip
    first, second = told["items"]
    assert (first["number"], first["matches"], first["resolved"]) == ("1", [], [])
    assert {match["topic"] for match in second["matches"]} == {"ofsted", "send"}
    assert second["actions"] == ["That a report be brought to the meeting in June 2026"]
    assert second["money"] == [{"amount": "£2m", "about": "The cost was £2m"}]


def test_an_unknown_shape_is_unreadable_and_says_why() -> None:
    """No items rather than wrong ones, and a reason."""
    told = _inspected(b"Lemon cake\n\n1. Butter the tin\n2. Mix the flour\n")
    assert (told["page"], told["outcome"]) == ("unreadable", "unknown_shape")
    assert told["why"] == "nothing in the text names a meeting, an agenda or minutes"
    assert "items" not in told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_texts_of_old_programs_are_read(encoding: str) -> None:
    """A text in Windows-1252 keeps its dashes and pound signs."""
    told = _inspected(_MINUTES.encode(encoding))
    assert [item["title"] for item in told["items"]] == ["Apologies", "Area SEND inspection – progress"]


@pytest.mark.parametrize("body", [b"<html><body>1. Apologies</body></html>", b"%PDF-1.7", b"", b"\x00\x01"])
def test_what_is_no_text_is_not_read_as_one(body: bytes) -> None:
    """Pages, PDFs, nothing and bytes are for the other readers, unless they are asked to be texts."""
    assert _inspected(body).get("outcome") != "unknown_shape"
    assert _inspected(body, system="text")["outcome"] == "unknown_shape"
