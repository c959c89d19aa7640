"""modern.gov's RSS: a hint of where to look, never the only source.

Titles are `<Event>: <detail>`. Does not decide what is news. May import: domain, feed.
"""

import re
from dataclasses import replace
from datetime import date

from watcher.domain.publications import FeedEntry, Meeting, Page, Reading, Source
from watcher.systems._html import number, page_name, parameters
from watcher.systems.feed import fingerprint, read_feed

NAME = "moderngov-feed"

# The events seen (moderngov.md, "RSS"), plus their likely siblings; other words before a colon are part of the title.
_EVENT = re.compile(
    r"\A(?P<event>(?:agenda|decision(?:\s+sheet)?|decisions|(?:draft\s+)?minutes|issue|supplement\w*(?:\s+agenda)?"
    r"|plan|document|report)\s+(?:re-?)?published"
    r"|publication\s+of\s+[a-z ]{1,40}|meeting\s+(?:held|cancelled|moved|postponed|adjourned|scheduled)"
    r"|e-?petition\b[a-z ]{0,40})\s*:\s+",
    re.IGNORECASE,
)


_SCHEME = re.compile(r"https?://", re.IGNORECASE)


class ModernGovFeed:
    """The system of that name; keeps nothing between calls, so one serves all threads."""

    name = NAME

    def first_requests(self, source: Source, today: date) -> tuple[str, ...]:  # noqa: ARG002 - for others
        """The committee's feed; for anything else the address as it is given."""
        if source.committee is not None:
            return (f"{source.url}mgRss.aspx?CID={source.committee.id}",)
        return (source.url,)

    def meeting_request(self, source: Source, meeting_id: str, url: str) -> str:  # noqa: ARG002 - for others
        """A meeting is read on its page."""
        return url

    def read(self, source: Source | None, page: Page) -> Reading:  # noqa: ARG002 - a feed says all itself
        """The entries, with event and meeting where they can be told. Does not raise for any page."""
        return read_feed(page, NAME, lambda entry: _identified(understood(entry)))

    def fingerprint(self, page: Page) -> str:
        """SHA-256 (hex) of the body without the times of its making."""
        return fingerprint(page)

    def row_fingerprint(self, meeting: Meeting) -> str:
        """Feeds have no rows of meetings: the meeting's id."""
        return meeting.id


def _identified(entry: FeedEntry) -> FeedEntry:
    """The entry with the id of what it tells: entries of one decision repeat for each who signed it.

    Agenda, decisions and minutes of one meeting lead to one page: where an address is the id, the event is part of it.
    Whether that begins with http or https is no other news.
    """
    decision = number(parameters(entry.url).get("id")) if page_name(entry.url) == "iedecisiondetails.aspx" else ""
    if decision:
        return replace(entry, id=f"{entry.event or 'decision'}: {decision}")
    address = _SCHEME.match(entry.id)
    return replace(entry, id=f"{entry.event or 'entry'}: {entry.id[address.end() :]}") if address else entry


def understood(entry: FeedEntry) -> FeedEntry:
    """The entry with its event, lower case, and the meeting its link leads to."""
    found = _EVENT.match(entry.title)
    given = parameters(entry.url)
    is_meeting = page_name(entry.url) == "ielistdocuments.aspx"
    meeting_id = number(given.get("mid") or given.get("meetingid")) if is_meeting else ""
    event = " ".join(found.group("event").lower().split()) if found else None
    return replace(entry, event=event, meeting_id=meeting_id or None)
