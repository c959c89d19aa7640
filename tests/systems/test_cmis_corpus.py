"""What a person reads on the real pages of CMIS, `watcher inspect` shows."""

from pathlib import Path
from typing import Any

import pytest

from tests.systems.expected_cmis import MEETINGS, PAGES
from watcher.actions.inspect import inspect_page, page_from_file
from watcher.systems._cmis_meeting import NO_ITEMS

pytestmark = pytest.mark.corpus

_FIELDS = [(name, field) for name, (_, facts) in PAGES.items() for field in facts]
_OF_MEETINGS = [
    (name, place, field)
    for name, meetings in MEETINGS.items()
    for place, facts in enumerate(meetings)
    for field in facts
]


def _understood(corpus: Path, name: str, *, with_address: bool = True) -> dict[str, Any]:
    url = PAGES[name][0] if with_address else None
    return dict(inspect_page(page_from_file(corpus / "cmis" / name, url)))


@pytest.mark.parametrize(("name", "field"), _FIELDS)
def test_a_real_page_says_what_a_person_reads(corpus: Path, name: str, field: str) -> None:
    """Each field of each real page is what is expected."""
    assert _understood(corpus, name)[field] == PAGES[name][1][field]


@pytest.mark.parametrize(("name", "place", "field"), _OF_MEETINGS)
def test_each_meeting_of_a_real_page(corpus: Path, name: str, place: int, field: str) -> None:
    """Each field of each meeting is what is expected, and there are no others."""
    found = _understood(corpus, name)["meetings"]
    assert len(found) == len(MEETINGS[name])
    assert found[place][field] == MEETINGS[name][place][field]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_without_its_address_is_read_from_what_is_on_it(corpus: Path, name: str) -> None:
    """The days of a calendar find their year by the weekdays; a meeting's page does not know which meeting it is."""
    understood = _understood(corpus, name, with_address=False)
    is_of_one = understood["page"] == "meeting"
    for found, expected in zip(understood["meetings"], MEETINGS[name], strict=True):
        assert found["starts_at"] == expected["starts_at"]
        assert found["id"] == ("" if is_of_one else expected["id"])
    assert any("address unknown" in flag for flag in understood["flags"])
    assert understood["is_complete"] is not is_of_one


@pytest.mark.parametrize("name", PAGES)
def test_what_cannot_be_had_is_said(corpus: Path, name: str) -> None:
    """A meeting's page says of itself that it has no items."""
    understood = _understood(corpus, name)
    assert (NO_ITEMS in understood["flags"]) is (understood["page"] == "meeting")


def test_every_page_of_the_folder_is_expected(corpus: Path) -> None:
    """A page that is saved into the folder must be given its facts."""
    assert {path.name for path in (corpus / "cmis").iterdir()} == set(PAGES) == set(MEETINGS)
