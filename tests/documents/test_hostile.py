"""Each hostile PDF leaves a named outcome, the parent's memory flat, and no child behind."""

from collections.abc import Callable

import pytest

from tests.documents import hostile
from tests.documents.processes import MemoryWatch, children, needs_proc
from watcher.documents import DocumentReader, Limits
from watcher.domain.documents import DocumentOutcome

MEGABYTE = 1 << 20
READ = DocumentOutcome.READ
READER = DocumentReader(Limits(cpu_s=5, wall_s=20.0))

CASES: dict[str, tuple[Callable[[], bytes], DocumentOutcome, str]] = {
    "encrypted": (lambda: hostile.paper(password="secret"), DocumentOutcome.ENCRYPTED, "it is encrypted"),
    "encrypted, opens without a password": (lambda: hostile.paper(password=""), READ, ""),
    "its table of contents is elsewhere": (lambda: hostile.paper().replace(b"startxref\n", b"startxref\n9"), READ, ""),
    "its table of contents is wrong": (lambda: hostile.paper().replace(b"\n00000", b"\n77777"), READ, ""),
    "cut short": (
        lambda: hostile.paper(9)[:3000],
        DocumentOutcome.DAMAGED,
        "it is cut short: its end is missing",
    ),
    "garbage": (lambda: b"%PDF-1.7\n" + b"garbage " * 99 + b"%%EOF", DocumentOutcome.DAMAGED, "it is damaged"),
    "nothing": (lambda: b"", DocumentOutcome.EMPTY, "it is empty"),
    "white space": (lambda: b" \0\r\n" * 99, DocumentOutcome.EMPTY, "it is empty"),
    "no pages": (lambda: hostile.many_pages(0), DocumentOutcome.EMPTY, "it has no pages"),
    "a web page": (
        lambda: b"\r\n<!DOCTYPE html><html><body>Not found",
        DocumentOutcome.NOT_A_PDF,
        "it is not a PDF but a web page",
    ),
    "Word": (
        lambda: b"PK\x03\x04" + b"\0" * 99,
        DocumentOutcome.NOT_A_PDF,
        "it is not a PDF but a Word, Excel or zip file",
    ),
    "a text": (lambda: b"AGENDA\n1. Apologies", DocumentOutcome.NOT_A_PDF, "it is not a PDF but a text"),
    "a picture of a page": (
        hostile.scanned,
        DocumentOutcome.NO_TEXT,
        "it is scanned: pictures of pages without text",
    ),
    "5,000 pages": (
        lambda: hostile.many_pages(5000),
        DocumentOutcome.TOO_MANY_PAGES,
        "it has 5,000 pages; the limit is 2,500",
    ),
    "a decompression bomb": (
        lambda: hostile.bomb(3),
        DocumentOutcome.TOO_MUCH_MEMORY,
        "reading it took too much memory",
    ),
    "a bomb in a bomb": (hostile.layered_bomb, DocumentOutcome.TOO_MUCH_MEMORY, "reading it took too much memory"),
    "forms that show forms": (hostile.laughing, DocumentOutcome.TOO_MUCH_MEMORY, "reading it took too much memory"),
    "a page tree 20,000 deep": (lambda: hostile.deep_tree(20_000), DocumentOutcome.DAMAGED, "it is damaged"),
    "a page tree in a circle": (hostile.circular_tree, DocumentOutcome.DAMAGED, "it is damaged"),
    "lists 100,000 deep": (lambda: hostile.nested(100_000), DocumentOutcome.DAMAGED, "it is damaged"),
    "a page of 1,400 kilometres": (
        lambda: hostile.one_page(
            hostile.stream(hostile.words_at((72, 700, "Words on a page"))), box=b"0 0 3999999999 3999999999"
        ),
        READ,
        "",
    ),
    "control characters": (hostile.control_characters, READ, ""),
}


@needs_proc
@pytest.mark.parametrize("name", CASES)
def test_a_hostile_pdf_has_a_named_outcome_and_leaves_nothing_behind(name: str) -> None:
    """Whatever a document is, the answer says so in words, this process does not grow and no child is left."""
    make, outcome, why = CASES[name]
    body, before, memory = make(), children(), MemoryWatch()
    found = READER.read(body)
    assert (found.outcome, found.why) == (outcome, why)
    assert bool(found.pages) == (outcome is READ)
    assert memory.growth() < 16 * MEGABYTE
    assert children() <= before


def test_control_characters_are_not_in_texts() -> None:
    """A NUL, a bell and a mark that turns the reading direction are dropped; PostgreSQL refuses the first."""
    assert READER.read(hostile.control_characters()).pages == ("before after",)


def test_a_document_over_the_size_limit_is_not_opened() -> None:
    """The size cap is on bytes, before any child is started."""
    found = DocumentReader(Limits(body_bytes=1_000_000), child=("/nowhere",)).read(b"%PDF-" + b"0" * 2_000_000)
    assert (found.outcome, found.why) == (DocumentOutcome.TOO_LARGE, "it has 2 MB; the limit is 1")


def test_more_text_than_is_read_is_an_outcome() -> None:
    """A document with more letters than the limit is TOO_LARGE: no half of a text is taken for the whole."""
    found = DocumentReader(Limits(letters=100)).read(hostile.paper(4))
    assert (found.outcome, found.why) == (DocumentOutcome.TOO_LARGE, "it holds more text than is read")
    assert found.pages == ()


def test_a_damaged_page_is_named_and_the_others_are_read() -> None:
    """A page that cannot be opened is empty and listed; the pages behind it keep their numbers."""
    body = hostile.pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R 9 0 R 3 0 R]/Count 3>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
            hostile.stream(hostile.words_at((72, 700, "The words of a page that is whole"))),
            hostile.HELVETICA,
        ]
    )
    found = READER.read(body)
    assert (found.outcome, found.unread_pages, found.why) == (READ, (2,), "page 2 could not be read")
    assert found.pages == ("The words of a page that is whole", "", "The words of a page that is whole")
