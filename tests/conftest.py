"""What every test may ask for. Does not start servers: each module's tests do, with real ones on loopback."""

import atexit
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.read_once import FOLDER
from tests.run_command import run as run
from tests.store.databases import header as databases_header


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


def pytest_configure() -> None:
    """One folder for all processes of this run in which papers are kept once read; workers inherit it."""
    if FOLDER not in os.environ:
        kept = tempfile.TemporaryDirectory(prefix="papers-read-")
        os.environ[FOLDER] = kept.name
        atexit.register(kept.cleanup)


def pytest_report_header() -> list[str]:
    """Say which real material is read and which databases are tried."""
    corpus = "read" if os.environ.get("WATCHER_CORPUS") else "not set, its tests are skipped"
    return [f"corpus: {corpus}", databases_header()]
