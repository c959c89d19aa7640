"""A report's title and author from its head, and which item of an agenda it belongs to.

Does not read a report's paragraphs: their numbers are no items. May import: dates, domain, its own package.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from watcher.dates import find_days
from watcher.domain.papers import PaperItem
from watcher.minutes.lines import Line

_HEAD_LINES = 25
_STAMP = re.compile(r"(?:agenda )?item(?: no\.?| number)?\s*:?\s*(?P<number>\w{1,6})\Z", re.IGNORECASE)
_BY = re.compile(
    r"(?:(?:joint|officer|covering)\s+)*report\s+(?:of|by|from|author)\s*:?\s*(?:the\s+)?(?P<who>.*)\Z", re.IGNORECASE
)
_LABEL = re.compile(r"[A-Z][\w\s/()']{2,40}:(?:\s|\Z)")
_TITLED = re.compile(r"(?:report title|title(?: of report)?|subject|report)\s*:\s*(?P<title>\S.*)\Z", re.IGNORECASE)
_NO_TITLE = re.compile(
    r"\b(?:committee|panel|cabinet|commission|forum|board|council|executive|assembly|partnership|group"
    r"|authority)\b|\breport (?:to|of|by|from)\b|:\Z|"
    r"\A(?:report to|date|wards?|classification|key decision|contact|author|lead member|status|purpose"
    r"|part [12i]+|public|open|not exempt)\b",
    re.IGNORECASE,
)
_ENDS_HEAD = re.compile(
    r"(?:\d+\.?\d*\.?\s+)?(?:purpose|summary|recommendation|executive summary|background|introduction)\b|\d{1,2}\.\s",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Report:
    """One report of a pack: `stamp` is the item's number where the page has one."""

    title: str
    report_by: str | None
    stamp: str | None
    text: str
    head: str
    page: int


def read_report(lines: Sequence[Line]) -> Report:
    """The report that these lines are."""
    top: list[Line] = []
    for line in lines[:_HEAD_LINES]:
        if top and _ENDS_HEAD.match(line.text):
            break
        top.append(line)
    texts = _paragraphs(top)
    stamp = next((match.group("number") for text in texts if (match := _STAMP.match(text))), None)
    by = next((match.group("who") for text in texts if (match := _BY.match(text))), None)
    rows = [f"\n{line.text}" if line.after_gap or line.is_bullet else line.text for line in lines]
    return Report(
        title=_title(texts),
        report_by=_plain_case(by.strip(" .:")) if by else None,
        stamp=stamp,
        text=" ".join(rows).replace(" \n", "\n").strip(),
        head=_key(" ".join(texts)),
        page=lines[0].page if lines else 0,
    )


def _paragraphs(top: Sequence[Line]) -> list[str]:
    found: list[str] = []
    for line in top:
        is_apart = not found or line.after_gap or _BY.match(line.text) or _LABEL.match(line.text)
        if not is_apart and not _STAMP.match(found[-1]) and not _is_day(found[-1]) and not _is_day(line.text):
            found[-1] = f"{found[-1]} {line.text}"[:600]
        else:
            found.append(line.text[:600])
    return found


def _title(texts: Sequence[str]) -> str:
    for text in texts:
        if match := _TITLED.match(text):
            return match.group("title").strip(" .")
    by = next((index for index, text in enumerate(texts) if _BY.match(text)), len(texts))
    for text in reversed(texts[:by]):
        if _is_title(text):
            return text.strip(" .")
    return next((text.strip(" .") for text in texts[by + 1 :] if _is_title(text)), "")


def _is_title(text: str) -> bool:
    return (
        sum(letter.isalpha() for letter in text) > 3
        and not _NO_TITLE.search(text)
        and not _STAMP.match(text)
        and not _is_day(text)
    )


def _is_day(text: str) -> bool:
    """True if the words end in a date: the line that says whose meeting it is, and when."""
    return len(text) < 120 and any(found.end > len(text) - 4 for found in find_days(text))


def _plain_case(text: str) -> str:
    """A post in capitals as it is written in a sentence."""
    if not text.isupper():
        return text
    small = {"of", "and", "the", "for", "to", "in"}
    return " ".join(word if word in small else word.capitalize() for word in text.lower().split())


def attach(items: Sequence[PaperItem], reports: Sequence[Report]) -> tuple[PaperItem, ...]:
    """Each item with the text of its reports: by the number stamped on the page, by the title, by the pages."""
    added: dict[int, list[Report]] = {}
    for report in reports:
        owner = _owner(items, report)
        if owner is not None:
            added.setdefault(owner, []).append(report)
    return tuple(_with(item, added.get(index, ())) for index, item in enumerate(items))


def _owner(items: Sequence[PaperItem], report: Report) -> int | None:
    for index, item in enumerate(items):
        if report.stamp and item.number.casefold() == report.stamp.casefold():
            return index
    titled = [
        (len(key), index) for index, item in enumerate(items) if len(key := _key(item.title)) > 5 and key in report.head
    ]
    if titled:
        return max(titled)[1]
    paged = [index for index, item in enumerate(items) if item.pages and item.pages[0] <= report.page <= item.pages[1]]
    return paged[0] if len(paged) == 1 else None


def _with(item: PaperItem, reports: Sequence[Report]) -> PaperItem:
    if not reports:
        return item
    text = "\n".join(filter(None, (item.text, *(report.text for report in reports))))
    return replace(item, text=text, report_by=item.report_by or reports[0].report_by)


def _key(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
