"""A week of the scenario as modern.gov's web service answers it, with its traps.

Days are read as dd/mm/yyyy; any other form is ignored and the answer is everything. Counts have a space in front,
titles are encoded twice; packs, supplements, decisions' texts and drafts are not told at all.
Does not answer requests (site does). May import: its neighbours.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from xml.sax.saxutils import escape

from watcher.sample import words
from watcher.sample.model import Committee, at
from watcher.sample.view import SeenItem, SeenMeeting, SeenPaper, Week

KIND = "text/xml; charset=utf-8"

_DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})\Z")
_STATUSES = {"": "Confirmed", "CANCELLED": "Cancelled", "POSTPONED": "Postponed"}
_CLERKS_PLACES = 3
"""In the clerk's own list items without a number come first: `agendaitemnumber` is not the number shown."""

Asked = Mapping[str, str]
"""The parameters of a request, names in lower case."""


def answer(week: Week, method: str, asked: Asked, base_url: str) -> str | None:
    """What a method answers; None for one that there is not, or without a parameter it needs."""
    make = _METHODS.get(method.lower())
    made = make(week, asked, base_url) if make else None
    return None if made is None else f'<?xml version="1.0" encoding="utf-8"?>\n{made}\n'


def _committees(week: Week, asked: Asked, base_url: str) -> str:  # noqa: ARG001 - as the others have them
    listed = sorted(week.committees.values(), key=lambda each: each.name)
    inside = [
        _element(
            "committee",
            _committee(each)
            + _leaf("committeedeleted", "False")
            + _leaf("committeeexpired", "False")
            + _leaf("committeecategory", each.category),
        )
        for each in listed
    ]
    return _element("committees", _count("committeescount", len(listed)) + "".join(inside))


def _meetings(week: Week, asked: Asked, base_url: str) -> str | None:  # noqa: ARG001 - as the others have them
    if not {"lcommitteeid", "sfromdate", "stodate"} <= asked.keys():
        return None
    committee = week.committees.get(asked["lcommitteeid"])
    return _list("getmeetings", week, [committee] if committee else [], asked)


def _all_meetings(week: Week, asked: Asked, base_url: str) -> str | None:  # noqa: ARG001 - as the others have them
    """All committees are 0 here; at other sites they are -1."""
    if not {"lcommitteeid", "sfromdate", "stodate", "bisascendingdateorder"} <= asked.keys():
        return None
    wanted = [each for each in week.committees.values() if asked["lcommitteeid"] in ("0", each.id)]
    return _list("getallmeetings", week, wanted, asked)


def _list(name: str, week: Week, committees: Iterable[Committee], asked: Asked) -> str:
    first, last = _day(asked["sfromdate"]), _day(asked["stodate"])
    shown = {
        committee.id: [
            meeting
            for meeting in reversed(week.meetings_of(committee.id))
            if first is None or last is None or first <= meeting.starts_at.date() <= last
        ]
        for committee in committees
    }
    inside = [
        _element(
            "committee",
            _committee(week.committees[key])
            + _count("committeemeetingcount", len(meetings))
            + _element("committeemeetings", "".join(_element("meeting", _head(each, week)) for each in meetings)),
        )
        for key, meetings in shown.items()
        if meetings
    ]
    total = _count("meetingscount", sum(map(len, shown.values()))) + _count("committeescount", len(inside))
    return _element(name, total + "".join(inside))


def _meeting(week: Week, asked: Asked, base_url: str) -> str | None:
    if "lmeetingid" not in asked:
        return None
    found = week.meetings.get(asked["lmeetingid"])
    if found is None:
        return _element("meeting", "")
    items = "".join(_item(place, item, found, base_url) for place, item in enumerate(found.items, start=1))
    people = "".join(
        f'<attendee name="{escape(name)}" attendance="Expected"></attendee>' for name in found.committee.members
    )
    return _element(
        "meeting",
        _head(found, week)
        + _leaf("isdisplayallowed", "True")
        + _leaf("meetinglocation", found.venue)
        + _leaf("agendaid", found.agenda_id)
        + _leaf("agendapublished", str(found.has_agenda))
        + _leaf("decisionpublished", str(found.has_decisions))
        + _leaf("minutepublished", str(bool(found.minutes_state)))
        + _element("agendaitems", items)
        + _element("attendees", people),
    )


def _item(place: int, item: SeenItem, meeting: SeenMeeting, base_url: str) -> str:
    papers = [paper for paper in (item.report, *item.papers) if paper is not None]
    linked = "".join(_paper(number, paper, meeting, base_url) for number, paper in enumerate(papers, start=1))
    return _element(
        "agendaitem",
        _leaf("agendaitemid", item.id)
        + _title("agendaitemtitle", f"{item.title} (to follow)" if item.is_to_follow else item.title)
        + _leaf("agendatext", words.word_html(item.text) if item.text else "")
        + _leaf("agendaitemnumber", str(place + _CLERKS_PLACES))
        + _leaf("fulldisplaynumberformat", item.number)
        + _leaf("minutesnonemptyhtmlbody", words.word_html(item.minutes) if item.minutes else "")
        + _leaf("isdecision", str(bool(item.decision)))
        + _leaf("isminutepublished", str(bool(item.minutes)))
        + _leaf("isrestricted", "False")
        + _leaf("isdisplayallowed", "True")
        + _element("linkeddocuments", linked),
    )


def _paper(place: int, paper: SeenPaper, meeting: SeenMeeting, base_url: str) -> str:
    return _element(
        "linkeddoc",
        _leaf("attachmentid", paper.id)
        + _title("title", paper.title)
        + _leaf("isurl", "False")
        + _leaf("url", f"{base_url}mgConvert2PDF.aspx?ID={paper.id}")
        + _leaf("isrestricted", "False")
        + _leaf("itemnum", str(place))
        + _leaf("committeetitle", meeting.committee.name),
    )


def _committee(committee: Committee) -> str:
    return _leaf("committeeid", committee.id) + _title("committeetitle", committee.name)


def _head(meeting: SeenMeeting, week: Week) -> str:
    return (
        _leaf("meetingid", meeting.id)
        + _leaf("meetingdate", f"{meeting.starts_at:%d/%m/%Y}")
        + _leaf("meetingstatus", _status(meeting, week.number))
        + _leaf("meetingtime", words.clock(meeting.starts_at, "."))
        + _leaf("iswebcast", "False")
    )


def _status(meeting: SeenMeeting, week: int) -> str:
    """The status, and after it in words what the day was before."""
    before = datetime.fromisoformat(at(meeting.written.starts, max(meeting.written.since, 0)))
    said = _STATUSES[meeting.status]
    if at(meeting.written.starts, week) == before.isoformat(timespec="minutes"):
        return said
    return f"{said}; Rescheduled from {before.day} {before:%B %Y}"


def _day(said: str) -> date | None:
    """The day of a parameter, None for another form than dd/mm/yyyy."""
    found = _DAY.match(said)
    return date(int(found.group(3)), int(found.group(2)), int(found.group(1))) if found else None


def _count(name: str, count: int) -> str:
    return f"<{name}> {count}</{name}>"


def _title(name: str, text: str) -> str:
    """Encoded once for HTML and once for XML."""
    return _leaf(name, str(words.coded(text)))


def _leaf(name: str, text: str) -> str:
    return f"<{name}>{escape(str(text))}</{name}>\n"


def _element(name: str, inside: str) -> str:
    return f"<{name}>\n{inside}</{name}>\n"


_METHODS: dict[str, Callable[[Week, Asked, str], str | None]] = {
    "getcommittees": _committees,
    "getmeetings": _meetings,
    "getallmeetingsbydate": _all_meetings,
    "getmeeting": _meeting,
}
