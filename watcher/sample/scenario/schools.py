"""The Schools Forum of Harrowmere. Written by hand; every person and place is made up.

Does not say what is visible when (view does). May import: watcher.sample.model, its neighbour standing.
"""

from watcher.sample.model import LONG_AGO, Committee, Item, Meeting, Paper
from watcher.sample.scenario.standing import closing, opening

THORLE = "The Long Room, Thorle Education Centre, Market Thorle"

MARCH = Meeting(
    "2320",
    "2026-03-12T09:30",
    venue=THORLE,
    agenda=-26,
    minutes=-15,
    items=(
        *opening("2320", "14 January 2026"),
        Item(
            "232004",
            "Scheme for financing schools: changes",
            "To agree two changes of wording.",
            minutes="RESOLVED that the changes be agreed.",
        ),
        closing("232005", "23 June 2026"),
    ),
)

JUNE = Meeting(
    "2321",
    "2026-06-23T09:30",
    venue=THORLE,
    agenda=-12,
    minutes=-2,
    items=(
        *opening("2321", "12 March 2026"),
        Item(
            "232104",
            "Dedicated Schools Grant: outturn 2025-26",
            "To note the outturn on the Dedicated Schools Grant and the deficit carried forward.",
            report=Paper(
                "2321041",
                "DSG outturn 2025-26",
                "The Dedicated Schools Grant ended the year £13.6m overspent. The deficit carried forward is "
                "£48.9m, all of it in the High Needs Block.\n\n"
                "The statutory override keeps the deficit apart from the council's reserves until March 2028.",
            ),
            minutes="The Strategic Finance Manager said that the grant had ended the year £13.6m overspent and "
            "that the deficit now stood at £48.9m. Headteachers asked how much of it the new stability grant "
            "would cover.\n\n"
            "RESOLVED that the outturn be noted.",
        ),
        closing("232105", "24 September 2026"),
    ),
)

OCTOBER = Meeting(
    "2323",
    {LONG_AGO: "2026-09-24T09:30", 1: "2026-10-01T13:00"},
    venue=THORLE,
    agenda=2,
    items=(
        *opening("2323", "23 June 2026"),
        Item(
            "232304",
            "Dedicated Schools Grant: budget monitoring 2026-27",
            "To note that the High Needs Block is forecast to overspend by £17.2m this year, which would bring "
            "the deficit to £66.1m.",
            report=Paper(
                "2323041",
                "DSG budget monitoring at the end of August",
                "The forecast for the High Needs Block is an overspend of £17.2m. Placements in independent "
                "special schools cost £4.9m more than planned; top-up funding in mainstream schools £2.2m.\n\n"
                "The High Needs Stability Grant is not in the forecast, because the Department has not yet "
                "approved the local plan.",
            ),
        ),
        Item(
            "232305",
            "Schools funding formula 2027-28: options for consultation",
            "To agree the options on which schools will be consulted, among them a transfer of 0.5% to the High "
            "Needs Block.",
            papers=(
                Paper(
                    "2323051",
                    "Schools funding formula 2027-28 - options paper",
                    "Three options are offered. Option B moves 0.5% of the Schools Block, £2.7m, to the High "
                    "Needs Block.\n\n"
                    "Under option B 141 of 203 schools would gain less than 1% per pupil.",
                    by="Strategic Finance Manager (Schools)",
                    purpose="To offer three options for the schools funding formula.",
                    recommends=("That schools be consulted on options A, B and C.",),
                    since=3,
                ),
            ),
            follows_in=3,
        ),
        Item(
            "232306",
            "Special school places: what is needed until 2031",
            "To consider a forecast of 380 more places in special schools and resourced provision by September 2031.",
            report=Paper(
                "2323061",
                "Special school places forecast",
                "The county has 1,460 places in special schools and 1,610 children who need one.\n\n"
                "The plan adds 220 places at four special schools and 160 in resourced provision.",
            ),
        ),
        Item(
            "232307",
            "Forum membership: vacancies",
            "To note that the seats of the Special School Governor and of one academy representative are vacant.",
        ),
        closing("232308", "26 November 2026"),
    ),
)

NOVEMBER = Meeting(
    "2324",
    "2026-11-26T09:30",
    venue=THORLE,
    status={4: "CANCELLED", 6: ""},
)

JANUARY = Meeting("2325", "2027-01-14T09:30", venue=THORLE)

SCHOOLS = Committee(
    "124",
    "Schools Forum",
    category="Other bodies",
    purpose="The Forum advises the council on how money for schools is shared out, and decides some matters itself.",
    contact="Idris Caradine",
    officer="Strategic Finance Manager (Schools)",
    labels=("Report to", "Date", "Subject", "Report by"),
    members=("Mr T. Holloway-Reyes (Chair)", "Ms D. Achterberg", "Mrs P. Nwosu-Lane"),
    meetings=(MARCH, JUNE, OCTOBER, NOVEMBER, JANUARY),
    number_form="{}/26",
)
