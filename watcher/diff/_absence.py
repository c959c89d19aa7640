"""When a thing that is not on a page any more is gone.

"Withdrawn" is said only on evidence: two complete readings in a row without the thing, and never when most of a list
went at once, which is how a page looks that came back short. Does not tell anything. May import: domain, _telling.
"""

from collections.abc import Collection, Mapping

from watcher.diff._telling import Telling

READINGS_TO_BELIEVE = 2
"""Complete readings in a row that must lack a thing."""

NOT_IN_THIS_WAY = -1
"""The count of a thing that another way showed and this one never did: absent here, it may still be there."""

SHORTEST_LIST = 4
"""From this length on, a list that lost more than half of itself at once is not believed; of three, two may go."""


def judge_absence(
    noun: str,
    present_before: Collection[str],
    absent: Collection[str],
    counts: Mapping[str, int],
    telling: Telling,
    *,
    shortest_emptied: int,
    is_other_way: bool = False,
) -> tuple[frozenset[str], dict[str, int]]:
    """The ids that are gone, and the new counts (keys `<noun>:<id>`) of those that are merely absent.

    `shortest_emptied` is the length from which a list that became empty is not believed. `is_other_way`: the reading
    before this one was made in another way.
    """
    if not absent:
        return frozenset(), {}
    length = len(present_before)
    is_halved = length >= SHORTEST_LIST and len(absent) * 2 > length
    is_emptied = length >= shortest_emptied and len(absent) == length
    if is_halved or is_emptied:
        telling.flag(f"the {noun} list shrank from {length} to {length - len(absent)}: not believed")
        return frozenset(), {key: counts[key] for key in (f"{noun}:{id_}" for id_ in absent) if key in counts}
    new_counts = {id_: _next(counts.get(f"{noun}:{id_}", 0), is_other_way=is_other_way) for id_ in absent}
    gone = frozenset(id_ for id_, count in new_counts.items() if count >= READINGS_TO_BELIEVE)
    return gone, {f"{noun}:{id_}": count for id_, count in new_counts.items() if id_ not in gone}


def _next(count: int, *, is_other_way: bool) -> int:
    """The count after one more absence. What is absent in both ways is counted as if there were only one."""
    if is_other_way:
        return NOT_IN_THIS_WAY if count == 0 else max(count, 0) + 1
    return count if count == NOT_IN_THIS_WAY else count + 1
