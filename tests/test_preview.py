"""`watcher digest --preview` and `--rebuild`: looking without leaving a trace, and the same bytes again."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.run_command import Run
from tests.test_periods import a_week, latest_number, watched
from tests.test_runs import outbox
from tests.world import World
from watcher.domain.digests import Frequency
from watcher.domain.subscribers import Subscription


@pytest.fixture
def place_with_news(tmp_path: Path, run: Run) -> "WorldAndRun":
    """Two weeks: one composed, one with news that nobody was told of."""
    return WorldAndRun(tmp_path, run)


class WorldAndRun:
    """A folder with a county's two weeks in it, and commands run there; the council itself is gone."""

    def __init__(self, folder: Path, run: Run) -> None:
        self.folder, self.run = folder, run
        people = {"reader": Subscription(topics=("send",)), "soon": Subscription(frequency=Frequency.IMMEDIATE)}
        with watched(folder, **people) as place:
            a_week(place)
            a_week(place)
            place.next_week()
            place.poll()
            self.latest = latest_number(place)
            self.kept = outbox(place, "reader")[-1].message
        assert isinstance(place, World)

    def content(self) -> tuple[str, dict[str, bytes]]:
        """Every row of the database, and every file under digests/."""
        with closing(sqlite3.connect(self.folder / "state" / "watcher.db")) as conn:
            rows = "\n".join(conn.iterdump())
        files = {
            str(path): path.read_bytes() for path in sorted((self.folder / "digests").rglob("*")) if path.is_file()
        }
        return rows, files


def test_a_preview_changes_nothing(place_with_news: WorldAndRun) -> None:
    """The archive's next edition, a weekly reader's and an immediate one's: shown, written out, nowhere recorded."""
    before = place_with_news.content()
    run, folder = place_with_news.run, place_with_news.folder
    everything = run("digest", "--preview", "--json")
    assert everything.code == 0
    assert isinstance(everything.json, dict)
    assert everything.json["window"]["up_to"] == place_with_news.latest
    shown = run("digest", "--preview", "--subscriber", "reader@people.example")
    assert shown.code == 0
    assert shown.out.startswith("Subject: ")
    assert "You follow SEND." in shown.out
    for ending in ("html", "txt", "json", "eml"):
        written = run("digest", "--preview", "--subscriber", "SOON@people.example", "--out", f"a.{ending}")
        assert written.code == 0
        assert "nothing was recorded" in written.err
    edition = json.loads((folder / "a.json").read_text())
    assert (edition["frequency"], edition["window"]["up_to"]) == ("immediate", place_with_news.latest)
    assert (folder / "a.eml").read_bytes().startswith(b"From: ")
    assert "</html>" in (folder / "a.html").read_text()
    assert place_with_news.content() == before


def test_what_was_said_is_made_again_to_the_same_bytes(place_with_news: WorldAndRun) -> None:
    """Files that were lost or written over come back; every email that is kept would look the same today."""
    run, folder = place_with_news.run, place_with_news.folder
    rows, files = place_with_news.content()
    lost = next(path for path in files if path.endswith("2026-W38-everything.html"))
    Path(lost).write_text("somebody's own words")
    made = run("digest", "--rebuild", "2026-W38", "--json")
    assert made.code == 0
    assert isinstance(made.json, list)
    (weekly,) = made.json
    assert (len(weekly["changed"]), weekly["emails"], weekly["differing"]) == (1, 1, [])
    assert place_with_news.content() == (rows, files)
    told = run("digest", "--rebuild", "2026-W38")
    assert "6 files, as they were." in told.out
    assert "1 of 1 emails that are kept would have the same bytes today." in told.out
    email = run("digest", "--rebuild", "2026-W38", "--subscriber", "reader@people.example", "--out", "b.eml")
    assert email.code == 0
    assert (folder / "b.eml").read_bytes() == place_with_news.kept


def test_a_changed_template_is_seen(place_with_news: WorldAndRun) -> None:
    """After an own template the emails would look otherwise: that is said, and what is kept stays as it is."""
    own = place_with_news.folder / "digests" / "templates" / "email" / "foot.txt.j2"
    own.parent.mkdir(parents=True)
    own.write_text("Yours {{ edition.follows }}\n")
    told = place_with_news.run("digest", "--rebuild", "2026-W37")
    assert "0 of 1 emails that are kept would have the same bytes today." in told.out
    own.write_text("Yours\n{{ edition.folows }}\n")
    for arguments in (("--rebuild", "2026-W37"), ("--preview",)):
        failed = place_with_news.run("digest", *arguments)
        assert failed.code == 1
        assert "foot.txt.j2:2: " in failed.err.replace("\n", "")


WRONG_USES = {
    ("--preview", "--rebuild", "2026-W37"): "what was said is made again, or what would be said is shown",
    ("--open",): "goes with --preview",
    ("--subscriber", "x@people.example"): "goes with --preview or --rebuild",
    ("--rebuild", "2026-W37", "--out", "a.eml"): "one person's email is written with both",
    ("--preview", "--out", "a.pdf"): "the name must end in .html, .txt, .json, .eml",
    ("--preview", "--out", "a.eml"): "name whose with --subscriber",
    ("--preview", "--out", "nowhere/a.html"): "nowhere/a.html: No such file or directory.",
    ("--rebuild", "2026-W73"): "no digest of 2026-W73 was composed; there is 2026-W3",
    ("--preview", "--subscriber", "nobody@people.example"): "nobody@people.example is not subscribed",
}


def test_wrong_use_is_named(place_with_news: WorldAndRun) -> None:
    """A wish that would be passed over, a name that is not there: an error, never a digest."""
    for arguments, words in WRONG_USES.items():
        found = place_with_news.run("digest", *arguments)
        assert found.code in (1, 2), arguments
        assert words in " ".join(found.err.replace("│", " ").split())
