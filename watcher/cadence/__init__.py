"""When a source is due next, and which meetings are looked at again. Does no I/O; reads no clock, draws no lots."""

from watcher.cadence.habits import USUAL, Habits, learn
from watcher.cadence.meetings import documents_are_due, near, page_is_due
from watcher.cadence.outlook import Awaited, Outlook, Sitting, awaited, outlook_of
from watcher.cadence.polls import next_poll
from watcher.cadence.rhythm import Rhythm
from watcher.cadence.words import why_then

__all__ = [
    "USUAL",
    "Awaited",
    "Habits",
    "Outlook",
    "Rhythm",
    "Sitting",
    "awaited",
    "documents_are_due",
    "learn",
    "near",
    "next_poll",
    "outlook_of",
    "page_is_due",
    "why_then",
]
