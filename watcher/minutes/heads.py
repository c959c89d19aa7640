"""The head of a paper: whose meeting it is, when and where.

Does not guess: a date that belongs to something else (issue, publication) is passed over, a half of the day that is
not said is not taken. May import: dates, domain, its own package, the standard library.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from watcher.dates import Flags, FoundDay, find_clock, find_days
from watcher.domain.publications import MeetingTime
from watcher.minutes.lines import Line, is_capitals

_LOOK_LINES = 45
_LOOK_LETTERS = 400
_LABELLED = re.compile(
    r"(?P<label>meeting of|meeting|committee|name of (?:meeting|committee)|body|date\s*(?:/|and|&)\s*time"
    r"|date(?: of meeting)?|time|report to|"
    r"venue|location|place|where|when|lleoliad|dyddiad|amser)\s*:\s*(?P<value>\S.*)",
    re.IGNORECASE,
)
_OTHER_DATE = re.compile(
    r"\b(?:issued?|publi(?:shed|cation)|dispatch|despatch|printed|circulated|deadline|previous|last meeting"
    r"|expiry|call[- ]in|updated|"
    r"effective|implement\w*|noon on|by \d|report to|not before|no later than)\b"
    r"|\bminutes of the (?:\w+ ){0,2}meetings? held\b",
    re.IGNORECASE,
)
_BODY_NAME = re.compile(
    r"\b(?:(?:sub-?\s?)?committee|panel|cabinet|commission|forum|board|partnership|executive|assembly"
    r"|sub-?group|working (?:group|party)|"
    r"task (?:group|force)|authority|trust|conference|council|pwyllgor|cyngor|cabinet member)\b",
    re.IGNORECASE,
)
_COUNCIL = re.compile(
    r"(?:.*\b(?:county|city|borough|district|metropolitan|unitary|town|parish)\b.*\bcouncil|.*\bcouncil of\b.*"
    r"|.*\bcyngor\b.*|council)\W*",
    re.IGNORECASE,
)
_WHOLE_COUNCIL = re.compile(r"(?:full |extraordinary |annual |budget )*council(?: meeting)?", re.IGNORECASE)
_OF_BODY = re.compile(
    r"\b(?:meeting|minutes|proceedings|cyfarfod)\s+of\s+(?:(?:(?:a"
    r"|the)\s+)?(?:\w+\s+)?meeting\s+of\s+)?(?:the\s+)?(?P<name>[A-Z].{2,160}?)"
    r"\s*(?:,?\s+(?:(?:which (?:was )?)?held|which|took place|(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|at \d)\b|\s[-–—]\s|,\s*(?:\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day)|[.;:]|\Z)",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"\b(?:held|take place|meet)\s+(?:(?:remotely|virtually)\s+)?(?:at|in|via|on)\b"
    r"|\bmeeting\b.*\bon\b",
    re.IGNORECASE,
)
_TAKEN = "§"
_CLOCK = re.compile(
    r"(?:\d{1,2}(?:\s?[.:]\s?\d\d)?\s?(?:(?:[ap]\.?\s?m|y\.?\s?[bph])\b\.?|noon\b|midday\b|hours\b|hrs\b)|\d{1,2}[.:]\d\d\b|\bnoon\b)",
    re.IGNORECASE,
)
_HELD_IN = re.compile(
    r"\b(?:held|take place|meet)\b(?:\s*(?:in public|remotely|virtually|on|at|from|commencing|starting|,|§))*?"
    r"\s+(?:at|in|via)\s+(?!§|\d)(?:the\s+)?(?P<place>[^.;§]{3,140}?)"
    r"\s*(?:,?\s+(?:on|at|commencing|starting|from)(?:\s+at)?\s*§|[.;§]|\s(?-i:PRESENT|Present|AGENDA|Agenda|"
    r"Members present|MEMBERS|Membership|MINUTES|In attendance|IN ATTENDANCE|Councillors?\b|Cllrs?\b|Chair:)|\Z)",
    re.IGNORECASE,
)
_LEADING = re.compile(r"\A(?:(?:venue|location|place)\s*:\s*)?(?:at|in|via|yn)?\s*(?:the\s+(?=\S))?", re.IGNORECASE)
_COMMENCED = re.compile(
    r"\b(?:meeting\s+(?:commenced|started|began|opened)|time commenced|commencement|commenced)\b", re.IGNORECASE
)
_PLACE = re.compile(
    r"\b(?:room|hall|chamber|suite|house|centre|center|building|offices?|library|school|theatre|online|teams"
    r"|zoom|street|road|neuadd|ystafell|siambr)\b",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"\b(?:councillors?|cllrs?|mrs?|director|chair\w*|membership|members|present|please|report)\b", re.IGNORECASE
)
_SMALL_WORDS = frozenset(("and", "of", "the", "for", "in", "on", "to", "with", "a", "at", "by"))


@dataclass(frozen=True, slots=True)
class Head:
    """What a paper's head says; `flags` of what is odd about it."""

    committee: str | None = None
    starts_at: MeetingTime | None = None
    venue: str | None = None
    flags: Flags = ()


def read_head(lines: Sequence[Line]) -> Head:
    """The head of the part that these lines are, up to its first item."""
    top = [_cut(line) for line in lines[:_LOOK_LINES]]
    labels = _labels(top)
    starts_at, flags, at = _starts_at(top, labels)
    venue = _first(labels, "venue", "location", "place", "where", "lleoliad") or _venue(top, at)
    return Head(_committee(top, labels, at), starts_at, _named(venue, top) if venue else None, flags)


def _cut(line: Line) -> str:
    return line.text[:_LOOK_LETTERS]


def _labels(top: Sequence[str]) -> dict[str, str]:
    """ "Venue: ..." and the like; a label alone on its line has its value on the next."""
    found: dict[str, str] = {}
    for index, text in enumerate(top):
        match = _LABELLED.match(text)
        if match is None and text.endswith(":") and index + 1 < len(top):
            match = _LABELLED.match(f"{text} {top[index + 1]}")
        if match is not None:
            label = re.sub(r"\s+", " ", match.group("label").lower())
            found.setdefault(label, match.group("value").strip())
    return found


def _first(labels: dict[str, str], *names: str) -> str | None:
    return next((labels[name] for name in names if name in labels), None)


def _starts_at(top: Sequence[str], labels: dict[str, str]) -> tuple[MeetingTime | None, Flags, int]:
    """The meeting's time, what is odd, and the line that says the day."""
    for label, value in labels.items():
        if label.startswith(("date", "dyddiad", "when")) and (found := next(find_days(value), None)):
            spoken = " ".join(filter(None, (value[found.end :], _first(labels, "time", "amser"))))
            at = next((index for index, text in enumerate(top) if value in text), 0)
            return _time(found, spoken, value, top), found.flags, at
    for wants_verb in (True, False):
        for index, text in enumerate(top):
            joined = f"{text} {top[index + 1]}" if index + 1 < len(top) else text
            if _OTHER_DATE.search(text) or (wants_verb and not _HELD.search(joined)):
                continue
            found = next(find_days(joined), None)
            if found is not None and found.start < len(text):
                around = " ".join(top[index : index + 3])
                return _time(found, around, joined, top, _first(labels, "time", "amser")), found.flags, index
    return None, (), 0


def _time(found: FoundDay, around: str, raw: str, top: Sequence[str], said: str | None = None) -> MeetingTime:
    """The day with the clearest time: of a label, of the words around, of "The meeting commenced at"."""
    clock = find_clock(f"at {said}", found.day) if said else None
    clock = clock or find_clock(around.replace(raw[found.start : found.end], " "), found.day)
    if clock is None:
        commenced = next((text for text in top if _COMMENCED.search(text)), None)
        clock = find_clock(commenced, found.day) if commenced else None
    return MeetingTime(day=found.day, clock=clock, raw=raw[:200])


def _venue(top: Sequence[str], at: int) -> str | None:
    """The words after "held at", else what else stands in the date's line, else the next line that names a place."""
    around = [_unclocked(text) for text in top[max(0, at - 2) : at + 3]]
    if held := _HELD_IN.search(" ".join(around)):
        return held.group("place")
    for text in top[at : at + 1]:
        beside = _unclocked(text).rpartition(_TAKEN)[2] or _unclocked(text).partition(_TAKEN)[2]
        beside = beside.replace(_TAKEN, " ").strip(" ,;:-–—|")
        if _PLACE.search(beside) and len(beside) < 140:
            return _LEADING.sub("", beside)
    nearby = (_unclocked(text).replace(_TAKEN, " ").strip(" ,;-–—|") for text in top[at + 1 : at + 6])
    return next(
        (_LEADING.sub("", text) for text in nearby if _PLACE.search(text) and len(text) < 90 and ":" not in text), None
    )


def _unclocked(text: str) -> str:
    """The words with dates and times taken out, and a mark in their place."""
    for found in reversed(list(find_days(text))):
        text = f"{text[: found.start]}{_TAKEN}{text[found.end :]}"
    return _CLOCK.sub(_TAKEN, text)


def _committee(top: Sequence[str], labels: dict[str, str], at: int) -> str | None:
    labelled = _first(labels, "meeting", "committee", "meeting of", "name of meeting", "name of committee", "body")
    if labelled and not next(find_days(labelled), None):
        return _named(labelled, top)
    asked = labels.get("report to", "")
    if _BODY_NAME.search(asked) and not next(find_days(asked), None):
        return _named(asked, top)  # above it stands whose paper it is: the council's name
    joined = " ".join(top[: at + 6])
    named = [match.group("name") for match in _OF_BODY.finditer(joined) if _BODY_NAME.search(match.group("name"))]
    headings = [name for index in range(min(len(top), max(at, 6) + 3)) if (name := _heading(top, index))]
    specific = [name for name in (*named, *headings) if not _COUNCIL.fullmatch(name)]
    whole = [name for name in headings if _WHOLE_COUNCIL.fullmatch(name)]
    chosen = next(iter((*specific, *whole, *named, *headings)), None) or asked
    return _named(chosen, top) if chosen else None


def _heading(top: Sequence[str], index: int) -> str | None:
    """A body's name on lines of its own, or before the date in the line."""
    text = top[index]
    if (
        index
        and is_capitals(text)
        and is_capitals(top[index - 1])
        and top[index - 1].endswith((" AND", " OF", " &", ","))
    ):
        text = f"{top[index - 1]} {text}"
    found = next(find_days(text), None)
    name = re.sub(
        r"\s*(?:[-–—,:|]|\bon|\bheld.*)?\s*\Z", "", text[: found.start] if found else text, flags=re.IGNORECASE
    )
    name = re.split(
        r"\s+[-–—]\s+(?=(?:draft |public )?(?:minutes|agenda)\b)|\s+(?:minutes|agenda)\Z", name, flags=re.IGNORECASE
    )[0]
    name = re.sub(
        r"\A(?:agenda|minutes|notice) (?:for|of) (?:the |a meeting of (?:the )?)?", "", name, flags=re.IGNORECASE
    )
    is_name = 3 < len(name) < 130 and _BODY_NAME.search(name) and not name.endswith((".", ":", ";"))
    return name if is_name and not _PEOPLE.search(name) and name[0].isupper() else None


def _named(name: str, top: Sequence[str]) -> str:
    """The name without marks; one in capitals as it is written elsewhere, or with capitals where names have them."""
    name = _tidy(name)
    if not is_capitals(name):
        return name
    whole = " ".join(top)
    at = whole.casefold().find(name.casefold())
    while at >= 0:
        spelled = whole[at : at + len(name)]
        if not is_capitals(spelled):
            return spelled
        at = whole.casefold().find(name.casefold(), at + 1)
    words = name.lower().split()
    return " ".join(
        word if index and word in _SMALL_WORDS else "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
        for index, word in enumerate(words)
    )


def _tidy(text: str) -> str:
    text = re.sub(r"\s+", " ", text).strip(" *,;:-–—|")
    return re.sub(r"\A[Tt]he (?=[A-Z])", "", text).removesuffix(".")
