"""Polling: names, hints, feeds, what is asked and how often, and two who poll at once."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests import fetch_server
from tests.between import Between
from tests.read_once import READER
from tests.world import World, again, outline, world
from watcher import store
from watcher.actions.poll import Polled, poll
from watcher.app import collaborators
from watcher.domain.changes import Change
from watcher.domain.polls import SourceState
from watcher.domain.publications import Outcome, Page
from watcher.sample import SampleCouncil

CHILDREN = "Children and Families Scrutiny Committee"
LIST = "harrowmere/committees"
FEED = """\
feeds:
  - {{name: What is new, key: new, url: "{url}mgRss.aspx", system: moderngov-feed, allow_private: true,
      politeness: {{gap: 0, retries: 0}}}}
"""


def outcomes(polled: tuple[Polled, ...]) -> dict[str, Outcome]:
    """How each source's poll went, in the order of the polls."""
    return {each.source.key: each.poll.outcome for each in polled}


def told(polled: tuple[Polled, ...]) -> list[tuple[str, str | None]]:
    """Kind and meeting of every change."""
    return [(str(change.kind), change.meeting_id) for each in polled for change in each.changes]


def state(place: World, key: str) -> SourceState:
    """How a source stands."""
    with place.tools.store.read() as conn:
        return store.sources.state(conn, key)


def recorded(place: World) -> list[Change]:
    """Every change there is."""
    with place.tools.store.read() as conn:
        return list(store.changes.find(conn, limit=1000))


def asked(place: World, part: str) -> list[str]:
    """The addresses asked for that contain `part`, since the requests were last cleared."""
    return [each.path for each in place.council.requests if part in each.path]


def test_committees_by_name_are_found_and_polled_at_once(tmp_path: Path) -> None:
    """The first poll looks the names up on the committee page, however they are written, and polls the committees."""
    with world(tmp_path, committees=f'["{CHILDREN.upper().replace("AND", "&")}", cabinet]') as place:
        found = outcomes(poll(place.tools))
        assert found == {LIST: Outcome.OK, "harrowmere/118": Outcome.OK, "harrowmere/101": Outcome.OK}
        assert next(iter(found)) == LIST
        assert state(place, "harrowmere/118").name == f"Harrowmere County Council: {CHILDREN}"
        assert poll(place.tools) == ()  # nothing is due


def test_all_committees_are_polled_at_once(tmp_path: Path) -> None:
    """With `all`, the first poll reads the list and every committee on it."""
    with world(tmp_path, committees="all") as place:
        assert set(outcomes(poll(place.tools))) == {LIST, *(f"harrowmere/{id_}" for id_ in (101, 118, 124, 137))}


def test_an_unknown_name_stays_in_trouble_until_it_is_corrected(tmp_path: Path) -> None:
    """A name that no committee has: the nearest names are told, the others are polled, and so it stays - also while the
    list does not change - until sources.yaml is corrected, which is tried at the next poll whatever the time."""
    with world(tmp_path, committees="[Childrens and Family Scrutiny, Cabinet]") as place:
        for _ in range(2):
            found = outcomes(place.poll())
            assert found[LIST] is Outcome.UNKNOWN_COMMITTEE
            assert found["harrowmere/101"].is_good
            assert CHILDREN in state(place, LIST).why
        assert poll(place.tools) == ()
        with again(place, committees=f"[{CHILDREN}, Cabinet]") as corrected:
            assert outcomes(poll(corrected.tools)) == {LIST: Outcome.OK, "harrowmere/118": Outcome.OK}
            assert state(corrected, LIST).trouble_since is None
            assert poll(corrected.tools) == ()


def test_an_unknown_name_taken_out_is_no_trouble_any_more(tmp_path: Path) -> None:
    """Correcting by deleting the line counts as well."""
    with world(tmp_path, committees="[Committee of Nobody, Cabinet]") as place:
        place.poll()
        with again(place, committees="[Cabinet]") as corrected:
            assert outcomes(poll(corrected.tools)) == {LIST: Outcome.UNCHANGED}
            assert poll(corrected.tools) == ()


def test_a_name_added_later_is_looked_up_at_once(tmp_path: Path) -> None:
    """A committee added to sources.yaml is polled at the next poll, although its council's list is not due."""
    with world(tmp_path, committees="[Cabinet]") as place:
        place.poll()
        with again(place, committees="[Cabinet, Schools Forum]") as edited:
            assert set(outcomes(poll(edited.tools))) == {LIST, "harrowmere/124"}


def test_a_list_that_cannot_be_read_is_not_asked_at_every_tick(tmp_path: Path) -> None:
    """Names that wait for a list which cannot be read do not make it due before its time."""
    with world(tmp_path, committees="[Cabinet]") as place:
        place.council.misbehave("error_500", when=lambda path: "mgListCommittees" in path)
        assert outcomes(poll(place.tools)) == {LIST: Outcome.HTTP_ERROR}
        assert poll(place.tools) == ()


def test_a_hint_leads_to_the_meeting_and_is_no_change(tmp_path: Path) -> None:
    """A feed's entry for a watched committee makes its meeting be looked at in the same poll, though nothing else is
    due; the change is told once, by the committee."""
    with world(tmp_path, committees="[101]", more=FEED) as place:
        place.poll()
        place.council.advance()
        place.clock.at += timedelta(hours=1)
        with place.tools.store.write() as conn:  # only the feed is due
            store.meetings.look_again(conn, {"feed/new": ()}, now=place.clock.at)
        polled = poll(place.tools)
        assert list(outcomes(polled)) == ["feed/new", "harrowmere/101"]
        assert ("agenda_published", "2343") in told(polled)
        assert "feed_entry_published" not in [kind for kind, _ in told(polled)]
        assert told(place.poll()) == []


def test_a_hint_finds_a_meeting_that_is_not_known_yet(tmp_path: Path) -> None:
    """The list was read before the meeting stood on it, and its server goes on saying that it is unchanged: the hint
    makes the list be read whole again."""

    def without_meeting(page: Page) -> Page:
        return replace(page, body=page.body.replace(b"MId=2343", b"XId=2343"))

    with world(tmp_path, committees="[101]", more=FEED) as place:
        between = Between(edit=without_meeting)
        between.put_into(place)
        place.poll()
        place.next_week()
        assert "2343" not in [meeting for _, meeting in told(poll(place.tools, only=["harrowmere/101"]))]
        between.edit = lambda page: page
        assert outcomes(poll(place.tools, only=["harrowmere/101"])) == {"harrowmere/101": Outcome.UNCHANGED}
        polled = poll(place.tools, everything=True)
        assert told(polled) == [("agenda_published", "2343")]


def test_entries_of_unwatched_committees_are_changes(tmp_path: Path) -> None:
    """What a council's feed says of committees that nobody watches is told; of watched ones it is not."""
    with world(tmp_path, week=2, committees="[101]", more=FEED) as place:
        place.poll()
        place.next_week()
        entries = [each for each in place.poll() if each.source.key == "feed/new"]
        (change,) = entries[0].changes
        assert change.kind == "feed_entry_published"
        assert "Planning and Highways" in str((change.after or {})["title"])


RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>https://x.org/</link>
<description>News</description>{items}</channel></rss>"""
ITEM = "<item><title>{title}</title><link>https://x.org/{key}</link><guid isPermaLink='false'>{key}</guid></item>"


def test_new_entries_of_a_plain_feed_are_changes_with_their_topics(tmp_path: Path) -> None:
    """The first sight of a feed is a baseline; a new entry is a change, and what it is about is remembered."""
    old = ITEM.format(title="Opening hours at Christmas", key="e1")
    new = ITEM.format(title="Ofsted inspection of local authority children's services: report published", key="e2")
    with fetch_server.serving("127.0.0.9") as site, world(tmp_path, committees="[124]") as place:
        more = f'feeds: [{{{{name: News, key: news, url: "{site.url}feed", allow_private: true}}}}]\n'
        with again(place, committees="[124]", more=more) as watching:
            site.answers["/feed"] = fetch_server.page(RSS.format(items=old).encode())
            assert told(watching.poll()) == []
            site.answers["/feed"] = fetch_server.page(RSS.format(items=new + old).encode())
            assert [change.entry_id for each in watching.poll() for change in each.changes] == ["e2"]
            with watching.tools.store.read() as conn:
                matches = store.meetings.matches(conn, [("feed/news", "entry:e2")])
            assert [match.topic for match in matches["feed/news", "entry:e2"]] == ["ofsted"]
            assert told(watching.poll()) == []


def test_two_who_poll_at_once_tell_nothing_twice(tmp_path: Path) -> None:
    """Another process polls the same source while the first one reads: the second answer is left aside."""
    with world(tmp_path, committees="[101]") as place:
        place.poll()
        place.next_week()
        meanwhile: list[Polled] = []

        def other_process(page: Page) -> Page:
            if not meanwhile:
                with collaborators(place.tools.settings, clock=place.clock, reader=READER) as other:
                    meanwhile.extend(poll(other, everything=True))
            return page

        Between(edit=other_process).put_into(place)
        late = place.poll()
        assert told(late) == []
        assert told(tuple(meanwhile))
        assert told(place.poll()) == []
        assert [outline(change) for change in recorded(place)] == [
            outline(change) for each in meanwhile for change in each.changes
        ]


def test_unchanged_pages_are_neither_downloaded_nor_read(tmp_path: Path) -> None:
    """With validators, no body comes twice, and nothing is parsed."""
    with world(tmp_path) as place:
        place.poll()
        place.poll()
        between = Between()
        between.put_into(place)
        place.council.clear_requests()
        assert set(outcomes(place.poll()).values()) == {Outcome.UNCHANGED}
        assert between.reads == []
        assert [(each.path, each.bytes_sent) for each in place.council.requests if each.bytes_sent] == []
        assert all(each.was_conditional for each in place.council.requests)


def test_pages_without_validators_are_read_only_when_they_changed(tmp_path: Path) -> None:
    """A server that sends no validators: the same page again is downloaded, and not parsed."""
    with world(tmp_path, council=SampleCouncil(validators=False)) as place:
        place.poll()
        place.poll()
        between = Between()
        between.put_into(place)
        assert set(outcomes(place.poll()).values()) == {Outcome.UNCHANGED}
        assert between.reads == []


def test_papers_are_asked_for_once_a_day(tmp_path: Path) -> None:
    """The papers of near meetings are revalidated at most daily, conditionally, though their page is read each time."""
    with world(tmp_path, committees="[118]") as place:
        place.poll()
        assert asked(place, "/documents/s")
        place.council.clear_requests()
        place.clock.at += timedelta(hours=20)
        place.poll()
        assert asked(place, "/documents/s") == []
        assert asked(place, "ieListDocuments")
        place.clock.at += timedelta(hours=4)
        place.poll()
        papers = [each for each in place.council.requests if "/documents/s" in each.path]
        assert papers
        assert {(each.status, each.was_conditional) for each in papers} == {(304, True)}


def test_a_replaced_report_is_noticed_though_the_page_is_the_same(tmp_path: Path) -> None:
    """New bytes under the old address of a paper show on no page; they are told all the same, once."""
    with world(tmp_path, committees="[118]", council=SampleCouncil(validators=False)) as place:
        place.poll()

        class Frozen(Between):
            """Pages never change."""

            def fingerprint(self, page: Page) -> str:
                with place.tools.store.read() as conn:
                    return store.sources.pages(conn, "harrowmere/118")[page.url].fingerprint

        between = Frozen()
        between.put_into(place)
        place.next_week()
        assert [outline(change)[0::4] for each in place.poll() for change in each.changes] == [
            ("document_replaced", "2303051")
        ]
        assert between.reads == []
        place.clock.at += timedelta(days=1)
        assert told(place.poll()) == []


@pytest.mark.parametrize("where", ["ieListMeetings", "ieListDocuments"])
def test_retry_after_is_kept(tmp_path: Path, where: str) -> None:
    """A server that asks for two hours of rest gets them, also when it says so on one meeting's page only."""
    with world(tmp_path, committees="[118]", council=SampleCouncil(retry_after_s=7200)) as place:
        place.council.misbehave("retry_503", when=lambda path: where in path)
        place.poll()
        found = state(place, "harrowmere/118")
        assert found.last_outcome in (Outcome.RETRY_LATER, Outcome.PARTIAL)
        assert found.next_poll_at >= place.clock.at + timedelta(seconds=7200)
        place.clock.at += timedelta(seconds=7100)
        assert poll(place.tools) == ()
