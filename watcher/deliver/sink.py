"""A mail server on loopback that accepts everything and keeps nothing: it counts messages and bytes.

For `watcher send --simulate` and the measurements. Does not check anything: it is no proof that a real server would
accept. May import: the standard library.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass
class Counts:
    """What arrived."""

    messages: int = 0
    bytes: int = 0
    connections: int = 0


class Conversation(asyncio.Protocol):
    """One client's commands, answered as they come."""

    def __init__(self, counts: Counts) -> None:
        self._counts = counts
        self._buffer = bytearray()
        self._is_content = False
        self._seen = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._counts.connections += 1
        self._say("220 sink")

    def data_received(self, data: bytes) -> None:
        """Answer every whole command, and every whole message."""
        self._buffer += data
        while self._take_message() if self._is_content else self._take_command():
            pass

    def _take_message(self) -> bool:
        end = self._buffer.find(b"\r\n.\r\n", self._seen)
        if end < 0:
            self._seen = max(0, len(self._buffer) - 4)
            return False
        del self._buffer[: end + 5]
        self._counts.messages += 1
        self._counts.bytes += end + 2
        self._is_content = False
        self._say("250 2.0.0 counted")
        return True

    def _take_command(self) -> bool:
        end = self._buffer.find(b"\r\n")
        if end < 0:
            return False
        verb = bytes(self._buffer[:4]).upper()
        del self._buffer[: end + 2]
        if verb == b"EHLO":
            self._say("250-sink\r\n250 8BITMIME")
        elif verb == b"DATA":
            self._is_content, self._seen = True, 0
            self._say("354 go on")
        elif verb == b"QUIT":
            self._say("221 bye")
            self._transport.close()
        else:
            self._say("250 fine")
        return True

    def _say(self, words: str) -> None:
        self._transport.write(f"{words}\r\n".encode("ascii"))


@contextmanager
def sink(host: str = "127.0.0.1") -> Iterator[tuple[int, Counts]]:
    """A running sink, in a thread of its own: its port, and what arrives."""
    counts = Counts()
    loop = asyncio.new_event_loop()
    server = loop.run_until_complete(loop.create_server(lambda: Conversation(counts), host, 0))
    thread = threading.Thread(target=loop.run_forever, name="sink")
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1], counts
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        server.close()
        loop.run_until_complete(server.wait_closed())
        loop.close()
