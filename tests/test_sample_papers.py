"""The sample council's reports, over HTTP, as `watcher inspect` and the reader of papers see them."""

import json
from collections.abc import Iterator

import pypdfium2
import pytest
import requests

from tests.read_once import READER
from tests.run_command import Run
from watcher.actions.inspect import inspect_page
from watcher.documents import DocumentReader
from watcher.domain.documents import DocumentOutcome
from watcher.domain.publications import Outcome, Page
from watcher.sample import SampleCouncil
from watcher.sample.scenario.long import HIGH_NEEDS_YEARS, SUFFICIENCY

WEEK = 6


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """The council of week 6, served."""
    with SampleCouncil(WEEK).serve() as site:
        yield site.base_url


def paper(base: str, number: str) -> bytes:
    """A paper's bytes."""
    answer = requests.get(f"{base}documents/s{number}/Report.pdf", timeout=5)
    assert answer.status_code == 200
    return answer.content


def shown(body: bytes) -> list[str]:
    """What a viewer finds on each page, as it is drawn."""
    document = pypdfium2.PdfDocument(body)
    try:
        return [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()


REPORTS = {
    "2343061": ("Cabinet", "2026-09-22", "Director of Children's Services and Director of Finance", 4),
    "2344041": ("Cabinet", "2026-10-13", "Director of Children's Services", 5),
    "2303051": ("Children and Families Scrutiny Committee", "2026-09-17", "Head of Inclusion", 4),
    "2323041": ("Schools Forum", "2026-10-01", "Strategic Finance Manager (Schools)", 3),
    "2323051": ("Schools Forum", "2026-10-01", "Strategic Finance Manager (Schools)", 3),
    "2362041": ("Planning and Highways Committee", "2026-10-06", "Head of Planning and Highways", 3),
    "2381021": (
        "Children and Families Scrutiny Committee - Inclusion Task Group",
        "2026-11-05",
        "Director of Children's Services",
        3,
    ),
}


@pytest.mark.parametrize("number", REPORTS)
def test_inspect_understands_the_reports(base: str, run: Run, number: str) -> None:
    """`watcher inspect ADDRESS` gives body, day, author, title and pages, whatever the front sheet calls them."""
    committee, day, author, pages = REPORTS[number]
    ran = run("inspect", f"{base}documents/s{number}/Report.pdf", "--json")
    assert (ran.code, ran.err) == (0, "")
    found = json.loads(ran.out)
    assert (found["system"], found["page"], found["pages"]) == ("pdf", "report", pages)
    assert (found["committee"], found["starts_at"]) == (committee, day)
    (item,) = found["items"]
    assert item["report_by"] == author
    assert item["title"]


def test_every_report_of_an_item_is_understood(base: str) -> None:
    """No report that hangs on a title is in an unknown shape; minutes and appendices are what they are."""
    pages = requests.get(f"{base}ieListDocuments.aspx?MId=2343", timeout=5).text
    reports = {each.partition("/")[0] for each in pages.split('href="documents/s')[1:] if "mgAiTitleLnk" in pages}
    kinds = {}
    for number in reports:
        body = paper(base, number)
        seen = SampleCouncil.now(WEEK)
        page = Page(url=base, final_url=base, outcome=Outcome.OK, status=200, fetched_at=seen, body=body)
        kinds[number] = inspect_page(page)["page"]
    assert {number for number, kind in kinds.items() if kind == "report"} == {"2343051", "2343061", "2343081"}
    assert {number for number, kind in kinds.items() if kind != "report"} == {"2343031", "2343062", "2343063"}


def test_a_report_reads_in_order_with_its_pages(base: str) -> None:
    """Front sheet, purpose, recommendations, position, table, columns and sections follow one another, each on the page
    that a viewer shows it on; the running header and footer are not read as text after the first page."""
    body = paper(base, "2344041")
    viewer = shown(body)
    text = DocumentReader().read(body)
    assert len(text.pages) == len(viewer) == 5
    for number, page in enumerate(viewer, start=1):
        assert f"Page {number} of 5" in page
    places = []
    for words in (
        "Report to: Cabinet",
        "Report title: SEND Sufficiency Strategy 2026 to 2031",
        "1. Purpose of the report",
        "2.2 That £31.5m of capital be released",
        "3.2 The strategy adds 220 places",
        "Thorle Heath, Market Thorle 112 180 September 2028",
        "What families and schools told us",
        "4. Reasons for the recommendation",
        "8. Who was asked",
    ):
        (found,) = [(number, page.index(words)) for number, page in enumerate(text.pages, 1) if words in page]
        assert words.split()[-1] in viewer[found[0] - 1]
        places.append(found)
    assert places == sorted(places)
    assert [number for number, _ in places] == [1, 1, 1, 1, 1, 2, 3, 4, 5]
    assert not any("Page " in page or "report to members" in page for page in text.pages[1:])


def test_columns_and_broken_words_are_read_as_prose(base: str) -> None:
    """The page in two columns reads down the left one and then the right one, paragraph by paragraph; a word broken at
    a line's end is whole again."""
    body = paper(base, "2344041")
    assert "second\ufffeary" in shown(body)[2]  # broken with a hyphen, as the library marks it
    page = READER.read(body).pages[2]
    assert [line for line in page.splitlines() if line] == SUFFICIENCY.split("\n\n")


def test_a_table_reads_row_by_row(base: str) -> None:
    """The cells of a row stand on one line, in their order."""
    rows = READER.read(paper(base, "2343061")).pages[1].splitlines()
    assert rows[1:] == [" ".join(row) for row in HIGH_NEEDS_YEARS]


def test_a_signed_copy_is_a_scan(base: str) -> None:
    """One appendix is a picture of its words, as signed copies are."""
    assert READER.read(paper(base, "2344062")).outcome is DocumentOutcome.NO_TEXT
