"""Which feeds and calendars there are, where they stand, and which of them may differ from what was written last.

A source's version grows with each poll that changed what is known, so the versions of a council's sources say whether
its feeds can differ. Does not make or write files (outputs does). May import: config, store, domain, actions.directory.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from watcher import __version__, publish, store
from watcher.actions.collaborators import Collaborators
from watcher.actions.directory import current_sources
from watcher.config import Settings
from watcher.domain.polls import SourceState
from watcher.domain.publications import LONDON, Council, Source
from watcher.feeds import in_trouble

FEED_LIST = "feeds/index.html"
SCHEMA = "schema/edition.schema.json"
EVERYTHING = "everything"
FEEDS = "feed"
"""The group of sources that belong to no council."""

_AHEAD = timedelta(days=400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlets:
    """All that is followed now. `began_at` (UTC) is when watching began, as far as is remembered."""

    settings: Settings
    sources: Mapping[str, Source]
    states: Mapping[str, SourceState]
    now: datetime
    began_at: datetime

    @classmethod
    def read(cls, tools: Collaborators, conn: Connection, *, began: object = None) -> "Outlets | None":
        """Everything followed; None before the first poll. `began` is the stamp's own memory of that."""
        first = store.sources.first_poll_at(conn)  # of the polls that are kept: it moves on
        moments = [each for each in (first, _moment(began)) if each is not None]
        if not moments:
            return None
        sources = {source.key: source for source in current_sources(tools.settings, conn)}
        states = {state.key: state for state in store.sources.states(conn) if state.key in sources}
        now = tools.clock()
        return cls(settings=tools.settings, sources=sources, states=states, now=now, began_at=min(moments))

    @property
    def councils(self) -> dict[str, Council]:
        """The councils by their keys, in the order of sources.yaml."""
        return {each.council.key: each.council for each in self.sources.values() if each.council is not None}

    @property
    def topic_names(self) -> dict[str, str]:
        """Topics in force: key to name."""
        return {topic.key: topic.name for topic in self.settings.topics.topics}

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day of the calendars: from last month's first, so that it moves once a month."""
        today = self.now.astimezone(LONDON).date()
        return (today.replace(day=1) - timedelta(days=1)).replace(day=1), today + _AHEAD

    def of_group(self, group: str) -> tuple[Source, ...]:
        """The sources of a council, or the feeds of none."""
        return tuple(source for source in self.sources.values() if group_of(source.key) == group)

    def troubled(self, sources: Iterable[Source]) -> tuple[SourceState, ...]:
        """Those of these sources that could not be read for days."""
        states = (self.states.get(source.key) for source in sources)
        return tuple(state for state in states if state is not None and in_trouble(state, self.now))

    def committees(self, council: str) -> tuple[Source, ...]:
        """The sources of a council that are committees."""
        return tuple(source for source in self.of_group(council) if source.committee is not None)

    def addresses(self) -> frozenset[str]:
        """Where every feed and calendar stands, relative to digests/."""
        rows = (row for rows in self.listed(start="").values() for row in rows)
        return frozenset(row[kind] for row in rows for kind in ("atom", "ics") if row[kind])

    def listed(self, *, start: str = "../") -> dict[str, list[dict[str, str]]]:
        """All feeds and calendars by heading: rows of `title`, `atom` and `ics`."""

        def row(title: str, atom: str, ics: str = "") -> dict[str, str]:
            return {"title": title, "atom": start + atom, "ics": start + ics if ics else ""}

        councils = self.councils.items()
        return {
            "Everything": [row("Everything noticed", atom_address(EVERYTHING), ics_address())],
            "Topics": [row(name, atom_address("topics", key)) for key, name in self.topic_names.items()],
            "Councils": [
                row(each.name, atom_address("councils", key), ics_address("councils", key)) for key, each in councils
            ],
            "Committees": [
                row(source.name, committee_address(source)) for key, _ in councils for source in self.committees(key)
            ],
        }

    def stamp(self) -> dict[str, object]:
        """What the bytes of all files follow from; a day is part of it, as topics can be applied anew by hand."""
        groups: dict[str, list[object]] = {}
        for key, state in sorted(self.states.items()):
            trouble = state.trouble_since.isoformat() if in_trouble(state, self.now) and state.trouble_since else ""
            groups.setdefault(group_of(key), []).append([key, state.version, self.sources[key].name, trouble])
        topics = [[topic.key, topic.name] for topic in self.settings.topics.topics]
        council_names = [[key, each.name] for key, each in self.councils.items()]
        return {
            "began_at": self.began_at.isoformat(),
            "whole": _hash(
                [__version__, topics, council_names, self.settings.digest.public_base_url, *map(str, self.days)]
            ),
            "groups": {group: _hash(rows) for group, rows in groups.items()},
        }

    def stale(self, old: Mapping[str, object]) -> frozenset[str]:
        """The groups whose files may differ from those that were written with the stamp `old`."""
        new, before = self.stamp(), old.get("groups")
        groups = new["groups"]
        assert isinstance(groups, dict)
        if not isinstance(before, Mapping) or old.get("whole") != new["whole"]:
            return frozenset(groups)
        changed = {group for group, mark in groups.items() if before.get(group) != mark}
        gone = before.keys() - groups.keys()
        return frozenset(changed | gone)


def group_of(source_key: str) -> str:
    """The council's key, or FEEDS."""
    return source_key.partition("/")[0]


def atom_address(*names: str) -> str:
    """Where a feed stands."""
    return publish.plain_address("feeds", *names, ending=".atom")


def committee_address(source: Source) -> str:
    """Where a committee's feed stands."""
    council, _, committee = source.key.partition("/")
    return atom_address("committees", council, committee)


def ics_address(*names: str) -> str:
    """Where a calendar stands; without a name that of everything."""
    return publish.plain_address("calendar", *(names or (EVERYTHING,)), ending=".ics")


def _moment(words: object) -> datetime | None:
    try:
        made = datetime.fromisoformat(words) if isinstance(words, str) else None
    except ValueError:
        return None
    return made if made is not None and made.tzinfo is not None else None


def _hash(value: object) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:16]
