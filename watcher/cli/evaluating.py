"""`watcher evaluate` and `watcher retag`: how well the topics do, and putting changed ones into force.

Does not weigh or count anything itself. May import: actions, tag, cli.frame, cli.subjects.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import MofNCompleteColumn, Progress, TextColumn

from watcher.actions.evaluate import Evaluation, Labelled, evaluate, read_labelled, repeated
from watcher.actions.retag import retag
from watcher.cli.frame import (
    DEFAULT_CONFIG,
    ConfigOption,
    JsonOption,
    app,
    err,
    out,
    print_json,
    print_table,
    safe,
    tools_for,
)
from watcher.cli.subjects import explained, topics_in_force
from watcher.domain.topics import Topic
from watcher.errors import LabelError
from watcher.tag import Tagger


@app.command(name="evaluate")
def evaluate_command(
    file: Annotated[Path, typer.Argument(help="Labelled items, one JSON object a line.")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Measure the topics on labelled items. Every disagreement is explained."""
    found = topics_in_force(config)
    keys = [topic.key for topic in found.topics]
    items = read_labelled(_lines(file), file=str(file), known=keys)
    _warn_of_repeats(items)
    result = evaluate(Tagger(found), items, keys)
    if as_json:
        print_json(_evaluation_as_json(result))
    else:
        _print_evaluation(result, {topic.key: topic for topic in found.topics})


def _warn_of_repeats(items: Sequence[Labelled]) -> None:
    for first, again in repeated(items):
        otherwise = "" if first.topics == again.topics else ", but with other topics"
        err.print(safe(f"Line {again.line} is line {first.line} again{otherwise}; both are counted."))


def _lines(file: Path) -> Sequence[str]:
    try:
        # Not splitlines: that breaks at U+2028 too, which JSON allows within a text.
        return file.read_text(encoding="utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise LabelError(f"{file}: is not UTF-8 (at byte {error.start})") from None
    except OSError as error:
        raise LabelError(f"{file}: cannot be read: {error.strerror}") from None


def _evaluation_as_json(result: Evaluation) -> dict[str, object]:
    return {
        "items": result.items,
        "exact": result.exact,
        "topics": {
            key: {
                "precision": round(each.precision, 4),
                "recall": round(each.recall, 4),
                "tp": each.tp,
                "fp": each.fp,
                "fn": each.fn,
            }
            for key, each in result.topics.items()
        },
    }


def _print_evaluation(result: Evaluation, topics: Mapping[str, Topic]) -> None:
    left_out = f"; {result.borderline} borderline ones are left out" if result.borderline else ""
    out.print(f"{result.items} items, {result.exact} with exactly the right topics{left_out}.")
    rows = [
        [
            key,
            f"{each.precision:.3f}",
            f"{each.recall:.3f}",
            f"{result.agreement(key):.3f}",
            str(each.tp),
            str(each.fp),
            str(each.fn),
            f"{each.mentions_found} of {each.mentions}",
        ]
        for key, each in result.topics.items()
    ]
    columns = ["topic", "precision", "recall", "agreement", "right", "wrong", "missed", "mentions found (not scored)"]
    print_table(columns, rows, empty="No topic is in force.")
    for each in result.disagreements:
        council = f" ({each.item.council})" if each.item.council else ""
        out.print(safe(f"\nline {each.item.line}: {each.item.title}{council}"))
        for word, held in (("wrongly given", each.wrong), ("missed", each.missed)):
            for key, weighed in held.items():
                first, *rest = explained(topics[key], weighed)
                out.print(safe(f"  {word}: {first}"))
                for line in rest:
                    out.print(safe(f"  {line}"))


@app.command(name="retag")
def retag_command(config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """Apply the topics now in force to everything known. No news is made of it; a second call changes nothing."""
    with (
        tools_for(config) as tools,
        Progress(
            TextColumn("{task.description}"), MofNCompleteColumn(), console=err, disable=not err.is_terminal
        ) as bar,
    ):
        task = bar.add_task("tagging", total=None)
        result = retag(
            tools,
            papers_of=tools.library.papers_of,
            on_source=lambda key, done, of: bar.update(task, description=safe(key), completed=done, total=of),
        )
    if as_json:
        print_json(dataclasses.asdict(result))
        return
    out.print(
        f"{result.subjects} items and entries were read again: {result.came} matches came, {result.went} went, "
        f"{result.changed} turned out otherwise."
    )
