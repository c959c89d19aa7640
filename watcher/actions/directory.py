"""Which sources there are: what sources.yaml says, completed by what the councils' own committee lists say.

A committee given by name is looked up on the council's committee list, once, and remembered by its id; `all` follows
the list as it grows. Does not fetch. May import: config, store, domain.
"""

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from watcher import store
from watcher.config import CouncilSettings, Settings
from watcher.domain.publications import Committee, Outcome, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Configured names that were found (name -> committee id), and those that were not (name -> nearest names)."""

    found: Mapping[str, str]
    unknown: Mapping[str, tuple[str, ...]]

    @property
    def why(self) -> str:
        """The unknown names in words; empty if there are none."""
        return "; ".join(
            f'no committee is called "{name}"' + (f"; the nearest: {', '.join(near)}" if near else "")
            for name, near in self.unknown.items()
        )


def current_sources(settings: Settings, conn: Connection) -> tuple[Source, ...]:
    """Every source that is watched now, in the order of sources.yaml, each once."""
    sources = {source.key: source for source in settings.sources()}
    councils = {council.council.key: council for council in settings.councils}
    listed, resolved = store.sources.all_committees(conn), store.sources.all_resolved(conn)
    known = {key: {each.id: each for each in listed.get(key, ())} for key in councils}
    for key, council in councils.items():
        for wanted in _wanted(council, known[key], resolved.get(key, {})):
            source = council.source_for(wanted)
            sources.setdefault(source.key, source)
    for source in list(sources.values()):
        if source.council and source.committee and not source.committee.name:
            sources[source.key] = _named(source, councils[source.council.key], known[source.council.key])
    return tuple(sources.values())


def to_be_listed(settings: Settings, conn: Connection) -> tuple[str, ...]:
    """What will be watched once a council's list was read: `all committees of Durham`, `2 committees of Harrowmere`."""
    listed, resolved = store.sources.all_committees(conn), store.sources.all_resolved(conn)
    found = []
    for watched in settings.councils:
        council = watched.council
        missing = [name for name in watched.wanted_names if name not in resolved.get(council.key, {})]
        if watched.watches_all and not listed.get(council.key):
            found.append(f"all committees of {council.name}")
        elif missing and not watched.watches_all:
            found.append(f"{len(missing)} committee{'s' if len(missing) > 1 else ''} of {council.name}")
    return tuple(found)


def resolve(names: Sequence[str], committees: Iterable[Committee]) -> Resolution:
    """Find each configured name among the committees, forgiving case, spaces, quotes and `&` for `and`."""
    committees = tuple(committees)
    by_name = {plain(each.name): each for each in committees}
    found: dict[str, str] = {}
    unknown: dict[str, tuple[str, ...]] = {}
    for name in names:
        committee = by_name.get(plain(name))
        if committee is not None:
            found[name] = committee.id
            continue
        near = difflib.get_close_matches(plain(name), list(by_name), n=3, cutoff=0.5)
        unknown[name] = tuple(by_name[each].name for each in near)
    return Resolution(found=found, unknown=unknown)


def has_open_names(settings: Settings, conn: Connection, source: Source) -> bool:
    """True if a council's committee list is still needed to find a configured name."""
    council = next(each for each in settings.councils if each.council == source.council)
    resolved = store.sources.resolved(conn, council.council.key)
    return any(name not in resolved for name in council.wanted_names)


def lists_with_news_to_find(settings: Settings, conn: Connection) -> tuple[str, ...]:
    """Lists of committees to be asked now, whatever their time: sources.yaml was edited since they were searched.

    A list that was not readable keeps its time: the edit does not make the site well.
    """
    lists = {council.directory_source().key: council for council in settings.councils if council.wanted_names}
    if not lists:
        return ()
    states = store.sources.states_of(conn, tuple(lists))
    listed, resolved = store.sources.all_committees(conn), store.sources.all_resolved(conn)
    found = []
    for key, council in lists.items():
        names = [name for name in council.wanted_names if name not in resolved.get(council.council.key, {})]
        state = states[key]
        if state.last_outcome is Outcome.UNKNOWN_COMMITTEE:
            if state.why != resolve(names, listed.get(council.council.key, ())).why:
                found.append(key)
        elif names and state.last_outcome is not None and state.last_outcome.is_good:
            found.append(key)
    return tuple(found)


def _wanted(
    council: CouncilSettings, known: Mapping[str, Committee], resolved: Mapping[str, str]
) -> Iterable[Committee]:
    if council.watches_all:
        return known.values()
    ids = (resolved[name] for name in council.wanted_names if name in resolved)
    return [known[each] for each in ids if each in known]


def _named(source: Source, council: CouncilSettings, known: Mapping[str, Committee]) -> Source:
    """A committee given by id gets its name once a page has told it."""
    committee = source.committee and known.get(source.committee.id)
    if not committee:
        return source
    return replace(source, committee=committee, name=council.source_for(committee).name)


def plain(name: str) -> str:
    """A committee's name as it is compared: no case, spaces, quotes; `&` is `and`."""
    folded = name.casefold().replace("&", " and ").replace("\u2019", "'")
    return re.sub(r"[^a-z0-9']+", " ", folded).strip()
