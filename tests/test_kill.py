"""kill -9 at every named point of composing and sending, for every recipient: nothing lost, nothing told twice.

The points are named in tests/crash_points.py; what each life must come to is counted in tests/crash_matrix.py. A soak
takes every file, every policy and both ways of writing to people; each run of the tests takes at least 150 kills.
"""

import os
from collections.abc import Iterator

import pytest

from tests.crash_matrix import Figures, Matrix
from tests.crash_world import POOL_SIZE, stage

IS_SOAK = bool(os.environ.get("WATCHER_SOAK"))

LEAST = {"composing": 60, "ask": 78, "resend_once": 35, "hold": 10, "pool": 7}
"""So many lives are ended at least by each test: fewer would mean that points are not met any more."""


@pytest.fixture(scope="module")
def matrix() -> Iterator[Matrix]:
    with stage() as theatre:
        yield Matrix(theatre, whole=IS_SOAK)


def said(what: str, found: Figures) -> Figures:
    """The figures, also for who reads the log."""
    print(what, found)  # noqa: T201 - shown when the test fails, or with -s
    return found


def test_there_are_enough_kills() -> None:
    """At least 150 in each run of the tests."""
    assert sum(LEAST.values()) >= 150


@pytest.mark.parametrize("people", [1, 50] if IS_SOAK else [1])
def test_killed_while_composing(matrix: Matrix, people: int) -> None:
    """Killed before, in and after each commit and file and started again, then another week: each piece of news reaches
    each person in one email, of which there is one copy."""
    found = said("composing", matrix.composing(people=people))
    assert found.kills >= LEAST["composing"]
    assert (found.lost, found.told_twice, found.doubled, found.astray) == (0, 0, 0, 0)


@pytest.mark.parametrize("policy", ["ask", "resend_once", "hold"])
def test_killed_while_sending(matrix: Matrix, policy: str) -> None:
    """Killed at each moment of claim, conversation and mark: with `ask` and `hold` no email has a second copy, with
    `resend_once` one at most, the same, on record: where the server had it and that was not kept yet."""
    found = said(policy, matrix.sending(policy))
    assert found.kills >= LEAST[policy]
    assert (found.lost, found.told_twice, found.unrecorded, found.astray) == (0, 0, 0, 0)
    assert (found.doubled, found.most_at_once) == ((5, 1) if policy == "resend_once" else (0, 0))


@pytest.mark.parametrize("policy", ["ask", "resend_once", "hold"] if IS_SOAK else ["ask", "resend_once"])
def test_killed_while_a_pool_sends(matrix: Matrix, policy: str) -> None:
    """Eight connections at once: with `ask` no second copy; with `resend_once` as many as were in hand-over, eight at
    most, each on record and the same bytes; nobody is left out."""
    found = said(f"pool, {policy}", matrix.pool(policy))
    assert found.kills >= LEAST["pool"]
    assert (found.lost, found.told_twice, found.unrecorded, found.astray) == (0, 0, 0, 0)
    assert found.most_at_once == (POOL_SIZE if policy == "resend_once" else 0)


def test_killed_twice_at_the_same_email(matrix: Matrix) -> None:
    """An email whose answer is lost a second time is held for a person: two kills, two copies, no third."""
    life = matrix.twice()
    (held,) = life.rows("SELECT message_id, history FROM deliveries WHERE state = 'ambiguous'")
    assert {each: count for each, count in life.arrived().items() if count > 1} == {held["message_id"]: 2}
    assert held["history"].count('"ambiguous"') == 2
