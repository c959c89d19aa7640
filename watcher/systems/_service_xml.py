"""An answer of the web service as a tree of elements: parsed with limits, document types and entities refused.

expat with no document type allowed has no entities to multiply and nothing outside to fetch. Characters that XML does
not know, and names of HTML's entities, come from Word and are mended before the parser sees them.
Does not know what the elements mean. May import: the standard library.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from watcher.domain.publications import Outcome
from watcher.systems._html import fold

LARGEST = 2_000_000
"""Characters, as for a page: texts in it are HTML again, and that parser needs two seconds for a million."""

_DEEPEST = 40
"""Elements inside one another; answers have eight."""

_ROOT = re.compile(
    r"\A\s*(?:<\?xml\b[^<>]{0,300}\?>\s*)?(?:<!--.{0,2000}?-->\s*)*<([a-z_][\w.:-]{0,100})", re.IGNORECASE | re.DOTALL
)
_LOOKED_AT = 5_000
_END = re.compile(r"(?:</[\w.:-]{1,100}\s{0,10}>|/>)\s*\Z")

_REFERENCE = re.compile(r"&#(?:(\d{1,10})|[xX]([0-9a-fA-F]{1,8}));")
_LOOSE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,10}|#[xX][0-9a-fA-F]{1,8});)")
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]+")


@dataclass(slots=True)
class Element:
    """An element with its name in lower case, the words directly in it, and the elements in it."""

    name: str
    words: list[str] = field(default_factory=list)
    inside: list["Element"] = field(default_factory=list)

    def all(self, name: str) -> Iterator["Element"]:
        """The elements of this name directly inside."""
        return (one for one in self.inside if one.name == name)

    def first(self, name: str) -> "Element | None":
        """The first element of this name directly inside, None if there is none."""
        return next(self.all(name), None)

    def deep(self, name: str) -> Iterator["Element"]:
        """The elements of this name at any depth, in the order of the answer; those inside one of them are its own."""
        for one in self.inside:
            if one.name == name:
                yield one
            else:
                yield from one.deep(name)

    def raw(self, name: str) -> str:
        """The words of the first element of this name, as they are; empty if there is none."""
        found = self.first(name)
        return "".join(found.words) if found else ""

    def text(self, name: str) -> str:
        """The same with white space folded: counts have a space in front."""
        return fold(self.raw(name))

    def says(self, name: str) -> bool | None:
        """True or False as the element says; None if it says neither."""
        return {"true": True, "1": True, "false": False, "0": False}.get(self.text(name).lower())


class WrongXmlError(Exception):
    """The text is no answer; `outcome` says what it is instead."""

    def __init__(self, outcome: Outcome, why: str) -> None:
        super().__init__(why)
        self.outcome, self.why = outcome, why


def root_name(text: str) -> str:
    """The name of the first element, lower case and without its prefix; empty where the text does not begin with one.

    A document type in front makes it a page for people: then it is empty as well.
    """
    found = _ROOT.match(text[:_LOOKED_AT].removeprefix("\ufeff"))
    return found.group(1).rpartition(":")[2].lower() if found else ""


def parse_answer(text: str) -> Element:
    """The tree of an answer. Raises WrongXmlError for what is none, is cut short, or goes beyond the limits."""
    if len(text) > LARGEST:
        raise WrongXmlError(Outcome.TOO_LARGE, f"an answer of {len(text)} characters")
    building = _Building()
    try:
        building.parser.Parse(_mended(text), True)
    except expat.ExpatError as error:
        if _END.search(text[-200:]) is None:
            raise WrongXmlError(Outcome.TRUNCATED, "the answer ends before its last element is closed") from None
        raise WrongXmlError(Outcome.NOT_A_PAGE, f"the answer is not well-formed: {error}") from None
    return building.root


class _Building:
    """One run of the parser; elements are put together as they come, without recursion."""

    def __init__(self) -> None:
        self.root = Element("")
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self._open: list[Element] = []

    def _start(self, name: str, _: dict[str, str]) -> None:
        element = Element(name.rpartition(":")[2].lower())
        if len(self._open) >= _DEEPEST:
            raise WrongXmlError(Outcome.NOT_A_PAGE, f"more than {_DEEPEST} elements inside one another")
        if self._open:
            self._open[-1].inside.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, _: str) -> None:
        self._open.pop()

    def _words(self, words: str) -> None:
        self._open[-1].words.append(words)

    def _refuse(self, *_: object) -> None:
        raise WrongXmlError(Outcome.NOT_A_PAGE, "the answer declares a document type, as no answer does")


def _mended(text: str) -> str:
    text = _NO_CHARACTER.sub("", text.removeprefix("\ufeff")).lstrip()
    return _LOOSE.sub("&amp;", _REFERENCE.sub(_reference, text))


def _reference(found: re.Match[str]) -> str:
    """A reference to a character that XML knows, as it stands; nothing for another."""
    code = int(found.group(1)) if found.group(1) else int(found.group(2), 16)
    is_known = code in (9, 10, 13) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
    return found.group() if is_known else ""
