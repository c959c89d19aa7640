"""Feeds, calendars and the schema under digests/, made by the whole program on the sample council's weeks."""

import json
import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import feedparser
import icalendar
import jsonschema

from tests import digest_cases as cases
from tests.run_command import Run
from tests.sample_expected import EXPECTED_CHANGES
from tests.world import World, again, world, write_sources
from watcher.actions.compose import compose
from watcher.actions.outputs import write_outputs
from watcher.digest import to_json
from watcher.domain.digests import Edition
from watcher.sample import SampleCouncil

Shown = dict[str, tuple[str, int, str, str]]
"""By meeting id: uid, sequence, status, start."""


def shown(place: World) -> Shown:
    """What the council's calendar shows."""
    path = place.folder / "digests" / "calendar" / "councils" / "harrowmere.ics"
    calendar = icalendar.Calendar.from_ical(path.read_bytes())
    assert isinstance(calendar, icalendar.Calendar)
    return {
        str(each["URL"]).partition("MId=")[2].partition("&")[0]: (
            str(each["UID"]),
            int(str(each["SEQUENCE"])),
            str(each["STATUS"]),
            str(each.DTSTART),
        )
        for each in calendar.events
    }


def feed(place: World, name: str) -> Any:
    found = feedparser.parse((place.folder / "digests" / "feeds" / name).read_bytes())
    assert not found.bozo
    return found


def week(place: World) -> None:
    """Another week, polled until it is complete, and written."""
    place.next_week()
    place.poll()
    place.poll()
    write_outputs(place.tools)


def test_everything_follows_the_weeks(tmp_path: Path) -> None:
    """Through all weeks of the sample council calendars and feeds tell what happened; editions keep to
    the schema."""
    with world(tmp_path) as place:
        place.baseline()
        place.poll()
        write_outputs(place.tools)
        calendars, news = [shown(place)], [feed(place, "everything.atom").entries]
        for _ in range(SampleCouncil.last_week):
            week(place)
            calendars.append(shown(place))
            news.append(feed(place, "everything.atom").entries)
        compose(place.tools)
        _calendars_follow(calendars)
        _feeds_follow(news)
        _feeds_agree(place)
        _editions_are_valid(tmp_path / "digests")


def _calendars_follow(weeks: list[Shown]) -> None:
    """A moved meeting has a higher sequence, a cancelled one its status, one that goes ahead after all another; no uid
    changes and no sequence falls."""
    for before, after in pairwise(weeks):
        for meeting, (uid, sequence, *seen) in before.items():
            if meeting in after:
                assert after[meeting][0] == uid
                is_same = list(after[meeting][2:]) == seen
                assert after[meeting][1] >= sequence if is_same else after[meeting][1] > sequence, meeting
    assert weeks[0]["2323"][3] != weeks[1]["2323"][3]
    assert [found["2324"][2] for found in weeks[3:7]] == ["CONFIRMED", "CANCELLED", "CANCELLED", "CONFIRMED"]
    assert weeks[5]["2345"][2] == "TENTATIVE"


def _feeds_follow(weeks: list[Any]) -> None:
    """The first sight is no news; whatever was told once stays, under its id and with its date."""
    assert weeks[0] == []
    for before, after in pairwise(weeks):
        now = {entry.id: entry.updated for entry in after}
        assert {entry.id: entry.updated for entry in before}.items() <= now.items()
    assert len(weeks[-1]) == sum(len(changes) for changes in EXPECTED_CHANGES.values())


def _feeds_agree(place: World) -> None:
    """Every change is an entry of everything and of its council and committee, with one id; a topic's feed has what
    concerns it, with the evidence, and nothing else."""
    everything = {entry.id for entry in feed(place, "everything.atom").entries}
    committees = [feed(place, f"committees/harrowmere/{each}.atom") for each in (101, 118, 124)]
    assert {entry.id for entry in feed(place, "councils/harrowmere.atom").entries} == everything
    assert {entry.id for found in committees for entry in found.entries} == everything
    send = feed(place, "topics/send.atom").entries
    assert {entry.id for entry in send} < everything
    agenda = next(entry for entry in send if entry.title.startswith("Agenda published: Schools Forum"))
    assert "SEND" in [tag.term for tag in agenda.tags]
    assert "“" in agenda.content[0].value
    assert agenda.link.startswith(place.base_url)


def _editions_are_valid(folder: Path) -> None:
    """What was composed, and the week made by hand in which every section speaks; the schema names every field."""
    schema = json.loads((folder / "schema" / "edition.schema.json").read_bytes())
    checked = jsonschema.validators.Draft202012Validator
    checked.check_schema(schema)
    validator = checked(schema, format_checker=checked.FORMAT_CHECKER)
    editions = [json.loads(path.read_bytes()) for path in folder.glob("[0-9]*/*.json")]
    assert editions
    for edition in (*editions, json.loads(json.dumps(to_json(cases.edition())))):
        validator.validate(edition)
    assert schema["properties"].keys() == {"form", *Edition.__dataclass_fields__}
    assert not validator.is_valid({**editions[0], "composed_at": 7})


def test_nothing_is_written_where_nothing_changed(tmp_path: Path) -> None:
    """A poll without news touches no file; all made anew gives the same bytes; what was deleted comes back."""
    with world(tmp_path) as place:
        assert write_outputs(place.tools).files == ()  # nothing was polled yet
        place.poll()
        place.poll()
        assert write_outputs(place.tools).files
        paths = [path for path in (tmp_path / "digests").rglob("*") if path.is_file()]
        for path in paths:
            os.utime(path, (1, 1))
        place.poll()
        write_outputs(place.tools)
        assert write_outputs(place.tools, everything=True).files == ()
        assert {path.stat().st_mtime for path in paths} == {1}
        (tmp_path / "digests" / "feeds" / "index.html").unlink()
        assert [path.name for path in write_outputs(place.tools).files] == ["index.html"]


def test_what_is_no_longer_watched_has_no_feed(tmp_path: Path) -> None:
    """A feed that nobody writes any more is removed: standing still it would say that nothing happens."""
    with world(tmp_path) as place:
        place.baseline()
        write_outputs(place.tools)
        with again(place, committees="[101]") as fewer:
            fewer.poll()
            removed = write_outputs(fewer.tools).removed
            assert sorted(path.name for path in removed) == ["118.atom", "124.atom"]
            assert not any(path.exists() for path in removed)


def test_a_committee_that_cannot_be_read_says_so_in_its_feed(tmp_path: Path) -> None:
    """After two days of refusals the committee's feed, the council's and each topic's have the same news of it, and its
    meetings say since when nobody could look; when it is read again they no longer do."""
    with world(tmp_path) as place:
        place.baseline()
        place.poll()
        place.council.misbehave("challenge_403", when=lambda path: "124" in path)
        place.poll()
        place.next_week()
        place.poll()
        write_outputs(place.tools)
        titles = [
            feed(place, name).entries[-1].title for name in ("committees/harrowmere/124.atom", "topics/send.atom")
        ]
        assert all(title.startswith("Could not be checked since ") for title in titles), titles
        assert not any("Could not" in entry.title for entry in feed(place, "committees/harrowmere/101.atom").entries)
        calendar = (tmp_path / "digests" / "calendar" / "everything.ics").read_bytes().replace(b"\r\n ", b"")
        assert b"could not be checked since" in calendar
        place.council.heal()
        place.poll()
        write_outputs(place.tools)
        assert not any("Could not" in entry.title for entry in feed(place, "topics/send.atom").entries)


def test_the_weekly_run_writes_them_and_the_archive_links_them(tmp_path: Path) -> None:
    """Composing is enough; the archive's first page leads to the list, and the list to every file."""
    with world(tmp_path) as place:
        place.baseline()
        place.next_week()
        place.poll()
        compose(place.tools)
        folder = tmp_path / "digests"
        assert 'href="feeds/index.html"' in (folder / "index.html").read_text(encoding="utf-8")
        listed = (folder / "feeds" / "index.html").read_text(encoding="utf-8")
        files = [path.relative_to(folder) for kind in ("*.atom", "*.ics") for path in folder.rglob(kind)]
        assert len(files) == 10
        assert all(f'href="../{path}"' in listed for path in files)


def test_the_commands_say_where_they_are(tmp_path: Path, run: Run) -> None:
    """`watcher poll` writes them by itself, `watcher feeds` says where they stand, `watcher schema edition` prints."""
    with SampleCouncil(0).serve() as site:
        write_sources(tmp_path, site.base_url)
        assert "Nothing was polled yet" in run("feeds").out
        assert run("poll").code == 0
        found = run("feeds")
        assert found.code == 0
        assert "0 files written anew" in found.out
        assert str(Path("digests") / "feeds" / "index.html") in found.out
        assert run("feeds", "--json").json == {"written": [], "removed": []}
    assert '"form"' in run("schema", "edition").out
    assert '"councils"' in run("schema").out
