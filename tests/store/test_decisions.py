"""Decisions, taken and planned, through the store, on both databases."""

from dataclasses import replace
from datetime import date

from tests.store.samples import COUNCIL, NOW
from watcher.domain.changes import Change, ChangeKind, Known, KnownDecision
from watcher.domain.polls import DecisionGlance
from watcher.domain.publications import Decision, Document, DocumentKind, PlannedDecision, Source
from watcher.domain.topics import Evidence, Match, Place
from watcher.store import Store, changes, decisions, matches, meetings, outputs, papers, search, sources

REGISTER = Source(key="borset/decisions", system="moderngov-pages", url=COUNCIL.url, name="Register", council=COUNCIL)
PLAN = replace(REGISTER, key="borset/plan", name="Plan")
PAPER = Document(
    id="9", title="Lease", url="https://x/9", kind=DocumentKind.REPORT, size="9 KB", content_hash="ab" * 32
)
TAKEN = Decision(
    id="7",
    title="Lease of the school",
    url="https://x/7",
    decision_maker="Cabinet Member",
    is_key=True,
    decided_on=date(2026, 9, 2),
    published_on=date(2026, 9, 3),
    applies_from=date(2026, 9, 10),
    status="Approved",
    call_in="Called-in",
    text="To lease Linford Road.",
    meeting_id="55",
    documents=(PAPER, replace(PAPER, id="10", content_hash=None)),
    is_detailed=True,
)
ANNOUNCED = PlannedDecision(
    id="7",
    title="School strategy",
    url="https://x/i7",
    due="spring 2027",
    due_on=None,
    decision_maker="Cabinet",
    first_published=date(2026, 9, 1),
    is_key=False,
    text="To adopt it.",
)


def remember(store: Store, source: Source, *known: KnownDecision) -> Known:
    """Save these as all that is known of a source; what is loaded again."""
    with store.write() as conn:
        sources.sync(conn, [REGISTER, PLAN], NOW)
        before = meetings.load_known(conn, source.key)
        after = replace(before, decisions={each.decision.id: each for each in known}, is_baselined=True)
        meetings.save_known(conn, before, after)
        return meetings.load_known(conn, source.key)


def test_decisions_lose_nothing_on_their_way(store: Store) -> None:
    """Every field comes back; one number in the register and in the plan is two things."""
    taken = KnownDecision(decision=TAKEN, row="1 abc", announced={"content:meeting": 2}, page_read_at=NOW)
    planned = KnownDecision(decision=ANNOUNCED)
    assert remember(store, REGISTER, taken).decisions == {"7": taken}
    assert remember(store, PLAN, planned).decisions == {"7": planned}
    with store.read() as conn:
        found = decisions.by_keys(conn, [(REGISTER.key, "7"), (PLAN.key, "7"), (PLAN.key, "8")])
        glances = decisions.glances_of(conn, [REGISTER.key, PLAN.key, "borset/12"])
    assert found == {(REGISTER.key, "7"): TAKEN, (PLAN.key, "7"): ANNOUNCED}
    assert glances[REGISTER.key] == {"7": DecisionGlance("7", "https://x/7", "2026-09-03", "1 abc", NOW)}
    assert glances[PLAN.key]["7"].day is None


def test_what_differs_is_written_and_what_went_goes_with_its_papers(store: Store) -> None:
    """A paper less, other words; then nothing at all."""
    remember(store, REGISTER, KnownDecision(decision=TAKEN))
    amended = replace(TAKEN, text="Refused.", documents=(PAPER,))
    assert remember(store, REGISTER, KnownDecision(decision=amended)).decisions["7"].decision == amended
    with store.read() as conn:
        assert papers.listed(conn) == (PAPER.content_hash,)
    assert remember(store, REGISTER).decisions == {}
    with store.read() as conn:
        assert papers.listed(conn) == ()


def test_pages_found_unchanged_are_noted(store: Store) -> None:
    """When they were looked at, and which rows are dealt with."""
    remember(store, REGISTER, KnownDecision(decision=TAKEN))
    with store.write() as conn:
        decisions.looked_at(conn, REGISTER.key, pages={"7"}, rows={"7": "1 new"}, at=NOW)
        known = meetings.load_known(conn, REGISTER.key).decisions["7"]
    assert (known.row, known.page_read_at) == ("1 new", NOW)


def test_decisions_and_their_papers_are_found_by_their_words(store: Store) -> None:
    """With their day, narrowed by council, topic and day; a decision that is forgotten is found no more."""
    remember(store, REGISTER, KnownDecision(decision=TAKEN))
    about = Match(topic="send", score=9, is_about=True, evidence=(Evidence(term="x", place=Place.TITLE, snippet="x"),))
    with store.write() as conn:
        search.index_decisions(conn, REGISTER.key, [TAKEN])
        search.index_paper(conn, str(PAPER.content_hash), ["The rent is a peppercorn."])
        matches.save_matches(conn, REGISTER.key, "decision:7", [about])
    with store.read() as conn:
        [found] = search.find(conn, "linford", council="borset", topic="send", since=date(2026, 9, 3))
        [page] = search.find(conn, "peppercorn")
        assert search.find(conn, "linford", since=date(2026, 9, 4)) == ()
        assert search.find(conn, "linford", topic="budget") == ()
        assert search.find(conn, "linford", council="elsewhere") == ()
    assert (found.decision_id, found.title, found.day, found.url) == ("7", TAKEN.title, date(2026, 9, 3), TAKEN.url)
    assert (page.decision_id, page.document_id, page.page, page.url) == ("7", "9", 1, PAPER.url)
    remember(store, REGISTER)
    with store.write() as conn:
        search.drop_unlisted(conn)
        assert search.find(conn, "linford") == ()
        assert search.find(conn, "peppercorn") == ()


def test_changes_of_decisions_are_kept_and_found_by_topic(store: Store) -> None:
    """With the decision's id, in the log and in what feeds ask for."""
    remember(store, REGISTER, KnownDecision(decision=TAKEN))
    news = Change(kind=ChangeKind.DECISION_PUBLISHED, source_key=REGISTER.key, decision_id="7", after={"title": "x"})
    with store.write() as conn:
        matches.save_matches(
            conn, REGISTER.key, "decision:7", [Match(topic="send", score=9, is_about=True, evidence=())]
        )
        [told] = changes.append(conn, [news], noticed_at=NOW)
        assert changes.find(conn, topic="send") == (told,)
        assert outputs.latest_about(conn, "send", limit=5) == (told,)
        assert changes.find(conn, topic="budget") == ()
    assert told == replace(news, number=told.number, noticed_at=NOW)
