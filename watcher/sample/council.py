"""The sample council as others use it: serve it, turn its weeks, let it misbehave, see what it was asked.

Does not know the scenario's contents. May import: watcher.errors, its neighbours.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from watcher.errors import SampleError
from watcher.sample import scenario
from watcher.sample.faults import FAULTS, LOOP_PATHS, Misbehaviour, play
from watcher.sample.server import LineToClient, Server, serving
from watcher.sample.site import Answer, Site
from watcher.sample.variants import Variants

DEFAULT_PORT = 8642


class Asked(NamedTuple):
    """One request and what it was given; `bytes_sent` counts the body alone."""

    method: str
    path: str
    status: int
    bytes_sent: int
    was_conditional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """A council being served: `base_url` ends in a slash."""

    base_url: str
    host: str
    port: int


class SampleCouncil:
    """Harrowmere County Council on loopback.

    `week` runs from 0 to `last_week`. Without `validators` pages have neither ETag nor Last-Modified (documents keep
    theirs). `delay_s` is waited before each answer; `retry_after_s` is what the fault retry_503 asks for. `variants`
    name ways in which this site differs from the plainest one (see VARIANTS).
    """

    name = scenario.NAME
    last_week = scenario.LAST_WEEK
    watched = scenario.WATCHED

    def __init__(
        self,
        week: int = 0,
        *,
        validators: bool = True,
        delay_s: float = 0.0,
        retry_after_s: int = 0,
        variants: Iterable[str] = (),
    ) -> None:
        if not 0 <= week <= self.last_week:
            raise SampleError(f"There is no week {week}.", hint=f"The weeks are 0 to {self.last_week}.")
        self._week = week
        self._validators = validators
        self._delay_s = delay_s
        self._site = Site()
        self._variants = Variants(variants)
        self._misbehaviour = Misbehaviour(retry_after_s=retry_after_s)
        self._servers: list[Server] = []
        self._asked: list[Asked] = []
        self._lock = threading.Lock()

    @staticmethod
    def now(week: int) -> datetime:
        """The moment at which this week is looked at (UTC, aware)."""
        return scenario.now(week)

    @property
    def week(self) -> int:
        """The week whose pages are served."""
        return self._week

    def advance(self) -> int:
        """Go on to the next week and return its number. Raises SampleError after the last."""
        with self._lock:
            if self._week >= self.last_week:
                raise SampleError("The sample council has no further week.", hint="Start it again from week 0.")
            self._week += 1
            return self._week

    @contextmanager
    def serve(self, host: str = "127.0.0.1", port: int = 0, *, base_path: str = "/") -> Iterator[Serving]:
        """Serve until the block ends; port 0 takes a free one. `base_path` may be a folder (`/moderngov/`)."""
        base_path = self._variants.folder(base_path)
        server = Server(host, port, lambda line: self._respond(line, base_path))
        with serving(server):
            with self._lock:
                self._servers.append(server)
            try:
                yield Serving(
                    base_url=f"http://{host}:{server.server_port}{base_path}", host=host, port=server.server_port
                )
            finally:
                with self._lock:
                    self._servers.remove(server)

    def misbehave(self, fault: str, *, times: int | None = None, when: Callable[[str], bool] | None = None) -> None:
        """Fail the next request, the next `times`, or all whose path and query `when` accepts (until healed)."""
        self._misbehaviour.order(fault, times if times is not None or when is not None else 1, when)

    def misbehave_randomly(self, *, share: float = 0.2, seed: int = 0, kinds: Sequence[str] = FAULTS) -> None:
        """Fail this share of all requests, each kind as often as every other."""
        self._misbehaviour.order_randomly(share, seed, kinds)

    def heal(self) -> None:
        """Fail no more. Lines that are held stay held: see release."""
        self._misbehaviour.heal()

    def release(self) -> None:
        """Let the held lines (time_out) have their answers."""
        with self._lock:
            for server in self._servers:
                server.released.set()
                server.released = threading.Event()

    @property
    def faults_played(self) -> dict[str, int]:
        """How often each fault was played."""
        return self._misbehaviour.counts

    @property
    def requests(self) -> tuple[Asked, ...]:
        """What was asked so far, in the order of the answers."""
        with self._lock:
            return tuple(self._asked)

    def clear_requests(self) -> None:
        """Forget what was asked."""
        with self._lock:
            self._asked.clear()

    def _respond(self, line: LineToClient, base_path: str) -> None:
        if self._delay_s:
            time.sleep(self._delay_s)
        try:
            self._answer(line, base_path)
        finally:
            asked = Asked(line.command, line.path, line.status, line.bytes_sent, line.is_conditional)
            with self._lock:
                self._asked.append(asked)

    def _answer(self, line: LineToClient, base_path: str) -> None:
        target = _within(line.path, base_path)
        if target.startswith("/sample"):
            line.give(self._controlled(line.command, target, base_path), validators=False)
            return
        week, host = self._week, line.headers.get("Host", "localhost")
        elsewhere = self._variants.sent_on(week, host, line.path, base_path)
        if elsewhere is not None:
            line.give(Answer(status=301 if "://" in elsewhere else 302, body=b"", location=elsewhere), validators=False)
            return
        answer = self._site.answer(week, target, f"http://{host}{base_path}", languages=self._variants.languages)
        answer = self._variants.written(answer, week, line.path, base_path)
        drawn = self._misbehaviour.draw(line.path)
        if drawn is None:
            line.give(answer, validators=self._validators or target.lower().startswith("/documents/"))
            return
        line.right_body, line.right_kind, line.base_path = answer.body, answer.kind, base_path
        line.empty_body = self._site.empty(week, target)
        play(*drawn, line, retry_after_s=self._misbehaviour.retry_after_s)

    def _controlled(self, method: str, target: str, base_path: str) -> Answer:
        """The pages for use by hand; and the two addresses that redirect to one another."""
        if target in LOOP_PATHS:
            other = LOOP_PATHS[1 - LOOP_PATHS.index(target)]
            return Answer(status=302, body=b"", location=base_path.rstrip("/") + other)
        if method == "POST" and target == "/sample/advance":
            if self._week < self.last_week:
                self.advance()
            return Answer(status=303, body=b"", location=f"{base_path}sample")
        return Answer(status=200, body=self._site.control(self._week))


def _within(path: str, base_path: str) -> str:
    """The request target from the council's own folder on; outside of it there is robots.txt, and else nothing."""
    if path == "/robots.txt" or path.lower().startswith(base_path.lower()):
        return "/" + path[0 if path == "/robots.txt" else len(base_path) :].lstrip("/")
    return "/outside"


def serve_forever(
    host: str = "127.0.0.1",
    port: int = DEFAULT_PORT,
    *,
    council: SampleCouncil | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until KeyboardInterrupt, which goes on when all is closed. `on_ready` gets the address; prints nothing."""
    with (council or SampleCouncil()).serve(host, port) as site:
        if on_ready is not None:
            on_ready(site.base_url)
        threading.Event().wait()
