"""An edition becomes one person's email: frozen bytes with a Message-ID that follows from the run and the person.

Does not write to the outbox (compose does). May import: render, config, domain.
"""

from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from watcher import render
from watcher.config import Settings
from watcher.domain.digests import Edition, Run
from watcher.domain.subscribers import Subscriber
from watcher.render import FooterLinks, Unsubscribe


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What the outbox keeps."""

    message_id: str
    subject: str
    message: bytes


def envelope(settings: Settings, edition: Edition, run: Run, subscriber: Subscriber, now: datetime) -> Envelope:
    """Render and freeze. Raises RenderError or MessageError; nothing is half made."""
    sender = settings.digest.sender
    # Until there are pages that answer, leaving is a letter to someone who reads: no link without an answer behind it.
    mailto = parseaddr(settings.digest.reply_to or sender)[1]
    links = FooterLinks(unsubscribe_mailto=mailto, reply_to=mailto)
    rendered = render.render(edition, links=links, templates=settings.digests_dir / "templates")
    message_id = render.new_message_id(run.frequency, run.period, run.id, subscriber.id, sender=sender)
    message = render.build_message(
        rendered,
        sender=sender,
        recipient=subscriber.address,
        message_id=message_id,
        date=now,
        list_id=f"<council-watcher.{mailto.rpartition('@')[2]}>",
        reply_to=settings.digest.reply_to,
        unsubscribe=Unsubscribe(mailto=mailto),
    )
    return Envelope(message_id=message_id, subject=rendered.subject, message=message)
