"""A council whose pages come in Welsh is asked for them in English; where there are none, the Welsh ones are read."""

from pathlib import Path

import pytest

from tests.ambleford import HEADING, MEETING, ambleford
from tests.ambleford import LIST as HERE
from tests.sample_expected import EXPECTED_CHANGES
from tests.systems import pages
from tests.systems.pages import LIST, page_of
from tests.world import World, outline, world
from watcher.domain.publications import Outcome
from watcher.sample import SampleCouncil
from watcher.systems.languages import in_english, is_in_welsh


def _asked(place: World) -> list[str]:
    found = [each.path for each in place.council.requests if ".aspx" in each.path]
    place.council.clear_requests()
    return found


def test_pages_in_welsh_are_asked_for_in_english_and_from_then_on_at_once(tmp_path: Path) -> None:
    """Of the first list alone there is a second request; later polls ask for English, and the news is the same."""
    with world(tmp_path, council=SampleCouncil(variants=["welsh"]), committees="[118]") as place:
        place.poll()
        first = _asked(place)
        assert "LLL=0" not in first[0]
        assert all("LLL=0" in each for each in first[1:])
        assert first[1].startswith(first[0])
        place.next_week()
        [polled] = place.poll()
        assert all("LLL=0" in each for each in _asked(place))
        told = [outline(change) for change in polled.changes]
        assert sorted(told, key=str) == sorted((each for each in EXPECTED_CHANGES[1] if each[1] == "118"), key=str)


def test_where_there_is_no_english_the_welsh_pages_are_read(tmp_path: Path) -> None:
    """One request too many in the first poll and none later; what is told has the same kinds and ids."""
    with world(tmp_path, council=SampleCouncil(variants=["welsh-alone"]), committees="[118]") as place:
        place.poll()
        assert sum("LLL=0" not in each for each in _asked(place)) == 1
        place.next_week()
        [polled] = place.poll()
        assert all("LLL=0" in each for each in _asked(place))
        told = [outline(change) for change in polled.changes]
        assert sorted(told, key=str) == sorted((each for each in EXPECTED_CHANGES[1] if each[1] == "118"), key=str)


def test_a_site_that_knows_no_english_any_more_is_asked_as_it_is(tmp_path: Path) -> None:
    """The addresses with LLL=0 are gone: where the page itself came in English it is read, and nothing is told; in
    Welsh it is not, as each title would be another. That is a trouble, and no news."""
    with ambleford(tmp_path) as place:
        rows = pages.list_row("4711", "22 Sep 2026 6.30 pm")
        english, welsh = pages.meetings(rows), pages.meetings(rows).replace("Browse meetings", "Pori cyfarfodydd")
        page = pages.meeting(h1="Agenda", h2=HEADING)
        for path, shown in ((HERE, welsh), (f"{HERE}&LLL=0", english), (f"{MEETING}&LLL=0", page), (MEETING, page)):
            place.shows(path, shown)
        place.poll()
        for path in (HERE, MEETING):
            place.shows(f"{path}&LLL=0", None)
        assert next(each.poll.outcome for each in place.polled()) is Outcome.NOT_FOUND
        place.shows(HERE, english)
        [polled, _] = place.polled()
        assert (polled.poll.outcome, polled.changes) == (Outcome.OK, ())


@pytest.mark.parametrize(
    ("address", "english"),
    [
        (LIST, LIST + "&LLL=0"),
        ("https://x.example/mgWhatsNew.aspx", "https://x.example/mgWhatsNew.aspx?LLL=0"),
        ("https://x.example/mgAi.aspx?ID=7&lll=1", ""),
        ("https://x.example/mgWebService.asmx/GetMeetings?lCommitteeId=1", ""),
        ("https://x.example/documents/s7/a.pdf", ""),
    ],
)
def test_english_is_asked_for_by_a_parameter(address: str, english: str) -> None:
    """Only of the vendor's pages, and only where nobody asked for a language."""
    assert in_english(address) == english


_HEADINGS = {
    "Rhaglen a chofnodion": True,
    "Cyfarfod": True,
    "Pori cyfarfodydd": True,
    "Agenda and minutes": False,
    "Browse meetings": False,
}


@pytest.mark.parametrize("heading", _HEADINGS)
def test_the_heading_says_the_language(heading: str) -> None:
    """Its words are the system's, whatever language a committee's name or the council's own skin is in."""
    body = pages.meeting(h1=heading, h2="Pwyllgor Craffu - Dydd Llun, 7fed Medi, 2026 6.30 pm")
    assert is_in_welsh(page_of(body)) is _HEADINGS[heading]
    other = body.replace("mgMainTitleTxt", "other")
    assert not is_in_welsh(page_of(other))
    assert is_in_welsh(page_of(other.replace("<html>", '<html class="no-js" lang="cy">')))
