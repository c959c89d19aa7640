"""Lists of meetings and of committees, whole, odd and empty."""

from datetime import date

import pytest

from tests.systems import pages
from tests.systems.pages import BASE, LIST, list_row, page_of
from watcher.domain.publications import Committee, Council, MeetingStatus, Outcome, PageKind, Reading, Source
from watcher.systems import SYSTEMS

SYSTEM = SYSTEMS["moderngov-pages"]
COUNCIL = Council(key="ambleford", name="Ambleford", url=BASE)


def _read(body: str, url: str = LIST) -> Reading:
    return SYSTEM.read(None, page_of(body, url))


_ROWS = {
    "": ("scheduled", []),
    " - Agenda": ("scheduled", ["agenda"]),
    " - Agenda, Decisions, Minutes": ("scheduled", ["agenda", "decisions", "minutes"]),
    " - Agenda, Draft Minutes": ("scheduled", ["agenda", "draft_minutes"]),
    " - CANCELLED": ("cancelled", []),
    " - Agenda, POSTPONED": ("postponed", ["agenda"]),
    " - NEW": ("scheduled", []),
}


@pytest.mark.parametrize("beside", _ROWS)
def test_the_words_beside_a_row_say_its_state(beside: str) -> None:
    """One request tells what is out for each meeting."""
    reading = _read(pages.meetings(list_row("4711", "8 Sep 2026&nbsp;6&#58;30 pm", beside)))
    [meeting] = reading.meetings
    assert (str(meeting.status), sorted(meeting.published)) == _ROWS[beside]
    assert (meeting.starts_at.iso, meeting.is_detailed) == ("2026-09-08T18:30", False)
    assert (reading.is_complete, reading.flags) == (True, ())


def test_words_that_are_not_understood_are_flagged_with_their_meeting() -> None:
    """Nothing is dropped in silence."""
    reading = _read(pages.meetings(list_row("4711", "8 Sep 2026 6.30 pm", " - Agenda, Webcast")))
    assert reading.flags == ("meeting 4711: words not understood: webcast",)
    assert reading.is_complete


def test_a_row_with_an_unreadable_date_is_kept() -> None:
    """The meeting is kept, its words shown."""
    reading = _read(pages.meetings(list_row("4711", "to be arranged")))
    assert reading.meetings[0].starts_at.raw == "to be arranged"
    assert reading.flags == ("meeting 4711: the date could not be read: to be arranged",)


def test_a_row_without_an_id_makes_the_list_incomplete() -> None:
    """A meeting that cannot be keyed may be one that is known: absence means nothing then."""
    rows = list_row("4711", "8 Sep 2026 6.30 pm") + list_row("x", "9 Sep 2026 6.30 pm")
    reading = _read(pages.meetings(rows))
    assert [one.id for one in reading.meetings] == ["4711"]
    assert not reading.is_complete


def test_a_list_with_no_meetings_is_read_and_empty() -> None:
    """Whether empty is believable is for others to decide."""
    reading = _read(pages.meetings(""))
    assert (reading.outcome, reading.kind, reading.meetings, reading.is_complete) == (
        Outcome.OK,
        PageKind.MEETINGS,
        (),
        True,
    )


def test_a_list_page_without_its_list_is_not_complete() -> None:
    """Without a list and without saying that there are no meetings, absence means nothing."""
    body = pages.skin('<div class="mgContent"></div>', h1="Browse meetings", h2="Schools Panel")
    assert (_read(body).outcome, _read(body).is_complete) == (Outcome.OK, False)
    said = body.replace(
        '<div class="mgContent">', '<div class="mgContent"><p>There are no meetings for this committee</p>'
    )
    assert _read(said).is_complete


def test_committees_are_listed_once_with_plain_names() -> None:
    """Categories, repeated links, entities and constitutions in a committee's clothes."""
    content = (
        '<div class="mgContent"><h2 class="mgSectionTitle">Scrutiny</h2><ul class="mgBulletList">'
        '<li><a href="mgCommitteeDetails.aspx?ID=31">Schools &#38; Skills Panel &#40;joint&#41;</a></li>'
        '<li><a href="MGCOMMITTEEDETAILS.ASPX?id=32">Budget</a></li>'
        '<li><a href="mgCommitteeDetails.aspx?ID=31">Schools again</a></li>'
        '<li><a href="ieListMeetings.aspx?CId=9&info=1&MD=Constitution">Constitution</a></li></ul></div>'
    )
    reading = _read(pages.skin(content, h1="Committee structure"), BASE + "mgListCommittees.aspx?bcr=1")
    assert reading.kind is PageKind.COMMITTEES
    assert [(one.id, one.name) for one in reading.committees] == [
        ("31", "Schools & Skills Panel (joint)"),
        ("32", "Budget"),
    ]
    assert reading.is_complete


def test_the_first_request_is_the_list_that_a_source_wants() -> None:
    """The committee's meetings, or the council's committees."""
    directory = Source(key="ambleford/committees", system=SYSTEM.name, url=BASE, name="Ambleford", council=COUNCIL)
    assert SYSTEM.first_requests(directory, date(2026, 9, 7)) == (BASE + "mgListCommittees.aspx?bcr=1",)
    panel = Committee(id="31", name="Schools Panel")
    source = Source(key="ambleford/31", system=SYSTEM.name, url=BASE, name="Panel", council=COUNCIL, committee=panel)
    assert SYSTEM.first_requests(source, date(2026, 9, 7)) == (LIST,)


def test_the_rows_fingerprint_tells_what_a_row_tells() -> None:
    """Status, time and what is out; nothing else."""
    seen = {
        SYSTEM.row_fingerprint(_read(pages.meetings(list_row("4711", when, beside))).meetings[0])
        for when in ("8 Sep 2026 6.30 pm", "8 Sep 2026 7.30 pm")
        for beside in ("", " - Agenda", " - CANCELLED")
    }
    assert len(seen) == 6
    again = _read(pages.meetings(list_row("4712", "8 Sep 2026&nbsp;6:30 pm"))).meetings[0]
    assert again.status is MeetingStatus.SCHEDULED
    assert SYSTEM.row_fingerprint(again) in seen
