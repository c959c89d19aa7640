"""How fast a relay is given mail: a bucket of tokens that fills evenly, shared by all connections to it.

Does not send. The clock and the waiting are arguments, so a test needs neither. May import: the standard library.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable

WAKE_S = 0.5
"""So long a wait does not look up: a stop must not take longer."""


class Pace:
    """At most `per_minute` a minute, and never more than a second's worth at once. None: as fast as it goes."""

    def __init__(
        self,
        per_minute: float | None,
        *,
        monotonic: Callable[[], float] = time.monotonic,
        wait: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._per_s = per_minute / 60 if per_minute else None
        self._monotonic, self._wait = monotonic, wait
        self._most = max(1.0, self._per_s or 1.0)
        self._tokens = self._most
        self._at = monotonic()

    async def take_turn(self, stopping: Callable[[], bool] = lambda: False) -> bool:
        """Return when it is the caller's turn; False, and no turn taken, if `stopping` says so first."""
        while not stopping():
            missing_s = self._take()
            if not missing_s:
                return True
            await self._wait(min(missing_s, WAKE_S))
        return False

    def _take(self) -> float:
        """Take a token, or say in how many seconds there will be one."""
        if self._per_s is None:
            return 0.0
        now = self._monotonic()
        self._tokens = min(self._most, self._tokens + (now - self._at) * self._per_s)
        self._at = now
        if self._tokens >= 1.0 - 1e-9:
            self._tokens -= 1.0
            return 0.0
        return (1.0 - self._tokens) / self._per_s
