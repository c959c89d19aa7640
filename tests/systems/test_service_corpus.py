"""What a person reads in the real answers of a web service, `watcher inspect` shows."""

from pathlib import Path
from typing import Any

import pytest

from tests.systems.expected_service import ANSWERS, FULL, ITEMS, MEETING_FACTS, WORDS_OF_ITEMS
from watcher.actions.inspect import inspect_page, page_from_file

pytestmark = pytest.mark.corpus

_FIELDS = [(name, field) for name, (_, facts) in ANSWERS.items() for field in facts]
_MEETING_FIELDS = [(name, place, field) for (name, place), facts in MEETING_FACTS.items() for field in facts]
_ITEM_FIELDS = [(place, field) for place, facts in enumerate(ITEMS) for field in facts]
_ERRORS = ("errors/html-error-page.xml", "errors/javascript-redirect.xml", "errors/empty-result.xml")


def _understood(corpus: Path, name: str, *, url: str | None = None, system: str | None = None) -> dict[str, Any]:
    page = page_from_file(corpus / "moderngov" / name, url or ANSWERS[name][0])
    return dict(inspect_page(page, system=system))


@pytest.mark.parametrize(("name", "field"), _FIELDS)
def test_a_real_answer_says_what_a_person_reads(corpus: Path, name: str, field: str) -> None:
    """Each field of each real answer is what is expected."""
    assert _understood(corpus, name)[field] == ANSWERS[name][1][field]


@pytest.mark.parametrize(("name", "place", "field"), _MEETING_FIELDS)
def test_each_meeting_of_a_real_answer(corpus: Path, name: str, place: int, field: str) -> None:
    """Each field of each meeting is what a person reads, in the list and in the meeting's own answer."""
    assert _understood(corpus, name)["meetings"][place][field] == MEETING_FACTS[name, place][field]


@pytest.mark.parametrize(("place", "field"), _ITEM_FIELDS)
def test_each_item_of_a_real_answer(corpus: Path, place: int, field: str) -> None:
    """Each field of each item: the number shown, and papers by their attachments."""
    items = _understood(corpus, FULL)["meetings"][0]["items"]
    assert len(items) == len(ITEMS)
    assert items[place][field] == ITEMS[place][field]


@pytest.mark.parametrize("place", range(len(WORDS_OF_ITEMS)))
def test_texts_are_plain(corpus: Path, place: int) -> None:
    """Word's markup is gone, and lines are folded."""
    field, begins, ends = WORDS_OF_ITEMS[place]
    text = _understood(corpus, FULL)["meetings"][0]["items"][place // 2][field]
    assert text.startswith(begins)
    assert text.endswith(ends)
    assert "<" not in text
    assert "\n" not in text


@pytest.mark.parametrize("name", _ERRORS)
@pytest.mark.parametrize("system", [None, "moderngov-service"])
def test_what_came_instead_of_an_answer_is_named(corpus: Path, name: str, system: str | None) -> None:
    """A redirect script and an HTML page are no answers, well-formed as they are; an empty answer is one."""
    url = "https://democracy.example/mgWebService.asmx/GetMeetings" if system else "https://democracy.example/"
    understood = _understood(corpus, name, url=url, system=system)
    expected = {"html-error-page": "error_page", "javascript-redirect": "stub", "empty-result": None}
    assert understood.get("outcome") == expected[Path(name).stem]
    assert understood["page"] == ("empty" if "empty" in name else "unreadable")


def test_every_answer_of_the_folder_is_expected(corpus: Path) -> None:
    """An answer that is saved into the folder must be given its facts."""
    folder = corpus / "moderngov" / "service"
    assert {f"service/{path.name}" for path in folder.iterdir()} == set(ANSWERS)
