"""The sections beyond the first: what was resolved, decisions, councils side by side, short notice, an outage."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from tests import digest_cases as cases
from watcher.actions.resolved import resolved_of
from watcher.dates.working_days import clear_days, english_bank_holidays
from watcher.digest import OUTAGE, compose
from watcher.digest.outcomes import resolution_in
from watcher.domain.changes import ChangeKind
from watcher.domain.digests import AgendaOut, Edition, Entry, Frequency, Resolved, SectionKind
from watcher.domain.publications import Council, Document, DocumentKind, Meeting
from watcher.domain.subscribers import Subscription

HOLIDAYS = english_bank_holidays(2026)


def entries(edition: Edition, kind: SectionKind) -> tuple[Entry, ...]:
    """A section's list; empty where the section is missing."""
    return next((section.entries for section in edition.sections if section.kind is kind), ())


def test_decisions_alone_are_a_section_of_their_own() -> None:
    """A meeting stands in one section: in Decisions while there are no minutes, else in Minutes published."""
    decided = cases.change(
        11, ChangeKind.DECISIONS_PUBLISHED, meeting_id="503",
        after={"items": [{"id": "301", "decision": "AGREED to consult on the strategy."}]},
    )  # fmt: skip
    drafted = cases.change(12, ChangeKind.DRAFT_MINUTES_PUBLISHED, meeting_id="503")
    alone = cases.edition(cases.material(changes=(decided,)))
    (entry,) = entries(alone, SectionKind.DECISIONS)
    assert [(each.words, each.source) for each in entry.outcomes] == [
        ("AGREED to consult on the strategy.", "from the decisions")
    ]
    assert entries(alone, SectionKind.MINUTES_PUBLISHED) == ()
    assert "Decisions of 1 meeting were published." in alone.summary
    assert alone.subject.startswith("Decisions of 1 meeting in Harrowmere")
    both = cases.edition(cases.material(changes=(decided, drafted)))
    assert entries(both, SectionKind.DECISIONS) == ()
    (entry,) = entries(both, SectionKind.MINUTES_PUBLISHED)
    assert entry.lines == ("Draft minutes published.", "Decisions published.")
    assert entry.change_numbers == (11, 12)


def test_printed_minutes_say_what_was_resolved() -> None:
    """What was read of the paper goes before the page's words, linked to the item, with since when it was known."""
    key = ("harrowmere/7", "503")
    resolved = (Resolved(item_id="301", points=("That the strategy be endorsed", "To report back"), paper="Minutes"),)
    out = AgendaOut(noticed_at=datetime(2026, 7, 1, 9, tzinfo=UTC))
    edition = cases.edition(cases.material(resolved={key: resolved}, agendas={key: out}))
    (entry,) = entries(edition, SectionKind.MINUTES_PUBLISHED)
    assert [(each.title, each.words, each.source, each.since) for each in entry.outcomes] == [
        ("SEND strategy 2026 to 2030", words, "from Minutes", "on the agenda since Wed 1 July")
        for words in ("That the strategy be endorsed", "To report back")
    ]
    assert entry.topics == ("SEND",)


MINUTES = """\
Children and Families Overview and Scrutiny Committee
Minutes of the meeting held on Wednesday 8 July 2026 at 2.00 pm

Present: Councillors A Ash (Chair), B Birch and C Cedar

1. Apologies for absence

There were none.

2. SEND strategy 2026 to 2030

The Head of Inclusion presented the report.

RESOLVED: That (a) the SEND strategy be endorsed; and (b) it come back in March.

3. Work programme

RESOLVED: That the work programme be noted.
"""


def test_a_papers_items_are_the_agendas_by_their_titles() -> None:
    """Points of printed minutes are verbatim parts of them; what no item of the page is called after is left out."""
    meeting = replace(
        cases.SCRUTINY_JULY,
        documents=(
            Document(id="d1", title="Printed minutes", url="https://x.example/m.pdf", kind=DocumentKind.MINUTES,
                     content_hash="aa"),
        ),
    )  # fmt: skip
    changes = (cases.change(16, ChangeKind.MINUTES_PUBLISHED, meeting_id="503"),)
    found = resolved_of(
        changes, {("harrowmere/7", "503"): meeting}, lambda content_hash: {"aa": [MINUTES]}.get(content_hash)
    )
    assert found == {
        ("harrowmere/7", "503"): (
            Resolved(
                item_id="301",
                points=("the SEND strategy be endorsed", "it come back in March"),
                paper="Printed minutes",
            ),
            Resolved(item_id="302", points=("That the work programme be noted",), paper="Printed minutes"),
        )
    }
    for resolved in found["harrowmere/7", "503"]:
        assert all(point in " ".join(MINUTES.split()) for point in resolved.points)
    assert resolved_of(changes, {("harrowmere/7", "503"): meeting}, lambda _hash: None) == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Members asked much. RESOLVED: That it be approved. Thanks followed.", "RESOLVED: That it be approved."),
        (
            "It was agreed that the forum would meet in May. So it was.",
            "It was agreed that the forum would meet in May.",
        ),
        ("The report was noted. No more.", "The report was noted. No more."),
        ("Resolved: Noted. To be brought back in the spring.", "Resolved: Noted. To be brought back in the spring."),
    ],
)
def test_a_quotation_begins_with_the_resolution(text: str, words: str) -> None:
    """From the label on, verbatim; a very short sentence takes what follows with it."""
    assert resolution_in(text) == words
    assert words in text


def county(key: str, number: int) -> tuple[str, Meeting]:
    """A coming meeting of another council."""
    return f"{key}/7", replace(cases.CABINET_NEW, id=f"{key}{number}")


def test_councils_are_compared_only_where_there_are_several_and_much() -> None:
    """One line each, in the order of names, with counts that add up to the lists above."""
    assert entries(cases.edition(), SectionKind.BY_COUNCIL) == ()
    many = tuple(county(key, number) for key in ("aldshire", "borset") for number in range(8))
    source = cases.SOURCES["harrowmere/7"]
    sources = {
        f"{key}/7": replace(
            source, key=f"{key}/7", council=Council(key=key, name=key.title(), url="https://x.example/")
        )
        for key in ("aldshire", "borset")
    }
    edition = cases.edition(cases.material(upcoming=many, sources={**cases.SOURCES, **sources}))
    lines = {each.title: each.lines for each in entries(edition, SectionKind.BY_COUNCIL)}
    assert lines == {
        "Aldshire": ("8 meetings coming up.",),
        "Borset": ("8 meetings coming up.",),
        "Harrowmere": ("2 new items, 3 changes, 1 meeting coming up, 1 set of minutes.",),
        "Ofsted news": ("1 new item.",),
    }
    first = cases.edition(cases.material(upcoming=many[:8], changes=()))
    assert entries(first, SectionKind.BY_COUNCIL) == ()


@pytest.mark.parametrize(
    ("published", "meeting", "count"),
    [
        (date(2026, 11, 12), date(2026, 11, 18), 3),  # Thursday to Wednesday: Friday, Monday, Tuesday
        (date(2026, 11, 10), date(2026, 11, 18), 5),
        (date(2026, 12, 22), date(2026, 12, 31), 4),  # Christmas Day and the substitute for Boxing Day do not count
        (date(2026, 11, 17), date(2026, 11, 18), 0),
        (date(2026, 11, 18), date(2026, 11, 18), 0),
    ],
)
def test_clear_days_are_counted_as_councils_do(published: date, meeting: date, count: int) -> None:
    """Neither the day of publication nor that of the meeting, no weekends, no bank holidays."""
    assert clear_days(published, meeting, HOLIDAYS) == count


@pytest.mark.parametrize(
    ("noticed", "before", "words"),
    [
        ("2026-09-10", "2026-09-10", "Agenda out Thu 10 September: about 3 working days' notice."),
        ("2026-09-11", "2026-09-10", "Agenda out Fri 11 September: about 3 working days' notice."),
        ("2026-09-14", "2026-09-14", "Agenda out Mon 14 September: about 1 working day's notice."),
        ("2026-09-15", "2026-09-15", "Agenda out Tue 15 September: less than a working day's notice."),
        ("2026-09-08", "2026-09-07", "Agenda out."),
        ("2026-09-14", "2026-09-04", "Agenda out."),
        ("2026-09-14", None, "Agenda out."),
        (None, None, "Agenda out."),
    ],
)
def test_short_notice_is_said_only_where_we_looked(noticed: str | None, before: str | None, words: str) -> None:
    """In the council's favour: counted from the last look without an agenda, and nothing if that was long ago."""

    def at(day: str | None) -> datetime | None:
        return datetime.fromisoformat(f"{day}T08:00+00:00") if day else None

    moment = at(noticed)
    agendas = {("harrowmere/7", "500"): AgendaOut(noticed_at=moment, not_before=at(before))} if moment else {}
    edition = cases.edition(cases.material(agendas=agendas, bank_holidays=HOLIDAYS, changes=()))
    lines = {each.key: each.lines for each in entries(edition, SectionKind.COMING_UP)}
    assert lines["coming:harrowmere:500"] == (words,)
    assert "unlawful" not in str(edition)


def test_an_agenda_that_is_late_is_said_to_be() -> None:
    """The day by which it was to be expected is past."""
    soon = replace(cases.CABINET_10, published=frozenset())
    edition = cases.edition(cases.material(upcoming=(("harrowmere/3", soon),), changes=()))
    (entry,) = entries(edition, SectionKind.COMING_UP)
    assert entry.lines == ("Agenda not out yet: it was expected by Wed 2 September.",)


@pytest.mark.parametrize(
    ("subscription", "why"),
    [
        (Subscription(), ""),
        (Subscription(topics=("send",)), "because you follow SEND"),
        (Subscription(councils=("harrowmere",)), "because you follow this council"),
        (Subscription(topics=("send",), councils=("harrowmere",)), "because you follow SEND in this council"),
        (Subscription(topics=("send", "budget"), committees=("harrowmere/7",)),
         "because you follow SEND and Budget in this committee"),
    ],
)  # fmt: skip
def test_an_item_says_why_it_is_here_and_all_that_it_is_about(subscription: Subscription, why: str) -> None:
    """A reader of SEND sees that the item is about the budget too; only what is followed is counted."""
    edition = cases.edition(subscription=subscription)
    item = next(each for each in entries(edition, SectionKind.NEEDS_ATTENTION) if each.key == "item:harrowmere:101")
    assert (item.topics, item.why) == (("SEND", "Budget"), why)
    if subscription.topics == ("send",):
        assert edition.topic_counts == (("SEND", 1),)
        assert "Budget" not in edition.subject


def test_a_tally_that_exceeds_the_items_says_why() -> None:
    """Three items, four topics: one item has two."""
    edition = cases.edition()
    assert sum(count for _, count in edition.topic_counts) == 4
    assert edition.tally_note == "one item has two topics"


def test_after_an_outage_the_digest_says_so() -> None:
    """The time of the runs that were never made is told, named and flagged."""
    edition = compose(
        cases.material(),
        Subscription(),
        frequency=Frequency.WEEKLY,
        period="2026-W36",
        first_day=date(2026, 8, 31) - timedelta(weeks=2),
        last_day=date(2026, 9, 6),
        window=cases.WINDOW,
        now=cases.NOW,
        missed=2,
    )
    assert edition.title == "Your council weeks, 17 August to 6 September 2026"
    assert edition.summary[0] == (
        "No digest could be written for 2 weeks before this one: it tells that time too, with long lists cut short."
    )
    assert OUTAGE in edition.flags


def test_a_quiet_week_is_called_one() -> None:
    """The first words say it; where nothing could be checked they do not."""
    quiet = cases.edition(cases.material(changes=(), upcoming=()))
    assert quiet.summary[:2] == ("A quiet week.", "No new item matches your topics.")
    blind = cases.material(changes=(), upcoming=(), states=tuple(
        replace(each, last_good_at=None, last_outcome=None) for each in cases.material().states
    ))  # fmt: skip
    assert cases.edition(blind).summary == ("3 of 3 sources could not be checked.",)
