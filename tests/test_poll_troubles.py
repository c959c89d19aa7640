"""Polling in trouble: what fails is recorded with its reason and shown, the rest goes on, nothing known is lost."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.between import Between, replaced
from tests.test_poll import outcomes, recorded, state, told
from tests.world import World, again, world
from watcher import store
from watcher.actions.compose import compose
from watcher.actions.health import health
from watcher.actions.poll import poll
from watcher.domain.changes import Known
from watcher.domain.digests import Edition, Frequency, SectionKind
from watcher.domain.documents import DocumentText
from watcher.domain.publications import AgendaItem, Outcome, Page
from watcher.domain.topics import Match
from watcher.errors import StoreBusyError, StoreFullError
from watcher.sample import FAULTS, SampleCouncil
from watcher.store import Store
from watcher.tag import Tagger

SOURCE = "harrowmere/118"
OF_A_LIST = {
    "challenge_403": Outcome.BLOCKED,
    "error_500": Outcome.HTTP_ERROR,
    "time_out": Outcome.TIMED_OUT,
    "truncated": Outcome.TRUNCATED,
    "empty_list": Outcome.EMPTY_LIST,
    "stub_200": Outcome.BLOCKED,  # this stub says that it is a check
    "redirect_loop": Outcome.REDIRECT_LOOP,
    "wrong_charset": Outcome.UNCHANGED,  # read by what the page says of itself: nothing is new
    "huge_body": Outcome.TOO_LARGE,
    "retry_503": Outcome.RETRY_LATER,
}
"""What a list of meetings that fails in each way comes to."""


def known(place: World, key: str = SOURCE) -> Known:
    """All that is known of a source, but for when it was looked at."""
    with place.tools.store.read() as conn:
        found = store.meetings.load_known(conn, key)
    meetings = {id_: replace(each, page_read_at=None, documents_read_at=None) for id_, each in found.meetings.items()}
    return replace(found, meetings=meetings)


def unchecked(edition: Edition) -> tuple[str, ...]:
    """The digest's section on what could not be checked, as text."""
    sections = [section for section in edition.sections if section.kind is SectionKind.NOT_CHECKED]
    return tuple(f"{entry.title}: {' '.join(entry.lines)}" for section in sections for entry in section.entries)


def test_each_way_of_failing_is_recorded_and_loses_nothing(tmp_path: Path) -> None:
    """A list that fails in any of the ten ways: the outcome and a reason are recorded, what was known stays as it was,
    and nothing is told."""
    assert set(OF_A_LIST) == set(FAULTS)
    with world(tmp_path, committees="[118]", read_timeout_s=0.7) as place:
        place.baseline()
        before = known(place)
        assert before.meetings
        for fault, expected in OF_A_LIST.items():
            place.council.misbehave(fault, when=lambda path: "ieListMeetings" in path)
            (polled,) = place.poll()
            place.council.heal()
            assert polled.poll.outcome is expected, fault
            found = state(place, SOURCE)
            assert (found.last_outcome, bool(found.why)) == (expected, not expected.is_good), fault
            assert (found.trouble_since is None) == expected.is_good, fault
            assert known(place) == before, fault
        assert recorded(place) == []
        assert outcomes(place.poll())[SOURCE].is_good


NEW_SITE = b"""<!DOCTYPE html><html lang="en"><head><title>Meetings - Harrowmere</title></head><body><main>
<h1>Children and Families Scrutiny Committee</h1><ol><li><a href="/meetings/2303">17 September 2026</a></li></ol>
</main></body></html>"""


def test_a_list_of_another_shape_is_recorded_and_loses_nothing(tmp_path: Path) -> None:
    """A site that was built anew: its page is not one we know, and nobody's meetings were withdrawn."""
    with world(tmp_path, committees="[118]", council=SampleCouncil(validators=False)) as place:
        place.baseline()
        before = known(place)
        Between(edit=lambda page: replace(page, body=NEW_SITE)).put_into(place)
        (polled,) = place.poll()
        assert not polled.poll.outcome.is_good
        assert polled.poll.why
        assert known(place) == before
        assert recorded(place) == []


def test_a_site_that_is_down_stands_in_status_and_digest(tmp_path: Path) -> None:
    """Nothing listens any more: unreachable, with its reason in the status and words for it in the digest."""
    with world(tmp_path) as place:
        place.baseline()
        folder, tools = place.folder, place.tools
    with again(replace(place, folder=folder, tools=tools)) as later:
        before = known(later)
        assert set(outcomes(later.poll()).values()) == {Outcome.UNREACHABLE}
        assert known(later) == before
        found = health(later.tools)
        assert [each.key for each in found.in_trouble] == ["harrowmere/101", "harrowmere/118", "harrowmere/124"]
        assert all(each.why for each in found.in_trouble)
        (composed,) = compose(later.tools, frequencies=[Frequency.WEEKLY], force=True)
        words = unchecked(composed.editions[0])
        assert len(words) == 3
        assert all("could not be reached" in each for each in words)


def test_one_blocked_source_stands_in_the_digest_and_the_others_are_told(tmp_path: Path) -> None:
    """One committee's list is blocked: the digest tells the news of the others, and that this one was not checked."""
    with world(tmp_path) as place:
        place.baseline()
        place.next_week()
        place.council.misbehave("challenge_403", when=lambda path: "ieListMeetings" in path and "118" in path)
        place.poll()
        (composed,) = compose(place.tools, frequencies=[Frequency.WEEKLY], force=True)
        (edition,) = composed.editions
        (words,) = unchecked(edition)
        assert "Children and Families Scrutiny Committee" in words
        assert "refuses programs" in words
        assert (edition.checked, edition.sources) == (2, 3)
        entries = [entry for section in edition.sections for entry in section.entries]
        assert {number for entry in entries for number in entry.change_numbers} == {1, 2, 3}


def test_a_date_that_cannot_be_read_keeps_the_meeting(tmp_path: Path) -> None:
    """A date that nobody can read: the meeting is kept, flagged, and shown in the council's own words."""
    in_row = replaced(b">22 Oct 2026", b">the third Thursday")
    on_page = replaced(b"Thursday 22 October 2026", b"the third Thursday")
    with world(tmp_path, committees="[118]") as place:
        Between(edit=lambda page: on_page(in_row(page))).put_into(place)
        (polled,) = place.poll()
        assert polled.poll.outcome is Outcome.OK
        assert any("2304" in flag for flag in polled.poll.flags)
        meeting = known(place).meetings["2304"].meeting
        assert meeting.starts_at.day is None
        assert "the third Thursday" in meeting.starts_at.raw
        assert [(key, each.id) for key, each in health(place.tools).undated] == [(SOURCE, "2304")]


class BrokenTagger(Tagger):
    """Fails on the items of one committee."""

    def match_item(
        self, item: AgendaItem, *, committee_name: str = "", papers: Sequence[DocumentText] = ()
    ) -> tuple[Match, ...]:
        """The matches, or the failure."""
        if "Children" in committee_name:
            raise RuntimeError("a topic that trips over its own feet")
        return super().match_item(item, committee_name=committee_name, papers=papers)


def test_a_reader_that_breaks_is_that_sources_trouble(tmp_path: Path) -> None:
    """A page that breaks our reader is recorded as that; the others go on; once mended, nothing was missed."""

    def breaking(page: Page) -> Page:
        if "Id=118" in page.url:
            raise ZeroDivisionError("a reader's mistake")
        return page

    with world(tmp_path) as place:
        place.baseline()
        place.next_week()
        between = Between(edit=breaking)
        between.put_into(place)
        found = outcomes(place.poll())
        assert found == {"harrowmere/101": Outcome.OK, SOURCE: Outcome.BROKEN_READER, "harrowmere/124": Outcome.OK}
        assert "a reader's mistake" in state(place, SOURCE).why
        between.edit = lambda page: page
        assert {meeting for _, meeting in told(place.poll())} == {"2303"}


def test_what_cannot_be_kept_of_one_source_stops_no_other(tmp_path: Path) -> None:
    """A failure after the reading, while one source is compared and tagged, is recorded and leaves nothing of it half
    written; the others are kept."""
    with world(tmp_path) as place:
        place.baseline()
        place.next_week()
        whole = place.tools
        place.tools = replace(whole, tagger=BrokenTagger(whole.settings.topics))
        found = outcomes(place.poll())
        assert found == {"harrowmere/101": Outcome.OK, SOURCE: Outcome.BROKEN_READER, "harrowmere/124": Outcome.OK}
        assert SOURCE not in {change.source_key for change in recorded(place)}
        place.tools = whole
        assert sorted(told(place.poll())) == [("document_replaced", "2303"), ("item_added", "2303")]


def test_being_stopped_is_no_sources_trouble(tmp_path: Path) -> None:
    """Stopped in the middle of a poll: what was half asked is not recorded, and is asked again at the next start."""
    with world(tmp_path) as place:
        place.baseline()
        place.next_week()

        def stopping(page: Page) -> Page:
            place.tools.fetcher.stop()
            return page

        Between(edit=stopping).put_into(place)
        assert place.poll() == ()
        assert health(place.tools).in_trouble == ()
        with again(place) as later:
            assert len(told(later.poll())) == 5


class Cramped(Store):
    """A store on a disk with room for `spare` pages more than there are at each write; None: room enough."""

    spare: int | None = None

    @contextmanager
    def write(self, *, durable: bool = False) -> Iterator[sa.Connection]:
        """As ever, on that disk."""
        with super().write(durable=durable) as conn:
            size = conn.exec_driver_sql("PRAGMA page_count").scalar_one()
            limit = 1_000_000 if self.spare is None else size + self.spare
            conn.exec_driver_sql(f"PRAGMA max_page_count = {limit}")
            yield conn


@contextmanager
def cramped_store(place: World) -> Iterator[Cramped]:
    """The place's database on such a disk."""
    opened = Cramped.open(place.tools.settings.database_url)
    assert isinstance(opened, Cramped)
    with closing(opened):
        yield opened


def test_a_full_disk_ends_the_poll_and_leaves_nothing_half_written(tmp_path: Path) -> None:
    """The poll ends with a sentence, every source is as it was or wholly written, and with room again all is told."""
    with world(tmp_path) as place:
        place.baseline()
        place.next_week()
        with cramped_store(place) as cramped:
            cramped.spare = 0
            before = {key: known(place, key) for key in ("harrowmere/101", SOURCE, "harrowmere/124")}
            with pytest.raises(StoreFullError, match="the disk is full"):
                poll(replace(place.tools, store=cramped), everything=True)
            kept = {change.source_key for change in recorded(place)}
            assert {key for key in before if known(place, key) != before[key]} == kept
            cramped.spare = None
            rest = poll(replace(place.tools, store=cramped), everything=True)
            assert len(recorded(place)) == 5
            assert {change.source_key for each in rest for change in each.changes} == before.keys() - kept


def test_a_full_disk_asks_the_council_for_little_more(tmp_path: Path) -> None:
    """What cannot be kept is not asked for: after the first failed commit the remaining sources are left alone."""
    council = SampleCouncil(delay_s=0.03)  # as far away as councils are, or all is asked before one commit can fail
    with world(tmp_path, committees="all", council=council) as place, cramped_store(place) as cramped:
        poll(replace(place.tools, store=cramped), only=["harrowmere/committees"])
        place.tools.tagger.match_texts("Any", ())  # compiled when the first words come
        cramped.spare = 0
        place.council.clear_requests()
        with pytest.raises(StoreFullError):
            poll(replace(place.tools, store=cramped))
        lists = [each for each in place.council.requests if "ieListMeetings" in each.path]
        assert len(lists) < 4


def test_a_locked_database_ends_the_poll_and_loses_nothing(tmp_path: Path) -> None:
    """Another program holds the database for too long: a sentence, nothing written, and later everything is told."""
    with world(tmp_path) as place:
        place.baseline()
        place.next_week()
        url = place.tools.settings.database_url
        hasty = Store.open(url, busy_timeout_s=0.05)
        try:
            with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as holder:
                holder.execute("BEGIN IMMEDIATE")
                with pytest.raises(StoreBusyError, match="in use by another"):
                    poll(replace(place.tools, store=hasty), everything=True)
                holder.execute("ROLLBACK")
            assert len(told(poll(replace(place.tools, store=hasty), everything=True))) == 5
        finally:
            hasty.close()
