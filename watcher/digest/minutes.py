"""The section "Minutes published": minutes, draft or final, and decisions, with what was resolved.

Does not judge what a resolution means. May import: domain, digest.
"""

from collections.abc import Iterable, Mapping, Sequence

from watcher.digest.items import document_link, meeting_sort
from watcher.digest.material import Scope, council_of
from watcher.digest.sentences import change_sentence, text_fact
from watcher.digest.words import first_sentence, sentence, shortened, when_words
from watcher.domain.changes import Change, ChangeKind
from watcher.domain.digests import Entry
from watcher.domain.publications import DocumentKind, Meeting

KINDS = (ChangeKind.MINUTES_PUBLISHED, ChangeKind.DRAFT_MINUTES_PUBLISHED, ChangeKind.DECISIONS_PUBLISHED)
_QUOTED = (ChangeKind.DECISIONS_PUBLISHED, ChangeKind.MINUTES_PUBLISHED, ChangeKind.DRAFT_MINUTES_PUBLISHED)
PAPERS = (DocumentKind.DECISIONS, DocumentKind.DRAFT_MINUTES, DocumentKind.MINUTES)
MOST_RESOLVED = 5
"""Resolutions quoted for one meeting; the page has the others."""


def minutes_entries(scope: Scope) -> list[Entry]:
    """The entries: earliest meeting first, decisions and minutes of one meeting together."""
    groups: dict[str, list[Change]] = {}
    for change in scope.changes:
        if change.kind in KINDS and change.meeting_id is not None:
            groups.setdefault(f"minutes:{council_of(change.source_key)}:{change.meeting_id}", []).append(change)
    rows = [(meeting_sort(scope.meeting(changes[0])), _entry(scope, key, changes)) for key, changes in groups.items()]
    return [entry for _, entry in sorted(rows, key=lambda row: (row[0], row[1].key))]


def _entry(scope: Scope, key: str, changes: list[Change]) -> Entry:
    first = changes[0]
    meeting = scope.meeting(first)
    source = scope.material.sources.get(first.source_key)
    topics, resolved = _resolved(scope, changes, meeting)
    kinds = sorted({change.kind for change in changes}, key=KINDS.index)
    if ChangeKind.MINUTES_PUBLISHED in kinds and ChangeKind.DRAFT_MINUTES_PUBLISHED in kinds:
        kinds.remove(ChangeKind.DRAFT_MINUTES_PUBLISHED)  # the final ones took the draft's place in the same window
    lines = [change_sentence(next(each for each in changes if each.kind is kind), scope.today) for kind in kinds]
    return Entry(
        key=key,
        title=scope.committee_name(first.source_key, meeting),
        url=meeting.url if meeting else source.url if source else "",
        where=scope.council_name(first.source_key),
        when=when_words(meeting.starts_at, scope.today) if meeting else "",
        lines=(*lines, *resolved),
        topics=scope.topic_names(topics),
        links=tuple(document_link(each) for each in meeting.documents if each.kind in PAPERS) if meeting else (),
        change_numbers=tuple(change.number for change in changes if change.number is not None),
    )


def _resolved(scope: Scope, changes: list[Change], meeting: Meeting | None) -> tuple[set[str], tuple[str, ...]]:
    """Topics, and the first sentence of what was resolved on each item about a followed topic, in agenda order."""
    texts = _texts_in_facts(changes)
    titles = {item.id: item.title for item in meeting.items} if meeting else {}
    for item in meeting.items if meeting else ():
        text = item.decision or (item.minutes if _minutes_are_told(changes) else "")
        if text and not texts.get(item.id):
            texts[item.id] = text
    topics: set[str] = set()
    lines = []
    for item_id in [*(key for key in titles if key in texts), *(key for key in texts if key not in titles)]:
        matches = scope.about(changes[0].source_key, f"item:{item_id}")
        if matches and texts[item_id].strip():
            topics |= {match.topic for match in matches}
            title = titles.get(item_id, "")
            words = sentence(first_sentence(texts[item_id]))
            lines.append(f"{shortened(title, 120)}: {words}" if title else words)
    return topics, tuple(lines[:MOST_RESOLVED])


def _minutes_are_told(changes: Iterable[Change]) -> bool:
    return any(change.kind is not ChangeKind.DECISIONS_PUBLISHED for change in changes)


def _texts_in_facts(changes: Iterable[Change]) -> dict[str, str]:
    """Item id -> text, from the fact `items` (objects with `id` and `decision`, `minutes` or `text`).

    A decision says what was resolved in the fewest words; a draft is quoted only where there is nothing final.
    """
    texts: dict[str, str] = {}
    for change in sorted(changes, key=lambda change: (_QUOTED.index(change.kind), -(change.number or 0))):
        items = (change.after or {}).get("items")
        if isinstance(items, Sequence) and not isinstance(items, str):
            for each in items:
                if isinstance(each, Mapping) and "id" in each:
                    text = text_fact(each, "decision") or text_fact(each, "minutes") or text_fact(each, "text")
                    texts.setdefault(str(each["id"]), text)
    return {key: text for key, text in texts.items() if text}
