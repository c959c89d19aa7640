"""A paper of the sample council that could not be read is read the next night: tagged and found, and no news."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.read_once import READER
from tests.world import world
from watcher import store
from watcher.actions.reread import Reread, reread
from watcher.actions.tidy import tidy
from watcher.app import collaborators
from watcher.domain.documents import DocumentOutcome, DocumentText
from watcher.domain.topics import Place


@dataclass
class Overloaded:
    """The real reader, on a machine that has no time today."""

    terms: str = READER.terms
    is_busy: bool = True

    def read(self, body: bytes) -> DocumentText:
        """Too slow while it is busy."""
        text = READER.read(body)
        if not self.is_busy:
            return text
        return DocumentText(outcome=DocumentOutcome.TOO_SLOW, content_hash=text.content_hash, why="slow")


def test_papers_read_a_night_later_are_tagged_and_found_and_are_no_news(tmp_path: Path) -> None:
    """The log of changes is as it was; matches have evidence from reports, and the search finds their pages."""
    reader = Overloaded()
    with (
        world(tmp_path) as place,
        collaborators(place.tools.settings, clock=place.clock, reader=reader) as tools,
    ):
        place.tools.store.close()
        place.tools = tools
        place.poll()
        with tools.store.read() as conn:
            latest, hashes = store.changes.latest_number(conn), store.papers.listed(conn)
            assert {each.outcome for each in store.papers.papers(conn, hashes).values()} == {DocumentOutcome.TOO_SLOW}
            assert store.search.indexed_papers(conn, hashes) == frozenset()
        assert reread(tools) == Reread()
        place.clock.at += timedelta(days=1)
        reader.is_busy = False
        assert tidy(tools).papers_read == len(hashes) > 0
        with tools.store.read() as conn:
            assert store.changes.latest_number(conn) == latest
            assert {each.outcome for each in store.papers.papers(conn, hashes).values()} == {DocumentOutcome.READ}
            assert store.search.indexed_papers(conn, hashes) == frozenset(hashes)
            subjects = [
                (state.key, f"item:{item.id}")
                for state in store.sources.states(conn)
                for known in store.meetings.load_known(conn, state.key).meetings.values()
                for item in known.meeting.items
            ]
            found = store.matches.matches(conn, subjects)
        places = {one.place for matches in found.values() for match in matches for one in match.evidence}
        assert Place.DOCUMENT in places
        assert not [change for polled in place.poll() for change in polled.changes]
