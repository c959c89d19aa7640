"""topics.yaml and the `topics:` of sources.yaml as Topics.

Does not match anything (tag does). May import: domain, errors.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from watcher.config._checks import check_topics_file
from watcher.config._forms import NATIONS, OURS, TermForm, TopicForm, TopicsFileForm, TopicsForm
from watcher.config._words import read_form
from watcher.config._yaml import read_tree
from watcher.domain.topics import Term, Topic, Topics
from watcher.errors import ConfigError

BUILT_IN = Path(__file__).parent.parent / "topics.yaml"


@cache
def built_in_topics() -> Topics:
    """The topics that come with the program. Raises ConfigError if topics.yaml is broken."""
    return read_topics(BUILT_IN, OURS)


def read_topics(path: Path, context: Mapping[str, bool] | None = None) -> Topics:
    """A file in the form of topics.yaml. Raises ConfigError with every problem found.

    With the context OURS regular expressions are not tried: 0.1 s for some 700.
    """
    tree = read_tree(path)
    form, problems = read_form(TopicsFileForm, tree, context)
    found = (*tree.problems, *problems, *check_topics_file(tree))
    if form is None or found:
        raise ConfigError(found)
    return Topics(topics=tuple(map(_topic, form.topics)), procedural=tuple(form.procedural))


def merge(built_in: Topics, wanted: TopicsForm) -> Topics:
    """The built-in topics with some replaced in their places, some left out, and further ones after them."""
    instead = {form.key: _topic(form) for form in wanted.replace}
    kept: Iterable[Topic] = (topic for topic in built_in.topics if topic.key not in wanted.leave_out)
    chosen = (*(instead.get(topic.key, topic) for topic in kept), *map(_topic, wanted.add))
    return Topics(
        topics=tuple(_widened(topic, wanted.synonyms) for topic in chosen),
        procedural=(*built_in.procedural, *wanted.procedural),
    )


def _widened(topic: Topic, nations: Collection[str]) -> Topic:
    """The topic with the words of these nations among its terms."""
    more = tuple(term for nation, terms in topic.synonyms if nation in nations for term in terms)
    return replace(topic, terms=topic.terms + more) if more else topic


def _topic(form: TopicForm) -> Topic:
    return Topic(
        key=form.key,
        name=form.name,
        terms=tuple(map(_term, form.terms)),
        exclusions=tuple(form.exclusions),
        threshold=form.threshold,
        synonyms=tuple(
            (nation, tuple(map(_term, terms))) for nation in NATIONS if (terms := getattr(form.synonyms, nation))
        ),
    )


def _term(form: TermForm) -> Term:
    return Term(
        words=form.pattern or form.words or "",
        title=form.title,
        body=form.body,
        case=form.case,
        is_pattern=form.pattern is not None,
        needs=tuple(form.needs),
        unless=tuple(form.unless),
    )
