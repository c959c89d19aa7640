"""Facts that a person reads on the real pages of CMIS, field by field. Ids, times, titles; no sentences."""

from typing import Any

Facts = dict[str, Any]

_SITE = "https://birmingham.cmis.uk.com/birmingham/"
_MODULE = _SITE + "Meetings/tabid/70/ctl/"


def _page(meeting_id: str, committee_id: str) -> str:
    ids = f"Meeting/{meeting_id}/Committee/{committee_id}"
    return f"{_MODULE}ViewMeetingPublic/mid/397/{ids}/SelectedTab/Documents/Default.aspx"


def _row(meeting_id: str, committee_id: str, name: str, starts_at: str, raw: str, venue: str | None = None) -> Facts:
    return {
        "id": meeting_id,
        "committee": {"id": committee_id, "name": name},
        "starts_at": starts_at,
        "starts_at_raw": raw,
        "venue": venue,
        "url": _page(meeting_id, committee_id),
        "status": "scheduled",
        "notes": [],
        "published": [],
        "items": [],
        "documents": [],
    }


_MONTH = "birmingham-calendar_month.html"
_LIST = "birmingham-listview.html"
_SUMMARY = "birmingham-meeting_summary.html"
_DOCUMENTS = "birmingham-detail_with_minutes.html"

PAGES: dict[str, tuple[str, Facts]] = {
    _MONTH: (
        _MODULE + "MeetingCalendarPublicNoJava/mid/397/Date/2026-06-01/Default.aspx",
        {
            "system": "cmis",
            "page": "meetings",
            "is_complete": True,
            "flags": [],
            "committees": [
                {"id": "6", "name": "Licensing Sub-Committee A"},
                {"id": "7", "name": "Licensing Sub-Committee B"},
                {"id": "4", "name": "Planning Committee"},
            ],
            "follow": [],
        },
    ),
    _LIST: (
        _SITE + "Meetings.aspx",
        {
            "system": "cmis",
            "page": "meetings",
            "is_complete": True,
            "flags": [],
            "committees": [{"id": "4", "name": "Planning Committee"}, {"id": "38", "name": "Standards Committee"}],
        },
    ),
    _SUMMARY: (_page("15201", "6"), {"system": "cmis", "page": "meeting", "is_complete": True}),
    _DOCUMENTS: (_page("15042", "4"), {"system": "cmis", "page": "meeting", "is_complete": True}),
}

MEETINGS: dict[str, list[Facts]] = {
    _MONTH: [
        _row("15028", "6", "Licensing Sub-Committee A", "2026-06-08T10:00", "Monday, 8 June 10:00"),
        _row("15029", "7", "Licensing Sub-Committee B", "2026-06-09T10:00", "Tuesday, 9 June 10:00"),
        _row("15030", "7", "Licensing Sub-Committee B", "2026-06-09T12:00", "Tuesday, 9 June 12:00"),
        _row("15099", "4", "Planning Committee", "2026-06-30T14:00", "Tuesday, 30 June 14:00"),
    ],
    _LIST: [
        _row("15042", "4", "Planning Committee", "2026-07-09T11:00", "9 Jul 2026 11:00", "Committee Rooms 3 & 4"),
        _row("15115", "38", "Standards Committee", "2026-07-23T14:00", "23 Jul 2026 14:00", "Committee Room 2"),
    ],
    _SUMMARY: [
        {
            **_row("15201", "6", "Licensing Sub-Committee A", "2026-08-03T10:00", "3 Aug 2026 - 10:00"),
            "venue": "On-line meeting",
            "documents": [
                {
                    "id": "15201-minutes-minutes-of-the-previous-meeting",
                    "title": "Minutes of the previous meeting",
                    "url": "https://birmingham.cmis.uk.com/birmingham/Document.ashx?czJKcaeAi5tUFL1DTL2UE4sOqCLHzE2A",
                    "kind": "minutes",
                    "size": None,
                }
            ],
        }
    ],
    # The agenda's day is in July, the minutes' is in April: they hang here to be agreed.
    _DOCUMENTS: [
        {
            **_row("15042", "4", "", "", ""),
            "starts_at": None,
            "starts_at_raw": None,
            "published": ["agenda"],
            "documents": [
                {
                    "id": "15042-minutes-final-planning-minutes-16042026",
                    "title": "Final Planning Minutes 16042026",
                    "url": "https://birmingham.cmis.uk.com/Birmingham/Document.ashx?id=abc123",
                    "kind": "minutes",
                    "size": "156Kb",
                },
                {
                    "id": "15042-pack-final-agenda-reports-9th-july-2026",
                    "title": "Final Agenda Reports - 9th July 2026",
                    "url": "https://birmingham.cmis.uk.com/Birmingham/Document.ashx?id=def456",
                    "kind": "pack",
                    "size": "2Mb",
                },
            ],
        }
    ],
}
