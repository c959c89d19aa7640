"""What many tests begin with, made once in each process and copied from then on: databases, and first polls of the
sample council.

Each is made by the program itself, in this very run. Does not assert anything.
"""

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy.engine import make_url

from tests.read_once import FOLDER
from watcher.actions.collaborators import Collaborators
from watcher.config import Settings
from watcher.sample import SampleCouncil
from watcher.sample.council import Serving
from watcher.store import Store


@cache
def _folder() -> Path:
    # In the folder of the run, which its first process deletes at the end: the others are not always asked to.
    return Path(tempfile.mkdtemp(prefix="kept-", dir=os.environ.get(FOLDER)))


@cache
def migrated() -> Path:
    """A database without content at the newest schema: to copy it takes a tenth of migrating anew."""
    path = _folder() / "migrated.db"
    Store.open(f"sqlite:///{path}").close()
    return path


def empty_database(settings: Settings) -> None:
    """Put an empty database where the settings want one, if they want a file and there is none."""
    path = file(settings)
    if path is not None and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(migrated(), path)


_ports: list[int] = []


@contextmanager
def served(council: SampleCouncil) -> Iterator[Serving]:
    """The council, at the same address each time unless it is taken: addresses are part of what a first poll leaves."""
    with ExitStack() as stack:
        try:
            site = stack.enter_context(council.serve(port=_ports[0] if _ports else 0))
        except OSError:
            site = stack.enter_context(council.serve())
        if not _ports:
            _ports.append(site.port)
        yield site


def baseline(tools: Collaborators, *, name: str, make: Callable[[], object]) -> None:
    """What `make` leaves in the state folder; `name` holds all that it depends on. The database stays open."""
    folder = _folder() / hashlib.sha256(name.encode()).hexdigest()
    path, papers = file(tools.settings), tools.settings.state_dir / "documents"
    assert path is not None
    if not (folder / "watcher.db").exists():
        make()
        if papers.exists():
            shutil.copytree(papers, folder / "documents", dirs_exist_ok=True)
        folder.mkdir(exist_ok=True)
        tools.store.backup(folder / "watcher.db")  # the last step: what has a database is whole
        return
    if (folder / "documents").exists():
        shutil.copytree(folder / "documents", papers, dirs_exist_ok=True)
    with closing(sqlite3.connect(folder / "watcher.db")) as made, closing(sqlite3.connect(path)) as wanted:
        made.backup(wanted)


def file(settings: Settings) -> Path | None:
    """Where the database lies; None if it is no file."""
    url = make_url(settings.database_url)
    return Path(url.database) if url.get_backend_name() == "sqlite" and url.database else None
