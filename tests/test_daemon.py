"""`watcher run`: a process of its own that polls, can be looked at, stopped, killed, and started again."""

import json
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from tests.commands import Daemon, daemon, watcher
from tests.read_once import READER
from tests.world import write_sources
from watcher import config, store
from watcher.actions.poll import poll
from watcher.app import collaborators, utc_now
from watcher.domain.changes import Change
from watcher.domain.polls import SourceState
from watcher.errors import StoreFullError
from watcher.sample import SampleCouncil
from watcher.schedule import Tick
from watcher.store import Store

IN_ORDER = "[101, 118, 124]\n    poll_interval: 6h"
"""At a fixed interval they are due in the order in which they were polled."""


def yesterday() -> datetime:
    """A clock that makes what was polled by it due today."""
    return utc_now() - timedelta(days=1)


def first_sight(folder: Path, url: str) -> None:
    """Poll everything once, as if a day ago."""
    settings = config.load(write_sources(folder, url, committees=IN_ORDER), {})
    with collaborators(settings, clock=yesterday, chance=lambda: 0.5, reader=READER) as tools:
        poll(tools, everything=True)


def remembered(folder: Path) -> tuple[dict[str, SourceState], list[Change]]:
    """How the sources stand, and every change."""
    opened = Store.open(f"sqlite:///{folder / 'state' / 'watcher.db'}")
    try:
        with opened.read() as conn:
            return {each.key: each for each in store.sources.states(conn)}, list(store.changes.find(conn, limit=1000))
    finally:
        opened.close()


def test_a_daemon_watches_and_is_alone(tmp_path: Path) -> None:
    """It polls at once; another process sees how things stand; a second daemon is refused by the number of the first;
    asked to stop, it ends well."""
    with SampleCouncil().serve() as site:
        write_sources(tmp_path, site.base_url)
        with daemon(tmp_path) as running:
            for key in ("101", "118", "124"):
                running.wait_for(f"harrowmere/{key}")
            looked = watcher(tmp_path, "status", "--json")
            assert looked.returncode == 0, looked.stderr
            assert {each["last_outcome"] for each in json.loads(looked.stdout)["sources"]} == {"ok"}
            second = watcher(tmp_path, "run")
            assert second.returncode == 1
            assert f"process {running.process.pid}" in second.stderr
            assert running.process.poll() is None
            assert running.stop() == 0


@contextmanager
def stuck(folder: Path) -> Iterator[tuple[SampleCouncil, Daemon]]:
    """A daemon in the middle of a poll: Cabinet's news is kept, the server is silent about the next committee."""
    council = SampleCouncil()
    with council.serve() as site:
        first_sight(folder, site.base_url)
        council.advance()
        council.misbehave("time_out", when=lambda path: "118" in path)
        with daemon(folder) as running:
            running.wait_for("harrowmere/101")
            yield council, running


def go_on(folder: Path, council: SampleCouncil) -> None:
    """The server is well again; another daemon polls what is due, and is stopped."""
    council.heal()
    council.release()
    with daemon(folder) as running:
        running.wait_for("harrowmere/118")
        running.wait_for("harrowmere/124")
        assert running.stop() == 0


def test_asked_to_stop_in_the_middle_it_ends_soon_and_loses_nothing(tmp_path: Path) -> None:
    """SIGTERM while a server is silent: it ends within seconds, with exit code 0; what was half read is in no trouble
    and is read at the next start."""
    with stuck(tmp_path) as (council, running):
        asked_at = time.monotonic()
        assert running.stop() == 0
        assert time.monotonic() - asked_at < 10
        states, before = remembered(tmp_path)
        assert all(state.trouble_since is None for state in states.values())
        assert {change.source_key for change in before} == {"harrowmere/101"}
        go_on(tmp_path, council)
    _, after = remembered(tmp_path)
    assert_told_once(after)


def test_killed_it_goes_on_where_it_was(tmp_path: Path) -> None:
    """kill -9 in the middle of a poll: the next start takes the lock, reads what was not kept, and tells each change
    once."""
    with stuck(tmp_path) as (council, running):
        assert running.stop(signal.SIGKILL) == -signal.SIGKILL
        go_on(tmp_path, council)
    _, after = remembered(tmp_path)
    assert_told_once(after)


def assert_told_once(changes: list[Change]) -> None:
    """What the second week's lists show was told, each thing once. (Papers are looked at by the day, which is real.)"""
    told = [(str(change.kind), change.meeting_id, change.item_id, change.document_id) for change in changes]
    assert len(told) == len(set(told))
    assert {("agenda_published", "2343", None, None), ("meeting_rescheduled", "2323", None, None)} <= set(told)


def test_a_database_in_trouble_is_not_tried_every_minute() -> None:
    """A job that cannot be done is tried again after 1, 3, 7 and 15 ticks, and at each tick once it is well."""
    tried: list[int] = []
    is_full = True

    def action() -> None:
        tried.append(minute)
        if is_full:
            raise StoreFullError("The disk is full.")

    tick = Tick("poll", action)
    for minute in range(64):
        is_full = minute < 40
        tick()
    assert tried == [0, 2, 6, 14, 30, 46, *range(47, 64)]


NOWHERE = """\
councils:
  - name: Nowhere Council
    key: nowhere
    url: http://no-such-host.invalid/
    committees: [1, Cabinet]
    politeness: {retries: 0, gap: 0, connect_timeout: 2s}
feeds:
  - {name: News, key: news, url: http://no-such-host-either.invalid/feed, politeness: {retries: 0}}
"""


def test_without_the_internet_it_says_so_and_keeps_running(tmp_path: Path) -> None:
    """Names that lead nowhere: each source is reported as unreachable, in the log and in the status; it runs on."""
    (tmp_path / "sources.yaml").write_text(NOWHERE, encoding="utf-8")
    with daemon(tmp_path) as running:
        keys = {"nowhere/1", "nowhere/committees", "feed/news"}
        lines = [running.wait_for("not checked") for _ in keys]
        assert all("unreachable" in line for line in lines)
        assert {key for key in keys for line in lines if key in line} == keys
        looked = watcher(tmp_path, "status")
        assert looked.returncode == 1
        assert looked.stdout.count("unreachable since") == 3
        assert "3 of 3 sources could not be checked" in looked.stdout
        assert running.process.poll() is None
        assert running.stop() == 0
