"""A YAML 1.2 file as plain mappings, lists and texts, with the place of every field.

Every scalar stays the text that was written, so that `name: no` is a name and `12:30` is an hour; each field reads its
text as what it is (_fields). Only an empty value, `~` and `null` become None.
Does not know any field. May import: errors.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from watcher.errors import ConfigError, Problem

Plain = object
"""None, str, list[Plain] or dict[str, Plain]."""

Steps = tuple[str | int, ...]
"""The way to a value: field names, and positions in lists starting at 0 (as Python and pydantic count)."""

MOST_VALUES = 100_000
"""150 councils need some 3,000. Aliases of aliases ("a billion laughs") reach any number from ten lines of YAML."""

_CORE = "tag:yaml.org,2002:"
_SCALARS = frozenset(_CORE + name for name in ("str", "int", "float", "bool", "null", "timestamp", "merge", "value"))
_PLAIN_WORDS = {
    "found another document": "a second document begins here (`---`); one file holds one",
    "mapping values are not allowed": "a second `: ` in one line; put the text into quotes, or check the indentation",
    "undefined alias": "an alias (`*name`) without its anchor (`&name`); put a text with `*` into quotes",
    "unexpected end of stream": "a quotation mark is opened here and never closed",
    "<stream end>": "the file ends in the middle of something; a bracket or a brace is not closed",
    "<block end>": "the indentation does not fit the lines above",
    "could not find expected ':'": "a field without its `:`, or indentation that does not fit the lines above",
    "cannot start any token": "a text cannot begin with this character; put it into quotes",
}


class _TooMuchError(Exception):
    """More values than any settings file has."""


@dataclass(slots=True)
class Tree:
    """A file as read: its value, where each value stands (line and column, from 1), and what was wrong on the way."""

    file: str
    value: Plain = None
    places: dict[Steps, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def problem(self, steps: Steps, words: str) -> Problem:
        """A problem at the place of `steps`, or of the nearest thing around it that has a place."""
        around = steps
        while around and around not in self.places:
            around = around[:-1]
        line, column = self.places.get(around, (0, 0))
        return Problem(file=self.file, line=line, column=column, field=dotted(steps), words=words)


def dotted(steps: Iterable[str | int]) -> str:
    """`councils.1.url`: positions start at 1, as people count."""
    return ".".join(str(step + 1) if isinstance(step, int) else step for step in steps)


def read_tree(path: Path) -> Tree:
    """Read a file. Raises ConfigError, with one problem, when there is nothing to go on with."""
    return tree_of(path, read_text(path))[0]


def tree_of(path: Path, text: str) -> tuple[Tree, Node | None]:
    """A file's text as a tree, and the nodes from which it was built; None for a text that says nothing.

    Raises ConfigError, with one problem, when there is nothing to go on with.
    """
    try:
        root = YAML(typ="rt", pure=True).compose(text)
    except MarkedYAMLError as error:
        raise ConfigError((_syntax_problem(str(path), text, error),)) from None
    except (YAMLError, ValueError, OverflowError) as error:
        raise _whole(path, f"holds a character that YAML does not allow ({str(error).splitlines()[0]})") from None
    except RecursionError:
        raise _whole(path, "is nested too deeply to be settings") from None
    tree = Tree(file=str(path))
    if root is not None:
        try:
            tree.value = _Builder(tree).build(root, (), frozenset())
        except _TooMuchError:
            raise _whole(path, f"grows to more than {MOST_VALUES} values when its aliases are followed") from None
    return tree, root


def read_text(path: Path) -> str:
    """The text of a file, without its byte-order mark. Raises ConfigError, with one problem."""
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise _whole(path, "there is no such file; `sources.yaml` in the project is one to start from") from None
    except IsADirectoryError:
        raise _whole(path, "is a folder, not a file") from None
    except (OSError, ValueError) as error:
        raise _whole(path, f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        words = f"is not UTF-8 text: byte 0x{raw[error.start]:02x}; save the file as UTF-8"
        raise ConfigError((Problem(file=str(path), line=line, column=column, field="", words=words),)) from None


def _whole(path: Path, words: str) -> ConfigError:
    return ConfigError((Problem(file=str(path), line=0, column=0, field="", words=words),))


def _syntax_problem(file: str, text: str, error: MarkedYAMLError) -> Problem:
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (-1, -1)
    said = error.problem or error.context or ""
    lines = text.splitlines()
    written = lines[line] if 0 <= line < len(lines) else ""
    if "\t" in written[: len(written) - len(written.lstrip())] or (mark and written[column : column + 1] == "\t"):
        words = "a tab; YAML wants spaces"
    else:
        words = next((plain for part, plain in _PLAIN_WORDS.items() if part in said), f"not YAML: {said}")
    return Problem(file=file, line=line + 1, column=column + 1, field="", words=words)


class _Builder:
    """Turns nodes into plain values, once. Keeps the first of two equal keys and goes on."""

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.count = 0

    def build(self, node: Node, steps: Steps, above: frozenset[int]) -> Plain:
        """The plain value of a node. `above` are the nodes that it stands in, to find one that holds itself."""
        self.count += 1
        if self.count > MOST_VALUES:
            raise _TooMuchError
        self.tree.places.setdefault(steps, _place(node))
        if id(node) in above:
            self._report(node, steps, "holds itself by an alias")
            return None
        if isinstance(node, ScalarNode):
            return self._scalar(node, steps)
        if isinstance(node, MappingNode):
            return self._mapping(node, steps, above | {id(node)})
        assert isinstance(node, SequenceNode)
        return [self.build(child, (*steps, i), above | {id(node)}) for i, child in enumerate(node.value)]

    def _scalar(self, node: ScalarNode, steps: Steps) -> str | None:
        if node.tag not in _SCALARS:
            self._report(
                node, steps, "tags (`!...`) are not understood here; put a text that begins with `!` into quotes"
            )
        return None if node.tag == _CORE + "null" else str(node.value)

    def _mapping(self, node: MappingNode, steps: Steps, above: frozenset[int]) -> dict[str, Plain]:
        fields: dict[str, Plain] = {}
        for key, child in node.value:
            if not isinstance(key, ScalarNode):
                self._report(key, steps, "the name of a field must be a word; put a text with brackets into quotes")
                continue
            # A lone surrogate ("\ud800") cannot be printed, and this name will be.
            name = str(key.value).encode("utf-8", "backslashreplace").decode()
            inside = (*steps, name)
            if name in fields:
                self._report(key, inside, f"is given twice; first on line {self.tree.places[inside][0]}")
                continue
            self.tree.places[inside] = _place(key)
            fields[name] = self.build(child, inside, above)
        return fields

    def _report(self, node: Node, steps: Steps, words: str) -> None:
        line, column = _place(node)
        self.tree.problems.append(
            Problem(file=self.tree.file, line=line, column=column, field=dotted(steps), words=words)
        )


def _place(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1
