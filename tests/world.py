"""The whole program on the sample council: real HTTP, real database file, real mailer; only the clock is stated.

Does not assert anything.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from tests import kept
from tests.read_once import READER
from watcher import config
from watcher.actions.collaborators import Collaborators
from watcher.actions.poll import Polled, poll
from watcher.app import collaborators
from watcher.config import Settings
from watcher.domain.changes import Change
from watcher.sample import SampleCouncil

SOURCES = """\
contact: tests@example.org
councils:
  - name: Harrowmere County Council
    key: harrowmere
    url: {url}
    committees: {committees}
    allow_private: true
    politeness: {{gap: 0, retries: 0, max_size: 2 MB}}
digest:
  sender: Council watcher <watcher@example.org>
  reply_to: editor@example.org
"""


class StatedClock:
    """A clock that stands where it was put."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        """The stated moment."""
        return self.at


@dataclass
class World:
    """One council, one watcher, one clock."""

    council: SampleCouncil
    base_url: str
    tools: Collaborators
    clock: StatedClock
    folder: Path
    is_plain: bool = False
    """The council is nobody's but ours, and the database is a file."""

    def baseline(self) -> None:
        """The first poll, of a council on which nothing fails: made once, and what it left is copied from then on.

        What was asked is forgotten. A test that is about a first poll polls.
        """
        if self.is_plain:
            kept.baseline(self.tools, name=f"{self._sources()}{self.council.week}{self.clock.at}", make=self.poll)
        else:
            self.poll()
        self.council.clear_requests()

    def _sources(self) -> str:
        return (self.folder / "sources.yaml").read_text(encoding="utf-8")

    def poll(self) -> tuple[Polled, ...]:
        """Poll everything now."""
        return poll(self.tools, everything=True)

    def next_week(self) -> None:
        """The council publishes another week, and the clock follows."""
        self.council.advance()
        self.clock.at = self.council.now(self.council.week)


def write_sources(folder: Path, url: str, *, committees: str = "[101, 118, 124]", more: str = "") -> Path:
    """A sources.yaml for the sample council; `more` stands at its end, with {url} for the council's address."""
    path = folder / "sources.yaml"
    path.write_text((SOURCES + more).format(url=url, committees=committees), encoding="utf-8")
    return path


@contextmanager
def world(
    folder: Path,
    *,
    week: int = 0,
    committees: str = "[101, 118, 124]",
    environ: Mapping[str, str] | None = None,
    council: SampleCouncil | None = None,
    read_timeout_s: float = 5.0,
    more: str = "",
) -> Iterator[World]:
    """Everything set up; `environ` holds what the environment would say, `more` is put at the end of sources.yaml."""
    is_own = council is None
    council = council or SampleCouncil(week)
    clock = StatedClock(council.now(week))
    with kept.served(council) as site:
        path = write_sources(folder, site.base_url, committees=committees, more=more)
        settings = _hasty(config.load(path, environ or {}), read_timeout_s)
        kept.empty_database(settings)
        with collaborators(settings, clock=clock, chance=lambda: 0.5, reader=READER) as tools:
            yield World(
                council=council,
                base_url=site.base_url,
                tools=tools,
                clock=clock,
                folder=folder,
                is_plain=is_own and kept.file(settings) is not None,
            )


@contextmanager
def again(place: World, *, committees: str = "[101, 118, 124]", more: str = "") -> Iterator[World]:
    """Another start of the program on the same folder, with sources.yaml edited in between."""
    path = write_sources(place.folder, place.base_url, committees=committees, more=more)
    with collaborators(config.load(path, {}), clock=place.clock, chance=lambda: 0.5, reader=READER) as tools:
        yield replace(place, tools=tools)


def _hasty(settings: Settings, read_timeout_s: float) -> Settings:
    """Shorter time-outs than sources.yaml may ask for: the tests wait for a silent server on loopback."""
    councils = tuple(
        replace(each, politeness=replace(each.politeness, read_timeout_s=read_timeout_s)) for each in settings.councils
    )
    return replace(settings, councils=councils)


def outline(change: Change) -> tuple[str, str, str | None, str | None, str | None]:
    """A change as tests/sample_expected.py writes it."""
    _, _, committee = change.source_key.partition("/")
    if committee == "committees":
        committee = change.committee_id or ""
    return (str(change.kind), committee, change.meeting_id, change.item_id, change.document_id)
