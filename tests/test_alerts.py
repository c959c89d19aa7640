"""What the operator is told: each trouble once at its beginning and once at its end, by email and to a ping address."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.fault_server import Answers, FaultyServer, always, faulty, to
from tests.post import Post, empty_database, hasty, post
from tests.run_command import Run
from watcher import store
from watcher.actions import alerts
from watcher.actions.accounting import account_of_run
from watcher.actions.alerts import FAILURES, LASTS, REST, look, send_and_tell
from watcher.domain.digests import Frequency
from watcher.domain.polls import Poll
from watcher.domain.publications import Outcome
from watcher.domain.subscribers import DeliveryKind, DeliveryState
from watcher.domain.troubles import Sighting, TroubleKind
from watcher.errors import RenderError

S = DeliveryState
OPERATOR = "operator@watch.example"
FINE = always()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return empty_database(tmp_path_factory.mktemp("empty") / "watcher.db")


@contextmanager
def office_at(
    folder: Path, empty: Path, answers: Answers, *names: str, ping: str = ""
) -> Iterator[tuple[FaultyServer, Post]]:
    """A post office with an operator, and the mail server."""
    more = f"sending: {{workers: 1}}\noperator: {OPERATOR}\n"
    environ = {"WATCHER_PING_URL": ping} if ping else {}
    with (
        faulty(answers) as server,
        post(folder, empty, hasty(server.port), *names, more=more, environ=environ) as office,
    ):
        yield server, office


def told(server: FaultyServer) -> list[EmailMessage]:
    """What the operator got."""
    found = [message_from_bytes(content, policy=policy.default) for who, content in server.kept if who == OPERATOR]
    assert all(isinstance(each, EmailMessage) for each in found)
    return found


def text(message: EmailMessage) -> str:
    """The plain words, on one line."""
    body = message.get_body(("plain",))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def fail(office: Post, key: str = "feed/news", outcome: Outcome = Outcome.BLOCKED, times: int = FAILURES) -> None:
    """So many attempts to read a source that all ended like this."""
    now = office.clock.at
    poll = Poll(source_key=key, started_at=now, ended_at=now, outcome=outcome, next_poll_at=now, why="<b>403</b>")
    with office.tools.store.write() as conn:
        store.sources.sync(conn, office.tools.settings.sources(), now)
        store.sources.record_polls(conn, [poll] * times)


def test_a_server_that_was_down_is_told_of_in_one_email_when_it_is_back(tmp_path: Path, empty: Path) -> None:
    """While nobody listens nothing is written; afterwards one email says from when to when, and why."""
    with office_at(tmp_path, empty, always(CONNECT="421 no room"), "ann") as (server, office):
        for _ in range(4):
            send_and_tell(office.tools)
            office.later(minutes=6)
        with office.tools.store.read() as conn:
            assert [each.kind for each in store.troubles.standing(conn)] == [TroubleKind.SENDING]
            assert store.outbox.totals(conn) == {S.RENDERED: 1}
        server.answers = FINE
        office.later(hours=1)
        for _ in range(3):
            send_and_tell(office.tools)
            office.later(minutes=1)
        (message,) = told(server)
    assert message["Subject"] == "Emails are being sent again"
    assert "It began on Mon 7 Sep, 07:00 and was over on Mon 7 Sep, 08:24" in text(message)
    assert "421 no room" in text(message)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] is None


def test_sources_in_trouble_are_told_once_and_once_when_they_are_read_again(tmp_path: Path, empty: Path) -> None:
    """Not at the second failure, at the third, not at the fourth; and when all is well. What a site said is text."""
    with office_at(tmp_path, empty, FINE) as (server, office):
        fail(office, times=FAILURES - 1)
        send_and_tell(office.tools)
        fail(office, times=1)
        send_and_tell(office.tools)
        send_and_tell(office.tools)
        fail(office, times=1)
        office.later(hours=2)
        send_and_tell(office.tools)
        (began,) = told(server)
        fail(office, outcome=Outcome.OK, times=1)
        send_and_tell(office.tools)
        send_and_tell(office.tools)
        _, over = told(server)
        assert look(office.tools) == ()
    assert began["Subject"] == "Not checked: News"
    assert "News: 3 attempts in a row failed, blocked (<b>403</b>)" in text(began)
    assert "What to do: it is tried again by itself" in text(began)
    html = began.get_body(("html",))
    assert html is not None
    assert "<b>" not in html.get_content()
    assert over["Subject"] == "No longer in trouble: News"
    assert began["Message-ID"] != over["Message-ID"]


def test_what_is_no_longer_watched_is_not_said_to_be_well(tmp_path: Path, empty: Path) -> None:
    """Taken out of sources.yaml in its trouble: the operator hears that, and not that it was read again."""
    with office_at(tmp_path, empty, FINE) as (server, office):
        fail(office)
        send_and_tell(office.tools)
        office.later(hours=2)
        office.tools = replace(office.tools, settings=replace(office.tools.settings, feeds=()))
        with office.tools.store.write() as conn:
            store.sources.sync(conn, (), office.clock.at)
        send_and_tell(office.tools)
        last = text(told(server)[-1])
        assert "No longer watched: feed/news" in last
        assert "No longer in trouble" not in last


def test_what_begins_together_is_one_email(tmp_path: Path, empty: Path) -> None:
    """A refusal and a source at once: one email of two parts. What comes within the hour waits for its end."""
    with office_at(tmp_path, empty, to("bob", DOT="550 5.7.1 looks like spam"), "ann", "bob") as (server, office):
        fail(office)
        with office.tools.store.write() as conn:
            store.troubles.see(conn, Sighting(kind=TroubleKind.MAILBOX, what="login refused"), now=office.clock.at)
        send_and_tell(office.tools)
        (first,) = told(server)
        assert first["Subject"] == "2 troubles began"
        assert "Not checked: News" in text(first)
        assert "The mailbox cannot be read" in text(first)
        send_and_tell(office.tools)
        assert len(told(server)) == 1
        office.clock.at += REST
        send_and_tell(office.tools)
        _, second = told(server)
        assert second["Subject"] == "A mail server refuses what we send"
        assert "looks like spam" in text(second)
        office.clock.at += LASTS
        send_and_tell(office.tools)
        assert told(server)[-1]["Subject"] == "Nothing was refused for a day"


def test_words_to_the_operator_are_in_no_account(tmp_path: Path, empty: Path) -> None:
    """A round of one digest and one notice is an account of one; the run's too; an own refusal is no new trouble."""
    with office_at(tmp_path, empty, to("operator", DOT="550 5.7.1 not you"), "ann") as (server, office):
        fail(office)
        result = send_and_tell(office.tools)
        assert result.states == {S.SENT: 1, S.FAILED: 1}
        assert result.account.line == "1 subscriber = 1 sent"
        assert result.alerts == ()
        with office.tools.store.read() as conn:
            (run,) = store.outbox.runs(conn, Frequency.WEEKLY)
            (notice,) = store.outbox.listed(conn, [S.FAILED], limit=9)
            assert [each.kind for each in store.troubles.standing(conn)] == [TroubleKind.SOURCES]
        assert account_of_run(office.tools, run.id).line == "1 subscriber = 1 sent"
        assert (notice.kind, notice.run_id, notice.address) == (DeliveryKind.NOTICE, None, OPERATOR)
    assert told(server) == []


def test_an_address_in_a_servers_words_is_not_kept(tmp_path: Path, empty: Path) -> None:
    """Who is refused is nobody's business once they are gone: the trouble names the email by its number."""
    answers = to("ann", DOT="550 5.7.1 <ann@people.example> is not for you")
    with office_at(tmp_path, empty, answers, "ann") as (_, office):
        send_and_tell(office.tools)
        (found,) = look(office.tools)
        assert found.kind is TroubleKind.REFUSED
        assert "(an address)" in found.what
        assert "ann@" not in found.what


def test_without_an_operator_troubles_are_kept_and_nobody_is_written_to(tmp_path: Path, empty: Path) -> None:
    """`watcher status` has them. Who is named later hears of what stands then, not of what was over."""
    with faulty(FINE) as server, post(tmp_path, empty, hasty(server.port)) as office:
        with office.tools.store.write() as conn:
            store.troubles.see(conn, Sighting(kind=TroubleKind.SENDING, what="gone"), now=office.clock.at)
        fail(office)
        assert [each.kind for each in look(office.tools)] == [TroubleKind.SOURCES]
        office.clock.at += LASTS
        settings = replace(office.tools.settings, operator=OPERATOR)
        send_and_tell(replace(office.tools, settings=settings))
        assert [each["Subject"] for each in told(server)] == ["Not checked: News"]


def test_a_template_that_fails_is_told_and_its_end_too(tmp_path: Path, empty: Path) -> None:
    """The email names the template's file and line, although the templates are what is broken; nothing was queued."""
    with office_at(tmp_path, empty, FINE, "ann") as (server, office):
        fail(office, outcome=Outcome.OK, times=1)
        office.later(days=14)
        own = office.tools.settings.digests_dir / "templates" / "email"
        own.mkdir(parents=True)
        for name in ("digest.txt.j2", "notice.txt.j2"):
            (own / name).write_text("Hello\n{{ subjet }}\n", encoding="utf-8")
        with pytest.raises(RenderError):
            alerts.compose_and_tell(office.tools)
        send_and_tell(office.tools)
        (began,) = told(server)
        assert began["Subject"] == "Digests cannot be written"
        assert "digest.txt.j2:2: 'subjet' is undefined" in text(began)
        (own / "digest.txt.j2").unlink()
        office.later(hours=2)
        (composed,) = alerts.compose_and_tell(office.tools)
        assert composed.deliveries == 1
        send_and_tell(office.tools)
        assert told(server)[-1]["Subject"] == "Digests are written again"


def test_a_late_digest_is_told(tmp_path: Path, empty: Path) -> None:
    """A digest that waits for `--late` is told with that command; composed, it is over."""
    with office_at(tmp_path, empty, FINE, "ann") as (server, office):
        fail(office, outcome=Outcome.OK, times=1)
        office.later(days=7 * 5)
        send_and_tell(office.tools)
        (began,) = told(server)
        assert began["Subject"] == "A digest waits for you"
        assert "watcher digest --late" in text(began)
        alerts.compose_and_tell(office.tools, late=True)
        office.later(hours=2)
        send_and_tell(office.tools)
        assert told(server)[-1]["Subject"] == "No digest waits for you any more"


def test_a_crash_between_noting_and_sending_neither_repeats_nor_drops(tmp_path: Path, empty: Path) -> None:
    """The trouble, that it was told, and the email are one commit: another process finds all of it or nothing."""
    with office_at(tmp_path, empty, FINE) as (server, office):
        fail(office)
        look(office.tools)
        with office.tools.store.read() as conn:
            assert store.troubles.untold(conn) == ()
            assert store.outbox.totals(conn) == {S.RENDERED: 1}
        look(office.tools)
        send_and_tell(office.tools)
        assert len(told(server)) == 1


def test_status_shows_pause_troubles_and_accounts(
    tmp_path: Path, empty: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Why nothing is sent and until when, what stands and what to do, and what became of the last run; exit code 1."""
    with office_at(tmp_path, empty, always(CONNECT="421 no room"), "ann") as (server, office):
        monkeypatch.setenv("WATCHER_SMTP_URL", f"smtp://127.0.0.1:{server.port}")
        fail(office)
        send_and_tell(office.tools)
        shown = run("status")
        found = run("status", "--json").json
        assert shown.code == 1
        assert "Last weekly run, 2026-W37: 1 subscriber = 0 sent + 1 waiting.\n" in shown.out
        assert "421 no room" in shown.out
        assert "the next try is at Mon 7 Sep 07:01" in shown.out
        assert "Not checked: News, since Mon 7 Sep 07:00: News: 3 attempts in a row failed" in shown.out
        assert "What to do: it is tried again by itself" in shown.out
        assert "No email is being sent, since" not in shown.out  # the line of the pause says it
    assert isinstance(found, dict)
    assert found["is_well"] is False
    assert [each["kind"] for each in found["troubles"]] == ["sources", "sending"]
    assert found["pause"]["failures"] == 1
    assert found["accounts"] == [
        {"frequency": "weekly", "period": "2026-W37", "account": "1 subscriber = 0 sent + 1 waiting", "adds_up": True}
    ]
