"""The shape of sources.yaml and topics.yaml: which fields there are, what each holds, what it is when left out.

The descriptions are what editors show (json_schema). Does not check fields against each other (_checks does).
May import: domain, for the defaults.
"""

import re
import warnings
from typing import Annotated

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
    model_validator,
)

from watcher.config import _addresses as addresses
from watcher.config import _fields as fields
from watcher.domain.publications import LONDON
from watcher.domain.topics import Case
from watcher.domain.ways import COUNCILS, FEEDS, WAYS

ALL = "all"
"""In `committees`: every committee, and those that appear later."""

COUNCIL_SYSTEMS = tuple(name for name, way in WAYS.items() if way.under == COUNCILS)
FEED_SYSTEMS = tuple(name for name, way in WAYS.items() if way.under == FEEDS)
CALENDAR_SYSTEM = "cmis"
NATIONS = ("wales", "scotland")
"""Whose words for the built-in topics can be looked for as well."""
AMBIGUOUS = ("resend_once", "hold", "ask")
"""What can be done with an email whose answer was lost."""


def _system(value: object, known: tuple[str, ...], other: tuple[str, ...], place: str) -> str:
    words = fields.text(value).lower()
    if words in known:
        return words
    if words in other:
        raise ValueError(f"`{words}` belongs under `{place}:`; here there is `{'`, `'.join(known)}`")
    there = f"; there is `{'`, `'.join(known)}`"
    raise ValueError(f"unknown system `{words}`{fields.did_you_mean(words, known) or there}")


def _council_system(value: object) -> str:
    return _system(value, COUNCIL_SYSTEMS, FEED_SYSTEMS, "feeds")


def _feed_system(value: object) -> str:
    return _system(value, FEED_SYSTEMS, COUNCIL_SYSTEMS, "councils")


def _council_url(value: object, fields_before: ValidationInfo) -> str:
    """The folder of the committee pages; on CMIS, which has no such folder, that of the calendar."""
    if fields_before.data.get("system") == CALENDAR_SYSTEM:
        return addresses.calendar_url(value)
    return addresses.directory_url(value)


OURS = {"is_ours": True}
"""The context of a file that comes with the program: its expressions were tried by the tests, not at every start."""


def pattern(value: object, where: ValidationInfo) -> str:
    """A regular expression of Python that can be one branch of a larger one, and does not match the empty text."""
    words = fields.text(value)
    if where.context is OURS:
        return words
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            re.compile(words)  # by itself first: `a)|(b` is one only within a group
            compiled = re.compile(f"(?:{words})", re.IGNORECASE)  # then as tag has it: `a(?i)` is one only by itself
    except (re.error, Warning, OverflowError, RecursionError) as error:
        raise ValueError(f"is not a regular expression: {error}") from None
    if compiled.groupindex or re.search(r"\\[1-9]|\(\?\(", words):
        raise ValueError("must not have named groups or refer back to groups: all patterns become one expression")
    if compiled.match(""):
        raise ValueError("is a regular expression that matches the empty text, so it would be found everywhere")
    return words


def _case(value: object) -> Case:
    words = fields.text(value).lower()
    if words not in tuple(Case):
        raise ValueError("must be `any` or `upper`")
    return Case(words)


def _ambiguous(value: object) -> str:
    words = fields.text(value).lower()
    if words not in AMBIGUOUS:
        near = fields.did_you_mean(words, AMBIGUOUS) or f"; there is `{'`, `'.join(AMBIGUOUS)}`"
        raise ValueError(f"there is no way `{words}`{near}")
    return words


def _nation(value: object) -> str:
    words = fields.text(value).lower()
    if words not in NATIONS:
        near = fields.did_you_mean(words, NATIONS) or f"; there are `{'`, `'.join(NATIONS)}`"
        raise ValueError(f"there are no synonyms `{words}`{near}")
    return words


def _committee(value: object) -> str:
    """An id without leading zeros, or a name with its white space folded."""
    words = " ".join(fields.text(value).split())
    if not re.fullmatch(r"[+-]?[0-9.,]+", words):
        return words
    if not re.fullmatch(r"0*[1-9][0-9]{0,8}", words):
        raise ValueError("is not a committee id; ids are whole numbers from 1")
    return words.lstrip("0")


Pattern = Annotated[str, PlainValidator(pattern), WithJsonSchema({"type": "string", "format": "regex"})]
Patterns = Annotated[list[Pattern], BeforeValidator(fields.one_or_many)]
Committees = Annotated[
    list[Annotated[str, PlainValidator(_committee)]],
    BeforeValidator(fields.one_or_many),
    Field(min_length=1),
    WithJsonSchema(
        {"anyOf": [{"const": ALL}, {"type": "array", "minItems": 1, "items": {"type": ["integer", "string"]}}]}
    ),
]
CouncilUrl = Annotated[str, PlainValidator(_council_url), WithJsonSchema({"type": "string", "pattern": "^https?://"})]
CouncilSystem = Annotated[str, PlainValidator(_council_system), WithJsonSchema({"enum": list(COUNCIL_SYSTEMS)})]
FeedSystem = Annotated[str, PlainValidator(_feed_system), WithJsonSchema({"enum": list(FEED_SYSTEMS)})]
CaseName = Annotated[Case, PlainValidator(_case), WithJsonSchema({"enum": list(Case)})]
Ambiguous = Annotated[str, PlainValidator(_ambiguous), WithJsonSchema({"enum": list(AMBIGUOUS)})]


Nations = Annotated[
    list[Annotated[str, PlainValidator(_nation), WithJsonSchema({"enum": list(NATIONS)})]],
    BeforeValidator(fields.one_or_many),
]


class Form(BaseModel):
    """A set of fields. One without a value (`feeds:` with everything below it commented out) is one left out."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _leave_out_empty(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        return {name: held for name, held in value.items() if held is not None or name not in cls.model_fields}


class PolitenessForm(Form):
    """How gently a host is asked."""

    gap: fields.Gap | None = Field(default=None, description="Least time between two requests to one host (1s).")
    connect_timeout: fields.Timeout = Field(default=20.0, description="How long to wait for a connection (20s).")
    read_timeout: fields.Timeout = Field(default=60.0, description="How long to wait for the next bytes (60s).")
    retries: fields.Retries = Field(default=3, description="How often a failed request is tried again (3).")
    max_size: fields.Size = Field(default=25_000_000, description="The largest answer that is read (25 MB).")
    robots: fields.Flag = Field(default=True, description="Whether robots.txt is obeyed (yes).")


class WatchedForm(Form):
    """What councils and feeds have in common."""

    name: fields.Text = Field(description="What people call it.")
    key: fields.Slug | None = Field(
        default=None, description="Its short name, never to be changed; made from the name."
    )
    politeness: PolitenessForm = Field(default_factory=PolitenessForm)
    tls_exception: fields.Reason = Field(
        default="", description="Why the certificate is not checked. Leave out to check it."
    )
    allow_private: fields.Flag = Field(
        default=False, description="Whether addresses of a private network may be asked (no)."
    )


class CouncilForm(WatchedForm):
    """A council and its committees that are watched."""

    system: CouncilSystem = Field(default="moderngov-pages", description="How the council publishes.")
    url: CouncilUrl = Field(
        description="The folder of its committee pages, such as https://x.gov.uk/; for `cmis` a meeting's page."
    )
    committees: Committees = Field(description="Committee ids (1043), names as the council writes them, or `all`.")
    poll_interval: fields.Pace = Field(
        default=None, description="How often it is asked: `adaptive` (when papers are due), or fixed: 6h, 30m, 1d."
    )
    decisions: fields.Flag = Field(
        default=False, description="Whether decisions of individuals and officers are watched as well (no)."
    )
    whats_new: fields.Flag = Field(
        default=False,
        description="Whether What's New is asked for where to look, and committees less often (no).",
    )
    forward_plan: fields.Flag = Field(
        default=False, description="Whether the key decisions that are announced are watched as well (no)."
    )


class FeedForm(WatchedForm):
    """An RSS or Atom feed."""

    url: addresses.PageUrl = Field(description="The feed's address.")
    system: FeedSystem | None = Field(default=None, description="`moderngov-feed` for mgRss.aspx, else `feed`.")
    council: fields.Slug | None = Field(default=None, description="The key of the council that it belongs to.")
    poll_interval: fields.Interval = Field(default=6 * 3600.0, description="How often it is asked: 6h, 30m, 1d (6h).")


class TermForm(Form):
    """One term of a topic; it has either `words` or `pattern`."""

    words: fields.Text | None = Field(default=None, description="The words as written.")
    pattern: Pattern | None = Field(default=None, description="A regular expression.")
    title: fields.Weight = Field(default=0, description="Points for a hit in a title.")
    body: fields.Weight = Field(default=0, description="Points for a hit elsewhere.")
    case: CaseName = Field(default=Case.ANY, description="`upper` wants capitals.")
    needs: Patterns = Field(default=[], description="Words or patterns one of which must stand in the same text.")
    unless: Patterns = Field(default=[], description="Words or patterns that undo a hit they stand near.")


class SynonymsForm(Form):
    """What other nations call a subject; terms only where `synonyms` of sources.yaml names the nation."""

    wales: list[TermForm] = Field(default=[], description="Terms of Wales.")
    scotland: list[TermForm] = Field(default=[], description="Terms of Scotland.")


class TopicForm(Form):
    """A subject of interest."""

    key: fields.Slug = Field(description="Its short name, never to be changed.")
    name: fields.Text = Field(description="What people read.")
    threshold: fields.Threshold = Field(default=6, description="The points from which an item is about the topic (6).")
    exclusions: Patterns = Field(default=[], description="A hit inside such a stretch of text does not count.")
    terms: list[TermForm] = Field(min_length=1)
    synonyms: SynonymsForm = Field(default_factory=SynonymsForm, description="What other nations call it.")


class TopicsFileForm(Form):
    """The whole of topics.yaml, the topics that come with the program."""

    procedural: Patterns = Field(default=[], description="Titles that are procedure and not substance.")
    topics: list[TopicForm]


class TopicsForm(Form):
    """Changes to the topics that come with the program."""

    add: list[TopicForm] = Field(default=[], description="Further topics.")
    replace: list[TopicForm] = Field(
        default=[], description="Topics that stand in for the built-in ones of the same key."
    )
    leave_out: fields.Texts = Field(default=[], description="Keys of built-in topics that are not wanted.")
    synonyms: Nations = Field(default=[], description="Nations whose words are looked for as well: wales, scotland.")
    procedural: Patterns = Field(default=[], description="Further titles that are procedure and not substance.")


class DigestForm(Form):
    """The weekly email."""

    weekday: fields.Weekday = Field(default=0, description="The day it is composed (Monday).")
    hour: fields.Clock = Field(default=(7, 0), description="The time it is composed: 7, 07:00 or 12:30.")
    time_zone: fields.Zone = Field(default=LONDON, description="Whose clock that is (Europe/London).")
    sender: addresses.Mailbox = Field(
        default="Council watcher <watcher@example.org>", description="From whom: Name <address>."
    )
    reply_to: addresses.Mailbox | None = Field(default=None, description="Where answers go, if not to the sender.")
    public_base_url: addresses.PublicUrl | None = Field(default=None, description="Where readers reach our own pages.")


class DocumentsForm(Form):
    """How papers are read."""

    ocr: fields.Flag = Field(
        default=False, description="Whether scanned papers are read, by ocrmypdf and tesseract; takes minutes (no)."
    )


class SendingForm(Form):
    """How emails are handed over."""

    workers: fields.Workers = Field(default=8, description="How many connections to the mail server at once (8).")
    rate_per_minute: fields.Rate | None = Field(
        default=None, description="How many emails a minute the mail server may be given; leave out for no limit."
    )
    ambiguous: Ambiguous = Field(
        default="resend_once",
        description="What is done with an email whose answer was lost: `resend_once`, `hold` for a person, or `ask`.",
    )
    relay_log: fields.Text | None = Field(default=None, description="For `ask`: the log file of the mail server.")


class DkimForm(Form):
    """Signatures of emails; the key is a file that WATCHER_DKIM_KEY_FILE names."""

    domain: addresses.Domain = Field(description="Whose signature it is: the domain of the sender's address.")
    selector: addresses.Domain = Field(description="The name under which the public key is published.")


class MailboxForm(Form):
    """The mailbox that is read for bounces and requests to leave (WATCHER_MAILBOX_URL)."""

    address: addresses.BareAddress | None = Field(default=None, description="Its address, if that is not the sender's.")
    verp: fields.Flag = Field(
        default=True, description="Whether each email has a sender of its own, address+b7-...@domain (yes)."
    )


class SourcesForm(Form):
    """sources.yaml: what is watched, what is looked for, and when the digest is sent."""

    contact: addresses.Contact = Field(
        default="", description="Who is to be reached about our requests; in the User-Agent."
    )
    operator: addresses.Operator | None = Field(
        default=None, description="Who is told by email when a trouble begins and when it ends."
    )
    councils: list[CouncilForm] = Field(default=[], description="The councils that are watched.")
    feeds: list[FeedForm] = Field(default=[], description="The feeds that are watched.")
    topics: TopicsForm = Field(default_factory=TopicsForm)
    documents: DocumentsForm = Field(default_factory=DocumentsForm)
    digest: DigestForm = Field(default_factory=DigestForm)
    sending: SendingForm = Field(default_factory=SendingForm)
    dkim: DkimForm | None = Field(default=None, description="Whether and how emails are signed.")
    mailbox: MailboxForm = Field(default_factory=MailboxForm)
