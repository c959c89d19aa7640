"""What one poll brought home becomes memory and news, in one transaction.

    compare(known, reading) -> changes numbered, items tagged, memory, pages and the poll's record: all or nothing

Does not ask the network. May import: store, diff, tag, config, domain.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import structlog
from sqlalchemy import Connection

from watcher import store
from watcher.actions import shortfalls
from watcher.actions.asking import Gathered
from watcher.actions.collaborators import Collaborators
from watcher.actions.directory import resolve
from watcher.actions.hints import without_hints
from watcher.actions.own_papers import match_papers
from watcher.actions.told_elsewhere import without_told_elsewhere
from watcher.config import CouncilSettings
from watcher.diff import compare
from watcher.domain.changes import Change, ChangeKind, Known, KnownMeeting
from watcher.domain.polls import Poll, SourceState
from watcher.domain.publications import Decision, Outcome, PlannedDecision, Reading, Source
from watcher.domain.topics import Match

log = structlog.get_logger()


def remember_unchanged(tools: Collaborators, polls: Sequence[tuple[Poll, Gathered]]) -> None:
    """Record polls that found nothing new (or failed whole): their attempt, and when pages were last looked at."""
    with tools.store.write() as conn:
        store.sources.record_polls(conn, [each for each, _ in polls])
        for each, gathered in polls:
            store.meetings.looked_at(
                conn,
                each.source_key,
                pages=gathered.pages_read,
                documents=gathered.documents_read,
                rows=gathered.rows,
                at=each.started_at,
            )
            if gathered.is_way_noted:
                store.sources.set_shut(conn, each.source_key, gathered.shut_at)
            if gathered.source.is_decisions or gathered.source.is_plan:
                store.decisions.looked_at(
                    conn, each.source_key, pages=gathered.pages_read, rows=gathered.rows, at=each.started_at
                )


def remember(
    tools: Collaborators, source: Source, state: SourceState, gathered: Gathered, draft: Poll
) -> tuple[Poll, tuple[Change, ...]]:
    """Compare and keep. Another process that polled the same source meanwhile wins: then nothing is kept of ours."""
    with tools.store.write() as conn:
        if not store.sources.bump_version(conn, source.key, state.version):
            log.warning("polled twice at once: the second answer is left aside", source=source.key)
            return draft, ()
        poll: Poll = draft
        changes: tuple[Change, ...] = ()
        if gathered.reading is not None:
            poll, changes = _compare(conn, tools, source, gathered, draft)
        _keep_papers(conn, gathered, draft)
        if gathered.is_way_noted:
            store.sources.set_shut(conn, source.key, gathered.shut_at)
        _note_shortfall(conn, source, state, gathered, now=draft.ended_at)
        for page in gathered.pages:
            store.sources.save_page(
                conn,
                source.key,
                page.url,
                validators=page.validators,
                fingerprint=page.fingerprint,
                body=page.body,
                fetched_at=page.fetched_at,
            )
        store.sources.record_poll(conn, poll)
    return poll, changes


def _compare(
    conn: Connection, tools: Collaborators, source: Source, gathered: Gathered, draft: Poll
) -> tuple[Poll, tuple[Change, ...]]:
    assert gathered.reading is not None
    known = store.meetings.load_known(conn, source.key)
    reading = gathered.reading
    comparison = compare(known, reading, now=draft.started_at)
    if source.is_decisions:
        comparison = without_told_elsewhere(conn, source, comparison, gathered, now=draft.ended_at)
    if known.read_by != reading.system:
        store.sources.forget_seen(conn, source.key)
    after = _bookkept(comparison.known, gathered, draft)
    store.meetings.save_known(conn, known, after)
    changes: tuple[Change, ...] = comparison.changes
    if source.is_directory:
        changes, draft = _directory(conn, tools, source, after, changes, draft)
    elif source.committee is not None and reading.committees:
        assert source.council is not None
        # A committee named by id in sources.yaml gets its name from its own page; the list of the others stays.
        named = {each.id: each for each in store.sources.committees(conn, source.council.key)}
        named |= {each.id: each for each in reading.committees if each.id == source.committee.id and each.name}
        store.sources.save_committees(conn, source.council, tuple(named.values()))
    else:
        changes = without_hints(conn, source, reading, changes, now=draft.ended_at)
    changes = tuple(tools.library.with_passages(each) for each in changes if not tools.library.says_the_same(each))
    numbered = store.changes.append(conn, changes, noticed_at=draft.ended_at)
    if not source.is_news:
        _tag(conn, tools, source, reading, after)
        _index(conn, source, reading, after)
    return replace(draft, changes=len(numbered), flags=draft.flags + comparison.flags), numbered


def _note_shortfall(conn: Connection, source: Source, state: SourceState, gathered: Gathered, *, now: datetime) -> None:
    """Note what a list that was read whole lacks of what it showed before."""
    reading, found = gathered.reading, gathered.shortfall
    if reading is None:
        return
    if source.is_directory and reading.is_complete and reading.covers is None:
        ever = store.sources.ever_listed(conn, source.key)
        found = shortfalls.of_committees(ever, [each.id for each in reading.committees])
    elif not gathered.is_list_read:
        return
    is_first = state.read_by != reading.system
    store.sources.set_shortfall(conn, source.key, shortfalls.judge(found, state.shortfall, now, is_first=is_first))


def _bookkept(known: Known, gathered: Gathered, draft: Poll) -> Known:
    """Note which rows were dealt with, and when pages and papers were looked at."""
    meetings: dict[str, KnownMeeting] = dict(known.meetings)
    for key, each in known.meetings.items():
        if key in gathered.rows or key in gathered.pages_read or key in gathered.documents_read:
            meetings[key] = replace(
                each,
                row=gathered.rows.get(key, each.row),
                page_read_at=draft.started_at if key in gathered.pages_read else each.page_read_at,
                documents_read_at=draft.started_at if key in gathered.documents_read else each.documents_read_at,
            )
    decisions = {
        key: replace(
            each,
            row=gathered.rows.get(key, each.row),
            page_read_at=draft.started_at if key in gathered.pages_read else each.page_read_at,
        )
        if key in gathered.rows or key in gathered.pages_read
        else each
        for key, each in known.decisions.items()
    }
    return replace(known, meetings=meetings, decisions=decisions)


def _tag(conn: Connection, tools: Collaborators, source: Source, reading: Reading, after: Known) -> None:
    """Find the topics in everything that was read just now; what is remembered, not the page, is what is quoted."""
    found: dict[store.matches.Subject, Sequence[Match]] = {}
    for row in reading.meetings:
        meeting = after.meetings[row.id].meeting if row.id in after.meetings else None
        if not row.is_detailed or meeting is None:
            continue
        for item in meeting.items:
            papers = tools.library.papers_of(item)
            matches = tools.tagger.match_item(item, committee_name=meeting.committee.name, papers=papers)
            found[source.key, f"item:{item.id}"] = matches
        own = match_papers(tools.tagger, meeting, tools.library.text_of)
        found |= {(source.key, subject): matches for subject, matches in own.items()}
    if reading.entries:
        store.meetings.save_entries(conn, source.key, reading.entries)
        for entry in reading.entries:
            found[source.key, f"entry:{entry.id}"] = tools.tagger.match_entry(entry)
    for decision in _decisions_read(reading, after):
        papers = tools.library.papers_of(decision)
        found[source.key, f"decision:{decision.id}"] = tools.tagger.match_decision(decision, papers=papers)
    store.matches.save_many(conn, found)


def _decisions_read(reading: Reading, after: Known) -> list[Decision | PlannedDecision]:
    """Those of a reading as they are remembered; one that is held back is not."""
    ids = dict.fromkeys(each.id for each in reading.all_decisions)
    return [after.decisions[id_].decision for id_ in ids if id_ in after.decisions]


def _index(conn: Connection, source: Source, reading: Reading, after: Known) -> None:
    """Let what was read just now be found by its words; what did not change costs one question."""
    detailed = [row.id for row in reading.meetings if row.is_detailed and row.id in after.meetings]
    store.search.index_meetings(conn, source.key, [after.meetings[id_].meeting for id_ in detailed])
    store.search.index_entries(conn, source.key, reading.entries)
    store.search.index_decisions(conn, source.key, _decisions_read(reading, after))


def _keep_papers(conn: Connection, gathered: Gathered, draft: Poll) -> None:
    """How the reading of each new paper ended, and its words for the search."""
    for content_hash, text in gathered.papers.items():
        store.papers.save_paper(
            conn,
            content_hash,
            outcome=text.outcome,
            why=text.why,
            page_count=len(text.pages),
            read_at=draft.ended_at,
        )
        store.search.index_paper(conn, content_hash, text.pages)


def _directory(
    conn: Connection,
    tools: Collaborators,
    source: Source,
    after: Known,
    changes: tuple[Change, ...],
    draft: Poll,
) -> tuple[tuple[Change, ...], Poll]:
    """A council's committee list: resolve the configured names; a new committee is news only where all are watched."""
    assert source.council is not None
    council = _council(tools, source.council.key)
    store.sources.save_committees(conn, source.council, tuple(after.committees.values()))
    remembered = store.sources.resolved(conn, source.council.key)
    open_names = [name for name in council.wanted_names if remembered.get(name) not in after.committees]
    resolution = resolve(open_names, after.committees.values())
    store.sources.save_resolved(conn, source.council.key, {**remembered, **resolution.found})
    if not council.watches_all:
        changes = tuple(each for each in changes if each.kind is not ChangeKind.COMMITTEE_ADDED)
    if resolution.unknown:
        draft = replace(draft, outcome=Outcome.UNKNOWN_COMMITTEE, why=resolution.why)
    return changes, draft


def _council(tools: Collaborators, key: str) -> CouncilSettings:
    return next(each for each in tools.settings.councils if each.council.key == key)
