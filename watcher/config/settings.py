"""What the rest of the program reads: frozen records made from sources.yaml and the environment.

Does not read files or check anything. May import: domain.
"""

from dataclasses import dataclass, field, replace
from email.utils import parseaddr
from pathlib import Path
from zoneinfo import ZoneInfo

from watcher.domain.publications import LONDON, Committee, Council, Politeness, Source
from watcher.domain.topics import Topics
from watcher.domain.ways import NEWS

DIRECTORY_INTERVAL_S = 24 * 3600.0
"""A council adds a committee a few times a year: once a day notices it in time for its first agenda (five clear days
before the meeting, Local Government Act 1972, section 100B)."""

AVERAGE_INTERVAL_S = 6 * 3600.0
"""About as many requests in a year as at this interval are made where no fixed one is asked for."""

ADAPTIVE_SYSTEMS = frozenset(("moderngov-pages", "moderngov-service"))
"""Those where asking whether anything is new takes one request. CMIS takes one for each month."""

REGISTERS_SYSTEM = "moderngov-pages"


@dataclass(frozen=True, slots=True, kw_only=True)
class CouncilSettings:
    """One council and what of it is watched.

    `committee_ids` are known without asking; `wanted_names` are to be found on the council's committee page;
    `watches_all` adds every committee there is, and those that appear later. `watches_decisions` and `watches_plan` add
    the register of decisions of individuals and officers, and the forward plan: they are no committees, and `all` does
    not mean them. `asks_news`: the page of what is new says where to look. `is_adaptive`: committees are asked when
    something is awaited, on average at the interval.
    """

    council: Council
    system: str
    committee_ids: tuple[str, ...] = ()
    wanted_names: tuple[str, ...] = ()
    watches_all: bool = False
    watches_decisions: bool = False
    watches_plan: bool = False
    asks_news: bool = False
    poll_interval_s: float = AVERAGE_INTERVAL_S
    is_adaptive: bool = False
    politeness: Politeness = field(default_factory=Politeness)
    tls_exception: str = ""
    allows_private: bool = False

    @property
    def needs_directory(self) -> bool:
        """True if the council's committee page has to be read to know what is watched."""
        return self.watches_all or bool(self.wanted_names)

    def source_for(self, committee: Committee) -> Source:
        """The source of one committee of this council; its name may still be empty."""
        name = committee.name or f"committee {committee.id}"
        source = self._source(committee.id, name, committee, self.poll_interval_s)
        return replace(source, is_adaptive=self.is_adaptive and self.system in ADAPTIVE_SYSTEMS)

    def directory_source(self) -> Source:
        """The source that is the council's list of committees."""
        return self._source("committees", "list of committees", None, DIRECTORY_INTERVAL_S)

    def register_sources(self) -> tuple[Source, ...]:
        """The sources that are the register of decisions and the forward plan, as far as they are watched.

        They are on pages only: the web service has neither. A plan is published monthly, 28 days before its decisions
        (Local Authorities (Executive Arrangements) (Meetings and Access to Information) Regulations 2012, 9).
        """
        found = []
        if self.watches_decisions:
            found.append(self._source("decisions", "decisions", None, self.poll_interval_s))
        if self.watches_plan:
            interval_s = max(self.poll_interval_s, DIRECTORY_INTERVAL_S)
            found.append(self._source("plan", "forward plan", None, interval_s))
        return tuple(replace(each, system=REGISTERS_SYSTEM) for each in found)

    def news_sources(self) -> tuple[Source, ...]:
        """The source that is the page of what is new, where it is asked: when anything is awaited of any committee."""
        if not self.asks_news:
            return ()
        source = self._source("news", "what's new", None, self.poll_interval_s)
        return (replace(source, system=NEWS, is_adaptive=self.is_adaptive),)

    def _source(self, key: str, name: str, committee: Committee | None, interval_s: float) -> Source:
        return Source(
            key=f"{self.council.key}/{key}",
            system=self.system,
            url=self.council.url,
            name=f"{self.council.name}: {name}",
            council=self.council,
            committee=committee,
            poll_interval_s=interval_s,
            politeness=self.politeness,
            tls_exception=self.tls_exception,
            allows_private=self.allows_private,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestSettings:
    """When the weekly digest is composed (0 is Monday; hour and minute on the clock of `time_zone`), and by whom.

    `sender` and `reply_to` are as in a header: `Name <address>` or an address. `public_base_url` ends in a slash.
    """

    weekday: int = 0
    hour: int = 7
    minute: int = 0
    time_zone: ZoneInfo = LONDON
    sender: str = "Council watcher <watcher@example.org>"
    reply_to: str | None = None
    public_base_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSettings:
    """How papers are read. `ocr`: whether scanned ones are (the extra `ocr`, and tesseract on the machine)."""

    ocr: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingSettings:
    """How emails are handed over: by how many connections at once, how many a minute (None: no limit).

    `ambiguous` says what is done with an email whose answer was lost: `resend_once`, `hold` or `ask`. `relay_log` is
    the log file of the mail server that takes them, for `ask`.
    """

    workers: int = 8
    rate_per_minute: int | None = None
    ambiguous: str = "resend_once"
    relay_log: Path | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DkimSettings:
    """With which key emails are signed, and where its public half is published: `selector`._domainkey.`domain`."""

    domain: str
    selector: str
    key_file: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxSettings:
    """The mailbox that is read for bounces and requests to leave, and its address.

    `verp`: each email has a sender of its own (`box+b7-...@example.org`), by which a bounce is known to be of it.
    """

    url: str = field(repr=False)
    address: str
    verp: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that an operator decides. What may hold a password is left out of the repr, so that no log shows it.

    `root` is the folder of sources.yaml. `contact` goes into the User-Agent and is empty if none was given. Feeds are
    sources as they stand. `database_url` is as SQLAlchemy writes it. `operator` is told of troubles, `ping_url` (no
    slash at its end) how we are.
    """

    councils: tuple[CouncilSettings, ...]
    feeds: tuple[Source, ...]
    topics: Topics
    digest: DigestSettings
    contact: str
    root: Path
    state_dir: Path
    digests_dir: Path
    database_url: str = field(repr=False)
    smtp_url: str | None = field(default=None, repr=False)
    secret_key: str | None = field(default=None, repr=False)
    archive_url: str | None = field(default=None, repr=False)
    operator: str | None = None
    ping_url: str | None = field(default=None, repr=False)
    mailbox: MailboxSettings | None = None
    dkim: DkimSettings | None = None
    sending: SendingSettings = field(default_factory=SendingSettings)
    documents: DocumentSettings = field(default_factory=DocumentSettings)

    @property
    def letters_to(self) -> str:
        """The bare address to which a letter can be written that asks to leave or confirms."""
        return self.mailbox.address if self.mailbox else parseaddr(self.digest.reply_to or self.digest.sender)[1]

    def sources(self) -> tuple[Source, ...]:
        """Every source that is known without asking: committees by id, lists of committees, registers, plans, feeds."""
        known: list[Source] = []
        for watched in self.councils:
            known += [watched.source_for(Committee(id=id_, name="")) for id_ in watched.committee_ids]
            if watched.needs_directory:
                known.append(watched.directory_source())
            known += (*watched.register_sources(), *watched.news_sources())
        return (*known, *self.feeds)
