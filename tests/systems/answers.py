"""Answers of a fictional council's web service, built from the parts a test cares for."""

from tests.systems.pages import page_of
from watcher.domain.publications import Committee, Council, Page, Reading, Source
from watcher.systems.moderngov_service import ModernGovService

BASE = "https://meetings.ambleford.example/mginternet/"
SERVICE = BASE + "mgWebService.asmx/"
LIST = SERVICE + "GetMeetings?lCommitteeId=31&sFromDate=01/06/2026&sToDate=31/10/2027"
MEETING = SERVICE + "GetMeeting?lMeetingId=4711"
PANEL = Committee(id="31", name="Schools Panel")
SOURCE = Source(
    key="ambleford/31",
    system="moderngov-service",
    url=BASE,
    name="Ambleford: Schools Panel",
    council=Council(key="ambleford", name="Ambleford", url=BASE),
    committee=PANEL,
)


def xml(inside: str) -> str:
    """An answer with its declaration."""
    return f'<?xml version="1.0" encoding="utf-8"?>\n{inside}'


def row(meeting_id: str = "4711", day: str = "22/09/2026", status: str = "Confirmed", clock: str = "6.30 pm") -> str:
    """A meeting of a list."""
    return (
        f"<meeting><meetingid>{meeting_id}</meetingid><meetingdate>{day}</meetingdate>"
        f"<meetingstatus>{status}</meetingstatus><meetingtime>{clock}</meetingtime></meeting>"
    )


def listed(*rows: str, count: str | None = None, committee: str = "31", root: str = "getmeetings") -> str:
    """A list of one committee's meetings."""
    inside = "".join(rows)
    held = f"<committee><committeeid>{committee}</committeeid><committeetitle>Schools Panel</committeetitle>"
    held += f"<committeemeetings>{inside}</committeemeetings></committee>"
    return xml(f"<{root}><meetingscount> {count or len(rows)}</meetingscount>{held if rows else ''}</{root}>")


def paper(number: str = "71", **fields: str) -> str:
    """A linked document."""
    usual = {"attachmentid": number, "title": f"Report {number}", "url": f"{BASE}mgConvert2PDF.aspx?ID={number}"}
    return (
        "<linkeddoc>"
        + "".join(f"<{name}>{words}</{name}>" for name, words in (usual | fields).items())
        + "</linkeddoc>"
    )


def item(number: str = "501", *papers: str, **fields: str) -> str:
    """An item of an agenda."""
    usual = {"agendaitemid": number, "agendaitemtitle": "SEND strategy", "fulldisplaynumberformat": "1."}
    inside = "".join(f"<{name}>{words}</{name}>" for name, words in (usual | fields).items())
    return f"<agendaitem>{inside}<linkeddocuments>{''.join(papers)}</linkeddocuments></agendaitem>"


def meeting(*items: str, **fields: str) -> str:
    """A meeting's own answer, its agenda out."""
    usual = {
        "meetingid": "4711",
        "meetingdate": "22/09/2026",
        "meetingstatus": "Confirmed",
        "meetingtime": "6.30 pm",
        "agendapublished": "True",
        "decisionpublished": "False",
        "minutepublished": "False",
        "meetinglocation": "Town Hall",
    }
    inside = "".join(f"<{name}>{words}</{name}>" for name, words in (usual | fields).items())
    return xml(f"<meeting>{inside}<agendaitems>{''.join(items)}</agendaitems></meeting>")


def read(answer: str | bytes, url: str = MEETING, source: Source | None = SOURCE) -> Reading:
    """What the reader understands of an answer from `url`."""
    return ModernGovService().read(source, answer_page(answer, url))


def answer_page(answer: str | bytes, url: str = MEETING) -> Page:
    """The answer as if it had been fetched."""
    return page_of(answer, url, {"content-type": "text/xml; charset=utf-8"})
