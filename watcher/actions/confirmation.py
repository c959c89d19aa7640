"""The email that asks somebody to confirm: put into the outbox, in words that nobody typed into a form.

Without a public address its answer is a letter. Does not decide who is asked (subscribe does).
May import: links, render, store, config, domain.
"""

from datetime import timedelta
from email.utils import parseaddr

from sqlalchemy import Connection

from watcher import links, render, store
from watcher.actions import tokens
from watcher.actions.collaborators import Collaborators
from watcher.domain.subscribers import DeliveryKind, Subscriber
from watcher.domain.tokens import Purpose

GOOD_FOR = links.LIFETIMES[Purpose.CONFIRM] or timedelta(days=7)


def write(tools: Collaborators, conn: Connection, subscriber: Subscriber) -> None:
    """Write the email with a token of its own. Raises RenderError or MessageError; then nothing is kept."""
    settings, now = tools.settings, tools.clock()
    sender = settings.digest.sender
    mailbox, reader = settings.letters_to, parseaddr(settings.digest.reply_to or sender)[1]
    token = tokens.issue(tools, conn, subscriber.id, Purpose.CONFIRM)
    base = tokens.pages_base(settings)
    rendered = render.render_confirmation(
        address=links.confirm_url(base, token) if base else links.confirm_mailto(mailbox, token),
        subject_to_send=None if base else f"confirm {token}",
        frequency=subscriber.subscription.frequency,
        days=GOOD_FOR.days,
        mailbox=mailbox,
        reader=reader,
        templates=settings.digests_dir / "templates",
    )
    message_id = render.new_message_id("confirm", links.hash_token(token), sender=sender)
    message = render.build_message(
        rendered,
        sender=sender,
        recipient=subscriber.address,
        message_id=message_id,
        date=now,
        list_id=f"<council-watcher.{reader.rpartition('@')[2]}>",
        reply_to=settings.digest.reply_to,
    )
    message = tools.signer.sign(message)
    store.outbox.add_delivery(
        conn,
        None,
        subscriber.id,
        edition_slug="",
        address=subscriber.address,
        message_id=message_id,
        subject=rendered.subject,
        message=message,
        now=now,
        expires_at=now + GOOD_FOR,
        kind=DeliveryKind.CONFIRMATION,
    )
