"""What a modern.gov feed or a council's page of news says of watched committees is where to look, and no news itself.

Does not ask the network. May import: store, domain.
"""

import re
from datetime import datetime

from sqlalchemy import Connection

from watcher import store
from watcher.actions.directory import plain
from watcher.domain.changes import Change
from watcher.domain.publications import FeedEntry, Reading, Source
from watcher.domain.ways import NEWS

_COMMITTEE_OF_LINK = re.compile(r"[?&]C(?:ommittee)?Id=(\d+)", re.IGNORECASE)


def without_hints(
    conn: Connection, source: Source, reading: Reading, changes: tuple[Change, ...], *, now: datetime
) -> tuple[Change, ...]:
    """The changes that are news; those about watched committees make their sources due at once instead.

    Of a page of news, which tells of all committees there are, nothing is news.
    """
    if source.system not in ("moderngov-feed", NEWS):
        return changes
    watched = store.sources.watched_committees(conn, host_of=source.url)
    known = store.meetings.sources_of(conn, watched.values(), {each.meeting_id or "" for each in reading.entries})
    names = _names(conn, source, watched)
    hints: dict[str, str] = {}
    for entry in reading.entries:
        key = watched.get(_committee_of(entry)) or known.get(entry.meeting_id or "") or _named_in(entry, names)
        if key is not None:
            hints[entry.id] = key
    new = {change.entry_id for change in changes}
    meetings: dict[str, set[str]] = {}
    for entry in reading.entries:
        if entry.id in hints and entry.id in new:
            meetings.setdefault(hints[entry.id], set()).add(entry.meeting_id or "")
    store.meetings.look_again(conn, meetings, now=now)
    if source.system == NEWS:
        return ()
    return tuple(change for change in changes if change.entry_id not in hints)


def _committee_of(entry: FeedEntry) -> str:
    """The committee that an entry's link names; empty if it names none."""
    link = _COMMITTEE_OF_LINK.search(entry.url)
    return link.group(1) if link else ""


def _names(conn: Connection, source: Source, watched: dict[str, str]) -> dict[str, str]:
    """The plain names of a council's watched committees, for a page of news whose entries lead nowhere."""
    if source.system != NEWS or source.council is None:
        return {}
    listed = store.sources.committees(conn, source.council.key)
    return {plain(each.name): watched[each.id] for each in listed if each.id in watched and each.name}


def _named_in(entry: FeedEntry, names: dict[str, str]) -> str | None:
    """`Agenda published: Meeting of Monday, 12th October, 2026 6.30 pm, Schools Forum`: what stands at the end."""
    title = plain(entry.title)
    return next((key for name, key in names.items() if title.endswith(f" {name}")), None)
