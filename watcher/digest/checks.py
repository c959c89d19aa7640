"""The section "Sources we could not check": silence must never be mistaken for no news.

Does not decide when to ask again (cadence does). May import: domain, digest.
"""

from datetime import timedelta

from watcher.digest.material import Scope
from watcher.digest.words import moment_words, sentence
from watcher.domain.digests import Entry, Frequency
from watcher.domain.polls import SourceState
from watcher.domain.publications import Outcome

TOO_OLD = {
    Frequency.WEEKLY: timedelta(days=8),
    Frequency.DAILY: timedelta(days=2),
    Frequency.IMMEDIATE: timedelta(days=2),
}
"""A good check older than the time a digest speaks for, and a day, is no check."""

_WORDS = {
    Outcome.UNREACHABLE: "the site could not be reached",
    Outcome.TIMED_OUT: "the site did not answer in time",
    Outcome.TLS_FAILED: "the site's certificate is not valid",
    Outcome.HTTP_ERROR: "the site answered with an error",
    Outcome.NOT_FOUND: "the page is no longer there",
    Outcome.RETRY_LATER: "the site asked us to come back later",
    Outcome.TOO_LARGE: "the page is too large",
    Outcome.TRUNCATED: "the page came back cut short",
    Outcome.REDIRECT_LOOP: "the site sends us in a circle",
    Outcome.FORBIDDEN_BY_ROBOTS: "the site asks programs not to read this page",
    Outcome.PRIVATE_ADDRESS: "the address leads into a private network",
    Outcome.BLOCKED: "the site refuses programs like ours",
    Outcome.ERROR_PAGE: "the site shows an error page",
    Outcome.LOGIN: "the site asks for a login",
    Outcome.STUB: "the page came back without its content",
    Outcome.NOT_A_PAGE: "what came back is not a page we know",
    Outcome.WRONG_ANSWER: "the site answered something else than it was asked",
    Outcome.EMPTY_LIST: "the list came back empty where there were meetings before",
    Outcome.UNKNOWN_COMMITTEE: "the council lists no committee of that name",
    Outcome.PARTIAL: "some of its pages could not be read",
    Outcome.BROKEN_READER: "our own reader failed on the page",
}


def is_checked(state: SourceState, scope: Scope, frequency: Frequency) -> bool:
    """True if the last poll ended well and is recent enough for what this digest claims."""
    if state.last_good_at is None or (state.last_outcome is not None and not state.last_outcome.is_good):
        return False
    return scope.now - state.last_good_at <= TOO_OLD[frequency]


def unchecked_entries(scope: Scope, frequency: Frequency) -> list[Entry]:
    """One entry for each followed source that could not be checked, in the order of their keys."""
    return [_entry(scope, state) for state in scope.states if not is_checked(state, scope, frequency)]


def _entry(scope: Scope, state: SourceState) -> Entry:
    source = scope.material.sources.get(state.key)
    return Entry(
        key=f"source:{state.key}",
        title=state.name,
        url=source.url if source else state.url,
        where=scope.council_name(state.key) if source and source.council else "",
        lines=(_trouble_words(scope, state), _good_words(scope, state)),
    )


def _trouble_words(scope: Scope, state: SourceState) -> str:
    if state.last_outcome is None:
        return "Not checked yet."
    if state.last_outcome.is_good:
        return "No check was made lately."
    since = f" since {moment_words(state.trouble_since, scope.today)}" if state.trouble_since else ""
    return sentence(f"Not readable{since}: {_WORDS.get(state.last_outcome, state.last_outcome.value)}")


def _good_words(scope: Scope, state: SourceState) -> str:
    if state.last_good_at is None:
        return "There was no good check so far."
    return f"Last good check: {moment_words(state.last_good_at, scope.today)}."
