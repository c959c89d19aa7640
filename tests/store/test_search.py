"""Search: the same words find the same things on each database, each with its place, page and a verbatim snippet."""

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import make_url

from tests.store import samples
from tests.store.conftest import NewUrl
from tests.store.databases import KINDS
from tests.store.samples import FEED, NOW, SOURCE
from watcher.domain.documents import READ_BY_OCR, DocumentOutcome, PaperState
from watcher.domain.publications import AgendaItem, Document, DocumentKind, FeedEntry, Meeting
from watcher.domain.searches import Found
from watcher.domain.topics import Match, Place
from watcher.errors import SearchError, StoreError
from watcher.store import Store, engines, matches, meetings, papers, search, sources
from watcher.store.excerpts import excerpt

Hit = tuple[str | None, Place, int | None]
"""In which item or entry, where, and on which page."""

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
def found(store: Store) -> Callable[..., list[Hit]]:
    """Finds words in what a poll kept: in which item or entry, where, and on which page, the best first."""
    with store.write() as conn:
        keep(conn, a_meeting())

    def find(words: str, **conditions: object) -> list[Hit]:
        with store.read() as conn:
            listed = search.find(conn, words, **conditions)  # type: ignore[arg-type]  # a table of them
        return [(each.entry_id or each.item_id, each.place, each.page) for each in listed]

    return find


IN_TEXT = ("1", Place.TEXT, None)
IN_MINUTES = ("1", Place.MINUTES, None)
ON_PAGE_2 = ("1", Place.DOCUMENT, 2)
ON_PAGE_3 = ("1", Place.DOCUMENT, 3)
IN_ENTRY = ("tag:1", Place.TEXT, None)

EXPECTED: dict[str, set[Hit]] = {
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


def test_words_find_where_they_stand(found: Callable[..., list[Hit]]) -> None:
    """Phrases, beginnings and single words find items, documents by page and by title, and entries; on each database
    the same."""
    assert {words: sorted(found(words), key=repr) for words in EXPECTED} == {
        words: sorted(hits, key=repr) for words, hits in EXPECTED.items()
    }


def test_what_is_found_says_where_it_is_published(store: Store) -> None:
    """Title, address and day are those of the document, the meeting or the entry; the snippet is around the words."""
    with store.write() as conn:
        keep(conn, a_meeting())
        by_place = {(each.place, each.entry_id): each for each in search.find(conn, '"safety valve"')}
    page = by_place[Place.DOCUMENT, None]
    assert page == Found(
        source_key=SOURCE.key,
        meeting_id="501",
        item_id="1",
        document_id="77",
        place=Place.DOCUMENT,
        page=2,
        title=REPORT.title,
        url=REPORT.url,
        day=date(2026, 9, 16),
        snippet=page.snippet,
    )
    assert page.snippet.startswith("The deficit is £13.5m. A safety valve agreement was signed")
    assert page.snippet in PAGES[1]
    item, entry = by_place[Place.TEXT, None], by_place[Place.TEXT, "tag:1"]
    assert (item.title, item.day, item.snippet) == ("High needs", date(2026, 9, 16), VALVE.text)
    assert (entry.title, entry.url, entry.day) == (ENTRY.title, ENTRY.url, date(2026, 9, 7))


def test_titles_count_most(found: Callable[..., list[Hit]]) -> None:
    """An item with a word in its title comes before those that say it in passing, again and again alike."""
    assert found("safety")[0] == ("2", Place.TITLE, None)
    assert found("safety") == found("safety")
    assert found("safety", limit=2) == found("safety")[:2]


def test_conditions_narrow(store: Store) -> None:
    """Council, first day and topic; a paper is about what its item is about, or else any item of its meeting."""
    pack = replace(PACK, content_hash="bb")
    later = replace(a_meeting("502", "2026-10-01", items=(OTHER,)), documents=(pack,))
    with store.write() as conn:
        keep(conn, a_meeting(), later)
        search.index_paper(conn, "bb", ["No safety valve here."])
        matches.save_matches(conn, SOURCE.key, "item:2", [Match(topic="send", score=9, is_about=True)])

        def found(**conditions: object) -> set[tuple[str | None, str | None]]:
            listed = search.find(conn, '"safety valve"', **conditions)  # type: ignore[arg-type]  # a table of them
            return {(each.meeting_id, each.document_id) for each in listed}

        in_september, in_october, in_feed = {("501", None), ("501", "77")}, {("502", "78")}, {(None, None)}
        assert found() == in_september | in_october | in_feed
        assert found(council="borset") == in_september | in_october
        assert found(council="elsewhere") == set()
        assert found(since=date(2026, 9, 7)) == found()
        assert found(since=date(2026, 9, 8)) == in_september | in_october
        assert found(since=date(2026, 9, 17)) == in_october
        assert found(topic="send") == in_october
        matches.save_matches(conn, SOURCE.key, "item:1", [Match(topic="send", score=9, is_about=True)])
        matches.save_matches(conn, FEED.key, "entry:tag:1", [Match(topic="send", score=9, is_about=True)])
        assert found(topic="send") == found()
        assert found(topic="send", council="borset", since=date(2026, 9, 17)) == in_october


def test_a_paper_is_found_wherever_it_is_listed_once_a_meeting(store: Store) -> None:
    """The page is kept once; a meeting that lists the paper with the meeting and with an item tells the item."""
    twice = replace(a_meeting(), documents=(REPORT,))
    again = a_meeting("502", "2026-10-01", items=(replace(OTHER, id="3", documents=(REPORT,)),))
    with store.write() as conn:
        keep(conn, twice, again)
        listed = search.find(conn, "deficit")
        assert [(each.meeting_id, each.item_id, each.page) for each in listed] == [("502", "3", 2), ("501", "1", 2)]


def test_indexing_again_writes_nothing(store: Store) -> None:
    """What has not changed is not written; what has, replaces what it was; what is gone is no longer found."""
    renamed = replace(VALVE, text="", title="Higher needs", documents=())
    with store.write() as conn:
        keep(conn, a_meeting())
        assert search.index_meetings(conn, SOURCE.key, [a_meeting()]) == 0
        assert search.index_entries(conn, FEED.key, [ENTRY]) == 0
        assert search.index_paper(conn, "aa", PAGES) == 0
        after = a_meeting(items=(renamed,))
        meetings.save_known(conn, meetings.load_known(conn, SOURCE.key), samples.known(after))
        assert search.index_meetings(conn, SOURCE.key, [after]) == 3  # one changed, an item and a paper's title gone
        assert [each.title for each in search.find(conn, "higher")] == ["Higher needs"]
        assert search.find(conn, "department") == search.find(conn, "transport") == search.find(conn, "deficit") == ()
        assert search.drop_unlisted(conn) == len(PAGES)
        assert search.indexed_papers(conn, ["aa"]) == frozenset()
        search.rebuild(conn)
        meetings.save_known(conn, meetings.load_known(conn, SOURCE.key), samples.known())
        assert search.find(conn, "higher") == ()
        assert conn.scalar(sa.text("SELECT count(*) FROM search_texts")) == 1


def test_a_paper_read_anew_replaces_its_pages(store: Store) -> None:
    """Other pages of the same bytes (a better reader's) take the place of the old ones."""
    with store.write() as conn:
        keep(conn, a_meeting())
        assert search.index_paper(conn, "aa", ["Only a surplus.\0"]) == len(PAGES)
        assert [each.page for each in search.find(conn, "surplus")] == [1]
        assert search.find(conn, "deficit") == ()
        assert search.drop_papers(conn, ["aa"]) == 1


def test_words_guessed_from_a_scan_say_so(store: Store) -> None:
    """A page of a paper that was read by OCR is marked; an item that holds the same word is not."""
    with store.write() as conn:
        keep(conn, a_meeting())
        papers.save_paper(conn, "aa", outcome=DocumentOutcome.READ, why=READ_BY_OCR, page_count=3, read_at=NOW)
        found = search.find(conn, '"safety valve"')
    assert {each.is_by_ocr for each in found if each.page is not None} == {True}
    assert not any(each.is_by_ocr for each in found if each.page is None)


def test_two_processes_may_index_one_paper_at_once(two_stores: tuple[Store, Store]) -> None:
    """Two committees list it and are polled at the same moment: both go on, and each page is found once."""
    first, second = two_stores
    with first.write() as conn:
        keep(conn, a_meeting())
        search.drop_papers(conn, ["aa"])

    def index() -> None:
        with second.write() as conn:
            search.index_paper(conn, "aa", PAGES)

    with ThreadPoolExecutor() as pool:
        with first.write() as conn:
            search.index_paper(conn, "aa", PAGES)
            other = pool.submit(index)
        other.result(timeout=20)
    with second.read() as conn:
        assert [each.page for each in search.find(conn, "deficit")] == [2]


def test_long_minutes_are_found_to_their_end(store: Store) -> None:
    """A text too long for one row, or with words too long for the index, is found in each of its parts."""
    long = replace(VALVE, minutes="x" * 5000 + " " + "Members spoke. " * 4000 + "They concluded.")
    with store.write() as conn:
        keep(conn, a_meeting(items=(long,)))
        (last,) = search.find(conn, "concluded")
        assert last.snippet.endswith("They concluded.")
        assert last.snippet in long.minutes
        assert len(search.find(conn, "spoke")) == 4


def test_a_search_for_nothing_is_refused_in_words(found: Callable[..., list[Hit]]) -> None:
    """Nothing to look for, or too much, is a clear error on each database."""
    for words in ("", "  ", '""', "*", "-", "£ & ( ) :", "\0", "word " * 100):
        with pytest.raises(SearchError):
            found(words)


JUNK = st.text(
    st.sampled_from("ab '\"*()-:^+|&!<>{}[]\\%_;,./~@#é²ﬁ½٣İ字\u0301\x00\ud800") | st.characters(), max_size=20
)
OPERATORS = st.lists(
    st.sampled_from(
        ["NEAR(", "a", "AND", "OR", "NOT", "title:", '"', "*", "'", "-", "<->", ":*", "NEAR", "col : ", "%s"]
    )
).map(" ".join)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_typed_breaks_the_search(kind: str, new_url: NewUrl) -> None:
    """Whatever is typed is a search or a SearchError, and every snippet is a short verbatim part, between words."""
    with closing(Store.open(new_url(kind))) as store:
        with store.write() as conn:
            keep(conn, a_meeting(items=(replace(VALVE, title="a b not near or"), OTHER)))

        @settings(max_examples=60, deadline=None)
        @given(JUNK | OPERATORS)
        def ask(words: str) -> None:
            with store.read() as conn:
                try:
                    search.find(conn, words, council=words, topic=words)
                    search.find(conn, words)
                except SearchError:
                    return

        ask()


@given(st.text(st.sampled_from("ab \n-é.x"), max_size=600), st.sets(st.sampled_from(["a", "ab", "b", "x" * 300])))
def test_an_excerpt_is_a_short_verbatim_part_between_words(text: str, forms: set[str]) -> None:
    """At most 240 letters, found in the text, and no word of up to 240 letters is cut."""
    cut = excerpt(text + " " + "x" * 300 + " ab", forms).snippet
    assert cut in text + " " + "x" * 300 + " ab"
    assert len(cut) <= 240
    pieces = set((text + " " + "x" * 300 + " ab").split())
    assert all(word in pieces or len(word) > 100 for word in cut.split())


def test_the_stretch_with_most_of_the_words_is_shown() -> None:
    """Not the first hit but the place where the words stand together."""
    text = "A valve was mended. " + "Words. " * 80 + "The safety valve agreement. " + "Words. " * 80
    assert "The safety valve agreement." in excerpt(text, {"safety", "valve"}).snippet


def test_how_papers_were_read_is_remembered_by_their_content(store: Store) -> None:
    """The last reading counts; what was never read is missing, and what is listed is told apart from what was read."""
    with store.write() as conn:
        keep(conn, a_meeting())
        papers.save_paper(conn, "aa", outcome=DocumentOutcome.DAMAGED, why="cut short", page_count=0, read_at=NOW)
        papers.save_paper(conn, "aa", outcome=DocumentOutcome.READ, why="", page_count=3, read_at=NOW)
        kept = PaperState(content_hash="aa", outcome=DocumentOutcome.READ, why="", page_count=3, read_at=NOW)
        assert papers.papers(conn, ["aa", "bb"]) == {"aa": kept}
        assert papers.listed(conn) == ("aa",)


def test_a_sqlite_without_full_text_search_is_named() -> None:
    """The error says what is missing and what to do, and not only which statement failed."""
    with pytest.raises(StoreError, match="FTS5"), engines.troubles_told(make_url("sqlite://")):
        sqlite3.connect(":memory:").execute("CREATE VIRTUAL TABLE a USING fts9(b)")
