"""What composing costs: digests for many people written into the outbox, stage by stage, with the goal beside.

    python -m bench.composing [--people 10000] [--editions 60] [--json]

One council's busy week as it would be in the database, people who follow it in `--editions` different ways. Composed by
the program itself, in a process of its own for the peak of memory. Does not poll or send. May import: watcher.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from itertools import combinations, islice, product
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from watcher import config, render, store
from watcher.actions import archive, envelopes, material, writing
from watcher.actions.collaborators import Collaborators
from watcher.actions.compose import compose
from watcher.app import collaborators
from watcher.domain.changes import Change, ChangeKind, Known, KnownMeeting
from watcher.domain.polls import Poll
from watcher.domain.publications import (
    AgendaItem,
    Committee,
    Document,
    DocumentKind,
    Meeting,
    MeetingTime,
    Outcome,
    Published,
)
from watcher.domain.subscribers import Subscription
from watcher.store import tables

GOAL_S = 60.0
"""For 10,000 digests of 30 KB, composed, rendered and sent (email.md): composing has to leave room for the sending."""
SHARE = 0.5
GOAL_MB = 200.0
NOW = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
COMMITTEES = 6
ITEMS = 3
SOURCES = """\
councils:
  - name: Harrowmere County Council
    key: harrowmere
    url: https://democracy.harrowmere.example/
    committees: {ids}
digest: {{sender: "Council watcher <watcher@example.org>"}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What a run of composing cost. `stages` are seconds."""

    people: int
    editions: int
    wall_s: float
    stages: dict[str, float]
    email_kb: float
    peak_mb: float
    base_mb: float


def measure(folder: Path, *, people: int, editions: int) -> Figures:
    """Make a county in a database, subscribe people, and compose the weekly run."""
    ids = [str(100 + number) for number in range(COMMITTEES)]
    path = folder / "sources.yaml"
    path.write_text(SOURCES.format(ids=json.dumps(ids)), encoding="utf-8")
    settings = config.load(path, {})
    with collaborators(settings, clock=lambda: NOW, chance=lambda: 0.5) as tools:
        _fill(tools, ids)
        _subscribe(tools, ids, people, editions)
        base = _peak_mb()
        with _timed() as stages:
            began = time.perf_counter()
            (composed,) = compose(tools)
            wall = time.perf_counter() - began
        assert composed.deliveries == people, composed.tally
        assert composed.tally.is_accounted
        with tools.store.read() as conn:
            size = conn.scalar(sa.select(sa.func.avg(sa.func.length(tables.messages.c.content))))
    stages["the rest (planning, checks)"] = wall - sum(stages.values())
    return Figures(
        people=people,
        editions=len(composed.editions) - 1,
        wall_s=wall,
        stages=dict(stages),
        email_kb=float(size or 0) / 1000,
        peak_mb=_peak_mb(),
        base_mb=base,
    )


def _peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


@contextmanager
def _timed() -> Iterator[dict[str, float]]:
    """Seconds by stage, while the functions that do them are watched."""
    spent: dict[str, float] = defaultdict(float)
    watched: list[tuple[Any, str, str]] = [
        (material.Materials, "of", "gathering material"),
        (writing, "edition_of", "choosing and wording"),
        (envelopes.Envelopes, "_made", "rendering and encoding"),
        (render.Letter, "addressed", "addressing and reading back"),
        (writing.Writing, "_keep", "writing to the outbox"),
        (archive, "write_files", "files of the archive"),
    ]
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in watched]
    for (owner, name, stage), (_, _, original) in zip(watched, before, strict=True):
        setattr(owner, name, _counting(original, spent, stage))
    try:
        yield spent
    finally:
        for owner, name, original in before:
            setattr(owner, name, original)


def _counting(original: Callable[..., object], spent: dict[str, float], stage: str) -> Callable[..., object]:
    def counted(*arguments: object, **named: object) -> object:
        began = time.perf_counter()
        try:
            return original(*arguments, **named)
        finally:
            spent[stage] += time.perf_counter() - began

    return counted


def _fill(tools: Collaborators, ids: list[str]) -> None:
    """Agendas of all committees came out last week, each item about a topic, with its report."""
    words = (
        "the cumulative deficit on the High Needs Block was forecast to peak at £41.2m unless places are found nearer"
    )
    with tools.store.write() as conn:
        store.sources.sync(conn, tools.settings.sources(), NOW - timedelta(days=30))
        for number, committee_id in enumerate(ids):
            key = f"harrowmere/{committee_id}"
            _polled(conn, key)
            meeting = _meeting(committee_id, number, words)
            known = Known(source_key=key, is_baselined=True, meetings={meeting.id: KnownMeeting(meeting=meeting)})
            store.meetings.save_known(conn, Known(source_key=key), known)
            for item in meeting.items:
                matches = tools.tagger.match_item(item, committee_name=meeting.committee.name)
                store.matches.save_matches(conn, key, f"item:{item.id}", matches)
            facts = {"items": [{"id": item.id, "title": item.title} for item in meeting.items]}
            change = Change(
                kind=ChangeKind.AGENDA_PUBLISHED, source_key=key, meeting_id=meeting.id, before=None, after=facts
            )
            store.changes.append(conn, (change,), noticed_at=NOW - timedelta(days=2))


def _polled(conn: sa.Connection, key: str) -> None:
    for days in (20, 3, 0):
        at = NOW - timedelta(days=days, hours=1)
        store.sources.record_poll(
            conn,
            Poll(
                source_key=key, started_at=at, ended_at=at, outcome=Outcome.OK, why="", requests=1, bytes=1, changes=0,
                next_poll_at=NOW, flags=(),
            ),
        )  # fmt: skip


def _meeting(committee_id: str, number: int, words: str) -> Meeting:
    base = "https://democracy.harrowmere.example/"
    day = date(2026, 9, 14) + timedelta(days=number)
    items = tuple(
        AgendaItem(
            id=f"{committee_id}{place}",
            number=str(place),
            title=f"High needs block: SEND deficit recovery plan {2026 + place}/{27 + place}, part {place}",
            text=f"Members are asked to note that {words}; the Ofsted inspection of SEND is in part {place}.",
            documents=(
                Document(
                    id=f"d{committee_id}{place}", title="Report", url=f"{base}documents/s{committee_id}{place}/R.pdf",
                    kind=DocumentKind.REPORT, size="PDF 230 KB",
                ),
            ),
        )
        for place in range(1, ITEMS + 1)
    )  # fmt: skip
    return Meeting(
        id=f"m{committee_id}",
        committee=Committee(id=committee_id, name=f"Children and Families Overview and Scrutiny Committee {number}"),
        starts_at=MeetingTime(day=day, clock=clock_time(14, 0), raw=str(day)),
        url=f"{base}ieListDocuments.aspx?CId={committee_id}&MId=m{committee_id}&Ver=4",
        published=frozenset({Published.AGENDA}),
        items=items,
        is_detailed=True,
    )


def _subscribe(tools: Collaborators, ids: list[str], people: int, editions: int) -> None:
    """People in turn with each of so many subscriptions; nobody was told anything yet."""
    topics = ((), ("send",), ("budget",), ("ofsted",), ("send", "budget"), ("send", "ofsted"))
    pairs = (tuple(f"harrowmere/{each}" for each in ids if each not in pair) for pair in combinations(ids, 2))
    kinds = list(islice(product(topics, [(), *pairs]), max(1, editions)))
    with tools.store.write() as conn:
        for number in range(people):
            topic, place = kinds[number % len(kinds)]
            subscription = Subscription(topics=topic, committees=place)
            store.subscribers.add(conn, f"p{number}@people.example", subscription, now=NOW - timedelta(days=20))
        conn.execute(tables.subscribers.update().values(told_up_to=0, is_new=False))


def rows(figures: Figures) -> list[tuple[str, str, str]]:
    """Stage, figure, goal."""
    goal = GOAL_S * SHARE * figures.people / 10_000
    per = 1000 / figures.people
    return [
        *((stage, f"{seconds:.2f} s", f"{seconds * per:.3f} ms each") for stage, seconds in figures.stages.items()),
        (f"all {figures.people} emails", f"{figures.wall_s:.1f} s", f"goal {goal:.1f} s, half of what sending has too"),
        ("peak memory", f"{figures.peak_mb:.0f} MB", f"goal {GOAL_MB:.0f} MB ({figures.base_mb:.0f} before composing)"),
        ("an email", f"{figures.email_kb:.1f} KB", f"{figures.editions} editions"),
    ]


def main() -> int:
    """Measure and print; the exit code is 1 if a goal was missed."""
    options = argparse.ArgumentParser(prog="python -m bench.composing", description="Measure composing.")
    options.add_argument("--people", type=int, default=10_000)
    options.add_argument("--editions", type=int, default=60)
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="council-bench-") as folder:
        figures = measure(Path(folder), people=chosen.people, editions=chosen.editions)
    if chosen.json:
        print(json.dumps(asdict(figures)))
    else:
        for stage, figure, goal in rows(figures):
            print(f"{stage:32} {figure:>10}   {goal}")
    is_met = figures.wall_s <= GOAL_S * SHARE * figures.people / 10_000 and figures.peak_mb <= GOAL_MB
    return 0 if is_met else 1


if __name__ == "__main__":
    sys.exit(main())
