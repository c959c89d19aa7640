"""Where a CMIS site keeps its calendar of meetings, told from the address of any of its meeting pages.

    .../Meetings/tabid/70/ctl/ViewMeetingPublic/mid/397/Meeting/15042/Committee/4/Default.aspx
    .../Meetings/tabid/70/ctl/MeetingCalendarPublicNoJava/mid/397/

Both numbers are the site's own, and a page without them in its address cannot lead to the calendar.
Does not ask anybody. May import: the standard library.
"""

import re
from urllib.parse import urlsplit, urlunsplit

_PLACE = re.compile(
    r"(?P<folder>/(?:[^/]+/)*tabid/\d{1,9})/ctl/(?:ViewMeeting|MeetingCalendar|MeetingVenue)\w*/mid/(?P<module>\d{1,9})(?=/|\Z)",
    re.IGNORECASE,
)


def calendar_folder(address: str) -> str:
    """The folder of the calendar without JavaScript, ending in a slash; empty if the address has not got it in it."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    found = _PLACE.match(parts.path)
    if found is None or parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return ""
    path = f"{found['folder']}/ctl/MeetingCalendarPublicNoJava/mid/{found['module']}/"
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path, "", ""))
