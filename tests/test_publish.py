"""Editions on disk: whole or not at all, and an index of what is there."""

import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests import digest_cases as cases
from watcher import publish
from watcher.digest import from_json, to_json
from watcher.domain.digests import Edition
from watcher.render import render, render_index


def write(folder: Path, edition: Edition) -> tuple[Path, ...]:
    return publish.write(folder, edition, render(edition), to_json(edition))


def test_an_edition_stands_in_its_year_in_three_forms(tmp_path: Path) -> None:
    """HTML, text and JSON are written, and the JSON reads back as the edition."""
    edition = replace(cases.edition(), slug="everything")
    paths = write(tmp_path, edition)
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == [
        f"2026/2026-W36-everything{ending}" for ending in (".html", ".txt", ".json")
    ]
    assert from_json(json.loads(paths[2].read_text())) == edition
    assert paths[1].read_text() == render(edition).text


def test_writing_again_changes_nothing(tmp_path: Path) -> None:
    """Equal bytes are not written again, and no temporary file stays behind."""
    paths = write(tmp_path, cases.edition())
    for path in paths:
        os.utime(path, (1, 1))
    write(tmp_path, cases.edition())
    assert [path.stat().st_mtime for path in paths] == [1, 1, 1]
    assert sorted(tmp_path.rglob("*.*")) == sorted(paths)


def test_a_failed_write_leaves_the_old_file(tmp_path: Path) -> None:
    """When the rename is refused the old bytes stand and the temporary file is gone."""
    target = tmp_path / "page.html"
    target.mkdir()
    (target / "in the way").touch()
    with pytest.raises(OSError, match=r"page\.html"):
        publish.write_whole(target, b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


def test_the_index_lists_what_is_there_newest_first(tmp_path: Path) -> None:
    """The rows come from the JSON files; a stranger's file among them is left out."""
    old = replace(cases.edition(), slug="everything", period="2026-W35", last_day=date(2026, 8, 30))
    write(tmp_path, old)
    write(tmp_path, replace(cases.edition(), slug="everything"))
    (tmp_path / "2026" / "notes.json").write_text("[1]")
    (tmp_path / "2026" / "half.json").write_text('{"title"')
    assert [row["period"] for row in publish.index_rows(tmp_path)] == ["2026-W36", "2026-W35"]
    page = publish.write_index(tmp_path, render_index).read_text()
    assert page.index("2026/2026-W36-everything.html") < page.index("2026/2026-W35-everything.html")


def test_the_index_tells_whose_an_edition_is(tmp_path: Path) -> None:
    """What follows everything stands there for the archive and for subscribers: each says for whom it was written."""
    for slug in ("everything", "everything-after-18", "everything-first-after-0"):
        write(tmp_path, replace(cases.edition(), slug=slug))
    found = {Path(row["json"]).stem[9:]: row["whose"] for row in publish.index_rows(tmp_path)}
    assert found == {
        "everything": "",
        "everything-after-18": "as emailed to subscribers",
        "everything-first-after-0": "the first digest of a new subscriber",
    }
    page = publish.write_index(tmp_path, render_index).read_text()
    assert page.count("for everything · the first digest of a new subscriber · <a") == 1


def test_no_name_leaves_the_folder(tmp_path: Path) -> None:
    """A slug or period with a path in it is made plain."""
    nasty = replace(cases.edition(), slug="../../x", period="..\\..\x00")
    for path in write(tmp_path / "digests", nasty):
        assert path.resolve().is_relative_to((tmp_path / "digests" / "2026").resolve())
