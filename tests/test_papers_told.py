"""Papers from the council's site to the digest: read, tagged with the page, and told when they are replaced."""

from collections.abc import Iterator

import pytest

from tests.world import World, world
from watcher import digest, store
from watcher.actions import subscribe
from watcher.actions.compose import compose
from watcher.domain.changes import ChangeKind
from watcher.domain.digests import Edition, Entry, Frequency, SectionKind, Window
from watcher.domain.subscribers import Subscription
from watcher.domain.topics import Place
from watcher.sample import SampleCouncil


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The sample council watched through all its weeks, with a digest a week for the archive and for one reader."""
    with world(tmp_path_factory.mktemp("papers"), committees="all") as made:
        made.poll()
        made.poll()
        compose(made.tools, force=True)
        subscribe.add(made.tools, "reader@example.org", Subscription())
        for _ in range(SampleCouncil.last_week):
            made.next_week()
            made.poll()
            made.poll()
            compose(made.tools)
        yield made


@pytest.fixture(scope="module")
def editions(place: World) -> list[Edition]:
    """Every edition of the test run."""
    with place.tools.store.read() as conn:
        runs = store.outbox.runs(conn, Frequency.WEEKLY)
        return [digest.from_json(each) for run in runs for each in store.outbox.editions(conn, run.id).values()]


def entries(editions: list[Edition], kind: SectionKind | None = None) -> list[Entry]:
    """Every entry, or those of one section."""
    return [
        entry
        for edition in editions
        for section in edition.sections
        if kind in (None, section.kind)
        for entry in section.entries
    ]


def test_a_replaced_report_shows_as_changed_with_its_passage(editions: list[Edition]) -> None:
    """Who was told of the item before hears what its report said and what it says now, with the page."""
    archive = [edition for edition in editions if edition.slug == "everything"]
    lines = [line for entry in entries(archive, SectionKind.CHANGED) for line in entry.lines]
    assert (
        "Page 1: was “3.3 The partnership expects to close all actions by March 2027.”; now “3.3 The partnership no "
        "longer expects to close all actions by March 2027.”" in lines
    )


def test_every_quotation_stands_in_the_stored_text(place: World, editions: list[Edition]) -> None:
    """Each snippet of each digest, and each passage of a replaced paper, is found word for word in what is kept."""
    with place.tools.store.read() as conn:
        sources = [state.key for state in store.sources.states(conn)]
        meetings = [each.meeting for key in sources for each in store.meetings.load_known(conn, key).meetings.values()]
        changes = store.changes.between(conn, Window(after=0, up_to=store.changes.latest_number(conn)))
    items = [item for meeting in meetings for item in meeting.items]
    texts = {Place.TITLE: [item.title for item in items], Place.TEXT: [item.text for item in items]}
    texts |= {Place.DECISION: [item.decision for item in items], Place.MINUTES: [item.minutes for item in items]}
    pages = [page for path in _kept(place) for page in place.tools.library.pages(path) or ()]
    titles = [document.title for meeting in meetings for document in meeting.all_documents()]
    texts[Place.DOCUMENT] = pages + titles
    found = [evidence for entry in entries(editions) for evidence in entry.evidence]
    assert len(found) > 40
    # A retitled item is quoted under its old title in the digests from before.
    texts[Place.TITLE] += [str((change.before or {}).get("title", "")) for change in changes]
    for evidence in found:
        assert any(evidence.snippet in text for text in texts[evidence.place]), evidence
    for change in changes:
        if change.kind is ChangeKind.DOCUMENT_REPLACED:
            for passage in (change.after or {})["passages"]:  # type: ignore[attr-defined]
                assert all(any(passage[side] in page for page in pages) for side in ("old", "new"))


def test_evidence_names_the_page_of_the_report(editions: list[Edition]) -> None:
    """Some evidence comes from inside reports, and says on which page."""
    assert [
        each for entry in entries(editions) for each in entry.evidence if each.place is Place.DOCUMENT and each.page
    ]


def test_papers_beside_the_report_are_quoted_by_their_title(editions: list[Edition]) -> None:
    """An appendix is quoted as what it is called, with its page; a scan is said to be one."""
    named = {(each.document, each.page) for entry in entries(editions) for each in entry.evidence if each.document}
    assert ("Appendix B - Financial model", 2) in named
    lines = {line for entry in entries(editions) for line in entry.remarks}
    assert (
        "“Appendix 1: Section 151 Officer's certificate (signed)” could not be read by us (it is a scan without text): "
        "we looked at its title only." in lines
    )


def test_papers_can_be_searched(place: World) -> None:
    """A phrase that stands in a report alone is found, with its page."""
    with place.tools.store.read() as conn:
        found = store.search.find(conn, '"no longer expects to close all actions"')
    assert [(each.place, each.page) for each in found] == [(Place.DOCUMENT, 1)]


def _kept(place: World) -> list[str]:
    return [path.name.partition(".")[0] for path in (place.folder / "state" / "documents").rglob("*.json.gz")]
