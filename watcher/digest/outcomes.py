"""What was resolved on the items of a meeting, quoted: from printed minutes that were read, else from the page's words.

A quotation is a verbatim part of the text, and says where it stands. Where a text marks its resolution (RESOLVED,
Agreed: ...) the quotation begins there; else it is the text's first sentence. Does not read papers (actions do).
May import: domain, digest.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from watcher.digest.items import TITLE_LENGTH
from watcher.digest.material import Scope
from watcher.digest.sentences import text_fact
from watcher.digest.words import day_words, first_sentence, shortened
from watcher.domain.changes import Change, ChangeKind
from watcher.domain.digests import Outcome
from watcher.domain.publications import LONDON, AgendaItem, Meeting

MOST_OUTCOMES = 5
"""Quoted for one meeting; the page has the others."""
MOST_POINTS = 2
"""Points of one item's resolution, if there are several."""

_LABEL = re.compile(
    r"(?:(?i:\bit was\s+)?\b(?:RESOLVED|AGREED|DECIDED|RECOMMENDED|PENDERFYNWYD)\b"
    r"|\b(?:Resolved|Agreed|Decision)\s*[:–-]"
    r"|\b(?i:it was (?:unanimously )?(?:resolved|agreed))\b)"
)
_QUOTED = (ChangeKind.DECISIONS_PUBLISHED, ChangeKind.MINUTES_PUBLISHED, ChangeKind.DRAFT_MINUTES_PUBLISHED)
_SOURCES = {"decision": "from the decisions", "minutes": "from the minutes", "text": ""}
_SHORT = 24
"""Letters: "RESOLVED unanimously." says nothing without what follows."""

Said = dict[str, tuple[str, str]]
"""Item id -> (text, where it stands)."""


def outcomes_of(
    scope: Scope, changes: Sequence[Change], meeting: Meeting | None
) -> tuple[tuple[str, ...], tuple[Outcome, ...]]:
    """The items about a followed topic that were told of, and what was resolved on them, in agenda order."""
    items = {item.id: item for item in meeting.items} if meeting else {}
    source_key = changes[0].source_key
    papers = {
        each.item_id: each for each in scope.material.resolved.get((source_key, meeting.id if meeting else ""), ())
    }
    said = _said(changes, items.values())
    ids = [*(each for each in items if each in said or each in papers), *(each for each in said if each not in items)]
    told = tuple(each for each in ids if scope.about(source_key, f"item:{each}"))
    outcomes: list[Outcome] = []
    for item_id in told:
        item = items.get(item_id)
        made = papers.get(item_id)
        quotes = [(point, f"from {made.paper}") for point in made.points[:MOST_POINTS]] if made else []
        if not quotes and item_id in said:
            text, where = said[item_id]
            quotes = [(resolution_in(text), where)]
        outcomes += [_outcome(scope, source_key, meeting, item, words, where) for words, where in quotes if words]
    return told, tuple(outcomes[:MOST_OUTCOMES])


def resolution_in(text: str) -> str:
    """The sentence that says what was resolved, from its label on; the first sentence where there is no label."""
    folded = " ".join(text.split())
    found = _LABEL.search(folded)
    rest = folded[found.start() :] if found else folded
    words = first_sentence(rest)
    return words if len(words) >= _SHORT else shortened(rest)


def _outcome(
    scope: Scope, source_key: str, meeting: Meeting | None, item: AgendaItem | None, words: str, where: str
) -> Outcome:
    report = next((each.url for each in item.documents), "") if item else ""
    out = scope.material.agendas.get((source_key, meeting.id)) if meeting else None
    since = day_words(out.noticed_at.astimezone(LONDON).date(), scope.today) if out else ""
    return Outcome(
        title=shortened(item.title, TITLE_LENGTH) if item else "An item of the agenda",
        url=report or (meeting.url if meeting else ""),
        words=shortened(words),
        source=where,
        since=f"on the agenda since {since}" if since else "",
    )


def _said(changes: Iterable[Change], items: Iterable[AgendaItem]) -> Said:
    """What the facts of the changes say, completed by what the page says now.

    A decision says what was resolved in the fewest words; a draft is quoted only where there is nothing final.
    """
    told = list(changes)
    said: Said = {}
    for change in sorted(told, key=lambda change: (_QUOTED.index(change.kind), -(change.number or 0))):
        facts = (change.after or {}).get("items")
        if isinstance(facts, Sequence) and not isinstance(facts, str):
            for each in facts:
                if isinstance(each, Mapping) and "id" in each:
                    name, text = _first_text(each)
                    is_decision = change.kind is ChangeKind.DECISIONS_PUBLISHED
                    source = _SOURCES[name] or _SOURCES["decision" if is_decision else "minutes"]
                    if text:
                        said.setdefault(str(each["id"]), (text, source))
    has_minutes = any(change.kind is not ChangeKind.DECISIONS_PUBLISHED for change in told)
    for item in items:
        text = item.decision or (item.minutes if has_minutes else "")
        if text.strip():
            said.setdefault(item.id, (text, _SOURCES["decision" if item.decision else "minutes"]))
    return said


def _first_text(facts: Mapping[str, object]) -> tuple[str, str]:
    texts = ((name, text_fact(facts, name)) for name in ("decision", "minutes", "text"))
    return next(((name, text) for name, text in texts if text), ("text", ""))
