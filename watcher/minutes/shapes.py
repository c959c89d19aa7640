"""Whether numbered titles are those of a meeting at all, and what kind of paper they make.

Does not read items. A recipe has numbered titles too: without signs of a meeting there are no items rather than wrong
ones. May import: domain, its own package, the standard library.
"""

import re
from collections.abc import Sequence

from watcher.domain.papers import PaperKind
from watcher.minutes.chains import Candidate
from watcher.minutes.heads import Head
from watcher.minutes.lines import Line, is_capitals
from watcher.minutes.sections import PartKind

_MEETING = re.compile(
    r"\b(?:committee|panel|cabinet|council|commission|forum|board|partnership|executive|assembly|meeting|agenda"
    r"|minutes|cyfarfod|cofnodion|rhaglen|pwyllgor)\b",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"(?:RESOLVED|Resolved|AGREED|DECISION)\b|.{0,60}\b(?:apologies (?:for absence )?(?:were|was)"
    r"|were agreed as a correct record|"
    r"(?:declarations?|interests?) (?:were|was)|(?:committee|panel|board|cabinet|members) (?:considered"
    r"|received|noted|were)|there were no)\b|"
    r"(?:members? |councillors? )?present\b|(?:the )?meeting (?:ended|closed|concluded|finished|commenced)"
    r"|in attendance\b",
    re.IGNORECASE,
)
_SIGNS_OF_MINUTES = 2
_LOOK_LETTERS = 300
_LEAST_WEIGHT = 2


def kind_of(part: PartKind, lines: Sequence[Line], chain: Sequence[Candidate], head: Head) -> PaperKind:
    """What the part is; UNKNOWN if nothing shows that its numbered titles are matters of a meeting."""
    if not chain:
        return PaperKind.UNKNOWN
    usual = sum(each.is_usual for each in chain)
    paged = sum(each.heading.pages is not None for each in chain)
    has_head = head.committee is not None and head.starts_at is not None
    names_meeting = any(_MEETING.search(line.text[:_LOOK_LETTERS]) for line in lines[: chain[0].line][-40:])
    evidence = 2 * has_head + min(usual, 2) + names_meeting + (paged > 1) + (part is not PartKind.PLAIN)
    held = sum(_HELD.match(line.text[:_LOOK_LETTERS]) is not None for line in lines)
    is_any_numbered_paper = part is PartKind.PLAIN and not usual and paged < 2 and held < 3
    if is_any_numbered_paper or evidence + (held > 2) < _LEAST_WEIGHT:
        return PaperKind.UNKNOWN
    if part is PartKind.MINUTES:
        return PaperKind.MINUTES
    if part is PartKind.AGENDA:
        return PaperKind.AGENDA
    return PaperKind.MINUTES if held >= _SIGNS_OF_MINUTES and held > paged else PaperKind.AGENDA


def ends_agenda(lines: Sequence[Line], start: int) -> int:
    """Where the last item of an agenda ends: at a page break behind it, or at the heading of something else."""
    for index in range(start, len(lines)):
        line = lines[index]
        is_heading = line.after_gap and (line.is_heading or (is_capitals(line.text) and len(line.text.split()) > 1))
        if line.opens_page or is_heading:
            return index
    return len(lines)


def why_unknown(lines: Sequence[Line]) -> str:
    """What was missing, in words for whoever inspects the text."""
    if not lines:
        return "the text is empty"
    if not any(_MEETING.search(line.text[:_LOOK_LETTERS]) for line in lines[:200]):
        return "nothing in the text names a meeting, an agenda or minutes"
    return "no numbered titles that count on were found, as agendas and minutes have"
