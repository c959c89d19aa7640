"""Pages of a fictional council, in the shape of modern.gov's, built from the parts a test cares for."""

from collections.abc import Mapping
from datetime import UTC, datetime

from watcher.domain.publications import Outcome, Page

BASE = "https://meetings.ambleford.example/mginternet/"
MEETING = BASE + "ieListDocuments.aspx?CId=31&MId=4711&Ver=4"
LIST = BASE + "ieListMeetings.aspx?CommitteeId=31"


def page_of(body: str | bytes, url: str = BASE, headers: Mapping[str, str] | None = None) -> Page:
    """The body as if it had been fetched from `url`."""
    raw = body.encode() if isinstance(body, str) else body
    at = datetime(2026, 9, 7, tzinfo=UTC)
    return Page(url=url, final_url=url, outcome=Outcome.OK, status=200, fetched_at=at, body=raw, headers=headers or {})


def skin(content: str, *, h1: str, h2: str = "", head: str = "") -> str:
    """A whole page: the council's skin, with decoys of modern.gov's classes outside #modgov."""
    subtitle = f'<div class="mgSubTitle"><h2 class="mgSubTitleTxt">{h2}</h2></div>' if h2 else ""
    return (
        f"<!DOCTYPE html><html><head><title>Ambleford</title>{head}</head><body>"
        '<nav><a class="mgMeetingTableLnk" href="ieListDocuments.aspx?MId=1">1 Jan 2020</a></nav>'
        f'<div id="modgov"><div class="mgHeader"><h1  class="mgMainTitleTxt" >{h1}</h1></div>{subtitle}'
        f"<script>var mgItemTable = '<table class=\"mgItemTable\">';</script>{content}"
        '<div class="mgHelpLine" ><p>Help</p></div><div class="mgFooter"><p>foot</p></div></div>'
        '<p class="mgAiTitleTxt"><a name="AI666"></a>Not an item</p></body></html>'
    )


def item_row(item_id: str, number: str, title: str, rest: str = "") -> str:
    """A row of the agenda's table."""
    return (
        f'<tr><td  class="mgItemNumberCell" ><p class="mgAiTitleTxt"><a name="AI{item_id}"></a>{number}</p></td>'
        f'<td ><p  class="mgAiTitleTxt" >{title}</p>{rest}</td></tr>'
    )


def meeting(
    rows: str = "",
    *,
    h1: str = "Agenda",
    h2: str = '<a href="mgCommitteeDetails.aspx?ID=31">Schools Panel - Tuesday, 8th September, 2026 6.30 pm</a>',
    papers: str = "",
    above: str = "",
    head: str = "",
) -> str:
    """A meeting's page."""
    table = f'<table class="mgItemTable"><tr><th class="mgHide">No.</th></tr>{rows}</table>' if rows else ""
    links = f'<div class="mgLinks"><ul  class="mgActionList" >{papers}</ul></div>'
    content = f'{above}{links}<div class="mgContent" >{table}</div>'
    return skin(content, h1=h1, h2=h2, head=head)


def list_row(meeting_id: str, words: str, beside: str = "") -> str:
    """A row of a list of meetings."""
    link = (
        f'<a  class="mgMeetingTableLnk" href="ieListDocuments.aspx?CId=31&amp;MId={meeting_id}&amp;Ver=4">{words}</a>'
    )
    return f'<li class="mgTableEvenRow">{link}{beside}</li>'


def meetings(rows: str, *, list_class: str = "mgNonBulletTableList") -> str:
    """A committee's list of meetings."""
    content = f'<input type="hidden" name="hCommitteeId" value="31" /><ul class="{list_class}">{rows}</ul>'
    return skin(content, h1="Browse meetings", h2="Schools Panel")
