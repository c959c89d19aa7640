"""Letters in our mailbox: who asks to leave leaves, who confirms is confirmed, and what came back is noted.

    unsubscribe <token>   leaves, whoever wrote it; without a token only who writes from the address that hears
    confirm <token>       hears from us
    bounces               see returned
    automatic answers     ignored
    anything else         left unread, for a person

A letter is noted in the transaction in which it is acted on, so none is acted on twice; then it is marked as seen. What
a person has opened before us is read all the same, unless it lay there before the mailbox was first read.

Does not answer letters. May import: mailbox, links, store, domain.
"""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum

import structlog
from sqlalchemy import Connection

from watcher import links, store
from watcher.actions import leave, subscribe
from watcher.actions.collaborators import Collaborators
from watcher.actions.people import locked
from watcher.actions.returned import Returned, note_bounce
from watcher.domain.addresses import without_addresses
from watcher.domain.tokens import Purpose
from watcher.domain.troubles import Sighting, TroubleKind
from watcher.errors import ConfigError, Problem
from watcher.mailbox import Account, Box, Letter, LetterKind, opened, parse_account, read_letter
from watcher.store import letters as kept

log = structlog.get_logger()

VARIABLE = "WATCHER_MAILBOX_URL"

MOST_A_ROUND = 200
"""Anybody may fill a mailbox: the rest waits for the next round."""

SINCE = timedelta(days=14)
"""Older letters are not looked for: what nobody read for two weeks is for a person."""


class Dealt(StrEnum):
    """What became of a letter."""

    LEFT = "left"
    CONFIRMED = "confirmed"
    SUPPRESSED = "suppressed"
    COUNTED = "counted"
    REFUSED = "refused"
    IGNORED = "ignored"
    FOR_A_PERSON = "for a person"


_OF_BOUNCES = {
    Returned.SUPPRESSED: Dealt.SUPPRESSED,
    Returned.COUNTED: Dealt.COUNTED,
    Returned.REFUSED: Dealt.REFUSED,
    Returned.NOTHING: Dealt.IGNORED,
    Returned.NOT_OURS: Dealt.FOR_A_PERSON,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LettersRead:
    """One round: what became of how many letters, what the operator must know, and how many wait for the next round."""

    dealt: Counter[Dealt] = field(default_factory=Counter)
    alerts: tuple[str, ...] = ()
    waiting: int = 0


def read_letters(tools: Collaborators, *, stopping: Callable[[], bool] = lambda: False) -> LettersRead:
    """Deal with what has come. Raises MailboxError, StoreError, and ConfigError where no mailbox is configured."""
    settings = tools.settings.mailbox
    if settings is None:
        words = "is not set: there is no mailbox to read"
        raise ConfigError((Problem(file="environment", line=0, column=0, field=VARIABLE, words=words),))
    account = parse_account(settings.url, variable=VARIABLE)
    dealt: Counter[Dealt] = Counter()
    alerts: list[str] = []
    with opened(account) as box:
        name = _name_of(account, box)
        todo = _not_dealt_with(tools, box, name)
        for done, uid in enumerate(todo[:MOST_A_ROUND]):
            if stopping():
                return LettersRead(dealt=dealt, alerts=tuple(alerts), waiting=len(todo) - done)
            content = box.letter(uid)
            if content is None:
                continue  # moved away by a person meanwhile
            what = _deal_once(tools, f"{name}:{uid}", read_letter(content), alerts)
            if what is None:
                continue
            dealt[what] += 1
            if what is not Dealt.FOR_A_PERSON:
                box.mark_seen(uid)
    for alert in alerts:
        log.error("came back", why=alert)
    return LettersRead(dealt=dealt, alerts=tuple(alerts), waiting=max(0, len(todo) - MOST_A_ROUND))


def _name_of(account: Account, box: Box) -> str:
    whose = hashlib.sha256("\0".join((account.host, account.user, account.folder)).encode("utf-8", "replace"))
    return f"{whose.hexdigest()[:16]}:{box.validity}"


def _not_dealt_with(tools: Collaborators, box: Box, name: str) -> list[int]:
    """The numbers of the letters to be read, the oldest first."""
    now = tools.clock()
    lying = box.lying(now - SINCE)
    with tools.store.read() as conn:
        is_first = kept.is_new_box(conn, name)
        done = kept.dealt_with(conn, [f"{name}:{each.uid}" for each in lying])
    if is_first:  # what people have opened before we came is theirs
        done = frozenset(f"{name}:{each.uid}" for each in lying if each.is_seen)
        with tools.store.write() as conn:
            for each in (f"{name}:begun", *sorted(done)):
                kept.note(conn, each, now=now)
    return [each.uid for each in lying if f"{name}:{each.uid}" not in done]


def _deal_once(tools: Collaborators, name: str, letter: Letter, alerts: list[str]) -> Dealt | None:
    """Act and note, in one transaction; None if somebody else did."""
    with tools.store.write(durable=True) as conn:
        if not kept.note(conn, name, now=tools.clock()):
            return None
        what, alert = _deal(tools, conn, letter)
        if alert:
            kind = TroubleKind.REFUSED if what is Dealt.REFUSED else TroubleKind.BOUNCES
            store.troubles.see(conn, Sighting(kind=kind, what=without_addresses(alert)), now=tools.clock())
    if alert:
        alerts.append(alert)
    return what


def _deal(tools: Collaborators, conn: Connection, letter: Letter) -> tuple[Dealt, str]:
    if letter.bounce is not None:
        noted = note_bounce(tools, conn, letter, letter.bounce)
        return _OF_BOUNCES[noted.what], noted.alert
    return _obey(tools, conn, letter), ""


def _obey(tools: Collaborators, conn: Connection, letter: Letter) -> Dealt:
    """A token counts also in a letter that a mail program wrote by itself: its button to leave works like that."""
    asked = links.read_subject(letter.subject)
    if asked is not None and asked.token is not None:
        if asked.purpose is Purpose.CONFIRM:
            confirmed = subscribe.confirm_by_token(tools, conn, asked.token, how="by a letter to our mailbox")
            return Dealt.FOR_A_PERSON if confirmed is subscribe.Confirmed.UNKNOWN else Dealt.CONFIRMED
        if leave.by_token(tools, conn, asked.token) is not leave.Gone.UNKNOWN:
            return Dealt.LEFT
    if letter.kind is LetterKind.AUTOMATIC:
        return Dealt.IGNORED
    is_wish = letter.wants_to_leave or (asked is not None and asked.purpose is Purpose.UNSUBSCRIBE and asked.token)
    person = locked(conn, letter.sender) if is_wish and letter.sender else None
    if person is None:
        return Dealt.FOR_A_PERSON
    leave.let_go(tools, conn, person)
    return Dealt.LEFT
