"""Runs that come late, after an outage or twice, and what the emails of a run carry besides their words."""

from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.test_periods import DAILY, IMMEDIATE, WEEKLY, a_week, assert_tiles, latest_number, runs, told, watched
from tests.world import World
from watcher import links, store
from watcher.actions import preferences, subscribe
from watcher.actions.compose import compose
from watcher.actions.health import health
from watcher.actions.periods import JOINING, MOST_MISSED
from watcher.actions.writing import BATCH
from watcher.digest import OUTAGE
from watcher.domain.changes import Change, ChangeKind
from watcher.domain.digests import Frequency
from watcher.domain.subscribers import Delivery, Subscription
from watcher.domain.tokens import Purpose
from watcher.errors import LateRunError, RenderError
from watcher.store import tables


def outbox(place: World, name: str) -> list[Delivery]:
    """The emails to a person, in the order they were written."""
    d = tables.deliveries.c
    with place.tools.store.read() as conn:
        ids = conn.scalars(sa.select(d.id).where(d.address == f"{name}@people.example").order_by(d.id)).all()
        return [each for id_ in ids if (each := store.outbox.delivery(conn, id_)) is not None]


def mails(place: World, name: str) -> list[Message]:
    """The same, parsed."""
    return [message_from_bytes(each.message or b"") for each in outbox(place, name)]


def skip_weeks(place: World, count: int) -> None:
    """The program is off while the council goes on."""
    for _ in range(count):
        place.next_week()


def test_after_missing_weeks_the_digest_covers_them_and_says_so(tmp_path: Path) -> None:
    """Two Mondays off: the third digest begins where the last one ended, and only for those who were there."""
    with watched(tmp_path, all=Subscription()) as place:
        a_week(place)
        skip_weeks(place, 2)
        place.poll()
        subscribe.add(place.tools, "late@people.example", Subscription())
        a_week(place)
        last = told(place, "all")[-1]
        assert OUTAGE in last.flags
        assert (last.last_day - last.first_day).days == 20
        assert last.summary[0].startswith("No digest could be written for 2 weeks before this one")
        (first,) = told(place, "late")
        assert OUTAGE not in first.flags
        assert (first.last_day - first.first_day).days == 6
        assert_tiles(told(place, "all"), latest_number(place))


def test_days_on_which_nobody_hears_daily_are_not_missed(tmp_path: Path) -> None:
    """The only daily reader hears weekly for ten days and switches back: the next daily digest is not a late one."""
    with watched(tmp_path, all=Subscription(frequency=DAILY)) as place:
        for frequency, days in ((DAILY, 2), (WEEKLY, 10), (DAILY, 2)):
            preferences.change(place.tools, "all@people.example", partial(replace, frequency=frequency))
            for _ in range(days):
                place.clock.at += timedelta(days=1)
                compose(place.tools)
        periods = [each.period for each in runs(place, DAILY)]
        assert len(periods) == 14
        assert_tiles(told(place, "all"), latest_number(place))


def test_a_run_that_is_too_late_waits_for_a_person(tmp_path: Path) -> None:
    """A month off, or a backup put back: nothing is composed without --late, status says why, and nothing is lost."""
    with watched(tmp_path, all=Subscription(), daily=Subscription(frequency=DAILY)) as place:
        a_week(place)
        skip_weeks(place, MOST_MISSED[WEEKLY] + 1)
        place.poll()
        for _ in range(2):
            with pytest.raises(
                LateRunError, match=r"weekly digest 2026-W41 was not composed: the 3 before it are missi"
            ):
                a_week(place) if _ == 0 else compose(place.tools)
        assert len(told(place, "all")) == len(told(place, "daily")) == 1
        found = health(place.tools)
        assert not found.is_well
        assert [words.split(" was")[0] for words in found.late] == [
            "The weekly digest 2026-W41",
            "The daily digest 2026-10-12",
        ]
        composed = compose(place.tools, late=True)
        assert sorted(each.run.frequency for each in composed) == [DAILY, WEEKLY]
        assert_tiles(told(place, "all"), latest_number(place))
        assert_tiles(told(place, "daily"), latest_number(place))
        assert not health(place.tools).late
        a_week(place)
        assert len(told(place, "all")) == 3


def test_everybody_is_accounted_for(tmp_path: Path) -> None:
    """People = written + nothing to say + had it + left + waiting, over more people than fit into one commit."""
    people = {f"p{number}": Subscription(hears_quiet_weeks=number % 3 != 0) for number in range(2 * BATCH + 7)}
    with watched(tmp_path, **people) as place:
        (composed,) = a_week(place)
        assert composed.tally.is_accounted
        assert composed.deliveries == len(people)
        place.clock.at += timedelta(weeks=1)
        place.poll()
        (quiet,) = compose(place.tools)
        assert quiet.tally.is_accounted
        assert quiet.tally.nothing_to_say == sum(not each.hears_quiet_weeks for each in people.values())
        assert quiet.tally.written + quiet.tally.nothing_to_say == len(people)


def test_an_email_expires_when_the_next_one_is_due(tmp_path: Path) -> None:
    """A weekly email at the next Monday's 07:00, a daily one the next day, one told at once after two days."""
    people = {each.value: Subscription(frequency=each) for each in Frequency}
    with watched(tmp_path, **people) as place:
        a_week(place)
        expiry = {name: outbox(place, name)[0].expires_at for name in people}
        at = place.clock.at.replace(second=0, microsecond=0)
        due = at - JOINING
        assert expiry["weekly"] == due + timedelta(weeks=1)
        assert expiry["daily"] == due + timedelta(days=1)
        assert expiry["immediate"] == at + timedelta(hours=48)


def test_news_of_one_meeting_is_one_thread(tmp_path: Path) -> None:
    """An email told at once refers to the first one about the same meeting; a weekly digest to none."""
    with watched(tmp_path, soon=Subscription(frequency=IMMEDIATE), all=Subscription()) as place:
        for _ in range(4):
            a_week(place)
        emails = mails(place, "soon")
        first_about: dict[str, str] = {}
        referred = 0
        for edition, email in zip(told(place, "soon"), emails, strict=True):
            entries = [entry for section in edition.sections for entry in section.entries if entry.change_numbers]
            keys = list(dict.fromkeys(entry.meeting for entry in entries if entry.meeting))
            known = list(dict.fromkeys(first_about[key] for key in keys if key in first_about))
            assert set(str(email.get("References", "")).split()) == set(known)
            assert email.get("In-Reply-To") == (known[0] if known else None)
            referred += bool(known)
            first_about |= {key: str(email["Message-ID"]) for key in keys if key not in first_about}
        assert referred >= 1
        assert all("References" not in email for email in mails(place, "all"))


def leaving(email: Message) -> list[str]:
    """The ways in List-Unsubscribe."""
    return [each.strip("<> \r\n") for each in str(email["List-Unsubscribe"]).split(",")]


def test_every_email_has_a_link_of_its_own_to_leave(tmp_path: Path) -> None:
    """Without pages a letter is the only way; its token is kept as a hash, is for leaving, and stands in both parts."""
    people = {name: Subscription() for name in ("one", "two")}
    with watched(tmp_path, **people) as place:
        a_week(place)
        found = set()
        for name in people:
            (email,) = mails(place, name)
            (way,) = leaving(email)
            assert "List-Unsubscribe-Post" not in email
            assert way.startswith("mailto:editor@example.org?subject=unsubscribe%20")
            token = way.rpartition("%20")[2]
            with place.tools.store.read() as conn:
                kept = store.tokens.find(conn, links.hash_token(token), Purpose.UNSUBSCRIBE, now=place.clock.at)
            assert kept is not None
            assert kept.expires_at is None
            for part in email.walk():
                if not part.is_multipart():
                    assert way in part.get_payload(decode=True).decode()  # type: ignore[union-attr]  # bytes of a leaf
            found.add(token)
        assert len(found) == 2
        archived = "".join(path.read_text() for path in (tmp_path / "digests").rglob("*.*") if path.is_file())
        assert not any(token in archived for token in found)


def test_with_pages_one_click_is_enough(tmp_path: Path) -> None:
    """With a public address: https first, the letter too, List-Unsubscribe-Post, and links to the pages."""
    with watched(tmp_path, all=Subscription()) as place:
        digest = replace(place.tools.settings.digest, public_base_url="https://watch.example/")
        place.tools = replace(place.tools, settings=replace(place.tools.settings, digest=digest))
        a_week(place)
        (email,) = mails(place, "all")
        page, letter = leaving(email)
        token = letter.rpartition("%20")[2]
        assert page == f"https://watch.example/unsubscribe/{token}"
        assert email["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert email["List-Archive"] == "<https://watch.example/archive/>"
        text = email.get_payload(0).get_payload(decode=True).decode()  # type: ignore[union-attr]  # a message
        for address in (page, "https://watch.example/manage", "https://watch.example/archive/2026/2026-W37-"):
            assert address in text


def test_a_template_with_a_mistake_stops_everything_before_it_is_queued(tmp_path: Path) -> None:
    """File and line are named, nobody is told, and when it is corrected everybody is, with the same news."""
    own = tmp_path / "digests" / "templates" / "email" / "foot.txt.j2"
    with watched(tmp_path, all=Subscription(), soon=Subscription(frequency=IMMEDIATE)) as place:
        own.parent.mkdir(parents=True)
        own.write_text("Yours,\n{{ edition.titel }}\n")
        with pytest.raises(RenderError, match=r"foot\.txt\.j2:2: .*titel"):
            a_week(place)
        assert told(place, "all") == told(place, "soon") == []
        with place.tools.store.read() as conn:
            assert {each.told_up_to for each in store.subscribers.list_all(conn)} == {0}
        own.write_text("Yours,\n{{ edition.title }}\n")
        place.clock.at += timedelta(minutes=1)
        compose(place.tools)
        assert_tiles(told(place, "all"), latest_number(place))
        assert_tiles(told(place, "soon"), latest_number(place))
        assert "Yours,\r\nYour council week" in mails(place, "all")[0].get_payload(0).get_payload(decode=True).decode()  # type: ignore[union-attr]  # a message


def test_an_older_open_run_is_closed_and_its_news_is_told_by_the_next(tmp_path: Path) -> None:
    """A crash before anything was written, and then a week of silence: no run is started for the past."""
    with watched(tmp_path, all=Subscription()) as place:
        a_week(place)
        place.next_week()
        place.poll()
        with place.tools.store.write() as conn:
            store.outbox.open_run(conn, WEEKLY, "2026-W38", up_to=store.changes.latest_number(conn), now=place.clock.at)
        a_week(place)
        assert [run.period for run in runs(place, WEEKLY) if run.finished_at] == ["2026-W37", "2026-W38", "2026-W39"]
        assert [each.period for each in told(place, "all")] == ["2026-W37", "2026-W39"]
        assert_tiles(told(place, "all"), latest_number(place))


def test_what_is_not_followed_ends_no_waiting(tmp_path: Path) -> None:
    """News of another committee that waited long enough does not tear apart what appears together just now; where it
    stands alone it is passed over, and nobody is told."""
    soon = Subscription(frequency=IMMEDIATE, committees=("harrowmere/124",))
    with watched(tmp_path, soon=soon) as place:
        for key, minutes in (("harrowmere/101", 0), ("harrowmere/124", 9)):
            place.clock.at += timedelta(minutes=minutes)
            with place.tools.store.write() as conn:
                new = Change(kind=ChangeKind.COMMITTEE_ADDED, source_key=key, committee_id="9", after={"name": "New"})
                store.changes.append(conn, (new,), noticed_at=place.clock.at)
        place.clock.at += timedelta(minutes=1)
        compose(place.tools)
        assert told(place, "soon") == []
        place.clock.at += timedelta(minutes=9)
        compose(place.tools)
        assert_tiles(told(place, "soon"), latest_number(place))
        with place.tools.store.write() as conn:
            store.changes.append(conn, (replace(new, source_key="harrowmere/101"),), noticed_at=place.clock.at)
        place.clock.at += JOINING
        compose(place.tools)
        assert len(told(place, "soon")) == 1
        with place.tools.store.read() as conn:
            assert {each.told_up_to for each in store.subscribers.list_all(conn)} == {latest_number(place)}
