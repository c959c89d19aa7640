"""Lets everything that is known be found by its words, from what is remembered: no council is asked.

For a database from before there was a search (`catch_up`, a part at a time), or one whose index was damaged. Does not
read papers: their texts come from whoever keeps them. May import: store, domain.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from watcher import store
from watcher.actions.collaborators import Collaborators

TextsOf = Callable[[str], Sequence[str] | None]
"""The pages of the paper with a content hash; None where its text is not kept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reindexed:
    """How much can be found now. `papers_without_text` are listed, but what stands in them is not kept."""

    meetings: int
    entries: int
    papers: int
    papers_without_text: int


def catch_up(tools: Collaborators, texts_of: TextsOf, *, meetings: int = 200, papers: int = 100) -> bool:
    """Index at most so much of what is known and cannot be found yet. True if nothing is left that can be indexed.

    After an upgrade from a version without a search that is all there is; at other times nothing, for one question.
    Raises StoreError.
    """
    with tools.store.read() as conn:
        gaps = store.search.gaps(conn)
    wanted = gaps.meetings[:meetings]
    for key in dict.fromkeys(key for key, _ in wanted):
        with tools.store.write() as conn:
            store.sources.hold(conn, key)
            known = store.meetings.by_keys(conn, [each for each in wanted if each[0] == key])
            store.search.index_meetings(conn, key, known.values())
    for key in gaps.entries:
        with tools.store.write() as conn:
            store.sources.hold(conn, key)
            store.search.index_entries(conn, key, store.meetings.entries_of(conn, key))
    left = papers
    for content_hash in gaps.papers:
        pages = texts_of(content_hash)
        if pages is None:
            continue  # not kept: the next poll that looks at the paper fetches it
        if not left:
            return False
        with tools.store.write() as conn:
            left -= store.search.index_paper(conn, content_hash, pages) > 0
    return len(wanted) == len(gaps.meetings)


def reindex(tools: Collaborators, texts_of: TextsOf) -> Reindexed:
    """Index everything anew, a source or paper at a time: a poll need not wait for all of it. Raises StoreError."""
    with tools.store.read() as conn:
        keys = [state.key for state in store.sources.states(conn)]
        hashes = store.papers.listed(conn)
    meetings = entries = 0
    for key in keys:
        with tools.store.write() as conn:
            store.sources.hold(conn, key)  # or a poll may index what this one has read already
            remembered = store.meetings.load_known(conn, key)
            known = [each.meeting for each in remembered.meetings.values()]
            store.search.index_decisions(conn, key, [each.decision for each in remembered.decisions.values()])
            store.search.index_meetings(conn, key, known)
            kept = store.meetings.entries_of(conn, key)
            store.search.index_entries(conn, key, kept)
        meetings += len(known)
        entries += len(kept)
    for content_hash in hashes:
        pages = texts_of(content_hash)
        if pages is not None:
            with tools.store.write() as conn:
                store.search.index_paper(conn, content_hash, pages)
    with tools.store.write() as conn:
        store.search.drop_unlisted(conn)
        store.search.rebuild(conn)
        papers = len(store.search.indexed_papers(conn, hashes))
    return Reindexed(meetings=meetings, entries=entries, papers=papers, papers_without_text=len(hashes) - papers)
