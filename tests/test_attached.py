"""The papers that hang on an item, from the council's site to the digest: which one is quoted, and which page."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.ambleford import MEETING, Ambleford, agenda_page, ambleford
from tests.documents.hostile import plain
from tests.read_once import READER
from tests.systems.pages import item_row
from watcher import digest, render, store
from watcher.actions.attached import attached
from watcher.domain.changes import ChangeKind
from watcher.domain.documents import READ_BY_OCR, AttachedText, DocumentOutcome, DocumentText
from watcher.domain.publications import AgendaItem, Document, DocumentKind
from watcher.domain.topics import Match

LETTER = ("Inspectors of Ofsted came in May.", "Ofsted rated children's services inadequate.")
SAVINGS = (
    "Home to school transport for pupils with EHC plans",
    "costs more each year; the SEND reforms would halve it.",
)


def links(*papers: tuple[str, str]) -> str:
    """A list of additional documents: (address, title) each."""
    listed = "".join(f'<li><a href="{address}">{title}</a></li>' for address, title in papers)
    return f'<ul class="mgBulletList">{listed}</ul>'


def report(title: str, address: str = "documents/s10/Report.pdf") -> str:
    """A title that leads to the item's report."""
    return f'<a class="mgAiTitleLnk" href="{address}">{title}</a>'


def matches(place: Ambleford, item_id: str = "1") -> dict[str, Match]:
    """What was found in an item, by topic."""
    subject = ("ambleford/31", f"item:{item_id}")
    with place.tools.store.read() as conn:
        return {each.topic: each for each in store.matches.matches(conn, [subject]).get(subject, ())}


def test_appendices_are_quoted_with_their_title_and_page(tmp_path: Path) -> None:
    """An appendix says where and on which page it names a topic that the item is about; a topic that stands in an
    appendix alone is a mention, and the digest does not call the item so."""
    with ambleford(tmp_path) as place:
        place.poll()
        appendices = links(
            ("documents/s11/A.pdf", "Appendix A: Savings"), ("documents/s12/B.pdf", "Appendix B - Letter")
        )
        place.shows("/documents/s10/Report.pdf", plain("Report", "A short report that names nothing."))
        place.shows("/documents/s11/A.pdf", plain(*SAVINGS))
        place.shows("/documents/s12/B.pdf", plain(*LETTER))
        place.shows(MEETING, agenda_page(item_row("2", "2", report("SEND strategy"), appendices)))
        place.poll()
        found = matches(place, "2")
        assert {key: match.is_about for key, match in found.items()} == {"send": True, "ofsted": False, "budget": False}
        assert {(each.document, each.page) for each in found["ofsted"].evidence} == {("Appendix B - Letter", 1)}
        made = render.render(place.edition())
        assert "page 1 of Appendix A: Savings" in " ".join(made.text.split())
        assert "page 1 of Appendix A: Savings" in " ".join(made.html.split())
        assert "Appendix B - Letter" not in [each.document for each in found["send"].evidence]


def test_the_body_a_report_is_for_is_no_evidence(tmp_path: Path) -> None:
    """A front sheet's "Report to: Schools Forum" says nothing about money, though the forum's name is a term of it."""
    with ambleford(tmp_path) as place:
        sheet = ("Report to: Schools Forum", "Report title: Bridges", "1.1 The Schools Forum was asked.")
        place.shows("/documents/s10/Report.pdf", plain(*sheet))
        place.shows(MEETING, agenda_page(item_row("1", "1", report("Revenue budget"))))
        place.poll()
        said = [each.snippet for each in matches(place)["budget"].evidence]
        assert said == ["Revenue budget", "1.1 The Schools Forum was asked."]


def test_the_pack_and_its_parts_are_read_once(tmp_path: Path) -> None:
    """The pack with the whole agenda in it is not even asked for, at the meeting or at an item; one paper under two
    addresses of an item is one."""
    with ambleford(tmp_path) as place:
        papers = links(
            ("documents/g5/Public%20reports%20pack.pdf?T=10", "Public reports pack"),
            ("documents/s10/Report.pdf", "Savings plan"),
            ("documents/s11/Again.pdf", "Savings plan, as circulated"),
        )
        for address in ("/documents/s10/Report.pdf", "/documents/s11/Again.pdf"):
            place.shows(address, plain(*SAVINGS))
        place.shows("/documents/g5/Public%20reports%20pack.pdf?T=10", plain(*SAVINGS, *LETTER))
        place.shows(MEETING, agenda_page(item_row("1", "1", "Transport of pupils with SEND", papers)))
        assert place.poll() == []
        assert not [path for path in place.site.paths if "/documents/g5" in path]
        found = matches(place)
        assert "ofsted" not in found
        assert {each.document for each in found["send"].evidence} == {"", "Savings plan"}
        assert place.poll() == []


@pytest.mark.parametrize(
    "answer", [b"Service temporarily unavailable", b"", b"\0" * 99, b'{"error": "busy"}', b"<!-- x --><p>Busy</p>"]
)
def test_words_of_a_server_replace_no_paper(tmp_path: Path, answer: bytes) -> None:
    """What comes with status 200 under a paper's address and is none is a trouble of that poll, and never news."""
    with ambleford(tmp_path) as place:
        place.shows("/documents/s10/Report.pdf", plain(*SAVINGS))
        place.poll()
        place.shows(MEETING, agenda_page(item_row("2", "2", report("SEND strategy"))))
        place.poll()
        place.shows("/documents/s10/Report.pdf", answer)
        polled = place.polled()
        assert [change for each in polled for change in each.changes] == []
        assert "came back under the address of a paper" in " ".join(each.poll.why for each in polled)
        place.shows("/documents/s10/Report.pdf", plain(*SAVINGS))
        assert place.poll() == []


class Guessing:
    """Reads as if every paper were a picture of itself, of which a program guessed the words."""

    terms = "guessing"

    def read(self, body: bytes) -> DocumentText:
        """What it says, guessed."""
        return replace(READER.read(body), is_by_ocr=True, why=READ_BY_OCR)


def test_words_that_were_guessed_say_so(tmp_path: Path) -> None:
    """Beside the page, in text and HTML, in the stored edition too; and two guesses at a paper make no passage."""
    with ambleford(tmp_path, Guessing()) as place:
        place.shows("/documents/s10/Report.pdf", plain("The SEND deficit of the county is now at £41.2m."))
        place.poll()
        place.shows(MEETING, agenda_page(item_row("2", "2", report("SEND strategy"))))
        place.poll()
        assert [each.is_by_ocr for each in matches(place, "2")["send"].evidence if each.page] == [True]
        made = render.render(digest.from_json(json.loads(json.dumps(digest.to_json(place.edition())))))
        for shown in (made.text, made.html):
            assert f"page 1 of the report, {READ_BY_OCR}" in " ".join(shown.split())
        place.shows("/documents/s10/Report.pdf", plain("The SEND deficit of the county is now at X41.2m."))
        [replaced] = [change for each in place.polled() for change in each.changes]
        assert replaced.kind is ChangeKind.DOCUMENT_REPLACED
        assert "passages" not in (replaced.after or {})


OUTCOME = DocumentOutcome.READ


@pytest.mark.parametrize(
    ("papers", "expected"),
    [
        (["=Report", "Appendix A", "Letter"], [("", False), ("Appendix A", True), ("Letter", True)]),
        (["Appendix 1 - Report", "=Report"], [("", False), ("Appendix 1 - Report", True)]),
        (["=Report", "Supplementary report"], [("", False), ("Supplementary report", False)]),
        (["Options paper", "Equality analysis"], [("Options paper", False), ("Equality analysis", True)]),
        (["Annex 1", "Strategy"], [("Annex 1", True), ("Strategy", False)]),
        (["Appendix A", "Enc. 2"], [("Appendix A", True), ("Enc. 2", True)]),
        (["=", "Adroddiad atodol"], [("", False), ("Adroddiad atodol", False)]),
    ],
)
def test_what_is_a_report_and_what_an_appendix(papers: Sequence[str], expected: list[tuple[str, bool]]) -> None:
    """The report of the title comes first and has no title of its own; other papers are appendices unless they are
    called reports, or are the first paper of an item without one. `=` marks the link of the title."""
    documents = tuple(
        Document(
            id=str(number),
            title=title.removeprefix("="),
            url="",
            kind=DocumentKind.REPORT if title.startswith("=") else DocumentKind.OTHER,
            content_hash=str(number),
        )
        for number, title in enumerate(papers)
    )
    item = AgendaItem(id="1", number="1", title="Any", documents=documents)
    found = attached(item, lambda hash_: DocumentText(outcome=OUTCOME, content_hash=hash_, pages=("words",)))
    assert [(each.title, each.is_appendix) for each in found] == expected
    assert all(isinstance(each, AttachedText) for each in found)
