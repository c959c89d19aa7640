"""The bench measures what it says: a real poll, a second time, over hosts of their own. No times are asserted."""

from pathlib import Path

import pytest

from bench import documents, tagging
from bench.runs import run_all
from bench.table import as_markdown


def test_five_unchanged_sources_are_polled_without_a_body(tmp_path: Path) -> None:
    """With validators the second poll downloads no page again; without them bodies come, and nothing is news."""
    report = run_all(tmp_path, sources=5, say=lambda _: None, tries=1)
    first, again, delayed, bare_of_validators = report.rows
    assert report.is_thrifty
    assert first.given["bodies"] > 5 * 15
    for row in (again, delayed):
        assert (row.given.get("bodies", 0), row.given["304"], row.given["robots"]) == (0, 5 * 3, 5)
        assert row.figures["requests"] == 5 * 4
    assert (bare_of_validators.given["bodies"], bare_of_validators.given.get("304", 0)) == (5 * 3, 0)
    assert "| unchanged, 100 ms per answer | 20 | 0 | 15 |" in as_markdown(report)


def test_searchers_of_the_same_words_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plain expression, the automaton and our own search agree; the table has the goal beside the figure."""
    monkeypatch.delenv("WATCHER_CORPUS", raising=False)
    speeds = tagging.measure(tries=1)
    assert len({each.hits for each in speeds if each.is_same_words}) == 1
    assert sum(each.is_same_words for each in speeds) == 3
    assert "| all terms |" in tagging.as_markdown(speeds)


def test_packs_have_the_pages_that_they_are_said_to_have(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page is a full one, read by the bare library and the reader alike; what falls short is said."""
    monkeypatch.delenv("WATCHER_CORPUS", raising=False)
    readings = documents.measure(tries=1, lengths=(3, 6))
    assert [each.pages for each in readings] == [3, 6]
    assert "| made up, 3 pages |" in documents.as_markdown(readings)
