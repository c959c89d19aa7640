"""The topics in the papers of a meeting that has no items: each paper is looked through by itself.

A pack of two hundred pages mentions everything, so it is about a topic only where one of the matters printed in it is.
What is neither agenda nor minutes counts like the report of an item. Nothing is made up: evidence are words of the
paper, with their page.
Does not fetch or remember. May import: minutes, tag, domain.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from watcher.domain.documents import AttachedText, DocumentText
from watcher.domain.papers import PaperItem, PaperKind
from watcher.domain.publications import AgendaItem, Document, Meeting
from watcher.domain.topics import Evidence, Match, Place
from watcher.domain.ways import Lack
from watcher.minutes import read_pages
from watcher.tag import Tagger

EVIDENCES = 3
_LONGEST_SNIPPET = 240
_WHOLE = (PaperKind.REPORT, PaperKind.UNKNOWN)

TextOf = Callable[[str], DocumentText | None]


def match_papers(tagger: Tagger, meeting: Meeting, text_of: TextOf) -> Mapping[str, tuple[Match, ...]]:
    """By subject (`paper:<document id>`), for a meeting whose site lists no items; none for others."""
    if Lack.ITEMS not in meeting.lacks:
        return {}
    return {
        f"paper:{document.id}": match_paper(
            tagger,
            document,
            text_of(document.content_hash) if document.content_hash else None,
            committee_name=meeting.committee.name,
        )
        for document in meeting.documents
    }


def match_paper(
    tagger: Tagger, document: Document, text: DocumentText | None, *, committee_name: str = ""
) -> tuple[Match, ...]:
    """The topics of one paper, by its title alone where it could not be read."""
    if text is None or not text.is_read:
        return tagger.match_texts(document.title, (), committee_name=committee_name)
    printed = read_pages(text.pages)
    is_whole = printed.kind in _WHOLE
    paper = AttachedText(
        outcome=text.outcome,
        content_hash=text.content_hash,
        pages=text.pages,
        unread_pages=text.unread_pages,
        is_by_ocr=text.is_by_ocr,
        title=document.title,
        is_appendix=not is_whole,
    )
    found = tagger.match_texts(document.title, (), committee_name=committee_name, papers=(paper,))
    if is_whole:
        return found
    matters = _matters(tagger, printed.items, committee_name)
    return tuple(_with_matter(match, matters.get(match.topic), paper) for match in found)


def _matters(tagger: Tagger, items: Iterable[PaperItem], committee_name: str) -> dict[str, Match]:
    """By topic the best match of the matters printed in a paper that are about it."""
    best: dict[str, Match] = {}
    for item in items:
        printed = AgendaItem(id="", number=item.number, title=item.title, text=item.text)
        for match in tagger.match_item(printed, committee_name=committee_name):
            if match.is_about and (match.topic not in best or best[match.topic].score < match.score):
                best[match.topic] = match
    return best


def _with_matter(whole: Match, matter: Match | None, paper: AttachedText) -> Match:
    """The paper is about what one of its matters is about; the matter's own words stand first, where they are found."""
    if matter is None:
        return whole
    own = [found for each in matter.evidence if (found := _on_a_page(each, paper)) is not None]
    evidence = {each.snippet: each for each in (*own, *whole.evidence)}
    return replace(
        whole, is_about=True, score=max(whole.score, matter.score), evidence=tuple(evidence.values())[:EVIDENCES]
    )


def _on_a_page(evidence: Evidence, paper: AttachedText) -> Evidence | None:
    """The same words as they stand on a page; None where lines were joined otherwise."""
    words = " ".join(evidence.snippet.split())
    if not words or len(words) > _LONGEST_SNIPPET:
        return None
    numbers = _pages_with(words, paper.pages)
    if not numbers:
        return None
    return replace(
        evidence,
        place=Place.DOCUMENT,
        snippet=words,
        page=numbers[0],
        document=paper.title,
        is_by_ocr=paper.is_by_ocr,
    )


def _pages_with(words: str, pages: Sequence[str]) -> list[int]:
    return [number for number, page in enumerate(pages, start=1) if words in " ".join(page.split())]
