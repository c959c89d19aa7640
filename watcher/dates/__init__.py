"""Dates and times in words, for the readers of pages and of papers."""

from watcher.dates.finding import FoundDay, find_clock, find_days
from watcher.dates.reading import WEEKDAY_FLAG, Flags, read_start, unreadable

__all__ = ["WEEKDAY_FLAG", "Flags", "FoundDay", "find_clock", "find_days", "read_start", "unreadable"]
