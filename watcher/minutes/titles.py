"""Where a title ends: broken over lines or paragraphs, beside columns, or running on into its text.

Does not know which numbered lines are items (chains does). May import: its own package, the standard library.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from watcher.minutes.lines import Line, is_capitals
from watcher.minutes.numbers import numbered
from watcher.minutes.words import is_brief, is_post, is_sentence, is_told, is_unfinished, is_usual, split_run_on

_MOST_LINES = 12
_MOST_LETTERS = 450
_NARROW = 28
"""Letters of a line in a column of titles beside the text."""
_WIDE = 60
"""Letters from which on a line was probably broken because it was full."""

_PAGES = re.compile(
    r"[\[(]?\s*(?:pages?|pp?\.|tudalennau)\s*:?\s*(\d{1,4})(?:\s*(?:[-–—]|to|and)\s*(\d{1,4}))?\s*[\])]?\s*\Z",
    re.IGNORECASE,
)
_BARE_PAGES = re.compile(r"(\d{1,4})(?:\s*(?:[-–—]|to)\s*(\d{1,4}))?\s*\Z")
_REPORT_BY = re.compile(
    r"[(\[]?\s*(?:joint )?(?:report|verbal (?:report|update)|presentation|update|statement)\s*(?:of|by"
    r"|from)\s*:?\s*(?:the )?(?P<who>.+?)[)\].\s]*\Z"
    r"|(?:presented|introduced|submitted) by\s*:?\s*(?:the )?(?P<who2>.+?)[.\s]*\Z"
    r"|(?:report author|lead officer|presenting officer|presenter|author|officer|lead)\s*:\s*(?P<who3>.+?)[.\s]*\Z",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:it was\s+)?(?:unanimously\s+)?(?:resolved|agreed|decision|decided|recommend\w*|present|in attendance"
    r"|also present|"
    r"penderfynwyd|action|note|wards?|key decision|report of|report by|background|introduction|summary|purpose"
    r"|minute\b|to follow)\b",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\s*[(\[]\s*\d{1,2}[:.]\d\d\s*(?:[ap]\.?m\.?)?\s*[)\]]\Z", re.IGNORECASE)
_POINT = re.compile(r"\(?(?:[a-z]|[ivx]{1,5})[.)]\s", re.IGNORECASE)
_ATTACHED = re.compile(
    r"[(\[](?:[^()\[\]]{0,80}\b(?:attached|enclosed|herewith|to follow|circulated|copy|enc\.?|verbal"
    r"|oral)\b[^()\[\]]{0,40})[)\]]\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Heading:
    """A title as read: `next_line` is the first line of the text, `rest` what of the text stood beside the title."""

    title: str
    rest: str
    next_line: int
    report_by: str | None = None
    pages: tuple[int, int] | None = None


def read_heading(lines: Sequence[Line], index: int) -> Heading | None:
    """The title of the numbered line at `index`; None if a sentence stands there, or nothing."""
    begin = numbered(lines[index].text)
    if begin is None:
        return None
    cells = _cells_after_number(lines[index], begin.rest)
    first, beside = (cells[0], list(cells[1:])) if cells else ("", [])
    after = index + 1
    if not first:
        if after >= len(lines) or not _can_be_title(lines[after]):
            return None
        first, beside, after = lines[after].cells[0], list(lines[after].cells[1:]), after + 1
    title, pages = _take_pages(first)
    widths = [len(first)]
    while pages is None and after < len(lines) and after - index < _MOST_LINES and len(title) < _MOST_LETTERS:
        if _ends_before(title, widths, lines, after):
            break
        part, pages = _take_pages(lines[after].cells[0])
        title = f"{title} {part}".strip()
        beside += lines[after].cells[1:]
        widths.append(len(part))
        after += 1
    return _finished(title, beside, pages, lines, after)


def _cells_after_number(line: Line, rest: str) -> tuple[str, ...]:
    """The columns behind the number's; the number may share a column with the title or stand alone."""
    if not rest or len(line.cells) == 1:
        return (rest,) if rest else ()
    first = numbered(line.cells[0])
    return ((first.rest,) if first and first.rest else ()) + line.cells[1:]


def _can_be_title(line: Line) -> bool:
    return numbered(line.text) is None and not line.is_bullet and not is_sentence(line.text) and line.text[0].isalnum()


def _ends_before(title: str, widths: list[int], lines: Sequence[Line], index: int) -> bool:
    """True if the title so far is whole, and the line at `index` belongs to what follows."""
    last, line = lines[index - 1], lines[index]
    text = line.text
    if line.is_bullet or line.is_heading != last.is_heading or numbered(text) is not None or _POINT.match(text):
        return True
    if title.endswith((".", "?", "!", ";")) and not title.endswith(("No.", "St.", " v.")):
        return True
    if _ATTACHED.match(text) or _PAGES.match(text) or (is_brief(text) and not is_unfinished(title)):
        return _PAGES.match(text) is None
    if line.after_gap:
        return not _goes_on_after_gap(title, lines, index)
    if text[0].islower():
        return False
    if is_usual(title) or is_told(_joined(lines, index)) or _LABEL.match(text) or _REPORT_BY.match(text):
        return not (is_unfinished(title) and not is_told(_joined(lines, index)))
    if is_capitals(title) != is_capitals(text) or last.is_bold != line.is_bold:
        return not is_unfinished(title)
    if is_unfinished(title) or is_capitals(title):
        return False
    is_column = max(widths) <= _NARROW and len(text) <= _NARROW and not is_post(text)
    return not (is_column or widths[-1] >= _WIDE)


def _goes_on_after_gap(title: str, lines: Sequence[Line], index: int) -> bool:
    """A title broken over paragraphs: what follows is a scrap, and either the title wants it or the text says both."""
    line = lines[index]
    scrap = line.text
    is_scrap = len(scrap) < 60 and not is_sentence(scrap) and scrap[-1] not in ".:;?!" and not _LABEL.match(scrap)
    follows_gap = index + 1 >= len(lines) or lines[index + 1].after_gap
    if not is_scrap or not follows_gap or is_usual(title) or (line.opens_page and not is_unfinished(title)):
        return False
    if is_unfinished(title):
        return True
    seam = f"{title.split()[-1]} {scrap.split()[0]}".casefold()
    said = " ".join(each.text for each in lines[index + 1 : index + 6])[:4000].casefold()
    return len(scrap.split()) <= 3 and seam in said


def _joined(lines: Sequence[Line], index: int) -> str:
    """The line with the next ones of its paragraph, as far as a sentence needs."""
    parts = [lines[index].text[:300]]
    for line in lines[index + 1 : index + 3]:
        if line.after_gap:
            break
        parts.append(line.text[:300])
    return " ".join(parts)


def _take_pages(text: str) -> tuple[str, tuple[int, int] | None]:
    """The words without "(Pages 5 - 12)" at their end, and the range."""
    found = _PAGES.search(text[-40:])
    if found is None:
        return text, None
    cut = len(text) - min(40, len(text)) + found.start()
    return text[:cut].strip(), _range(found)


def _range(found: re.Match[str]) -> tuple[int, int] | None:
    first = int(found.group(1))
    last = int(found.group(2) or first)
    return (first, last) if 0 < first <= last else None


def _finished(
    title: str, beside: list[str], pages: tuple[int, int] | None, lines: Sequence[Line], after: int
) -> Heading | None:
    split = split_run_on(title)
    if split is None:
        return None
    title, rest = split
    report_by: str | None = None
    if rest and is_post(rest) and not is_sentence(rest) and not is_usual(title):
        report_by, rest = rest, ""
    left: list[str] = []
    for cell in beside:
        cell, found = _take_pages(cell)
        bare = _BARE_PAGES.match(cell)
        if found or (bare and pages is None):
            pages, cell = found or (_range(bare) if bare else None), "" if not found else cell
        if cell and report_by is None and is_post(cell):
            report_by = _who(cell) or cell
        elif cell:
            left.append(cell)
    title, by_title = _without_author(title)
    by_lines, pages_below = _below(lines, after)
    title = _CLOCK.sub("", title.strip()).rstrip(".;:,–— ").removesuffix(" -").strip()
    if not any(letter.isalpha() for letter in title) or len(title) > _MOST_LETTERS + 200:
        return None
    return Heading(
        title, " ".join([*left, rest]).strip(), after, report_by or by_title or by_lines, pages or pages_below
    )


def _without_author(title: str) -> tuple[str, str | None]:
    """A title without "(Report of the Director of Finance)" at its end."""
    title = _ATTACHED.sub("", title).strip() or title
    found = re.search(r"\s[(\[]?((?:Joint )?(?:Report|REPORT|Presentation) (?:of|by|from|OF|BY)\b.+)\Z", title)
    if found is None or not is_post(found.group(1)):
        return title, None
    return title[: found.start()].strip(" -–."), _who(found.group(1))


def _who(text: str) -> str | None:
    found = _REPORT_BY.match(text)
    if found is None:
        return None
    who = found.group("who") or found.group("who2") or found.group("who3")
    return re.split(r",?\s*[(\[]?(?:attached|enclosed|herewith|to follow|copy)\b", who, flags=re.IGNORECASE)[0].strip(
        " .()"
    )


def _below(lines: Sequence[Line], after: int) -> tuple[str | None, tuple[int, int] | None]:
    """Who reports and the pages, where they stand on lines of their own under the title."""
    report_by, pages = None, None
    for line in lines[after : after + 4]:
        if numbered(line.text) is not None or is_told(line.text):
            break
        text, found = _take_pages(line.text)
        pages = pages or found
        if report_by is None and is_post(text):
            report_by = _who(text)
    return report_by, pages
