"""HTTP/1.1 on loopback for the sample council: keep-alive, conditional requests, and lines that can be made to fail.

Does not know pages or faults: it asks the Desk it is given. Imports the standard library only.
"""

import select
import socket
import socketserver
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from watcher.sample.site import HTML, Answer

_LOOK_AGAIN_S = 0.1
"""How often a held line looks whether it was released."""


class Server(ThreadingHTTPServer):
    """Accepts until `stop_accepting`. `respond` answers each request, in a thread of its line."""

    request_queue_size = 128
    daemon_threads = False  # so that closing waits for them: their lines are cut first
    allow_reuse_address = True

    def __init__(self, host: str, port: int, respond: Callable[["LineToClient"], None]) -> None:
        self.respond = respond
        self.is_stopping = threading.Event()
        self.released = threading.Event()
        self._lines: set[socket.socket] = set()
        self._lines_lock = threading.Lock()
        super().__init__((host, port), LineToClient)

    def server_bind(self) -> None:
        """Bind without asking a name server for this machine's name, as HTTPServer does."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]

    def accept_until_stopped(self) -> None:
        """Wait for lines without a clock: hundreds of idle servers cost nothing."""
        while not self.is_stopping.is_set():
            self.handle_request()

    def stop_accepting(self) -> None:
        """Let accept_until_stopped return."""
        self.is_stopping.set()
        with socket.create_connection((self.server_name, self.server_port)):
            pass  # wakes it

    def cut_lines(self) -> None:
        """End every line, also the held ones. Only when no new one can come."""
        self.released.set()
        with self._lines_lock:
            for line in self._lines:
                _cut(line)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - socketserver's own types
        """Remember the line, so that it can be cut."""
        with self._lines_lock:
            self._lines.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 - socketserver's own types
        """Forget the line."""
        with self._lines_lock:
            self._lines.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - socketserver's own types
        """A client that hangs up is no error here; anything else is loud."""
        import sys

        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class LineToClient(BaseHTTPRequestHandler):
    """One client's line. After `respond`, `status` and `bytes_sent` say what it was given."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # with one write per answer: no wait for a delayed acknowledgement (40 ms)
    server: Server
    right_body: bytes = b""
    right_kind: str = HTML
    empty_body: bytes = b""
    base_path: str = "/"
    status: int = 0
    bytes_sent: int = 0

    def do_GET(self) -> None:
        """Answer one request."""
        self.status, self.bytes_sent = 0, 0
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.server.respond(self)

    do_HEAD = do_GET  # noqa: N815 - as above
    do_POST = do_GET  # noqa: N815 - as above

    @property
    def is_conditional(self) -> bool:
        """True if the client holds a copy and says which."""
        return "If-None-Match" in self.headers or "If-Modified-Since" in self.headers

    def give(self, answer: Answer, *, validators: bool) -> None:
        """Send an answer, or 304 if the client holds it."""
        headers: list[tuple[str, str]] = []
        if validators and answer.etag:
            headers.append(("ETag", answer.etag))
        if validators and answer.last_modified:
            headers.append(("Last-Modified", format_datetime(answer.last_modified, usegmt=True)))
        if answer.location is not None:
            headers.append(("Location", answer.location))
        if validators and self._holds(answer):
            self.write(304, b"", kind="", headers=headers)
        else:
            self.write(answer.status, answer.body, kind=answer.kind, headers=headers)

    def write(
        self, status: int, body: bytes, *, kind: str = HTML, headers: Sequence[tuple[str, str]] = (), short: int = 0
    ) -> None:
        """Send an answer in one piece; `short` bytes at its end are promised and not sent, then the line is cut."""
        self.status = status
        lines = [
            f"Date: {format_datetime(datetime.now(UTC), usegmt=True)}",
            *(f"{name}: {value}" for name, value in headers),
        ]
        if status != HTTPStatus.NOT_MODIFIED:
            lines += [f"Content-Type: {kind}", f"Content-Length: {len(body)}"]
        sent = b"" if self.command == "HEAD" else body[: len(body) - short]
        self._put(status, lines, sent)
        if short:
            self.close_connection = True

    def stream(self, chunk: bytes, total: int) -> None:
        """Send `chunk` again and again, chunked, until `total` bytes or until the client hangs up."""
        self.status, self.close_connection = 200, True
        framed = b"%x\r\n%s\r\n" % (len(chunk), chunk)
        try:
            self._put(200, [f"Content-Type: {HTML}", "Transfer-Encoding: chunked"], b"")
            while self.bytes_sent < total:
                self.wfile.write(framed)
                self.bytes_sent += len(chunk)
            self.wfile.write(b"0\r\n\r\n")
        except OSError:
            return

    def hold(self) -> bool:
        """Say nothing until the client hangs up (False) or the fault is released (True)."""
        self.close_connection = True
        released = self.server.released  # the next release is another event
        while not released.is_set():
            readable, _, _ = select.select([self.connection], [], [], _LOOK_AGAIN_S)
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                return False
            if readable:
                time.sleep(_LOOK_AGAIN_S)  # an impatient client has sent more: select would return at once
        return not self.server.is_stopping.is_set()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server gives it
        """Print nothing: the council keeps its own list of requests."""

    def _put(self, status: int, lines: list[str], body: bytes) -> None:
        head = "\r\n".join([f"HTTP/1.1 {status} {HTTPStatus(status).phrase}", "Server: Harrowmere", *lines, "", ""])
        self.bytes_sent = len(body)
        self.wfile.write(head.encode("latin-1") + body)

    def _holds(self, answer: Answer) -> bool:
        """RFC 9110, 13.1: If-Modified-Since counts only where there is no If-None-Match."""
        asked = self.headers.get("If-None-Match")
        if asked is not None:
            return answer.etag is not None and answer.etag in (
                tag.strip().removeprefix("W/") for tag in asked.split(",")
            )
        moment = self.headers.get("If-Modified-Since")
        if moment is None or answer.last_modified is None:
            return False
        try:
            return answer.last_modified <= parsedate_to_datetime(moment)
        except (TypeError, ValueError):
            return False


@contextmanager
def serving(server: Server) -> Iterator[None]:
    """Accept in a thread; at the end every line is cut and every thread has ended."""
    accepting = threading.Thread(target=server.accept_until_stopped, name="sample council")
    accepting.start()
    try:
        yield
    finally:
        server.stop_accepting()
        accepting.join()
        server.cut_lines()
        server.server_close()


def _cut(line: socket.socket) -> None:
    try:
        line.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # the client was first
