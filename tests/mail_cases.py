"""The eight weeks of the golden mails: each a hard case of what a digest may have to say, as material.

Councils, people and papers are invented. Does not render.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta

from tests import digest_cases as cases
from watcher.digest import Material, compose
from watcher.domain.changes import Change, ChangeKind
from watcher.domain.digests import Edition, Frequency
from watcher.domain.polls import SourceState
from watcher.domain.publications import AgendaItem, Committee, Council, Meeting, MeetingTime, Outcome, Source
from watcher.domain.subscribers import Subscription
from watcher.domain.topics import Match, Place, Topic, Topics

WELSH = Council(key="gwyntog", name="Cyngor Sir Gwyntog", url="https://democratiaeth.gwyntog.example/")
CRAFFU = Committee(id="12", name="Pwyllgor Craffu Plant, Pobl Ifanc a’r Teulu")
LICENSING = Committee(id="9", name="Licensing Sub-Committee")
HARD = Topics(topics=(Topic(key="licensing", name="Licensing", terms=()), Topic(key="debt", name="Debt", terms=())))

LICENCES = (
    ("Renewal of a sexual entertainment venue licence: Silk Stockings, 69 Dock Street",
     "the applicant offers lap dancing, pole dancing and striptease to adults over 18, with free entry before 11pm",
     "lap dancing"),
    ("Gambling Act 2005: new casino and bingo premises, with a jackpot of £1,000,000",
     "the casino would offer roulette, poker, online betting and a cash prize lottery; winners are paid at once",
     "casino"),
    ("Review of a premises licence: Happy Hour Off-Licence (cheap vodka, 100% proof)",
     "alcohol, cigarettes, vapes and medicines without prescription were sold for cash at a special low price",
     "alcohol"),
    ("Sex establishment licence: XXX Adult Books and Toys, objection by residents",
     "hot adult films and toys for adults are offered at 50% off while stocks last, to the dismay of the neighbours",
     "adult films"),
    ("Illegal money lending: loan sharks, payday loans and debts consolidated by text message",
     "“Get out of debt now, £5,000 cash in your account today, act now” was the text that was sent to residents",
     "debt"),
    ("Slimming injections and Botox without prescription: enforcement against a clinic in the High Street",
     "customers were promised that they would lose two stone in a month or have their money back",
     "money back"),
    ("Street trading: counterfeit Rolex watches, replica handbags and cheap software",
     "replica watches were sold for $$$ to visitors, who were asked to click here on a web site to claim a free gift",
     "replica watches"),
    ("Dear Councillor: million dollar inheritance frauds on older residents, report of Trading Standards",
     "a letter from a barrister in Nigeria promised residents US$ 12.5 million in return for their bank details",
     "bank details"),
)  # fmt: skip


def quiet() -> Edition:
    """Nothing happened, and nothing is coming up."""
    return edition(replace(checked(), changes=(), upcoming=()))


def one_item() -> Edition:
    """One new item in one agenda, with words as councils have them that know no end: a file's name, a date to come."""
    name = "Appendix_1_Draft_Medium_Term_Financial_Strategy_2026-27_to_2029-30_Consultation_Responses_FINAL_v3.pdf"
    item = replace(cases.HIGH_NEEDS, documents=(cases.paper("9001", name), *cases.HIGH_NEEDS.documents[1:]))
    meeting = replace(cases.SCRUTINY_16, items=(item,))
    undated = replace(
        cases.meeting("504", cases.SCRUTINY, date(2026, 9, 17)),
        starts_at=MeetingTime(day=None, clock=None, raw="A date to be confirmed by the Chair with the group leaders"),
    )
    return edition(
        replace(
            checked(),
            changes=(out(11, "harrowmere/7", meeting),),
            meetings={("harrowmere/7", "500"): meeting},
            upcoming=(("harrowmere/7", meeting), ("harrowmere/7", undated)),
        )
    )


def three_hundred_items() -> Edition:
    """Thirty agendas of ten items each came out, and all of them match."""
    meetings = [flooded(each) for each in range(30)]
    matches = {
        ("harrowmere/7", f"item:{item.id}"): item_matches(int(item.id), item)
        for each in meetings
        for item in each.items
    }
    return edition(
        replace(
            checked(),
            changes=tuple(out(11 + place, "harrowmere/7", each) for place, each in enumerate(meetings)),
            matches=matches,
            meetings={("harrowmere/7", each.id): each for each in meetings},
            upcoming=tuple(("harrowmere/7", each) for each in meetings),
        )
    )


def flooded(number: int) -> Meeting:
    """A meeting with ten items on the agenda."""
    items = tuple(
        cases.item(
            str(1000 + 10 * number + place),
            f"High needs block, school {10 * number + place}: deficit recovery plan and its £{place + 1}.{number}m",
            documents=(cases.paper(str(9000 + 10 * number + place), "Report of the Director"),),
        )
        for place in range(10)
    )
    day = date(2026, 9, 9) + timedelta(days=number % 12)
    return cases.meeting(
        str(600 + number), cases.SCRUTINY, day, time(10 + number % 8), items=items, published=cases.OUT
    )


def item_matches(number: int, item: AgendaItem) -> tuple[Match, ...]:
    """Found in the report and in the title, by turns."""
    words = f"the cumulative deficit of school {number - 1000} was forecast to peak at £{number % 7 + 1}.2m in 2027/28"
    said = cases.said("deficit", words, Place.DOCUMENT, page=number % 30 + 1)
    send = cases.match("send", 12, cases.said("High needs", item.title, Place.TITLE))
    return (cases.match("budget", 14, said), send) if number % 3 else (send,)


def welsh_and_pounds() -> Edition:
    """Circumflexes on w and y, curly quotes and pound signs all over, in both languages."""
    items = (
        cases.item("701", "Cyllideb Anghenion Dysgu Ychwanegol (ADY) 2026/27: diffyg o £4.2m – cynllun adfer"),
        cases.item("702", "Ysgol Gŵydd-y-Ŷd: canlyniad yr arolygiad, a’r câr, môr, tŷ a ffŵl ynddo"),
    )
    meeting = replace(
        cases.meeting("71", CRAFFU, date(2026, 9, 17), time(10, 0), items=items, published=cases.OUT),
        url=f"{WELSH.url}ieListDocuments.aspx?CId=12&MId=71&LLL=1",
    )
    moved = replace(
        cases.meeting("72", CRAFFU, date(2026, 9, 24), time(14, 0)),
        url=f"{WELSH.url}ieListDocuments.aspx?CId=12&MId=72&LLL=1",
    )
    said = "rhagwelir y bydd y diffyg yn cyrraedd £4.2m (o £3.1m), sef £1,240 y disgybl, erbyn mis Mawrth – ŵ, ŷ, â, î"
    source = Source(
        key="gwyntog/12", system="moderngov-pages", url=WELSH.url, name=f"{WELSH.name}: {CRAFFU.name}",
        council=WELSH, committee=CRAFFU,
    )  # fmt: skip
    shift = {"before": {"starts_at": "2026-09-22T14:00"}, "after": {"starts_at": "2026-09-24T14:00"}}
    return edition(
        replace(
            checked(),
            changes=(
                out(11, source.key, meeting),
                cases.change(12, ChangeKind.MEETING_RESCHEDULED, source.key, meeting_id="72", **shift),
            ),
            matches={
                (source.key, "item:701"): (cases.match("budget", 14, cases.said("£4.2m", said, page=3)),),
                (source.key, "item:702"): (
                    cases.match("ofsted", 9, cases.said("arolygiad", items[1].title, Place.TITLE)),
                ),
            },
            meetings={(source.key, "71"): meeting, (source.key, "72"): moved},
            upcoming=((source.key, meeting), (source.key, moved)),
            sources={source.key: source},
            states=(state_of(source),),
        )
    )


def all_sources_down() -> Edition:
    """Nothing could be read, each source for a reason of its own."""
    troubles = (Outcome.TIMED_OUT, Outcome.BLOCKED, Outcome.TLS_FAILED)
    keys = ("harrowmere/7", "harrowmere/3", "feed/ofsted")
    good = cases.NOW - timedelta(days=9)
    states = tuple(cases.state(key, good=good, outcome=each) for key, each in zip(keys, troubles, strict=True))
    return edition(replace(checked(), changes=(), upcoming=(), states=states))


def only_a_cancellation() -> Edition:
    """One meeting was called off, and that is all."""
    return edition(
        replace(
            checked(),
            changes=tuple(each for each in cases.CHANGES if each.kind is ChangeKind.MEETING_CANCELLED),
            upcoming=(),
        )
    )


def hard_licensing_agenda() -> Edition:
    """An agenda that speaks of all that spam speaks of, to someone who follows licensing."""
    items = tuple(cases.item(str(801 + place), title) for place, (title, _, _) in enumerate(LICENCES))
    meeting = cases.meeting("80", LICENSING, date(2026, 9, 15), time(10, 0), items=items, published=cases.OUT)
    source = replace(cases.source(LICENSING), key="harrowmere/9")
    return edition(
        replace(
            checked(),
            changes=(out(11, source.key, meeting),),
            matches={
                (source.key, f"item:{801 + place}"): (
                    cases.match("licensing", 12, cases.said(term, words, Place.DOCUMENT, page=place + 2)),
                    *((cases.match("debt", 8),) if "debt" in words or "debt" in title else ()),
                )
                for place, (title, words, term) in enumerate(LICENCES)
            },
            meetings={(source.key, "80"): meeting},
            upcoming=((source.key, meeting),),
            sources={source.key: source},
            states=(state_of(source),),
            topics=HARD,
        )
    )


def after_an_outage() -> Edition:
    """Three weeks were never told: this one tells them, says so, and has a source that is still not readable."""
    return edition(cases.material(), missed=3, first_day=date(2026, 8, 10))


CASES: dict[str, Callable[[], Edition]] = {
    "quiet": quiet,
    "one-item": one_item,
    "300-items": three_hundred_items,
    "welsh-and-pounds": welsh_and_pounds,
    "all-sources-down": all_sources_down,
    "only-a-cancellation": only_a_cancellation,
    "hard-licensing-agenda": hard_licensing_agenda,
    "after-an-outage": after_an_outage,
}


def edition(material: Material, *, missed: int = 0, first_day: date = date(2026, 8, 31)) -> Edition:
    """The digest of Monday 7 September 2026 on some material."""
    return compose(
        material,
        Subscription(),
        frequency=Frequency.WEEKLY,
        period="2026-W36",
        first_day=first_day,
        last_day=date(2026, 9, 6),
        window=cases.WINDOW,
        now=cases.NOW,
        next_on=date(2026, 9, 14),
        missed=missed,
    )


def checked() -> Material:
    """The week of digest_cases with every source readable."""
    return cases.material(states=tuple(cases.state(key) for key in cases.SOURCES))


def state_of(source: Source) -> SourceState:
    """A source that was read a few hours ago."""
    return replace(cases.state("harrowmere/7"), key=source.key, name=source.name, url=source.url)


def out(number: int, source_key: str, meeting: Meeting) -> Change:
    """The agenda of a meeting came out."""
    after = {"items": [{"id": each.id} for each in meeting.items]}
    return cases.change(number, ChangeKind.AGENDA_PUBLISHED, source_key, meeting_id=meeting.id, after=after)
