"""What must not become news: short pages, thin pages, cut texts, flapping, backfill, pages that were not read."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from tests.diff_material import AGENDA_OUT, KEY, NOW, item, kinds, known, meeting, paper, reading, row, see
from watcher.diff import compare
from watcher.diff._telling import FLAP_LIMIT
from watcher.diff._words import around_difference, is_marked_withdrawn, opening
from watcher.domain.changes import LAST_TOLD, Known, KnownMeeting
from watcher.domain.publications import (
    NOT_SHOWN_NOTE,
    DocumentKind,
    FeedEntry,
    MeetingStatus,
    MeetingTime,
    Published,
    Reading,
)

MINUTES_OUT = AGENDA_OUT | {Published.MINUTES}
LONG = "The Director presented the report. " * 30


def test_a_list_that_shrank_abruptly_is_not_believed() -> None:
    """More than half of the items gone at once is a short page, however often it is read; nothing known is lost."""
    full = meeting(*(item(str(n), "", paper(f"7{n}")) for n in range(1, 6)))
    seen = see(known(full), meeting(item("1", "", paper("71")), item("2", "", paper("72"))))
    for _ in range(3):
        assert seen.changes == ()
        assert seen.flags == ("meeting 100: the item list shrank from 5 to 2: not believed",)
        assert seen.known.meetings["100"].meeting == full
        seen = see(seen, meeting(item("1", "", paper("71")), item("2", "", paper("72"))))


def test_an_empty_page_withdraws_nothing() -> None:
    """All items gone is not believed either, be it two; and so for papers."""
    full = meeting(item("1"), item("2"))
    assert kinds(see(see(known(full), meeting()), meeting())) == []
    papers = meeting(item("1", "", paper("1"), paper("2")))
    assert see(see(known(papers), meeting(item("1"))), meeting(item("1"))).flags == (
        "meeting 100: the document list shrank from 2 to 0: not believed",
    )


def test_half_of_a_list_may_go() -> None:
    """Two of four items absent twice are withdrawn."""
    seen = see(known(meeting(*(item(str(n)) for n in range(1, 5)))), meeting(item("1"), item("4")))
    assert kinds(see(seen, meeting(item("1"), item("4")))) == ["item_withdrawn", "item_withdrawn"]


def test_an_item_that_reappears_was_never_gone() -> None:
    """Absent, there, absent is not absent twice in a row; while absent it stays at its place."""
    full, short = meeting(item("1"), item("2"), item("3")), meeting(item("1"), item("3"))
    seen = see(known(full), short)
    assert seen.known.meetings["100"].absences == {"item:2": 1}
    assert seen.known.meetings["100"].meeting == full
    seen = see(see(seen, full), short)
    assert seen.changes == ()
    assert kinds(see(seen, short)) == ["item_withdrawn"]


def test_what_flaps_falls_silent() -> None:
    """A venue that alternates is announced FLAP_LIMIT times, the last time saying so; then a flag names the limit, and
    the memory goes on."""
    one, other = meeting(venue="County Hall"), meeting(venue="Online")
    seen, told = see(known(one), one), []
    for turn in range(6):
        seen = see(seen, one if turn % 2 else other)
        told += [(str(change.kind), (change.after or {}).get(LAST_TOLD, False)) for change in seen.changes]
    assert told == [("venue_changed", count == FLAP_LIMIT) for count in range(1, FLAP_LIMIT + 1)]
    assert "FLAP_LIMIT" in seen.flags[0]
    assert seen.known.meetings["100"].meeting.venue == "County Hall"


def test_backfill_is_no_news() -> None:
    """A meeting that appears more than 14 days after its day is known silently; 14 days after, it is told."""
    assert kinds(see(known(), meeting(at="2026-08-24T10:00"))) == ["agenda_published"]
    old = see(known(), meeting(at="2026-08-23T10:00"))
    assert (old.changes, set(old.known.meetings)) == ((), {"100"})
    assert see(known(), row(at="2026-08-23T10:00", published=AGENDA_OUT)).known.meetings


def test_a_new_meeting_whose_page_failed_is_held_back() -> None:
    """Its agenda is told when its page is read, as one piece of news."""
    seen = see(known(), row(published=AGENDA_OUT))
    assert (seen.changes, dict(seen.known.meetings)) == ((), {})
    assert "held back" in seen.flags[0]
    assert kinds(see(seen, meeting(item()))) == ["agenda_published"]


def test_a_baseline_row_is_filled_in_silently() -> None:
    """The first page of a meeting known by its row tells only what came out since, and what moved."""
    first = see(Known(source_key=KEY), row(published=AGENDA_OUT))
    assert see(first, meeting(item("1", "", paper()))).changes == ()
    minuted = meeting(item("1", minutes="Noted."), published=MINUTES_OUT, venue="Online")
    assert kinds(see(first, minuted)) == ["minutes_published"]
    assert kinds(see(first, meeting(item(), at="2026-09-18T10:00"))) == ["meeting_rescheduled"]


def test_a_row_never_publishes() -> None:
    """What a row says is out is told when the page is read."""
    seen = see(known(row()), row(published=AGENDA_OUT))
    assert seen.changes == ()
    assert kinds(see(seen, meeting(item()))) == ["agenda_published"]


def test_a_time_that_cannot_be_read_changes_nothing() -> None:
    """The known time is kept and the council's words are flagged; unreadable words that stay are no news either."""
    unreadable = replace(row(), starts_at=MeetingTime(day=None, raw="to be confirmed"))
    seen = see(known(meeting()), unreadable)
    assert seen.changes == ()
    assert seen.flags == ('meeting 100: the time "to be confirmed" cannot be read: 2026-09-17T10:00 is kept',)
    assert seen.known.meetings["100"].meeting.starts_at.iso == "2026-09-17T10:00"
    assert see(known(unreadable), replace(unreadable, url="")).flags == ()
    assert see(known(unreadable), row()).known.meetings["100"].meeting.starts_at.iso == "2026-09-17T10:00"


def test_an_hour_filled_in_is_no_news() -> None:
    """From a day to the same day with an hour, and back, nothing is told and the hour is kept."""
    seen = see(known(meeting(at="2026-09-17")), row())
    assert seen.changes == ()
    seen = see(seen, row(at="2026-09-17"))
    assert seen.changes == ()
    assert seen.known.meetings["100"].meeting.starts_at.iso == "2026-09-17T10:00"


def test_cancelled_and_moved_at_once_are_two_facets() -> None:
    """Another time and another status in one reading are told side by side."""
    seen = see(known(meeting()), row(at="2026-09-18T10:00", status=MeetingStatus.POSTPONED))
    assert kinds(seen) == ["meeting_rescheduled", "meeting_postponed"]


def test_a_state_that_disappears_stays_known() -> None:
    """An agenda taken off the heading is flagged; a heading that went on from agenda to minutes is not."""
    back = see(known(meeting(item())), meeting(item(), published=frozenset()))
    assert (back.changes, back.known.meetings["100"].meeting.published) == ((), AGENDA_OUT)
    assert back.flags == ("meeting 100: agenda was out and is not any more: not believed",)
    on = see(known(meeting(item())), meeting(item(), published=frozenset({Published.MINUTES})))
    assert (kinds(on), on.flags) == (["minutes_published"], ())


def test_a_cut_text_never_replaces_a_full_one() -> None:
    """Minutes cut on the page are not compared with the full text known, and a full text over a cut one is silent."""
    full = meeting(item(minutes=LONG), published=MINUTES_OUT)
    cut = meeting(item(minutes="Something else ...", minutes_are_cut=True), published=MINUTES_OUT)
    seen = see(known(full), cut)
    assert (seen.changes, seen.known) == ((), known(full))
    assert see(known(cut), full) == replace(seen, known=known(full))


def test_cut_texts_are_compared_as_far_as_both_go() -> None:
    """Two cut texts of different length are the same if one begins as the other; else the minutes were amended."""
    short, longer, other = (
        meeting(item(minutes=text, minutes_are_cut=True), published=MINUTES_OUT)
        for text in (
            "The committee noted the rep...",
            "The committee noted the report and tha...",
            "The chair noted the ...",
        )
    )
    assert see(known(short), longer).changes == ()
    assert see(known(longer), short).known == known(longer)
    assert kinds(see(known(longer), other)) == ["minutes_amended"]


def test_an_amendment_shows_where_the_texts_part() -> None:
    """Both excerpts are verbatim, and the difference is in them though it stands far into the text."""
    before, after = LONG + "Three voted for it." + LONG, LONG + "Nine voted for it." + LONG
    shown = around_difference(before, after)
    assert "Three voted" in shown[0]
    assert "Nine voted" in shown[1]
    assert shown[0] in before
    assert shown[1] in after
    assert max(map(len, shown)) <= 500


def test_openings_end_between_words() -> None:
    """A long text is cut at a space; one without spaces is cut all the same."""
    assert opening(LONG).endswith(("The", "Director", "presented", "the", "report."))
    assert LONG.startswith(opening(LONG))
    assert opening("x" * 900) == "x" * 500


def test_generated_files_come_and_go_untold() -> None:
    """A reports pack made anew, new or gone is no news."""
    pack = paper("5", kind=DocumentKind.PACK, content_hash="aa")
    other = replace(pack, content_hash="bb")
    assert see(known(meeting(item())), meeting(item(), documents=(pack,))).changes == ()
    assert see(known(meeting(item(), documents=(pack,))), meeting(item(), documents=(other,))).changes == ()
    assert see(see(known(meeting(item(), documents=(pack,))), meeting(item())), meeting(item())).changes == ()


def test_a_hash_that_was_not_fetched_is_kept() -> None:
    """A reading without hashes keeps the known one, so that a replacement is noticed by the next that has it."""
    seen = see(known(meeting(item("1", "", paper(content_hash="aa")))), meeting(item("1", "", paper())))
    assert seen.changes == ()
    assert kinds(see(seen, meeting(item("1", "", paper(content_hash="bb"))))) == ["document_replaced"]


def test_bookkeeping_of_the_poll_is_kept() -> None:
    """Row fingerprint and the times of reading are the poll's to set."""
    before = known(meeting())
    mine = replace(before.meetings["100"], row="fp", page_read_at=NOW, documents_read_at=NOW)
    after = see(replace(before, meetings={"100": mine}), meeting(item())).known.meetings["100"]
    assert (after.row, after.page_read_at, after.documents_read_at) == ("fp", NOW, NOW)


def test_the_page_of_a_meeting_counts_more_than_its_row() -> None:
    """A reading that has both is compared by the page, whichever comes first."""
    page, of_list = meeting(item()), row(at="2026-09-30T10:00")
    for pair in ((page, of_list), (of_list, page)):
        assert see(known(), *pair).known.meetings == {
            "100": KnownMeeting(meeting=page, announced={"agenda:meeting": 1}, read_by="moderngov-pages")
        }


def test_a_feed_that_makes_its_ids_anew_tells_each_entry_once() -> None:
    """The same title, address and time under another id is the same entry; another time is an update, and news. Without
    a time only the id counts."""

    def entries(mark: str, hour: int = 9) -> Reading:
        when = datetime(2026, 9, 4, hour, tzinfo=UTC)
        dated = FeedEntry(id=f"{mark}-1", title="Inspection", url="https://x/1", published_at=when)
        return reading(
            entries=(dated, replace(dated, id=f"{mark}-2"), FeedEntry(id=f"{mark}-3", title="Undated", url=""))
        )

    seen = compare(known(), entries("a"), now=NOW)
    assert [change.entry_id for change in seen.changes] == ["a-1", "a-3"]
    again = compare(seen.known, entries("b"), now=NOW)
    assert [change.entry_id for change in again.changes] == ["b-3"]
    assert [change.entry_id for change in compare(again.known, entries("c", 10), now=NOW).changes] == ["c-1", "c-3"]


def test_naive_times_are_refused() -> None:
    """`now` must say where it is."""
    with pytest.raises(ValueError, match="aware"):
        compare(known(), reading(), now=datetime(2026, 9, 7))  # noqa: DTZ001 - the point of the test


@pytest.mark.parametrize(
    ("title", "is_withdrawn"),
    [
        ("ITEM WITHDRAWN - Budget", True),
        ("Withdrawn: Budget", True),
        ("WITHDRAWN Budget", True),
        ("Budget (withdrawn)", True),
        ("Budget [Report withdrawn by the Director]", True),
        ("Budget - this item has been withdrawn", True),
        ("Budget – Withdrawn.", True),
        ("Applications withdrawn", False),
        ("Withdrawn bus routes", False),
        ("Policies to be withdrawn", False),
        ("WITHDRAWN BUS ROUTES", False),
        ("Budget", False),
    ],
)
def test_withdrawn_is_said_only_on_evidence(title: str, is_withdrawn: bool) -> None:
    """The mark is known where clerks put it; matters that merely contain the word are what they are."""
    assert is_marked_withdrawn(title) is is_withdrawn


def test_notes_are_followed_and_never_told() -> None:
    """A note that comes, changes or goes is no news; a row takes no note from a page that was read, but the one that
    the meeting is not shown any more; and at another time it adds its own."""
    plain, noted = meeting(item("1")), meeting(item("1"), notes=("The council writes: “Now at 3pm.”", NOT_SHOWN_NOTE))
    seen = see(known(plain), noted)
    assert (seen.changes, seen.known.meetings["100"].meeting) == ((), noted)
    listed = see(seen, row(published=AGENDA_OUT, notes=("A row's note.",)))
    assert (listed.changes, listed.known.meetings["100"].meeting.notes) == ((), noted.notes[:1])
    moved = see(listed, row(at="2026-09-18T10:00", published=AGENDA_OUT, notes=("A row's note.",)))
    assert moved.known.meetings["100"].meeting.notes == (*noted.notes[:1], "A row's note.")
    assert see(seen, plain).known.meetings["100"].meeting.notes == ()
