"""`watcher add` on a CMIS site: the calendar is found from any page, as nobody knows its numbers by heart."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tests import fetch_server
from tests.cmis_site import BOARD, CALENDAR, PANEL, meeting, meeting_path, month, month_path, skin
from tests.run_command import Run
from watcher import config
from watcher.domain.publications import LONDON

HOME = "/fernbury/cmis5/Home.aspx"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Iterator[fetch_server.Site]:
    """A site with a home page, a page of meetings, and this month in its calendar; the directory knows its home."""
    assert run is not None  # which empties the environment first
    with fetch_server.serving() as served:
        served.answers["*"] = fetch_server.status(404)
        today = datetime.now(UTC).astimezone(LONDON).date()
        first = date(today.year, today.month, 1)
        rows = ((first, "10:00", "4690", BOARD), (first, "18:30", "4711", PANEL))
        served.answers[month_path(first)] = fetch_server.page(month(*rows).encode())
        link = f'<a href="{meeting_path("4711")}">18:30 Schools Panel</a>'
        served.answers["/fernbury/Meetings.aspx"] = fetch_server.page(skin(link).encode())
        served.answers[meeting_path("4711")] = fetch_server.page(meeting().encode())
        home = skin('<a href="/fernbury/Meetings.aspx">Meetings</a><a href="/fernbury/Councillors.aspx">People</a>')
        served.answers["/fernbury/"] = fetch_server.page(home.encode())
        facts = f"FER,Fernbury,ENG,NMD,cmis,{served.url}fernbury/,,\n"
        (tmp_path / "own.csv").write_text(f"code,name,nation,tier,system,address,marks,also\n{facts}", encoding="utf-8")
        monkeypatch.setenv("WATCHER_COUNCILS", str(tmp_path / "own.csv"))
        yield served


@pytest.mark.parametrize(
    "words", [("Fernbury", "--committee", "schools"), ("{url}",), ("{site}fernbury/Meetings.aspx", "--committee", "31")]
)
def test_a_cmis_council_is_added_however_it_is_named(run: Run, site: fetch_server.Site, words: tuple[str, ...]) -> None:
    """By its name, a meeting or its page of meetings: the entry has the calendar, and a second run changes nothing."""
    meeting_url = site.url.rstrip("/") + meeting_path("4711")
    command = ("add", *(word.replace("{url}", meeting_url).replace("{site}", site.url) for word in words))
    ran = run(*command)
    assert ran.code == 0, ran.err
    path = Path("sources.yaml")
    [council] = config.load(path, {}).councils
    assert (council.system, council.committee_ids) == ("cmis", ("31",))
    assert council.council.url == site.url.rstrip("/") + CALENDAR
    before = path.read_text(encoding="utf-8")
    again = run(*command)
    assert again.code == 0, again.err
    assert "already watched" in again.out
    assert path.read_text(encoding="utf-8") == before


def test_a_site_that_leads_to_no_calendar_says_what_to_give(run: Run, site: fetch_server.Site) -> None:
    """Without a link to any meeting the numbers cannot be known, and are not guessed."""
    site.answers["/fernbury/Meetings.aspx"] = fetch_server.page(skin("<h1>No meetings</h1>").encode())
    ran = run("add", "Fernbury", "--all")
    assert ran.code != 0
    assert "give the address of any of its meetings" in " ".join(ran.err.split())
