"""Filters of the templates: the matched term marked, text wrapped, headings underlined.

Does not choose. May import: domain, markupsafe.
"""

import re
import textwrap
from collections.abc import Sequence

from markupsafe import Markup, escape

from watcher.domain.digests import Entry, Link, SectionKind
from watcher.domain.documents import READ_BY_OCR
from watcher.domain.topics import Evidence, Place
from watcher.render.ladder import Shown

WIDTH = 72
_TITLE = 100
"""Letters of a paper's title behind its page: some titles are sentences."""

_PLACES = {
    Place.TITLE: "in the title",
    Place.TEXT: "from the agenda",
    Place.DECISION: "from the decision",
    Place.MINUTES: "from the minutes",
    Place.DOCUMENT: "the title of a paper",
}


def marked(evidence: Evidence) -> Markup:
    """The snippet as HTML with the matched term in `<strong>`: parts are escaped first, then joined by marks."""
    pieces = _split(evidence)
    return Markup("").join(
        Markup("<strong>{}</strong>").format(piece) if is_term else escape(piece) for piece, is_term in pieces
    )


def _split(evidence: Evidence) -> list[tuple[str, bool]]:
    if not evidence.term:
        return [(evidence.snippet, False)]
    pattern = re.compile(rf"(?<!\w)({re.escape(evidence.term)})(?!\w)", re.IGNORECASE)
    pieces = pattern.split(evidence.snippet)
    return [(piece, position % 2 == 1) for position, piece in enumerate(pieces) if piece]


def evidence_source(evidence: Evidence, entry: Entry) -> str:
    """`page 14 of the report`, `page 2 of Appendix A: Savings`, `from the agenda`.

    A feed's entry and a decision have no agenda. Words that were guessed from a picture of them say so.
    """
    if evidence.place is Place.TEXT and entry.key.startswith("entry:"):
        return "from the announcement"
    if evidence.place is Place.TEXT and entry.key.startswith("planned:"):
        return "from the forward plan"
    if evidence.place is Place.DECISION and entry.key.startswith("decision:"):
        return "from the decision"
    if evidence.place is Place.DOCUMENT and evidence.page is not None:
        title = textwrap.shorten(evidence.document, _TITLE, placeholder="…")
        remark = f", {READ_BY_OCR}" if evidence.is_by_ocr else ""
        return f"page {evidence.page} of {title or 'the report'}{remark}"
    return _PLACES[evidence.place]


def as_told(lines: Sequence[str], section: Shown) -> tuple[str, ...]:
    """The sentences of an entry; those of a calendar entry are short and stand on one line."""
    return (" ".join(lines),) if section.kind is SectionKind.COMING_UP and lines else tuple(lines)


def link_words(link: Link) -> str:
    """`Report (PDF 230 KB)`."""
    return f"{link.words} ({link.note})" if link.note else link.words


def wrapped(text: str, indent: int = 0, first: str = "") -> str:
    """Text at most 72 wide, every line indented; `first` stands at the beginning. A long word keeps its line."""
    return textwrap.fill(
        text,
        width=WIDTH,
        initial_indent=first or " " * indent,
        subsequent_indent=" " * indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def underlined(text: str, mark: str = "=") -> str:
    """A heading of plain text: wrapped, and underlined as long as its longest line."""
    lines = wrapped(text)
    return f"{lines}\n{mark * max(len(line) for line in lines.splitlines() or [''])}"


def numbered(line: str) -> Markup:
    """A sentence of the summary with the number it begins with in `<strong>`: what the eye looks for first."""
    found = re.match(r"\d+(?: of \d+)? ", line)
    if found is None:
        return escape(line)
    return Markup("<strong>{}</strong>{}").format(line[: found.end() - 1], line[found.end() - 1 :])


def tallied(counts: Sequence[tuple[str, int]]) -> str:
    """`SEND 3 · Ofsted 1`."""
    return " · ".join(f"{name} {count}" for name, count in counts)
