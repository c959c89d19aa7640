"""A week of a fictional county as material for digests: every section has something to say."""

from datetime import UTC, date, datetime, time, timedelta

from watcher.digest import Material, compose
from watcher.domain.changes import Change, ChangeKind
from watcher.domain.digests import Edition, Frequency, Window
from watcher.domain.polls import SourceState
from watcher.domain.publications import (
    AgendaItem,
    Committee,
    Council,
    Document,
    DocumentKind,
    FeedEntry,
    Meeting,
    MeetingStatus,
    MeetingTime,
    Outcome,
    Published,
    Source,
)
from watcher.domain.subscribers import Subscription
from watcher.domain.topics import Evidence, Match, Place, Topic, Topics

NOW = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)
WINDOW = Window(after=10, up_to=40)
BASE = "https://democracy.harrowmere.example/"
COUNCIL = Council(key="harrowmere", name="Harrowmere", url=BASE)
SCRUTINY = Committee(id="7", name="Children and Families Overview and Scrutiny Committee")
CABINET = Committee(id="3", name="Cabinet")
TOPICS = Topics(
    topics=(
        Topic(key="ofsted", name="Ofsted", terms=()),
        Topic(key="send", name="SEND", terms=()),
        Topic(key="budget", name="Budget", terms=()),
    )
)


def source(committee: Committee) -> Source:
    return Source(
        key=f"harrowmere/{committee.id}",
        system="moderngov-pages",
        url=BASE,
        name=f"Harrowmere: {committee.name}",
        council=COUNCIL,
        committee=committee,
    )


FEED = Source(key="feed/ofsted", system="feed", url="https://feeds.example/ofsted.atom", name="Ofsted news")
SOURCES = {each.key: each for each in (source(SCRUTINY), source(CABINET), FEED)}


def state(
    key: str, *, good: datetime | None = NOW - timedelta(hours=3), outcome: Outcome | None = Outcome.OK
) -> SourceState:
    is_well = outcome is None or outcome.is_good
    return SourceState(
        key=key,
        name=SOURCES[key].name,
        url=SOURCES[key].url,
        system=SOURCES[key].system,
        council_key="harrowmere" if SOURCES[key].council else None,
        next_poll_at=NOW,
        last_good_at=good,
        last_poll_at=NOW - timedelta(hours=3),
        last_outcome=outcome,
        trouble_since=None if is_well else NOW - timedelta(days=4),
        failures=0 if is_well else 9,
    )


def meeting(
    key: str,
    committee: Committee,
    day: date,
    clock: time | None = time(14, 0),
    *,
    items: tuple[AgendaItem, ...] = (),
    published: frozenset[Published] = frozenset(),
    status: MeetingStatus = MeetingStatus.SCHEDULED,
    documents: tuple[Document, ...] = (),
) -> Meeting:
    return Meeting(
        id=key,
        committee=committee,
        starts_at=MeetingTime(day=day, clock=clock, raw=f"{day} {clock}"),
        url=f"{BASE}ieListDocuments.aspx?CId={committee.id}&MId={key}",
        items=items,
        published=published,
        status=status,
        is_detailed=True,
        documents=documents,
    )


def item(key: str, title: str, **fields: object) -> AgendaItem:
    return AgendaItem(id=key, number=key[-1], title=title, **fields)  # type: ignore[arg-type]  # fields as the test names them


def paper(key: str, title: str) -> Document:
    return Document(
        id=key, title=title, url=f"{BASE}documents/s{key}/paper.pdf", kind=DocumentKind.REPORT, size="PDF 230 KB"
    )


def match(topic: str, score: int, *evidence: Evidence, is_about: bool = True) -> Match:
    return Match(topic=topic, score=score, is_about=is_about, evidence=evidence)


def said(term: str, snippet: str, place: Place = Place.TEXT, page: int | None = None) -> Evidence:
    return Evidence(term=term, snippet=snippet, place=place, page=page)


def change(number: int, kind: ChangeKind, source_key: str = "harrowmere/7", **fields: object) -> Change:
    return Change(kind=kind, source_key=source_key, number=number, noticed_at=NOW, **fields)  # type: ignore[arg-type]  # fields as the test names them


HIGH_NEEDS = item(
    "101",
    "High needs block: deficit recovery plan 2026/27",
    documents=(paper("9001", "High needs recovery plan"), paper("9002", "Appendix A: mitigations")),
)
INSPECTION = item("102", "Outcome of the Ofsted focused visit to children's services")
ROUTINE = item("103", "Declarations of interest")
RETITLED = item("201", "SEND transport policy: outcome of consultation", documents=(paper("9003", "Policy"),))
OUT = frozenset({Published.AGENDA})
SCRUTINY_16 = meeting("500", SCRUTINY, date(2026, 9, 16), items=(HIGH_NEEDS, INSPECTION, ROUTINE), published=OUT)
CABINET_10 = meeting("501", CABINET, date(2026, 9, 10), items=(RETITLED,), published=OUT)
CABINET_NEW = meeting("502", CABINET, date(2026, 9, 21), time(19, 30))
SCRUTINY_JULY = meeting(
    "503",
    SCRUTINY,
    date(2026, 7, 8),
    items=(
        item(
            "301",
            "SEND strategy 2026 to 2030",
            minutes="RESOLVED: That the SEND strategy be endorsed and come back to the Committee in March."
            " Councillors asked more.",
        ),
        item("302", "Work programme", minutes="Noted."),
    ),
    published=frozenset({Published.AGENDA, Published.MINUTES}),
)
CANCELLED = meeting("504", SCRUTINY, date(2026, 9, 29), status=MeetingStatus.CANCELLED)
NEWS = FeedEntry(
    id="n1",
    title="Inspection reports: area SEND inspection of Harrowmere published",
    url="https://feeds.example/news/1",
    published_at=NOW - timedelta(days=2),
)

MATCHES = {
    ("harrowmere/7", "item:101"): (
        match(
            "budget",
            14,
            said(
                "deficit",
                "the cumulative deficit on the High Needs Block was forecast to peak at £41.2m",
                page=14,
                place=Place.DOCUMENT,
            ),
        ),
        match("send", 12, said("High needs", "High needs block: deficit recovery plan 2026/27", Place.TITLE)),
    ),
    ("harrowmere/7", "item:102"): (
        match("ofsted", 16, said("Ofsted", "Outcome of the Ofsted focused visit to children's services", Place.TITLE)),
    ),
    ("harrowmere/7", "item:103"): (match("budget", 2, is_about=False),),
    ("harrowmere/3", "item:201"): (
        match("send", 11, said("SEND", "changes to SEND transport for young people over 16 are proposed")),
    ),
    ("harrowmere/7", "item:301"): (match("send", 9),),
    ("feed/ofsted", "entry:n1"): (match("ofsted", 8, said("area SEND inspection", "the area SEND inspection found")),),
}

CHANGES = (
    change(11, ChangeKind.AGENDA_PUBLISHED, meeting_id="500",
           after={"items": [{"id": "101"}, {"id": "102"}, {"id": "103"}]}),
    change(12, ChangeKind.MEETING_RESCHEDULED, "harrowmere/3", meeting_id="501",
           before={"starts_at": "2026-09-08T14:00"}, after={"starts_at": "2026-09-10T14:00"}),
    change(13, ChangeKind.ITEM_RETITLED, "harrowmere/3", meeting_id="501", item_id="201",
           before={"title": "SEND transport policy"}, after={"title": RETITLED.title}),
    change(14, ChangeKind.DOCUMENT_REPLACED, "harrowmere/3", meeting_id="501", item_id="201", document_id="9003",
           before={"title": "Policy"}, after={"title": "Policy"}),
    change(15, ChangeKind.MEETING_SCHEDULED, "harrowmere/3", meeting_id="502"),
    change(16, ChangeKind.MINUTES_PUBLISHED, meeting_id="503",
           after={"items": [{"id": "301", "title": "SEND strategy", "text": SCRUTINY_JULY.items[0].minutes}]}),
    change(17, ChangeKind.MEETING_CANCELLED, meeting_id="504", before={"status": "scheduled"},
           after={"status": "cancelled"}),
    change(18, ChangeKind.FEED_ENTRY_PUBLISHED, "feed/ofsted", entry_id="n1"),
    change(19, ChangeKind.DOCUMENT_ADDED, meeting_id="500", item_id="101", document_id="9002",
           after={"title": "Appendix A: mitigations"}),
    change(20, ChangeKind.ITEM_RETITLED, meeting_id="500", item_id="103", before={"title": "Declarations"},
           after={"title": "Declarations of interest"}),
)  # fmt: skip


def material(**fields: object) -> Material:
    """The week, with some fields replaced."""
    meetings = {("harrowmere/7", each.id): each for each in (SCRUTINY_16, SCRUTINY_JULY, CANCELLED)}
    meetings |= {("harrowmere/3", each.id): each for each in (CABINET_10, CABINET_NEW)}
    made: dict[str, object] = {
        "changes": CHANGES,
        "matches": MATCHES,
        "meetings": meetings,
        "upcoming": (("harrowmere/7", SCRUTINY_16), ("harrowmere/3", CABINET_10), ("harrowmere/3", CABINET_NEW)),
        "sources": SOURCES,
        "states": (
            state("harrowmere/7"),
            state("harrowmere/3"),
            state("feed/ofsted", good=NOW - timedelta(days=4), outcome=Outcome.BLOCKED),
        ),
        "topics": TOPICS,
        "entries": {("feed/ofsted", "n1"): NEWS},
    }
    return Material(**{**made, **fields})  # type: ignore[arg-type]  # fields as the test names them


def edition(
    made: Material | None = None,
    subscription: Subscription | None = None,
    *,
    frequency: Frequency = Frequency.WEEKLY,
    is_first: bool = False,
) -> Edition:
    """The digest of Monday 7 September 2026."""
    return compose(
        made or material(),
        subscription or Subscription(),
        frequency=frequency,
        period="2026-W36",
        first_day=date(2026, 8, 31),
        last_day=date(2026, 9, 6),
        window=WINDOW,
        now=NOW,
        is_first=is_first,
        next_on=date(2026, 9, 14),
    )
