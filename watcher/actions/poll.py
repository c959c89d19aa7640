"""One poll of everything that is due.

    what is due?  -> by host -> [ gather over the network ] in threads, one host at a time in each
                                        |
                  one writer commits, source by source: compare -> tag -> remember, news and memory in one transaction

A crash before a commit loses only that source's answers, which are asked for again; after it, nothing is told twice.
One source's trouble is its own: it is recorded and the others go on.

Does not decide when a source is due next (cadence) or what is news (diff). May import: the trades, config, domain.
"""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import zip_longest
from queue import SimpleQueue
from urllib.parse import urlsplit

import structlog

from watcher import cadence, store
from watcher.actions.collaborators import Collaborators
from watcher.actions.directory import current_sources
from watcher.actions.gather import Gathered, gather
from watcher.actions.recall import Recall
from watcher.actions.remember import remember, remember_unchanged
from watcher.domain.changes import Change
from watcher.domain.polls import Poll, SourceState
from watcher.domain.publications import Outcome, Source
from watcher.systems import SYSTEMS

log = structlog.get_logger()

THREADS = 32
"""requests with 32 threads reaches 1.1 times the ideal wall time over 400 slow hosts (DESIGN.md)."""

BATCH = 40
"""Unchanged sources that share one transaction: a commit costs as much as reading a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """How one source's poll went, for the person or program that asked."""

    source: Source
    poll: Poll
    changes: tuple[Change, ...] = ()


def poll(
    tools: Collaborators,
    *,
    everything: bool = False,
    only: Sequence[str] = (),
    on_polled: Callable[[Polled], None] = lambda _: None,
    stopping: Callable[[], bool] = lambda: False,
) -> tuple[Polled, ...]:
    """Poll what is due (or `everything`, or `only` these source keys); committee lists first, as they name sources.

    Raises StoreError if the database cannot be used; all else is an outcome in the result.
    """
    results: list[Polled] = []
    seen: set[str] = set()
    # Twice: a committee list that was just read may name committees to be polled at once.
    for _ in range(2):
        now = tools.clock()
        with tools.store.write() as conn:
            sources = {source.key: source for source in current_sources(tools.settings, conn)}
            store.sources.sync(conn, tuple(sources.values()), now)
            due = [key for key in store.sources.due(conn, now) if key in sources]
        wanted = [key for key in (only or (sources if everything else due)) if key in sources and key not in seen]
        batch = [sources[key] for key in wanted]
        directories = [source for source in batch if source.is_directory]
        for group in (directories, [source for source in batch if not source.is_directory]):
            results += _poll_group(tools, group, on_polled, stopping)
        seen.update(wanted)
        if not directories:
            break
    return tuple(results)


def _poll_group(
    tools: Collaborators,
    sources: Sequence[Source],
    on_polled: Callable[[Polled], None],
    stopping: Callable[[], bool],
) -> list[Polled]:
    """Gather in threads, a host to each; commit here, one after the other, as the answers come in."""
    hosts: dict[str, list[Source]] = {}
    for source in sources:
        hosts.setdefault(urlsplit(source.url).netloc.lower(), []).append(source)
    if not hosts:
        return []
    arrived: SimpleQueue[tuple[Source, SourceState, Gathered, datetime] | None] = SimpleQueue()
    recall = Recall(tools, [source for turn in zip_longest(*hosts.values()) for source in turn if source is not None])

    def visit(host: Iterable[Source]) -> None:
        try:
            for source in host:
                if stopping():
                    return
                started_at = tools.clock()
                state, gathered = _gather(tools, recall, source, started_at)
                if tools.fetcher.is_stopped:
                    return  # half asked is not in trouble: the next start asks again
                arrived.put((source, state, gathered, started_at))
        finally:
            arrived.put(None)

    with ThreadPoolExecutor(max_workers=min(THREADS, len(hosts)), thread_name_prefix="host") as pool:
        visits = [pool.submit(visit, host) for host in hosts.values()]
        results = _commit_all(tools, arrived, len(hosts), on_polled)
    for each in visits:
        # What is no outcome of a source is a fault of this program or its database: be loud, after committing the rest.
        each.result()
    return results


def _gather(tools: Collaborators, recall: Recall, source: Source, now: datetime) -> tuple[SourceState, Gathered]:
    known = recall.of(source)
    try:
        gathered = gather(
            source,
            SYSTEMS[source.system],
            fetcher=tools.fetcher,
            glances=known.glances,
            stored=known.pages,
            remembered=lambda meeting_id: recall.meeting(source, meeting_id),
            now=now,
        )
    except Exception as error:
        log.exception("reader broke", source=source.key)
        gathered = Gathered(source=source, outcome=Outcome.BROKEN_READER, why=f"{type(error).__name__}: {error}")
    return known.state, gathered


def _commit_all(
    tools: Collaborators,
    arrived: "SimpleQueue[tuple[Source, SourceState, Gathered, datetime] | None]",
    hosts: int,
    on_polled: Callable[[Polled], None],
) -> list[Polled]:
    results: list[Polled] = []
    unchanged: list[tuple[Polled, Gathered]] = []

    def flush() -> None:
        if unchanged:
            remember_unchanged(tools, [(polled.poll, gathered) for polled, gathered in unchanged])
            unchanged.clear()

    while hosts:
        answer = arrived.get()
        if answer is None:
            hosts -= 1
            continue
        source, state, gathered, started_at = answer
        draft = _draft(tools, source, state, gathered, started_at)
        if gathered.reading is None and not gathered.pages:
            polled = Polled(source=source, poll=draft)
            unchanged.append((polled, gathered))
            if len(unchanged) >= BATCH:
                flush()
        else:
            polled = Polled(source=source, poll=draft, changes=())
            kept, changes = remember(tools, source, state, gathered, draft)
            polled = replace(polled, poll=kept, changes=changes)
        results.append(polled)
        on_polled(polled)
    flush()
    return results


def _draft(tools: Collaborators, source: Source, state: SourceState, gathered: Gathered, started_at: datetime) -> Poll:
    """The poll's record as far as the network decides it."""
    now = tools.clock()
    failures = 0 if gathered.outcome.is_good else state.failures + 1
    next_poll_at = cadence.next_poll(
        source,
        outcome=gathered.outcome,
        failures=failures,
        now=now,
        retry_after_s=gathered.retry_after_s,
        jitter=tools.chance(),
    )
    return Poll(
        source_key=source.key,
        started_at=started_at,
        ended_at=now,
        outcome=gathered.outcome,
        why=gathered.why,
        requests=gathered.requests,
        bytes=gathered.bytes,
        changes=0,
        next_poll_at=next_poll_at,
        flags=tuple(gathered.flags),
    )
