"""Links to meetings on CMIS: `.../Meeting/15042/Committee/4/...`, in which both ids stand.

Does not read pages. May import: bs4, _html.
"""

import re
from collections.abc import Iterator

from bs4 import Tag

from watcher.systems._html import absolute, attribute

_IDS = re.compile(r"/Meeting/(\d{1,12})(?:/Committee/(\d{1,12}))?(?=/|\Z|\?)", re.IGNORECASE)


def ids_in(address: str) -> tuple[str, str]:
    """The ids of meeting and committee; empty where the address does not have them."""
    found = _IDS.search(address)
    return (found.group(1), found.group(2) or "") if found else ("", "")


def ids_on(tree: Tag, address: str) -> tuple[str, str]:
    """The ids of the one meeting that a page links to; empty if it links to none or several."""
    found = {(meeting, committee) for _, _, meeting, committee in meeting_links(tree, address)}
    return found.pop() if len(found) == 1 else ("", "")


def meeting_links(tree: Tag, address: str) -> Iterator[tuple[Tag, str, str, str]]:
    """Each link to a meeting: the tag, its address, the ids of meeting and committee."""
    for link in tree.find_all("a", href=True):
        url, meeting_id, committee_id = meeting_link(link, address)
        if meeting_id:
            yield link, url, meeting_id, committee_id


def meeting_link(link: Tag, address: str) -> tuple[str, str, str]:
    """Where a link leads, with the ids of meeting and committee; these are empty if it leads to no meeting."""
    url = absolute(address, attribute(link, "href"))
    return url, *ids_in(url)
