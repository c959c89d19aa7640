"""sources.yaml and the environment -> Settings, or every problem of both at once.

Does not create folders or open anything but the file. May import: domain, errors.
"""

from collections.abc import Mapping, Sequence
from email.utils import parseaddr
from pathlib import Path

from watcher.config._addresses import is_loopback
from watcher.config._checks import check_sources
from watcher.config._environment import Environment
from watcher.config._fields import slug_of
from watcher.config._forms import (
    ALL,
    CouncilForm,
    DigestForm,
    DkimForm,
    FeedForm,
    PolitenessForm,
    SendingForm,
    SourcesForm,
    WatchedForm,
)
from watcher.config._topics import built_in_topics, merge
from watcher.config._words import read_form
from watcher.config._yaml import Tree, read_tree
from watcher.config.settings import (
    AVERAGE_INTERVAL_S,
    CouncilSettings,
    DigestSettings,
    DkimSettings,
    DocumentSettings,
    MailboxSettings,
    SendingSettings,
    Settings,
)
from watcher.domain.publications import Council, Politeness, Source
from watcher.errors import ConfigError, Problem

MOST_LOCAL_WITH_VERP = 30
"""Of 64 characters before the @ (RFC 5321 4.5.3.1.1), `+b`, a number, `-` and 16 signs need the rest."""


def load(path: Path, environ: Mapping[str, str]) -> Settings:
    """Read sources.yaml and the WATCHER_ variables. Raises ConfigError with all problems, in the order of the file."""
    environment = Environment(path.absolute().parent, environ)
    smtp_url, secret_key = environment.smtp_url(), environment.secret_key()
    archive_url, ping_url = environment.archive_url(), environment.ping_url()
    mailbox_url, dkim_key_file = environment.mailbox_url(), environment.dkim_key_file()
    state_dir, digests_dir = environment.folders()
    database_url = environment.database_url(state_dir)
    environment.check_names()
    try:
        tree = read_tree(path)
    except ConfigError as error:
        raise ConfigError((*error.problems, *environment.problems)) from None
    built_in = built_in_topics()
    form, problems = _read(tree, tuple(topic.key for topic in built_in.topics))
    if form is None or problems or environment.problems:
        raise ConfigError((*problems, *environment.problems))
    _check_witness(tree, form.sending, archive_url)
    _check_letters(tree, form, mailbox_url, dkim_key_file)
    councils = tuple(map(_council, form.councils))
    return Settings(
        councils=councils,
        feeds=_feeds(form.feeds, councils),
        topics=merge(built_in, form.topics),
        digest=_digest(form.digest),
        contact=form.contact,
        root=environment.root,
        state_dir=state_dir,
        digests_dir=digests_dir,
        database_url=database_url,
        smtp_url=smtp_url,
        secret_key=secret_key,
        archive_url=archive_url,
        operator=form.operator,
        ping_url=ping_url,
        mailbox=_mailbox(form, mailbox_url),
        dkim=_dkim(form.dkim, dkim_key_file),
        sending=_sending(form.sending, environment.root),
        documents=DocumentSettings(ocr=form.documents.ocr),
    )


def _read(tree: Tree, built_in: tuple[str, ...]) -> tuple[SourcesForm | None, tuple[Problem, ...]]:
    if not isinstance(tree.value, dict):
        if tree.problems:
            return None, tuple(tree.problems)
        words = "is empty" if tree.value is None else "must hold fields (`name: value`)"
        return None, (Problem(file=tree.file, line=0, column=0, field="", words=f"{words}; begin with `councils:`"),)
    form, wrong_fields = read_form(SourcesForm, tree)
    found = dict.fromkeys((*tree.problems, *wrong_fields, *check_sources(tree, built_in)))
    return form, tuple(sorted(found, key=lambda problem: (problem.line, problem.column)))


def _council(form: CouncilForm) -> CouncilSettings:
    ids = tuple(words for words in form.committees if words.isascii() and words.isdigit())
    names = tuple(words for words in form.committees if words not in ids)
    return CouncilSettings(
        council=Council(key=_key(form), name=form.name, url=form.url),
        system=form.system,
        committee_ids=ids,
        wanted_names=tuple(name for name in names if name.lower() != ALL),
        watches_all=any(name.lower() == ALL for name in names),
        watches_decisions=form.decisions,
        watches_plan=form.forward_plan,
        asks_news=form.whats_new,
        poll_interval_s=AVERAGE_INTERVAL_S if form.poll_interval is None else form.poll_interval,
        is_adaptive=form.poll_interval is None,
        politeness=_politeness(form.politeness, form.url),
        tls_exception=form.tls_exception,
        allows_private=form.allow_private,
    )


def _feeds(forms: Sequence[FeedForm], councils: Sequence[CouncilSettings]) -> tuple[Source, ...]:
    known = {watched.council.key: watched.council for watched in councils}
    return tuple(_feed(form, known) for form in forms)


def _feed(form: FeedForm, councils: Mapping[str, Council]) -> Source:
    usual = "moderngov-feed" if "mgrss.aspx" in form.url.lower() else "feed"
    return Source(
        key=f"feed/{_key(form)}",
        system=form.system or usual,
        url=form.url,
        name=form.name,
        council=councils[form.council] if form.council else None,
        poll_interval_s=form.poll_interval,
        politeness=_politeness(form.politeness, form.url),
        tls_exception=form.tls_exception,
        allows_private=form.allow_private,
    )


def _key(form: WatchedForm) -> str:
    return form.key or slug_of(form.name)


def _politeness(form: PolitenessForm, url: str) -> Politeness:
    usual_gap_s = 0.0 if is_loopback(url) else 1.0
    return Politeness(
        gap_s=usual_gap_s if form.gap is None else form.gap,
        connect_timeout_s=form.connect_timeout,
        read_timeout_s=form.read_timeout,
        retries=form.retries,
        max_bytes=form.max_size,
        obeys_robots=form.robots,
    )


def _check_witness(tree: Tree, sending: SendingForm, archive_url: str | None) -> None:
    if sending.ambiguous == "ask" and not (sending.relay_log or archive_url):
        words = "`ask` needs somebody to ask: `relay_log: /var/log/mail.log`, or set WATCHER_ARCHIVE_URL"
        raise ConfigError((tree.problem(("sending", "ambiguous"), words),))


def _check_letters(tree: Tree, form: SourcesForm, mailbox_url: str | None, key_file: Path | None) -> None:
    """What of signing and of the mailbox stands in the file, and what in the environment, belong together."""
    problems = []
    if form.dkim and key_file is None:
        problems.append(tree.problem(("dkim",), "needs the key: set WATCHER_DKIM_KEY_FILE to the file that holds it"))
    if key_file is not None and form.dkim is None:
        words = "is set, but sources.yaml has no `dkim: {domain: example.org, selector: watcher}`: nothing is signed"
        problems.append(Problem(file="environment", line=0, column=0, field="WATCHER_DKIM_KEY_FILE", words=words))
    if form.mailbox.address and not mailbox_url:
        words = "is of no use without WATCHER_MAILBOX_URL: what is written there would be read by nobody"
        problems.append(tree.problem(("mailbox", "address"), words))
    if mailbox_url and form.mailbox.verp:
        local = _letters_address(form).partition("@")[0]
        if len(local) > MOST_LOCAL_WITH_VERP:
            words = f"is too long before the @ for a sender of each email's own ({MOST_LOCAL_WITH_VERP}); or `verp: no`"
            problems.append(tree.problem(("mailbox", "address"), words))
    if problems:
        raise ConfigError(tuple(problems))


def _letters_address(form: SourcesForm) -> str:
    return form.mailbox.address or parseaddr(form.digest.sender)[1]


def _mailbox(form: SourcesForm, url: str | None) -> MailboxSettings | None:
    if url is None:
        return None
    return MailboxSettings(url=url, address=_letters_address(form), verp=form.mailbox.verp)


def _dkim(form: DkimForm | None, key_file: Path | None) -> DkimSettings | None:
    if form is None or key_file is None:
        return None
    return DkimSettings(domain=form.domain, selector=form.selector, key_file=key_file)


def _sending(form: SendingForm, root: Path) -> SendingSettings:
    return SendingSettings(
        workers=form.workers,
        rate_per_minute=form.rate_per_minute,
        ambiguous=form.ambiguous,
        relay_log=root / form.relay_log if form.relay_log else None,
    )


def _digest(form: DigestForm) -> DigestSettings:
    hour, minute = form.hour
    return DigestSettings(
        weekday=form.weekday,
        hour=hour,
        minute=minute,
        time_zone=form.time_zone,
        sender=form.sender,
        reply_to=form.reply_to,
        public_base_url=form.public_base_url,
    )
