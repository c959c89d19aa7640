"""Lists of the web service: a council's committees, and meetings of one committee or of all.

Does not read meetings in detail. May import: domain, the readers of the service and of modern.gov pages beside it.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from watcher.dates import read_start
from watcher.domain.publications import Committee, Meeting, MeetingTime, Outcome, PageKind, Reading
from watcher.systems._dates import read_meeting_time
from watcher.systems._html import fold, number, parameters
from watcher.systems._reader_notes import MOST, NO_DATE_NOTE, time_notes
from watcher.systems._service_words import line, service_status
from watcher.systems._service_xml import Element, WrongXmlError

SYSTEM = "moderngov-service"

_MIDNIGHT = re.compile(r"\s+0?0:00(?::00)?\Z")


def read_committees(root: Element) -> Reading:
    """All committees, each id once. Those that were deleted or have expired are among them and say so."""
    found: dict[str, Committee] = {}
    unkeyed = 0
    for element in root.deep("committee"):
        committee = committee_of(element)
        if not committee.id or not committee.name:
            unkeyed += 1
            continue
        has_ended = bool(element.says("committeedeleted") or element.says("committeeexpired"))
        found.setdefault(committee.id, Committee(id=committee.id, name=committee.name, has_ended=has_ended))
    flags = _miscounted(root, "committeescount", len(found) + unkeyed)
    if unkeyed:
        flags = (*flags, f"{unkeyed} committees without an id or a name were left out")
    return Reading(
        system=SYSTEM,
        kind=PageKind.COMMITTEES,
        is_complete=not flags,
        flags=flags,
        committees=tuple(found.values()),
    )


def read_meetings(root: Element, address: str, base: str) -> Reading:
    """The meetings of a list as rows. Raises WrongXmlError where the answer is to another question."""
    covers = _asked_days(address)
    of = number(parameters(address).get("lcommitteeid"))
    committees: dict[str, Committee] = {}
    meetings: dict[str, Meeting] = {}
    flags: list[str] = []
    rows = 0
    for committee, element in _rows(root):
        rows += 1
        meeting, found = _row(element, committee, base)
        flags += found
        if meeting is not None:
            meetings.setdefault(meeting.id, meeting)
        if committee.id and committee.name:
            committees.setdefault(committee.id, committee)
    for element in root.deep("committee"):
        committee = committee_of(element)
        if committee.id and committee.name:
            committees.setdefault(committee.id, committee)
    _check_question(committees, meetings, of, covers)
    flags += _miscounted(root, "meetingscount", rows)
    return Reading(
        system=SYSTEM,
        kind=PageKind.MEETINGS,
        is_complete=rows == len(meetings) and not _miscounted(root, "meetingscount", rows),
        flags=tuple(flags),
        committees=tuple(committees.values()),
        meetings=tuple(meetings.values()),
        covers=covers,
    )


def committee_of(element: Element) -> Committee:
    """The committee that an element names; its id and name may be empty."""
    return Committee(id=number(element.text("committeeid")), name=line(element.raw("committeetitle")))


def when(element: Element) -> tuple[MeetingTime, tuple[str, ...], tuple[str, ...]]:
    """When a meeting starts, notes for readers, and flags."""
    day = _MIDNIGHT.sub("", element.text("meetingdate"))
    starts_at, flags = read_meeting_time(fold(f"{day} {element.text('meetingtime')}"))
    if starts_at.day is None and not starts_at.raw:
        return starts_at, (NO_DATE_NOTE,), ("the answer has no date",)
    return starts_at, time_notes(starts_at, flags), flags


def address_of(base: str, committee_id: str, meeting_id: str) -> str:
    """The meeting's page for people, as the list of meetings links to it."""
    of = f"CId={committee_id}&" if committee_id else ""
    return f"{base}ieListDocuments.aspx?{of}MId={meeting_id}&Ver=4"


def asked_day(words: str) -> date | None:
    """The day of a request's parameter, None if it has none."""
    return read_start(fold(words))[0].day if words else None


def _rows(root: Element) -> Iterator[tuple[Committee, Element]]:
    """Each meeting with its committee: inside it, or side by side with the committee's id in the meeting."""
    for element in root.inside:
        if element.name == "meeting":
            yield committee_of(element), element
            continue
        committees = [element] if element.name == "committee" else list(element.deep("committee"))
        for committee in committees:
            for meeting in committee.deep("meeting"):
                yield committee_of(committee), meeting
        if not committees:
            for meeting in element.deep("meeting"):
                yield committee_of(meeting), meeting


def _row(element: Element, committee: Committee, base: str) -> tuple[Meeting | None, tuple[str, ...]]:
    meeting_id = number(element.text("meetingid"))
    starts_at, notes, time_flags = when(element)
    if not meeting_id:
        return None, (f"a meeting without an id was left out: {starts_at.raw[:100]}",)
    status, status_notes, status_flags = service_status(element.raw("meetingstatus"))
    meeting = Meeting(
        id=meeting_id,
        committee=committee,
        starts_at=starts_at,
        url=address_of(base, committee.id, meeting_id),
        status=status,
        notes=(notes + status_notes)[:MOST],
    )
    return meeting, tuple(f"meeting {meeting_id}: {flag}" for flag in time_flags + status_flags)


def _asked_days(address: str) -> tuple[date, date] | None:
    given = parameters(address)
    first, last = asked_day(given.get("sfromdate", "")), asked_day(given.get("stodate", ""))
    return (first, last) if first is not None and last is not None else None


def _check_question(
    committees: dict[str, Committee], meetings: dict[str, Meeting], of: str, covers: tuple[date, date] | None
) -> None:
    """Servers answer with everything since 2005 where they do not understand a date: that is no list of these days."""
    if covers is not None:
        first, last = covers[0] - timedelta(days=1), covers[1] + timedelta(days=1)
        days = [meeting.starts_at.day for meeting in meetings.values() if meeting.starts_at.day is not None]
        others = [day for day in days if not first <= day <= last]
        if others:
            why = f"{len(others)} of {len(days)} meetings are of other days than {covers[0]} to {covers[1]}"
            raise WrongXmlError(Outcome.WRONG_ANSWER, f"{why}: the service ignored the dates it was asked for")
    if of and of != "0" and committees and of not in committees:
        raise WrongXmlError(Outcome.WRONG_ANSWER, f"asked for committee {of}, answered with {', '.join(committees)}")


def _miscounted(root: Element, name: str, there: int) -> tuple[str, ...]:
    said = root.text(name)
    if not said.isdecimal() or int(said) == there:
        return ()
    return (f"the answer counts {said} and holds {there}",)
