"""SMTP servers on loopback: aiosmtpd's, on a free port, and one that scripts its answers and its drops."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller

DROP = "drop"
"""In place of an answer: the connection ends without one."""

GOOD = {
    "CONNECT": "220 scripted",
    "EHLO": "250 scripted",
    "MAIL": "250 fine",
    "RCPT": "250 fine",
    "DATA": "354 go on",
    "DOT": "250 kept",
    "RSET": "250 fine",
    "QUIT": "221 bye",
}


class FreePort(Controller):  # type: ignore[misc]  # aiosmtpd has no types
    """aiosmtpd on a port that the system chose, which is then in `port`."""

    def _trigger_server(self) -> None:
        """The controller asks its port for a first answer: it must be the real one."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def receiving(handler: object, **settings: object) -> Iterator[int]:
    """A running aiosmtpd that gives what it receives to the handler; its port."""
    controller = FreePort(handler, hostname="127.0.0.1", port=0, **settings)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@dataclass
class Scripted:
    """Answers by its script, command by command, and keeps what it was told. Only good answers keep a message."""

    script: Mapping[str, str]
    port: int = 0
    commands: list[str] = field(default_factory=list)
    messages: list[bytes] = field(default_factory=list)
    connections: int = 0

    def talk(self, connection: socket.socket) -> None:
        """One conversation, until QUIT or a drop."""
        self.connections += 1
        with connection, connection.makefile("rb") as lines:
            if not self._say(connection, "CONNECT"):
                return
            for line in lines:
                command = line.decode("latin-1").strip()
                verb = command.partition(" ")[0].upper()
                self.commands.append(command)
                if not self._say(connection, verb):
                    return
                if verb == "DATA" and self._answer(verb).startswith("354") and not self._take(connection, lines):
                    return
                if verb == "QUIT":
                    return

    def _take(self, connection: socket.socket, lines: Iterator[bytes]) -> bool:
        content = b""
        for line in lines:
            if line == b".\r\n":
                break
            content += line[1:] if line.startswith(b".") else line
        if self._answer("DOT").startswith("250") or self._answer("DOT") == DROP:
            self.messages.append(content)
        return self._say(connection, "DOT")

    def _answer(self, verb: str) -> str:
        return {**GOOD, **self.script}.get(verb, "500 what")

    def _say(self, connection: socket.socket, verb: str) -> bool:
        answer = self._answer(verb)
        if answer == DROP:
            return False
        connection.sendall(f"{answer}\r\n".encode())
        return True


@contextmanager
def scripted(script: Mapping[str, str] | None = None) -> Iterator[Scripted]:
    """A scripted server on a free port of loopback, one conversation at a time."""
    server = Scripted(script=dict(script or {}))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.port = listening.getsockname()[1]
        stopping = threading.Event()

        def serve() -> None:
            while True:
                connection, _ = listening.accept()
                if stopping.is_set():
                    connection.close()
                    return
                with suppress(ConnectionError):  # the other side may hang up at any time
                    server.talk(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server
        finally:
            stopping.set()
            socket.create_connection(("127.0.0.1", server.port), timeout=5).close()
            thread.join(timeout=10)
