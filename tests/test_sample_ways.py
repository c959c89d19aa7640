"""The sample council in each way in which modern.gov is served: always the list of changes that was written by hand."""

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
import requests
from bs4 import BeautifulSoup

from tests.run_command import Run
from tests.sample_by_service import EXPECTED_BY_SERVICE
from tests.sample_expected import EXPECTED_CHANGES, EXPECTED_REGISTERS, EXPECTED_WITHOUT_CABINET, Expected
from tests.systems.pages import page_of
from tests.world import World, again, outline, world
from watcher.domain.publications import Meeting, MeetingStatus, Outcome, Reading
from watcher.errors import SampleError
from watcher.sample import VARIANTS, SampleCouncil
from watcher.sample.site import Site
from watcher.sample.view import ENGLISH, WELSH
from watcher.systems import SYSTEMS

IS_SOAK = bool(os.environ.get("WATCHER_SOAK"))
LAST = SampleCouncil.last_week
MIXED = ("sub-path", "sessions", "careless", "two-hosts", "welsh")
BASE = "http://council.test/"
NO_PAPERS = re.compile(r"(?:mid|meetingid)=(?!2303|2342)", re.IGNORECASE)
"""Links to meetings other than two whose papers are out; the first committee has one of them."""


def noticed(place: World) -> list[Expected]:
    """Poll twice, as absence counts on two readings; what was noticed, in outline and in order."""
    polled = [*place.poll(), *place.poll()]
    assert {each.poll.outcome for each in polled} <= {Outcome.OK, Outcome.UNCHANGED}
    return sorted((outline(change) for each in polled for change in each.changes), key=repr)


def assert_weeks(
    place: World, *, first: int, last: int, expected: dict[int, list[Expected]] = EXPECTED_CHANGES
) -> None:
    """From the baseline in the first week on, each week is told as expected, and no more."""
    assert noticed(place) == []
    for week in range(first + 1, last + 1):
        place.next_week()
        assert noticed(place) == sorted(expected[week], key=repr), week


def asked(place: World, *pages: str) -> list[str]:
    """The addresses asked for of these pages, small letters."""
    return [each.path.lower() for each in place.council.requests if any(page in each.path.lower() for page in pages)]


@pytest.mark.parametrize(("variant", "first"), [(name, week) for week, name in enumerate(VARIANTS)])
def test_the_exact_changes_in_each_way(tmp_path: Path, variant: str, first: int) -> None:
    """What is told is what is told of plain pages; a week for each variant, in a soak every week."""
    first, last = (0, LAST) if IS_SOAK else (first, first + 1)
    with world(tmp_path, council=SampleCouncil(first, variants=[variant])) as place:
        assert_weeks(place, first=first, last=last)
        if variant == "sessions":
            begun = [each for each in place.council.requests if each.status == 302]
            assert len(begun) == len(asked(place, "(s(")) > 50, "no address of a visit is kept for the next"
        pages = asked(place, "ielistdocuments", "mgai")
        assert pages
        assert any("lll=0" in path for path in pages) == ("welsh" in variant)


def test_the_exact_changes_with_all_of_it_at_once(tmp_path: Path) -> None:
    """The later weeks, on a site that has all of these habits."""
    first = 0 if IS_SOAK else 3
    with world(tmp_path, council=SampleCouncil(first, variants=MIXED)) as place:
        assert place.base_url.endswith("/council/moderngov/")
        assert_weeks(place, first=first, last=LAST)


def test_decisions_and_plans_with_all_of_it_at_once(tmp_path: Path) -> None:
    """The register and the forward plan are told as on plain pages."""
    watched = "[137]\n    decisions: yes\n    forward_plan: yes"
    with world(tmp_path, committees=watched, council=SampleCouncil(variants=MIXED)) as place:
        for week in range(6 if IS_SOAK else 3):
            if week:
                place.next_week()
            changes = [change for _ in (1, 2) for each in place.poll() for change in each.changes]
            told = sorted(
                (str(each.kind), each.source_key.partition("/")[2], each.decision_id)
                for each in changes
                if each.decision_id is not None
            )
            assert told == sorted(EXPECTED_REGISTERS.get(week, []) + EXPECTED_WITHOUT_CABINET.get(week, [])), week


def test_the_web_service_with_sessions_below_folders(tmp_path: Path) -> None:
    """By the service alone, what it carries is told as on a plain site."""
    council = SampleCouncil(variants=("sub-path", "sessions", "two-hosts"))
    with world(tmp_path, committees="[101, 118, 124]\n    system: moderngov-service", council=council) as place:
        assert_weeks(place, first=0, last=LAST if IS_SOAK else 1, expected=EXPECTED_BY_SERVICE)
        assert asked(place, "ielistdocuments") == []


def test_a_council_whose_entry_names_its_other_host(tmp_path: Path) -> None:
    """When sources.yaml names the other of two hosts, nothing is told again and nothing is missed."""
    with world(tmp_path) as place:
        place.baseline()
        for week in range(1, LAST + 1 if IS_SOAK else 2):
            place.next_week()
            host = ("127.0.0.1", "localhost")[week % 2]
            with again(replace(place, base_url=place.base_url.replace("127.0.0.1", host))) as other:
                assert noticed(other) == sorted(EXPECTED_CHANGES[week], key=repr), week
                assert {urlsplit(each.source.url).hostname for each in other.poll()} == {host}


def meetings_read(site: Site, week: int, languages: Sequence[str]) -> dict[str, Meeting]:
    """Every meeting of three committees, read on its page."""
    found = {}
    for committee in SampleCouncil.watched:
        for row in _read(site, week, f"ieListMeetings.aspx?CommitteeId={committee}", languages).meetings:
            reading = _read(site, week, row.url.removeprefix(BASE), languages)
            [meeting] = reading.meetings
            assert (meeting.starts_at.iso, meeting.status) == (row.starts_at.iso, row.status)
            assert meeting.published == row.published or meeting.status is not MeetingStatus.SCHEDULED
            assert (reading.is_complete, reading.flags) == (True, ())
            found[meeting.id] = meeting
    return found


def _read(site: Site, week: int, target: str, languages: Sequence[str]) -> Reading:
    answer = site.answer(week, f"/{target}", BASE, languages=languages)
    return SYSTEMS["moderngov-pages"].read(None, page_of(answer.body, BASE + target))


def without_words(meeting: Meeting) -> tuple[object, ...]:
    """A meeting without what is said in one language or the other: its names and titles."""
    items = [
        (each.id, each.number, each.is_to_follow, each.minutes_are_cut, each.decision, each.minutes)
        for each in meeting.items
    ]
    papers = [(each.id, each.kind) for each in meeting.all_documents()]
    return (meeting.starts_at.iso, meeting.status, meeting.venue, meeting.published, items, papers)


@pytest.mark.parametrize("week", range(LAST + 1) if IS_SOAK else (2, 5))
def test_a_meeting_in_welsh_is_the_meeting_in_english(week: int) -> None:
    """Time, place, state, items, what is to follow, cut minutes, papers and their kinds are read alike."""
    site = Site()
    welsh, english = meetings_read(site, week, (WELSH,)), meetings_read(site, week, (ENGLISH,))
    assert {key: without_words(each) for key, each in welsh.items()} == {
        key: without_words(each) for key, each in english.items()
    }
    assert {each.committee.name for each in welsh.values()} >= {"Pwyllgor Craffu Plant a Theuluoedd"}
    titles = {each.title for meeting in welsh.values() for each in meeting.items}
    assert "Ymddiheuriadau am absenoldeb" in titles


@pytest.mark.parametrize("week", [2, 3])
def test_every_page_that_a_variant_links_to_is_served(week: int) -> None:
    """From the home page a browser comes to lists, meetings, items and papers, on either host."""
    with SampleCouncil(week, variants=MIXED).serve() as site, requests.Session() as browser:
        home = browser.get(site.base_url, timeout=5)
        assert urlsplit(home.url).hostname == ("localhost", "127.0.0.1")[week % 2]
        assert "(S(" in home.url
        assert browser.get(f"http://127.0.0.1:{site.port}/mgListCommittees.aspx", timeout=5).status_code == 404
        for name in ("mgcommitteedetails", "ielistmeetings", "ielistdocuments", "documents/"):
            links = [str(each["href"]) for each in BeautifulSoup(home.text, "lxml").select("#modgov a[href]")]
            found = next(each for each in links if name in each.lower() and not NO_PAPERS.search(each))
            home = browser.get(urljoin(home.url, found.replace("\r\n", "")), timeout=5)
            assert home.status_code == 200, found
        assert home.headers["Content-Type"] == "application/pdf"


def test_a_variant_that_there_is_not(run: Run) -> None:
    """It is refused, with those that there are, also on the command line."""
    with pytest.raises(SampleError, match="no variant 'cornish'") as refused:
        SampleCouncil(variants=["cornish"])
    assert "sub-path, sessions, welsh" in str(refused.value.hint)
    ran = run("sample", "serve", "--variant", "cornish")
    assert ran.code == 1
    assert "careless, two-hosts" in ran.err
