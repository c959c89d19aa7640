"""One change in one sentence: old -> new in words, "was Tue 8 September, 2pm; now Thu 10 September, 2pm".

Facts come from the change log and may be of an older form: a missing fact shortens the sentence, never breaks it.
Does not group or order (changed does). May import: domain, digest.words.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from watcher.digest.words import counted, listed, sentence, shortened, when_words
from watcher.domain.changes import LAST_TOLD, Change, ChangeKind, Facts
from watcher.domain.publications import MeetingTime

_TITLE = 160


def change_sentence(change: Change, today: date, *, document_title: str = "") -> str:
    """What changed, as one sentence (or two) that stands by itself under the title of the thing."""
    words = _sentence(change, today, document_title)
    return f"{words} {_LAST}" if (change.after or {}).get(LAST_TOLD) else words


_LAST = "This has changed several times; if it changes again we shall not say so, so look at the council's page."


def _sentence(change: Change, today: date, document_title: str) -> str:
    before, after = change.before or {}, change.after or {}
    kind = change.kind
    if kind in (ChangeKind.MEETING_RESCHEDULED, ChangeKind.VENUE_CHANGED, ChangeKind.ITEM_RETITLED):
        return _replaced(kind, before, after, today)
    if kind in _PAPERS:
        title = document_title or text_fact(after, "title") or text_fact(before, "title")
        is_elsewhere = kind is ChangeKind.DOCUMENT_REPLACED and text_fact(before, "url") != text_fact(after, "url")
        what = "Paper replaced" if is_elsewhere else _PAPERS[kind]
        if kind is ChangeKind.DOCUMENT_ADDED and after.get("was_to_follow"):
            what = "The paper that was to follow is out"
        return sentence(f"{what}: {shortened(title, _TITLE)}" if title else what)
    if kind is ChangeKind.SUPPLEMENT_PUBLISHED:
        titles = titles_fact(after)
        return sentence(f"Supplement published: {listed(titles)}" if titles else "Supplement published")
    if kind is ChangeKind.MINUTES_AMENDED:
        titles = titles_fact(after, "items")
        return sentence(f"The published minutes were amended: {_some(titles)}" if titles else _PLAIN[kind])
    return decision_sentence(kind, before, after) or _PLAIN[kind]


_PAPERS = {
    ChangeKind.DOCUMENT_ADDED: "Paper added",
    ChangeKind.DOCUMENT_REPLACED: "Paper replaced under the same address",
    ChangeKind.DOCUMENT_WITHDRAWN: "Paper taken down",
}
_PLAIN = {
    ChangeKind.MEETING_CANCELLED: "Cancelled.",
    ChangeKind.MEETING_POSTPONED: "Postponed.",
    ChangeKind.MEETING_ADJOURNED: "Adjourned.",
    ChangeKind.MEETING_REINSTATED: "Goes ahead after all.",
    ChangeKind.MEETING_SCHEDULED: "Listed only after it had begun.",
    ChangeKind.ITEM_WITHDRAWN: "Withdrawn from the agenda.",
    ChangeKind.MINUTES_AMENDED: "The published minutes were amended.",
    ChangeKind.COMMITTEE_ADDED: "New committee on the council's list.",
    ChangeKind.AGENDA_PUBLISHED: "Agenda published.",
    ChangeKind.ITEM_ADDED: "Added to the agenda after it was out.",
    ChangeKind.DECISIONS_PUBLISHED: "Decisions published.",
    ChangeKind.DRAFT_MINUTES_PUBLISHED: "Draft minutes published.",
    ChangeKind.MINUTES_PUBLISHED: "Minutes published.",
    ChangeKind.FEED_ENTRY_PUBLISHED: "Published.",
    ChangeKind.DECISION_PUBLISHED: "Decision published.",
    ChangeKind.DECISION_AMENDED: "The published decision was amended.",
    ChangeKind.KEY_DECISION_ANNOUNCED: "Decision announced.",
    ChangeKind.KEY_DECISION_REDATED: "To be decided at another time.",
}


def decision_sentence(kind: ChangeKind, before: Facts, after: Facts) -> str:
    """The sentence of a decision, taken or planned; empty for other kinds and where facts are missing."""
    is_key = after.get("is_key")
    if kind is ChangeKind.DECISION_PUBLISHED and is_key is True:
        return "Key decision published."
    if kind is ChangeKind.KEY_DECISION_ANNOUNCED:
        what = "Key decision announced" if is_key is True else "Decision announced in the forward plan"
        what += ", not a key one" if is_key is False else ""
        due = due_words(text_fact(after, "due"))
        return sentence(f"{what}: due {due}" if due else what)
    if kind is ChangeKind.KEY_DECISION_REDATED:
        was, now = (shortened(text_fact(facts, "due"), _TITLE) for facts in (before, after))
        return sentence(f"Due: was {was}; now {now}") if was and now else ""
    amended = after.get("amended")
    if kind is ChangeKind.DECISION_AMENDED and isinstance(amended, Sequence) and not isinstance(amended, str):
        return _amended_words([str(each) for each in amended], before, after)
    return ""


def due_words(words: str) -> str:
    """When a decision is due in the council's own words, to stand inside a sentence: `between 3 and 31 March 2027`."""
    begun, _, _ = words.partition(" ")
    is_plain = begun in ("Between", "Not", "By", "Before", "After", "Within", "On", "From", "In", "As")
    return shortened(words[:1].lower() + words[1:] if is_plain else words, _TITLE)


def _amended_words(names: Sequence[str], before: Facts, after: Facts) -> str:
    """That it was called in first, as that stops a decision; then old and new status; then what else."""
    words = ["It was called in."] if "call-in" in names else []
    if "status" in names:
        was, now = text_fact(before, "status"), text_fact(after, "status")
        words.append(sentence(f"Status: was {was}; now {now}") if now else sentence(f"Status: was {was}"))
    rest = [f"the {name}" for name in names if name not in ("call-in", "status")]
    if rest:
        words.append(sentence(f"Amended since it was published: {listed(rest)}"))
    return " ".join(words)


def _replaced(kind: ChangeKind, before: Facts, after: Facts, today: date) -> str:
    """Was this, now that."""
    if kind is ChangeKind.MEETING_RESCHEDULED:
        what, was, now = "Moved", time_fact(before, today), time_fact(after, today)
    elif kind is ChangeKind.VENUE_CHANGED:
        what, was, now = "Venue", *(shortened(text_fact(facts, "venue"), _TITLE) for facts in (before, after))
    else:
        what, was, now = "Title", _quoted(text_fact(before, "title")), _quoted(text_fact(after, "title"))
    if was == now and kind is ChangeKind.MEETING_RESCHEDULED:
        return "Marked as moved; no other time is given yet."
    if was and now:
        return sentence(f"{what}: was {was}; now {now}")
    if now:
        return sentence(f"{what}: now {now}")
    return sentence(f"{what}: was {was}; no longer stated" if was else f"{what} changed")


def _quoted(title: str) -> str:
    return f"“{shortened(title, _TITLE)}”" if title else ""


def text_fact(facts: Facts, name: str) -> str:
    """A fact that is text, white space folded; empty if there is none."""
    value = facts.get(name)
    return " ".join(value.split()) if isinstance(value, str) else ""


def time_fact(facts: Facts, today: date) -> str:
    """The fact `starts_at` (`2026-09-08T14:00`, else the council's own words in `raw`) as people write it."""
    iso, raw = text_fact(facts, "starts_at"), text_fact(facts, "raw")
    if not iso and not raw:
        return ""
    try:
        return when_words(MeetingTime.from_iso(iso or None, raw), today)
    except ValueError:
        return iso


def _some(titles: Sequence[str]) -> str:
    """At most three titles, and how many more."""
    rest = [f"{counted(len(titles) - 3, 'other item')}"] if len(titles) > 3 else []
    return listed([*titles[:3], *rest])


def titles_fact(facts: Facts, name: str = "documents") -> tuple[str, ...]:
    """The titles in the list fact of that name, or the one in `title`."""
    things = facts.get(name)
    if isinstance(things, Sequence) and not isinstance(things, str):
        titles = [text_fact(each, "title") if isinstance(each, Mapping) else str(each) for each in things]
        return tuple(shortened(title, _TITLE) for title in titles if title)
    title = text_fact(facts, "title")
    return (shortened(title, _TITLE),) if title else ()
