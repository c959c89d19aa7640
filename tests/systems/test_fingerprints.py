"""Equal fingerprints mean equal readings; what does not count does not change them."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.systems import pages
from tests.systems.pages import MEETING, item_row, page_of
from watcher.systems import SYSTEMS

SYSTEM = SYSTEMS["moderngov-pages"]
DATE = '<meta name="DC.date" scheme="W3CDTF"  content="2026-09-0{}"/>'
BODY = pages.meeting(item_row("5", "1.", "Apologies") + item_row("6", "2.", "Budget"), head=DATE.format(8))

_IGNORED: dict[str, Callable[[str], str]] = {
    "the head": lambda body: body.replace("<title>Ambleford", '<meta name="x" content="7"><title>Ambleford'),
    "scripts": lambda body: body.replace("var mgItemTable", "var t = 17; var mgItemTable"),
    "comments": lambda body: body.replace('<div class="mgContent" >', '<div class="mgContent" ><!-- 0.23 s -->'),
    "help lines": lambda body: body.replace("<p>Help</p>", "<p>Office closed today</p>"),
    "the council's skin": lambda body: body.replace("<nav>", "<nav><p>Storm warning</p>"),
    "the footer": lambda body: body.replace("<p>foot</p>", "<p>12:31:07</p>"),
    "hidden state": lambda body: body.replace(
        "</table>", '</table><input type="hidden" name="__VIEWSTATE" value="a8" />'
    ),
    "indentation": lambda body: body.replace("<tr>", "\r\n\t\t<tr>").replace("<tr>", "\n  <tr>"),
}


def _print(body: str) -> str:
    return SYSTEM.fingerprint(page_of(body, MEETING))


@pytest.mark.parametrize("name", [name for name in _IGNORED if name != "indentation"])
def test_what_does_not_count_leaves_the_fingerprint(name: str) -> None:
    """An unchanged page is neither parsed nor diffed, whatever the site puts around it."""
    changed = _IGNORED[name](BODY)
    assert changed != BODY
    assert _print(changed) == _print(BODY)


def test_other_line_ends_leave_the_fingerprint() -> None:
    """Line breaks and indentation come and go with a server's templates."""
    body = BODY.replace("<tr>", "\n<tr>")
    assert _print(body.replace("\n", "\r\n\t  ")) == _print(body)


def test_a_session_in_links_leaves_the_fingerprint() -> None:
    """A cookieless session is new at each visit."""
    row = '<a class="mgAiTitleLnk" href="https://x.example/(S({}))/documents/s1/a.pdf">Budget</a>'
    prints = {_print(pages.meeting(item_row("5", "1.", row.format(session)))) for session in ("abc12", "zyx98")}
    assert len(prints) == 1


_COUNTED: dict[str, Callable[[str], str]] = {
    "a title": lambda body: body.replace("Budget", "The budget"),
    "a number": lambda body: body.replace("2.", "3."),
    "an id": lambda body: body.replace("AI6", "AI7"),
    "the state": lambda body: body.replace(">Agenda<", ">Agenda and minutes<"),
    "the time": lambda body: body.replace("6.30 pm", "7.30 pm"),
    "the head's date": lambda body: body.replace(DATE.format(8), DATE.format(9)),
    "a paper": lambda body: body.replace("</ul>", '<li><a href="documents/g1/x?T=0">Front sheet</a></li></ul>'),
    "a missing end": lambda body: body[: body.index("</table>")],
}


@pytest.mark.parametrize("name", _COUNTED)
def test_what_counts_changes_the_fingerprint(name: str) -> None:
    """A change that the reading would tell is never hidden."""
    assert _print(_COUNTED[name](BODY)) != _print(BODY)


@given(place=st.integers(0, len(BODY)), length=st.integers(0, 30), put=st.text("ab <>/\"=&;\n1'-!", max_size=12))
def test_equal_fingerprints_mean_equal_readings(place: int, length: int, put: str) -> None:
    """Whatever is changed anywhere on a page: if the reading differs, so does the fingerprint."""
    changed = page_of(BODY[:place] + put + BODY[place + length :], MEETING)
    same = page_of(BODY, MEETING)
    if SYSTEM.fingerprint(changed) == SYSTEM.fingerprint(same):
        assert SYSTEM.read(None, changed) == SYSTEM.read(None, same)
