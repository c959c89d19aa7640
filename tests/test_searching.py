"""`watcher search` as a person types it, on a council that was polled."""

import json
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.commands import watcher
from tests.run_command import Run
from tests.world import World, world
from watcher import store
from watcher.actions.reindex import catch_up, reindex


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


def before_the_search(place: World, *, papers: bool = False) -> None:
    """Make the database one that an older version left: nothing indexed and, with `papers`, no paper kept."""
    with place.tools.store.write() as conn:
        conn.execute(sa.text("DELETE FROM search_texts"))
        if papers:
            conn.execute(sa.text("DELETE FROM papers"))
            conn.execute(sa.text("DELETE FROM matches"))
    if papers:
        shutil.rmtree(place.folder / "state" / "documents")


def test_what_an_older_version_left_unindexed_is_said_and_brought_in(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`search` and `status` say in one line that something cannot be found yet; a poll brings it in, with no request
    for it, and then nothing is said."""
    with world(tmp_path, committees="[101]") as place:
        place.baseline()
        with place.tools.store.read() as conn:
            expected = store.search.find(conn, "report")
        before_the_search(place)
        monkeypatch.chdir(place.folder)
        line = "cannot be found by `watcher search` yet: polls index them, a part at a time;"
        said = run("search", "report")
        assert said.out == "Nothing found.\n"
        assert said.err.startswith("2 meetings or feeds ")
        assert line in said.err
        assert line in run("status").out
        assert run("status", "--json").json["unindexed"] == 2  # type: ignore[index]
        run("poll")
        assert run("search", "report").err == ""
        assert line not in run("status").out
        with place.tools.store.read() as conn:
            assert store.search.find(conn, "report") == expected


def test_catching_up_takes_a_part_at_a_time(tmp_path: Path) -> None:
    """However much there is, one call indexes no more than it may, and says when nothing is left."""
    with world(tmp_path, committees="[101, 118]") as place:
        place.baseline()
        before_the_search(place)

        def gaps() -> tuple[int, int]:
            with place.tools.store.read() as conn:
                found = store.search.gaps(conn)
            return len(found.meetings), len(found.papers)

        meetings, papers = gaps()
        assert meetings > 3
        assert papers > 5
        texts = place.tools.library.pages
        assert not catch_up(place.tools, texts, meetings=2, papers=3)
        assert gaps() == (meetings - 2, papers - 3)
        rounds = 1
        while not catch_up(place.tools, texts, meetings=2, papers=3):
            rounds += 1
        assert rounds < 12
        assert gaps() == (0, 0)


def test_papers_that_an_older_version_did_not_keep_are_fetched_and_tagged(tmp_path: Path) -> None:
    """Their hash is known and nobody kept them: the next poll asks for them whole, nothing is told as new, and they are
    found, and quoted, as if they had been kept at once."""
    with world(tmp_path, committees="[101]") as place:
        place.baseline()
        place.poll()
        subjects = [("harrowmere/101", f"item:{number}") for number in range(234201, 234207)]

        def known() -> tuple[object, ...]:
            with place.tools.store.read() as conn:
                pages = [each for each in store.search.find(conn, "spending controls") if each.page is not None]
                return pages, store.matches.matches(conn, subjects)

        expected = known()
        assert all(expected)
        before_the_search(place, papers=True)
        place.clock.at += timedelta(days=1)
        place.council.clear_requests()
        assert [each.changes for each in place.poll()] == [()] * len(place.council.watched[:1])
        asked = [each for each in place.council.requests if "/documents/s" in each.path]
        assert asked
        assert not any(each.was_conditional for each in asked)
        catch_up(place.tools, place.tools.library.pages)
        assert known() == expected
