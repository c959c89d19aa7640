"""The timetable of the daemon, and nothing but: it ticks, the database says what is due.

A tick that comes late, twice or never changes nothing: each action asks what should exist and does not. Jobs live in
memory; a restart has nothing to repair. One daemon per state folder, by a lock that dies with the process.

Does not decide what is due. May import: app, actions, config, domain, errors.
"""

import fcntl
import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from watcher.actions.alerts import compose_and_tell, look, read_letters_and_tell, send_and_tell
from watcher.actions.collaborators import Collaborators
from watcher.actions.directory import current_sources, to_be_listed
from watcher.actions.outputs import write_outputs
from watcher.actions.pings import Heartbeat
from watcher.actions.poll import Polled, poll
from watcher.actions.reindex import catch_up
from watcher.actions.tidy import tidy
from watcher.errors import AlreadyRunningError, WatcherError

log = structlog.get_logger()

POLL_EVERY_S = 60
DIGEST_EVERY_S = 60
SEND_EVERY_S = 60
FEEDS_EVERY_S = 60
INDEX_EVERY_S = 60
LETTERS_EVERY_S = 600
_LONGEST_REST = 15


Job = tuple[str, Callable[[], object], object]


@contextmanager
def only_one(state_dir: Path) -> Iterator[None]:
    """Hold the lock of the state folder. Raises AlreadyRunningError if another process holds it."""
    state_dir.mkdir(parents=True, exist_ok=True)
    with (state_dir / "daemon.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            lock.seek(0)
            holder = lock.read().strip() or "unknown"
            raise AlreadyRunningError(f"A daemon already runs on {state_dir} (process {holder}).") from error
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def run(tools: Collaborators, *, stop: threading.Event, on_polled: Callable[[Polled], None] = lambda _: None) -> None:
    """Run until `stop` is set; then let what is being written end, and ask the network for nothing more."""
    with only_one(tools.settings.state_dir):
        scheduler = BackgroundScheduler(
            executors={"default": ThreadPoolExecutor(4)},
            # A tick that was missed or is still running is no loss: the next one finds the same work.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
            timezone=tools.settings.digest.time_zone,
        )
        ticks: tuple[Job, ...] = (
            ("poll", lambda: poll(tools, on_polled=on_polled, stopping=stop.is_set), _every(POLL_EVERY_S)),
            ("digest", lambda: compose_and_tell(tools), _every(DIGEST_EVERY_S)),
            ("send", _rounds(tools, stop), _every(SEND_EVERY_S)),
            ("feeds", lambda: write_outputs(tools), _every(FEEDS_EVERY_S)),
            ("index", UntilDone(lambda: catch_up(tools, tools.library.pages)), _every(INDEX_EVERY_S)),
            ("tidy", lambda: _at_night(tools), CronTrigger(hour=3, minute=30)),
            *_of_mailbox(tools, stop),
        )
        for name, action, trigger in ticks:
            scheduler.add_job(Tick(name, action), trigger=trigger, id=name, next_run_time=_at_once(tools, name))
        scheduler.start()
        log.info("watching", **_watched(tools), state=str(tools.settings.state_dir))
        try:
            stop.wait()
        finally:
            log.info("stopping: what is under way is finished, nothing new is begun")
            tools.fetcher.stop()
            scheduler.shutdown(wait=True)


def _watched(tools: Collaborators) -> dict[str, object]:
    """How many sources are known, and which come on top once the lists of councils were read."""
    with tools.store.read() as conn:
        known, more = len(current_sources(tools.settings, conn)), to_be_listed(tools.settings, conn)
    return {"sources": known, "and_more": ", ".join(more)} if more else {"sources": known}


def stop_on_signals(stop: threading.Event) -> None:
    """SIGTERM and SIGINT set the event; a second one ends the process as usual."""

    def on_signal(number: int, _frame: object) -> None:
        stop.set()
        signal.signal(number, signal.SIG_DFL)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, on_signal)


def _at_night(tools: Collaborators) -> None:
    """What once a day is enough for."""
    tidy(tools)
    look(tools, closely=True)


def _rounds(tools: Collaborators, stop: threading.Event) -> Callable[[], object]:
    """Rounds of sending, before and after which the ping address hears how we are."""
    heart = Heartbeat(tools)
    return lambda: heart.beat(lambda: send_and_tell(tools, stopping=stop.is_set))


def _of_mailbox(tools: Collaborators, stop: threading.Event) -> tuple[Job, ...]:
    """Letters are read where there is a mailbox."""
    if tools.settings.mailbox is None:
        return ()
    return (("letters", lambda: read_letters_and_tell(tools, stopping=stop.is_set), _every(LETTERS_EVERY_S)),)


def _every(seconds: int) -> IntervalTrigger:
    return IntervalTrigger(seconds=seconds)


def _at_once(tools: Collaborators, name: str) -> object:
    """Everything but the nightly tidying starts with the daemon."""
    if name == "tidy":
        return CronTrigger(hour=3, minute=30, timezone=tools.settings.digest.time_zone).get_next_fire_time(
            None, tools.clock()
        )
    return tools.clock()


class UntilDone:
    """What is called until it says that nothing is left to do."""

    def __init__(self, action: Callable[[], bool]) -> None:
        self._action = action
        self._is_done = False

    def __call__(self) -> None:
        """Go on, if there is anything left."""
        self._is_done = self._is_done or self._action()


class Tick:
    """One job of the timetable. Its failure is loud in the log and never the end of the daemon: it is tried again.

    While it fails, 1, then 3, 7 and at last 15 ticks are left out between two attempts: on a full disk each attempt to
    poll asks councils for pages that cannot be kept.
    """

    def __init__(self, name: str, action: Callable[[], object]) -> None:
        self._name, self._action = name, action
        self._rest = self._left = 0

    def __call__(self) -> None:
        """Act, unless this tick is left out."""
        if self._left:
            self._left -= 1
            return
        try:
            self._action()
            self._rest = 0
        except WatcherError as error:
            self._leave_out()
            log.error("could not do it now", job=self._name, why=str(error), hint=error.hint)
        except Exception:
            self._leave_out()
            log.exception("unexpected", job=self._name)

    def _leave_out(self) -> None:
        self._rest = min(2 * self._rest + 1, _LONGEST_REST)
        self._left = self._rest
