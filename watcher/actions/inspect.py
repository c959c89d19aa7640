"""Show what is understood from one page: `watcher inspect FILE-OR-URL`.

Needs no configuration and no database, and remembers nothing. Names in the answer stay; more may come.
Does not fetch and does not print. May import: systems, documents, minutes, tag, domain, errors, the standard library.
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from watcher.actions.inspect_decisions import decision_answer, document_answer, plan_answer
from watcher.actions.inspect_paper import is_text, match_answers, paper_answer, text_of, text_paper
from watcher.documents import DocumentReader
from watcher.domain.documents import DocumentText
from watcher.domain.publications import (
    LONDON,
    AgendaItem,
    Committee,
    FeedEntry,
    Meeting,
    Outcome,
    Page,
    PageKind,
    Reading,
)
from watcher.errors import WatcherError
from watcher.minutes import read_pages, read_text
from watcher.systems import SYSTEMS, System, detect
from watcher.tag import Tagger

Answer = dict[str, object]

UNKNOWN_ADDRESS = "https://example.invalid/"
"""The base of links on a saved page whose address nobody gave (RFC 2606 keeps `.invalid` free)."""

TEXT, PDF = "text", "pdf"

_LOOK = 1024
"""Bytes at the start that tell what a file is."""


def page_from_file(path: Path, url: str | None = None) -> Page:
    """A saved page as if it had just been fetched from `url`. Raises OSError where the file cannot be read."""
    address = url or UNKNOWN_ADDRESS
    return Page(
        url=address,
        final_url=address,
        outcome=Outcome.OK,
        status=200,
        fetched_at=datetime.fromtimestamp(path.stat().st_mtime, tz=UTC),
        body=path.read_bytes(),
    )


def inspect_page(page: Page, *, system: str | None = None, tagger: Tagger | None = None) -> Answer:
    """What the page says, ready for JSON. `system` None: it is found out. Matches need a tagger.

    A page that cannot be read gives `page: unreadable` with `outcome` and `why`. WatcherError: no such system.
    """
    if not page.outcome.is_good:
        return _unreadable(system, page.outcome, page.why)
    if system == TEXT or (system is None and is_text(page.body)):
        return paper_answer(read_text(text_of(page.body)), system=TEXT, tagger=tagger)
    if system == PDF or (system is None and b"%PDF-" in page.body[:_LOOK]):
        return _pdf(page.body, tagger)
    found = _system(system) if system else detect(page)
    reading = (found or SYSTEMS["moderngov-pages"]).read(None, page)
    if not reading.outcome.is_good:
        return _unreadable(found.name if found else None, reading.outcome, reading.why)
    return _answer(reading, page, found, tagger)


def paper_from_file(path: Path) -> DocumentText:
    """A PDF or a text file as a paper by page. Raises WatcherError where it cannot be read."""
    try:
        body = path.read_bytes()
    except OSError as error:
        raise WatcherError(f"{path}: cannot be read: {error.strerror}") from None
    if is_text(body):
        return text_paper(body)
    paper = DocumentReader().read(body)
    if not paper.is_read:
        raise WatcherError(f"{path}: could not be read: {paper.why}")
    return paper


def _pdf(body: bytes, tagger: Tagger | None) -> Answer:
    """What a PDF says; one that cannot be read gives its outcome."""
    text = DocumentReader().read(body)
    if not text.is_read:
        return _unreadable(PDF, text.outcome, text.why)
    reading = read_pages(text.pages)
    if text.why:
        reading = replace(reading, flags=(text.why, *reading.flags))
    answer = paper_answer(reading, system=PDF, tagger=tagger, paper=text)
    if text.unread_pages:
        answer["is_complete"] = False
    return answer


def _system(name: str) -> System:
    try:
        return SYSTEMS[name]
    except KeyError:
        known = ", ".join((*SYSTEMS, TEXT, PDF))
        raise WatcherError(f"there is no system {name!r}", hint=f"Known are {known}.") from None


def _answer(reading: Reading, page: Page, system: System | None, tagger: Tagger | None) -> Answer:
    flags = list(reading.flags)
    if page.final_url == UNKNOWN_ADDRESS:
        flags.append(f"address unknown: links are relative to {UNKNOWN_ADDRESS}")
    is_empty = reading.kind is PageKind.EMPTY
    answer: Answer = {
        "system": system.name if system and not is_empty else reading.system,
        "page": str(reading.kind),
        "is_complete": reading.is_complete,
        "flags": flags,
        "committees": [_committee(committee) for committee in reading.committees],
        "meetings": [_meeting(meeting, tagger) for meeting in reading.meetings],
        "decisions": [decision_answer(each, tagger) for each in reading.decisions],
        "plans": [plan_answer(each, tagger) for each in reading.plans],
        "entries": [_entry(entry, tagger) for entry in reading.entries],
        "follow": list(reading.follow),
    }
    if reading.kind is PageKind.ITEM:
        answer["items"] = [_item(item, "", tagger) for item in reading.items]
    if reading.why:
        answer["why"] = reading.why
    return answer


def _unreadable(system: str | None, outcome: str, why: str) -> Answer:
    return {
        "system": system,
        "page": str(PageKind.UNREADABLE),
        "outcome": str(outcome),
        "why": why,
        "is_complete": False,
        "flags": [],
    }


def _committee(committee: Committee) -> Answer:
    answer: Answer = {"id": committee.id, "name": committee.name}
    return {**answer, "has_ended": True} if committee.has_ended else answer


def _meeting(meeting: Meeting, tagger: Tagger | None) -> Answer:
    return {
        "id": meeting.id,
        "committee": _committee(meeting.committee),
        "starts_at": meeting.starts_at.iso,
        "starts_at_raw": meeting.starts_at.raw or None,
        "venue": meeting.venue,
        "url": meeting.url,
        "status": str(meeting.status),
        "notes": list(meeting.notes),
        "published": sorted(str(one) for one in meeting.published),
        "items": [_item(item, meeting.committee.name, tagger) for item in meeting.items],
        "documents": [document_answer(document) for document in meeting.documents],
    }


def _item(item: AgendaItem, committee_name: str, tagger: Tagger | None) -> Answer:
    matches = tagger.match_item(item, committee_name=committee_name) if tagger else ()
    return {
        "id": item.id,
        "number": item.number or None,
        "title": item.title,
        "is_restricted": item.is_restricted,
        "is_to_follow": item.is_to_follow,
        "text": item.text or None,
        "documents": [document_answer(document) for document in item.documents],
        "decision": item.decision or None,
        "minutes": item.minutes or None,
        "minutes_are_cut": item.minutes_are_cut,
        "matches": match_answers(match for match in matches if match.is_about),
        "mentions": match_answers(match for match in matches if not match.is_about),
    }


def _entry(entry: FeedEntry, tagger: Tagger | None) -> Answer:
    moment = entry.published_at.astimezone(LONDON) if entry.published_at else None
    matches = tagger.match_entry(entry) if tagger else ()
    return {
        "id": entry.id,
        "title": entry.title,
        "url": entry.url or None,
        "published_at": f"{moment:%Y-%m-%dT%H:%M}" if moment else None,
        "event": entry.event,
        "meeting_id": entry.meeting_id,
        "matches": match_answers(match for match in matches if match.is_about),
        "mentions": match_answers(match for match in matches if not match.is_about),
    }
