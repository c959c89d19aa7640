"""What could not be read of an item's papers, in a line each: silence must never be mistaken for nothing to say.

Does not read papers, or tell operators of them (a poll's flags do). May import: domain, digest.material, digest.words.
"""

from collections.abc import Iterable

from watcher.digest.material import Scope
from watcher.digest.words import counted, shortened
from watcher.domain.documents import DocumentOutcome, UnreadPaper
from watcher.domain.publications import Document, DocumentKind, Outcome

MOST_UNREAD = 3
"""Papers named; the agenda page has the others."""
_TITLE = 120

_WHY: dict[DocumentOutcome | Outcome, str] = {
    DocumentOutcome.NO_TEXT: "it is a scan without text",
    DocumentOutcome.ENCRYPTED: "it is locked with a password",
    DocumentOutcome.DAMAGED: "the file is damaged",
    DocumentOutcome.EMPTY: "the file is empty",
    DocumentOutcome.NOT_A_PDF: "it is not a PDF",
    DocumentOutcome.TOO_LARGE: "it is too large",
    DocumentOutcome.TOO_MANY_PAGES: "it has too many pages",
    DocumentOutcome.TOO_SLOW: "reading it took too long",
    DocumentOutcome.TOO_MUCH_MEMORY: "reading it took too much memory",
    DocumentOutcome.CRASHED: "our reader failed on it",
    DocumentOutcome.NO_READER: "no reader of papers was at hand",
    Outcome.NOT_FOUND: "its link on the council's page leads nowhere",
}


def unread_lines(scope: Scope, source_key: str, documents: Iterable[Document]) -> tuple[str, ...]:
    """`The report could not be read by us (it is a scan without text): we looked at its title only.`"""
    troubles = [
        (document, trouble)
        for document in documents
        if (trouble := scope.material.unread.get((source_key, document.id))) is not None
    ]
    lines = [_line(document, trouble) for document, trouble in troubles[:MOST_UNREAD]]
    if len(troubles) > MOST_UNREAD:
        lines.append(f"Nor could {counted(len(troubles) - MOST_UNREAD, 'other paper')} of this item.")
    return tuple(lines)


def _line(document: Document, trouble: UnreadPaper) -> str:
    is_report = document.kind is DocumentKind.REPORT or not document.title
    name = "The report" if is_report else f"“{shortened(document.title, _TITLE)}”"
    if trouble.outcome is DocumentOutcome.READ:
        return f"{name} was read in part: {trouble.why}."
    why = f" ({_WHY[trouble.outcome]})" if trouble.outcome in _WHY else ""
    return f"{name} could not be read by us{why}: we looked at its title only."
