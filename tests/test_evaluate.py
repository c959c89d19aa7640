"""Topics measured on labelled items: the project's own sets, the shared one, and what a bad file gets."""

import json
from pathlib import Path

import pytest

from watcher.actions.evaluate import Evaluation, evaluate, read_labelled, repeated
from watcher.config import built_in_topics
from watcher.errors import LabelError
from watcher.tag import Tagger

TOPICS = built_in_topics()
KEYS = [topic.key for topic in TOPICS.topics]
TAGGER = Tagger(TOPICS)
OWN = Path(__file__).parent / "topics"


def measured(path: Path) -> Evaluation:
    """The evaluation of a file, its figures printed (shown by -s)."""
    items = read_labelled(path.read_text(encoding="utf-8").split("\n"), file=path.name, known=KEYS)
    result = evaluate(TAGGER, items, KEYS)
    for key, tally in result.topics.items():
        print(f"{path.name} {key}: precision {tally.precision:.3f} recall {tally.recall:.3f}")  # noqa: T201
    for each in result.disagreements:
        print(f"line {each.item.line}: {each.item.title}: wrong {[*each.wrong]}, missed {[*each.missed]}")  # noqa: T201
    return result


def test_the_projects_own_items_are_all_exact() -> None:
    """Verb and village, capitals, spellings, lookalikes, procedure, passing mentions: no item may ever come back."""
    result = measured(OWN / "labelled.jsonl")
    assert result.items >= 60
    assert [each.item.title for each in result.disagreements] == []


@pytest.mark.parametrize("name", ["fresh.jsonl", "fresh-2.jsonl"])
def test_items_written_before_the_rules_keep_their_topics(name: str) -> None:
    """The sets that were written to be unseen: at most one error a topic now that they have been looked at."""
    result = measured(OWN / name)
    for key, tally in result.topics.items():
        assert tally.fp + tally.fn <= 1, key


@pytest.mark.corpus
def test_the_shared_items_have_at_most_one_error_a_topic(corpus: Path) -> None:
    """The labelled items of real councils: printed, and at most one error a topic."""
    result = measured(corpus / "topics" / "items.jsonl")
    assert result.items > 80
    for key, tally in result.topics.items():
        assert tally.fp + tally.fn <= 1, key


def test_what_is_counted() -> None:
    """Found rightly, found wrongly, missed, exact; borderline items are left out, mentions shown but not scored."""
    lines = [
        {"title": "SEND strategy", "topics": ["send"]},
        {"title": "SEND strategy", "topics": ["budget"]},
        {"title": "Bins", "body": None, "topics": ["ofsted"], "passing": ["send"]},
        {"title": "Libraries", "body": "Ofsted came by.", "topics": [], "passing": ["ofsted"]},
        {"title": "SEND", "topics": [], "difficulty": "borderline", "url": "passed over"},
    ]
    items = read_labelled(["", *map(json.dumps, lines)], file="x.jsonl", known=KEYS)
    result = evaluate(TAGGER, items, KEYS)
    send = result.topics["send"]
    assert (result.items, result.exact, result.borderline) == (4, 2, 1)
    assert (send.tp, send.fp, send.fn, send.precision, send.recall) == (1, 1, 0, 0.5, 1.0)
    assert (result.topics["ofsted"].mentions_found, result.topics["ofsted"].mentions) == (1, 1)
    assert result.agreement("budget") == 0.75
    assert [each.item.line for each in result.disagreements] == [3, 4]
    assert [[*each.wrong, *each.missed] for each in result.disagreements] == [["send", "budget"], ["ofsted"]]


def test_where_there_is_nothing_to_find_nothing_is_divided() -> None:
    """Precision and recall of a topic that no item has, and nothing is taken for, are 1."""
    result = evaluate(TAGGER, [], KEYS)
    assert [(each.precision, each.recall) for each in result.topics.values()] == [(1.0, 1.0)] * len(KEYS)
    assert result.agreement("send") == 1.0


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "x.jsonl:2: is not JSON"),
        ("[" * 5000, "x.jsonl:2: is not JSON"),
        ("[1]", "x.jsonl:2: must be an object"),
        ('{"topics": []}', "x.jsonl:2: `title` is missing or empty"),
        ('{"title": " ", "topics": []}', "x.jsonl:2: `title` is missing or empty"),
        ('{"title": "A"}', "x.jsonl:2: `topics` is missing"),
        ('{"title": "A", "topics": "send"}', "x.jsonl:2: `topics` must be a list"),
        ('{"title": "A", "topics": null}', "x.jsonl:2: `topics` must be a list"),
        ('{"title": 3, "topics": []}', "x.jsonl:2: `title` must be text"),
        ('{"title": "A", "body": ["b"], "topics": []}', "x.jsonl:2: `body` must be text"),
        ('{"title": "A", "topics": ["ofstead"]}', "x.jsonl:2: no topic `ofstead` is in force; did you mean `ofsted`?"),
        ('{"title": "A", "topics": [], "passing": ["zzz"]}', "no topic `zzz` is in force; there is budget, ofsted, se"),
    ],
)
def test_a_bad_line_is_named(line: str, words: str) -> None:
    """A line that is no labelled item is an error with its number."""
    with pytest.raises(LabelError) as error:
        read_labelled(['{"title": "A", "topics": []}', line], file="x.jsonl", known=KEYS)
    assert words in str(error.value)


def test_what_stands_twice_is_known() -> None:
    """An item that is repeated is named with the line of the first; the same title with another body is another."""
    lines = [
        '{"title": "A", "body": "b", "topics": []}',
        '{"title": "A", "topics": []}',
        "",
        '{"title": "A", "body": "b", "topics": ["send"]}',
    ]
    items = read_labelled(lines, file="x.jsonl", known=KEYS)
    assert [(first.line, again.line) for first, again in repeated(items)] == [(1, 4)]


def test_a_file_without_items_is_named() -> None:
    """Nothing to measure is an error, not a perfect score."""
    with pytest.raises(LabelError, match="holds no labelled items"):
        read_labelled(["", "  "], file="x.jsonl", known=KEYS)
