"""sources.yaml with a little more in it: another council, more committees, another address. All else stays as it is.

The places come from the parsed file and the words go between the others, so that comments, order, indentation, quotes
and line ends are untouched, which writing the whole file anew could not promise. Each edit is read back: it changed
what it was meant to change and nothing else, or it is refused.
Does not read or write files. May import: errors, ruamel.yaml's nodes.
"""

import copy
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from watcher.config._yaml import tree_of
from watcher.errors import WatcherError

Committees = Sequence[tuple[str, str]]
"""Ids (or the word `all`), each with the name that stands beside it as a comment."""

Fields = Mapping[str, str]

_PLAIN = re.compile(r"[A-Za-z0-9](?:[\w .'()/~+=?&-]|:(?=[/\d]))*(?<! )")
_EMPTY = ("null", "Null", "NULL")


def with_entry(path: Path, text: str, part: str, fields: Fields, committees: Committees = ()) -> str:
    """The text with one more council (`part` is `councils`) or feed (`feeds`), after the last one."""
    entry: dict[str, object] = dict(fields)
    if committees:
        entry["committees"] = "all" if committees[0][0] == "all" else [each for each, _ in committees]

    def meant(value: dict[str, object]) -> None:
        held = value.setdefault(part, [])
        value[part] = [*(held if isinstance(held, list) else []), entry]

    return _Edit(path, text).done(lambda edit: edit.append(part, fields, committees), meant)


def with_committees(path: Path, text: str, number: int, committees: Committees) -> str:
    """The text with more committees of the council that is the `number`th (from 0)."""

    def meant(value: dict[str, object]) -> None:
        entry = _entry(value, number)
        listed = entry.get("committees")
        before = listed if isinstance(listed, list) else [listed]
        entry["committees"] = [*before, *(each for each, _ in committees)]

    return _Edit(path, text).done(lambda edit: edit.widen(number, committees), meant)


def with_field(path: Path, text: str, number: int, name: str, words: str) -> str:
    """The text with a field of the `number`th council (from 0) set to these words."""

    def meant(value: dict[str, object]) -> None:
        _entry(value, number)[name] = words

    return _Edit(path, text).done(lambda edit: edit.set_field(number, name, words), meant)


def line_of(path: Path, text: str, number: int, name: str) -> int:
    """The line (from 1) on which a field of the `number`th council stands. Raises ConfigError."""
    return tree_of(path, text)[0].places.get(("councils", number, name), (0, 0))[0]


def scalar(words: str) -> str:
    """Words as YAML: without quotes where that is safe, also between brackets."""
    is_plain = _PLAIN.fullmatch(words) is not None and words not in _EMPTY
    return words if is_plain else json.dumps(words, ensure_ascii=False)


def _entry(value: dict[str, object], number: int) -> dict[str, object]:
    councils = value["councils"]
    assert isinstance(councils, list)
    entry = councils[number]
    assert isinstance(entry, dict)
    return entry


@dataclass(slots=True)
class _Edit:
    """One edit of one text."""

    path: Path
    text: str

    def done(self, change: Callable[["_Edit"], str], meant: Callable[[dict[str, object]], None]) -> str:
        """The changed text, if it now says what was meant. Raises ConfigError (the old text) and WatcherError."""
        tree, _ = tree_of(self.path, self.text)
        wanted = copy.deepcopy(tree.value) if isinstance(tree.value, dict) else {}
        meant(wanted)
        try:
            new = change(self)
            is_right = tree_of(self.path, new)[0].value == wanted
        except (WatcherError, LookupError, AssertionError):
            is_right = False
        if not is_right:
            raise WatcherError(f"{self.path}: written in a way that cannot be added to safely; nothing was changed")
        return new

    def append(self, part: str, fields: Fields, committees: Committees) -> str:
        """Another entry of a list at the top of the file, which is made if it is not there."""
        root = self._root()
        held = _value(root, part) if root is not None else None
        if isinstance(held, SequenceNode) and held.value:
            if held.flow_style:
                return self._insert(held.value[-1].end_mark.index, f", {_in_braces(fields, committees)}")
            column = held.start_mark.column
            gap = "\n" if self._is_spaced(held) else ""
            return self._insert_below(held, column, gap + _block(fields, committees, column))
        block = _block(fields, committees, 2)
        if root is None or held is None:
            return self._at_end(f"{part}:\n{block}")
        key = next(key for key, _ in root.value if key.value == part)
        start, end = held.start_mark.index, held.end_mark.index
        bare = self if start == end else _Edit(self.path, self.text[:start].rstrip(" ") + self.text[end:])
        return bare._insert_below_line(key.end_mark.line, block)

    def widen(self, number: int, committees: Committees) -> str:
        """More committees of a council."""
        held = _value(self._council(number), "committees")
        ids = [each for each, _ in committees]
        if isinstance(held, SequenceNode) and held.flow_style:
            last = held.value[-1]
            return self._insert(last.end_mark.index, "".join(f", {each}" for each in ids))
        if isinstance(held, SequenceNode):
            column = held.start_mark.column
            return self._insert_below(held, column, _lines(committees, column))
        assert isinstance(held, ScalarNode)
        start, end = held.start_mark.index, held.end_mark.index
        listed = ", ".join([scalar(str(held.value)), *ids])
        return f"{self.text[:start]}[{listed}]{self.text[end:]}"

    def set_field(self, number: int, name: str, words: str) -> str:
        """A field of a council: its words replaced, or a line of its own below the address."""
        council = self._council(number)
        held = _value(council, name)
        if held is not None and isinstance(held, ScalarNode):
            start, end = held.start_mark.index, held.end_mark.index
            return f"{self.text[:start]}{scalar(words)}{self.text[end:]}"
        assert isinstance(council, MappingNode)
        if council.flow_style:
            return self._insert(council.value[-1][1].end_mark.index, f", {name}: {scalar(words)}")
        url = _value(council, "url")
        assert url is not None
        line = f"{' ' * council.start_mark.column}{name}: {scalar(words)}\n"
        return self._insert_below_line(url.end_mark.line, line)

    def _root(self) -> MappingNode | None:
        _, root = tree_of(self.path, self.text)
        return root if isinstance(root, MappingNode) else None

    def _council(self, number: int) -> Node:
        root = self._root()
        assert root is not None
        councils = _value(root, "councils")
        assert isinstance(councils, SequenceNode)
        found: Node = councils.value[number]
        return found

    def _is_spaced(self, held: SequenceNode) -> bool:
        """True if the entries stand apart by empty lines; a single one of several lines is meant to."""
        first, last = held.value[0], held.value[-1]
        lines = self.text.split("\n")
        if len(held.value) == 1:
            return not (isinstance(first, MappingNode) and first.flow_style)
        return any(not line.strip() for line in lines[first.start_mark.line : last.start_mark.line])

    def _insert(self, index: int, words: str) -> str:
        return self.text[:index] + words + self.text[index:]

    def _insert_below(self, held: Node, column: int, block: str) -> str:
        """Below the last thing of a list and the comments that belong to it: right under it and further in."""
        lines = self.text.split("\n")
        line = _last_line(held)
        while line + 1 < len(lines):
            below = lines[line + 1]
            indent = len(below) - len(below.lstrip())
            if not below.lstrip().startswith("#") or indent <= column:
                break
            line += 1
        return self._insert_below_line(line, block)

    def _insert_below_line(self, line: int, block: str) -> str:
        lines = re.findall(r"[^\n]*\n|[^\n]+", self.text)
        end = self._line_end()
        above = "".join(lines[: line + 1])
        if above and not above.endswith("\n"):
            above += end
        return above + block.replace("\n", end) + "".join(lines[line + 1 :])

    def _at_end(self, block: str) -> str:
        end = self._line_end()
        above = self.text if not self.text or self.text.endswith("\n") else self.text + end
        gap = end if above.strip() else ""
        return above + gap + block.replace("\n", end)

    def _line_end(self) -> str:
        return "\r\n" if "\r\n" in self.text else "\n"


def _value(node: Node, name: str) -> Node | None:
    assert isinstance(node, MappingNode)
    return next((child for key, child in node.value if key.value == name), None)


def _last_line(node: Node) -> int:
    """The line (from 0) on which the last of its words stand; a block's own end is where the next thing begins."""
    is_block = isinstance(node, MappingNode | SequenceNode) and not node.flow_style
    if isinstance(node, MappingNode) and is_block and node.value:
        return _last_line(node.value[-1][1])
    if isinstance(node, SequenceNode) and is_block and node.value:
        return _last_line(node.value[-1])
    return int(node.end_mark.line) - (1 if node.end_mark.column == 0 else 0)


def _block(fields: Fields, committees: Committees, column: int) -> str:
    inner = " " * (column + 2)
    lines = [f"{name}: {scalar(words)}" for name, words in fields.items()]
    if committees and committees[0][0] == "all":
        lines.append("committees: all")
    elif committees:
        lines.append("committees:")
    text = f"{' ' * column}- " + f"\n{inner}".join(lines) + "\n"
    return text if lines[-1] != "committees:" else text + _lines(committees, column + 4)


def _lines(committees: Committees, column: int) -> str:
    return "".join(f"{' ' * column}- {each}{_comment(name)}\n" for each, name in committees)


def _comment(name: str) -> str:
    words = "".join(char if char.isprintable() else " " for char in name)
    return f"   # {' '.join(words.split())}" if words.strip() else ""


def _in_braces(fields: Fields, committees: Committees) -> str:
    parts = [f"{name}: {scalar(words)}" for name, words in fields.items()]
    if committees:
        ids = [each for each, _ in committees]
        parts.append("committees: all" if ids[0] == "all" else f"committees: [{', '.join(ids)}]")
    return "{" + ", ".join(parts) + "}"
