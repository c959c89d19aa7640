"""What `watcher inspect` shows of decisions, taken and planned.

Does not read pages. May import: tag, actions.inspect_paper, domain.
"""

from datetime import date

from watcher.actions.inspect_paper import match_answers
from watcher.domain.publications import Decision, Document, PlannedDecision
from watcher.domain.topics import Match
from watcher.tag import Tagger

Answer = dict[str, object]


def decision_answer(decision: Decision, tagger: Tagger | None) -> Answer:
    """A decision as JSON has it; its id is null where only its address would say it."""
    return {
        "id": decision.id or None,
        "title": decision.title,
        "url": decision.url,
        "decision_maker": decision.decision_maker or None,
        "is_key": decision.is_key,
        "decided_on": _day(decision.decided_on),
        "published_on": _day(decision.published_on),
        "applies_from": _day(decision.applies_from),
        "status": decision.status or None,
        "call_in": decision.call_in or None,
        "text": decision.text or None,
        "meeting_id": decision.meeting_id,
        "documents": [document_answer(each) for each in decision.documents],
        **_matches(decision, tagger),
    }


def plan_answer(plan: PlannedDecision, tagger: Tagger | None) -> Answer:
    """A planned decision: `due` in the council's words, `due_on` the first day that they name."""
    return {
        "id": plan.id or None,
        "title": plan.title,
        "url": plan.url,
        "due": plan.due or None,
        "due_on": _day(plan.due_on),
        "decision_maker": plan.decision_maker or None,
        "first_published": _day(plan.first_published),
        "is_key": plan.is_key,
        "text": plan.text or None,
        "documents": [document_answer(each) for each in plan.documents],
        **_matches(plan, tagger),
    }


def document_answer(document: Document) -> Answer:
    """A document as JSON has it."""
    return {
        "id": document.id,
        "title": document.title,
        "url": document.url,
        "kind": str(document.kind),
        "size": document.size,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _matches(decision: Decision | PlannedDecision, tagger: Tagger | None) -> Answer:
    matches: tuple[Match, ...] = tagger.match_decision(decision) if tagger else ()
    return {
        "matches": match_answers(match for match in matches if match.is_about),
        "mentions": match_answers(match for match in matches if not match.is_about),
    }
