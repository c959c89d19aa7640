"""What a person reads on the real pages, `watcher inspect` shows."""

from pathlib import Path
from typing import Any

import pytest

from tests.systems.expected_corpus import CANCELLED, FULL, ITEMS, PAGES, PAPERS, ROWS
from watcher.actions.inspect import inspect_page, page_from_file

pytestmark = pytest.mark.corpus

_FIELDS = [(name, field) for name, (_, facts) in PAGES.items() for field in facts]
_FULL_PAGE = "pages/kingston-ieListDocuments-10214-full.html"
_CANCELLED_PAGE = "pages/kingston-ieListDocuments-10161-cancelled.html"


def _understood(corpus: Path, name: str, *, with_address: bool = True) -> dict[str, Any]:
    url = PAGES[name][0] if with_address else None
    return dict(inspect_page(page_from_file(corpus / "moderngov" / name, url)))


@pytest.mark.parametrize(("name", "field"), _FIELDS)
def test_a_real_page_says_what_a_person_reads(corpus: Path, name: str, field: str) -> None:
    """Each field of each real page is what is expected."""
    assert _understood(corpus, name)[field] == PAGES[name][1][field]


@pytest.mark.parametrize("place", range(len(ROWS)))
def test_each_row_of_the_list_has_its_id_time_and_state(corpus: Path, place: int) -> None:
    """Fifteen meetings, one cancelled."""
    found = _understood(corpus, "pages/kingston-ieListMeetings-711.html")["meetings"]
    assert len(found) == len(ROWS)
    row = found[place]
    assert (row["id"], row["starts_at"], row["status"], row["published"]) == ROWS[place]


@pytest.mark.parametrize("field", CANCELLED)
def test_the_cancelled_meeting(corpus: Path, field: str) -> None:
    """The cancelled meeting is told with its venue and without items."""
    [meeting] = _understood(corpus, _CANCELLED_PAGE)["meetings"]
    assert meeting[field] == CANCELLED[field]


@pytest.mark.parametrize("field", FULL)
def test_the_full_meeting(corpus: Path, field: str) -> None:
    """The full meeting is told as its heading has it."""
    [meeting] = _understood(corpus, _FULL_PAGE)["meetings"]
    assert meeting[field] == FULL[field]


def test_the_full_meeting_has_its_own_papers(corpus: Path) -> None:
    """Front sheet, pack, decisions and minutes have ids that differ, kinds and sizes."""
    [meeting] = _understood(corpus, _FULL_PAGE)["meetings"]
    assert [(one["id"], one["title"], one["kind"], one["size"]) for one in meeting["documents"]] == PAPERS
    assert all(" " not in one["url"] for one in meeting["documents"])


@pytest.mark.parametrize("place", range(len(ITEMS)))
def test_each_item_of_the_full_meeting(corpus: Path, place: int) -> None:
    """Every item has its id, number, title, documents, decision and minutes."""
    [meeting] = _understood(corpus, _FULL_PAGE)["meetings"]
    assert len(meeting["items"]) == len(ITEMS)
    item = meeting["items"][place]
    has = tuple(item[name] is not None for name in ("text", "decision", "minutes"))
    assert (item["id"], item["number"], item["title"], [one["id"] for one in item["documents"]], *has) == ITEMS[place]
    assert item["minutes_are_cut"] is (item["number"] == "35")


def test_a_page_without_its_address_is_read_from_what_is_on_it(corpus: Path) -> None:
    """Ids do not need the address; that it is unknown is flagged."""
    for name, meeting_id in ((_FULL_PAGE, "10214"), (_CANCELLED_PAGE, "10161")):
        understood = _understood(corpus, name, with_address=False)
        assert understood["meetings"][0]["id"] == meeting_id
        assert any("address unknown" in flag for flag in understood["flags"])


def test_every_page_of_the_folder_is_expected(corpus: Path) -> None:
    """A page that is saved into the folder must be given its facts."""
    saved = {
        f"{folder}/{path.name}" for folder in ("pages", "errors") for path in (corpus / "moderngov" / folder).iterdir()
    }
    assert saved == {name for name in PAGES if name.startswith(("pages/", "errors/"))}
