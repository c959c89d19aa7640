"""What every test may ask for. Does not start servers: each module's tests do, with real ones on loopback."""

import atexit
import os
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from tests.read_once import FOLDER
from tests.run_command import run as run
from tests.store.databases import header as databases_header

# No test asserts a time: by default an example that a busy machine plays in 200 ms fails.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")


@pytest.fixture
def corpus() -> Path:
    """The folder of real material that WATCHER_CORPUS names; the test is skipped, and says so, without it."""
    folder = os.environ.get("WATCHER_CORPUS")
    if not folder:
        pytest.skip("WATCHER_CORPUS is not set: no real material to read")
    return Path(folder)


@pytest.fixture
def now() -> datetime:
    """A fixed moment: Monday 7 September 2026, 07:00 in London."""
    return datetime(2026, 9, 7, 6, 0, tzinfo=UTC)


MEMORY = Path("/dev/shm")
ENOUGH = 4 * 2**30
"""Bytes: a run of all tests leaves 0.3 GB there; a container's default is 64 MB, which would not do."""


def pytest_configure() -> None:
    """One folder for all processes of this run in which papers are kept once read; workers inherit it.

    Files lie in memory where there is room: half of the time of a commit is the disk's, and no test cuts the power.
    `make soak` uses the disk. Programs that tests start are compiled once, not at each of a hundred starts.
    """
    if "TMPDIR" not in os.environ and not os.environ.get("WATCHER_SOAK") and _has_room(MEMORY):
        os.environ["TMPDIR"] = str(MEMORY)
        tempfile.tempdir = None  # so that it is looked up again
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False
    if FOLDER not in os.environ:
        kept = tempfile.TemporaryDirectory(prefix="papers-read-")
        os.environ[FOLDER] = kept.name
        atexit.register(kept.cleanup)


def _has_room(folder: Path) -> bool:
    return os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > ENOUGH


def pytest_report_header() -> list[str]:
    """Say which real material is read and which databases are tried."""
    corpus = "read" if os.environ.get("WATCHER_CORPUS") else "not set, its tests are skipped"
    return [f"corpus: {corpus}", databases_header()]
