"""One moment in every form in which councils write it, English and Welsh."""

from collections.abc import Callable, Mapping
from datetime import date, time

# fmt: off
_WELSH_DAYS = ("Dydd Llun", "Dydd Mawrth", "Dydd Mercher", "Dydd Iau", "Dydd Gwener", "Dydd Sadwrn", "Dydd Sul")
_WELSH_MONTHS = ("Ionawr", "Chwefror", "Mawrth", "Ebrill", "Mai", "Mehefin", "Gorffennaf", "Awst", "Medi", "Hydref",
                 "Tachwedd", "Rhagfyr")
_SOFT_MONTHS = ("Ionawr", "Chwefror", "Fawrth", "Ebrill", "Fai", "Fehefin", "Orffennaf", "Awst", "Fedi", "Hydref",
                "Dachwedd", "Ragfyr")
_WELSH_ORDINALS = {1: "af", 2: "il", 3: "ydd", 4: "ydd", 5: "ed", 6: "ed", 11: "eg", 13: "eg", 14: "eg", 16: "eg",
                   17: "eg", 19: "eg"}
# fmt: on


def _th(day: date) -> str:
    return f"{day.day}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(day.day % 10 if day.day not in (11, 12, 13) else 0, 'th') }"


def _fed(day: date) -> str:
    return f"{day.day}{_WELSH_ORDINALS.get(day.day, 'fed' if day.day < 21 else 'ain')}"


def _twelve(clock: time, point: str = ".", am: str = " am", pm: str = " pm") -> str:
    return f"{clock.hour % 12 or 12}{point}{clock.minute:02d}{am if clock.hour < 12 else pm}"


def _in_welsh(clock: time) -> str:
    """Between noon and one the evening's word would say midnight."""
    return _twelve(clock, ".", " y bore", " yr hwyr" if clock.hour >= 18 else " y prynhawn")


FORMS: Mapping[str, Callable[[date, time], str]] = {
    "Tuesday, 8th March, 2022 2.00 pm": lambda d, t: f"{d:%A}, {_th(d)} {d:%B}, {d.year} {_twelve(t)}",
    "Thursday 15 January 2026 7:30 pm": lambda d, t: f"{d:%A} {d.day} {d:%B} {d.year} {_twelve(t, ':')}",
    "Friday 20 September 2024 10.00 am": lambda d, t: f"{d:%A} {d.day} {d:%B} {d.year} {_twelve(t)}",
    "15 Jan 2026 7:30 pm": lambda d, t: f"{d.day} {d:%b} {d.year} {_twelve(t, ':')}",
    "15 Jan 2026 7:30 pm, no-break": lambda d, t: f"{d.day} {d:%b} {d.year}\xa0{_twelve(t, ':', chr(160) + 'am')}",
    "Monday 4th October, 2021 10.30 am": lambda d, t: f"{d:%A} {_th(d)} {d:%B}, {d.year} {_twelve(t)}",
    "7.00 p.m.": lambda d, t: f"{d:%A}, {d.day} {d:%B} {d.year} at {_twelve(t, '.', ' a.m.', ' p.m.')}",
    "7.00pm": lambda d, t: f"{d:%A} {_th(d)} {d:%B} {d.year}, {_twelve(t, '.', 'am', 'pm')}",
    "7:00 PM": lambda d, t: f"{d:%a} {d.day} {d:%b} {d.year} {_twelve(t, ':', ' AM', ' PM')}",
    "18-Nov-2025 19.30": lambda d, t: f"{d:%d}-{d:%b}-{d.year} {t:%H.%M}",
    "04th-Jun-2026 14.00": lambda d, t: f"{_th(d).zfill(4)}-{d:%b}-{d.year} {t:%H.%M}",
    "dd/mm/yyyy": lambda d, t: f"{d:%d/%m/%Y} {t:%H:%M}",
    "dd/mm/yyyy of the service": lambda d, t: f"{d:%d/%m/%Y} {_twelve(t)}",
    "dd.mm.yyyy": lambda d, t: f"{d:%d.%m.%Y} {t:%H.%M}",
    "ISO 8601": lambda d, t: f"{d.isoformat()}T{t:%H:%M}:00",
    "the 8th of March 2022": lambda d, t: f"the {_th(d)} of {d:%B} {d.year} at {_twelve(t)}",
    "hours": lambda d, t: f"{d.day} {d:%B} {d.year} at {t:%H%M} hours",
    "with a dash": lambda d, t: f"{d:%A} {d.day} {d:%B} {d.year} - {_twelve(t)}",
    "in capitals": lambda d, t: f"{d:%A} {_th(d)} {d:%B} {d.year} {_twelve(t)}".upper(),
    "Dydd Llun, 12fed Hydref, 2026": lambda d, t: (
        f"{_WELSH_DAYS[d.weekday()]}, {_fed(d)} {_WELSH_MONTHS[d.month - 1]}, {d.year} {_twelve(t)}"
    ),
    "Dydd Llun 12 Hydref 2026": lambda d, t: (
        f"{_WELSH_DAYS[d.weekday()]} {d.day} {_WELSH_MONTHS[d.month - 1]} {d.year} am {_in_welsh(t)}"
    ),
    "12fed o Hydref": lambda d, t: f"{_fed(d)} o {_SOFT_MONTHS[d.month - 1]} {d.year} {t:%H:%M}",
}
"""By what they look like in moderngov.md, or a name."""
