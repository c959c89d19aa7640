"""What a handed-over email costs: our sending against a bare aiosmtplib loop, to one sink over as many connections.

    python -m bench.sending [--emails 3000] [--queue 1000 100000]

The sink is a process of its own and the same for both. Ours claims, notes the hand-over on the disk before DATA and the
answer after it; the bare loop does nothing but send. Prints figures beside their goals, as JSON with --json. Does not
compose or render. May import: watcher, aiosmtplib.
"""

import argparse
import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import aiosmtplib
import sqlalchemy as sa

from watcher import config, store
from watcher.actions.send import send
from watcher.app import collaborators
from watcher.deliver import SmtpMailer
from watcher.domain.digests import Frequency
from watcher.domain.subscribers import DeliveryState
from watcher.store import Store, tables

GOAL = 0.70
"""Of the bare loop's speed (email.md)."""

GROWTH_GOAL = 1.25
"""The cost of an email with the longest queue, in those with the shortest: more than noise would be growth."""

CONNECTIONS = 8
BYTES = 30_000
NOW = datetime(2026, 9, 7, 6, 0, tzinfo=UTC)
SOURCES = 'feeds: [{name: News, key: news, url: "http://127.0.0.1:9/atom"}]\n'
_SINK = """
import sys
from watcher.deliver.sink import sink
with sink() as (port, counts):
    print(port, flush=True)
    sys.stdin.read()
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """Emails a second: the bare loop's and ours, sending `emails` of a queue of `queue`."""

    queue: int
    emails: int
    bare: float
    ours: float

    @property
    def ratio(self) -> float:
        """Ours as a part of the bare loop's."""
        return self.ours / self.bare


def measure(folder: Path, *, emails: int = 3000, queue: int = 1000, tries: int = 3) -> Speed:
    """Send `emails` bare and ours, by turns, with `queue` waiting and as many sent before; the best of each counts."""
    queue = max(queue, emails)
    with sink_process() as port:
        bare = ours = 0.0
        for attempt in range(tries):
            bare = max(bare, asyncio.run(_bare(port, emails)))
            ours = max(ours, _ours(folder / f"{queue}-{attempt}", port, emails, queue))
    return Speed(queue=queue, emails=emails, bare=bare, ours=ours)


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


async def _bare(port: int, emails: int) -> float:
    numbers = iter(range(emails))
    content = message(0)

    async def connection() -> None:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False, local_hostname="bench.example")
        await client.connect()
        for number in numbers:
            await client.sendmail("watcher@example.org", [f"p{number}@people.example"], content)
        await client.quit()

    began = time.perf_counter()
    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))
    return emails / (time.perf_counter() - began)


def _ours(folder: Path, port: int, emails: int, queue: int) -> float:
    folder.mkdir(parents=True)
    (folder / "sources.yaml").write_text(f"{SOURCES}sending: {{workers: {CONNECTIONS}}}\n", encoding="utf-8")
    settings = config.load(folder / "sources.yaml", {})
    with closing(Store.open(settings.database_url)) as opened:
        fill(opened, waiting=queue, sent=queue)
    taken = [0]

    def count(_delivery: object, _verdict: object) -> None:
        taken[0] += 1

    mailer = SmtpMailer(f"smtp://127.0.0.1:{port}", hello_name="bench.example")
    with collaborators(settings, clock=lambda: NOW, mailer=mailer) as tools:
        began = time.perf_counter()
        result = send(tools, on_sent=count, stopping=lambda: taken[0] >= emails)
        took = time.perf_counter() - began
    assert result.account.adds_up, result.account.line
    assert result.states[DeliveryState.SENT] >= emails
    return result.states[DeliveryState.SENT] / took


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


def table(speeds: list[Speed]) -> tuple[list[str], list[list[str]], list[str]]:
    """Headings, rows and remarks for bench.table.print_section."""
    headings = ["emails queued", "sent", "bare loop /s", "ours /s", "ratio", "goal"]
    rows = [
        [f"{each.queue:,}", f"{each.emails:,}", f"{each.bare:.0f}", f"{each.ours:.0f}", f"{each.ratio:.2f}", f"{GOAL}"]
        for each in speeds
    ]
    remarks = [
        f"FALLS SHORT: with {each.queue:,} queued, sending has {each.ratio:.0%} of the bare loop's speed."
        for each in speeds
        if each.ratio < GOAL
    ]
    first, last = min(speeds, key=lambda each: each.queue), max(speeds, key=lambda each: each.queue)
    growth = first.ours / last.ours
    if growth > GROWTH_GOAL:
        remarks.append(f"FALLS SHORT: an email costs {growth:.2f} times as much with {last.queue:,} queued.")
    return headings, rows, remarks or ["Every goal of sending is met."]


def main() -> int:
    """Measure, print; the exit code is 1 if a goal is missed."""
    options = argparse.ArgumentParser(prog="python -m bench.sending", description="What a handed-over email costs.")
    options.add_argument("--emails", type=int, default=3000, help="how many are sent")
    options.add_argument("--queue", type=int, nargs="+", default=[1000, 100_000], help="how many wait")
    options.add_argument("--json", action="store_true", help="print JSON")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-sending-") as folder:
        speeds = [measure(Path(folder), emails=min(chosen.emails, each), queue=each) for each in chosen.queue]
    headings, rows, remarks = table(speeds)
    if chosen.json:
        print(json.dumps([{**asdict(each), "ratio": each.ratio} for each in speeds]))
    else:
        for line in (headings, *rows):
            print("  ".join(cell.rjust(14) for cell in line))
        print("\n".join(remarks))
    return int(any(each.startswith("FALLS SHORT") for each in remarks))


if __name__ == "__main__":
    raise SystemExit(main())
