"""What the operator is told: each trouble once when it begins and once when it ends, several at a time in one email.

    look    what stands (paused sending, a digest that waits, sources that fail, lists in doubt) is compared with what
            is noted; closely, once a night and after a poll by hand: feeds and committees that fell silent
            what came and went is noted, and told in the same commit: a crash neither repeats an email nor drops one
    noted where it happens: refusals (desk), accounts (send), what comes back (letters), what cannot be composed (here)

An email about the mail server itself would wait behind it: it is written when the server is back, and tells both ends;
meanwhile the ping address knows. Does not word or send emails (notices, send). May import: store, config, domain.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from watcher import store
from watcher.actions import notices
from watcher.actions.collaborators import Collaborators
from watcher.actions.completeness import lists_in_doubt, silences
from watcher.actions.compose import Composed, compose, late_words
from watcher.actions.letters import LettersRead, read_letters
from watcher.actions.pings import Signal, ping
from watcher.actions.rounds import MANY_GONE
from watcher.actions.send import Sending, send
from watcher.domain.addresses import without_addresses
from watcher.domain.polls import SourceState
from watcher.domain.troubles import Sighting, Trouble, TroubleKind
from watcher.domain.ways import NEWS
from watcher.errors import LateRunError, MailboxError, MessageError, RenderError
from watcher.store import relays

log = structlog.get_logger()

K = TroubleKind

LASTS = timedelta(hours=24)
"""What happens at a moment (a refusal) is over when it has not happened again for a day."""
REST = timedelta(hours=1)
"""At most one email an hour: where the network is gone, a hundred councils fail one after the other."""
FAILURES = 3
"""So many attempts in a row, hours apart, and a source is in trouble; most recover by the second."""

_LOOKED_FOR = (K.SENDING, K.LATE, K.SOURCES, K.SHRUNK)
_LOOKED_FOR_CLOSELY = (*_LOOKED_FOR, K.QUIET, K.ENDED)
_MOMENTARY = (K.REFUSED, K.ACCOUNT, K.BOUNCES)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """What differs from what is noted: what was seen, whether any of it is new, what is over; what may be told now."""

    seen: tuple[Sighting, ...]
    is_new: bool
    over: tuple[int, ...]
    is_telling: bool


def look(tools: Collaborators, *, closely: bool = False) -> tuple[Trouble, ...]:
    """Note what began and what is over, and write to the operator; gives what stands. Raises StoreError.

    `closely`: also what only the days of all meetings and entries can tell (0.1 s for 9,000 committees).
    """
    now = tools.clock()
    with tools.store.read() as conn:
        plan = _plan(tools, conn, now, closely=closely)
        standing = store.troubles.standing(conn)
    if not (plan.is_new or plan.over or plan.is_telling):
        return standing
    with tools.store.write(durable=True) as conn:
        plan = _plan(tools, conn, now, closely=closely)  # again: another process may have been faster
        began = [each for each in plan.seen if store.troubles.see(conn, each, now=now)]
        store.troubles.end(conn, plan.over, now=now)
        _tell(tools, conn, now)
        standing = store.troubles.standing(conn)
    for each in began:
        if each.kind is not K.SENDING:  # that is said where the pause begins
            say = log.warning if each.kind.is_doubt else log.error
            say("trouble", kind=str(each.kind), about=each.about, what=each.what)
    if any(not each.kind.is_doubt for each in began):
        ping(tools, Signal.FAIL)
    return standing


def send_and_tell(
    tools: Collaborators,
    *,
    by_hand: bool = False,
    is_late_wanted: bool = False,
    is_gone_believed: bool = False,
    stopping: Callable[[], bool] = lambda: False,
) -> Sending:
    """A round of sending, and what the operator must know of it."""
    look(tools)
    result = send(
        tools, by_hand=by_hand, is_late_wanted=is_late_wanted, is_gone_believed=is_gone_believed, stopping=stopping
    )
    look(tools)
    return result


def compose_and_tell(tools: Collaborators, *, force: bool = False, late: bool = False) -> tuple[Composed, ...]:
    """Compose what is due, and note whether that is possible at all."""
    try:
        composed = compose(tools, force=force, late=late)
    except (RenderError, MessageError) as error:
        _note(tools, Sighting(kind=K.COMPOSING, what=str(error)))
        raise
    except LateRunError:
        _is_over(tools, K.COMPOSING)
        raise
    _is_over(tools, K.COMPOSING)
    return composed


def read_letters_and_tell(tools: Collaborators, *, stopping: Callable[[], bool] = lambda: False) -> LettersRead:
    """Read the mailbox, and note whether that is possible at all."""
    try:
        result = read_letters(tools, stopping=stopping)
    except MailboxError as error:
        _note(tools, Sighting(kind=K.MAILBOX, what=str(error)))
        raise
    _is_over(tools, K.MAILBOX)
    return result


def _note(tools: Collaborators, sighting: Sighting) -> None:
    with tools.store.write(durable=True) as conn:
        told = Sighting(kind=sighting.kind, about=sighting.about, what=without_addresses(sighting.what))
        store.troubles.see(conn, told, now=tools.clock())


def _is_over(tools: Collaborators, kind: TroubleKind) -> None:
    with tools.store.read() as conn:
        found = [each.id for each in store.troubles.standing(conn) if each.kind is kind]
    if found:
        with tools.store.write(durable=True) as conn:
            store.troubles.end(conn, found, now=tools.clock())


def _plan(tools: Collaborators, conn: Connection, now: datetime, *, closely: bool) -> _Plan:
    seen = _survey(tools, conn, now)
    if closely:
        seen = (*seen, *silences(tools.settings, conn))
    looked_for = _LOOKED_FOR_CLOSELY if closely else _LOOKED_FOR
    standing = {(each.kind, each.about): each for each in store.troubles.standing(conn)}
    still = {(each.kind, each.about) for each in seen}
    gone = [each for key, each in standing.items() if each.kind in looked_for and key not in still]
    quiet = [each for each in standing.values() if each.kind in _MOMENTARY and now - each.seen_at >= LASTS]
    return _Plan(
        seen=seen,
        is_new=not still <= standing.keys(),
        over=tuple(each.id for each in (*gone, *quiet)),
        is_telling=bool(store.troubles.untold(conn)) and _may_tell(tools, conn, now),
    )


def _survey(tools: Collaborators, conn: Connection, now: datetime) -> tuple[Sighting, ...]:
    """What the database shows to be wrong just now."""
    found = []
    # Of whatever relay: a command by hand may not know which one the daemon sends by.
    if pauses := relays.pauses(conn):
        found.append(Sighting(kind=K.SENDING, what=without_addresses(pauses[-1].why)))
    if words := late_words(tools, conn, now):
        found.append(Sighting(kind=K.LATE, what=" ".join(words)))
    # A page of news only says where to look: while it is not understood the committees are asked as without it.
    failing = [each for each in store.sources.failing(conn, least=FAILURES) if each.system != NEWS]
    return (*found, *_of_sources(failing), *lists_in_doubt(conn, now))


def _of_sources(failing: Sequence[SourceState]) -> tuple[Sighting, ...]:
    """One for all sources of a council; a feed that belongs to none is one of its own."""
    groups: dict[str, list[SourceState]] = {}
    for state in failing:
        groups.setdefault(state.council_key or state.key, []).append(state)
    return tuple(Sighting(kind=K.SOURCES, about=key, what=_in_words(group)) for key, group in groups.items())


def _in_words(group: Sequence[SourceState]) -> str:
    first, more = group[0], len(group) - 1
    why = f" ({first.why})" if first.why else ""
    others = f"; and {more} other {'source' if more == 1 else 'sources'} of it" if more else ""
    return f"{first.name}: {first.failures} attempts in a row failed, {first.last_outcome}{why}{others}"


def _may_tell(tools: Collaborators, conn: Connection, now: datetime) -> bool:
    if tools.settings.operator is None:
        return False
    last = store.troubles.last_told_at(conn)
    if last is not None and now - last < REST:
        return False
    # While sending is paused a trouble may end before its email can leave; then one email tells both. Where nothing
    # else waits, it is this email by which the server is tried. A server that knows nobody may know the operator.
    is_shut = any(not each.why.startswith(MANY_GONE) for each in relays.pauses(conn))
    return not is_shut or not store.outbox.is_waiting(conn)


def _tell(tools: Collaborators, conn: Connection, now: datetime) -> None:
    untold = store.troubles.untold(conn, is_locked=True)  # first: on PostgreSQL two may be here at the same moment
    if tools.settings.operator is None:  # nobody to be told: who is named later hears of what stands then
        store.troubles.tell(conn, [each.id for each in untold if each.ended_at is not None], now=now)
        return
    if not untold or not _may_tell(tools, conn, now):
        return
    try:
        notices.write(tools, conn, untold)
    except (RenderError, MessageError) as error:
        log.error("the operator could not be written to", why=str(error))
        return
    store.troubles.tell(conn, [each.id for each in untold], now=now)
