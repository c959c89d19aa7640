"""When meetings are: on London's clock, in the council's own words too.

Does not read dates (watcher.dates does). May import: the standard library.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
"""The clock on every English council's wall."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingTime:
    """When a meeting starts, on London's clock, with the council's own words.

    `day` is None when the words could not be read; `clock` is None when no time was given (or could not be read).
    """

    day: date | None
    clock: time | None = None
    raw: str = ""

    @property
    def iso(self) -> str | None:
        """`2026-01-15T19:30`, or `2026-01-15` without a time, or None when unreadable."""
        if self.day is None:
            return None
        if self.clock is None:
            return self.day.isoformat()
        return f"{self.day.isoformat()}T{self.clock:%H:%M}"

    @property
    def aware(self) -> datetime | None:
        """The moment, aware, in London; midnight when no time was given; None when unreadable."""
        if self.day is None:
            return None
        return datetime.combine(self.day, self.clock or time(0, 0), tzinfo=LONDON)

    @classmethod
    def from_iso(cls, iso: str | None, raw: str = "") -> "MeetingTime":
        """The reverse of `iso`. Raises ValueError for other forms."""
        if iso is None:
            return cls(day=None, raw=raw)
        day, _, clock = iso.partition("T")
        return cls(day=date.fromisoformat(day), clock=time.fromisoformat(clock) if clock else None, raw=raw)
