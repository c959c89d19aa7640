"""From an error on the way to a page to its outcome and its words.

Does not catch anything. May import: domain, requests, urllib3, the standard library.
"""

from http.client import HTTPException

from requests.exceptions import ConnectTimeout, ReadTimeout, RequestException, SSLError
from urllib3.exceptions import HTTPError, ProtocolError, ReadTimeoutError
from urllib3.exceptions import SSLError as WireSSLError

from watcher.domain.publications import Outcome
from watcher.fetch.body import BrokenBodyError, TooLargeError, UnknownEncodingError
from watcher.fetch.connect import PrivateAddressError

# The first that fits. A connection that cannot be made in time is UNREACHABLE; TIMED_OUT was connected, and is slow.
_OUTCOMES: tuple[tuple[tuple[type[Exception], ...], Outcome, str], ...] = (
    ((PrivateAddressError,), Outcome.PRIVATE_ADDRESS, ""),
    ((TooLargeError,), Outcome.TOO_LARGE, ""),
    ((BrokenBodyError,), Outcome.TRUNCATED, ""),
    ((UnknownEncodingError,), Outcome.HTTP_ERROR, ""),
    ((SSLError, WireSSLError), Outcome.TLS_FAILED, ""),
    ((ConnectTimeout,), Outcome.UNREACHABLE, "no connection in time"),
    ((ReadTimeout, ReadTimeoutError), Outcome.TIMED_OUT, "no answer in time"),
    # Only while a body is read: before that, requests makes a ConnectionError of it.
    ((ProtocolError,), Outcome.TRUNCATED, "the connection ended before the page did"),
    ((RequestException, HTTPError, HTTPException, OSError, UnicodeError), Outcome.UNREACHABLE, ""),
)
EXPECTED = tuple({kind for kinds, _, _ in _OUTCOMES for kind in kinds})
"""Every exception that an outcome stands for; all others are mistakes of ours and are loud."""


def outcome_of_error(error: Exception) -> tuple[Outcome, str]:
    """The outcome, and why in words, of one of the EXPECTED exceptions."""
    for kinds, outcome, words in _OUTCOMES:
        if isinstance(error, kinds):
            return outcome, words or _innermost(error)
    raise error


def _innermost(error: BaseException) -> str:
    """The words of the reason under the wrappings of the libraries, which are long and hold addresses of objects."""
    inner: BaseException | None = error
    while inner is not None:
        error = inner
        wrapped = [getattr(error, "reason", None), *error.args, error.__cause__]
        inner = next((part for part in wrapped if isinstance(part, BaseException)), None)
    words = getattr(error, "verify_message", None) or getattr(error, "strerror", None) or error
    return str(words)[:200] or type(error).__name__
