"""Serves the bench's pages on every address of 127.0.0.0/8, each a host of its own, fast enough not to be measured.

One process, one loop, answers ready as bytes. With the argument `many` it serves those of many_pages. It is told by
lines on its input, and answers with lines of JSON:

    serve DELAY_S VALIDATORS(0|1)   from now on; prints what was asked since the last line
    (end of input)                  ends

Does not know what a poll is. May import: bench.pages, bench.many_pages, watcher.sample, the standard library.
"""

import asyncio
import json
import re
import sys
from collections import Counter
from collections.abc import Callable

from bench import many_pages, pages
from bench.pages import Served
from watcher.sample.site import Site

Serves = Callable[[str, Site], Served | None]

_HELD = re.compile(rb"\r\n[iI]f-[nN]one-[mM]atch: *([^\r]+)\r\n")


class Shelf:
    """The answers as they go over the wire, and how often each kind was given."""

    def __init__(self, serves: Serves) -> None:
        self.delay_s = 0.0
        self._serves = serves
        self.sends_validators = True
        self.given: Counter[str] = Counter()
        self._site = Site()
        self._ready: dict[tuple[bytes, bool], tuple[bytes, bytes | None, str]] = {}

    def answer(self, head: bytes) -> bytes:
        """The whole answer to one request."""
        target = head.split(b" ", 2)[1]
        whole, etag, kind = self._made(target)
        held = _HELD.search(head + b"\r\n")
        if etag is not None and held is not None and held.group(1) == etag:
            self.given["304"] += 1
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\n\r\n"
        self.given[kind] += 1
        return whole

    def _made(self, target: bytes) -> tuple[bytes, bytes | None, str]:
        key = (target, self.sends_validators)
        if key not in self._ready:
            found = self._serves(target.decode("latin-1"), self._site)
            self._ready[key] = _wire(found, self.sends_validators, is_robots=target == b"/robots.txt")
        return self._ready[key]


def _wire(found: Served | None, sends_validators: bool, *, is_robots: bool) -> tuple[bytes, bytes | None, str]:
    if found is None:
        return b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", None, "missing"
    etag = found.etag.encode() if found.etag and sends_validators else None
    lines = [b"HTTP/1.1 200 OK", b"Content-Type: " + found.kind.encode(), b"Content-Length: %d" % len(found.body)]
    if etag is not None:
        lines.append(b"ETag: " + etag)
    return b"\r\n".join([*lines, b"", found.body]), etag, "robots" if is_robots else "bodies"


class Line(asyncio.Protocol):
    """One client's line; requests have no bodies, and clients wait for each answer."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._head = b""
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody connected."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answer when the head is whole, after the delay."""
        self._head += data
        if not self._head.endswith(b"\r\n\r\n"):
            return
        answer, self._head = self._shelf.answer(self._head[:-4]), b""
        if self._shelf.delay_s:
            asyncio.get_running_loop().call_later(self._shelf.delay_s, self._transport.write, answer)
        else:
            self._transport.write(answer)


async def _serve(serves: Serves) -> None:
    shelf = Shelf(serves)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Line(shelf), "0.0.0.0", 0, backlog=1024)
    say = {"port": server.sockets[0].getsockname()[1]}
    while True:
        print(json.dumps(say), flush=True)
        words = (await loop.run_in_executor(None, sys.stdin.readline)).split()
        if not words:
            return
        shelf.delay_s, shelf.sends_validators = float(words[1]), words[2] == "1"
        say = dict(shelf.given)
        shelf.given.clear()


if __name__ == "__main__":
    asyncio.run(_serve(many_pages.served if "many" in sys.argv else pages.served))
