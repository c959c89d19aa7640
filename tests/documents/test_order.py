"""Pages are read in the order in which a person reads them, and a page's number is the one that a viewer shows."""

import textwrap
from collections.abc import Sequence
from pathlib import Path

import pypdfium2
import pytest
from fpdf import FPDF

from tests.documents import hostile
from watcher.documents import DocumentReader
from watcher.sample import papers

READER = DocumentReader()
LEFT = (
    "The service has improved since the last visit of the inspectors and leaders know what remains to be done for "
    "children. Waiting times for assessments fell from thirty to twenty weeks, and tribunals halved in the year."
)
RIGHT = (
    "Money is another matter altogether because the deficit of the high needs block has grown to thirteen million "
    "pounds. Officers propose a plan of recovery over five years which schools were asked about in the autumn term."
)
HEAD = "A heading that goes over the whole width of the page, as the headings of newsletters do"
FOOT = "A paragraph that goes over the whole width of the page again, under both of the columns."


Lines = Sequence[tuple[float, float, str]]


def column(x: float, words: str, width: int = 36) -> list[tuple[float, float, str]]:
    """A paragraph set narrowly, from the top of the page."""
    return [(x, 700 - 14 * place, line) for place, line in enumerate(textwrap.wrap(words, width))]


def read(lines: Lines) -> str:
    """The text of a page with these lines in the file's order."""
    (page,) = READER.read(hostile.one_page(hostile.stream(hostile.words_at(*lines)))).pages
    return page.replace("\n\n", "\n")


@pytest.mark.parametrize("is_interleaved", [False, True], ids=["column by column", "row by row"])
def test_two_columns_are_read_one_after_the_other(is_interleaved: bool) -> None:
    """However the file was written: the heading, the left column, the right one, what stands below."""
    left, right = column(60, LEFT), column(320, RIGHT)
    body = [line for pair in zip(left, right, strict=True) for line in pair] if is_interleaved else left + right
    assert read([(60, 760, HEAD), *body, (60, 500, FOOT)]) == "\n".join((HEAD, LEFT, RIGHT, FOOT))


def test_a_table_is_read_by_rows() -> None:
    """An agenda's table is no pair of columns: number, title, who reports and pages stay one line."""
    rows = [
        ("1.", "Apologies for absence", "Chair", "3 - 4"),
        ("2.", "Declarations of interest", "Monitoring Officer", "5 - 8"),
        ("3.", "Children's services budget report", "Director of Finance", "9 - 20"),
        ("4.", "SEND improvement plan", "Director of Children", "21 - 40"),
    ] * 3
    lines = [
        (x, 740 - 20.0 * place, cell)
        for place, row in enumerate(rows)
        for x, cell in zip((60, 90, 330, 500), row, strict=True)
    ]
    assert read(lines).split("\n") == [" ".join(row) for row in rows]


def test_a_page_that_was_written_from_the_bottom_up_is_read_from_the_top() -> None:
    """The order of the file is not believed where nearly each line stands above the one before."""
    assert read(list(reversed(column(60, LEFT + " " + RIGHT, 80)))) == f"{LEFT} {RIGHT}"


def test_a_heading_that_was_written_last_comes_first() -> None:
    """Some programs write a page's frame before or behind its text."""
    lines = [(60.0, 40.0, "A note at the foot"), *column(60, LEFT, 80), (60.0, 800.0, "The heading")]
    assert read(lines) == f"The heading\n{LEFT}\nA note at the foot"


def test_a_page_that_lies_on_its_side_is_read_as_a_viewer_shows_it() -> None:
    """A landscape page is often a portrait one with turned words and a word to the viewer to turn it back."""
    words = hostile.words_at(*((60, 400 - 14 * place, line) for place, line in enumerate(textwrap.wrap(LEFT, 120))))
    for turn, matrix in ((90, b"0 1 -1 0 595 0"), (270, b"0 -1 1 0 0 842")):
        body = hostile.one_page(hostile.stream(b"q " + matrix + b" cm " + words + b" Q"))
        assert READER.read(body.replace(b"/Type/Page/", b"/Type/Page/Rotate %d/" % turn)).pages == (LEFT,)


def test_words_broken_at_a_lines_end_are_joined() -> None:
    """A hyphen goes where the word is one, and stays in compounds and ranges."""
    lines = ["The Committee noted the recommen-", "dation on the long-", "term plan for 2025-", "26 and the school-"]
    lines += ["based work; school-based is what it is called."]
    (page,) = READER.read(hostile.plain(*lines)).pages
    assert page == (
        "The Committee noted the recommendation on the long-term plan for 2025-26 and the school-based work; "
        "school-based is what it is called."
    )


def test_headings_bullets_and_numbered_paragraphs_stay_lines_of_their_own() -> None:
    """Only a line that had no room for the next word goes on in the next one."""
    made = FPDF(format="A4")
    made.add_page()
    made.set_font("Helvetica", style="B", size=12)
    made.multi_cell(0, 7, "Financial implications", new_x="LMARGIN", new_y="NEXT")
    made.set_font("Helvetica", size=11)
    for words in (f"1.1 {LEFT}", "1.2 Members are asked to:", f"(a) {RIGHT}", "(b) note the report."):
        made.multi_cell(0, 6, words, new_x="LMARGIN", new_y="NEXT")
    (page,) = READER.read(bytes(made.output())).pages
    assert page.replace("\n\n", "\n").split("\n") == [
        "Financial implications",
        f"1.1 {LEFT}",
        "1.2 Members are asked to:",
        f"(a) {RIGHT}",
        "(b) note the report.",
    ]


NAMES = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth", "Ninth", "Tenth", "Last")


def test_headers_footers_and_page_numbers_of_a_pack_are_dropped() -> None:
    """The header stays where it is first, as it names the committee; the words of a page begin and end it otherwise."""
    parts = tuple((f"{name} matter", f"What it says of the {name.lower()} one.\n\n{LEFT} {RIGHT}") for name in NAMES)
    pages = READER.read(papers.listing("Harrowmere", "Cabinet, 8 September 2026", "A pack", parts)).pages
    assert len(pages) > 1
    assert pages[0].replace("\n\n", "\n").split("\n")[:4] == [
        "Harrowmere - Cabinet, 8 September 2026",
        "A pack",
        "First matter",
        "What it says of the first one.",
    ]
    assert not any("Harrowmere" in page for page in pages[1:])
    assert not any("Page " in page or "{nb}" in page for page in pages)


def test_numbered_headings_at_the_top_of_page_after_page_are_no_page_numbers() -> None:
    """Appendix 1, Appendix 2, Appendix 3 are titles, and a year at the foot of a single page is no page number."""
    made = FPDF(format="A4")
    made.set_font("Helvetica", size=11)
    for number in range(1, 5):
        made.add_page()
        made.multi_cell(0, 6, f"Appendix {number}\n\nWhat the appendix has to say is here.", new_x="LMARGIN")
    assert [page.split("\n")[0] for page in READER.read(bytes(made.output())).pages] == [
        f"Appendix {number}" for number in range(1, 5)
    ]


def test_ligatures_and_odd_spaces_become_letters_and_spaces() -> None:
    """What is searched for is found: one kind of space, and letters one by one."""
    codes = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def\n"
        b"1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"3 beginbfchar <41> <FB01> <42> <00A0> <43> <200B> endbfchar endcmap end end"
    )
    font = hostile.HELVETICA[:-2] + b"/ToUnicode 6 0 R>>"
    body = hostile.one_page(
        hostile.stream(hostile.words_at((72, 700, "AnanceBofCthe council"))), font=font, more=[hostile.stream(codes)]
    )
    assert READER.read(body).pages == ("finance ofthe council",)


def folded(words: str) -> str:
    """Letters and figures only."""
    return "".join(filter(str.isalnum, words))


@pytest.mark.corpus
def test_the_real_report_reads_in_order_with_a_viewers_page_numbers(corpus: Path) -> None:
    """Each of its seven pages has the letters of that page, in the order of the file, in whole paragraphs."""
    body = (corpus / "moderngov/documents/kingston-s112217-report.pdf").read_bytes()
    found = READER.read(body)
    document = pypdfium2.PdfDocument(body)
    assert len(found.pages) == len(document) == 7
    for page, mine in zip(document, found.pages, strict=True):
        assert folded(mine) == folded(page.get_textpage().get_text_range())
    assert "£8,000, which will be funded by existing Transport for London" in found.pages[5]
    assert found.pages[6].startswith("29. An Equalities Relevance Test")
    starts = [line.split()[0] for page in found.pages[1:] for line in page.split("\n") if line[:1].isdigit()]
    assert starts == [f"{number}." for number in range(1, 32)]
