"""Write the digests that should exist and do not.

    run (frequency, period) opened: up to which change number     one commit, unique, so twice is once
      for each subscriber: edition + frozen email + told_up_to    one commit each: told and written are one thing
      the edition of everything, for the archive
    files under digests/ written; run closed

A crash anywhere leaves an open run that the next call goes on with: who was told up to the run's number is not written
to again. When its period is over meanwhile, it is closed with what it has, and the next run tells the rest.

Does not send (send does) or gather what a digest is made of (material does). May import: the trades, config, domain.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import Connection

from watcher import digest, publish, render, store
from watcher.actions import outputs
from watcher.actions.collaborators import Collaborators
from watcher.actions.envelopes import envelope
from watcher.actions.material import Materials
from watcher.actions.periods import Due, latest
from watcher.domain.digests import Edition, Frequency, Run, Window
from watcher.domain.subscribers import Subscriber, Subscription

log = structlog.get_logger()

EVERYTHING = Subscription()
"""The archive's own edition follows everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """One run: its editions, how many emails were written, and which files stand under digests/."""

    run: Run
    editions: tuple[Edition, ...]
    deliveries: int
    files: tuple[str, ...]


def compose(
    tools: Collaborators, *, frequencies: Sequence[Frequency] = tuple(Frequency), force: bool = False
) -> tuple[Composed, ...]:
    """Compose every run that the calendar wants and that is not finished; `force` takes one from before the first poll.

    Raises StoreError, RenderError or MessageError: then nothing of the subscriber at hand was written.
    """
    now = tools.clock()
    composed = []
    for frequency in frequencies:
        due = latest(frequency, tools.settings.digest, now=now)
        _close_older(tools, due)
        run = _open(tools, due, now, force=force)
        if run is not None:
            composed.append(_compose_run(tools, due, run, now))
    if any(each.run.frequency is Frequency.WEEKLY for each in composed):
        outputs.refresh(tools)
    return tuple(composed)


def _open(tools: Collaborators, due: Due, now: datetime, *, force: bool) -> Run | None:
    """Open the run, or go on with an unfinished one; None if there is nothing to do."""
    with tools.store.write(durable=True) as conn:
        runs = store.outbox.runs(conn, due.frequency)
        if any(run.period == due.period and run.finished_at is not None for run in runs):
            return None
        began_at = store.sources.first_poll_at(conn)
        if not force and (began_at is None or due.due_at < began_at):
            return None  # nothing was watched yet when it fell due
        if due.frequency is not Frequency.WEEKLY and not _subscribers(conn, due.frequency):
            return None  # only the weekly edition is kept for its own sake
        up_to = store.changes.latest_number(conn)
        if due.frequency is Frequency.IMMEDIATE and all(
            each.told_up_to >= up_to for each in _subscribers(conn, due.frequency)
        ):
            return None  # nothing new: no run is opened every ten minutes for nothing
        return store.outbox.open_run(conn, due.frequency, due.period, up_to=up_to, now=now)


def _close_older(tools: Collaborators, due: Due) -> None:
    """A run that a crash left open until its period was over is closed: its files are written, it writes to nobody.

    Whoever it had not written to yet is told the same changes by the next run.
    """
    with tools.store.read() as conn:
        runs = store.outbox.runs(conn, due.frequency)
    for run in runs:
        if run.finished_at is None and run.period != due.period:
            log.warning("an older run was never finished: closed as it is", period=run.period)
            _close(tools, run, 0)


def _subscribers(conn: Connection, frequency: Frequency) -> tuple[Subscriber, ...]:
    return tuple(
        each for each in store.subscribers.list_all(conn) if each.subscription.frequency is frequency and each.hears
    )


def _compose_run(tools: Collaborators, due: Due, run: Run, now: datetime) -> Composed:
    materials = Materials(tools, now)
    deliveries = 0
    with tools.store.read() as conn:
        subscribers = _subscribers(conn, due.frequency)
    for subscriber in subscribers:
        # Without news a week or a day may still have to say that too much could not be read; a slot never does.
        if subscriber.told_up_to < run.up_to or subscriber.is_new or due.frequency is not Frequency.IMMEDIATE:
            deliveries += _compose_for(tools, materials, due, run, subscriber, now)
    if due.frequency is Frequency.WEEKLY:
        _compose_everything(tools, materials, due, run, now)
    return _close(tools, run, deliveries)


def _compose_for(
    tools: Collaborators, materials: Materials, due: Due, run: Run, subscriber: Subscriber, now: datetime
) -> int:
    """One subscriber's edition, email and number, in one commit. Gives how many emails were written: 0 or 1."""
    with tools.store.write(durable=True) as conn:
        current = store.subscribers.lock(conn, subscriber.id)
        if current is None or not current.hears or current.subscription.frequency is not due.frequency:
            return 0  # left, paused or switched since the list was made
        if store.outbox.has_delivery(conn, run.id, current.id):
            return 0
        window = Window(after=current.told_up_to, up_to=max(run.up_to, current.told_up_to))
        edition = _edition(materials, conn, due, current.subscription, window, now, is_first=current.is_new)
        store.subscribers.set_told(conn, current.id, window.up_to)
        if not _is_wanted(edition, current.subscription):
            return 0
        if not store.outbox.add_edition(conn, run.id, edition.slug, digest.to_json(edition), now):
            # Somebody who follows the same was told this, perhaps before a crash: archive and emails say one thing.
            edition = digest.from_json(store.outbox.editions(conn, run.id)[edition.slug])
        mail = envelope(tools.settings, edition, run, current, now)
        store.outbox.add_delivery(
            conn,
            run.id,
            current.id,
            edition_slug=edition.slug,
            address=current.address,
            message_id=mail.message_id,
            subject=mail.subject,
            message=mail.message,
            now=now,
        )
        return 1


def _is_wanted(edition: Edition, subscription: Subscription) -> bool:
    """A quiet week sends a short mail by default; a quiet day or slot is silent.

    With half of the sources unread a week or a day is never silent; a slot is: it would say so every ten minutes.
    """
    if not edition.is_quiet:
        return True
    is_alarming = edition.sources > 0 and edition.checked * 2 <= edition.sources
    if edition.frequency is Frequency.WEEKLY:
        return subscription.hears_quiet_weeks or is_alarming
    return edition.frequency is Frequency.DAILY and is_alarming


def _compose_everything(tools: Collaborators, materials: Materials, due: Due, run: Run, now: datetime) -> None:
    """The archive's edition covers what came since the archive's last one."""
    with tools.store.write(durable=True) as conn:
        slug = digest.slug_of(EVERYTHING)
        last = store.outbox.last_edition(conn, due.frequency, slug)
        after = min(digest.from_json(last).window.up_to, run.up_to) if last else 0
        if last and digest.from_json(last).period == due.period:
            return  # written before a crash
        window = Window(after=after, up_to=run.up_to)
        edition = _edition(materials, conn, due, EVERYTHING, window, now, is_first=last is None, slug=slug)
        store.outbox.add_edition(conn, run.id, edition.slug, digest.to_json(edition), now)


def _edition(
    materials: Materials,
    conn: Connection,
    due: Due,
    subscription: Subscription,
    window: Window,
    now: datetime,
    *,
    is_first: bool,
    slug: str = "",
) -> Edition:
    return digest.compose(
        materials.of(conn, window),
        subscription,
        frequency=due.frequency,
        period=due.period,
        first_day=due.first_day,
        last_day=due.last_day,
        window=window,
        now=now,
        is_first=is_first,
        next_on=due.next_on,
        slug=slug,
    )


def _close(tools: Collaborators, run: Run, deliveries: int) -> Composed:
    """Write the files (again, if a crash came between) and close the run."""
    with tools.store.read() as conn:
        editions = tuple(digest.from_json(each) for each in store.outbox.editions(conn, run.id).values())
    files = write_files(tools, editions)
    with tools.store.write(durable=True) as conn:
        store.outbox.finish_run(conn, run.id, tools.clock())
    return Composed(run=run, editions=editions, deliveries=deliveries, files=files)


def write_files(tools: Collaborators, editions: Iterable[Edition]) -> tuple[str, ...]:
    """The editions as files under digests/, with the index. Equal editions give equal files."""
    folder = tools.settings.digests_dir
    links = render.FooterLinks(base_url=tools.settings.digest.public_base_url)
    files: list[str] = []
    for edition in editions:
        rendered = render.render(edition, links=links, templates=folder / "templates", is_whole=True)
        files += [str(path) for path in publish.write(folder, edition, rendered, digest.to_json(edition))]
    publish.write_index(
        folder,
        lambda rows: render.render_index(rows, templates=folder / "templates", has_feeds=outputs.are_there(folder)),
    )
    return tuple(files)
