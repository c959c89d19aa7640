"""`watcher subscribers` as the operator types it: one person, a file of them, and nobody any more."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
import structlog

from tests.run_command import Run
from tests.world import World, world
from watcher import store
from watcher.actions import leave, subscribe
from watcher.actions.compose import compose
from watcher.actions.forget import forget
from watcher.actions.roster import bring_in
from watcher.actions.send import send
from watcher.cli.frame import log_to_stderr
from watcher.domain.subscribers import DeliveryState, Subscription

JO = "jo.bloggs@people.example"
DAY = timedelta(days=1)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[World]:
    """sources.yaml and a database in the test's folder; nobody has subscribed."""
    with world(tmp_path, committees="[101]") as found:
        yield found


def person(run: Run, address: str = JO) -> dict[str, object]:
    """What `show` says for programs."""
    shown = run("subscribers", "show", address, "--json").json
    assert isinstance(shown, dict)
    found = shown["person"]
    assert isinstance(found, dict)
    return found


def test_a_person_by_hand_from_coming_to_going(run: Run, place: World) -> None:
    """Added with a consent, changed in part, paused, resumed, gone, forgotten, each in words that say so."""
    assert run("subscribers", "add", JO, "--consent", "by phone, 3 March").code == 0
    assert run("subscribers", "add", JO).err == f"{JO} is subscribed already.\n"
    shown = run("subscribers", "show", JO).out
    assert all(words in shown for words in ("active", "all topics in all sources", "by phone, 3 March", "nothing yet"))
    assert run("subscribers", "set", JO, "--topic", "send", "--no-quiet-weeks").out.endswith("weekly.\n")
    changed = run("subscribers", "set", JO, "--frequency", "daily").out
    assert changed == f"{JO} follows send in all sources, daily.\n"
    assert run("subscribers", "set", JO, "--topic", "sned").code == 2
    assert person(run)["subscription"] == {
        "councils": [], "committees": [], "topics": ["send"], "frequency": "daily", "hears_quiet_weeks": False,
    }  # fmt: skip
    assert run("subscribers", "set", JO, "--topic", "all").out == f"{JO} follows all topics in all sources, daily.\n"
    assert run("subscribers", "pause", JO).code == 0
    assert run("subscribers", "pause", JO).code == 2
    assert "paused" in run("subscribers", "list").out
    assert run("subscribers", "resume", JO).code == 0
    assert run("subscribers", "leave", JO).code == run("subscribers", "leave", JO).code == 0
    assert person(run)["state"] == "left"
    assert run("subscribers", "erase", JO).out == f"{JO} is forgotten.\n"
    for command in ("show", "export", "erase", "pause", "leave", "set", "confirm"):
        gone = run("subscribers", command, JO, *(["--frequency", "daily"] if command == "set" else []))
        assert (gone.code, gone.out, "not subscribed" in gone.err) == (2, "", True)
    assert place.base_url


def test_a_person_is_found_as_they_were_typed(run: Run, place: World) -> None:
    """An address with letters in its domain is kept as xn--..., and found by either form."""
    assert run("subscribers", "add", "Jo@Bücher.example").out.startswith("Jo@xn--bcher-kva.example follows")
    for typed in ("jo@bücher.example", "JO@xn--bcher-kva.Example"):
        assert run("subscribers", "show", typed).code == run("subscribers", "export", typed).code == 0
        assert run("digest", "--preview", "--subscriber", typed).code == 0
    assert run("subscribers", "erase", "jo@bücher.example").code == 0
    assert place.tools.store.is_sqlite


def test_asking_and_confirming_by_hand(run: Run, place: World) -> None:
    """`add --ask` and `ask` write a question; the answer is noted by address or by its token."""
    assert "asked to confirm" in run("subscribers", "add", JO, "--ask").out
    assert "one too many" in run("subscribers", "ask", JO).out
    assert person(run)["state"] == "pending"
    with place.tools.store.read() as conn:
        (question,) = store.correspondence.of_person(conn, 1)
    (answer,) = {word for word in (question.message or b"").decode().split() if len(word) == 52}
    assert run("subscribers", "confirm", "a" * 52).code == 1
    place.clock.at += DAY
    assert run("subscribers", "confirm", JO, "--consent", "said so by phone").code == 0
    assert "by phone" in str(person(run)["consent"])
    assert "already" in run("subscribers", "confirm", JO).out
    assert run("subscribers", "confirm", answer).code == 0
    assert "already" in run("subscribers", "ask", JO).out


def test_an_export_has_everything_and_no_secret(run: Run, place: World) -> None:
    """The person, the links they hold without hashes, the emails with their texts."""
    subscribe.ask(place.tools, JO, Subscription(topics=("send",)))
    told = run("subscribers", "export", JO).json
    assert isinstance(told, dict)
    assert told["person"]["address"] == JO
    assert told["person"]["subscription"]["topics"] == ["send"]
    assert [link["purpose"] for link in told["links"]] == ["confirm"]
    assert "hash" not in told["links"][0]
    assert [email["kind"] for email in told["emails"]] == ["confirmation"]
    assert f"To: {JO}" in told["emails"][0]["message"]


GOOD = """\
address,councils,committees,topics,frequency,consent
ann@people.example,,,send; ofsted,daily,signed the list
Bob@People.Example,harrowmere,harrowmere/101,,,by phone

"""
BAD = (
    GOOD
    + """\
ann@people.example,,,,,twice in the file
jo@people.example,,,,,known already
eve@people.example,,,,,
dan@people.example,,,sned,,asked
x@people.example;y@people.example,,,,,two
fay@people.example,,,,hourly,often
gus@people.example,,,,,"many
lines",too
"""
)


def test_a_file_of_people(run: Run, place: World, tmp_path: Path) -> None:
    """Everyone in a good file is added, with what they follow and the consent noted."""
    (tmp_path / "people.csv").write_text("\ufeff" + GOOD, encoding="utf-8")
    assert run("subscribers", "import", "people.csv").out == "2 added.\n"
    ann, bob = person(run, "ann@people.example"), person(run, "bob@people.example")
    assert ann["subscription"] == {
        "councils": [], "committees": [], "topics": ["send", "ofsted"], "frequency": "daily", "hears_quiet_weeks": True,
    }  # fmt: skip
    assert (ann["consent"], bob["address"]) == ("signed the list", "Bob@people.example")
    again = run("subscribers", "import", "people.csv", "--partial")
    assert (again.code, again.out) == (1, "Nobody was added.\n")
    assert again.err.count("is subscribed already") == 2
    assert place.base_url


def test_a_file_with_faults_names_each_line(run: Run, place: World, tmp_path: Path) -> None:
    """One fault and nobody is added; with --partial the good lines are. Who is known is left as they are."""
    (tmp_path / "people.csv").write_text(BAD, encoding="utf-8")
    subscribe.add(place.tools, "jo@people.example", Subscription(topics=("send",)), consent="first")
    ran = run("subscribers", "import", "people.csv")
    assert (ran.code, ran.out) == (1, "Nobody was added.\n")
    faults = dict(line.split(": ", 1) for line in ran.err.splitlines())
    assert list(faults) == [f"people.csv:{line}" for line in (5, 6, 7, 8, 9, 10, 11)]
    for line, words in {
        5: "already",
        6: "already",
        7: "consent",
        8: "send",
        9: "one address",
        10: "weekly",
        11: "7 cells",
    }.items():
        assert words in faults[f"people.csv:{line}"]
    told = run("subscribers", "import", "people.csv", "--partial", "--json")
    assert isinstance(told.json, dict)
    assert (told.code, told.json["added"], len(told.json["faults"])) == (1, 2, 7)
    assert person(run, "jo@people.example")["consent"] == "first"


NO_ROSTERS = {
    b"": (1, "the file is empty"),
    b"mail,topics\njo@people.example,send\n": (1, "the first line names the columns"),
    b"address,phone\njo@people.example,1\n": (1, 'there is no column "phone"'),
    b"address,address\na,b\n": (1, "a column is named twice"),
    b"address,consent\nann@people.example,caf\xe9\n": (2, "this is not UTF-8"),
    b'address,consent\n"ann@people.example,open\n': (2, "this line cannot be read"),
    b"address,consent\nann@people.example,\x00\n": (2, "control character"),
    b"address,consent\nann@people.example,\xe2\x80\xaea\n": (2, "control character"),
    b"\xff\xfea\x00d\x00": (1, "this is not UTF-8"),
}


def test_a_file_that_is_none_is_told_by_its_line(place: World) -> None:
    """No columns, strange columns, another encoding, an open quote: words with the line, and nobody added."""
    for content, (line, words) in NO_ROSTERS.items():
        result = bring_in(place.tools, content)
        (fault,) = result.faults
        assert (result.added, fault.line, words in fault.words) == (0, line, True)
    with place.tools.store.read() as conn:
        assert store.subscribers.list_all(conn) == ()


def test_people_of_a_file_can_be_asked_first(run: Run, place: World, tmp_path: Path) -> None:
    """With --ask no consent is needed: each gets a question, and hears nothing until they answer."""
    lines = "sep=;\r\naddress;topics\r\nann@people.example;send,ofsted\r\n"  # as some of Excel's files begin
    (tmp_path / "people.csv").write_text(lines, encoding="utf-8", newline="")
    assert run("subscribers", "import", "people.csv", "--ask").out == "1 asked to confirm.\n"
    ann = person(run, "ann@people.example")
    assert ann["state"] == "pending"
    assert place.tools.settings.digest.public_base_url is None


def everything_written(folder: Path) -> bytes:
    """Every byte of every file: the database, its log, emails in files, the archive."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_who_is_erased_is_in_no_file(tmp_path: Path) -> None:
    """After erasing, the address stands in no file of ours: not in the database, its log, nor emails kept as files;
    also not in what a server said. What was sent stays counted."""
    with world(tmp_path, committees="[101]") as place:
        place.baseline()
        subscribe.ask(place.tools, JO, Subscription())
        send(place.tools)
        subscribe.confirm_by_hand(place.tools, JO)
        place.next_week()
        place.poll()
        compose(place.tools)
        send(place.tools)
        with place.tools.store.write() as conn:
            (_, digest) = store.correspondence.of_person(conn, 1)
            words = f"550 5.1.1 <{JO}>: no such user"
            assert store.outbox.mark(
                conn, digest.id, digest.state, DeliveryState.FAILED, now=place.clock.at, words=words
            )
        assert JO.encode() in everything_written(tmp_path)
        erased = leave.erase(place.tools, JO)
        assert (erased.files, erased.log_is_empty) == (2, True)
        for part in (JO.encode(), b"jo.bloggs"):
            assert part not in everything_written(tmp_path)
        with place.tools.store.read() as conn:
            assert store.outbox.totals(conn) == {DeliveryState.SENT: 1, DeliveryState.FAILED: 1}


def test_a_reader_of_the_database_is_told_of(tmp_path: Path) -> None:
    """While somebody reads, the log cannot be emptied: that is said, and the next tidying does it."""
    with world(tmp_path, committees="[101]") as place:
        subscribe.add(place.tools, JO, Subscription())
        with closing(sqlite3.connect(tmp_path / "state" / "watcher.db")) as reader:
            reader.execute("PRAGMA busy_timeout = 0")
            reader.execute("BEGIN")
            reader.execute("SELECT count(*) FROM subscribers").fetchone()
            assert not leave.erase(place.tools, JO).log_is_empty
        assert place.tools.store.empty_log()
        assert JO.encode() not in everything_written(tmp_path)


def test_time_forgets(tmp_path: Path) -> None:
    """28 days after leaving, and 7 after a question without an answer, a person is gone; who stayed stays."""
    with world(tmp_path, committees="[101]") as place:
        subscribe.add(place.tools, "stays@people.example", Subscription())
        subscribe.add(place.tools, "leaves@people.example", Subscription())
        subscribe.ask(place.tools, "asked@people.example", Subscription())
        leave.leave(place.tools, "leaves@people.example")
        assert send(place.tools).states == {DeliveryState.SENT: 1}

        def left_after(days: float) -> list[str]:
            place.clock.at += days * DAY
            forget(place.tools)
            with place.tools.store.read() as conn:
                return [each.address.partition("@")[0] for each in store.subscribers.list_all(conn)]

        assert left_after(6.9) == ["stays", "leaves", "asked"]
        assert left_after(0.2) == ["stays", "leaves"]
        assert left_after(20.8) == ["stays", "leaves"]
        assert left_after(0.2) == ["stays"]
        assert b"leaves@" not in everything_written(tmp_path)
        assert b"asked@" not in everything_written(tmp_path)


def test_the_log_names_nobody(run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Addresses in a server's words or a traceback are not logged, for people or programs; Message-IDs are."""
    assert run("--version").code == 0
    message_id = f"<{'abcd2345' * 4}@example.org>"
    for form in ("", "json"):
        monkeypatch.setenv("WATCHER_LOG", form)
        log_to_stderr(is_daemon=True)
        log = structlog.get_logger()
        password = f"{'hunter'}2"  # its value stands in no line of the source
        try:
            raise ValueError(f"not one email address: '{JO}', {len(password)}")
        except ValueError:
            log.exception("unexpected", why=f"550 5.1.1 <{JO}>... User {JO.upper()} unknown", message_id=message_id)
        log.info("polled", source="harrowmere/101", url="https://borset.example/@news", at="06:00@night")
        said = capsys.readouterr().err
        assert "bloggs" not in said.lower()
        assert "hunter2" not in said
        assert "(an address)" in said
        for kept in (message_id, "harrowmere/101", "https://borset.example/@news", "06:00@night"):
            assert kept in said
        if form:
            assert all(json.loads(line) for line in said.splitlines())
