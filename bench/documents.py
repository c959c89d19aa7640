"""How fast papers are read, beside the bare library: pages a second, memory of parent and child, cost by length.

The packs are made up, and real pages bound together where WATCHER_CORPUS names the folder. The reader and the bare
library are measured in one process on the same bytes, by turns, each warmed once, and of both the quickest counts; the
whole way and its memory in a process of its own, in which the library never was. `python -m bench.documents
beside|whole FILE` prints one line of JSON. Does not print tables. May import: watcher, fpdf, pypdfium2.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.memory import now_and_peak

TRIES = 3
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
    cpu_ratio: float
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
    headings = ["pack", "bare pages/s", "pages/s", "child's start s", "times bare", "goal", "CPU, times bare", "read s"]
    headings += ["read, split, tagged s", "goal s", "parent and child MB", "goal MB"]
    rows = [
        [each.name, f"{each.pages / each.bare_s:.0f}", f"{each.pages / each.read_s:.0f}", f"{each.start_s:.2f}"]
        + [f"{each.ratio:.2f}", f"{RATIO_GOAL}", f"{each.cpu_ratio:.2f}", f"{each.read_s:.2f}", f"{each.whole_s:.2f}"]
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
        f"is without the child's start. Both are measured by turns, warmed once; the quickest of {TRIES} counts.",
        "What is paid beyond the bare library: in the child a third of its time on pages of plain prose, a sixth on "
        "real ones (two places a line, gutters, the answer's JSON); in this process a tenth when the last page is in "
        "(headers that run, paragraphs). Ordering lines takes this process a quarter, while the child reads the next "
        "page: on a machine without a free core the reader takes as many times the bare library as its CPU time does, "
        "which is that of both, without the start.",
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
    beside = _child("beside", path, tries)
    whole = min((_child("whole", path) for _ in range(tries)), key=lambda found: float(found["whole_s"]))
    return Reading(
        name=name,
        pages=whole["pages"],
        bare_s=beside["bare"]["wall_s"],
        start_s=beside["start"]["wall_s"],
        read_s=beside["read"]["wall_s"],
        cpu_ratio=(beside["read"]["cpu_s"] - beside["start"]["cpu_s"]) / beside["bare"]["cpu_s"],
        whole_s=whole["whole_s"],
        megabytes=whole["megabytes"],
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
    pdf.set_auto_page_break(False)  # or each footer gets a page of its own
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


def _bare(body: bytes) -> None:
    import pypdfium2

    document = pypdfium2.PdfDocument(body)
    for page in document:
        text = page.get_textpage()
        text.get_text_range()
        text.close()
        page.close()
    document.close()


def _beside(body: bytes, tries: int) -> dict[str, Any]:
    """The quickest of each, measured by turns: what else the machine does then falls on all of them."""
    from watcher.documents import DocumentReader

    reader, one_page = DocumentReader(), _one_page()
    ways: dict[str, Callable[[], object]] = {
        "bare": lambda: _bare(body),
        "start": lambda: reader.read(one_page),
        "read": lambda: reader.read(body),
    }
    found: dict[str, list[dict[str, float]]] = {name: [] for name in ways}
    for _ in range(1 + tries):
        for name, way in ways.items():
            found[name].append(_timed(way))
    return {
        name: {figure: min(each[figure] for each in taken[1:]) for figure in taken[0]} for name, taken in found.items()
    }


def _timed(way: Callable[[], object]) -> dict[str, float]:
    """Wall time, and CPU time of this process and its children."""
    began = time.perf_counter(), _cpu_s()
    way()
    return {"wall_s": time.perf_counter() - began[0], "cpu_s": _cpu_s() - began[1]}


def _cpu_s() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _one_page() -> bytes:
    from fpdf import FPDF

    small = FPDF()
    small.add_page()
    small.set_font("Helvetica")
    small.cell(0, 6, "A report on the budget of the service")
    return bytes(small.output())


def _whole(body: bytes) -> dict[str, Any]:
    """From bytes to topics, and the most memory that parent and child had."""
    from watcher.config import built_in_topics
    from watcher.documents import DocumentReader
    from watcher.minutes import read_pages
    from watcher.tag import Tagger

    tagger, reader = Tagger(built_in_topics()), DocumentReader()
    tagger.match_texts("Budget", [], papers=[reader.read(_one_page())])  # what a process does once
    began = time.perf_counter()
    text = reader.read(body)
    split = read_pages(text.pages)
    tagger.match_texts(split.committee or "", [], papers=[text])
    whole_s = time.perf_counter() - began
    _, peak = now_and_peak()
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    assert text.is_read, text.why
    return {"pages": len(text.pages), "whole_s": whole_s, "megabytes": (peak + child) / _MEGABYTE}


if __name__ == "__main__":
    content = Path(sys.argv[2]).read_bytes()
    print(json.dumps(_beside(content, int(sys.argv[3])) if sys.argv[1] == "beside" else _whole(content)))
