"""A real HTTP server on loopback whose answers a test writes, and the fetcher and source to ask it with.

Each 127.0.0.x is a host of its own. Does not know modern.gov: the sample council does.
"""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from watcher.domain.publications import Politeness, Source
from watcher.fetch import Fetcher

TLS = Path(__file__).parent / "tls"
NOW = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)

Answer = Callable[["Asked"], None]


class Asked(BaseHTTPRequestHandler):
    """One request, and the means to answer it."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each answer in two parts takes 40 ms
    server: "_Server"

    def do_GET(self) -> None:
        """Log the request, note whether another one is running, and answer as the test wrote."""
        site = self.server.site
        with site.lock:
            site.running += 1
            site.most_at_once = max(site.most_at_once, site.running)
            site.asked.append((self.path, dict(self.headers)))
        try:
            answer = site.answers.get(self.path) or site.answers.get("*") or status(404)
            answer(self)
        except ConnectionError:
            site.cut_off.set()
        finally:
            with site.lock:
                site.running -= 1

    def reply(self, code: int, body: bytes = b"", **headers: str) -> None:
        """A whole answer. Header names are written with underscores."""
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def raw(self, words: bytes) -> None:
        """Bytes as they are, and the end of the connection."""
        self.wfile.write(words)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's own name
        """Nothing on the screen."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: "Site"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up in the middle is what some tests are about."""


@dataclass
class Site:
    """A running server: where it is, what it answers by path ("*" for the rest), and what it was asked."""

    url: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    running: int = 0
    most_at_once: int = 0
    cut_off: threading.Event = field(default_factory=threading.Event)

    @property
    def paths(self) -> list[str]:
        """What was asked, robots.txt left out."""
        return [path for path, _ in self.asked if path != "/robots.txt"]

    def source(self, **politeness: object) -> Source:
        """A source here that may be asked without gap or retries, unless said otherwise."""
        gentle: dict[str, object] = {"gap_s": 0.0, "retries": 0, "connect_timeout_s": 5.0, "read_timeout_s": 5.0}
        return Source(
            key="feed/test",
            system="feed",
            url=self.url,
            name="Test",
            allows_private=True,
            politeness=Politeness(**(gentle | politeness)),  # type: ignore[arg-type]  # fields as the test names them
        )


@contextmanager
def serving(host: str = "127.0.0.1", *, tls: bool = False) -> Iterator[Site]:
    """A site on a loopback address, until the end of the block."""
    server = _Server((host, 0), Asked)
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(TLS / "loopback.pem", TLS / "loopback.key")
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.site = Site(url=f"http{'s' if tls else ''}://{host}:{server.server_address[1]}/")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Clock:
    """A clock that only moves when somebody sleeps."""

    def __init__(self) -> None:
        self.at = 1000.0
        self.slept: list[float] = []

    def monotonic(self) -> float:
        """Seconds."""
        return self.at

    def sleep(self, seconds: float) -> None:
        """Note it, and be there."""
        self.slept.append(round(seconds, 3))
        self.at += seconds


@contextmanager
def fetching(clock: Clock | None = None, is_private: Callable[[str], bool] | None = None) -> Iterator[Fetcher]:
    """A fetcher without chance; with a clock, one that does not really wait."""
    with ExitStack() as stack:
        more: dict[str, object] = {}
        if clock is not None:
            more |= {"sleep": clock.sleep, "monotonic": clock.monotonic}
        if is_private is not None:
            more["is_private"] = is_private
        fetcher = Fetcher(user_agent="CouncilWatcher/0 (+test)", now=lambda: NOW, jitter=lambda: 1.0, **more)  # type: ignore[arg-type]  # fields as the test names them
        yield stack.enter_context(fetcher)


def page(body: bytes = b"<html>a page</html>", **headers: str) -> Answer:
    """An answer with status 200."""
    return lambda asked: asked.reply(200, body, **headers)


def status(code: int, body: bytes = b"", **headers: str) -> Answer:
    """An answer with another status."""
    return lambda asked: asked.reply(code, body, **headers)


def in_turn(*answers: Answer) -> Answer:
    """One answer after the other; the last one again and again."""
    left = list(answers)
    return lambda asked: (left.pop(0) if len(left) > 1 else left[0])(asked)
