"""A sitting as what a calendar shows of it.

Nothing is made up: no end where the council states none, a whole day where it states no hour, and a doubt about the
time stands in the description. Does not write iCalendar (calendar does). May import: domain, digest, render, feeds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from watcher import digest
from watcher.domain.feeds import Sitting
from watcher.domain.publications import Meeting, MeetingStatus, Published, Source
from watcher.feeds.names import name_of
from watcher.render import neutral_text, safe_url

MOST_SUBJECTS = 12
"""Items about a topic that a description names; the agenda has the others."""

_STATUS = {
    MeetingStatus.SCHEDULED: "CONFIRMED",
    MeetingStatus.CANCELLED: "CANCELLED",
    MeetingStatus.WITHDRAWN: "CANCELLED",
    # The council does not say that these are cancelled, nor when they will be: in a diary they are not certain.
    MeetingStatus.POSTPONED: "TENTATIVE",
    MeetingStatus.MOVED: "TENTATIVE",
    MeetingStatus.ADJOURNED: "TENTATIVE",
}
_OFF = (MeetingStatus.CANCELLED, MeetingStatus.WITHDRAWN, MeetingStatus.POSTPONED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One VEVENT: texts are harmless, `revised_at` is UTC. Without a `clock` it is a whole day."""

    uid: str
    sequence: int
    revised_at: datetime
    day: date
    clock: time | None
    status: str
    summary: str
    description: str
    place: str
    url: str
    topics: tuple[str, ...]


def event_of(
    sitting: Sitting, source: Source, topic_names: Mapping[str, str], *, began_at: datetime, unchecked_since: str = ""
) -> Event | None:
    """The event, None for a meeting without a readable day. `topic_names` by key, in the order they are read.

    `began_at` dates what never changed. `unchecked_since` says since when the source could not be checked, if so.
    """
    meeting = sitting.meeting
    if meeting.starts_at.day is None or source.council is None:
        return None
    status = _STATUS[meeting.status]
    council, committee = source.council, meeting.committee.name or source.name
    label = "" if meeting.status is MeetingStatus.SCHEDULED else f"{meeting.status.value.capitalize()}: "
    topics = {topic for _, keys in sitting.subjects for topic in keys}
    return Event(
        # The council's key and the system's id name a meeting for good; its committee, day and title do not.
        uid=name_of("meeting", council.key, meeting.id),
        sequence=_sequence(sitting),
        revised_at=sitting.revisions.last_at or began_at,
        day=meeting.starts_at.day,
        clock=meeting.starts_at.clock,
        status="TENTATIVE" if status == "CONFIRMED" and meeting.notes else status,
        summary=neutral_text(f"{label}{committee}, {council.name}"),
        description="\n".join(_description(sitting, topic_names, unchecked_since)),
        place=neutral_text(meeting.venue or ""),
        url=safe_url(meeting.url),
        topics=tuple(neutral_text(name) for key, name in topic_names.items() if key in topics),
    )


def _sequence(sitting: Sitting) -> int:
    """Higher after each change of what a calendar shows, never lower.

    An hour or a place that is filled in is no news and stands in no log, so it counts here. An hour can be lost again
    only with another day, which is news and weighs more than both.
    """
    meeting = sitting.meeting
    return 3 * sitting.revisions.count + (meeting.starts_at.clock is not None) + bool(meeting.venue)


def _description(sitting: Sitting, topic_names: Mapping[str, str], unchecked_since: str) -> list[str]:
    meeting = sitting.meeting
    lines = [*_state(meeting), *digest.note_lines(meeting)]
    if unchecked_since:
        lines.append(f"The council's page could not be checked since {unchecked_since}: this may be out of date.")
    if meeting.status not in _OFF:
        lines.append("Agenda: out." if Published.AGENDA in meeting.published else "Agenda: not out yet.")
    for title, keys in list(sitting.subjects)[:MOST_SUBJECTS]:
        names = [name for key, name in topic_names.items() if key in keys]
        if names:
            lines.append(f"About {digest.listed(names)}: {digest.shortened(title, 200)}")
    if len(sitting.subjects) > MOST_SUBJECTS:
        lines.append(f"And {digest.counted(len(sitting.subjects) - MOST_SUBJECTS, 'other item')} about your topics.")
    if meeting.starts_at.clock is not None:
        lines.append("The council does not say when it ends.")
    return [neutral_text(line) for line in (*lines, safe_url(meeting.url)) if line]


def _state(meeting: Meeting) -> list[str]:
    if meeting.status is MeetingStatus.SCHEDULED:
        return []
    return [f"The council says that this meeting is {meeting.status.value}."]
