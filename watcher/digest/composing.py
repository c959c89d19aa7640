"""Material and a subscription -> Edition.

    items (new, about a topic) -> changed (old -> new) -> coming up -> minutes -> decisions -> by council -> not checked

What is told in a section is not told again further down: changes of a new item stand under the item. Coming up is the
exception, being a calendar and not news: a meeting that moved stands there too, pointing at Changed.
Does not read the store, net changes or render. May import: domain, digest.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from watcher.digest import headline
from watcher.digest.changed import changed_entries, group_changes, sentences
from watcher.digest.checks import unchecked_entries
from watcher.digest.coming import coming_entries, coming_line
from watcher.digest.councils import council_entries
from watcher.digest.decisions import PLANNED, TAKEN, register_entries
from watcher.digest.items import Found, find_new, in_order
from watcher.digest.material import Material, Scope
from watcher.digest.minutes import decisions_entries, minutes_entries
from watcher.domain.changes import Change, ChangeKind
from watcher.domain.digests import Edition, Entry, Frequency, Section, SectionKind, Window
from watcher.domain.subscribers import Subscription

HEADINGS = {
    SectionKind.NEEDS_ATTENTION: "Needs attention",
    SectionKind.CHANGED: "Changed",
    SectionKind.COMING_UP: "Coming up",
    SectionKind.MINUTES_PUBLISHED: "Minutes published",
    SectionKind.DECISIONS: "Decisions",
    SectionKind.BY_COUNCIL: "By council",
    SectionKind.NOT_CHECKED: "Sources we could not check",
}
FIRST = "first"
MANY_NOT_CHECKED = "many_not_checked"
"""Half or more of the sources failed: sent even to those who do not want quiet weeks."""
OUTAGE = "outage"
"""Runs before this one are missing: it covers their time too, says so, and shows less of each list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """The lists of an edition, and the kind that counts for each entry of `changed`."""

    items: list[Entry]
    changed: list[Entry]
    kinds: list[ChangeKind]
    coming: list[Entry]
    minutes: list[Entry]
    decisions: list[Entry]
    unchecked: list[Entry]

    @property
    def is_quiet(self) -> bool:
        """True if nothing happened: a calendar without a new date is a state, not news."""
        news = (self.items, self.changed, self.minutes, self.decisions)
        return not any(news) and not any(entry.change_numbers for entry in self.coming)

    @property
    def lists(self) -> dict[SectionKind, list[Entry]]:
        """What happened and what comes, by section."""
        return {
            SectionKind.NEEDS_ATTENTION: self.items,
            SectionKind.CHANGED: self.changed,
            SectionKind.COMING_UP: self.coming,
            SectionKind.MINUTES_PUBLISHED: self.minutes,
            SectionKind.DECISIONS: self.decisions,
        }


def compose(
    material: Material,
    subscription: Subscription,
    *,
    frequency: Frequency,
    period: str,
    first_day: date,
    last_day: date,
    window: Window,
    now: datetime,
    is_first: bool = False,
    next_on: date | None = None,
    slug: str = "",
    missed: int = 0,
) -> Edition:
    """Say what happened in the window to what the subscription follows. `material.changes` are net and in the window.

    `slug` names the edition, by default after subscription and window. `missed` is how many runs before this one were
    never made. Raises ValueError if `now` is naive.
    """
    scope = Scope(material, subscription, now)
    parts = _parts(scope, frequency, is_first=is_first)
    bare = Edition(
        slug=slug or headline.slug_of(subscription, window, is_first=is_first),
        frequency=frequency,
        period=period,
        first_day=first_day,
        last_day=last_day,
        composed_at=now,
        window=window,
        title=headline.title_words(frequency, first_day, last_day),
        subject=_subject(scope, frequency, parts, is_first=is_first),
        summary=_summary(scope, frequency, parts, is_first=is_first, missed=missed),
        topic_counts=(),
        sections=_sections(scope, parts),
        follows=headline.follows_words(scope),
        next_on=next_on,
        flags=_flags(scope, parts, is_first=is_first, missed=missed),
    )
    return _counted(bare, scope, parts)


def _counted(edition: Edition, scope: Scope, parts: _Parts) -> Edition:
    """With what is counted besides the lists."""
    counts = _topic_counts(scope, parts.items)
    return replace(
        edition,
        topic_counts=counts,
        tally_note=headline.tally_note(parts.items, counts),
        checked=len(scope.states) - len(parts.unchecked),
        sources=len(scope.states),
        is_quiet=parts.is_quiet,
    )


def _parts(scope: Scope, frequency: Frequency, *, is_first: bool) -> _Parts:
    groups = group_changes(scope)
    found = in_order(find_new(scope, is_first=is_first).values())
    items = [_completed(scope, each, groups.pop(each.key, [])) for each in found]
    changed = changed_entries(scope, groups)
    return _Parts(
        items=items,
        changed=[entry for _, entry in changed],
        kinds=[kind for kind, _ in changed],
        coming=coming_entries(scope, frequency, changed_meetings=groups.keys()),
        minutes=minutes_entries(scope),
        decisions=decisions_entries(scope) + register_entries(scope),
        unchecked=unchecked_entries(scope, frequency),
    )


def _completed(scope: Scope, found: Found, changes: list[Change]) -> Entry:
    """A new item with all its numbers, and in its lines what has happened to it since it was new."""
    numbers = found.numbers | {change.number for change in changes if change.number is not None}
    lines = dict.fromkeys((*found.entry.lines, *sentences(scope, changes)))
    return replace(found.entry, lines=tuple(lines), change_numbers=tuple(sorted(numbers)))


def _subject(scope: Scope, frequency: Frequency, parts: _Parts, *, is_first: bool) -> str:
    return headline.subject_line(
        scope,
        frequency,
        noun=headline.item_noun(is_first=is_first),
        items=parts.items,
        changed=parts.changed,
        coming=parts.coming,
        minutes=parts.minutes,
        decisions=parts.decisions,
        unchecked=len(parts.unchecked),
    )


def _summary(scope: Scope, frequency: Frequency, parts: _Parts, *, is_first: bool, missed: int) -> tuple[str, ...]:
    taken, planned = (sum(each.key.startswith(kind) for each in parts.decisions) for kind in (TAKEN, PLANNED))
    lines = headline.summary_lines(
        headline.item_noun(is_first=is_first),
        len(parts.items),
        parts.kinds,
        coming_line(scope, parts.coming),
        len(parts.minutes),
        len(parts.decisions) - taken - planned,
        len(scope.states) - len(parts.unchecked),
        len(scope.states),
        taken=taken,
        planned=planned,
    )
    quiet = headline.quiet_line(frequency) if parts.is_quiet and len(parts.unchecked) < len(scope.states) else ""
    return tuple(line for line in (headline.outage_line(frequency, missed), quiet, *lines) if line)


def _topic_counts(scope: Scope, items: Sequence[Entry]) -> tuple[tuple[str, int], ...]:
    tally = Counter(topic for entry in items for topic in entry.topics)
    return tuple((name, tally[name]) for name in scope.topic_names_of(items))


def _sections(scope: Scope, parts: _Parts) -> tuple[Section, ...]:
    """The sections that have something to say, in their fixed order."""
    lists = {
        **parts.lists,
        SectionKind.BY_COUNCIL: council_entries(scope, parts.lists),
        SectionKind.NOT_CHECKED: parts.unchecked,
    }
    return tuple(
        Section(kind=kind, heading=HEADINGS[kind], entries=tuple(lists[kind])) for kind in SectionKind if lists[kind]
    )


def _flags(scope: Scope, parts: _Parts, *, is_first: bool, missed: int) -> tuple[str, ...]:
    many = bool(parts.unchecked) and 2 * len(parts.unchecked) >= len(scope.states)
    found = {FIRST: is_first, MANY_NOT_CHECKED: many, OUTAGE: missed > 0}
    return tuple(flag for flag, is_so in found.items() if is_so)
