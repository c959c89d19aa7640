"""A council whose pages a test writes word by word, on a real server, watched by the whole program.

For what the sample council never does: pages that contradict each other, papers that are gone, ids that change.
Does not assert anything.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests import fetch_server
from tests.read_once import READER
from tests.systems import pages
from tests.world import StatedClock
from watcher import config, digest, store
from watcher.actions.collaborators import Collaborators
from watcher.actions.library import Reads
from watcher.actions.material import Materials
from watcher.actions.poll import Polled, poll
from watcher.app import collaborators
from watcher.domain.digests import Edition, Frequency, Window
from watcher.domain.subscribers import Subscription

LIST = "/ieListMeetings.aspx?CommitteeId=31"
MEETING = "/ieListDocuments.aspx?CId=31&MId=4711&Ver=4"
HEADING = '<a href="mgCommitteeDetails.aspx?ID=31">Schools Panel - Tuesday, 22nd September, 2026 6.30 pm</a>'
SOURCES = """\
contact: tests@example.org
councils:
  - {{name: Ambleford, key: ambleford, url: "{url}", committees: [31], allow_private: true,
      politeness: {{gap: 0, retries: 0, max_size: 1 MB}}}}
feeds:
  - {{name: News, key: news, url: "{url}news.atom", allow_private: true, politeness: {{gap: 0, retries: 0}}}}
"""


@dataclass
class Ambleford:
    """The server, the program and its clock: six in the morning, a day later at each poll."""

    site: fetch_server.Site
    tools: Collaborators
    clock: StatedClock

    def shows(self, path: str, page: str | bytes | None) -> None:
        """Put a page under a path; None takes it away (404)."""
        body = page.encode() if isinstance(page, str) else page
        self.site.answers[path] = fetch_server.status(404) if body is None else fetch_server.page(body)

    def lists(self, *beside: str) -> None:
        """A list of one meeting, 4711, with these words beside it."""
        self.shows(LIST, pages.meetings(pages.list_row("4711", "22 Sep 2026 6.30 pm", *beside)))

    def poll(self) -> list[str]:
        """Poll everything a day later; the kinds of what is told."""
        return [str(change.kind) for each in self.polled() for change in each.changes]

    def polled(self) -> tuple[Polled, ...]:
        """The same, with how it went."""
        self.clock.at += timedelta(days=1)
        return poll(self.tools, everything=True)

    def edition(self) -> Edition:
        """What a weekly digest of everything says of all that was ever noticed."""
        now = self.clock.at
        with self.tools.store.read() as conn:
            window = Window(after=0, up_to=store.changes.latest_number(conn))
            material = Materials(self.tools, now).of(conn, window)
        return digest.compose(
            material,
            Subscription(),
            frequency=Frequency.WEEKLY,
            period="2026-W36",
            first_day=now.date() - timedelta(days=7),
            last_day=now.date(),
            window=window,
            now=now,
        )


def agenda_page(*rows: str, note: str = "") -> str:
    """The page of meeting 4711: on Tuesday 22 September 2026, agenda out."""
    return pages.meeting("".join(rows), h2=HEADING, above=f"<p>{note}</p>" if note else "")


def feed(*entries: str) -> str:
    """A feed of these entries."""
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>{"".join(entries)}</feed>'


@contextmanager
def ambleford(folder: Path, reader: Reads = READER) -> Iterator[Ambleford]:
    """Everything set up, on 1 September 2026; an agenda of one item is out."""
    clock = StatedClock(datetime(2026, 9, 1, 6, 0, tzinfo=UTC))
    with fetch_server.serving() as site:
        path = folder / "sources.yaml"
        path.write_text(SOURCES.format(url=site.url), encoding="utf-8")
        with collaborators(config.load(path, {}), clock=clock, chance=lambda: 0.5, reader=reader) as tools:
            place = Ambleford(site=site, tools=tools, clock=clock)
            place.lists(" - Agenda")
            place.shows(MEETING, agenda_page(pages.item_row("1", "1", "SEND strategy")))
            place.shows("/news.atom", feed())
            yield place
