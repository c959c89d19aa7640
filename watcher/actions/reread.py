"""Papers that could not be read are read again when it is time, and found and tagged by what they say: without news.

What a paper says was said when it was published: that we can read it only now changes matches and the search, never
the log of changes. Does not ask the network, or decide when it is time (the library does). May import: store, actions.
"""

from dataclasses import dataclass

from watcher import store
from watcher.actions.collaborators import Collaborators
from watcher.actions.retag import retag

AT_ONCE = 50
"""Papers in one go; the others have their turn the next night."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """How many papers were tried again, and how many of them have text now."""

    tried: int = 0
    read: int = 0


def reread(tools: Collaborators, *, at_most: int = AT_ONCE) -> Reread:
    """Try again what is due, paper by paper, until the program is to stop. Raises StoreError."""
    with tools.store.read() as conn:
        hashes = store.papers.listed(conn)
    tried = read = 0
    for text in tools.library.read_again(hashes, at_most=at_most, stopping=lambda: tools.fetcher.is_stopped):
        with tools.store.write() as conn:
            store.papers.save_paper(
                conn,
                text.content_hash,
                outcome=text.outcome,
                why=text.why,
                page_count=len(text.pages),
                read_at=tools.clock(),
            )
            store.search.index_paper(conn, text.content_hash, text.pages)
        tried, read = tried + 1, read + text.is_read
    if read:
        retag(tools)
    return Reread(tried=tried, read=read)
