"""Sending by the program against a bare aiosmtplib loop, by turns, to one sink over as many connections.

The sink is a process of its own and the same for both. Ours claims, notes the hand-over on the disk before DATA and the
answer after it; the bare loop does nothing but send. Both by turns in one process: what else the machine does meets
both. Does not compose, judge or print (bench.delivery does). May import: watcher, aiosmtplib.
"""

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiosmtplib
import sqlalchemy as sa

from watcher import config, store
from watcher.actions.send import send
from watcher.app import collaborators
from watcher.config import Settings
from watcher.deliver import SmtpMailer
from watcher.domain.digests import Frequency
from watcher.domain.subscribers import DeliveryState
from watcher.store import Store, tables

CONNECTIONS = 8
BYTES = 30_000
TURNS = 5
NOW = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
SOURCES = 'feeds: [{name: News, key: news, url: "http://127.0.0.1:9/atom"}]\n'
_SINK = """
import sys
from watcher.deliver.sink import sink
with sink() as (port, counts):
    print(port, flush=True)
    sys.stdin.read()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """So many emails sent both ways, one after the other: seconds on the wall and of this process's two cores."""

    emails: int
    bare_s: float
    ours_s: float
    bare_cpu_s: float
    ours_cpu_s: float

    @property
    def ratio(self) -> float:
        """Our speed as a part of the bare loop's."""
        return self.bare_s / self.ours_s


@dataclass(frozen=True, slots=True, kw_only=True)
class Queued:
    """What an email cost with so many waiting and as many sent before: the median turn, in ms."""

    queue: int
    bare_ms: float
    ours_ms: float
    cpu_ms: float


def queued(folder: Path, queues: tuple[int, ...], *, emails: int = 1000, turns: int = TURNS) -> list[Queued]:
    """Send `emails` of each queue, by turns; a queue of which a tenth is gone is filled anew."""
    found: dict[int, list[Turn]] = {queue: [] for queue in queues}
    waiting = dict.fromkeys(queues, 0)
    settings: dict[int, Settings] = {}
    with sink_process() as port:
        for number in range(turns):
            for queue in queues:
                if waiting[queue] <= queue * 0.9:
                    settings[queue], waiting[queue] = _filled(folder / f"{queue}-{number}", queue), queue
                found[queue].append(turn(settings[queue], port, min(emails, queue)))
                waiting[queue] -= emails
    return [_median(queue, done) for queue, done in found.items()]


def turn(settings: Settings, port: int, emails: int, content: bytes | None = None) -> Turn:
    """Send so many of those that wait, and as many bare, all with `content`.

    Each connection ends what it has begun, so a few more may be sent: the bare loop's time is stretched to as many.
    """
    bare_s, bare_cpu_s = _bare(port, emails, content or message(0))
    sent, ours_s, ours_cpu_s = _ours(settings, port, emails)
    share = sent / emails
    return Turn(emails=sent, bare_s=bare_s * share, bare_cpu_s=bare_cpu_s * share, ours_s=ours_s, ours_cpu_s=ours_cpu_s)


def _median(queue: int, turns: list[Turn]) -> Queued:
    return Queued(
        queue=queue,
        bare_ms=statistics.median(1000 * each.bare_s / each.emails for each in turns),
        ours_ms=statistics.median(1000 * each.ours_s / each.emails for each in turns),
        cpu_ms=statistics.median(1000 * each.ours_cpu_s / each.emails for each in turns),
    )


@contextmanager
def sink_process() -> Iterator[int]:
    """A sink in a process of its own; its port."""
    command = [sys.executable, "-c", _SINK]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield int(process.stdout.readline())
        finally:
            process.terminate()


def message(number: int) -> bytes:
    """An email of about 30 KB, as long lines as ours have."""
    head = f"From: Council watcher <watcher@example.org>\r\nTo: p{number}@people.example\r\nSubject: Week\r\n\r\n"
    line = b"The committee considered the deficit on the High Needs Block =E2=80=93 x\r\n"
    return head.encode() + line * (BYTES // len(line))


def _bare(port: int, emails: int, content: bytes) -> tuple[float, float]:
    numbers = iter(range(emails))

    async def connection() -> None:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, local_hostname="bench.example")
        await client.connect()
        for number in numbers:
            await client.sendmail("watcher@example.org", [f"p{number}@people.example"], content)
        await client.quit()

    async def all_connections() -> None:
        await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))

    began = time.perf_counter(), time.process_time()
    asyncio.run(all_connections())
    return time.perf_counter() - began[0], time.process_time() - began[1]


def _ours(settings: Settings, port: int, emails: int) -> tuple[int, float, float]:
    taken = [0]

    def count(_delivery: object, _verdict: object) -> None:
        taken[0] += 1

    mailer = SmtpMailer(f"smtp://127.0.0.1:{port}", hello_name="bench.example")
    with collaborators(settings, clock=lambda: NOW, mailer=mailer) as tools:
        began = time.perf_counter(), time.process_time()
        result = send(tools, on_sent=count, stopping=lambda: taken[0] >= emails)
        took = time.perf_counter() - began[0], time.process_time() - began[1]
    assert result.account.adds_up, result.account.line
    return result.states[DeliveryState.SENT], *took


def _filled(folder: Path, queue: int) -> Settings:
    folder.mkdir(parents=True)
    (folder / "sources.yaml").write_text(f"{SOURCES}sending: {{workers: {CONNECTIONS}}}\n", encoding="utf-8")
    settings = config.load(folder / "sources.yaml", {})
    with closing(Store.open(settings.database_url)) as opened:
        fill(opened, waiting=queue, sent=queue)
    return settings


def fill(opened: Store, *, waiting: int, sent: int) -> None:
    """Put emails that wait, and as many that were sent before (without their texts), into an outbox."""
    with opened.write() as conn:
        run = store.outbox.open_run(conn, Frequency.WEEKLY, "2026-W37", up_to=0, now=NOW)
        rows = [_row(number, run.id, is_sent=number < sent) for number in range(sent + waiting)]
        conn.execute(tables.deliveries.insert(), rows)
        ids = conn.scalars(sa.select(tables.deliveries.c.id).where(tables.deliveries.c.state == "rendered")).all()
        for start in range(0, len(ids), 1000):
            part = ids[start : start + 1000]
            conn.execute(tables.messages.insert(), [{"delivery_id": id_, "content": message(id_)} for id_ in part])


def _row(number: int, run_id: int, *, is_sent: bool) -> dict[str, object]:
    state = DeliveryState.SENT if is_sent else DeliveryState.RENDERED
    return {
        "run_id": run_id,
        "subscriber_id": number,
        "kind": "digest",
        "edition_slug": "everything",
        "address": f"p{number}@people.example",
        "message_id": f"<{number}@bench.example>",
        "subject": "Week",
        "state": state.value,
        "attempts": int(is_sent),
        "next_attempt_at": None if is_sent else NOW,
        "lease_until": None,
        "expires_at": None,
        "history": [{"at": NOW.isoformat(), "state": state.value, "words": ""}],
        "changed_at": NOW,
    }
