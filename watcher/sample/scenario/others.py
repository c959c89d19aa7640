"""The committees that nobody asked to watch: one that was always there, and one that is set up in week 3.

Does not say what is visible when (view does). May import: watcher.sample.model, its neighbour standing.
"""

from watcher.sample.model import Committee, Item, Meeting, Paper
from watcher.sample.scenario.standing import closing, opening

PLANNING = Committee(
    "137",
    "Planning and Highways Committee",
    category="Regulatory",
    purpose="The Committee decides applications for quarries, waste sites and county roads.",
    contact="Rufus Penhale",
    officer="Head of Planning and Highways",
    members=("Councillor Peter Oakhanger (Chair)", "Councillor Ines Maddern"),
    meetings=(
        Meeting(
            "2361",
            "2026-07-07T10:00",
            venue="Committee Room 1, County Hall, Stannerby",
            agenda=-10,
            minutes=-4,
            items=(
                *opening("2361", "9 June 2026"),
                Item(
                    "236104",
                    "Gravel workings at Oxlode Fen",
                    "To visit the site.",
                    minutes="RESOLVED that the site be visited.",
                ),
                closing("236105", "6 October 2026"),
            ),
        ),
        Meeting(
            "2362",
            "2026-10-06T10:00",
            venue="Committee Room 1, County Hall, Stannerby",
            agenda=3,
            items=(
                *opening("2362", "7 July 2026"),
                Item(
                    "236204",
                    "Land off Send Lane, Aldcote: waste transfer station",
                    "To decide the application. The Send Lane residents' association objects.",
                    report=Paper(
                        "2362041",
                        "Send Lane report",
                        "The officers recommend that permission be granted on nine conditions.",
                    ),
                ),
                closing("236205", "8 December 2026"),
            ),
        ),
    ),
)

TASK_GROUP = Committee(
    "142",
    "Children and Families Scrutiny Committee - Inclusion Task Group",
    category="Overview & Scrutiny",
    purpose="The Group looks at how mainstream schools include children with special educational needs, and "
    "reports in March 2027.",
    contact="Tamsin Orrell",
    officer="Director of Children's Services",
    members=("Councillor Zoë Laird (Chair)", "Mrs F. Abiola"),
    since=3,
    meetings=(
        Meeting(
            "2381",
            "2026-11-05T10:00",
            venue="Committee Room 2, County Hall, Stannerby",
            since=3,
            agenda=6,
            items=(
                Item("238101", "Election of Chair"),
                Item(
                    "238102",
                    "SEN support in mainstream schools: scope of the review",
                    "To agree which twelve schools to visit and which questions to ask parents, pupils and SENCOs.",
                    report=Paper(
                        "2381021",
                        "Scope of the review",
                        "The Group will visit twelve schools between January and March 2027.",
                    ),
                ),
            ),
        ),
    ),
)
