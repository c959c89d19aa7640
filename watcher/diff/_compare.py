"""One reading of one source against what is known of it.

Knows the baseline, meetings seen for the first time, feed entries and committees; known meetings are compared in
`_meeting`. Does not notice meetings that left the list: a list is a window, and leaving it says nothing.
May import: domain, and the other parts of diff.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from watcher.diff._decisions import compare_decisions
from watcher.diff._facts import entry_facts, meeting_facts
from watcher.diff._heirs import follow_meetings, still_renumbered
from watcher.diff._meeting import STATUS_KINDS, compare_meeting
from watcher.diff._outputs import tell_outputs
from watcher.diff._telling import Telling
from watcher.diff._ways import is_other_way, was_always_there
from watcher.diff._words import fold, natural
from watcher.domain.changes import Change, ChangeKind, Comparison, Known, KnownMeeting
from watcher.domain.publications import LONDON, FeedEntry, Meeting, Reading

BACKFILL_DAYS = 14
"""A meeting first seen more than this long after its day is the council tidying its archive, not news."""


def compare(known: Known, reading: Reading, *, now: datetime) -> Comparison:
    """What is news in a reading, and what is known after it.

    Rows (meetings that are not detailed) give time and status; detailed meetings are complete. The first reading of a
    source is its baseline: all becomes known and nothing is news. A reading whose outcome is not good changes nothing.
    `row`, `page_read_at` and `documents_read_at` stay: whoever asks sets them. Raises ValueError if `now` is naive.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    if not reading.outcome.is_good:
        return Comparison(changes=(), known=known)
    oldest_day = now.astimezone(LONDON).date() - timedelta(days=BACKFILL_DAYS)
    known, reading, joined = follow_meetings(known, reading, now.astimezone(LONDON).date())
    meetings = dict(known.meetings)
    tellings: list[tuple[str, str, Telling]] = []
    for meeting in _one_of_each(reading.meetings):
        before = meetings.get(meeting.id)
        after, telling = _meet(known, before, meeting, oldest_day, reading)
        tellings.append((after.meeting.starts_at.iso or "" if after else "", meeting.id, telling))
        if after is not None:
            meetings[meeting.id] = after
    # By day, then by meeting: the order of the page has no say.
    tellings.sort(key=lambda telling: (telling[0] or "9999", natural(telling[1])))
    changes = [change for _, _, telling in tellings for change in telling.in_order()]
    if known.is_baselined:
        changes += _compare_entries(known, reading.entries) + _compare_committees(known, reading)
    decisions, told, doubts = compare_decisions(known, reading, oldest_day=oldest_day)
    changes += told
    after_all = replace(
        known,
        is_baselined=True,
        read_by=reading.system,
        meetings=meetings,
        entry_ids=known.entry_ids | {name for entry in reading.entries for name in _names(entry)},
        committees={**known.committees, **{committee.id: committee for committee in reading.committees}},
        decisions=decisions,
        renumbered=still_renumbered(known.renumbered, meetings),
    )
    flags = (*joined, *(flag for _, _, telling in tellings for flag in sorted(telling.flags)), *doubts)
    return Comparison(changes=tuple(changes), known=after_all, flags=flags)


def _one_of_each(meetings: Iterable[Meeting]) -> Iterable[Meeting]:
    """Each meeting once, whatever their order: its page rather than its row, and of equals the one that says more."""
    best: dict[str, Meeting] = {}
    for meeting in meetings:
        other = best.get(meeting.id)
        if other is None or _weight(meeting) > _weight(other):
            best[meeting.id] = meeting
    return best.values()


def _weight(meeting: Meeting) -> tuple[bool, int, int, tuple[str, ...]]:
    words = meeting.starts_at.iso or "", meeting.starts_at.raw, meeting.status.value, meeting.venue or "", meeting.url
    return meeting.is_detailed, len(meeting.published), len(meeting.all_documents()) + len(meeting.items), words


def _meet(
    known: Known, before: KnownMeeting | None, meeting: Meeting, oldest_day: date, reading: Reading
) -> tuple[KnownMeeting | None, Telling]:
    """What is known of a meeting after this sight of it (None: still nothing), and what there is to tell."""
    read_by = reading.system
    if before is not None:
        telling = Telling(known.source_key, meeting.id, before.announced, is_muted=not known.is_baselined)
        return compare_meeting(before, meeting, telling, read_by=read_by), telling
    is_backfill = meeting.starts_at.day is not None and meeting.starts_at.day < oldest_day
    is_first_look = is_other_way(known.read_by, read_by) or _is_asked_first(meeting, reading)
    is_backfill = is_backfill or (is_first_look and was_always_there(known, meeting))
    telling = Telling(known.source_key, meeting.id, is_muted=is_backfill or not known.is_baselined)
    if known.is_baselined and not is_backfill and meeting.published and not meeting.is_detailed:
        telling.flag("new, with something published, and its page was not read: held back until it is")
        return None, telling
    _tell_new(meeting, telling)
    way = read_by if meeting.is_detailed else None
    return KnownMeeting(meeting=meeting, announced=telling.announced, read_by=way), telling


def _is_asked_first(meeting: Meeting, reading: Reading) -> bool:
    """True for a day that no list was asked for before."""
    day = meeting.starts_at.day
    return day is not None and any(first <= day <= last for first, last in reading.first_asked)


def _tell_new(meeting: Meeting, telling: Telling) -> None:
    """Tell a meeting seen for the first time: by what came out for it, else by itself."""
    kind = STATUS_KINDS[meeting.status]
    if kind is not ChangeKind.MEETING_REINSTATED:
        # An agenda alone would call people to a meeting that does not take place.
        telling.tell(kind, after=meeting_facts(meeting))
    elif not meeting.published:
        telling.tell(ChangeKind.MEETING_SCHEDULED, after=meeting_facts(meeting))
    tell_outputs(meeting, meeting.published, telling)


def _compare_entries(known: Known, entries: Iterable[FeedEntry]) -> list[Change]:
    told = set(known.entry_ids)
    new: dict[str, FeedEntry] = {}
    for entry in sorted(entries, key=lambda entry: natural(entry.id)):
        if told.isdisjoint(_names(entry)):
            new[entry.id] = entry
        told.update(_names(entry))
    changes = [
        Change(
            kind=ChangeKind.FEED_ENTRY_PUBLISHED,
            source_key=known.source_key,
            entry_id=entry.id,
            after=entry_facts(entry),
        )
        for entry in new.values()
    ]
    return sorted(changes, key=lambda change: natural(change.entry_id))


def _names(entry: FeedEntry) -> tuple[str, ...]:
    """What an entry is known by: its id, and what it says, for some feeds make every id anew at each request.

    Only with a time: without one, an equal title and address may well be the next of its kind.
    """
    if entry.published_at is None:
        return (entry.id,)
    said = f"{fold(entry.title)}\x00{entry.url}\x00{entry.published_at.astimezone(UTC).isoformat()}"
    return entry.id, "said:" + hashlib.sha256(said.encode()).hexdigest()[:32]


def _compare_committees(known: Known, reading: Reading) -> list[Change]:
    """Committees that were added; another way of reading may list some that the first one never did.

    A calendar names those that meet in its days: that one appears there does not say that it is new.
    """
    if is_other_way(known.read_by, reading.system) or reading.covers is not None:
        return []
    new = {committee.id: committee for committee in reading.committees if committee.id not in known.committees}
    return [
        Change(
            kind=ChangeKind.COMMITTEE_ADDED,
            source_key=known.source_key,
            committee_id=id_,
            after={"name": new[id_].name},
        )
        for id_ in sorted(new, key=natural)
    ]
