"""Is it this email, or the server as a whole? What one round of sending saw so far, judged for all its connections.

- What is wrong before a recipient is named (connection, TLS, login, 421) is the server's. If other connections work,
  this one ends and they go on (some servers allow only a few); else the round is paused.
- What comes when a recipient or a message is at hand (421, a drop) may be about them: the email is put aside. If the
  next one is taken, it was about that email; if the next one meets the same, it is the server.
- Five refusals (5.7.x, content) in a row, with nothing taken in between, are the server's opinion of us, not of five.
  After a pause the first one is enough, until something is taken: else each try would cost four people their email.
- "No such address" of a reader is believed when the server takes somebody else's email, or at the end of the round
  where few were told so. Ten in a row, with nothing taken in between, are a server that lost its list of people (as
  Gmail's did in December 2020): the round is paused and none of them is struck off, until it takes something again or
  a person says that it is right.

So one email that no server will have cannot stop all others, and a server that is down costs nobody an attempt.
Does not write anything down (desk does). May import: deliver, domain.
"""

from dataclasses import dataclass, field
from enum import Enum, auto

from watcher.deliver import Verdict
from watcher.domain.addresses import without_addresses
from watcher.domain.subscribers import Delivery, DeliveryKind, DeliveryState

MOST_SUSPECTS = 2
MOST_REFUSALS = 5
MOST_GONE = 10

MANY_GONE = f"of {MOST_GONE} addresses in a row the server says that they do not exist"
"""How such a pause's reason begins, by which it is known again."""


class Ruling(Enum):
    """What is to be done with an email after its verdict."""

    SETTLE = auto()
    """The verdict is about it."""
    PUT_ASIDE = auto()
    """It waits a little; the next one shows whose trouble it is."""
    RETIRE = auto()
    """It is given back; this connection ends, the others go on."""
    PAUSE = auto()
    """It is given back; nothing more is tried."""


Suspect = tuple[Delivery, Verdict]


@dataclass(slots=True)
class Round:
    """Shared by the connections of one round."""

    suspects: list[Suspect] = field(default_factory=list)
    cleared: list[Suspect] = field(default_factory=list)
    """Emails put aside of which it is clear by now that the trouble is their own."""
    refusals: int = 0
    workers: int = 1
    is_on_trial: bool = False
    """The last round paused, and nothing was taken since."""
    has_worked: bool = False
    has_sent: bool = False
    paused: str = ""
    gone: dict[int, Suspect] = field(default_factory=dict)
    """Emails put aside whose address does not exist, says a server that has taken nothing since."""
    gone_before: int | None = None
    """How many people earlier rounds struck off since anything was taken; None: not asked yet."""
    doubts_gone: bool = False
    """The last round paused because of too many of those."""
    believes_gone: bool = False
    """A person said that the server is right."""

    def judge(self, delivery: Delivery, verdict: Verdict) -> Ruling:
        """The ruling on one verdict, in the light of those before."""
        self.gone.pop(delivery.id, None)  # whatever it said before, this is what it says now
        if not verdict.is_sender_fault:
            return self._judge_own(delivery, verdict)
        if verdict.is_doubtful:
            self.suspects.append((delivery, verdict))
            return self._pause(verdict) if len(self.suspects) >= MOST_SUSPECTS else Ruling.PUT_ASIDE
        if self.has_worked and self.workers > 1:
            self.workers -= 1
            return Ruling.RETIRE
        return self._pause(verdict)

    def _judge_own(self, delivery: Delivery, verdict: Verdict) -> Ruling:
        self.has_worked = True
        if verdict.is_gone and delivery.kind is DeliveryKind.DIGEST and not self.believes_gone:
            return self._judge_gone(delivery, verdict)
        if verdict.state is DeliveryState.SENT:
            if self.doubts_gone and delivery.kind is DeliveryKind.NOTICE:
                return Ruling.SETTLE  # the operator has an address: that says nothing of the others'
            self.has_sent = True
            self.is_on_trial = False
            self.refusals = 0
            self._clear()
        elif verdict.is_refusal:
            self.refusals += 1
            if self.is_on_trial or self.refusals >= MOST_REFUSALS:
                return self._pause(verdict)
        return Ruling.SETTLE

    def _judge_gone(self, delivery: Delivery, verdict: Verdict) -> Ruling:
        self.gone[delivery.id] = (delivery, verdict)
        if len(self.gone) + (self.gone_before or 0) < MOST_GONE:
            return Ruling.PUT_ASIDE
        self._doubt_gone(verdict)
        return Ruling.PAUSE

    def _doubt_gone(self, verdict: Verdict) -> None:
        words = f"{MANY_GONE}, and it took no email in between; nobody was struck off (`watcher send --gone` if it is "
        self.paused = self.paused or f"{words}right). The last: {without_addresses(verdict.words)}"

    def close(self) -> None:
        """Nothing more comes. What is put aside still was the server's trouble if that took nothing at all."""
        if self.paused:
            self.suspects = []
        elif self.has_sent:
            self._clear()
        elif self.suspects:
            self._pause(self.suspects[-1][1])
        elif self.gone and self.doubts_gone:
            self._doubt_gone(next(reversed(self.gone.values()))[1])
        else:
            self._clear()

    def _clear(self) -> None:
        self.cleared += self.suspects
        if not self.doubts_gone:
            self.cleared += self.gone.values()
        # A server that comes to its senses is asked once more about those of whom it said so just before.
        self.suspects, self.gone, self.gone_before, self.doubts_gone = [], {}, 0, False

    def _pause(self, verdict: Verdict) -> Ruling:
        # Servers repeat the recipient; a pause is about the server, and is kept when that person is forgotten.
        self.paused = self.paused or without_addresses(verdict.words)
        return Ruling.PAUSE
