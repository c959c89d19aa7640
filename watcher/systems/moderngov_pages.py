"""modern.gov as people see it: committees, meetings, items; decisions, the forward plan, the chooser of packs.

Decides which kind a page is, by what is on it and then by its address, and hands it to the reader of that kind.
Does not fetch, and does not compare with what is known. May import: domain, the modern.gov readers beside it.
"""

import hashlib
import re
from collections.abc import Callable
from datetime import date, timedelta

from bs4 import Tag

from watcher.domain.publications import Committee, Meeting, Outcome, Page, PageKind, Reading, Source
from watcher.systems import _moderngov_decisions as decisions
from watcher.systems import _moderngov_plans as plans
from watcher.systems import languages
from watcher.systems._decode import decode
from watcher.systems._empty_answer import is_empty_answer
from watcher.systems._html import page_name, parse, plain_text, without_session
from watcher.systems._moderngov_items import read_item_page
from watcher.systems._moderngov_lists import read_committee, read_committees, read_meetings
from watcher.systems._moderngov_meeting import is_cut_off, read_meeting
from watcher.systems._moderngov_packs import read_chooser
from watcher.systems._stretch import Stretch, cut_stretch
from watcher.systems._wrong_pages import find_wrong

NAME = "moderngov-pages"

_LARGEST_STRETCH = 2_000_000
"""Characters. The largest meeting pages have some 500,000; the parser needs about two seconds for a million."""

_KINDS = {
    "ielistmeetings.aspx": PageKind.MEETINGS,
    "ielistdocuments.aspx": PageKind.MEETING,
    "mgcommitteedetails.aspx": PageKind.COMMITTEE,
    "mglistcommittees.aspx": PageKind.COMMITTEES,
    "mgcommitteestructure.aspx": PageKind.COMMITTEES,
    "iedochome.aspx": PageKind.COMMITTEES,
    "mgai.aspx": PageKind.ITEM,
    "mgdelegateddecisions.aspx": PageKind.DECISIONS,
    decisions.PAGE: PageKind.DECISION,
    "mgplanshome.aspx": PageKind.PLANS,
    "mglistplans.aspx": PageKind.PLANS,
    "mglistplanitems.aspx": PageKind.PLAN,
    **dict.fromkeys(plans.ISSUES, PageKind.PLAN),
    "mgchoosedocpack.aspx": PageKind.PACKS,
}
_ONLY_BY_NAME = frozenset(
    (PageKind.ITEM, PageKind.DECISIONS, PageKind.DECISION, PageKind.PLANS, PageKind.PLAN, PageKind.PACKS)
)
"""Kinds whose pages lead to meetings and items as well: their addresses say more than what is on them."""
OLD_DOCUMENTS = "celistdocuments.aspx"
_HEADINGS = (
    (re.compile(r"\A(?:browse\s+meetings|pori\s+cyfarfodydd)", re.IGNORECASE), PageKind.MEETINGS),
    (re.compile(r"\A(?:committee\s+details|manylion\s+(?:y\s+)?pwyllgor)", re.IGNORECASE), PageKind.COMMITTEE),
    (re.compile(r"\A(?:committee\s+structure|committees\Z|strwythur)", re.IGNORECASE), PageKind.COMMITTEES),
    (re.compile(r"\A(?:agenda\s+item|item\s+details|eitem)", re.IGNORECASE), PageKind.ITEM),
    (re.compile(r"\Adecision\s+details|\Amanylion\s+(?:y\s+)?penderfyniad", re.IGNORECASE), PageKind.DECISION),
    (
        re.compile(
            r"\A(?:meeting|agenda|decisions|minutes|rhaglen|cyfarfod|penderfyniadau|cofnodion)\b", re.IGNORECASE
        ),
        PageKind.MEETING,
    ),
)
_DECISION_LINK = re.compile(r"\bieDecisionDetails\.aspx\?", re.IGNORECASE)
_ERROR_HEADING = re.compile(r"\berror\b|\bgwall\b|not\s+found|unavailable|no\s+longer\s+available", re.IGNORECASE)


class ModernGovPages:
    """The system of that name; keeps nothing between calls, so one serves all threads."""

    name = NAME

    def first_requests(self, source: Source, today: date) -> tuple[str, ...]:
        """The list of committees for a directory, a committee's list of meetings; the register, the plans.

        Of the register the decisions of this month and the two before: longer ranges time out.
        """
        if source.is_decisions:
            span = f"{months_before(today, 2):%d/%m/%Y}-{last_of_month(today):%d/%m/%Y}"
            return (f"{source.url}mgDelegatedDecisions.aspx?bcr=1&DM=0&DS=2&K=0&DR={span}&V=0",)
        if source.is_plan:
            return (source.url + "mgPlansHome.aspx?bcr=1",)
        if source.committee is None:
            return (source.url + "mgListCommittees.aspx?bcr=1",)
        return (f"{source.url}ieListMeetings.aspx?CommitteeId={source.committee.id}",)

    def meeting_request(self, source: Source, meeting_id: str, url: str) -> str:  # noqa: ARG002 - for others
        """A meeting is read on its page."""
        return url

    def read(self, source: Source | None, page: Page) -> Reading:
        """What the page says; for a wrong page, its outcome and what was seen. Does not raise for any page."""
        address = without_session(page.final_url or page.url)
        if page_name(address) == OLD_DOCUMENTS:
            return _unreadable(Outcome.NOT_A_PAGE, "documents of before 2006, which lead on without end: not read")
        text = decode(page.body, page.headers)
        stretch = cut_stretch(text)
        if stretch is None:
            return _read_other(text)
        if not stretch.is_closed:
            return _unreadable(Outcome.TRUNCATED, "the page ends inside its content")
        if is_cut_off(stretch.text):
            return _unreadable(Outcome.TRUNCATED, "the table of items is never closed")
        if len(stretch.text) > _LARGEST_STRETCH:
            return _unreadable(Outcome.TOO_LARGE, f"{len(stretch.text)} characters of content")
        committee = source.committee if source else None
        return _read_stretch(stretch, address, committee)

    def in_english(self, address: str) -> str:
        """With `LLL=0`."""
        return languages.in_english(address)

    def is_in_welsh(self, page: Page) -> bool:
        """By the words of its heading."""
        return languages.is_in_welsh(page)

    def fingerprint(self, page: Page) -> str:
        """SHA-256 (hex) of all that a reading is made of: the stretch as it is parsed, and the head's date.

        Scripts, help lines, session segments and the council's own skin do not count. No parser is needed.
        """
        text = decode(page.body, page.headers)
        stretch = cut_stretch(text)
        if stretch is None:
            return hashlib.sha256(b"whole\x00" + page.body).hexdigest()
        return stretch.fingerprint

    def row_fingerprint(self, meeting: Meeting) -> str:
        """What a list row says, readable: status, time, what is out."""
        return row_fingerprint(meeting)


def months_before(day: date, months: int) -> date:
    """The first day of the month so many months before."""
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def last_of_month(day: date) -> date:
    """The last day of the month."""
    return months_before(day, -1) - timedelta(days=1)


def row_fingerprint(meeting: Meeting) -> str:
    """`1 scheduled 2026-01-15T19:30 agenda,minutes`; the first word is the form's version."""
    when = meeting.starts_at.iso or f"?{meeting.starts_at.raw}"
    return f"1 {meeting.status} {when} {','.join(sorted(meeting.published))}".rstrip()


def _read_stretch(stretch: Stretch, address: str, committee: Committee | None) -> Reading:
    tree = parse(stretch.text)
    kind = _kind_of(tree, address, stretch.text)
    if kind is PageKind.MEETINGS:
        return read_meetings(tree, stretch.text, address, committee)
    if kind is PageKind.MEETING:
        return read_meeting(tree, stretch.text, address, stretch.dc_date)
    if kind is PageKind.COMMITTEE:
        return read_committee(tree, address)
    if kind is PageKind.COMMITTEES:
        return read_committees(tree, address)
    if kind is PageKind.ITEM:
        return _read_item(tree, address)
    if kind is PageKind.PLAN and page_name(address) in plans.ISSUES:
        return plans.read_issue(tree, address)
    if kind in _READERS:
        return _READERS[kind](tree, address)
    return _read_nothing(tree)


_READERS: dict[PageKind, Callable[[Tag, str], Reading]] = {
    PageKind.DECISIONS: decisions.read_decisions,
    PageKind.DECISION: decisions.read_decision,
    PageKind.PLANS: plans.read_plans,
    PageKind.PLAN: plans.read_plan,
    PageKind.PACKS: read_chooser,
}


def _kind_of(tree: Tag, address: str, text: str) -> PageKind | None:
    """What only one kind has decides; then the address; then the first heading."""
    named = _KINDS.get(page_name(address))
    if named in _ONLY_BY_NAME:
        is_wrong = _ERROR_HEADING.search(plain_text(tree.find("h1"))) or tree.find("input", attrs={"type": "password"})
        return named if _has_content(tree) and (named is PageKind.ITEM or not is_wrong) else None
    if named is None and tree.find("table", class_="mgTabTable") and _DECISION_LINK.search(text):
        return PageKind.DECISIONS
    if tree.find("a", class_="mgMeetingTableLnk") or tree.find("input", attrs={"name": "hCommitteeId"}):
        return PageKind.MEETINGS
    if tree.find("table", class_="mgItemTable"):
        return PageKind.MEETING
    heading = plain_text(tree.find("h1", class_="mgMainTitleTxt"))
    if _ERROR_HEADING.search(heading) or tree.find("input", attrs={"type": "password"}):
        return None
    by_heading = next((kind for pattern, kind in _HEADINGS if pattern.search(heading)), None)
    if by_heading is PageKind.MEETING and tree.find("h2", class_="mgSubTitleTxt") is None:
        by_heading = None
    return named if named is not None and _has_content(tree) else by_heading


def _has_content(tree: Tag) -> bool:
    return any(tree.find(class_=name) for name in ("mgMainTitleTxt", "mgSubTitleTxt", "mgContent", "mgTabTable"))


def _read_item(tree: Tag, address: str) -> Reading:
    """An item's page: the only place where its minutes stand whole."""
    item = read_item_page(tree, address)
    if item is None:
        return _unreadable(Outcome.NOT_A_PAGE, "an item's page that does not say which item")
    return Reading(system=NAME, kind=PageKind.ITEM, is_complete=True, items=(item,))


def _read_nothing(tree: Tag) -> Reading:
    """A page of modern.gov that is none of the kinds we read: its own error or login, or a kind for later."""
    heading = plain_text(tree.find("h1"))[:100]
    if _ERROR_HEADING.search(heading):
        return _unreadable(Outcome.ERROR_PAGE, f"an error page: {heading}")
    if tree.find("input", attrs={"type": "password"}):
        return _unreadable(Outcome.LOGIN, f"a login page: {heading}".rstrip(": "))
    if not plain_text(tree):
        return _unreadable(Outcome.STUB, "the content is empty")
    return _unreadable(Outcome.NOT_A_PAGE, f"a page of another kind: {heading}".rstrip(": "))


def _read_other(text: str) -> Reading:
    """A page without anything of modern.gov: an empty answer of its web service, or a wrong page."""
    if is_empty_answer(text):
        return Reading(system="moderngov-service", kind=PageKind.EMPTY, why="a valid answer with nothing in it")
    return _unreadable(*find_wrong(text))


def _unreadable(outcome: Outcome, why: str) -> Reading:
    return Reading(system=NAME, kind=PageKind.UNREADABLE, outcome=outcome, why=why)
