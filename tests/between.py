"""Something between the pages and their reader, written by hand: it counts what is read, edits it, or breaks.

Does not assert anything.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from tests.world import World
from watcher.domain.publications import Meeting, Page, Reading, Source
from watcher.systems import SYSTEMS, System

Edit = Callable[[Page], Page]


def as_it_is(page: Page) -> Page:
    """The page, untouched."""
    return page


def replaced(old: bytes, new: bytes) -> Edit:
    """A page with one stretch of its bytes replaced wherever it stands."""
    return lambda page: replace(page, body=page.body.replace(old, new))


@dataclass
class Between:
    """Reads modern.gov pages after `edit` had them in its hands; `reads` are the addresses that were read."""

    edit: Edit = as_it_is
    name: str = "moderngov-pages"
    reads: list[str] = field(default_factory=list)

    @property
    def inner(self) -> System:
        """The real reader."""
        return SYSTEMS[self.name]

    def first_requests(self, source: Source, today: date) -> tuple[str, ...]:
        """As the real reader says."""
        return self.inner.first_requests(source, today)

    def meeting_request(self, source: Source, meeting_id: str, url: str) -> str:
        """As the real reader says."""
        return self.inner.meeting_request(source, meeting_id, url)

    def read(self, source: Source | None, page: Page) -> Reading:
        """Note the address, edit, and read."""
        self.reads.append(page.url)
        return self.inner.read(source, self.edit(page))

    def fingerprint(self, page: Page) -> str:
        """Of the page as it is edited."""
        return self.inner.fingerprint(self.edit(page))

    def row_fingerprint(self, meeting: Meeting) -> str:
        """As the real reader says."""
        return self.inner.row_fingerprint(meeting)

    def put_into(self, place: World) -> None:
        """Let this place read through it from now on."""
        place.tools = replace(place.tools, systems={**SYSTEMS, self.name: self})
