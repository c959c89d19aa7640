"""Who can tell whether a message whose answer was lost was accepted after all: an archive mailbox, or the relay's log.

Does not decide what follows (actions do). May import: the standard library.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Finding(StrEnum):
    """What a witness can say of a Message-ID."""

    SEEN = "seen"
    NOT_SEEN = "not seen"
    UNKNOWN = "unknown"
    """The witness could not be asked, or does not know: ask again later."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Testimony:
    """A finding, with words that say where it was looked for."""

    finding: Finding
    words: str


class Witness(Protocol):
    """Can be asked about a message."""

    def ask(self, message_id: str) -> Testimony:
        """Was the message with this Message-ID (in angle brackets) accepted? Never raises."""
        ...
