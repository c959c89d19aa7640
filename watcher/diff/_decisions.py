"""Decisions of a council's register, and those that its forward plan announces, against what is known of them.

Knows first sight, amendments, other days, and one decision under two numbers. Does not notice what left a list: the
register is asked for three months, a plan for what is ahead, and leaving them says nothing. May import: domain, and
the other parts of diff.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from watcher.dates import find_days
from watcher.diff._telling import Telling
from watcher.diff._words import fold, fold_title, natural, opening
from watcher.domain.changes import Change, ChangeKind, Facts, Known, KnownDecision
from watcher.domain.publications import Decision, PlannedDecision, Reading

AnyDecision = Decision | PlannedDecision

_NO_CALL_IN = re.compile(
    r"\b(?:not|no|n/a|without|un(?:less|til)|if|may|might|can|could|would|to\s+be|deadline|period)\b|\A0\b",
    re.IGNORECASE,
)
"""That it was not, or may still be: "unless called in", "can be called in until Friday"."""
_CALLED_IN = re.compile(r"\bcalled[\s-]+in\b|\A[1-9]\d?\s*\Z", re.IGNORECASE)

_FACTS = (
    "title",
    "text",
    "status",
    "decision_maker",
    "decided_on",
    "published_on",
    "applies_from",
    "is_key",
    "call_in",
)
"""What a page may leave out one day without taking it back."""


def compare_decisions(
    known: Known, reading: Reading, *, oldest_day: date
) -> tuple[Mapping[str, KnownDecision], list[Change], list[str]]:
    """What is known of decisions after a reading, what is news, and flags.

    What is first seen with a day before `oldest_day` is the council tidying its archive: known, and no news.
    """
    decisions = dict(known.decisions)
    told: list[tuple[str, Telling]] = []
    twins = {_said(each.decision): id_ for id_, each in decisions.items() if each.decision.text}
    for decision in _one_of_each(reading.all_decisions):
        before = decisions.get(decision.id)
        telling = Telling(
            known.source_key,
            None,
            before.announced if before else None,
            is_muted=not known.is_baselined,
            decision_id=decision.id,
        )
        if before is None:
            twin = twins.get(_said(decision)) if decision.text else None
            if twin is not None:
                telling.flag(f"says what decision {twin} says, and was told with it")
            elif not _is_backfill(decision, oldest_day):
                _tell_new(decision, telling)
            after = decision
        else:
            after = _merged(before.decision, decision)
            _tell_differences(before.decision, after, telling)
        kept = before or KnownDecision(decision=after)
        decisions[decision.id] = replace(kept, decision=after, announced=telling.announced)
        told.append((decision.id, telling))
    told.sort(key=lambda pair: natural(pair[0]))
    changes = [change for _, telling in told for change in telling.in_order()]
    return decisions, changes, [flag for _, telling in told for flag in telling.flags]


def _one_of_each(decisions: Iterable[AnyDecision]) -> Iterable[AnyDecision]:
    """Each once: its own page rather than its row, else the first."""
    found: dict[str, AnyDecision] = {}
    for each in decisions:
        if each.id not in found or (each.is_detailed and not found[each.id].is_detailed):
            found[each.id] = each
    return found.values()


def _said(decision: AnyDecision) -> tuple[object, ...]:
    """What makes two decisions the same under two numbers: a register that was filled anew gives all others."""
    if isinstance(decision, PlannedDecision):
        return "planned", fold_title(decision.title), fold(decision.text), decision.due_on, fold(decision.due)
    return fold_title(decision.title), fold(decision.text), decision.decided_on, decision.meeting_id


def _is_backfill(decision: AnyDecision, oldest_day: date) -> bool:
    return decision.day is not None and decision.day < oldest_day


def _tell_new(decision: AnyDecision, telling: Telling) -> None:
    if isinstance(decision, PlannedDecision):
        telling.tell(ChangeKind.KEY_DECISION_ANNOUNCED, after=plan_facts(decision))
    else:
        telling.tell(ChangeKind.DECISION_PUBLISHED, after=decision_facts(decision))


def _tell_differences(old: AnyDecision, new: AnyDecision, telling: Telling) -> None:
    if isinstance(old, PlannedDecision) and isinstance(new, PlannedDecision):
        if old.due and new.due and _when(old) != _when(new):
            telling.tell(ChangeKind.KEY_DECISION_REDATED, before=plan_facts(old), after=plan_facts(new))
    elif isinstance(old, Decision) and isinstance(new, Decision):
        amended = _amended(old, new)
        if amended:
            before, after = decision_facts(old), {**decision_facts(new), "amended": amended}
            telling.tell(ChangeKind.DECISION_AMENDED, before=before, after=after)


def _when(plan: PlannedDecision) -> tuple[date | None, str]:
    """The first day, and all that the words name: "by 3 March 2027" and "03/03/2027" are one, two ranges are not."""
    days = " ".join(found.day.isoformat() for found in find_days(plan.due))
    return plan.due_on, days or fold(plan.due)


def _amended(old: Decision, new: Decision) -> list[str]:
    """What of a decision says something else now. What was not known before (its page was never read) is no news, nor
    is what the page does not say any more: `_merged` keeps it.
    """
    pairs: dict[str, tuple[object, object]] = {
        "title": (fold_title(old.title), fold_title(new.title)),
        "text": (fold(old.text), fold(new.text)),
        "status": (fold(old.status), fold(new.status)),
        "decision maker": (fold(old.decision_maker), fold(new.decision_maker)),
        "date": (old.decided_on, new.decided_on),
        "key decision": (old.is_key, new.is_key),
    }
    if not (old.is_detailed and new.is_detailed):
        pairs = {"title": pairs["title"]}
    found = [name for name, (before, after) in pairs.items() if before != after and before not in ("", None)]
    if old.is_detailed and new.is_detailed:
        known = {each.id for each in old.documents}
        found += ["papers"] if any(each.id not in known for each in new.documents) else []
    # "Call-in ends on Friday" becomes "not called in" by itself: only that it was called in is news.
    found += ["call-in"] if _is_called_in(new) and not _is_called_in(old) else []
    return found


def _is_called_in(decision: Decision) -> bool:
    return _CALLED_IN.search(decision.call_in) is not None and _NO_CALL_IN.search(decision.call_in) is None


def _merged(old: AnyDecision, new: AnyDecision) -> AnyDecision:
    """What is known after another sight: a row takes nothing away that the page said, papers keep their hashes."""
    if isinstance(old, Decision) and isinstance(new, Decision):
        new = replace(new, **{name: getattr(old, name) for name in _FACTS if getattr(new, name) in ("", None)})
    hashes = {each.id: each.content_hash for each in old.documents}
    documents = tuple(replace(each, content_hash=each.content_hash or hashes.get(each.id)) for each in new.documents)
    if isinstance(old, PlannedDecision) and isinstance(new, PlannedDecision) and not new.due:
        new = replace(new, due=old.due, due_on=old.due_on)  # a day that is no longer given was not taken back
    if new.is_detailed or not old.is_detailed:
        return replace(new, documents=documents)
    if isinstance(old, PlannedDecision) and isinstance(new, PlannedDecision):
        return replace(old, title=new.title or old.title, due=new.due, due_on=new.due_on)
    if isinstance(old, Decision) and isinstance(new, Decision):
        return replace(old, title=new.title or old.title, call_in=new.call_in)
    return old


def decision_facts(decision: Decision) -> Facts:
    """A decision as its change tells it; `digest` makes the difference between another text and the same again."""
    facts: dict[str, object] = {
        "title": decision.title,
        "url": decision.url,
        "decision_maker": decision.decision_maker,
        "decided_on": _day(decision.decided_on),
        "published_on": _day(decision.published_on),
        "is_key": decision.is_key,
        "status": decision.status,
        "call_in": decision.call_in if _is_called_in(decision) else "",
        "text": opening(decision.text),
        "documents": [each.title for each in decision.documents],
    }
    whole = json.dumps([facts, fold(decision.text), sorted(each.id for each in decision.documents)])
    return {**facts, "digest": hashlib.sha256(whole.encode()).hexdigest()[:16]}


def plan_facts(plan: PlannedDecision) -> Facts:
    """A planned decision as its change tells it."""
    return {
        "title": plan.title,
        "url": plan.url,
        "due": plan.due,
        "due_on": _day(plan.due_on),
        "decision_maker": plan.decision_maker,
        "is_key": plan.is_key,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
