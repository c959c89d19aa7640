"""Facts that a person reads on the real pages, field by field. Ids, times, counts and titles; no sentences."""

from typing import Any

Facts = dict[str, Any]

_ALL = ["agenda", "decisions", "minutes"]
_KINGSTON = "Kingston and North Kingston Neighbourhood Committee"

ROWS: list[tuple[str, str, str, list[str]]] = [
    ("10337", "2026-06-15T19:30", "scheduled", []),
    ("10163", "2026-03-03T19:30", "scheduled", []),
    ("10162", "2026-01-29T19:30", "scheduled", ["agenda", "decisions"]),
    ("10221", "2026-01-15T19:30", "scheduled", _ALL),
    ("10161", "2025-12-04T19:30", "cancelled", []),
    ("10220", "2025-11-18T19:30", "scheduled", _ALL),
    ("10160", "2025-10-02T19:30", "scheduled", _ALL),
    ("10159", "2025-09-03T19:30", "scheduled", _ALL),
    ("10219", "2025-07-03T19:30", "scheduled", _ALL),
    ("10158", "2025-06-18T19:00", "scheduled", _ALL),
    ("9957", "2025-03-04T19:30", "scheduled", _ALL),
    ("9956", "2025-01-14T19:30", "scheduled", _ALL),
    ("9955", "2024-12-10T19:30", "scheduled", _ALL),
    ("9954", "2024-10-03T19:30", "scheduled", _ALL),
    ("9983", "2024-09-05T19:30", "scheduled", _ALL),
]

ITEMS: list[tuple[str, str, str, list[str], bool, bool, bool]] = [
    # id, number, title, documents, has a text, has a decision, has minutes
    ("51114", "29", "Public Questions", [], True, False, True),
    ("51115", "30", "Petitions", [], True, False, True),
    ("51116", "31", "Apologies for Absence", [], False, False, True),
    ("51117", "32", "Declarations of Interest", [], True, False, True),
    ("51118", "33", "Minutes", [], True, False, True),
    ("51126", "34", "Community Police Update", [], False, False, True),
    ("51593", "35", "Community Grants Programme", ["111161", "111162"], True, True, True),
    ("51594", "36", "Decisions Progress Update", ["111228"], False, False, True),
    ("51123", "37", "Work Programme", ["111213"], False, False, True),
    ("51124", "38", "Urgent Items authorised by the Chair", [], True, False, True),
]

PAPERS = [
    ("g10223-0", "Agenda frontsheet", "front_sheet", "253 KB"),
    ("g10223-10", "Agenda reports pack", "pack", "1 MB"),
    ("g10223-2", "Printed decisions", "decisions", "115 KB"),
    ("g10223-1", "Printed minutes", "minutes", "82 KB"),
]

COMMITTEES = [
    ("137", "Council"),
    ("706", "Corporate and Resources Committee"),
    ("707", "People Committee"),
    ("702", "Place Committee"),
    ("711", _KINGSTON),
    ("712", "New and Old Malden Neighbourhood Committee"),
    ("713", "New and Old Malden Planning Sub-Committee"),
    ("179", "South of the Borough Neighbourhood Committee"),
    ("163", "Surbiton Neighbourhood Committee"),
    ("626", "Joint Appointments Committee (Kingston & Richmond)"),
    ("542", "Joint Committee for Achieving for Children"),
    ("604", "South London Partnership Joint Committee"),
    ("432", "South London Waste Partnership Joint Committee"),
    ("233", "Health Overview and Scrutiny Panel"),
    ("347", "Scrutiny Panel"),
    ("575", "South West London and Surrey Joint Health Overview and Scrutiny Committee"),
    ("726", "South West London and Surrey Joint Health Overview and Scrutiny Committee - Sub-Committee"),
    ("294", "Licensing Committee"),
    ("295", "Licensing Sub-Committee"),
    ("138", "Planning Committee"),
    ("599", "Audit, Governance and Standards Committee"),
    ("600", "Pension Board"),
    ("408", "Pension Fund Panel"),
    ("752", "Standards Sub-Committee"),
    ("460", "Blue Badge Appeals Panel"),
    ("413", "Home to School Travel Appeals Panel"),
    ("717", "Kingston Partnership Board"),
    ("232", "Schools Forum"),
    ("158", "Senior Staff Panel"),
    ("160", "Standing Advisory Council on Religious Education"),
]

_BASE = "https://moderngov.kingston.gov.uk/"
_COMMITTEE = {"id": "711", "name": _KINGSTON}

PAGES: dict[str, tuple[str, Facts]] = {
    "pages/kingston-ieListMeetings-711.html": (
        _BASE + "ieListMeetings.aspx?CommitteeId=711",
        {"system": "moderngov-pages", "page": "meetings", "is_complete": True, "flags": [], "committees": [_COMMITTEE]},
    ),
    "pages/kingston-mgListCommittees.html": (
        _BASE + "mgListCommittees.aspx?bcr=1",
        {
            "page": "committees",
            "is_complete": True,
            "committees": [{"id": key, "name": name} for key, name in COMMITTEES],
        },
    ),
    "pages/kingston-mgCommitteeDetails-711.html": (
        _BASE + "mgCommitteeDetails.aspx?ID=711",
        {
            "page": "committee",
            "committees": [_COMMITTEE],
            "follow": [_BASE + "ieListMeetings.aspx?CommitteeId=711", _BASE + "mgRss.aspx?CID=711"],
        },
    ),
    "pages/kingston-ieListDocuments-10161-cancelled.html": (
        _BASE + "ieListDocuments.aspx?CId=711&MId=10161&Ver=4",
        {"page": "meeting", "is_complete": True, "flags": []},
    ),
    "pages/kingston-ieListDocuments-10214-full.html": (
        _BASE + "ieListDocuments.aspx?CId=179&MId=10214&Ver=4",
        {
            "page": "meeting",
            "is_complete": True,
            "flags": [
                "the weekday does not fit the date",
                "DC.date says 2025-11-05, the heading 2025-11-18",
            ],
            "follow": [_BASE + "mgAi.aspx?ID=51593"],
        },
    ),
    "errors/empty-result.xml": ("https://democracy.example/", {"page": "empty", "meetings": [], "committees": []}),
    "errors/html-error-page.xml": ("https://democracy.example/", {"page": "unreadable", "outcome": "error_page"}),
    "errors/javascript-redirect.xml": ("https://democracy.example/", {"page": "unreadable", "outcome": "stub"}),
    "documents/kingston-s112217-report.pdf": (
        _BASE + "documents/s112217/report.pdf",
        {"system": "pdf", "page": "report", "pages": 7},
    ),
}

CANCELLED: Facts = {
    "id": "10161",
    "committee": _COMMITTEE,
    "starts_at": "2025-12-04T19:30",
    "venue": "Guildhall, Kingston upon Thames",
    "url": _BASE + "ieListDocuments.aspx?CId=711&MId=10161&Ver=4",
    "status": "cancelled",
    "published": [],
    "items": [],
    "documents": [],
}

FULL: Facts = {
    "id": "10214",
    "committee": {"id": "179", "name": _KINGSTON},
    "starts_at": "2025-11-18T19:30",
    "venue": "Chessington World of Adventure",
    "status": "scheduled",
    "published": _ALL,
}
