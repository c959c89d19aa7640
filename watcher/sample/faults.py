"""Ten ways in which council sites fail, and when: told one by one, or drawn at random with a seed.

Does not know the scenario or the sockets: a fault writes through the Line it is given.
May import: watcher.errors, the standard library.
"""

import random
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from watcher.errors import SampleError

HUGE_BYTES = 100_000_000
_CHUNK = b"<p>Nothing to see here, and more of it.</p>\n" * 1500

_CHALLENGE = (
    b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>"
    b"<h1>Checking that you are a person</h1><p>Attention required. Reference: 8d1f0c6e</p></body></html>"
)
_STUB = (
    b"<html><head><META NAME='robots' CONTENT='noindex,nofollow'></head><body><iframe src='/_Check?id=4711' "
    b"frameborder=0 width='100%' height='100%'>Request unsuccessful. Case 4711-208</iframe></body></html>"
)
_ERROR = (
    b"<html><head><title>Runtime Error</title></head><body><h1>Server Error in '/' Application.</h1>"
    b"<p>An exception occurred while processing your request.</p></body></html>"
)

LOOP_PATHS = ("/sample/loop/a", "/sample/loop/b")
"""Two addresses that each redirect to the other, for ever."""


class Line(Protocol):
    """The connection to one client, with the answer it would have had."""

    right_body: bytes
    right_kind: str
    empty_body: bytes
    base_path: str

    def write(
        self, status: int, body: bytes, *, kind: str = ..., headers: Sequence[tuple[str, str]] = (), short: int = 0
    ) -> None:
        """Send an answer in one piece; `short` bytes at its end are promised and not sent, then the line is cut."""

    def stream(self, chunk: bytes, total: int) -> None:
        """Send `chunk` again and again, chunked, until `total` bytes or until the client hangs up."""

    def hold(self) -> bool:
        """Say nothing until the client hangs up (False) or the fault is released (True)."""


@dataclass(slots=True, kw_only=True)
class _Order:
    fault: str
    times: int | None
    when: Callable[[str], bool]


class Misbehaviour:
    """Which request fails, and how. Threads may share one; `retry_after_s` is what a 503 asks for."""

    def __init__(self, *, retry_after_s: int = 0) -> None:
        self.retry_after_s = retry_after_s
        self._lock = threading.Lock()
        self._orders: list[_Order] = []
        self._share = 0.0
        self._random = random.Random(0)  # noqa: S311 - a dice for tests
        self._kinds: tuple[str, ...] = ()
        self._bag: list[str] = []
        self._counts: dict[str, int] = {}

    def order(self, fault: str, times: int | None, when: Callable[[str], bool] | None) -> None:
        """Let requests whose path `when` accepts fail, `times` of them (None: until healed)."""
        _check((fault,))
        with self._lock:
            self._orders.append(_Order(fault=fault, times=times, when=when or (lambda _: True)))

    def order_randomly(self, share: float, seed: int, kinds: Sequence[str]) -> None:
        """Let this share of requests fail; each kind is drawn as often as every other."""
        _check(kinds)
        with self._lock:
            self._share, self._random, self._kinds, self._bag = share, random.Random(seed), tuple(kinds), []  # noqa: S311 - as above

    def heal(self) -> None:
        """Fail no more."""
        with self._lock:
            self._orders, self._share = [], 0.0

    def draw(self, path: str) -> tuple[str, int] | None:
        """The fault for this request and how often it came before, or None."""
        with self._lock:
            fault = self._ordered(path) or self._drawn()
            if fault is None:
                return None
            before = self._counts.get(fault, 0)
            self._counts[fault] = before + 1
            return fault, before

    @property
    def counts(self) -> dict[str, int]:
        """How often each fault was played."""
        with self._lock:
            return dict(self._counts)

    def _ordered(self, path: str) -> str | None:
        for order in self._orders:
            if order.when(path):
                if order.times is not None:
                    order.times -= 1
                    if order.times <= 0:
                        self._orders.remove(order)
                return order.fault
        return None

    def _drawn(self) -> str | None:
        if self._share <= 0 or self._random.random() >= self._share:
            return None
        if not self._bag:  # a bag, not a die: ten draws bring each of ten faults once
            self._bag = self._random.sample(self._kinds, len(self._kinds))
        return self._bag.pop()


def play(fault: str, before: int, line: Line, *, retry_after_s: int) -> None:
    """Answer with a fault. `before` is how often it was played; faults with two forms take turns."""
    if fault == "retry_503":
        line.write(503, _ERROR, headers=(("Retry-After", str(retry_after_s)),))
    else:
        _PLAYED[fault](line, before)


def _time_out(line: Line, _: int) -> None:
    if line.hold():
        line.write(200, line.right_body, kind=line.right_kind)


def _truncated(line: Line, before: int) -> None:
    """The body ends before its announced length; every second time an HTML page says that this is all."""
    kept = len(line.right_body) * 6 // 10
    if before % 2 and line.right_kind.startswith("text/html"):
        line.write(200, line.right_body[:kept], kind=line.right_kind)
    else:
        line.write(200, line.right_body, kind=line.right_kind, short=len(line.right_body) - kept)


def _redirect_loop(line: Line, _: int) -> None:
    line.write(302, b"", headers=(("Location", line.base_path.rstrip("/") + LOOP_PATHS[0]),))


def _wrong_charset(line: Line, before: int) -> None:
    kind = line.right_kind.partition(";")[0]
    line.write(200, line.right_body, kind=f"{kind}; charset={('iso-8859-1', 'utf-16')[before % 2]}")


_PLAYED: dict[str, Callable[[Line, int], None]] = {
    "challenge_403": lambda line, _: line.write(403, _CHALLENGE, headers=(("Server", "cloudflare"),)),
    "error_500": lambda line, _: line.write(500, _ERROR),
    "time_out": _time_out,
    "truncated": _truncated,
    "empty_list": lambda line, _: line.write(200, line.empty_body),
    "stub_200": lambda line, _: line.write(200, _STUB),
    "redirect_loop": _redirect_loop,
    "wrong_charset": _wrong_charset,
    "huge_body": lambda line, _: line.stream(_CHUNK, HUGE_BYTES),
}

FAULTS: tuple[str, ...] = (*_PLAYED, "retry_503")
"""Every fault by name."""


def _check(faults: Sequence[str]) -> None:
    unknown = [fault for fault in faults if fault not in FAULTS]
    if unknown:
        raise SampleError(f"No such fault: {', '.join(unknown)}.", hint=f"There are: {', '.join(FAULTS)}.")
