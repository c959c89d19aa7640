"""What every host of the bench of many councils serves: thirty committees, each with fifteen meetings.

Of three committees two meetings are near, as in bench.pages, whose list they serve: their pages are part of a poll. Of
the others all meetings are long past, so that an unchanged poll is one request.
Does not serve them. May import: bench.pages, watcher.sample.
"""

import re
from datetime import date, timedelta

from bench import pages
from bench.pages import LISTED, Served
from watcher.sample.site import Site

COMMITTEES = 30
NEAR = 3
"""So many of them have near meetings; each takes two requests more."""

_LIST = re.compile(r"/ieListMeetings\.aspx\?CommitteeId=(\d+)\Z")
_OWN_LIST = f"/ieListMeetings.aspx?CommitteeId={pages.COMMITTEE}"


def ids() -> list[str]:
    """The ids of the committees."""
    return [str(number) for number in range(1, COMMITTEES + 1)]


def served(target: str, site: Site) -> Served | None:
    """The answer to a path and query, None if there is nothing."""
    found = _LIST.match(target)
    if found is None:
        for number, day in _copies():
            if f"MId={number}&" in target:
                return pages.copy_of(number, day, target, site)
        return pages.served(target, site)
    committee = int(found.group(1))
    own = pages.served(_OWN_LIST, site)
    if own is None or not 1 <= committee <= COMMITTEES:
        return None
    body = own.body if committee <= NEAR else _long_past(own.body.decode()).encode()
    return Served(body=body, kind=own.kind, etag=f'"list-{committee}"')


def _copies() -> list[tuple[str, date]]:
    """Numbers and days of the fifteen meetings: four weeks apart, the last of them in summer."""
    return [(f"5{index:03}", pages.LONG_AGO[1] - timedelta(weeks=4 * index)) for index in range(1, LISTED + 1)]


def _long_past(page: str) -> str:
    """The list with the rows of the copies in place of its own."""
    rows = pages.ROW.findall(page)
    pattern = next(row for row in rows if f"MId={pages.LONG_AGO[0]}" in row)
    first = page.index(rows[0])
    last = page.index(rows[-1]) + len(rows[-1])
    return page[:first] + "".join(pages.moved(pattern, number, day) for number, day in _copies()) + page[last:]
