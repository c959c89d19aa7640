"""What officers and members of Harrowmere decide by themselves, and what the forward plan announces, week by week.

Does not render anything. May import: watcher.sample.model.
"""

from dataclasses import KW_ONLY, dataclass
from datetime import date

from watcher.sample.model import LONG_AGO, Weekly


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision of the register. `paper` is (id, title, words) of its report; `meeting` is (id, committee's id)."""

    id: str
    title: Weekly
    text: Weekly
    _: KW_ONLY
    maker: str
    decided: date
    published: date
    since: int = LONG_AGO
    is_key: bool = False
    status: Weekly = "Recommendations Approved"
    call_in: Weekly = "Not for call-in"
    paper: tuple[str, str, str] | None = None
    meeting: tuple[str, str] | None = None
    signatories: int = 1


@dataclass(frozen=True, slots=True)
class Planned:
    """An item of the forward plan; `editions` are those in which it stands."""

    id: str
    title: str
    about: str
    _: KW_ONLY
    due: Weekly
    published: date
    editions: tuple[str, ...]
    maker: str = "Cabinet"
    is_key: bool = True
    since: int = LONG_AGO


DECISIONS = (
    Decision(
        "7001",
        "Home to school transport: taxi routes in the north of the county",
        {
            LONG_AGO: "To award eleven taxi routes for pupils with SEND to Merebank Cars at a cost of £412,000 a year.",
            3: "To award nine taxi routes for pupils with SEND to Merebank Cars at a cost of £365,000 a year.",
        },
        maker="Director of Children's Services",
        decided=date(2026, 9, 1),
        published=date(2026, 9, 2),
    ),
    Decision(
        "7002",
        "Special school places: lease of the former Linford Road primary school",
        "To lease the former Linford Road primary school for ten years from January 2027 as a satellite of Reedham "
        "School, with 48 places for children with an education, health and care plan.",
        maker="Cabinet Member for Children and Families",
        decided=date(2026, 9, 9),
        published=date(2026, 9, 10),
        since=1,
        is_key=True,
        call_in={1: "Call-in ends 17/09/2026", 2: "Called-in"},
        paper=(
            "7002001",
            "Lease of the former Linford Road primary school",
            "Reedham School is full. The county has 31 children who wait for a place in a special school.\n\n"
            "The lease costs £96,000 a year, which the High Needs Block bears.",
        ),
        signatories=2,
    ),
    Decision(
        "7003",
        "Grounds maintenance at Harrowmere Country Park",
        "To extend the contract by two years.",
        maker="Director of Place",
        decided=date(2026, 9, 15),
        published=date(2026, 9, 16),
        since=2,
    ),
    Decision(
        "7004",
        "High Needs Block: deficit recovery and local SEND reform plan",
        "AGREED to submit the local SEND reform plan to the Department for Education.",
        maker="Cabinet",
        decided=date(2026, 9, 22),
        published=date(2026, 9, 24),
        since=3,
        is_key=True,
        meeting=("2343", "101"),
    ),
    Decision(
        "7005",
        "Ofsted: response to the monitoring visit of August 2026",
        "To publish the response and to send it to Ofsted.",
        maker="Director of Children's Services",
        decided=date(2026, 10, 7),
        published=date(2026, 10, 8),
        since=5,
    ),
)

PLANNED = (
    Planned(
        "8001",
        "SEND and alternative provision strategy 2027 to 2030",
        "To adopt the strategy after consultation with parents and schools.",
        due={LONG_AGO: "15 Dec 2026", 2: "19 Jan 2027"},
        published=date(2026, 8, 3),
        editions=("91", "92"),
    ),
    Planned(
        "8002",
        "Special school in Stannerby: award of the building contract",
        "To award the contract for a school with 120 places.",
        due="Between 3 and 31 March 2027",
        published=date(2026, 9, 11),
        editions=("91", "92"),
        since=1,
    ),
    Planned(
        "8003",
        "Charges in the county's car parks",
        "To set the charges from April 2027.",
        due="9 Feb 2027",
        published=date(2026, 10, 2),
        editions=("92",),
        maker="Cabinet Member for Highways",
        is_key=False,
        since=4,
    ),
)

EDITIONS = {
    "91": ("Forward Plan - 1 September 2026 to 31 March 2027", LONG_AGO),
    "92": ("Forward Plan - 1 October 2026 to 30 April 2027", 4),
}
"""The number of an edition, its words, and since when it is there."""
