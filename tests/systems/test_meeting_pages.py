"""Odd meeting and item pages of a fictional council."""

import pytest

from tests.systems import pages
from tests.systems.pages import MEETING, item_row, page_of
from watcher.domain.publications import AgendaItem, Meeting, MeetingStatus, Outcome, PageKind, Published, Reading
from watcher.systems import SYSTEMS

SYSTEM = SYSTEMS["moderngov-pages"]
PAPER = '<p class="mgSubItemTitleTxt">{}</p>'


def _read(body: str, url: str = MEETING) -> Reading:
    return SYSTEM.read(None, page_of(body, url))


def _meeting(**parts: str) -> Meeting:
    reading = _read(pages.meeting(parts.pop("rows", item_row("5", "1.", "Apologies")), **parts))
    assert (reading.outcome, reading.kind) == (Outcome.OK, PageKind.MEETING)
    [meeting] = reading.meetings
    return meeting


def _item(title: str = "Budget", rest: str = "", number: str = "7.") -> AgendaItem:
    [item] = _meeting(rows=item_row("812", number, title, rest)).items
    return item


def test_only_what_is_inside_modgov_counts() -> None:
    """Items and rows in the council's own skin, before and after, are not read."""
    assert [item.id for item in _meeting().items] == ["5"]


_STATES = {
    "Meeting": set(),
    "Agenda": {Published.AGENDA},
    "Agenda and decisions": {Published.AGENDA, Published.DECISIONS},
    "Agenda and draft minutes": {Published.AGENDA, Published.DRAFT_MINUTES},
    "Agenda and minutes": {Published.AGENDA, Published.MINUTES},
    "Agenda, decisions and draft minutes": {Published.AGENDA, Published.DECISIONS, Published.DRAFT_MINUTES},
    "Agenda, decisions and minutes": {Published.AGENDA, Published.DECISIONS, Published.MINUTES},
    "Rhaglen": {Published.AGENDA},
    "Rhaglen a chofnodion": {Published.AGENDA, Published.MINUTES},
}


@pytest.mark.parametrize("h1", _STATES)
def test_the_first_heading_says_what_is_published(h1: str) -> None:
    """In English and in Welsh."""
    assert _meeting(h1=h1).published == _STATES[h1]


def test_without_a_first_heading_the_papers_say_what_is_published() -> None:
    """A council may have moved the heading into its own skin."""
    body = pages.meeting(item_row("5", "1.", "Apologies")).replace("mgMainTitleTxt", "title")
    reading = _read(body)
    assert reading.meetings[0].published == {Published.AGENDA}
    assert any("no heading" in flag for flag in reading.flags)


@pytest.mark.parametrize("number", ["", "PL1", "32/19", "7"])
def test_numbers_are_taken_as_they_are(number: str) -> None:
    """Blank numbers and those with letters and slashes are numbers too."""
    assert _item(number=number).number == number


def test_section_headings_between_items_are_no_items() -> None:
    """A row without an item's anchor and without a number is a heading."""
    heading = '<tr><td colspan="2"><p class="mgAiTitleTxt">PART ONE</p></td></tr>'
    blank = '<tr><td class="mgItemNumberCell"></td><td><p class="mgAiTitleTxt">PART TWO</p></td></tr>'
    rows = heading + item_row("5", "1.", "Apologies") + blank + item_row("6", "2.", "Budget")
    reading = _read(pages.meeting(rows))
    assert [item.title for item in reading.meetings[0].items] == ["Apologies", "Budget"]
    assert (reading.flags, reading.is_complete) == ((), True)


def test_an_item_without_an_id_makes_the_reading_incomplete() -> None:
    """What cannot be keyed is flagged, and absence means nothing then."""
    rows = item_row("5", "1.", "Apologies") + item_row("x", "2.", "Budget")
    reading = _read(pages.meeting(rows))
    assert not reading.is_complete
    assert "2 Budget" in reading.flags[0]


def test_an_anchor_without_a_number_cell_is_an_item() -> None:
    """The anchor is the item's identity, wherever it stands in the row."""
    row = '<tr><td><a name="AI77"></a><p class="mgAiTitleTxt">Late report</p></td></tr>'
    [item] = _meeting(rows=row).items
    assert (item.id, item.number, item.title) == ("77", "", "Late report")


def test_a_title_loses_what_the_site_adds() -> None:
    """Sizes, icons and hidden parts go; the title, its link's document and size stay."""
    title = (
        '<a class="mgAiTitleLnk" href="documents/s901/SEND  Strategy\r\n 2026.pdf">SEND Strategy &#40;draft&#41;'
        '<span class="mgHide">, item 7.</span><span class="mgFileSize"> pdf icon PDF 230 KB</span></a>'
    )
    item = _item(title)
    assert item.title == "SEND Strategy (draft)"
    [document] = item.documents
    assert (document.id, document.title, document.size) == ("901", "SEND Strategy (draft)", "230 KB")
    assert document.url == pages.BASE + "documents/s901/SEND%20%20Strategy%202026.pdf"
    assert _item("Budget PDF 230 KB").title == "Budget"


@pytest.mark.parametrize("words", ["(to follow)", "[TO FOLLOW]", "- report to follow", " to follow."])
def test_to_follow_is_a_fact_and_not_part_of_the_title(words: str) -> None:
    """The report is not there yet."""
    item = _item(f"Budget {words}")
    assert (item.title, item.is_to_follow) == ("Budget", True)


def test_a_topic_to_follow_up_is_no_report_to_follow() -> None:
    """The words count only at the end."""
    assert not _item("Actions to follow up from Ofsted").is_to_follow


_RESTRICTED = {
    "School Site Disposal (Exempt)": True,
    "Exempt Minutes": True,
    "RESTRICTED - Care Home Contract": True,
    "Care Home Contract - Not for publication": True,
    "School Site [Confidential - Schedule 12A]": True,
    "Supported Exempt Accommodation Review": False,
    "Local Plan Part 2": False,
    "Exclusion of the Press and Public": False,
}


@pytest.mark.parametrize("title", _RESTRICTED)
def test_restricted_items_say_so_in_their_title(title: str) -> None:
    """A title's suffix or first word tells; the same word as a topic does not."""
    assert _item(title).is_restricted is _RESTRICTED[title]


def test_an_item_with_a_public_report_is_not_restricted() -> None:
    """Restricted items have no document (moderngov.md)."""
    assert not _item('<a class="mgAiTitleLnk" href="documents/s1/a.pdf">Site (part exempt)</a>').is_restricted


def test_texts_of_an_item_go_to_their_sections() -> None:
    """Description, decision and minutes are told apart; words are not cut where markup is; a cut text is followed."""
    rest = (
        '<div class="mgWordPara"><p>To re<b>port</b></p><p>the&nbsp;budget.</p></div>'
        '<p class="mgSubItemTitleTxt">Additional documents:</p><ul class="mgBulletList">'
        '<li><a href="documents/s12/a.pdf">Annex A <span class="mgFileSize">PDF 1 MB</span></a></li>'
        '<li><a href="mgConvert2PDF.aspx?ID=13">Annex B</a></li></ul>'
        '<p class="mgSubItemTitleTxt">Decision:</p><div class="mgWordPara"><p>RESOLVED</p></div>'
        '<p class="mgSubItemTitleTxt">Minutes:</p><div class="mgWordPara"><h3>Decision</h3>'
        "<p>It was noted &nbsp;...&nbsp;"
        '<a href="mgAi.aspx?ID=812">view the full minutes text for item 7.</a></p></div>'
    )
    reading = _read(pages.meeting(item_row("812", "7.", "Budget", rest)))
    [item] = reading.meetings[0].items
    assert item.text == "To report the budget."
    assert item.decision == "RESOLVED"
    assert (item.minutes, item.minutes_are_cut) == ("Decision It was noted", True)
    assert [(one.id, one.title, one.size) for one in item.documents] == [
        ("12", "Annex A", "1 MB"),
        ("13", "Annex B", None),
    ]
    assert reading.follow == (pages.BASE + "mgAi.aspx?ID=812",)


def test_the_papers_of_a_meeting_have_kinds_and_ids() -> None:
    """Generated files by `?T=`, supplements by SID, the chooser of a large pack as the pack itself."""
    papers = (
        '<li><a href="mgMeetingAttendance.aspx?ID=4711">Attendance</a></li>'
        '<li><a href="documents/g500/Front.pdf?T=0">Agenda frontsheet</a></li>'
        '<li><a href="mgChooseDocPack.aspx?ID=500">Agenda reports pack</a></li>'
        '<li><a href="documents/g500/Printed%20minutes.pdf?T=1">Printed draft minutes</a></li>'
        '<li><a href="documents/g500/Decisions.pdf?T=2">Printed decisions</a></li>'
        '<li><a href="mgChooseDocPack.aspx?ID=500&SID=61">Late Material</a></li>'
        '<li><a href="documents/b77/Supplementary%20agenda.pdf?T=9">Supplementary agenda</a></li>'
    )
    documents = _meeting(papers=papers).documents
    assert [(one.id, str(one.kind)) for one in documents] == [
        ("g500-0", "front_sheet"),
        ("g500-10", "pack"),
        ("g500-1", "draft_minutes"),
        ("g500-2", "decisions"),
        ("supplement-61", "supplement"),
        ("b77-9", "supplement"),
    ]


def test_the_pack_is_no_paper_of_an_item() -> None:
    """An item may link to its whole agenda's pack, which the site makes on demand; what hangs on it is its own."""
    links = (
        '<p><a href="documents/g500/Public%20reports%20pack.pdf?T=10">Reports pack</a></p>'
        '<p><a href="mgChooseDocPack.aspx?ID=500">Agenda reports pack</a></p>'
        '<p><a href="documents/s12/Consultation%20pack.pdf">Consultation pack</a></p>'
    )
    item = _item(rest=PAPER.format("Additional documents:") + links)
    assert [(one.id, str(one.kind)) for one in item.documents] == [("g500-10", "pack"), ("12", "other")]


_VENUES = {
    "<p><span class='mgLabel'>Venue: </span>Shire Hall</p>": "Shire Hall",
    "<p><span>Proposed venue: </span>Shire Hall, Town. <a href='x'> View directions</a></p>": "Shire Hall, Town",
    "<p>Lleoliad: Neuadd y Sir</p>": "Neuadd y Sir",
    "<p>Venue:</p>": None,
    "": None,
}


@pytest.mark.parametrize("words", _VENUES)
def test_the_venue_is_what_stands_after_its_label(words: str) -> None:
    """Without the link to a map."""
    assert _meeting(above=words).venue == _VENUES[words]


def test_an_unmistakable_note_is_a_status() -> None:
    """A note that the meeting is postponed counts although the heading does not say it, and is quoted."""
    reading = _read(pages.meeting(above="<p>Note: Meeting postponed until further notice.</p>"))
    assert reading.meetings[0].status is MeetingStatus.POSTPONED
    assert reading.flags == ("the page says: Note: Meeting postponed until further notice.",)


_TOLD = [
    "Please note that this meeting will now commence at 3:30pm",
    "There has been a change of venue",
    "If the meeting is cancelled, we shall say so here",
]


@pytest.mark.parametrize("words", _TOLD)
def test_other_words_about_a_change_are_only_flagged(words: str) -> None:
    """Free text is shown, not interpreted."""
    reading = _read(pages.meeting(above=f"<p>{words}</p>"))
    assert reading.meetings[0].status is MeetingStatus.SCHEDULED
    assert reading.meetings[0].starts_at.iso == "2026-09-08T18:30"
    assert reading.flags == (f"the page says: {words}",)


def test_an_unreadable_date_keeps_the_meeting_and_its_words() -> None:
    """The meeting is kept, flagged, its raw text shown."""
    reading = _read(pages.meeting(h2="Schools Panel - Tuesday 31 September 2026 6.30 pm"))
    [meeting] = reading.meetings
    assert (meeting.id, meeting.starts_at.day, meeting.starts_at.raw) == (
        "4711",
        None,
        "Tuesday 31 September 2026 6.30 pm",
    )
    assert reading.flags


def test_links_keep_sub_paths_and_lose_sessions() -> None:
    """Links are joined to the page; a cookieless session would make every link new at each visit."""
    body = pages.meeting(item_row("1", "1", '<a href="documents/s9/a b.pdf">Plan</a>'))
    url = "https://meetings.ambleford.example/mg/(S(abcdefghij0123456789wxyz))/ieListDocuments.aspx?MId=4711"
    [meeting] = _read(body, url).meetings
    assert meeting.items[0].documents[0].url == "https://meetings.ambleford.example/mg/documents/s9/a%20b.pdf"
    assert meeting.url == "https://meetings.ambleford.example/mg/ieListDocuments.aspx?MId=4711"


def test_an_item_page_has_the_whole_minutes() -> None:
    """The item's own page gives its id by address, its number by the link to its meeting."""
    content = (
        '<div class="mgLinks"><ul class="mgActionList"><li><a href="ieListDocuments.aspx?CId=31&MId=4711&Ver=4">'
        "Meeting of Schools Panel (Item 7)</a></li></ul></div>"
        '<div class="mgContent"><div class="mgWordPara"><p>To report.</p></div>'
        '<p class="mgSubItemTitleTxt">Minutes:</p><div class="mgWordPara"><p>All of it.</p></div>'
        '<h2 class="mgSectionTitle">Supporting documents:</h2><ul class="mgBulletList">'
        '<li><a href="documents/s12/a.pdf">Annex A</a></li></ul></div>'
    )
    reading = _read(pages.skin(content, h1="Agenda item", h2="Budget (to follow)"), pages.BASE + "mgAi.aspx?ID=812")
    assert reading.kind is PageKind.ITEM
    [item] = reading.items
    assert (item.id, item.number, item.title) == ("812", "7", "Budget")
    assert (item.text, item.minutes) == ("To report.", "All of it.")
    assert (item.minutes_are_cut, item.is_to_follow) == (False, True)
    assert [one.id for one in item.documents] == ["12"]


@pytest.mark.parametrize("words", ["Budget consultation pack", "Record of an urgent decision", "Minutes of the Forum"])
def test_a_paper_that_somebody_uploaded_is_no_generated_file(words: str) -> None:
    """Its title may call it a pack, a decision or minutes: it is told when it appears, as any paper."""
    [document] = _meeting(papers=f'<li><a href="documents/s55/a.pdf">{words}</a></li>').documents
    assert not document.kind.is_generated


_PANEL = '<a href="mgCommitteeDetails.aspx?ID=31">Schools Panel - {}</a>'


def test_a_notice_about_the_time_is_a_note_in_the_councils_words() -> None:
    """What a paragraph says of the time is quoted for the reader; the heading's time is not replaced by it."""
    words = "Please note that the meeting will now commence at 3:30pm."
    meeting = _meeting(above=f"<p>{words}</p>")
    assert meeting.notes == (f"The council writes: “{words}”",)
    assert meeting.starts_at.iso == "2026-09-08T18:30"
    assert _meeting(above="<p>Tea is served from 6 pm.</p>").notes == ()


_DOUBTS = {
    "Wednesday 18 November 2025 7:30 pm": "The weekday does not fit the date",
    "29 March 2026 1:30 am": "The clocks skip this time on that day",
    "25 October 2026 1.30 am": "The clocks show this time twice on that day",
    "18 November 2025 12 midnight": "Midnight may be the day before or after",
    "18 November 2025 7.30": "The time could not be read",
    "31 November 2025 7.30 pm": "The date could not be read",
}


@pytest.mark.parametrize("words", _DOUBTS)
def test_a_time_that_is_in_doubt_is_a_note(words: str) -> None:
    """What does not fit is said to the reader with the council's own words, on the page and in the list."""
    expected = (f"{_DOUBTS[words]}: the council writes “{words}”.",)
    assert _meeting(h2=_PANEL.format(words)).notes == expected
    [row] = _read(pages.meetings(pages.list_row("4711", words)), pages.LIST).meetings
    assert row.notes == expected


def test_two_days_on_one_page_are_a_note() -> None:
    """The head's date disagrees with the heading's: the reader is told both; agreeing, nothing is said."""
    head = '<meta name="DC.date" content="{}" />'
    assert _meeting(head=head.format("09/09/2026")).notes == (
        "The same page also gives another day, 9 September 2026.",
    )
    assert _meeting(head=head.format("08/09/2026")).notes == ()


def test_words_after_the_time_are_a_note() -> None:
    """A status we do not know may be the one that matters."""
    notes = _meeting(h2=_PANEL.format("Tuesday, 8th September, 2026 6.30 pm, INQUORATE")).notes
    assert notes == ("After the time the council writes “INQUORATE”.",)
