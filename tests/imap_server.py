"""A small IMAP server on loopback (RFC 3501): login, a folder opened to read, a search for a Message-ID.

Does not assert anything.
"""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TypeVar


@dataclass
class ImapServer:
    """Holds Message-IDs in one folder, and keeps the commands. `refuses` names a command that is answered with NO."""

    password: str = "open sesame"
    folder: str = "Sent digests"
    message_ids: set[str] = field(default_factory=set)
    refuses: str = ""
    port: int = 0
    commands: list[str] = field(default_factory=list)

    def talk(self, connection: socket.socket) -> None:
        """One conversation, until LOGOUT."""
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"* OK here\r\n")
            for raw in lines:
                tag, _, command = raw.decode("ascii").strip().partition(" ")
                self.commands.append(command)
                untagged, answer = self._answer(command)
                said = [*untagged, f"{tag} {answer}"]
                connection.sendall("".join(f"{line}\r\n" for line in said).encode("latin-1"))
                if command.upper() == "LOGOUT":
                    return

    def _answer(self, command: str) -> tuple[list[str], str]:
        verb = command.partition(" ")[0].upper()
        if verb == self.refuses:
            return [], f"NO {verb} refused"
        if verb == "CAPABILITY":
            return ["* CAPABILITY IMAP4rev1"], "OK done"
        if verb == "LOGIN":
            return [], "OK welcome" if command.endswith(f'"{self.password}"') else f"NO wrong: {command}"
        if verb == "EXAMINE":
            return (
                (["* 3 EXISTS"], "OK [READ-ONLY] done") if f'"{self.folder}"' in command else ([], "NO no such folder")
            )
        found = re.search(r'HEADER Message-ID "?(<[^"]+>)"?', command)
        if found:
            return ["* SEARCH 2" if found[1] in self.message_ids else "* SEARCH"], "OK done"
        return (["* BYE"], "OK bye") if verb == "LOGOUT" else ([], "BAD what")

    @property
    def url(self) -> str:
        """Where it is, with the password."""
        return (
            f"imap://keeper:{self.password.replace(' ', '%20')}@127.0.0.1:{self.port}/{self.folder.replace(' ', '%20')}"
        )


AnyServer = TypeVar("AnyServer", bound=ImapServer)


@contextmanager
def imap_server(server: AnyServer) -> Iterator[AnyServer]:
    """The server, running, one conversation at a time."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.port = listening.getsockname()[1]
        stopping = threading.Event()

        def serve() -> None:
            while True:
                connection, _ = listening.accept()
                if stopping.is_set():
                    connection.close()
                    return
                with suppress(ConnectionError):
                    server.talk(connection)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server
        finally:
            stopping.set()
            socket.create_connection(("127.0.0.1", server.port), timeout=5).close()
            thread.join(timeout=10)
