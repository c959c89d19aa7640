"""What was noticed, for feed readers (Atom), calendars (iCalendar) and programs (the schema of an edition).

    from watcher.feeds import Background, tell, write_atom, write_calendar, edition_schema

Pure: equal input gives equal bytes; no clock, no file. Titles of strangers are made harmless here, whatever comes in.
May import: digest (its sentences), render (its harmless texts), domain.
"""

from watcher.feeds.atom import MOST_ENTRIES, Feed, write_atom
from watcher.feeds.calendar import Calendar, write_calendar
from watcher.feeds.events import Event, event_of
from watcher.feeds.schema import edition_schema
from watcher.feeds.telling import Background, items_of, papers_of, tell
from watcher.feeds.troubles import in_trouble, tell_troubles

__all__ = [
    "MOST_ENTRIES",
    "Background",
    "Calendar",
    "Event",
    "Feed",
    "edition_schema",
    "event_of",
    "in_trouble",
    "items_of",
    "papers_of",
    "tell",
    "tell_troubles",
    "write_atom",
    "write_calendar",
]
