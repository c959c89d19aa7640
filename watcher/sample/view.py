"""What can be seen of the scenario in one week: numbered items, papers that are there, what is out.

Does not render (pages and papers do). May import: watcher.sample.model, watcher.sample.scenario, watcher.sample.words.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from watcher.sample import words
from watcher.sample.model import LONG_AGO, Committee, Item, Meeting, Paper, Supplement, at, is_on, since
from watcher.sample.scenario import COMMITTEES

LONDON = ZoneInfo("Europe/London")

ENGLISH, WELSH = "en", "cy"
"""The languages of pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """The front sheet of a report: rows of label and words, then why it was written and what it asks for."""

    rows: tuple[tuple[str, str], ...]
    purpose: str
    recommends: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenPaper:
    """A PDF as it is in this week. `begun` is the week its present bytes date from. `size_kb` is what the page says."""

    id: str
    title: str
    file_name: str
    where: str
    front: Front | None
    body: str
    table: tuple[tuple[str, ...], ...]
    columns: str
    is_scan: bool
    begun: int
    size_kb: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenItem:
    """An item as it is in this week; `number` is counted from the top of the agenda."""

    id: str
    number: str
    title: str
    is_to_follow: bool
    text: str
    report: SeenPaper | None
    papers: tuple[SeenPaper, ...]
    decision: str
    minutes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenMeeting:
    """A meeting as it is in this week. `minutes_state` is empty, `draft` or `final`."""

    id: str
    agenda_id: str
    committee: Committee
    starts_at: datetime
    venue: str
    status: str
    has_agenda: bool
    has_decisions: bool
    minutes_state: str
    items: tuple[SeenItem, ...]
    supplements: tuple[Supplement, ...]
    written: Meeting

    @property
    def out(self) -> tuple[str, ...]:
        """What is out, in the words of a list row."""
        minutes = {"": None, "draft": "Draft minutes", "final": "Minutes"}[self.minutes_state]
        words = ("Agenda" if self.has_agenda else None, "Decisions" if self.has_decisions else None, minutes)
        return tuple(word for word in words if word)

    @property
    def state(self) -> str:
        """What is out, in the words of a meeting page's main heading."""
        if not self.out:
            return "Meeting"
        first, *rest = (self.out[0], *(word.lower() for word in self.out[1:]))
        if not rest:
            return first
        return f"{', '.join([first, *rest[:-1]])} and {rest[-1]}"


class Week:
    """Everything that can be seen in one week, by its id. `language` is that of the pages made of it."""

    def __init__(self, number: int, language: str = ENGLISH) -> None:
        self.number = number
        self.language = language
        self.committees = {each.id: each for each in COMMITTEES if each.since <= number}
        self.meetings: dict[str, SeenMeeting] = {}
        self.items: dict[str, tuple[SeenMeeting, SeenItem]] = {}
        self.papers: dict[str, SeenPaper] = {}
        for committee in self.committees.values():
            for written in committee.meetings:
                if written.since <= number:
                    self._add(_see_meeting(written, committee, number))

    def meetings_of(self, committee_id: str) -> tuple[SeenMeeting, ...]:
        """The meetings of a committee, the latest first."""
        own = (meeting for meeting in self.meetings.values() if meeting.committee.id == committee_id)
        return tuple(sorted(own, key=lambda meeting: meeting.starts_at, reverse=True))

    def by_agenda(self, agenda_id: str) -> SeenMeeting | None:
        """The meeting whose agenda has this number."""
        return next((each for each in self.meetings.values() if each.agenda_id == agenda_id), None)

    def supplement(self, supplement_id: str) -> tuple[SeenMeeting, Supplement] | None:
        """A supplement, and the meeting it belongs to."""
        for meeting in self.meetings.values():
            for supplement in meeting.supplements:
                if supplement.id == supplement_id:
                    return meeting, supplement
        return None

    def _add(self, meeting: SeenMeeting) -> None:
        self.meetings[meeting.id] = meeting
        for item in meeting.items:
            self.items[item.id] = (meeting, item)
            for paper in (item.report, *item.papers):
                if paper is not None:
                    self.papers[paper.id] = paper


def _see_meeting(written: Meeting, committee: Committee, week: int) -> SeenMeeting:
    has_agenda = is_on(written.agenda, None, week)
    final, draft = is_on(written.minutes, None, week), is_on(written.draft_minutes, None, week)
    minutes_state = "final" if final else "draft" if draft else ""
    has_decisions = is_on(written.decisions, None, week)
    listed = [item for item in written.items if has_agenda and is_on(item.since, item.until, week)]
    return SeenMeeting(
        id=written.id,
        agenda_id=written.agenda_id,
        committee=committee,
        starts_at=datetime.fromisoformat(at(written.starts, week)).replace(tzinfo=LONDON),
        venue=at(written.venue, week),
        status=at(written.status, week),
        has_agenda=has_agenda,
        has_decisions=has_decisions,
        minutes_state=minutes_state,
        items=tuple(
            _see_item(item, place, week, has_decisions, bool(minutes_state), committee, written)
            for place, item in enumerate(listed, start=1)
        ),
        supplements=tuple(each for each in written.supplements if is_on(each.since, None, week)),
        written=written,
    )


def _see_item(
    item: Item,
    place: int,
    week: int,
    has_decisions: bool,
    has_minutes: bool,
    committee: Committee,
    meeting: Meeting,
) -> SeenItem:
    def see(paper: Paper, *, is_report: bool) -> SeenPaper:
        return _see_paper(paper, week, committee, meeting, is_report=is_report)

    return SeenItem(
        id=item.id,
        number=committee.number_form.format(place),
        title=at(item.title, week),
        is_to_follow=item.follows_in is not None and week < item.follows_in,
        text=at(item.text, week),
        report=see(item.report, is_report=not item.report.is_plain) if item.report else None,
        papers=tuple(
            see(paper, is_report=bool(paper.by)) for paper in item.papers if is_on(paper.since, paper.until, week)
        ),
        decision=item.decision if has_decisions else "",
        minutes=at(item.minutes, week) if has_minutes else "",
    )


def _see_paper(paper: Paper, week: int, committee: Committee, meeting: Meeting, *, is_report: bool) -> SeenPaper:
    begun = max(since(paper.body, week), paper.since, LONG_AGO)
    # On a front sheet stands the day that was known when it was written: a meeting that moves leaves it as it is.
    written = datetime.fromisoformat(at(meeting.starts, max(begun, meeting.agenda or 0, 0)))
    return SeenPaper(
        id=paper.id,
        title=paper.title,
        file_name=f"{re.sub(r'[^A-Za-z0-9() .-]', '', paper.title)}.pdf",
        where=committee.name,
        front=_front(paper, committee, words.long_date(written)) if is_report else None,
        body=at(paper.body, week),
        table=paper.table,
        columns=paper.columns,
        is_scan=paper.is_scan,
        begun=begun,
        # A number that goes with the id and not with the bytes: a replaced report leaves its page as it was.
        size_kb=60 + int(paper.id) * 37 % 400,
    )


_PURPOSE = "To give members the facts on which to come to a view of the matter named above."
_RECOMMENDS = ("That the report be noted.",)


def _front(paper: Paper, committee: Committee, day: str) -> Front:
    said = (committee.name, day, paper.title, paper.by or committee.officer)
    return Front(
        rows=(*zip(committee.labels, said, strict=True), ("Divisions affected", "All")),
        purpose=paper.purpose or _PURPOSE,
        recommends=paper.recommends or _RECOMMENDS,
    )
