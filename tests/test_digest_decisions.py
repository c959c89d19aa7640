"""Decisions of members and officers, and planned ones, in the digest, its email and the feeds."""

import re
from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup

from tests import digest_cases as cases
from watcher.digest import Material
from watcher.domain.changes import Change, ChangeKind
from watcher.domain.digests import Edition, Entry, SectionKind
from watcher.domain.publications import Decision, PlannedDecision, Source
from watcher.domain.subscribers import Subscription
from watcher.domain.topics import Place
from watcher.feeds import Background, tell
from watcher.render import FooterLinks, render

K = ChangeKind
REGISTER, PLAN = "harrowmere/decisions", "harrowmere/plan"
SOURCES = {
    key: Source(key=key, system="moderngov-pages", url=cases.BASE, name=f"Harrowmere: {name}", council=cases.COUNCIL)
    for key, name in ((REGISTER, "decisions"), (PLAN, "forward plan"))
}
LEASE = Decision(
    id="7002",
    title="Special school places: lease of a former primary school",
    url=f"{cases.BASE}ieDecisionDetails.aspx?ID=7002",
    decision_maker="Cabinet Member for Children",
    is_key=True,
    decided_on=date(2026, 9, 2),
    published_on=date(2026, 9, 3),
    text="To lease the school for ten years. The lease begins in January.",
    documents=(cases.paper("9100", "Lease of the school"),),
)
PARK = replace(LEASE, id="7003", title="Grounds maintenance", url=f"{cases.BASE}ieDecisionDetails.aspx?ID=7003")
STRATEGY = PlannedDecision(
    id="8001",
    title="SEND strategy 2027 to 2030",
    url=f"{cases.BASE}mgIssueHistoryHome.aspx?IId=8001",
    due="19 Jan 2027",
    due_on=date(2027, 1, 19),
    decision_maker="Cabinet",
)
SCHOOL = replace(
    STRATEGY,
    id="8002",
    title="Special school: building contract",
    due="Between 3 and 31 March 2027",
    due_on=date(2027, 3, 3),
    is_key=True,
)
FACTS = {"title": LEASE.title, "url": LEASE.url, "is_key": True, "decision_maker": LEASE.decision_maker}
PUBLISHED = cases.change(31, K.DECISION_PUBLISHED, REGISTER, decision_id="7002", after=FACTS)
AMENDED = cases.change(
    32,
    K.DECISION_AMENDED,
    REGISTER,
    decision_id="7002",
    before={**FACTS, "status": "Approved"},
    after={**FACTS, "status": "On hold", "amended": ["text", "status", "call-in", "papers"]},
)
OF_PARK = cases.change(33, K.DECISION_PUBLISHED, REGISTER, decision_id="7003", after={"title": PARK.title})
REDATED = cases.change(
    34, K.KEY_DECISION_REDATED, PLAN, decision_id="8001", before={"due": "15 Dec 2026"}, after={"due": "19 Jan 2027"}
)
ANNOUNCED = cases.change(
    35, K.KEY_DECISION_ANNOUNCED, PLAN, decision_id="8002", after={"due": SCHOOL.due, "is_key": True}
)
SAID = {
    (REGISTER, "decision:7002"): (cases.match("send", 9, cases.said("special school", "lease of a special school")),),
    (PLAN, "decision:8001"): (cases.match("send", 9, cases.said("SEND", "SEND strategy", Place.TITLE)),),
    (PLAN, "decision:8002"): (cases.match("send", 9, cases.said("special school", "120 places in a special school")),),
}


def material(*changes: Change) -> Material:
    """A week in which nothing else happened."""
    known: dict[tuple[str, str], Decision | PlannedDecision] = {(REGISTER, each.id): each for each in (LEASE, PARK)} | {
        (PLAN, each.id): each for each in (STRATEGY, SCHOOL)
    }
    states = tuple(replace(cases.state("harrowmere/7"), key=key, name=source.name) for key, source in SOURCES.items())
    return cases.material(
        changes=changes,
        matches=SAID,
        meetings={},
        upcoming=(),
        entries={},
        decisions=known,
        sources=SOURCES,
        states=states,
    )


def entries(edition: Edition) -> tuple[Entry, ...]:
    """Those of the section Decisions."""
    return next((each.entries for each in edition.sections if each.kind is SectionKind.DECISIONS), ())


def test_decisions_about_a_followed_topic_are_told() -> None:
    """Taken ones first, then planned ones by their day; what is about nothing that is followed is not told."""
    found = entries(cases.edition(material(ANNOUNCED, REDATED, OF_PARK, PUBLISHED)))
    assert [each.key for each in found] == [
        "decision:harrowmere:7002",
        "planned:harrowmere:8001",
        "planned:harrowmere:8002",
    ]
    lease, strategy, school = found
    assert (lease.where, lease.when) == ("Harrowmere · Cabinet Member for Children", "decided Wed 2 September")
    assert lease.lines == ("Key decision published.", "Decided: “To lease the school for ten years.”")
    assert [link.words for link in lease.links] == ["Lease of the school"]
    assert (strategy.when, strategy.lines) == (("due Tue 19 January 2027", ("Due: was 15 Dec 2026; now 19 Jan 2027.",)))
    assert (school.when, school.lines) == (
        ("due between 3 and 31 March 2027", ("Key decision announced: due between 3 and 31 March 2027.",))
    )


@pytest.mark.parametrize(
    ("due", "words"),
    [
        ("19/01/2027", "due Tue 19 January 2027"),
        ("Tuesday, 19th January, 2027", "due Tue 19 January 2027"),
        ("Before 19 January 2027", "due before 19 January 2027"),
        ("Week commencing 19 January 2027", "due Week commencing 19 January 2027"),
        ("19 to 31 January 2027", "due 19 to 31 January 2027"),
    ],
)
def test_a_day_that_is_no_day_is_told_in_the_councils_words(due: str, words: str) -> None:
    """Only what is one date and no more is written as we write days."""
    planned = replace(STRATEGY, due=due)
    told = replace(material(REDATED), decisions={(PLAN, "8001"): planned})
    [entry] = entries(cases.edition(told))
    assert entry.when == words


def test_a_page_that_does_not_say_what_was_decided_is_not_said_to() -> None:
    """Its words begin with another heading: they are quoted as the page's."""
    lease = replace(LEASE, text="Purpose: To ask for a lease. Reasons for decision: None.")
    [entry] = entries(cases.edition(replace(material(PUBLISHED), decisions={(REGISTER, "7002"): lease})))
    assert entry.lines[1] == "The page says: “Purpose: To ask for a lease.”"


def test_an_amended_decision_says_what_was_amended() -> None:
    """That it was called in comes first; what is new itself is told as it stands, with both numbers."""
    [entry] = entries(cases.edition(material(AMENDED)))
    assert entry.lines[0] == (
        "It was called in. Status: was Approved; now On hold. Amended since it was published: the text and the papers."
    )
    [both] = entries(cases.edition(material(PUBLISHED, AMENDED)))
    assert both.lines[0] == "Key decision published."
    assert both.change_numbers == (31, 32)


def test_the_summary_and_subject_count_them() -> None:
    """By what they are; a week with nothing else has them in its subject, and is not quiet."""
    edition = cases.edition(material(PUBLISHED, REDATED, ANNOUNCED))
    assert "1 decision of members or officers matches your topics." in edition.summary
    assert "2 planned decisions match your topics." in edition.summary
    assert edition.subject == "1 decision in Harrowmere"
    assert cases.edition(material(REDATED)).subject == "1 planned decision in Harrowmere"
    assert not edition.is_quiet
    assert cases.edition(material(OF_PARK)).is_quiet


def test_only_who_follows_the_council_hears_of_them() -> None:
    """Somebody who follows one committee of it does not, and neither does who follows another topic."""
    made = material(PUBLISHED, ANNOUNCED)
    assert len(entries(cases.edition(made, Subscription(councils=("harrowmere",))))) == 2
    assert len(entries(cases.edition(made, Subscription(topics=("send",))))) == 2
    assert entries(cases.edition(made, Subscription(committees=("harrowmere/7",)))) == ()
    assert entries(cases.edition(made, Subscription(topics=("ofsted",)))) == ()


def test_text_and_html_say_the_same_of_them() -> None:
    """Every title, place, day and sentence stands in both parts, with where a passage is from."""
    edition = cases.edition(material(PUBLISHED, REDATED, ANNOUNCED))
    rendered = render(edition, links=FooterLinks(base_url="https://watch.example/", web_url=""))
    page = " ".join(BeautifulSoup(rendered.html, "lxml").get_text(" ").split())
    text = " ".join(rendered.text.split())
    for entry in entries(edition):
        for words in (entry.title, entry.when, *entry.lines):
            assert words in text
            assert words in re.sub(r"\s+([.,:”])", r"\1", page)
    assert "from the forward plan" in text
    assert "from the forward plan" in page


def test_feeds_tell_them() -> None:
    """With their own title and address, their topics and their passages."""
    background = Background(sources=SOURCES, topics=cases.TOPICS, matches=SAID)
    told = tell(PUBLISHED, background)
    assert told.title == f"Decision published: {LEASE.title} (Harrowmere)"
    assert (told.url, told.topics) == (LEASE.url, ("SEND",))
    redated = tell(REDATED, background)
    assert "Due: was 15 Dec 2026; now 19 Jan 2027." in redated.lines
    assert tell(PUBLISHED, background).name != redated.name
