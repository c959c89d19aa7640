"""How fast papers are read, beside the bare library: pages a second, memory of parent and child, cost by length.

The packs are made up, and real pages bound together where WATCHER_CORPUS names the folder. Each figure is the quickest
of several processes of its own: `python -m bench.documents bare|read FILE` prints one line of JSON. Does not print
tables. May import: watcher, fpdf, pypdfium2.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.memory import now_and_peak

TRIES = 2
LENGTHS = (75, 300, 600)
PACK = 300
RATIO_GOAL, SECONDS_GOAL, MEGABYTES_GOAL, LINEAR_GOAL = 1.3, 2.0, 200.0, 1.25

_ROOT = Path(__file__).resolve().parent.parent
_MEGABYTE = 1_000_000
_REPORT = "moderngov/documents/kingston-s112217-report.pdf"
_WORDS = (
    "The service was asked by members to set out how the plan of recovery is to be paid for, and officers will come "
    "back with figures before the end of the financial year. Demand has grown by 14% while the grant has grown by 3%, "
    "and the deficit of the high needs block stands at £13.5m. Schools were asked in the autumn what they would need."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One pack: what the bare library took for it, what the reader took, and the whole way to its topics."""

    name: str
    pages: int
    bare_s: float
    start_s: float
    read_s: float
    whole_s: float
    megabytes: float

    @property
    def ratio(self) -> float:
        """The reader's time without the child's start, in times of the bare library's."""
        return (self.read_s - self.start_s) / self.bare_s


def measure(*, tries: int = TRIES, lengths: Sequence[int] = LENGTHS) -> list[Reading]:
    """Every pack, the shortest first; the real one last."""
    with tempfile.TemporaryDirectory(prefix="council-bench-") as folder:
        packs = [(f"made up, {length} pages", _made_up(Path(folder), length)) for length in lengths]
        if corpus := os.environ.get("WATCHER_CORPUS"):
            packs.append((f"real pages, {PACK}", _bound(Path(folder), Path(corpus) / _REPORT)))
        return [_reading(name, path, tries) for name, path in packs]


def table(readings: Sequence[Reading]) -> tuple[list[str], list[list[str]], list[str]]:
    """Headings, rows and remarks."""
    headings = ["pack", "bare pages/s", "pages/s", "child's start s", "times bare", "goal", "read s"]
    headings += ["read, split, tagged s", "goal s", "parent and child MB", "goal MB"]
    rows = [
        [each.name, f"{each.pages / each.bare_s:.0f}", f"{each.pages / each.read_s:.0f}", f"{each.start_s:.2f}"]
        + [f"{each.ratio:.2f}", f"{RATIO_GOAL}", f"{each.read_s:.2f}", f"{each.whole_s:.2f}"]
        + ([f"{SECONDS_GOAL:.1f}"] if each.pages == PACK else [""])
        + [f"{each.megabytes:.0f}", f"{MEGABYTES_GOAL:.0f}" if each.pages == PACK else ""]
        for each in readings
    ]
    return headings, rows, _remarks(readings)


def as_markdown(readings: Sequence[Reading]) -> str:
    """The part of docs/bench.md on papers."""
    headings, rows, remarks = table(readings)
    lines = [headings, ["---"] + ["---:"] * (len(headings) - 1), *rows]
    said = [
        "The bare library is pypdfium2 in the measuring process: the text of each page, and nothing done with it. The "
        "reader has the child's start, the places of lines, their order, headers and paragraphs beside it; times bare "
        "is without the child's start.",
        "Split and tagged: minutes.read_pages and the built-in topics, in the parent. Memory is the peak of both.",
        *remarks,
    ]
    return "\n".join(
        ["", "## Papers", "", *(f"| {' | '.join(cells)} |" for cells in lines), "", *(f"- {each}" for each in said), ""]
    )


def _remarks(readings: Sequence[Reading]) -> list[str]:
    short = []
    for each in readings:
        if each.ratio > RATIO_GOAL:
            short.append(f"{each.name}: {each.ratio:.2f} times the bare library; the goal is {RATIO_GOAL}.")
        if each.pages == PACK and each.whole_s >= SECONDS_GOAL:
            short.append(f"{each.name}: {each.whole_s:.2f} s; the goal is under {SECONDS_GOAL:.0f}.")
        if each.pages == PACK and each.megabytes >= MEGABYTES_GOAL:
            short.append(f"{each.name}: {each.megabytes:.0f} MB; the goal is under {MEGABYTES_GOAL:.0f}.")
    made_up = [(each.whole_s - each.start_s) / each.pages for each in readings if each.name.startswith("made up")]
    growth = made_up[-1] / made_up[0]
    said = f"A page of the longest pack costs {growth:.2f} times a page of the shortest; the goal is {LINEAR_GOAL}."
    short += [said] if growth > LINEAR_GOAL else []
    return [said, *(f"FALLS SHORT: {each}" for each in short)] if short else [said, "The goals of reading are met."]


def _reading(name: str, path: Path, tries: int) -> Reading:
    bare = min((_child("bare", path) for _ in range(tries)), key=lambda found: float(found["seconds"]))
    read = min((_child("read", path) for _ in range(tries)), key=lambda found: float(found["whole_s"]))
    return Reading(
        name=name,
        pages=read["pages"],
        bare_s=bare["seconds"],
        start_s=read["start_s"],
        read_s=read["read_s"],
        whole_s=read["whole_s"],
        megabytes=read["megabytes"],
    )


def _child(*words: object) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.documents", *map(str, words)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, cwd=_ROOT, timeout=120)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _made_up(folder: Path, pages: int) -> Path:
    """A pack of full pages, each with a header and a footer, a new report every ten pages."""
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.set_font("Helvetica", size=11)
    for page in range(1, pages + 1):
        pdf.add_page()
        pdf.cell(0, 6, "Harrowmere County Council - Cabinet, 8 September 2026", new_x="LMARGIN", new_y="NEXT")
        if page % 10 == 1:
            pdf.cell(0, 8, f"Report of the Director of Children's Services {page}", new_x="LMARGIN", new_y="NEXT")
        for paragraph in range(1, 7):
            pdf.multi_cell(0, 6, f"{page}.{paragraph} {_WORDS}", new_x="LMARGIN", new_y="NEXT")
            pdf.ln(3)
        pdf.set_xy(90, 280)
        pdf.cell(0, 6, f"Page {page}")
    path = folder / f"{pages}.pdf"
    pdf.output(str(path))
    return path


def _bound(folder: Path, report: Path) -> Path:
    """The real report again and again."""
    import pypdfium2

    source, pack = pypdfium2.PdfDocument(report), pypdfium2.PdfDocument.new()
    while len(pack) < PACK:
        pack.import_pages(source, list(range(min(len(source), PACK - len(pack)))))
    path = folder / "real.pdf"
    pack.save(path)
    return path


def _bare(body: bytes) -> dict[str, Any]:
    import pypdfium2

    began = time.perf_counter()
    document = pypdfium2.PdfDocument(body)
    letters = 0
    for page in document:
        text = page.get_textpage()
        letters += len(text.get_text_range())
        text.close()
        page.close()
    return {"seconds": time.perf_counter() - began, "letters": letters}


def _read(body: bytes) -> dict[str, Any]:
    from fpdf import FPDF

    from watcher.config import built_in_topics
    from watcher.documents import DocumentReader
    from watcher.minutes import read_pages
    from watcher.tag import Tagger

    tagger, reader = Tagger(built_in_topics()), DocumentReader()
    small = FPDF()
    small.add_page()
    small.set_font("Helvetica")
    small.cell(0, 6, "A report on the budget of the service")
    one_page = bytes(small.output())
    starts = []
    for _ in range(3):
        began = time.perf_counter()
        reader.read(one_page)
        starts.append(time.perf_counter() - began)
    tagger.match_texts("Budget", [], papers=[reader.read(one_page)])  # what a process does once
    began = time.perf_counter()
    text = reader.read(body)
    read_s = time.perf_counter() - began
    split = read_pages(text.pages)
    tagger.match_texts(split.committee or "", [], papers=[text])
    whole_s = time.perf_counter() - began
    _, peak = now_and_peak()
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    assert text.is_read, text.why
    return {
        "pages": len(text.pages),
        "start_s": min(starts),
        "read_s": read_s,
        "whole_s": whole_s,
        "megabytes": (peak + child) / _MEGABYTE,
    }


if __name__ == "__main__":
    content = Path(sys.argv[2]).read_bytes()
    print(json.dumps(_read(content) if sys.argv[1] == "read" else _bare(content)))
