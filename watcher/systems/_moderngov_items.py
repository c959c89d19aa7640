"""Agenda items of modern.gov: the rows of a meeting's table, and an item's own page.

An item is known by the number in `<a name="AI51902">`, which is `mgAi.aspx?ID=51902`; numbers and titles change.
Does not read meetings. May import: bs4, domain, _html, _moderngov_documents.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4.element import NavigableString, Tag

from watcher.domain.publications import AgendaItem, Document, DocumentKind
from watcher.systems._html import (
    absolute,
    attribute,
    fold,
    has_class,
    is_block,
    number,
    page_name,
    parameters,
    plain_text,
    walk,
    without_entities,
)
from watcher.systems._moderngov_documents import item_document, strip_suffixes, title_of

ANCHOR = re.compile(r"\s*AI(\d{1,12})\s*\Z", re.IGNORECASE)

_TO_FOLLOW = re.compile(
    r"\s*[-–—:,]?\s*[(\[]?\s*(?:(?:report|papers?|documents?)\s+)?(?:is\s+|are\s+)?to\s+follow\s*[)\]]?\.?\s*\Z"
    r"|\s*[-–—:,]?\s*[(\[]?\s*(?:(?:adroddiad|papur(?:au)?|dogfen(?:nau)?)\s+)?i\s+ddilyn\s*[)\]]?\.?\s*\Z",
    re.IGNORECASE,
)
_ONLY_TO_FOLLOW = re.compile(
    r"\A[(\[]?(?:the\s+)?(?:(?:report|papers?|documents?)\s+)?(?:is\s+|are\s+)?to\s+follow[)\]]?\.?\Z"
    r"|\A[(\[]?(?:(?:yr?\s+)?(?:adroddiad|papur(?:au)?|dogfen(?:nau)?)\s+)?i\s+ddilyn[)\]]?\.?\Z",
    re.IGNORECASE,
)
_CLOSED = r"(?:exempt|restricted|confidential|not\s+for\s+publication|private|eithriedig|cyfrinachol)"
_RESTRICTED = re.compile(
    rf"[(\[][^()\[\]]{{0,60}}\b{_CLOSED}\b[^()\[\]]{{0,80}}[)\]]|\A{_CLOSED}\s*(?:items?\b|reports?\b|minutes\b|appendi\w+|[-–—:])"
    rf"|[-–—:,]\s*{_CLOSED}(?:\s+(?:items?|reports?))?\s*\Z|\bRESTRICTED\b|\s[Rr]estricted\s*\Z|\bnot\s+for\s+publication\b",
    re.IGNORECASE,
)
_REASONS = re.compile(r"\breasons?\b.{0,60}\brestricted\b", re.IGNORECASE)
_SECTIONS = (
    (re.compile(r"\A(?:additional|supporting|related)\s+documents?\b|\Adogfennau\b", re.IGNORECASE), "documents"),
    (re.compile(r"\A(?:decisions?|penderfyniad\w*)\b", re.IGNORECASE), "decision"),
    (re.compile(r"\A(?:draft\s+)?minutes\b|\Acofnodion\b", re.IGNORECASE), "minutes"),
)
_CUT_END = re.compile(r"[\s.…]*(?:\.\.\.|…)\s*\Z")
_WHOLE = re.compile(r"view\s+the\s+full\b|gweld\b.{0,40}\bllawn\b", re.IGNORECASE)
_ITEM_NUMBER = re.compile(r"\be?item\s+([\w./-]{1,12})", re.IGNORECASE)


@dataclass(slots=True)
class _Draft:
    """What is gathered of one item while its part of the page is walked. `texts` are by section, "" the description."""

    base: str
    section: str = ""
    title: str = ""
    texts: dict[str, list[str]] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)
    documents: dict[str, Document] = field(default_factory=dict)
    follow: list[str] = field(default_factory=list)
    says_restricted: bool = False

    def text(self, section: str) -> str:
        """The words of a section on one line; without the dots with which a cut text ends."""
        words = fold(without_entities("".join(self.texts.get(section, ()))))
        return _CUT_END.sub("", words) if section in self.cut else words

    def add(self, document: Document | None) -> None:
        """Keep a document, the first of an id."""
        if document is not None:
            self.documents.setdefault(document.id, document)


@dataclass(frozen=True, slots=True)
class ItemsRead:
    """The items of a table, the addresses where cut texts stand whole, and rows that could not be keyed."""

    items: tuple[AgendaItem, ...]
    follow: tuple[str, ...]
    flags: tuple[str, ...]
    is_complete: bool


def read_items(table: Tag, base: str) -> ItemsRead:
    """All items of the table, in the page's order. Headings between items are none; the same id twice counts once."""
    items: dict[str, AgendaItem] = {}
    follow: dict[str, None] = {}
    flags: list[str] = []
    for row in _rows(table):
        item_id, shown = _anchor_of(row), _number_of(row)
        draft = _gather(row, base)
        if item_id and item_id not in items:
            items[item_id] = _item(draft, item_id, shown)
            follow.update(dict.fromkeys(draft.follow))
        elif not item_id and shown:
            flags.append(f"an item without an id was left out: {shown} {draft.title}"[:200])
    return ItemsRead(items=tuple(items.values()), follow=tuple(follow), flags=tuple(flags), is_complete=not flags)


def read_item_page(tree: Tag, base: str) -> AgendaItem | None:
    """The item of an `mgAi.aspx` page; None if nothing says which. Its number stands in the link to its meeting."""
    content = tree.find("div", class_="mgContent") or tree
    item_id = number(parameters(base).get("id")) if page_name(base) == "mgai.aspx" else ""
    item_id = item_id or _anchor_of(tree)
    if not item_id:
        return None
    draft = _gather(content, base)
    draft.title = draft.title or strip_suffixes(plain_text(tree.find("h2", class_="mgSubTitleTxt")))
    shown = _number_of(content)
    if not shown and (found := _ITEM_NUMBER.search(" ".join(plain_text(link) for link in tree.find_all("a")))):
        shown = found.group(1).rstrip(".")
    return _item(draft, item_id, shown)


def _rows(table: Tag) -> Iterator[Tag]:
    """The rows that hold an item: with a cell for its number or an anchor. Tables inside an item are text."""
    row: Tag | None = None
    for node, is_entered in walk(table):
        if not isinstance(node, Tag):
            continue
        if not is_entered:
            row = None if node is row else row
        elif row is None and _opens_row(node):
            row = node if node.name == "tr" else node.find_parent("tr")
            if row is not None:
                yield row


def _opens_row(node: Tag) -> bool:
    if node.name == "tr":
        return any(has_class(cell, "mgItemNumberCell") for cell in node.find_all("td", recursive=False))
    return node.name == "a" and ANCHOR.match(attribute(node, "name")) is not None


def _anchor_of(part: Tag) -> str:
    """The item id that an anchor in this part of the page gives, empty if none does."""
    for link in part.find_all("a"):
        found = ANCHOR.match(attribute(link, "name") or attribute(link, "id"))
        if found:
            return found.group(1)
    return ""


def _number_of(row: Tag) -> str:
    """The number shown, `29` for `29.`; empty if there is none."""
    return plain_text(row.find("td", class_="mgItemNumberCell")).rstrip(" .")


def _gather(part: Tag, base: str) -> _Draft:
    """Walk a part of the page once: headings switch the section, lists give documents, the rest is text."""
    draft = _Draft(base=base)

    def takes(tag: Tag) -> bool:
        return _take(draft, tag)

    for node, is_entered in walk(part, takes):
        words = draft.texts.setdefault(draft.section, [])
        if isinstance(node, NavigableString):
            words.append(str(node))
        elif is_block(node) or not is_entered:
            words.append(" " if is_block(node) else "")
    return draft


def _take(draft: _Draft, tag: Tag) -> bool:
    """Deal with a tag that is more than text; True if nothing below it is text of the section."""
    if has_class(tag, "mgItemNumberCell", "mgFileSize", "mgHide", "mgHelpLine"):
        return True
    if has_class(tag, "mgAiTitleTxt"):
        _take_title(draft, tag)
        return True
    if has_class(tag, "mgSubItemTitleTxt", "mgSectionTitle", "mgSubTitleTxt"):
        draft.section = _section_of(tag) or ""
        return True
    if tag.name == "a":
        return _take_link(draft, tag)
    if has_class(tag, "mgActionList", "mgBulletList"):
        for link in tag.find_all("a"):
            draft.says_restricted |= _REASONS.search(plain_text(link)) is not None
            draft.add(item_document(link, draft.base, DocumentKind.OTHER))
        return True
    return False


def _section_of(heading: Tag) -> str | None:
    words = plain_text(heading)
    return next((name for pattern, name in _SECTIONS if pattern.match(words)), None)


def _take_title(draft: _Draft, tag: Tag) -> None:
    title = title_of(tag)
    draft.title = draft.title or title
    for link in tag.find_all("a"):
        draft.add(item_document(link, draft.base, DocumentKind.REPORT))


def _take_link(draft: _Draft, link: Tag) -> bool:
    """A link to the whole text means that this one is cut; a link among the documents is one; others are text."""
    url = absolute(draft.base, attribute(link, "href"))
    if page_name(url) == "mgai.aspx" and _WHOLE.match(plain_text(link)):
        draft.cut.add(draft.section)
        draft.follow.append(url)
        return True
    if draft.section == "documents":
        draft.add(item_document(link, draft.base, DocumentKind.OTHER))
        return True
    return False


def without_to_follow(title: str, text: str) -> tuple[str, bool]:
    """The title without "(to follow)", and whether it or the whole text says so."""
    bare = _TO_FOLLOW.sub("", title)
    return bare, bare != title or _ONLY_TO_FOLLOW.match(text) is not None


def is_closed(title: str) -> bool:
    """True if a title says that its matter is not for the public."""
    return _RESTRICTED.search(title) is not None


def _item(draft: _Draft, item_id: str, shown: str) -> AgendaItem:
    text = draft.text("")
    title, is_to_follow = without_to_follow(draft.title, text)
    has_report = any(document.kind is DocumentKind.REPORT for document in draft.documents.values())
    return AgendaItem(
        id=item_id,
        number=shown,
        title=title,
        is_restricted=draft.says_restricted or (not has_report and is_closed(draft.title)),
        is_to_follow=is_to_follow,
        text=text,
        documents=tuple(draft.documents.values()),
        decision=draft.text("decision"),
        minutes=draft.text("minutes"),
        minutes_are_cut="minutes" in draft.cut,
    )
