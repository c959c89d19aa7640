"""The section "By council": one line for each council, where there are several and the lists are long.

Counts what stands above. Does not tell anything new. May import: domain, digest.
"""

from collections.abc import Mapping, Sequence

from watcher.digest.decisions import PLANNED, TAKEN
from watcher.digest.headline import council_words
from watcher.digest.material import FEED_PREFIX, Scope
from watcher.digest.words import counted
from watcher.domain.digests import Entry, SectionKind

LONG = 12
"""Entries that fit into a glance; with more of them a reader looks for their own council."""

_WORDS: dict[str, tuple[str, str]] = {
    SectionKind.NEEDS_ATTENTION: ("new item", ""),
    SectionKind.CHANGED: ("change", ""),
    SectionKind.COMING_UP: ("meeting coming up", "meetings coming up"),
    SectionKind.MINUTES_PUBLISHED: ("set of minutes", "sets of minutes"),
    SectionKind.DECISIONS: ("set of decisions", "sets of decisions"),
    TAKEN: ("decision", ""),
    PLANNED: ("planned decision", ""),
}
"""By section; of Decisions, those that are not a meeting's by how their keys begin."""


def council_entries(scope: Scope, lists: Mapping[SectionKind, Sequence[Entry]]) -> list[Entry]:
    """The councils that stand in the lists, by name, each with how often; none where one look is enough."""
    tally: dict[str, dict[str, int]] = {}
    for kind, entries in lists.items():
        for entry in entries:
            row = tally.setdefault(council_in(entry.key), dict.fromkeys(_WORDS, 0))
            row[next((each for each in (TAKEN, PLANNED) if entry.key.startswith(each)), kind)] += 1
    if len(tally) < 2 or sum(len(entries) for entries in lists.values()) <= LONG:
        return []
    rows = [(_name(scope, key), key, counts) for key, counts in tally.items()]
    return [_entry(*row) for row in sorted(rows, key=lambda row: row[:2])]


def council_in(key: str) -> str:
    """The council's key in an entry's; of a feed's entry the feed's key."""
    return key.split(":", 2)[1]


def _name(scope: Scope, key: str) -> str:
    return scope.council_name(key) if key.startswith(f"{FEED_PREFIX}/") else council_words(scope, key)


def _entry(name: str, key: str, counts: Mapping[str, int]) -> Entry:
    parts = [counted(counts[kind], *words) for kind, words in _WORDS.items() if counts[kind]]
    return Entry(key=f"council:{key}", title=name, url="", lines=(f"{', '.join(parts)}.",))
