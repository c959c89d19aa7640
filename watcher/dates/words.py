"""The words of days, months, noon and midnight, in English and Welsh, as patterns.

Does not read dates. May import: the standard library.
"""

_WEEKDAYS = (
    ("monday", "mon", "llun", "lun"),
    ("tuesday", "tues", "tue", "mawrth", "fawrth"),
    ("wednesday", "weds", "wed", "mercher", "fercher"),
    ("thursday", "thurs", "thur", "thu", "iau"),
    ("friday", "fri", "gwener", "wener"),
    ("saturday", "sat", "sadwrn"),
    ("sunday", "sun", "sul"),
)
_MONTHS = (
    ("january", "jan", "ionawr", "ion"),
    ("february", "feb", "chwefror", "chwe"),
    ("march", "mar", "mawrth", "fawrth", "maw"),
    ("april", "apr", "ebrill", "ebr"),
    ("may", "mai", "fai"),
    ("june", "jun", "mehefin", "fehefin", "meh"),
    ("july", "jul", "gorffennaf", "orffennaf", "gor"),
    ("august", "aug", "awst"),
    ("september", "sept", "sep", "medi", "fedi", "med"),
    ("october", "oct", "hydref", "hyd"),
    ("november", "nov", "tachwedd", "dachwedd", "tach"),
    ("december", "dec", "rhagfyr", "ragfyr", "rhag"),
)

WEEKDAY_NUMBERS = {word: number for number, words in enumerate(_WEEKDAYS) for word in words}
"""Monday is 0, as in the standard library."""

MONTH_NUMBERS = {word: number for number, words in enumerate(_MONTHS, start=1) for word in words}


def _any_of(words: dict[str, int]) -> str:
    """A pattern for one of the words, the longest first, so that `tues` is not read as `tue` and a rest."""
    return "|".join(sorted(words, key=len, reverse=True))


WEEKDAY = rf"(?:dydd\s+|nos\s+)?(?P<weekday>{_any_of(WEEKDAY_NUMBERS)})\b\.?"
MONTH = rf"(?P<month>{_any_of(MONTH_NUMBERS)})\b\.?"
ORDINAL = r"(?:st|nd|rd|th|af|ail|il|ydd|edd|ed|fed|eg|ain)"
_TWELVE = r"(?:12(?:[.:]00)?\s*(?:o['\u2019]\s?clock\s+)?)?"
NOON = rf"{_TWELVE}(?:noon|midday|hanner\s+dydd)"
MIDNIGHT = rf"{_TWELVE}(?:midnight|hanner\s+nos)"
OCLOCK = r"(?:\s*o['\u2019]\s?clock\b|\s*o['\u2019]r\s+gloch\b)?"
HALF = (
    r"(?P<half>a\.?\s?m\.?|p\.?\s?m\.?|y\s+bore|(?:y\s+)?prynhawn|(?:yr\s+)?hwyr"
    r"|y\.?\s?b\.?|y\.?\s?p\.?|y\.?\s?h\.?)(?![a-z])"
)
"""Before or after noon: am, pm, and the Welsh yb (y bore), yp (y prynhawn), yh (yr hwyr)."""
