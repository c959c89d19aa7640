"""A switch of ways tells nothing that did not happen, and hides nothing that did."""

from dataclasses import replace
from typing import Any

import pytest

from tests.diff_material import AGENDA_OUT, NOW, PAGES, SERVICE, item, known, meeting, paper, reading, row
from watcher.diff import compare, fill_in
from watcher.domain.changes import Change, Known
from watcher.domain.publications import Committee, DocumentKind, Meeting, Published, Reading
from watcher.systems._service_meeting import LACKS

MINUTES_OUT = AGENDA_OUT | {Published.MINUTES}
DRAFTS_OUT = AGENDA_OUT | {Published.DRAFT_MINUTES}
PACK = paper("g7-10", title="Agenda reports pack", kind=DocumentKind.PACK)
SUPPLEMENT = paper("supplement-9", title="Late material", kind=DocumentKind.SUPPLEMENT)


def converted(id_: str = "71", **fields: Any) -> Any:
    """A paper as the service gives it: under its author's title, by the site's converter."""
    usual = {"title": f"author's {id_}", "url": f"https://x/mgConvert2PDF.aspx?ID={id_}", "kind": DocumentKind.OTHER}
    return paper(id_, **usual | fields)


def served(*items: Any, **fields: Any) -> Meeting:
    """The meeting as the service answers it."""
    return meeting(*items, lacks=LACKS, **fields)


def after(before: Known, *steps: Meeting | Reading) -> tuple[list[Change], Known]:
    """What is told by readings one after the other, the service's by what they lack; and what is known then."""
    told: list[Change] = []
    for step in steps:
        way = SERVICE if isinstance(step, Meeting) and step.lacks else PAGES
        this = step if isinstance(step, Reading) else reading(step, system=way)
        comparison = compare(before, this, now=NOW)
        told, before = told + list(comparison.changes), comparison.known
    return told, before


def kinds(told: list[Change]) -> list[str]:
    """The kinds of what was told."""
    return [str(each.kind) for each in told]


PAGE = meeting(
    item("1", "", paper("71", size="230 KB"), minutes="Agreed.", decision="Approved."),
    documents=(PACK, SUPPLEMENT),
    published=DRAFTS_OUT,
)
ANSWER = served(item("1", "", converted("71"), minutes="Agreed."), published=MINUTES_OUT)


@pytest.mark.parametrize("first", [PAGE, ANSWER])
def test_there_and_back_tells_nothing(first: Meeting) -> None:
    """Pages, service, service, pages, and the other way round: not a word, for nothing happened."""
    other = ANSWER if first is PAGE else PAGE
    _, baseline = after(Known(source_key="barchester/105"), first)
    told, _ = after(baseline, first, other, other, first, first, other, first)
    assert told == []


def test_what_the_pages_told_is_kept_while_the_service_is_read() -> None:
    """Pack, supplement, decision, size, title and address stay known, and that the minutes are drafts."""
    _, then = after(known(PAGE), ANSWER, ANSWER, ANSWER)
    kept = then.meetings["100"].meeting
    assert kept.documents == PAGE.documents
    assert kept.items[0].documents == PAGE.items[0].documents
    assert kept.items[0].decision == "Approved."
    assert kept.published == DRAFTS_OUT
    assert kept.lacks == frozenset()


def test_what_only_the_pages_carry_is_learned_without_news_and_then_told() -> None:
    """The first sight of packs and supplements is none of news; the next supplement is."""
    _, baseline = after(Known(source_key="barchester/105"), ANSWER)
    assert baseline.meetings["100"].meeting.lacks == LACKS
    another = paper("supplement-10", title="More", kind=DocumentKind.SUPPLEMENT)
    told, then = after(baseline, PAGE, ANSWER, replace(PAGE, documents=(*PAGE.documents, another)))
    assert [(str(each.kind), each.document_id) for each in told] == [("supplement_published", "supplement-10")]
    assert then.meetings["100"].meeting.lacks == frozenset()


def test_minutes_that_turn_out_to_be_drafts_are_told_when_they_are_final() -> None:
    """The service says that minutes are out; the pages, later, that they are drafts; then that they are final."""
    before, final = replace(PAGE, published=AGENDA_OUT), replace(PAGE, published=MINUTES_OUT)
    told, _ = after(known(before), ANSWER, PAGE, ANSWER)
    assert kinds(told) == ["minutes_published"]
    told, _ = after(known(before), ANSWER, PAGE, ANSWER, final, ANSWER)
    assert kinds(told) == ["minutes_published", "minutes_published"]


def test_what_happens_while_the_service_is_read_is_told() -> None:
    """Items, papers, time, venue and minutes are compared across the ways."""
    now = served(
        item("1", "Another matter", converted("71"), converted("72"), minutes="Not agreed."),
        item("2"),
        at="2026-09-18T10:00",
        venue="Elsewhere",
        published=MINUTES_OUT,
    )
    told, _ = after(known(PAGE), now)
    assert sorted(kinds(told)) == [
        "document_added",
        "item_added",
        "item_retitled",
        "meeting_rescheduled",
        "minutes_amended",
        "venue_changed",
    ]


def test_what_another_way_never_showed_is_not_withdrawn() -> None:
    """An item and a paper that the pages show and the service does not are kept, however often it is read."""
    page = meeting(item("1", "", paper("71"), paper("72")), item("2"), item("3"))
    answer = served(item("1", "", converted("71")), item("2"))
    told, then = after(known(page), *[answer] * 5, page, *[answer] * 3)
    assert told == []
    assert [one.id for one in then.meetings["100"].meeting.items] == ["1", "2", "3"]


def test_what_is_in_neither_way_is_withdrawn() -> None:
    """Absent in both ways, once in each, is two readings that lack it."""
    page, answer = meeting(item("1"), item("2"), item("3")), served(item("1"), item("2"))
    shorter = meeting(item("1"), item("2"))
    assert kinds(after(known(page), shorter, answer)[0]) == ["item_withdrawn"]
    assert kinds(after(known(page), answer, shorter)[0]) == []
    assert kinds(after(known(page), answer, shorter, answer)[0]) == ["item_withdrawn"]
    assert kinds(after(known(page), answer, answer, shorter, shorter)[0]) == ["item_withdrawn"]


def test_an_own_paper_that_goes_is_counted_across_the_ways() -> None:
    """A supplement that left the page is withdrawn at the second page without it, whatever lies between."""
    page = meeting(item("1"), documents=(SUPPLEMENT, paper("81"), paper("82")))
    shorter = meeting(item("1"), documents=(paper("81"), paper("82")))
    told, _ = after(known(page), shorter, served(item("1")), served(item("1")), shorter)
    assert [(str(each.kind), each.document_id) for each in told] == [("document_withdrawn", SUPPLEMENT.id)]


def test_a_longer_list_in_another_way_is_no_news() -> None:
    """Meetings beyond all that are known may have stood for long; between them the old list would have shown them."""
    known_rows = [row(id="1", at="2026-09-17T10:00"), row(id="2", at="2026-11-17T10:00")]
    listed = [
        row(id="8", at="2027-05-20T10:00"),
        row(id="9", at="2026-10-20T10:00"),
        *known_rows,
    ]
    told = compare(known(*known_rows), reading(*listed, system=SERVICE), now=NOW).changes
    assert [(str(each.kind), each.meeting_id) for each in told] == [("meeting_scheduled", "9")]
    again = compare(known(*known_rows), reading(*listed), now=NOW).changes
    assert len(again) == 2


def test_committees_that_only_another_way_lists_are_no_news() -> None:
    """They become known; one that is listed from then on is told."""
    listed = Committee(id="1", name="Cabinet"), Committee(id="2", name="Hidden panel")
    before = known(committees={"1": listed[0]})
    first = compare(before, reading(committees=listed, system=SERVICE), now=NOW)
    later = (*listed, Committee(id="3", name="New panel"))
    second = compare(first.known, reading(committees=later, system=SERVICE), now=NOW)
    assert first.changes == ()
    assert [each.committee_id for each in second.changes] == ["3"]


def test_filling_in_twice_is_filling_in_once() -> None:
    """Whoever asks for papers fills in before the diff does."""
    once = fill_in(PAGE, ANSWER)
    assert fill_in(PAGE, once) == once
    assert fill_in(PAGE, PAGE) is PAGE
    assert once.items[0].documents == PAGE.items[0].documents
