"""A mail server on loopback that misbehaves as told, in as many conversations at once as it is asked for.

Does not assert anything.
"""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

DROP = "drop"
"""In place of an answer: the connection ends."""

SILENCE = "silence"
"""In place of an answer: nothing, until the other side gives up."""

MIDWAY = "midway"
"""In place of the answer to DATA: 354, and the connection ends before the content has come."""

KEPT_THEN_DROP = "kept, then drop"
"""After the dot: the message is kept, and the connection ends without an answer."""

THEN_DROP = " [then drop]"
"""Behind an answer: the connection ends after it."""

START_TLS = "220 go [tls]"

GOOD = {
    "CONNECT": "220 faulty",
    "EHLO": "250-faulty\r\n250 8BITMIME",
    "HELO": "250 faulty",
    "MAIL": "250 fine",
    "RCPT": "250 fine",
    "DATA": "354 go on",
    "DOT": "250 kept",
    "RSET": "250 fine",
    "QUIT": "221 bye",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is to be answered: the verb with its line, in which conversation (from 1), after how many messages in it.

    `recipient` is the one named last in this envelope; `open` is how many conversations there are.
    """

    verb: str
    line: str
    conversation: int
    messages: int
    recipient: str
    open: int
    tries: int
    """How often this recipient's content has come by now."""


Answers = Callable[[Moment], str | None]


def always(**answers: str) -> Answers:
    """These answers, to everybody."""
    return lambda moment: answers.get(moment.verb)


def to(name: str, **answers: str) -> Answers:
    """These answers where this person is concerned."""
    return lambda moment: answers.get(moment.verb) if moment.recipient.startswith(name) else None


@dataclass
class FaultyServer:
    """What it was told, and what it kept: recipient and content."""

    answers: Answers
    tls: ssl.SSLContext | None = None
    port: int = 0
    kept: list[tuple[str, bytes]] = field(default_factory=list)
    conversations: int = 0
    open: int = 0
    tries: dict[str, int] = field(default_factory=dict)
    on_midway: Callable[[], None] = lambda: None
    """Called when, after MIDWAY, the content has begun to come."""
    lock: threading.Lock = field(default_factory=threading.Lock)
    stopping: threading.Event = field(default_factory=threading.Event)

    def __post_init__(self) -> None:
        self._ended = threading.Condition(self.lock)

    def wait_until_quiet(self) -> None:
        """Until nobody talks to it any more: what it keeps is complete then."""
        with self._ended:
            assert self._ended.wait_for(lambda: not self.open, timeout=10)

    def talk(self, connection: socket.socket) -> None:
        """One conversation, to whatever end."""
        with self.lock:
            self.conversations += 1
            self.open += 1
            talk = _Conversation(self, connection, self.conversations)
        try:
            with suppress(OSError, EOFError):
                talk.run()
        finally:
            talk.close()
            with self._ended:
                self.open -= 1
                self._ended.notify_all()


class _Conversation:
    def __init__(self, server: FaultyServer, connection: socket.socket, number: int) -> None:
        self._server, self._connection, self._number = server, connection, number
        self._lines = connection.makefile("rb")
        self._messages = 0
        self._recipient = ""

    def run(self) -> None:
        self._say("CONNECT", "")
        while True:
            line = self._line().decode("latin-1").strip()
            verb = line.partition(" ")[0].upper()
            if verb == "RCPT":
                self._recipient = line.partition("<")[2].partition(">")[0]
            if verb in ("MAIL", "RSET"):
                self._recipient = ""
            answer = self._say(verb, line)
            if answer == START_TLS and self._server.tls is not None:
                self._connection = self._server.tls.wrap_socket(self._connection, server_side=True)
                self._lines = self._connection.makefile("rb")
            elif verb == "DATA" and answer.startswith("354"):
                self._take()
            elif verb == "QUIT":
                return

    def _take(self) -> None:
        content = b""
        while (line := self._line()) != b".\r\n":
            content += line[1:] if line.startswith(b".") else line
        with self._server.lock:
            self._server.tries[self._recipient] = self._server.tries.get(self._recipient, 0) + 1
        answer = self._answer("DOT", "")
        self._messages += 1
        if answer.removeprefix("slowly ").startswith("250") or answer == KEPT_THEN_DROP:
            with self._server.lock:
                self._server.kept.append((self._recipient, content))
        self._give(answer)

    def _line(self) -> bytes:
        line = self._lines.readline()
        if not line:
            raise EOFError
        return line

    def _answer(self, verb: str, line: str) -> str:
        moment = Moment(
            verb=verb,
            line=line,
            conversation=self._number,
            messages=self._messages,
            recipient=self._recipient,
            open=self._server.open,
            tries=self._server.tries.get(self._recipient, 0),
        )
        return self._server.answers(moment) or GOOD.get(verb, "500 what")

    def _say(self, verb: str, line: str) -> str:
        answer = self._answer(verb, line)
        self._give(answer)
        return answer

    def _give(self, answer: str) -> None:
        if answer in (DROP, KEPT_THEN_DROP):
            raise EOFError
        if answer == SILENCE:
            self._server.stopping.wait(10)
            raise EOFError
        if answer == MIDWAY:
            self._connection.sendall(b"354 go on\r\n")
            self._line()
            self._server.on_midway()
            # With what is unread thrown away, the other side sees a reset, as from a server that crashes.
            raise EOFError
        said = answer.removesuffix(THEN_DROP).replace(" [tls]", "")
        if said.startswith("slowly "):
            time.sleep(0.3)
            said = said.removeprefix("slowly ")
        self._connection.sendall(said.encode("latin-1") + b"\r\n")
        if answer.endswith(THEN_DROP):
            raise EOFError

    def close(self) -> None:
        with suppress(OSError):
            self._lines.close()
        with suppress(OSError):
            self._connection.close()


@contextmanager
def faulty(answers: Answers, *, tls: ssl.SSLContext | None = None) -> Iterator[FaultyServer]:
    """A running server on a free port."""
    server = FaultyServer(answers=answers, tls=tls)
    talks: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.port = listening.getsockname()[1]

        def serve() -> None:
            while True:
                connection, _ = listening.accept()
                if server.stopping.is_set():
                    connection.close()
                    return
                talks.append(threading.Thread(target=server.talk, args=(connection,)))
                talks[-1].start()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server
        finally:
            server.stopping.set()
            socket.create_connection(("127.0.0.1", server.port), timeout=5).close()
            for each in (thread, *talks):
                each.join(timeout=10)
