"""Topics found in the reports that are attached to an item: what counts there, and on which page. All words made up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.config import built_in_topics
from watcher.domain.documents import AttachedText, DocumentOutcome, DocumentText
from watcher.domain.publications import AgendaItem
from watcher.domain.topics import Match, Place
from watcher.tag import Tagger

TAGGER = Tagger(built_in_topics())
FILLER = "The service met the partners in each district and agreed how the next year would be planned. " * 16
OFSTED = (
    "Inspectors of Ofsted came in May. The letter from Ofsted asks for better plans. Ofsted will return. "
    "Staff told Ofsted that caseloads fell, and Ofsted agreed. The ILACS judgement is awaited.\n"
) * 3


def paper(*pages: str) -> DocumentText:
    """A paper that was read."""
    return DocumentText(outcome=DocumentOutcome.READ, content_hash="0" * 64, pages=pages)


def found(title: str, *pages: str, text: str = "") -> dict[str, Match]:
    """The matches of an item with one paper, by topic."""
    item = AgendaItem(id="1", number="5", title=title, text=text)
    return {match.topic: match for match in TAGGER.match_item(item, papers=[paper(*pages)])}


def test_a_title_that_says_nothing_is_about_what_its_report_keeps_saying() -> None:
    """`Improvement Plan Progress Report` with Ofsted throughout page 3 is about Ofsted, and page 3 is the evidence."""
    match = found("Improvement Plan Progress Report", FILLER, FILLER, OFSTED, FILLER)["ofsted"]
    assert match.is_about
    assert {(evidence.place, evidence.page) for evidence in match.evidence} == {(Place.DOCUMENT, 3)}


@pytest.mark.parametrize(
    "page",
    [
        "Report title: Area SEND inspection\nThe SEND partnership was told. EHC plans are late. SEND support grew.",
        "Cover\nPurpose of this report\nTo tell members of SEND and of EHC plans. Then: SEND, SENDIASS, EHC plans.",
    ],
)
def test_what_a_report_says_it_is_for_counts(page: str) -> None:
    """A heading or a purpose that names the topic, with more of it to follow, makes the item about it."""
    assert found("Report of the Director", page + FILLER, FILLER, FILLER)["send"].is_about


def test_a_report_that_mentions_everything_once_is_about_nothing() -> None:
    """One mention of each topic deep in a report is a mention in passing at most, and a weak word not even that."""
    matches = found("Libraries", FILLER, FILLER + "Ofsted, SEND and the budget were discussed." + FILLER, FILLER)
    assert {key: match.is_about for key, match in matches.items()} == {"ofsted": False, "send": False}
    assert matches["ofsted"].evidence[0].page == 2


def test_sections_on_implications_make_nothing() -> None:
    """Every report has financial implications; they do not make it a report on the budget."""
    section = "Financial implications: the revenue budget, the capital budget, the MTFS and the budget monitoring. "
    assert not found("Bridge repairs", FILLER, section * 2, FILLER)["budget"].is_about


def test_papers_of_procedure_and_of_round_ups_are_held_back() -> None:
    """A work programme's paper, or one page of a performance report, makes neither about a topic."""
    assert not found("Work programme", OFSTED)["ofsted"].is_about
    pages = [FILLER] * 7
    assert not found("Corporate performance report", OFSTED, *pages)["ofsted"].is_about
    assert found("Leisure review", OFSTED, *pages)["ofsted"].is_about


def test_a_topic_of_the_title_gets_its_evidence_from_the_paper() -> None:
    """The title decides, and the paper adds the page where it says more."""
    match = found("SEND strategy", FILLER, "The high needs deficit is £9m and EHCPs rose by 12%. " + FILLER)["send"]
    assert [evidence.page for evidence in match.evidence] == [None, 2]
    assert match.evidence[0].place is Place.TITLE


def appendix(title: str, *pages: str, is_appendix: bool = True) -> AttachedText:
    """A paper that hangs on an item beside its report."""
    outcome = DocumentOutcome.READ
    return AttachedText(outcome=outcome, content_hash="1" * 64, pages=pages, title=title, is_appendix=is_appendix)


def test_an_appendix_is_evidence_and_makes_nothing() -> None:
    """What only an appendix says, however often, is a mention with its title and page; as a report, it counts."""
    item = AgendaItem(id="1", number="5", title="Libraries")
    papers = [paper(FILLER, FILLER), appendix("Appendix B: Letter", FILLER, OFSTED)]
    [match] = TAGGER.match_item(item, papers=papers)
    assert (match.topic, match.is_about) == ("ofsted", False)
    assert {(each.place, each.document, each.page) for each in match.evidence} == {
        (Place.DOCUMENT, "Appendix B: Letter", 2)
    }
    [match] = TAGGER.match_item(item, papers=[appendix("Late report", FILLER, OFSTED, is_appendix=False)])
    assert (match.topic, match.is_about) == ("ofsted", True)
    assert {(each.document, each.page) for each in match.evidence} == {("Late report", 2)}


def test_the_report_is_quoted_before_its_appendix() -> None:
    """A term that both have is quoted from the report; what only the appendix has comes from there."""
    item = AgendaItem(id="1", number="5", title="Improvement plan")
    papers = [appendix("Appendix A", "Here Ofsted sat.", "An ILACS was held."), paper(FILLER, "There Ofsted stood.")]
    [match] = TAGGER.match_item(item, papers=papers)
    assert [(each.snippet, each.document, each.page) for each in match.evidence if each.term == "Ofsted"] == [
        ("There Ofsted stood.", "", 2)
    ]
    assert ("Appendix A", 2) in {(each.document, each.page) for each in match.evidence}


def test_papers_that_were_not_read_are_as_none() -> None:
    """A paper without text, or no paper at all, leaves the item's own words."""
    unread = DocumentText(outcome=DocumentOutcome.DAMAGED, content_hash="0" * 64, why="not a PDF")
    item = AgendaItem(id="1", number="5", title="SEND strategy", text="To note.")
    assert TAGGER.match_item(item, papers=[unread, paper("", " ")]) == TAGGER.match_item(item)


WORDS = [
    "SEND",
    "Ofsted ",
    "EHC\nplans",
    "budget",
    "MTFS",
    "safety  valve",
    "children’s",
    ".",
    "\n",
    "Purpose of report",
]


@settings(max_examples=60, deadline=None)
@given(pages=st.lists(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join), max_size=5))
def test_snippets_stand_verbatim_on_their_page(pages: list[str]) -> None:
    """Whatever the pages say: a snippet with a page stands on that page, and has at most 240 letters."""
    for match in found("Report", *pages).values():
        for evidence in match.evidence:
            assert evidence.page is not None
            assert evidence.snippet in pages[evidence.page - 1]
            assert evidence.term in evidence.snippet
            assert len(evidence.snippet) <= 240
