"""Commands as a person types them, without the second that a process of its own takes to start.

Does not assert anything; tests/conftest.py makes `run` a fixture of all tests.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from watcher.cli import app
from watcher.cli.frame import guarded
from watcher.config._environment import VARIABLES


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> object:
        """What it printed for programs."""
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Run]:
    """Runs a command line in the test's folder, with an empty environment of ours."""
    for name in (*VARIABLES, "WATCHER_CONFIG", "WATCHER_LOG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def ran(*arguments: str) -> Ran:
        capsys.readouterr()
        code = guarded(lambda **how: app(args=list(arguments), **how))
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    yield ran
    structlog.reset_defaults()  # or later tests would log to this test's closed stream
