"""What stands above the sections: title, subject, summary, what is followed, and the name in the archive.

Does not choose what is told. May import: domain, digest.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from watcher.digest.checks import is_checked
from watcher.digest.decisions import PLANNED, TAKEN
from watcher.digest.material import Scope, council_of
from watcher.digest.words import DAYS, counted, full_day_words, listed, range_words
from watcher.domain.changes import ChangeKind
from watcher.domain.digests import Entry, Frequency, Window
from watcher.domain.subscribers import Subscription

AIMED_LENGTH = 70
MOST_LENGTH = 100
EVERYTHING = "everything"

_DONE = {
    ChangeKind.MEETING_CANCELLED: "meeting cancelled",
    ChangeKind.MEETING_POSTPONED: "meeting postponed",
    ChangeKind.MEETING_ADJOURNED: "meeting adjourned",
    ChangeKind.MEETING_REINSTATED: "meeting reinstated",
    ChangeKind.MEETING_RESCHEDULED: "meeting moved",
    ChangeKind.VENUE_CHANGED: "venue changed",
    ChangeKind.ITEM_WITHDRAWN: "item withdrawn",
    ChangeKind.ITEM_RETITLED: "item retitled",
    ChangeKind.SUPPLEMENT_PUBLISHED: "supplement published",
    ChangeKind.DOCUMENT_ADDED: "paper added",
    ChangeKind.DOCUMENT_REPLACED: "paper replaced",
    ChangeKind.DOCUMENT_WITHDRAWN: "paper taken down",
    ChangeKind.MINUTES_AMENDED: "set of minutes amended",
    ChangeKind.COMMITTEE_ADDED: "committee added",
    ChangeKind.MEETING_SCHEDULED: "meeting listed late",
}


def title_words(frequency: Frequency, first: date, last: date) -> str:
    """`Your council week, 16 to 22 November 2026`."""
    if frequency is Frequency.WEEKLY:
        return f"Your council week{'s' if (last - first).days > 6 else ''}, {range_words(first, last)}"
    if frequency is Frequency.DAILY:
        return f"Your council day, {range_words(first, last)}"
    return f"Council news, {DAYS[last.weekday()]} {full_day_words(last)}"


def item_noun(*, is_first: bool) -> str:
    """A first digest shows what was already out as well, which is not new."""
    return "item" if is_first else "new item"


def summary_lines(
    noun: str,
    items: int,
    kinds: Sequence[ChangeKind],
    coming: str,
    minutes: int,
    decisions: int,
    checked: int,
    sources: int,
    *,
    taken: int = 0,
    planned: int = 0,
) -> tuple[str, ...]:
    """The sentences above everything; each count is the length of the list it speaks of. `coming` is one (coming)."""
    none = f"No {noun} matches your topics." if checked or not sources else ""
    lines = [
        f"{counted(items, noun)} {'matches' if items == 1 else 'match'} your topics." if items else none,
        coming,
        changes_line(kinds),
        f"Minutes of {counted(minutes, 'meeting')} were published." if minutes else "",
        f"Decisions of {counted(decisions, 'meeting')} were published." if decisions else "",
        _matching(counted(taken, "decision of members or officers", "decisions of members or officers"), taken),
        _matching(counted(planned, "planned decision"), planned),
        _checked_line(checked, sources),
    ]
    return tuple(line for line in lines if line)


def _matching(words: str, count: int) -> str:
    return f"{words} {'matches' if count == 1 else 'match'} your topics." if count else ""


def quiet_line(frequency: Frequency) -> str:
    """What a digest without news begins with."""
    return "A quiet week." if frequency is Frequency.WEEKLY else "A quiet day."


def outage_line(frequency: Frequency, missed: int) -> str:
    """After runs that were never made: that their time is told here, and that long lists are cut shorter."""
    if not missed:
        return ""
    span = counted(missed, "week" if frequency is Frequency.WEEKLY else "day")
    return f"No digest could be written for {span} before this one: it tells that time too, with long lists cut short."


def tally_note(items: Sequence[Entry], counts: Sequence[tuple[str, int]]) -> str:
    """Why the counts of topics add up to more than the items: `one item has two topics`."""
    names = {name for name, _ in counts}
    numbers = [len(names & set(entry.topics)) for entry in items]
    several = [number for number in numbers if number > 1]
    if not several:
        return ""
    if len(several) == 1:
        return f"one item has {'two' if several[0] == 2 else several[0]} topics"
    return f"{len(several)} items have {'two' if max(several) == 2 else 'several'} topics"


def changes_line(kinds: Sequence[ChangeKind]) -> str:
    """`1 meeting moved.`, `3 changes: 1 meeting cancelled, 2 papers replaced.`"""
    if not kinds:
        return ""
    tally = Counter(kinds)
    parts = [counted(count, *_plural(_DONE[kind])) for kind, count in sorted(tally.items(), key=_by_weight)]
    return f"{parts[0]}." if len(parts) == 1 else f"{len(kinds)} changes: {', '.join(parts)}."


def _by_weight(row: tuple[ChangeKind, int]) -> int:
    return list(_DONE).index(row[0])


def _plural(words: str) -> tuple[str, str]:
    """`paper replaced` -> (`paper replaced`, `papers replaced`)."""
    noun, _, rest = words.partition(" ")
    return words, f"{noun}s {rest}"


def _checked_line(checked: int, sources: int) -> str:
    if not sources:
        return "No source is watched yet."
    if checked == sources:
        return "The only source was checked." if sources == 1 else f"All {sources} sources were checked."
    missing = sources - checked
    return f"{missing} of {counted(sources, 'source')} could not be checked."


def subject_line(
    scope: Scope,
    frequency: Frequency,
    *,
    noun: str,
    items: Sequence[Entry],
    changed: Sequence[Entry],
    coming: Sequence[Entry],
    minutes: Sequence[Entry],
    decisions: Sequence[Entry],
    unchecked: int,
) -> str:
    """Counts first, then topics or councils; 70 characters aimed at, 100 at most."""
    tail = f" ({counted(unchecked, 'source')} not checked)" if unchecked else ""
    if items:
        names: Sequence[str] = scope.topic_names_of(items)
        head = counted(len(items), noun)
        full = f"{head} and {counted(len(changed), 'change')}: {listed(names)}{tail}"
        return full if changed and len(full) <= AIMED_LENGTH else _fitted(head, ": ", names, tail)
    if changed:
        return _fitted(counted(len(changed), "change"), " in ", _councils(changed), tail)
    if minutes:
        return _fitted(f"Minutes of {counted(len(minutes), 'meeting')}", " in ", _councils(minutes), tail)
    if decisions:
        return _fitted(_decisions_words(decisions), " in ", _councils(decisions), tail)
    if coming:
        return _fitted(f"{counted(len(coming), 'meeting')} coming up", " in ", _councils(coming), tail)
    if unchecked == len(scope.states):
        # "Nothing new" is a claim about what was looked at, and nothing was.
        return f"{counted(unchecked, 'source')} could not be checked" if unchecked else "No source is watched yet"
    quiet = "Quiet week" if frequency is Frequency.WEEKLY else "Quiet day"
    return _fitted(f"{quiet}: nothing new", " in ", _checked_places(scope, frequency), tail)


def _decisions_words(decisions: Sequence[Entry]) -> str:
    """What most weighs in the section: what meetings decided, what others did, what is planned."""
    taken, planned = (sum(each.key.startswith(kind) for each in decisions) for kind in (TAKEN, PLANNED))
    of_meetings = len(decisions) - taken - planned
    if of_meetings:
        return f"Decisions of {counted(of_meetings, 'meeting')}"
    return counted(taken, "decision") if taken else counted(planned, "planned decision")


def _fitted(head: str, joint: str, names: Sequence[str], tail: str) -> str:
    """Head, as many names as fit, tail. One name may stretch the line to 100, then there are none."""
    for shown in range(len(names), 0, -1):
        rest = len(names) - shown
        words = listed([*names[:shown], f"{rest} more"] if rest else list(names))
        line = f"{head}{joint}{words}{tail}"
        if len(line) <= (AIMED_LENGTH if shown > 1 else MOST_LENGTH):
            return line
    return f"{head}{tail}"[:MOST_LENGTH]


def _councils(entries: Sequence[Entry]) -> list[str]:
    """The first part of `where`, each once, in the order of the list."""
    return list(dict.fromkeys(entry.where.partition(" · ")[0] for entry in entries if entry.where))


def _checked_places(scope: Scope, frequency: Frequency) -> list[str]:
    checked = (state for state in scope.states if is_checked(state, scope, frequency))
    return list(dict.fromkeys(scope.council_name(state.key) for state in checked))


def follows_words(scope: Scope) -> str:
    """`everything`, `SEND in Leicestershire`, `all topics in Durham`."""
    subscription = scope.subscription
    if not (subscription.topics or subscription.councils or subscription.committees):
        return EVERYTHING
    topics = listed(scope.topic_names(set(subscription.topics))) or "all topics"
    narrowed = {council_of(key) for key in subscription.committees}
    places = [council_words(scope, key) for key in subscription.councils if key not in narrowed]
    places += [scope.committee_name(key) for key in subscription.committees]
    return f"{topics} in {listed(places)}" if places else topics


def council_words(scope: Scope, key: str) -> str:
    """The council's name, by any of its sources; its key if none is watched."""
    of_it = (each for each in scope.material.sources if council_of(each) == key)
    return scope.council_name(next(of_it, f"{key}/"))


def slug_of(subscription: Subscription, window: Window | None = None, *, is_first: bool = False) -> str:
    """A name in the archive: `everything`, `send-durham-3f9c1a0b7d2e5f68`; with a window `everything-after-18`.

    Two subscribers who follow the same but were last told up to different changes get different editions, so a
    subscriber's edition is named with its window; without one the name is the archive's own.
    """
    followed = [sorted(subscription.topics), sorted(subscription.councils), sorted(subscription.committees)]
    words = EVERYTHING
    if any(followed):
        named = "-".join(key for keys in followed for key in keys)
        # Of two with one slug the second would get the first one's digest: 64 bits, for thousands may begin alike.
        mark = hashlib.sha256(json.dumps(followed).encode()).hexdigest()[:16]
        words = re.sub(r"[^a-z0-9]+", "-", named.lower())[:48].strip("-") + f"-{mark}"
    return f"{words}{'-first' if is_first else ''}" + (f"-after-{window.after}" if window else "")
