"""A paper's pages as lines: marks of converters taken off, blank lines and page breaks kept as facts about a line.

Does not know what a line says, except what belongs to the page and not to the text (a page's number, a blank page's
note). May import: the standard library.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200d\u2060\ufeff\x00-\x08\x0b\x0e-\x1f\x7f]+")
_TAGS = re.compile(r"</?(?:u|b|i|em|strong|sup|sub|br|span|p)\s*/?>", re.IGNORECASE)
_RULE = re.compile(r"[|\s:=_*–—-]*\Z")
_BULLET = re.compile(r"(?:[•●▪■◦‣·o\uf0b7\uf0a7]|[-–*+])\s+(?=\S)")
_BLANK_PAGE = re.compile(
    r"(?:this|the) page (?:is|has been|was) (?:intentionally|deliberately)?\s*(?:left )?blank\W*", re.IGNORECASE
)
_PAGE_NUMBER = re.compile(r"(?:page\s+)?[-–\s]*\d{1,4}[-–\s]*(?:(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
_NAMED_PAGE_NUMBER = re.compile(r"page\s+\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?", re.IGNORECASE)
_BLANK_LINE = re.compile(r"\S[^\S\n]*\n[^\S\n]*\n\s*\S")
_PRINTED = 160
"""Letters of the longest line that a page has room for."""
_FEWEST = 5
_GAPS = re.compile(r"\t+|(?<![.:;,?!\s])\s{3,}|\s{2,}(?=\d{1,4}(?:\s*[-–—]\s*\d{1,4})?\s*\Z)")
_LEADERS = re.compile(r"\s*(?:\.{4,}|…{2,}|(?:\.\s){4,}|_{4,})\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """One line that says something.

    `cells` are its columns (one, without a table). `after_gap`: a blank line, a rule or a page break stands before it.
    `opens_page`: it is the first of a page; `is_bold` and `is_heading`: marked so as a whole.
    """

    text: str
    cells: tuple[str, ...]
    page: int
    after_gap: bool
    opens_page: bool
    is_bold: bool = False
    is_heading: bool = False
    is_bullet: bool = False


def lines_of(pages: Sequence[str]) -> list[Line]:
    """The lines of all pages, in order; page n is `pages[n-1]`."""
    found: list[Line] = []
    for number, page in enumerate(pages, start=1):
        found += _of_page(page, number)
    return [replace(line, after_gap=True) for line in found] if _are_paragraphs(pages, found) else found


def _are_paragraphs(pages: Sequence[str], found: Sequence[Line]) -> bool:
    """True if every line is a paragraph already: none is blank, and some are longer than any printed line."""
    if len(found) < _FEWEST or sum(len(line.text) > _PRINTED for line in found) < len(found) / 20:
        return False
    return not any(_BLANK_LINE.search(page) for page in pages)


def _of_page(page: str, number: int) -> Iterator[Line]:
    rows = [_INVISIBLE.sub("", row) for row in page.splitlines()]
    written = [index for index, row in enumerate(rows) if row.strip()]
    edges = {*written[:1], *written[-1:]} if len(written) > 1 else set[int]()
    gap = opens = True
    in_bold = False
    for index, row in enumerate(rows):
        stars = row.count("**")
        is_bold = in_bold or row.lstrip("#> \t").startswith("**")
        in_bold = in_bold != (stars % 2 == 1) and bool(row.strip())
        bare = row.replace("**", "").replace("__", "")
        if _BLANK_PAGE.fullmatch(bare.strip(" \t_*")):
            gap = opens = True
            continue
        if _RULE.match(bare) or _is_page_number(bare.strip(), index in edges):
            gap = True
            continue
        line = _line(bare, number, gap, opens, is_bold)
        if line.text:
            yield line
        gap, opens = not line.text, opens and not line.text


def _is_page_number(text: str, is_at_edge: bool) -> bool:
    pattern = _PAGE_NUMBER if is_at_edge else _NAMED_PAGE_NUMBER
    return len(text) < 30 and pattern.fullmatch(text) is not None


def _line(row: str, page: int, gap: bool, opens: bool, is_bold: bool) -> Line:
    bare = _TAGS.sub("", row).strip()
    hashes = len(bare) - len(bare.lstrip("#"))
    bare = bare[hashes:].strip().removeprefix("> ")
    is_bullet = _BULLET.match(bare) is not None
    if is_bullet:
        bare = _BULLET.sub("", bare, count=1)
    cells = tuple(filter(None, (_fold(cell) for cell in _columns(bare))))
    return Line(
        text=" ".join(cells), cells=cells, page=page, after_gap=gap, opens_page=opens,
        is_bold=is_bold, is_heading=0 < hashes < 7, is_bullet=is_bullet,
    )  # fmt: skip


def _columns(row: str) -> list[str]:
    """Columns by tab, pipe, dotted leaders or a wide space; a sentence's double space after a stop is none."""
    if "|" in row:
        return row.split("|")
    return _GAPS.split(_LEADERS.sub("\t", row))


def _fold(text: str) -> str:
    return " ".join(text.replace("*", " ").split() if text.startswith("*") or text.endswith("*") else text.split())


def is_capitals(text: str) -> bool:
    """True if the words are in capitals, as headings of old are."""
    letters = [letter for letter in text[:400] if letter.isalpha()]
    return len(letters) > 2 and sum(letter.isupper() for letter in letters) > 0.85 * len(letters)
