"""Whether what is read is all there is: lists that lost much, feeds and committees that fell silent, committees that
ended; said once when it begins and once when it ends, and never as a change."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ambleford import HEADING, LIST, MEETING, SOURCES, Ambleford, ambleford, feed
from tests.diff_material import STEADY
from tests.run_command import Run
from tests.systems import pages
from watcher import config, store
from watcher.actions import shortfalls
from watcher.actions.alerts import look
from watcher.actions.completeness import FEED_LEAST
from watcher.actions.health import health
from watcher.cadence.silence import silence
from watcher.domain.changes import Known, KnownMeeting
from watcher.domain.polls import Poll, Shortfall
from watcher.domain.publications import Committee, Meeting, MeetingTime, Outcome

KEY = "ambleford/31"
TODAY = date(2026, 9, 1)
LEAST = timedelta(days=30)


def weekly(count: int, last: date = TODAY) -> list[date]:
    """So many days, a week apart."""
    return [last - timedelta(weeks=n) for n in range(count)]


def test_a_silence_is_long_only_beside_those_before_it() -> None:
    """A weekly feed is silent after a month, one that pauses for a summer after two summers; nothing that is to come,
    and nothing that appeared five times, is silent."""
    days = weekly(10)
    assert silence(days, TODAY + timedelta(days=30), least=LEAST) is None
    found = silence(days, TODAY + timedelta(days=31), least=LEAST)
    assert found is not None
    assert (found.last, found.longest) == (TODAY, timedelta(weeks=1))
    with_a_summer = [*days, TODAY - timedelta(days=140)]
    assert silence(with_a_summer, TODAY + timedelta(days=150), least=LEAST) is None
    assert silence(with_a_summer, TODAY + timedelta(days=160), least=LEAST) is not None
    assert silence([*days, TODAY + timedelta(days=400)], TODAY + timedelta(days=399), least=LEAST) is None
    assert silence(days[:5], TODAY + timedelta(days=999), least=LEAST) is None


def test_the_first_summer_of_a_weekly_feed_is_no_silence() -> None:
    """Watched since winter, with nothing from the end of July to September: that is a recess."""
    assert silence(weekly(30, last=date(2026, 7, 17)), date(2026, 9, 4), least=FEED_LEAST) is None


@STEADY
@given(st.lists(st.integers(0, 3000), max_size=30), st.integers(0, 3000))
def test_a_silence_never_ends_by_waiting(offsets: list[int], later: int) -> None:
    """Whatever appeared: once silent, it is silent until something appears."""
    days = [TODAY + timedelta(days=offset) for offset in offsets]
    at = TODAY + timedelta(days=3001 + later)
    if silence(days, at, least=LEAST) is not None:
        assert silence(days, at + timedelta(days=1), least=LEAST) is not None
        assert silence([*days, at], at, least=LEAST) is None


NOW = datetime(2026, 9, 1, 6, 0, tzinfo=UTC)


def lack(*lacks: str, has: int = 1, since: datetime | None = None) -> Shortfall:
    """A list that has so much and lacks these."""
    return Shortfall(lacks=lacks, has=has, since=since)


@pytest.mark.parametrize(
    ("found", "before", "is_first", "since"),
    [
        (lack("1", "2"), None, False, None),  # two may go
        (lack("1", "2", "3"), None, False, NOW),
        (lack("1", "2", "3", has=3), None, False, None),  # half of it is left
        (lack("1", "2", "3"), lack("1"), False, None),  # two went now
        (lack("1", "2", "3"), lack("1", "2", "3", since=NOW - LEAST), False, NOW - LEAST),  # since then
        (lack("1", "2"), lack("1", "2", "3", since=NOW - LEAST), False, None),  # one came back
        (lack("1", "2", "3"), None, True, None),  # another way of reading lists other things
    ],
)
def test_a_list_is_in_doubt_when_more_went_at_once_than_is_left(
    found: Shortfall, before: Shortfall | None, is_first: bool, since: datetime | None
) -> None:
    """Three at least, and more than are there; from the reading that lacked them on."""
    judged = shortfalls.judge(found, before, NOW, is_first=is_first)
    assert judged == replace(found, since=since)


def test_what_lacks_nothing_is_in_no_doubt() -> None:
    """The list is whole again: nothing is remembered of what it lacked."""
    assert shortfalls.judge(None, lack("1", "2", "3", since=NOW), NOW, is_first=False) is None


MONTHS = (9, 10, 11, 12)


def show(place: Ambleford, months: Sequence[int]) -> None:
    """A list of meetings on the 22nd of these months, each with its page."""
    rows = []
    for month in months:
        day = date(2026, month, 22)
        id_ = str(4710 + month)
        rows.append(pages.list_row(id_, f"22 {day:%b} 2026 6.30 pm"))
        heading = HEADING.replace("Tuesday, 22nd September", f"{day:%A}, 22nd {day:%B}")
        place.shows(MEETING.replace("4711", id_), pages.meeting(h1="Meeting", h2=heading))
    place.shows(LIST, pages.meetings("".join(rows)))


def standing(place: Ambleford) -> list[tuple[str, str, str]]:
    """The troubles that stand after a close look."""
    return [(str(each.kind), each.about, each.what) for each in look(place.tools, closely=True)]


def test_a_list_that_lost_most_of_its_meetings_is_doubted_until_it_shows_them_again(tmp_path: Path) -> None:
    """It showed four to come and shows one: no news of any meeting, a doubt in the status and for the operator, and no
    error; it ends with the list whole again."""
    with ambleford(tmp_path) as place:
        show(place, MONTHS)
        place.poll()
        place.poll()
        assert standing(place) == []
        show(place, [12])
        for _ in range(2):
            assert place.poll() == []
        words = "Ambleford: Schools Panel shows 1 meeting to come, and not 3 that it showed before, the next on "
        assert standing(place) == [("shrunk", "ambleford", f"{words}22 September 2026")]
        found = health(place.tools)
        assert (found.is_well, found.doubts) == (True, {KEY: f"{words}22 September 2026"})
        place.clock.at += timedelta(days=25)
        assert standing(place) == []  # one of the three is past, and two may go
        place.clock.at -= timedelta(days=25)
        assert len(standing(place)) == 1
        show(place, MONTHS)
        assert place.poll() == []
        assert standing(place) == []


def test_a_meeting_that_goes_and_old_ones_that_leave_the_window_are_no_doubt(tmp_path: Path) -> None:
    """Of four to come one goes; months later the others are past and not shown: nothing is doubted."""
    with ambleford(tmp_path) as place:
        show(place, MONTHS)
        place.poll()
        show(place, MONTHS[1:])
        place.poll()
        assert standing(place) == []
        place.clock.at += timedelta(days=100)
        show(place, MONTHS[-1:])
        place.poll()
        assert standing(place) == []


def test_a_feed_that_falls_silent_is_said_once_it_is_longer_than_ever(tmp_path: Path) -> None:
    """Weekly entries, then none for eight weeks: a doubt that ends with the next entry. A feed that cannot be read is
    not called silent for it."""
    entries = [entry(day) for day in weekly(8)]
    with ambleford(tmp_path) as place:
        place.shows("/news.atom", feed(*entries))
        place.poll()
        assert standing(place) == []
        place.clock.at = datetime(2026, 10, 26, 6, 0, tzinfo=UTC)
        place.shows("/news.atom", None)
        place.poll()
        assert standing(place) == []
        place.shows("/news.atom", feed(*entries))
        place.poll()
        words = "News said nothing since 1 September 2026; until then never more than 7 days went by"
        assert standing(place) == [("quiet", "feed/news", words)]
        assert len(look(place.tools)) == 1  # a look that is not close neither finds nor ends it
        place.shows("/news.atom", feed(*entries, entry(date(2026, 10, 27))))
        place.poll()
        assert standing(place) == []


def entry(day: date) -> str:
    """An entry of a feed."""
    return (
        f"<entry><id>urn:{day}</id><title>News of {day}</title><link href='https://x.example/{day}'/>"
        f"<updated>{day}T09:00:00Z</updated></entry>"
    )


def met(place: Ambleford, key: str, days: Iterable[date]) -> None:
    """A committee that met on these days is known, and was read well just now."""
    meetings = [
        Meeting(id=str(day.toordinal()), committee=Committee(id="", name=""), starts_at=MeetingTime(day=day), url="")
        for day in days
    ]
    with place.tools.store.write() as conn:
        before = store.meetings.load_known(conn, key)
        known = {each.id: KnownMeeting(meeting=each) for each in meetings}
        store.meetings.save_known(conn, before, Known(source_key=key, is_baselined=True, meetings=known))
        now = place.clock.at
        good = Poll(source_key=key, started_at=now, ended_at=now, outcome=Outcome.OK, next_poll_at=now)
        store.sources.record_poll(conn, good)


def two_committees(place: Ambleford) -> None:
    """As if committee 32 were watched too."""
    text = SOURCES.format(url=place.site.url).replace("[31]", "[31, 32]")
    path = place.tools.settings.root / "sources.yaml"
    path.write_text(text, encoding="utf-8")
    place.tools = replace(place.tools, settings=config.load(path, {}))
    place.shows(LIST.replace("31", "32"), pages.meetings(pages.list_row("9", "1 Sep 2026")).replace("31", "32"))


@pytest.mark.parametrize("is_other_alive", [True, False])
def test_a_committee_that_meets_no_more_while_others_do(tmp_path: Path, is_other_alive: bool) -> None:
    """Monthly, then not for seven months: it has ended, perhaps, if another of the council meets; if none does, the
    whole council is silent, and has moved, perhaps."""
    with ambleford(tmp_path) as place:
        two_committees(place)
        place.poll()
        last = place.clock.at.date()
        monthly = [last - timedelta(days=220 + 28 * n) for n in range(8)]
        met(place, KEY, monthly)
        met(place, "ambleford/32", [last + timedelta(days=9)] if is_other_alive else monthly)
        (found,) = standing(place)
        since = f"{monthly[0].day} {monthly[0]:%B %Y}"
        words = f"has not met since {since}; until then never more than 28 days went by"
        if is_other_alive:
            assert found == ("ended", "ambleford", f"Ambleford: committee 31 {words}")
        else:
            silent = f"none of the 2 committees that are watched has met since {since}, and no meeting is to come"
            assert found == ("quiet", "ambleford", silent)
        assert health(place.tools).is_well


def test_the_status_says_refused_apart_from_failed_and_how_it_went_before(tmp_path: Path, run: Run) -> None:
    """Blocked twice after a good poll: the table says so, the line below counts who refuses, the JSON has the list."""
    with ambleford(tmp_path) as place:
        place.poll()
        place.shows(LIST, "<html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>")
        for _ in range(2):
            place.polled()
        (state,) = health(place.tools).in_trouble
        assert state.last_outcome is not None
        assert state.last_outcome.is_refusal
        assert health(place.tools).attempts == {KEY: ("blocked", "blocked", "ok")}
    table = " ".join(run("status").out.split())
    assert "1 refuses programs, 0 failed otherwise" in table
    assert "before that: blocked, ok" in table
