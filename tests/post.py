"""A post office for tests: a database with people and emails that wait, a mailer in a hurry, and a stated clock.

Does not assert anything.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.world import StatedClock
from watcher import config, store
from watcher.actions.collaborators import Collaborators
from watcher.actions.send import Sending, send
from watcher.app import collaborators
from watcher.deliver import Mailer, SmtpMailer
from watcher.deliver.pace import Pace
from watcher.deliver.witnesses import Witness
from watcher.domain.digests import Frequency
from watcher.domain.subscribers import Delivery, DeliveryState, Subscriber, Subscription
from watcher.store import Store

NOW = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)
SOURCES = """\
feeds:
  - {name: News, key: news, url: "http://127.0.0.1:9/atom"}
digest: {sender: Council watcher <watcher@example.org>}
"""


@dataclass
class Post:
    """One database with what is on its way."""

    tools: Collaborators
    clock: StatedClock

    def send(
        self,
        *,
        mailer: Mailer | None = None,
        witness: Witness | None = None,
        by_hand: bool = False,
        late: bool = False,
        pace: Pace | None = None,
    ) -> Sending:
        """One round."""
        tools = replace(self.tools, mailer=mailer or self.tools.mailer)
        return send(tools, witness=witness, by_hand=by_hand, is_late_wanted=late, pace=pace)

    def put(self, *names: str, expires_at: datetime | None = None, period: str = "2026-W37") -> None:
        """Another run's email to each of these people, who are added where they are unknown."""
        now = self.clock.at
        with self.tools.store.write() as conn:
            run = store.outbox.open_run(conn, Frequency.WEEKLY, period, up_to=1, now=now)
            for name in names:
                address = f"{name}@people.example"
                found = store.subscribers.by_address(conn, address)
                person = found or store.subscribers.add(conn, address, Subscription(), now=now)
                message_id = f"<{run.id}.{name}@watch.example>"
                message = f"From: a <watcher@example.org>\r\nMessage-ID: {message_id}\r\n\r\nHello {name}\r\n".encode()
                store.outbox.add_delivery(
                    conn, run.id, person.id, "all", address, message_id, "S", message, now, expires_at=expires_at
                )

    def emails(self) -> dict[str, Delivery]:
        """Every email, by the name of whom it is for; the last of each."""
        with self.tools.store.read() as conn:
            runs = store.outbox.runs(conn, Frequency.WEEKLY)
            found = [each for run in runs for each in store.outbox.deliveries(conn, run.id)]
        return {each.address.partition("@")[0]: each for each in found}

    def states(self) -> dict[str, DeliveryState]:
        """The state of every email."""
        return {name: each.state for name, each in self.emails().items()}

    def person(self, name: str) -> Subscriber:
        """Somebody, as they stand."""
        with self.tools.store.read() as conn:
            found = store.subscribers.by_address(conn, f"{name}@people.example")
        assert found is not None
        return found

    def later(self, **passed: float) -> None:
        """Let time pass."""
        self.clock.at += timedelta(**passed)


def empty_database(path: Path) -> Path:
    """A database at the newest schema, to be copied: that takes a tenth of making one."""
    Store.open(f"sqlite:///{path}").close()
    return path


def hasty(port: int, *, host: str = "127.0.0.1", login: str = "", timeout_s: float = 5.0) -> SmtpMailer:
    """A mailer that does not wait for minutes."""
    url = f"smtp://{login}{host}:{port}"
    return SmtpMailer(url, timeout_s=timeout_s, after_dot_s=timeout_s, hello_name="watch.example")


@contextmanager
def post(
    folder: Path,
    empty: Path,
    mailer: Mailer,
    *names: str,
    more: str = "sending: {workers: 1}\n",
    environ: Mapping[str, str] | None = None,
) -> Iterator[Post]:
    """A post office with an email to each of these people; `more` is put at the end of sources.yaml."""
    (folder / "state").mkdir(parents=True, exist_ok=True)
    shutil.copy(empty, folder / "state" / "watcher.db")
    (folder / "sources.yaml").write_text(SOURCES + more, encoding="utf-8")
    clock = StatedClock(NOW)
    settings = config.load(folder / "sources.yaml", environ or {})
    with collaborators(settings, clock=clock, chance=lambda: 0.5, mailer=mailer) as tools:
        office = Post(tools=tools, clock=clock)
        office.put(*names)
        yield office


def steps(delivery: Delivery) -> Sequence[DeliveryState]:
    """What an email went through."""
    return [step.state for step in delivery.history]
