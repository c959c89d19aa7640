"""The register of decisions and the forward plan of a week, as modern.gov's pages.

The pages of the plan are our idea of them: nobody has shown us real ones. Does not answer requests (site does).
May import: its neighbours.
"""

from collections.abc import Callable
from datetime import date, datetime

from watcher.sample.model import at
from watcher.sample.pages import render
from watcher.sample.scenario.registers import DECISIONS, EDITIONS, PLANNED, Decision, Planned
from watcher.sample.view import Week


def decisions(week: Week, span: str) -> str:
    """mgDelegatedDecisions.aspx: those published between two days, `01/09/2026-30/09/2026`, newest first.

    A decision stands there once for each who signed it, and one row is not of a decision.
    """
    first, _, last = span.partition("-")
    found = [each for each in _seen(week) if _day(first, date.min) <= each.published <= _day(last, date.max)]
    rows = [
        {
            "id": each.id,
            "title": at(each.title, week.number),
            "published": f"{each.published:%d/%m/%Y}",
            "call_in": at(each.call_in, week.number),
        }
        for each in sorted(found, key=lambda each: (each.published, each.id), reverse=True)
        for _ in range(each.signatories)
    ]
    return render("decisions.html", week, rows=rows)


def decision(week: Week, decision_id: str) -> str | None:
    """ieDecisionDetails.aspx."""
    found = next((each for each in _seen(week) if each.id == decision_id), None)
    if found is None:
        return None
    meeting = week.meetings.get(found.meeting[0]) if found.meeting else None
    return render(
        "decision.html",
        week,
        decision=found,
        title=at(found.title, week.number),
        text=at(found.text, week.number),
        status=at(found.status, week.number),
        meeting=meeting,
    )


def plans(week: Week, _: str) -> str:
    """mgPlansHome.aspx: the plans there are, which is one."""
    return render("plans.html", week, links=[("mgListPlans.aspx?RPId=100&RD=0", "Forward Plan of Cabinet")])


def editions(week: Week, _: str) -> str:
    """mgListPlans.aspx: its editions, newest first."""
    out = [(number, words) for number, (words, since) in EDITIONS.items() if since <= week.number]
    links = [(f"mgListPlanItems.aspx?PlanId={number}&RPId=100", words) for number, words in reversed(out)]
    return render("plans.html", week, links=links)


def plan(week: Week, plan_id: str) -> str | None:
    """mgListPlanItems.aspx: the items of one edition. One that was printed does not follow what moved since."""
    if plan_id not in EDITIONS:
        return None
    newest = max(number for number, (_, since) in EDITIONS.items() if since <= week.number)
    seen = week.number if plan_id == newest else EDITIONS[newest][1] - 1
    items = [each for each in PLANNED if plan_id in each.editions and each.since <= seen]
    rows = [(each, at(each.due, seen)) for each in items]
    return render("plan.html", week, words=EDITIONS[plan_id][0], rows=rows)


def issue(week: Week, issue_id: str) -> str | None:
    """mgIssueHistoryHome.aspx."""
    found = _planned(week, issue_id)
    return render("issue.html", week, issue=found, due=at(found.due, week.number)) if found else None


def paper(week: Week, number: str) -> tuple[str, str, str] | None:
    """(who, title, words) of the report of a decision."""
    of = next((each for each in _seen(week) if each.paper and each.paper[0] == number), None)
    return (of.maker, *of.paper[1:]) if of is not None and of.paper is not None else None


PAGES: dict[str, Callable[[Week, str], str | None]] = {
    "decisions": decisions,
    "decision": decision,
    "plans": plans,
    "editions": editions,
    "plan": plan,
    "issue": issue,
}


def _seen(week: Week) -> list[Decision]:
    return [each for each in DECISIONS if each.since <= week.number]


def _planned(week: Week, issue_id: str) -> Planned | None:
    return next((each for each in PLANNED if each.id == issue_id and each.since <= week.number), None)


def _day(words: str, otherwise: date) -> date:
    try:
        return datetime.strptime(words, "%d/%m/%Y").date()  # noqa: DTZ007 - a day, on London's calendar
    except ValueError:
        return otherwise
