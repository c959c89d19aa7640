"""A meeting's page on CMIS: labels and values, and the list of its papers. It has no items.

Labels are told by their words: the status stands under a `VenueLabel`, and its value in a `Value Venue`.
Does not read calendars. May import: bs4, domain, the readers beside it.
"""

import re
from collections.abc import Mapping

from bs4 import Tag

from watcher.domain.publications import Committee, Meeting, MeetingTime, PageKind, Reading
from watcher.domain.ways import Lack
from watcher.systems._cmis_links import ids_in, ids_on
from watcher.systems._cmis_papers import read_papers
from watcher.systems._dates import read_meeting_time
from watcher.systems._html import has_class, plain_text
from watcher.systems._reader_notes import MOST, NO_DATE_NOTE, time_notes
from watcher.systems._service_words import service_status

SYSTEM = "cmis"

NO_ITEMS = "CMIS pages list no agenda items: topics are found in the papers and titles only"
NO_SUMMARY = "the page has no summary: when, where and whether the meeting is held must be told by the calendar"
NO_ID = "neither the page nor its address says which meeting it is"

_MOST_LABELS = 40
"""Real pages have four."""
_ENDS = re.compile(r"[\s:]+\Z")
_DASH_BEFORE_CLOCK = re.compile(r"\s+[-–]\s+(?=\d{1,2}[:.]\d{2})")


def read_meeting(tree: Tag, address: str) -> Reading:
    """The page as one detailed meeting."""
    said = labels(tree)
    meeting_id, committee_id = ids_in(address)
    if not meeting_id:
        meeting_id, committee_id = ids_on(tree, address)
    starts_at, time_flags = _when(said.get("date/time", ""))
    status, status_notes, status_flags = service_status(said.get("status", ""))
    papers = read_papers(tree, address, meeting_id, starts_at.day)
    notes = time_notes(starts_at, time_flags) + status_notes
    has_summary = bool(said)
    if has_summary and starts_at.day is None and not starts_at.raw:
        notes, time_flags = (NO_DATE_NOTE, *notes), (*time_flags, "the page has no date")
    missing = (NO_ID,) if not meeting_id else () if has_summary else (NO_SUMMARY,)
    meeting = Meeting(
        id=meeting_id,
        committee=Committee(id=committee_id, name=said.get("committee", "")),
        starts_at=starts_at,
        url=address,
        status=status,
        published=papers.published,
        venue=said.get("venue") or None,
        documents=papers.documents,
        notes=notes[:MOST],
        is_detailed=True,
        lacks=frozenset((Lack.ITEMS,) if has_summary else (Lack.ITEMS, Lack.STATE)),
    )
    return Reading(
        system=SYSTEM,
        kind=PageKind.MEETING,
        is_complete=bool(meeting_id) and papers.is_whole,
        flags=(*time_flags, *status_flags, *papers.flags, *missing, NO_ITEMS),
        meetings=(meeting,),
    )


def labels(tree: Tag) -> Mapping[str, str]:
    """What stands beside each label, by its words in lower case: `venue` -> `Room 2`; of one given twice the first."""
    found: dict[str, str] = {}
    for label in tree.find_all(class_="DNNLabel", limit=_MOST_LABELS):
        value = label.find_next_sibling()
        words = plain_text(value) if isinstance(value, Tag) and has_class(value, "Value") else ""
        if words:
            found.setdefault(_ENDS.sub("", plain_text(label)).lower(), words)
    return found


def _when(words: str) -> tuple[MeetingTime, tuple[str, ...]]:
    """`3 Aug 2026 - 10:00`."""
    when, flags = read_meeting_time(_DASH_BEFORE_CLOCK.sub(" ", words))
    return MeetingTime(day=when.day, clock=when.clock, raw=words), flags
