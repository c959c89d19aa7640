"""The Cabinet of Harrowmere. Written by hand; every person and place is made up.

Does not say what is visible when (view does). May import: watcher.sample.model, its neighbours.
"""

from watcher.sample.model import Committee, Item, Meeting, Paper
from watcher.sample.scenario.cabinet_autumn import NOVEMBER, OCTOBER, URGENT
from watcher.sample.scenario.cabinet_september import EARLY_SEPTEMBER, SEPTEMBER
from watcher.sample.scenario.standing import ARREARS, closing, opening

HALL = "Council Chamber, County Hall, Stannerby"

JUNE = Meeting("2340", "2026-06-16T14:00", venue=HALL, status="CANCELLED")

JULY = Meeting(
    "2341",
    "2026-07-14T14:00",
    venue=HALL,
    agenda=-9,
    decisions=-8,
    minutes=-1,
    items=(
        *opening("2341", "12 May 2026", declarations=ARREARS),
        Item(
            "234104",
            "Revenue outturn 2025-26",
            "To note the revenue outturn and to agree the use of reserves.",
            report=Paper(
                "2341041",
                "Revenue outturn report",
                "The council overspent its net budget of £612m by £7.9m. Adult social care and children's "
                "placements account for most of it.\n\n"
                "The overspend is met from the general fund balance, which falls to £21.4m.",
            ),
            decision="Cabinet AGREED to meet the overspend of £7.9m from the general fund balance.",
            minutes="The Cabinet Member for Finance said that the balance had reached the lowest level that the "
            "Section 151 Officer thought prudent.\n\n"
            "RESOLVED that the overspend of £7.9m be met from the general fund balance.",
        ),
        closing("234105", "1 September 2026"),
    ),
)

DECEMBER = Meeting("2347", "2026-12-08T14:00", venue=HALL)

CABINET = Committee(
    "101",
    "Cabinet",
    category="Executive",
    purpose="The Cabinet takes the council's main decisions within the Budget and Policy Framework.",
    contact="Morwenna Tait",
    officer="Director of Finance",
    members=("Councillor Hugh Castellan (Leader)", "Councillor Adaeze Brill", "Councillor Siân Gwynfryn"),
    meetings=(JUNE, JULY, EARLY_SEPTEMBER, SEPTEMBER, OCTOBER, URGENT, NOVEMBER, DECEMBER),
)
