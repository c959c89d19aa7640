"""Pages to tear: one of each kind that the sample council serves, and the real ones where they are at hand."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.systems.expected_cmis import PAGES as CMIS
from tests.systems.pages import page_of
from watcher.domain.publications import Page
from watcher.sample.site import Site

BASE = "https://meetings.harrowmere.example/mg/"
_SERVICE = "mgWebService.asmx/"
_TARGETS = (
    "mgListCommittees.aspx?bcr=1",
    "mgCommitteeDetails.aspx?ID=118",
    "ieListMeetings.aspx?CommitteeId=118",
    "ieListMeetings.aspx?CommitteeId=124&LLL=1",
    "ieListDocuments.aspx?CId=118&MId=2303&Ver=4",
    "ieListDocuments.aspx?CId=118&MId=2304&Ver=4",
    "mgAi.aspx?ID=230305",
    "mgDelegatedDecisions.aspx?bcr=1",
    "ieDecisionDetails.aspx?ID=7005",
    "mgPlansHome.aspx?bcr=1",
    "mgListPlans.aspx?RPId=1",
    "mgListPlanItems.aspx?PlanId=92",
    "mgIssueHistoryHome.aspx?IId=8001",
    "mgRss.aspx",
    _SERVICE + "GetCommittees",
    _SERVICE + "GetMeetings?lCommitteeId=118&sFromDate=01/06/2026&sToDate=31/10/2027",
    _SERVICE + "GetMeeting?lMeetingId=2303",
)
_CMIS_DOCUMENTS = (
    '<html><body><div class="DnnModule-CMISMeetingsInformation"><div id="dnn_ctr397_ModuleContent">'
    '<table><tr><td class="SimpleCalendarDate">7 September 2026</td><td><a href="/x/Meetings/tabid/70/ctl/'
    'ViewMeetingPublic/mid/397/Meeting/15042/Committee/4/Default.aspx">Schools Panel 18:00</a></td></tr></table>'
    '<span class="DNNLabel">Date</span><span>07/09/2026 18:00</span><table class="CmisDocumentList"><tr><td>'
    '<a href="Document.ashx?czJKcaeAi5tUFL1DTL2UE4zNRBcoShgo=abc">Agenda</a></td></tr></table></div>'
    "</div></body></html>"
)


@cache
def sample_pages() -> tuple[tuple[str, bytes], ...]:
    """(address, body) of each kind of page that the sample council serves in its sixth week."""
    site = Site()
    answers = [(BASE + each, site.answer(5, each, BASE)) for each in _TARGETS]
    return (
        *((address, answer.body) for address, answer in answers),
        ("https://x.example/Meetings/tabid/70/ctl/ViewMeetingPublic/mid/397/Default.aspx", _CMIS_DOCUMENTS.encode()),
    )


@cache
def real_pages() -> tuple[tuple[str, bytes], ...]:
    """(address, body) of the real files of modern.gov and CMIS, none where WATCHER_CORPUS is not set."""
    corpus = os.environ.get("WATCHER_CORPUS")
    return tuple(_real(Path(corpus))) if corpus else ()


def _real(corpus: Path) -> Iterator[tuple[str, bytes]]:
    names = {"ieListDocuments-10214": "ieListDocuments.aspx?MId=10214", "ieListMeetings": "ieListMeetings.aspx?CId=711"}
    for path in sorted(corpus.glob("moderngov/*/*.*ml")):
        page = next((page for part, page in names.items() if part in path.name), "")
        yield BASE + page, path.read_bytes()
    for name, (address, _) in CMIS.items():
        yield address or BASE, (corpus / "cmis" / name).read_bytes()


_MEETING = (
    '<div id="modgov"><h1 class="mgMainTitleTxt">Agenda</h1>'
    '<h2 class="mgSubTitleTxt">Panel - 7 September 2026 7 pm</h2>'
)
_END = "</div></body></html>"
ROWS: dict[str, tuple[str, str, str, str]] = {
    "items": (
        "ieListDocuments.aspx?MId=7",
        _MEETING + '<table class="mgItemTable">',
        '<tr><td class="mgItemNumberCell"><a name="AI{0}"></a>{0}.</td><td><p class="mgAiTitleTxt">'
        '<a class="mgAiTitleLnk" href="documents/s{0}/a.pdf">Budget {0}</a></p><div class="mgWordPara"><p>To note.</p>'
        "</div></td></tr>",
        "</table>" + _END,
    ),
    "notes": (
        "ieListDocuments.aspx?MId=7",
        _MEETING,
        "<p>Please note that this meeting will now commence at 3.{0} pm</p>",
        _END,
    ),
    "meetings": (
        "ieListMeetings.aspx?CId=1",
        '<div id="modgov"><h1 class="mgMainTitleTxt">Browse meetings</h1><ul class="mgNonBulletTableList">',
        '<li><a class="mgMeetingTableLnk" href="ieListDocuments.aspx?MId={0}">7 Sep 2026 7 pm</a> - Agenda, Minutes'
        "</li>",
        "</ul>" + _END,
    ),
    "decisions": (
        "mgDelegatedDecisions.aspx?bcr=1",
        '<div id="modgov"><h1 class="mgMainTitleTxt">Decisions</h1><table class="mgTabTable"><tr><th>Decision</th>'
        "<th>Date</th></tr>",
        '<tr><td><a href="ieDecisionDetails.aspx?ID={0}">Budget {0}</a></td><td>07/09/2026</td></tr>',
        "</table>" + _END,
    ),
    "a decision": (
        "ieDecisionDetails.aspx?ID=7",
        '<div id="modgov"><h1 class="mgMainTitleTxt">Decision details</h1><h2 class="mgSubTitleTxt">Budget</h2>',
        '<p><span class="mgLabel">Status {0}: </span>Approved</p><h3>Decision:</h3><p>Agreed</p>',
        _END,
    ),
    "a plan": (
        "mgListPlanItems.aspx?PlanId=7",
        '<div id="modgov"><h1 class="mgMainTitleTxt">Forward plan</h1>',
        '<p><a href="mgIssueHistoryHome.aspx?IId={0}">Budget {0}</a></p><p><span class="mgLabel">Decision due: </span>'
        "7 March 2027</p>",
        _END,
    ),
    "committees": (
        "mgListCommittees.aspx?bcr=1",
        '<div id="modgov"><h1 class="mgMainTitleTxt">Committee structure</h1><div class="mgContent"><ul>',
        '<li><a href="mgCommitteeDetails.aspx?ID={0}">Panel {0}</a></li>',
        "</ul></div>" + _END,
    ),
    "the service": (
        "mgWebService.asmx/GetMeeting?lMeetingId=7",
        '<?xml version="1.0"?><meeting><meetingid>7</meetingid><agendapublished>True</agendapublished><agendaitems>',
        "<agendaitem><agendaitemid>{0}</agendaitemid><agendaitemtitle>Budget &amp;amp; {0}</agendaitemtitle>"
        "<agendatext>&lt;p&gt;To note&lt;/p&gt;</agendatext></agendaitem>",
        "</agendaitems></meeting>",
    ),
    "a feed": (
        "mgRss.aspx",
        '<?xml version="1.0"?><rss version="2.0"><channel><title>n</title>',
        "<item><title>Agenda published: {0}</title><link>https://x.example/ieListDocuments.aspx?MId={0}</link></item>",
        "</channel></rss>",
    ),
    "a calendar": (
        "Meetings/tabid/70/ctl/MeetingCalendarPublicNoJava/mid/397/Date/2026-09-01/Default.aspx",
        '<div id="dnn_ctr397_ModuleContent"><div class="DnnModule-CMISMeetingsInformation"><table><tr>',
        '<td class="SimpleCalendarDate">7<a href="/x/Meetings/tabid/70/ctl/ViewMeetingPublic/mid/397/Meeting/{0}/'
        'Committee/4/Default.aspx">Panel {0} 18:00</a></td>',
        "</tr></table></div>" + _END,
    ),
    "divs inside divs": ("ieListDocuments.aspx?MId=7", '<div id="modgov">', "<div>", _END),
    "tables inside tables": (
        "ieListDocuments.aspx?MId=7",
        _MEETING + '<table class="mgItemTable">',
        '<tr><td class="mgItemNumberCell"><a name="AI{0}"></a><table>',
        "</table>" + _END,
    ),
    "labels inside labels": (
        "ieDecisionDetails.aspx?ID=7",
        '<div id="modgov"><h1 class="mgMainTitleTxt">Decision details</h1>',
        '<h3>Decision<span class="mgLabel">Status: ',
        _END,
    ),
}
"""Of everything that pages repeat: the address, what stands before, one of it, and what stands after."""


def of_size(name: str, size: int) -> Page:
    """A page of so many characters, full of one thing."""
    address, head, row, end = ROWS[name]
    rows = "".join(row.replace("{0}", str(number)) for number in range(1, size // len(row) + 1))
    start = head if head.startswith("<?") else f"<!DOCTYPE html><html><body>{head}"
    return page_of(start + rows + end, f"https://x.example/{address}")
