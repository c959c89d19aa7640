"""CMIS: a month of the calendar, a meeting with its papers. Read-only, and it says what it cannot carry: items.

The calendar is one for the whole council and has no list of committees: those that meet in the months around today are
the ones there are. Nobody has shown us other pages, and none is asked for.
Does not fetch, and does not compare with what is known. May import: domain, the readers of CMIS beside it.
"""

import hashlib
from dataclasses import replace
from datetime import date, timedelta

from bs4 import Tag

from watcher.domain.calendars import calendar_folder
from watcher.domain.publications import LONDON, Meeting, Outcome, Page, PageKind, Reading, Source
from watcher.systems._cmis_lists import asked_month, read_list, read_month
from watcher.systems._cmis_meeting import SYSTEM as NAME
from watcher.systems._cmis_meeting import read_meeting
from watcher.systems._cmis_stretch import cut, is_of_cmis
from watcher.systems._decode import decode
from watcher.systems._html import parse, plain_text, without_session
from watcher.systems._wrong_pages import find_wrong
from watcher.systems.moderngov_pages import months_before, row_fingerprint

LOOK_BACK = timedelta(days=14)
"""The two months that are asked for begin with the one of this many days ago: 14 to 45 days back, 16 to 61 ahead."""

MONTHS_OF_COMMITTEES = range(-3, 4)
"""Months in which committees are looked for: most meet once a quarter."""

_LARGEST_STRETCH = 2_000_000
"""Characters, as for modern.gov."""


class Cmis:
    """The system of that name; keeps nothing between calls, so one serves all threads."""

    name = NAME

    def first_requests(self, source: Source, today: date) -> tuple[str, ...]:
        """Months of the calendar by their first days: seven for the committees, two around today for one of them."""
        if source.committee is None:
            months = [months_before(today, -shift) for shift in MONTHS_OF_COMMITTEES]
        else:
            first = (today - LOOK_BACK).replace(day=1)
            months = [first, months_before(first, -1)]
        folder = calendar_folder(source.url) or source.url
        return tuple(f"{folder}Date/{month:%Y-%m-%d}/Default.aspx" for month in months)

    def meeting_request(self, source: Source, meeting_id: str, url: str) -> str:  # noqa: ARG002 - for others
        """A meeting is read on its page, under the address that the calendar gave."""
        return url

    def read(self, source: Source | None, page: Page) -> Reading:
        """What the page says; for a wrong page, its outcome and what was seen. Does not raise for any page."""
        address = without_session(page.final_url or page.url)
        text = decode(page.body, page.headers)
        stretch = cut(text)
        if stretch is None:
            return _unreadable(*find_wrong(text))
        if not stretch.is_closed:
            return _unreadable(Outcome.TRUNCATED, "the page ends inside its content")
        if len(stretch.text) > _LARGEST_STRETCH:
            return _unreadable(Outcome.TOO_LARGE, f"{len(stretch.text)} characters of content")
        reading = _read(parse(stretch.text), address, source, page.fetched_at.astimezone(LONDON).date())
        if source is not None and source.is_directory and reading.kind is PageKind.MEETINGS:
            # Committees are all that is asked of these months; a calendar names those that meet, and not all there are.
            return replace(reading, kind=PageKind.COMMITTEES, meetings=(), is_complete=False)
        return reading

    def fingerprint(self, page: Page) -> str:
        """SHA-256 (hex) of the meetings module's part of the page, without scripts and the state of its forms."""
        stretch = cut(decode(page.body, page.headers))
        return stretch.fingerprint if stretch else hashlib.sha256(b"whole\x00" + page.body).hexdigest()

    def row_fingerprint(self, meeting: Meeting) -> str:
        """As for modern.gov: status and time, as far as the calendar says them."""
        return row_fingerprint(meeting)

    def recognises(self, text: str, address: str) -> bool:
        """True for any page of a CMIS site."""
        return is_of_cmis(text, address)


def _read(tree: Tag, address: str, source: Source | None, today: date) -> Reading:
    """By what only one kind of page has, then by the address."""
    committee = source.committee if source else None
    if tree.find(class_="DNNLabel") or tree.find(class_="CmisDocumentList"):
        return read_meeting(tree, address)
    if tree.find("td", class_="SimpleCalendarDate"):
        return read_month(tree, address, committee, today)
    if tree.find(class_="MeetingCalendarListView") or _has_list(tree):
        return read_list(tree, address, committee)
    if asked_month(address) and tree.find("table", class_="rgMasterTable"):
        return read_month(tree, address, committee, today)
    heading = plain_text(tree.find("h1"))[:100]
    return _unreadable(Outcome.NOT_A_PAGE, f"a page of another kind: {heading}".rstrip(": "))


def _has_list(tree: Tag) -> bool:
    return tree.find("th", class_="DateColumn") is not None


def _unreadable(outcome: Outcome, why: str) -> Reading:
    return Reading(system=NAME, kind=PageKind.UNREADABLE, outcome=outcome, why=why)
