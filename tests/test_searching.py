"""`watcher search` as a person types it, on a council that was polled."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from tests.commands import watcher
from tests.run_command import Run
from tests.world import World, world
from watcher import store
from watcher.actions.reindex import reindex


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A council whose second week was just polled; each test leaves its index as it was."""
    with world(tmp_path_factory.mktemp("place"), committees="[101]") as found:
        found.poll()
        found.next_week()
        found.poll()
        yield found


def test_search_prints_where_the_words_stand(place: World) -> None:
    """A block for each hit: source, day, title, the address and the words; for programs the same as JSON."""
    ran = watcher(place.folder, "search", "report", "--limit", "9")
    assert (ran.returncode, ran.stderr) == (0, "")
    heading, address, snippet = ran.stdout.split("\n\n")[0].splitlines()[:3]
    assert heading.startswith("Harrowmere County Council: ")
    assert address.startswith("http://")
    assert snippet.startswith("    ")
    assert "report" in snippet.lower()
    told: list[dict[str, Any]] = json.loads(watcher(place.folder, "search", "report", "--limit", "9", "--json").stdout)
    assert told[0]["title"] in heading
    assert {"source", "source_key", "meeting_id", "item_id", "place", "page", "day", "snippet", "url"} <= told[0].keys()


def test_search_says_what_it_did_not_find_and_what_it_cannot_do(
    place: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing found is no failure; no word, and a day that is none, are wrong use."""
    monkeypatch.chdir(place.folder)
    for typed in ("zebra", "report --council elsewhere", "report --since 2040-01-01"):
        ran = run("search", *typed.split())
        assert (ran.code, ran.out) == (0, "Nothing found.\n")
    for typed in ("--limit 5", '"', "report --since soon"):
        assert run("search", *typed.split()).code == 2


def test_everything_known_can_be_indexed_anew(place: World) -> None:
    """After a rebuild the same is found as before, also where there was no index at all."""

    def found(words: str) -> tuple[object, ...]:
        with place.tools.store.read() as conn:
            return store.search.find(conn, words)

    before = found("report")
    assert before
    with place.tools.store.write() as conn:
        conn.execute(sa.text("DELETE FROM search_texts"))
    assert found("report") == ()
    ran = watcher(place.folder, "search", "--rebuild")
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("Indexed: ")
    assert found("report") == before


def test_papers_are_indexed_from_the_texts_that_are_kept(place: World) -> None:
    """The count is of what can be found; a paper whose text is not kept stays as it was indexed."""
    with place.tools.store.read() as conn:
        listed = store.papers.listed(conn)
    assert listed
    with place.tools.store.write() as conn:
        store.search.drop_papers(conn, listed)
    done = reindex(place.tools, lambda content_hash: ["A zebra."] if content_hash == listed[0] else None)
    assert (done.papers, done.papers_without_text) == (1, len(listed) - 1)
    assert reindex(place.tools, lambda _hash: None) == done
    with place.tools.store.read() as conn:
        assert {each.page for each in store.search.find(conn, "zebra")} == {1}
    assert watcher(place.folder, "search", "--rebuild").returncode == 0
