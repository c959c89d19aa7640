"""Decisions of individuals, officers and bodies on modern.gov: the register's lists, and the page of one decision.

A list repeats a decision for each who signed it, and has rows of issues between; only what leads to a decision's own
page is one, and its number there is its id. Does not decide what kind of page it is. May import: bs4, domain, the
modern.gov readers beside it.
"""

import re
from dataclasses import replace
from datetime import date

from bs4 import Tag

from watcher.domain.publications import Decision, Document, DocumentKind, PageKind, Reading
from watcher.systems._dates import read_day
from watcher.systems._html import absolute, attribute, number, page_name, parameters, plain_text
from watcher.systems._labels import Labelled, all_labelled, columns, first, in_row, is_said, sections
from watcher.systems._moderngov_documents import item_document, title_of

SYSTEM = "moderngov-pages"
PAGE = "iedecisiondetails.aspx"

YES = {"yes": True, "no": False, "oes": True, "ydy": True, "nac": False, "na": False}
"""What a label that asks is answered with, in English and Welsh."""

_STATUS = re.compile(r"\bstatus\b|\bstatws\b")
_KEY = re.compile(r"\bkey decision\b|\bpenderfyniad allweddol\b")
_TYPE = re.compile(r"\bdecision type\b")
_CALL_IN = re.compile(r"\bcall[\s-]?ins?\b|\bgalw\b")
_PUBLISHED = re.compile(
    r"\A(?!.*\b(?:first|effective|decision date)\b)"
    r".*(?:\bpublication date\b|\bpublished\b|\bdate\Z|\bdyddiad cyhoeddi\b)"
)
_DECIDED = re.compile(
    r"\bdate of decision\b|\bdecision date\b|\bdate (?:of )?(?:the )?decision (?:was )?(?:made|taken)\b"
)
_APPLIES = re.compile(r"\beffective\b|\bapplies\b|\bimplement")
_MEETING = re.compile(r"\bmeeting\b")
_MAKER = re.compile(r"\bdecision[\s-]?(?:maker|taker)\b|\bdecided by\b|\bdecision (?:made|taken) by\b")
_DECISION = re.compile(r"\A(?:the )?decisions?\b|\Apenderfyniad")
_NO_DECISIONS = re.compile(
    r"\b(?:no|any)\s+(?:\w+\s+){0,3}decisions\b|\bno\s+(?:results|records|data)\b", re.IGNORECASE
)
_BODY_OF_LINK = re.compile(r"\A[\d/.\s]+[-–—]\s*(?P<body>\S.*)\Z")


def read_decisions(tree: Tag, address: str) -> Reading:
    """A list of decisions, each once, in the page's order."""
    found: dict[str, Decision] = {}
    flags: list[str] = []
    heads: dict[int, tuple[str, ...]] = {}
    for link in tree.find_all("a"):
        url = absolute(address, attribute(link, "href"))
        if page_name(url) != PAGE:
            continue
        decision_id = decision_id_of(url)
        if not decision_id:
            flags.append(f"a decision without an id was left out: {title_of(link)[:100]}")
            continue
        table = link.find_parent("table")
        if table is not None and id(table) not in heads:
            heads[id(table)] = columns(table)
        row = link.find_parent("tr")
        cells = in_row(row, heads.get(id(table), ())) if row is not None else ()
        found.setdefault(decision_id, _row(decision_id, link, url, cells))
    has_list = bool(found) or _has_empty_list(tree)
    if not has_list:
        flags.append("the page has no list of decisions")
    return Reading(
        system=SYSTEM,
        kind=PageKind.DECISIONS,
        is_complete=has_list and not flags,
        flags=tuple(flags),
        decisions=tuple(found.values()),
    )


def read_decision(tree: Tag, address: str) -> Reading:
    """One decision's own page. Its number stands in its address alone."""
    decision_id = decision_id_of(address)
    found = all_labelled(tree)
    title = plain_text(tree.find("h2", class_="mgSubTitleTxt"))
    flags = []
    if not decision_id:
        flags.append("the address does not say which decision this is")
    if not title or not found:
        flags.append("the page has no decision on it")
    decision = Decision(
        id=decision_id,
        title=title,
        url=address,
        status=first(found, _STATUS).words,
        is_key=is_key(found),
        call_in=first(found, _CALL_IN).words,
        published_on=_day(found, _PUBLISHED),
        decided_on=_day(found, _DECIDED),
        applies_from=_day(found, _APPLIES),
        text=text_of(tree),
        documents=papers_of(tree, address),
        is_detailed=True,
    )
    return Reading(
        system=SYSTEM,
        kind=PageKind.DECISION,
        is_complete=bool(title and found),
        flags=tuple(flags),
        decisions=(_with_maker(decision, found, address),) if title and found else (),
    )


def decision_id_of(url: str) -> str:
    """The decision that an address names; of one named by its item, `item-<id>`."""
    given = parameters(url)
    item = number(given.get("aiid"))
    return number(given.get("id")) or (f"item-{item}" if item else "")


def is_key(found: tuple[Labelled, ...]) -> bool | None:
    """Whether a decision is said to be a key one: "Is Key decision?: No", "Decision type: Key"."""
    said = is_said(first(found, _KEY).words, YES)
    if said is None:
        said = is_said(first(found, _TYPE).words, {"key": True, "non": False, "not": False})
    return said


def text_of(tree: Tag) -> str:
    """What was decided first, then purpose, reasons and the like, each after its own heading."""
    decided: list[str] = []
    others: list[str] = []
    for heading, words in sections(tree):
        if not words:
            continue
        if _DECISION.match(heading):
            decided.append(words)
        else:
            others.append(f"{heading.capitalize()}: {words}")
    return " ".join((*decided, *others))


def papers_of(tree: Tag, address: str) -> tuple[Document, ...]:
    """The papers that the page links to, each once."""
    links = (item_document(link, address, DocumentKind.REPORT) for link in tree.find_all("a"))
    found: dict[str, Document] = {}
    for document in links:
        if document is not None:
            found.setdefault(document.id, document)
    return tuple(found.values())


def _row(decision_id: str, link: Tag, url: str, cells: tuple[Labelled, ...]) -> Decision:
    return Decision(
        id=decision_id,
        title=title_of(link),
        url=url,
        published_on=_day(cells, _PUBLISHED),
        decided_on=_day(cells, _DECIDED),
        applies_from=_day(cells, _APPLIES),
        call_in=first(cells, _CALL_IN).words,
        status=first(cells, _STATUS).words,
        decision_maker=first(cells, _MAKER).words,
    )


def _with_maker(decision: Decision, found: tuple[Labelled, ...], address: str) -> Decision:
    """Who decided, and at which meeting: its link says `19/10/2015 - Policy Committee`."""
    meeting = first(found, _MEETING)
    links = [link for tag in meeting.tags for link in ([tag] if tag.name == "a" else tag.find_all("a"))]
    ids = (parameters(absolute(address, attribute(link, "href"))) for link in links)
    meeting_id = next((mid for given in ids if (mid := number(given.get("mid") or given.get("meetingid")))), None)
    body = _BODY_OF_LINK.match(meeting.words)
    maker = first(found, _MAKER).words or (body.group("body") if body else "")
    return replace(decision, meeting_id=meeting_id, decision_maker=maker)


def _day(found: tuple[Labelled, ...], pattern: re.Pattern[str]) -> date | None:
    words = first(found, pattern).words
    return read_day(words) if words else None


def _has_empty_list(tree: Tag) -> bool:
    return tree.find("table", class_="mgTabTable") is not None or _NO_DECISIONS.search(plain_text(tree)) is not None
