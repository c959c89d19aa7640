"""A small fictional council on CMIS, in the shape of the real pages, on a real server and watched by the whole program.

Does not assert anything.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from html import escape
from pathlib import Path

from tests import fetch_server
from tests.ambleford import Ambleford
from tests.read_once import READER
from tests.world import StatedClock
from watcher import config
from watcher.app import collaborators

FOLDER = "/fernbury/Meetings/tabid/81/ctl/"
CALENDAR = FOLDER + "MeetingCalendarPublicNoJava/mid/402/"
SOURCES = """\
contact: tests@example.org
councils:
  - {{name: Fernbury, key: fernbury, url: "{url}", system: cmis, committees: {committees}, allow_private: true,
      politeness: {{gap: 0, retries: 0, max_size: 1 MB}}}}
"""
PANEL, BOARD = ("31", "Schools Panel"), ("7", "Harbour Board")
Row = tuple[date, str, str, tuple[str, str]]
"""A day, an hour, the meeting's id, its committee."""


def month_path(first: date) -> str:
    """Where a month of the calendar is."""
    return f"{CALENDAR}Date/{first:%Y-%m-%d}/Default.aspx"


def meeting_path(meeting_id: str, committee: tuple[str, str] = PANEL) -> str:
    """Where a meeting is."""
    ids = f"Meeting/{meeting_id}/Committee/{committee[0]}"
    return f"{FOLDER}ViewMeetingPublic/mid/402/{ids}/SelectedTab/Documents/Default.aspx"


def skin(content: str, *, state: str = "x") -> str:
    """A whole page: the council's skin, the state of its forms, and the module."""
    return (
        "<!DOCTYPE html><html><head><title>Fernbury</title></head><body><form>"
        f'<input type="hidden" name="__VIEWSTATE" value="{state}" /><nav><a href="/fernbury/Home.aspx">Home</a></nav>'
        f'<div class="DNNModuleContent ModCMISMeetingsC">{content}<script>var seen = "{state}";</script></div>'
        "</form></body></html>"
    )


def month(*rows: Row, day: str = "") -> str:
    """A month with these meetings; each day with its weekday and without a year."""
    cells = "".join(
        f'<tr class="rgRow"><td class="SimpleCalendarDate">{day or f"{when:%A}, {when.day} {when:%B}"}</td><td>'
        f'<p class="Meeting"><a href="{meeting_path(id_, committee)}">{clock} {escape(committee[1])}</a></p></td></tr>'
        for when, clock, id_, committee in rows
    )
    return skin(f'<table class="rgMasterTable">{cells}</table>')


def holder(label: str, value: str, kind: str, inner: str = "") -> str:
    """A label with its value."""
    span = f'<div class="DNNLabel {kind}Label"><div class="dnnLabel"><label><span>{label}:</span></label></div></div>'
    return f'<div class="holder">{span}<div class="Value {kind}">{value}</div>{inner}</div>'


def paper(title: str, address: str, size: str = "(1Mb)") -> str:
    """A paper in the list of papers."""
    link = f'<a class="TitleLink" href="/fernbury/Document.ashx?{address}">{escape(title)}</a>'
    return f'<li class="DocumentListItem">{link}<span class="FileSize">{size}</span></li>'


def meeting(
    *papers: str,
    when: str = "22 Sep 2026 - 18:30",
    status: str = "Scheduled",
    venue: str = "Town Hall",
    committee: str = "Schools Panel",
    state: str = "x",
) -> str:
    """A meeting's page. The status stands under a VenueLabel, as in the real ones."""
    place = holder("Venue", f'<a href="/fernbury/v.aspx">{venue}</a>', "Venue")
    summary = holder("Committee", committee, "Committee") + holder("Date/Time", when, "DateTime")
    listed = f'<ul class="DocumentList CmisDocumentList">{"".join(papers)}</ul>'
    return skin(f"<h1>Meeting Details</h1>{summary}{holder('Status', status, 'Venue', place)}{listed}", state=state)


def document_path(address: str) -> str:
    """Where a paper is."""
    return f"/fernbury/Document.ashx?{address}"


@contextmanager
def fernbury(folder: Path, *, committees: str = "[31]") -> Iterator[Ambleford]:
    """Everything set up, on 1 September 2026: meeting 4711 on the 22nd, nothing out; another body's on the 9th."""
    clock = StatedClock(datetime(2026, 9, 1, 6, 0, tzinfo=UTC))
    with fetch_server.serving() as site:
        path = folder / "sources.yaml"
        url = site.url.rstrip("/") + meeting_path("4711")
        path.write_text(SOURCES.format(url=url, committees=committees), encoding="utf-8")
        with collaborators(config.load(path, {}), clock=clock, chance=lambda: 0.5, reader=READER) as tools:
            place = Ambleford(site=site, tools=tools, clock=clock)
            for number in range(6, 13):
                place.shows(month_path(date(2026, number, 1)), empty(date(2026, number, 1)))
            place.shows(month_path(date(2026, 9, 1)), september())
            place.shows(meeting_path("4711"), meeting())
            place.shows(meeting_path("4690", BOARD), meeting(when="9 Sep 2026 - 10:00", committee="Harbour Board"))
            yield place


def empty(first: date) -> str:
    """A month in which nobody meets."""
    day = f"{first:%A}, {first.day} {first:%B}"
    row = f'<tr class="rgRow"><td class="SimpleCalendarDate">{day}</td><td></td></tr>'
    return skin(f'<table class="rgMasterTable">{row}</table>')


def september(*more: Row) -> str:
    """The month of the two meetings."""
    return month((date(2026, 9, 9), "10:00", "4690", BOARD), (date(2026, 9, 22), "18:30", "4711", PANEL), *more)
