"""Troubles become one email to the operator, in the outbox like any other: frozen bytes, a Message-ID, no second copy.

Does not notice troubles or decide when it is time (alerts do). May import: render, store, config, domain.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr

from sqlalchemy import Connection

from watcher import render, store
from watcher.actions.collaborators import Collaborators
from watcher.config import Settings
from watcher.domain.subscribers import DeliveryKind
from watcher.domain.troubles import Trouble, TroubleKind
from watcher.errors import LateRunError, MailboxError
from watcher.render import Told

K = TroubleKind

GOOD_FOR = timedelta(days=7)
"""Later it is no news: `watcher status` says what stands."""

NOBODY = 0
"""The operator is no subscriber."""

_BEGAN = {
    K.SENDING: "No email is being sent",
    K.COMPOSING: "Digests cannot be written",
    K.LATE: "A digest waits for you",
    K.REFUSED: "A mail server refuses what we send",
    K.ACCOUNT: "A round of sending does not add up",
    K.BOUNCES: "Emails keep coming back",
    K.MAILBOX: "The mailbox cannot be read",
    K.SOURCES: "Not checked: {name}",
    K.SHRUNK: "A list that lost much: {name}",
    K.QUIET: "Silent for long: {name}",
    K.ENDED: "A committee that seems to have ended: {name}",
}
_OVER = {
    K.SENDING: "Emails are being sent again",
    K.COMPOSING: "Digests are written again",
    K.LATE: "No digest waits for you any more",
    K.REFUSED: "Nothing was refused for a day",
    K.ACCOUNT: "Sending adds up again",
    K.BOUNCES: "No more emails came back for a day",
    K.MAILBOX: "The mailbox is read again",
    K.SOURCES: "No longer in trouble: {name}",
    K.SHRUNK: "No list in doubt any more: {name}",
    K.QUIET: "No longer silent: {name}",
    K.ENDED: "No committee in doubt any more: {name}",
}
_ADVICE = {
    K.SENDING: "nothing is lost, the emails wait and the server is tried again by itself, at least once an hour. "
    "`watcher doctor mail --to {operator}` looks for the reason, `watcher send` tries at once.",
    K.COMPOSING: "correct the template that is named above, or remove it. Nothing was queued; what is due is composed "
    "a minute later, or by `watcher digest`.",
    K.LATE: LateRunError.hint,
    K.REFUSED: "only these emails failed, and nobody was struck off. `watcher outbox list --state failed` shows them, "
    "`watcher doctor mail --to {operator}` looks for the reason, `watcher outbox retry` sends one again.",
    K.ACCOUNT: "`watcher outbox list` shows what became of each email; please report it.",
    K.BOUNCES: "`watcher outbox show` with the number of the email shows whose it is; "
    "`watcher subscribers leave` stops them.",
    K.MAILBOX: MailboxError.hint,
    K.SOURCES: "it is tried again by itself, and digests name it until then. `watcher status` shows each source; "
    "what the words mean stands in docs/running.md, A bad day.",
    K.SHRUNK: "open the list on the council's site and compare. What was known is kept, and nothing is told as "
    "cancelled. If the site is right, this ends by itself; if not, the council should hear of it.",
    K.QUIET: "open its address: has it moved? Then correct sources.yaml; `watcher doctor` may say where to. If it is "
    "merely silent, nothing need be done.",
    K.ENDED: "look what the council has in its place (`watcher add` lists its committees), and correct sources.yaml.",
}


def write(tools: Collaborators, conn: Connection, troubles: Sequence[Trouble]) -> None:
    """Put one email about these into the outbox. Raises RenderError or MessageError; then nothing is kept."""
    settings, now = tools.settings, tools.clock()
    assert settings.operator is not None
    sender = settings.digest.sender
    rendered = render.render_notice(
        began=[_told(settings, each) for each in troubles if each.ended_at is None],
        over=[_told(settings, each) for each in troubles if each.ended_at is not None],
    )
    said = [f"{each.id} {'began' if each.ended_at is None else 'ended'}" for each in troubles]
    message_id = render.new_message_id("notice", now.isoformat(), *said, sender=sender)
    message = render.build_message(
        rendered,
        sender=sender,
        recipient=settings.operator,
        message_id=message_id,
        date=now,
        list_id=f"<council-watcher.{parseaddr(settings.digest.reply_to or sender)[1].rpartition('@')[2]}>",
        reply_to=settings.digest.reply_to,
    )
    store.outbox.add_delivery(
        conn,
        None,
        NOBODY,
        edition_slug="",
        address=settings.operator,
        message_id=message_id,
        subject=rendered.subject,
        message=tools.signer.sign(message),
        now=now,
        expires_at=now + GOOD_FOR,
        kind=DeliveryKind.NOTICE,
    )


def heading(settings: Settings, trouble: Trouble) -> str:
    """What it is, in a few words."""
    names = _names(settings)
    if trouble.kind is K.SOURCES and trouble.ended_at is not None and trouble.about not in names:
        return f"No longer watched: {trouble.about}"  # that it is well nobody knows
    words = _BEGAN if trouble.ended_at is None else _OVER
    return words[trouble.kind].format(name=names.get(trouble.about, trouble.about))


def advice(settings: Settings, trouble: Trouble) -> str:
    """What to do."""
    return _ADVICE[trouble.kind].format(operator=settings.operator or "you@example.org")


def _told(settings: Settings, trouble: Trouble) -> Told:
    since = _at(trouble.since, settings)
    if trouble.ended_at is None:
        return Told(
            heading=heading(settings, trouble),
            when=f"Since {since}:",
            what=trouble.what,
            advice=advice(settings, trouble),
        )
    when = f"It began on {since} and was over on {_at(trouble.ended_at, settings)}. What it was:"
    return Told(heading=heading(settings, trouble), when=when, what=trouble.what)


def _at(moment: datetime, settings: Settings) -> str:
    local = moment.astimezone(settings.digest.time_zone)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def _names(settings: Settings) -> dict[str, str]:
    """What is watched, by key."""
    names = {each.council.key: each.council.name for each in settings.councils}
    return names | {feed.key: feed.name for feed in settings.feeds}
