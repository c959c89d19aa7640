"""Every command as a person types it: what it prints, where, and the exit code."""

import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands import watcher as in_a_process
from tests.run_command import Run
from tests.world import World, world
from watcher import store
from watcher.cli.trying import MARKER
from watcher.domain.changes import Change, ChangeKind
from watcher.sample import SampleCouncil
from watcher.store import Store


@pytest.fixture
def place(tmp_path: Path) -> Iterator[World]:
    """A council whose second week was just polled, and sources.yaml and the database in the test's folder."""
    with world(tmp_path, committees="[101]") as found:
        found.poll()
        found.next_week()
        found.poll()
        yield found


BROKEN = """\
councils:
  - name: A
    url: ftp://a.gov.uk/
    committees: [1]
    colour: red
  - name: B
    committees: []
"""


def test_validate_names_every_problem_with_its_line(run: Run, tmp_path: Path) -> None:
    """A broken file: one line for each mistake, exit code 1, nothing started; for programs the same as JSON."""
    (tmp_path / "sources.yaml").write_text(BROKEN, encoding="utf-8")
    ran = run("validate")
    assert (ran.code, ran.out) == (1, "")
    *problems, last = ran.err.splitlines()
    assert sorted({line.split(":")[1] for line in problems}) == ["3", "5", "6", "7"]
    assert all(line.startswith("sources.yaml:") for line in problems)
    assert last == f"{len(problems)} problems; nothing was started."
    told = run("validate", "--json")
    assert told.code == 1
    assert isinstance(told.json, dict)
    assert len(told.json["problems"]) == len(problems)
    for command in ("poll", "digest", "send", "status", "run"):
        assert run(command).err.splitlines() == ran.err.splitlines()
    assert [each.name for each in tmp_path.iterdir()] == ["sources.yaml"]


def test_validate_looks_at_templates(run: Run, place: World) -> None:
    """A template under a name that the program does not ask for would be passed over in silence."""
    mine = place.folder / "digests" / "templates" / "digest.html.j2"
    mine.parent.mkdir(parents=True)
    mine.write_text("hello")
    ran = run("validate")
    assert ran.code == 1
    assert "did you mean email/digest.html.j2?" in ran.err


def test_validate_says_what_is_watched(run: Run, place: World) -> None:
    """A good file: what it means, in words and for programs."""
    ran = run("validate")
    assert (ran.code, ran.err) == (0, "")
    assert "Harrowmere County Council: committee 101" in ran.out
    assert run("validate", "--json").json == {
        "file": "sources.yaml",
        "sources": ["harrowmere/101"],
        "problems": [],
    }
    assert place.folder.joinpath("sources.yaml").is_file()


def test_ocr_that_is_wanted_and_not_there_is_said_and_stops_nothing(
    run: Run, place: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`validate` says what is missing and a poll goes on; where OCR is not wanted nobody hears of it."""
    monkeypatch.setenv("PATH", str(place.folder))
    assert "ocr" not in run("validate").out.lower()
    with (place.folder / "sources.yaml").open("a", encoding="utf-8") as file:
        file.write("documents: {ocr: yes}\n")
    ran = run("validate")
    assert ran.code == 0
    assert "documents: ocr is on, but " in ran.out
    assert "is not installed" in ran.out
    ran = run("poll")
    assert ran.code == 0
    assert "scanned papers cannot be read" in ran.err


def test_no_settings_file_is_said_in_words(run: Run) -> None:
    """In a folder without sources.yaml the trouble is named, and nothing is made."""
    ran = run("poll")
    assert ran.code == 1
    assert "sources.yaml" in ran.err
    assert list(Path.cwd().iterdir()) == []


def test_the_schema_is_json(run: Run) -> None:
    """`watcher schema` needs no file and prints JSON Schema."""
    schema = run("schema").json
    assert isinstance(schema, dict)
    assert "councils" in schema["properties"]


def test_a_poll_can_be_repeated(run: Run, place: World) -> None:
    """The first call polls what is due; the second has nothing to do and says so; --all polls anyway."""
    first, second = run("poll"), run("poll")
    assert (first.code, second.code) == (0, 0)
    assert "harrowmere/101" in first.out
    assert second.out == "Nothing was due.\n"
    assert run("poll", "--json").json == []
    again = run("poll", "--all", "--json").json
    assert isinstance(again, list)
    assert [(each["source_key"], each["outcome"], each["changes"]) for each in again] == [
        ("harrowmere/101", "unchanged", 0)
    ]
    assert place.council.requests


def test_a_poll_that_fails_says_which_and_why(run: Run, place: World) -> None:
    """Exit code 1, the source, the outcome and the reason, in poll and in status."""
    place.council.misbehave("error_500", when=lambda path: "ieListMeetings" in path)
    for ran in (run("poll", "--all"), run("status")):
        assert ran.code == 1
        (line,) = [line for line in ran.out.splitlines() if line.startswith("harrowmere/101")]
        assert "http_error" in line
        assert "500" in line


def test_a_source_that_is_not_watched_is_wrong_use(run: Run, place: World) -> None:
    """A slip in --source gives the nearest keys and exit code 2."""
    ran = run("poll", "--source", "harowmere/101")
    assert ran.code == 2
    assert "harrowmere/101" in ran.err
    assert place.base_url


def test_digest_and_send_can_be_repeated(run: Run, place: World) -> None:
    """A digest is composed once and its email written once, however often the commands run; files say what was told."""
    assert run("subscribers", "add", "reader@example.org").code == 0
    first = run("digest", "--force")
    assert first.code == 0
    assert "1 email" in first.out
    files = [Path(line.strip()) for line in first.out.splitlines() if line.startswith("  ")]
    assert files
    assert all(file.is_file() for file in files)
    second = run("digest", "--force")
    assert (second.code, second.out.splitlines()[0][:17]) == (0, "No digest is due:")
    assert run("digest", "--json").json == []
    sent = run("send", "--json")
    assert sent.code == 0
    assert isinstance(sent.json, dict)
    assert sum(sent.json["states"].values()) == 1
    assert sent.json["is_real"] is False
    assert run("send").out == "No email was waiting.\n"
    assert len(list(place.folder.rglob("*.eml"))) == 1


def test_send_says_that_nothing_was_really_sent(run: Run, place: World) -> None:
    """Without WATCHER_SMTP_URL the emails are files, and the command says so and where."""
    run("subscribers", "add", "reader@example.org")
    run("digest", "--force")
    ran = run("send")
    assert "WATCHER_SMTP_URL is not set" in ran.out
    assert "unsent" in ran.out
    assert place.tools.settings.smtp_url is None


def test_a_server_that_is_down_is_said_once(run: Run, place: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever sends by hand reads one line, in plain words, and no log of it beside."""
    run("subscribers", "add", "reader@example.org")
    run("digest", "--force")
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    monkeypatch.setenv("WATCHER_SMTP_URL", f"smtp://127.0.0.1:{port}")
    ran = run("send")
    assert ran.code == 1
    assert ran.err.startswith(f"Paused: nobody listens at 127.0.0.1 port {port}. ")
    assert len(ran.err.splitlines()) == 1
    assert place.tools.settings.smtp_url is None


def test_status_for_people_and_programs(run: Run, place: World) -> None:
    """Sources, runs, outbox; exit code 0 when all is well."""
    ran = run("status")
    assert ran.code == 0
    assert "harrowmere/101" in ran.out
    assert "Outbox: empty." in ran.out
    told = run("status", "--json").json
    assert isinstance(told, dict)
    assert told["is_well"] is True
    assert told["changes"] == 2
    assert place.base_url


def test_status_names_dates_that_cannot_be_read(run: Run, place: World) -> None:
    """A meeting whose date nobody can read stands in the status, in the council's words and with its address."""
    with closing(sqlite3.connect(place.folder / "state" / "watcher.db")) as database:
        database.execute("UPDATE meetings SET day = NULL, clock = NULL, raw_time = 'soon' WHERE meeting_id = '2344'")
        database.commit()
    ran = run("status")
    assert "harrowmere/101: the date of meeting 2344 cannot be read: soon (http" in ran.out
    told = run("status", "--json").json
    assert isinstance(told, dict)
    assert [each["meeting_id"] for each in told["undated"]] == ["2344"]


def test_changes_are_lines(run: Run, place: World) -> None:
    """On a pipe, in a process of its own, a change is a line however long; also for programs; filters narrow down."""
    ran = in_a_process(place.folder, "changes")
    assert (ran.returncode, ran.stderr) == (0, "")
    lines = ran.stdout.splitlines()
    assert len(lines) == 3  # with the heads of the columns
    assert max(map(len, lines)) > 80
    told = run("changes", "--json").json
    assert isinstance(told, list)
    assert [each["kind"] for each in told] == ["minutes_amended", "agenda_published"]
    assert run("changes", "--council", "elsewhere").out == "No changes.\n"
    assert run("changes", "--since", "2999-01-01", "--json").json == []
    assert run("changes", "--topic", "send").code == 0


def test_a_title_cannot_steer_the_terminal(run: Run, place: World) -> None:
    """Escape sequences, C1 controls, turned writing and line breaks in what strangers wrote come out harmless."""
    title = "Budget\x1b[2J\x1b]0;owned\x07\x9b31m\u202ered\r\nA second line"
    change = Change(
        kind=ChangeKind.FEED_ENTRY_PUBLISHED, source_key="harrowmere/101", entry_id="e1", after={"title": title}
    )
    with place.tools.store.write() as conn:
        store.changes.append(conn, [change], noticed_at=place.clock())
    ran = run("changes")
    assert len(ran.out.splitlines()) == 4
    assert not [each for each in ran.out if not each.isprintable() and each != "\n"]
    told = run("changes", "--json")
    assert not [each for each in told.out if not each.isprintable() and each != "\n"]
    assert isinstance(told.json, list)
    assert told.json[-1]["after"]["title"] == title


def test_subscribers_come_and_go(run: Run, place: World) -> None:
    """Add, list, remove; a wish that cannot be met and a strange address are wrong use, with the nearest names."""
    assert run("subscribers", "list").out == "Nobody has subscribed yet.\n"
    assert run("subscribers", "add", "jane@example.org", "--topic", "send", "--frequency", "daily").code == 0
    assert "jane@example.org" in run("subscribers", "list").out
    told = run("subscribers", "list", "--json").json
    assert isinstance(told, list)
    assert told[0]["subscription"]["topics"] == ["send"]
    wrong = run("subscribers", "add", "joe@example.org", "--topic", "sned")
    assert (wrong.code, "send" in wrong.err) == (2, True)
    assert run("subscribers", "add", "not an address").code == 2
    hourly = run("subscribers", "add", "joe@example.org", "--frequency", "hourly")
    assert (hourly.code, hourly.err.splitlines()[0]) == (
        2,
        "Invalid value for '--frequency': 'hourly' is not one of 'weekly', 'daily', 'immediate'.",
    )
    nothing = run("subscribers", "set", "jane@example.org")
    assert (nothing.code, nothing.out, "--frequency" in nothing.err) == (2, "", True)
    assert run("subscribers", "remove", "nobody@example.org").code == 2
    assert run("subscribers", "remove", "JANE@example.org").code == 0
    assert run("subscribers", "list", "--json").json == []
    assert place.base_url


def test_backup_and_tidy(run: Run, place: World) -> None:
    """A backup opens like the original; tidying says how much it forgot, and forgets nothing that is young."""
    ran = run("backup", "copy.db")
    assert (ran.code, ran.out) == (0, "Written to copy.db.\n")
    copy = Store.open("sqlite:///copy.db", create=False)
    with closing(copy), copy.read() as conn:
        assert store.changes.latest_number(conn) == 2
    assert run("backup", "no/such/folder/copy.db").code == 1
    assert run("tidy").code == 0
    told = run("tidy", "--json").json
    assert isinstance(told, dict)
    assert {"pages", "polls", "bodies", "papers", "papers_read", "people", "tokens"} <= told.keys()
    assert place.base_url


def test_inspect_a_file_and_an_address(run: Run, place: World, tmp_path: Path) -> None:
    """What is understood of a page, saved or fetched, in words and as JSON; it needs no settings."""
    fetched = run("inspect", f"{place.base_url}ieListMeetings.aspx?CommitteeId=101", "--json")
    assert fetched.code == 0
    assert isinstance(fetched.json, dict)
    assert fetched.json["page"] == "meetings"
    (tmp_path / "sources.yaml").unlink()
    saved = tmp_path / "list.html"
    with place.tools.store.read() as conn:
        pages = store.sources.pages(conn, "harrowmere/101")
        address = next(url for url in pages if "ieListMeetings" in url)
        page = store.sources.page(conn, "harrowmere/101", address)
    assert page is not None
    saved.write_bytes(page.body or b"")
    ran = run("inspect", "list.html", "--url", address)
    assert ran.code == 0
    assert ran.out.startswith("moderngov-pages: meetings\n")


def test_inspect_says_what_it_cannot_read(run: Run, tmp_path: Path) -> None:
    """A missing file and a folder are wrong use; a page that cannot be read or fetched is exit code 1 and a reason."""
    assert run("inspect", "missing.html").code == 2
    assert run("inspect", str(tmp_path)).code == 2
    (tmp_path / "odd.html").write_text("<html><body>Log in</body></html>", encoding="utf-8")
    with SampleCouncil().serve() as site:
        for name in ("odd.html", f"{site.base_url}not-here.aspx"):
            ran = run("inspect", name, "--json")
            assert ran.code == 1
            assert isinstance(ran.json, dict)
            assert (ran.json["page"], bool(ran.json["why"])) == ("unreadable", True)
    assert run("inspect", "odd.html", "--system", "gopher").code == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("changes", "--since", "garbage"),
        ("changes", "--no-such-option"),
        ("no-such-command",),
        ("backup",),
        ("poll", "extra"),
        ("subscribers",),
        ("demo", "--weeks", "0"),
    ],
)
def test_wrong_use_is_exit_code_two(run: Run, arguments: tuple[str, ...]) -> None:
    """What cannot be meant is refused with words, before anything is opened."""
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.out + ran.err
    assert list(Path.cwd().iterdir()) == []


def test_the_help_lists_every_command(run: Run) -> None:
    """`watcher --help`, typed in an empty folder: every command with a sentence."""
    ran = run("--help")
    assert (ran.code, ran.err) == (0, "")
    listed = [line.split()[0] for line in ran.out.splitlines() if line.startswith("  ") and line[2] != "-"]
    assert {
        "backup", "changes", "demo", "digest", "inspect", "poll", "run", "sample", "schema", "send", "status",
        "subscribers", "tidy", "validate",
    } <= set(listed)  # fmt: skip


def test_a_newer_database_is_one_line(run: Run, place: World) -> None:
    """A database of a newer version: one line that says what to do, exit code 1, and the file is left as it is."""
    with closing(sqlite3.connect(place.folder / "state" / "watcher.db")) as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.commit()
    for command in ("poll", "status", "digest", "send", "changes", "run"):
        ran = run(command)
        assert (ran.code, ran.out) == (1, "")
        (line,) = ran.err.splitlines()
        assert "9999" in line
        assert "Install the newer version" in line


def test_the_demo_ends_with_a_digest(run: Run, tmp_path: Path) -> None:
    """`watcher demo` makes its own folder anew and ends with what changed and the digest's files."""
    folder = tmp_path / "demo"
    (folder / "old").mkdir(parents=True)
    (folder / MARKER).touch()
    ran = run("demo", "--folder", str(folder), "--weeks", "1")
    assert (ran.code, ran.err) == (0, "")
    assert "The week to 14 September 2026" in ran.out
    pages = [Path(line.strip()) for line in ran.out.splitlines() if line.strip().endswith(".html")]
    assert pages
    assert all(page.is_relative_to(folder) and page.is_file() for page in pages)
    assert not (folder / "old").exists()


def test_the_demo_deletes_nothing_that_is_not_its_own(run: Run, tmp_path: Path) -> None:
    """A folder with other things in it, or a file, is refused and left as it is."""
    (tmp_path / "mine").mkdir()
    kept = tmp_path / "mine" / "thesis.txt"
    kept.write_text("years of work", encoding="utf-8")
    for folder in (tmp_path / "mine", kept):
        ran = run("demo", "--folder", str(folder))
        assert ran.code == 2
        assert str(folder) in ran.err
    assert kept.read_text(encoding="utf-8") == "years of work"
