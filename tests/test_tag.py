"""Which topics titles and bodies get. All words here are made up for the purpose."""

import pytest

from watcher.config import built_in_topics
from watcher.domain.publications import AgendaItem, Document, DocumentKind, FeedEntry
from watcher.domain.topics import Case, Place, Term, Topic, Topics
from watcher.tag import Tagger

TAGGER = Tagger(built_in_topics())


def verdicts(title: str, body: str = "", committee_name: str = "") -> tuple[set[str], set[str]]:
    """What it is about, and what is mentioned in passing."""
    matches = TAGGER.match_texts(title, [(Place.TEXT, body)] if body else [], committee_name=committee_name)
    return {match.topic for match in matches if match.is_about}, {m.topic for m in matches if not m.is_about}


@pytest.mark.parametrize(
    ("title", "about"),
    [
        ("SEND Strategy 2026 to 2030", "send"),
        ("SEND STRATEGY", "send"),
        ("SEND", "send"),
        ("Timeliness of EHCPs", "send"),
        ("Education Health and Care assessments: performance", "send"),
        ("Special Education Needs & Disabilities", "send"),
        ("Expansion of Elm Grove Special School", "send"),
        ("Home to school transport for pupils with disabilities", "send"),
        ("All-age autism plan for schools", ""),
        ("JTAI: criminal exploitation", "ofsted"),
        ("Focused visit to the children's front door", "ofsted"),
        ("Outcome of the ILACS", "ofsted"),
        ("Children’s Services Improvement Board", "ofsted"),
        ("Area SEND inspection", "ofsted send"),
        ("WSoA: third year", "ofsted send"),
        ("Safety Valve agreement", "send budget"),
        ("High-Needs Block recovery plan", "send budget"),
        ("Local SEND reform plan and High Needs Stability Grant", "send budget"),
        ("MTFS 2027/28", "budget"),
        ("Medium–Term Financial Plan", "budget"),
        ("Budget", "budget"),
        ("Quarter 2 Finance", "budget"),
        ("Fees & Charges", "budget"),
        ("Section 114 notice", "budget"),
        ("Council Tax Base", "budget"),
        ("DSG: de-delegation", "budget"),
    ],
)
def test_titles_that_name_a_topic_are_about_it(title: str, about: str) -> None:
    """A title that names a topic is about it by itself, in any case, with dashes or ampersands."""
    assert verdicts(title)[0] == set(about.split())


@pytest.mark.parametrize(
    "title",
    [
        "Decision to send letters to parish councils",
        "Send Parish Neighbourhood Plan",
        "SEND ROAD RESURFACING PLAN",
        "RIPLEY AND SEND WARD REVIEW",
        "DECISION TO SEND REPORTS TO COMMITTEE",
        "PLEASE SEND APOLOGIES TO THE CLERK",
        "Sending of summonses",
        "Legend of the Sen family",
        "Monitoring visit to parks and open spaces",
        "Monitoring visits of care homes by the CQC",
        "Youth Justice Service: HMIP inspection",
        "Food hygiene inspections",
        "Inspection of documents",
        "Budget and Policy Framework Procedure Rules",
        "Personal budgets in adult care",
        "Carbon budget",
        "Ward budget applications",
        "Economic growth strategy",
        "Nature reserves management",
        "Section 106 contributions from developers",
        "Human Rights Act statement (HRA)",
        "ASC WORKFORCE STRATEGY",
        "Care leavers' local offer",
        "Digital Inclusion Strategy",
        "Special School Governor vacancy",
        "Denominational home to school transport",
    ],
)
def test_lookalikes_get_no_topic(title: str) -> None:
    """The verb, the village and the other things that share words with a topic get none."""
    assert verdicts(title) == (set(), set())


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Declarations of interest", "A member declared an interest in the council tax and budget items."),
        (
            "DECLARATIONS OF INTEREST",
            "Section 106 of the Local Government Finance Act 1992 bars members in council tax arrears.",
        ),
        ("Urgent business", "Whether the committee must be told of budgetary or performance issues."),
        ("Work programme", "In June: Ofsted; in July: SEND transport; in September: draft budget and EHCPs."),
        ("Minutes of the last meeting", "The chair will ask about SEND and the DSG."),
        ("Virtual school headteacher's report", "One college has no Ofsted grade yet."),
        ("Attainment in primary schools", "Results by district; a later report covers pupils with SEND."),
        (
            "Corporate performance report",
            "New hubs opened, a safety valve bid was made, and the SEND strategy was launched.",
        ),
        ("Youth justice plan", "The plan is part of the budget and policy framework."),
        ("Purchase of a minibus", "Award to the lowest bidder, subject to the budget being available."),
        ("Scrutiny of admissions", "Introduced by the Cabinet Member for Education and SEND."),
    ],
)
def test_mentions_are_not_what_a_thing_is_about(title: str, body: str) -> None:
    """Procedure, programmes, reports that go through everything, offices and boilerplate are never about a topic."""
    assert verdicts(title, body)[0] == set()


@pytest.mark.parametrize(
    ("title", "body", "about"),
    [
        ("Any other business", "Members asked for a review of education, health and care plans.", "send"),
        (
            "Motion by Councillor Jo Bloggs",
            "This council regrets the state of SEND support and calls for change.",
            "send",
        ),
        ("Improvement plan", "Ofsted asked for it after the inspection in May.", "ofsted"),
        ("Home to school transport", "The offer to pupils with special educational needs changes.", "send"),
        (
            "Grant allocations",
            "High needs block spending rose by more than the DSG; special school places cost more.",
            "send budget",
        ),
        ("Children's services: finance and performance", "A net overspend of £2m is forecast.", "budget"),
    ],
)
def test_the_body_decides_where_the_title_does_not(title: str, body: str, about: str) -> None:
    """Under a title that says little, the body makes a thing about a topic."""
    assert verdicts(title, body)[0] == set(about.split())


def test_procedure_that_is_wholly_about_a_topic_is_about_it() -> None:
    """A title of procedure holds a topic back only until the body alone makes a strong case."""
    body = (
        "Questions on the SEND strategy, on EHCP delays, on SENDIASS and on the safety valve agreement were answered."
    )
    assert verdicts("Questions from the public", body)[0] == {"send"}


def test_long_minutes_need_more_than_a_mention() -> None:
    """In a long text a term deep inside is a mention; coming back to it, or resolving on it, makes it the subject."""
    filler = "The officer described how the teams had met, what they had planned and who had taken part. " * 20
    title = "Work of the family centres"
    assert verdicts(title, filler + "One parent asked about SEND and an EHCP." + filler) == (set(), {"send"})
    assert verdicts(title, filler + "RESOLVED: that SEND support and EHCP numbers be reported." + filler)[0] == {"send"}
    returning = ("The number of EHCPs grew in the year and the teams had met to talk about it with schools. ") * 12
    assert verdicts(title, returning)[0] == {"send"}


def test_a_committee_name_alone_proves_nothing() -> None:
    """Items of a budget committee are not about the budget because it sits there."""
    assert verdicts("Appointment of a vice chair", committee_name="Budget Scrutiny Panel") == (set(), set())
    assert verdicts("Waste collection", "Rounds change.", committee_name="SEND Improvement Board") == (set(), set())


def test_every_part_of_an_item_is_read() -> None:
    """Text, decision, minutes and the titles of documents are places of evidence of their own."""
    paper = Document(id="9", title="SEND sufficiency plan", url="https://council.example/9", kind=DocumentKind.REPORT)
    item = AgendaItem(
        id="1",
        number="4",
        title="Report of the Director",
        text="To note.",
        decision="Agreed the area SEND inspection response.",
        minutes="Ofsted was discussed.",
        documents=(paper,),
    )
    matches = {match.topic: match for match in TAGGER.match_item(item)}
    places = {evidence.place for match in matches.values() for evidence in match.evidence}
    assert places == {Place.DECISION, Place.MINUTES, Place.DOCUMENT}
    assert matches["send"].is_about


def test_entries_of_feeds_are_read() -> None:
    """A feed's entry is matched by its title and its text."""
    entry = FeedEntry(
        id="a", title="Inspections of children's services", url="https://feed.example/a", text="By Ofsted."
    )
    assert [match.topic for match in TAGGER.match_entry(entry)] == ["ofsted"]


def test_matches_come_in_the_order_of_the_topics_with_the_best_evidence_first() -> None:
    """Order is total: topics as in the file, evidence from the title first, at most three pieces."""
    body = (
        "The DSG deficit is £9m. EHCPs rose. SEN units opened. Special schools are full. SENDIASS is busy. Ofsted came."
    )
    matches = TAGGER.match_texts("SEND and the high needs budget", [(Place.TEXT, body)])
    assert [match.topic for match in matches] == ["ofsted", "send", "budget"]
    assert all(1 <= len(match.evidence) <= 3 for match in matches)
    assert matches[1].evidence[0].place is Place.TITLE
    assert matches[1].evidence[0].snippet == "SEND and the high needs budget"


def test_snippets_prefer_whole_sentences_and_sums() -> None:
    """Of several occurrences, the one beside a sum of money is shown, as a whole sentence."""
    filler = "Members thanked the officers for all of their work in the last year and asked for more of the same. " * 3
    body = f"{filler}The EHCP team moved. {filler}EHCP appeals cost £1.2 million last year. {filler}"
    (match,) = TAGGER.match_texts("Panel report", [(Place.TEXT, body)])
    assert "EHCP appeals cost £1.2 million last year." in match.evidence[0].snippet


def test_explain_says_why_a_hit_does_not_count() -> None:
    """Every hit is listed with its points or the reason why it brings none."""
    findings = TAGGER.explain("Personal budgets", [(Place.TEXT, "We send a budget.")])
    why = {finding.words: (finding.counts, finding.why) for finding in findings}
    assert why["budgets"] == (False, "inside “Personal budgets”")
    assert why["send"] == (False, "not in capitals")
    assert why["budget"] == (True, "1 points")


def test_topics_of_ones_own_work_alike() -> None:
    """Any topic with words and points is found; an upper-case word needs a neighbour among capitals."""
    aid = Term(words="AID", title=8, body=3, case=Case.UPPER)
    tram = Term(words=r"(?i)trams?(?: (?P<kind>line|stop)s?)?", title=7, body=3, is_pattern=True, unless=("model",))
    tagger = Tagger(Topics(topics=(Topic(key="mine", name="Mine", terms=(aid, tram)),)))
    titles = ["AID strategy", "First aid", "FIRST AID FOR ALL", "AID STRATEGY", "New tram-lines", "Model trams"]
    assert [bool(tagger.match_texts(title, [])) for title in titles] == [True, False, False, True, True, False]


def test_no_topics_no_matches() -> None:
    """A Tagger without topics finds nothing and does not fail."""
    assert Tagger(Topics(topics=())).match_texts("SEND budget", [(Place.TEXT, "Ofsted")]) == ()
