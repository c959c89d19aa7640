"""One page in all the ways it varies from council to council says the same."""

from collections.abc import Callable

import pytest

from tests.systems import pages
from tests.systems.pages import BASE, LIST, MEETING, item_row, list_row, page_of
from watcher.domain.publications import Meeting, MeetingStatus, Reading
from watcher.systems import SYSTEMS
from watcher.systems._html import without_session

SYSTEM = SYSTEMS["moderngov-pages"]
REPORT = '<a class="mgAiTitleLnk" href="documents/s9/SEND%20and%20more.pdf">SEND &amp; more</a>'
H2 = '<a href="mgCommitteeDetails.aspx?ID=31">Schools Panel - Tuesday, 8th September, 2026 6.30 pm</a>'
BODY = pages.meeting(
    item_row("5", "PL1", REPORT, '<div class="mgWordPara"><p>To note £5m.</p></div>'),
    h2=H2,
    papers='<li><a href="documents/g77/Agenda.pdf?T=0">Agenda frontsheet</a></li>',
)


def _read(body: str, url: str = MEETING) -> Reading:
    return SYSTEM.read(None, page_of(body, url))


def _meeting(body: str, url: str = MEETING) -> Meeting:
    reading = _read(body, url)
    assert (reading.why, reading.is_complete) == ("", True)
    return reading.meetings[0]


_WRITTEN: dict[str, Callable[[str], str]] = {
    "entities": lambda body: body.replace("8th September, 2026 6.30", "8th&nbsp;September&#44;&nbsp;2026 6&#46;30"),
    "entities encoded twice": lambda body: (
        body.replace("8th September, 2026 6.30", "8th&amp;nbsp;September&amp;#44; 2026 6.30")
        .replace("SEND &amp; more", "SEND &amp;amp; more")
        .replace("£5m", "&amp;pound;5m")
    ),
    "Word": lambda body: body.replace(
        "<p>To note £5m.</p>",
        "<style>p.MsoNormal{margin:0}</style><!--[if gte mso 9]><xml><w:View>junk</w:View></xml><![endif]-->"
        '<?xml:namespace prefix = "o" ns = "urn:schemas-microsoft-com" /><p class=MsoNormal><span lang=EN-GB>To '
        "<span class=SpellE>no</span>te<o:p></o:p> <b style='mso-bidi-font-weight:normal'>£5</b>m.</span></p>"
        "<p>&nbsp;<o:p>&nbsp;</o:p></p>",
    ),
    "raw spaces": lambda body: body.replace("SEND%20and%20more.pdf", "SEND and more.pdf"),
    "line breaks in an address": lambda body: body.replace("SEND%20and%20more.pdf", "SEND and\r\n more.pdf"),
    "backslashes": lambda body: body.replace("documents/s9/", "documents\\s9\\"),
    "letters of addresses": lambda body: body.replace("mgCommitteeDetails.aspx?ID=", "MGCOMMITTEEDETAILS.ASPX?id="),
    "a session in links": lambda body: body.replace('href="documents/', f'href="{BASE}(S(a1b2c3))/documents/'),
    "a session in other letters": lambda body: body.replace(
        'href="documents/', f'href="{BASE}%28s%28a1b2%29%29/documents/'
    ),
    "a byte-order mark": lambda body: "\ufeff" + body,
    "zero-width characters": lambda body: body.replace("SEND &amp; more", "\u200bSEND\u00ad &amp; more\ufeff"),
}


@pytest.mark.parametrize("way", _WRITTEN)
def test_one_page_written_in_many_ways_says_the_same(way: str) -> None:
    """Entities, Word, sessions, spaces and letters are no facts."""
    written = _WRITTEN[way](BODY)
    assert written != BODY
    assert _meeting(written) == _meeting(BODY)


_ADDRESSES = {
    "a session": f"{BASE}(S(a1b2c3))/ieListDocuments.aspx?CId=31&MId=4711&Ver=4",
    "a session with more in it": f"{BASE}(A(x)S(a1b2c3)F(y-_z))/ieListDocuments.aspx?CId=31&MId=4711&Ver=4",
    "a coded session": f"{BASE}%28S%28a1b2c3%29%29/ieListDocuments.aspx?CId=31&MId=4711&Ver=4",
}


@pytest.mark.parametrize("way", _ADDRESSES)
def test_one_page_at_many_addresses_says_the_same(way: str) -> None:
    """Who is sent on to a session reads what everybody reads, with addresses for everybody."""
    assert _meeting(BODY, _ADDRESSES[way]) == _meeting(BODY)
    assert without_session(_ADDRESSES[way]) == MEETING


@pytest.mark.parametrize(
    "query", ["cid=31&mid=4711", "CID=31&MID=4711", "CommitteeId=31&MeetingId=4711&XXR=0", "MId=4711", "LLL=0&MID=4711"]
)
def test_parameters_are_known_by_any_of_their_names(query: str) -> None:
    """In any letters, and with harmless ones beside them."""
    meeting = _meeting(BODY, f"{BASE}IELISTDOCUMENTS.ASPX?{query}")
    assert (meeting.id, meeting.committee.id) == ("4711", "31")
    body = pages.meetings(list_row("4711", "8 Sep 2026 6.30 pm")).replace("CId=31&amp;MId=4711&amp;Ver=4", query)
    assert [one.id for one in _read(body, LIST).meetings] == ["4711"]


_ROWS = {
    " - POSTPONED as a mark of respect": MeetingStatus.POSTPONED,
    " - Meeting cancelled": MeetingStatus.CANCELLED,
    " (Cancelled)": MeetingStatus.CANCELLED,
    " - RESCHEDULED": MeetingStatus.MOVED,
    " - Agenda - ADJOURNED": MeetingStatus.ADJOURNED,
    " - wedi'i ganslo": MeetingStatus.CANCELLED,
    " - Rhaglen, GOHIRIWYD": MeetingStatus.POSTPONED,
    " - NEW": MeetingStatus.SCHEDULED,
}


@pytest.mark.parametrize("beside", _ROWS)
def test_a_row_says_whether_a_meeting_goes_ahead(beside: str) -> None:
    """With more words beside the status, in brackets, in Welsh."""
    [meeting] = _read(pages.meetings(list_row("4711", "8 Sep 2026 6.30 pm", beside)), LIST).meetings
    assert meeting.status is _ROWS[beside]


_NOTES = {
    "This meeting has been postponed as a mark of respect.": MeetingStatus.POSTPONED,
    "Postponed as a mark of respect": MeetingStatus.POSTPONED,
    "*** THIS MEETING HAS BEEN CANCELLED ***": MeetingStatus.CANCELLED,
    "PLEASE NOTE: This meeting has now been cancelled due to lack of business": MeetingStatus.CANCELLED,
    "Meeting cancelled": MeetingStatus.CANCELLED,
    "Mae'r cyfarfod hwn wedi'i ohirio": MeetingStatus.POSTPONED,
    "Gohiriwyd y cyfarfod hwn": MeetingStatus.POSTPONED,
    "Note: this meeting has not been cancelled": MeetingStatus.SCHEDULED,
    "The meeting was postponed from 1 September to this day": MeetingStatus.SCHEDULED,
    "This meeting replaces the meeting cancelled on 3 September": MeetingStatus.SCHEDULED,
    "Please note that this meeting will now commence at 3.30pm": MeetingStatus.SCHEDULED,
    "The meeting will start at 6pm and not 7pm as advertised": MeetingStatus.SCHEDULED,
    "Please note the earlier start time of 5pm": MeetingStatus.SCHEDULED,
}


@pytest.mark.parametrize("words", _NOTES)
def test_a_sentence_about_the_meeting_is_quoted_and_a_status_only_where_it_is_unmistakable(words: str) -> None:
    """Called off is said on evidence alone; all else the council's own words say."""
    meeting = _meeting(BODY.replace('<div class="mgContent"', f'<p>{words}</p><div class="mgContent"'))
    assert meeting.status is _NOTES[words]
    assert meeting.notes == (f"The council writes: “{words}”",)


@pytest.mark.parametrize("number", ["", "&nbsp;", "7", "PL1", "32/19", "22/21", "12a", "(iv)"])
def test_numbers_and_names_of_files_may_change_while_ids_stay(number: str) -> None:
    """What is told of an item or a paper hangs on its id."""
    body = BODY.replace("PL1", number).replace("SEND%20and%20more.pdf", f"{number or 'x'} other.PDF?T=9")
    [item] = _meeting(body).items
    assert (item.id, [each.id for each in item.documents]) == ("5", ["9"])


def test_a_page_in_welsh_says_the_same() -> None:
    """Its states, day, suffixes and kinds of papers are understood; only titles and names are in Welsh."""
    body = (
        BODY.replace(">Agenda<", ">Rhaglen<")
        .replace("Tuesday, 8th September, 2026 6.30 pm", "Dydd Mawrth, 8fed Medi, 2026 6.30 yr hwyr")
        .replace("Agenda frontsheet", "Taflen flaen y rhaglen")
        .replace("SEND &amp; more", "SEND &amp; more (i ddilyn)")
    )
    english, welsh = _meeting(BODY), _meeting(body)
    assert (welsh.starts_at.iso, welsh.published) == (english.starts_at.iso, english.published)
    assert [each.kind for each in welsh.documents] == [each.kind for each in english.documents]
    assert (welsh.items[0].title, welsh.items[0].is_to_follow) == ("SEND & more", True)
