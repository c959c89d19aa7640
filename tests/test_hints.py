"""A council's page of what is new says where to look: one request stands for all its committees."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests import fetch_server
from tests.read_once import READER
from tests.systems import pages
from tests.systems.test_news import news
from tests.world import StatedClock
from watcher import config, store
from watcher.actions.alerts import look
from watcher.actions.collaborators import Collaborators
from watcher.actions.pacing import paces
from watcher.actions.poll import poll
from watcher.app import collaborators
from watcher.domain.publications import Outcome

SOURCES = """\
contact: tests@example.org
councils:
  - {{name: Ambleford, key: ambleford, url: "{url}", committees: [31, 32, 33], whats_new: yes, allow_private: true,
      politeness: {{gap: 0, retries: 0}}}}
"""
NEWS = "/mgWhatsNew.aspx?bcr=1"
OLD = '<li>25/08/2026 - <a href="ieListDocuments.aspx?CId=99&amp;MId=1">Agenda published: Other</a></li>'
OUT = '<li>01/09/2026 - <a href="ieListDocuments.aspx?CId=32&amp;MId=4732&amp;Ver=4">Agenda published: Ours</a></li>'


def shows(site: fetch_server.Site, committee: str, *, beside: str = "", items: str = "") -> None:
    """What a committee's pages show of its one meeting, on 22 September 2026."""

    def of(page: str) -> fetch_server.Answer:
        return fetch_server.page(
            page.replace("CId=31", f"CId={committee}").replace("?ID=31", f"?ID={committee}").encode()
        )

    link = '<a href="mgCommitteeDetails.aspx?ID=31">Schools Panel - Tuesday, 22nd September, 2026 6.30 pm</a>'
    rows = pages.meetings(pages.list_row(f"47{committee}", "22 Sep 2026 6.30 pm", beside))
    site.answers[f"/ieListMeetings.aspx?CommitteeId={committee}"] = of(rows)
    h1 = "Agenda" if items else "Meeting"
    site.answers[f"/ieListDocuments.aspx?CId={committee}&MId=47{committee}&Ver=4"] = of(
        pages.meeting(items, h1=h1, h2=link)
    )


@contextmanager
def council(folder: Path) -> Iterator[tuple[fetch_server.Site, Collaborators, StatedClock]]:
    """Three committees, each with a meeting of which nothing is out, polled once."""
    clock = StatedClock(datetime(2026, 9, 1, 9, 0, tzinfo=UTC))
    with fetch_server.serving() as site:
        path = folder / "sources.yaml"
        path.write_text(SOURCES.format(url=site.url), encoding="utf-8")
        for each in ("31", "32", "33"):
            shows(site, each)
        site.answers[NEWS] = fetch_server.page(news(OLD).encode())
        with collaborators(config.load(path, {}), clock=clock, chance=lambda: 0.5, reader=READER) as tools:
            assert {each.poll.outcome for each in poll(tools)} == {Outcome.OK}
            yield site, tools, clock


def test_a_committee_named_in_the_news_is_asked_at_once(tmp_path: Path) -> None:
    """Only the page of news is due; the committee that it names is polled in the same round, the others are not, and
    what is told is told once, by the committee."""
    with council(tmp_path) as (site, tools, clock):
        shows(site, "32", beside=" - Agenda", items=pages.item_row("1", "1", "Fees"))
        site.answers[NEWS] = fetch_server.page(news(OUT, OLD).encode())
        clock.at += timedelta(minutes=30)
        with tools.store.write() as conn:
            store.meetings.look_again(conn, {"ambleford/news": ()}, now=clock.at)
        polled = poll(tools)
        assert [each.source.key for each in polled] == ["ambleford/news", "ambleford/32"]
        assert [change.kind.value for each in polled for change in each.changes] == ["agenda_published"]
        assert [each for each in poll(tools, everything=True) if each.changes] == []


def test_committees_are_asked_less_while_the_news_is_understood(tmp_path: Path) -> None:
    """Where a page of news stands for them the committees' next polls are further away; once it is not understood, they
    are asked as if there were none."""
    with council(tmp_path) as (site, tools, clock):
        clock.at += timedelta(days=1)
        vouched = next_polls(tools)
        assert sorted(paces(tools)) == ["ambleford/31", "ambleford/32", "ambleford/33", "ambleford/news"]
        site.answers[NEWS] = fetch_server.page(news("<li>Nothing</li>").encode())
        assert poll(tools, only=["ambleford/news"])[0].poll.outcome is Outcome.NOT_A_PAGE
        assert vouched > next_polls(tools)


def test_news_that_are_not_understood_are_no_trouble_of_the_council(tmp_path: Path) -> None:
    """In a recess the page may be empty: nobody is told that the council is not checked, until a committee is not."""
    with council(tmp_path) as (site, tools, clock):
        site.answers[NEWS] = fetch_server.page(news("").encode())
        for _ in range(4):
            clock.at += timedelta(days=1)
            poll(tools, everything=True)
        assert look(tools) == ()
        site.answers["/ieListMeetings.aspx?CommitteeId=31"] = fetch_server.status(404)
        for _ in range(4):
            clock.at += timedelta(days=1)
            poll(tools, everything=True)
        assert [(each.kind.value, each.about) for each in look(tools)] == [("sources", "ambleford")]


def next_polls(tools: Collaborators) -> timedelta:
    """How far away a committee's next poll is, as of now."""
    [polled] = poll(tools, only=["ambleford/31"])
    return polled.poll.next_poll_at - polled.poll.ended_at
