"""modern.gov as programs see it: the web service's committees, meetings of some days, and one meeting with its agenda.

Plain GET, no key; off at some sites, open at some whose pages are blocked. Days are asked for as dd/mm/yyyy: a server
that reads another form ignores it and answers with everything since 2005.
Does not fetch, and does not compare with what is known. May import: domain, the readers of the service beside it.
"""

import hashlib
import re
from datetime import date, timedelta

from watcher.domain.publications import Meeting, Outcome, Page, PageKind, Reading, Source
from watcher.systems._decode import decode
from watcher.systems._empty_answer import is_empty_answer
from watcher.systems._html import without_session
from watcher.systems._service_lists import SYSTEM as NAME
from watcher.systems._service_lists import read_committees, read_meetings
from watcher.systems._service_meeting import read_meeting
from watcher.systems._service_xml import Element, WrongXmlError, parse_answer, root_name
from watcher.systems._wrong_pages import find_wrong
from watcher.systems.moderngov_pages import row_fingerprint

MONTHS_BACK, MONTHS_AHEAD = 3, 13
"""What a list is asked for: minutes come within three months, and calendars are made for a year and its May."""

_FOLDER = "mgwebservice.asmx"
_COMMITTEES = frozenset(("committees", "getcommittees"))
_LISTS = frozenset(("getmeetings", "getallmeetings", "getallmeetingsbydate", "allmeetings", "meetings"))
_MEETING = frozenset(("meeting", "getmeeting"))
_OF_PEOPLE = re.compile(r"<attendees>.*?</attendees>", re.DOTALL | re.IGNORECASE)


class ModernGovService:
    """The system of that name; keeps nothing between calls, so one serves all threads."""

    name = NAME

    def first_requests(self, source: Source, today: date) -> tuple[str, ...]:
        """The list of committees for a directory, a committee's meetings from month to month otherwise."""
        if source.committee is None:
            return (f"{source.url}mgWebService.asmx/GetCommittees",)
        first = _first_of_month(today, -MONTHS_BACK)
        last = _first_of_month(today, MONTHS_AHEAD + 1) - timedelta(days=1)
        days = f"sFromDate={first:%d/%m/%Y}&sToDate={last:%d/%m/%Y}"
        return (f"{source.url}mgWebService.asmx/GetMeetings?lCommitteeId={source.committee.id}&{days}",)

    def meeting_request(self, source: Source, meeting_id: str, url: str) -> str:  # noqa: ARG002 - for others
        """A meeting is asked for by its id; `url` is its page for people."""
        return f"{source.url}mgWebService.asmx/GetMeeting?lMeetingId={meeting_id}"

    def read(self, source: Source | None, page: Page) -> Reading:
        """What the answer says; for a wrong one, its outcome and what was seen. Does not raise for any answer."""
        text = decode(page.body, page.headers)
        if is_service_answer(text):
            try:
                return _read_answer(parse_answer(text), source, without_session(page.final_url or page.url))
            except WrongXmlError as wrong:
                return _unreadable(wrong.outcome, wrong.why)
        if is_empty_answer(text):
            return Reading(system=NAME, kind=PageKind.EMPTY, why="a valid answer with nothing in it")
        return _unreadable(*find_wrong(text))

    def fingerprint(self, page: Page) -> str:
        """SHA-256 (hex) of the answer without the people who attend."""
        text = without_session(_OF_PEOPLE.sub("", decode(page.body, page.headers)))
        return hashlib.sha256(b"service 1\x00" + text.encode("utf-8", errors="replace")).hexdigest()

    def row_fingerprint(self, meeting: Meeting) -> str:
        """As the pages have it: where nothing is out yet, both ways say the same and nothing is read twice."""
        return row_fingerprint(meeting)


def is_service_answer(text: str) -> bool:
    """True if the text's first element is one of the service's."""
    return root_name(text) in _COMMITTEES | _LISTS | _MEETING


def is_service_address(address: str) -> bool:
    """True if the address is one of the service's methods."""
    return f"/{_FOLDER}/" in address.lower()


def _read_answer(root: Element, source: Source | None, address: str) -> Reading:
    base = _base(address, source)
    if root.name in _COMMITTEES:
        return read_committees(root)
    if root.name in _LISTS:
        return read_meetings(root, address, base)
    return read_meeting(root, base, source.committee if source else None)


def _base(address: str, source: Source | None) -> str:
    """The folder of the council's pages."""
    place = address.lower().find(f"/{_FOLDER}")
    if place >= 0:
        return address[: place + 1]
    return source.url if source is not None else address.partition("?")[0].rpartition("/")[0] + "/"


def _first_of_month(day: date, months: int) -> date:
    """The first day of the month that is so many months later."""
    count = day.year * 12 + day.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def _unreadable(outcome: Outcome, why: str) -> Reading:
    return Reading(system=NAME, kind=PageKind.UNREADABLE, outcome=outcome, why=why)
