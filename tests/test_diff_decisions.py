"""What is news of decisions, taken and planned: one example for each kind, and what keeps the storms away."""

from dataclasses import replace
from datetime import date
from typing import Any

from tests.diff_material import NOW, known, paper, reading
from watcher.diff import compare, net
from watcher.domain.changes import LAST_TOLD, Change, ChangeKind, Comparison, Known
from watcher.domain.publications import Decision, PlannedDecision

K = ChangeKind
TODAY = date(2026, 9, 7)


def decision(id_: str = "1", **fields: Any) -> Decision:
    """A decision whose page was read."""
    usual: dict[str, Any] = {
        "id": id_,
        "title": f"Matter {id_}",
        "url": f"https://x/{id_}",
        "text": f"Agreed {id_}.",
        "status": "Recommendations approved",
        "decided_on": date(2026, 9, 3),
        "published_on": date(2026, 9, 4),
        "is_detailed": True,
    }
    return Decision(**usual | fields)


def plan(id_: str = "1", **fields: Any) -> PlannedDecision:
    """An item of a forward plan."""
    usual: dict[str, Any] = {
        "id": id_,
        "title": f"Matter {id_}",
        "url": f"https://x/{id_}",
        "due": "12 January 2027",
        "due_on": date(2027, 1, 12),
        "is_key": True,
    }
    return PlannedDecision(**usual | fields)


def see(before: Known, *decisions: Decision | PlannedDecision) -> Comparison:
    """One reading of a register or a plan."""
    taken = tuple(each for each in decisions if isinstance(each, Decision))
    planned = tuple(each for each in decisions if isinstance(each, PlannedDecision))
    return compare(before, reading(decisions=taken, plans=planned), now=NOW)


def told(seen: Comparison) -> list[tuple[ChangeKind, str | None]]:
    """Kind and decision of each change."""
    return [(change.kind, change.decision_id) for change in seen.changes]


def after(*decisions: Decision | PlannedDecision) -> Known:
    """What is known once these were seen."""
    return see(known(), *decisions).known


def test_the_first_sight_of_a_register_is_a_baseline() -> None:
    """Everything becomes known, nothing is news."""
    seen = see(known(is_baselined=False), decision("1"), plan("2"))
    assert seen.changes == ()
    assert set(seen.known.decisions) == {"1", "2"}


def test_a_new_decision_is_told_once() -> None:
    """In the order of ids, with what it says; the next sight is no news."""
    seen = see(known(), decision("10", is_key=True), decision("9"))
    assert told(seen) == [(K.DECISION_PUBLISHED, "9"), (K.DECISION_PUBLISHED, "10")]
    facts = seen.changes[1].after or {}
    assert (facts["title"], facts["text"], facts["published_on"], facts["is_key"]) == (
        ("Matter 10", "Agreed 10.", "2026-09-04", True)
    )
    assert see(seen.known, decision("9"), decision("10", is_key=True)).changes == ()


def test_a_decision_listed_for_each_signatory_is_one() -> None:
    """The page of a decision counts before its row, and each id once."""
    assert told(see(known(), decision(is_detailed=False, text=""), decision(), decision())) == [
        (K.DECISION_PUBLISHED, "1")
    ]


def test_an_amended_decision_is_told_with_what_was_amended() -> None:
    """Words, status, title, day, maker and new papers count; spelling and white space do not."""
    for fields, amended in (
        ({"text": "Refused."}, ["text"]),
        ({"status": "Withdrawn"}, ["status"]),
        ({"title": "Another matter"}, ["title"]),
        ({"decided_on": date(2026, 9, 2)}, ["date"]),
        ({"documents": (paper("7"),)}, ["papers"]),
        ({"call_in": "Called in"}, ["call-in"]),
    ):
        seen = see(after(decision()), decision(**fields))
        assert told(seen) == [(K.DECISION_AMENDED, "1")]
        assert (seen.changes[0].after or {})["amended"] == amended
    assert see(after(decision()), decision(text=" AGREED  1", title="matter 1")).changes == ()


def test_what_a_page_leaves_out_was_not_taken_back() -> None:
    """A field that is empty one day is no news, is kept as it was, and its return is no news either."""
    whole = decision(decision_maker="Cabinet", is_key=True)
    before = after(whole)
    less = see(before, replace(whole, text="", status="", decision_maker="", decided_on=None, is_key=None))
    assert less.changes == ()
    assert less.known.decisions["1"].decision == whole
    assert see(less.known, whole).changes == ()
    assert told(see(less.known, replace(whole, text="Refused."))) == [(K.DECISION_AMENDED, "1")]


def test_a_row_amends_nothing_that_its_page_said() -> None:
    """A poll that saw the list alone takes no text, paper or status away."""
    before = after(decision(documents=(paper("7", content_hash="ab"),)))
    seen = see(before, Decision(id="1", title="Matter 1", url="https://x/1"))
    assert seen.changes == ()
    assert seen.known.decisions["1"].decision == before.decisions["1"].decision


def test_the_end_of_a_call_in_period_is_no_news() -> None:
    """Only that a decision was called in is told."""
    before = after(decision(call_in="Call-in ends 10/09/2026"))
    for words in (
        *("Not called in", "0", "Not for call-in", "Expired", "12/09/2026", "12 September 2026", "5 working days"),
        *("Unless called in it applies on Friday", "Can be called in until 12 September", "1 October 2026"),
    ):
        assert see(before, decision(call_in=words)).changes == (), words
    for words in ("Called-in", "Called in on 9 September 2026", "1"):
        assert told(see(before, decision(call_in=words))) == [(K.DECISION_AMENDED, "1")], words


def test_old_decisions_that_appear_are_no_news() -> None:
    """A register that is filled with what was decided long ago is being tidied; a plan with days past as well."""
    old = date(2026, 8, 1)
    seen = see(known(), decision(published_on=old, decided_on=old), plan("2", due_on=old))
    assert seen.changes == ()
    assert len(seen.known.decisions) == 2
    assert told(see(known(), decision(published_on=TODAY, decided_on=old))) == [(K.DECISION_PUBLISHED, "1")]


def test_a_register_filled_anew_under_other_numbers_is_no_news() -> None:
    """A decision that says what a known one says is the same; one that only has its title is another."""
    before = after(decision("1", text="To exclude the public.", title="Exclusion"))
    again = decision("501", text="To exclude the public.", title="Exclusion")
    seen = see(before, again)
    assert seen.changes == ()
    assert "was told with it" in seen.flags[0]
    assert told(see(before, replace(again, meeting_id="77"))) == [(K.DECISION_PUBLISHED, "501")]


def test_a_planned_decision_is_announced_once() -> None:
    """With its date; its absence and return are no news, nor is that the day is not given any more."""
    seen = see(known(), plan(due="Between 12 and 31 January 2027"))
    assert told(seen) == [(K.KEY_DECISION_ANNOUNCED, "1")]
    facts = seen.changes[0].after or {}
    assert (facts["due"], facts["due_on"]) == ("Between 12 and 31 January 2027", "2027-01-12")
    gone = see(seen.known).known
    assert see(gone, plan(due="Between 12 and 31 January 2027")).changes == ()
    assert see(gone, plan(due="", due_on=None)).changes == ()


def test_a_key_decision_of_another_day_is_told_with_both_days() -> None:
    """Other words for the same day are no news, another end of the range is."""
    before = after(plan())
    seen = see(before, plan(due="9 February 2027", due_on=date(2027, 2, 9)))
    assert told(seen) == [(K.KEY_DECISION_REDATED, "1")]
    assert ((seen.changes[0].before or {})["due"], (seen.changes[0].after or {})["due"]) == (
        "12 January 2027",
        "9 February 2027",
    )
    for words in ("12 Jan 2027", "12/01/2027", "Not before 12 January 2027", "Tuesday, 12th January, 2027"):
        assert see(before, plan(due=words)).changes == (), words
    assert told(see(before, plan(due="12 to 20 January 2027"))) == [(K.KEY_DECISION_REDATED, "1")]


def test_a_day_that_never_rests_is_announced_three_times() -> None:
    """The third time says that it is the last."""
    now, changes = after(plan()), list[Change]()
    for month in (2, 1, 2, 1, 2):
        seen = see(now, plan(due=f"12/{month}/2027", due_on=date(2027, month, 12)))
        changes += seen.changes
        now = seen.known
    assert len(changes) == 3
    assert (changes[-1].after or {})[LAST_TOLD] is True


def test_a_day_moved_and_moved_back_is_nothing_in_the_end() -> None:
    """And so is a text that was amended and restored; two decisions keep their own news."""
    before = after(plan(), decision("2"), plan("3"))
    moved = see(before, plan(due="9 February 2027", due_on=date(2027, 2, 9)), decision("2", text="Refused."))
    back = see(moved.known, plan(), decision("2"), plan("3", due="1 May 2027", due_on=date(2027, 5, 1)))
    numbered = [replace(each, number=number) for number, each in enumerate((*moved.changes, *back.changes), 1)]
    assert [(each.kind, each.decision_id) for each in net(numbered)] == [(K.KEY_DECISION_REDATED, "3")]
