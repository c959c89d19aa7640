"""The words that modern.gov and Harrowmere would use in Welsh: states, labels, names, days and times.

As on real sites only what is on everybody's pages is in Welsh; what people wrote stays as they wrote it.
Does not know pages. May import: the standard library.
"""

from datetime import datetime

_DAYS = ("Llun", "Mawrth", "Mercher", "Iau", "Gwener", "Sadwrn", "Sul")
_MONTHS = (
    "Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi", "Hydref", "Tachwedd",
    "Rhagfyr",
)  # fmt: skip
_ENDINGS = (
    "af", "il", "ydd", "ydd", "ed", "ed", "fed", "fed", "fed", "fed", "eg", "fed", "eg", "eg", "fed", "eg", "eg",
    "fed", "eg", "fed",
)  # fmt: skip
"""Of 1af to 20fed; from 21ain on it is ain."""

_STATES = {
    "Meeting": "Cyfarfod",
    "Agenda": "Rhaglen",
    "Decisions": "Penderfyniadau",
    "Draft minutes": "Cofnodion drafft",
    "Minutes": "Cofnodion",
    "Agenda and decisions": "Rhaglen a phenderfyniadau",
    "Agenda and draft minutes": "Rhaglen a chofnodion drafft",
    "Agenda and minutes": "Rhaglen a chofnodion",
    "Agenda, decisions and draft minutes": "Rhaglen, penderfyniadau a chofnodion drafft",
    "Agenda, decisions and minutes": "Rhaglen, penderfyniadau a chofnodion",
    "CANCELLED": "WEDI'I GANSLO",
    "POSTPONED": "GOHIRIWYD",
}
_LABELS = {
    "Committee structure": "Strwythur pwyllgorau",
    "Committee details": "Manylion pwyllgor",
    "Browse meetings": "Pori cyfarfodydd",
    "Agenda item": "Eitem ar y rhaglen",
    "No documents are available for this meeting": "Nid oes dogfennau ar gael ar gyfer y cyfarfod hwn",
    "Venue": "Lleoliad",
    "Proposed venue": "Lleoliad arfaethedig",
    "View directions": "Gweld cyfarwyddiadau",
    "Contact": "Cyswllt",
    "Items": "Eitemau",
    "Additional documents:": "Dogfennau ychwanegol:",
    "Supporting documents:": "Dogfennau ategol:",
    "Decision:": "Penderfyniad:",
    "Minutes:": "Cofnodion:",
    "(to follow)": "(i ddilyn)",
    "view the full minutes text for item": "gweld testun llawn y cofnodion ar gyfer eitem",
    ", item": ", eitem",
    "Agenda frontsheet": "Taflen flaen y rhaglen",
    "Agenda reports pack": "Pecyn adroddiadau'r rhaglen",
    "Printed decisions": "Penderfyniadau wedi'u hargraffu",
    "Printed minutes": "Cofnodion wedi'u hargraffu",
    "Printed draft minutes": "Cofnodion drafft wedi'u hargraffu",
}
_NAMES = {
    "Cabinet": "Y Cabinet",
    "Children and Families Scrutiny Committee": "Pwyllgor Craffu Plant a Theuluoedd",
    "Children and Families Scrutiny Committee - Inclusion Task Group": "Pwyllgor Craffu Plant a Theuluoedd - "
    "Grŵp Gorchwyl Cynhwysiant",
    "Planning and Highways Committee": "Pwyllgor Cynllunio a Phriffyrdd",
    "Schools Forum": "Fforwm Ysgolion",
    "Executive": "Gweithrediaeth",
    "Overview & Scrutiny": "Trosolwg a Chraffu",
    "Regulatory": "Rheoleiddio",
    "Other bodies": "Cyrff eraill",
    "Apologies for absence": "Ymddiheuriadau am absenoldeb",
    "Declarations of interest": "Datgan buddiannau",
    "Minutes of the previous meeting": "Cofnodion y cyfarfod blaenorol",
    "Date of next meeting": "Dyddiad y cyfarfod nesaf",
}
_WORDS = {**_STATES, **_LABELS, **_NAMES}


def worded(english: str) -> str:
    """The words in Welsh; as they are where nobody translated them."""
    return _WORDS.get(english, english)


def long_date(moment: datetime) -> str:
    """`Dydd Iau, 17eg Medi, 2026`: the heading of a meeting."""
    return ordinal_date(moment)


def ordinal_date(moment: datetime) -> str:
    """The same."""
    ending = _ENDINGS[moment.day - 1] if moment.day <= len(_ENDINGS) else "ain"
    return f"Dydd {_DAYS[moment.weekday()]}, {moment.day}{ending} {_MONTHS[moment.month - 1]}, {moment.year}"


def short_date(moment: datetime) -> str:
    """`17 Medi 2026`: a row of a list."""
    return f"{moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def clock(moment: datetime, sign: str = ".") -> str:
    """`10.30 yb`, `2.00 yp`, `7.00 yh`: of the morning, the afternoon, the evening."""
    half = "yb" if moment.hour < 12 else "yp" if moment.hour < 18 else "yh"
    return f"{moment.hour % 12 or 12}{sign}{moment:%M} {half}"
