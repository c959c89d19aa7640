"""Show what is understood from a paper's text: the form of `watcher inspect` for texts and PDFs.

Does not read files or PDFs. May import: minutes, tag, domain, the standard library.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence

from watcher.domain.documents import DocumentOutcome, DocumentText
from watcher.domain.papers import PaperItem, PaperKind, PaperReading
from watcher.domain.publications import AgendaItem, MeetingTime
from watcher.domain.topics import Match
from watcher.tag import Tagger

Answer = dict[str, object]

UNKNOWN_SHAPE = "unknown_shape"

_MARKUP = re.compile(rb"<(?:!doctype|\?xml|html|head|body|div|table|script|meta|rss|feed|form|!--)", re.IGNORECASE)
_LOOK = 4096


def is_text(body: bytes) -> bool:
    """True for a text file; a converter's marks (`<u>`, `<http://...>`) do not make it a page."""
    start = body[:_LOOK].removeprefix(b"\xef\xbb\xbf").lstrip()
    return bool(start) and not start.startswith((b"<", b"%PDF-")) and b"\x00" not in start and not _MARKUP.search(start)


def text_of(body: bytes) -> str:
    """The file's words: UTF-8, or else Windows-1252, which can be read from any bytes."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


def text_paper(body: bytes) -> DocumentText:
    """A text file as a paper; form feeds end its pages."""
    pages = tuple(text_of(body).split("\f"))
    return DocumentText(outcome=DocumentOutcome.READ, content_hash=hashlib.sha256(body).hexdigest(), pages=pages)


def paper_answer(
    reading: PaperReading, *, system: str, tagger: Tagger | None = None, paper: DocumentText | None = None
) -> Answer:
    """The reading, ready for JSON; one in no known shape is `unreadable` and says why.

    With `paper`, a lone report's matches say on which of its pages the words stand.
    """
    if reading.kind is PaperKind.UNKNOWN:
        return {
            "system": system,
            "page": "unreadable",
            "outcome": UNKNOWN_SHAPE,
            "why": reading.why,
            "is_complete": False,
            "flags": list(reading.flags),
            "pages": reading.pages,
        }
    papers = (paper,) if paper is not None and reading.kind is PaperKind.REPORT else ()
    return {"system": system, "is_complete": True, **_paper(reading, tagger, papers)}


def _paper(reading: PaperReading, tagger: Tagger | None, papers: Sequence[DocumentText] = ()) -> Answer:
    return {
        "page": str(reading.kind),
        "flags": list(reading.flags),
        "committee": reading.committee,
        "starts_at": _iso(reading.starts_at),
        "starts_at_raw": reading.starts_at.raw or None if reading.starts_at else None,
        "venue": reading.venue,
        "next_meeting": _iso(reading.next_meeting),
        "pages": reading.pages,
        "items": [_item(item, reading.committee or "", tagger, papers) for item in reading.items],
        "inside": [_paper(inner, tagger) for inner in reading.inside],
    }


def _iso(moment: MeetingTime | None) -> str | None:
    return moment.iso if moment else None


def _item(item: PaperItem, committee: str, tagger: Tagger | None, papers: Sequence[DocumentText]) -> Answer:
    decision, text = "\n".join(item.resolved), item.text if not papers else ""
    agenda_item = AgendaItem(id="", number=item.number, title=item.title, text=text, decision=decision)
    matches = tagger.match_item(agenda_item, committee_name=committee, papers=papers) if tagger else ()
    return {
        "id": None,
        "number": item.number or None,
        "title": item.title,
        "text": item.text or None,
        "report_by": item.report_by,
        "pages": list(item.pages) if item.pages else None,
        "resolved": list(item.resolved),
        "actions": list(item.actions),
        "money": [{"amount": money.amount, "about": money.about} for money in item.money],
        "matches": match_answers(match for match in matches if match.is_about),
        "mentions": match_answers(match for match in matches if not match.is_about),
    }


def match_answers(matches: Iterable[Match]) -> list[Answer]:
    """Matches with their evidence, ready for JSON."""
    return [
        {
            "topic": match.topic,
            "score": match.score,
            "evidence": [
                {"term": one.term, "place": str(one.place), "page": one.page, "snippet": one.snippet}
                | ({"document": one.document} if one.document else {})
                | ({"is_by_ocr": True} if one.is_by_ocr else {})
                for one in match.evidence
            ],
        }
        for match in matches
    ]
