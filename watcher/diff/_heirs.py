"""A meeting that got another id and is the same: the council took it off its site and put it up anew.

Told by its id alone it would be scheduled a second time, with an agenda that everybody has read. So what is known of
the meeting that went moves to the one that came: to one of the same day and time, and to one of another day only where
hardly anything else can have happened. That a meeting went is said by whoever looked for it: it is in no list, and its
page is gone.
Does not tell anything. May import: domain, and the other parts of diff.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from watcher.diff._words import fold_title
from watcher.domain.changes import Known, KnownMeeting
from watcher.domain.publications import NOT_SHOWN_NOTE, Meeting, MeetingStatus, Reading

FARTHEST_MOVE = timedelta(days=31)
"""What went and came more than a month apart is as likely the council tidying its calendar."""

_ON = (MeetingStatus.SCHEDULED, MeetingStatus.MOVED)


def follow_meetings(known: Known, reading: Reading, today: date) -> tuple[Known, Reading, tuple[str, ...]]:
    """What is known under the ids of now, the reading without those that went on under another, and flags that say so.

    The reading holds a meeting that is gone as it is known, with NOT_SHOWN_NOTE.
    """
    new = {each.id: each for each in reading.meetings if each.id not in known.meetings}
    just_gone, all_gone = _gone(known, reading)
    if not new or not all_gone or not known.is_baselined:
        return known, reading, ()
    heirs = _at_the_same_time(all_gone, new)
    left = {id_: each for id_, each in just_gone.items() if id_ not in heirs}
    others = {id_: each for id_, each in new.items() if id_ not in heirs.values()}
    heirs |= _moved(left, others, today)
    if not heirs:
        return known, reading, ()
    meetings = {id_: each for id_, each in known.meetings.items() if id_ not in heirs}
    meetings |= {id_: _as_heir(known.meetings[old], new[id_]) for old, id_ in heirs.items()}
    joined = replace(known, meetings=meetings, renumbered=_renumbered(known.renumbered, heirs))
    rest = replace(reading, meetings=tuple(each for each in reading.meetings if each.id not in heirs))
    return joined, rest, tuple(f"meeting {id_}: the same as {old}, which is gone" for old, id_ in heirs.items())


def _gone(known: Known, reading: Reading) -> tuple[dict[str, Meeting], dict[str, Meeting]]:
    """The known meetings that were found to be gone in this very reading, and all that are gone."""
    seen = {each.id: each for each in reading.meetings}
    before = {
        id_: each.meeting
        for id_, each in known.meetings.items()
        if NOT_SHOWN_NOTE in each.meeting.notes and id_ not in seen
    }
    just = {
        id_: known.meetings[id_].meeting
        for id_, each in seen.items()
        if id_ in known.meetings and NOT_SHOWN_NOTE in each.notes
    }
    return just, {**before, **just}


def _at_the_same_time(gone: Mapping[str, Meeting], new: Mapping[str, Meeting]) -> dict[str, str]:
    """Old id -> new id, where one went and one came at that time; then by the day, where an hour is not given."""
    heirs = _pairs(gone, new, lambda each: each.starts_at.iso if each.starts_at.clock is not None else None)
    left = {id_: each for id_, each in gone.items() if id_ not in heirs}
    others = {id_: each for id_, each in new.items() if id_ not in heirs.values()}
    by_day = _pairs(left, others, lambda each: each.starts_at.day)
    return heirs | {
        old: id_
        for old, id_ in by_day.items()
        if left[old].starts_at.clock is None or others[id_].starts_at.clock is None
    }


def _pairs(
    gone: Mapping[str, Meeting], new: Mapping[str, Meeting], key_of: Callable[[Meeting], Hashable]
) -> dict[str, str]:
    """Old id -> new id, where exactly one went and one came under a key that is not None."""
    went, came = _by_key(gone.values(), key_of), _by_key(new.values(), key_of)
    alone = {key: (old[0], came[key][0]) for key, old in went.items() if len(old) == len(came.get(key, ())) == 1}
    return {old.id: each.id for old, each in alone.values() if _is_same_committee(old, each)}


def _by_key(meetings: Iterable[Meeting], key_of: Callable[[Meeting], Hashable]) -> dict[Hashable, list[Meeting]]:
    found: defaultdict[Hashable, list[Meeting]] = defaultdict(list)
    for each in meetings:
        key = key_of(each)
        if key is not None:
            found[key].append(each)
    return dict(found)


def _moved(gone: Mapping[str, Meeting], new: Mapping[str, Meeting], today: date) -> dict[str, str]:
    """The same for another day: one meeting to come went just now, and one came, within a month of it."""
    went = [each for each in gone.values() if _is_to_come(each, today)]
    came = [each for each in new.values() if _is_to_come(each, today)]
    if len(went) != 1 or len(came) != 1:
        return {}
    (old,), (each,) = went, came
    is_on = old.status in _ON and each.status in _ON
    return {old.id: each.id} if is_on and _is_near(old, each) and _may_be_one(old, each) else {}


def _is_to_come(meeting: Meeting, today: date) -> bool:
    return meeting.starts_at.day is not None and meeting.starts_at.day >= today


def _is_near(old: Meeting, new: Meeting) -> bool:
    assert old.starts_at.day is not None
    assert new.starts_at.day is not None
    return abs(new.starts_at.day - old.starts_at.day) <= FARTHEST_MOVE


def _may_be_one(old: Meeting, new: Meeting) -> bool:
    """False where both have an agenda and share no matter."""
    titles = {fold_title(item.title) for item in old.items}, {fold_title(item.title) for item in new.items}
    return _is_same_committee(old, new) and (not all(titles) or not titles[0].isdisjoint(titles[1]))


def _is_same_committee(old: Meeting, new: Meeting) -> bool:
    return not old.committee.id or not new.committee.id or old.committee.id == new.committee.id


def _as_heir(known: KnownMeeting, new: Meeting) -> KnownMeeting:
    """What is known of a meeting, under the id it has now. Its row and page are new and were never dealt with."""
    notes = tuple(note for note in known.meeting.notes if note != NOT_SHOWN_NOTE)
    meeting = replace(known.meeting, id=new.id, url=new.url or known.meeting.url, notes=notes)
    return replace(known, meeting=meeting, row=None, page_read_at=None, documents_read_at=None)


def _renumbered(before: Mapping[str, str], heirs: Mapping[str, str]) -> dict[str, str]:
    """Old id -> the id of now, in one step: also for what was renumbered before, and came back to its first id."""
    followed = {old: heirs.get(id_, id_) for old, id_ in before.items()}
    return {old: id_ for old, id_ in {**followed, **heirs}.items() if old not in heirs.values()}


def still_renumbered(renumbered: Mapping[str, str], meetings: Mapping[str, KnownMeeting]) -> dict[str, str]:
    """Without the ids under which there is a meeting again, beside the one that took them for its own: news of it is
    its own news."""
    return {old: id_ for old, id_ in renumbered.items() if old not in meetings}
