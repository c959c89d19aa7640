"""The composition root: settings become the collaborators. Nothing else builds anything.

Does not run anything. May import: every module below the commands, the daemon and the pages.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import structlog

from watcher import __version__, config
from watcher.actions.collaborators import Collaborators
from watcher.actions.library import Library, Reads
from watcher.config import Settings
from watcher.deliver import LogMailer, Mailer, Signer, SmtpMailer, Unsigned, load_signer, verp
from watcher.deliver.smtp import header_sender
from watcher.documents import DocumentReader, Shelf, TextLayer, ocr
from watcher.domain.subscribers import Delivery
from watcher.fetch import Fetcher
from watcher.store import Store
from watcher.tag import Tagger

log = structlog.get_logger()


def utc_now() -> datetime:
    """The current moment, aware."""
    return datetime.now(UTC)


def user_agent(settings: Settings | None) -> str:
    """Who asks, honestly, with whom to write to."""
    contact = f"; {settings.contact}" if settings and settings.contact else ""
    return f"council-watcher/{__version__} (+watches committee pages for residents{contact})"


def mailer_for(settings: Settings, clock: Callable[[], datetime]) -> Mailer:
    """Real mail only where an SMTP address is configured; else a true implementation that writes files."""
    if settings.smtp_url:
        return SmtpMailer(settings.smtp_url, envelope_sender=envelope_sender(settings))
    return LogMailer(settings.digests_dir / "unsent", clock=clock)


def envelope_sender(settings: Settings) -> Callable[[Delivery], str]:
    """To whom mail servers send what comes back: the mailbox that is read, one address for each email; else From."""
    mailbox, secret = settings.mailbox, settings.secret_key
    if mailbox is None:
        return header_sender
    address, is_own = mailbox.address, mailbox.verp
    return lambda delivery: verp(address, delivery.id, secret) if is_own and secret else address


def signer_for(settings: Settings) -> Signer:
    """DKIM where it is configured. Raises ConfigError for a key that cannot be used."""
    dkim = settings.dkim
    return load_signer(domain=dkim.domain, selector=dkim.selector, key_file=dkim.key_file) if dkim else Unsigned()


def reader_for(settings: Settings) -> DocumentReader:
    """A reader of papers; with OCR only where it is wanted. If it is wanted and not there, scanned papers stay unread
    and say so, and everything else goes on."""
    if settings.documents.ocr and (words := ocr.missing()):
        log.warning("scanned papers cannot be read", why=words)
    return DocumentReader(ocr=TextLayer() if settings.documents.ocr else None)


@contextmanager
def collaborators(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = utc_now,
    chance: Callable[[], float] = random.random,
    mailer: Mailer | None = None,
    reader: Reads | None = None,
) -> Iterator[Collaborators]:
    """Build everything from the settings, and close it at the end. Raises StoreError and ConfigError (the key)."""
    signer = signer_for(settings)
    store = Store.open(settings.database_url)
    try:
        with Fetcher(user_agent=user_agent(settings), now=clock) as fetcher:
            yield Collaborators(
                settings=settings,
                store=store,
                fetcher=fetcher,
                tagger=Tagger(settings.topics),
                mailer=mailer or mailer_for(settings, clock),
                library=Library(
                    reader=reader or reader_for(settings), shelf=Shelf(settings.state_dir / "documents"), clock=clock
                ),
                clock=clock,
                signer=signer,
                chance=chance,
            )
    finally:
        store.close()


@contextmanager
def opened(path: Path, environ: Mapping[str, str]) -> Iterator[Collaborators]:
    """Read the settings and build everything. Raises ConfigError and StoreError."""
    with collaborators(config.load(path, environ)) as tools:
        yield tools
