"""Ask the network what one poll of a register of decisions or of a forward plan needs.

    register  list of three months -----------------------.
    plan      home -> plans -> newest editions of each ----+--> rows that changed --> pages of decisions or issues
                                                                                       '--> their papers, if recent

A first sight of a register may have hundreds of rows: their pages are read a part at a time, the newest first, over
the next polls. A decision whose page could not be read is not told; the next poll asks again.
Does not touch the database, compare or decide what is news. May import: fetch, systems, domain.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from watcher.actions.asking import Asking, Asks, Gathered
from watcher.actions.papers import looked_at
from watcher.domain.documents import DocumentText
from watcher.domain.polls import DecisionGlance, StoredPage
from watcher.domain.publications import (
    LONDON,
    Decision,
    Outcome,
    PageKind,
    PlannedDecision,
    Reading,
    Source,
)
from watcher.systems import System

AnyDecision = Decision | PlannedDecision

PAGES_AT_ONCE = 60
"""Pages of decisions in one poll: a minute's asking, at a second each."""
RECENT = timedelta(days=28)
"""So long after it was published a decision's page is read again each week: it may be called in, or amended."""
AGAIN = timedelta(days=7)
_NOT_THERE = frozenset((Outcome.NOT_FOUND, Outcome.OK, Outcome.ERROR_PAGE, Outcome.NOT_A_PAGE))
"""How a site answers where a page was: no such page, an error in words, its first page instead."""
_GONE = "1 gone"
PLANS = 12
EDITIONS = 2
"""Of each plan: the one that holds and the one before, whose items may still be ahead."""


def gather_register(
    source: Source,
    system: System,
    *,
    fetcher: Asks,
    glances: Mapping[str, DecisionGlance],
    stored: Mapping[str, StoredPage],
    take_in: Callable[[bytes], DocumentText],
    is_kept: Callable[[str], bool],
    now: datetime,
) -> Gathered:
    """Poll a register or a forward plan over the network. Raises nothing that is expected."""
    asking = Asking(source, system, fetcher, stored, take_in, is_kept)
    return _Gathering(source, system, asking, glances, now).run()


def row_print(row: AnyDecision) -> str:
    """What a list's row says, in short; the first word is the form's version."""
    said: tuple[object, ...] = (row.title, row.decision_maker, row.is_key)
    if isinstance(row, PlannedDecision):
        said += (row.due, row.first_published, row.text)
    else:
        said += (row.published_on, row.decided_on, row.applies_from, row.status, row.call_in)
    return "1 " + hashlib.sha256(repr(said).encode()).hexdigest()[:24]


class _Gathering:
    """One run; its attributes are what all steps share."""

    def __init__(
        self, source: Source, system: System, asking: Asking, glances: Mapping[str, DecisionGlance], now: datetime
    ) -> None:
        self.source, self.system, self.asking, self.glances, self.now = source, system, asking, glances, now
        self.today = now.astimezone(LONDON).date()
        self.home = asking.home
        self.lists: list[Reading] = []
        self.listed: set[str] | None = None

    def run(self) -> Gathered:
        is_read = self._read_plans() if self.source.is_plan else self._read_register()
        if is_read:
            self._look_further()
        return self.home

    # The lists

    def _read_register(self) -> bool:
        for address in self.system.first_requests(self.source, self.today):
            page = self.asking.ask(address)
            if page.outcome is Outcome.UNCHANGED:
                continue
            if page.outcome is not Outcome.OK:
                return self._failed(page.outcome, page.why)
            reading = self.asking.read(page)
            if not self._is_list(reading, PageKind.DECISIONS, bool(reading.decisions), _first_of(address)):
                return False
            self.lists.append(reading)
            self.asking.keep(page)
        return True

    def _read_plans(self) -> bool:
        """Every page anew: an item stands in several editions, and the newest of them counts."""
        found: list[str] = []
        for address in self.system.first_requests(self.source, self.today):
            plans = self._followed(address, PageKind.PLANS)
            if plans is None:
                return False
            if len(plans) > PLANS:
                self.home.flags.append(
                    f"{len(plans) - PLANS} of {len(plans)} plans are not read: {', '.join(plans[PLANS:])}"
                )
            for each in plans[:PLANS]:
                if "mglistplans.aspx" in each.lower():
                    editions = self._followed(each, PageKind.PLANS)
                    if editions is None:
                        return False
                    found += editions[:EDITIONS]
                else:
                    found.append(each)
        for address in dict.fromkeys(found):
            reading = self._page(address)
            if reading is None:
                return False
            if reading.kind is not PageKind.PLAN:
                return self._failed(Outcome.NOT_A_PAGE, f"no forward plan: {address}")
            self.lists.append(reading)
        has_any = any(reading.plans for reading in self.lists)
        together = replace(self.lists[0], is_complete=all(each.is_complete for each in self.lists)) if found else None
        return together is not None and self._is_list(together, PageKind.PLAN, has_any, self.today)

    def _followed(self, address: str, kind: PageKind) -> tuple[str, ...] | None:
        reading = self._page(address)
        if reading is None:
            return None
        if reading.kind is not kind or not reading.follow:
            self._failed(Outcome.NOT_A_PAGE, "; ".join(reading.flags) or f"no list of plans: {address}")
            return None
        return reading.follow

    def _page(self, address: str) -> Reading | None:
        page = self.asking.ask(address, must_read=True)
        if page.outcome is not Outcome.OK:
            self._failed(page.outcome, page.why)
            return None
        reading = self.asking.read(page)
        if reading.outcome is not Outcome.OK:
            self._failed(reading.outcome, reading.why)
            return None
        return reading

    def _is_list(self, reading: Reading, kind: PageKind, has_any: bool, since: date | None) -> bool:
        """A list that says nothing where there was something is a wrong page, and so is one that is no list."""
        if reading.outcome is not Outcome.OK:
            return self._failed(reading.outcome, reading.why)
        is_ours = reading.kind is kind
        if has_any and is_ours:
            return True
        if any(since is None or (each.day or "") >= since.isoformat() for each in self.glances.values()):
            return self._failed(Outcome.EMPTY_LIST, "the list is empty where there were decisions before")
        if not is_ours or not reading.is_complete:
            return self._failed(Outcome.NOT_A_PAGE, "; ".join(reading.flags) or "the page is no list of decisions")
        return True

    # What the lists lead to

    def _look_further(self) -> None:
        rows: dict[str, AnyDecision] = {}
        for reading in self.lists:
            for row in reading.all_decisions:
                rows.setdefault(row.id, row)
        prints = {id_: row_print(row) for id_, row in rows.items()}
        changed = {id_ for id_ in rows if id_ not in self.glances or self.glances[id_].row != prints[id_]}
        wanted = self._in_order(changed | self._due(), rows)
        told: list[AnyDecision] = []
        for id_ in wanted[:PAGES_AT_ONCE]:
            url = rows[id_].url if id_ in rows else self.glances[id_].url
            decision, is_dealt_with = self._read(id_, url, rows.get(id_), is_row_news=id_ in changed)
            told += [decision] if decision is not None else []
            if is_dealt_with and id_ in prints:
                self.home.rows[id_] = prints[id_]
        if not self.glances:
            # The first sight: all are known from now on, though the pages of some are still to be read.
            seen = {each.id for each in told}
            told += [row for id_, row in rows.items() if id_ not in seen]
        self._conclude(told, left=len(wanted[PAGES_AT_ONCE:]), is_all_dealt_with=changed <= self.home.rows.keys())

    def _due(self) -> set[str]:
        """What is recent and was not looked at for a week, and what is left from before."""
        return {
            id_
            for id_, glance in self.glances.items()
            if glance.row is None or (self._is_recent(glance.day) and _is_older(glance.page_read_at, self.now))
        }

    def _is_recent(self, day: str | None) -> bool:
        if day is None:
            return False
        # A planned decision is recent as long as it is ahead.
        return date.fromisoformat(day) >= self.today - RECENT

    def _in_order(self, ids: Iterable[str], rows: Mapping[str, AnyDecision]) -> list[str]:
        """The newest first, in a total order; of planned ones the soonest."""

        def place(id_: str) -> tuple[int, int, str]:
            day = _iso(rows[id_].day) if id_ in rows else self.glances[id_].day
            days = date.fromisoformat(day).toordinal() if day else 0
            return (days if self.source.is_plan and days else -days, len(id_), id_)

        return sorted(ids, key=place)

    def _read(
        self, id_: str, url: str, row: AnyDecision | None, *, is_row_news: bool
    ) -> tuple[AnyDecision | None, bool]:
        """Read one decision's page. Gives the decision if there may be something to tell, and whether that is all."""
        page = self.asking.ask(url, must_read=id_ not in self.glances)
        if page.outcome is Outcome.UNCHANGED:
            self.home.pages_read.add(id_)
            return row if is_row_news else None, True
        if page.outcome is Outcome.NOT_FOUND and row is not None:
            self.home.flags.append(f"decision {id_}: it is listed, and its page is not there: {url}")
            return row, True
        reading = self.asking.read(page) if page.outcome is Outcome.OK else None
        found = next(iter(reading.all_decisions), None) if reading is not None else None
        outcome = reading.outcome if reading is not None else page.outcome
        if found is None and outcome in _NOT_THERE and self._is_unlisted(id_):
            return self._gone(id_, url)
        if reading is None:
            self.asking.missed(url, page.outcome, page.why)
            return None, False
        if reading.outcome is not Outcome.OK or found is None or not reading.is_complete:
            outcome = reading.outcome if reading.outcome is not Outcome.OK else Outcome.NOT_A_PAGE
            self.asking.missed(url, outcome, reading.why or "; ".join(reading.flags) or f"no decision {id_} on it")
            return None, False
        self.home.pages_read.add(id_)
        self.asking.keep(page)
        whole = replace(_with_row(found, row), id=id_, url=url)
        if self.glances and self._is_recent(_iso(whole.day)):
            whole = replace(whole, documents=tuple(looked_at(each, self.asking) for each in whole.documents))
        return whole, True

    def _is_unlisted(self, id_: str) -> bool:
        """True if the lists lack it, read whole in this very poll. Those that were unchanged are read for it, once."""
        if self.listed is None:
            lists = self.lists or [
                self.asking.read(page)
                for address in self.system.first_requests(self.source, self.today)
                if (page := self.asking.ask(address, must_read=True)).outcome is Outcome.OK
            ]
            is_whole = bool(lists) and all(each.outcome.is_good and each.is_complete for each in lists)
            self.listed = {row.id for each in lists for row in each.all_decisions} if is_whole else set(self.glances)
        return id_ not in self.listed

    def _gone(self, id_: str, url: str) -> tuple[None, bool]:
        """In no list and without a page: known as it was. It is looked for again in a week, as long as it is recent."""
        self.home.flags.append(f"decision {id_}: in no list any more, and its page is gone: {url}")
        self.home.pages_read.add(id_)
        self.home.rows[id_] = _GONE
        return None, True

    # The end

    def _failed(self, outcome: Outcome, why: str) -> bool:
        self.home.outcome, self.home.why = outcome, why
        return False

    def _conclude(self, told: list[AnyDecision], *, left: int, is_all_dealt_with: bool) -> None:
        home = self.home
        if home.failures:
            _, outcome, why = home.failures[0]
            home.outcome = Outcome.PARTIAL
            home.why = f"{len(home.failures)} of {home.requests} pages could not be read; the first: {outcome}: {why}"
        elif self.lists or told:
            home.outcome = Outcome.OK
        home.flags += [flag for reading in self.lists for flag in reading.flags]
        if left:
            home.flags.append(f"{left} more pages of decisions are read in the next polls")
        if not is_all_dealt_with:
            # An unchanged list would hide what is missing.
            listed = self.system.first_requests(self.source, self.today)
            home.pages = [each for each in home.pages if each.url not in listed]
        if self.lists or told:
            home.reading = Reading(
                system=self.system.name,
                kind=PageKind.PLAN if self.source.is_plan else PageKind.DECISIONS,
                is_complete=False,
                decisions=tuple(each for each in told if isinstance(each, Decision)),
                plans=tuple(each for each in told if isinstance(each, PlannedDecision)),
            )


def _with_row(found: AnyDecision, row: AnyDecision | None) -> AnyDecision:
    """A page and its row as one. Of what both carry in words of their own the row's count, so that neither comes and
    goes with the other: "Call-ins: none" of a list beside "Is subject to call in?: Yes" of a page."""
    if isinstance(found, PlannedDecision):
        if not isinstance(row, PlannedDecision):
            return replace(found, due="", due_on=None)
        return replace(
            found,
            title=found.title or row.title,
            due=row.due or found.due,
            due_on=row.due_on if row.due else found.due_on,
            decision_maker=row.decision_maker or found.decision_maker,
            first_published=row.first_published or found.first_published,
            is_key=found.is_key if row.is_key is None else row.is_key,
            text=found.text or row.text,
        )
    if not isinstance(row, Decision):
        return replace(found, call_in="")
    return replace(
        found,
        title=found.title or row.title,
        call_in=row.call_in or found.call_in,
        status=found.status or row.status,
        decision_maker=found.decision_maker or row.decision_maker,
        published_on=found.published_on or row.published_on,
        decided_on=found.decided_on or row.decided_on,
        applies_from=found.applies_from or row.applies_from,
    )


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _is_older(moment: datetime | None, now: datetime) -> bool:
    return moment is None or now - moment >= AGAIN


def _first_of(address: str) -> date | None:
    """The first day of the range that an address asks for: `DR=01/09/2026-30/11/2026`."""
    _, _, span = address.partition("DR=")
    try:
        return datetime.strptime(span[:10], "%d/%m/%Y").date()  # noqa: DTZ007 - a day, on London's calendar
    except ValueError:
        return None
