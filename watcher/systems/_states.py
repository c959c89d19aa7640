"""The words with which modern.gov says how far a meeting is: what is published, and whether it goes ahead.

Does not read pages. May import: domain, the standard library.
"""

import re

from watcher.domain.publications import MeetingStatus, Published

Flags = tuple[str, ...]

_STATUS = {
    "cancelled": MeetingStatus.CANCELLED,
    "canceled": MeetingStatus.CANCELLED,
    "canslwyd": MeetingStatus.CANCELLED,
    "wedi'i ganslo": MeetingStatus.CANCELLED,
    "moved": MeetingStatus.MOVED,
    "postponed": MeetingStatus.POSTPONED,
    "gohiriwyd": MeetingStatus.POSTPONED,
    "wedi'i ohirio": MeetingStatus.POSTPONED,
    "adjourned": MeetingStatus.ADJOURNED,
    "withdrawn": MeetingStatus.WITHDRAWN,
    "new": MeetingStatus.SCHEDULED,  # a meeting added to the calendar; it goes ahead
}

_DRAFT = re.compile(r"\b(?:draft|drafft)\b")
_PUBLISHED = (
    (re.compile(r"\b(?:agenda|rhaglen|agendâu)\b"), Published.AGENDA),
    (re.compile(r"\b(?:decisions?|ph?enderfyniadau|benderfyniadau)\b"), Published.DECISIONS),
    (re.compile(r"\b(?:minutes|[cg]ofnodion|chofnodion)\b"), Published.MINUTES),
)
_JOINS = re.compile(r"\s*(?:[,;&/]|\band\b|\bac?\b|(?:\A|\s)[-–—](?=\s|\Z))\s*")

_GOES_OFF = "cancelled|postponed|adjourned|withdrawn"
_NOTE = re.compile(
    rf"\A(?:please\s+)?note\b[\s:–-]*(?:that\s+)?(?:the\s+|this\s+)?meeting\s+(?:(?:has|is|was)\s+(?:now\s+)?(?:been\s+)?)?(?P<status>{_GOES_OFF})\b",
    re.IGNORECASE,
)
_TELLING = re.compile(
    rf"\bmeeting\b.{{0,80}}\b(?:{_GOES_OFF}|rescheduled|moved)\b|\b(?:{_GOES_OFF}|rescheduled)\b.{{0,80}}\bmeeting\b"
    r"|\bwill\s+now\s+(?:commence|start|begin|take\s+place|be\s+held)\b|\bchange\s+(?:of|in|to\s+the)\s+(?:venue|time|date|start)",
    re.IGNORECASE,
)


def read_status(words: str) -> tuple[MeetingStatus, Flags]:
    """The status after a heading's date. Words that are none are flagged, and the meeting is taken to go ahead."""
    bare = words.strip(" ,;()[]–—-.").lower().replace("’", "'")
    if not bare:
        return MeetingStatus.SCHEDULED, ()
    status = _STATUS.get(bare.removeprefix("meeting ").removeprefix("now "))
    if status is None:
        return MeetingStatus.SCHEDULED, (f"words after the date were not understood: {words}",)
    return status, ()


def read_published(words: str) -> frozenset[Published]:
    """What the words say is out: `Agenda and draft minutes`, `Rhaglen a chofnodion`; nothing for `Meeting`."""
    return frozenset(one for part in _JOINS.split(words.lower()) for one in _published_in(part))


def read_row(words: str) -> tuple[MeetingStatus, frozenset[Published], Flags]:
    """The words after the link in a list of meetings: ` - Agenda, Decisions, Minutes`, ` - CANCELLED`, or nothing."""
    status, published, unknown = MeetingStatus.SCHEDULED, set[Published](), []
    for part in filter(None, (part.strip(" .()[]") for part in _JOINS.split(words.lower()))):
        said, flags = read_status(part)
        found = _published_in(part)
        if not flags and status is MeetingStatus.SCHEDULED:
            status = said
        published.update(found)
        if flags and not found:
            unknown.append(part)
    return status, frozenset(published), (f"words not understood: {', '.join(unknown)}",) if unknown else ()


def read_note(words: str) -> tuple[MeetingStatus | None, bool]:
    """A paragraph outside the agenda: an unmistakable status, if it gives one, and whether it tells of a change."""
    note = _NOTE.match(words)
    if note is None:
        return None, _TELLING.search(words) is not None
    return _STATUS[note.group("status").lower()], True


def _published_in(part: str) -> tuple[Published, ...]:
    found = tuple(one for pattern, one in _PUBLISHED if pattern.search(part))
    if Published.MINUTES in found and _DRAFT.search(part):
        return tuple(Published.DRAFT_MINUTES if one is Published.MINUTES else one for one in found)
    return found
