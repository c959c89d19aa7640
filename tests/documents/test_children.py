"""Children that crash, hang, flood, lie or fork: each is an outcome, and gone."""

import sys
import uuid
from dataclasses import replace
from pathlib import Path

import pytest

from tests.documents import hostile
from tests.documents.processes import MemoryWatch, children, is_gone, needs_proc
from watcher.documents import DocumentReader, Limits
from watcher.domain.documents import DocumentOutcome, DocumentText

PAPER = hostile.paper(1)
LIMITS = Limits(answer_bytes=4 << 20)
PAGE = (
    '{"page": 1, "size": [595, 842], "words": "A line of text", "places": [720, 7000, 2000, 7120, 120], "broken": []}'
)

CHILDREN: dict[str, tuple[str, DocumentOutcome, str]] = {
    "crashes": (
        "os.kill(os.getpid(), signal.SIGSEGV)",
        DocumentOutcome.CRASHED,
        "its reader was ended by SIGSEGV",
    ),
    "crashes after the first page": (
        f"print('{{\"pages\": 2}}\\n{PAGE}', flush=True); os.kill(os.getpid(), signal.SIGSEGV)",
        DocumentOutcome.CRASHED,
        "its reader was ended by SIGSEGV",
    ),
    "gives up": ("sys.exit(3)", DocumentOutcome.CRASHED, "its reader was ended with exit code 3"),
    "says nothing": ("pass", DocumentOutcome.CRASHED, "its reader was ended with exit code 0"),
    "hangs": ("signal.pause()", DocumentOutcome.TOO_SLOW, "reading it took too long"),
    "hangs and does not want to end": (
        "signal.signal(signal.SIGTERM, signal.SIG_IGN); signal.pause()",
        DocumentOutcome.TOO_SLOW,
        "reading it took too long",
    ),
    "works for ever": (
        "resource.setrlimit(resource.RLIMIT_CPU, (0, 1))\nwhile True: pass",
        DocumentOutcome.TOO_SLOW,
        "reading it took too long",
    ),
    "forks": ("os.fork(); os.fork(); signal.pause()", DocumentOutcome.TOO_SLOW, "reading it took too long"),
    "floods with one line": (
        "while True: os.write(1, b'x' * 65536)",
        DocumentOutcome.TOO_LARGE,
        "it holds more text than is read",
    ),
    "floods with pages": (
        f"print('{{\"pages\": 9}}')\nwhile True: print('{PAGE}')",
        DocumentOutcome.CRASHED,
        "its reader said what makes no sense",
    ),
    "babbles": ("print('nonsense')", DocumentOutcome.CRASHED, "its reader said what makes no sense"),
    "answers in another form": (
        "print('[1, 2]')",
        DocumentOutcome.CRASHED,
        "its reader said what makes no sense",
    ),
    "says an outcome of its own": (
        """print('{"outcome": "splendid"}')""",
        DocumentOutcome.CRASHED,
        "its reader said what makes no sense",
    ),
    "says it has read what it has not": (
        """print('{"outcome": "read"}')""",
        DocumentOutcome.CRASHED,
        "its reader said what makes no sense",
    ),
    "has no library": (
        """print('{"outcome": "no_reader"}')""",
        DocumentOutcome.NO_READER,
        "no reader of PDFs is installed (pip install 'council-watcher[pdf]')",
    ),
    "does not listen": (f'print(\'{{"pages": 1}}\\n{PAGE}\\n{{"end": true}}\')', DocumentOutcome.READ, ""),
}


def read_with(script: str, *, body: bytes = PAPER, word: str = "", wall_s: float = 20.0) -> DocumentText:
    """Read by a child that runs this script; `word` stands on its command line."""
    child = (sys.executable, "-I", "-c", "import os, resource, signal, sys\n" + script, word)
    return DocumentReader(replace(LIMITS, wall_s=wall_s), child=child).read(body)


@needs_proc
@pytest.mark.parametrize("name", CHILDREN)
def test_whatever_a_child_does_it_is_an_outcome_and_gone(name: str) -> None:
    """The outcome is named; neither the child nor anything it started is left; this process does not grow."""
    script, outcome, why = CHILDREN[name]
    word, before, memory = uuid.uuid4().hex, children(), MemoryWatch()
    found = read_with(script, word=word, wall_s=0.4 if outcome is DocumentOutcome.TOO_SLOW else 20.0)
    assert (found.outcome, found.why) == (outcome, why)
    assert is_gone(word)
    assert children() <= before
    assert memory.growth() < 24 << 20


def test_a_child_that_reads_nothing_of_a_large_document_blocks_nobody() -> None:
    """A body larger than any pipe, to a child that ends without reading it."""
    assert read_with("pass", body=PAPER[:-6] + b" " * (8 << 20) + b"%%EOF").outcome is DocumentOutcome.CRASHED


def test_a_child_that_cannot_be_started_is_no_fault_of_the_document() -> None:
    """No such program, or no memory for one: NO_READER."""
    assert DocumentReader(LIMITS, child=("/no/such/program",)).read(PAPER).outcome is DocumentOutcome.NO_READER


def test_the_child_knows_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader that a document took over finds no password in its environment."""
    monkeypatch.setenv("WATCHER_SMTP_URL", "smtp://me:secret@example.org")
    found = read_with("sys.exit(7 if any('secret' in value for value in os.environ.values()) else 8)")
    assert found.why == "its reader was ended with exit code 8"


def test_the_child_can_write_no_file(tmp_path: Path) -> None:
    """The real child has given up writing files before it opens anything: limits first, then the library."""
    source = (Path(__file__).parents[2] / "watcher/documents/child.py").read_text(encoding="utf-8")
    place = tmp_path / "file"
    script = f"space = {{'__name__': 'child'}}\nexec({source!r}, space)\nspace['_give_up'](1 << 29, 5)\n"
    script += f"try:\n with open({str(place)!r}, 'w') as file: file.write('x')\nexcept OSError: sys.exit(9)"
    assert read_with(script).why == "its reader was ended with exit code 9"
    assert place.read_bytes() == b""
