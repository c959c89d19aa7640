"""Which council a person means, and what is written into sources.yaml for it.

A council is one entry of the file, however it is named and on whichever of its hosts: what is added widens that entry.
Does not ask sites (discover does) or pick committees (picking does). May import: councils, config, systems, domain.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import urljoin, urlsplit

from watcher import config
from watcher.actions.directory import resolve
from watcher.actions.discover import settings_for
from watcher.config import CouncilSettings, Settings
from watcher.councils import Councils, ListedCouncil, fold
from watcher.domain.publications import Committee, Council
from watcher.errors import WatcherError
from watcher.systems.whereabouts import Whereabouts, whereabouts

ALL = Committee(id="all", name="")
"""Stands for every committee there is and will be."""

HEAD = """\
# What is watched. `watcher add NAME` adds a council, `watcher validate` checks this file, `watcher schema` says all
# that can stand here.

# Who a council's web team can write to about our requests. Sent with each of them: please put your own address here.
# contact: you@example.org
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The council that is meant. `bases` are the folders where its committee pages may be, the likely one first.

    `number` is its place in sources.yaml (from 0), None if it is not there yet. `place` is what a given address told.
    """

    like: CouncilSettings
    bases: tuple[str, ...]
    number: int | None = None
    place: Whereabouts | None = None
    listed: tuple[ListedCouncil, ...] = ()
    page: str = ""

    @property
    def name(self) -> str:
        """What people call it."""
        return self.like.council.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What will be written: `added` committees; `already` were watched before. `text` is the file as it will be."""

    target: Target
    added: tuple[Committee, ...] = ()
    already: tuple[Committee, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    before: str = ""
    text: str = ""

    @property
    def is_change(self) -> bool:
        """True if the file will say more than before."""
        return self.text != self.before


def find_target(words: str, councils: Councils, settings: Settings | None, *, name: str = "") -> Target:
    """The council of a name, code or address. Raises WatcherError for an unknown one (with the nearest) or several.

    `name` is what it is to be called if the directory does not know it.
    """
    watched = settings.councils if settings else ()
    place = whereabouts(words if "://" in words else f"https://{words}") if _is_address(words) else None
    if place is None and "://" in words:
        raise WatcherError(f"{words} is not an address that can be asked")
    if place is not None:
        return _at(place, councils, watched, name)
    listed = councils.find(words)
    number = _number_named(words, watched)
    if number is not None and len(listed) != 1:
        return _watched(number, watched)
    if len(listed) > 1:
        names = "; ".join(f"{each.name} ({each.code})" for each in listed[:12])
        raise WatcherError(f'"{words}" may be any of these: {names}', hint="Write the name whole, or the code.")
    if not listed:
        near = "; ".join(each.name for each in councils.nearest(words))
        hint = f"The nearest: {near}. " if near else ""
        raise WatcherError(
            f'No council of the directory is called "{words}"',
            hint=f"{hint}An address of any of its committee pages will do as well.",
        )
    return _listed(listed, watched, None)


def plan(
    path: Path,
    before: str,
    target: Target,
    chosen: Sequence[Committee],
    known: Sequence[Committee],
    *,
    fields: Mapping[str, str],
) -> Plan:
    """What to write for the chosen committees (ALL for all). Raises ConfigError and WatcherError; writes nothing.

    `before` is the file's text in which the target was found: its entries are counted.
    """
    wanted = tuple(dict.fromkeys(chosen))
    if target.number is None:
        council = target.like.council
        entry = {"name": council.name, "key": council.key, "url": council.url, **fields}
        text = config.with_entry(path, before or HEAD, "councils", entry, _written(wanted))
        return Plan(target=target, added=wanted, fields=fields, before=before, text=text)
    already = tuple(each for each in wanted if _is_watched(each, target.like, known))
    added = tuple(each for each in wanted if each not in already)
    text = config.with_committees(path, before, target.number, _written(added)) if added else before
    for name, words in fields.items():
        text = config.with_field(path, text, target.number, name, words)
    return Plan(target=target, added=added, already=already, fields=fields, before=before, text=text)


def plan_feed(path: Path, before: str, settings: Settings | None, url: str, name: str) -> Plan:
    """The same for a feed of any kind."""
    council = Council(key=config.slug_of(name), name=name, url=url)
    target = Target(like=settings_for(council), bases=(url,))
    feeds = settings.feeds if settings else ()
    if any(_same(feed.url, url) for feed in feeds):
        return Plan(target=target, already=(Committee(id=url, name=name),), before=before, text=before)
    taken = {feed.key.partition("/")[2] for feed in feeds}
    entry = {"name": name, "key": _free(council.key or "feed", "", taken), "url": url}
    if target.like.allows_private:
        entry["allow_private"] = "yes"
    text = config.with_entry(path, before or HEAD, "feeds", entry)
    return Plan(target=target, added=(Committee(id=url, name=name),), before=before, text=text)


def with_site(target: Target, url: str, system: str) -> Target:
    """The target as its site answered; one that is watched already keeps its entry's address."""
    if target.number is not None:
        return target
    council = replace(target.like.council, url=url)
    return replace(target, like=replace(target.like, council=council, system=system))


def _at(place: Whereabouts, councils: Councils, watched: Sequence[CouncilSettings], name: str) -> Target:
    listed = councils.at(place.page)
    number = next((i for i, each in enumerate(watched) if _same(each.council.url, place.base)), None)
    if number is not None:
        return replace(_watched(number, watched), place=place, page=place.page, listed=listed)
    if listed:
        return _listed(listed, watched, place)
    host = urlsplit(place.base).hostname or "council"
    named = name or host.removeprefix("www.").removeprefix("democracy.")
    taken = {each.council.key for each in watched}
    council = Council(key=_free(config.slug_of(named), "", taken), name=named, url=place.base)
    return Target(like=settings_for(council), bases=_folders(place), place=place, page=place.page)


def _listed(listed: Sequence[ListedCouncil], watched: Sequence[CouncilSettings], place: Whereabouts | None) -> Target:
    """A council of the directory; several that share a site are one entry with both names."""
    first = listed[0]
    number = next((i for i, each in enumerate(watched) if _is_of(each, listed)), None)
    page = place.page if place else ""
    if number is not None:
        return replace(_watched(number, watched), place=place, page=page, listed=tuple(listed))
    name = " and ".join(each.title for each in listed)
    key = config.slug_of(" and ".join(each.name for each in listed))
    taken = {each.council.key for each in watched} | {"feed"}
    recorded = () if first.is_elsewhere or not first.address else _with_https(first.address)
    given = _folders(place) if place else ()
    bases = (*given, *recorded) if place and place.is_vendors else (*recorded, *given)
    url = bases[0] if bases else first.address
    council = Council(key=_free(key, first.code.lower(), taken), name=name, url=url)
    return Target(
        like=settings_for(council), bases=bases, place=place, listed=tuple(listed), page=page or first.address
    )


def _watched(number: int, watched: Sequence[CouncilSettings]) -> Target:
    return Target(like=watched[number], bases=(watched[number].council.url,), number=number)


def _is_of(entry: CouncilSettings, listed: Sequence[ListedCouncil]) -> bool:
    """An entry is of a council if it is on its site or bears its name."""
    names = {fold(name) for each in listed for name in (each.name, *each.also)}
    on_its_site = any(each.address and _same(entry.council.url, each.address) for each in listed)
    return on_its_site or fold(entry.council.name) in names


def _number_named(words: str, watched: Sequence[CouncilSettings]) -> int | None:
    named = (
        i
        for i, each in enumerate(watched)
        if words.strip().lower() == each.council.key or fold(words) == fold(each.council.name)
    )
    return next(named, None)


def _is_watched(committee: Committee, like: CouncilSettings, known: Sequence[Committee]) -> bool:
    found = resolve(like.wanted_names, known).found
    return like.watches_all or committee.id in like.committee_ids or committee.id in found.values()


def _written(committees: Sequence[Committee]) -> list[tuple[str, str]]:
    return [(each.id, each.name) for each in committees]


def _is_address(words: str) -> bool:
    bare = words.strip()
    return "://" in bare or ("." in bare.partition("/")[0].strip(".") and " " not in bare)


def _same(one: str, other: str) -> bool:
    """Two addresses of one folder: http and https, case of the host and the last slash do not matter."""
    parts = [urlsplit(each) for each in (one, other)]
    first, second = ((each.netloc.lower(), each.path.rstrip("/").lower(), each.query) for each in parts)
    return first == second


def _folders(place: Whereabouts) -> tuple[str, ...]:
    """Where the pages of a given address may be: its folder; and the top of its host, if it is no page of theirs."""
    top = urljoin(place.base, "/")
    return tuple(dict.fromkeys((*_with_https(place.base), *(() if place.is_vendors else (top,)))))


def _with_https(base: str) -> tuple[str, ...]:
    """A folder recorded as http is asked there first, as redirects tell where it went; then as https."""
    return (base, f"https://{base.removeprefix('http://')}") if base.startswith("http://") else (base,)


def _free(key: str, code: str, taken: set[str]) -> str:
    """The key, or with the code or a number behind it if another one has it."""
    tries = [key, f"{key}-{code}".strip("-"), *(f"{key}-{number}" for number in range(2, 1000))]
    return next(each for each in tries if each and each not in taken)
