"""The words with which committee systems say how far a meeting is: what is published, and whether it goes ahead.

Does not read pages. May import: domain, the standard library.
"""

import re

from watcher.domain.publications import MeetingStatus, Published

Flags = tuple[str, ...]

_STATUS = {
    "cancelled": MeetingStatus.CANCELLED,
    "canceled": MeetingStatus.CANCELLED,
    "canslwyd": MeetingStatus.CANCELLED,
    "ganslo": MeetingStatus.CANCELLED,
    "moved": MeetingStatus.MOVED,
    "rescheduled": MeetingStatus.MOVED,
    "symudwyd": MeetingStatus.MOVED,
    "symud": MeetingStatus.MOVED,
    "aildrefnwyd": MeetingStatus.MOVED,
    "aildrefnu": MeetingStatus.MOVED,
    "postponed": MeetingStatus.POSTPONED,
    "deferred": MeetingStatus.POSTPONED,
    "gohiriwyd": MeetingStatus.POSTPONED,
    "ohirio": MeetingStatus.POSTPONED,
    "adjourned": MeetingStatus.ADJOURNED,
    "withdrawn": MeetingStatus.WITHDRAWN,
    "new": MeetingStatus.SCHEDULED,  # a meeting added to the calendar; it goes ahead
    "newydd": MeetingStatus.SCHEDULED,
}
# `MEETING CANCELLED`, `THIS MEETING HAS NOW BEEN POSTPONED as a mark of respect`, `WEDI'I GANSLO`.
_SAID = re.compile(
    r"\A(?:(?:the\s+|this\s+)?meeting\s+)?(?:(?:has|have|is|was)\s+)?(?:now\s+)?(?:been\s+)?(?:wedi(?:['’]i|\s+ei)?\s+)?"
    rf"(?P<status>{'|'.join(map(re.escape, _STATUS))}|re-scheduled|[gc]h?anslo)\b(?:\s+meeting\b)?",
    re.IGNORECASE,
)

_DRAFT = re.compile(r"\b(?:draft|drafft)\b")
_PUBLISHED = (
    (re.compile(r"\b(?:agenda|rhaglen|agendâu)\b"), Published.AGENDA),
    (re.compile(r"\b(?:decisions?|ph?enderfyniadau|benderfyniadau)\b"), Published.DECISIONS),
    (re.compile(r"\b(?:minutes|[cg]ofnodion|chofnodion)\b"), Published.MINUTES),
)
_PARTS = re.compile(r"\s*(?:[,;&/()\[\]]|(?:\A|\s)[-–—](?=\s|\Z))\s*")
_JOINS = re.compile(r"\s*(?:[,;&/]|\band\b|\bac?\b|(?:\A|\s)[-–—](?=\s|\Z))\s*")

_GOES_OFF = r"cancell?ed|postponed|adjourned|withdrawn|abandoned"
_GOES_OFF_IN_WELSH = r"wedi(?:['’]i|\s+ei)\s+(?:[gc]h?anslo|ohirio)"
# Only what can mean nothing but this very meeting, and at the head of its paragraph.
_NOTE = re.compile(
    r"\A\W*(?:(?:please\s+)?note\b|n\.?b\b\.?|important\b|sylwer\b)?[\s:–-]*(?:that\s+)?(?:please\s+note\s+)?(?:that\s+)?"
    r"(?:the\s+|this\s+)?meeting\s+(?:(?:has|is|was)\s+(?:now\s+)?(?:been\s+)?)?"
    r"(?P<status>cancell?ed|postponed|adjourned|withdrawn)\b",
    re.IGNORECASE,
)
_NOTED = re.compile(r"\A\W*(?:(?:please\s+)?note\b|n\.?b\b|important\b|sylwer\b)|\A\W*this\s+meeting\b", re.IGNORECASE)
_ALONE = re.compile(
    r"\A\W*(?:meeting\s+)?(?P<status>cancell?ed|postponed|adjourned|gohiriwyd|canslwyd)\b"
    r"(?:\W*\Z|\s+(?:as\s+a\s+mark|due\s+to|owing\s+to|because\s+of|until\s+further|y\s+cyfarfod\s+hwn)\b)",
    re.IGNORECASE,
)
_NOTE_IN_WELSH = re.compile(rf"\bcyfarfod\s+hwn\s+{_GOES_OFF_IN_WELSH}(?!\w)", re.IGNORECASE)
_TELLING = re.compile(
    rf"\bmeeting\b.{{0,80}}\b(?:{_GOES_OFF}|rescheduled|moved)\b|\b(?:{_GOES_OFF}|rescheduled)\b.{{0,80}}\bmeeting\b"
    r"|\bwill\s+now\s+(?:commence|start|begin|take\s+place|be\s+held)\b|\bchange\s+(?:of|in|to\s+the)\s+(?:venue|time|date|start)"
    r"|\b(?:earlier|later|new|revised|amended)\s+(?:start(?:ing)?\s+)?time\b"
    r"|\b(?:start|commence|begin)\s+at\b.{0,40}\b(?:not|instead\s+of|rather\s+than)\b"
    rf"|\bcyfarfod\b.{{0,80}}(?:{_GOES_OFF_IN_WELSH}|\bsymud\b|\baildrefnu\b)|\b(?:gohiriwyd|canslwyd|symudwyd)\b",
    re.IGNORECASE,
)


def read_status(words: str) -> tuple[MeetingStatus, Flags]:
    """The status after a heading's date. Words that are none, and words beside one, are flagged.

    Where there is no status the meeting is taken to go ahead.
    """
    bare = words.strip(" ,;:()[]–—-.*")
    if not bare:
        return MeetingStatus.SCHEDULED, ()
    found = _SAID.match(bare)
    if found is None:
        return MeetingStatus.SCHEDULED, (_not_understood(words),)
    status = _status_of(found)
    rest = bare[found.end() :].strip(" ,;:()[]–—-.*")
    if status is MeetingStatus.SCHEDULED and rest:
        return status, (_not_understood(words),)
    return status, (_not_understood(bare),) if rest else ()


def read_published(words: str) -> frozenset[Published]:
    """What the words say is out: `Agenda and draft minutes`, `Rhaglen a chofnodion`; nothing for `Meeting`."""
    return frozenset(one for part in _JOINS.split(words.lower()) for one in _published_in(part))


def read_row(words: str) -> tuple[MeetingStatus, frozenset[Published], Flags]:
    """The words after the link in a list of meetings: ` - Agenda, Decisions, Minutes`, ` - CANCELLED`, or nothing."""
    status, published, unknown = MeetingStatus.SCHEDULED, set[Published](), []
    for part in filter(None, (part.strip(" .*!") for part in _PARTS.split(words.lower()))):
        if _SAID.match(part):
            said, flags = read_status(part)
            status = said if status is MeetingStatus.SCHEDULED else status
            unknown += [part] if flags else []
            continue
        for piece in filter(None, (piece.strip(" .*!") for piece in _JOINS.split(part))):
            found = _published_in(piece)
            published.update(found)
            unknown += [] if found else [piece]
    return status, frozenset(published), (f"words not understood: {', '.join(unknown)}",) if unknown else ()


def read_note(words: str) -> tuple[MeetingStatus | None, bool]:
    """A paragraph outside the agenda: an unmistakable status, if it gives one, and whether it tells of a change."""
    note = _NOTE.match(words)
    if note is not None and _NOTED.match(words):
        return _status_of(note), True
    if note := _ALONE.match(words):
        return _status_of(note), True
    if note := _NOTE_IN_WELSH.search(words):
        is_put_off = note.group().lower().endswith("ohirio")
        return MeetingStatus.POSTPONED if is_put_off else MeetingStatus.CANCELLED, True
    return None, _TELLING.search(words) is not None


def _status_of(found: re.Match[str]) -> MeetingStatus:
    word = found.group("status").lower().replace("-", "")
    return _STATUS["cancelled" if word.endswith("anslo") else word]


def _not_understood(words: str) -> str:
    return f"words after the date were not understood: {words}"


def _published_in(part: str) -> tuple[Published, ...]:
    found = tuple(one for pattern, one in _PUBLISHED if pattern.search(part))
    if Published.MINUTES in found and _DRAFT.search(part):
        return tuple(Published.DRAFT_MINUTES if one is Published.MINUTES else one for one in found)
    return found
