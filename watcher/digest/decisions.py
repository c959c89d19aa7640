"""Decisions of members and officers, and those that a forward plan announces: entries of the section "Decisions".

Only those about a followed topic: a register holds a hundred a month. What a watched committee decided stands there
with its meeting (minutes), and never here. Does not tell baselines or what left a list. May import: domain, digest.
"""

import re

from watcher.digest.items import MOST_DOCUMENTS, TITLE_LENGTH, best_evidence, document_link
from watcher.digest.material import Scope, council_of
from watcher.digest.sentences import change_sentence, due_words, text_fact
from watcher.digest.words import day_words, first_sentence, shortened
from watcher.domain.changes import Change, ChangeKind
from watcher.domain.digests import Entry
from watcher.domain.publications import Decision, PlannedDecision
from watcher.domain.topics import Place

_HEADED = re.compile(r"[A-Z][^.:;“”]{2,60}: ")
_DATE = re.compile(
    r"(?:on\s+)?(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?"
    r"\d{1,2}(?:st|nd|rd|th)?[\s/.-]+(?:[a-z]{3,9}|\d{1,2})[,\s/.-]+\d{4}",
    re.IGNORECASE,
)
TAKEN = "decision:"
PLANNED = "planned:"
"""How the keys of entries begin, by which others tell them apart."""

KINDS = (
    ChangeKind.DECISION_PUBLISHED,
    ChangeKind.DECISION_AMENDED,
    ChangeKind.KEY_DECISION_ANNOUNCED,
    ChangeKind.KEY_DECISION_REDATED,
)
_NEW = {
    ChangeKind.DECISION_PUBLISHED: ChangeKind.DECISION_AMENDED,
    ChangeKind.KEY_DECISION_ANNOUNCED: ChangeKind.KEY_DECISION_REDATED,
}
"""What is new stands as it is now: that it was changed since, in the same window, says nothing to who never saw it."""


def register_entries(scope: Scope) -> list[Entry]:
    """Decisions taken, the earliest first, then those that are planned, the soonest first."""
    groups: dict[str, list[Change]] = {}
    for change in scope.changes:
        if change.kind in KINDS and scope.about(change.source_key, _subject(change)):
            is_planned = change.kind in KINDS[2:]
            key = f"{PLANNED if is_planned else TAKEN}{council_of(change.source_key)}:{change.decision_id}"
            groups.setdefault(key, []).append(change)
    rows = [(key.startswith(PLANNED), _day(scope, changes[-1]), key, changes) for key, changes in groups.items()]
    return [_entry(scope, key, changes) for _, _, key, changes in sorted(rows, key=lambda row: row[:3])]


def _subject(change: Change) -> str:
    return f"decision:{change.decision_id}"


def _known(scope: Scope, change: Change) -> Decision | PlannedDecision | None:
    return scope.material.decisions.get((change.source_key, change.decision_id or ""))


def _day(scope: Scope, change: Change) -> str:
    known = _known(scope, change)
    return known.day.isoformat() if known is not None and known.day is not None else "9999"


def _entry(scope: Scope, key: str, changes: list[Change]) -> Entry:
    last = changes[-1]
    known, facts = _known(scope, last), last.after or {}
    matches = scope.about(last.source_key, _subject(last))
    evidence = best_evidence(matches)
    maker = known.decision_maker if known else text_fact(facts, "decision_maker")
    lines = [change_sentence(each, scope.today) for each in _told(changes)]
    if isinstance(known, Decision) and known.text and all(each.place is not Place.DECISION for each in evidence):
        # Where a page has no part that says what was decided, its words begin with another heading ("Purpose: ...").
        verb = "The page says" if _HEADED.match(known.text) else "Decided"
        lines.append(f"{verb}: “{first_sentence(known.text)}”")
    council = scope.council_name(last.source_key)
    return Entry(
        key=key,
        title=shortened(known.title if known else text_fact(facts, "title"), TITLE_LENGTH),
        url=known.url if known else text_fact(facts, "url"),
        where=f"{council} · {shortened(maker, 120)}" if maker else council,
        when=_when(scope, known),
        lines=tuple(lines),
        evidence=evidence,
        topics=scope.all_topics(last.source_key, _subject(last)),
        why=scope.why(last.source_key, _subject(last)),
        links=tuple(
            document_link(each, under=known.title)
            for each in (known.documents[:MOST_DOCUMENTS] if known else ())
            if known
        ),
        change_numbers=tuple(change.number for change in changes if change.number is not None),
    )


def _told(changes: list[Change]) -> list[Change]:
    """In the order of the kinds, without changes of what is new itself."""
    kinds = {change.kind for change in changes}
    hidden = {_NEW[kind] for kind in kinds if kind in _NEW}
    return sorted((each for each in changes if each.kind not in hidden), key=lambda each: KINDS.index(each.kind))


def _when(scope: Scope, known: Decision | PlannedDecision | None) -> str:
    if isinstance(known, PlannedDecision):
        return f"due {day_words(known.due_on, scope.today)}" if known.due_on and _is_one_day(known) else _due(known)
    if known is None:
        return ""
    day = known.decided_on or known.published_on
    verb = "decided" if known.decided_on else "published"
    return f"{verb} {day_words(day, scope.today)}" if day else ""


def _is_one_day(plan: PlannedDecision) -> bool:
    """True if the council's words are a date and no more: of "3 to 31 March" its own words are shown."""
    return _DATE.fullmatch(plan.due.strip()) is not None


def _due(plan: PlannedDecision) -> str:
    words = due_words(plan.due)
    return f"due {words}" if words else ""
