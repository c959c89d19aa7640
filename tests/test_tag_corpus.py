"""How well the topics that come with the program do on real agenda items: precision and recall by topic."""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from watcher.config import built_in_topics
from watcher.domain.topics import Place
from watcher.tag import Tagger

TAGGER = Tagger(built_in_topics())
KEYS = ("ofsted", "send", "budget")


@dataclass
class Tally:
    """Right, wrong and missed answers for one topic."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Of what was found, the share that is right."""
        return self.right / ((self.right + self.wrong) or 1)

    @property
    def recall(self) -> float:
        """Of what there is, the share that was found."""
        return self.right / ((self.right + self.missed) or 1)


@dataclass
class Labelled:
    """A titled thing, what it is about, and the topics for which either answer will do."""

    title: str
    body: str
    topics: Collection[str]
    either: Collection[str] = ()


def tallies(things: Iterable[Labelled]) -> dict[str, Tally]:
    """Tag everything, and count."""
    counted = {key: Tally() for key in KEYS}
    for thing in things:
        texts = [(Place.TEXT, thing.body)] if thing.body else []
        about = {match.topic for match in TAGGER.match_texts(thing.title, texts) if match.is_about}
        for key in KEYS:
            if key not in thing.either:
                counted[key].right += key in about and key in thing.topics
                counted[key].wrong += key in about and key not in thing.topics
                counted[key].missed += key not in about and key in thing.topics
    for key, tally in counted.items():
        print(f"{key}: precision {tally.precision:.2f} recall {tally.recall:.2f} ({tally})")  # noqa: T201  shown by -s
    return counted


def items_of(folder: Path) -> Iterator[dict[str, Any]]:
    """The labelled items that are not borderline."""
    for line in (folder / "topics" / "items.jsonl").read_text(encoding="utf-8").splitlines():
        item: dict[str, Any] = json.loads(line)
        if item["difficulty"] != "borderline":
            yield item


def rows_of(meeting: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The items expected in minutes, those of minutes inside a pack as well."""
    yield from meeting.get("items", ())
    for inner in meeting.get("inside", ()):
        yield from rows_of(inner)


@pytest.mark.corpus
def test_labelled_items_get_their_topics(corpus: Path) -> None:
    """On the labelled items, title and body, precision and recall are at least 0.93 for every topic."""
    things = [Labelled(i["title"], i.get("body") or "", i["topics"]) for i in items_of(corpus)]
    for key, tally in tallies(things).items():
        assert tally.precision >= 0.93, key
        assert tally.recall >= 0.93, key


@pytest.mark.corpus
def test_titles_alone_are_never_taken_too_far(corpus: Path) -> None:
    """From the title alone most topics are found, and hardly any wrongly: the body only adds."""
    for key, tally in tallies(Labelled(i["title"], "", i["topics"]) for i in items_of(corpus)).items():
        assert tally.precision >= 0.93, key
        assert tally.recall >= 0.8, key


@pytest.mark.corpus
def test_titles_of_real_minutes_get_their_topics(corpus: Path) -> None:
    """The titles in real minutes and packs: no wrong topic, and at most one missed, whose title says nothing."""
    expected = json.loads((corpus / "minutes" / "expected.json").read_text(encoding="utf-8"))
    rows = [row for meeting in expected.values() for row in rows_of(meeting)]
    counted = tallies(Labelled(row["title"], "", row["topics"], row.get("either", ())) for row in rows)
    assert sum(tally.wrong for tally in counted.values()) == 0
    assert sum(tally.missed for tally in counted.values()) <= 1
