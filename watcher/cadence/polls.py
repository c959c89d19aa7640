"""When a source is due next: after a good poll by its interval or its rhythm, after trouble at growing distances.

Does not read a clock or draw lots: `now` (aware) and `jitter` are given. May import: domain, the modules of cadence.
"""

from datetime import datetime, timedelta

from watcher.cadence.aware import refuse_naive
from watcher.cadence.rhythm import Rhythm
from watcher.domain.publications import Outcome, Source

_FIRST_RETRY = timedelta(minutes=15)
_LONGEST_RETRY = timedelta(days=1)
_LONGEST_RETRY_AFTER = timedelta(days=7)  # beyond that, Retry-After is taken for a mistake: silence would be for ever
_PASSING = frozenset({Outcome.PARTIAL, Outcome.EMPTY_LIST, Outcome.TRUNCATED})
_PASSING_TRIES = 4  # as many first retries after a short page before that, too, counts as a lasting trouble


def next_poll(
    source: Source,
    *,
    outcome: Outcome,
    failures: int,
    now: datetime,
    retry_after_s: float | None,
    jitter: float,
    rhythm: Rhythm | None = None,
) -> datetime:
    """The moment (UTC if `now` is) from which the source is due again.

    After a good poll: by the source's `rhythm`, at its interval if it has none. `failures` counts the polls in a row
    that were not good, this one included. `jitter`, 0 to 1, spreads sources that started together: plus or minus 5 %.
    After trouble: 15 minutes, 30, 1 hour, 2 ... at most a day, and never sooner than the server asked for. A page that
    came short is likely whole soon, and is retried in 15 minutes at first.
    """
    refuse_naive(now)
    spread = 0.95 + 0.1 * jitter
    if outcome.is_good:
        if rhythm is not None:
            return rhythm.next_after(now, spread).astimezone(now.tzinfo)
        return now + timedelta(seconds=source.poll_interval_s) * spread
    steps = max(failures, 1) - 1
    if outcome in _PASSING:
        steps = max(steps - (_PASSING_TRIES - 1), 0)
    # 2**7 quarters of an hour are more than a day; the exponent is bounded because failures may count for years.
    wait = min(_FIRST_RETRY * (1 << min(steps, 7)) * spread, _LONGEST_RETRY)
    asked = min(timedelta(seconds=min(retry_after_s or 0.0, 1e9)), _LONGEST_RETRY_AFTER)
    return now + max(wait, asked)
