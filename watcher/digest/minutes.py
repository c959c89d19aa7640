"""The sections "Minutes published" and "Decisions": what came of items, in the words of the council.

    the meeting's page (an item's decision or minutes), facts of the change, and printed minutes that were read
    -> for each item about a followed topic what was resolved, quoted, linked to the item

A meeting stands in one of the two: in Decisions where only those came out. Does not judge what a resolution means.
May import: domain, digest.
"""

from collections.abc import Callable, Iterable

from watcher.digest.items import TITLE_LENGTH, document_link, meeting_key, meeting_sort
from watcher.digest.material import Scope, council_of
from watcher.digest.outcomes import outcomes_of
from watcher.digest.sentences import change_sentence
from watcher.digest.words import shortened, when_words
from watcher.domain.changes import Change, ChangeKind
from watcher.domain.digests import Entry
from watcher.domain.publications import DocumentKind

KINDS = (ChangeKind.MINUTES_PUBLISHED, ChangeKind.DRAFT_MINUTES_PUBLISHED, ChangeKind.DECISIONS_PUBLISHED)
PAPERS = (DocumentKind.DECISIONS, DocumentKind.DRAFT_MINUTES, DocumentKind.MINUTES)


def minutes_entries(scope: Scope) -> list[Entry]:
    """Meetings whose minutes came out, draft or final, the earliest first; with their decisions if those did too."""
    return _entries(scope, lambda kinds: bool(kinds - {ChangeKind.DECISIONS_PUBLISHED}))


def decisions_entries(scope: Scope) -> list[Entry]:
    """Meetings of which the decisions came out and no minutes, the earliest first."""
    return _entries(scope, lambda kinds: kinds == {ChangeKind.DECISIONS_PUBLISHED})


def _entries(scope: Scope, is_wanted: Callable[[set[ChangeKind]], bool]) -> list[Entry]:
    groups: dict[str, list[Change]] = {}
    for change in scope.changes:
        if change.kind in KINDS and change.meeting_id is not None:
            groups.setdefault(f"minutes:{council_of(change.source_key)}:{change.meeting_id}", []).append(change)
    rows = [
        (meeting_sort(scope.meeting(changes[0])), key, changes)
        for key, changes in groups.items()
        if is_wanted({change.kind for change in changes})
    ]
    return [_entry(scope, key, changes) for _, key, changes in sorted(rows, key=lambda row: row[:2])]


def _entry(scope: Scope, key: str, changes: list[Change]) -> Entry:
    first = changes[0]
    meeting = scope.meeting(first)
    source = scope.material.sources.get(first.source_key)
    items, outcomes = outcomes_of(scope, changes, meeting)
    kinds = _told_kinds(changes)
    papers = [each for each in meeting.documents if each.kind in PAPERS] if meeting else []
    subjects = [f"item:{item_id}" for item_id in items] + [f"paper:{each.id}" for each in papers]
    topics = {name for subject in subjects for name in scope.all_topics(first.source_key, subject)}
    return Entry(
        key=key,
        title=shortened(scope.committee_name(first.source_key, meeting), TITLE_LENGTH),
        url=meeting.url if meeting else source.url if source else "",
        where=scope.council_name(first.source_key),
        when=when_words(meeting.starts_at, scope.today) if meeting else "",
        lines=tuple(
            change_sentence(next(each for each in changes if each.kind is kind), scope.today) for kind in kinds
        ),
        outcomes=outcomes,
        topics=tuple(name for name in scope.all_topic_names if name in topics),
        links=tuple(document_link(each) for each in papers),
        change_numbers=tuple(change.number for change in changes if change.number is not None),
        meeting=meeting_key(first.source_key, first.meeting_id or ""),
    )


def _told_kinds(changes: Iterable[Change]) -> list[ChangeKind]:
    kinds = sorted({change.kind for change in changes}, key=KINDS.index)
    if ChangeKind.MINUTES_PUBLISHED in kinds and ChangeKind.DRAFT_MINUTES_PUBLISHED in kinds:
        kinds.remove(ChangeKind.DRAFT_MINUTES_PUBLISHED)  # the final ones took the draft's place in the same window
    return kinds
