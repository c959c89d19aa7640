"""Does it add up? Whoever was to get an email got it, waits for it, or it is said why not.

Does not repair anything. May import: store, domain.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from watcher import store
from watcher.actions.collaborators import Collaborators
from watcher.domain.subscribers import DeliveryState

S = DeliveryState

FINALLY = (S.SENT, S.DEFERRED, S.FAILED, S.SUPPRESSED, S.AMBIGUOUS)
WAITING = (S.RENDERED, S.CLAIMED, S.HANDOVER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`subscribers` were to get an email; `states` is what the database says of those emails.

    `sent` is how many the threads say that the server took: the database may know of more, never of fewer.
    """

    subscribers: int
    states: Mapping[DeliveryState, int] = field(default_factory=dict)
    sent: int = 0

    @property
    def adds_up(self) -> bool:
        """True if everyone is accounted for."""
        return sum(self.states.values()) == self.subscribers and self.states.get(S.SENT, 0) >= self.sent

    @property
    def line(self) -> str:
        """`3 subscribers = 2 sent + 1 deferred`, for people."""
        counts = [(str(state), self.states.get(state, 0)) for state in FINALLY]
        counts.append(("waiting", sum(self.states.get(state, 0) for state in WAITING)))
        told = " + ".join(f"{count} {name}" for name, count in counts if count or name == "sent")
        who = "1 subscriber" if self.subscribers == 1 else f"{self.subscribers} subscribers"
        wrong = "" if self.adds_up else f" (DOES NOT ADD UP: the server took {self.sent})"
        return f"{who} = {told}{wrong}"


def account_of(tools: Collaborators, last: Mapping[int, DeliveryState]) -> Account:
    """What became of these emails; `last` is what the round believes of each."""
    with tools.store.read() as conn:
        states = store.outbox.states_of(conn, last)
    sent = sum(state is S.SENT for state in last.values())
    return Account(subscribers=len(last), states=states, sent=sent)


def account_of_run(tools: Collaborators, run_id: int) -> Account:
    """What became of the emails of one run."""
    with tools.store.read() as conn:
        states = store.outbox.totals(conn, run_id)
        subscribers = store.outbox.recipient_count(conn, run_id)
    return Account(subscribers=subscribers, states=states)
