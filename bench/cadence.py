"""How soon papers are noticed: a year of 150 councils, asked by the program's rhythm and at fixed intervals.

The rhythm is the program's own code; the year is made up (bench.publishing). A poll of a committee asks for its list of
meetings, and for the pages of near meetings that are due; a fixed interval, as sources.yaml may ask for one, reads all
near pages each time. Papers that are looked at daily cost the same in every row and are left out. Each row begins
knowing nothing of the councils' habits, and learns them every other week from what it noticed itself.

`python -m bench.cadence` prints the table and puts it into docs/bench.md (a minute).
Does not touch the network or a database. May import: bench, watcher.cadence, watcher.domain.
"""

from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from random import Random
from statistics import median, quantiles

from bench.figures import SHORT
from bench.publishing import COUNCILS, HOLIDAYS, YEAR, Event, Sat, play
from bench.table import print_section
from watcher.cadence import USUAL, Habits, Outlook, Rhythm, Sitting, learn
from watcher.cadence.meetings import NEAR_AFTER, NEAR_BEFORE, near_page_wait
from watcher.domain.polls import Appearance
from watcher.domain.publications import Politeness, Published, Source

GOAL = 3.0
FIXED_HOURS = (1, 3, 6, 12)
HEADING = "## When to ask"
_PAGE = Path(__file__).resolve().parent.parent / "docs" / "bench.md"
_SHOWN = (Event.AGENDA, Event.SUPPLEMENT, Event.DECISIONS, Event.MINUTES)
_SOURCE = Source(key="c/1", system="moderngov-pages", url="http://c.test/", name="C", politeness=Politeness(gap_s=1.0))
_START = datetime(YEAR, 1, 4, tzinfo=UTC)
_WEEK = timedelta(days=7)
_WEEKS = 50
_END = _START + _WEEKS * _WEEK
_SHOWS = {
    Event.AGENDA: Published.AGENDA,
    Event.DECISIONS: Published.DECISIONS,
    Event.MINUTES: Published.MINUTES,
}
_NEWS_SHOWS = {Event.AGENDA: 0.95, Event.SUPPLEMENT: 0.5, Event.DECISIONS: 0.9, Event.MINUTES: 0.9}
"""Of so many events a page of what is new tells: it holds days, and leaves out edits."""


@dataclass(slots=True)
class Played:
    """What one way of asking cost and brought: delays in hours by event, the last quarter's agendas apart."""

    name: str
    councils: int
    lists: int = 0
    pages: int = 0
    delays: dict[Event, list[float]] = field(default_factory=lambda: defaultdict(list))
    late_agendas: list[float] = field(default_factory=list)

    def note(self, event: Event, at: datetime, noticed: datetime) -> None:
        """Count what was noticed."""
        delay = (noticed - at) / timedelta(hours=1)
        self.delays[event].append(delay)
        if event is Event.AGENDA and at > _END - 13 * _WEEK:
            self.late_agendas.append(delay)

    @property
    def per_day(self) -> float:
        """Requests per council and day."""
        return (self.lists + self.pages) / self.councils / (_WEEKS * 7)


def fixed(councils: Sequence[Sequence[Sequence[Sat]]], hours: int, seed: int = 1) -> Played:
    """Each committee at its own moment and then every so many hours: no need to play each poll."""
    luck, played = Random(seed), Played(f"every {hours} h", len(councils))
    step = timedelta(hours=hours)
    for committee in (each for council in councils for each in council):
        phase = luck.random() * step
        played.lists += (_END - _START) // step
        for sat in committee:
            began, ended = _midnight(sat.day - NEAR_BEFORE), _midnight(sat.day + NEAR_AFTER)
            played.pages += max(min(ended, _END) - max(began, _START), timedelta(0)) // step
            for at, event in sat.events:
                if _START <= at < _END:
                    polls = (at - _START - phase) // step + 1
                    played.note(event, at, _START + phase + polls * step)
    return played


def adaptive(councils: Sequence[Sequence[Sequence[Sat]]], seed: int = 1, *, has_news: bool = False) -> Played:
    """By the program's rhythm; `has_news`: a page of what is new is asked as well, and makes committees due at once."""
    name = "adaptive, with What's New" if has_news else "adaptive"
    played = Played(name, len(councils))
    luck = Random(seed)
    for council in councils:
        _Council([_Committee(each, luck, played) for each in council], luck, played, has_news=has_news).play()
    return played


class _Committee:
    """One committee as the program knows it."""

    def __init__(self, sats: Sequence[Sat], luck: Random, played: Played) -> None:
        self.sats, self.luck, self.played = sats, luck, played
        self.out: dict[date, set[Event]] = {sat.day: set() for sat in sats}
        self.waiting = sorted(
            ((at, event, sat.day) for sat in sats for at, event in sat.events if at >= _START), reverse=True
        )
        self.unseen: dict[date, list[datetime]] = defaultdict(list)
        self.read_at: dict[date, datetime] = {}
        self.due = _START + luck.random() * timedelta(hours=6)
        self.looked_at = _START
        self.sittings: tuple[Sitting, ...] = ()
        self.rhythm: Rhythm | None = None
        self.near: list[date] = []
        for sat in sats:
            self.out[sat.day] |= {event for at, event in sat.events if at < _START}

    def turn(self, now: datetime, habits: Habits, *, is_vouched: bool) -> None:
        """Look ahead anew: the week has turned, or something was noticed."""
        today = now.date()
        self.sittings = tuple(
            Sitting(
                day=day,
                published=frozenset(_SHOWS[each] for each in out if each in _SHOWS),
                is_off=Event.CANCELLED in out,
            )
            for day, out in self.out.items()
            if -46 <= (day - today).days <= 36
        )
        outlook = Outlook(sittings=self.sittings, bank_holidays=HOLIDAYS)
        self.rhythm = Rhythm(_SOURCE, outlook, habits, is_vouched=is_vouched)
        self.near = [each.day for each in self.sittings if -21 <= (each.day - today).days <= 35]

    def poll(self, now: datetime) -> list[Appearance]:
        """Ask for the list, and for the pages that are due. Gives what was learned."""
        found, changed = [], set()
        while self.waiting and self.waiting[-1][0] <= now:
            at, event, day = self.waiting.pop()
            if event is Event.SUPPLEMENT:
                self.unseen[day].append(at)
                continue
            self.out[day].add(event)
            changed.add(day)
            self.played.note(event, at, now)
            notice_day = day if event is Event.AGENDA else None
            found.append(Appearance(noticed_at=now, not_before=self.looked_at, meeting_day=notice_day))
        self.played.lists += 1
        today = now.date()
        for day in self.near:
            if day in changed or self._is_due(day, today, now):
                self.played.pages += 1
                self.read_at[day] = now
                for at in self.unseen.pop(day, ()):
                    self.played.note(Event.SUPPLEMENT, at, now)
        self.looked_at = now
        return found

    def _is_due(self, day: date, today: date, now: datetime) -> bool:
        if not today - NEAR_AFTER <= day <= today + NEAR_BEFORE:
            return False
        read_at = self.read_at.get(day)
        return read_at is None or now - read_at >= near_page_wait(day, today, has_agenda=Event.AGENDA in self.out[day])

    def schedule(self, now: datetime) -> None:
        """Set the next poll."""
        assert self.rhythm is not None
        self.due = self.rhythm.next_after(now, 0.95 + 0.1 * self.luck.random())


class _Council:
    """The committees of one council, week by week."""

    def __init__(self, committees: list[_Committee], luck: Random, played: Played, *, has_news: bool) -> None:
        self.committees, self.luck, self.played, self.has_news = committees, luck, played, has_news
        self.habits = USUAL
        self.seen: list[Appearance] = []
        self.told = sorted(
            (at, number, event, sat.day)
            for number, each in enumerate(committees)
            for sat in each.sats
            for at, event in sat.events
            if at >= _START and event in _NEWS_SHOWS and luck.random() < _NEWS_SHOWS[event]
        )
        self.told.reverse()
        self.news_due = _START

    def play(self) -> None:
        """The year."""
        for week in range(_WEEKS):
            began = _START + week * _WEEK
            for each in self.committees:
                each.turn(began, self.habits, is_vouched=self.has_news)
            hints = self._news(began, began + _WEEK) if self.has_news else {}
            for number, each in enumerate(self.committees):
                self._committee(each, hints.get(number, []), began + _WEEK)
            if week % 2:
                self.habits = learn(self.seen[-200:], HOLIDAYS)

    def _news(self, began: datetime, ended: datetime) -> dict[int, list[tuple[datetime, date]]]:
        """The moments at which the page of news names a committee's meeting, by the committee's place."""
        sittings = tuple(sitting for each in self.committees for sitting in each.sittings)
        rhythm = Rhythm(_SOURCE, Outlook(sittings=sittings, bank_holidays=HOLIDAYS), self.habits)
        hints: dict[int, list[tuple[datetime, date]]] = defaultdict(list)
        now = max(self.news_due, began)
        while now < ended:
            self.played.lists += 1
            while self.told and self.told[-1][0] <= now:
                _, number, _, day = self.told.pop()
                hints[number].append((now, day))
            now = rhythm.next_after(now, 0.95 + 0.1 * self.luck.random())
        self.news_due = now
        return hints

    def _committee(self, each: _Committee, hints: list[tuple[datetime, date]], ended: datetime) -> None:
        hints.reverse()
        while (now := min(each.due, hints[-1][0] if hints else ended)) < ended:
            while hints and hints[-1][0] <= now:
                each.read_at.pop(hints.pop()[1], None)
            found = each.poll(now)
            if found:
                self.seen += found
                each.turn(now, self.habits, is_vouched=self.has_news)
            each.schedule(now)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def measure(councils: int = COUNCILS, seed: int = 5) -> list[Played]:
    """Play the year in each way; those by the rhythm in processes of their own."""
    year = play(councils, seed)
    # Not forked: pytest and the bench have threads.
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        by_rhythm = [pool.submit(_adaptive_of, councils, seed, has_news) for has_news in (False, True)]
        return [*(fixed(year, hours) for hours in FIXED_HOURS), *(each.result() for each in by_rhythm)]


def _adaptive_of(councils: int, seed: int, has_news: bool) -> Played:
    return adaptive(play(councils, seed), has_news=has_news)


def sooner(rows: Sequence[Played]) -> float:
    """How many times sooner than a six-hourly poll the rhythm notices agendas (median)."""
    by_name = {row.name: row for row in rows}
    return _median(by_name["every 6 h"], Event.AGENDA) / _median(by_name["adaptive"], Event.AGENDA)


def _median(row: Played, event: Event) -> float:
    return median(row.delays[event])


def table(rows: Sequence[Played]) -> tuple[list[str], list[list[str]], list[str]]:
    """Headings, rows and remarks of the table."""
    by_name = {row.name: row for row in rows}
    six, ours = by_name["every 6 h"], by_name["adaptive"]
    times = sooner(rows)
    is_met = times >= GOAL and ours.per_day <= six.per_day
    headings = ["asked", "requests per council and day", "lists", "pages"]
    for event in _SHOWN:
        headings += [f"{event}: median h", "95th percentile h"]
    remarks = [
        f"A made-up year of {ours.councils} councils, {len(ours.delays[Event.AGENDA])} agendas (bench/publishing.py "
        "says what is known and what is guessed). Delay is from publication to the poll that notices.",
        "Requests are lists of meetings and pages of near meetings. The daily look at their papers is the same in "
        "every row and left out. A fixed interval reads near pages at each poll; the rhythm has a pace for them.",
        f"In the last quarter, when the councils' habits were learned, agendas were noticed after "
        f"{median(ours.late_agendas):.2f} h (median).",
        f"Agendas are noticed {times:.1f} times sooner than by a six-hourly poll, with "
        f"{ours.per_day / six.per_day:.0%} of its requests; the goal is {GOAL:g} times, with no more.",
    ]
    if not is_met:
        remarks[-1] = f"{SHORT}{remarks[-1]}"
    return headings, [_cells(row) for row in rows], remarks


def _cells(row: Played) -> list[str]:
    days = row.councils * _WEEKS * 7
    cells = [row.name, f"{row.per_day:.0f}", f"{row.lists / days:.0f}", f"{row.pages / days:.0f}"]
    for event in _SHOWN:
        cells += [f"{_median(row, event):.2f}", f"{quantiles(row.delays[event], n=20)[-1]:.1f}"]
    return cells


def as_markdown(rows: Sequence[Played]) -> str:
    """The section of docs/bench.md."""
    headings, cells, remarks = table(rows)
    lines = ["", HEADING, "", f"| {' | '.join(headings)} |", f"| --- |{' ---: |' * (len(headings) - 1)}"]
    lines += [f"| {' | '.join(each)} |" for each in cells]
    return "\n".join([*lines, "", *(f"- {each}" for each in remarks)]) + "\n"


def write(section: str) -> None:
    """Put the section into docs/bench.md in place of the one that is there, else at its end."""
    page = _PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(f"\n{HEADING}\n")
    _, mark, after = rest.partition("\n## ")
    _PAGE.write_text(before + section + mark + after, encoding="utf-8")


if __name__ == "__main__":
    found = measure()
    print_section(*table(found))
    write(as_markdown(found))
