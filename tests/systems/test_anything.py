"""Whatever is fed to whichever reader: a Reading or a named outcome comes out, in time with the page's length.

Torn are the pages of the sample council, of each kind and system, and the real ones where WATCHER_CORPUS names them.
Far more examples under WATCHER_SOAK=1.
"""

import os
import random
import time
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.systems.anything import ROWS, of_size, real_pages, sample_pages
from tests.systems.pages import page_of
from watcher.domain.publications import Outcome, Page, Reading
from watcher.systems import SYSTEMS, detect
from watcher.systems.languages import InTwoLanguages
from watcher.systems.whereabouts import feeds_offered, sites_linked, title_of, whereabouts

IS_SOAK = os.environ.get("WATCHER_SOAK") == "1"
SEEDS = sample_pages() + real_pages()
STEADY = settings(
    max_examples=1_500 if IS_SOAK else 8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=False,
)

_JUNK = st.binary(max_size=12) | st.sampled_from(
    b"<div> </div> <table> </table> </td> <li> <!-- --> <script> <![CDATA[ ]]> </html> <meeting> <item> ?> \" ' % //["
    b" &#0; &#xD800; &amp;amp; \x00 \xff\xfe \xef\xbb\xbf \xe2\x80\xa8"
    b" <a\thref='ieListDocuments.aspx?MId= 31\tFebruary\t2026".split(b" ")
)
_TEARS = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 3000), _JUNK), min_size=1, max_size=6)


def _is_address(words: str) -> bool:
    parts = urlsplit(words)
    is_clean = all("!" <= each <= "~" for each in words)
    return parts.scheme in ("http", "https") and bool(parts.netloc) and is_clean


def _ids(reading: Reading) -> list[list[str]]:
    """The ids of each list, each of which names a thing once."""
    found = [
        [one.id for one in reading.committees],
        [one.id for one in reading.meetings],
        [one.id for one in reading.entries],
        [one.id for one in reading.decisions],
        [one.id for one in reading.plans],
        [one.id for one in reading.items],
        *([one.id for one in meeting.items] for meeting in reading.meetings),
    ]
    return [ids for ids in found if ids]


def assert_sound(reading: Reading) -> None:
    """Of a wrong page nothing but what it is; of a good one no doubled ids and no bad addresses."""
    assert isinstance(reading, Reading)
    if not reading.outcome.is_good:
        assert reading.why
        assert not any((reading.is_complete, _ids(reading), reading.follow))
        return
    for ids in _ids(reading):
        assert len(ids) == len(set(ids))
        assert all(ids) or reading.flags or not reading.is_complete
    papers = [paper for meeting in reading.meetings for paper in meeting.all_documents()]
    urls = [meeting.url for meeting in reading.meetings] + [paper.url for paper in papers]
    assert all(map(_is_address, (*urls, *reading.follow)))
    for meeting in reading.meetings:
        assert meeting.starts_at.day is not None or meeting.starts_at.clock is None
    texts = [item.title for meeting in reading.meetings for item in meeting.items] + [
        entry.title for entry in reading.entries
    ]
    assert all(words == " ".join(words.split()) for words in texts)


def assert_all_read(page: Page) -> None:
    """Every reader, and all else that looks at a page before it is known what it is."""
    detect(page)
    title_of(page), feeds_offered(page), sites_linked(page), whereabouts(page.url)
    for system in SYSTEMS.values():
        reading = system.read(None, page)
        assert_sound(reading)
        assert system.fingerprint(page)
        for meeting in reading.meetings:
            assert system.row_fingerprint(meeting)
        if isinstance(system, InTwoLanguages):
            system.is_in_welsh(page)


def test_whole_pages_are_sound_for_every_reader() -> None:
    """What is torn below is worth tearing: each is read by somebody, but for the real pages of errors."""
    for address, body in SEEDS:
        assert_all_read(page_of(body, address))
    read = [any(system.read(None, page_of(body, address)).outcome.is_good for system in SYSTEMS.values())
            for address, body in sample_pages()]  # fmt: skip
    assert all(read)


@STEADY
@given(seed=st.sampled_from(SEEDS), tears=_TEARS)
def test_torn_pages_give_readings_or_names(seed: tuple[str, bytes], tears: list[tuple[float, int, bytes]]) -> None:
    """Bytes cut out and put in, anywhere."""
    address, body = seed
    for share, length, junk in tears:
        place = int(share * len(body))
        body = body[:place] + junk + body[place + length :]
    assert_all_read(page_of(body, address))


@STEADY
@given(seed=st.sampled_from(SEEDS), share=st.floats(0, 1))
def test_truncated_pages_give_readings_or_names(seed: tuple[str, bytes], share: float) -> None:
    """The beginning of a page, or its end."""
    address, body = seed
    place = int(share * len(body))
    assert_all_read(page_of(body[:place], address))
    assert_all_read(page_of(body[place:], address))


@STEADY
@given(
    seeds=st.lists(st.sampled_from(SEEDS), min_size=1, max_size=3), order=st.integers(), mark=st.sampled_from("<>\n")
)
def test_shuffled_pages_give_readings_or_names(seeds: list[tuple[str, bytes]], order: int, mark: str) -> None:
    """The tags of one page, or of several, in any order."""
    chance = random.Random(order)
    parts = b"".join(body for _, body in seeds).replace(mark.encode(), b"\x00" + mark.encode()).split(b"\x00")
    chance.shuffle(parts)
    assert_all_read(page_of(b"".join(parts)[:60_000], seeds[0][0]))


@STEADY
@given(body=st.binary(max_size=600) | st.text(max_size=300).map(str.encode), seed=st.sampled_from(SEEDS))
def test_junk_gives_names(body: bytes, seed: tuple[str, bytes]) -> None:
    """Any bytes at any address; nothing is found in them."""
    page = page_of(body, seed[0])
    assert_all_read(page)
    assert not any(system.read(None, page).meetings for system in SYSTEMS.values())


@STEADY
@given(
    seed=st.sampled_from(SEEDS),
    charset=st.sampled_from(["utf-8-sig", "utf-16", "utf-16-le", "cp1252", "utf-7", "cp037"]),
    label=st.sampled_from(["", "utf-8", "utf-16", "windows-1252", "iso-8859-1", "utf-7", "nonsense"]),
)
def test_pages_in_any_charset_under_any_label_give_readings_or_names(
    seed: tuple[str, bytes], charset: str, label: str
) -> None:
    """Also where nobody could tell what it is."""
    body = seed[1].decode("utf-8", errors="replace").encode(charset, errors="replace")
    headers = {"content-type": f"text/html; charset={label}"} if label else {}
    assert_all_read(page_of(body, seed[0], headers))


def _seconds(page: Page) -> float:
    """Of this process' work for reading the page by all readers and hashing it."""
    begun = time.process_time()
    for system in SYSTEMS.values():
        assert_sound(system.read(None, page))
        system.fingerprint(page)
    return time.process_time() - begun


SIZE = 200_000 if IS_SOAK else 10_000
_TEN_MEGABYTES = ROWS if IS_SOAK else ("the service", "a feed", "a calendar")
_NESTED = ROWS if IS_SOAK else ("items", "a decision", "the service", "a feed", "a calendar")


@pytest.mark.parametrize("name", ROWS)
def test_twice_the_page_takes_about_twice_the_time(name: str) -> None:
    """Of everything that pages repeat; a step for each pair of rows would take four times as long."""
    small, large = of_size(name, SIZE), of_size(name, 2 * SIZE)
    _seconds(small)
    ratios = []
    for _ in range(5):
        ratios.append(_seconds(large) / max(_seconds(small), 0.002))
        if ratios[-1] < 2.8:
            break
    assert min(ratios) < 2.8, ratios


@pytest.mark.parametrize("name", _TEN_MEGABYTES)
def test_ten_megabytes_are_refused_or_read(name: str) -> None:
    """In bounded time: the generous ceiling is for busy machines."""
    page = of_size(name, 10_000_000)
    begun = time.process_time()
    outcomes = set()
    for system in SYSTEMS.values():
        reading = system.read(None, page)
        assert_sound(reading)
        outcomes.add(reading.outcome)
        system.fingerprint(page)
    assert Outcome.TOO_LARGE in outcomes
    assert time.process_time() - begun < 30


_TAGS = (
    "div",
    "span",
    "table><tr><td",
    "ul><li",
    "b",
    "agendaitem",
    "item",
    "td",
    "a href='ieListDocuments.aspx?MId=1'",
)


@pytest.mark.parametrize("name", _NESTED)
def test_five_thousand_nested_elements_are_read_or_refused(name: str) -> None:
    """Of many kinds, inside every kind of page, for every reader: no recursion, and no more time than the ceiling."""
    begun = time.process_time()
    address, head, row, end = ROWS[name]
    middle = row.replace("{0}", "1")
    place = list(ROWS).index(name)
    for tag in _TAGS if IS_SOAK else (_TAGS[place % len(_TAGS)],):
        deep = f"<{tag}>" * 5_000 + "deep"
        assert_all_read(page_of(f"{head}{middle}{deep}{middle}{end}", f"https://x.example/{address}"))
    assert time.process_time() - begun < 60
