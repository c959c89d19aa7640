"""Ask the network everything that one poll of one source needs, and put the answers into one Reading.

    list page ---> rows that changed --.
    known meetings that are due -------+--> meeting pages --> item pages (minutes that are cut)
                                                        '--> documents of near meetings

A page that is the same as last time (304, or the same fingerprint) is neither parsed nor compared. What could not be
read is left marked, so that the next poll asks again: nothing is forgotten because one request failed.

Does not touch the database, compare or decide what is news. May import: fetch, systems, diff, cadence, domain.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Protocol

from watcher import cadence
from watcher.actions import shortfalls
from watcher.actions.asking import Asking, Asks, Gathered
from watcher.actions.papers import with_papers
from watcher.actions.several_pages import (
    all_covered,
    completed,
    ids_listed,
    is_asked_for,
    is_of_a_month,
    may_be_replaced,
    named_as_in_the_list,
    no_longer_shown,
    off_if_either_says_so,
)
from watcher.diff import fill_in
from watcher.domain.documents import DocumentText
from watcher.domain.polls import MeetingGlance, StoredPage
from watcher.domain.publications import (
    LONDON,
    NOT_SHOWN_NOTE,
    AgendaItem,
    Meeting,
    MeetingStatus,
    Outcome,
    Page,
    PageKind,
    Reading,
    Source,
)
from watcher.systems import System, row_status, row_tells_papers


class Remembers(Protocol):
    """What gathering may ask of the memory, between requests: the known meeting whose page came back unchanged."""

    def __call__(self, meeting_id: str) -> Meeting | None:
        """The known meeting, or None."""
        ...


def gather(
    source: Source,
    system: System,
    *,
    fetcher: Asks,
    glances: Mapping[str, MeetingGlance],
    stored: Mapping[str, StoredPage],
    remembered: Remembers,
    take_in: Callable[[bytes], DocumentText],
    is_kept: Callable[[str], bool],
    now: datetime,
) -> Gathered:
    """Poll one source over the network. Raises nothing that is expected; see Gathered for what comes back."""
    asking = Asking(source, system, fetcher, stored, take_in, is_kept)
    return _Gathering(source, system, asking, glances, remembered, now).run()


class _Gathering:
    """One run of `gather`; its attributes are what all steps share."""

    def __init__(
        self,
        source: Source,
        system: System,
        asking: Asking,
        glances: Mapping[str, MeetingGlance],
        remembered: Remembers,
        now: datetime,
    ) -> None:
        self.source, self.system, self.glances, self.remembered, self.now = source, system, glances, remembered, now
        self.today = now.astimezone(LONDON).date()
        self.rows_tell = any(row_tells_papers(each.row or "") for each in glances.values())
        self.asking = asking
        self.home = self.asking.home
        self.listed: dict[str, frozenset[str] | None] = {}

    def run(self) -> Gathered:
        lists: list[tuple[Page, Reading]] = []
        for address in self.system.first_requests(self.source, self.today):
            page = self.asking.ask(address)
            if page.outcome is Outcome.UNCHANGED:
                continue
            if page.outcome is not Outcome.OK:
                return self._failed(page.outcome, page.why)
            reading = self.asking.read(page)
            outcome = self._verdict(reading)
            if outcome is not Outcome.OK:
                return self._failed(outcome, reading.why or _why(outcome, reading.kind))
            self.listed[address] = ids_listed(reading)
            lists.append((page, reading))
        self._look_further(lists)
        return self.home

    def _verdict(self, reading: Reading) -> Outcome:
        """A list that says nothing where there was something is a wrong page, not the end of all meetings."""
        if reading.outcome is Outcome.OK and reading.kind not in (_kind_of_list(self.source), PageKind.EMPTY):
            return Outcome.NOT_A_PAGE
        if reading.outcome is Outcome.OK and reading.kind is PageKind.MEETINGS:
            is_nothing = not reading.meetings and not reading.others
            wanted = filter(partial(is_asked_for, reading.covers), self.glances.values() if is_nothing else ())
            # A list of days may well be empty, once what stood in it is off the site.
            is_odd = any(reading.covers is None or not self._is_off_the_site(each) for each in wanted)
            return Outcome.EMPTY_LIST if is_odd else Outcome.OK
        if reading.outcome is Outcome.OK and reading.kind is PageKind.EMPTY:
            return Outcome.EMPTY_LIST if self.glances else Outcome.OK
        return reading.outcome

    def _is_off_the_site(self, glance: MeetingGlance) -> bool:
        """True if a known meeting has no page any more."""
        url = self.system.meeting_request(self.source, glance.meeting_id, glance.url)
        page = self.asking.ask(url, must_read=True)
        is_empty = page.outcome is Outcome.OK and self.asking.read(page).kind is PageKind.EMPTY
        return is_empty or page.outcome is Outcome.NOT_FOUND

    def _look_further(self, lists: list[tuple[Page, Reading]]) -> None:
        rows = {meeting.id: meeting for _, reading in lists for meeting in reading.meetings}
        prints = {key: self.system.row_fingerprint(row) for key, row in rows.items()}
        changed = {key for key, row in rows.items() if key not in self.glances or self.glances[key].row != prints[key]}
        told: list[Meeting] = []
        for key in _in_order(changed | self._due() | self._replaced(rows)):
            glance, row = self.glances.get(key), rows.get(key)
            url = row.url if row else glance.url if glance else ""
            meeting, is_dealt_with = self._meeting(key, url, glance, is_row_news=key in changed)
            before = row_status(glance.row) if glance is not None and glance.row is not None else None
            if meeting is not None:
                named = named_as_in_the_list(meeting, row)
                told.append(off_if_either_says_so(named, row.status if row else None if rows else before))
            elif row is not None and key in changed:
                told.append(self._row_alone(row, before))
            if is_dealt_with and key in prints:
                self.home.rows[key] = prints[key]
        self._conclude(lists, told, is_all_dealt_with=changed <= self.home.rows.keys())

    def _due(self) -> set[str]:
        """Known meetings whose page is read again: near ones each time, others weekly, and what failed before."""
        return {
            glance.meeting_id
            for glance in self.glances.values()
            if glance.row is None or glance.has_absences or self._page_is_due(glance)
        }

    def _page_is_due(self, glance: MeetingGlance) -> bool:
        is_paced = self.source.is_adaptive and self.rows_tell
        return cadence.page_is_due(glance, self.now, is_paced=is_paced)

    def _replaced(self, rows: Mapping[str, Meeting]) -> set[str]:
        """Known meetings in whose place new ones may have come: is their page gone too?"""
        asked = self.system.first_requests(self.source, self.today)
        if any(self.listed.get(address) is None for address in asked):
            return set()
        self.home.is_list_read = True
        self.home.shortfall = shortfalls.of_meetings(self.glances, rows, self.today)
        return may_be_replaced(self.glances, rows, self.today)

    def _row_alone(self, row: Meeting, before: MeetingStatus | None) -> Meeting:
        """A row whose page was not read. Only one that said so before can say that a meeting goes ahead after all:
        the page may say in a note of its own that it does not."""
        known = self.remembered(row.id) if row.status is before is MeetingStatus.SCHEDULED else None
        return replace(row, status=known.status) if known is not None else row

    def _meeting(
        self, key: str, url: str, glance: MeetingGlance | None, *, is_row_news: bool
    ) -> tuple[Meeting | None, bool]:
        """Read one meeting's page. Gives the meeting as far as it is news to us, and whether nothing is left to do."""
        must_read = glance is None or glance.has_absences or glance.page_read_at is None or glance.is_gone
        url = self.system.meeting_request(self.source, key, url)
        page = self.asking.ask(url, must_read=must_read)
        if page.outcome is Outcome.UNCHANGED:
            self.home.pages_read.add(key)
            # Where the row is news and the page is not, the row is what there is to tell; the papers can wait.
            return None if is_row_news else self._documents_of_unchanged(key, glance), True
        reading = self.asking.read(page) if page.outcome is Outcome.OK else None
        is_nothing = page.outcome is Outcome.NOT_FOUND or (reading is not None and reading.kind is PageKind.EMPTY)
        if is_nothing and glance is not None and self._is_unlisted(key):
            return self._gone(glance), True
        if reading is None:
            self.asking.missed(url, page.outcome, page.why)
            return None, False
        meeting = next((each for each in reading.meetings if each.id == key), None)
        if reading.outcome is not Outcome.OK or meeting is None:
            outcome = reading.outcome if reading.outcome is not Outcome.OK else Outcome.NOT_A_PAGE
            self.asking.missed(url, outcome, reading.why or f"the page does not show meeting {key}")
            return None, False
        if not reading.is_complete:
            # What is absent from a page that was not understood to its end was not withdrawn.
            self.asking.missed(
                url, Outcome.TRUNCATED, "; ".join(reading.flags) or "the page was not understood to its end"
            )
            return None, False
        self.home.flags += [f"meeting {key}: {flag}" for flag in reading.flags]
        known = self.remembered(key) if meeting.lacks and glance is not None else None
        meeting, is_whole = self._with_full_minutes(fill_in(known, meeting) if known else meeting, reading.follow)
        if is_whole:
            self.asking.keep(page)
            self.home.pages_read.add(key)
        return self._with_documents(meeting, glance), is_whole

    def _is_unlisted(self, key: str) -> bool:
        """True if the lists, read whole in this very poll, lack the meeting. One that was unchanged is read for it."""
        for address in self.system.first_requests(self.source, self.today):
            if address not in self.listed:
                page = self.asking.ask(address, must_read=True)
                reading = self.asking.read(page) if page.outcome is Outcome.OK else None
                self.listed[address] = ids_listed(reading) if reading is not None else None
        return all(ids is not None and key not in ids for ids in self.listed.values())

    def _gone(self, glance: MeetingGlance) -> Meeting | None:
        """A meeting that the council took off its site: known as it was, with a note that says so. None if noted."""
        key = glance.meeting_id
        self.home.pages_read.add(key)
        self.home.rows[key] = glance.row_if_gone
        self.home.flags.append(f"meeting {key}: in no list any more, and its page is gone: {glance.url}")
        known = self.remembered(key)
        return no_longer_shown(known) if known is not None and NOT_SHOWN_NOTE not in known.notes else None

    def _with_full_minutes(self, meeting: Meeting, follow: Iterable[str]) -> tuple[Meeting, bool]:
        """Minutes on a meeting page are cut; the item's own page has them whole."""
        full: dict[str, AgendaItem] = {}
        is_whole = True
        for address in follow:
            page = self.asking.ask(address, must_read=True)
            reading = self.asking.read(page) if page.outcome is Outcome.OK else None
            if reading is None or reading.outcome is not Outcome.OK:
                missed = reading or page
                self.asking.missed(address, missed.outcome, missed.why)
                is_whole = False
                continue
            full.update({item.id: item for item in reading.items})
        return replace(meeting, items=tuple(completed(item, full.get(item.id)) for item in meeting.items)), is_whole

    def _documents_of_unchanged(self, key: str, glance: MeetingGlance | None) -> Meeting | None:
        """A paper replaced under its address shows on no page: look at the papers although the page is the same."""
        if glance is None or not cadence.documents_are_due(glance, self.now):
            return None
        known = self.remembered(key)
        if known is None or not known.is_detailed:
            return None
        read_before = len(self.home.papers)
        checked = self._with_documents(known, glance)
        # Words of a paper that was not kept before are to be tagged, though nothing is new about it.
        return checked if checked != known or len(self.home.papers) > read_before else None

    def _with_documents(self, meeting: Meeting, glance: MeetingGlance | None) -> Meeting:
        is_due = (
            cadence.documents_are_due(glance, self.now)
            if glance is not None
            else cadence.near(meeting.starts_at.day, self.now)
        )
        return with_papers(meeting, self.asking) if is_due else meeting

    def _failed(self, outcome: Outcome, why: str) -> Gathered:
        self.home.outcome, self.home.why = outcome, why
        return self.home

    def _conclude(self, lists: list[tuple[Page, Reading]], told: list[Meeting], *, is_all_dealt_with: bool) -> None:
        """Put what was read into one Reading, and say how the poll went."""
        home = self.home
        if home.failures:
            _, outcome, why = home.failures[0]
            home.outcome = Outcome.PARTIAL
            home.why = f"{len(home.failures)} of {home.requests} pages could not be read; the first: {outcome}: {why}"
        elif lists or told:
            home.outcome = Outcome.OK
        for page, reading in lists:
            home.flags += reading.flags
            # Only when everything it led to was read: otherwise an unchanged list would hide what is missing.
            if is_all_dealt_with:
                self.asking.keep(page)
        if lists or told:
            home.reading = Reading(
                system=self.system.name,
                kind=lists[0][1].kind if lists else PageKind.MEETING,
                is_complete=bool(lists) and all(reading.is_complete for _, reading in lists),
                committees=tuple(each for _, reading in lists for each in reading.committees if not each.has_ended),
                meetings=tuple(told),
                entries=tuple(each for _, reading in lists for each in reading.entries),
                covers=all_covered(reading for _, reading in lists),
                first_asked=tuple(
                    reading.covers
                    for page, reading in lists
                    if reading.covers and is_of_a_month(reading) and not self.asking.is_known(page.url)
                ),
            )


def _kind_of_list(source: Source) -> PageKind:
    """What a source's list must be: a site that is closed may send everybody to its first page, which lists much."""
    if source.committee is not None:
        return PageKind.MEETINGS
    return PageKind.COMMITTEES if source.is_directory else PageKind.FEED


def _why(outcome: Outcome, kind: PageKind) -> str:
    if outcome is Outcome.NOT_A_PAGE:
        return f"the site answers with a page of another kind ({kind})"
    return "the list is empty where there were meetings before"


def _in_order(keys: Iterable[str]) -> list[str]:
    """Meeting ids in a total order, numbers by size."""
    return sorted(keys, key=lambda key: (len(key), key))
