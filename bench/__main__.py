"""`python -m bench`: prints the tables; writes docs/bench.md and the speeds among the figures of docs/delivery.md.

Nothing is written if `--sources` asks for another number than 200.

Does not measure in its own process. May import: bench, watcher for the number of threads.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from bench import cadence, delivery, documents, many, tagging
from bench.runs import SOURCES, run_all
from bench.table import as_markdown, print_section, print_table

_PAGE = Path(__file__).resolve().parent.parent / "docs" / "bench.md"


def main() -> int:
    """Measure, print, write. The exit code is 1 if a body was downloaded although the server said it is the same."""
    options = argparse.ArgumentParser(prog="python -m bench", description="Measure a poll of unchanged sources.")
    options.add_argument(
        "--sources", type=int, default=SOURCES, metavar="N", help=f"how many hosts (default {SOURCES})"
    )
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="council-bench-") as folder:
        report = run_all(Path(folder), sources=chosen.sources, say=lambda words: print(words, file=sys.stderr))
    print_table(report)
    print("a pass over every council ...", file=sys.stderr)
    councils = many.measure()
    print_section(*many.table(councils))
    print("reading papers ...", file=sys.stderr)
    papers = documents.measure()
    print_section(*documents.table(papers))
    print("searching texts for topics ...", file=sys.stderr)
    speeds = tagging.measure()
    print_section(*tagging.table(speeds))
    print("composing and sending ...", file=sys.stderr)
    delivered = delivery.measure()
    print_section(*delivery.table(delivered))
    print("playing a year of 150 councils ...", file=sys.stderr)
    noticed = cadence.measure()
    print_section(*cadence.table(noticed))
    if chosen.sources == SOURCES:
        parts = documents.as_markdown(papers), tagging.as_markdown(speeds), delivery.as_markdown(delivered)
        page = as_markdown(report) + many.as_markdown(councils) + "".join(parts) + cadence.as_markdown(noticed)
        _PAGE.write_text(page, encoding="utf-8")
        delivery.note(delivered)
    return 0 if report.is_thrifty else 1


if __name__ == "__main__":
    raise SystemExit(main())
