"""Files under digests/: editions as `<year>/<period>-<slug>.html|.txt|.json` with an index, feeds and calendars.

Each file is written beside its place, flushed to the disk and renamed, so that no reader and no crash ever sees half a
file; equal bytes are not written again. Does not render (render does) or choose what is kept. May import: domain.
"""

import json
import os
import re
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from watcher.domain.digests import Edition

INDEX = "index.html"
_OF_SUBSCRIBERS = re.compile(r"(?P<first>-first)?-after-\d+$")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


class Readable(Protocol):
    """What was rendered: the text and the HTML of an edition."""

    @property
    def text(self) -> str:
        """Plain text."""

    @property
    def html(self) -> str:
        """A whole page."""


Row = Mapping[str, str]
"""One edition in the index: `title`, `subject`, `follows`, `period`, and relative addresses `html`, `text`, `json`.

`whose` says for whom it was written: empty for the archive's own, which may say the same as a subscriber's.
"""


def stem(edition: Edition) -> str:
    """Where an edition stands in the archive, without its ending: `2026/2026-W47-everything`."""
    return f"{edition.last_day.year}/{_plain(edition.period)}-{_plain(edition.slug)}"


def write(folder: Path, edition: Edition, rendered: Readable, made: Mapping[str, object]) -> tuple[Path, ...]:
    """Write one edition; `made` is its JSON form. Gives the three paths. Raises OSError if the disk refuses."""
    base = folder / stem(edition)
    base.parent.mkdir(parents=True, exist_ok=True)
    words = json.dumps(made, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    paths = []
    for ending, content in ((".html", rendered.html), (".txt", rendered.text), (".json", words)):
        path = base.with_name(base.name + ending)
        write_whole(path, content.encode("utf-8", "replace"))
        paths.append(path)
    return tuple(paths)


def write_index(folder: Path, draw: Callable[[Sequence[Row]], str]) -> Path:
    """Write `index.html` anew from the json files. `draw` makes the page of the rows (render.render_index)."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / INDEX
    write_whole(path, draw(index_rows(folder)).encode("utf-8", "replace"))
    return path


def index_rows(folder: Path) -> tuple[Row, ...]:
    """The editions found in the folders of years, newest first; what cannot be read as an edition is left out."""
    rows = []
    for path in folder.glob("[0-9][0-9][0-9][0-9]/*.json"):
        with suppress(ValueError, KeyError, TypeError):  # a file of somebody else, or of an older program
            made = json.loads(path.read_bytes())
            relative = path.relative_to(folder).with_suffix("").as_posix()
            row = {name: str(made[name]) for name in ("title", "subject", "follows", "period")}
            addresses = {"html": f"{relative}.html", "text": f"{relative}.txt", "json": f"{relative}.json"}
            whose = {"whose": _whose(str(made["slug"]))}
            rows.append((str(made["last_day"]), str(made["composed_at"]), relative, row | whose | addresses))
    return tuple(row for *_, row in sorted(rows, key=lambda each: each[:3], reverse=True))


def _whose(slug: str) -> str:
    """The archive's own edition has the slug of what it follows, subscribers' have it with their window."""
    found = _OF_SUBSCRIBERS.search(slug)
    if found is None:
        return ""
    return "the first digest of a new subscriber" if found["first"] else "as emailed to subscribers"


def write_files(folder: Path, files: Mapping[str, bytes]) -> tuple[Path, ...]:
    """Write files by their relative addresses (plain_address); gives those whose bytes were new."""
    written = []
    for address, content in files.items():
        path = folder / address
        path.parent.mkdir(parents=True, exist_ok=True)
        if write_whole(path, content):
            written.append(path)
    return tuple(written)


def withdraw(folder: Path, pattern: str, keep: Collection[str]) -> tuple[Path, ...]:
    """Remove the files of a pattern that nobody makes any more: a feed that stands still says that nothing happens."""
    gone = tuple(path for path in sorted(folder.glob(pattern)) if path.relative_to(folder).as_posix() not in keep)
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def plain_address(*parts: str, ending: str) -> str:
    """A relative address of plain names, whatever they were made of: `feeds/topics/send.atom`."""
    return "/".join(_plain(part) for part in parts) + ending


def write_whole(path: Path, content: bytes) -> bool:
    """Put the bytes at the path, all or none of them; False if they stood there already."""
    with suppress(FileNotFoundError):
        if path.read_bytes() == content:
            return False
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name[:40]}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), 0o644)  # mkstemp makes it private; the archive is for reading
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException as error:
        Path(temporary).unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename is None:  # a full disk says only that it is one
            raise OSError(error.errno, error.strerror, str(path)) from error
        raise
    return True


def _plain(name: str) -> str:
    """A name that stays in its folder, whatever it was made of."""
    return "".join(each if each in _LETTERS else "-" for each in name)[:120]
