"""The traps of the web service, one by one."""

from dataclasses import replace
from datetime import date

import pytest

from tests.systems.answers import (
    BASE,
    LIST,
    MEETING,
    SERVICE,
    SOURCE,
    answer_page,
    item,
    listed,
    meeting,
    paper,
    read,
    row,
    xml,
)
from watcher.domain.publications import DocumentKind, Meeting, MeetingStatus, Outcome, PageKind, Published, Reading
from watcher.systems import SYSTEMS, detect
from watcher.systems._service_meeting import LACKS

SYSTEM = SYSTEMS["moderngov-service"]


def only(reading: Reading) -> Meeting:
    """The one meeting of a reading that is good."""
    assert (reading.outcome, reading.why) == (Outcome.OK, "")
    [found] = reading.meetings
    return found


def test_days_are_asked_for_as_the_server_reads_them() -> None:
    """dd/mm/yyyy, from the first of a month to the last of one: the address is the same for a whole month."""
    expected = SERVICE + "GetMeetings?lCommitteeId=31&sFromDate=01/08/2026&sToDate=31/12/2027"
    for day in (date(2026, 11, 1), date(2026, 11, 30)):
        assert SYSTEM.first_requests(SOURCE, day) == (expected,)
    assert SYSTEM.first_requests(SOURCE, date(2026, 2, 28))[0].endswith("sFromDate=01/11/2025&sToDate=31/03/2027")
    assert SYSTEM.first_requests(replace(SOURCE, committee=None), date(2026, 1, 1)) == (SERVICE + "GetCommittees",)
    assert SYSTEM.meeting_request(SOURCE, "4711", "") == MEETING


def test_everything_since_2005_is_no_answer() -> None:
    """A server that ignored the days it was asked for has its answer named, and nothing of it is read."""
    reading = read(listed(row("1", "01/02/2005"), row("2", "22/09/2026")), LIST)
    assert (reading.outcome, reading.meetings) == (Outcome.WRONG_ANSWER, ())
    assert "1 of 2 meetings are of other days" in reading.why
    assert read(listed(row(day="01/11/2027")), LIST).outcome is Outcome.OK, "midnight may be the day after"


def test_another_committees_meetings_are_no_answer() -> None:
    """Who asks for one committee and is told of another was not understood."""
    assert read(listed(row(), committee="32"), LIST).outcome is Outcome.WRONG_ANSWER
    everything = LIST.replace("lCommitteeId=31", "lCommitteeId=-1")
    assert read(listed(row(), committee="32"), everything).outcome is Outcome.OK


def test_a_count_without_committees_is_an_answer() -> None:
    """Nothing in these days: a whole list, of no meetings, of the days that were asked for."""
    reading = read(listed(count="0"), LIST)
    assert (reading.kind, reading.is_complete, reading.meetings) == (PageKind.MEETINGS, True, ())
    assert reading.covers == (date(2026, 6, 1), date(2027, 10, 31))


def test_a_list_that_counts_more_than_it_holds_is_not_whole() -> None:
    """Counts have a space in front; where they do not fit, absence says nothing."""
    assert read(listed(row(), count="1"), LIST).is_complete
    short = read(listed(row(), count="40"), LIST)
    assert not short.is_complete
    assert short.flags == ("the answer counts 40 and holds 1",)


@pytest.mark.parametrize(
    ("said", "status", "note"),
    [
        ("Confirmed", MeetingStatus.SCHEDULED, ""),
        ("", MeetingStatus.SCHEDULED, ""),
        ("Provisional", MeetingStatus.SCHEDULED, ""),
        (" Cancelled ", MeetingStatus.CANCELLED, ""),
        ("CANCELLED", MeetingStatus.CANCELLED, ""),
        ("Postponed", MeetingStatus.POSTPONED, ""),
        ("Canslwyd", MeetingStatus.CANCELLED, ""),
        (
            "Confirmed; Rescheduled from 24 September 2026",
            MeetingStatus.SCHEDULED,
            "The council writes: “Rescheduled from 24 September 2026”",
        ),
        ("Cancelled - lack of business", MeetingStatus.CANCELLED, "The council writes: “lack of business”"),
        ("Confirmed; Cancelled in 2025", MeetingStatus.SCHEDULED, "The council writes: “Cancelled in 2025”"),
        ("As it may be", MeetingStatus.SCHEDULED, "The council writes: “As it may be”"),
    ],
)
def test_a_status_is_a_prefix_and_free_text(said: str, status: MeetingStatus, note: str) -> None:
    """The first words say whether it goes ahead, the others stand beside the time in the council's own words."""
    for found in (only(read(listed(row(status=said)), LIST)), only(read(meeting(meetingstatus=said)))):
        assert (found.status, found.notes) == (status, (note,) if note else ())


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("Children &amp;amp; Families", "Children & Families"),
        ("Children &amp;amp;amp; Families", "Children & Families"),
        ("Q&amp;A", "Q&A"),
        ("Q&A with notice", "Q&A with notice"),
        ("Growth &amp;notice", "Growth &notice"),
        ("Schools&amp;#58; places&amp;nbsp;&amp;ndash; 2027", "Schools: places – 2027"),
        ("&lt;b&gt;Budget&lt;/b&gt; 2027", "Budget 2027"),
        ("Under &amp;lt; 5s", "Under < 5s"),
        ("  SEND\n   strategy ", "SEND strategy"),
    ],
)
def test_titles_are_encoded_once_or_twice(written: str, read_as: str) -> None:
    """Entities are undone as often as it takes, markup goes, and what merely looks like an entity stays."""
    assert only(read(meeting(item(agendaitemtitle=written)))).items[0].title == read_as


def test_texts_are_read_from_their_markup() -> None:
    """Word's HTML, encoded once or twice, is plain text on one line; minutes stand whole."""
    markup = "&lt;p class='MsoNormal'&gt;To note the&lt;br/&gt;\nreport.&lt;/p&gt;"
    twice = markup.replace("&", "&amp;")
    found = only(read(meeting(item(agendatext=markup, minutesnonemptyhtmlbody=twice), minutepublished="True"))).items[0]
    assert (found.text, found.minutes, found.minutes_are_cut) == ("To note the report.", "To note the report.", False)


def test_the_number_shown_is_not_the_clerks_place() -> None:
    """`fulldisplaynumberformat` is what stands on the agenda."""
    found = only(read(meeting(item(fulldisplaynumberformat="32/19.", agendaitemnumber="4"))))
    assert found.items[0].number == "32/19"


def test_what_is_out_and_what_the_service_cannot_say() -> None:
    """The three states are read; drafts are not told from minutes, and the meeting says that they are not."""
    found = only(read(meeting(decisionpublished="True", minutepublished="True")))
    assert found.published == {Published.AGENDA, Published.DECISIONS, Published.MINUTES}
    assert found.lacks == LACKS
    assert found.is_detailed
    assert (found.committee, found.venue, found.documents) == (SOURCE.committee, "Town Hall", ())


def test_what_is_not_out_is_not_read() -> None:
    """Items of an agenda that is not out, minutes that are not, and what is not for display are for nobody."""
    not_out = only(read(meeting(item(), agendapublished="False")))
    assert not_out.items == ()
    hidden = item("502", isdisplayallowed="False")
    drafted = item("501", minutesnonemptyhtmlbody="Agreed.", isminutepublished="False")
    found = only(read(meeting(drafted, hidden, minutepublished="True")))
    assert [(one.id, one.minutes) for one in found.items] == [("501", "")]
    assert only(read(meeting(item(minutesnonemptyhtmlbody="Agreed.")))).items[0].minutes == ""


def test_papers_go_by_their_attachment() -> None:
    """Addresses are made absolute; restricted papers are left out and close their item; links elsewhere are none."""
    relative = paper("72", url="mgConvert2PDF.aspx?ID=72", title="Appendix A")
    report = paper("71", title="Budget 2027&amp;#47;28 PDF 230 KB")
    closed, link = paper("73", isrestricted="True"), paper("74", isurl="True", url="https://elsewhere.example/")
    found = only(read(meeting(item("501", relative, report, closed, link, paper("71"))))).items[0]
    assert [(one.id, one.title, one.kind) for one in found.documents] == [
        ("72", "Appendix A", DocumentKind.OTHER),
        ("71", "Budget 2027/28", DocumentKind.REPORT),
    ]
    assert found.documents[0].url == BASE + "mgConvert2PDF.aspx?ID=72"
    assert found.is_restricted
    assert not only(read(meeting(item("501", report)))).items[0].is_restricted


@pytest.mark.parametrize("title", ["Budget (to follow)", "Budget - to follow"])
def test_a_report_to_follow_is_a_fact(title: str) -> None:
    """The words leave the title and stay as a fact, as on the pages."""
    found = only(read(meeting(item(agendaitemtitle=title)))).items[0]
    assert (found.title, found.is_to_follow) == ("Budget", True)


def test_times_that_cannot_be_read_are_said() -> None:
    """No hour is guessed, and the council's words stand beside."""
    found = only(read(listed(row(clock="TBC")), LIST))
    assert (found.starts_at.iso, found.starts_at.clock) == ("2026-09-22", None)
    assert found.notes
    assert only(read(listed(row(day="22/09/2026 00:00:00")), LIST)).starts_at.iso == "2026-09-22T18:30"


def test_committees_that_have_ended_are_told_apart() -> None:
    """Deleted or expired, they are listed and said to have ended."""
    rows = "".join(
        f"<committee><committeeid>{id_}</committeeid><committeetitle>Panel {id_}</committeetitle>"
        f"<committeedeleted>{deleted}</committeedeleted><committeeexpired>{expired}</committeeexpired></committee>"
        for id_, deleted, expired in (("1", "False", "False"), ("2", "True", "False"), ("3", "False", "True"))
    )
    reading = read(
        xml(f"<committees><committeescount> 3</committeescount>{rows}</committees>"), SERVICE + "GetCommittees"
    )
    assert [(one.id, one.has_ended) for one in reading.committees] == [("1", False), ("2", True), ("3", True)]
    assert reading.is_complete


def test_a_list_of_all_committees_is_read() -> None:
    """GetAllMeetingsByDate has the same rows under another root."""
    two = listed(row("1"), root="getallmeetings").replace("</getallmeetings>", "") + listed(
        row("2"), committee="32"
    ).partition("</meetingscount>")[2].replace("getmeetings", "getallmeetings")
    url = SERVICE + "GetAllMeetingsByDate?lCommitteeId=-1&sFromDate=01/06/2026&sToDate=31/10/2027"
    reading = read(two.replace(" 1<", " 2<"), url)
    assert [(one.id, one.committee.id) for one in reading.meetings] == [("1", "31"), ("2", "32")]
    assert reading.is_complete


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        ("<html><head><title>Error</title></head><body/></html>", Outcome.ERROR_PAGE),
        ("<script>window.location = 'https://x.example/'</script>", Outcome.STUB),
        ("System.InvalidOperationException: Missing parameter: sFromDate.", Outcome.STUB),
        ("", Outcome.STUB),
        ("<html><title>Just a moment...</title></html>", Outcome.BLOCKED),
        (xml("<getmeetings><committee><committeeid>31"), Outcome.TRUNCATED),
        (xml("<getmeetings><committee></getmeetings>"), Outcome.NOT_A_PAGE),
        (xml('<!DOCTYPE meeting [<!ENTITY a "b">]><meeting>&a;</meeting>'), Outcome.STUB),
        (xml("<soap><fault>no</fault></soap>"), Outcome.STUB),
    ],
)
def test_what_is_no_answer_is_named(answer: str, outcome: Outcome) -> None:
    """The root's name decides; what comes instead has its own name and nothing in it is read."""
    reading = read(answer, LIST)
    assert (reading.outcome, reading.meetings) == (outcome, ())


def test_an_answer_without_a_meeting_is_empty() -> None:
    """No id, no meeting: a valid answer with nothing in it."""
    assert read(xml("<meeting></meeting>")).kind is PageKind.EMPTY


def test_answers_are_recognised() -> None:
    """By their first element, whatever the address; by the address, whatever came."""
    assert detect(answer_page(listed(row()), "https://x.example/")) is SYSTEM
    assert detect(answer_page(meeting(), "https://x.example/")) is SYSTEM
    assert detect(answer_page("<html></html>", LIST)) is SYSTEM
    assert detect(answer_page("<html></html>", "https://x.example/")) is None


def test_who_attends_is_not_read() -> None:
    """The people around the table are no part of the fingerprint: a new photograph is no news."""
    people = "<attendees><attendee name='A'></attendee></attendees></meeting>"
    with_people = meeting().replace("</meeting>", people)
    prints = [SYSTEM.fingerprint(answer_page(one)) for one in (with_people, with_people.replace("'A'", "'B'"))]
    assert prints[0] == prints[1] != SYSTEM.fingerprint(answer_page(meeting(meetinglocation="Elsewhere")))
