"""Many changes of one thing -> at most one for each of its facets, or none when it is again as it was.

Does not compare readings. May import: domain, _words, _meeting (what makes two statuses the same news).
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from watcher.diff._meeting import STATUS_KINDS
from watcher.diff._words import fold, fold_title, natural
from watcher.domain.changes import Change, Facet, Facts
from watcher.domain.publications import MeetingStatus


def net(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The net of many changes, in the order of their numbers.

    Each facet of each thing goes from before its first change to after its last, under the last one's kind, number and
    moment; nothing remains where both are the same. Added and withdrawn again is nothing, and so is the reverse.

    Law: net(a + b) says the same as net(net(a) + net(b)), if each change begins where the last of its facet ended, as
    compare's do. Numbers may differ: of there, back and there again the first two cancel out, or the last two.
    """
    chains: defaultdict[Hashable, list[Change]] = defaultdict(list)
    for change in sorted(changes, key=_number):
        chains[_thing(change)].append(change)
    merged = (_merge(chain) for chain in chains.values())
    return tuple(sorted((change for change in merged if change is not None), key=_number))


def _number(change: Change) -> float:
    return float("inf") if change.number is None else change.number


def _thing(change: Change) -> Hashable:
    # A document is the same wherever on the page it stands; a supplement that is withdrawn is a document withdrawn.
    facet = Facet.PRESENCE if change.kind.facet is Facet.SUPPLEMENT else change.kind.facet
    if change.document_id is not None:
        return change.source_key, facet, change.meeting_id, change.document_id
    return change.subject, facet


def _merge(chain: Sequence[Change]) -> Change | None:
    facet = chain[0].kind.facet
    if facet is Facet.MINUTES_TEXT:
        return _merge_amendments(chain)
    first, last = chain[0], chain[-1]
    if _gist(facet, first.before) == _gist(facet, last.after):
        return None
    # The last kind says what became of the thing: every kind but the time's is a matter of what is there afterwards.
    return replace(last, before=first.before)


def _gist(facet: Facet, facts: Facts | None) -> object:
    """What of the facts makes the difference between something else and the same again."""
    if facet in (Facet.PRESENCE, Facet.SUPPLEMENT):
        return facts is not None and not facts.get("is_withdrawn")
    if facts is None:
        return None
    match facet:
        case Facet.TIME:
            moved = facts.get("status") == MeetingStatus.MOVED
            return facts.get("starts_at"), moved, facts.get("due_on"), facts.get("due")
        case Facet.STATUS:
            return STATUS_KINDS[MeetingStatus(str(facts.get("status")))]
        case Facet.VENUE:
            return fold(str(facts.get("venue")))
        case Facet.TITLE:
            return fold_title(str(facts.get("title")))
        case Facet.CONTENT:
            return facts.get("content_hash"), facts.get("digest")
        case _:
            return facts


def _merge_amendments(chain: Sequence[Change]) -> Change | None:
    """Amended minutes name several items, and each of them goes its own way from its first text to its last."""
    before: dict[str, Mapping[str, Any]] = {}
    after: dict[str, Mapping[str, Any]] = {}
    for change in chain:
        for item in _items(change.before):
            before.setdefault(item["id"], item)
        for item in _items(change.after):
            first = after.get(item["id"], item)
            after[item["id"]] = {**item, "before": first["before"]}
    ids = sorted((id_ for id_ in after if after[id_]["digest"] != before[id_]["digest"]), key=natural)
    if not ids:
        return None
    return replace(
        chain[-1], before={"items": [before[id_] for id_ in ids]}, after={"items": [after[id_] for id_ in ids]}
    )


def _items(facts: Facts | None) -> Sequence[Mapping[str, Any]]:
    items: Any = facts["items"] if facts is not None else ()
    return items if isinstance(items, Sequence) else ()
