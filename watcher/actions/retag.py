"""Apply the topics now in force to everything that is known, without making news of it.

Matches are replaced; changes, and what subscribers were told, stay as they are. A second call finds nothing to do.
Does not fetch or read papers itself. May import: store, tag, domain.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from watcher import store
from watcher.actions.attached import HasPapers
from watcher.actions.collaborators import Collaborators
from watcher.actions.own_papers import match_papers
from watcher.domain.documents import DocumentText
from watcher.domain.topics import Match
from watcher.errors import StoreBusyError

PapersOf = Callable[[HasPapers], Sequence[DocumentText]]
"""The papers of an item that were read and kept; none for an item without."""
Matches = Mapping[store.matches.Subject, Sequence[Match]]

_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Retagged:
    """How many items and entries were read, and how many of their matches came, went, or turned out otherwise."""

    subjects: int = 0
    came: int = 0
    went: int = 0
    changed: int = 0

    def __add__(self, other: "Retagged") -> "Retagged":
        return Retagged(
            subjects=self.subjects + other.subjects,
            came=self.came + other.came,
            went=self.went + other.went,
            changed=self.changed + other.changed,
        )


def retag(
    tools: Collaborators,
    *,
    papers_of: PapersOf | None = None,
    on_source: Callable[[str, int, int], None] = lambda _key, _done, _all: None,
) -> Retagged:
    """Read everything again, source by source. `on_source` hears each source's key, and how many of all are done.

    `papers_of` stands in for the library's, which gives what polls have read and kept.
    Raises StoreBusyError if a source is polled each time that it is about to be written.
    """
    with tools.store.read() as conn:
        keys = [state.key for state in store.sources.states(conn)]
    total = Retagged()
    for done, key in enumerate(keys, start=1):
        total += _retag_source(tools, key, papers_of or tools.library.papers_of)
        on_source(key, done, len(keys))
    return total


def _retag_source(tools: Collaborators, key: str, papers_of: PapersOf) -> Retagged:
    """Tag outside of the transaction that writes: it takes a while, and polls want to write."""
    for _ in range(_TRIES):
        with tools.store.read() as conn:
            version = store.sources.state(conn, key).version
            found = _found(conn, tools, key, papers_of)
        with tools.store.write() as conn:
            if store.sources.state(conn, key).version != version:
                continue  # polled meanwhile: what was read is no longer what is known
            before = store.matches.matches(conn, found)
            store.matches.save_many(conn, found)
        return _difference(before, found)
    raise StoreBusyError(f"{key} was polled each time it was to be tagged again")


def _found(conn: Connection, tools: Collaborators, key: str, papers_of: PapersOf) -> Matches:
    found: dict[store.matches.Subject, Sequence[Match]] = {}
    remembered = store.meetings.load_known(conn, key)
    for each in remembered.decisions.values():
        found[key, f"decision:{each.decision.id}"] = tools.tagger.match_decision(
            each.decision, papers=papers_of(each.decision)
        )
    for known in remembered.meetings.values():
        for item in known.meeting.items:
            found[key, f"item:{item.id}"] = tools.tagger.match_item(
                item, committee_name=known.meeting.committee.name, papers=papers_of(item)
            )
        own = match_papers(tools.tagger, known.meeting, tools.library.text_of)
        found |= {(key, subject): matches for subject, matches in own.items()}
    for entry in store.meetings.entries_of(conn, key):
        found[key, f"entry:{entry.id}"] = tools.tagger.match_entry(entry)
    return found


def _difference(before: Matches, after: Matches) -> Retagged:
    old = {(subject, match.topic): match for subject, matches in before.items() for match in matches}
    new = {(subject, match.topic): match for subject, matches in after.items() for match in matches}
    return Retagged(
        subjects=len(after),
        came=len(new.keys() - old.keys()),
        went=len(old.keys() - new.keys()),
        changed=sum(old[each] != new[each] for each in old.keys() & new.keys()),
    )
