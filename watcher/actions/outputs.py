"""Write what is told besides email: Atom feeds, calendars and the schema of editions, under digests/.

    what may differ since the last time?  (outlets; the answer is kept in the state folder)
    -> changes and meetings from the store -> feeds -> files; equal bytes are not written again
    what nobody makes any more is removed

Cheap when nothing changed: the sources' states and one small file are read. A crash leaves the old stamp, and the next
call makes the same files again. Does not word anything (feeds does). May import: the trades, config, domain.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import structlog
from sqlalchemy import Connection

from watcher import digest, feeds, publish, render, store
from watcher.actions.collaborators import Collaborators
from watcher.actions.outlets import (
    EVERYTHING,
    FEED_LIST,
    FEEDS,
    SCHEMA,
    Outlets,
    atom_address,
    committee_address,
    ics_address,
)
from watcher.domain.changes import Change
from watcher.domain.feeds import Told
from watcher.domain.publications import Council, Source
from watcher.errors import WatcherError
from watcher.feeds import Background, Calendar, Event, Feed
from watcher.store import outputs as rows

log = structlog.get_logger()

STAMP = "outputs.json"
MOST_OF_COMMITTEE = 30
"""Entries in a committee's feed."""
MOST_EVENTS = 5_000
"""In one calendar: those of phones grow slow beyond. What is left out is said in its description."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Which files were written because their bytes are new, and which were removed."""

    files: tuple[Path, ...] = ()
    removed: tuple[Path, ...] = ()


def write_outputs(tools: Collaborators, *, everything: bool = False) -> Written:
    """Write what may differ since the last time, or `everything`. Nothing before the first poll.

    Raises StoreError, RenderError, and OSError if the disk refuses.
    """
    settings = tools.settings
    old = _old_stamp(settings.state_dir / STAMP)
    with tools.store.read() as conn:
        outlets = Outlets.read(tools, conn, began=old.get("began_at"))
        if outlets is None:
            return Written()
        is_whole = everything or not are_there(settings.digests_dir)
        stale = outlets.stale({} if is_whole else old)
        if not stale:
            return Written()
        files = _Maker(conn, outlets).files(stale)
    page = render.render_feeds(outlets.listed(), templates=settings.digests_dir / "templates")
    written = _put(settings.digests_dir, outlets, files | {FEED_LIST: page.encode("utf-8", "replace")})
    settings.state_dir.mkdir(parents=True, exist_ok=True)
    publish.write_whole(settings.state_dir / STAMP, _json(outlets.stamp()))
    return written


def are_there(folder: Path) -> bool:
    """True if digests/ has feeds to link to."""
    return (folder / FEED_LIST).exists()


def refresh(tools: Collaborators) -> None:
    """Write what may differ, beside other work: what hinders it is logged, and the next call tries again."""
    try:
        write_outputs(tools)
    except (WatcherError, OSError) as error:
        log.warning("the feeds and calendars could not be written", why=str(error))


def _put(folder: Path, outlets: Outlets, files: Mapping[str, bytes]) -> Written:
    had_feeds = are_there(folder)
    written = publish.write_files(folder, files)
    keep = outlets.addresses()
    removed = publish.withdraw(folder, "feeds/**/*.atom", keep) + publish.withdraw(folder, "calendar/**/*.ics", keep)
    if not had_feeds:
        templates = folder / "templates"
        publish.write_index(folder, lambda found: render.render_index(found, templates=templates, has_feeds=True))
    return Written(files=written, removed=removed)


def _old_stamp(path: Path) -> dict[str, object]:
    """What was written last; empty if that is not known, and then everything is made."""
    try:
        made = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return {}
    return made if isinstance(made, dict) else {}


def _json(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode() + b"\n"


class _Maker:
    """Makes the bytes of every file that may differ."""

    def __init__(self, conn: Connection, outlets: Outlets) -> None:
        self._conn, self._outlets = conn, outlets

    def files(self, stale: Collection[str]) -> dict[str, bytes]:
        """Feeds and calendars of the groups that are `stale`, and those that span all of them, by their address."""
        outlets = self._outlets
        files: dict[str, bytes] = {SCHEMA: _json(feeds.edition_schema())}
        committees: list[Source] = []
        for key, council in outlets.councils.items():
            of_council = outlets.committees(key)
            committees += of_council
            if key in stale:
                files |= self._of_council(key, council)
                files[ics_address("councils", key)] = self._calendar(f"Meetings: {council.name}", of_council)
        files[ics_address()] = self._calendar("Council meetings", committees)
        troubles = self._troubles()
        for topic, name in outlets.topic_names.items():
            found = rows.latest_about(self._conn, topic, limit=2 * feeds.MOST_ENTRIES)
            words = self._told(found)
            # What lists items is news of the topic if one of these is about it, not if another of the meeting is.
            told = [
                words[change.number or 0]
                for change in found
                if not feeds.items_of(change) or name in words[change.number or 0].topics
            ]
            files[atom_address("topics", topic)] = self._feed(
                "topic", topic, f"{name} in council meetings", (*told, *troubles)
            )
        newest = self._told(rows.latest(self._conn, tuple(outlets.sources), limit=feeds.MOST_ENTRIES))
        files[atom_address(EVERYTHING)] = self._feed(
            EVERYTHING, "", "Everything noticed", (*newest.values(), *troubles)
        )
        return files

    def _of_council(self, key: str, council: Council) -> dict[str, bytes]:
        """The feed of a council and those of its committees."""
        sources = self._outlets.of_group(key)
        newest = rows.latest_of_each(self._conn, [source.key for source in sources], limit=feeds.MOST_ENTRIES)
        told = self._told(change for changes in newest.values() for change in changes)
        troubles = feeds.tell_troubles(self._outlets.troubled(sources), place=council.name, url=council.url)
        files = {
            atom_address("councils", key): self._feed(
                "council", key, council.name, (*told.values(), *troubles), council.url
            )
        }
        for source in self._outlets.committees(key):
            own = [told[change.number or 0] for change in newest.get(source.key, ())[:MOST_OF_COMMITTEE]]
            troubles = feeds.tell_troubles(self._outlets.troubled([source]), place=source.name, url=source.url)
            files[committee_address(source)] = self._feed(
                "committee", source.key, source.name, (*own, *troubles), source.url
            )
        return files

    def _troubles(self) -> tuple[Told, ...]:
        """What could not be read: one piece of news a council, and one a feed."""
        outlets = self._outlets
        found: list[Told] = []
        for key, council in outlets.councils.items():
            states = outlets.troubled(outlets.of_group(key))
            found += feeds.tell_troubles(states, place=council.name, url=council.url)
        for source in outlets.of_group(FEEDS):
            found += feeds.tell_troubles(outlets.troubled([source]), place=source.name, url=source.url)
        return tuple(found)

    def _feed(self, kind: str, key: str, title: str, told: Iterable[Told], url: str = "") -> bytes:
        feed = Feed(
            kind=kind,
            key=key,
            title=title,
            subtitle="What Council watcher noticed, newest first. Made by a program: the council's own page counts.",
            began_at=self._outlets.began_at,
            url=url,
            publisher=self._outlets.settings.digest.public_base_url or "",
        )
        return feeds.write_atom(feed, told)

    def _told(self, changes: Iterable[Change]) -> dict[int, Told]:
        """Each change put into words, by its number."""
        told = tuple(changes)
        background = background_of(self._conn, self._outlets, told)
        return {change.number or 0: feeds.tell(change, background) for change in told}

    def _calendar(self, title: str, committees: Iterable[Source]) -> bytes:
        """The meetings of these committees, as many as one file holds."""
        sources = {source.key: source for source in committees}
        first, last = self._outlets.days
        until = rows.horizon(self._conn, sources, first, last, most=MOST_EVENTS)
        calendar = Calendar(
            title=title,
            description="Dates as the councils' own pages give them. Made by a program: the council's page counts.",
            until=until if until < last else None,
        )
        return feeds.write_calendar(calendar, self._events(sources, first, until))

    def _events(self, sources: Mapping[str, Source], first: date, last: date) -> Iterable[Event]:
        outlets = self._outlets
        unchecked = {state.key: state.trouble_since for state in outlets.troubled(sources.values())}
        for sitting in rows.sittings(self._conn, sources, first, last):
            since = unchecked.get(sitting.source_key)
            event = feeds.event_of(
                sitting,
                sources[sitting.source_key],
                outlets.topic_names,
                began_at=outlets.began_at,
                unchecked_since=digest.full_day_words(since.date()) if since else "",
            )
            if event is not None:
                yield event


def background_of(conn: Connection, outlets: Outlets, changes: Collection[Change]) -> Background:
    """What is known around these changes."""
    meetings = {(each.source_key, each.meeting_id) for each in changes if each.meeting_id is not None}
    entries = {(each.source_key, each.entry_id) for each in changes if each.entry_id is not None}
    subjects = {(each.source_key, subject) for each in changes for subject in _subjects(each)}
    sources: Mapping[str, Source] = outlets.sources
    return Background(
        sources=sources,
        topics=outlets.settings.topics,
        meetings=store.meetings.by_keys(conn, meetings),
        entries=store.meetings.entries(conn, entries),
        matches=store.meetings.matches(conn, subjects),
    )


def _subjects(change: Change) -> Iterable[str]:
    if change.item_id is not None:
        yield f"item:{change.item_id}"
    if change.entry_id is not None:
        yield f"entry:{change.entry_id}"
    if change.decision_id is not None:
        yield f"decision:{change.decision_id}"
    yield from (f"item:{item_id}" for item_id in feeds.items_of(change))
    yield from (f"paper:{paper_id}" for paper_id in feeds.papers_of(change))
