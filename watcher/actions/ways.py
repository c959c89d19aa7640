"""In which way a source is read: as sources.yaml says; where its pages are shut to us, by the web service beside them.

    pages ---> read -------------------------------------> as ever
       '-----> blocked, a login, a stub -> web service --> read, and said so; the pages are tried again each day
                                                 '-------> the pages' trouble stands, with what the service said

Asked on the same host, by the same manners and robots.txt. One refusal is no closed door: what was read before changes
its way when it was refused three times in a row. A list that can be read, and not one of its meetings, is refused too.
Does not ask the network (gather does) or compare. May import: domain.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from watcher.actions.asking import Gathered
from watcher.domain.polls import SourceState
from watcher.domain.publications import Outcome, PageKind, Source

BESIDE = {"moderngov-pages": "moderngov-service"}
"""The way that stands open beside another one."""

NOTE = "read by the web service: the pages are blocked"
OPEN_AGAIN = "the pages can be read again"

TRIED_AGAIN_AFTER = timedelta(hours=23)  # daily, for a poll that is a little early each day
REFUSALS = 3

_SHUT = frozenset({Outcome.BLOCKED, Outcome.LOGIN, Outcome.STUB})
_MOST_SHUT = 2
"""Of one meeting alone the page may be closed for reasons of its own."""


def gather_in_a_way(
    source: Source, state: SourceState, gather_by: Callable[[str], Gathered], *, now: datetime
) -> Gathered:
    """Gather in the way that is open. `gather_by` gathers in the way of that name."""
    beside_name = BESIDE.get(source.system)
    beside: Gathered | None = None
    if beside_name is None:
        return gather_by(source.system)
    if _is_still_shut(state, now):
        beside = gather_by(beside_name)
        if _is_of_use(beside):
            return _noted(beside, state.shut_at)
    pages = gather_by(source.system)
    if not _is_to_change(state, pages):
        if beside is not None:
            _add_cost(pages, beside)
        if pages.outcome.is_good and state.shut_at is not None:
            pages.flags.append(OPEN_AGAIN)
            pages.is_way_noted, pages.shut_at = True, None
        return pages
    beside = gather_by(beside_name) if beside is None else beside
    if not _is_of_use(beside):
        _add_cost(pages, beside)
        pages.why = f"{pages.why}; the web service: {beside.why or beside.outcome}"
        return pages
    _add_cost(beside, pages)
    return _noted(beside, now)


def _is_still_shut(state: SourceState, now: datetime) -> bool:
    """True if the pages were found shut less than a day ago, and all has been well in the other way since."""
    return state.shut_at is not None and state.failures == 0 and now - state.shut_at < TRIED_AGAIN_AFTER


def _is_to_change(state: SourceState, pages: Gathered) -> bool:
    if pages.outcome.is_good:
        return False
    if state.shut_at is not None:
        return True
    is_new = state.last_good_at is None
    was_shut = state.failures >= REFUSALS - 1 and state.last_outcome in _SHUT | {Outcome.PARTIAL}
    return (pages.outcome in _SHUT or _is_list_alone_open(pages)) and (is_new or was_shut)


def _is_list_alone_open(pages: Gathered) -> bool:
    """True where the list could be read and of several meetings not one page."""
    refused = [outcome for _, outcome, _ in pages.failures if outcome in _SHUT]
    is_all = len(refused) == len(pages.failures) >= _MOST_SHUT
    return pages.outcome is Outcome.PARTIAL and is_all and not pages.pages_read


def _is_of_use(beside: Gathered) -> bool:
    """True if the web service answered what it was asked, be it in part."""
    if beside.reading is not None and beside.reading.kind is PageKind.EMPTY:
        return False
    return beside.outcome.is_good or beside.outcome is Outcome.PARTIAL


def _noted(beside: Gathered, shut_at: datetime | None) -> Gathered:
    beside.flags.insert(0, NOTE)
    beside.why = f"{NOTE}; {beside.why}" if beside.why else NOTE
    beside.is_way_noted, beside.shut_at = True, shut_at
    return beside


def _add_cost(to: Gathered, other: Gathered) -> None:
    to.requests += other.requests
    to.bytes += other.bytes
    asked = [each for each in (to.retry_after_s, other.retry_after_s) if each is not None]
    to.retry_after_s = max(asked, default=None)
