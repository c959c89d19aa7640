"""Who hears from us: asked, confirmed, changed, let go and forgotten, on a real database and through the outbox."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

import pytest

from tests.world import World, world
from watcher import links, store
from watcher.actions import leave, preferences, subscribe, tokens
from watcher.actions.compose import compose
from watcher.actions.leave import Gone
from watcher.actions.send import send
from watcher.actions.subscribe import Asked, Confirmed
from watcher.domain.digests import Frequency
from watcher.domain.subscribers import Delivery, DeliveryKind, DeliveryState, Subscriber, SubscriberState, Subscription
from watcher.domain.tokens import Purpose
from watcher.errors import AddressError

JO = "jo@people.example"
EVERYTHING = Subscription()
PAGES = "  public_base_url: https://news.example/\n"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
S = SubscriberState


@pytest.fixture
def place(tmp_path: Path) -> Iterator[World]:
    """Nobody has subscribed yet; there are public pages to link to."""
    with world(tmp_path, committees="[101]", more=PAGES) as found:
        yield found


def known(place: World, address: str = JO) -> Subscriber:
    """The person behind an address."""
    with place.tools.store.read() as conn:
        found = store.subscribers.by_address(conn, address)
    assert found is not None
    return found


def is_known(place: World, address: str = JO) -> bool:
    """Whether there is anybody behind an address."""
    with place.tools.store.read() as conn:
        return store.subscribers.by_address(conn, address) is not None


def emails(place: World, address: str = JO) -> tuple[Delivery, ...]:
    """All emails to a person."""
    with place.tools.store.read() as conn:
        return store.correspondence.of_person(conn, known(place, address).id)


def text_of(delivery: Delivery) -> str:
    """Its plain text."""
    mail = BytesParser(policy=policy.default).parsebytes(delivery.message or b"")
    assert isinstance(mail, EmailMessage)
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def token_in(place: World, address: str = JO, which: int = -1) -> str:
    """The token of a confirmation, as its reader would click it."""
    (line,) = (each for each in text_of(emails(place, address)[which]).splitlines() if each.startswith("https://"))
    base, _, token = line.rpartition("/")
    assert base == "https://news.example/confirm"
    return token


def token_to_leave(place: World, address: str = JO) -> str:
    """A token as the foot of a digest has one."""
    with place.tools.store.write() as conn:
        return tokens.issue(place.tools, conn, known(place, address).id, Purpose.UNSUBSCRIBE)


def test_two_steps_in(place: World) -> None:
    """Asked, a person hears nothing but the question; by its link they hear from us; a second click does no harm."""
    assert subscribe.ask(place.tools, JO, EVERYTHING, origin="on the web") is Asked.WRITTEN
    (question,) = emails(place)
    assert (question.kind, question.run_id, question.address) == (DeliveryKind.CONFIRMATION, None, JO)
    assert question.expires_at == place.clock.at + 7 * DAY
    assert known(place).state is S.PENDING
    assert compose(place.tools, force=True)[0].deliveries == 0
    token = token_in(place)
    place.clock.at += 3 * DAY
    assert subscribe.confirm(place.tools, token) is Confirmed.NOW
    assert subscribe.confirm(place.tools, token) is Confirmed.ALREADY
    person = known(place)
    assert (person.state, person.confirmed_at) == (S.ACTIVE, place.clock.at)
    assert person.consent.startswith("asked on the web on 2026-")
    assert "confirmed by the link in our email" in person.consent
    assert send(place.tools).states == {DeliveryState.SENT: 1}


def test_the_question_has_no_words_of_a_stranger(place: World) -> None:
    """Neither the address nor anything else that was typed stands in the text; the link is https; nothing is a list."""
    subscribe.ask(place.tools, "buy-pills.example@people.example", Subscription(topics=("send",)))
    (question,) = emails(place, "buy-pills.example@people.example")
    mail = BytesParser(policy=policy.default).parsebytes(question.message or b"")
    assert isinstance(mail, EmailMessage)
    assert "List-Unsubscribe" not in mail
    for part in mail.iter_parts():
        words = str(part.get_content())
        assert "pills" not in words
        assert "https://news.example/confirm/" in words
        assert words.count("https://") == 1
    assert "pills" not in mail["Subject"]


def test_a_confirmation_is_good_for_seven_days_and_for_nothing_else(place: World) -> None:
    """Too late, for another purpose, mistyped: nobody is subscribed, and none of it is an error."""
    subscribe.ask(place.tools, JO, EVERYTHING)
    token = token_in(place)
    assert leave.unsubscribe(place.tools, token) is Gone.UNKNOWN
    assert preferences.of_token(place.tools, token) is None
    for wrong in ("", "x", token[:-1], token[:-1] + ("a" if token[-1] != "a" else "b"), token + "a", "\udc80" * 52):
        assert subscribe.confirm(place.tools, wrong) is Confirmed.UNKNOWN
    place.clock.at += 7 * DAY
    assert subscribe.confirm(place.tools, token) is Confirmed.UNKNOWN
    assert known(place).state is S.PENDING


def test_nobody_is_told_who_is_known(place: World) -> None:
    """Asking for a known address changes nothing and sends nothing, and asking often sends no flood of questions."""
    subscribe.add(place.tools, JO, Subscription(topics=("send",)))
    assert subscribe.ask(place.tools, "JO@people.example", EVERYTHING) is Asked.KNOWN
    assert (known(place).subscription.topics, emails(place)) == (("send",), ())
    sam = "sam@people.example"
    said = []
    for _ in range(100):
        said.append(subscribe.ask(place.tools, sam, EVERYTHING))
        place.clock.at += 5 * MINUTE
    assert said.count(Asked.WRITTEN) == len(emails(place, sam)) == subscribe.MOST
    assert said[:4] == [Asked.WRITTEN, Asked.ENOUGH, Asked.ENOUGH, Asked.WRITTEN]
    assert {subscribe.confirm(place.tools, token_in(place, sam, which)) for which in (0, 1)} == {
        Confirmed.NOW,
        Confirmed.ALREADY,
    }


def test_an_address_that_gave_trouble_is_not_asked_again_and_again(place: World) -> None:
    """Each question to an address that does not exist harms our name with its mail server: the same bounds hold."""
    said = []
    for _ in range(100):
        said.append(subscribe.ask(place.tools, JO, EVERYTHING))
        with place.tools.store.write() as conn:
            store.subscribers.move(conn, 1, (S.PENDING,), S.SUPPRESSED, now=place.clock.at, words="550 5.1.1 unknown")
        place.clock.at += 5 * MINUTE
    assert said.count(Asked.WRITTEN) == subscribe.MOST


REFUSED = {
    "a@people.example, b@people.example": "one address",
    "a@people.example;b@people.example": "one address",
    "a@b@people.example": "one address",
    "jo\r\nBcc: x@people.example": "control character",
    "jo\x00@people.example": "control character",
    "jo\u202e@people.example": "control character",
    "jö@people.example": "before the @",
    "<jo@people.example>": "bare address",
    "": "empty",
}


def test_an_address_that_is_none_is_refused_with_the_reason(place: World) -> None:
    """At every door: asked or added by hand, two addresses, control characters and other letters do not get in."""
    for address, why in REFUSED.items():
        for door in (subscribe.ask, subscribe.add):
            with pytest.raises(AddressError, match=why):
                door(place.tools, address, EVERYTHING)
    with place.tools.store.read() as conn:
        assert store.subscribers.list_all(conn) == ()


def test_leaving_works_for_ever_twice_and_at_once(tmp_path: Path) -> None:
    """A link of years ago lets a person leave; the digest on its way is not sent; a second time is fine as well."""
    with world(tmp_path, committees="[101]", more=PAGES) as place:
        place.baseline()
        subscribe.add(place.tools, JO, EVERYTHING)
        token = token_to_leave(place)
        place.next_week()
        place.poll()
        assert compose(place.tools)[0].deliveries == 1
        assert leave.unsubscribe(place.tools, token) is Gone.NOW
        assert leave.unsubscribe(place.tools, token) is Gone.BEFORE
        assert send(place.tools).states == {}
        (digest,) = emails(place)
        assert (digest.state, digest.history[-1].words) == (DeliveryState.SUPPRESSED, "the person left")
        place.clock.at += 5000 * DAY
        assert leave.unsubscribe(place.tools, token) is Gone.BEFORE
        assert known(place).left_at is not None


def test_no_old_link_brings_back_who_left(place: World) -> None:
    """An unused question of before, and a manage link, are worth nothing once a person left."""
    subscribe.ask(place.tools, JO, EVERYTHING)
    first = token_in(place)
    place.clock.at += 20 * MINUTE
    subscribe.ask(place.tools, JO, EVERYTHING)
    assert subscribe.confirm(place.tools, token_in(place)) is Confirmed.NOW
    with place.tools.store.write() as conn:
        manage = tokens.issue(place.tools, conn, known(place).id, Purpose.MANAGE)
    assert preferences.of_token(place.tools, manage) == known(place)
    assert leave.unsubscribe(place.tools, token_to_leave(place)) is Gone.NOW
    assert subscribe.confirm(place.tools, first) is Confirmed.UNKNOWN
    assert preferences.of_token(place.tools, manage) is None
    assert known(place).state is S.LEFT


def test_a_manage_link_is_good_for_two_days(place: World) -> None:
    """It names its person until then, and nobody afterwards."""
    subscribe.add(place.tools, JO, EVERYTHING)
    with place.tools.store.write() as conn:
        manage = tokens.issue(place.tools, conn, known(place).id, Purpose.MANAGE)
    place.clock.at += timedelta(hours=47)
    assert preferences.of_token(place.tools, manage) == known(place)
    place.clock.at += timedelta(hours=1)
    assert preferences.of_token(place.tools, manage) is None


def test_who_comes_back_begins_anew(tmp_path: Path) -> None:
    """Somebody who left and asks again must confirm again, and hears of what is noticed from then on."""
    with world(tmp_path, committees="[101]", more=PAGES) as place:
        place.baseline()
        first = subscribe.add(place.tools, JO, EVERYTHING)
        leave.leave(place.tools, JO)
        place.next_week()
        place.poll()
        assert subscribe.ask(place.tools, JO, Subscription(frequency=Frequency.DAILY)) is Asked.WRITTEN
        assert subscribe.confirm(place.tools, token_in(place)) is Confirmed.NOW
        back = known(place)
        assert (back.id, back.state, back.is_new, back.left_at) == (first.id, S.ACTIVE, True, None)
        assert back.told_up_to > first.told_up_to
        assert back.subscription.frequency is Frequency.DAILY
        leave.leave(place.tools, JO)
        assert subscribe.add(place.tools, JO, EVERYTHING, consent="by phone").consent == "by phone"


def test_a_rest_stops_the_writing_not_the_post(tmp_path: Path) -> None:
    """What was composed before a pause still goes; while it lasts nothing is composed; who left cannot rest."""
    with world(tmp_path, committees="[101]", more=PAGES) as place:
        place.baseline()
        subscribe.add(place.tools, JO, EVERYTHING)
        place.next_week()
        place.poll()
        assert compose(place.tools)[0].deliveries == 1
        assert preferences.pause(place.tools, JO).state is S.PAUSED
        assert send(place.tools).states == {DeliveryState.SENT: 1}
        told = known(place).told_up_to
        place.next_week()
        place.poll()
        assert compose(place.tools)[0].deliveries == 0
        assert known(place).told_up_to == told
        with pytest.raises(AddressError, match="paused, not active"):
            preferences.pause(place.tools, JO)
        assert preferences.resume(place.tools, JO).hears
        leave.leave(place.tools, JO)
        for act in (preferences.pause, preferences.resume):
            with pytest.raises(AddressError, match="left"):
                act(place.tools, JO)
        with pytest.raises(AddressError, match="left"):
            preferences.change(place.tools, JO, lambda old: old)


def test_a_wish_for_what_is_not_watched_is_refused_but_old_ones_stay(place: World) -> None:
    """A new topic is checked; one that was followed before, and is no longer there, is no reason to refuse a change."""
    with place.tools.store.write() as conn:
        store.subscribers.add(conn, JO, Subscription(topics=("gone",)), now=place.clock.at)
    changed = preferences.change(place.tools, JO, lambda old: replace(old, frequency=Frequency.DAILY))
    assert (changed.subscription.topics, known(place)) == (("gone",), changed)
    with pytest.raises(AddressError, match="sned"):
        preferences.change(place.tools, JO, lambda old: replace(old, topics=("gone", "sned")))


def test_without_pages_the_answer_is_a_letter(tmp_path: Path) -> None:
    """With no public address there is no link to a page: the answer is a letter with the token in its subject."""
    with world(tmp_path, committees="[101]") as place:
        assert subscribe.ask(place.tools, JO, EVERYTHING) is Asked.WRITTEN
        text = text_of(emails(place)[0])
        assert "http" not in text
        assert "mailto:editor@example.org?subject=confirm%20" in text
        (subject,) = (line for line in text.splitlines() if line.startswith("confirm "))
        asked = links.read_subject(f"Re: {subject}")
        assert asked is not None
        assert subscribe.confirm(place.tools, asked.token or "") is Confirmed.NOW
