"""A meeting as the web service answers it: state, venue, agenda with full minutes, and papers by their attachment.

The answer carries no front sheets, packs, supplements or decisions' texts, does not tell drafts from minutes, and names
papers as their authors did: `Meeting.lacks` says so. Members' names, photographs and parties are left where they are.
Does not read lists. May import: domain, the readers of the service and of modern.gov pages beside it.
"""

import re
from dataclasses import replace

from watcher.domain.publications import (
    AgendaItem,
    Committee,
    Document,
    DocumentKind,
    Meeting,
    PageKind,
    Published,
    Reading,
)
from watcher.domain.ways import Lack
from watcher.systems._html import absolute, number
from watcher.systems._moderngov_documents import document_id_of, strip_suffixes
from watcher.systems._moderngov_items import is_closed, without_to_follow
from watcher.systems._reader_notes import MOST
from watcher.systems._service_lists import SYSTEM, address_of, committee_of, when
from watcher.systems._service_words import line, prose, service_status
from watcher.systems._service_xml import Element

LACKS = frozenset((Lack.OWN_PAPERS, Lack.PAPER_FORMS, Lack.DRAFT))

_PUBLISHED = {
    "agendapublished": Published.AGENDA,
    "decisionpublished": Published.DECISIONS,
    "minutepublished": Published.MINUTES,
}
_APPENDIX = re.compile(r"\b(?:appendi(?:x|ces)|annex(?:es)?|enclosure|app\s?\d|atodiad)\b", re.IGNORECASE)


def read_meeting(root: Element, base: str, known: Committee | None) -> Reading:
    """The answer as one detailed meeting; `known` is the committee that it was asked for, which it does not name."""
    meeting_id = number(root.text("meetingid"))
    if not meeting_id:
        return Reading(system=SYSTEM, kind=PageKind.EMPTY, why="a valid answer with no meeting in it")
    starts_at, notes, flags = when(root)
    status, status_notes, status_flags = service_status(root.raw("meetingstatus"))
    published = frozenset(state for name, state in _PUBLISHED.items() if root.says(name))
    items, item_flags, is_whole = _items(root, base, published)
    committee = known or _committee(root)
    meeting = Meeting(
        id=meeting_id,
        committee=committee,
        starts_at=starts_at,
        url=address_of(base, committee.id, meeting_id),
        status=status,
        published=published,
        venue=line(root.raw("meetinglocation")) or line(root.raw("meetingroom")) or None,
        items=items,
        notes=(notes + status_notes)[:MOST],
        is_detailed=True,
        lacks=LACKS,
    )
    return Reading(
        system=SYSTEM,
        kind=PageKind.MEETING,
        is_complete=is_whole,
        flags=flags + status_flags + item_flags,
        meetings=(meeting,),
    )


def _committee(root: Element) -> Committee:
    """Where the answer says whose meeting it is: itself, or by the papers, if all name one committee."""
    own = committee_of(root)
    named = {line(one.raw("committeetitle")) for one in root.deep("linkeddoc")} - {""}
    return replace(own, name=own.name or (named.pop() if len(named) == 1 else ""))


def _items(
    root: Element, base: str, published: frozenset[Published]
) -> tuple[tuple[AgendaItem, ...], tuple[str, ...], bool]:
    """The items, flags, and whether all of them could be keyed. Before anything is out, none of them is for readers."""
    found: dict[str, AgendaItem] = {}
    flags: list[str] = []
    is_whole = True
    elements = [one for agenda in root.all("agendaitems") for one in agenda.deep("agendaitem")]
    if elements and not published:
        return (), (f"{len(elements)} items of an agenda that is not out were left out",), True
    for element in elements:
        item_id = number(element.text("agendaitemid"))
        title = line(element.raw("agendaitemtitle"))
        shown = _shown_number(element)
        if not item_id:
            if title and shown:
                flags.append(f"an item without an id was left out: {shown} {title}"[:200])
                is_whole = False
        elif element.says("isdisplayallowed") is False:
            flags.append(f"item {item_id} is not for display and was left out")
        elif item_id not in found:
            has_minutes = Published.MINUTES in published and element.says("isminutepublished") is not False
            found[item_id] = _item(element, item_id, shown, title, base, has_minutes=has_minutes)
    return tuple(found.values()), tuple(flags), is_whole


def _shown_number(element: Element) -> str:
    """The number on the agenda: `1` for "1.", while `agendaitemnumber` is the place in the clerk's own list."""
    return line(element.raw("fulldisplaynumberformat")).rstrip(" .")


def _item(element: Element, item_id: str, shown: str, full_title: str, base: str, *, has_minutes: bool) -> AgendaItem:
    text = prose(element.raw("agendatext"))
    title, is_to_follow = without_to_follow(strip_suffixes(full_title), text)
    papers = [one for linked in element.all("linkeddocuments") for one in linked.deep("linkeddoc")]
    documents = _documents(papers, base)
    has_closed_paper = any(paper.says("isrestricted") for paper in papers)
    is_restricted = bool(element.says("isrestricted")) or has_closed_paper
    return AgendaItem(
        id=item_id,
        number=shown,
        title=title,
        is_restricted=is_restricted or (not documents and is_closed(full_title)),
        is_to_follow=is_to_follow,
        text=text,
        documents=documents,
        minutes=prose(element.raw("minutesnonemptyhtmlbody")) if has_minutes else "",
    )


def _documents(papers: list[Element], base: str) -> tuple[Document, ...]:
    """The papers that the public may have, each once. The first that is no appendix is taken for the report."""
    found: dict[str, Document] = {}
    for paper in papers:
        document = None if paper.says("isrestricted") else _document(paper, base)
        if document is not None:
            found.setdefault(document.id, document)
    report = next((one.id for one in found.values() if not _APPENDIX.search(one.title)), None)
    return tuple(replace(one, kind=DocumentKind.REPORT) if one.id == report else one for one in found.values())


def _document(paper: Element, base: str) -> Document | None:
    """The paper by its attachment's number; None for a link to another site, which the pages' reader leaves as well."""
    url = absolute(base, line(paper.raw("url")))
    document_id = number(paper.text("attachmentid"))
    if not document_id or (paper.says("isurl") and document_id_of(url) != document_id):
        return None
    url = url or absolute(base, f"mgConvert2PDF.aspx?ID={document_id}")
    return Document(id=document_id, title=strip_suffixes(line(paper.raw("title"))), url=url, kind=DocumentKind.OTHER)
