"""What this process has started and how much memory it has had: read from /proc, so Linux only."""

import os
import time
from pathlib import Path

import pytest

PROC = Path("/proc")
needs_proc = pytest.mark.skipif(not (PROC / "self/clear_refs").exists(), reason="there is no /proc to look at")


def children() -> set[int]:
    """The processes that this one started and that are still there, dead ones too."""
    found = set()
    for each in PROC.glob("[0-9]*/stat"):
        try:
            words = each.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(words[1]) == os.getpid():
            found.add(int(each.parent.name))
    return found


def is_gone(word: str, *, within_s: float = 5.0) -> bool:
    """True once no process has this word on its command line; those that were killed take a moment to die."""
    until = time.monotonic() + within_s
    while any(word in _command(each) for each in PROC.glob("[0-9]*/cmdline")):
        if time.monotonic() > until:
            return False
        time.sleep(0.01)
    return True


def _command(path: Path) -> str:
    try:
        return path.read_bytes().decode(errors="replace")
    except OSError:
        return ""


class MemoryWatch:
    """How much the most memory that this process had exceeds what it had at the beginning, in bytes."""

    def __init__(self) -> None:
        (PROC / "self/clear_refs").write_text("5")  # the peak begins anew (proc(5))
        self._began = self._status("VmRSS")

    def growth(self) -> int:
        """Bytes by which the process grew at most."""
        return self._status("VmHWM") - self._began

    @staticmethod
    def _status(name: str) -> int:
        lines = (PROC / "self/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith(name + ":")).split()[1]) * 1024
