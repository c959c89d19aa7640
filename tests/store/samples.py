"""Small things to store, and hypothesis strategies for anything that can be known."""

import string
from datetime import UTC, datetime

from hypothesis import strategies as st

from watcher.domain.changes import Change, ChangeKind, Known, KnownMeeting
from watcher.domain.polls import Poll
from watcher.domain.publications import (
    AgendaItem,
    Committee,
    Council,
    Document,
    DocumentKind,
    Meeting,
    MeetingStatus,
    MeetingTime,
    Outcome,
    Published,
    Source,
)
from watcher.domain.ways import Lack

NOW = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)
COUNCIL = Council(key="borset", name="Borset County Council", url="https://borset.example/")
PANEL = Committee(id="12", name="Children's Panel")
SOURCE = Source(
    key="borset/12",
    system="moderngov-pages",
    url=COUNCIL.url,
    name="Borset: Children's Panel",
    council=COUNCIL,
    committee=PANEL,
)
FEED = Source(key="feed/inspections", system="feed", url="https://feed.example/atom", name="Inspections")


def meeting(id_: str = "501", day: str = "2026-09-16T10:30", items: int = 2) -> Meeting:
    """A detailed meeting with some items, each with a report."""
    return Meeting(
        id=id_,
        committee=PANEL,
        starts_at=MeetingTime.from_iso(day, raw="Wednesday, 16th September, 2026 10.30 am"),
        url=f"https://borset.example/ieListDocuments.aspx?MId={id_}",
        published=frozenset({Published.AGENDA}),
        venue="County Hall",
        items=tuple(
            AgendaItem(id=f"{id_}{n}", number=str(n), title=f"Item {n}", documents=(report(f"{id_}9{n}"),))
            for n in range(1, items + 1)
        ),
        documents=(report(f"{id_}00", DocumentKind.PACK),),
        is_detailed=True,
    )


def report(id_: str, kind: DocumentKind = DocumentKind.REPORT) -> Document:
    """A document."""
    return Document(id=id_, title="Report", url=f"https://borset.example/documents/s{id_}/", kind=kind, size="230 KB")


def known(*meetings: Meeting, source_key: str = SOURCE.key) -> Known:
    """What is known after reading these meetings."""
    sittings = {sitting.id: KnownMeeting(meeting=sitting, row="r1", page_read_at=NOW) for sitting in meetings}
    return Known(source_key=source_key, is_baselined=True, meetings=sittings)


def change(item_id: str = "5011", kind: ChangeKind = ChangeKind.ITEM_ADDED) -> Change:
    """A change of an item of the first meeting."""
    return Change(kind=kind, source_key=SOURCE.key, meeting_id="501", item_id=item_id, after={"title": "£5m – “café”"})


def poll(outcome: Outcome = Outcome.OK, at: datetime = NOW, key: str = SOURCE.key) -> Poll:
    """An attempt that began and ended at one moment."""
    return Poll(source_key=key, started_at=at, ended_at=at, outcome=outcome, next_poll_at=at, flags=("odd",))


# PostgreSQL stores no NUL in a text and nothing stores half a surrogate pair; pages are decoded without either.
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
IDS = st.text(string.ascii_letters + string.digits + ":/-é", min_size=1, max_size=5)
MOMENTS = st.none() | st.datetimes(min_value=datetime(2000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone
COUNTS = st.dictionaries(IDS, st.integers(0, 9), max_size=3)
DOCUMENTS = st.lists(
    st.builds(
        Document,
        id=IDS,
        title=TEXTS,
        url=TEXTS,
        kind=st.sampled_from(DocumentKind),
        size=st.none() | TEXTS,
        content_hash=st.none() | TEXTS,
    ),
    max_size=3,
).map(tuple)
ITEMS = st.lists(
    st.builds(
        AgendaItem,
        id=IDS,
        number=TEXTS,
        title=TEXTS,
        is_restricted=st.booleans(),
        is_to_follow=st.booleans(),
        text=TEXTS,
        documents=DOCUMENTS,
        decision=TEXTS,
        minutes=TEXTS,
        minutes_are_cut=st.booleans(),
    ),
    max_size=3,
).map(tuple)
COMMITTEES = st.builds(Committee, id=IDS, name=TEXTS)
MEETINGS = st.builds(
    Meeting,
    id=st.sampled_from(["1", "2", "3", "four"]),  # few, so that two draws have some in common
    committee=COMMITTEES,
    starts_at=st.builds(MeetingTime, day=st.none() | st.dates(), clock=st.none() | st.times(), raw=TEXTS),
    url=TEXTS,
    status=st.sampled_from(MeetingStatus),
    published=st.frozensets(st.sampled_from(Published)),
    venue=st.none() | TEXTS,
    notes=st.lists(TEXTS, max_size=2).map(tuple),
    items=ITEMS,
    documents=DOCUMENTS,
    is_detailed=st.booleans(),
    lacks=st.frozensets(st.sampled_from(Lack)),
)
KNOWN_MEETINGS = st.builds(
    KnownMeeting,
    meeting=MEETINGS,
    row=st.none() | TEXTS,
    absences=COUNTS,
    announced=COUNTS,
    page_read_at=MOMENTS,
    documents_read_at=MOMENTS,
    read_by=st.none() | TEXTS,
)
KNOWN = st.builds(
    Known,
    source_key=st.just(SOURCE.key),
    is_baselined=st.booleans(),
    read_by=st.none() | TEXTS,
    meetings=st.lists(KNOWN_MEETINGS, max_size=3).map(lambda found: {sitting.meeting.id: sitting for sitting in found}),
    entry_ids=st.frozensets(IDS, max_size=4),
    committees=st.lists(COMMITTEES, max_size=3).map(lambda found: {committee.id: committee for committee in found}),
)
