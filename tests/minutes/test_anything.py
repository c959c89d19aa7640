"""Any text at all: an answer, never an exception, in time proportional to the text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from watcher.domain.papers import PaperKind
from watcher.minutes import read_pages, read_text

_SCRAPS = st.sampled_from(
    [
        "1. ", "2 ", "(3) ", "Item 4 – ", "PL5 ", "6/26 ", "Apologies", "RESOLVED: ", "(a) ", "i) ",
        "That it be noted; and", "Minutes of a meeting of the Panel held on 1 May 2026 at 7 pm", "AGENDA",
        "Report of the Director", "(Pages 3 - 9)", "Purpose of the report", "£1.5m", "\n", "\n\n", "\f", "**",
        "##", "| ", "\t", "Agenda Item 3", "Date of next meeting", "Present: ", "31 February 2026",
        "at 25.99 pm", "The Committee considered a report.", "99999", "’", "\u00ad", "\u0000",
    ]
)  # fmt: skip


@given(st.lists(_SCRAPS | st.text(max_size=12), max_size=60).map("".join))
@settings(max_examples=150, deadline=None)
def test_any_text_is_answered(text: str) -> None:
    """Whatever the words: unknown shapes have no items and say why, the others have items; no sum or point is empty."""
    reading = read_text(text)
    assert (reading.kind is PaperKind.UNKNOWN) == (not reading.items) == bool(reading.why)
    for item in reading.items:
        assert item.title.strip()
        assert all(point.strip() for point in (*item.resolved, *item.actions))
        assert all(money.amount in money.about for money in item.money)


@given(st.lists(_SCRAPS | st.text(max_size=12), max_size=40).map("".join))
@settings(max_examples=50, deadline=None)
def test_what_is_told_stands_in_the_text(text: str) -> None:
    """No word of a title comes from elsewhere."""
    words = set(text.replace("*", " ").replace("#", " ").replace("|", " ").split())
    for item in read_text(text).items:
        assert all(any(part in word for word in words) for part in item.title.split()[:1])


def test_junk_is_unknown() -> None:
    """Nothing, white space and noise have no items."""
    for text in ("", "   \n\n\f\f", "\ufffd" * 5000, "\x00\x01\x02" * 100, "][" * 1000):
        assert read_text(text).kind is PaperKind.UNKNOWN
    assert read_pages([]).why == "the text is empty"


_HEAD = "Minutes of the Schools Panel held on 1 May 2026\nPresent: A\n\n1. Apologies\n\nNone.\n\n2. Budget\n\n"


@pytest.mark.parametrize(
    "unit", ["a", " ", "1. ", "(a) ", "£1 ", "that ", "next meeting will ", "1 May 2026 ", "\t", "..", "RESOLVED "]
)
def test_a_line_of_200_000_letters_is_read_at_once(unit: str) -> None:
    """One endless line costs no more than as much of any other text."""
    began = time.process_time()
    assert read_text(_HEAD + (unit * 200_000)[:200_000] + "\n\n3. Next meeting\n").kind is PaperKind.MINUTES
    assert time.process_time() - began < 3


def _pack(pages: int) -> list[str]:
    """A pack with an item for every ten pages of report."""
    agenda = "Schools Panel\nMonday 7 September 2026 at 7.00 pm\nAGENDA\n1. Apologies\n"
    items = [
        f"{number}. Report on Matter {number}ly (Pages {number * 10} - {number * 10 + 9})"
        for number in range(2, pages // 10)
    ]
    body = "\n".join(
        f"{line}. The {line}th paragraph told members of £{line}m and what it was for this year." for line in range(40)
    )
    found = [agenda + "\n".join(items)]
    for page in range(2, pages + 1):
        title = f"Agenda Item {page // 10}\nREPORT ON MATTER {page // 10}LY\n"
        head = f"{title}Report of the Director\nPurpose of the Report\n"
        found.append((head if page % 10 == 0 else "") + body)
    return found


def _seconds(pages: list[str]) -> float:
    began = time.process_time()
    read_pages(pages)
    return time.process_time() - began


def test_a_pack_twice_as_long_takes_twice_as_long() -> None:
    """The cost is linear in pages, and a long pack is split into its items."""
    short, long = _pack(75), _pack(300)
    reading = read_pages(long)
    assert (reading.kind, reading.pages, len(reading.items)) == (PaperKind.PACK, 300, 29)
    assert sum("£7m" in item.text for item in reading.items) == 28
    assert min(_seconds(long) for _ in range(2)) < 4 * 2 * min(_seconds(short) for _ in range(2))
