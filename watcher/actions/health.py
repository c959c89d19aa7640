"""How things stand: sources, runs and the outbox, for a person at 3 a.m. and for programs.

Does not change anything. May import: store, config, domain.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from watcher import store
from watcher.actions.accounting import Account, account_of_run
from watcher.actions.collaborators import Collaborators
from watcher.actions.completeness import shortfall_words
from watcher.actions.compose import late_words
from watcher.domain.digests import Frequency, Run
from watcher.domain.polls import SourceState
from watcher.domain.publications import Meeting, Outcome
from watcher.domain.subscribers import DeliveryState, Pause
from watcher.domain.troubles import Trouble
from watcher.store import relays

ATTEMPTS = 5
"""So many of the last attempts are shown of a source in trouble."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How things stood at `now`. `outbox` counts deliveries by state over all runs.

    `undated` are (source key, meeting) of meetings whose date cannot be read: kept, and at the end of what comes up.
    `unindexed` counts the meetings and feeds that a search does not find yet. `late` says of digests that wait for a
    person to let them go out. `pause` is why no email is sent just now, `troubles` are those that were noticed and
    stand, `accounts` say of the last run of each frequency what became of its emails. `attempts` are the last ones at
    each source in trouble, the latest first; `doubts` what lists lack of what they showed before, in words.
    """

    now: datetime
    sources: tuple[SourceState, ...]
    runs: tuple[Run, ...]
    outbox: Mapping[DeliveryState, int]
    subscribers: int
    changes: int
    undated: tuple[tuple[str, Meeting], ...] = ()
    unindexed: int = 0
    late: tuple[str, ...] = ()
    pause: Pause | None = None
    troubles: tuple[Trouble, ...] = ()
    accounts: tuple[tuple[Run, Account], ...] = ()
    attempts: Mapping[str, tuple[Outcome, ...]] = field(default_factory=dict)
    doubts: Mapping[str, str] = field(default_factory=dict)

    @property
    def in_trouble(self) -> tuple[SourceState, ...]:
        """The sources whose last poll was not good."""
        return tuple(each for each in self.sources if each.last_outcome is not None and not each.last_outcome.is_good)

    @property
    def is_well(self) -> bool:
        """True if every source was read, emails go out and add up, and nothing failed or waits for a person.

        Whether what was read is all there is may be in doubt.
        """
        stuck = self.outbox.get(DeliveryState.FAILED, 0) + self.outbox.get(DeliveryState.AMBIGUOUS, 0)
        is_going_out = not self.pause and not self.late and all(account.adds_up for _, account in self.accounts)
        is_troubled = any(not each.kind.is_doubt for each in self.troubles)
        return not self.in_trouble and not stuck and is_going_out and not is_troubled


def health(tools: Collaborators) -> Health:
    """Look at everything, all but the accounts in one snapshot. Raises StoreError if the database cannot be used."""
    now = tools.clock()
    with tools.store.read() as conn:
        sources = tuple(each for each in store.sources.states(conn) if each.is_watched)
        runs = sorted(
            (run for frequency in Frequency for run in store.outbox.runs(conn, frequency)), key=lambda run: run.id
        )
        found = Health(
            now=now,
            sources=sources,
            runs=tuple(runs[-10:]),
            outbox=store.outbox.totals(conn),
            subscribers=sum(each.hears for each in store.subscribers.list_all(conn)),
            changes=store.changes.latest_number(conn),
            undated=store.meetings.undated(conn),
            unindexed=store.search.count_gaps(conn),
            late=late_words(tools, conn, now),
            pause=next(iter(relays.pauses(conn)), None),
            troubles=store.troubles.standing(conn),
            attempts={
                each.key: store.histories.last_outcomes(conn, each.key, limit=ATTEMPTS)
                for each in sources
                if each.failures
            },
            doubts={each.key: words for each in sources if (words := shortfall_words(each, now))},
        )
    last = {run.frequency: run for run in runs}.values()
    return replace(found, accounts=tuple((run, account_of_run(tools, run.id)) for run in last))
