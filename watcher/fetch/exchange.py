"""One request and its answer, made into a Page.

Does not wait, retry or redirect. May import: domain, this package, requests, the standard library.
"""

from dataclasses import replace
from threading import Lock

import requests
from requests.cookies import RequestsCookieJar

from watcher.domain.publications import Outcome, Page
from watcher.fetch.answers import KEPT_HEADERS, REDIRECTS, outcome_of, retry_after_s
from watcher.fetch.body import Meter, TooLargeError, read_body
from watcher.fetch.connect import Policy, Refuses, make_session
from watcher.fetch.tally import Tallies
from watcher.fetch.troubles import EXPECTED, outcome_of_error
from watcher.fetch.visit import Visit
from watcher.fetch.watchdog import CURRENT, Watch, Watchdog

_ERROR_BODY_BYTES = 64 * 1024  # enough to recognise a challenge page, and to show a person what came


class Exchange:
    """Sends requests, each over a connection of its source's policy, and reads what comes back, with limits."""

    def __init__(self, *, user_agent: str, is_private: Refuses, watchdog: Watchdog, tallies: Tallies) -> None:
        self._headers = {
            "User-Agent": user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Encoding": "gzip, deflate",
            "Accept-Language": "en-GB,en",
        }
        self._is_private = is_private
        self._watchdog = watchdog
        self._tallies = tallies
        self._sessions: dict[Policy, requests.Session] = {}
        self._lock = Lock()

    def ask(self, address: str, visit: Visit) -> Page:
        """The answer to one request. Redirects are pages with their status and location; nothing expected is raised."""
        meter = Meter()
        watch = Watch(self._watchdog, 2 * visit.source.politeness.read_timeout_s)
        token = CURRENT.set(watch)
        try:
            response = self._send(address, visit)
            try:
                page = _read(response, address, visit, meter)
            finally:
                response.close()
        except EXPECTED as error:
            page = visit.page(address, *outcome_of_error(error))
        finally:
            CURRENT.reset(token)
            watch.end()
            self._tallies.count(meter.wire)
        if watch.is_late:
            return visit.page(address, Outcome.TIMED_OUT, f"the answer took longer than {watch.limit_s:.0f} s")
        return page

    def close_idle(self) -> None:
        """Close the connections that nobody uses now."""
        with self._lock:
            for session in self._sessions.values():
                session.close()

    def _send(self, address: str, visit: Visit) -> requests.Response:
        headers = dict(self._headers)
        if visit.is_conditional(address):
            if visit.validators.etag is not None:
                headers["If-None-Match"] = visit.validators.etag
            if visit.validators.last_modified is not None:
                headers["If-Modified-Since"] = visit.validators.last_modified
        prepared = requests.PreparedRequest()
        prepared.prepare(method="GET", url=address, headers=headers, cookies=visit.cookies)
        politeness = visit.source.politeness
        timeout = (politeness.connect_timeout_s, politeness.read_timeout_s)
        session = self._session(visit.policy)
        # The adapter and not the session: what the session adds (hooks, its cookie jar, history) is done here or not
        # wanted, and it is a tenth of what an unchanged page costs.
        return session.get_adapter(address).send(
            prepared, stream=True, timeout=timeout, verify=True, cert=None, proxies={}
        )

    def _session(self, policy: Policy) -> requests.Session:
        session = self._sessions.get(policy)
        if session is None:
            with self._lock:
                session = self._sessions.get(policy) or make_session(policy, self._is_private)
                self._sessions[policy] = session
        return session


def _read(response: requests.Response, address: str, visit: Visit, meter: Meter) -> Page:
    status = response.status_code
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    if status in REDIRECTS and "Set-Cookie" in response.headers:
        if visit.cookies is None:
            visit.cookies = RequestsCookieJar()
        visit.cookies.update(response.cookies)
    body = _body(response, visit, meter)
    outcome, why = outcome_of(status, response.headers, body, was_conditional=visit.is_conditional(address))
    asked_s = retry_after_s(headers.get("retry-after"), visit.now()) if status in (429, 503) else None
    if outcome is Outcome.UNCHANGED:
        # RFC 9111, 4.3.4: what a 304 does not repeat stays in force.
        sent = {"etag": visit.validators.etag, "last-modified": visit.validators.last_modified}
        headers = {name: value for name, value in sent.items() if value is not None} | headers
    page = visit.page(address, outcome, why)
    return replace(page, status=status, headers=headers, body=body, retry_after_s=asked_s)


def _body(response: requests.Response, visit: Visit, meter: Meter) -> bytes:
    """The whole body of a 200, or the start of one that only explains a trouble or holds robots.txt."""
    is_wanted = response.status_code == 200
    is_whole = is_wanted and not visit.is_for_robots
    length = response.headers.get("Content-Length", "")
    if is_whole and length.isdecimal() and int(length) > visit.max_bytes:
        raise TooLargeError(b"", visit.max_bytes)
    try:
        return read_body(response.raw, max_bytes=visit.max_bytes if is_wanted else _ERROR_BODY_BYTES, meter=meter)
    except TooLargeError as error:
        if is_whole:
            raise
        return error.start
    except EXPECTED:
        if is_wanted:
            raise
        return b""  # the status says enough
