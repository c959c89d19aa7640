"""The lists of modern.gov: a committee's meetings, a council's committees, and a committee's own page.

The row of a meeting is the cheapest poll: its date, and in words what is out. It is a window: meetings leave it.
Does not decide what kind of page it is. May import: bs4, domain, the modern.gov readers beside it.
"""

import re

from bs4 import Tag

from watcher.domain.publications import Committee, Meeting, PageKind, Reading
from watcher.systems._dates import read_meeting_time
from watcher.systems._html import absolute, attribute, has_class, number, page_name, parameters, plain_text
from watcher.systems._moderngov_documents import strip_suffixes
from watcher.systems._reader_notes import time_notes
from watcher.systems._states import read_row

SYSTEM = "moderngov-pages"

_ROW_LINK = re.compile(r"<a\b[^<>]{0,300}?\bmgMeetingTableLnk\b")
_NO_MEETINGS = re.compile(r"\bno\s+meetings\b|\bdim\s+cyfarfodydd\b", re.IGNORECASE)
_LIST_CLASSES = ("mgNonBulletTableList", "mgList", "mgTableBorder")
_NEW = re.compile(r"\s*\(?\b(?:New|Newydd)!\)?\s*\Z")


def read_meetings(tree: Tag, text: str, address: str, known: Committee | None) -> Reading:
    """The list's rows as meetings without details. `text` is the stretch; `known` the committee that was asked for."""
    committee = _committee(tree, address, known)
    meetings: dict[str, Meeting] = {}
    flags: list[str] = []
    links = tree.find_all("a", class_="mgMeetingTableLnk")
    for link in links:
        meeting, found = _row(link, address, committee)
        flags += found
        if meeting is not None:
            meetings.setdefault(meeting.id, meeting)
    named = len(_ROW_LINK.findall(text))
    if named != len(links):
        flags.append(f"the page names {named} meetings, {len(links)} could be reached")
    keyed = all(_meeting_id(link, address) for link in links)
    has_list = bool(links) or any(tree.find(class_=name) for name in _LIST_CLASSES)
    if not links:
        has_list = has_list or _NO_MEETINGS.search(plain_text(tree)) is not None
        if not has_list:
            flags.append("the page has no list of meetings")
    return Reading(
        system=SYSTEM,
        kind=PageKind.MEETINGS,
        is_complete=has_list and keyed and named == len(links),
        flags=tuple(flags),
        committees=(committee,) if committee.id else (),
        meetings=tuple(meetings.values()),
    )


def read_committees(tree: Tag, address: str) -> Reading:
    """All committees of the page, each id once, in its order."""
    committees: dict[str, Committee] = {}
    flags: list[str] = []
    for link in tree.find_all("a"):
        committee_id = _committee_behind(absolute(address, attribute(link, "href")))
        name = _NEW.sub("", strip_suffixes(plain_text(link)))
        if committee_id and name:
            committees.setdefault(committee_id, Committee(id=committee_id, name=name))
    if not committees:
        flags.append("the page lists no committees")
    return Reading(
        system=SYSTEM,
        kind=PageKind.COMMITTEES,
        is_complete=bool(committees),
        flags=tuple(flags),
        committees=tuple(committees.values()),
    )


def read_committee(tree: Tag, address: str) -> Reading:
    """A committee's own page: its name, and the addresses of its meetings and of its feed."""
    committee = _committee(tree, address, None)
    follow: dict[str, None] = {}
    for link in tree.find_all(["a", "link"]):
        url = absolute(address, attribute(link, "href"))
        given = parameters(url)
        of = number(given.get("committeeid") or given.get("cid"))
        if of == committee.id and of and page_name(url) in ("ielistmeetings.aspx", "mgrss.aspx"):
            follow[url] = None
    return Reading(
        system=SYSTEM,
        kind=PageKind.COMMITTEE,
        is_complete=bool(committee.id and committee.name),
        flags=() if committee.id else ("the page does not say which committee it is",),
        committees=(committee,) if committee.id else (),
        follow=tuple(follow),
    )


def _row(link: Tag, address: str, committee: Committee) -> tuple[Meeting | None, tuple[str, ...]]:
    """One row: the link's words are the time, the words beside it the state."""
    meeting_id = _meeting_id(link, address)
    words = plain_text(link)
    if not meeting_id:
        return None, (f"a meeting without an id was left out: {words[:100]}",)
    url = absolute(address, attribute(link, "href"))
    row = link.find_parent(["li", "tr"]) or link.parent
    beside = plain_text(row, lambda tag: tag is link or has_class(tag, "mgMeetingTableLnk"))
    starts_at, time_flags = read_meeting_time(words)
    status, published, state_flags = read_row(beside)
    meeting = Meeting(
        id=meeting_id,
        committee=Committee(id=committee.id or number(parameters(url).get("cid")), name=committee.name),
        starts_at=starts_at,
        url=url,
        status=status,
        published=published,
        notes=time_notes(starts_at, time_flags),
    )
    return meeting, tuple(f"meeting {meeting_id}: {flag}" for flag in time_flags + state_flags)


def _meeting_id(link: Tag, address: str) -> str:
    given = parameters(absolute(address, attribute(link, "href")))
    return number(given.get("mid") or given.get("meetingid"))


def _committee(tree: Tag, address: str, known: Committee | None) -> Committee:
    """Whose page this is: the id from the address, a hidden field or the links, the name from the second heading."""
    given = parameters(address)
    field = tree.find("input", attrs={"name": "hCommitteeId"})
    committee_id = number(given.get("committeeid") or given.get("cid")) or number(attribute(field, "value"))
    if not committee_id and page_name(address) == "mgcommitteedetails.aspx":
        committee_id = number(given.get("id"))
    if not committee_id:
        behind = (parameters(absolute(address, attribute(link, "href"))) for link in tree.find_all(["a", "link"]))
        ids = (number(one.get("committeeid") or one.get("cid")) for one in behind)
        committee_id = next((found for found in ids if found), "") or (known.id if known else "")
    name = plain_text(tree.find("h2", class_="mgSubTitleTxt")) or (known.name if known else "")
    return Committee(id=committee_id, name=name)


def _committee_behind(url: str) -> str:
    """The committee a link of a directory leads to; `info=1` marks constitutions and other documents in its clothes."""
    given, page = parameters(url), page_name(url)
    if page == "mgcommitteedetails.aspx":
        return number(given.get("id"))
    if page == "ielistmeetings.aspx" and not given.get("info"):
        return number(given.get("cid") or given.get("committeeid"))
    return ""
