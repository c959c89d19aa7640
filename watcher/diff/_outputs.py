"""What came out for a meeting (agenda, decisions, minutes), and minutes that were amended afterwards.

What was out once stays out: a page that takes a state back is flagged, never news.
Does not compare lists. May import: domain, and the other parts of diff.
"""

from dataclasses import replace

from watcher.diff._facts import agenda_facts, text_facts
from watcher.diff._telling import Telling
from watcher.diff._words import around_difference, digest, fold
from watcher.domain.changes import ChangeKind
from watcher.domain.publications import AgendaItem, Meeting, Published

_STAGES = (Published.AGENDA, Published.DECISIONS, Published.DRAFT_MINUTES, Published.MINUTES)
"""In the order of a meeting's life. A page headed "Minutes" has not taken its agenda or its draft back."""


def compare_outputs(old: Meeting, new: Meeting, telling: Telling) -> Meeting:
    """Tell what came out and which minutes were amended; the new meeting with all that is out.

    `new` has its lists as they are known now.
    """
    for state in sorted(old.published - new.published):
        if not any(_STAGES.index(later) > _STAGES.index(state) for later in new.published):
            telling.flag(f"{state} was out and is not any more: not believed")
    out = replace(new, published=old.published | new.published)
    tell_outputs(out, out.published - old.published, telling)
    if _minutes_stage(old) is not None and _minutes_stage(old) is _minutes_stage(out):
        _compare_minutes(old, out, telling)
    return out


def tell_outputs(meeting: Meeting, states: frozenset[Published], telling: Telling) -> None:
    """Tell each of the states that came out; drafts not beside final minutes."""
    if Published.AGENDA in states:
        after = agenda_facts(meeting, meeting.items, meeting.all_documents())
        telling.tell(ChangeKind.AGENDA_PUBLISHED, after=after)
    if Published.DECISIONS in states:
        after = text_facts((item, item.decision) for item in meeting.items)
        telling.tell(ChangeKind.DECISIONS_PUBLISHED, after=after)
    minutes = text_facts((item, item.minutes) for item in meeting.items)
    if Published.MINUTES in states:
        telling.tell(ChangeKind.MINUTES_PUBLISHED, after=minutes)
    elif Published.DRAFT_MINUTES in states and Published.MINUTES not in meeting.published:
        telling.tell(ChangeKind.DRAFT_MINUTES_PUBLISHED, after=minutes)


def merge_minutes(old: AgendaItem, new: AgendaItem) -> tuple[str, bool]:
    """The minutes to remember, and whether they are cut: a cut text never takes the place of a full one."""
    known = old.minutes, old.minutes_are_cut
    if not new.minutes:
        return known
    if new.minutes_are_cut and old.minutes and not old.minutes_are_cut:
        return known
    if new.minutes_are_cut and len(new.minutes) <= len(old.minutes) and not _are_amended(old, new):
        return known
    return new.minutes, new.minutes_are_cut


def _minutes_stage(meeting: Meeting) -> Published | None:
    """Whether a meeting has minutes, and which."""
    return next((stage for stage in (Published.MINUTES, Published.DRAFT_MINUTES) if stage in meeting.published), None)


def _compare_minutes(old: Meeting, new: Meeting, telling: Telling) -> None:
    """Tell all amendments of a meeting's minutes as one piece of news."""
    known = {item.id: item for item in old.items}
    amended = [(known[item.id], item) for item in new.items if item.id in known and _are_amended(known[item.id], item)]
    if amended:
        telling.tell(
            ChangeKind.MINUTES_AMENDED,
            before={"items": [{"id": before.id, "digest": digest(before.minutes)} for before, _ in amended]},
            after={"items": [_amendment(before, after) for before, after in amended]},
        )


def _are_amended(old: AgendaItem, new: AgendaItem) -> bool:
    """Whether the minutes say something else. A cut text and a full one cannot be compared."""
    if not old.minutes or not new.minutes or old.minutes == new.minutes or old.minutes_are_cut != new.minutes_are_cut:
        return False
    before, after = fold(old.minutes).split(), fold(new.minutes).split()
    if old.minutes_are_cut:
        length = min(len(before), len(after)) - 1  # the last word may be cut itself
        return before[:length] != after[:length]
    return before != after and bool(after)


def _amendment(old: AgendaItem, new: AgendaItem) -> dict[str, object]:
    before, after = around_difference(old.minutes, new.minutes)
    return {
        "id": new.id,
        "number": new.number,
        "title": new.title,
        "before": before,
        "after": after,
        "digest": digest(new.minutes),
    }
