"""The sample council: every page of every week, the papers, the events and the weeks."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pypdfium2
import pytest
import requests
from bs4 import BeautifulSoup

from tests.sample_expected import EXPECTED_CHANGES, EXPECTED_ELSEWHERE
from watcher.errors import SampleError
from watcher.sample import SampleCouncil
from watcher.sample.site import Answer, Site

WEEKS = range(SampleCouncil.last_week + 1)
BASE = "http://council.test/"
SITE = Site()
"""Shared by the tests of this module: it only ever remembers what it made."""


def get(week: int, target: str) -> Answer:
    return SITE.answer(week, f"/{target}", BASE)


def soup(week: int, target: str) -> BeautifulSoup:
    answer = get(week, target)
    assert answer.status == 200, target
    return BeautifulSoup(answer.body, "lxml", from_encoding="utf-8")


def meeting(week: int, meeting_id: str) -> BeautifulSoup:
    return soup(week, f"ieListDocuments.aspx?MId={meeting_id}")


def item(week: int, meeting_id: str, item_id: str) -> Any:
    """The row of an item on its meeting's page, or None."""
    anchor = meeting(week, meeting_id).find("a", attrs={"name": f"AI{item_id}"})
    return anchor.find_parent("tr") if anchor else None


def row(week: int, committee_id: str, meeting_id: str) -> str:
    """A meeting's row on its committee's list, empty if it is not there."""
    link = soup(week, f"ieListMeetings.aspx?CId={committee_id}").find("a", href=re.compile(f"MId={meeting_id}&"))
    return link.parent.get_text().replace("\xa0", " ") if link and link.parent else ""


def pdf_text(answer: Answer) -> list[str]:
    document = pypdfium2.PdfDocument(answer.body)
    try:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]
    finally:
        document.close()


def links(page: BeautifulSoup, pattern: str) -> Iterator[str]:
    for link in page.find_all("a", href=re.compile(pattern)):
        yield str(link["href"])


@pytest.mark.parametrize("week", WEEKS)
def test_every_page_that_is_linked_is_served(week: int) -> None:
    """In every week each committee, meeting and item that a page links to is there, in the shape of modern.gov."""
    met = 0
    for details in links(soup(week, "mgListCommittees.aspx?bcr=1"), r"^mgCommitteeDetails"):
        committee_id = details.rpartition("=")[2]
        assert soup(week, details).select_one("#modgov h2.mgSubTitleTxt")
        listed = soup(week, f"ieListMeetings.aspx?CommitteeId={committee_id}")
        assert listed.select_one("#modgov input[name=hCommitteeId]")
        for address in (str(each["href"]) for each in listed.select("a.mgMeetingTableLnk")):
            page = soup(week, address)
            assert page.select_one("#modgov h1.mgMainTitleTxt")
            assert page.find("meta", attrs={"name": "DC.date"})
            assert [get(week, each).status for each in links(page, r"^(mgAi|mgChooseDocPack)\.aspx")].count(404) == 0
            assert all(" " in each for each in links(page, r"^documents/"))
            met += 1
    assert met >= 15


def test_every_paper_can_be_read() -> None:
    """Each PDF of week 3 opens, has its pages numbered, and says what its item is about."""
    page = meeting(3, "2343")
    papers = sorted(set(links(page, r"^documents/")))
    assert len(papers) == 9
    for address in papers:
        answer = get(3, address)
        assert answer.kind == "application/pdf"
        text = pdf_text(answer)
        assert f"Page 1 of {len(text)}" in text[0]
    text = pdf_text(get(3, "documents/s2343061/any name.pdf"))
    assert len(text) > 3
    assert "£66.1m" in text[0]


def test_names_are_read_without_regard_to_case() -> None:
    """Page names, parameter names and a cookieless session do not change the answer."""
    plain = get(0, "ieListDocuments.aspx?CId=118&MId=2303&Ver=4")
    for other in (
        "IELISTDOCUMENTS.ASPX?mid=2303",
        "(S(abc123xyz))/ielistdocuments.aspx?MEETINGID=2303&XXR=0",
        "%28S%28abc%29%29/ieListDocuments.aspx?MId=2303",
    ):
        assert get(0, other) == plain


def test_what_is_not_there_is_404() -> None:
    """Unknown pages, ids and papers get a page that says so, also papers that are not out yet."""
    for target in (
        "mgNothing.aspx",
        "mgAi.aspx?ID=1",
        "documents/s1/x.pdf",
        "documents/s2323051/x.pdf",
        "ieListMeetings.aspx",
    ):
        answer = get(0, target)
        assert answer.status == 404, target
        assert b'id="modgov"' in answer.body
    assert get(3, "documents/s2323051/x.pdf").status == 200


def test_two_instances_give_equal_bytes() -> None:
    """Nothing of the clock or of chance is in a page or a paper."""
    other = Site()
    for target in (
        "ieListDocuments.aspx?MId=2303",
        "documents/s2303051/x.pdf",
        "documents/g5303/x.pdf?T=10",
        "mgRss.aspx",
    ):
        assert other.answer(3, f"/{target}", BASE) == get(3, target)


def test_the_calendar_is_fixed() -> None:
    """Weeks are looked at on Mondays from 7 September 2026, and there are enough of them."""
    assert SampleCouncil.now(0) == datetime(2026, 9, 7, 6, tzinfo=UTC)
    assert SampleCouncil.now(2) == datetime(2026, 9, 21, 6, tzinfo=UTC)
    assert SampleCouncil.last_week >= 6
    council = SampleCouncil(week=SampleCouncil.last_week)
    with pytest.raises(SampleError, match="no further week"):
        council.advance()
    with pytest.raises(SampleError, match="no week 99"):
        SampleCouncil(week=99)


def test_everything_happens_once() -> None:
    """Over the weeks each kind of news is expected exactly once; only agendas come out more often."""
    kinds = [change[0] for changes in EXPECTED_CHANGES.values() for change in changes]
    often = {kind for kind in kinds if kinds.count(kind) > 1}
    assert often == {"agenda_published"}
    assert len(set(kinds)) == 18
    assert set(EXPECTED_CHANGES) == set(WEEKS)
    assert set(EXPECTED_ELSEWHERE) <= set(WEEKS)


def test_agendas_come_out() -> None:
    """Before its week a meeting has no documents and a proposed venue; in its week it has an agenda."""
    expected = [
        (week, change)
        for source in (EXPECTED_CHANGES, EXPECTED_ELSEWHERE)
        for week, changes in source.items()
        for change in changes
        if change[0] == "agenda_published"
    ]
    assert len(expected) == 8
    for week, (_, committee_id, meeting_id, _, _) in expected:
        assert meeting_id
        assert row(week, committee_id, meeting_id).endswith(" - Agenda")
        assert meeting(week, meeting_id).select("table.mgItemTable a[name^=AI]")
        if row(week - 1, committee_id, meeting_id):
            before = meeting(week - 1, meeting_id).get_text()
            assert "No documents are available" in before
            assert "Proposed venue:" in before


def test_items_come_go_and_are_renamed() -> None:
    """A late item pushes the numbers of those below, a withdrawn one takes its papers, a new title keeps the id."""
    assert item(0, "2303", "230311") is None
    assert "Ofsted focused visit" in item(1, "2303", "230311").get_text()
    assert item(0, "2303", "230305").td.get_text(strip=True) == "5."
    assert item(1, "2303", "230305").td.get_text(strip=True) == "6."
    assert item(1, "2343", "234309") is not None
    assert item(2, "2343", "234309") is None
    assert len(meeting(2, "2343").select("a[name^=AI]")) >= 8
    assert get(1, "documents/s2343091/x.pdf").status == 200
    assert get(2, "documents/s2343091/x.pdf").status == 404
    assert "public consultation" not in item(4, "2344", "234406").get_text()
    assert "public consultation" in item(5, "2344", "234406").get_text()


def test_papers_come_go_and_are_replaced() -> None:
    """A paper that was to follow arrives, an appendix goes, and a report is replaced without a trace on its page."""
    assert "(to follow)" in item(2, "2323", "232305").get_text()
    assert "(to follow)" not in item(3, "2323", "232305").get_text()
    assert item(3, "2323", "232305").find("a", href=re.compile("s2323051"))
    assert item(4, "2344", "234407").find("a", href=re.compile("s2344073"))
    assert not item(5, "2344", "234407").find("a", href=re.compile("s2344073"))
    before, after = (get(week, "documents/s2303051/x.pdf") for week in (0, 1))
    assert before.body != after.body
    assert before.etag != after.etag
    assert after == get(2, "documents/s2303051/x.pdf")
    rows = [str(item(week, "2303", "230305")).replace(number, "N") for week, number in ((0, "5."), (1, "6."))]
    assert rows[0].replace(", item 5", "") == rows[1].replace(", item 6", "")


def test_meetings_move_and_change() -> None:
    """Times, venues and statuses change under one id; new meetings appear."""
    assert row(0, "124", "2323").startswith("24 Sep 2026 9:30 am")
    assert row(1, "124", "2323").startswith("1 Oct 2026 1:00 pm")
    assert "Council Chamber" in meeting(2, "2304").get_text()
    assert "Aldcote Town Hall" in meeting(3, "2304").get_text()
    assert [row(week, "124", "2324").partition(" - ")[2] for week in (3, 4, 5, 6)] == ["", "CANCELLED", "CANCELLED", ""]
    assert "9:30 am, CANCELLED" in meeting(4, "2324").get_text()
    assert row(5, "101", "2345").endswith(" - POSTPONED")
    assert (row(1, "118", "2306"), bool(row(2, "118", "2306"))) == ("", True)
    assert "mgCommitteeDetails.aspx?ID=142" not in str(soup(2, "mgListCommittees.aspx"))
    assert "mgCommitteeDetails.aspx?ID=142" in str(soup(3, "mgListCommittees.aspx"))


def test_what_is_out_after_a_meeting() -> None:
    """Supplement, decisions and minutes come in their weeks; amended minutes change in the full text too."""
    assert not list(links(meeting(1, "2343"), "SID=2343901"))
    (address,) = links(meeting(2, "2343"), "SID=2343901")
    (paper,) = links(soup(2, address), r"^documents/b2343901/")
    assert "Schools Forum" in pdf_text(get(2, paper))[0]
    headings = [meeting(week, "2343").select("h1")[0].get_text() for week in (2, 3)]
    assert headings == ["Agenda", "Agenda and decisions"]
    assert [row(week, "118", "2303").partition(" - ")[2] for week in (2, 3, 6)] == [
        "Agenda",
        "Agenda, Draft minutes",
        "Agenda, Minutes",
    ]
    cut = item(1, "2342", "234205")
    assert "view the full minutes text for item 5." in cut.get_text(" ").replace("\n", " ")
    assert "RESOLVED" not in cut.get_text()
    full = [soup(week, "mgAi.aspx?ID=234205").get_text() for week in (0, 1)]
    assert ["£11.4m" in text for text in full] == [True, False]
    assert ["£14.1m" in text for text in full] == [False, True]
    assert all("RESOLVED that the forecast be noted" in " ".join(text.split()) for text in full)


def test_a_quiet_week_changes_the_skin_alone() -> None:
    """In the last week pages differ in the council's own notice and in scripts, and in nothing else."""

    def kept(week: int, target: str) -> str:
        page = soup(week, target)
        for script in page.find_all("script"):
            script.decompose()
        return str(page.select_one("#modgov"))

    for target in ("mgListCommittees.aspx", "ieListMeetings.aspx?CId=118", "ieListDocuments.aspx?MId=2304"):
        assert get(6, target).body != get(7, target).body
        assert kept(6, target) == kept(7, target)


def test_the_feed_holds_the_last_week() -> None:
    """mgRss.aspx lists what was published in the week, for one committee or for all."""
    assert get(1, "mgRss.aspx").body.count(b"<item>") == 1
    text = get(3, "mgRss.aspx?CID=101").body.decode()
    assert "Decision sheet published: Meeting of Tuesday, 22nd September, 2026 2.00 pm, Cabinet" in text
    assert f"{BASE}ieListDocuments.aspx?CId=101&amp;MId=2343&amp;Ver=4" in text
    assert get(7, "mgRss.aspx").body.count(b"<item>") == 0


def test_the_weeks_turn_by_hand() -> None:
    """A person sees on /sample what happens next and turns the week with the button."""
    council = SampleCouncil()
    with council.serve(base_path="/moderngov/") as site, requests.Session() as session:
        page = session.get(f"{site.base_url}sample", timeout=5)
        assert "week 0 of 7" in page.text
        after = session.post(f"{site.base_url}sample/advance", timeout=5)
        assert after.url == f"{site.base_url}sample"
        assert "week 1 of 7" in after.text
        assert council.week == 1
        home = session.get(site.base_url, timeout=5)
        assert home.url == f"{site.base_url}mgListCommittees.aspx?bcr=1"
        assert "Harrowmere" in home.text
