"""How an agenda stands before its meeting: out, out late, expected, overdue.

We notice a publication and do not witness it: what is said is "about", counted in the council's favour, and only where
we looked shortly before.
It is never said that anything is unlawful: there are exceptions (urgency, supplements), and we do not know of them.
Does not word what else a meeting has. May import: dates, domain, digest.
"""

from datetime import timedelta

from watcher.dates.working_days import CLEAR_DAYS, agenda_expected_by, clear_days
from watcher.digest.material import Scope
from watcher.digest.words import day_words
from watcher.domain.digests import AgendaOut
from watcher.domain.publications import LONDON, Meeting, Published

_BLIND = timedelta(days=4)
"""A longer time without a look before the agenda was noticed says too little about when it came out."""


def agenda_words(scope: Scope, source_key: str, meeting: Meeting) -> str:
    """`Agenda out.`, `Agenda out Thu 12 November: about 3 working days' notice.`, `Agenda expected by ...`."""
    if Published.AGENDA in meeting.published:
        return _out_words(scope, meeting, scope.material.agendas.get((source_key, meeting.id)))
    day = meeting.starts_at.day
    expected = agenda_expected_by(day, scope.material.bank_holidays) if day else None
    if expected is None:
        return "Agenda not out yet."
    words = day_words(expected, scope.today)
    if expected < scope.today:
        return f"Agenda not out yet: it was expected by {words}."
    return f"Agenda expected by {words}."


def _out_words(scope: Scope, meeting: Meeting, out: AgendaOut | None) -> str:
    day = meeting.starts_at.day
    if day is None or out is None or out.not_before is None or out.noticed_at - out.not_before > _BLIND:
        return "Agenda out."
    noticed = out.noticed_at.astimezone(LONDON).date()
    notice = clear_days(out.not_before.astimezone(LONDON).date(), day, scope.material.bank_holidays)
    if notice >= CLEAR_DAYS:
        return "Agenda out."
    about = "about 1 working day's" if notice == 1 else f"about {notice} working days'"
    words = f"{about} notice" if notice else "less than a working day's notice"
    return f"Agenda out {day_words(noticed, scope.today)}: {words}."
