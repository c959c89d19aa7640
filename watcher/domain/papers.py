"""What is understood of a paper: an agenda, a pack of reports, one report, or printed minutes.

Does not read anything (minutes does). May import: publications, the standard library.
"""

from dataclasses import dataclass
from enum import StrEnum

from watcher.domain.publications import MeetingTime


class PaperKind(StrEnum):
    """What a paper is, in the words of `watcher inspect`; UNKNOWN is shown as unreadable, with the reason."""

    MINUTES = "minutes"
    AGENDA = "agenda"
    PACK = "pack"
    REPORT = "report"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A sum: `amount` as it is written ("£13.5m"), `about` the words around it, verbatim, the sum among them."""

    amount: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperItem:
    """One matter of a paper. `number` is as printed ("40", "PL1", "32/19"), empty for the matter of a lone report.

    `text` is what stands under the title, in a pack with the report that belongs to it; lines are joined, paragraphs
    are lines. `pages` are the first and last page as the agenda prints them. `resolved` has one entry a point, without
    its letter; `actions` are the sentences that ask somebody to do or bring something.
    """

    number: str
    title: str
    text: str = ""
    report_by: str | None = None
    pages: tuple[int, int] | None = None
    resolved: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    money: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperReading:
    """What was understood of a paper. `inside` are minutes bound into a pack. `pages` is None where none are known.

    With UNKNOWN there are no items, and `why` says what was missing. `flags` say what looked odd.
    """

    kind: PaperKind
    committee: str | None = None
    starts_at: MeetingTime | None = None
    venue: str | None = None
    next_meeting: MeetingTime | None = None
    items: tuple[PaperItem, ...] = ()
    inside: tuple["PaperReading", ...] = ()
    pages: int | None = None
    why: str = ""
    flags: tuple[str, ...] = ()
