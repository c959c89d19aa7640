"""Links to documents on modern.gov pages: which file, of what kind, how large.

The number in `documents/s112217/` is the document's id; `documents/g10223/` is the agenda's, so the files made
from it are told apart by `?T=`. Addresses end in anything: a test for `.pdf` misses most of them.
Does not walk pages. May import: bs4, domain, _html.
"""

import re
from dataclasses import replace

from bs4 import Tag

from watcher.domain.publications import Document, DocumentKind
from watcher.systems._html import Skips, absolute, attribute, has_class, number, page_name, parameters, plain_text

_IN_PATH = re.compile(r"/documents/(?P<letter>[a-z])(?P<number>\d{1,12})/", re.IGNORECASE)
_GENERATED = {
    "0": DocumentKind.FRONT_SHEET,
    "1": DocumentKind.MINUTES,
    "2": DocumentKind.DECISIONS,
    "10": DocumentKind.PACK,
}
_KINDS_BY_WORDS = (
    (
        re.compile(
            r"\b(?:supplement\w*|late\s+(?:material|items?|papers?|reports?)|addend(?:um|a)|additional|atodol)\b"
        ),
        DocumentKind.SUPPLEMENT,
    ),
    (re.compile(r"\bfront\s?sheet\b|\btaflen\s+flaen\b"), DocumentKind.FRONT_SHEET),
    (re.compile(r"\bpack\b|\bpecyn\b"), DocumentKind.PACK),
    (re.compile(r"\bdraft\b.*\bminutes\b|\b[cg]h?ofnodion\s+drafft\b"), DocumentKind.DRAFT_MINUTES),
    (re.compile(r"\b(?:minutes|[cg]ofnodion)\b"), DocumentKind.MINUTES),
    (re.compile(r"\bdecisions?\b|\bph?enderfyniad(?:au)?\b"), DocumentKind.DECISIONS),
)
_SIZE = re.compile(r"(?P<size>\d[\d.,]*\s?(?:bytes|B|KB|MB|GB))\b", re.IGNORECASE)
# What the site adds after a title: "PDF 230 KB", "pdf icon", ", item 35."
_SUFFIX = re.compile(
    r"(?:\s*[(\[]?\b(?:PDF|DOCX?|XLSX?|PPTX?|RTF|HTML?|ZIP)\s+\d[\d.,]*\s?(?:bytes|B|KB|MB|GB)[)\]]?"
    r"|\s*\b(?:pdf|word|excel)\s+(?:icon|file)|\s*,\s*e?item\s+[\w./]{1,12})\s*\Z",
    re.IGNORECASE,
)
_TITLE_IS_WITHIN = 2000


def strip_suffixes(title: str) -> str:
    """A title without what the site adds to it."""
    title, before = title[:_TITLE_IS_WITHIN], ""
    while title != before:
        before, title = title, _SUFFIX.sub("", title)
    return title.strip()


def title_of(tag: Tag, skips: Skips | None = None) -> str:
    """The words of a title or link, without sizes, hidden parts and suffixes."""

    def is_extra(child: Tag) -> bool:
        return has_class(child, "mgFileSize", "mgHide") or (skips is not None and skips(child))

    return strip_suffixes(plain_text(tag, is_extra))


def size_of(link: Tag) -> str | None:
    """The size as the page gives it, `253 KB`; None if it gives none."""
    found = _SIZE.search(plain_text(link.find("span", class_="mgFileSize"))) or _SIZE.search(plain_text(link)[-20:])
    return found.group("size") if found else None


def meeting_document(link: Tag, base: str) -> Document | None:
    """The document of a meeting that a link in its action list leads to; None if the link leads elsewhere."""
    return _document(link, base, None)


def item_document(link: Tag, base: str, kind: DocumentKind) -> Document | None:
    """The document of an item that a link leads to; None if the link leads elsewhere.

    An item may link to the pack of its whole agenda, which the site makes anew on demand: that is no paper of its own.
    """
    document = _document(link, base, kind)
    if document is not None and document.id.startswith("g"):
        return replace(document, kind=_kind_of(document.url, document.title))
    return document


def _document(link: Tag, base: str, kind: DocumentKind | None) -> Document | None:
    url = absolute(base, attribute(link, "href"))
    document_id = document_id_of(url)
    if not document_id:
        return None
    title = title_of(link)
    kind = kind or _kind_of(url, title)
    return Document(id=document_id, title=title, url=url, kind=kind, size=size_of(link))


def document_id_of(url: str) -> str:
    """The id of the document behind an address; empty if it is no document's address.

    `documents/s111161/` -> 111161; `documents/g10223/...?T=0` -> g10223-0; the chooser page of the same pack ->
    g10223-10; anything with a supplement's number -> supplement-<SID>.
    """
    given, page = parameters(url), page_name(url)
    sid, agenda = number(given.get("sid")), number(given.get("id"))
    found = _IN_PATH.search(url)
    if sid and (found or page == "mgchoosedocpack.aspx"):
        return f"supplement-{sid}"
    if found:
        letter = found.group("letter").lower()
        if letter == "s":
            return found.group("number")
        kind = number(given.get("t"))
        return f"{letter}{found.group('number')}" + (f"-{kind}" if kind else "")
    if page == "mgconvert2pdf.aspx":
        return agenda
    if page == "mgchoosedocpack.aspx" and agenda:
        return f"g{agenda}-10"
    return ""


def _kind_of(url: str, title: str) -> DocumentKind:
    """The kind of a meeting's document: by its address where that says it, else by its title."""
    given = parameters(url)
    if number(given.get("sid")):
        return DocumentKind.SUPPLEMENT
    said = next((kind for pattern, kind in _KINDS_BY_WORDS if pattern.search(title.lower())), None)
    if "/documents/s" in url.lower() and said is not DocumentKind.SUPPLEMENT:
        # Uploaded by a person: a "consultation pack" or a "record of an urgent decision" is a paper like any other,
        # and nothing that the site makes anew on demand.
        return DocumentKind.OTHER
    kind = _GENERATED.get(given.get("t", "")) if "/documents/g" in url.lower() else None
    if kind is DocumentKind.MINUTES and said is DocumentKind.DRAFT_MINUTES:
        return said
    if kind is None and page_name(url) == "mgchoosedocpack.aspx":
        return DocumentKind.PACK
    return kind or said or DocumentKind.OTHER
