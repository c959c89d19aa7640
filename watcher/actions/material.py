"""Gather from the store what digests are made of: once per window, shared by all subscribers of it.

Does not choose or word anything (digest does). May import: store, diff, digest, config, domain.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection

from watcher import store
from watcher.actions.collaborators import Collaborators
from watcher.actions.directory import current_sources
from watcher.actions.resolved import resolved_of
from watcher.dates.working_days import english_bank_holidays
from watcher.diff import net
from watcher.digest import Material, papers_alone
from watcher.domain.changes import Change, ChangeKind
from watcher.domain.digests import Window
from watcher.domain.documents import DocumentOutcome, UnreadPaper
from watcher.domain.publications import LONDON, NOT_SHOWN_NOTE, FeedEntry, Meeting, Published
from watcher.domain.topics import Match
from watcher.domain.ways import NEWS
from watcher.store.agendas import agendas_out

AHEAD = timedelta(days=42)
"""How far ahead meetings are gathered: `Coming up` shows two weeks of it, a first digest the papers already out."""


class Materials:
    """The material of the window asked for last, kept for the next subscriber with the same window.

    Only of the last one: a window may hold a year's changes, and who composes for many goes window by window.
    """

    def __init__(self, tools: Collaborators, now: datetime) -> None:
        self._tools, self._now = tools, now
        self._kept: dict[Window, Material] = {}

    def of(self, conn: Connection, window: Window) -> Material:
        """What happened in the window, with all that may be said about it. Reads within the caller's transaction."""
        if window not in self._kept:
            self._kept = {window: self._gather(conn, window)}
        return self._kept[window]

    def _gather(self, conn: Connection, window: Window) -> Material:
        changes = net(store.changes.between(conn, window))
        today = self._now.astimezone(LONDON).date()
        undated = (pair for pair in store.meetings.undated(conn) if _may_come(pair[1]))
        upcoming = (*store.meetings.upcoming(conn, None, today, today + AHEAD), *undated)
        meetings = _meetings(conn, changes)
        entries = _entries(conn, changes)
        subjects = _subjects(changes, meetings.items(), upcoming, entries)
        return Material(
            changes=changes,
            matches=store.meetings.matches(conn, subjects),
            meetings=meetings,
            upcoming=upcoming,
            sources={source.key: source for source in current_sources(self._tools.settings, conn)},
            # A page of news only says where to look: what it tells of is read elsewhere, or named as not read.
            states=tuple(each for each in store.sources.states(conn) if each.system != NEWS),
            topics=self._tools.settings.topics,
            entries=entries,
            earlier_matches=self._earlier(changes),
            unread=_unread(conn, (*((key, each) for (key, _), each in meetings.items()), *upcoming)),
            bank_holidays=english_bank_holidays(today.year),
            agendas=agendas_out(conn, {*meetings, *((key, each.id) for key, each in upcoming)}),
            resolved=resolved_of(changes, meetings, self._tools.library.pages),
            decisions=store.decisions.by_keys(
                conn, {(each.source_key, each.decision_id) for each in changes if each.decision_id is not None}
            ),
        )

    def _earlier(self, changes: Iterable[Change]) -> dict[tuple[str, str], tuple[Match, ...]]:
        """A retitled item may have lost the words that made it interesting: look at its old title as well."""
        earlier = {}
        for change in changes:
            if change.kind in (ChangeKind.ITEM_RETITLED, ChangeKind.ITEM_WITHDRAWN) and change.before:
                matches = self._tools.tagger.match_texts(str(change.before.get("title", "")), ())
                earlier[change.source_key, f"item:{change.item_id}"] = matches
        return earlier


def _may_come(meeting: Meeting) -> bool:
    """Whether a meeting without a readable day may lie ahead: nothing says that it was held, and it is still shown."""
    return meeting.published <= {Published.AGENDA} and NOT_SHOWN_NOTE not in meeting.notes


def _meetings(conn: Connection, changes: Iterable[Change]) -> dict[tuple[str, str], Meeting]:
    return store.meetings.by_keys(
        conn, sorted({(each.source_key, each.meeting_id) for each in changes if each.meeting_id is not None})
    )


def _entries(conn: Connection, changes: Iterable[Change]) -> dict[tuple[str, str], FeedEntry]:
    return store.meetings.entries(
        conn, sorted({(each.source_key, each.entry_id) for each in changes if each.entry_id is not None})
    )


def _unread(conn: Connection, meetings: Collection[tuple[str, Meeting]]) -> dict[tuple[str, str], UnreadPaper]:
    """The papers of items that could not be fetched, could not be read, or were read but for some pages."""
    papers = [(key, each) for key, meeting in meetings for item in meeting.items for each in item.documents]
    papers += [(key, each) for key, meeting in meetings for each in papers_alone(meeting)]
    missing = store.sources.unread_papers(conn, sorted({key for key, _ in papers}))
    read = store.papers.papers(conn, sorted({each.content_hash for _, each in papers if each.content_hash}))
    found: dict[tuple[str, str], UnreadPaper] = {}
    for key, each in papers:
        state = read.get(each.content_hash or "")
        if (key, each.url) in missing:
            found[key, each.id] = UnreadPaper(outcome=missing[key, each.url])
        elif state is not None and (state.why or state.outcome is not DocumentOutcome.READ):
            found[key, each.id] = UnreadPaper(outcome=state.outcome, why=state.why)
    return found


def _subjects(
    changes: Iterable[Change],
    meetings: Collection[tuple[tuple[str, str], Meeting]],
    upcoming: Collection[tuple[str, Meeting]],
    entries: Iterable[tuple[str, str]],
) -> list[tuple[str, str]]:
    """What matches are asked for: the items of every meeting in sight, those of changes, and feed entries."""
    subjects = {(key, f"item:{item.id}") for (key, _), meeting in meetings for item in meeting.items}
    subjects |= {(key, f"item:{item.id}") for key, meeting in upcoming for item in meeting.items}
    told = ((key, meeting) for (key, _), meeting in meetings)
    subjects |= {(key, f"paper:{paper.id}") for key, each in (*told, *upcoming) for paper in papers_alone(each)}
    subjects |= {(each.source_key, f"item:{each.item_id}") for each in changes if each.item_id is not None}
    subjects |= {(key, f"entry:{entry}") for key, entry in entries}
    subjects |= {(each.source_key, f"decision:{each.decision_id}") for each in changes if each.decision_id is not None}
    return sorted(subjects)
