"""A text and what a careful reader finds in it: each pair of files in `shapes/` is a case."""

import json
from pathlib import Path
from typing import Any

import pytest

from watcher.domain.papers import PaperItem, PaperReading
from watcher.minutes import read_text

SHAPES = Path(__file__).parent / "shapes"
NAMES = sorted(path.stem for path in SHAPES.glob("*.txt"))


def _told(reading: PaperReading) -> dict[str, Any]:
    when, following = reading.starts_at, reading.next_meeting
    return {
        "kind": str(reading.kind),
        "committee": reading.committee,
        "starts_at": when.iso if when else None,
        "venue": reading.venue,
        "next_meeting": following.iso if following else None,
        "pages": reading.pages,
        "why": reading.why,
        "items": [_told_item(item) for item in reading.items],
        "inside": [_told(inner) for inner in reading.inside],
    }


def _told_item(item: PaperItem) -> dict[str, Any]:
    return {
        "number": item.number,
        "title": item.title,
        "text": item.text,
        "report_by": item.report_by,
        "pages": list(item.pages) if item.pages else None,
        "resolved": list(item.resolved),
        "actions": list(item.actions),
        "money": [money.amount for money in item.money],
    }


def _as_asked(told: Any, expected: Any) -> Any:
    """What was told, with the fields that the expectation names; lists as long as they are."""
    if isinstance(expected, dict) and isinstance(told, dict):
        return {key: _as_asked(told[key], value) for key, value in expected.items()}
    if isinstance(expected, list) and isinstance(told, list) and expected and isinstance(expected[0], dict):
        pairs = zip(told, [*expected, *({"number": 0, "title": 0},) * len(told)], strict=False)
        return [_as_asked(one, wanted) for one, wanted in pairs]
    return told


@pytest.mark.parametrize("name", NAMES)
def test_a_shape_is_read_as_a_careful_reader_would(name: str) -> None:
    """Every field that the expectation names is as expected, and there are no items besides."""
    expected = json.loads((SHAPES / f"{name}.json").read_text(encoding="utf-8"))
    told = _told(read_text((SHAPES / f"{name}.txt").read_text(encoding="utf-8")))
    assert _as_asked(told, expected) == expected
