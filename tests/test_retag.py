"""New topics applied to what is known: matches come and go, and nobody is told of it. On the sample council."""

from collections.abc import Sequence
from pathlib import Path

from tests.world import World, again, world
from watcher import store
from watcher.actions.retag import Retagged, retag
from watcher.domain.documents import DocumentOutcome, DocumentText
from watcher.domain.publications import AgendaItem, Decision, PlannedDecision
from watcher.domain.subscribers import Subscription
from watcher.domain.topics import Match, Place

TREES = (
    "topics:\n  leave_out: [budget]\n"
    "  add: [{{key: chairs, name: Chairs, terms: [{{words: minutes, title: 7, body: 1}}]}}]\n"
)


def all_matches(place: World) -> dict[tuple[str, str], tuple[Match, ...]]:
    """Every match of every item known."""
    with place.tools.store.read() as conn:
        subjects = [
            (state.key, f"item:{item.id}")
            for state in store.sources.states(conn)
            for known in store.meetings.load_known(conn, state.key).meetings.values()
            for item in known.meeting.items
        ]
        return store.matches.matches(conn, subjects)


def topics_of(place: World) -> set[str]:
    """The topics found anywhere."""
    return {match.topic for matches in all_matches(place).values() for match in matches}


def test_retag_replaces_matches_without_news_and_does_nothing_twice(tmp_path: Path) -> None:
    """A topic left out goes, a new one comes; changes and what was told stay; a second call finds nothing to do."""
    with world(tmp_path) as place:
        place.baseline()
        with place.tools.store.write() as conn:
            told = store.subscribers.add(conn, "a@example.org", Subscription(), now=place.clock.at)
            latest = store.changes.latest_number(conn)
        before = topics_of(place)
        heard: list[tuple[str, int, int]] = []
        with again(place, more=TREES) as renewed:
            result = retag(renewed.tools, on_source=lambda *step: heard.append(step))
            assert retag(renewed.tools) == Retagged(subjects=result.subjects)
            after = topics_of(renewed)
            with renewed.tools.store.read() as conn:
                assert store.changes.latest_number(conn) == latest
                assert store.subscribers.list_all(conn) == (told,)
                states = store.sources.states(conn)
    assert {"budget", "chairs"} & before == {"budget"}
    assert {"budget", "chairs"} & after == {"chairs"}
    assert result.came > 0
    assert result.went > 0
    assert [step[1:] for step in heard] == [(number, len(states)) for number in range(1, len(states) + 1)]


def test_retag_reads_papers_too(tmp_path: Path) -> None:
    """With the papers that polls kept nothing changes; with others, what only they say is found, with its page."""
    pages = ("Cover", "Ofsted came. Ofsted wrote. Ofsted will return. The letter from Ofsted is attached.")
    paper = DocumentText(outcome=DocumentOutcome.READ, content_hash="0" * 64, pages=pages)

    def papers_of(item: AgendaItem | Decision | PlannedDecision) -> Sequence[DocumentText]:
        return [paper] if item.documents else []

    with world(tmp_path) as place:
        place.baseline()
        plain = all_matches(place)
        assert retag(place.tools) == Retagged(subjects=retag(place.tools).subjects)
        assert all_matches(place) == plain
        assert retag(place.tools, papers_of=papers_of).came > 0
        evidence = [each for found in all_matches(place).values() for match in found for each in match.evidence]
    assert {each.page for each in evidence if each.place is Place.DOCUMENT and each.page} == {2}
