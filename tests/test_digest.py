"""What a digest says: sections, order, counts, words."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests import digest_cases as cases
from watcher.dates.working_days import agenda_expected_by
from watcher.digest import MANY_NOT_CHECKED, compose, slug_of
from watcher.digest.sentences import change_sentence
from watcher.domain.changes import LAST_TOLD, ChangeKind
from watcher.domain.digests import Edition, Entry, Frequency, SectionKind, Window
from watcher.domain.publications import MeetingTime, Outcome
from watcher.domain.subscribers import Subscription


def entries(edition: Edition, kind: SectionKind) -> tuple[Entry, ...]:
    return next((section.entries for section in edition.sections if section.kind is kind), ())


def keys(edition: Edition, kind: SectionKind) -> list[str]:
    return [entry.key for entry in entries(edition, kind)]


def test_sections_stand_in_their_order_with_what_happened() -> None:
    """Each section has its entries in its order, and each event stands in one section only."""
    edition = cases.edition()
    present = [kind for kind in SectionKind if kind not in (SectionKind.DECISIONS, SectionKind.BY_COUNCIL)]
    assert [section.kind for section in edition.sections] == present
    assert keys(edition, SectionKind.NEEDS_ATTENTION) == [
        "item:harrowmere:102",
        "item:harrowmere:101",
        "entry:feed/ofsted:n1",
    ]
    assert keys(edition, SectionKind.CHANGED) == [
        "meeting:harrowmere:504",
        "meeting:harrowmere:501",
        "item:harrowmere:201",
    ]
    assert keys(edition, SectionKind.COMING_UP) == [f"coming:harrowmere:{number}" for number in (501, 500, 502)]
    assert keys(edition, SectionKind.MINUTES_PUBLISHED) == ["minutes:harrowmere:503"]
    assert keys(edition, SectionKind.NOT_CHECKED) == ["source:feed/ofsted"]
    every = [entry.key for section in edition.sections for entry in section.entries]
    assert len(every) == len(set(every))


def test_every_change_is_told_at_most_once() -> None:
    """No change number stands under two entries; those of routine items and agendas alone stand under none."""
    numbers = [
        number for section in cases.edition().sections for entry in section.entries for number in entry.change_numbers
    ]
    assert sorted(set(numbers)) == list(range(11, 20))
    once = [number for number in numbers if number != 11]
    assert len(once) == len(set(once)), "only an agenda with several items of interest is told under each of them"
    assert 20 not in numbers


def test_counts_equal_the_lists_they_head() -> None:
    """The summary and the tally count what the sections list."""
    edition = cases.edition()
    assert edition.summary == (
        "3 new items match your topics.",
        "3 meetings are coming up in the next 14 days.",
        "3 changes: 1 meeting cancelled, 1 meeting moved, 1 paper replaced.",
        "Minutes of 1 meeting were published.",
        "1 of 3 sources could not be checked.",
    )
    assert edition.topic_counts == (("Ofsted", 2), ("SEND", 1), ("Budget", 1))
    assert (edition.checked, edition.sources) == (2, 3)


def test_old_and_new_are_said_in_words() -> None:
    """A move, a cancellation and a new title read as a person would write them."""
    lines = {entry.key: entry.lines for entry in entries(cases.edition(), SectionKind.CHANGED)}
    assert lines["meeting:harrowmere:501"] == ("Moved: was Tue 8 September, 2pm; now Thu 10 September, 2pm.",)
    assert lines["meeting:harrowmere:504"] == ("Cancelled.",)
    assert lines["item:harrowmere:201"] == (
        "Paper replaced under the same address: Policy.",
        "Title: was “SEND transport policy”; now “SEND transport policy: outcome of consultation”.",
    )


def test_a_change_of_a_new_item_stands_under_the_item() -> None:
    """A paper added to an item that is new in the same window is a line of the item, not a change of its own."""
    item = entries(cases.edition(), SectionKind.NEEDS_ATTENTION)[1]
    assert item.lines == ("Paper added: Appendix A: mitigations.",)
    assert item.change_numbers == (11, 19)
    assert item.topics == ("SEND", "Budget")


def test_a_paper_that_was_to_follow_is_told_as_that() -> None:
    """Who waited for it reads that the wait is over."""
    after = {"title": "Savings plan", "was_to_follow": True}
    out = cases.change(19, ChangeKind.DOCUMENT_ADDED, meeting_id="500", item_id="101", document_id="9002", after=after)
    assert change_sentence(out, date(2026, 9, 7)) == "The paper that was to follow is out: Savings plan."


def test_a_supplement_is_linked() -> None:
    """A supplement of a followed committee is told by name, with its address."""
    supplement = cases.paper("9100", "Supplement 1")
    made = cases.material()
    meetings = {**made.meetings, ("harrowmere/3", "501"): replace(cases.CABINET_10, documents=(supplement,))}
    told = cases.change(
        32,
        ChangeKind.SUPPLEMENT_PUBLISHED,
        "harrowmere/3",
        meeting_id="501",
        document_id="9100",
        after={"title": "Supplement 1"},
    )
    (entry,) = entries(cases.edition(cases.material(changes=(told,), meetings=meetings)), SectionKind.CHANGED)
    assert entry.lines == ("Supplement published: Supplement 1.",)
    assert [link.url for link in entry.links] == [supplement.url]


def test_an_item_that_came_later_waits_for_its_own_change() -> None:
    """An agenda's change tells the items it lists, not those the page has gained since."""
    late = replace(cases.SCRUTINY_16, items=(*cases.SCRUTINY_16.items, cases.item("104", "SEND sufficiency")))
    meetings = {**cases.material().meetings, ("harrowmere/7", "500"): late}
    matches = {**cases.MATCHES, ("harrowmere/7", "item:104"): (cases.match("send", 20),)}
    edition = cases.edition(cases.material(meetings=meetings, matches=matches))
    assert "item:harrowmere:104" not in keys(edition, SectionKind.NEEDS_ATTENTION)


def test_what_the_minutes_resolved_is_quoted_for_items_of_interest() -> None:
    """The first sentence of what was resolved, under the item's title, and nothing of routine items."""
    (minutes,) = entries(cases.edition(), SectionKind.MINUTES_PUBLISHED)
    assert minutes.lines == ("Minutes published.",)
    assert [(each.title, each.words, each.source) for each in minutes.outcomes] == [
        (
            "SEND strategy 2026 to 2030",
            "RESOLVED: That the SEND strategy be endorsed and come back to the Committee in March.",
            "from the minutes",
        )
    ]


def test_the_calendar_says_what_is_out_and_what_is_new() -> None:
    """Coming up says whether the agenda is out or by when it is expected, and marks a new date."""
    lines = [entry.lines for entry in entries(cases.edition(), SectionKind.COMING_UP)]
    assert lines == [
        ("See Changed, above.", "Agenda out."),
        ("Agenda out.",),
        ("New date.", "Agenda expected by Fri 11 September."),
    ]


@pytest.mark.parametrize(
    ("meeting", "bank_holidays", "expected"),
    [
        (date(2026, 11, 25), (), date(2026, 11, 17)),
        (date(2026, 9, 21), (), date(2026, 9, 11)),
        (date(2026, 5, 29), (date(2026, 5, 25),), date(2026, 5, 20)),
    ],
)
def test_an_agenda_is_due_five_clear_working_days_before(
    meeting: date, bank_holidays: tuple[date, ...], expected: date
) -> None:
    """Neither the day of publication nor that of the meeting counts, nor weekends and bank holidays."""
    assert agenda_expected_by(meeting, bank_holidays) == expected


def test_a_first_digest_shows_what_was_already_out() -> None:
    """A new subscriber also gets the matched items of meetings to come, marked as such."""
    quiet = cases.material(changes=())
    assert not keys(cases.edition(quiet), SectionKind.NEEDS_ATTENTION)
    first = cases.edition(quiet, is_first=True)
    found = entries(first, SectionKind.NEEDS_ATTENTION)
    assert [entry.key for entry in found] == [f"item:harrowmere:{number}" for number in (102, 101, 201)]
    assert {entry.lines for entry in found} == {("Already out when you joined.",)}


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (cases.state("feed/ofsted", outcome=Outcome.TIMED_OUT), "Not readable since Thu 3 September"),
        (cases.state("feed/ofsted", good=None, outcome=None), "Not checked yet."),
        (cases.state("feed/ofsted", good=cases.NOW - timedelta(days=9)), "No check was made lately."),
    ],
)
def test_a_source_that_was_not_read_is_named(state: object, words: str) -> None:
    """Trouble, never polled and polled too long ago all count as not checked."""
    made = cases.material(states=(cases.state("harrowmere/7"), state))
    (entry,) = entries(cases.edition(made), SectionKind.NOT_CHECKED)
    assert entry.lines[0].startswith(words)


def test_half_of_the_sources_unread_is_flagged() -> None:
    """An edition with half its sources unread says so in its flags."""
    blocked = cases.state("feed/ofsted", outcome=Outcome.BLOCKED)
    assert MANY_NOT_CHECKED in cases.edition(cases.material(states=(cases.state("harrowmere/7"), blocked))).flags
    assert MANY_NOT_CHECKED not in cases.edition().flags


def test_a_subscription_narrows_everything() -> None:
    """Councils, committees and topics that are not followed appear nowhere, not even in the counts of sources."""
    edition = cases.edition(subscription=Subscription(committees=("harrowmere/7",), topics=("budget",)))
    assert keys(edition, SectionKind.NEEDS_ATTENTION) == ["item:harrowmere:101"]
    assert keys(edition, SectionKind.CHANGED) == ["meeting:harrowmere:504"]
    assert edition.sources == 1
    assert edition.topic_counts == (("Budget", 1),)
    assert edition.follows == "Budget in Children and Families Overview and Scrutiny Committee"


def test_a_quiet_week_says_so() -> None:
    """Nothing new and nothing to come gives the quiet subject; a calendar alone is quiet but named."""
    silent = cases.edition(cases.material(changes=(), upcoming=(), states=(cases.state("harrowmere/7"),)))
    assert silent.subject == "Quiet week: nothing new in Harrowmere"
    assert silent.is_quiet
    calendar = cases.edition(cases.material(changes=()))
    assert calendar.subject == "3 meetings coming up in Harrowmere (1 source not checked)"
    assert calendar.is_quiet
    assert not cases.edition().is_quiet


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ((9, 21), "2 meetings are coming up in the next 14 days."),
        ((9, 28), "2 meetings are coming up, 1 of them in the next 14 days."),
        ((28,), "1 meeting is coming up after the next 14 days."),
        ((28, None), "2 meetings are coming up."),
    ],
)
def test_what_is_coming_up_is_said_with_its_horizon(days: tuple[int | None, ...], said: str) -> None:
    """New dates are listed however far they are, and a date may be unreadable: what is counted for is true of all."""
    made = cases.material()
    meetings, news = dict(made.meetings), []
    for number, day in enumerate(days, 600):
        at = MeetingTime(day=date(2026, 9, day) if day else None, clock=None, raw="")
        key = ("harrowmere/3", str(number))
        meetings[key] = replace(cases.CABINET_10, id=str(number), starts_at=at, items=())
        news.append(cases.change(number, ChangeKind.MEETING_SCHEDULED, key[0], meeting_id=key[1]))
    edition = cases.edition(replace(made, meetings=meetings, changes=tuple(news), upcoming=()))
    assert said in edition.summary


def test_the_subject_counts_first_and_keeps_its_length() -> None:
    """Counts, then topics; changes when nothing matched; never over 100 characters."""
    assert cases.edition().subject == "3 new items: Ofsted, SEND and Budget (1 source not checked)"
    changes = tuple(each for each in cases.CHANGES if each.kind is ChangeKind.MEETING_CANCELLED)
    assert cases.edition(cases.material(changes=changes)).subject.startswith("1 change in Harrowmere")
    long = replace(cases.COUNCIL, name="Greater " * 14 + "Harrowmere")
    sources = {key: replace(each, council=long if each.council else None) for key, each in cases.SOURCES.items()}
    assert len(cases.edition(cases.material(changes=changes, sources=sources)).subject) <= 100


def test_equal_input_in_any_order_gives_an_equal_edition() -> None:
    """Every order is total: shuffled changes, meetings and states change nothing."""
    expected = cases.edition()
    for seed in range(20):
        shuffle = random.Random(seed).sample
        made = cases.material()
        meetings = dict(shuffle(list(made.meetings.items()), len(made.meetings)))
        again = replace(
            made,
            changes=tuple(shuffle(made.changes, len(made.changes))),
            upcoming=tuple(shuffle(made.upcoming, len(made.upcoming))),
            states=tuple(shuffle(made.states, len(made.states))),
            meetings=meetings,
        )
        assert cases.edition(again) == expected


def test_an_item_that_came_and_went_is_not_for_attention() -> None:
    """An item withdrawn in the window stands in Changed, even if its agenda is of the same window."""
    withdrawn = cases.change(
        30, ChangeKind.ITEM_WITHDRAWN, meeting_id="500", item_id="101", before={"title": cases.HIGH_NEEDS.title}
    )
    edition = cases.edition(cases.material(changes=(*cases.CHANGES, withdrawn)))
    assert "item:harrowmere:101" not in keys(edition, SectionKind.NEEDS_ATTENTION)
    assert "item:harrowmere:101" in keys(edition, SectionKind.CHANGED)


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_a_change_without_facts_or_meeting_breaks_nothing(kind: ChangeKind) -> None:
    """A change of an older form, about a meeting no longer known, never stops a digest."""
    bare = cases.change(31, kind, meeting_id="gone", item_id="gone" if "item" in kind else None)
    edition = cases.edition(cases.material(changes=(bare,)))
    assert edition.summary


def test_titles_name_the_days_of_each_frequency() -> None:
    """A week, a day and a moment are titled for what they cover."""
    assert cases.edition().title == "Your council week, 31 August to 6 September 2026"
    assert cases.edition(frequency=Frequency.IMMEDIATE).title == "Council news, Sunday 6 September 2026"


def test_a_slug_names_what_is_followed_and_since_when() -> None:
    """The archive's own edition has a plain name; subscribers' editions differ by window and by what they follow."""
    assert slug_of(Subscription()) == "everything"
    assert slug_of(Subscription(), Window(after=3, up_to=9), is_first=True) == "everything-first-after-3"
    some = slug_of(Subscription(topics=("send",), councils=("harrowmere",)))
    assert some.startswith("send-harrowmere-")
    assert some != slug_of(Subscription(topics=("send",), committees=("harrowmere",)))
    alike = ("a-topic-with-a-name-that-is-longer-than-what-is-kept-of-it",)
    assert len({slug_of(Subscription(topics=(*alike, str(number)))) for number in range(20_000)}) == 20_000


def test_a_naive_now_is_refused() -> None:
    """Times are aware or refused."""
    with pytest.raises(ValueError, match="aware"):
        compose(
            cases.material(),
            Subscription(),
            frequency=Frequency.WEEKLY,
            period="2026-W36",
            first_day=date(2026, 8, 31),
            last_day=date(2026, 9, 6),
            window=cases.WINDOW,
            now=datetime.combine(date(2026, 9, 7), time(6)),
        )
    assert cases.NOW.tzinfo is UTC


def test_a_meeting_listed_after_it_began_is_told() -> None:
    """Listed today for an hour of today that is past: too late for Coming up, so Changed tells it; later today it is
    a new date to come."""
    for clock, kind in ((time(5, 0), SectionKind.CHANGED), (time(19, 0), SectionKind.COMING_UP)):
        today = cases.meeting("509", cases.CABINET, cases.NOW.date(), clock)
        listed = cases.change(11, ChangeKind.MEETING_SCHEDULED, "harrowmere/3", meeting_id="509")
        material = cases.material(changes=(listed,), meetings={("harrowmere/3", "509"): today}, upcoming=())
        told = {section.kind for section in cases.edition(material).sections for entry in section.entries
                if 11 in entry.change_numbers}  # fmt: skip
        assert told == {kind}


def test_a_venue_without_end_is_shortened() -> None:
    """A council's field may hold a page of directions; a line of the digest does not."""
    moved = cases.change(11, ChangeKind.VENUE_CHANGED, "harrowmere/3", meeting_id="502",
                         before={"venue": "Town Hall"}, after={"venue": "Hall " * 2000})  # fmt: skip
    [entry] = entries(cases.edition(cases.material(changes=(moved,))), SectionKind.CHANGED)
    assert len(entry.lines[0]) < 220


def test_the_last_announcement_of_what_flaps_says_that_it_is_the_last() -> None:
    """What is told last need not stay true; the reader is sent to the council's page."""
    moved = cases.change(11, ChangeKind.VENUE_CHANGED, "harrowmere/3", meeting_id="502",
                         before={"venue": "Town Hall"}, after={"venue": "Online", LAST_TOLD: True})  # fmt: skip
    [entry] = entries(cases.edition(cases.material(changes=(moved,))), SectionKind.CHANGED)
    assert "changes again we shall not say so" in entry.lines[0]


def test_final_minutes_are_quoted_and_not_their_draft() -> None:
    """Draft and final minutes in one window: one line, and the words of the final ones."""
    draft, final = (
        cases.change(number, kind, meeting_id="503", after={"items": [{"id": "301", "text": text}]})
        for number, kind, text in (
            (11, ChangeKind.DRAFT_MINUTES_PUBLISHED, "RESOLVED: That the strategy be endorsed."),
            (12, ChangeKind.MINUTES_PUBLISHED, "RESOLVED: That the strategy be rejected."),
        )
    )
    [entry] = entries(cases.edition(cases.material(changes=(draft, final))), SectionKind.MINUTES_PUBLISHED)
    assert entry.lines == ("Minutes published.",)
    assert [each.words for each in entry.outcomes] == ["RESOLVED: That the strategy be rejected."]
    assert entry.change_numbers == (11, 12)


def test_nothing_new_is_claimed_only_of_what_was_checked() -> None:
    """A quiet week names the councils that were read; where none was, nothing is said to be new or not."""
    blocked = cases.state("harrowmere/7", good=None, outcome=Outcome.BLOCKED)
    quiet = cases.material(changes=(), upcoming=(), states=(blocked, cases.state("feed/ofsted")))
    assert cases.edition(quiet).subject == "Quiet week: nothing new in Ofsted news (1 source not checked)"
    unread = cases.edition(replace(quiet, states=(blocked,)))
    assert unread.subject == "1 source could not be checked"
    assert unread.summary == ("1 of 1 source could not be checked.",)
    assert cases.edition(replace(quiet, states=())).subject == "No source is watched yet"


def test_what_is_followed_is_named_as_people_name_it() -> None:
    """Councils by their names; one of which single committees are followed is not followed whole."""
    whole = Subscription(councils=("harrowmere",), topics=("send",))
    assert cases.edition(None, whole).follows == "SEND in Harrowmere"
    assert cases.edition(None, replace(whole, committees=("harrowmere/3",))).follows == "SEND in Cabinet"
