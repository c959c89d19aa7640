"""What every host of the bench serves: the sample council's cabinet in one week, made longer by meetings long past.

A list of fifteen meetings, of which two are near: their pages are part of each poll. The bytes are made before anything
is measured. Does not serve them. May import: watcher.sample.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from watcher.sample import SampleCouncil
from watcher.sample.site import ROBOTS, Site

COMMITTEE = "101"
WEEK = 3
LISTED = 15
"""Meetings in the list, as real lists have them."""

LONG_AGO = ("2340", date(2026, 6, 16))  # the meeting whose row and page are copied with other numbers and days
ROW = re.compile(r'<li  class="mgTable(?:Even|Odd)Row" >.*?</li>', re.DOTALL)
_LIST = f"/ieListMeetings.aspx?CommitteeId={COMMITTEE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """One address's answer. Papers and robots.txt are served as well; they are not part of an unchanged poll."""

    body: bytes
    kind: str
    etag: str | None


def moment(hours: float = 0.0) -> datetime:
    """The moment (UTC) at which the pages are looked at, or some hours later."""
    return SampleCouncil.now(WEEK) + timedelta(hours=hours)


def served(target: str, site: Site) -> Served | None:
    """The answer to a path and query, None if there is nothing."""
    if target == "/robots.txt":
        return Served(body=ROBOTS, kind="text/plain; charset=utf-8", etag=None)
    for number, day in _copies():
        if f"MId={number}&" in target:
            return copy_of(number, day, target, site)
    answer = site.answer(WEEK, target, "http://bench/")
    if answer.status != 200:
        return None
    body = answer.body if target != _LIST else _longer(answer.body.decode()).encode()
    return Served(body=body, kind=answer.kind, etag=answer.etag)


def copy_of(number: str, day: date, target: str, site: Site) -> Served:
    """The page of a meeting long past, with another number and day."""
    original = site.answer(WEEK, target.replace(number, LONG_AGO[0]), "http://bench/")
    return Served(body=moved(original.body.decode(), number, day).encode(), kind=original.kind, etag=f'"{number}"')


def _copies() -> list[tuple[str, date]]:
    """Numbers and days of the copied meetings: four weeks apart, so that the day of the week stays right."""
    known = 7  # in the sample's own list
    return [(f"1{index:03}", LONG_AGO[1] - timedelta(weeks=4 * index)) for index in range(1, LISTED - known + 1)]


def _longer(page: str) -> str:
    """The list with a row for each copied meeting."""
    rows = ROW.findall(page)
    pattern = next(row for row in rows if f"MId={LONG_AGO[0]}" in row)
    added = "".join(moved(pattern, number, day) for number, day in _copies())
    return page.replace(rows[-1], rows[-1] + added)


def moved(text: str, number: str, day: date) -> str:
    """The text with another meeting's number and day, in every form in which dates are written."""
    old_number, old = LONG_AGO
    text = text.replace(old_number, number)
    for form in ("{0.day} {0:%B %Y}", "{0.day} {0:%b %Y}", "{0.day}&#32;{0:%b}&#32;{0.year}", "{0:%Y-%m-%d}"):
        text = text.replace(form.format(old), form.format(day))
    return text
