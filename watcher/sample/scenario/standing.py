"""The matters that stand on every agenda. Does not know any meeting. May import: watcher.sample.model."""

from watcher.sample.model import Item, Paper

ARREARS = (
    "Members are asked to say whether they have a disclosable pecuniary interest in any matter on this "
    "agenda.\n\n"
    "Any member who is two months or more behind with council tax must say so and may not vote on the matters "
    "named in section 106 of the Local Government Finance Act 1992."
)
"""The sentence about council tax arrears that every list of declarations carries, and that is about no council tax."""

PLAIN = "Members are asked to say whether they have a disclosable pecuniary interest in any matter on this agenda."


def opening(
    meeting_id: str, previous: str, *, declarations: str = PLAIN, apologies: str = ""
) -> tuple[Item, Item, Item]:
    """The three items with which a meeting begins; `apologies` is what the minutes say of the first."""
    return (
        Item(f"{meeting_id}01", "Apologies for absence", minutes=apologies or "There were no apologies."),
        Item(
            f"{meeting_id}02",
            "Declarations of interest",
            declarations,
            minutes="No member declared an interest in a matter on the agenda.",
        ),
        Item(
            f"{meeting_id}03",
            "Minutes of the previous meeting",
            f"To agree as a correct record what was decided on {previous}.",
            report=Paper(
                f"{meeting_id}031",
                f"Minutes of {previous}",
                f"These are the draft minutes of the meeting held on {previous}, for members to agree or correct.\n\n"
                "Members present are listed at the end. Actions that were agreed stand in the action tracker.",
                is_plain=True,
            ),
            minutes=f"RESOLVED that the minutes of {previous} be signed as a correct record.",
        ),
    )


def closing(item_id: str, following: str) -> Item:
    """The last item of a meeting."""
    return Item(
        item_id,
        "Date of next meeting",
        f"The next meeting is on {following}.",
        minutes=f"Members noted that the next meeting is on {following}.",
    )
