"""Which of a council's committees are meant: by id, by words of the name, by numbers of a list, by a topic.

Does not ask anybody whom it was not given, or print. May import: systems, tag, discover, domain, errors.
"""

import difflib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from watcher.actions.asking import Asks
from watcher.actions.directory import plain
from watcher.actions.in_english import InEnglish
from watcher.config import CouncilSettings
from watcher.domain.publications import Committee, Meeting, Outcome, Published, Source
from watcher.errors import WatcherError
from watcher.systems import SYSTEMS
from watcher.tag import Tagger

RECENT = timedelta(days=200)
"""How far back agendas are looked at for a topic: committees that meet once a quarter have one at least."""

_OUT_BEFORE = timedelta(days=7)
"""Agendas are out five working days before a meeting."""

LOOKED_AT = 2
"""Agendas of a committee that are looked at for a topic, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """A committee that matches a topic, and what showed it: its name, or the title of an item."""

    committee: Committee
    because: str


def by_words(words: str, committees: Sequence[Committee]) -> tuple[Committee, ...]:
    """The committee of that id or name; else all whose name holds every word. Raises WatcherError with the nearest."""
    bare = words.strip()
    if bare.isascii() and bare.isdigit():
        found = [each for each in committees if each.id == bare.lstrip("0")]
        if found or not committees:
            return tuple(found) or (Committee(id=bare.lstrip("0"), name=""),)
        raise WatcherError(f"The council lists no committee with the id {bare}")
    wanted = plain(bare)
    if exact := [each for each in committees if plain(each.name) == wanted]:
        return tuple(exact)
    parts = wanted.split()
    holding = [each for each in committees if parts and all(part in plain(each.name) for part in parts)]
    if not holding:
        names = {plain(each.name): each.name for each in committees}
        near = difflib.get_close_matches(wanted, names, n=3, cutoff=0.4)
        raise WatcherError(
            f'No committee is called "{bare}"',
            hint=f"The nearest: {'; '.join(names[each] for each in near)}." if near else "",
        )
    return tuple(holding)


def by_answer(answer: str, committees: Sequence[Committee]) -> tuple[Committee, ...] | None:
    """What a person typed below a numbered list: `1, 3-5`, `children`, `all` (then None). Raises WatcherError."""
    chosen: dict[Committee, None] = {}
    for part in filter(None, (each.strip() for each in re.split(r"[,;\n]", answer))):
        if part.lower() == "all":
            return None
        for number in _numbers(part):
            if not 1 <= number <= len(committees):
                raise WatcherError(f"There is no number {number} in the list; it ends with {len(committees)}")
            chosen[committees[number - 1]] = None
        if not _is_numbers(part):
            chosen |= dict.fromkeys(by_words(part, committees))
    return tuple(chosen)


def by_topic(
    asks: Asks,
    like: CouncilSettings,
    committees: Sequence[Committee],
    tagger: Tagger,
    topic: str,
    today: date,
    *,
    tell: Callable[[int, Committee], None],
) -> Iterator[Matching]:
    """Those whose name is about the topic, or an item of their newest agendas. Asks up to three pages of each other.

    What is recent follows from the site's own newest agenda: of a body that met last five years ago nothing is.
    """
    asks = InEnglish(asks)
    rows: dict[Committee, list[Meeting]] = {}
    for number, committee in enumerate(committees, start=1):
        tell(number, committee)
        rows[committee] = [] if _is_about(tagger, topic, committee.name) else _with_agenda(asks, like, committee, today)
    newest = max((_day(row) for listed in rows.values() for row in listed), default=date.min)
    for number, (committee, listed) in enumerate(rows.items(), start=1):
        tell(number, committee)
        if _is_about(tagger, topic, committee.name):
            yield Matching(committee=committee, because="its name")
            continue
        recent = sorted((row for row in listed if newest - _day(row) <= RECENT), key=_day, reverse=True)[:LOOKED_AT]
        if because := _item_about(asks, like.source_for(committee), recent, tagger, topic):
            yield Matching(committee=committee, because=because)


def _with_agenda(asks: Asks, like: CouncilSettings, committee: Committee, today: date) -> list[Meeting]:
    """The committee's meetings whose agenda is out; none if the list cannot be read.

    Of a list that says of no meeting what is out (the web service's) those that were or are within a week.
    """
    source, system = like.source_for(committee), SYSTEMS[like.system]
    rows: list[Meeting] = []
    for address in system.first_requests(source, today):
        page = asks.get(address, source)
        rows += system.read(source, page).meetings if page.outcome is Outcome.OK else ()
    if any(row.published for row in rows):
        return [row for row in rows if Published.AGENDA in row.published]
    return [row for row in rows if date.min < _day(row) <= today + _OUT_BEFORE]


def _item_about(asks: Asks, source: Source, rows: Sequence[Meeting], tagger: Tagger, topic: str) -> str:
    """The title of an item of these meetings that is about the topic; empty if there is none, or nothing is read."""
    system, name = SYSTEMS[source.system], source.committee.name if source.committee else ""
    for row in rows:
        page = asks.get(system.meeting_request(source, row.id, row.url), source)
        for meeting in system.read(source, page).meetings if page.outcome is Outcome.OK else ():
            for item in meeting.items:
                matches = tagger.match_item(item, committee_name=name)
                if any(match.topic == topic and match.is_about for match in matches):
                    return item.title
    return ""


def _is_about(tagger: Tagger, topic: str, name: str) -> bool:
    return any(match.topic == topic and match.is_about for match in tagger.match_texts(name, ()))


def _day(meeting: Meeting) -> date:
    return meeting.starts_at.day or date.min


def _is_numbers(part: str) -> bool:
    return re.fullmatch(r"\d{1,4}(?:\s*(?:-|to)\s*\d{1,4})?(?:\s+\d{1,4}(?:\s*-\s*\d{1,4})?)*", part) is not None


def _numbers(part: str) -> Iterator[int]:
    if not _is_numbers(part):
        return
    for first, last in re.findall(r"(\d+)(?:\s*(?:-|to)\s*(\d+))?", part):
        yield from range(int(first), int(last or first) + 1)
