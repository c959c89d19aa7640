"""The Cabinet's meetings of 1 and 22 September 2026. Written by hand; every person and place is made up.

Does not say what is visible when (view does). May import: watcher.sample.model, its neighbour standing.
"""

from watcher.sample.model import LONG_AGO, Item, Meeting, Paper, Supplement
from watcher.sample.scenario.long import HIGH_NEEDS_YEARS
from watcher.sample.scenario.standing import ARREARS, closing, opening

HALL = "Council Chamber, County Hall, Stannerby"

_QUARTER_ONE = (
    "The Cabinet Member for Finance said that the forecast at the end of June was an overspend of {amount}, and "
    "that placements for children in care and home to school transport were the main reasons. Without new "
    "measures the general fund balance would be used up in the following year.\n\n"
    "The Leader asked what had been done since July. The Section 151 Officer listed the spending controls: a "
    "panel for every post, no new agency contract above twelve weeks, and a review of all contracts that end "
    "before March. She expected these to bring the forecast down by about a third.\n\n"
    "Councillor Brill asked whether the transport forecast counted the pupils who would start in September. It "
    "did not; the figure at the end of the second quarter would. She asked for a note to all members before the "
    "next meeting.\n\n"
    "RESOLVED that the forecast be noted and that the spending controls continue until further notice."
)

EARLY_SEPTEMBER = Meeting(
    "2342",
    "2026-09-01T14:00",
    venue=HALL,
    agenda=-2,
    decisions=-1,
    minutes=0,
    items=(
        *opening("2342", "14 July 2026", declarations=ARREARS),
        Item(
            "234204",
            "Harvest festival at Wenbrook Minster",
            "To agree who will represent the council.",
            decision="AGREED that the Leader attend.",
            minutes="RESOLVED that the Leader attend.",
        ),
        Item(
            "234205",
            "Revenue budget monitoring: quarter 1 2026-27",
            "To note the forecast at the end of June 2026 and to agree spending controls.",
            report=Paper(
                "2342051",
                "Revenue budget monitoring - quarter 1",
                "The forecast for the year is an overspend on a net budget of £634m. The report sets out the "
                "reasons by service.\n\n"
                "Spending controls are proposed from 2 September.",
            ),
            decision="AGREED that the spending controls in the report begin on 2 September 2026.",
            minutes={LONG_AGO: _QUARTER_ONE.format(amount="£11.4m"), 1: _QUARTER_ONE.format(amount="£14.1m")},
        ),
        closing("234206", "22 September 2026"),
    ),
)

_HIGH_NEEDS = Item(
    "234306",
    "High Needs Block: deficit recovery and local SEND reform plan",
    "To agree the plan on which the Department for Education will decide the High Needs Stability Grant. The "
    "deficit of the Dedicated Schools Grant is forecast to reach £66.1m in March 2027; the plan would bring the "
    "yearly overspend from £17.2m to nil by 2030-31.",
    report=Paper(
        "2343061",
        "High Needs Block - deficit recovery",
        "The deficit stood at £48.9m on 31 March 2026 and is forecast to reach £66.1m a year later.\n\n"
        "The plan rests on three things: more children with SEND supported in their local school, 380 more "
        "special school places in the county, and fewer placements in independent schools.\n\n"
        "If the Department approves the plan, the grant would pay for nine tenths of the eligible deficit at 31 "
        "March 2026.",
        by="Director of Children's Services and Director of Finance",
        purpose="To ask Cabinet to submit the plan by which the High Needs Block is to break even by 2030-31.",
        recommends=(
            "That the local SEND reform plan be submitted to the Department for Education.",
            "That the High Needs Block be reported to Cabinet every quarter.",
        ),
        table=HIGH_NEEDS_YEARS,
    ),
    papers=(
        Paper(
            "2343062",
            "Appendix A - Local SEND reform plan",
            "The plan was written with the parent carer forum, headteachers and the Integrated Care Board.\n\n"
            "It has five strands, from early help in nurseries to preparing for adulthood.",
        ),
        Paper(
            "2343063",
            "Appendix B - Financial model",
            "Each strand with what it costs and what it avoids, year by year to 2030-31. The yearly overspend is "
            "£17.2m, £14.0m, £9.6m, £4.3m and nil.\n\n"
            "\fThe model assumes that 1,140 more children with an EHC plan are taught in mainstream schools by 2031, "
            "and that the tribunal finds for parents as often as it does now.",
        ),
    ),
    decision="AGREED to submit the local SEND reform plan to the Department for Education, and to report on the "
    "High Needs Block every quarter.",
)

SEPTEMBER = Meeting(
    "2343",
    "2026-09-22T14:00",
    venue=HALL,
    agenda=1,
    decisions=3,
    supplements=(
        Supplement(
            "2343901",
            "Supplement 1 - comments of the Schools Forum on item 6",
            "The Chair of the Schools Forum asks Cabinet to note that headteachers do not support a further "
            "transfer from the Schools Block to the High Needs Block before the stability grant is known.",
            since=2,
        ),
    ),
    items=(
        *opening("2343", "1 September 2026", declarations=ARREARS),
        Item("234304", "Leader's announcements", decision="Noted."),
        Item(
            "234305",
            "Medium Term Financial Strategy 2027-28 to 2030-31",
            "To agree the assumptions on which the draft budget will be built. The gap is £23.8m in 2027-28 and "
            "£61.5m over the four years before any use of reserves.",
            report=Paper(
                "2343051",
                "Medium Term Financial Strategy",
                "The strategy assumes that council tax rises by 4.99% a year and pay by 3%. On these figures the "
                "gap for 2027-28 is £23.8m.\n\n"
                "Services have been asked for savings of £15m; the rest must come from growth in the tax base or "
                "from reserves.",
                purpose="To agree the assumptions on which the draft budget for 2027-28 will be built.",
                recommends=("That the assumptions be agreed.", "That proposals for savings come to the next meeting."),
            ),
            decision="AGREED the assumptions in the report.",
        ),
        _HIGH_NEEDS,
        Item(
            "234307",
            "To send a delegation to Saint-Béran",
            "To send three members to the fiftieth anniversary of the twinning with Saint-Béran.",
            decision="AGREED to send the Chairman and two members.",
        ),
        Item(
            "234308",
            "Local Nature Recovery Strategy: adoption",
            "The strategy is not part of the Budget and Policy Framework and may be adopted by Cabinet.",
            report=Paper(
                "2343081",
                "Local Nature Recovery Strategy",
                "The strategy names 64 places where hedges, ponds and meadows should be joined up.",
                by="Head of Natural Environment",
            ),
            decision="AGREED to adopt the strategy.",
        ),
        Item(
            "234309",
            "Stannerby Leisure Centre: choice of operator",
            "To choose the operator of the centre from April 2027.",
            report=Paper(
                "2343091",
                "Stannerby Leisure Centre operator",
                "Four bids were received and two were taken further.",
                by="Head of Property",
            ),
            papers=(Paper("2343092", "Appendix 1 - Scores", "The scores of each bid by criterion."),),
            until=2,
        ),
        Item(
            "234310",
            "EXCLUSION OF THE PRESS AND PUBLIC",
            "To resolve that the public leave the room for the next item, which would disclose exempt information.",
            decision="AGREED.",
        ),
        Item(
            "234311",
            "Purchase of land at Oxlode Lane (Restricted)",
            "The report is exempt under paragraph 3 of Schedule 12A to the Local Government Act 1972.",
            decision="The decision is exempt.",
        ),
        closing("234312", "13 October 2026"),
    ),
)
