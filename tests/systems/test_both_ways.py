"""The sample council's pages and web service tell the same wherever both carry the fact."""

from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from tests.systems.pages import page_of
from watcher.actions.several_pages import completed
from watcher.domain.publications import AgendaItem, Committee, Council, Meeting, Published, Reading, Source
from watcher.sample import SampleCouncil
from watcher.sample.site import Site
from watcher.systems import SYSTEMS

BASE = "https://harrowmere.example/"
SITE = Site()
COUNCIL = Council(key="harrowmere", name="Harrowmere", url=BASE)
WEEKS = (0, 1, 4, SampleCouncil.last_week)


def source(committee: str) -> Source:
    """A committee of the sample council."""
    of = Committee(id=committee, name="")
    return Source(key=f"harrowmere/{committee}", system="", url=BASE, name="", council=COUNCIL, committee=of)


def read(system: str, of: Source | None, week: int, address: str) -> Reading:
    """What the site answers under an address, read."""
    answer = SITE.answer(week, "/" + address.removeprefix(BASE), BASE)
    assert answer.status == 200, address
    return SYSTEMS[system].read(of, page_of(answer.body, address, {"content-type": answer.kind}))


@cache
def listed(system: str, committee: str, week: int) -> Reading:
    """A committee's list of meetings."""
    of = source(committee)
    [address] = SYSTEMS[system].first_requests(of, date(2026, 9, 7))
    return read(system, of, week, address)


def meeting(system: str, committee: str, week: int, row: Meeting) -> Meeting:
    """A meeting in detail, with the full minutes of its items' own pages."""
    of = source(committee)
    reading = read(system, of, week, SYSTEMS[system].meeting_request(of, row.id, row.url))
    [found] = reading.meetings
    full = {one.id: one for address in reading.follow for one in read(system, of, week, address).items}
    return replace(found, items=tuple(completed(one, full.get(one.id)) for one in found.items))


def shared(found: Meeting) -> dict[str, object]:
    """What both ways carry of a meeting."""
    draft = {Published.DRAFT_MINUTES: Published.MINUTES}
    return {
        "id": found.id,
        "committee": found.committee.id,
        "starts_at": found.starts_at.iso,
        "url": found.url,
        "status": found.status,
        "venue": found.venue,
        "published": {draft.get(each, each) for each in found.published},
        "items": [shared_item(each) for each in found.items],
    }


def shared_item(found: AgendaItem) -> tuple[object, ...]:
    """What both ways carry of an item."""
    papers = [each.id for each in found.documents]
    words = (found.number, found.title, found.text, found.minutes, found.minutes_are_cut)
    return (found.id, *words, found.is_restricted, found.is_to_follow, papers)


@pytest.mark.parametrize("week", WEEKS)
def test_lists_of_both_ways_agree(week: int) -> None:
    """Each meeting of the service's list stands in the pages' list: the same day, status and address."""
    for committee in SampleCouncil.watched:
        pages, service = (
            {row.id: (row.starts_at.iso, row.status, row.url) for row in listed(system, committee, week).meetings}
            for system in ("moderngov-pages", "moderngov-service")
        )
        assert len(service) >= 2
        assert service.items() <= pages.items()
        names = {listed(system, committee, week).committees for system in ("moderngov-pages", "moderngov-service")}
        assert len(names) == 1


@pytest.mark.parametrize("week", WEEKS)
def test_meetings_of_both_ways_agree(week: int) -> None:
    """Every meeting and item, word for word: numbers, titles, texts, minutes and papers."""
    compared = 0
    for committee in SampleCouncil.watched:
        for row in listed("moderngov-service", committee, week).meetings:
            both = [meeting(system, committee, week, row) for system in ("moderngov-pages", "moderngov-service")]
            assert shared(both[0]) == shared(both[1])
            compared += len(both[0].items)
    assert compared > 20


def test_committees_of_both_ways_agree() -> None:
    """The same ids under the same names."""
    found = [
        read("moderngov-pages", None, 3, BASE + "mgListCommittees.aspx?bcr=1"),
        read("moderngov-service", None, 3, BASE + "mgWebService.asmx/GetCommittees"),
    ]
    assert set(found[0].committees) == set(found[1].committees)
    assert found[1].is_complete


def test_the_service_reads_no_other_form_of_days() -> None:
    """A request with ISO days is answered with everything, and the reader sees that it was not understood."""
    address = "mgWebService.asmx/GetMeetings?lCommitteeId=118&sFromDate=2026-09-01&sToDate=2026-09-30"
    reading = read("moderngov-service", None, 3, BASE + address)
    assert reading.outcome == "wrong_answer"
    everything = listed("moderngov-service", "118", 3)
    assert len(everything.meetings) > 1
