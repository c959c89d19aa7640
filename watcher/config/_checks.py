"""Fields against each other: keys given twice, committees named twice, topics that could never be found.

Works on the plain values, not on the filled forms, so that it still finds what it can when some field is wrong; what is
not of the expected shape is passed over here, because the forms have already named it.
Does not read files. May import: errors, domain.
"""

from collections.abc import Iterable, Iterator, Mapping

from watcher.config._fields import did_you_mean, slug_of
from watcher.config._patience import check_patience
from watcher.config._yaml import Plain, Steps, Tree
from watcher.errors import Problem

DEFAULT_THRESHOLD = 6


def check_sources(tree: Tree, built_in: Iterable[str]) -> Iterator[Problem]:
    """Every problem between the fields of sources.yaml. `built_in` are the keys of the topics that come with it."""
    top = _fields(tree.value)
    if isinstance(tree.value, dict) and not top.get("councils") and not top.get("feeds"):
        yield tree.problem((), "names no council and no feed, so nothing would be watched")
    councils = tuple(_entries(top, "councils"))
    yield from _keys(tree, councils, reserved="feed")
    yield from _keys(tree, tuple(_entries(top, "feeds")))
    for steps, council in councils:
        yield from _committees(tree, steps, council)
        yield from _registers(tree, steps, council)
    council_keys = {_key(council) for _, council in councils}
    for steps, feed in _entries(top, "feeds"):
        of = feed.get("council")
        if isinstance(of, str) and of not in council_keys:
            yield tree.problem((*steps, "council"), f"no council has the key `{of}`{did_you_mean(of, council_keys)}")
    yield from _topics_of_sources(tree, _fields(top.get("topics")), tuple(built_in))
    yield from check_patience(tree)


def _check_topics(tree: Tree, topics: Iterable[tuple[Steps, Mapping[str, Plain]]]) -> Iterator[Problem]:
    """Every problem within topics: keys twice, terms with no or two forms, weights that lead nowhere."""
    seen: dict[str, Steps] = {}
    for steps, topic in topics:
        key = topic.get("key")
        if isinstance(key, str):
            yield from _twice(tree, seen, key, (*steps, "key"))
        terms = tuple(_entries(topic, "terms", steps))
        foreign = _fields(topic.get("synonyms"))
        synonyms = [each for nation in foreign for each in _entries(foreign, nation, (*steps, "synonyms"))]
        for at, term in (*terms, *synonyms):
            yield from _term(tree, at, term)
        yield from _reach(tree, steps, topic, [term for _, term in terms])


def check_topics_file(tree: Tree) -> Iterator[Problem]:
    """Every problem between the fields of topics.yaml."""
    return _check_topics(tree, _entries(_fields(tree.value), "topics"))


def _fields(value: Plain) -> Mapping[str, Plain]:
    return value if isinstance(value, dict) else {}


def _entries(holder: Mapping[str, Plain], name: str, steps: Steps = ()) -> Iterator[tuple[Steps, Mapping[str, Plain]]]:
    value = holder.get(name)
    if isinstance(value, list):
        yield from (((*steps, name, i), entry) for i, entry in enumerate(value) if isinstance(entry, dict))


def _key(entry: Mapping[str, Plain]) -> str | None:
    key, name = entry.get("key"), entry.get("name")
    if isinstance(key, str):
        return key
    return slug_of(name) if isinstance(name, str) else None


def _twice(tree: Tree, seen: dict[str, Steps], key: str, steps: Steps, shown: str = "") -> Iterator[Problem]:
    if key in seen:
        line, _ = tree.places.get(seen[key], (0, 0))
        yield tree.problem(steps, f"`{shown or key}` is given twice; first on line {line}")
    seen.setdefault(key, steps)


def _keys(tree: Tree, entries: Iterable[tuple[Steps, Mapping[str, Plain]]], reserved: str = "") -> Iterator[Problem]:
    seen: dict[str, Steps] = {}
    for steps, entry in entries:
        key = _key(entry)
        at = (*steps, "key" if isinstance(entry.get("key"), str) else "name")
        if key is None:
            continue
        if not key and not str(entry.get("name") or "").strip():
            continue  # the form says that the name is empty
        if not key:
            yield tree.problem(at, "no short name can be made of this name; add a `key`")
        elif key == reserved:
            yield tree.problem(at, f"the short name `{key}` is taken by the feeds; add another `key`")
        elif key in seen and at[-1] == "name":
            line, _ = tree.places.get(seen[key], (0, 0))
            yield tree.problem(at, f"has the same short name, `{key}`, as the one on line {line}; add a `key`")
        else:
            yield from _twice(tree, seen, key, at)
        seen.setdefault(key, at)


def _committees(tree: Tree, steps: Steps, council: Mapping[str, Plain]) -> Iterator[Problem]:
    listed = council.get("committees")
    seen: dict[str, Steps] = {}
    for i, named in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(named, str) and named.strip():
            words = " ".join(named.split())
            at = (*steps, "committees", i)
            yield from _twice(tree, seen, words.casefold().lstrip("0"), at, shown=words)


def _registers(tree: Tree, steps: Steps, council: Mapping[str, Plain]) -> Iterator[Problem]:
    if str(council.get("system")).strip().lower() == "cmis":
        for name in ("decisions", "forward_plan", "whats_new"):
            if str(council.get(name) or "no").strip().lower() not in ("no", "false", "off"):
                yield tree.problem((*steps, name), "is not read from CMIS, only from modern.gov; leave it out")


def _topics_of_sources(tree: Tree, topics: Mapping[str, Plain], built_in: tuple[str, ...]) -> Iterator[Problem]:
    for steps, topic in _entries(topics, "add", ("topics",)):
        key = topic.get("key")
        if key in built_in:
            yield tree.problem((*steps, "key"), f"`{key}` comes with the program; put it under `replace:` to change it")
    for steps, topic in _entries(topics, "replace", ("topics",)):
        key = topic.get("key")
        if isinstance(key, str) and key not in built_in:
            near = did_you_mean(key, built_in)
            yield tree.problem((*steps, "key"), f"no topic `{key}` comes with the program{near or '; use `add:`'}")
    named = topics.get("leave_out")
    for i, key in enumerate([named] if isinstance(named, str) else named if isinstance(named, list) else ()):
        if isinstance(key, str) and key.strip() not in built_in:
            near = did_you_mean(key, built_in)
            yield tree.problem(("topics", "leave_out", i), f"no topic `{key}` comes with the program{near}")
    for name in ("add", "replace"):
        yield from _check_topics(tree, _entries(topics, name, ("topics",)))


def _term(tree: Tree, steps: Steps, term: Mapping[str, Plain]) -> Iterator[Problem]:
    given = [name for name in ("words", "pattern") if name in term]
    if not given:
        yield tree.problem(steps, "needs `words` or a `pattern`")
    elif len(given) == 2:
        yield tree.problem((*steps, "pattern"), "a term has either `words` or a `pattern`, not both")
    elif term.get(given[0]) is None:
        yield tree.problem((*steps, given[0]), "has no value")
    if _weight(term, "title") == 0 and _weight(term, "body") == 0:
        yield tree.problem(steps, "can never count: give points for `title` or `body`")


def _weight(term: Mapping[str, Plain], name: str) -> int | None:
    written = term.get(name)
    if written is None:
        return 0
    return int(written) if isinstance(written, str) and written.isascii() and written.strip().isdigit() else None


def _reach(tree: Tree, steps: Steps, topic: Mapping[str, Plain], terms: list[Mapping[str, Plain]]) -> Iterator[Problem]:
    threshold = DEFAULT_THRESHOLD if topic.get("threshold") is None else _weight(topic, "threshold")
    weights = [_weight(term, name) for term in terms for name in ("title", "body")]
    if threshold is None or None in weights or not terms:
        return
    best = sum(max(_weight(term, "title") or 0, _weight(term, "body") or 0) for term in terms)
    if best < threshold:
        at = (*steps, "threshold") if "threshold" in topic else steps
        yield tree.problem(at, f"can never be reached: all terms together give at most {best} of {threshold} points")
