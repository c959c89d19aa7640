"""Decisions of officers and members, and the forward plan, from the sample council's pages to the change log."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.sample_expected import EXPECTED_REGISTERS, EXPECTED_WITHOUT_CABINET
from tests.world import World, world
from watcher import store
from watcher.actions.poll import Polled, poll
from watcher.actions.retag import retag
from watcher.domain.changes import Change
from watcher.domain.publications import Outcome

ALSO = "\n    decisions: yes\n    forward_plan: yes"
PLANNING_ALONE = "[137]" + ALSO
REGISTERS = ("harrowmere/decisions", "harrowmere/plan")


def changes_of(polled: Iterable[Polled]) -> list[Change]:
    """What a poll found, in the order of the log."""
    return sorted((change for each in polled for change in each.changes), key=lambda change: change.number or 0)


def registers_of(changes: Iterable[Change]) -> list[tuple[str, str, str]]:
    """Those of decisions, as tests/sample_expected.py writes them."""
    found = [(str(each.kind), each.source_key.partition("/")[2], each.decision_id) for each in changes]
    return sorted((kind, source, id_) for kind, source, id_ in found if id_ is not None)


def weeks(place: World, last: int) -> Iterable[tuple[int, tuple[Polled, ...]]]:
    """The sample council's weeks up to `last`, the registers polled twice in each: nothing may be told twice."""
    while True:
        first = place.poll()
        again = poll(place.tools, only=REGISTERS)
        assert {each.poll.outcome for each in (*first, *again)} <= {Outcome.OK, Outcome.UNCHANGED}
        assert changes_of(again) == []
        yield place.council.week, first
        if place.council.week == last:
            return
        place.next_week()


def test_the_weeks_of_the_registers(tmp_path: Path) -> None:
    """Exactly what is expected of decisions and plans where the committee that decided some of them is not watched."""
    with world(tmp_path, committees=PLANNING_ALONE) as place:
        for week, polled in weeks(place, last=5):
            expected = EXPECTED_REGISTERS.get(week, []) + EXPECTED_WITHOUT_CABINET.get(week, [])
            assert registers_of(changes_of(polled)) == sorted(expected), week


def test_what_cabinet_decided_is_told_by_cabinets_meeting_alone(tmp_path: Path) -> None:
    """Where Cabinet is watched its decision is no news of the register, in this week or the next."""
    with world(tmp_path, committees="[101]" + ALSO, week=2) as place:
        for week, polled in weeks(place, last=4):
            changes = changes_of(polled)
            assert registers_of(changes) == ([] if week == 2 else sorted(EXPECTED_REGISTERS[week])), week
            told = {(str(each.kind), each.meeting_id) for each in changes}
            assert (("decisions_published", "2343") in told) == (week == 3)


def test_decisions_are_tagged_and_found_with_their_papers(tmp_path: Path) -> None:
    """By their titles, words and papers; and tagged alike when the topics change."""
    with world(tmp_path, committees=PLANNING_ALONE) as place:
        place.poll()
        place.next_week()
        place.poll()
        subjects = [(REGISTERS[0], "decision:7002"), (REGISTERS[1], "decision:8002")]
        with place.tools.store.read() as conn:
            matches = store.matches.matches(conn, subjects)
            found = store.search.find(conn, "Linford")
            in_paper = store.search.find(conn, "lease costs")
            [known] = store.decisions.by_keys(conn, [(REGISTERS[0], "7002")]).values()
        assert {match.topic for match in matches[subjects[0]] if match.is_about} >= {"send"}
        assert {match.topic for match in matches[subjects[1]] if match.is_about} >= {"send"}
        assert known.documents[0].content_hash is not None
        assert ("7002", "Special school places: lease of the former Linford Road primary school") in {
            (each.decision_id, each.title) for each in found
        }
        assert [(each.decision_id, each.document_id, each.page) for each in in_paper] == [("7002", "7002001", 1)]
        done = retag(place.tools)
        assert (done.came, done.went, done.changed) == (0, 0, 0)


def test_an_unchanged_register_costs_one_request_and_a_plan_three(tmp_path: Path) -> None:
    """The list of decisions is asked for conditionally; of the plan home, editions and items."""
    with world(tmp_path, committees=PLANNING_ALONE) as place:
        place.poll()
        polled = {each.source.key: each.poll for each in place.poll()}
        assert (polled[REGISTERS[0]].requests, polled[REGISTERS[0]].outcome) == (1, Outcome.UNCHANGED)
        assert (polled[REGISTERS[1]].requests, polled[REGISTERS[1]].outcome) == (3, Outcome.OK)


def test_a_decision_whose_page_fails_is_told_when_it_can_be_read(tmp_path: Path) -> None:
    """The poll says so, and the next one tells it once."""
    with world(tmp_path, committees=PLANNING_ALONE) as place:
        place.poll()
        place.next_week()
        place.council.misbehave("error_500", when=lambda path: "ieDecisionDetails" in path and "7002" in path)
        first = {each.source.key: each for each in place.poll()}
        assert first[REGISTERS[0]].poll.outcome is Outcome.PARTIAL
        assert first[REGISTERS[0]].changes == ()
        place.council.heal()
        assert registers_of(changes_of(place.poll())) == [("decision_published", "decisions", "7002")]


def test_what_was_taken_off_a_register_is_no_trouble(tmp_path: Path) -> None:
    """In no list any more and without a page: noted, told as nothing, and asked for again in a week at the earliest."""
    key = REGISTERS[0]
    with world(tmp_path, committees=PLANNING_ALONE, week=1) as place:
        place.poll()
        with place.tools.store.write() as conn:
            known = store.meetings.load_known(conn, key).decisions["7002"]
            url = known.decision.url.replace("7002", "7999")
            removed = replace(known, decision=replace(known.decision, id="7999", url=url))
            never_read = replace(removed, row=None, decision=replace(removed.decision, id="7998"))
            store.decisions.save(conn, key, [], [removed, never_read])
        place.clock.at += timedelta(days=8)
        found = []
        for _ in range(3):
            place.council.clear_requests()
            [polled] = poll(place.tools, only=[key])
            asked = sum("7999" in each.path for each in place.council.requests)
            found.append((polled.poll.outcome.is_good, polled.changes, asked))
        assert found == [(True, (), 2), (True, (), 0), (True, (), 0)]


def test_an_empty_list_where_decisions_were_is_no_news(tmp_path: Path) -> None:
    """It is a wrong page, and what comes back with the next one is not told anew."""
    with world(tmp_path, committees=PLANNING_ALONE, week=1) as place:
        place.poll()
        place.council.misbehave("empty_list", when=lambda path: "Decisions" in path or "Plan" in path)
        place.clock.at = place.council.now(2)
        outcomes = {each.source.key: each.poll.outcome for each in place.poll()}
        assert not any(outcomes[key].is_good for key in REGISTERS), outcomes
        place.council.heal()
        assert changes_of(place.poll()) == []


def test_a_decision_whose_meeting_cannot_be_read_is_told_after_a_week(tmp_path: Path) -> None:
    """It waits for Cabinet's meeting to tell it, but not for ever: nothing is missed in silence."""
    with world(tmp_path, committees="[101]" + ALSO, week=2) as place:
        poll(place.tools, only=("harrowmere/101", *REGISTERS))
        place.next_week()
        place.council.misbehave("error_500", when=lambda path: "MId=2343" in path)
        told = [*changes_of(place.poll()), *changes_of(poll(place.tools, only=REGISTERS))]
        assert ("decision_published", "decisions", "7004") not in registers_of(told)
        with place.tools.store.read() as conn:
            assert "7004" not in store.meetings.load_known(conn, REGISTERS[0]).decisions
        place.clock.at = place.council.now(4)
        assert registers_of(changes_of(poll(place.tools, only=REGISTERS))) == [
            ("decision_published", "decisions", "7004")
        ]


def test_a_supplement_behind_the_chooser_is_read_once(tmp_path: Path) -> None:
    """Its words are found; the page in front of it is no paper, and neither is asked for again."""
    with world(tmp_path, committees="[101]", week=2) as place:
        poll(place.tools, only=("harrowmere/101",))
        with place.tools.store.read() as conn:
            [found] = store.search.find(conn, '"stability grant is known"')
            assert (found.document_id, found.page) == ("supplement-2343901", 1)
        asked = [each.path for each in place.council.requests if "2343901" in each.path]
        assert [path.partition("/")[2].partition("?")[0].partition("/")[0] for path in asked] == [
            "mgChooseDocPack.aspx",
            "documents",
        ]
        place.council.clear_requests()
        place.clock.at += timedelta(days=2)
        poll(place.tools, only=("harrowmere/101",))
        assert not [each.path for each in place.council.requests if "2343901" in each.path]
