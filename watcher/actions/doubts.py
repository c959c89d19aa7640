"""Emails whose answer was lost: the server may have them or not. What is done is the operator's choice.

    resend_once   sent once more with the same Message-ID; a second time it is held for a person
    hold          held at once
    ask           a witness (archive mailbox, relay's log) is asked for the Message-ID: found, it is sent; not found, it
                  is sent again; while nobody can be asked, it waits

Each doubt is recorded, whatever follows. Does not send. May import: store, deliver, config, domain.
"""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from watcher import store
from watcher.actions.collaborators import Collaborators
from watcher.deliver.archive import ArchiveMailbox
from watcher.deliver.relay_log import RelayLog
from watcher.deliver.witnesses import Finding, Testimony, Witness
from watcher.domain.subscribers import Delivery, DeliveryState
from watcher.store.outbox import Move

log = structlog.get_logger()

ASK_AFTER = timedelta(minutes=5)
"""A copy in a mailbox, or a line in a log, may come a little later than the server's answer would have."""

ASK_AGAIN_AFTER = timedelta(minutes=15)


def witness_for(tools: Collaborators) -> Witness | None:
    """Who is asked, by the settings; None if nobody is."""
    settings = tools.settings
    if settings.sending.ambiguous != "ask":
        return None
    if settings.archive_url:
        return ArchiveMailbox(settings.archive_url)
    return RelayLog(settings.sending.relay_log) if settings.sending.relay_log else None


def doubt(tools: Collaborators, conn: Connection, delivery: Delivery, now: datetime, why: str) -> Delivery | None:
    """Record that an email may have arrived or not, and what is done about it. None if it is no longer ours."""
    policy = tools.settings.sending.ambiguous
    was_ambiguous = any(step.state is DeliveryState.AMBIGUOUS for step in delivery.history)
    handed_over_at = max((step.at for step in delivery.history if step.state is DeliveryState.HANDOVER), default=now)
    ask_at = max(now, handed_over_at + ASK_AFTER) if policy == "ask" else None
    recorded = store.outbox.advance(
        conn, Move(delivery=delivery, new=DeliveryState.AMBIGUOUS, now=now, words=why, next_attempt_at=ask_at)
    )
    if recorded is None:
        return None
    is_resent = policy == "resend_once" and not was_ambiguous
    log.warning("delivery is ambiguous", message_id=delivery.message_id, why=why, policy=policy, is_resent=is_resent)
    if not is_resent:
        return recorded
    words = "resent once with the same Message-ID"
    again = Move(delivery=recorded, new=DeliveryState.DEFERRED, now=now, words=words, next_attempt_at=now)
    return store.outbox.advance(conn, again)


def recover(tools: Collaborators) -> int:
    """Deliveries whose sender died: claimed ones wait again; those in hand-over are doubtful."""
    now = tools.clock()
    with tools.store.write(durable=True) as conn:
        if count := store.clocks.put_right(conn, now):
            log.warning("the clock was wrong: what was to wait for more than a day may go now", count=count)
        expired = store.outbox.expired(conn, now)
        for delivery in expired:
            if delivery.state is DeliveryState.HANDOVER:
                doubt(tools, conn, delivery, now, "the sender stopped during the hand-over")
            else:
                words = "the sender stopped before the hand-over"
                store.outbox.advance(conn, Move(delivery=delivery, new=DeliveryState.RENDERED, now=now, words=words))
    return len(expired)


def ask(tools: Collaborators, witness: Witness | None) -> int:
    """Ask about each doubtful email whose time has come; gives how many doubts ended."""
    if witness is None:
        return 0
    now = tools.clock()
    with tools.store.read() as conn:
        doubtful = store.outbox.doubtful(conn, now)
    ended = 0
    for delivery in doubtful:
        testimony = witness.ask(delivery.message_id)
        with tools.store.write(durable=True) as conn:
            move = _after(delivery, testimony, now)
            ended += store.outbox.advance(conn, move) is not None and testimony.finding is not Finding.UNKNOWN
        if testimony.finding is Finding.UNKNOWN:
            log.warning("nobody could say whether an email arrived", why=testimony.words, waiting=len(doubtful))
            break  # nor will the next one be answered
    return ended


def _after(delivery: Delivery, testimony: Testimony, now: datetime) -> Move:
    if testimony.finding is Finding.SEEN:
        return Move(delivery=delivery, new=DeliveryState.SENT, now=now, words=testimony.words)
    if testimony.finding is Finding.NOT_SEEN:
        words = f"{testimony.words}: resent with the same Message-ID"
        return Move(delivery=delivery, new=DeliveryState.DEFERRED, now=now, words=words, next_attempt_at=now)
    at = now + ASK_AGAIN_AFTER
    return Move(delivery=delivery, new=DeliveryState.AMBIGUOUS, now=now, words=testimony.words, next_attempt_at=at)
