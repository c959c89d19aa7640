"""The few words in which the scenario is written: committees, meetings, items and papers, each with its weeks.

A value that changes is a mapping from the first week it holds to the value: `{0: "County Hall", 3: "Town Hall"}`.
A moment is a week number, LONG_AGO for what was so before week 0, or None for never.
Does not hold the scenario (scenario/ does) or say what is visible in a week (view does).
Imports the standard library only.
"""

from collections.abc import Mapping
from dataclasses import KW_ONLY, dataclass

LONG_AGO = -99
"""A moment before week 0."""

Weekly = str | Mapping[int, str]
"""A text, or texts by the first week in which each holds."""


def at(value: Weekly, week: int) -> str:
    """The text that holds in `week`; empty before the first."""
    if isinstance(value, str):
        return value
    begun = [first for first in value if first <= week]
    return value[max(begun)] if begun else ""


def since(value: Weekly, week: int) -> int:
    """The week from which the text of `week` holds."""
    if isinstance(value, str):
        return LONG_AGO
    return max((first for first in value if first <= week), default=LONG_AGO)


@dataclass(frozen=True, slots=True)
class Paper:
    """A PDF that somebody wrote. `body` is paragraphs with an empty line between; a new body keeps the address.

    The report of an item has a front sheet (unless it `is_plain`): who wrote it (`by`, else the committee's officer),
    its purpose and recommendations. `table` has a page of its own, its first row is the heading; so has `columns`,
    prose set in two of them. A scan is a picture of its words.
    """

    id: str
    title: str
    body: Weekly
    _: KW_ONLY
    by: str = ""
    purpose: str = ""
    recommends: tuple[str, ...] = ()
    table: tuple[tuple[str, ...], ...] = ()
    columns: str = ""
    is_plain: bool = False
    is_scan: bool = False
    since: int = LONG_AGO
    until: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A matter of a meeting. `report` hangs on its title, `papers` are listed below it.

    `since` and `until` say when it stands on an agenda that is out; in `follows_in` the words "(to follow)" go.
    """

    id: str
    title: Weekly
    text: Weekly = ""
    _: KW_ONLY
    report: Paper | None = None
    papers: tuple[Paper, ...] = ()
    decision: str = ""
    minutes: Weekly = ""
    since: int = LONG_AGO
    until: int | None = None
    follows_in: int | None = None


@dataclass(frozen=True, slots=True)
class Supplement:
    """An addition to an agenda, listed with the packs."""

    id: str
    title: str
    body: str
    _: KW_ONLY
    since: int


@dataclass(frozen=True, slots=True)
class Meeting:
    """A sitting. `starts` is `2026-09-17T10:30` on London's clock; the moments say since when something is out."""

    id: str
    starts: Weekly
    _: KW_ONLY
    venue: Weekly
    items: tuple[Item, ...] = ()
    supplements: tuple[Supplement, ...] = ()
    status: Weekly = ""
    since: int = LONG_AGO
    agenda: int | None = None
    decisions: int | None = None
    draft_minutes: int | None = None
    minutes: int | None = None

    @property
    def agenda_id(self) -> str:
        """The number in `documents/g...`: the agenda's, which is not the meeting's."""
        return f"5{self.id[1:]}"


@dataclass(frozen=True, slots=True)
class Committee:
    """A body that meets. `number_form` is how its agendas number their items; `officer` writes most of its reports,
    whose front sheets have `labels` for body, day, title and author.
    """

    id: str
    name: str
    _: KW_ONLY
    category: str
    purpose: str
    contact: str
    members: tuple[str, ...]
    meetings: tuple[Meeting, ...]
    officer: str
    labels: tuple[str, str, str, str] = ("Report to", "Date", "Report title", "Report of")
    number_form: str = "{}."
    since: int = LONG_AGO


def is_on(first: int | None, until: int | None, week: int) -> bool:
    """True from `first` until the week before `until`."""
    return first is not None and first <= week and (until is None or week < until)
