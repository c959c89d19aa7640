"""A server that says of one after the other that there is no such address: a few are believed, ten in a row not."""

from collections import Counter
from pathlib import Path

import pytest

from tests.fault_server import Answers, Moment, always, faulty
from tests.post import Post, empty_database, hasty, post
from watcher.actions import alerts
from watcher.actions.rounds import MANY_GONE, MOST_GONE
from watcher.domain.subscribers import DeliveryState, SubscriberState

S = DeliveryState
PEOPLE = tuple(f"p{number:02}" for number in range(14))
GONE = "550 5.1.1 <somebody@people.example>: no such user"
AMNESIA = always(RCPT=GONE)
OPERATOR = "sending: {workers: 1}\noperator: op@watch.example\n"


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database at the newest schema."""
    return empty_database(tmp_path_factory.mktemp("empty") / "watcher.db")


def gone(*names: str) -> Answers:
    """Knows everybody but these."""

    def answers(moment: Moment) -> str | None:
        return GONE if moment.verb == "RCPT" and moment.recipient.partition("@")[0] in names else None

    return answers


def struck_off(office: Post) -> set[str]:
    """Who is not written to any more."""
    return {name for name in office.states() if office.person(name).state is SubscriberState.SUPPRESSED}


@pytest.mark.parametrize("workers", [1, 4])
def test_a_server_that_knows_nobody_strikes_off_nobody(tmp_path: Path, empty: Path, workers: int) -> None:
    """Paused at the tenth, again and again; when the server remembers, everybody gets their email."""
    more = f"sending: {{workers: {workers}}}\n"
    with faulty(AMNESIA) as server, post(tmp_path, empty, hasty(server.port), *PEOPLE, more=more) as office:
        for _ in range(3):
            assert office.send().paused.startswith(MANY_GONE)
            assert "people.example" not in office.send().paused
            assert (struck_off(office), set(office.states().values())) == (set(), {S.RENDERED})
            office.later(hours=2)
        server.answers = lambda _moment: None
        for _ in range(2):
            office.send()
            office.later(hours=2)
        assert set(office.states().values()) == {S.SENT}


def test_a_few_are_believed(tmp_path: Path, empty: Path) -> None:
    """Whoever is unknown to a server that takes the others' emails is struck off in the same round."""
    absent = PEOPLE[: MOST_GONE - 1]
    with faulty(gone(*absent)) as server, post(tmp_path, empty, hasty(server.port), *PEOPLE) as office:
        assert not office.send().paused
        assert struck_off(office) == set(absent)
        assert Counter(office.states().values()) == {S.FAILED: len(absent), S.SENT: len(PEOPLE) - len(absent)}


def test_one_who_is_alone_is_believed(tmp_path: Path, empty: Path) -> None:
    """Where nobody else waits there is nobody to compare with: few in a row are not the server's trouble."""
    with faulty(AMNESIA) as server, post(tmp_path, empty, hasty(server.port), "p00") as office:
        assert not office.send().paused
        assert struck_off(office) == {"p00"}


def test_rounds_of_a_few_add_up(tmp_path: Path, empty: Path) -> None:
    """Three at a time, in round after round: at the tenth in a row it stops as well."""
    with faulty(AMNESIA) as server, post(tmp_path, empty, hasty(server.port)) as office:
        for number in range(3):
            office.put(*PEOPLE[number * 3 : number * 3 + 3], period=f"2026-W{37 + number}")
            assert not office.send().paused
            office.later(hours=1)
        office.put(*PEOPLE[9:12], period="2026-W40")
        assert office.send().paused.startswith(MANY_GONE)
        assert struck_off(office) == set(PEOPLE[:9])


def test_one_email_in_between_begins_anew(tmp_path: Path, empty: Path) -> None:
    """What was taken between two rounds shows that the server knows whom it has."""
    with faulty(gone(*PEOPLE[1:])) as server, post(tmp_path, empty, hasty(server.port), *PEOPLE[1:9]) as office:
        office.send()
        office.later(hours=1)
        office.put("p00", period="2026-W38")
        office.send()
        office.later(hours=1)
        office.put(*PEOPLE[9:], period="2026-W39")
        assert not office.send().paused
        assert struck_off(office) == set(PEOPLE[1:])


def test_a_server_that_comes_to_its_senses_is_asked_again(tmp_path: Path, empty: Path) -> None:
    """After such a pause, those of whom it says so until it takes an email are asked about once more."""
    with faulty(AMNESIA) as server, post(tmp_path, empty, hasty(server.port), *PEOPLE) as office:
        office.send()
        office.later(hours=2)
        asked: list[str] = []

        def answers(moment: Moment) -> str | None:
            asked.extend([moment.recipient] if moment.verb == "RCPT" else [])
            return GONE if moment.verb == "RCPT" and len(asked) <= 3 else None

        server.answers = answers
        assert not office.send().paused
        office.later(hours=1)
        office.send()
        assert (struck_off(office), set(office.states().values())) == (set(), {S.SENT})


def test_a_person_may_say_that_the_server_is_right(tmp_path: Path, empty: Path) -> None:
    """Then all are struck off, and the pause is over."""
    with faulty(AMNESIA) as server, post(tmp_path, empty, hasty(server.port), *PEOPLE) as office:
        office.send()
        office.later(minutes=2)
        result = alerts.send_and_tell(office.tools, by_hand=True, is_gone_believed=True)
        assert (result.paused, struck_off(office)) == ("", set(PEOPLE))
        assert not office.send().pause


def test_the_operator_hears_of_it_although_sending_is_paused(tmp_path: Path, empty: Path) -> None:
    """The email to the operator goes by the same server, and that it is taken proves nothing about the others."""
    answers = gone(*PEOPLE)
    with faulty(answers) as server, post(tmp_path, empty, hasty(server.port), *PEOPLE, more=OPERATOR) as office:
        for _ in range(3):
            alerts.send_and_tell(office.tools)
            office.later(hours=2)
        notices = [content for recipient, content in server.kept if recipient == "op@watch.example"]
        assert len(notices) == 1
        assert b"watcher send --gone" in notices[0].replace(b"=\r\n", b"")
        assert struck_off(office) == set()
