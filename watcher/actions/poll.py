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
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from queue import SimpleQueue
from threading import Event
from urllib.parse import urlsplit

import structlog

from watcher import cadence, store
from watcher.actions.asking import Gathered
from watcher.actions.collaborators import Collaborators
from watcher.actions.directory import current_sources, lists_with_news_to_find
from watcher.actions.gather import gather
from watcher.actions.pacing import rhythm_of
from watcher.actions.recall import Recall, Remembered
from watcher.actions.registers import gather_register
from watcher.actions.remember import remember, remember_unchanged
from watcher.actions.ways import gather_in_a_way
from watcher.domain.changes import Change
from watcher.domain.polls import Poll, SourceState
from watcher.domain.publications import Outcome, Source
from watcher.errors import WatcherError

log = structlog.get_logger()

THREADS = 64
"""They mostly wait: 200 hosts that take 100 ms for each of four answers are through in 1.8 s, and with 32 threads in
3.2 (the bench's pages, on two cores). A thread that only waits adds some 12 kB of memory."""

BATCH = 40
"""Unchanged sources that share one transaction: a commit costs as much as reading a page."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What a source brought home, with how it stood, when it was begun, and by what rhythm it is asked."""

    source: Source
    state: SourceState
    gathered: Gathered
    started_at: datetime
    rhythm: cadence.Rhythm | None = None


Arrivals = SimpleQueue[Arrived | None]
"""None when a host is done."""


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
    """Poll what is due (or `everything`, or `only` these source keys), in the order of _STAGES.

    Raises StoreError if the database cannot be used; all else is an outcome in the result.
    """
    results: list[Polled] = []
    seen: set[str] = set()
    sources, due = _listed(tools)
    for stage in _STAGES:
        wanted = only or (sources if everything else due)
        batch = [sources[key] for key in wanted if key in sources and key not in seen and stage(sources[key])]
        results += _poll_group(tools, batch, on_polled, stopping)
        seen.update(source.key for source in batch)
        if batch and stage is not _STAGES[-1]:
            # A list may have named a committee, a feed may have made one due.
            sources, due = _listed(tools)
    return tuple(results)


_STAGES: tuple[Callable[[Source], bool], ...] = (
    lambda source: source.is_directory,
    lambda source: source.system == "moderngov-feed" or source.is_news or source.is_decisions,
    lambda _: True,
)
"""Lists of committees first, as they name sources; then feeds and registers, which say where to look; the rest."""


def _listed(tools: Collaborators) -> tuple[dict[str, Source], list[str]]:
    """All sources by their keys, and the keys of those that are due."""
    now = tools.clock()
    with tools.store.write() as conn:
        sources = {source.key: source for source in current_sources(tools.settings, conn)}
        store.sources.sync(conn, tuple(sources.values()), now)
        due = dict.fromkeys((*lists_with_news_to_find(tools.settings, conn), *store.sources.due(conn, now)))
    return sources, [key for key in due if key in sources]


def _poll_group(
    tools: Collaborators,
    sources: Sequence[Source],
    on_polled: Callable[[Polled], None],
    stopping: Callable[[], bool],
) -> list[Polled]:
    """Gather in threads, a host to each; commit here, one after the other, as the answers come in."""
    hosts = _by_host(sources)
    if not hosts:
        return []
    arrived: Arrivals = SimpleQueue()
    recall = Recall(tools, _in_turns(hosts.values()))
    abandoned = Event()

    def visit(host: Iterable[Source]) -> None:
        try:
            for source in host:
                if stopping() or abandoned.is_set():
                    return
                brought = _visit(tools, recall, source)
                if tools.fetcher.is_stopped:
                    return  # half asked is not in trouble: the next start asks again
                arrived.put(brought)
        finally:
            arrived.put(None)

    with ThreadPoolExecutor(max_workers=min(THREADS, len(hosts)), thread_name_prefix="host") as pool:
        visits = [pool.submit(visit, host) for host in hosts.values()]
        try:
            results = _commit_all(tools, arrived, len(hosts), on_polled)
        except KeyboardInterrupt:
            tools.fetcher.stop()  # whoever presses Ctrl+C does not wait for silent servers
            raise
        finally:
            abandoned.set()  # what cannot be kept is not asked for
    for each in visits:
        each.result()  # a fault of this program or its database is no outcome of a source: loud, after the rest is kept
    return results


def _by_host(sources: Sequence[Source]) -> dict[str, list[Source]]:
    hosts: dict[str, list[Source]] = {}
    for source in sources:
        hosts.setdefault(urlsplit(source.url).netloc.lower(), []).append(source)
    return hosts


def _in_turns(hosts: Iterable[Sequence[Source]]) -> list[Source]:
    """The order in which the hosts will ask for them: the first of each that a thread is busy with, then the second of
    each, and so on; then the same of the next ones. In another order a pass would hold in memory what waits."""
    waiting, found = list(hosts), []
    for start in range(0, len(waiting), THREADS):
        turns = zip_longest(*waiting[start : start + THREADS])
        found += [source for turn in turns for source in turn if source is not None]
    return found


def _visit(tools: Collaborators, recall: Recall, source: Source) -> Arrived:
    started_at = tools.clock()
    known = recall.of(source)
    rhythm = None
    try:
        gathered = _gather(tools, recall, source, known, started_at)
        rhythm = rhythm_of(tools, source, known.glances, gathered, took=tools.clock() - started_at)
    except WatcherError:
        raise  # the database, which is no source's trouble
    except Exception as error:
        log.exception("reader broke", source=source.key)
        gathered = _broken(source, error)
    return Arrived(source, known.state, gathered, started_at, rhythm)


def _gather(tools: Collaborators, recall: Recall, source: Source, known: Remembered, now: datetime) -> Gathered:
    if source.is_decisions or source.is_plan:
        return gather_register(
            source,
            tools.systems[source.system],
            fetcher=tools.fetcher,
            glances=known.decisions,
            stored=known.pages,
            take_in=tools.library.take_in,
            is_kept=tools.library.is_kept,
            now=now,
        )
    return gather_in_a_way(
        source,
        known.state,
        lambda system: gather(
            source,
            tools.systems[system],
            fetcher=tools.fetcher,
            glances=known.glances,
            stored=known.pages,
            remembered=lambda meeting_id: recall.meeting(source, meeting_id),
            take_in=tools.library.take_in,
            is_kept=tools.library.is_kept,
            now=now,
        ),
        now=now,
    )


def _broken(source: Source, error: Exception) -> Gathered:
    return Gathered(source=source, outcome=Outcome.BROKEN_READER, why=f"{type(error).__name__}: {error}")


def _commit_all(
    tools: Collaborators,
    arrived: Arrivals,
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
        gathered, draft = answer.gathered, _draft(tools, answer)
        if gathered.reading is None and not gathered.pages:
            polled = Polled(source=answer.source, poll=draft)
            unchanged.append((polled, gathered))
            if len(unchanged) >= BATCH:
                flush()
        else:
            polled = _keep(tools, answer, draft)
        results.append(polled)
        on_polled(polled)
    flush()
    return results


def _keep(tools: Collaborators, answer: Arrived, draft: Poll) -> Polled:
    """Compare and commit one source. What cannot be compared or tagged is this source's trouble and no other's."""
    source = answer.source
    try:
        kept, changes = remember(tools, source, answer.state, answer.gathered, draft)
    except WatcherError:
        raise  # the database: nothing of any source can be kept
    except Exception as error:
        log.exception("what was read could not be kept", source=source.key)
        broken = _broken(source, error)
        kept, changes = _draft(tools, Arrived(source, answer.state, broken, draft.started_at)), ()
        remember_unchanged(tools, [(kept, broken)])
    return Polled(source=source, poll=kept, changes=changes)


def _draft(tools: Collaborators, answer: Arrived) -> Poll:
    """The poll's record as far as the network decides it."""
    now, gathered = tools.clock(), answer.gathered
    failures = 0 if gathered.outcome.is_good else answer.state.failures + 1
    next_poll_at = cadence.next_poll(
        answer.source,
        outcome=gathered.outcome,
        failures=failures,
        now=now,
        retry_after_s=gathered.retry_after_s,
        jitter=tools.chance(),
        rhythm=answer.rhythm,
    )
    return Poll(
        source_key=answer.source.key,
        started_at=answer.started_at,
        ended_at=now,
        outcome=gathered.outcome,
        why=gathered.why,
        requests=gathered.requests,
        bytes=gathered.bytes,
        changes=0,
        next_poll_at=next_poll_at,
        flags=tuple(gathered.flags),
    )
