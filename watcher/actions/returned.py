"""An email of ours that came back: what is noted of it and of the person, and whether the operator must know.

A hard bounce stops all emails to a person only if it came to the sender that this one email had (VERP): the number and
the Message-ID of an email can be guessed, the signature of that address cannot. Everything else is counted.
Does not read letters (mailbox does). May import: deliver, mailbox, store, domain.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from watcher import store
from watcher.actions.collaborators import Collaborators
from watcher.deliver import read_verp
from watcher.domain.subscribers import Delivery, DeliveryKind, DeliveryState, SubscriberState
from watcher.mailbox import Bounce, Letter, Severity
from watcher.store import letters as kept

MOST_OF_A_DOMAIN = 9
"""So many people of one domain are struck off within a day. More are its server's trouble: for some hours of December
2020 Gmail said of everybody that there is no such address. Who is really gone is so next week as well."""

_CAME_BACK = "came back: "

MANY = 3
"""So many in a row and the operator is told: a mailbox that stays full, or a sender that is not wanted."""

_OPEN_TO_NEWS = (DeliveryState.SENT, DeliveryState.AMBIGUOUS, DeliveryState.DEFERRED, DeliveryState.RENDERED)
_HERE = (SubscriberState.ACTIVE, SubscriberState.PAUSED, SubscriberState.PENDING)


class Returned(StrEnum):
    """What came of a bounce."""

    SUPPRESSED = "suppressed"
    COUNTED = "counted"
    REFUSED = "refused"
    NOTHING = "nothing"
    """It was only late, or is known already."""
    NOT_OURS = "not ours"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What came of a bounce, with words for the operator or none."""

    what: Returned
    alert: str = ""


def note_bounce(tools: Collaborators, conn: Connection, letter: Letter, bounce: Bounce) -> Noted:
    """Act on a bounce in the transaction at hand."""
    secret = tools.settings.secret_key
    number = read_verp((*letter.written_to, f"<{bounce.return_path}>"), secret) if secret else None
    delivery = _by_words(conn, bounce) if number is None else store.outbox.delivery(conn, number)
    if delivery is None:
        return Noted(what=Returned.NOT_OURS)
    if bounce.severity is Severity.NONE or _has_come_back(delivery):
        return Noted(what=Returned.NOTHING)
    now, words = tools.clock(), f"{_CAME_BACK}{bounce.words}"
    if delivery.state in _OPEN_TO_NEWS:
        store.outbox.mark(conn, delivery.id, delivery.state, DeliveryState.FAILED, now=now, words=words)
    if delivery.kind is DeliveryKind.NOTICE:  # words to the operator: telling of it would come back as well
        return Noted(what=Returned.NOTHING)
    if bounce.severity is Severity.REFUSED:
        return Noted(what=Returned.REFUSED, alert=f"email {delivery.id} was refused on its way: {bounce.words}")
    count = kept.count_bounce(conn, delivery)
    domain = delivery.address.rpartition("@")[2]
    if bounce.severity is Severity.HARD and number is not None and _are_many(conn, domain, now):
        doubt = (
            f"{MOST_OF_A_DOMAIN} people at {domain} were struck off within a day; {delivery.id} is not: {bounce.words}"
        )
        return Noted(what=Returned.COUNTED, alert=f"{doubt}. If that server is wrong: `watcher subscribers resume`.")
    if bounce.severity is Severity.HARD and number is not None:
        store.subscribers.move(conn, delivery.subscriber_id, _HERE, SubscriberState.SUPPRESSED, now=now, words=words)
        return Noted(what=Returned.SUPPRESSED)
    if bounce.severity is Severity.HARD:
        unsure = "but not to the sender of its own; the address is not suppressed"
        return Noted(what=Returned.COUNTED, alert=f"email {delivery.id} came back for good, {unsure}: {bounce.words}")
    alert = f"{count} emails in a row came back, the last is email {delivery.id}: {bounce.words}"
    return Noted(what=Returned.COUNTED, alert=alert if count >= MANY else "")


def _by_words(conn: Connection, bounce: Bounce) -> Delivery | None:
    """The email that is returned in the letter, if its recipient is the one that the letter speaks of."""
    found = kept.by_message_id(conn, bounce.message_id) if bounce.message_id else None
    is_same = found is not None and found.address.lower() == bounce.recipient.lower() != ""
    return found if is_same else None


def _has_come_back(delivery: Delivery) -> bool:
    return any(step.words.startswith(_CAME_BACK) for step in delivery.history)


def _are_many(conn: Connection, domain: str, now: datetime) -> bool:
    found = store.correspondence.struck_off_at(conn, domain, _CAME_BACK, since=now - timedelta(days=1))
    return found >= MOST_OF_A_DOMAIN
