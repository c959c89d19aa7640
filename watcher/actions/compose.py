"""Write the digests that should exist and do not.

    run (frequency, period) opened: up to which change number     one commit, unique, so twice is once
      people by fifties: edition + frozen email + told_up_to      one commit: told and written are one thing (writing)
      the edition of everything, for the archive                  (archive)
    files under digests/ written; run closed

A crash anywhere leaves an open run that the next call goes on with: who was told up to the run's number is not written
to again. When its period is over meanwhile, it is closed with what it has, and the next run tells the rest. A run whose
forerunners are missing covers their time and says so; with too many of them missing it waits for a person to say so.

Does not send (send does) or gather what a digest is made of (material does). May import: the trades, config, domain.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy import Connection

from watcher import digest, store
from watcher.actions import archive, outputs
from watcher.actions.collaborators import Collaborators
from watcher.actions.material import Materials
from watcher.actions.periods import JOINING, MOST_MISSED, Due, as_told, latest, missed
from watcher.actions.writing import Opened, Tally, Writing
from watcher.domain.digests import Edition, Frequency, Run
from watcher.domain.subscribers import Subscriber
from watcher.errors import LateRunError

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """One run: its editions, what became of whom, and which files stand under digests/."""

    run: Run
    editions: tuple[Edition, ...]
    files: tuple[str, ...]
    tally: Tally = field(default_factory=Tally)

    @property
    def deliveries(self) -> int:
        """How many emails were written."""
        return self.tally.written


def compose(
    tools: Collaborators,
    *,
    frequencies: Sequence[Frequency] = tuple(Frequency),
    force: bool = False,
    late: bool = False,
) -> tuple[Composed, ...]:
    """Compose every run that the calendar wants and that is not finished.

    `force` takes one from before the first poll, `late` one with more missing before it than MOST_MISSED. Raises
    StoreError, RenderError or MessageError: then nothing of the people at hand was written. Raises LateRunError when
    everything else is composed.
    """
    now = tools.clock()
    composed, refused = [], []
    for frequency in frequencies:
        due = latest(frequency, tools.settings.digest, now=now)
        _close_older(tools, due)
        try:
            opened = _open(tools, due, now, force=force, late=late)
        except LateRunError as error:
            refused.append(error)
            continue
        if opened is not None:
            composed.append(_compose_run(tools, opened, now))
    if any(each.run.frequency is Frequency.WEEKLY for each in composed):
        outputs.refresh(tools)
    if refused:
        raise refused[0]
    return tuple(composed)


def late_words(tools: Collaborators, conn: Connection, now: datetime) -> tuple[str, ...]:
    """What `watcher status` says of digests that wait for a person to let them go out."""
    words = []
    for frequency in MOST_MISSED:
        due = latest(frequency, tools.settings.digest, now=now)
        periods = {run.period for run in store.outbox.runs(conn, frequency)}
        if due.period not in periods and (said := _too_late(tools, conn, due, periods)):
            words.append(said)
    return tuple(words)


def _too_late(tools: Collaborators, conn: Connection, due: Due, periods: set[str]) -> str:
    count = missed(due, tools.settings.digest, periods)
    if due.frequency is not Frequency.WEEKLY and not _people(conn, due.frequency):
        return ""  # no digest was missed by nobody
    if count <= MOST_MISSED.get(due.frequency, count):
        return ""
    return (
        f"The {due.frequency} digest {due.period} was not composed: the {count} before it are missing, "
        f"the last one was {max(periods)}."
    )


def _open(tools: Collaborators, due: Due, now: datetime, *, force: bool, late: bool) -> Opened | None:
    """Open the run, or go on with an unfinished one; None if there is nothing to do. Raises LateRunError."""
    with tools.store.write(durable=True) as conn:
        runs = {run.period: run for run in store.outbox.runs(conn, due.frequency)}
        known = runs.get(due.period)
        if known is not None and known.finished_at is not None:
            return None
        began_at = store.sources.first_poll_at(conn)
        if not force and (began_at is None or due.due_at < began_at):
            return None  # nothing was watched yet when it fell due
        people = _people(conn, due.frequency)
        if due.frequency is not Frequency.WEEKLY and not people:
            _note_nobody(conn, due, now)
            return None  # only the weekly edition is kept for its own sake
        if due.frequency is Frequency.IMMEDIATE and not any(is_ripe(conn, each, now) for each in people):
            return None  # nothing new, or it waits for what appears together with it
        if known is None and not late and (words := _too_late(tools, conn, due, set(runs))):
            raise LateRunError(words)
        count = missed(due, tools.settings.digest, set(runs))
        before = [run for period, run in sorted(runs.items()) if period < due.period]
        up_to = store.changes.latest_number(conn)
        run = store.outbox.open_run(conn, due.frequency, due.period, up_to=up_to, now=now)
        told = as_told(due, tools.settings.digest, opened_at=run.opened_at, began_at=began_at)
        return Opened(due=told, run=run, missed=count, told_before=before[-1].up_to if before else 0)


def _note_nobody(conn: Connection, due: Due, now: datetime) -> None:
    """A day on which nobody hears daily is not a digest that was missed: who switches to it later is no late run."""
    if due.frequency is Frequency.DAILY:
        run = store.outbox.open_run(conn, due.frequency, due.period, up_to=store.changes.latest_number(conn), now=now)
        store.outbox.finish_run(conn, run.id, now)


def is_ripe(conn: Connection, subscriber: Subscriber, now: datetime) -> bool:
    """True if somebody who hears at once has news that has waited for its companions."""
    oldest = store.writing.oldest_after(conn, subscriber.told_up_to)
    followed = [at for key, at in oldest.items() if digest.is_followed(key, subscriber.subscription)]
    # What they do not follow ends no waiting, but is passed over in its time where it stands alone.
    waiting = followed or list(oldest.values())
    return bool(waiting) and now - min(waiting) >= JOINING


def _close_older(tools: Collaborators, due: Due) -> None:
    """A run that a crash left open until its period was over is closed: its files are written, it writes to nobody.

    Whoever it had not written to yet is told the same changes by the next run.
    """
    with tools.store.read() as conn:
        runs = store.outbox.runs(conn, due.frequency)
    for run in runs:
        if run.finished_at is None and run.period != due.period:
            log.warning("an older run was never finished: closed as it is", frequency=run.frequency, period=run.period)
            _close(tools, run, Tally())


def _people(conn: Connection, frequency: Frequency) -> tuple[Subscriber, ...]:
    return tuple(each for each in store.subscribers.list_all(conn, frequency) if each.hears)


def _compose_run(tools: Collaborators, opened: Opened, now: datetime) -> Composed:
    materials = Materials(tools, now)
    with tools.store.read() as conn:
        people = list(_people(conn, opened.due.frequency))
        waiting = 0
        if opened.due.frequency is Frequency.IMMEDIATE:
            ripe = [each for each in people if is_ripe(conn, each, now)]
            waiting, people = len(people) - len(ripe), ripe
    tally = Writing(tools, materials, opened, now).write(people)
    if opened.due.frequency is Frequency.WEEKLY:
        archive.compose_everything(tools, materials, opened, now)
    return _close(tools, opened.run, tally.with_waiting(waiting))


def _close(tools: Collaborators, run: Run, tally: Tally) -> Composed:
    """Write the files (again, if a crash came between) and close the run."""
    editions, files = archive.write_run(tools, run)
    with tools.store.write(durable=True) as conn:
        store.outbox.finish_run(conn, run.id, tools.clock())
    log.info("composed", frequency=run.frequency, period=run.period, **tally.as_counts())
    return Composed(run=run, editions=editions, files=files, tally=tally)
