"""Documents kept under one folder by the hash of their bytes: the bytes, and what was read of them, compressed.

    <folder>/3f/3f9a....pdf.gz     the bytes
    <folder>/3f/3f9a....json.gz    the text by page

Does not fetch or read documents, and does not know which are still wanted. May import: domain, structlog, the standard
library.
"""

import gzip
import hashlib
import json
import os
import re
import tempfile
import zlib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from watcher.domain.documents import DocumentOutcome, DocumentText

log = structlog.get_logger()

READER = 2
"""Counted up when the reader's texts change: older ones are then absent, so that no difference is ours, and papers are
read again from the bytes that are kept (Library.read_again)."""

_HASH = re.compile(r"[0-9a-f]{64}")
_BODY, _TEXT = ".pdf.gz", ".json.gz"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was read of a document, and how: on what terms (DocumentReader.terms), for which time, and when (UTC).

    Of texts from before these were noted the terms are empty, and `read_at` is None.
    """

    text: DocumentText
    terms: str = ""
    tries: int = 1
    read_at: datetime | None = None


class Shelf:
    """The kept documents. Safe to share between threads and processes: a file appears whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(
        self, body: bytes, text: DocumentText, *, terms: str = "", tries: int = 1, read_at: datetime | None = None
    ) -> None:
        """Keep a document and what was read of it. Raises OSError where the folder cannot be written.

        That no reader was installed is not kept: with one, the document is read the next time.
        """
        self.put_bytes(text.content_hash, body)
        if text.outcome is DocumentOutcome.NO_READER:
            return
        said = {
            "reader": READER,
            "terms": terms,
            "tries": tries,
            "read_at": read_at.isoformat() if read_at is not None else None,
            "outcome": text.outcome,
            "why": text.why,
            "pages": text.pages,
            "unread_pages": text.unread_pages,
            "is_by_ocr": text.is_by_ocr,
        }
        _write(self._path(text.content_hash, _TEXT), gzip.compress(json.dumps(said).encode(), mtime=0))

    def put_bytes(self, content_hash: str, body: bytes) -> None:
        """Keep a document of which the text is kept already. Raises OSError where the folder cannot be written."""
        path, text = self._path(content_hash, _BODY), self._path(content_hash, _TEXT)
        if path.exists():
            os.utime(path)  # it is wanted today, whenever it was first seen
        else:
            _write(path, gzip.compress(body, compresslevel=1, mtime=0))  # a PDF is compressed within
        if text.exists():
            os.utime(text)

    def text(self, content_hash: str) -> DocumentText | None:
        """What was read of the document; None if it is not here, or was read by another version of the reader."""
        kept = self.kept(content_hash)
        return kept.text if kept is not None else None

    def kept(self, content_hash: str) -> Kept | None:
        """What was read of the document, and how; None where `text` is."""
        path = self._path(content_hash, _TEXT)
        try:
            said = json.loads(_unpacked(path))
            return _kept(said, content_hash) if said["reader"] == READER else None
        except FileNotFoundError:
            return None
        except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError) as error:
            log.warning("a kept document's text is damaged and taken as absent", file=str(path), error=str(error))
            return None

    def body(self, content_hash: str) -> bytes | None:
        """The document's bytes; None if it is not here."""
        path = self._path(content_hash, _BODY)
        try:
            body = _unpacked(path)
            if hashlib.sha256(body).hexdigest() != content_hash:
                raise ValueError("it holds other bytes than its name says")
        except FileNotFoundError:
            return None
        except (OSError, EOFError, zlib.error, ValueError) as error:
            log.warning("a kept document is damaged and taken as absent", file=str(path), error=str(error))
            return None
        return body

    def forget(self, keep: Collection[str], before: datetime) -> int:
        """Delete what is not in `keep` and was last put before that moment; how many documents that were."""
        gone: set[str] = set()
        for path in self._files():
            content_hash = path.name.partition(".")[0]
            is_wanted = content_hash in keep and path.suffix == ".gz"
            if not is_wanted and path.stat().st_mtime < before.timestamp():
                path.unlink(missing_ok=True)
                gone.add(content_hash)
        gone.difference_update(keep)
        return len(gone)

    def _files(self) -> Iterator[Path]:
        """Every kept file, and what a crash left of one that was being written."""
        yield from sorted(self._folder.glob("[0-9a-f][0-9a-f]/*.gz"))
        yield from sorted(self._folder.glob("[0-9a-f][0-9a-f]/*.part"))

    def _path(self, content_hash: str, suffix: str) -> Path:
        if not _HASH.fullmatch(content_hash):
            raise ValueError(f"not a document's hash: {content_hash!r}")
        return self._folder / content_hash[:2] / (content_hash + suffix)


def _kept(said: Mapping[str, Any], content_hash: str) -> Kept:
    """From the form of the file. Raises ValueError, KeyError or TypeError for other forms."""
    text = DocumentText(
        outcome=DocumentOutcome(said["outcome"]),
        content_hash=content_hash,
        why=str(said["why"]),
        pages=tuple(map(str, said["pages"])),
        unread_pages=tuple(map(int, said["unread_pages"])),
        is_by_ocr=bool(said.get("is_by_ocr")),
    )
    read_at = datetime.fromisoformat(said["read_at"]) if said.get("read_at") else None
    return Kept(text=text, terms=str(said.get("terms", "")), tries=int(said.get("tries", 1)), read_at=read_at)


def _unpacked(path: Path) -> bytes:
    return gzip.decompress(path.read_bytes())


def _write(path: Path, packed: bytes) -> None:
    """Under another name first: who looks finds all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name + ".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(packed)
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
