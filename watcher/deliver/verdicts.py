"""The Mailer contract: one delivery is handed over, and what came of it is a Verdict, never an exception.

Does not know the outbox (actions do). May import: domain.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from watcher.domain.subscribers import Delivery, DeliveryState

MOST_WORDS = 500
"""A server's answer is kept for people to read; some servers write essays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What came of one attempt: SENT, DEFERRED, FAILED or AMBIGUOUS, in whose words.

    `is_sender_fault`: the trouble is ours or the server's as a whole (connection, TLS, login), not this recipient's:
    stop, and count no attempt. `is_doubtful`: it came when this recipient or this message was at hand, so it may be
    theirs after all. `is_gone`: there is no such address. `is_refusal`: the server will not have what we send (content,
    reputation): nothing the recipient can mend, and a matter for the operator.
    """

    state: DeliveryState
    words: str
    is_sender_fault: bool = False
    is_doubtful: bool = False
    is_gone: bool = False
    is_refusal: bool = False


HandedOver = Callable[[], Awaitable[None]]
"""Told when everything is said but the content; what it raises stops the hand-over."""


class Mailer(Protocol):
    """Hands deliveries over, one after the other: in a loop of its caller's, beside others, or by itself (`send`)."""

    @property
    def relay(self) -> str:
        """The name of what takes the mail: what is paused, and limited, as one."""
        ...

    def another(self) -> "Mailer":
        """A mailer of the same kind with a connection of its own."""
        ...

    async def attempt(self, delivery: Delivery, on_handover: HandedOver) -> Verdict:
        """Try once. Awaits `on_handover` when everything is said but the content, just before DATA.

        What `on_handover` raises goes through to the caller, and nothing is handed over. Opens what it needs by itself.
        """
        ...

    async def leave(self) -> None:
        """Let go of the connection; to be called in the same loop. The mailer may be used again afterwards."""
        ...

    def send(self, delivery: Delivery, on_handover: Callable[[], None]) -> Verdict:
        """Try once, as `attempt` does, for a caller who has no loop. Keeps the connection until `close`."""
        ...

    def close(self) -> None:
        """Let go of the connection that `send` kept."""
        ...


class Alone:
    """`send` and `close` of a mailer, in a loop of their own."""

    def __init__(self) -> None:
        self._runner: asyncio.Runner | None = None

    async def attempt(self, delivery: Delivery, on_handover: HandedOver) -> Verdict:
        """See Mailer."""
        raise NotImplementedError

    async def leave(self) -> None:
        """See Mailer; nothing is open here."""

    def send(self, delivery: Delivery, on_handover: Callable[[], None]) -> Verdict:
        """See Mailer."""

        async def told() -> None:
            on_handover()

        if self._runner is None:
            self._runner = asyncio.Runner()
        return self._runner.run(self.attempt(delivery, told))

    def close(self) -> None:
        """See Mailer; never raises."""
        runner, self._runner = self._runner, None
        if runner is not None:
            with runner:
                runner.run(self.leave())
