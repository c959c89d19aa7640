"""One figure, in a process of its own: `python -m bench.measured poll FOLDER HOURS` or `... bare FOLDER`.

`poll` imports the program, opens it on FOLDER/sources.yaml and polls everything, with the clock standing at the bench's
moment plus HOURS. `bare` asks for the same addresses, with as many threads, and does nothing with the answers: what is
left to gain. Prints one line of JSON. Does not choose what is measured. May import: watcher, requests.
"""

import json
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.memory import now_and_peak

_MEGABYTE = 1_000_000


def poll_all(folder: Path, hours: float) -> dict[str, Any]:
    """Poll every source of FOLDER/sources.yaml, and say what it took."""
    began = time.perf_counter(), time.process_time()
    import watcher.cli  # noqa: F401 - what `watcher poll` imports
    from bench.pages import moment
    from watcher.actions.poll import poll
    from watcher.app import collaborators
    from watcher.config import load

    imported = time.perf_counter(), time.process_time()
    after_imports, _ = now_and_peak()
    with collaborators(load(folder / "sources.yaml", {}), clock=lambda: moment(hours), chance=lambda: 0.5) as tools:
        opened = time.perf_counter(), time.process_time()
        after_opening, _ = now_and_peak()
        polled = poll(tools, everything=True)
        ended = time.perf_counter(), time.process_time()
        requests, received = tools.fetcher.requests_made, tools.fetcher.bytes_received
    _, peak = now_and_peak()
    return {
        "import_s": imported[0] - began[0],
        "open_s": opened[0] - imported[0],
        "wall_s": ended[0] - opened[0],
        "cpu_s": ended[1] - opened[1],
        "after_imports_mb": after_imports / _MEGABYTE,
        "after_opening_mb": after_opening / _MEGABYTE,
        "peak_mb": peak / _MEGABYTE,
        "requests": requests,
        "received": received,
        "outcomes": Counter(str(each.poll.outcome) for each in polled),
        "changes": sum(len(each.changes) for each in polled),
    }


def bare(folder: Path) -> dict[str, Any]:
    """Ask for the addresses in FOLDER/addresses.json (a list for each host, with headers), host by host, in threads."""
    import requests

    hosts: list[list[tuple[str, dict[str, str]]]] = json.loads((folder / "addresses.json").read_text())
    threads = int((folder / "threads").read_text())

    def visit(host: list[tuple[str, dict[str, str]]]) -> None:
        with requests.Session() as session:
            for address, headers in host:
                session.get(address, headers=headers, timeout=10)

    began = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(max_workers=min(threads, len(hosts))) as pool:
        for each in [pool.submit(visit, host) for host in hosts]:
            each.result()
    ended = time.perf_counter(), time.process_time()
    return {"wall_s": ended[0] - began[0], "cpu_s": ended[1] - began[1]}


if __name__ == "__main__":
    folder = Path(sys.argv[2])
    print(json.dumps(poll_all(folder, float(sys.argv[3])) if sys.argv[1] == "poll" else bare(folder)))
