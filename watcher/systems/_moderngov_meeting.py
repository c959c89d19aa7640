"""A meeting's own page on modern.gov: heading, state, venue, papers and agenda.

The second heading is trusted for the time; the head's `DC.date` only to notice that they disagree.
Does not decide what kind of page it is. May import: bs4, domain, the modern.gov readers beside it.
"""

import re
from collections.abc import Iterator
from datetime import date

from bs4 import Tag

from watcher.domain.publications import (
    Committee,
    Document,
    DocumentKind,
    Meeting,
    MeetingStatus,
    MeetingTime,
    Outcome,
    PageKind,
    Published,
    Reading,
)
from watcher.systems._dates import read_day, split_heading
from watcher.systems._html import absolute, attribute, has_class, number, page_name, paragraphs, parameters, plain_text
from watcher.systems._moderngov_documents import meeting_document
from watcher.systems._moderngov_items import ItemsRead, read_items
from watcher.systems._reader_notes import MOST, NO_DATE_NOTE, other_day_note, quoted, said_note, time_notes
from watcher.systems._states import read_note, read_published

SYSTEM = "moderngov-pages"

_VENUE = re.compile(
    r"\A(?:proposed\s+venue|venue|lleoliad(?:\s+arfaethedig)?|man\s+cyfarfod)\s*:\s*(.*)\Z", re.IGNORECASE
)
_DIRECTIONS = re.compile(r"[\s.]*(?:\bview\s+directions\b|\bgweld\s+cyfarwyddiadau\b)?[\s.]*\Z", re.IGNORECASE)
_TABLE = re.compile(r"<table\b[^<>]{0,300}?\bmgItemTable\b")
_ANCHOR = re.compile(r"<a\b[^<>]{0,200}?\sname\s{0,3}=\s{0,3}[\"']?AI(\d{1,12})\b", re.IGNORECASE)
_STATE_OF_DOCUMENTS = {
    DocumentKind.FRONT_SHEET: Published.AGENDA,
    DocumentKind.PACK: Published.AGENDA,
    DocumentKind.DECISIONS: Published.DECISIONS,
    DocumentKind.DRAFT_MINUTES: Published.DRAFT_MINUTES,
    DocumentKind.MINUTES: Published.MINUTES,
}


def read_meeting(tree: Tag, text: str, address: str, dc_date: str) -> Reading:
    """The page as one detailed meeting. `text` is the stretch the tree was made of, to check that nothing was lost."""
    heading = tree.find("h2", class_="mgSubTitleTxt")
    committee, starts_at, status, flags = split_heading(plain_text(heading))
    if not committee and not starts_at.raw:
        # Sites do answer with their skin and nothing in it: read as a meeting, that would reinstate a cancelled one.
        why = "a meeting page without the heading that names its committee and day"
        return Reading(system=SYSTEM, kind=PageKind.UNREADABLE, outcome=Outcome.NOT_A_PAGE, why=why)
    meeting_id = _meeting_id(tree, address)
    agenda = _agenda(tree, address)
    committee_id = _committee_id(heading, address)
    notes_status, note_flags, notes = _notes(tree, starts_at, flags, dc_date)
    if status is MeetingStatus.SCHEDULED and notes_status is not None:
        status = notes_status
    documents = _documents(tree, address)
    published, state_flags = _published(tree, agenda, documents)
    is_whole, loss_flags = _is_whole(text, agenda)
    if not meeting_id:
        flags = (*flags, "the page does not say which meeting it is")
    meeting = Meeting(
        id=meeting_id,
        committee=Committee(id=committee_id, name=committee),
        starts_at=starts_at,
        url=_address_of(address, committee_id, meeting_id),
        status=status,
        published=published,
        venue=_venue(tree),
        items=agenda.items,
        documents=documents,
        notes=notes,
        is_detailed=True,
    )
    return Reading(
        system=SYSTEM,
        kind=PageKind.MEETING,
        is_complete=is_whole and agenda.is_complete,
        flags=flags + note_flags + state_flags + agenda.flags + loss_flags,
        meetings=(meeting,),
        follow=agenda.follow,
    )


def is_cut_off(text: str) -> bool:
    """True when the stretch has a table of items that is never closed: the page ends, or was cut, inside it."""
    table = _TABLE.search(text)
    return table is not None and text.find("</table", table.end()) < 0


def _agenda(tree: Tag, address: str) -> ItemsRead:
    """The items of all the page's tables."""
    tables = [read_items(table, address) for table in tree.find_all("table", class_="mgItemTable")]
    return ItemsRead(
        items=tuple({item.id: item for table in reversed(tables) for item in reversed(table.items)}.values())[::-1],
        follow=tuple(dict.fromkeys(one for table in tables for one in table.follow)),
        flags=tuple(flag for table in tables for flag in table.flags),
        is_complete=all(table.is_complete for table in tables),
    )


def _meeting_id(tree: Tag, address: str) -> str:
    """From the address, else from links that only the meeting itself has."""
    given = parameters(address)
    if found := number(given.get("mid") or given.get("meetingid")):
        return found
    for name, parameter in (("mgmeetingattendance.aspx", "id"), ("mgvcalendar.aspx", "eid")):
        for link in _links(tree, address):
            if page_name(link) == name and (found := number(parameters(link).get(parameter))):
                return found
    return ""


def _committee_id(heading: Tag | None, address: str) -> str:
    """From the heading's own link, else from the page's address."""
    link = heading.find("a") if heading else None
    given = parameters(absolute(address, attribute(link, "href")))
    here = parameters(address)
    return number(given.get("id") or given.get("cid")) or number(here.get("cid") or here.get("committeeid"))


def _address_of(address: str, committee_id: str, meeting_id: str) -> str:
    """The page's own address where it is one of a meeting; else the one that the list would give."""
    if page_name(address) == "ielistdocuments.aspx" or not meeting_id:
        return absolute(address, address)
    of = f"CId={committee_id}&" if committee_id else ""
    return absolute(address, f"ieListDocuments.aspx?{of}MId={meeting_id}&Ver=4")


def _links(tree: Tag, address: str) -> Iterator[str]:
    return (absolute(address, attribute(link, "href")) for link in tree.find_all("a"))


def _documents(tree: Tag, address: str) -> tuple[Document, ...]:
    """The meeting's own papers: action lists that are not inside the agenda."""
    inside = {id(link) for table in tree.find_all("table", class_="mgItemTable") for link in table.find_all("a")}
    found: dict[str, Document] = {}
    for papers in tree.find_all("ul", class_="mgActionList"):
        for link in papers.find_all("a"):
            document = None if id(link) in inside else meeting_document(link, address)
            if document is not None:
                found.setdefault(document.id, document)
    return tuple(found.values())


def _published(
    tree: Tag, agenda: ItemsRead, documents: tuple[Document, ...]
) -> tuple[frozenset[Published], tuple[str, ...]]:
    """The state from the first heading; without one, from what is there."""
    heading = tree.find("h1", class_="mgMainTitleTxt")
    if heading is not None:
        return read_published(plain_text(heading)), ()
    states = {_STATE_OF_DOCUMENTS[one.kind] for one in documents if one.kind in _STATE_OF_DOCUMENTS}
    if agenda.items:
        states.add(Published.AGENDA)
    return frozenset(states), ("the page has no heading that says what is published",)


def _other_day(starts_at: MeetingTime, dc_date: str) -> date | None:
    """The day in the page's head, if it is another one than in the heading."""
    day = read_day(dc_date)
    return day if day is not None and starts_at.day is not None and day != starts_at.day else None


def _is_agenda(tag: Tag) -> bool:
    return tag.name == "ul" or has_class(tag, "mgItemTable", "mgSubTitleTxt", "mgMainTitleTxt")


def _notes(
    tree: Tag, starts_at: MeetingTime, time_flags: tuple[str, ...], dc_date: str
) -> tuple[MeetingStatus | None, tuple[str, ...], tuple[str, ...]]:
    """What puts the heading's time in doubt: a status in a paragraph outside the agenda, more flags, notes to readers.

    A time in such a paragraph is quoted and never taken over: nobody can tell which of the two is meant.
    """
    status: MeetingStatus | None = None
    flags: list[str] = []
    notes = list(time_notes(starts_at, time_flags))
    other_day = _other_day(starts_at, dc_date)
    if other_day is not None:
        flags.append(f"DC.date says {other_day.isoformat()}, the heading {starts_at.day}")
        notes.append(other_day_note(other_day))
    if starts_at.day is None and not starts_at.raw:
        flags.append("the heading has no date")
        notes.append(NO_DATE_NOTE)
    for words in paragraphs(tree, _is_agenda):
        said, tells = read_note(words)
        status = status or said
        if tells:
            flags.append(f"the page says: {quoted(words)}")
            notes.append(said_note(words))
    return status, tuple(flags), tuple(dict.fromkeys(notes))[:MOST]


def _venue(tree: Tag) -> str | None:
    """The words after `Venue:` or `Proposed venue:`, without the link to a map."""
    for words in paragraphs(tree, _is_agenda):
        if found := _VENUE.match(words):
            return _DIRECTIONS.sub("", found.group(1)) or None
    return None


def _is_whole(text: str, agenda: ItemsRead) -> tuple[bool, tuple[str, ...]]:
    """False, with a flag, when items that the page names were not understood."""
    lost = set(_ANCHOR.findall(text)) - {item.id for item in agenda.items}
    if lost:
        return False, (f"items named but not understood: {', '.join(sorted(lost)[:10])}",)
    return True, ()
