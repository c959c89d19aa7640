"""Real minutes and a real pack, through `inspect`: what a careful reader finds there, and nothing besides."""

import json
from pathlib import Path
from typing import Any

import pytest

from watcher.actions.inspect import inspect_page, page_from_file
from watcher.config import built_in_topics
from watcher.tag import Tagger

pytestmark = pytest.mark.corpus

_OF_TOPICS = {"topics", "either", "note"}
_LEAST_AGREEMENT = 0.95


@pytest.fixture(scope="module")
def tagger() -> Tagger:
    return Tagger(built_in_topics())


def _pairs(corpus: Path, tagger: Tagger) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Each paper, and each set of minutes inside one: its name, what is expected, what inspect says."""
    pairs = []
    expected = json.loads((corpus / "minutes" / "expected.json").read_text(encoding="utf-8"))
    for name, wanted in expected.items():
        told: dict[str, Any] = inspect_page(page_from_file(corpus / "minutes" / name), tagger=tagger)
        pairs.append((name, wanted, told))
        assert len(told["inside"]) == len(wanted.get("inside", [])), name
        inner = zip(wanted.get("inside", []), told["inside"], strict=True)
        pairs += [(f"{name}, inside", want, tell) for want, tell in inner]
    return pairs


def test_every_asserted_field_is_as_expected(corpus: Path, tagger: Tagger) -> None:
    """Kinds, committees, times, venues, next meetings, numbers, titles, pages, authors and resolutions agree."""
    for name, wanted, told in _pairs(corpus, tagger):
        fields = {key: value for key, value in wanted.items() if key not in ("items", "inside", "not_items")}
        assert {key: told[key] for key in fields} == fields, name
        assert [item["number"] for item in told["items"]] == [item["number"] for item in wanted["items"]], name
        for item, want in zip(told["items"], wanted["items"], strict=True):
            asked = want.keys() - _OF_TOPICS
            assert {key: item[key] for key in asked} == {key: want[key] for key in asked}, name


def test_what_is_no_item_is_none(corpus: Path, tagger: Tagger) -> None:
    """Numbered paragraphs and sentences that begin with a number are not items."""
    for name, wanted, told in _pairs(corpus, tagger):
        for words in wanted.get("not_items", ()):
            heads = [f"{item['number']} {item['title']}" for item in told["items"]]
            assert not any(head.replace(".", "")[:25] == words.replace(".", "")[:25] for head in heads), name


def test_topics_of_real_items_agree(corpus: Path, tagger: Tagger) -> None:
    """The topics of nearly every item are those a careful editor gives; the others are printed."""
    total, wrong = 0, []
    for name, wanted, told in _pairs(corpus, tagger):
        for item, want in zip(told["items"], wanted["items"], strict=True):
            found = {match["topic"] for match in item["matches"]}
            must, may = set(want["topics"]), set(want.get("either", ()))
            total += 1
            if not must <= found <= must | may:
                wrong.append(f"{name} {want['number']}: {sorted(found)} and not {sorted(must)} ({sorted(may)} allowed)")
    print(f"{total - len(wrong)} of {total} items agree", *wrong, sep="\n")  # noqa: T201  shown by -s
    assert total - len(wrong) >= _LEAST_AGREEMENT * total
