"""A dead man's switch: an address that is told how we are, and raises the alarm when it hears nothing.

    <ping>/start   before a round
    <ping>         after it, when digests go out
    <ping>/fail    when they may not, and once when any trouble begins

as healthchecks.io and its like have it (https://healthchecks.io/docs/http_api/). What is asked says nothing else, of
nobody. Whether it is heard changes nothing for us. Does not judge (alerts do). May import: fetch, store, domain.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

import structlog

from watcher import store
from watcher.actions.collaborators import Collaborators
from watcher.domain.publications import Politeness, Source

log = structlog.get_logger()

EVERY = timedelta(minutes=5)
"""The daemon's rounds are a minute apart; who listens needs no more than this to miss us."""
TIMEOUT_S = 5.0

_BRIEF = Politeness(
    gap_s=0.0, connect_timeout_s=TIMEOUT_S, read_timeout_s=TIMEOUT_S, retries=0, max_bytes=10_000, obeys_robots=False
)
_Value = TypeVar("_Value")


class Signal(StrEnum):
    """What is said, as it is put behind the address."""

    START = "/start"
    SUCCESS = ""
    FAIL = "/fail"


def ping(tools: Collaborators, signal: Signal) -> bool:
    """Say it, if there is somebody to hear it; False if it was not heard. Never raises for what the network does."""
    url = tools.settings.ping_url
    if url is None or tools.fetcher.is_stopped:
        return False
    # The operator wrote the address: one of their own network is meant.
    listener = Source(key="ping", system="", url=url, name="ping", politeness=_BRIEF, allows_private=True)
    answer = tools.fetcher.get(url + signal.value, listener)
    is_heard = answer.status is not None and answer.status // 100 == 2
    if not is_heard:
        log.warning("the ping address does not answer", outcome=str(answer.outcome))  # the address is a secret
    return is_heard


class Heartbeat:
    """Says before and after a round how we are; what goes well at most every so often, what does not at once."""

    def __init__(self, tools: Collaborators, *, every: timedelta = EVERY) -> None:
        self._tools, self._every = tools, every
        self._said_at: datetime | None = None
        self._said = Signal.SUCCESS

    def beat(self, work: Callable[[], _Value]) -> _Value:
        """Do the work. Raises what it raises, and says so."""
        if self._tools.settings.ping_url is None:
            return work()
        now = self._tools.clock()
        is_time = self._said_at is None or now - self._said_at >= self._every
        if is_time:
            ping(self._tools, Signal.START)
        try:
            value = work()
        except Exception:
            self._say(Signal.FAIL, now)
            raise
        signal = Signal.FAIL if self._is_grave() else Signal.SUCCESS
        if is_time or signal is not self._said:
            self._say(signal, now)
        return value

    def _say(self, signal: Signal, now: datetime) -> None:
        ping(self._tools, signal)
        self._said, self._said_at = signal, now

    def _is_grave(self) -> bool:
        with self._tools.store.read() as conn:
            return any(each.kind.stops_digests for each in store.troubles.standing(conn))
