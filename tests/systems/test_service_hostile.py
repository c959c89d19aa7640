"""Answers that mean harm or come broken: only readings and named outcomes, in bounded time and memory."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.systems.answers import LIST, item, listed, meeting, paper, read, row, xml
from watcher.domain.publications import Outcome
from watcher.systems._service_xml import LARGEST

_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {name} "{("&" + before + ";") * 10}">' for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]><meeting>&i;</meeting>"
)
_FILE = '<?xml version="1.0"?><!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><meeting>&x;</meeting>'
_HOSTILE = {
    "entities that multiply": _BOMB,
    "entities without a document type": xml("<meeting>&i;&j;</meeting>"),
    "a file of the machine": _FILE,
    "nested": xml("<meeting>" * 5_000 + "</meeting>" * 5_000),
    "nested and open": xml("<meeting>" * 5_000),
    "ten megabytes": xml(f"<meeting><meetinglocation>{'x' * 10_000_000}</meetinglocation></meeting>"),
    "many elements": listed(*[row(str(place)) for place in range(1, 5_000)]),
    "deep markup in a text": meeting(item(agendatext="&lt;div&gt;" * 5_000)),
    "comments": xml(f"<!--{'-' * 50_000}--><meeting/>"),
    "ampersands": meeting(item(agendaitemtitle="&" * 100_000)),
    "much markup": meeting(item(agendatext="&lt;p&gt;words " * 20_000)),
    "markup that never ends": meeting(item(agendaitemtitle="&lt;a " * 20_000)),
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_what_means_harm_does_none(name: str) -> None:
    """It is read or named within two seconds of work, and nothing of the machine or of an entity is in it."""
    begun = time.process_time()
    reading = read(_HOSTILE[name])
    assert time.process_time() - begun < 2
    assert "root:" not in repr(reading)
    assert "aaaaaaaaaa" not in repr(reading)


def test_limits_are_named() -> None:
    """What is too large or nested too deep has an outcome of its own."""
    assert read(_HOSTILE["ten megabytes"]).outcome is Outcome.TOO_LARGE
    assert len(_HOSTILE["ten megabytes"]) > LARGEST
    assert "inside one another" in read(_HOSTILE["nested"]).why


def test_characters_that_xml_does_not_know_do_no_harm() -> None:
    """Word's control characters and HTML's entities stand in answers raw; the rest of the answer is read."""
    found = read(meeting(item(agendaitemtitle="SEND\x0b&#x1f;&#11; str&eacute;tegy &#xD800;&nbsp;2027")))
    assert found.meetings[0].items[0].title == "SEND strétegy 2027"
    whole = ("\ufeff \r\n" + meeting(item())).encode()
    assert read(whole).meetings[0].id == "4711"


def test_labels_of_charsets_are_not_believed() -> None:
    """An answer in UTF-8 under another label is read; one in Windows-1252 too."""
    answer = meeting(item(agendaitemtitle="Caf\u00e9"))
    for body in (
        answer.replace('"utf-8"', '"utf-16"').encode(),
        answer.replace('"utf-8"', '"windows-1252"').encode("cp1252"),
    ):
        assert read(body).meetings[0].items[0].title == "Caf\u00e9"


_REAL = (
    meeting(item("501", paper("71"), agendatext="&lt;p&gt;To note.&lt;/p&gt;"), item("502")),
    listed(row("1"), row("2", "23/10/2026", "Confirmed; Rescheduled from 1 May 2026")),
)


@settings(max_examples=60, deadline=None)
@given(
    answer=st.sampled_from(_REAL),
    cuts=st.lists(
        st.tuples(st.integers(0, 2_000), st.integers(0, 40), st.text("<>&;/ae\x00\x0b\u2028", max_size=6)), max_size=4
    ),
)
def test_anything_gives_a_reading_or_a_name(answer: str, cuts: list[tuple[int, int, str]]) -> None:
    """Truncated, overwritten and shuffled answers never raise; what is not good is empty."""
    for start, length, put in cuts:
        answer = answer[:start] + put + answer[start + length :]
    for url in (LIST, "https://x.example/"):
        reading = read(answer, url)
        assert reading.outcome is Outcome.OK or not (reading.meetings or reading.committees)
