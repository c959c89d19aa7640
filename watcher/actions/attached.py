"""Which papers of an agenda item are its own words: its report, and what hangs on it beside the report.

A report says what its item is about. An appendix, which is what most other papers are, mentions everything once: what
it says is evidence, with its title and page, and makes nothing. A paper beside the report counts like one if its title
calls it a report, or if the item has no report and this is the first paper that is no appendix.
What the site makes on demand (the pack with the whole agenda in it, the front sheet) is nobody's own paper.
Does not read papers. May import: domain, the standard library.
"""

import re
from collections.abc import Callable

from watcher.domain.documents import AttachedText, DocumentText
from watcher.domain.publications import AgendaItem, Decision, Document, DocumentKind, PlannedDecision

_APPENDIX = re.compile(
    r"(?i)\b(?:app(?:endi(?:x|ces)|x)?|ann?ex(?:e|es|ure)?|enc(?:l|losure)?s?|attachments?|schedules?|atodiad)\b"
)
_REPORT = re.compile(r"(?i)\b(?:reports?|adroddiad)\b")

_WHOSE_PAPER = re.compile(
    r"(?im)^[ \t]*(?:report to|committee|meeting|body|for (?:consideration|decision) by|decision[- ]makers?)\s*:.*$"
)
"""A front sheet's row that names the body it is for. A committee's name says nothing of the matter."""

HasPapers = AgendaItem | Decision | PlannedDecision

TextOf = Callable[[str], DocumentText | None]
"""What was read of the bytes with a content hash; None where they are not kept."""


def own_documents(item: HasPapers) -> tuple[Document, ...]:
    """The item's own papers that were fetched, the report first; the same bytes under two addresses once."""
    own = [each for each in item.documents if each.content_hash is not None and not each.kind.is_generated]
    own.sort(key=lambda each: each.kind is not DocumentKind.REPORT)
    distinct: dict[str | None, Document] = {}
    for each in own:
        distinct.setdefault(each.content_hash, each)
    return tuple(distinct.values())


def attached(item: HasPapers, text_of: TextOf) -> tuple[AttachedText, ...]:
    """The texts of the item's own papers as far as they could be read."""
    own = own_documents(item)
    report = next((each for each in own if each.kind is DocumentKind.REPORT), None)
    main = report or next((each for each in own if not _APPENDIX.search(each.title)), None)
    found = ((each, text_of(each.content_hash or "")) for each in own)
    return tuple(
        AttachedText(
            outcome=text.outcome,
            content_hash=text.content_hash,
            pages=_without_body(text.pages),
            unread_pages=text.unread_pages,
            is_by_ocr=text.is_by_ocr,
            title="" if each is report else each.title,
            is_appendix=each is not main and not _is_like_a_report(each),
        )
        for each, text in found
        if text is not None and text.is_read
    )


def _without_body(pages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_WHOSE_PAPER.sub("", page) if number == 0 else page for number, page in enumerate(pages))


def _is_like_a_report(document: Document) -> bool:
    if document.kind is DocumentKind.REPORT:
        return True
    return _REPORT.search(document.title) is not None and _APPENDIX.search(document.title) is None
