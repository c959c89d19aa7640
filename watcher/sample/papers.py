"""The sample council's PDFs. Equal text gives equal bytes: the date inside is fixed and nothing else varies.

Does not decide what a paper says. May import: fpdf (when the first paper is made: it takes a quarter of a second).
"""

from datetime import UTC, datetime
from typing import Any

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


def report(council: str, where: str, title: str, body: str) -> bytes:
    """A report of several pages: what it says, then the sections that every report has."""
    pdf = _begin(council, where, title)
    for number, paragraph in enumerate(body.split("\n\n"), start=1):
        _paragraph(pdf, f"{number}.  {paragraph}")
    for heading, words in _SECTIONS:
        pdf.add_page()
        _heading(pdf, heading)
        _paragraph(pdf, words)
    return bytes(pdf.output())


def listing(council: str, where: str, title: str, parts: tuple[tuple[str, str], ...]) -> bytes:
    """A front sheet, pack or printed minutes: headings, each with its words (which may be empty)."""
    pdf = _begin(council, where, title)
    for heading, words in parts:
        _heading(pdf, heading)
        for paragraph in filter(None, words.split("\n\n")):
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
    pdf.set_creation_date(MADE_AT)
    pdf.set_title(title)
    pdf.set_author(council)
    pdf.set_lang("en-GB")
    pdf.add_page()
    pdf.set_font("Helvetica", style="B", size=16)
    pdf.multi_cell(0, 8, title, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(4)
    return pdf


def _heading(pdf: Any, words: str) -> None:  # noqa: ANN401 - fpdf has no types
    pdf.set_font("Helvetica", style="B", size=12)
    pdf.multi_cell(0, 7, words, new_x="LMARGIN", new_y="NEXT")


def _paragraph(pdf: Any, words: str) -> None:  # noqa: ANN401 - fpdf has no types
    pdf.set_font("Helvetica", size=11)
    pdf.multi_cell(0, 6, words, new_x="LMARGIN", new_y="NEXT")
    pdf.ln(3)
