"""Documents are kept by what they are: whole or not at all, and forgotten when nobody wants them any more."""

import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from watcher.documents import Kept, Shelf
from watcher.domain.documents import DocumentOutcome, DocumentText

BODY = b"%PDF-1.7 the bytes of a paper %%EOF"
HASH = hashlib.sha256(BODY).hexdigest()
TEXT = DocumentText(
    outcome=DocumentOutcome.READ,
    content_hash=HASH,
    why="page 2 could not be read",
    pages=("Siân’s £1m\n• x", ""),
    unread_pages=(2,),
)


def test_what_was_put_is_there_as_it_was(tmp_path: Path) -> None:
    """Bytes and text come back equal, for whoever opens the folder next; what was never put is None."""
    Shelf(tmp_path / "documents").put(BODY, TEXT)
    shelf = Shelf(tmp_path / "documents")
    assert (shelf.body(HASH), shelf.text(HASH)) == (BODY, TEXT)
    assert (shelf.body("0" * 64), shelf.text("0" * 64)) == (None, None)


def test_a_later_reading_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    """A paper that took too long once may be read the next time."""
    shelf = Shelf(tmp_path)
    shelf.put(BODY, DocumentText(outcome=DocumentOutcome.TOO_SLOW, content_hash=HASH, why="slow"))
    shelf.put(BODY, TEXT)
    assert shelf.text(HASH) == TEXT
    assert len(list(tmp_path.rglob("*.gz"))) == 2


def test_how_a_paper_was_read_is_kept_with_it(tmp_path: Path) -> None:
    """On what terms, for which time and when; and that its words are guessed from pictures."""
    shelf, text = Shelf(tmp_path), replace(TEXT, is_by_ocr=True)
    shelf.put(BODY, text, terms="2 ocr", tries=2, read_at=datetime(2026, 9, 7, 6, tzinfo=UTC))
    shelf.put_bytes(HASH, BODY)
    assert shelf.kept(HASH) == Kept(text=text, terms="2 ocr", tries=2, read_at=datetime(2026, 9, 7, 6, tzinfo=UTC))


def test_a_text_from_before_terms_were_kept_is_still_a_text(tmp_path: Path) -> None:
    """Nobody has to read a thousand papers again because the program is newer."""
    Shelf(tmp_path).put(BODY, TEXT)
    (path,) = tmp_path.rglob("*.json.gz")
    said = json.loads(gzip.decompress(path.read_bytes()))
    for name in ("terms", "tries", "read_at", "is_by_ocr"):
        del said[name]
    path.write_bytes(gzip.compress(json.dumps(said).encode()))
    assert Shelf(tmp_path).kept(HASH) == Kept(text=TEXT)


HARMS: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut short": lambda whole: whole[:-9],
    "not packed": lambda _: b"no gzip",
    "another form": lambda _: gzip.compress(b"[]"),
    "half of it": lambda _: gzip.compress(b'{"reader": 2}'),
}


@pytest.mark.parametrize("harm", HARMS)
def test_a_damaged_file_is_absent(tmp_path: Path, harm: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It is told in the log, and the paper is simply fetched and read again."""
    shelf = Shelf(tmp_path)
    shelf.put(BODY, TEXT)
    for path in tmp_path.rglob("*.gz"):
        path.write_bytes(HARMS[harm](path.read_bytes()))
    assert (shelf.text(HASH), shelf.body(HASH)) == (None, None)
    assert "taken as absent" in capsys.readouterr().out


def test_that_there_was_no_reader_is_not_kept(tmp_path: Path) -> None:
    """A fact about a machine: once the extra is installed, the paper is read."""
    Shelf(tmp_path).put(BODY, DocumentText(outcome=DocumentOutcome.NO_READER, content_hash=HASH, why="none"))
    assert (Shelf(tmp_path).body(HASH), Shelf(tmp_path).text(HASH)) == (BODY, None)


def test_only_a_hash_is_a_name(tmp_path: Path) -> None:
    """No path out of the folder can be made of what a page says."""
    with pytest.raises(ValueError, match="not a document's hash"):
        Shelf(tmp_path).text("../../../etc/passwd")


def test_what_is_not_wanted_is_forgotten_after_a_while(tmp_path: Path) -> None:
    """Kept: what is wanted, and what was put since that moment. Left-overs of a crash go too."""
    shelf, now = Shelf(tmp_path), datetime.now(UTC)
    shelf.put(BODY, TEXT)
    (tmp_path / HASH[:2] / f"{HASH}.pdf.gz.x1.part").write_bytes(b"half")
    assert shelf.forget({HASH}, now + timedelta(days=1)) == 0
    assert shelf.forget((), now - timedelta(days=1)) == 0
    assert shelf.text(HASH) == TEXT
    assert shelf.forget((), now + timedelta(days=1)) == 1
    assert (shelf.body(HASH), shelf.text(HASH)) == (None, None)
    assert list(tmp_path.rglob("*.part")) == []


def test_a_folder_that_does_not_exist_has_nothing_to_forget(tmp_path: Path) -> None:
    """Tidying before the first paper came is no error."""
    assert Shelf(tmp_path / "none").forget((), datetime.now(UTC)) == 0
