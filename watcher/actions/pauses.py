"""While the server that takes our mail has trouble as a whole, nobody's email is tried: after 1, 5, 15, 30, then every
60 minutes it is asked again.

Does not judge whose trouble it is (rounds do). May import: store, domain.
"""

from dataclasses import replace
from datetime import timedelta

import structlog

from watcher.actions.collaborators import Collaborators
from watcher.domain.subscribers import Pause
from watcher.store import relays

log = structlog.get_logger()

TRY_AFTER_MIN = (1, 5, 15, 30, 60)
"""Minutes until the next try, by tries that failed; the last one repeats."""


def pause_in_force(tools: Collaborators) -> Pause | None:
    """The pause that keeps us from trying now; None if we may."""
    with tools.store.read() as conn:
        pause = relays.pause(conn, tools.mailer.relay)
    return pause if pause is not None and pause.until > tools.clock() else None


def standing_pause(tools: Collaborators) -> Pause | None:
    """The pause that began and has not ended by an email that was taken, however long ago the server was asked last."""
    with tools.store.read() as conn:
        return relays.pause(conn, tools.mailer.relay)


def begin_pause(tools: Collaborators, why: str, *, is_new: bool, by_hand: bool = False) -> Pause:
    """Remember that the server has trouble, and until when it is left alone. `is_new`: it took mail just before.

    `by_hand`: whoever called is told by the command itself.
    """
    now, relay = tools.clock(), tools.mailer.relay
    with tools.store.write(durable=True) as conn:
        before = None if is_new else relays.pause(conn, relay)
        failures = before.failures + 1 if before else 1
        until = now + timedelta(minutes=TRY_AFTER_MIN[min(failures, len(TRY_AFTER_MIN)) - 1])
        new = Pause(relay=relay, until=until, why=why, since=now)
        pause = replace(new, failures=failures, since=before.since if before else now)
        relays.set_pause(conn, pause)
    say = log.info if by_hand else log.error
    say("sending paused", relay=relay, why=why, next_try_at=pause.until.isoformat(), failures=failures)
    return pause


def end_pause(tools: Collaborators) -> None:
    """The server took an email: whatever it was is over."""
    with tools.store.write() as conn:
        was_paused = relays.end_pauses(conn)
    if was_paused:
        log.info("sending goes on", relay=tools.mailer.relay)
