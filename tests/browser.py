"""`python -m tests.browser FOLDER [PICTURES]`: one Chromium for all pages of a folder, at a phone's width and wider.

Prints what axe finds (WCAG A and AA) as JSON, one row for each page, width and colour scheme; with PICTURES also takes
pictures, the tall ones cropped. A process of its own: playwright's loop does not suit tests that have one themselves.
Needs Debian's chromium and what requirements-golden.txt names. Does not judge.
"""

import importlib.util
import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

WIDTHS = (320, 600)
SCHEMES = ("light", "dark")
VIEWS = tuple((width, scheme) for width in WIDTHS for scheme in SCHEMES)
"""The ways in which a page is looked at."""
ASKED = "views.json"
MOST_HEIGHT = 2400
NEEDED = ("playwright", "axe_playwright_python")

PICTURED = ((320, "light"), (600, "light"), (600, "dark"))
"""What is kept as pictures; axe sees all four."""

_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
_OPTIONS = {"runOnly": {"type": "tag", "values": list(_RULES)}, "resultTypes": ["violations", "incomplete"]}


def picture(name: str, width: int, scheme: str) -> str:
    """The file of a picture."""
    return f"{name}-{width}{'-dark' if scheme == 'dark' else ''}.png"


def lacking() -> str:
    """What is not installed that this needs, by its name; empty if nothing."""
    if shutil.which("chromium") is None:
        return "chromium"
    return next((name for name in NEEDED if importlib.util.find_spec(name) is None), "")


def look(
    pages: Mapping[str, str],
    folder: Path,
    pictures: Path | None = None,
    *,
    views: Mapping[str, Sequence[tuple[int, str]]] | None = None,
) -> list[dict[str, Any]]:
    """What axe finds on these pages, by a child process; in all ways or in those that `views` names for each page.

    `folder` is scratch.
    """
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html, encoding="utf-8")
    (folder / ASKED).write_text(json.dumps(views or dict.fromkeys(pages, VIEWS)), encoding="utf-8")
    command = [sys.executable, "-m", "tests.browser", str(folder), *([str(pictures)] if pictures else [])]
    ran = subprocess.run(command, capture_output=True, check=False, timeout=300, cwd=Path(__file__).parent.parent)
    if ran.returncode:
        raise RuntimeError(ran.stderr.decode("utf-8", "replace")[-4000:])
    rows: list[dict[str, Any]] = json.loads(ran.stdout)
    return rows


def main(folder: Path, pictures: Path | None) -> None:
    """Look at every page of the folder."""
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    pages = {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.html"))}
    views = json.loads((folder / ASKED).read_text(encoding="utf-8"))
    rows = []
    with sync_playwright() as playwright:
        # Root, as in CI, may not use Chromium's sandbox; the pages are our own and have no network.
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_context(offline=True).new_page()
        for name, html in pages.items():
            for width, scheme in views[name]:
                page.set_viewport_size({"width": width, "height": 800})
                page.emulate_media(color_scheme=scheme)
                page.set_content(html)
                wide, height = page.evaluate("(e => [e.scrollWidth, e.scrollHeight])(document.documentElement)")
                if pictures and (width, scheme) in PICTURED:
                    page.screenshot(
                        path=pictures / picture(name, width, scheme),
                        full_page=True,
                        clip={"x": 0, "y": 0, "width": width, "height": min(height, MOST_HEIGHT)},
                    )
                found = Axe().run(page, options=_OPTIONS).response
                rows.append(
                    {
                        "name": name,
                        "width": width,
                        "scheme": scheme,
                        "overflow": wide - width,
                        "violations": [_said(each) for each in found["violations"]],
                        "incomplete": [_said(each) for each in found["incomplete"]],
                    }
                )
        browser.close()
    json.dump(rows, sys.stdout)


def _said(found: Mapping[str, Any]) -> str:
    """The rule, and the first things it was found on."""
    nodes = found["nodes"]
    return f"{found['id']} on {len(nodes)}: " + "; ".join(str(node["html"])[:200] for node in nodes[:2])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
