"""Whether what is read is all there is, judged by what there was: lists that were cut short, feeds and committees that
fell silent, committees that ended.

A page that is read well says nothing of what it does not show. So each source is compared with its own past: with what
its list showed, and with the longest pause it ever made. Doubts, not findings: nothing known is changed by them.
Does not keep or tell (alerts do). May import: store, cadence, config, domain.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from watcher import store
from watcher.actions.shortfalls import is_in_doubt, to_come
from watcher.cadence.silence import Silence, silence
from watcher.config import Settings
from watcher.domain.polls import SourceState
from watcher.domain.publications import LONDON
from watcher.domain.troubles import Sighting, TroubleKind

FEED_LEAST = timedelta(days=50)  # the first summer that is seen must not look like an end
COMMITTEE_LEAST = timedelta(days=183)
"""Shorter silences are nothing to write about, whatever the rhythm was: a recess and an election are four months."""
OTHERS_MET = timedelta(days=60)
"""A council is alive if another of its committees met so lately, or will."""

_FEEDS = ("feed", "moderngov-feed")


def lists_in_doubt(conn: Connection, now: datetime) -> tuple[Sighting, ...]:
    """Councils with lists that showed much more before than when they were last read."""
    found: dict[str, list[str]] = {}
    for state in store.sources.falling_short(conn):
        words = shortfall_words(state, now)
        if words:
            found.setdefault(state.council_key or state.key, []).append(words)
    return tuple(
        Sighting(kind=TroubleKind.SHRUNK, about=key, what=_and_more(words, "list")) for key, words in found.items()
    )


def shortfall_words(state: SourceState, now: datetime) -> str:
    """What a list lacks, if it is in doubt; else nothing."""
    short, is_directory = state.shortfall, state.key.endswith("/committees")
    if short is None or not is_in_doubt(short, now, is_directory=is_directory):
        return ""
    if is_directory:
        return f"{state.name} names {short.has}, and {len(short.lacks)} no more that it named before"
    lacks = to_come(short, now)
    shows = f"{short.has} {'meeting' if short.has == 1 else 'meetings'} to come" if short.has else "no meeting to come"
    return f"{state.name} shows {shows}, and not {len(lacks)} that it showed before, the next on {_on(lacks[0])}"


def silences(settings: Settings, conn: Connection) -> tuple[Sighting, ...]:
    """Feeds, committees and whole councils that fell silent; committees that their council names no more.

    Each as of the day on which it was last read well: of what happened since nobody knows. Committees that nobody
    chose, where all of a council are watched, may end unnoticed.
    """
    states = {each.key: each for each in store.sources.states(conn) if each.is_watched and each.last_good_at}
    return (*_feeds(conn, states), *_committees(settings, conn, states))


def _feeds(conn: Connection, states: Mapping[str, SourceState]) -> Iterable[Sighting]:
    feeds = [key for key, each in states.items() if each.system in _FEEDS]
    for key, moments in store.histories.entry_moments(conn, feeds).items():
        days = (at.astimezone(LONDON).date() for at in moments)
        quiet = silence(days, _as_of(states[key]), least=FEED_LEAST)
        if quiet:
            words = f"{states[key].name} said nothing since {_said(quiet.last)}; {_until_then(quiet)}"
            yield Sighting(kind=TroubleKind.QUIET, about=key, what=words)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Council:
    """The committees of one council: how each stands, the last meeting of each, and which fell silent."""

    key: str
    states: Mapping[str, SourceState]
    last: Mapping[str, date]
    quiet: Mapping[str, Silence]

    @property
    def is_alive(self) -> bool:
        """True if one of its committees met lately, or will."""
        return any(day >= _as_of(self.states[key]) - OTHERS_MET for key, day in self.last.items())


def _committees(settings: Settings, conn: Connection, states: Mapping[str, SourceState]) -> Iterable[Sighting]:
    last = {key: day for key, day in store.histories.last_meetings(conn).items() if key in states}
    seldom = [key for key, day in last.items() if day < _as_of(states[key]) - COMMITTEE_LEAST]
    days = store.histories.meeting_days(conn, seldom)
    found = {key: silence(each, _as_of(states[key]), least=COMMITTEE_LEAST) for key, each in days.items()}
    by_council: defaultdict[str | None, dict[str, SourceState]] = defaultdict(dict)
    for key, state in states.items():
        by_council[state.council_key][key] = state
    for each in settings.councils:
        theirs = by_council[each.council.key]
        council = _Council(
            key=each.council.key,
            states=theirs,
            last={key: last[key] for key in theirs if key in last},
            quiet={key: quiet for key in theirs if (quiet := found.get(key)) is not None},
        )
        if council.quiet and not council.is_alive:
            yield _silent(council)
        elif not each.watches_all and (ended := _ended(council)):
            yield Sighting(kind=TroubleKind.ENDED, about=council.key, what=_and_more(ended, "committee"))


def _silent(council: _Council) -> Sighting:
    count, latest = len(council.last), max(council.last.values())
    who = (
        f"none of the {count} committees that are watched has" if count > 1 else "the committee that is watched has not"
    )
    words = f"{who} met since {_said(latest)}, and no meeting is to come"
    return Sighting(kind=TroubleKind.QUIET, about=council.key, what=words)


def _ended(council: _Council) -> list[str]:
    """Committees that the council's list names no more, and those that meet no more while others do."""
    directory = council.states.get(f"{council.key}/committees")
    unnamed: frozenset[str] = frozenset()
    if directory is not None and directory.shortfall is not None and directory.last_good_at is not None:
        is_cut = is_in_doubt(directory.shortfall, directory.last_good_at, is_directory=True)
        unnamed = frozenset(() if is_cut else directory.shortfall.lacks)
    words = []
    for key, state in council.states.items():
        if key.removeprefix(f"{council.key}/") in unnamed:
            words.append(f"{state.name} is not among the committees any more that the council names")
        elif key in council.quiet:
            quiet = council.quiet[key]
            words.append(f"{state.name} has not met since {_said(quiet.last)}; {_until_then(quiet)}")
    return words


def _as_of(state: SourceState) -> date:
    assert state.last_good_at is not None
    return state.last_good_at.astimezone(LONDON).date()


def _and_more(words: Sequence[str], noun: str) -> str:
    more = len(words) - 1
    return f"{words[0]}; and {more} other {noun if more == 1 else f'{noun}s'} of it" if more else words[0]


def _until_then(quiet: Silence) -> str:
    days = quiet.longest.days
    return f"until then never more than {days} {'day' if days == 1 else 'days'} went by"


def _on(day: str) -> str:
    return _said(date.fromisoformat(day))


def _said(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
