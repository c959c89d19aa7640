"""Labelled paragraphs, as modern.gov writes what it knows of one thing: `<span class="mgLabel">Status: </span>words`.

Knows labels beside their words, above them in a table's head, and sections with a heading of their own. Takes time in
proportion to the page. Does not know what any label means. May import: bs4, _html.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString, PageElement, PreformattedString

from watcher.systems._html import fold, has_class, is_block, plain_text, walk, without_entities

_MOST_SECTIONS = 40
"""Real pages have five; a page of headings within headings must not take for ever."""
_LONGEST_LABEL = 40
"""Pieces of text and marks of a label or a heading; real ones have up to five."""
_HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
_ENDS = re.compile(r"[\s:?.]+\Z")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label in lower case without its colon, the words it stands for, and the tags in which those stand."""

    label: str
    words: str
    tags: tuple[Tag, ...] = ()


def label_of(tag: Tag) -> str:
    """The words of a label: `decision due`. Of labels within labels the beginning, or each would be read for all."""
    pieces = (str(node) if isinstance(node, NavigableString) else " " * is_block(node) for node, _ in walk(tag))
    return _ENDS.sub("", fold(without_entities("".join(islice(pieces, _LONGEST_LABEL)))).lower())


def labelled(label: Tag) -> Labelled:
    """The label with what follows it up to the next one; a label that fills its cell has its words in the next cell."""
    pieces: list[str] = []
    tags: list[Tag] = []
    for sibling in label.next_siblings:
        if isinstance(sibling, Tag) and _holds_label(sibling):
            break
        pieces.append(_words(sibling))
        if isinstance(sibling, Tag):
            tags.append(sibling)
    words = fold(without_entities("".join(pieces)))
    parent = label.parent
    if not words and parent is not None and parent.name in ("dt", "th", "td"):
        cell = parent.find_next_sibling(["dd", "td"])
        if cell is not None and not _holds_label(cell):
            words, tags = _shown(cell), [cell]
    return Labelled(label_of(label), words, tuple(tags))


def all_labelled(tree: Tag) -> tuple[Labelled, ...]:
    """Every labelled paragraph of the page, in its order."""
    return tuple(labelled(each) for each in tree.find_all("span", class_="mgLabel"))


def first(found: Sequence[Labelled], pattern: re.Pattern[str]) -> Labelled:
    """The first with words whose label fits; one without words if there is none."""
    return next((each for each in found if each.words and pattern.search(each.label)), Labelled("", ""))


def sections(tree: Tag) -> Iterator[tuple[str, str]]:
    """(heading in lower case, words below it) of each part with a heading of the third level."""
    for heading in tree.find_all("h3", limit=_MOST_SECTIONS):
        pieces = []
        for sibling in heading.next_siblings:
            if isinstance(sibling, Tag) and (
                sibling.name in _HEADINGS or sibling.find("h3") is not None or _holds_label(sibling)
            ):
                break
            pieces.append(_words(sibling))
        yield label_of(heading), fold(without_entities(" ".join(pieces)))


def columns(table: Tag) -> tuple[str, ...]:
    """The labels of a table's columns, from its first row of heads; of a head, its words or its `abbr`."""
    head = next((row for row in table.find_all("tr") if row.find("th") is not None), None)
    if head is None:
        return ()
    return tuple(label_of(cell) or str(cell.get("abbr", "")).lower() for cell in head.find_all(["th", "td"]))


def in_row(row: Tag, heads: Sequence[str]) -> tuple[Labelled, ...]:
    """A row's cells under the labels of their columns."""
    cells = row.find_all(["td", "th"], recursive=False)
    return tuple(Labelled(head, _shown(cell), (cell,)) for head, cell in zip(heads, cells, strict=False))


def is_said(words: str, yes: Mapping[str, bool]) -> bool | None:
    """True or False if the words begin with one that says so; None otherwise."""
    begun = words.lower()
    return next((said for word, said in yes.items() if begun.startswith(word)), None)


def _holds_label(tag: Tag) -> bool:
    return has_class(tag, "mgLabel") or tag.find(class_="mgLabel") is not None


def _words(node: PageElement) -> str:
    if isinstance(node, Tag):
        # A block beside the label stands apart from it, a word in bold does not.
        shown = _shown(node)
        return f" {shown} " if node.name in ("p", "div", "ul", "br") else shown
    return str(node) if isinstance(node, NavigableString) and not isinstance(node, PreformattedString) else ""


def _shown(tag: Tag) -> str:
    if tag.name in ("script", "style"):
        return ""
    return plain_text(tag, lambda child: has_class(child, "mgHide", "mgFileSize"))
