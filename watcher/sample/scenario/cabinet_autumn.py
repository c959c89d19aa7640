"""The Cabinet's meetings from October 2026. Written by hand; every person and place is made up.

Does not say what is visible when (view does). May import: watcher.sample.model, its neighbour standing.
"""

from watcher.sample.model import LONG_AGO, Item, Meeting, Paper
from watcher.sample.scenario.long import SCHOOLS, SUFFICIENCY
from watcher.sample.scenario.standing import ARREARS, closing, opening

HALL = "Council Chamber, County Hall, Stannerby"

OCTOBER = Meeting(
    "2344",
    "2026-10-13T14:00",
    venue=HALL,
    agenda=3,
    items=(
        *opening("2344", "22 September 2026", declarations=ARREARS),
        Item(
            "234404",
            "SEND SUFFICIENCY STRATEGY 2026 TO 2031",
            "To adopt the strategy for 380 more places, and to agree £31.5m of capital for the first four schools.",
            report=Paper(
                "2344041",
                "SEND Sufficiency Strategy 2026 to 2031",
                "The number of children with an education, health and care plan has doubled in seven years to "
                "6,420.\n\n"
                "The strategy adds 220 places in special schools and 160 in resourced provision.",
                by="Director of Children's Services",
                purpose="To ask Cabinet to adopt the strategy and to release capital for the first four schools.",
                recommends=(
                    "That the SEND Sufficiency Strategy 2026 to 2031 be adopted.",
                    "That £31.5m of capital be released for the schools named in table 1.",
                ),
                table=SCHOOLS,
                columns=SUFFICIENCY,
            ),
            papers=(
                Paper(
                    "2344042",
                    "Appendix A: Forecast of places by district",
                    "Births, moves into the county and the share of children who need a special school were carried "
                    "forward for each district.\n\n"
                    "\fIn Aldcote the number of pupils with SEND whose special school is outside the county falls from "
                    "212 to 90 by 2031; in Market Thorle from 148 to 70.",
                ),
            ),
        ),
        Item(
            "234405",
            "Winter gritting: review of routes",
            {
                LONG_AGO: "To agree the routes for the coming winter.",
                5: "To agree the routes for the coming winter, which are as last year except for Thorle Bank.",
            },
            report=Paper(
                "2344051",
                "Winter gritting routes",
                "Priority routes cover 1,120 km, the same as last winter.",
                by="Head of Planning and Highways",
            ),
        ),
        Item(
            "234406",
            {
                LONG_AGO: "Budget 2027-28: first savings proposals",
                5: "Budget 2027-28: first savings proposals and public consultation",
            },
            "To agree savings proposals of £15.3m for consultation, among them £2.1m from home to school transport.",
            report=Paper(
                "2344061",
                "Budget 2027-28 savings proposals",
                "Forty-four proposals come to £15.3m. Nine need consultation before a decision, among them "
                "pick-up points for home to school transport.",
                purpose="To agree the first proposals for savings towards the budget for 2027-28.",
                recommends=("That the forty-four proposals be agreed for consultation.",),
            ),
            papers=(
                Paper(
                    "2344062",
                    "Appendix 1: Section 151 Officer's certificate (signed)",
                    "I have looked at the assumptions behind each of the forty-four proposals and find them robust.\n\n"
                    "Signed for the Section 151 Officer, Stannerby, 1 October 2026.",
                    is_scan=True,
                ),
            ),
        ),
        Item(
            "234407",
            "Youth centres: choice of partner",
            "To choose a partner for the youth centres at Aldcote and Wenbrook.",
            report=Paper(
                "2344071",
                "Youth centres partner",
                "Three partners were invited and one is recommended.",
                by="Head of Youth Services",
            ),
            papers=(
                Paper("2344072", "Appendix 1 - What young people said", "Two hundred and six young people answered."),
                Paper("2344073", "Appendix 2 - Terms offered", "The terms offered by each partner.", until=5),
            ),
        ),
        Item(
            "234408",
            "MEMBERS TO SEND QUESTIONS IN WRITING",
            "To agree that questions to Cabinet Members be sent two working days before each meeting.",
        ),
        closing("234409", "17 November 2026"),
    ),
)

URGENT = Meeting(
    "2346",
    "2026-10-16T09:00",
    venue="By video, shown in Committee Room 1, County Hall, Stannerby",
    since=5,
    agenda=5,
    items=(
        Item("234601", "Apologies for absence"),
        Item("234602", "Declarations of interest", ARREARS),
        Item(
            "234603",
            "Flood damage to Aldcote Bridge: urgent works",
            "To agree works of £1.9m, to be met from the highways contingency.",
            report=Paper(
                "2346031",
                "Aldcote Bridge urgent works",
                "The north pier moved by 40 mm on 6 October. The bridge is closed.",
                by="Head of Planning and Highways",
            ),
        ),
    ),
)

NOVEMBER = Meeting("2345", "2026-11-17T14:00", venue=HALL, status={5: "POSTPONED"})
