"""The sample council's PDFs. Equal text gives equal bytes: the date inside is fixed and nothing else varies.

They are set as officers' reports are: a front sheet, numbered paragraphs to both edges with words broken at the line's
end, a table, two columns, and a running header and footer with the page's number.
Does not decide what a paper says. May import: fpdf (when the first paper is made: it takes a quarter of a second), its
neighbour view.
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from watcher.sample.view import Front, SeenPaper
from watcher.sample.words import soft_hyphens

MADE_AT = datetime(2026, 9, 1, 9, 0, tzinfo=UTC)

_SECTIONS = (
    (
        "Reasons for the recommendation",
        "Members asked at an earlier meeting to be kept up to date. The matter falls within the terms of "
        "reference of this body, and the officers who wrote this report will be at the meeting to answer "
        "questions.",
    ),
    (
        "Other ways that were looked at",
        "To do nothing was looked at and is not recommended. Other ways are described in the background papers, "
        "with the reasons why they were left aside.",
    ),
    (
        "Legal implications",
        "The council has the powers that it needs for what is proposed. Where a decision would have to be taken "
        "elsewhere, the report says so. Officers will take further advice if matters change.",
    ),
    (
        "Equality and climate",
        "An equality analysis was written and can be read at County Hall. It found no group that would be worse "
        "off without good reason. The effect on carbon emissions is small.",
    ),
    (
        "Who was asked",
        "The Cabinet Member, the members for the divisions concerned and the staff side were asked. What they "
        "said is summed up in the body of this report and was taken into account.",
    ),
)
"""What stands in every report; it speaks of none of the topics."""

_OPEN = (
    "This paper is open to the public. Whoever needs it in large print, in another language or read aloud may ask at "
    "the desk in County Hall, Stannerby, or write to the officer named above, who will answer within five working "
    "days. What it rests on is listed at its end and can be seen at the same desk for four years after the meeting, "
    "on any working day between nine and five, and on the first Saturday of the month by appointment; copies cost "
    "what the copying costs."
)
"""What stands on every front sheet."""

_NEW_PAGE = ("Reasons for the recommendation", "Legal implications")


def paper(council: str, seen: SeenPaper) -> bytes:
    """A report with its front sheet and the sections that every report has; or a paper without them, as it is."""
    if seen.is_scan:
        return _scan(council, seen)
    pdf = _begin(council, "report to members" if seen.front else seen.where, seen.title)
    if seen.front is None:
        _title(pdf, seen.title)
        for paragraph in seen.body.split("\n\n"):
            if paragraph.startswith("\f"):
                pdf.add_page()
            _paragraph(pdf, paragraph.removeprefix("\f"))
    else:
        _front_sheet(pdf, council, seen.front)
        _section(pdf, 3, "The position", seen.body.split("\n\n"))
    if seen.table:
        pdf.add_page()
        _heading(pdf, f"Table 1: {seen.title}" if seen.front else "Table 1")
        _table(pdf, seen.table)
    if seen.columns:
        _columns(pdf, seen.columns)
    for number, (heading, words) in enumerate(_SECTIONS if seen.front else (), start=4):
        if heading in _NEW_PAGE:
            pdf.add_page()
        _section(pdf, number, heading, [words])
    return bytes(pdf.output())


def listing(council: str, where: str, title: str, parts: tuple[tuple[str, str], ...]) -> bytes:
    """A front sheet, pack, supplement or printed minutes: headings, each with its words (either may be empty)."""
    pdf = _begin(council, where, title)
    _title(pdf, title)
    for heading, words in parts:
        if heading:
            _heading(pdf, heading)
        for paragraph in filter(None, re.split(r"\n\n\f?", words)):
            _paragraph(pdf, paragraph)
    return bytes(pdf.output())


def _begin(council: str, where: str, title: str) -> Any:  # noqa: ANN401 - fpdf has no types
    from fpdf import FPDF

    class _Sheet(FPDF):  # type: ignore[misc] # fpdf has no types
        def header(self) -> None:
            self.set_font("Helvetica", size=9)
            self.cell(0, 6, f"{council} - {where}", new_x="LMARGIN", new_y="NEXT")
            self.ln(4)

        def footer(self) -> None:
            self.set_y(-15)
            self.set_font("Helvetica", size=9)
            self.cell(0, 6, f"Page {self.page_no()} of {{nb}}", align="C")

    pdf = _Sheet(format="A4")
    pdf.set_auto_page_break(auto=True, margin=22)
    pdf.set_creation_date(MADE_AT)
    pdf.set_title(title)
    pdf.set_author(council)
    pdf.set_lang("en-GB")
    pdf.add_page()
    return pdf


def _front_sheet(pdf: Any, council: str, front: Front) -> None:  # noqa: ANN401 - fpdf has no types
    _title(pdf, council)
    for label, words in front.rows:
        pdf.set_font("Helvetica", style="B", size=11)
        pdf.cell(40, 6, f"{label}:")
        pdf.set_font("Helvetica", size=11)
        pdf.multi_cell(0, 6, words, align="L", new_x="LMARGIN", new_y="NEXT")
        pdf.ln(1.5)
    pdf.ln(3)
    _paragraph(pdf, _OPEN)
    _section(pdf, 1, "Purpose of the report", [front.purpose])
    _section(pdf, 2, "Recommendations", front.recommends)


def _section(pdf: Any, number: int, heading: str, paragraphs: Sequence[str]) -> None:  # noqa: ANN401 - fpdf has no types
    _heading(pdf, f"{number}. {heading}")
    for place, words in enumerate(paragraphs, start=1):
        _paragraph(pdf, f"{number}.{place} {words}")


def _table(pdf: Any, rows: Sequence[Sequence[str]]) -> None:  # noqa: ANN401 - fpdf has no types
    pdf.set_font("Helvetica", size=10)
    with pdf.table(text_align=("LEFT", *["RIGHT"] * (len(rows[0]) - 1)), line_height=6) as table:
        for row in rows:
            table.row(list(row))
    pdf.ln(4)


def _columns(pdf: Any, words: str) -> None:  # noqa: ANN401 - fpdf has no types
    pdf.add_page()
    heading, *paragraphs = words.split("\n\n")
    _heading(pdf, heading)
    pdf.set_font("Helvetica", size=10)
    # One after the other by hand: the library's own columns are balanced, and a page's are not.
    top, half = pdf.get_y(), (len(paragraphs) + 1) // 2
    width = (pdf.epw - 8) / 2
    for column, part in enumerate((paragraphs[:half], paragraphs[half:])):
        pdf.set_xy(pdf.l_margin + column * (width + 8), top)
        for paragraph in part:
            left = pdf.l_margin + column * (width + 8)
            pdf.set_x(left)
            pdf.multi_cell(width, 5, soft_hyphens(paragraph), align="J", new_x="LEFT", new_y="NEXT")
            pdf.ln(2)


def _scan(council: str, seen: SeenPaper) -> bytes:
    """Grey bars where the lines of a signed copy stood: a picture, and no letter in it."""
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.set_creation_date(MADE_AT)
    pdf.set_title(seen.title)
    pdf.set_author(council)
    pdf.add_page()
    pdf.set_fill_color(120, 120, 120)
    for place, paragraph in enumerate(seen.body.split("\n\n")):
        for line in range(len(paragraph) // 90 + 1):
            pdf.rect(25, 30 + 30 * place + 6 * line, min(160, 2 * (len(paragraph) - 90 * line)), 2.5, style="F")
    return bytes(pdf.output())


def _title(pdf: Any, words: str) -> None:  # noqa: ANN401 - fpdf has no types
    pdf.set_font("Helvetica", style="B", size=16)
    pdf.multi_cell(0, 8, words, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)


def _heading(pdf: Any, words: str) -> None:  # noqa: ANN401 - fpdf has no types
    pdf.set_font("Helvetica", style="B", size=12)
    pdf.multi_cell(0, 7, words, align="L", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(1)


def _paragraph(pdf: Any, words: str) -> None:  # noqa: ANN401 - fpdf has no types
    pdf.set_font("Helvetica", size=11)
    pdf.multi_cell(0, 6, soft_hyphens(words), align="J", new_x="LMARGIN", new_y="NEXT")
    pdf.ln(3)
