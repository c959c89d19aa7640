"""The papers of one meeting, asked for and hashed: a paper replaced under its address shows on no page.

A paper that is not there, or too large, is an answer that the operator is told of: one of them must not make the rest
of a committee look unread for weeks. Does not decide when papers are due (cadence) or compare. May import: domain.
"""

from dataclasses import replace

from watcher.actions.asking import Asking
from watcher.domain.publications import Document, Meeting, Outcome

_ANSWERS = {Outcome.NOT_FOUND: "a paper is not there", Outcome.TOO_LARGE: "a paper is too large to be looked at"}

_HEAD = 1024
"""Bytes at the beginning in which a PDF says what it is."""


def with_papers(meeting: Meeting, asking: Asking) -> Meeting:
    """The meeting with the hashes of its papers as they are now. Notes in `asking.home` if all could be looked at."""
    before = len(asking.home.failures)
    checked = replace(
        meeting,
        documents=tuple(_looked_at(meeting, each, asking) for each in meeting.documents),
        items=tuple(
            replace(item, documents=tuple(_looked_at(meeting, each, asking) for each in item.documents))
            for item in meeting.items
        ),
    )
    if len(asking.home.failures) == before:
        asking.home.documents_read.add(meeting.id)
    return checked


def _looked_at(meeting: Meeting, document: Document, asking: Asking) -> Document:
    return document if meeting.is_generated(document) else _fetched(document, asking)


def looked_at(document: Document, asking: Asking) -> Document:
    """One paper with the hash of what stands at its address now; what a site makes on demand stays as it is."""
    return document if document.kind.is_generated else _fetched(document, asking)


def _fetched(document: Document, asking: Asking) -> Document:
    if _is_behind_a_page(document.url):
        return _behind_the_page(document, asking)
    page = asking.ask(document.url, is_document=True, must_read=not asking.is_on_the_shelf(document.url))
    if page.outcome is Outcome.UNCHANGED:
        return replace(document, content_hash=asking.remembered_hash(document.url) or document.content_hash)
    if page.outcome in _ANSWERS:
        asking.home.flags.append(f"{_ANSWERS[page.outcome]}: {document.url}")
        asking.keep_unread(page)
        return document
    if page.outcome is not Outcome.OK:
        asking.missed(document.url, page.outcome, page.why)
        return document
    if _looks_like_html(page.body):
        asking.missed(document.url, Outcome.NOT_A_PAGE, "a web page came back under the address of a paper")
        return document
    if asking.remembered_hash(document.url) is not None and _is_no_pdf(document.url, page.body):
        asking.missed(document.url, Outcome.NOT_A_PAGE, "words of a server came back under the address of a paper")
        return document
    return replace(document, content_hash=asking.take_in(page))


def _behind_the_page(document: Document, asking: Asking) -> Document:
    """A supplement behind the pack chooser: fetched once, so that its words are known, and then left alone.

    The site puts such a file together on demand, so that other bytes would be no news of it.
    """
    known = asking.remembered_hash(document.url)
    if known is not None and asking.is_on_the_shelf(document.url):
        return replace(document, content_hash=known)
    chooser = asking.ask(document.url, must_read=True)
    files = asking.read(chooser).follow if chooser.outcome is Outcome.OK else ()
    page = asking.ask(files[0], must_read=True, is_document=True) if files else chooser
    if page.outcome in _ANSWERS:
        asking.home.flags.append(f"{_ANSWERS[page.outcome]}: {document.url}")
    elif page.outcome is not Outcome.OK:
        asking.missed(document.url, page.outcome, page.why)
    elif not files or _looks_like_html(page.body) or _is_no_pdf(files[0], page.body):
        asking.home.flags.append(f"the page in front of a paper leads to none: {document.url}")
    else:
        return replace(document, content_hash=asking.take_in(page, at=document.url))
    return document


def _is_no_pdf(address: str, body: bytes) -> bool:
    """Nothing, or a text ("Service unavailable", `{"error": 1}`), where a PDF was before: it replaced no paper."""
    if not body.strip(b"\0 \t\r\n"):
        return True
    is_pdfs = address.partition("?")[0].lower().endswith(".pdf")
    return is_pdfs and b"%PDF-" not in body[:_HEAD] and b"\0" not in body[:_HEAD]


def _is_behind_a_page(address: str) -> bool:
    """The pack chooser is a page in front of large packs and supplements: its bytes are not the paper's.

    The address that the web service gives for a paper is a program's as well, and answers with the paper.
    """
    path = address.partition("?")[0].lower()
    return path.endswith(".aspx") and not path.endswith("/mgconvert2pdf.aspx")


def _looks_like_html(body: bytes) -> bool:
    """A firewall's or an error's page, whatever the address ends in."""
    start = body[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype", b"<html", b"<head", b"<script", b"<body"))
