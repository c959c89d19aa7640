"""Sources that could not be checked, as news for feed readers: a silent feed must not be mistaken for no news.

Does not ask or judge sources (polls do). May import: domain, digest, feeds.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from watcher import digest
from watcher.domain.feeds import Told
from watcher.domain.polls import SourceState
from watcher.feeds.names import name_of

PATIENCE = timedelta(days=2)
"""A site that is away for a night is no news; the digest's daily readers are told after the same time."""
_MOST_NAMES = 20


def in_trouble(state: SourceState, now: datetime) -> bool:
    """True if a watched source could not be read for longer than PATIENCE."""
    return state.is_watched and state.trouble_since is not None and now - state.trouble_since > PATIENCE


def tell_troubles(states: Iterable[SourceState], *, place: str, url: str) -> tuple[Told, ...]:
    """One piece of news for all of these sources in trouble, named after the first of them; none if there are none."""
    troubled = sorted(
        (state for state in states if state.trouble_since), key=lambda each: (each.trouble_since, each.key)
    )
    if not troubled:
        return ()
    first = troubled[0]
    assert first.trouble_since is not None
    since = digest.day_words(first.trouble_since.date(), date.min)
    names = [state.name for state in troubled]
    more = [f"{len(names) - _MOST_NAMES} more"] if len(names) > _MOST_NAMES else []
    lines = (
        "What these pages published since is not in this feed.",
        digest.sentence(f"Not readable: {digest.listed([*names[:_MOST_NAMES], *more])}"),
    )
    return (
        Told(
            name=name_of("trouble", place, first.key, first.trouble_since.isoformat()),
            told_at=first.trouble_since,
            title=f"Could not be checked since {since}: {place}",
            url=url,
            lines=lines,
        ),
    )
