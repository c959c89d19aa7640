"""`watcher topics`: what is looked for, and why something was found.

Does not weigh anything itself. May import: actions.inspect, config, tag, cli.frame.
"""

import dataclasses
import difflib
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from watcher import config as configuration
from watcher.actions.inspect import paper_from_file
from watcher.cli.frame import DEFAULT_CONFIG, ConfigOption, JsonOption, app, out, print_json, print_table, safe
from watcher.domain.topics import Place, Term, Topic, Topics
from watcher.tag import Finding, Tagger, Weighed

topics = typer.Typer(help="What is looked for, and why something was found.", invoke_without_command=True)
app.add_typer(topics, name="topics")


def topics_in_force(config: Path) -> Topics:
    """Those of the settings file; where there is none (and none was named), those that come with the program."""
    if config == DEFAULT_CONFIG and not config.exists():
        return configuration.built_in_topics()
    return configuration.load(config, os.environ).topics


@topics.callback()
def topics_command(context: typer.Context, config: ConfigOption = DEFAULT_CONFIG, as_json: JsonOption = False) -> None:
    """List the topics in force."""
    if context.invoked_subcommand:
        return
    found = topics_in_force(config).topics
    if as_json:
        print_json(
            [
                {
                    "key": each.key,
                    "name": each.name,
                    "terms": len(each.terms),
                    "threshold": each.threshold,
                    "from": _origin(each),
                }
                for each in found
            ]
        )
        return
    rows = [[each.key, each.name, str(len(each.terms)), str(each.threshold), _origin(each)] for each in found]
    print_table(["topic", "name", "terms", "threshold", "from"], rows, empty="No topic is looked for.")


def _origin(topic: Topic) -> str:
    """Where a topic comes from."""
    built_in = {each.key: each for each in configuration.built_in_topics().topics}
    if topic.key not in built_in:
        return "sources.yaml"
    if topic == built_in[topic.key]:
        return "the program"
    is_widened = set(topic.terms) > set(built_in[topic.key].terms)
    return "the program, with synonyms" if is_widened else "sources.yaml, in place of the program's"


@topics.command(name="show")
def show_command(
    key: Annotated[str, typer.Argument(help="The topic's key.")],
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Show a topic's terms with their points and conditions."""
    known = {each.key: each for each in topics_in_force(config).topics}
    if key not in known:
        near = difflib.get_close_matches(key, known, n=1) or list(known)
        raise typer.BadParameter(f"there is no topic {key!r}; there is {', '.join(near) or 'none'}", param_hint="KEY")
    topic = known[key]
    if as_json:
        print_json({**dataclasses.asdict(topic), "from": _origin(topic)})
        return
    out.print(safe(f"{topic.name} ({topic.key}), from {_origin(topic)}; about it from {topic.threshold} points."))
    rows = [[str(term.title), str(term.body), _kind(term), term.words, _conditions(term)] for term in topic.terms]
    print_table(["title", "body", "kind", "term", "conditions"], rows, empty="It has no terms.")
    for exclusion in topic.exclusions:
        out.print(safe(f"not within: {exclusion}"))


def _kind(term: Term) -> str:
    return "pattern" if term.is_pattern else "capitals" if term.case.value == "upper" else "words"


def _conditions(term: Term) -> str:
    needs = f"needs {' or '.join(term.needs)}" if term.needs else ""
    unless = f"not near {' or '.join(term.unless)}" if term.unless else ""
    return "; ".join(part for part in (needs, unless) if part)


@topics.command(name="test")
def explain_command(
    title: Annotated[str, typer.Argument(help="A title, as a council would write it.")],
    body: Annotated[str, typer.Option(help="The text below it.")] = "",
    committee: Annotated[str, typer.Option(help="The committee's name.")] = "",
    paper: Annotated[Path | None, typer.Option(help="Its report: a PDF or a text file.")] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Explain term by term which topics a title gets. With its text and its report, if they are given."""
    found = topics_in_force(config)
    papers = [] if paper is None else [paper_from_file(paper)]
    texts = [(Place.TEXT, body)] if body else []
    weighed = Tagger(found).weigh(title, texts, committee_name=committee, papers=papers)
    if as_json:
        print_json([_weighed_as_json(topic, weighed[topic.key]) for topic in found.topics])
        return
    for topic in found.topics:
        for line in explained(topic, weighed[topic.key]):
            out.print(safe(line))


def _weighed_as_json(topic: Topic, weighed: Weighed) -> dict[str, object]:
    return {
        "topic": topic.key,
        "verdict": _verdict(weighed),
        "score": weighed.score,
        "threshold": topic.threshold,
        "why": weighed.why,
        "terms": [
            {
                "words": each.words,
                "term": each.term,
                "place": str(each.place),
                "page": each.page,
                "points": each.points,
                "counts": each.counts,
                "why": each.why,
            }
            for each in weighed.findings
        ],
    }


def _verdict(weighed: Weighed) -> str:
    return "about" if weighed.is_about else "mentioned" if weighed.score else "no"


def explained(topic: Topic, weighed: Weighed) -> Iterable[str]:
    """A verdict and, below it, every hit with its points or the reason why it brings none."""
    scored = f"{weighed.score} of {topic.threshold} points" if weighed.score else "no points"
    yield f"{topic.name}: {_verdict(weighed)}, {scored} ({weighed.why})"
    in_papers: dict[tuple[str, str], list[int]] = {}
    for each in weighed.findings:
        words = f"{each.words}{'' if each.counts else f' - {each.why}'}"
        if each.page is None:
            yield f"  {_points(each)}  {each.place}: {words}"
        else:
            in_papers.setdefault((_points(each), words), []).append(each.page)
    for (points, words), pages in in_papers.items():
        yield f"  {points}  {_on_pages(pages)}: {words}"


def _on_pages(pages: Sequence[int]) -> str:
    """`page 3`, `pages 1, 3 and 7`, `pages 1, 2, 3 and 9 more`: a term that comes back is one line."""
    distinct = [str(each) for each in dict.fromkeys(pages)]
    if len(distinct) > _MOST_PAGES:
        distinct = [*distinct[:_MOST_PAGES], f"{len(distinct) - _MOST_PAGES} more"]
    first = ", ".join(distinct[:-1])
    return f"pages {first} and {distinct[-1]}" if first else f"page {distinct[0]}"


_MOST_PAGES = 6


def _points(finding: Finding) -> str:
    return f"{finding.points:+3d}" if finding.counts else "  ."
