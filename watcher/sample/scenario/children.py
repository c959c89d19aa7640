"""The Children and Families Scrutiny Committee of Harrowmere. Written by hand; every person and place is made up.

Does not say what is visible when (view does). May import: watcher.sample.model, its neighbour standing.
"""

from watcher.sample.model import LONG_AGO, Committee, Item, Meeting, Paper
from watcher.sample.scenario.long import ACTIONS
from watcher.sample.scenario.standing import closing, opening

COUNTY_HALL = "Council Chamber, County Hall, Stannerby"

JUNE = Meeting(
    "2301",
    "2026-06-11T10:30",
    venue=COUNTY_HALL,
    agenda=-12,
    minutes=-8,
    items=(
        *opening("2301", "26 March 2026", apologies="Apologies were received from Councillor Siân Gwynfryn."),
        Item(
            "230104",
            "Fostering recruitment: annual report",
            "To consider how many households came forward to foster in the year to March.",
            report=Paper(
                "2301041",
                "Fostering annual report 2025-26",
                "Forty-one households were approved in the year, eleven more than the year before.\n\n"
                "Thirty-three households left fostering, most of them on retirement.",
            ),
            minutes="Members welcomed the rise in approvals and asked for figures by district.\n\n"
            "RESOLVED that the report be noted.",
        ),
        closing("230105", "16 July 2026"),
    ),
)

JULY = Meeting(
    "2302",
    "2026-07-16T10:30",
    venue=COUNTY_HALL,
    agenda=-8,
    minutes=-3,
    items=(
        *opening("2302", "11 June 2026"),
        Item(
            "230204",
            "Education, health and care plans: timeliness",
            "To consider how quickly plans are issued, and the recovery trajectory agreed with the Department.",
            report=Paper(
                "2302041",
                "Timeliness of education, health and care plans",
                "In the twelve months to June 2026 the council issued 58% of new education, health and care "
                "plans within twenty weeks, against 41% in the year before.\n\n"
                "The number of requests for an assessment rose by 14% to 1,270. Advice from educational "
                "psychologists was late in one case in three.",
            ),
            minutes="The Assistant Director said that 58% of new plans had been issued within twenty weeks in "
            "the year to June, and 71% in June itself. Members asked what stood behind the better figure and "
            "were told that nine educational psychologists had been appointed since January.\n\n"
            "Councillor Zoë Laird asked about the families who had waited longest. Officers answered that 46 "
            "children had been waiting for more than a year, that each family now had a named officer, and that "
            "no case was expected to be older than forty weeks by Christmas.\n\n"
            "Mrs Abiola, co-opted member, said that parents still learned of decisions by letter and too late to "
            "prepare for September. The Assistant Director agreed to bring a timetable for telephone calls to "
            "the next meeting.\n\n"
            "RESOLVED that the trajectory be noted and that the timetable for calls be brought to the next "
            "meeting.",
        ),
        Item(
            "230205",
            "School attendance in the summer term",
            "To note the attendance figures.",
            minutes="Members noted that attendance had risen to 92.8% across the county.",
        ),
        closing("230206", "17 September 2026"),
    ),
)

_FOCUSED_VISIT = Item(
    "230311",
    "Ofsted focused visit to children's services: letter and response",
    "The Chair has agreed to take this item late, because the letter was published after the agenda.\n\n"
    "Ofsted inspectors looked at the front door of children's services on 11 and 12 August 2026. Their letter "
    "names two areas for priority action: the timeliness of strategy discussions, and the oversight of children "
    "on child in need plans.",
    report=Paper(
        "2303111",
        "Ofsted focused visit letter and response",
        "This report brings the letter that Ofsted published on 8 September 2026 after its focused visit to the "
        "council's arrangements for children in need of help and protection.\n\n"
        "Inspectors found that 31% of strategy discussions were held later than statutory guidance expects, and "
        "that managers did not always record why a child in need plan had ended.\n\n"
        "The council has accepted both areas for priority action. A plan is due to His Majesty's Chief Inspector "
        "within seventy working days.",
        purpose="To bring before members the letter that Ofsted wrote after its focused visit in August.",
        recommends=("That members consider the letter and the response to it.",),
    ),
    papers=(
        Paper(
            "2303112",
            "Appendix A - Letter from Ofsted",
            "Dear Director, this letter summarises the findings of the focused visit to Harrowmere children's "
            "services.\n\n"
            "Inspectors looked at the arrangements for contacts, referrals and assessments. Senior leaders know "
            "the service well; the pace of improvement has been too slow in two areas.",
        ),
    ),
    minutes="The Director of Children's Services presented the letter and said that both findings were accepted. "
    "Members asked why the delay in strategy discussions had not been reported to the Committee before.\n\n"
    "RESOLVED that an extraordinary meeting be held on 8 October to consider the plan.",
    since=1,
)

_AREA_SEND = Item(
    "230305",
    "Area SEND inspection: progress against the priority action plan",
    "To consider progress in the eighteen months since the Area SEND inspection by Ofsted and the Care Quality "
    "Commission found widespread failings, and the evidence to be given at the monitoring visit in November.",
    report=Paper(
        "2303051",
        "Area SEND inspection - progress report",
        {
            0: "The local area partnership has completed 22 of the 37 actions in its priority action plan.\n\n"
            "Waiting times for a neurodevelopmental assessment remain the largest risk: 2,140 children were "
            "waiting at the end of July, of whom 610 had waited for more than two years.\n\n"
            "The partnership expects to close all actions by March 2027.",
            1: "The local area partnership has completed 19 of the 37 actions in its priority action plan. An "
            "earlier version of this report counted three actions that the partnership board has since "
            "reopened.\n\n"
            "Waiting times for a neurodevelopmental assessment remain the largest risk: 2,310 children were "
            "waiting at the end of August, of whom 655 had waited for more than two years.\n\n"
            "The partnership no longer expects to close all actions by March 2027.",
        },
        by="Head of Inclusion",
        purpose="To report how far the priority action plan has come since the Area SEND inspection.",
        recommends=("That progress be noted.", "That waiting times be reported to each meeting."),
        table=ACTIONS,
    ),
    papers=(
        Paper(
            "2303052",
            "Appendix 1 - Action plan dashboard (Area SEND)",
            "Each action with its owner, its date and its colour. Nineteen are complete, eleven are on course, "
            "seven are late.",
        ),
    ),
    minutes="The Head of Inclusion said that 19 of 37 actions were complete and that three had been reopened "
    "after parents told the partnership board that nothing had changed for them. Waiting lists for "
    "neurodevelopmental assessment had grown over the summer, to 2,310 children.\n\n"
    "Members asked what would be different by November. Officers said that a second diagnostic team would start "
    "on 5 October and that 120 children a month would be seen from then on, twice as many as now. The Integrated "
    "Care Board had agreed to fund the team for eighteen months.\n\n"
    "Mrs Abiola asked that the parent carer forum see the evidence before it goes to inspectors. The Director "
    "agreed.\n\n"
    "RESOLVED that progress be noted with concern, and that waiting times be reported monthly to the Chair.",
)

SEPTEMBER = Meeting(
    "2303",
    "2026-09-17T10:30",
    venue=COUNTY_HALL,
    agenda=0,
    draft_minutes=3,
    minutes=6,
    items=(
        *opening(
            "2303",
            "16 July 2026",
            apologies="Apologies were received from Councillors Siân Gwynfryn and Peter Oakhanger.",
        ),
        Item(
            "230304",
            "Public questions",
            "Two questions have been received in time.",
            minutes="Both questions were answered.",
        ),
        _FOCUSED_VISIT,
        _AREA_SEND,
        Item(
            "230306",
            "Letter to send to the Secretary of State",
            "To agree the letter that the Chair will send on behalf of the Committee about broadband in village "
            "schools.",
            minutes="RESOLVED that the letter be sent as drafted.",
        ),
        Item(
            "230307",
            "Elective home education: annual report",
            "To consider how many children are taught at home and how the council keeps in touch with them.",
            report=Paper(
                "2303071",
                "Elective home education 2025-26",
                "At the end of July 1,088 children were known to be taught at home, 96 more than a year before.\n\n"
                "Officers visited or telephoned nine families in ten.",
            ),
            minutes="RESOLVED that the report be noted.",
        ),
        Item(
            "230308",
            "Outdoor learning: monitoring visit to the country parks",
            "To hear from the members who went on the monitoring visit to Thorle Heath and Wenbrook country "
            "parks in July.",
            minutes="Members thanked the rangers.",
        ),
        Item(
            "230309",
            "Committee work programme",
            report=Paper("2303091", "Work programme 2026-27", "The matters planned for each meeting until May 2027."),
            minutes="RESOLVED that the programme be agreed.",
        ),
        closing("230310", "22 October 2026"),
    ),
)

EXTRAORDINARY = Meeting(
    "2306",
    "2026-10-08T14:00",
    venue="Committee Room 2, County Hall, Stannerby",
    since=2,
    agenda=4,
    items=(
        *opening("2306", "17 September 2026"),
        Item(
            "230604",
            "Improvement plan after the Ofsted focused visit",
            "To comment on the draft plan before it goes to His Majesty's Chief Inspector. The plan has 24 "
            "actions; the first, a daily meeting on strategy discussions, has begun.",
            report=Paper(
                "2306041",
                "Draft improvement plan for children's services",
                "The draft plan answers the two areas for priority action in Ofsted's letter of 8 September "
                "2026.\n\n"
                "An improvement board with an independent chair will meet monthly. Its first report is due in "
                "December.",
            ),
        ),
        closing("230605", "22 October 2026"),
    ),
)

OCTOBER = Meeting(
    "2304",
    "2026-10-22T10:30",
    venue={LONG_AGO: COUNTY_HALL, 3: "Aldcote Town Hall, Market Street, Aldcote"},
    agenda=6,
    items=(
        *opening("2304", "8 October 2026"),
        Item(
            "230404",
            "Short breaks for disabled children: review of the offer",
            "To consider what 212 families told the review, and the proposal to open the Saturday clubs to "
            "children with an education, health and care plan who are on the edge of care.",
            report=Paper(
                "2304041",
                "Short breaks review",
                "Two families in three said that short breaks kept their family going. One in four had been "
                "turned away in the last year because no place was free.\n\n"
                "The review proposes thirty more places, at a cost of £0.4m a year.",
            ),
        ),
        Item(
            "230405",
            "Children's services budget: position at the end of September",
            "To consider the forecast overspend of £6.2m on placements for children in care, and the plan to "
            "reduce it.",
            report=Paper(
                "2304051",
                "Children's services budget monitoring",
                "The forecast for the year is an overspend of £6.2m, of which £5.1m is on residential placements.\n\n"
                "Seventeen children account for £9.8m of spending.",
            ),
        ),
        Item("230406", "Committee work programme", "To agree the programme."),
        closing("230407", "3 December 2026"),
    ),
)

DECEMBER = Meeting("2305", "2026-12-03T10:30", venue=COUNTY_HALL)

CHILDREN = Committee(
    "118",
    "Children and Families Scrutiny Committee",
    category="Overview & Scrutiny",
    purpose="The Committee looks at what the council does for children, young people and their families, and "
    "says what should be better.",
    contact="Tamsin Orrell",
    officer="Director of Children's Services",
    members=("Councillor Zoë Laird (Chair)", "Councillor Siân Gwynfryn", "Councillor Peter Oakhanger", "Mrs F. Abiola"),
    meetings=(JUNE, JULY, SEPTEMBER, OCTOBER, DECEMBER, EXTRAORDINARY),
)
