"""The Mailer contract: one delivery is handed over, and what came of it is a Verdict, never an exception.

Does not know the outbox (actions do). May import: domain.
"""

from collections.abc import Callable
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


class Mailer(Protocol):
    """Hands deliveries over, one after the other."""

    @property
    def relay(self) -> str:
        """The name of what takes the mail: what is paused, and limited, as one."""
        ...

    def another(self) -> "Mailer":
        """A mailer of the same kind with a connection of its own, for another thread."""
        ...

    def send(self, delivery: Delivery, on_handover: Callable[[], None]) -> Verdict:
        """Try once. Calls `on_handover` when everything is said but the content, just before DATA.

        What `on_handover` raises goes through to the caller, and nothing is handed over. Opens what it needs by itself.
        """
        ...

    def close(self) -> None:
        """Let go of the connection. The mailer may be used again afterwards."""
        ...
