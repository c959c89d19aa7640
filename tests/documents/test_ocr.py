"""Scanned papers: read by OCR where it is there and wanted, with a mark; and whatever goes wrong is an outcome."""

import os
import sys
import threading
import uuid
from pathlib import Path

import pytest

from tests.documents import hostile, scans
from tests.documents.processes import children, is_gone, needs_proc
from watcher.documents import DocumentReader, TextLayer
from watcher.documents.ocr import COMMAND, OcrLimits, missing
from watcher.domain.documents import READ_BY_OCR, DocumentOutcome

SCANNED = "it is scanned: pictures of pages without text"
here = pytest.mark.skipif(bool(missing()), reason=f"OCR is not there: {missing()}")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine on which both programs seem to be there: what is started is up to each test."""
    for folder, name in (("path", "tesseract"), ("site", "ocrmypdf.py")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.syspath_prepend(tmp_path / "site")


LIMITS = OcrLimits()


def layer(script: str, word: str = "", limits: OcrLimits = LIMITS) -> TextLayer:
    """OCR by a program that runs this script instead."""
    return TextLayer(limits, command=(sys.executable, "-I", "-c", "import os, signal, sys, time\n" + script, word))


@here
def test_a_scanned_paper_is_read_for_real() -> None:
    """Its words, page by page, under the hash of its own bytes, with the mark that they were guessed."""
    body = scans.scan(scans.LINES, ["The second page is about the budget."])
    plain, found = DocumentReader().read(body), DocumentReader(ocr=TextLayer()).read(body)
    assert (plain.outcome, plain.why) == (DocumentOutcome.NO_TEXT, SCANNED)
    assert (found.outcome, found.why, found.is_by_ocr) == (DocumentOutcome.READ, READ_BY_OCR, True)
    assert found.content_hash == plain.content_hash
    assert len(found.pages) == 2
    assert scans.LINES[1] in found.pages[0].replace("\n", " ")
    assert "second page is about the budget" in found.pages[1]


@here
def test_a_picture_without_words_stays_without_text() -> None:
    """A blank page says nothing, and nothing is made of it."""
    found = DocumentReader(ocr=TextLayer()).read(scans.scan([]))
    assert (found.outcome, found.is_by_ocr) == (DocumentOutcome.NO_TEXT, False)
    assert found.why == f"{SCANNED}, in which OCR found none"


@here
@needs_proc
def test_real_ocr_that_takes_too_long_is_ended_with_all_that_it_started() -> None:
    """A limit that it cannot keep: the outcome says so, and no process stays behind."""
    before = children()
    found = DocumentReader(ocr=TextLayer(OcrLimits(wall_s=0.6))).read(scans.scan(scans.LINES))
    assert (found.outcome, found.why) == (DocumentOutcome.TOO_SLOW, f"{SCANNED}; reading it by OCR took too long")
    assert children() <= before
    assert is_gone("council-ocr-")


def test_a_paper_with_text_is_not_given_to_ocr() -> None:
    """Its words are known, and not guessed."""
    found = DocumentReader(ocr=layer("sys.exit(9)")).read(hostile.plain("A line of text on a page that has it"))
    assert (found.outcome, found.is_by_ocr) == (DocumentOutcome.READ, False)


def test_a_missing_program_is_named_with_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Wanted and not there: the paper stays without text and says what is missing; nothing is raised."""
    (tmp_path / "ocrmypdf.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    found = DocumentReader(ocr=TextLayer()).read(hostile.scanned())
    assert found.outcome is DocumentOutcome.NO_TEXT
    assert found.why == (
        f"{SCANNED}; it could not be read by OCR: tesseract is not installed "
        "(on Debian and Ubuntu: apt install tesseract-ocr)"
    )


FAILS = {
    "fails": ("sys.exit(7)", DocumentOutcome.CRASHED, "OCR was ended with exit code 7"),
    "crashes": ("os.kill(os.getpid(), signal.SIGSEGV)", DocumentOutcome.CRASHED, "OCR was ended by SIGSEGV"),
    "says nothing": ("pass", DocumentOutcome.CRASHED, "OCR was ended with exit code 0"),
    "floods": (
        "while True: os.write(1, b'x' * 65536)",
        DocumentOutcome.CRASHED,
        "OCR made more of it than is read",
    ),
    "hangs": ("os.fork(); signal.pause()", DocumentOutcome.TOO_SLOW, "reading it by OCR took too long"),
}


@needs_proc
@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("name", FAILS)
def test_whatever_ocr_does_it_is_an_outcome_and_gone(name: str) -> None:
    """The paper's outcome says that it is scanned and what became of the try; no process and no file is left."""
    script, outcome, why = FAILS[name]
    word, before = uuid.uuid4().hex, children()
    limits = OcrLimits(wall_s=0.4 if outcome is DocumentOutcome.TOO_SLOW else 20.0, made_bytes=1 << 20)
    found = DocumentReader(ocr=layer(script, word, limits)).read(hostile.scanned())
    assert (found.outcome, found.why, found.is_by_ocr) == (outcome, f"{SCANNED}; {why}", False)
    assert is_gone(word)
    assert children() <= before


@pytest.mark.usefixtures("installed")
def test_a_pdf_that_ocr_answers_with_is_not_trusted() -> None:
    """What comes back is opened by a child with limits, like any paper; garbage leaves the paper without text."""
    found = DocumentReader(ocr=layer("os.write(1, b'%PDF-1.7 garbage %%EOF')")).read(hostile.scanned())
    assert found.outcome is DocumentOutcome.NO_TEXT


@pytest.mark.usefixtures("installed")
def test_a_long_scan_is_not_given_to_ocr() -> None:
    """Pages cost seconds each: over the limit the reason says so."""
    found = DocumentReader(ocr=layer("sys.exit(9)", limits=OcrLimits(pages=1))).read(scans.scan([], []))
    assert found.why == f"{SCANNED}; its 2 pages are more than the 1 that OCR reads"


@pytest.mark.usefixtures("installed")
def test_one_paper_at_a_time_and_nobody_waits_for_ever() -> None:
    """A second paper waits for its turn as long as one may take, and is then tried another day."""
    one = layer("signal.pause()", limits=OcrLimits(wall_s=0.5))
    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.append(one.add(b"x", 1).why)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)
    assert sorted(set(answers)) == ["OCR is busy with other papers", "reading it by OCR took too long"]


@needs_proc
def test_the_program_that_becomes_ocrmypdf_has_given_up_what_it_does_not_need(tmp_path: Path) -> None:
    """Limits first, then the other program, with the parent's folder for its files."""
    source = Path(COMMAND[-1]).read_text(encoding="utf-8")
    script = f"space = {{'__name__': 'child'}}\nexec({source!r}, space)\n"
    script += "def become(path, words, environ): limits(environ)\nspace['os'].execve = become\n"
    script += "def limits(environ):\n import resource as r\n"
    script += " print(r.getrlimit(r.RLIMIT_AS)[0], r.getrlimit(r.RLIMIT_FSIZE)[0], environ['TMPDIR'], os.nice(0))\n"
    script += "space['main'](sys.argv[2], *map(int, sys.argv[3:]))"
    limits = OcrLimits(memory_bytes=1 << 30, made_bytes=5 << 20)
    made = layer(script, limits=limits)._made(b"", str(tmp_path))
    assert made.body is not None
    nicer = min(os.nice(0) + 10, 19)  # the tests themselves may run with less than usual priority
    assert made.body.split() == [b"%d" % (1 << 30), b"%d" % (5 << 20), str(tmp_path).encode(), b"%d" % nicer]
