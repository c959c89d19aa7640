"""What the next digest would say if it were written now; nothing is recorded.

Does not write to the database or to digests/. May import: store, digest, config, domain.
"""

from dataclasses import dataclass

from watcher import digest, store
from watcher.actions.archive import EVERYTHING, rendered
from watcher.actions.collaborators import Collaborators
from watcher.actions.envelopes import Envelopes
from watcher.actions.material import Materials
from watcher.actions.people import unknown
from watcher.actions.periods import as_told, coming
from watcher.actions.writing import Opened, edition_of
from watcher.domain.addresses import as_kept
from watcher.domain.digests import Edition, Frequency, Run, Window
from watcher.domain.subscribers import Subscriber

TOKEN = "preview" * 7 + "xxx"
"""Nobody's: the links to unsubscribe in a preview lead nowhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """An edition as text and page; `message` is the email, None for the archive's edition."""

    edition: Edition
    text: str
    html: str
    message: bytes | None = None


def preview(tools: Collaborators, address: str | None = None) -> Preview:
    """The next digest of a person, or the archive's next edition. Raises AddressError, RenderError and MessageError."""
    now = tools.clock()
    with tools.store.read() as conn:
        person = store.subscribers.by_address(conn, as_kept(address)) if address else None
        if address and person is None:
            raise unknown(address)
        frequency = person.subscription.frequency if person else Frequency.WEEKLY
        latest = store.changes.latest_number(conn)
        if person is not None:
            window, is_first, slug = Window(after=person.told_up_to, up_to=latest), person.is_new, ""
        else:
            slug = digest.slug_of(EVERYTHING)
            last = store.outbox.last_edition(conn, frequency, slug)
            window = Window(after=digest.from_json(last).window.up_to if last else 0, up_to=latest)
            is_first = last is None
        due = coming(frequency, tools.settings.digest, now=now)
        began_at = store.sources.first_poll_at(conn)
        due = as_told(due, tools.settings.digest, opened_at=now, began_at=began_at)
        run = Run(id=0, frequency=frequency, period=due.period, up_to=latest, opened_at=now)
        material = Materials(tools, now).of(conn, window)
    subscription = person.subscription if person else EVERYTHING
    opened = Opened(due=due, run=run)
    edition = edition_of(material, subscription, opened, window, now, is_first=is_first, slug=slug)
    return _shown(tools, edition, opened, person)


def _shown(tools: Collaborators, edition: Edition, opened: Opened, person: Subscriber | None) -> Preview:
    if person is None:
        made = rendered(tools, edition)
        return Preview(edition=edition, text=made.text, html=made.html)
    envelopes = Envelopes(tools.settings, opened.run, tools.clock(), sign=tools.signer.sign)
    message = envelopes.envelope(edition, person, TOKEN).message
    text, html = envelopes.bodies(edition, TOKEN)
    return Preview(edition=edition, text=text, html=html, message=message)
