"""Put together what the cadence needs: the near meetings of a source, and its council's habits, learned now and then.

Does not decide when to ask (cadence does). May import: store, cadence, dates, domain.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from watcher import store
from watcher.actions.asking import Gathered
from watcher.actions.collaborators import Collaborators
from watcher.actions.directory import current_sources
from watcher.cadence import USUAL, Habits, Rhythm, learn, outlook_of, why_then
from watcher.dates.working_days import english_bank_holidays
from watcher.domain.polls import MeetingGlance
from watcher.domain.publications import LONDON, Council, Source
from watcher.store.appearances import appearances

_LEARNED_FOR = timedelta(hours=12)
_LOOKS_BACK = timedelta(days=365)
_LATE = timedelta(hours=3)  # a page of news that was to be asked and was not says nothing


def rhythm_of(
    tools: Collaborators, source: Source, glances: Mapping[str, MeetingGlance], gathered: Gathered, *, took: timedelta
) -> Rhythm | None:
    """The rhythm of a source after a good poll; None for one that is asked at its interval, or was not read well."""
    if not source.is_adaptive or not gathered.outcome.is_good or source.council is None:
        return None
    now = tools.clock()
    today = now.astimezone(LONDON).date()
    read = gathered.reading.meetings if gathered.reading is not None else ()
    known = _of_all_committees(tools, source) if source.is_news else glances.values()
    outlook = outlook_of(known, read, today=today, bank_holidays=english_bank_holidays(today.year))
    return Rhythm(
        source,
        outlook,
        habits_of(tools, source.council.key, now),
        is_vouched=not source.is_news and _is_vouched(tools, source.council.key, now),
        request_s=took.total_seconds() / max(gathered.requests, 1),
    )


def _of_all_committees(tools: Collaborators, source: Source) -> list[MeetingGlance]:
    """The meetings that a page of news stands for."""
    with tools.store.read() as conn:
        keys = store.sources.watched_committees(conn, host_of=source.url).values()
        found = store.meetings.glances_of(conn, [key for key in keys if source.council and _is_of(key, source.council)])
    # Two committees may know one meeting, each by its own row.
    return [replace(each, meeting_id=f"{key} {id_}") for key, known in found.items() for id_, each in known.items()]


def _is_of(source_key: str, council: Council) -> bool:
    return source_key.startswith(f"{council.key}/")


def _is_vouched(tools: Collaborators, council_key: str, now: datetime) -> bool:
    """True if the council's page of news is asked, and was understood when it was last asked."""
    if not any(each.asks_news for each in tools.settings.councils if each.council.key == council_key):
        return False
    with tools.store.read() as conn:
        state = store.sources.states_of(conn, [f"{council_key}/news"]).get(f"{council_key}/news")
    return (
        state is not None
        and state.failures == 0
        and state.last_good_at is not None
        and now < state.next_poll_at + _LATE
    )


def habits_of(tools: Collaborators, council_key: str, now: datetime) -> Habits:
    """A council's habits, as its last year shows them; looked up twice a day. Raises StoreError."""
    learned_at, habits = tools.habits.get(council_key, (None, USUAL))
    if learned_at is None or not timedelta(0) <= now - learned_at < _LEARNED_FOR:
        with tools.store.read() as conn:
            seen = appearances(conn, council_key, since=now - _LOOKS_BACK)
        habits = learn(seen, english_bank_holidays(now.year))
        tools.habits[council_key] = now, habits
    return habits


def paces(tools: Collaborators) -> dict[str, str]:
    """In words, by source key: how often it is asked at its next poll, and why. Raises StoreError.

    Those of sources that are asked at their interval, and those that could not be read, are missing.
    """
    now = tools.clock()
    today = now.astimezone(LONDON).date()
    with tools.store.read() as conn:
        sources = [each for each in current_sources(tools.settings, conn) if each.is_adaptive]
        keys = [source.key for source in sources]
        states = store.sources.states_of(conn, keys)
        glances = store.meetings.glances_of(conn, keys)
    found = {}
    for source in sources:
        state = states.get(source.key)
        if source.council is None or state is None or state.last_outcome is None or not state.last_outcome.is_good:
            continue
        known = _of_all_committees(tools, source) if source.is_news else glances.get(source.key, {}).values()
        outlook = outlook_of(known, (), today=today, bank_holidays=english_bank_holidays(today.year))
        habits = habits_of(tools, source.council.key, now)
        rhythm = Rhythm(
            source, outlook, habits, is_vouched=not source.is_news and _is_vouched(tools, source.council.key, now)
        )
        found[source.key] = why_then(rhythm, outlook, habits, max(now, state.next_poll_at))
    return found
