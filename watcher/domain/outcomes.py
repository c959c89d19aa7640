"""How an attempt to read something can end, and what a page can be.

Does not say what is done about it. May import: the standard library.
"""

from enum import StrEnum


class Outcome(StrEnum):
    """How one attempt to read something ended. Everything but OK and UNCHANGED is a trouble, shown and never diffed."""

    OK = "ok"
    UNCHANGED = "unchanged"
    # Found by fetch, on the way to the page:
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    TLS_FAILED = "tls_failed"
    HTTP_ERROR = "http_error"
    NOT_FOUND = "not_found"
    RETRY_LATER = "retry_later"
    TOO_LARGE = "too_large"
    TRUNCATED = "truncated"
    REDIRECT_LOOP = "redirect_loop"
    FORBIDDEN_BY_ROBOTS = "forbidden_by_robots"
    PRIVATE_ADDRESS = "private_address"
    # Found by a system, on the page itself:
    BLOCKED = "blocked"
    ERROR_PAGE = "error_page"
    LOGIN = "login"
    STUB = "stub"
    NOT_A_PAGE = "not_a_page"
    WRONG_ANSWER = "wrong_answer"
    # Found by comparing with what is known:
    EMPTY_LIST = "empty_list"
    UNKNOWN_COMMITTEE = "unknown_committee"
    # Found by us:
    PARTIAL = "partial"
    BROKEN_READER = "broken_reader"

    @property
    def is_good(self) -> bool:
        """True if the source was read to the end."""
        return self in (Outcome.OK, Outcome.UNCHANGED)

    @property
    def is_refusal(self) -> bool:
        """True if the site works and does not let programs in: no waiting mends that."""
        return self in (Outcome.BLOCKED, Outcome.FORBIDDEN_BY_ROBOTS, Outcome.LOGIN)


class PageKind(StrEnum):
    """What a page is, in the words of `watcher inspect`."""

    COMMITTEES = "committees"
    COMMITTEE = "committee"
    MEETINGS = "meetings"
    MEETING = "meeting"
    ITEM = "item"
    DECISIONS = "decisions"
    DECISION = "decision"
    PLANS = "plans"
    PLAN = "plan"
    PACKS = "packs"
    FEED = "feed"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
