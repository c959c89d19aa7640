"""Whether emails from here will be accepted and believed: one is written, looked at from all sides, and sent.

Nothing is written down. Does not talk to mail servers or the domain name system itself (deliver does), or judge records
(mail_records does). May import: deliver, mailbox, render, config, domain.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import policy
from email.parser import BytesHeaderParser
from email.utils import parseaddr

from watcher import render
from watcher.actions.collaborators import Collaborators
from watcher.actions.mail_records import Check, Finding, check_alignment, check_dkim, check_dmarc, check_spf, is_aligned
from watcher.actions.server_checks import check_server
from watcher.deliver import check_address
from watcher.deliver.probe import Probed, Stage, probe
from watcher.deliver.records import Lookup
from watcher.deliver.spam import SpamScore, spam_score
from watcher.domain.subscribers import Delivery, DeliveryKind, DeliveryState
from watcher.errors import MailboxError
from watcher.mailbox import opened, parse_account
from watcher.render import Rendered, Unsubscribe

TEXT = """\
This is the email that `watcher doctor mail` sends, to see whether emails from here arrive.

If you read this it has arrived. Look at its source (in Gmail: "Show original"): SPF, DKIM and DMARC should say PASS.
"""
HTML = """\
<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Test of delivery</title></head>
<body><h1>Test of delivery</h1>
<p>This is the email that <code>watcher doctor mail</code> sends, to see whether emails from here arrive.</p>
<p>If you read this it has arrived. Look at its source (in Gmail: "Show original"): SPF, DKIM and DMARC should say
PASS.</p></body></html>
"""
HEADERS = frozenset(
    (
        *("DKIM-Signature", "From", "To", "Reply-To", "Subject", "Date", "Message-ID"),
        *("MIME-Version", "Content-Type", "Content-Language"),
        *("List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Archive"),
        *("Auto-Submitted", "X-Auto-Response-Suppress", "Precedence"),
    )
)
MOST_BYTES = 100_000
MOST_AGAINST = 0.1
"""Points of SpamAssassin's rules that count against an email; the goal of our own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Whom the doctor asks; the tests have others."""

    lookup: Lookup
    knock: Callable[[str], Probed] = probe
    score: Callable[[bytes], SpamScore | None] = spam_score
    is_sent: bool = True


def examine(tools: Collaborators, recipient: str, asking: Asking) -> Iterator[Check]:
    """Every check, in the order in which they help. Raises AddressError for a recipient that is none."""
    address = check_address(recipient)
    settings = tools.settings
    message, message_id = _write(tools, address)
    delivery = _delivery(tools, address, message, message_id)
    probed = asking.knock(settings.smtp_url) if settings.smtp_url else None
    yield from check_server(probed, now=tools.clock())
    yield _headers(message)
    yield _size(message, probed)
    yield from _identity(tools, delivery, asking.lookup)
    yield _ways_to_leave(tools)
    yield _mailbox(tools)
    yield _spam(asking.score(message))
    if probed is not None and asking.is_sent and probed.stage is Stage.DONE:  # else it was said why not
        yield _sent(tools, delivery)


def _write(tools: Collaborators, address: str) -> tuple[bytes, str]:
    settings, now = tools.settings, tools.clock()
    sender = settings.digest.sender
    message_id = render.new_message_id("doctor", now.isoformat(), address, sender=sender)
    base = settings.digest.public_base_url
    message = render.build_message(
        Rendered(subject="Test of delivery from Council watcher", text=TEXT, html=HTML),
        sender=sender,
        recipient=address,
        message_id=message_id,
        date=now,
        list_id=f"<council-watcher.{settings.letters_to.rpartition('@')[2]}>",
        reply_to=settings.digest.reply_to,
        unsubscribe=Unsubscribe(
            url=f"{base}unsubscribe/test" if base and base.startswith("https://") else None,
            mailto=settings.letters_to,
        ),
    )
    return tools.signer.sign(message), message_id


def _delivery(tools: Collaborators, address: str, message: bytes, message_id: str) -> Delivery:
    return Delivery(
        id=0,
        run_id=None,
        subscriber_id=0,
        address=address,
        message_id=message_id,
        subject="",
        state=DeliveryState.RENDERED,
        attempts=0,
        next_attempt_at=tools.clock(),
        lease_until=None,
        message=message,
        kind=DeliveryKind.NOTICE,
    )


def _headers(message: bytes) -> Check:
    names = BytesHeaderParser(policy=policy.compat32).parsebytes(message).keys()
    strange = sorted(
        {name for name in names if name not in HEADERS} | {name for name in names if names.count(name) > 1}
    )
    if strange:
        words = f"headers that are not meant, or there twice: {', '.join(strange)}"
        return Check(
            name="headers", finding=Finding.WRONG, words=words, advice="tell the authors: this must not happen"
        )
    return Check(name="headers", finding=Finding.OK, words=f"{len(names)} headers, all of them meant, each once")


def _size(message: bytes, probed: Probed | None) -> Check:
    most = probed.most_bytes if probed else None
    says = f"; the server takes {most:,}" if most else ""
    if most and most < MOST_BYTES:
        advice = "digests have up to 100,000 bytes with both parts: raise the server's limit"
        return Check(name="size", finding=Finding.WARNING, words=f"the server takes {most:,} bytes only", advice=advice)
    return Check(name="size", finding=Finding.OK, words=f"{len(message):,} bytes{says}")


def _identity(tools: Collaborators, delivery: Delivery, lookup: Lookup) -> Iterator[Check]:
    settings, dkim = tools.settings, tools.settings.dkim
    from_domain = parseaddr(settings.digest.sender)[1].rpartition("@")[2].lower()
    envelope = settings.mailbox.address if settings.mailbox else parseaddr(settings.digest.sender)[1]
    envelope_domain = envelope.rpartition("@")[2].lower()
    if from_domain == "example.org" or from_domain.endswith((".example", ".invalid", ".test")):
        advice = "set `digest: {sender: ...}` in sources.yaml to an address of yours"
        words = f"emails come from {from_domain}, which is an example"
        yield Check(name="sender", finding=Finding.WARNING, words=words, advice=advice)
    yield check_alignment(from_domain, envelope_domain, dkim.domain if dkim else None)
    yield check_spf(envelope_domain, lookup)
    if dkim is not None and delivery.message is not None:
        yield check_dkim(dkim.domain, dkim.selector, delivery.message, lookup)
    else:
        advice = "see in the source of the email that arrives whether your mail server signs; if not: `dkim:`"
        yield Check(name="DKIM", finding=Finding.UNKNOWN, words="nothing is signed here", advice=advice)
    aligned = is_aligned(from_domain, envelope_domain) or (dkim is not None and is_aligned(from_domain, dkim.domain))
    yield check_dmarc(from_domain, lookup, is_aligned=aligned)


def _ways_to_leave(tools: Collaborators) -> Check:
    settings = tools.settings
    if (settings.digest.public_base_url or "").startswith("https://"):
        return Check(name="unsubscribe", finding=Finding.OK, words="one click (https), and a letter")
    if settings.mailbox is not None:
        return Check(name="unsubscribe", finding=Finding.OK, words="a letter, which is read by this program")
    words = f"a letter to {settings.letters_to}, which a person has to read"
    advice = "let the mailbox be read: WATCHER_MAILBOX_URL"
    return Check(name="unsubscribe", finding=Finding.WARNING, words=words, advice=advice)


def _mailbox(tools: Collaborators) -> Check:
    """Whether what comes back would be noticed."""
    settings = tools.settings.mailbox
    if settings is None:
        advice = "let the mailbox be read: WATCHER_MAILBOX_URL"
        words = "no mailbox is read: addresses that are gone are noticed only if the server says so at once"
        return Check(name="bounces", finding=Finding.WARNING, words=words, advice=advice)
    account = parse_account(settings.url, variable="WATCHER_MAILBOX_URL")
    try:
        with opened(account):
            pass
    except MailboxError as error:
        return Check(name="bounces", finding=Finding.WRONG, words=str(error), advice="check WATCHER_MAILBOX_URL")
    own = ", to a sender of each email's own" if settings.verp else ""
    return Check(name="bounces", finding=Finding.OK, words=f"they come to {settings.address}{own}; it can be read")


def _spam(score: SpamScore | None) -> Check:
    if score is None:
        words = "SpamAssassin is not on this machine, or did not answer"
        return Check(name="spam", finding=Finding.UNKNOWN, words=words, advice="apt install spamassassin")
    rules = ", ".join(f"{name} {points}" for name, points in score.positive) or "no rule against it"
    words = f"{score.points} points of {score.required} by SpamAssassin's local rules: {rules}"
    if score.points >= score.required:
        return Check(name="spam", finding=Finding.WRONG, words=words, advice="look at the rules named")
    if score.against > MOST_AGAINST:
        return Check(name="spam", finding=Finding.WARNING, words=words, advice="look at the rules named")
    return Check(name="spam", finding=Finding.OK, words=words)


def _sent(tools: Collaborators, delivery: Delivery) -> Check:
    mailer = tools.mailer.another()
    try:
        verdict = mailer.send(delivery, lambda: None)
    finally:
        mailer.close()
    if verdict.state is DeliveryState.SENT:
        advice = "look whether it arrived, and where: inbox or spam"
        return Check(name="sent", finding=Finding.OK, words=f"{mailer.relay} took it: {verdict.words}", advice=advice)
    words = f"{mailer.relay} did not take it: {verdict.words}"
    return Check(name="sent", finding=Finding.WRONG, words=words, advice="see the server's words")
