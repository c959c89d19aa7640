"""Facts that a person reads in the real answers of a web service, field by field. Ids, times, titles; no sentences."""

from typing import Any

Facts = dict[str, Any]

BASE = "https://democracy.manchester.gov.uk/"
SERVICE = BASE + "mgWebService.asmx/"
_AUDIT = {"id": "144", "name": "Audit Committee"}
_VENUE = "Council Antechamber, Level 2, Town Hall Extension"

COMMITTEES = "service/manchester-committees.xml"
MEETINGS = "service/manchester-meetings.xml"
CANCELLED = "service/manchester-meeting_no_minutes.xml"
FULL = "service/manchester-meeting_with_minutes.xml"

ANSWERS: dict[str, tuple[str, Facts]] = {
    COMMITTEES: (
        SERVICE + "GetCommittees",
        {
            "system": "moderngov-service",
            "page": "committees",
            "is_complete": True,
            "flags": [],
            "committees": [
                {
                    "id": "312",
                    "name": "Appointment Sub Committee for Director of Adult Social Services",
                    "has_ended": True,
                },
                {"id": "163", "name": "Art Galleries Committee"},
                _AUDIT,
            ],
        },
    ),
    MEETINGS: (
        SERVICE + "GetMeetings?lCommitteeId=144&sFromDate=01/01/2026&sToDate=28/02/2026",
        {
            "system": "moderngov-service",
            "page": "meetings",
            "is_complete": True,
            "flags": [],
            "committees": [_AUDIT],
        },
    ),
    CANCELLED: (
        SERVICE + "GetMeeting?lMeetingId=4966",
        {"system": "moderngov-service", "page": "meeting", "is_complete": True, "flags": [], "follow": []},
    ),
    FULL: (
        SERVICE + "GetMeeting?lMeetingId=4967",
        {"system": "moderngov-service", "page": "meeting", "is_complete": True, "flags": [], "follow": []},
    ),
}

MEETING_FACTS: dict[tuple[str, int], Facts] = {
    (MEETINGS, 0): {
        "id": "4966",
        "committee": _AUDIT,
        "starts_at": "2026-01-13T10:00",
        "starts_at_raw": "13/01/2026 10.00 am",
        "venue": None,
        "url": BASE + "ieListDocuments.aspx?CId=144&MId=4966&Ver=4",
        "status": "cancelled",
        "published": [],
    },
    (MEETINGS, 1): {
        "id": "4967",
        "committee": _AUDIT,
        "starts_at": "2026-02-10T10:00",
        "url": BASE + "ieListDocuments.aspx?CId=144&MId=4967&Ver=4",
        "status": "scheduled",
        "published": [],
    },
    (CANCELLED, 0): {
        "id": "4966",
        "starts_at": "2026-01-13T10:00",
        "venue": _VENUE,
        "url": BASE + "ieListDocuments.aspx?MId=4966&Ver=4",
        "status": "cancelled",
        "published": [],
        "items": [],
        "documents": [],
        "notes": [],
    },
    (FULL, 0): {
        "id": "4967",
        "committee": {"id": "", "name": "Audit Committee"},
        "starts_at": "2026-02-10T10:00",
        "venue": _VENUE,
        "status": "scheduled",
        "published": ["agenda", "minutes"],
        "documents": [],
        "notes": [],
    },
}

ITEMS: list[Facts] = [
    {
        "id": "18831",
        "number": "1",
        "title": "Minutes",
        "is_restricted": False,
        "is_to_follow": False,
        "decision": None,
        "minutes_are_cut": False,
        "documents": [
            {
                "id": "60860",
                "title": "6 - CHAIR APPROVED Minutes Audit Committee 25 Nov 2025",
                "url": BASE + "mgConvert2PDF.aspx?ID=60860",
                "kind": "report",
                "size": None,
            }
        ],
    },
    {
        "id": "18833",
        "number": "9",
        "title": "Work Programme",
        "is_restricted": False,
        "is_to_follow": False,
        "decision": None,
        "minutes_are_cut": False,
        "documents": [
            {
                "id": "60909",
                "title": "DRAFT WP FEBRUARY 2026",
                "url": BASE + "mgConvert2PDF.aspx?ID=60909",
                "kind": "report",
                "size": None,
            }
        ],
    },
]

WORDS_OF_ITEMS: list[tuple[str, str, str]] = [
    # field, how it begins, how it ends
    ("text", "To approve as a correct record", "held on 25 November 2025."),
    ("minutes", "To approve the minutes of the meeting", "as a correct record."),
    ("text", "The report of the Governance and Scrutiny", "attached."),
    ("minutes", "The Committee considered a report", "municipal year."),
]
"""Two of the first item, two of the second: plain text, each on one line."""
