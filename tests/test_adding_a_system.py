"""docs/adding-a-system.md is true: its two pieces of code, put into a copy of the program, watch a council."""

import json
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests import fetch_server
from tests.commands import PATIENCE_S, ROOT, environment
from watcher.domain.publications import LONDON

GUIDE = (ROOT / "docs" / "adding-a-system.md").read_text(encoding="utf-8")


def pieces(language: str) -> list[str]:
    """The pieces of code of one language, in the order of the page."""
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The program with the module and the line of the page, and nothing else changed."""
    shutil.copytree(ROOT / "watcher", tmp_path / "watcher")  # with what Python compiled: that takes seconds
    module, line = pieces("python")
    (tmp_path / "watcher" / "systems" / "noticeboard.py").write_text(module, encoding="utf-8")
    ways = tmp_path / "watcher" / "domain" / "ways.py"
    text = ways.read_text(encoding="utf-8")
    assert text.count("WAYS: dict[str, Way] = {\n") == 1
    ways.write_text(text.replace("WAYS: dict[str, Way] = {\n", f"WAYS: dict[str, Way] = {{\n{line}"), encoding="utf-8")
    return tmp_path


SCRIPT = """\
import sys
from watcher.cli import app
for command in (["poll", "--all"], ["poll", "--all"], ["changes", "--json"]):
    shown, sys.stdout = sys.stdout, sys.stderr if command[0] == "poll" else sys.__stdout__
    app(command, standalone_mode=False)
"""


def test_one_module_and_one_line_make_a_system(copy: Path) -> None:
    """A council that publishes in the new way is named in sources.yaml, polled twice, and its agenda is told."""
    soon = datetime.now(UTC).astimezone(LONDON).date() + timedelta(days=10)
    board, page = (each.replace("22 September 2026", f"{soon.day} {soon:%B %Y}") for each in pieces("html"))
    bodies = iter([re.sub(r"<ol.*</ol>", '<ol id="agenda"></ol>', page, flags=re.DOTALL), page])
    with fetch_server.serving() as site:
        site.answers["*"] = fetch_server.status(404)
        site.answers["/meetings.html"] = fetch_server.page(board.encode())
        site.answers["/meeting-4711.html"] = lambda asked: asked.reply(200, next(bodies).encode())
        entry = pieces("yaml")[0].replace("https://ambleford.example/", site.url)
        near = "    allow_private: yes\n    politeness: {gap: 0s, retries: 0}\n"
        (copy / "sources.yaml").write_text(entry + near, encoding="utf-8")
        ran = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            cwd=copy,
            env=environment({"PYTHONPATH": str(copy)}),
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
    assert ran.returncode == 0, ran.stderr + ran.stdout
    [change] = json.loads(ran.stdout)
    assert (change["kind"], change["meeting_id"]) == ("agenda_published", "4711")
    assert [each["title"] for each in change["after"]["items"]] == ["Apologies", "SEND strategy"]
