"""One example for each kind of change: what was known, what was read, what is told."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.diff_material import AGENDA_OUT, NOW, item, kinds, known, meeting, paper, reading, row, see
from watcher.diff import compare
from watcher.domain.changes import Change, ChangeKind
from watcher.domain.publications import Committee, DocumentKind, FeedEntry, Meeting, MeetingStatus, Published

K = ChangeKind
NOTHING_OUT: frozenset[Published] = frozenset()
SUPPLEMENT = paper("9", kind=DocumentKind.SUPPLEMENT)
MINUTES_OUT = AGENDA_OUT | {Published.MINUTES}
DRAFT_OUT = AGENDA_OUT | {Published.DRAFT_MINUTES}


@dataclass(frozen=True)
class Example:
    """`times` readings of `new` against `old`; all told together is `told`, and the last change has these facts."""

    name: str
    old: Meeting | None
    new: Meeting
    told: tuple[ChangeKind, ...]
    before: dict[str, Any] | None = None
    after: dict[str, Any] | None = None
    times: int = 1


EXAMPLES = (
    Example(
        "a new row",
        None,
        row(raw="Thu"),
        (K.MEETING_SCHEDULED,),
        None,
        {"starts_at": "2026-09-17T10:00", "raw": "Thu", "venue": None, "status": "scheduled"},
    ),
    Example("a new page with nothing out", None, meeting(published=NOTHING_OUT), (K.MEETING_SCHEDULED,)),
    Example(
        "a new page with its agenda out is told by its agenda alone",
        None,
        meeting(item("1", "Ofsted", paper("71"))),
        (K.AGENDA_PUBLISHED,),
        None,
        {
            "starts_at": "2026-09-17T10:00",
            "items": [{"id": "1", "number": "1", "title": "Ofsted"}],
            "documents": [{"id": "71", "title": "Report 71", "kind": "report"}],
        },
    ),
    Example(
        "a new page with everything out, drafts beside final minutes untold",
        None,
        meeting(published=frozenset(Published)),
        (K.AGENDA_PUBLISHED, K.DECISIONS_PUBLISHED, K.MINUTES_PUBLISHED),
    ),
    Example(
        "cancelled when first seen",
        None,
        row(status=MeetingStatus.CANCELLED),
        (K.MEETING_CANCELLED,),
        None,
        {"starts_at": "2026-09-17T10:00", "raw": "", "venue": None, "status": "cancelled"},
    ),
    Example(
        "cancelled when first seen, with an agenda that would call people there",
        None,
        meeting(status=MeetingStatus.CANCELLED),
        (K.MEETING_CANCELLED, K.AGENDA_PUBLISHED),
    ),
    Example(
        "another day, by its row",
        meeting(),
        row(at="2026-09-24T10:00"),
        (K.MEETING_RESCHEDULED,),
        {"starts_at": "2026-09-17T10:00", "status": "scheduled"},
        {"starts_at": "2026-09-24T10:00", "status": "scheduled"},
    ),
    Example(
        "moved, and the new time is not given yet",
        meeting(),
        row(status=MeetingStatus.MOVED),
        (K.MEETING_RESCHEDULED,),
        {"starts_at": "2026-09-17T10:00", "status": "scheduled"},
        {"starts_at": "2026-09-17T10:00", "status": "moved"},
    ),
    Example(
        "moved to another time is one piece of news",
        meeting(),
        row(status=MeetingStatus.MOVED, at="2026-09-18T10:00"),
        (K.MEETING_RESCHEDULED,),
    ),
    Example("moved and then plain again", meeting(status=MeetingStatus.MOVED), row(), ()),
    Example(
        "postponed",
        meeting(),
        row(status=MeetingStatus.POSTPONED),
        (K.MEETING_POSTPONED,),
        {"status": "scheduled"},
        {"status": "postponed"},
    ),
    Example("adjourned", meeting(), row(status=MeetingStatus.ADJOURNED), (K.MEETING_ADJOURNED,)),
    Example("cancelled", meeting(), row(status=MeetingStatus.CANCELLED), (K.MEETING_CANCELLED,)),
    Example("withdrawn is cancelled", meeting(), row(status=MeetingStatus.WITHDRAWN), (K.MEETING_CANCELLED,)),
    Example(
        "reinstated",
        meeting(status=MeetingStatus.CANCELLED),
        row(),
        (K.MEETING_REINSTATED,),
        {"status": "cancelled"},
        {"status": "scheduled"},
    ),
    Example(
        "another venue",
        meeting(venue="County Hall"),
        meeting(venue="Online"),
        (K.VENUE_CHANGED,),
        {"venue": "County Hall"},
        {"venue": "Online"},
    ),
    Example("the venue in other letters", meeting(venue="County Hall"), meeting(venue="COUNTY  HALL."), ()),
    Example(
        "the agenda comes out, with items, papers and a supplement",
        meeting(item("1"), published=NOTHING_OUT),
        meeting(item("1"), item("2", "", paper()), documents=(SUPPLEMENT,)),
        (K.AGENDA_PUBLISHED,),
    ),
    Example(
        "a supplement",
        meeting(item()),
        meeting(item(), documents=(SUPPLEMENT,)),
        (K.SUPPLEMENT_PUBLISHED,),
        None,
        {"title": "Report 9", "kind": "supplement", "url": "https://x/9", "size": None, "content_hash": None},
    ),
    Example(
        "a late item with its papers",
        meeting(item("1")),
        meeting(item("1"), item("2", "Late", paper())),
        (K.ITEM_ADDED,),
        None,
        {"number": "2", "title": "Late", "documents": [{"id": "71", "title": "Report 71", "kind": "report"}]},
    ),
    Example("an item absent once", meeting(item("1"), item("2")), meeting(item("1")), ()),
    Example(
        "an item absent twice, its papers with it",
        meeting(item("1"), item("2", "Gone", paper())),
        meeting(item("1")),
        (K.ITEM_WITHDRAWN,),
        {"number": "2", "title": "Gone", "documents": [{"id": "71", "title": "Report 71", "kind": "report"}]},
        None,
        times=3,
    ),
    Example(
        "an item that says it was withdrawn",
        meeting(item("1", "Budget", paper())),
        meeting(item("1", "ITEM WITHDRAWN - Budget")),
        (K.ITEM_WITHDRAWN,),
        {"number": "1", "title": "Budget", "documents": [{"id": "71", "title": "Report 71", "kind": "report"}]},
        {"title": "ITEM WITHDRAWN - Budget", "is_withdrawn": True},
        times=3,
    ),
    Example(
        "a withdrawn item that comes back",
        meeting(item("1", "Budget (withdrawn)")),
        meeting(item("1", "Budget", paper())),
        (K.ITEM_ADDED,),
    ),
    Example(
        "another title",
        meeting(item("1", "Budget")),
        meeting(item("1", "Budget and savings")),
        (K.ITEM_RETITLED,),
        {"title": "Budget"},
        {"title": "Budget and savings"},
    ),
    Example("the title spelt anew", meeting(item("1", "BUDGET 2027/28")), meeting(item("1", "Budget, 2027/28.")), ()),
    Example("a report that was to follow", meeting(item("1", "Budget (to follow)")), meeting(item("1", "Budget")), ()),
    Example("another number", meeting(item("1", number="4")), meeting(item("1", number="5a")), ()),
    Example(
        "a paper added late",
        meeting(item("1")),
        meeting(item("1", "", paper())),
        (K.DOCUMENT_ADDED,),
        None,
        {"title": "Report 71", "kind": "report", "url": "https://x/71", "size": None, "content_hash": None},
    ),
    Example(
        "a paper that was to follow",
        meeting(item("1", is_to_follow=True)),
        meeting(item("1", "", paper())),
        (K.DOCUMENT_ADDED,),
        None,
        {
            "title": "Report 71",
            "kind": "report",
            "url": "https://x/71",
            "size": None,
            "content_hash": None,
            "was_to_follow": True,
        },
    ),
    Example(
        "a paper replaced under its address",
        meeting(item("1", "", paper(content_hash="aa"))),
        meeting(item("1", "", paper(content_hash="bb"))),
        (K.DOCUMENT_REPLACED,),
        {"title": "Report 71", "kind": "report", "url": "https://x/71", "size": None, "content_hash": "aa"},
        {"title": "Report 71", "kind": "report", "url": "https://x/71", "size": None, "content_hash": "bb"},
    ),
    Example(
        "a paper withdrawn, its item still there",
        meeting(item("1", "", paper())),
        meeting(item("1")),
        (K.DOCUMENT_WITHDRAWN,),
        {"title": "Report 71", "kind": "report", "url": "https://x/71", "size": None, "content_hash": None},
        None,
        times=3,
    ),
    Example(
        "a paper that moved to the meeting", meeting(item("1", "", paper())), meeting(item(), documents=(paper(),)), ()
    ),
    Example(
        "decisions",
        meeting(item()),
        meeting(item(decision="Agreed."), item("2"), published=AGENDA_OUT | {Published.DECISIONS}),
        (K.ITEM_ADDED, K.DECISIONS_PUBLISHED),
        None,
        {"items": [{"id": "1", "number": "1", "title": "Matter 1", "text": "Agreed."}]},
    ),
    Example(
        "draft minutes", meeting(item()), meeting(item(minutes="M."), published=DRAFT_OUT), (K.DRAFT_MINUTES_PUBLISHED,)
    ),
    Example(
        "final minutes after a draft, with other words",
        meeting(item(minutes="Draft."), published=DRAFT_OUT),
        meeting(item(minutes="Final."), published=MINUTES_OUT),
        (K.MINUTES_PUBLISHED,),
        None,
        {"items": [{"id": "1", "number": "1", "title": "Matter 1", "text": "Final."}]},
    ),
    Example(
        "minutes amended",
        meeting(item(minutes="Ten spoke."), item("2", minutes="Noted."), published=MINUTES_OUT),
        meeting(item(minutes="Two spoke."), item("2", minutes="NOTED"), published=MINUTES_OUT),
        (K.MINUTES_AMENDED,),
    ),
)


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.name)
def test_each_kind_of_news(example: Example) -> None:
    """What is told is exactly what the example says, with its facts."""
    now = known(example.old) if example.old else known()
    told: list[Change] = []
    for _ in range(example.times):
        seen = see(now, example.new)
        told += seen.changes
        now = seen.known
    assert kinds(told) == [kind.value for kind in example.told]
    if example.before is not None or example.after is not None:
        assert (told[-1].before, told[-1].after) == (example.before, example.after)


def test_a_feed_entry_is_told_once() -> None:
    """New entries are told with title, address and the feed's clock; known ones are not."""
    when = datetime(2026, 9, 4, 9, 30, tzinfo=UTC)
    entries = [FeedEntry(id=id_, title=f"News {id_}", url="https://x", published_at=when) for id_ in ("10", "9", "8")]
    seen = compare(known(entry_ids=frozenset({"8"})), reading(entries=tuple(entries)), now=NOW)
    assert [change.entry_id for change in seen.changes] == ["9", "10"]
    assert seen.changes[0].after == {"title": "News 9", "url": "https://x", "published_at": "2026-09-04T09:30:00+00:00"}
    assert compare(seen.known, reading(entries=tuple(entries)), now=NOW).changes == ()


def test_a_committee_is_told_once_and_never_forgotten() -> None:
    """A committee that appears is told; one that leaves the list stays known, and its return is no news."""
    old, new = Committee(id="105", name="Children"), Committee(id="230", name="Schools Forum")
    seen = compare(known(committees={"105": old}), reading(committees=(new,)), now=NOW)
    assert [(change.kind, change.committee_id, change.after) for change in seen.changes] == [
        (K.COMMITTEE_ADDED, "230", {"name": "Schools Forum"})
    ]
    assert compare(seen.known, reading(committees=(old, new)), now=NOW).changes == ()


def test_every_kind_has_its_example() -> None:
    """No kind of change is without an example here, but for those of decisions (test_diff_decisions)."""
    shown = {kind for example in EXAMPLES for kind in example.told}
    elsewhere = {K.DECISION_PUBLISHED, K.DECISION_AMENDED, K.KEY_DECISION_ANNOUNCED, K.KEY_DECISION_REDATED}
    assert shown | {K.FEED_ENTRY_PUBLISHED, K.COMMITTEE_ADDED} | elsewhere == set(ChangeKind)
