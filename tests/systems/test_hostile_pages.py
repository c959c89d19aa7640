"""Pages made to hurt, and pages torn, shuffled or drowned in junk: a Reading with an outcome comes out, and soon."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.systems import pages
from tests.systems.pages import LIST, MEETING, item_row, list_row, page_of
from watcher.domain.publications import Outcome, Reading
from watcher.systems import SYSTEMS, detect

SYSTEM = SYSTEMS["moderngov-pages"]
MEETING_BODY = pages.meeting(
    "".join(
        item_row(
            str(n), f"{n}.", f"Item {n}", '<p class="mgSubItemTitleTxt">Minutes:</p><div class="mgWordPara">x</div>'
        )
        for n in range(1, 6)
    ),
    papers='<li><a href="documents/g5/a.pdf?T=0">Agenda frontsheet <span class="mgFileSize">PDF 2 KB</span></a></li>',
)
LIST_BODY = pages.meetings("".join(list_row(str(n), f"{n} Sep 2026 6.30 pm", " - Agenda") for n in range(1, 9)))
FEED_BODY = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>n</title><item><title>Agenda published: x</title>'
    "<link>https://a.example/ieListDocuments.aspx?MId=7</link><pubDate>Mon, 12 Oct 2026 10:00:00 GMT</pubDate></item>"
    "</channel></rss>"
)


def _is_sound(reading: Reading) -> bool:
    """With an outcome that is not good, everything else is empty and `why` says what was seen."""
    if reading.outcome is Outcome.OK:
        return all(one.id or reading.flags for one in reading.meetings)
    told = reading.meetings or reading.committees or reading.items or reading.entries or reading.is_complete
    return bool(reading.why) and not told


_SEEDS = st.sampled_from([MEETING_BODY, LIST_BODY, FEED_BODY])
_JUNK = st.text(max_size=20) | st.sampled_from(
    ["<div>", "</div>", "<table>", "</table>", "</td>", "<!--", "<script>", "\x00"]
)


@given(body=_SEEDS, places=st.lists(st.tuples(st.integers(0, 5000), st.integers(0, 400), _JUNK), max_size=5))
def test_torn_pages_give_readings(body: str, places: list[tuple[int, int, str]]) -> None:
    """Whatever is cut out or put in, every system says something sound about what is left."""
    for place, length, junk in places:
        body = body[:place] + junk + body[place + length :]
    page = page_of(body.encode("utf-8", errors="replace"), MEETING)
    detect(page)
    for system in SYSTEMS.values():
        assert _is_sound(system.read(None, page))
        assert system.fingerprint(page)


@given(body=_SEEDS, seed=st.integers())
def test_shuffled_pages_give_readings(body: str, seed: int) -> None:
    """The lines of a page in any order."""
    parts = body.replace("<", "\n<").split("\n")
    random.Random(seed).shuffle(parts)
    for system in SYSTEMS.values():
        assert _is_sound(system.read(None, page_of("".join(parts), LIST)))


@given(body=st.binary(max_size=400))
def test_junk_gives_readings(body: bytes) -> None:
    """Any bytes."""
    page = page_of(body)
    detect(page)
    for system in SYSTEMS.values():
        assert _is_sound(system.read(None, page))


@pytest.mark.parametrize("tag", ["div", "span", "table><tr><td", "ul><li", "b"])
def test_five_thousand_levels_are_read(tag: str) -> None:
    """Deep nesting neither recurses nor loses what comes after it."""
    deep = f"<{tag}>" * 5000 + "deep" + "".join(f"</{name}>" for name in reversed(tag.split("><"))) * 5000
    rows = item_row("5", "1.", "Apologies", deep) + item_row("6", "2.", "Budget")
    start = time.process_time()
    reading = SYSTEM.read(None, page_of(pages.meeting(rows), MEETING))
    assert time.process_time() - start < 5
    assert reading.outcome is Outcome.OK
    is_whole = [item.id for item in reading.meetings[0].items] == ["5", "6"]
    assert is_whole or not reading.is_complete


def test_a_page_of_ten_megabytes_is_refused() -> None:
    """No meeting page is that large, and the parser would need a quarter of a minute."""
    rows = item_row("5", "1.", "Apologies", "<p>word</p>" * 900_000)
    assert SYSTEM.read(None, page_of(pages.meeting(rows), MEETING)).outcome is Outcome.TOO_LARGE


_HOSTILE = {
    "one endless tag": "<div " + "class=mgFooter id=modgo " * 100_000,
    "open angles": "<div<div" * 250_000,
    "blanks": '<div id="modgov">' + " " * 2_000_000,
    "blanks and breaks": '<div id="modgov">' + " \n" * 1_000_000,
    "help lines never closed": '<div id="modgov">' + '<div class="mgHelpLine">' * 100_000,
    "scripts never closed": '<div id="modgov">' + "<script>" * 250_000,
    "comments never closed": '<div id="modgov">' + "<!--" * 500_000,
    "dates without a day": '<meta name="DC.date" ' * 100_000 + '<div id="modgov"></div>',
    "hidden fields": '<div id="modgov">' + '<input name="__' * 150_000,
    "sessions": '<div id="modgov">' + "/(S(a" * 400_000,
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_two_megabytes_of_anything_take_bounded_time(name: str) -> None:
    """A page made to be slow is not: every search takes time in proportion to the page."""
    page = page_of(_HOSTILE[name], MEETING)
    start = time.process_time()
    SYSTEM.fingerprint(page)
    SYSTEM.read(None, page)
    assert time.process_time() - start < 5
