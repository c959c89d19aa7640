"""Search: the same words find the same things on each database, each with its place, its page and a verbatim snippet."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import make_url

from tests.store import samples
from tests.store.samples import FEED, NOW, SOURCE
from watcher.domain.changes import Known
from watcher.domain.publications import AgendaItem, Document, DocumentKind, FeedEntry, Meeting
from watcher.domain.searches import Found
from watcher.domain.topics import Match, Place
from watcher.errors import SearchError, StoreError
from watcher.store import Store, engines, matches, meetings, search, sources
from watcher.store.excerpts import excerpt

REPORT = Document(
    id="77",
    title="Dedicated Schools Grant",
    url="https://borset.example/documents/s77/",
    kind=DocumentKind.REPORT,
    content_hash="aa",
)
PACK = Document(id="78", title="Public reports pack", url="https://borset.example/g78/", kind=DocumentKind.PACK)
VALVE = AgendaItem(
    id="1",
    number="5",
    title="High needs",
    text="The council’s “safety‑valve” agreement with the Department.",
    minutes="Members asked about valves and about safety in schools.",
    documents=(REPORT,),
)
OTHER = AgendaItem(id="2", number="6", title="Safety of school transport", decision="Noted, with thanks.")
PAGES = (
    "Contents 1 2 3",
    "The deficit is £13.5m. A safety valve agreement was signed in March 2021/22. " + "Further words follow. " * 40,
    "Funding of SEND/AP provision; terms of reference.",
)
ENTRY = FeedEntry(
    id="tag:1",
    title="Ofsted publishes",
    url="https://feed.example/1",
    published_at=NOW,
    text="A safety valve for schools, inspectors say.",
)


def a_meeting(
    id_: str = "501", day: str = "2026-09-16T10:30", items: tuple[AgendaItem, ...] = (VALVE, OTHER)
) -> Meeting:
    """A meeting with these items and a pack."""
    return replace(samples.meeting(id_, day), items=items, documents=(PACK,))


def keep(conn: sa.Connection, *sittings: Meeting) -> None:
    """Know these meetings and one entry, and index all of it, as a poll does."""
    sources.sync(conn, [SOURCE, FEED], NOW)
    meetings.save_known(conn, meetings.load_known(conn, SOURCE.key), samples.known(*sittings))
    meetings.save_entries(conn, FEED.key, [ENTRY])
    search.index_meetings(conn, SOURCE.key, sittings)
    search.index_entries(conn, FEED.key, [ENTRY])
    search.index_paper(conn, "aa", PAGES)


@pytest.fixture
def found(store: Store) -> Callable[..., list[tuple[str | None, Place, int | None]]]:
    """Finds words in what a poll kept: in which item or entry, where, and on which page, the best first."""
    with store.write() as conn:
        keep(conn, a_meeting())

    def find(words: str, **conditions: object) -> list[tuple[str | None, Place, int | None]]:
        with store.read() as conn:
            listed = search.find(conn, words, **conditions)  # type: ignore[arg-type]
        return [(each.entry_id or each.item_id, each.place, each.page) for each in listed]

    return find


IN_TEXT = ("1", Place.TEXT, None)
IN_MINUTES = ("1", Place.MINUTES, None)
ON_PAGE_2 = ("1", Place.DOCUMENT, 2)
ON_PAGE_3 = ("1", Place.DOCUMENT, 3)
IN_ENTRY = ("tag:1", Place.TEXT, None)

EXPECTED = {
    '"safety valve"': {IN_TEXT, ON_PAGE_2, IN_ENTRY},
    "“safety valve”": {IN_TEXT, ON_PAGE_2, IN_ENTRY},
    '"Safety Valves"': {IN_TEXT, ON_PAGE_2, IN_ENTRY},
    "safety-valve": {IN_TEXT, ON_PAGE_2, IN_ENTRY},
    "valve inspector": {IN_ENTRY},
    '"valve safety"': set(),
    "inspect*": {IN_ENTRY},
    '"safety val"*': {IN_TEXT, ON_PAGE_2, IN_ENTRY},
    '"safety val*': {IN_TEXT, ON_PAGE_2, IN_ENTRY},
    "the": {IN_TEXT, ON_PAGE_2},
    '"terms of reference"': {ON_PAGE_3},
    '"terms and reference"': set(),
    "AP": {ON_PAGE_3},
    "send/ap": {ON_PAGE_3},
    "2021": {ON_PAGE_2},
    "£13.5m": {ON_PAGE_2},
    "thanks": {("2", Place.DECISION, None)},
    "transport": {("2", Place.TITLE, None)},
    "dedicated grant": {("1", Place.DOCUMENT, None)},
    "pack": set(),
    "nothing of the kind": set(),
}


@pytest.mark.parametrize("words", EXPECTED)
def test_words_find_where_they_stand(found: Callable[..., list[object]], words: str) -> None:
    """Phrases, beginnings and single words find items, documents by page and by title, and entries; on each database
    the same."""
    listed = found(words)
    assert len(listed) == len(EXPECTED[words])
    assert set(listed) == EXPECTED[words]


def test_what_is_found_says_where_it_is_published(store: Store) -> None:
    """Title, address and day are those of the document, the meeting or the entry; the snippet is around the words."""
    with store.write() as conn:
        keep(conn, a_meeting())
        page, item, entry = sorted(search.find(conn, '"safety valve"'), key=lambda each: each.url)
    shared = {"source_key": SOURCE.key, "meeting_id": "501", "item_id": "1", "day": date(2026, 9, 16)}
    assert replace(page, snippet="") == Found(
        **shared, document_id="77", place=Place.DOCUMENT, page=2, title=REPORT.title, url=REPORT.url, snippet=""
    )
    assert page.snippet.startswith("The deficit is £13.5m. A safety valve agreement was signed")
    assert page.snippet in PAGES[1]
    assert item == entry == page or {item.title, entry.title} == {"High needs", "Ofsted publishes"}
