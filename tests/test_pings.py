"""The ping address hears how we are, and never stops anything; who is told, and where, as the settings say it."""

from pathlib import Path

import pytest

from tests.config_files import FEED
from tests.fault_server import always
from tests.fetch_server import Site, page, serving, status
from tests.post import empty_database
from tests.run_command import Run
from tests.test_alerts import FINE, office_at
from watcher.actions import pings
from watcher.actions.alerts import send_and_tell
from watcher.config import load
from watcher.domain.subscribers import DeliveryState
from watcher.errors import ConfigError

S = DeliveryState


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_database(tmp_path_factory.mktemp("empty") / "watcher.db")


def paths(site: Site) -> list[str]:
    """What was pinged since the last time."""
    found, site.asked[:] = [path for path, _ in site.asked], []
    return found


def test_the_ping_address_hears_start_success_and_fail(tmp_path: Path, empty: Path) -> None:
    """Start and success, at most every five minutes; fail at once and as long as nothing is sent; then success."""
    with serving() as site, office_at(tmp_path, empty, FINE, "ann", ping=f"{site.url}abc/") as (server, office):
        site.answers["*"] = page(b"OK")
        heart = pings.Heartbeat(office.tools)

        def beat() -> list[str]:
            office.later(minutes=1)
            heart.beat(lambda: send_and_tell(office.tools))
            return paths(site)

        assert beat() == ["/abc/start", "/abc"]
        assert [beat() for _ in range(4)] == [[]] * 4
        assert beat() == ["/abc/start", "/abc"]
        server.answers = always(CONNECT="421 closed")
        office.put("bob", period="2026-W38")
        assert beat() == ["/abc/fail", "/abc/fail"]  # it begins; the round ended with it
        assert beat() == []
        server.answers = FINE
        office.later(minutes=4)
        assert beat() == ["/abc/start", "/abc"]
        with pytest.raises(ZeroDivisionError):
            heart.beat(lambda: 1 // 0)
        assert paths(site) == ["/abc/fail"]


def test_a_ping_host_that_is_down_changes_nothing(
    tmp_path: Path, empty: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refused, or answering with errors: the emails are sent, the exit code is 0, and its address is in no words."""
    with serving() as site, office_at(tmp_path, empty, FINE, "ann", ping="http://127.0.0.1:9/secret") as (_, office):
        assert pings.Heartbeat(office.tools).beat(lambda: office.send().states) == {S.SENT: 1}
        site.answers["*"] = status(500)
        monkeypatch.setenv("WATCHER_PING_URL", f"{site.url}secret")
        sent = run("send")
    assert sent.code == 0
    assert "does not answer" in sent.err
    assert "secret" not in sent.err
    assert paths(site)[0] == "/secret/start"


def write(folder: Path, text: str) -> Path:
    """A sources.yaml."""
    (folder / "sources.yaml").write_text(text, encoding="utf-8")
    return folder / "sources.yaml"


@pytest.mark.parametrize(
    "url", ["https://hc-ping.com/uuid", "http://127.0.0.1:8000/x", "http://10.0.0.7/ping/x", "http://localhost/x"]
)
def test_a_ping_address_is_https_or_near(tmp_path: Path, url: str) -> None:
    """http only to an address that is written as one of this machine or network."""
    assert load(write(tmp_path, FEED), {"WATCHER_PING_URL": f"{url}/"}).ping_url == url


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://hc-ping.com/uuid", "https://"),
        ("http://8.8.8.8/uuid", "https://"),
        ("https://hc-ping.com/uuid?x=1", "hc-ping.com/your-uuid"),
        ("https://me:pw@hc-ping.com/uuid", "hc-ping.com/your-uuid"),
        ("hc-ping.com/uuid", "hc-ping.com/your-uuid"),
        ("https://hc-ping.com/u uid", "hc-ping.com/your-uuid"),
    ],
)
def test_a_wrong_ping_address_is_refused(tmp_path: Path, url: str, words: str) -> None:
    """In words that do not show it: it is a secret."""
    with pytest.raises(ConfigError, match="WATCHER_PING_URL") as caught:
        load(write(tmp_path, FEED), {"WATCHER_PING_URL": url})
    assert words in str(caught.value)
    assert "/uuid" not in str(caught.value).replace("your-uuid", "")


@pytest.mark.parametrize(
    "address", ["a@b.example, c@d.example", "x@localhost", "Ann <ann@b.example>", "=?a?=@b.example"]
)
def test_an_operator_is_one_address(tmp_path: Path, address: str) -> None:
    """Checked as addresses are with which people sign up; the line is named."""
    with pytest.raises(ConfigError, match=r"sources\.yaml:\d+:\d+: operator"):
        load(write(tmp_path, f"{FEED}operator: '{address}'\n"), {})
    assert load(write(tmp_path, f"{FEED}operator: op@B.example\n"), {}).operator == "op@b.example"
