"""Whether what used to appear has stopped appearing: a silence is long only beside the longest one there was before.

Does not know what appears. May import: the standard library.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

_FEWEST = 6
"""Days on which something appeared from which a rhythm can be told: five pauses between them."""
_TIMES = 2
"""A summer's recess is the longest pause of most; next year's may be half as long again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """Nothing since the day `last`; until then at most `longest` passed between one appearance and the next."""

    last: date
    longest: timedelta


def silence(days: Iterable[date], today: date, *, least: timedelta) -> Silence | None:
    """The silence that goes on, if it is twice as long as any before it and longer than `least`; else None.

    None too while something is still to come, and for what appeared too seldom to have a rhythm.
    """
    seen = sorted(set(days))
    if len(seen) < _FEWEST or seen[-1] >= today:
        return None
    longest = max(after - before for before, after in pairwise(seen))
    is_long = today - seen[-1] > max(_TIMES * longest, least)
    return Silence(last=seen[-1], longest=longest) if is_long else None
