"""How well topics do on labelled items: precision, recall, and every disagreement with its explanation.

A labelled item is one line of JSON: `title`, `body`, `topics` (what it is about), `passing` (what it only mentions) and
`difficulty`; `borderline` ones, for which either answer will do, are left out. Other fields are passed over.
Does not open files or print. May import: tag, domain, errors.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from watcher.domain.topics import Place
from watcher.errors import LabelError
from watcher.tag import Tagger, Weighed

BORDERLINE = "borderline"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A titled thing and the topics that a careful editor gives it. `line` is where it stands in its file."""

    line: int
    title: str
    body: str
    topics: frozenset[str]
    passing: frozenset[str] = frozenset()
    difficulty: str = ""
    council: str = ""


@dataclass(slots=True, kw_only=True)
class Tally:
    """One topic: found rightly, found wrongly, missed. Of those only mentioned, how many were found as mentions."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    mentions: int = 0
    mentions_found: int = 0

    @property
    def precision(self) -> float:
        """Of what was found, the share that is right; 1 where nothing was found."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 1.0

    @property
    def recall(self) -> float:
        """Of what there is, the share that was found; 1 where there is nothing."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """An item whose topics are not the editor's, with how each topic in question was weighed."""

    item: Labelled
    wrong: Mapping[str, Weighed]
    missed: Mapping[str, Weighed]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """The result for a file. `exact` is the number of items whose topics are exactly right."""

    items: int
    borderline: int
    exact: int
    topics: Mapping[str, Tally]
    disagreements: Sequence[Disagreement] = field(default=())

    def agreement(self, topic: str) -> float:
        """The share of items for which this topic is given, or not given, as the editor does."""
        tally = self.topics[topic]
        return (self.items - tally.fp - tally.fn) / self.items if self.items else 1.0


def read_labelled(lines: Iterable[str], *, file: str, known: Collection[str]) -> tuple[Labelled, ...]:
    """The items of a file, line by line. Raises LabelError naming the line; `known` are the keys of topics in force."""
    found = [
        _labelled(line, number, f"{file}:{number}", known) for number, line in enumerate(lines, start=1) if line.strip()
    ]
    if not found:
        raise LabelError(f"{file}: holds no labelled items: one JSON object a line is expected")
    return tuple(found)


def repeated(items: Iterable[Labelled]) -> tuple[tuple[Labelled, Labelled], ...]:
    """Items that stand in the file twice (same title, body and council), each with the first of its kind.

    Clerks repeat titles, so this is no error; but who measures should know that such an item counts twice.
    """
    first: dict[tuple[str, str, str], Labelled] = {}
    return tuple(
        (kept, item)
        for item in items
        if (kept := first.setdefault((item.title, item.body, item.council), item)) is not item
    )


def evaluate(tagger: Tagger, items: Iterable[Labelled], topics: Sequence[str]) -> Evaluation:
    """Weigh every item that is not borderline, and compare."""
    tallies = {key: Tally() for key in topics}
    disagreements: list[Disagreement] = []
    count = borderline = 0
    for item in items:
        if item.difficulty == BORDERLINE:
            borderline += 1
            continue
        count += 1
        weighed = tagger.weigh(item.title, [(Place.TEXT, item.body)] if item.body else [])
        for key, tally in tallies.items():
            _count(tally, weighed[key], is_wanted=key in item.topics, is_passing=key in item.passing)
        about = {key for key in topics if weighed[key].is_about}
        if about != item.topics:
            wrong = {key: weighed[key] for key in topics if key in about - item.topics}
            missed = {key: weighed[key] for key in topics if key in item.topics - about}
            disagreements.append(Disagreement(item=item, wrong=wrong, missed=missed))
    return Evaluation(
        items=count,
        borderline=borderline,
        exact=count - len(disagreements),
        topics=tallies,
        disagreements=tuple(disagreements),
    )


def _count(tally: Tally, weighed: Weighed, *, is_wanted: bool, is_passing: bool) -> None:
    tally.tp += weighed.is_about and is_wanted
    tally.fp += weighed.is_about and not is_wanted
    tally.fn += is_wanted and not weighed.is_about
    tally.mentions += is_passing
    tally.mentions_found += is_passing and weighed.score > 0 and not weighed.is_about


def _labelled(line: str, number: int, at: str, known: Collection[str]) -> Labelled:
    try:
        held = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LabelError(f"{at}: is not JSON: {error}") from None
    if not isinstance(held, dict):
        raise LabelError(f"{at}: must be an object: {{...}}")
    if "topics" not in held:
        raise LabelError(f"{at}: `topics` is missing; an item about nothing has []")
    title = _text(held, "title", at)
    if not title.strip():
        raise LabelError(f"{at}: `title` is missing or empty")
    return Labelled(
        line=number,
        title=title,
        body=_text(held, "body", at),
        topics=_keys(held, "topics", at, known),
        passing=_keys(held, "passing", at, known),
        difficulty=_text(held, "difficulty", at),
        council=_text(held, "council", at),
    )


def _text(held: Mapping[str, object], name: str, at: str) -> str:
    value = held.get(name)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise LabelError(f"{at}: `{name}` must be text")
    return value


def _keys(held: Mapping[str, object], name: str, at: str, known: Collection[str]) -> frozenset[str]:
    value = held.get(name)
    if value is None and name != "topics":
        return frozenset()
    if not isinstance(value, list) or not all(isinstance(key, str) for key in value):
        raise LabelError(f'{at}: `{name}` must be a list of topics: ["send"]')
    for key in value:
        if key not in known:
            near = get_close_matches(key, known, n=1)
            words = f"did you mean `{near[0]}`?" if near else f"there is {', '.join(sorted(known)) or 'none'}"
            raise LabelError(f"{at}: no topic `{key}` is in force; {words}")
    return frozenset(value)
