"""A paper that could not be read has another try: when a night has passed, three times at most, or on other terms."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.documents import hostile
from watcher.actions.library import REST, TRIES, Library
from watcher.documents import DocumentReader, Limits, Shelf, TextLayer
from watcher.domain.documents import DocumentOutcome, DocumentText

BODY = hostile.paper(1)
NIGHT = timedelta(days=1)


class Reader:
    """Gives the outcome that it was told, and counts how often it was asked."""

    def __init__(self, outcome: DocumentOutcome, terms: str = "as it is") -> None:
        self.outcome, self.terms, self.asked = outcome, terms, 0

    def read(self, body: bytes) -> DocumentText:
        """Nothing is looked at."""
        self.asked += 1
        pages = ("What it says",) if self.outcome is DocumentOutcome.READ else ()
        return DocumentText(outcome=self.outcome, content_hash=hashlib.sha256(body).hexdigest(), why="why", pages=pages)


class Nights:
    """A library on one shelf, night after night."""

    def __init__(self, folder: Path, outcome: DocumentOutcome) -> None:
        self.reader, self.now = Reader(outcome), datetime(2026, 9, 7, 3, 30, tzinfo=UTC)
        self.library = Library(reader=self.reader, shelf=Shelf(folder), clock=lambda: self.now)
        self.hash = self.library.take_in(BODY).content_hash

    def pass_by(self, count: int = 1) -> list[DocumentText]:
        """What is read in so many nights to come."""
        found: list[DocumentText] = []
        for _ in range(count):
            self.now += NIGHT
            found += self.library.read_again([self.hash, "0" * 64], at_most=9)
        return found


PASSING = [DocumentOutcome.TOO_SLOW, DocumentOutcome.TOO_MUCH_MEMORY, DocumentOutcome.CRASHED]


@pytest.mark.parametrize("outcome", PASSING)
def test_a_bad_moment_has_three_tries_a_night_apart(tmp_path: Path, outcome: DocumentOutcome) -> None:
    """Not at once, not for ever; a poll that meets the same bytes counts like the night."""
    nights = Nights(tmp_path, outcome)
    assert list(nights.library.read_again([nights.hash], at_most=9)) == []
    nights.now += REST - timedelta(seconds=1)
    assert nights.library.take_in(BODY).outcome is outcome
    assert nights.reader.asked == 1
    assert len(nights.pass_by(9)) == TRIES - 1
    assert nights.reader.asked == TRIES


def test_what_is_read_at_last_stays_read(tmp_path: Path) -> None:
    """The second try succeeds: its text is kept, and there is no third."""
    nights = Nights(tmp_path, DocumentOutcome.TOO_SLOW)
    nights.reader.outcome = DocumentOutcome.READ
    assert [text.pages for text in nights.pass_by(5)] == [("What it says",)]
    assert nights.library.pages(nights.hash) == ("What it says",)
    assert nights.reader.asked == 2


FINAL = [DocumentOutcome.EMPTY, DocumentOutcome.NOT_A_PDF, DocumentOutcome.ENCRYPTED, DocumentOutcome.READ]


@pytest.mark.parametrize("outcome", FINAL)
def test_what_lies_in_the_bytes_is_not_tried_again(tmp_path: Path, outcome: DocumentOutcome) -> None:
    """Nor is a paper that was read: other limits would give it no other words."""
    nights = Nights(tmp_path, outcome)
    nights.reader.terms = "much better"
    assert nights.pass_by(5) == []
    assert nights.reader.asked == 1


@pytest.mark.parametrize("outcome", [*PASSING, DocumentOutcome.NO_TEXT, DocumentOutcome.TOO_MANY_PAGES])
def test_on_other_terms_everything_unread_is_worth_a_look(tmp_path: Path, outcome: DocumentOutcome) -> None:
    """At once, and with three tries of their own; where the terms stay as they are a scan is not looked at again."""
    nights = Nights(tmp_path, outcome)
    nights.pass_by(5)
    asked = nights.reader.asked
    nights.reader.terms = "much better"
    assert len(list(nights.library.read_again([nights.hash], at_most=9))) == 1
    nights.pass_by(5)
    assert nights.reader.asked == asked + (TRIES if outcome in PASSING else 1)


def test_papers_of_another_version_of_the_reader_are_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their old texts count as absent; the bytes are kept, so that no council is asked for them."""
    nights = Nights(tmp_path, DocumentOutcome.READ)
    monkeypatch.setattr("watcher.documents.shelf.READER", 1_000)
    assert nights.library.pages(nights.hash) is None
    assert [text.pages for text in nights.pass_by()] == [("What it says",)]
    assert nights.library.pages(nights.hash) == ("What it says",)


def test_a_night_ends_when_it_is_to_end(tmp_path: Path) -> None:
    """After so many papers, when the program stops, and where no reader is installed: the rest has its turn later."""
    nights = Nights(tmp_path, DocumentOutcome.TOO_SLOW)
    other = nights.library.take_in(hostile.paper(2)).content_hash
    nights.now += NIGHT
    both = [nights.hash, other]
    assert list(nights.library.read_again(both, at_most=9, stopping=lambda: True)) == []
    assert len(list(nights.library.read_again(both, at_most=1))) == 1
    nights.now += NIGHT
    nights.reader.outcome = DocumentOutcome.NO_READER
    asked = nights.reader.asked
    assert list(nights.library.read_again(both, at_most=9)) == []
    assert nights.reader.asked == asked + 1


def test_terms_say_what_a_reader_can(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Other limits and OCR are other terms; OCR that is wanted and not installed is none."""
    monkeypatch.setenv("PATH", str(tmp_path))
    plain, patient = DocumentReader(), DocumentReader(Limits(cpu_s=99))
    assert len({plain.terms, patient.terms}) == 2
    assert DocumentReader(ocr=TextLayer()).terms == plain.terms
    (tmp_path / "tesseract").touch(mode=0o755)
    (tmp_path / "ocrmypdf.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    assert DocumentReader(ocr=TextLayer()).terms != plain.terms
