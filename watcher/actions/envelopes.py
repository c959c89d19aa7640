"""An edition becomes people's emails: frozen bytes with a Message-ID that follows from the run and the person.

An edition is rendered once; what is one person's (the token in the links to unsubscribe) is put into place for each.
Does not write to the outbox (writing does). May import: links, render, publish, config, domain.
"""

import base64
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from watcher import links, publish, render
from watcher.actions.tokens import pages_base
from watcher.config import Settings
from watcher.domain.digests import Edition, Run
from watcher.domain.subscribers import Subscriber
from watcher.render import FooterLinks, Letter, Unsubscribe

MOST_KEPT = 4
"""Letters kept for the next person: people come sorted by what they follow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """What the outbox keeps."""

    message_id: str
    subject: str
    message: bytes


class Envelopes:
    """The emails of one run. `sign` is the last step: what is kept is what is sent."""

    def __init__(
        self, settings: Settings, run: Run, now: datetime, *, sign: Callable[[bytes], bytes] = lambda message: message
    ) -> None:
        self._settings, self._run, self._now, self._sign = settings, run, now, sign
        self._sender = settings.digest.sender
        # Where no pages answer, leaving is a letter to a mailbox that is read: no link without an answer behind it.
        self._mailbox = settings.letters_to
        self._reader = parseaddr(settings.digest.reply_to or self._sender)[1]
        self._base = pages_base(settings)
        self._letters: dict[str, Letter] = {}

    def message_id(self, subscriber_id: int) -> str:
        """The Message-ID of a person's email: the same whenever it is asked for."""
        run = self._run
        return render.new_message_id(run.frequency, run.period, run.id, subscriber_id, sender=self._sender)

    def envelope(
        self, edition: Edition, subscriber: Subscriber, token: str, references: Sequence[str] = ()
    ) -> Envelope:
        """Address the edition to a person. Raises RenderError or MessageError; nothing is half made."""
        letter = self._letter(edition)
        message_id = self.message_id(subscriber.id)
        message = letter.addressed(
            recipient=subscriber.address,
            message_id=message_id,
            date=self._now,
            unsubscribe=Unsubscribe(
                url=links.unsubscribe_url(self._base, token) if self._base else None,
                mailto=self._mailbox,
                subject=_subject(token),
            ),
            references=references,
            own=token,
        )
        return Envelope(message_id=message_id, subject=letter.subject, message=self._sign(message))

    def bodies(self, edition: Edition, token: str) -> tuple[str, str]:
        """Text and page of a person's email."""
        return self._letter(edition).filled(token)

    def forget(self, edition: Edition) -> None:
        """Somebody else has worded this edition before."""
        self._letters.pop(edition.slug, None)

    def _letter(self, edition: Edition) -> Letter:
        if edition.slug not in self._letters:
            while len(self._letters) >= MOST_KEPT:
                self._letters.pop(next(iter(self._letters)))
            self._letters[edition.slug] = self._made(edition)
        return self._letters[edition.slug]

    def _made(self, edition: Edition) -> Letter:
        digest = self._settings.digest
        blank = _blank(edition)
        base = self._base
        foot = FooterLinks(
            web_url=f"{base}archive/{publish.stem(edition)}.html" if base else None,
            manage_url=f"{base}manage" if base else None,
            unsubscribe_url=links.unsubscribe_url(base, blank) if base else None,
            unsubscribe_mailto=self._mailbox,
            unsubscribe_subject=_subject(blank),
            reply_to=self._reader,
            archive_name=publish.stem(edition).rpartition("/")[2],
        )
        return Letter(
            render.render(edition, links=foot, templates=self._settings.digests_dir / "templates"),
            sender=self._sender,
            list_id=f"<council-watcher.{self._reader.rpartition('@')[2]}>",
            reply_to=digest.reply_to,
            archive_url=f"{base}archive/" if base else None,
            blank=blank,
        )


def _subject(token: str) -> str:
    return f"unsubscribe {token}"


def _blank(edition: Edition) -> str:
    """What stands for a person's token: as long as one, and made of the edition, so that no title contains it."""
    drawn = hashlib.sha256(repr(edition).encode("utf-8", "replace")).digest()
    return f"0{base64.b32encode(drawn).decode('ascii').lower()}"[: links.LENGTH]
