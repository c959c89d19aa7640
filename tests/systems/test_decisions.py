"""Registers of decisions, forward plans and the chooser of packs: the real files field by field, and fictional ones."""

import time
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.systems.pages import BASE, page_of, skin
from watcher.actions.inspect import inspect_page, page_from_file
from watcher.domain.publications import Council, Outcome, PageKind, Reading, Source
from watcher.systems import SYSTEMS, detect
from watcher.systems._moderngov_plans import first_day
from watcher.systems.moderngov_pages import last_of_month, months_before

PAGES = SYSTEMS["moderngov-pages"]
_ADDRESS = "https://democracy.example.gov.uk/ieDecisionDetails.aspx?ID=13149"
_LIST = "https://democracy.example.gov.uk/mgDelegatedDecisions.aspx?bcr=1"
_HUDDERSFIELD = (
    "Settlement Agreement with Network Rail Infrastructure Limited (NRIL) in respect of land adjacent to the George "
    "Hotel, Railway Street, Huddersfield"
)

DETAIL: dict[str, Any] = {
    "id": "13149",
    "title": "Minutes of Previous Meeting",
    "url": _ADDRESS,
    "decision_maker": "Policy Committee",
    "is_key": False,
    "decided_on": "2015-10-19",
    "published_on": "2015-10-22",
    "applies_from": None,
    "status": "Recommendations Approved",
    "call_in": "No",
    "meeting_id": "4832",
    "documents": [
        {
            "id": "7942",
            "title": "polc2 - 23.09.2015",
            "url": "https://democracy.example.gov.uk/documents/s7942/polc2%20-%2023.09.2015.pdf",
            "kind": "report",
            "size": "119 KB",
        }
    ],
}
ROWS = {
    "modgov_decisions_list.html": [
        ("13567", _HUDDERSFIELD, "2025-04-01", "2025-04-01", "Not for call-in"),
        ("13149", "Admission of the Public", "2025-11-03", "2025-11-03", "Not for call-in"),
    ],
    "modgov_officer_decisions_list.html": [("13149", "Admission of the Public", "2025-11-03", None, None)],
}


def _inspected(corpus: Path, name: str, url: str | None) -> dict[str, Any]:
    return dict(inspect_page(page_from_file(corpus / "moderngov/decisions" / name, url)))


@pytest.mark.corpus
@pytest.mark.parametrize("field", DETAIL)
def test_a_real_decision_says_what_a_person_reads(corpus: Path, field: str) -> None:
    """Each field of the real page is what is expected."""
    [decision] = _inspected(corpus, "modgov_decision_detail.html", _ADDRESS)["decisions"]
    assert decision[field] == DETAIL[field]


@pytest.mark.corpus
def test_a_real_decisions_words_are_whole(corpus: Path) -> None:
    """The text is what stands under "Decision:", white space folded, and nothing else; the page is complete."""
    answer = _inspected(corpus, "modgov_decision_detail.html", _ADDRESS)
    [decision] = answer["decisions"]
    assert (answer["page"], answer["is_complete"], answer["flags"]) == ("decision", True, [])
    assert decision["text"].startswith("The Minutes of") and decision["text"].endswith("correct record.")  # noqa: PT018
    assert "  " not in decision["text"]


@pytest.mark.corpus
@pytest.mark.parametrize("name", ROWS)
@pytest.mark.parametrize("url", [_LIST, None])
def test_a_real_list_has_its_decisions_and_no_other_rows(corpus: Path, name: str, url: str | None) -> None:
    """Id, title, days and call-in of each; a row that leads to an issue's history is no decision."""
    answer = _inspected(corpus, name, url)
    fields = ("id", "title", "published_on", "applies_from", "call_in")
    assert (answer["page"], answer["is_complete"]) == ("decisions", True)
    assert [tuple(row[field] for field in fields) for row in answer["decisions"]] == ROWS[name]


@pytest.mark.corpus
def test_every_file_of_the_folder_is_expected(corpus: Path) -> None:
    """A file that is saved into the folder must be given its facts."""
    assert {each.name for each in (corpus / "moderngov/decisions").iterdir()} == {*ROWS, "modgov_decision_detail.html"}


def read(content: str, path: str, *, h1: str = "Decisions", h2: str = "") -> Reading:
    """What is understood of a page at this path."""
    return PAGES.read(None, page_of(skin(f'<div class="mgContent">{content}</div>', h1=h1, h2=h2), BASE + path))


def label(name: str, words: str) -> str:
    """A labelled paragraph."""
    return f'<p><span  class="mgLabel" >{name}: </span>{words}</p>'


DECISION = "ieDecisionDetails.aspx?ID=7"


def test_a_decision_with_everything_a_page_can_say() -> None:
    """Labels in other words, several in a paragraph, sections beside the decision, papers and restricted words."""
    content = (
        label("Decision Maker", "Cabinet Member for <b>Child</b>ren")
        + '<p><span class="mgLabel">Decision status:</span> Called-in<br>'
        + '<span class="mgLabel">Is Key decision?:</span> Yes</p>'
        + label("Date effective from", "9 October 2026")
        + label("Publication date", "02&#47;10&#47;2026")
        + label("Date of decision", "Thursday, 1st October, 2026")
        + '<h3 class="mgSubSubTitleTxt">Purpose:</h3><div class="mgWordPara"><p>To add places.</p></div>'
        + '<h3 class="mgSubSubTitleTxt">Decision:</h3><div class="mgWordPara"><p>(1) Agreed.</p><p>(2) Noted.</p></div>'
        + '<h3 class="mgSubSubTitleTxt">Reasons for the decision:</h3><p>Need.</p>'
        + '<p class="mgLabel">Accompanying Documents:</p>'
        + '<ul><li><a href="documents/s9/A report.pdf">A report <span class="mgFileSize">PDF 9 KB</span></a></li></ul>'
    )
    reading = read(content, DECISION, h1="Decision details", h2="Places")
    [decision] = reading.decisions
    assert reading.is_complete
    assert (decision.id, decision.title, decision.decision_maker) == ("7", "Places", "Cabinet Member for Children")
    assert (decision.status, decision.is_key) == ("Called-in", True)
    assert (decision.decided_on, decision.published_on) == (date(2026, 10, 1), date(2026, 10, 2))
    assert decision.applies_from == date(2026, 10, 9)
    assert decision.text == "(1) Agreed. (2) Noted. Purpose: To add places. Reasons for the decision: Need."
    assert [each.id for each in decision.documents] == ["9"]


def test_a_decision_signed_by_several_is_listed_once() -> None:
    """And a row without an id is left out with a flag, so that the list is not complete."""
    row = '<tr><td><a href="ieDecisionDetails.aspx?{}">Matter</a></td><td>01/10/2026</td></tr>'
    table = '<table class="mgTabTable"><tr><th>Title</th><th>Date</th></tr>{}</table>'
    path = "mgDelegatedDecisions.aspx?bcr=1"
    twice = read(table.format(row.format("ID=7") * 2), path)
    assert [(each.id, each.published_on) for each in twice.decisions] == [("7", date(2026, 10, 1))]
    assert twice.is_complete
    without = read(table.format(row.format("ID=7") + row.format("XID=8")), path)
    assert [each.id for each in without.decisions] == ["7"]
    assert not without.is_complete


@pytest.mark.parametrize(
    ("content", "is_complete"),
    [
        ("<p>There are no decisions in this period.</p>", True),
        ('<table class="mgTabTable"><tr><th>Title</th></tr></table>', True),
        ("<p>Please choose a date.</p>", False),
    ],
)
def test_a_list_without_decisions(content: str, is_complete: bool) -> None:
    """Is complete only where the page says so: a form that was not filled in is no list."""
    reading = read(content, "mgDelegatedDecisions.aspx?bcr=1")
    assert (reading.kind, reading.decisions, reading.is_complete) == (PageKind.DECISIONS, (), is_complete)


PLAN = "mgListPlanItems.aspx?PlanId=91&RPId=100"


def plan_item(issue: str, title: str, *labels: str) -> str:
    """An item of a plan, as a heading with paragraphs below."""
    link = f'<a class="mgPlanItemTitle" href="mgIssueHistoryHome.aspx?IId={issue}&amp;Opt=0">{title}</a>'
    return f"<p>{link} <span>New!</span></p>" + "".join(labels)


def test_the_items_of_a_plan() -> None:
    """What is labelled after an item's link is said of it, up to the next; an item listed twice is one."""
    first_item = plan_item(
        "8001",
        "SEND strategy",
        label("Decision type", "Key"),
        label("Decision maker", "Cabinet"),
        label("Decision due", "Between 3 and 31 March 2027"),
        label("Notice of proposed decision first published", "02/10/2026"),
        label("Lead officer", "A person"),
    )
    second = plan_item("8002", "Car parks", label("Decision due", "spring"), label("Is this a key decision?", "No"))
    reading = read(first_item + second + plan_item("8001", "SEND strategy"), PLAN, h1="Forward plan")
    assert reading.is_complete
    strategy, parks = reading.plans
    assert (strategy.id, strategy.title, strategy.decision_maker, strategy.is_key) == (
        ("8001", "SEND strategy", "Cabinet", True)
    )
    assert (strategy.due, strategy.due_on) == ("Between 3 and 31 March 2027", date(2027, 3, 3))
    assert strategy.first_published == date(2026, 10, 2)
    assert (parks.due, parks.due_on, parks.is_key) == ("spring", None, False)
    assert reading.flags == ("plan item 8002: no day is given for the decision",)


def test_a_plan_as_a_table() -> None:
    """The heads of the columns are labels too."""
    table = (
        "<table><tr><th>Matter</th><th>Decision due</th><th>Decision maker</th></tr>"
        '<tr><td><a href="ieIssueDetails.aspx?IId=8001&amp;Opt=3">SEND strategy</a></td><td>12 Jan 2027</td>'
        "<td>Cabinet</td></tr></table>"
    )
    [item] = read(table, PLAN, h1="Forward plan").plans
    assert (item.id, item.due_on, item.decision_maker) == ("8001", date(2027, 1, 12), "Cabinet")


def test_the_page_of_an_issue() -> None:
    """Its words and papers, which the plan does not have."""
    content = label("Decision type", "Non-key") + label("Decision due", "12 Jan 2027 by Cabinet")
    content += '<h3>Purpose:</h3><div class="mgWordPara">To adopt it.</div><a href="documents/s9/x.pdf">Report</a>'
    [item] = read(content, "mgIssueHistoryHome.aspx?IId=8001&Opt=0", h1="Issue details", h2="SEND strategy").plans
    assert (item.id, item.title, item.is_key, item.due_on) == ("8001", "SEND strategy", False, date(2027, 1, 12))
    assert item.text.startswith("Purpose: To adopt it.")
    assert [each.id for each in item.documents] == ["9"]


def test_where_the_plans_are() -> None:
    """The home leads to plans, a plan to its editions: the newest first, by what their words say or as they stand."""
    home = read('<a href="mgListPlans.aspx?RPId=100&amp;RD=0">Forward plan</a>', "mgPlansHome.aspx?bcr=1")
    assert (home.kind, home.follow) == (PageKind.PLANS, (BASE + "mgListPlans.aspx?RPId=100&RD=0",))
    links = "".join(
        f'<a href="mgListPlanItems.aspx?PlanId={number}">{words}</a>'
        for number, words in ((90, "1 August 2026 to 31 December 2026"), (91, "1 September 2026 to 31 January 2027"))
    )
    editions = read(links, "mgListPlans.aspx?RPId=100")
    assert [url[-2:] for url in editions.follow] == ["91", "90"]
    nothing = read("<p>There is nothing here.</p>", "mgPlansHome.aspx")
    assert (nothing.follow, nothing.is_complete) == ((), False)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("12 Jan 2027", date(2027, 1, 12)),
        ("Between 3 and 31 March 2027", date(2027, 3, 3)),
        ("3rd - 31st March 2027", date(2027, 3, 3)),
        ("Not before 03/03/2027", date(2027, 3, 3)),
        ("Between 28 February 2027 and 3 March 2027", date(2027, 2, 28)),
        ("31 and 3 March 2027", date(2027, 3, 3)),
        ("March 2027", None),
        ("as soon as possible", None),
    ],
)
def test_the_first_day_that_a_plan_names(words: str, day: date | None) -> None:
    """A range begins with its first day; a month alone names none."""
    assert first_day(words) == day


def test_the_chooser_of_packs_leads_to_the_files() -> None:
    """And never to another chooser or to other pages."""
    content = (
        '<ul><li><a href="documents/b2343901/Supplement 1.pdf?T=9">Supplement 1</a></li>'
        '<li><a href="mgChooseDocPack.aspx?ID=5&amp;SID=6">Again</a></li>'
        '<li><a href="mgAi.aspx?ID=5">Item</a></li></ul>'
    )
    reading = read(content, "mgChooseDocPack.aspx?ID=5343&SID=2343901", h1="Choose agenda document pack")
    assert (reading.kind, reading.is_complete) == (PageKind.PACKS, True)
    assert reading.follow == (BASE + "documents/b2343901/Supplement%201.pdf?T=9",)


def test_the_archive_of_before_2006_is_refused() -> None:
    """It leads on and on, and what is in it is no news."""
    reading = read('<a href="ceListDocuments.aspx?F=2">more</a>', "ceListDocuments.aspx?CommitteeId=1&Ver=2&F=1")
    assert (reading.outcome, reading.follow) == (Outcome.NOT_A_PAGE, ())


@pytest.mark.parametrize(
    ("today", "span"),
    [
        (date(2026, 11, 22), "01/09/2026-30/11/2026"),
        (date(2026, 11, 1), "01/09/2026-30/11/2026"),
        (date(2027, 1, 31), "01/11/2026-31/01/2027"),
        (date(2028, 2, 29), "01/12/2027-29/02/2028"),
    ],
)
def test_the_register_is_asked_for_three_months(today: date, span: str) -> None:
    """Of whole months, so that the address stays the same for a month."""
    council = Council(key="ambleford", name="Ambleford", url=BASE)
    source = Source(key="ambleford/decisions", system="moderngov-pages", url=BASE, name="x", council=council)
    [address] = PAGES.first_requests(source, today)
    assert address == f"{BASE}mgDelegatedDecisions.aspx?bcr=1&DM=0&DS=2&K=0&DR={span}&V=0"
    assert last_of_month(today) >= today >= months_before(today, 0)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300), st.sampled_from([DECISION, PLAN]))
@settings(deadline=None, max_examples=60)
def test_no_words_break_a_reader(words: str, path: str) -> None:
    """Whatever stands on a page, there is a reading or a named outcome."""
    reading = read(label("Decision due", words) + f"<h3>{words}</h3><p>{words}</p>" + plan_item("1", words), path)
    assert isinstance(reading.outcome, Outcome)


@pytest.mark.parametrize("piece", [plan_item("{}", "Matter"), label("Decision due", "1/1/2027"), "<div><h3>x</h3>"])
def test_a_page_without_end_takes_a_bounded_time(piece: str) -> None:
    """A thousand items, labels or headings, each within the one before: of real pages ten times the longest."""
    content = "".join(piece.replace("{}", str(number)) for number in range(1000))
    for path in (DECISION, PLAN):
        begun = time.process_time()
        read(content, path)
        assert time.process_time() - begun < 3


def test_a_saved_decision_is_known_without_its_address() -> None:
    """By its heading; what it cannot say is its number."""
    content = f'<div class="mgContent">{label("Decision status", "Approved")}</div>'
    page = page_of(skin(content, h1="Decision details", h2="Places"))
    system = detect(page)
    assert system is PAGES
    reading = PAGES.read(None, page)
    assert (reading.kind, reading.decisions[0].id) == (PageKind.DECISION, "")
    assert reading.flags == ("the address does not say which decision this is",)
