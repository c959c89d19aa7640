"""Send all that waits to a server of our own on loopback, from a copy of the database: how many, how large, how fast.

Nothing is recorded in the real database and nothing leaves the machine. Does not prove that a real server would accept
anything. May import: store, deliver, domain.
"""

import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from watcher import store
from watcher.actions.accounting import Account
from watcher.actions.collaborators import Collaborators
from watcher.actions.send import send
from watcher.deliver import SmtpMailer
from watcher.deliver.pace import Pace
from watcher.deliver.sink import sink
from watcher.store import Store
from watcher.store.copying import copy_waiting

PREFIX = "simulation-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """What a server would have got."""

    messages: int
    bytes: int
    seconds: float
    account: Account

    @property
    def per_second(self) -> float:
        """Emails a second."""
        return self.messages / self.seconds if self.seconds else 0.0


def simulate(tools: Collaborators, *, monotonic: Callable[[], float] = time.perf_counter) -> Simulated:
    """Send everything that waits, due or not, old news or not, to a sink. Raises StoreError."""
    state_dir = tools.settings.state_dir
    state_dir.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix=PREFIX, dir=state_dir) as folder,
        sink() as (port, counts),
        closing(Store.open(f"sqlite:///{Path(folder) / 'watcher.db'}")) as copy,
    ):
        with tools.store.read() as source, copy.write() as conn:
            copy_waiting(source, conn)
            store.outbox.hasten(conn, tools.clock())
        # Nobody outside may be asked about an old doubt: that is the real round's business.
        sending = replace(tools.settings.sending, ambiguous="hold")
        mailer = SmtpMailer(f"smtp://127.0.0.1:{port}", hello_name="localhost")
        settings = replace(tools.settings, sending=sending)
        began = monotonic()
        result = send(
            replace(tools, settings=settings, store=copy, mailer=mailer),
            by_hand=True,
            is_late_wanted=True,
            pace=Pace(None),
        )
        seconds = monotonic() - began
    return Simulated(messages=counts.messages, bytes=counts.bytes, seconds=seconds, account=result.account)


def remove_copies(state_dir: Path, before: datetime) -> None:
    """Remove copies that a simulation left because it was killed: people are in there who may be forgotten by now."""
    for folder in state_dir.glob(f"{PREFIX}*"):
        if folder.is_dir() and folder.stat().st_mtime < before.timestamp():
            shutil.rmtree(folder, ignore_errors=True)
